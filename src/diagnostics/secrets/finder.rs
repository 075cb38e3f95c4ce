//! Keywords -> where they stand in a text, in any case of letters.
//!
//! Of a text nearly no place begins one, which three bytes tell: so all but those are passed over at once, and there the few
//! keywords that begin so are looked at.

/// Of three bytes, what the first letters of a keyword are known by: five bits of each, the same for both cases of a letter.
const WINDOW: usize = 1 << 15;
const BITS: u32 = 5;
/// Windows that are alike but for so many bits stand together.
const PART: u32 = 4;

/// Looks for many keywords at once.
#[derive(Debug)]
pub(super) struct Finder {
    /// A bit for each window that a keyword begins with.
    windows: Box<[u64; WINDOW / 64]>,
    /// Each of those windows with the index of a keyword that begins with it, in order.
    begun: Vec<(u16, u16)>,
    /// By the upper bits of a window, where the first of those stands in `begun`.
    parts: Vec<u16>,
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
        let mut windows = Box::new([0_u64; WINDOW / 64]);
        let mut begun = Vec::new();
        for (index, keyword) in (0..).zip(&keywords) {
            let [first, second, rest @ ..] = keyword.as_bytes() else { continue };
            let behind = rest.first().map_or(0..=(1 << BITS) - 1, |third| *third..=*third);
            for third in behind {
                let window = [*first, *second, third].into_iter().fold(0, next);
                windows[window / 64] |= 1 << (window % 64);
                begun.push((window as u16, index));
            }
        }
        begun.sort_unstable();
        let first_of = |part: usize| begun.partition_point(|(window, _)| usize::from(*window) < part << PART) as u16;
        let parts = (0..=WINDOW >> PART).map(first_of).collect();
        Self { windows, begun, parts, keywords }
    }

    /// Every one in `text`, overlapping ones too, by where they end.
    pub(super) fn find(&self, text: &[u8]) -> Vec<Hit> {
        let mut found = Vec::new();
        let mut window = 0;
        // A keyword of two bytes may end the text.
        text.iter().chain(&[0]).enumerate().for_each(|(behind, byte)| {
            window = next(window, *byte);
            if self.windows[window / 64] & 1 << (window % 64) != 0 && behind >= 2 {
                self.at(text, behind - 2, window, &mut found);
            }
        });
        found.sort_unstable();
        found
    }

    /// Adds those that begin at `start`, where `window` is.
    fn at(&self, text: &[u8], start: usize, window: usize, found: &mut Vec<Hit>) {
        let rest = &text[start..];
        let part = &self.parts[window >> PART..];
        let near = &self.begun[usize::from(part[0])..usize::from(part[1])];
        let alike = near.iter().filter(|(known, _)| usize::from(*known) == window);
        for keyword in alike.map(|(_, keyword)| usize::from(*keyword)) {
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
