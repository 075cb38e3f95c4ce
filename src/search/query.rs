//! What a person typed or pasted -> a query. Nothing is an error.

mod filter;
mod noise;

pub use filter::{Field, Filter, Operator, days};

use super::analyzer::Analyzer;
use noise::{LONG, is_noise, is_paste};
use rustc_hash::FxHashMap;

/// Words of questions and talk: dropped where a query has other words.
#[rustfmt::skip]
pub const QUESTION_WORDS: [&str; 68] = [
    "about", "after", "all", "am", "any", "anybody", "anyone", "anything", "because", "been", "before", "being",
    "can", "could", "did", "didn't", "do", "does", "doesn't", "doing", "don't", "during", "ever", "from", "get",
    "gets", "getting", "go", "got", "had", "has", "have", "having", "he", "how", "i", "i'm", "its", "just", "make",
    "me", "my", "our", "should", "some", "someone", "something", "than", "them", "thing", "those", "though", "us",
    "very", "we", "were", "what", "when", "where", "which", "while", "who", "whose", "why", "would", "you", "your",
    "yours",
];
/// Words of a paste that are looked up.
const MOST_PASTED: usize = 48;
/// Words of a query that are looked up; more is a paste that does not look like one.
const MOST_WORDS: usize = 32;
/// UTF-16 units of a text that are read, since the client counts in them: an answer must not wait for a whole log.
const MOST_READ: usize = 5_000;

/// How the text was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Words, with operators; prefixes and typos are allowed for.
    #[default]
    Words,
    /// A log line or stack trace: no operators, words as they are.
    Paste,
}

/// One word to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Lower-cased and folded.
    pub surface: String,
    /// A whole of several parts, which are words of their own.
    pub is_compound: bool,
    /// Quoted or pasted: no prefixes, typos and synonyms.
    pub is_exact: bool,
}

/// Terms that stand next to each other, with their distance from the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrase(pub Vec<(String, u32)>);

/// A query, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub mode: Mode,
    /// The text is too long for all of it to be looked for.
    pub is_cut: bool,
    /// In the order of the text, each surface once.
    pub words: Vec<Word>,
    /// Each must stand in a result.
    pub phrases: Vec<Phrase>,
    /// None may stand in a result.
    pub excluded: Vec<Phrase>,
    /// Each must hold.
    pub filters: Vec<Filter>,
}

impl Query {
    /// Reads `text`.
    #[must_use]
    pub fn read(text: &str, analyzer: &mut Analyzer) -> Self {
        let all = text.trim();
        let mut text = beginning(all, MOST_READ);
        let mut query = Self::default();
        if is_paste(text) {
            query.mode = Mode::Paste;
            query.is_cut = text.len() < all.len();
            query.paste(text, analyzer);
            if !query.words.is_empty() {
                return query;
            }
            // All noise (an id, an address): then it is what is sought, as long as it could have been typed.
            query.mode = Mode::Words;
            text = beginning(text, LONG);
        }
        query.is_cut = text.len() < all.len();
        let mut seen = FxHashMap::default();
        for piece in pieces(text) {
            query.piece(&piece, &mut seen, analyzer);
        }
        query.drop_talk();
        query.is_cut |= query.words.len() > MOST_WORDS;
        query.words.truncate(MOST_WORDS);
        query
    }

    fn paste(&mut self, text: &str, analyzer: &mut Analyzer) {
        let mut words: Vec<Word> = Vec::new();
        let whole = beginning(text, MOST_READ - 2).len();
        analyzer.tokens(text, |token| {
            // Of a text that is cut the last word may be half of one, and so, in UTF-16, may the last character.
            let may_be_half = self.is_cut && token.range.1 > whole;
            if may_be_half || is_noise(token.surface) || words.iter().any(|word| word.surface == token.surface) {
                return;
            }
            match words.len() < MOST_PASTED {
                true => words.push(Word {
                    surface: token.surface.to_owned(),
                    is_compound: token.is_compound,
                    is_exact: true,
                }),
                false => self.is_cut = true,
            }
        });
        self.words = words;
    }

