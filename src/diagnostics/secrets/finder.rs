//! Keywords -> where they stand in a text, in any case of letters.
//!
//! Of a text nearly no place begins one, which three bytes tell: so all but those are passed over at once, and there the few
//! keywords that begin so are looked at.

/// Of three bytes, what the first letters of a keyword are known by: five bits of each, the same for both cases of a letter.
const WINDOW: usize = 1 << 15;
const BITS: u32 = 5;

/// Looks for many keywords at once.
#[derive(Debug)]
pub(super) struct Finder {
    /// A bit for each window that a keyword begins with.
    windows: Box<[u64; WINDOW / 64]>,
    /// The keywords that begin with each window, in the order of these.
    begun: Vec<Begun>,
    /// By window, where the first of those stands in `begun`.
    places: Vec<u16>,
    keywords: Vec<String>,
}

/// A keyword, and what tells of nearly all places where its window is that it does not begin there.
#[derive(Debug)]
struct Begun {
    window: usize,
    keyword: usize,
    /// Up to four bytes behind the window, as [`alike`] makes them.
    next: u32,
    /// Which bits of them count.
    mask: u32,
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
        for (keyword, text) in keywords.iter().enumerate() {
            let [first, second, rest @ ..] = text.as_bytes() else { continue };
            let behind = rest.first().map_or(0..=(1 << BITS) - 1, |third| *third..=*third);
            let rest = rest.get(1..).unwrap_or_default();
            for third in behind {
                let window = [*first, *second, third].into_iter().fold(0, next);
                windows[window / 64] |= 1 << (window % 64);
                begun.push(Begun { window, keyword, next: alike(rest), mask: alike(&vec![0xff; rest.len()]) });
            }
        }
        begun.sort_unstable_by_key(|begun| (begun.window, begun.keyword));
        let first_of = |window: usize| begun.partition_point(|begun| begun.window < window) as u16;
        let places = (0..=WINDOW).map(first_of).collect();
        Self { windows, begun, places, keywords }
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
        let behind = alike(rest.get(3..).unwrap_or_default());
        let near = usize::from(self.places[window])..usize::from(self.places[window + 1]);
        for Begun { keyword, .. } in self.begun[near].iter().filter(|begun| behind & begun.mask == begun.next) {
            let known = self.keywords[*keyword].as_bytes();
            if rest.get(..known.len()).is_some_and(|here| here.eq_ignore_ascii_case(known)) {
                found.push(Hit { end: start + known.len(), start, keyword: *keyword });
            }
        }
    }
}

/// The first four of `bytes`, the same for both cases of a letter.
fn alike(bytes: &[u8]) -> u32 {
    let first = match bytes {
        [a, b, c, d, ..] => [*a, *b, *c, *d],
        few => [0, 1, 2, 3].map(|at| few.get(at).copied().unwrap_or_default()),
    };
    u32::from_le_bytes(first) & 0x1f1f_1f1f
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
