//! Words of operations that mean the same.

use super::analyzer::Analyzer;
use super::index::{Error, Index};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct File {
    groups: Vec<String>,
}

/// Our own groups, as `db|database`.
#[must_use]
pub fn built_in() -> Vec<String> {
    let file: Result<File, _> = toml::from_str(include_str!("synonyms.toml"));
    file.map(|file| file.groups).unwrap_or_default()
}

/// `groups` with the names that no document holds behind two bars (`db|database||datastore`): people may type them, but
/// nobody looks them up. Groups that no document holds go.
///
/// # Errors
/// A damaged index.
pub fn known(groups: &[String], index: &Index, analyzer: &mut Analyzer) -> Result<Vec<String>, Error> {
    let mut known = Vec::new();
    for group in groups {
        let (mut held, mut typed) = (Vec::new(), Vec::new());
        for name in group.split('|') {
            let mut terms = Vec::new();
            analyzer.tokens(name, |token| terms.push(token.term.to_owned()));
            let mut is_held = !terms.is_empty();
            for term in terms {
                is_held = is_held && index.holds(&term)?;
            }
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
