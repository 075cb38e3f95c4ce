//! What a person typed or pasted -> a query. Nothing is an error.

mod filter;
mod pieces;
mod rules;

pub(crate) use filter::{Field, Filter, Operator, Unknown, days};
pub(crate) use rules::{Rows, colourless, quoted, rows, sources, ticket};

use super::analyzer::{Analyzer, Token};
use super::words::words;
use indexmap::{IndexMap, IndexSet};
use pieces::{Piece, pieces};
use rules::{LONG, is_log, is_noise, message, timeless};
use rustc_hash::{FxHashMap, FxHashSet};

/// Words of a paste that are looked up.
const MOST_PASTED: usize = 48;
/// A paste of more words is looked for as it is: no other names of them, no beginnings.
const FEW_PASTED: usize = 12;
/// Words of a query that are looked up; more is a paste that does not look like one.
const MOST_WORDS: usize = 32;
/// UTF-16 units of a text that are read, since the client counts in them: an answer must not wait for a whole log.
const MOST_READ: usize = 5_000;
/// Letters of a unit: `30 s` is looked for as `30s` too.
const UNIT: usize = 3;

/// How the text was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Words, with operators; prefixes and typos are allowed for.
    #[default]
    Words,
    /// What was pasted, or looks like an error, a log line, a command: without operators and noise, its message first, and nothing mistyped.
    Paste,
}

/// One word to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word {
    /// Lower-cased and folded.
    pub surface: String,
    /// A whole of several parts, which are words of their own.
    pub is_compound: bool,
    /// Quoted, or of a long paste: no prefixes, typos and synonyms.
    pub is_exact: bool,
    /// Of a part: the surface of the compound.
    pub whole: Option<String>,
    /// Of a unit, with each number before it: `5s` and `30s`, where `5 s` and `30 s` were written.
    pub joined: Vec<String>,
    /// Of a paste: beside the message, where loggers and commands put words of their own.
    pub is_aside: bool,
}

/// Terms that stand next to each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// As typed, with its sign and its quotation marks.
    pub text: String,
    /// With their distance from the first.
    pub terms: Vec<(String, u32)>,
    /// Whether results must hold it; otherwise it raises those that do.
    pub is_required: bool,
}

/// A query, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query {
    pub mode: Mode,
    /// The text is too long for all of it to be looked for.
    pub is_cut: bool,
    /// In the order of the text, each surface once.
    pub words: Vec<Word>,
    /// Terms that stand next to each other, of a log in its message, as [`neighbours`] writes them, with the places of both in `words`.
    pub pairs: IndexMap<String, [usize; 2]>,
    /// Each with other terms.
    pub phrases: Vec<Phrase>,
    /// None may stand in a result.
    pub excluded: Vec<Phrase>,
    /// Each must hold.
    pub filters: Vec<Filter>,
    /// What looks like a filter and was read as text.
    pub unknown: Vec<Unknown>,
    /// Words that are not looked for: of talk where others remain, noise of a paste. In the order of the text.
    pub dropped: IndexSet<String>,
}

impl Query {
    /// Reads `text`. What holds a line break, be it at its end, is pasted: so the box says what was, of one line too.
    #[must_use]
    pub(crate) fn read(text: &str, analyzer: &mut Analyzer) -> Self {
        let is_marked = text.contains('\n');
        let text = colourless(text);
        let all = text.trim();
        let text = beginning(all, MOST_READ);
        let mut query = Self { is_cut: text.len() < all.len(), ..Self::default() };
        if is_marked || is_log(text) {
            query.mode = Mode::Paste;
            query.paste(text, MOST_READ, false, analyzer);
            if query.words.is_empty() {
                // All noise, as an id or an address is: then it is what is sought.
                query.dropped.clear();
                let first = beginning(text, LONG);
                query.is_cut |= first.len() < text.len();
                query.paste(first, LONG, true, analyzer);
            }
            return query;
        }
        let mut adding = Adding::default();
        let mut has_words = false;
        for piece in pieces(text) {
            has_words |= query.piece(&piece, &mut adding, analyzer);
        }
        query.words = adding.words;
        query.phrases.iter_mut().for_each(|phrase| phrase.is_required |= !has_words);
        query.drop_talk();
        query.is_cut |= query.words.len() > MOST_WORDS;
        query.words.truncate(MOST_WORDS);
        query.pair(text, analyzer);
        query
    }

