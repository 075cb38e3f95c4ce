//! What names in a text stand for: the files that MDX imports, and what the front matter of MyST puts in their place. Read once.

use rustc_hash::FxHashMap;
use std::cell::OnceCell;

type Table<'a> = FxHashMap<&'a str, &'a str>;

/// The names that one text defines.
pub(super) struct Defined<'a> {
    source: &'a str,
    body: usize,
    imports: OnceCell<Table<'a>>,
    substitutions: OnceCell<Table<'a>>,
    /// Bytes that may still be put in, so that no text grows to many times its length.
    left: usize,
}

impl<'a> Defined<'a> {
    /// Those of `source`, whose body begins at `body`.
    pub(super) fn new(source: &'a str, body: usize) -> Self {
        Self { source, body, imports: OnceCell::new(), substitutions: OnceCell::new(), left: source.len() }
    }

    /// The file that `import NAME from '...'` brings in.
    pub(super) fn imported(&self, name: &str) -> Option<&'a str> {
        let table = || self.source.lines().rev().filter_map(import).collect();
        self.imports.get_or_init(table).get(name).copied()
    }

    /// What front matter puts in the place of a name, as MyST does: `substitutions`, and below it `name: value`.
    pub(super) fn substituted(&mut self, name: &str) -> Option<&'a str> {
        let front = &self.source[..self.body];
        let value = *self.substitutions.get_or_init(|| substitutions(front).unwrap_or_default()).get(name)?;
        self.left = self.left.checked_sub(value.len())?;
        Some(value)
    }
}

fn import(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.trim_start().strip_prefix("import ")?.split_once(" from ")?;
    let quote = rest.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    rest[1..].split_once(quote).map(|(path, _)| (name, path))
}

fn substitutions(front: &str) -> Option<Table<'_>> {
    let (_, below) = front.split_once("substitutions:")?;
    let lines = below.lines().skip(1).take_while(|line| line.starts_with([' ', '\t']));
    let pairs = lines.filter_map(|line| line.split_once(':'));
    let mut table = Table::default();
    for (key, value) in pairs {
        table.entry(key.trim()).or_insert(value.trim().trim_matches(['"', '\'']));
    }
    Some(table)
}
