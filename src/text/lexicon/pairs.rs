//! With which two letters known words begin: most texts begin with others, which is told before they are made comparable.

/// Pairs of letters, each known by five bits of its byte, the same for both cases of a letter.
#[derive(Clone, Default)]
pub(super) struct Pairs([u64; 16]);

impl Pairs {
    /// Adds those of a word that has these letters and digits, as it is compared.
    pub(super) fn add(&mut self, mut squashed: impl Iterator<Item = u8>) {
        match (squashed.next(), squashed.next()) {
            (Some(first), Some(second)) => self.set(pair(first, second)),
            // Whatever follows.
            (Some(first), None) => (0..32).for_each(|second| self.set(pair(first, second))),
            (None, _) => self.0 = [u64::MAX; 16],
        }
    }

    /// False where no word begins as a text does that has these bytes; one that is not all ASCII is to be read first.
    pub(super) fn may_hold(&self, bytes: impl Iterator<Item = u8>) -> bool {
        let mut squashed = bytes.filter(u8::is_ascii_alphanumeric);
        let Some(first) = squashed.next() else { return true };
        self.has(pair(first, squashed.next().unwrap_or_default()))
    }

    fn set(&mut self, pair: usize) {
        self.0[pair / 64] |= 1 << (pair % 64);
    }

    fn has(&self, pair: usize) -> bool {
        self.0[pair / 64] & 1 << (pair % 64) != 0
    }
}

fn pair(first: u8, second: u8) -> usize {
    usize::from(first & 31) << 5 | usize::from(second & 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_begin_otherwise_are_told_apart() {
        let mut pairs = Pairs::default();
        ["due", "x"].into_iter().for_each(|word| pairs.add(word.bytes()));
        let may_hold = |text: &str| pairs.may_hold(text.bytes());
        assert!(may_hold("Due by") && may_hold("D. U. E.") && may_hold("x") && may_hold("Xylophone") && may_hold("?"));
        assert!(!may_hold("day") && !may_hold("d") && !may_hold("owner"));
    }
}
