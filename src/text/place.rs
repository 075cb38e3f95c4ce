//! Where a value stands in the stretch of source that it was read from, for diagnostics to point at.

use crate::diagnostics::Span;

/// Values not found as written (escaped, marked up) before no more are looked for: each look reads the whole stretch.
const MOST_MISSES: u8 = 8;

/// Finds values of one stretch that were read in the order in which they stand there.
pub(super) struct Places<'s> {
    source: &'s str,
    whole: Span,
    /// What is left behind the value found last.
    from: usize,
    misses: u8,
}

impl<'s> Places<'s> {
    pub(super) fn new(source: &'s str, whole: Span) -> Self {
        Self { source, whole, from: whole.start, misses: 0 }
    }

    /// The next place of `value`; the whole stretch where it is not written so.
    pub(super) fn next(&mut self, value: &str) -> Span {
        self.find(value).unwrap_or(self.whole)
    }

    /// The next place of `value` as a word of its own, else anywhere.
    pub(super) fn find(&mut self, value: &str) -> Option<Span> {
        let is_sought = self.misses < MOST_MISSES && !value.is_empty();
        let rest = self.source.get(self.from..self.whole.end).filter(|_| is_sought)?;
        let is_edge =
            |side: Option<char>| side.is_none_or(|side| !side.is_alphanumeric() && !matches!(side, '-' | '_'));
        let is_word =
            |at: &usize| is_edge(rest[..*at].chars().next_back()) && is_edge(rest[*at + value.len()..].chars().next());
        let mut all = rest.match_indices(value).map(|(at, _)| at);
        let found = all.clone().find(is_word).or_else(|| {
            self.misses += 1;
            all.next()
        });
        let start = self.from + found?;
        self.from = start + value.len();
        Some(Span::new(start, self.from))
    }
}

/// The place of one value in `whole`.
pub(super) fn of(source: &str, whole: Span, value: &str) -> Span {
    Places::new(source, whole).next(value)
}

/// What stands on the line at `offset` behind `key` and the marks around it: `**Service**: api` -> `api`. The line where
/// that is nothing, or where the key is written in another way.
pub(super) fn after_key(source: &str, offset: usize, key: &str) -> Span {
    let rest = source.get(offset..).unwrap_or_default();
    let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    let after = line.find(key).map_or(0, |at| at + key.len());
    let unmarked = |from: usize| {
        let is_mark = |c: char| c.is_whitespace() || matches!(c, ':' | '：' | '*' | '_' | '|' | '`' | '#');
        let start = line.len() - line[from..].trim_start_matches(is_mark).len();
        (start, line[start..].trim_end_matches(is_mark).len())
    };
    let (start, length) = Some(unmarked(after)).filter(|(_, length)| *length > 0).unwrap_or_else(|| unmarked(0));
    Span::new(offset + start, offset + start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_as_words_one_after_the_other() {
        let source = "services: 'api-gateway, api, \"a\\tb\", api'";
        let whole = Span::new(10, source.len());
        let mut places = Places::new(source, whole);
        assert_eq!(places.next("api-gateway"), Span::new(11, 22));
        assert_eq!(places.next("api"), Span::new(24, 27));
        assert_eq!(places.next("a\tb"), whole);
        assert_eq!(places.next("api"), Span::new(37, 40));
        assert_eq!(of(source, whole, "api"), Span::new(24, 27));
        assert_eq!(of(source, whole, "gate"), Span::new(15, 19));
    }

    #[test]
    fn a_value_stands_behind_its_key() {
        let value = |line: &'static str, key: &str| {
            let text = format!("é\n{line}\nnext");
            let span = after_key(&text, 3, key);
            text[span.start..span.end].to_owned()
        };
        assert_eq!(value("**Service**: api, `web`", "Service"), "api, `web");
        assert_eq!(value("| Service | api |", "Service"), "api");
        assert_eq!(value("# A title", ""), "A title");
        assert_eq!(value("**Service:**", "Service"), "Service");
        assert_eq!(value("", "x"), "");
    }
}