    fn piece(&mut self, piece: &Piece<'_>, seen: &mut FxHashMap<String, usize>, analyzer: &mut Analyzer) {
        let is_first = self.words.is_empty() && self.phrases.is_empty() && self.filters.is_empty();
        let negated = piece.negated && !is_first;
        if let Some(filter) = piece.field.and_then(|field| Filter::read(field, piece.text, negated)) {
            self.filters.push(filter);
            return;
        }
        let whole = match piece.field {
            Some((name, operator)) => format!("{name}{operator}{}", piece.text),
            None => piece.text.to_owned(),
        };
        if negated {
            let phrase = phrase(&whole, analyzer);
            self.excluded.extend((!phrase.0.is_empty()).then_some(phrase));
            return;
        }
        if piece.quoted {
            let phrase = phrase(&whole, analyzer);
            self.phrases.extend((phrase.0.len() > 1).then_some(phrase));
        }
        let mut stopped = true;
        analyzer.tokens(&whole, |token| {
            stopped = false;
            self.add(token.surface, token.is_compound, piece.quoted, seen);
        });
        // A stop word by itself may be the beginning of a word: kept until there are others.
        let surface = whole.to_lowercase();
        if stopped && super::analyzer::is_stop_word(&surface) {
            self.add(&surface, false, false, seen);
        }
    }

    /// Adds a word, or makes the one that is there exact. `seen`: where each surface stands.
    fn add(&mut self, surface: &str, is_compound: bool, is_exact: bool, seen: &mut FxHashMap<String, usize>) {
        match seen.get(surface) {
            Some(at) => self.words[*at].is_exact |= is_exact,
            None => {
                seen.insert(surface.to_owned(), self.words.len());
                self.words.push(Word { surface: surface.to_owned(), is_compound, is_exact });
            }
        }
    }

    /// Drops stop words and question words where others remain.
    fn drop_talk(&mut self) {
        let is_talk =
            |word: &Word| !word.is_exact && (is_talk(&word.surface) || super::analyzer::is_stop_word(&word.surface));
        if self.words.iter().any(|word| !is_talk(word)) {
            self.words.retain(|word| !is_talk(word));
        }
    }
}

/// The first `most` UTF-16 units of `text`, without half a character at the end.
fn beginning(text: &str, most: usize) -> &str {
    let mut units = 0;
    let beyond = text.char_indices().find(|(_, character)| {
        units += character.len_utf16();
        units > most
    });
    beyond.map_or(text, |(at, _)| &text[..at])
}

fn is_talk(surface: &str) -> bool {
    QUESTION_WORDS.binary_search(&surface).is_ok()
}

fn phrase(text: &str, analyzer: &mut Analyzer) -> Phrase {
    let mut terms: Vec<(String, u32)> = Vec::new();
    analyzer.tokens(text, |token| {
        if !token.is_compound {
            terms.push((token.term.to_owned(), token.position));
        }
    });
    let first = terms.first().map_or(0, |(_, position)| *position);
    terms.iter_mut().for_each(|(_, position)| *position -= first);
    Phrase(terms)
}

/// A stretch between blanks, or between quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece<'a> {
    /// `-` before it.
    negated: bool,
    quoted: bool,
    /// Name and operator before the text: `service` and `:`.
    field: Option<(&'a str, &'a str)>,
    text: &'a str,
}

/// Cuts at blanks and quotes.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return found;
        }
        let after_dash = rest
            .strip_prefix('-')
            .filter(|after| after.chars().next().is_some_and(|next| next == '"' || super::analyzer::is_word(next)));
        let negated = after_dash.is_some();
        rest = after_dash.unwrap_or(rest);
        let end = rest.find(|next: char| next.is_whitespace() || next == '"').unwrap_or(rest.len());
        let field = filter::split(&rest[..end]);
        let opens = rest[end..].starts_with('"');
        if opens && (end == 0 || field.is_some_and(|(_, _, value)| value.is_empty())) {
            let inside = &rest[end + 1..];
            let close = inside.find('"').unwrap_or(inside.len());
            let field = field.map(|(name, operator, _)| (name, operator));
            found.push(Piece { negated, quoted: true, field, text: &inside[..close] });
            rest = inside.get(close + 1..).unwrap_or("");
            continue;
        }
        match field {
            Some((name, operator, value)) => {
                found.push(Piece { negated, quoted: false, field: Some((name, operator)), text: value });
            }
            None => found.push(Piece { negated, quoted: false, field: None, text: &rest[..end] }),
        }
        rest = &rest[end..];
    }
}

#[cfg(test)]
mod tests;
