//! A text to where its lines begin and end, so that a place's line is looked up and not counted from the start each time.

use super::fence;

/// The lines of a text: where each begins, and where its last character that is not blank ends.
pub(super) struct Lines(Vec<(usize, usize)>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        Self(fence::lines(text).map(|(start, line)| (start, start + line.trim_end().len())).collect())
    }

    /// 0-based number of the line that holds byte `at`.
    pub(super) fn number(&self, at: usize) -> u32 {
        u32::try_from(self.index(at)).unwrap_or(u32::MAX)
    }

    /// From byte `at` to the end of its line, without final blanks.
    pub(super) fn rest(&self, at: usize) -> std::ops::Range<usize> {
        at..self.0.get(self.index(at)).map_or(at, |(_, end)| *end).max(at)
    }

    fn index(&self, at: usize) -> usize {
        self.0.partition_point(|(start, _)| *start <= at).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn places_have_the_line_that_holds_them() {
        let lines = Lines::of("a\nbc \r\n\rd");
        let told: Vec<(u32, usize)> = (0..=9).map(|at| (lines.number(at), lines.rest(at).end)).collect();
        assert_eq!(told, [(0, 1), (0, 1), (1, 4), (1, 4), (1, 4), (1, 5), (1, 6), (2, 7), (3, 9), (3, 9)]);
        assert_eq!((Lines::of("").number(0), Lines::of("").rest(0)), (0, 0..0));
    }
}
