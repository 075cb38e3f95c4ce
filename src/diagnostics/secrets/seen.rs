//! A text -> those of its lines in which a word is written in pieces that readers see as one: `AKIA<wbr>QX..`, `ghp_**a1**b2`, a
//! comment, a soft hyphen or a character without width within it.
//!
//! Only what joins two characters of words counts: of most texts that is nowhere, and of the others it is a few lines.

use super::plain::Plain;
use crate::diagnostics::{inline_element, is_unseen};
use std::borrow::Cow;
use std::ops::Range;

/// Bytes of a tag within a word at most, and of a comment.
const LONGEST_TAG: usize = 120;
const LONGEST_COMMENT: usize = 2_000;
/// Entities that take no room.
const ENTITIES: [&str; 13] = [
    "&shy;",
    "&zwj;",
    "&zwnj;",
    "&ZeroWidthSpace;",
    "&NoBreak;",
    "&lrm;",
    "&rlm;",
    "&#173;",
    "&#xad;",
    "&#8203;",
    "&#x200b;",
    "&#8288;",
    "&#xfeff;",
];

/// The lines of `text` with such a word, as they are seen; `None` where there are none.
pub(super) fn joined(text: &str) -> Option<Plain> {
    let mut lines = Lines { text, out: None, kept: 0 };
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(passed) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| may_begin(*byte))) {
        at += passed;
        if !is_of_word(bytes[at - 1]) {
            at += 1;
            continue;
        }
        let end = pieces(text, at);
        if end > at && bytes.get(end).is_some_and(|byte| is_of_word(*byte)) {
            lines.drop(at..end);
        }
        at = end.max(at + 1);
    }
    lines.finish()
}

/// `secret` in one piece.
pub(super) fn whole(secret: &str) -> Cow<'_, str> {
    joined(secret).map_or(Cow::Borrowed(secret), |joined| Cow::Owned(joined.text))
}

struct Lines<'t> {
    text: &'t str,
    out: Option<Plain>,
    /// Up to here the text is taken over, or left out.
    kept: usize,
}

impl Lines<'_> {
    /// Leaves `hole` out of its line.
    fn drop(&mut self, hole: Range<usize>) {
        let bytes = self.text.as_bytes();
        // A line is looked through once: what was taken over of it lies before `kept`.
        let begin = memchr::memrchr(b'\n', &bytes[self.kept..hole.start]).map_or(0, |end| self.kept + end + 1);
        if self.out.is_some() && begin > self.kept {
            self.end_line();
        }
        let out = self.out.get_or_insert_with(Plain::default);
        if begin > self.kept {
            out.skip(begin - self.kept);
            self.kept = begin;
        }
        out.text.push_str(&self.text[self.kept..hole.start]);
        out.skip(hole.len());
        self.kept = hole.end;
    }

    /// Takes over the rest of the line.
    fn end_line(&mut self) {
        let end =
            memchr::memchr(b'\n', &self.text.as_bytes()[self.kept..]).map_or(self.text.len(), |at| self.kept + at + 1);
        if let Some(out) = &mut self.out {
            out.text.push_str(&self.text[self.kept..end]);
            self.kept = end;
        }
    }

    fn finish(mut self) -> Option<Plain> {
        self.end_line();
        self.out
    }
}

const BEGINNINGS: [bool; 256] = {
    let (mut first, mut byte) = ([false; 256], 0);
    while byte < 256 {
        first[byte] = matches!(byte as u8, b'<' | b'*' | b'`' | b'~' | b'&' | 0xc2..);
        byte += 1;
    }
    first
};

/// The first byte of something that nobody sees.
fn may_begin(byte: u8) -> bool {
    BEGINNINGS[usize::from(byte)]
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-+/=".contains(&byte)
}

/// Where the pieces from `at` on end that nobody sees.
fn pieces(text: &str, mut at: usize) -> usize {
    while let Some(length) = piece(&text[at..]) {
        at += length;
    }
    at
}

fn piece(rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    match first {
        '<' if rest.starts_with("<!--") => {
            let near = &rest[..rest.floor_char_boundary(LONGEST_COMMENT)];
            near.find("-->").map(|end| end + 3)
        }
        '<' => {
            let near = &rest[..rest.floor_char_boundary(LONGEST_TAG)];
            let end = near.find('>')?;
            let name = near[1..end].trim_start_matches('/');
            let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
            is_within_a_word(&name.to_ascii_lowercase()).then_some(end + 1)
        }
        '*' | '`' => Some(1),
        '~' => rest.starts_with("~~").then_some(2),
        '&' => {
            let is_it = |entity: &&&str| rest.get(..entity.len()).is_some_and(|here| here.eq_ignore_ascii_case(entity));
            ENTITIES.iter().find(is_it).map(|entity| entity.len())
        }
        unseen => (!unseen.is_ascii() && is_unseen(unseen)).then(|| unseen.len_utf8()),
    }
}

/// Whether the element `name` parts no word. Links and a place where a word may be broken have rules of their own in bodies.
fn is_within_a_word(name: &str) -> bool {
    matches!(name, "a" | "wbr") || inline_element(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_as_one_word_is_one_and_each_place_is_known() {
        let text = "none here\n- **bold** word\nsee a<b>b</b>c, d<!-- x\n -->e\nnothing\nf\u{200b}g&shy;h\n";
        let seen = joined(text).unwrap();
        assert_eq!(seen.text, "see abc, de\nfgh\n");
        for (piece, place) in [("ab", "a<b>"), ("c,", "c,"), ("e\n", "e\nno"), ("gh", "g&shy;")] {
            assert_eq!(seen.source(seen.text.find(piece).unwrap()), text.find(place).unwrap(), "{piece}");
        }
        assert!(joined("2 * 3 <b>x</b> `code` **a** b").is_none() && joined("a</td><td>b").is_none());
    }
}
