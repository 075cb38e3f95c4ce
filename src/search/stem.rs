//! `stem.toml` -> the steps by which the client stems English, as the analyzer does with `frostem`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Default, Deserialize)]
struct File {
    agent: String,
    irregular: BTreeMap<String, String>,
    names: Vec<(String, String)>,
    steps: Vec<String>,
}

/// What the client stems by.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Stemming {
    /// Finds words that keep their ending.
    pub agent: String,
    /// Words with a stem of their own.
    pub irregular: BTreeMap<String, String>,
    /// Regular expressions of JavaScript, each with what takes the place of what it finds, in order.
    pub steps: Vec<(String, String)>,
}

impl Stemming {
    /// The steps with all names spelt out.
    #[must_use]
    pub(crate) fn known() -> Self {
        let file: File = toml::from_str(include_str!("stem.toml")).unwrap_or_default();
        let spelt = |mut text: String| {
            // A name is made of those above it.
            for (name, by) in file.names.iter().rev() {
                text = text.replace(&format!("<{name}>"), by);
            }
            text
        };
        let steps = file.steps.iter().filter_map(|step| step.split_once(" > "));
        let steps = steps.map(|(from, to)| (spelt(from.to_owned()), to.to_owned())).collect();
        Self { agent: file.agent, irregular: file.irregular, steps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_read_and_no_name_is_left() {
        let stemming = Stemming::known();
        assert!(stemming.steps.len() > 30);
        for (from, _) in &stemming.steps {
            assert!(!["<v>", "<c>", "<own>", "<first>", "<R", "<S>"].iter().any(|name| from.contains(name)), "{from}");
        }
    }
}