    /// Takes the words of a log, without those that are noise, or with all of them; a text that is cut has `most` UTF-16 units.
    fn paste(&mut self, text: &str, most: usize, noisy: bool, analyzer: &mut Analyzer) {
        let mut adding = Adding::default();
        let words = if noisy { text.into() } else { timeless(text) };
        let gone = units(text) - units(&words);
        let whole = beginning(&words, (most - 2).saturating_sub(gone)).len();
        let is_cut = self.is_cut;
        analyzer.tokens(&words, |token| {
            // Of a text that is cut the last word may be half of one, and so, in UTF-16, may the last character.
            let may_be_half = is_cut && token.range.1 > whole;
            if may_be_half || (!noisy && is_noise(token.surface)) {
                if token.is_compound || token.range.0 >= adding.compound.1 {
                    self.dropped.insert(token.surface.to_owned());
                }
                adding.skip(&token);
                return;
            }
            match adding.words.len() < MOST_PASTED || adding.places.contains_key(token.surface) {
                true => adding.token(&token, false),
                false => self.is_cut = true,
            }
        });
        self.words = adding.words;
        self.drop_talk();
        let is_exact = self.words.len() > FEW_PASTED;
        self.words.iter_mut().for_each(|word| word.is_exact = is_exact);
        // Where the message is nothing but noise, all of it is the message.
        if !self.listen(&message(text), analyzer) {
            self.listen(text, analyzer);
        }
    }

    /// Tells the words of `message` from those beside it, and takes its neighbours; whether it has any of the words.
    fn listen(&mut self, message: &str, analyzer: &mut Analyzer) -> bool {
        let mut told = FxHashSet::default();
        analyzer.tokens(message, |token| _ = told.insert(token.surface.to_owned()));
        self.words.iter_mut().for_each(|word| word.is_aside = !told.contains(&word.surface));
        self.pair(message, analyzer);
        self.words.iter().any(|word| !word.is_aside)
    }

    /// Takes the neighbours among the words of `text`.
    fn pair(&mut self, text: &str, analyzer: &mut Analyzer) {
        let known = self.words.iter().enumerate().filter(|(_, word)| !word.is_aside);
        let known: FxHashMap<&str, usize> = known.map(|(at, word)| (&*word.surface, at)).collect();
        // Of a typed name the parts say no more side by side than the name.
        let counts = |at: usize| self.mode == Mode::Paste || self.words[at].whole.is_none();
        let mut pairs = IndexMap::new();
        let mut before: Option<(usize, String)> = None;
        analyzer.tokens(text, |token| {
            if token.is_compound {
                return;
            }
            let here = known.get(token.surface).copied();
            if let (Some((first, term)), Some(second)) = (&before, here.filter(|at| counts(*at))) {
                pairs.insert(neighbours(term, token.term), [*first, second]);
            }
            before = here.map(|at| (at, token.term.to_owned()));
        });
        self.pairs = pairs;
    }

    /// Takes a piece; whether it has words, and no quotation marks around them.
    fn piece(&mut self, piece: &Piece<'_>, adding: &mut Adding, analyzer: &mut Analyzer) -> bool {
        let has_dash = piece.sign == Some('-');
        if let Some(filter) = piece.field.and_then(|field| Filter::read(field, piece.text, has_dash, piece.raw)) {
            self.filters.push(filter);
            return false;
        }
        if piece.field.is_none() && !piece.quoted {
            self.unknown.extend(Unknown::read(piece.text));
        }
        // Before all words a dash is a dash.
        let negated = has_dash && !(adding.words.is_empty() && self.phrases.is_empty() && self.filters.is_empty());
        let whole = match piece.field {
            Some((name, operator)) => format!("{name}{operator}{}", piece.text),
            None => piece.text.to_owned(),
        };
        let is_required = piece.sign == Some('+');
        let small = small_words(&whole, analyzer);
        if negated || piece.quoted {
            let phrase = Phrase { text: piece.raw.to_owned(), terms: phrase(&whole, analyzer), is_required };
            let least = if negated || is_required { 1 } else { 2 };
            // The same once more says nothing more. Of stop words there are no terms.
            let is_same = |known: &&mut Phrase| {
                known.terms == phrase.terms && (!phrase.terms.is_empty() || known.text == phrase.text)
            };
            let same = self.phrases.iter_mut().find(|known| !negated && is_same(known));
            match same {
                // Stop words stand nowhere side by side: a phrase of them is one that nothing holds.
                _ if phrase.terms.len() < least && (negated || small.len() < 2) => {}
                Some(known) => known.is_required |= is_required,
                None if negated => self.excluded.push(phrase),
                None => self.phrases.push(phrase),
            }
        }
        if negated {
            return false;
        }
        adding.compound.1 = 0;
        let mut has_words = !small.is_empty();
        analyzer.tokens(&whole, |token| {
            adding.token(&token, piece.quoted);
            has_words = true;
        });
        // A stop word by itself may be the beginning of a word: kept until there are others.
        small.into_iter().for_each(|surface| adding.word(Word { surface, ..Word::default() }));
        has_words && !piece.quoted
    }

