//! What a text states once and names further on: files that it imports, and the substitutions of its front matter.

use rustc_hash::FxHashMap;

/// By the name that is used.
#[derive(Default)]
pub(super) struct Stated<'a> {
    imports: FxHashMap<&'a str, &'a str>,
    substitutions: FxHashMap<&'a str, &'a str>,
}

impl<'a> Stated<'a> {
    /// Of a text whose body begins at `body`. The first of two of one name counts.
    pub(super) fn of(source: &'a str, body: usize) -> Self {
        let mut stated = Self::default();
        for (name, file) in source.lines().filter_map(import) {
            stated.imports.entry(name).or_insert(file);
        }
        for (name, value) in substitutions(&source[..body]) {
            stated.substitutions.entry(name).or_insert(value);
        }
        stated
    }

    /// The file that `import NAME from '...'` brings in.
    pub(super) fn import(&self, name: &str) -> Option<&'a str> {
        self.imports.get(name).copied()
    }

    /// What front matter puts in the place of a name.
    pub(super) fn substitution(&self, name: &str) -> Option<&'a str> {
        self.substitutions.get(name).copied()
    }
}

fn import(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.trim_start().strip_prefix("import ")?.split_once(" from ")?;
    let quote = rest.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    let (file, _) = rest[1..].split_once(quote)?;
    Some((name.trim(), file))
}

/// As MyST writes them: `substitutions`, and below it `name: value`.
fn substitutions(front: &str) -> impl Iterator<Item = (&str, &str)> {
    let below = front.split_once("substitutions:").map_or("", |(_, below)| below);
    let lines = below.lines().skip(1).take_while(|line| line.starts_with([' ', '\t']));
    let pairs = lines.filter_map(|line| line.split_once(':'));
    pairs.map(|(name, value)| (name.trim(), value.trim().trim_matches(['"', '\''])))
}
