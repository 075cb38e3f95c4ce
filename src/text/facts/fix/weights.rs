//! What holds for a sentence to its weight, by `weights.toml`.

use super::marks::Marks;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// `weights.toml`, ready to be asked; empty if it were broken, which a test rules out.
pub(super) static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| Weights::read(include_str!("weights.toml")).unwrap_or_default());

/// What a sentence needs, and what each mark weighs.
#[derive(Debug, Default)]
pub(super) struct Weights {
    pub(super) least: f64,
    pub(super) joins: f64,
    always: f64,
    /// What has to hold at once, and what that weighs.
    weights: Vec<(Marks, f64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    least: f64,
    joins: f64,
    always: f64,
    weights: BTreeMap<String, f64>,
}

impl Weights {
    fn read(text: &str) -> Result<Self, String> {
        let Table { least, joins, always, weights } = toml::from_str(text).map_err(|error| error.to_string())?;
        let weights = weights.into_iter().map(|(names, weight)| Ok((Marks::named(&names)?, weight)));
        Ok(Self { least, joins, always, weights: weights.collect::<Result<_, String>>()? })
    }

    /// The sum of the weights of what holds.
    pub(super) fn of(&self, marks: Marks) -> f64 {
        self.always + self.weights.iter().filter(|(all, _)| marks.holds(*all)).map(|(_, weight)| weight).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_each_weight_is_of_something_that_is_looked_for() {
        assert_eq!(Weights::read(include_str!("weights.toml")).err(), None);
        let unknown = "least = 0\njoins = 0\nalways = 0\n[weights]\n\"done+guessed\" = 1";
        assert_eq!(Weights::read(unknown).err().as_deref(), Some("`guessed` is no mark"));
    }
}