    /// Drops stop words and words of talk where others remain.
    fn drop_talk(&mut self) {
        let known = words();
        let is_foreign = self.words.iter().any(|word| known.foreign.contains(&*word.surface));
        let is_talk = |word: &Word| {
            let surface = &*word.surface;
            let sets = [&known.question, &known.stop, &known.foreign];
            let is_small =
                sets.iter().any(|set| set.contains(surface)) || (is_foreign && known.shared.contains(surface));
            !word.is_exact && word.whole.is_none() && is_small
        };
        if self.words.iter().any(|word| !is_talk(word)) {
            let talk = self.words.extract_if(.., |word| is_talk(word));
            self.dropped.extend(talk.map(|word| word.surface));
        }
    }
}

/// Words while they are found.
#[derive(Default)]
struct Adding {
    words: Vec<Word>,
    /// Where each surface stands.
    places: FxHashMap<String, usize>,
    /// The last compound, with the end of its bytes.
    compound: (String, usize),
    /// The token before, if it is a number.
    number: Option<String>,
}

impl Adding {
    /// Adds a token of a text whose tokens come in order.
    fn token(&mut self, token: &Token<'_>, is_exact: bool) {
        let surface = token.surface.to_owned();
        let is_part = !token.is_compound && token.range.0 < self.compound.1;
        // The numbers of a version or an address say nothing without it.
        if is_part && is_number(token.surface) {
            return;
        }
        let number = self.number.take();
        let mut word = Word { surface, is_compound: token.is_compound, is_exact, ..Word::default() };
        if token.is_compound {
            self.compound = (word.surface.clone(), token.range.1);
        } else if is_part {
            word.whole = Some(self.compound.0.clone()).filter(|whole| !whole.is_empty());
        } else if token.surface.bytes().all(|byte| byte.is_ascii_digit()) {
            self.number = Some(word.surface.clone());
        } else if is_unit(token.surface) {
            word.joined.extend(number.map(|number| number + token.surface));
        }
        self.word(word);
    }

    /// Leaves a token out; the parts of a compound are words by themselves then.
    fn skip(&mut self, token: &Token<'_>) {
        if token.is_compound {
            self.compound = (String::new(), token.range.1);
        }
    }

    /// Adds a word, or makes the one that is there exact.
    fn word(&mut self, word: Word) {
        match self.places.get(&word.surface) {
            Some(at) => {
                let known = &mut self.words[*at];
                known.is_exact |= word.is_exact;
                known.joined.extend(word.joined);
                if word.whole.is_none() {
                    known.whole = None;
                }
            }
            None => {
                self.places.insert(word.surface.clone(), self.words.len());
                self.words.push(word);
            }
        }
    }
}

/// `12`, `v2`.
fn is_number(surface: &str) -> bool {
    let digits = surface.strip_prefix('v').unwrap_or(surface);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_unit(surface: &str) -> bool {
    surface.len() <= UNIT && surface.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// The stop words of a text that has no others.
fn small_words(text: &str, analyzer: &mut Analyzer) -> Vec<String> {
    let mut has_others = false;
    analyzer.tokens(text, |_| has_others = true);
    if has_others {
        return Vec::new();
    }
    let text = text.to_lowercase();
    let pieces = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    pieces.filter(|piece| words().stop.contains(piece)).map(str::to_owned).collect()
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
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

/// Two terms, the second next behind the first, as one term of the index.
#[must_use]
pub(crate) fn neighbours(first: &str, second: &str) -> String {
    format!("{first} {second}")
}

fn phrase(text: &str, analyzer: &mut Analyzer) -> Vec<(String, u32)> {
    let mut terms: Vec<(String, u32)> = Vec::new();
    analyzer.tokens(text, |token| {
        if !token.is_compound {
            terms.push((token.term.to_owned(), token.position));
        }
    });
    let first = terms.first().map_or(0, |(_, position)| *position);
    terms.iter_mut().for_each(|(_, position)| *position -= first);
    terms
}

#[cfg(test)]
mod tests;
