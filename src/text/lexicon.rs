//! Every word that carries meaning, by concept and language: the TOML tables beside this module, and the one way to compare
//! a text with them.
//!
//! A table holds meanings; each has words by language (`en`, `de`, ...; `any` for codes and signs of no language):
//!
//! ```toml
//! [timeline]
//! en = ["timeline", "timeline …", "… timeline"]
//! de = ["Zeitverlauf"]
//! ```
//!
//! 1. [`fold`] makes spellings comparable: case, accents, width and apostrophes do not count.
//! 2. [`Names`] tells what a whole short text means: a heading, a label, a header cell, a state.
//! 3. [`Phrases`] tells which words stand in running text.

pub mod fold;
mod names;
mod phrases;
mod remedy;
mod table;

pub use names::{Name, Names};
pub use phrases::Phrases;
pub use remedy::{Gist, Remedy};

use std::sync::LazyLock;

/// What sentences of an incident's story say.
pub static REMEDIES: LazyLock<Phrases<Remedy>> = LazyLock::new(|| Phrases::read(include_str!("lexicon/remedies.toml")));
/// What text is no gist of an incident.
pub static GIST: LazyLock<Phrases<Gist>> = LazyLock::new(|| Phrases::read(include_str!("lexicon/gist.toml")));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_of_phrases_are_read() {
        assert_eq!(Phrases::<Remedy>::try_read(include_str!("lexicon/remedies.toml")).err(), None);
        assert_eq!(Phrases::<Gist>::try_read(include_str!("lexicon/gist.toml")).err(), None);
    }
}
