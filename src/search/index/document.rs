//! One document on its way into the index: its texts become lines of terms.

use crate::search::analyzer::{Analyzer, Token};
use crate::search::card::Card;
use rustc_hash::FxHashSet;
use std::ops::Range;

/// What the index takes of a document.
#[derive(Clone, Debug)]
pub struct IndexDocument<'a> {
    pub card: Card,
    /// Headings, summary, and the names of services, causes, teams and tags.
    pub meta: String,
    /// The body's words, blocks separated by line feeds, code included.
    pub body: &'a str,
    /// Where in `body` code stands.
    pub code: &'a [Range<u32>],
}

/// Terms, one a line, in the order of [`super::Fields`]: an empty line is a dropped word, a line that begins with a tab is a
/// compound at the position of the next line.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub fields: [String; 4],
    /// Every distinct surface.
    pub surfaces: String,
}

impl IndexDocument<'_> {
    /// Changes when anything that is indexed or shown changes, and with the program: another one may cut words or weigh them
    /// otherwise, and the shards' folder is named for these hashes.
    pub(super) fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("PMSITE_SOURCES").as_bytes());
        let card = serde_json::to_string(&self.card).unwrap_or_default();
        for part in [card.as_str(), &self.meta, self.body] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        for range in self.code {
            hasher.update(&range.start.to_le_bytes());
            hasher.update(&range.end.to_le_bytes());
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }

    pub(super) fn lines(&self, analyzer: &mut Analyzer) -> Lines {
        let mut lines = Lines::default();
        let mut seen = Seen::default();
        let code = self.code.iter().filter_map(|range| self.body.get(range.start as usize..range.end as usize));
        let [title, meta, body, in_code] = &mut lines.fields;
        add(&self.card.title, analyzer, title, &mut seen);
        add(&self.meta, analyzer, meta, &mut seen);
        add(self.body, analyzer, body, &mut seen);
        code.for_each(|code| add(code, analyzer, in_code, &mut seen));
        lines.surfaces = seen.lines;
        lines
    }
}

/// Appends the terms of `text` to `lines`, and its surfaces to `seen`.
fn add(text: &str, analyzer: &mut Analyzer, lines: &mut String, seen: &mut Seen) {
    let mut next = 0;
    let take = |token: Token<'_>| {
        while next < token.position {
            lines.push('\n');
            next += 1;
        }
        if token.is_compound {
            lines.push('\t');
        } else {
            next += 1;
        }
        lines.push_str(token.term);
        lines.push('\n');
        seen.note(token.surface);
    };
    analyzer.tokens(text, take);
}

/// Distinct words, in the order of their first use.
#[derive(Default)]
struct Seen {
    words: FxHashSet<Box<str>>,
    /// One a line.
    lines: String,
}

impl Seen {
    fn note(&mut self, word: &str) {
        if !self.words.contains(word) {
            self.words.insert(word.into());
            self.lines.push_str(word);
            self.lines.push('\n');
        }
    }
}
