//! Text -> tokens: what is indexed and what a query is made of. `themes/default/scripts/search/analyze.js` is its twin.

mod fold;
mod runs;

pub use fold::fold_table;
pub(crate) use runs::is_word;

use super::words::{Words, words};
use fold::Folds;
use runs::{Run, parts};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// Grows with every change of what the tokens of a text are; index and client refuse to mix.
pub(crate) const VERSION: u32 = 3;

/// Longer words (in characters) are data, not language.
const LONGEST: usize = 64;
/// Stems remembered by one analyzer.
const REMEMBERED: usize = 1 << 16;

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What is looked up in the index.
    pub term: &'a str,
    /// Lower-cased and folded, as typed otherwise.
    pub surface: &'a str,
    /// Place in the sequence of words; a compound has that of its first part, dropped words leave gaps.
    pub position: u32,
    /// Bytes of the text.
    pub range: (usize, usize),
    /// A whole word of several parts (`us-east-1`, `CrashLoopBackOff`).
    pub is_compound: bool,
}

/// Splits, folds and stems; keeps stems, since texts repeat their words.
pub struct Analyzer {
    folds: &'static Folds,
    words: &'static Words,
    stemmer: frostem::Stemmer,
    stems: FxHashMap<Box<str>, Box<str>>,
    surface: String,
    pieces: Vec<Range<usize>>,
}

impl Default for Analyzer {
    fn default() -> Self {
        Self {
            folds: fold_table(),
            words: words(),
            stemmer: frostem::Stemmer::new(frostem::Algorithm::English),
            stems: FxHashMap::default(),
            surface: String::new(),
            pieces: Vec::new(),
        }
    }
}

impl Analyzer {
    /// Calls `take` with every token of `text`, in order; a compound comes before its parts. Returns the number of
    /// positions.
    pub fn tokens(&mut self, text: &str, mut take: impl FnMut(Token<'_>)) -> u32 {
        let mut position = 0;
        for run in runs::runs(text) {
            match run {
                Run::Cjk(range) => self.bigrams(text, range, &mut position, &mut take),
                Run::Word(range) => self.word(text, range, &mut position, &mut take),
            }
        }
        position
    }

    /// The stem of a surface: English for words of plain letters, the surface itself for everything else. Who or what does
    /// something keeps its ending: a scheduler is no schedule.
    pub fn stem<'a>(&'a mut self, surface: &'a str) -> &'a str {
        if let Some(agent) = agent(surface) {
            return agent;
        }
        if !surface.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'') {
            return surface;
        }
        if !self.stems.contains_key(surface) {
            if self.stems.len() >= REMEMBERED {
                self.stems.clear();
            }
            self.stems.insert(surface.into(), self.stemmer.stem(surface).into());
        }
        self.stems.get(surface).map_or(surface, |stem| stem)
    }

    fn word(&mut self, text: &str, range: Range<usize>, position: &mut u32, take: &mut impl FnMut(Token<'_>)) {
        let range = self.unelided(text, range);
        let mut pieces = std::mem::take(&mut self.pieces);
        pieces.clear();
        parts(text, range.clone(), &mut pieces);
        if pieces.len() > 1 {
            let surface = self.normalised(&text[range.clone()]);
            if fits(&surface) {
                let token = Token {
                    term: &surface,
                    surface: &surface,
                    position: *position,
                    range: (range.start, range.end),
                    is_compound: true,
                };
                take(token);
            }
            self.surface = surface;
        }
        for piece in &pieces {
            let surface = self.normalised(&text[piece.clone()]);
            if fits(&surface) && !self.words.stop.contains(&*surface) {
                let range = (piece.start, piece.end);
                let term = self.stem(&surface);
                take(Token { term, surface: &surface, position: *position, range, is_compound: false });
            }
            self.surface = surface;
            *position += 1;
        }
        self.pieces = pieces;
    }

    /// A run without the article or preposition that lost its vowel: of `l'erreur`, `erreur`.
    fn unelided(&self, text: &str, range: Range<usize>) -> Range<usize> {
        let run = &text[range.clone()];
        let Some((at, apostrophe)) = run.char_indices().find(|(_, character)| runs::is_apostrophe(*character)) else {
            return range;
        };
        match self.words.elided.contains(&*run[..at].to_ascii_lowercase()) {
            true => range.start + at + apostrophe.len_utf8()..range.end,
            false => range,
        }
    }

    /// Chinese, Japanese and Korean, Thai, Lao, Khmer and Burmese have no blanks between words: two characters at a time, overlapping.
    fn bigrams(&mut self, text: &str, range: Range<usize>, position: &mut u32, take: &mut impl FnMut(Token<'_>)) {
        // Half as wide, katakana have their marks behind them.
        let begins = |(at, character): &(usize, char)| *at == 0 || !matches!(character, 'ﾞ' | 'ﾟ');
        let starts = text[range.clone()].char_indices().filter(begins).map(|(at, _)| range.start + at);
        let starts: Vec<usize> = starts.collect();
        let ends = starts.iter().skip(2).copied().chain([range.end]);
        for (start, end) in starts.iter().copied().zip(ends) {
            let surface = self.normalised(&widened(&text[start..end]));
            if fits(&surface) {
                let range = (start, end);
                take(Token { term: &surface, surface: &surface, position: *position, range, is_compound: false });
            }
            self.surface = surface;
            *position += 1;
        }
    }

    /// Lower-cased by character, apostrophes straight, accents folded. The caller gives the buffer back.
    fn normalised(&mut self, text: &str) -> String {
        let mut surface = std::mem::take(&mut self.surface);
        surface.clear();
        for character in text.chars() {
            match character {
                _ if character.is_ascii() => surface.push(character.to_ascii_lowercase()),
                '’' => surface.push('\''),
                _ => character.to_lowercase().for_each(|lower| self.folds.push(lower, &mut surface)),
            }
        }
        surface
    }
}

/// The stretches of letters and digits in `text`, in order. What the tokens of one are does not depend on the others.
pub(crate) fn runs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    runs::runs(text).map(|run| match run {
        Run::Word(range) | Run::Cjk(range) => range,
    })
}

/// `scheduler` of `scheduler`, `schedulers`, `scheduler's`; verbs that end so lose what makes them others, to stay with them: `deliver` of
/// `delivered`. `None` for every other word.
fn agent(surface: &str) -> Option<&str> {
    let endings = ["'s", "s", "ed", "ing", ""];
    let mut bases = endings.into_iter().filter_map(|ending| surface.strip_suffix(ending));
    bases.find(|base| {
        let is_agent = ["er", "ator"].into_iter().any(|ending| base.ends_with(ending));
        is_agent && base.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}

/// Katakana of half the width as wide as they usually are.
fn widened(text: &str) -> Cow<'_, str> {
    let is_half = |character: char| ('ｦ'..='ﾟ').contains(&character);
    if !text.contains(is_half) {
        return Cow::Borrowed(text);
    }
    let mut wide = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_half) {
        let end = rest[start..].find(|character| !is_half(character)).map_or(rest.len(), |length| start + length);
        wide.push_str(&rest[..start]);
        wide.extend(rest[start..end].nfkc());
        rest = &rest[end..];
    }
    wide.push_str(rest);
    Cow::Owned(wide)
}

fn fits(surface: &str) -> bool {
    !surface.is_empty() && (surface.len() <= LONGEST || surface.chars().count() <= LONGEST)
}

#[cfg(test)]
mod tests;
