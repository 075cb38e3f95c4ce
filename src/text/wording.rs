//! A document's text -> its running text by blocks, and the sentences in it that blame somebody or promise nothing.
//!
//! [`story`] leaves out what nobody of the document says: code, quotations, links, comments. [`judge`] joins the words of
//! `lexicon/wording.toml` by rules: who does it, what turns it round, whether the sentence speaks of blame itself.

mod judge;
mod story;
#[cfg(test)]
mod tests;

pub(crate) use judge::{
    Finding, Place, Verdict, ends_at_person, is_chain, is_unwritten, judge, judge_action, names_figure, sentences,
};
pub(crate) use story::{Block, Shape, story};

use super::lexicon::fold::fold;

/// A text as it is compared, and where its letters stand in what it was made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folded {
    pub text: String,
    /// Where a stretch of `text` begins, and where it stands in the source; in order.
    places: Vec<(usize, usize)>,
    /// Where capitals stood in `text`.
    capitals: Vec<usize>,
}

impl Folded {
    /// The text alone; places count from its start.
    #[must_use]
    pub(crate) fn of(text: &str) -> Self {
        let mut folded = Self::default();
        folded.push(text, 0);
        folded
    }

    /// Adds what stands at `offset` of the source.
    fn push(&mut self, text: &str, offset: usize) {
        self.places.push((self.text.len(), offset));
        for (at, letter) in text.char_indices() {
            if letter.is_uppercase() {
                self.capitals.push(self.text.len());
            }
            if letter.is_ascii() {
                self.text.push(letter.to_ascii_lowercase());
                continue;
            }
            self.text.push_str(&fold(letter.encode_utf8(&mut [0; 4])));
            self.places.push((self.text.len(), offset + at + letter.len_utf8()));
        }
    }

    /// Where byte `at` of the text stands in the source.
    #[must_use]
    pub(crate) fn source(&self, at: usize) -> usize {
        let stretch = self.places.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.places.get(stretch).map_or(at, |(start, offset)| offset + (at - start))
    }

    fn is_capital(&self, at: usize) -> bool {
        self.capitals.binary_search(&at).is_ok()
    }
}
