//! A text to its characters, full-width forms folded, and to the known words that stand in it; copying the cursor is going back.

use super::words::{Word, calendar};
use crate::text::lexicon::{PrefixMatch, Prefixes};

/// A place in a text. Offsets count bytes of the text as written.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// The next character, folded.
    pub(super) fn peek(&self) -> Option<char> {
        match self.text.as_bytes().get(self.at) {
            Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
            _ => self.rest().chars().next().map(fold),
        }
    }

    /// The character before, folded.
    pub(super) fn before(&self) -> Option<char> {
        self.text[..self.at].chars().next_back().map(fold)
    }

    pub(super) fn bump(&mut self) {
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    pub(super) fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.bump();
        }
        found
    }

    pub(super) fn eat_if(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let found = self.peek().filter(|c| wanted(*c))?;
        self.bump();
        Some(found)
    }

    /// Skips blanks; true where there was one.
    pub(super) fn blanks(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(is_blank) {
            self.bump();
        }
        self.at > start
    }

    /// Up to `most` digits: value and count. Nothing is eaten where more digits follow or none stands here.
    pub(super) fn digits(&mut self, most: usize) -> Option<(u32, usize)> {
        let (mut ahead, mut value, mut count) = (*self, 0_u32, 0);
        while let Some(digit) = ahead.peek().and_then(|c| c.to_digit(10)) {
            if count == most {
                return None;
            }
            (value, count) = (value * 10 + digit, count + 1);
            ahead.bump();
        }
        if count > 0 {
            *self = ahead;
        }
        (count > 0).then_some((value, count))
    }

    /// What is read already.
    pub(super) fn behind(&self) -> &'a str {
        &self.text[..self.at]
    }

    /// Eats the longest word of `words` that stands here.
    pub(super) fn take<T: Clone + PartialEq>(&mut self, words: &Prefixes<T>) -> Option<PrefixMatch<T>> {
        let found = words.at(self.rest())?;
        self.at += found.end;
        Some(found)
    }

    /// Eats a word of this kind that is beyond doubt.
    pub(super) fn eat_word(&mut self, kind: Word) -> bool {
        let mut ahead = *self;
        let found = ahead.take(calendar().words(kind)).is_some_and(|found| found.sure);
        if found {
            *self = ahead;
        }
        found
    }

    pub(super) fn at_digit(&self) -> bool {
        self.peek().is_some_and(|c| c.is_ascii_digit())
    }

    pub(super) fn at_letter_or_digit(&self) -> bool {
        self.peek().is_some_and(char::is_alphanumeric)
    }
}

pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{a0}' | '\u{202f}' | '\u{3000}')
}

/// Full-width ASCII to ASCII, the hyphens to one, the wave dashes to `~`.
fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2010}' | '\u{2011}' | '\u{2212}' => '-',
        '〜' | '∼' => '~',
        '\u{2013}' | '\u{2014}' | '\u{2015}' => '–',
        other => other,
    }
}
