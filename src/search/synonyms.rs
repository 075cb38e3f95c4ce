//! Words of operations that mean the same.

use super::analyzer::Analyzer;
use serde::Deserialize;

/// A name that every so many documents hold tells nothing as another word for something.
const COMMON: usize = 8;
/// In a small site no name is common.
const FEW: usize = 200;

#[derive(Debug, Deserialize)]
struct File {
    groups: Vec<String>,
}

/// Our own groups, as `db|database`.
#[must_use]
pub(crate) fn built_in() -> Vec<String> {
    let file: Result<File, _> = toml::from_str(include_str!("synonyms.toml"));
    file.map(|file| file.groups).unwrap_or_default()
}

/// Of our own names those of two terms: in documents they are neighbours wherever they stand, since beside words of other
/// sentences such words mean something else (`out of memory`).
pub(crate) fn pairs(analyzer: &mut Analyzer) -> Vec<[String; 2]> {
    let groups = built_in();
    let names = groups.iter().flat_map(|group| group.split('|'));
    let terms = |name: &str| {
        let mut terms = Vec::new();
        analyzer.tokens(name, |token| terms.push(token.term.to_owned()));
        <[String; 2]>::try_from(terms).ok()
    };
    names.filter_map(terms).collect()
}

/// `groups` with the names that nobody looks up behind two bars (`db|database||datastore`): people may type them, but no
/// document holds them, or so many that they tell nothing and weigh much. Groups without a name to look up go. `frequency` tells in
/// how many of the `documents` a term stands.
///
/// # Errors
/// What `frequency` says.
pub(crate) fn known<E>(
    groups: &[String],
    documents: u32,
    frequency: impl Fn(&str) -> Result<usize, E>,
) -> Result<Vec<String>, E> {
    let mut analyzer = Analyzer::default();
    let most = (documents as usize / COMMON).max(FEW);
    let mut known = Vec::new();
    for group in groups {
        let (mut held, mut typed) = (Vec::new(), Vec::new());
        for name in group.split('|') {
            let mut terms = Vec::new();
            analyzer.tokens(name, |token| terms.push(token.term.to_owned()));
            let frequencies = terms.iter().map(|term| frequency(term)).collect::<Result<Vec<_>, _>>()?;
            let least = frequencies.into_iter().min().unwrap_or(0);
            let is_held = (1..=most).contains(&least);
            if is_held { held.push(name) } else { typed.push(name) }
        }
        if !held.is_empty() {
            let bars = if typed.is_empty() { "" } else { "||" };
            known.push(format!("{}{bars}{}", held.join("|"), typed.join("|")));
        }
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_reads_and_no_name_stands_twice_in_a_group() {
        let groups = built_in();
        assert!(groups.len() > 60);
        for group in groups {
            let mut names: Vec<&str> = group.split('|').collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert!(all > 1 && names.len() == all, "{group}");
        }
    }
}
