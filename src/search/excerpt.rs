//! The stretch of a text that tells most of a query.

use super::analyzer::Analyzer;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// Bytes of an excerpt, about.
const LENGTH: usize = 200;

/// A stretch of a text with the words that were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// 1-based line where it begins.
    pub line: usize,
    range: Range<usize>,
    /// In order, not overlapping.
    hits: Vec<Range<usize>>,
}

/// The stretch with the most different `terms`; `None` where none stands in `text`.
#[must_use]
pub(crate) fn excerpt(text: &str, terms: &FxHashSet<&str>, analyzer: &mut Analyzer) -> Option<Excerpt> {
    let mut found: Vec<(Range<usize>, &str)> = Vec::new();
    analyzer.tokens(text, |token| {
        if let Some(term) = terms.get(token.term) {
            found.push((token.range.0..token.range.1, *term));
        }
    });
    let mut best = None;
    let mut most = (0, std::cmp::Reverse(usize::MAX));
    for (at, (first, _)) in found.iter().enumerate() {
        let inside = found[at..].iter().take_while(|(hit, _)| hit.end <= first.start + LENGTH);
        let mut different: FxHashSet<&str> = FxHashSet::default();
        let mut end = first.end;
        for (hit, term) in inside {
            if different.insert(term) {
                end = hit.end;
            }
        }
        // Of equal ones the densest.
        let worth = (different.len(), std::cmp::Reverse(end - first.start));
        if worth > most {
            (best, most) = (Some(at), worth);
        }
    }
    let first = found.get(best?)?.0.start;
    let line_start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let near = boundary(text, line_start.max(first.saturating_sub(LENGTH / 3)));
    // From the beginning of a word.
    let mut blanks = text[near..first].char_indices().filter(|(_, character)| character.is_whitespace());
    let start = match near > line_start {
        true => blanks.next().map_or(first, |(at, blank)| near + at + blank.len_utf8()),
        false => near,
    };
    let end = boundary(text, (start + LENGTH).min(text.len()));
    // To the end of a word, unless it is none.
    let most = boundary(text, (end + LENGTH / 3).min(text.len()));
    let end = text[end..most].find(char::is_whitespace).map_or(most, |at| end + at);
    let mut hits: Vec<Range<usize>> = Vec::new();
    for (hit, _) in found.into_iter().filter(|(hit, _)| hit.start >= start && hit.end <= end) {
        if hits.last().is_none_or(|last| last.end <= hit.start) {
            hits.push(hit);
        }
    }
    Some(Excerpt { line: text[..first].matches('\n').count() + 1, range: start..end, hits })
}

impl Excerpt {
    /// The last heading of the Markdown `text` before it.
    #[must_use]
    pub(crate) fn heading(&self, text: &str) -> Option<String> {
        let mut heading = None;
        let mut open = false;
        for (event, range) in Parser::new(text).into_offset_iter() {
            match event {
                Event::Start(Tag::Heading { .. }) if range.start > self.range.start => break,
                Event::Start(Tag::Heading { .. }) => (heading, open) = (Some(String::new()), true),
                Event::End(TagEnd::Heading(_)) => open = false,
                Event::Text(words) | Event::Code(words) if open => heading.get_or_insert_default().push_str(&words),
                _ => {}
            }
        }
        heading
    }

    /// The excerpt in pieces of `text`, with line feeds as blanks; true for words that were found.
    pub(crate) fn pieces<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (String, bool)> + 'a {
        let mut at = self.range.start;
        let mut pieces = Vec::new();
        for hit in &self.hits {
            pieces.push((at..hit.start, false));
            pieces.push((hit.clone(), true));
            at = hit.end;
        }
        pieces.push((at..self.range.end, false));
        pieces.into_iter().map(|(range, is_hit)| (text[range].replace(['\n', '\r', '\t'], " "), is_hit))
    }
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stretch_with_most_of_the_query_wins() {
        let text = "# Expired\n\nNothing here.\n\nThe certificate had expired at noon.\n";
        let terms: FxHashSet<&str> = ["expir", "certif"].into_iter().collect();
        let excerpt = excerpt(text, &terms, &mut Analyzer::default()).unwrap();
        assert_eq!(excerpt.line, 5);
        let marked: Vec<String> = excerpt.pieces(text).filter(|(_, hit)| *hit).map(|(piece, _)| piece).collect();
        assert_eq!(marked, ["certificate", "expired"]);
    }

    #[test]
    fn a_long_line_is_cut_between_words() {
        let text = format!("{}　certificate", "word ".repeat(60));
        let terms: FxHashSet<&str> = ["certif"].into_iter().collect();
        let excerpt = excerpt(&text, &terms, &mut Analyzer::default()).unwrap();
        let (piece, _) = excerpt.pieces(&text).next().unwrap();
        assert!(piece.starts_with("word "), "{piece}");
    }

    #[test]
    fn a_text_without_blanks_is_cut_all_the_same() {
        let text = format!("certificate.{}", "x".repeat(100_000));
        let terms: FxHashSet<&str> = ["certif"].into_iter().collect();
        let excerpt = excerpt(&text, &terms, &mut Analyzer::default()).unwrap();
        let length: usize = excerpt.pieces(&text).map(|(piece, _)| piece.len()).sum();
        assert!(length < 2 * LENGTH, "{length}");
    }

    proptest::proptest! {
        #[test]
        fn every_text_can_be_cut(text in "(\\PC{0,9}|certificate|\\s){0,60}") {
            let terms: FxHashSet<&str> = ["certif"].into_iter().collect();
            if let Some(excerpt) = excerpt(&text, &terms, &mut Analyzer::default()) {
                assert!(excerpt.pieces(&text).any(|(_, hit)| hit));
            }
        }
    }
}
