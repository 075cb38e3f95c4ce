//! Keywords -> where they stand in a text, in any case of letters.
//!
//! Of a text nearly no place begins one, which three bytes tell: so all but those are passed over at once.

use rustc_hash::FxHashMap;

/// Of three bytes, what the first letters of a keyword are known by: five bits of each, the same for both cases of a letter.
const WINDOW: usize = 1 << 15;
const BITS: u32 = 5;

/// Looks for many keywords at once.
#[derive(Debug)]
pub(super) struct Finder {
    /// A bit for each window that a keyword begins with.
    windows: Vec<u64>,
    /// Keywords by their first two bytes, in small letters.
    by_start: FxHashMap<[u8; 2], Vec<usize>>,
    keywords: Vec<String>,
}

/// A keyword at its place, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    pub(super) end: usize,
    pub(super) start: usize,
    /// Its index.
    pub(super) keyword: usize,
}

impl Finder {
    /// For `keywords` of two bytes or more.
    pub(super) fn of(keywords: Vec<String>) -> Self {
        let mut windows = vec![0_u64; WINDOW / 64];
        let mut by_start: FxHashMap<[u8; 2], Vec<usize>> = FxHashMap::default();
        for (index, keyword) in keywords.iter().enumerate() {
            let [first, second, rest @ ..] = keyword.as_bytes() else { continue };
            by_start.entry([first.to_ascii_lowercase(), second.to_ascii_lowercase()]).or_default().push(index);
            let behind = rest.first().map_or(0..=(1 << BITS) - 1, |third| *third..=*third);
            for third in behind {
                let window = [*first, *second, third].into_iter().fold(0, next);
                windows[window / 64] |= 1 << (window % 64);
            }
        }
        Self { windows, by_start, keywords }
    }

    /// Every one in `text`, overlapping ones too, by where they end.
    pub(super) fn find(&self, text: &[u8]) -> Vec<Hit> {
        let mut found = Vec::new();
        let mut window = 0;
        for (behind, byte) in text.iter().chain(&[0, 0]).enumerate() {
            window = next(window, *byte);
            if self.windows[window / 64] & 1 << (window % 64) != 0 && behind >= 2 {
                self.at(text, behind - 2, &mut found);
            }
        }
        found.sort_unstable();
        found
    }

    /// Adds those that begin at `start`.
    fn at(&self, text: &[u8], start: usize, found: &mut Vec<Hit>) {
        let rest = &text[start..];
        let Some([first, second]) = rest.first_chunk() else { return };
        let alike = self.by_start.get(&[first.to_ascii_lowercase(), second.to_ascii_lowercase()]);
        for &keyword in alike.into_iter().flatten() {
            let length = self.keywords[keyword].len();
            if rest.get(..length).is_some_and(|here| here.eq_ignore_ascii_case(self.keywords[keyword].as_bytes())) {
                found.push(Hit { end: start + length, start, keyword });
            }
        }
    }
}

fn next(window: usize, byte: u8) -> usize {
    (window << BITS | usize::from(byte) & ((1 << BITS) - 1)) % WINDOW
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_is_found_in_any_case_by_where_it_ends() {
        let finder = Finder::of(["sig=", "q~", "akia", "ki", "AC"].map(str::to_owned).to_vec());
        let found = |text: &str| {
            let hits = finder.find(text.as_bytes());
            hits.iter().map(|hit| (hit.start, finder.keywords[hit.keyword].as_str())).collect::<Vec<_>>()
        };
        assert_eq!(found("AKIA&SIG=é q~"), [(1, "ki"), (0, "akia"), (5, "sig="), (12, "q~")]);
        assert_eq!(found("ac"), [(0, "AC")]);
        assert!(found("a").is_empty() && found("").is_empty() && found("sig q").is_empty());
    }
}
