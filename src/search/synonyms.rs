//! Words of operations that mean the same.

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
