//! Pure parsers: from a source file's text to facts and HTML. No IO, no clock, no configuration beyond [`crate::config::Config`].
//!
//! 1. [`front_matter`] finds and reads the block of metadata; [`fields`] turns it into [`fields::declared::Declared`] facts.
//! 2. [`foreign`] writes as Markdown what other tools would have made of the body; [`markdown`] runs the parser once over it.
//! 3. [`facts`] reads from the body what front matter leaves open.
//! 4. [`html`] renders the same events as a [`crate::model::Body`].
//!
//! Beside them [`svg`] makes drawings safe: those of Mermaid, and those that documents link.

mod actions;
pub(crate) mod codes;
pub(crate) mod described;
pub(crate) mod errors;
pub(crate) mod facts;
pub(crate) mod fields;
pub(crate) mod foreign;
pub(crate) mod front_matter;
pub(crate) mod html;
pub(crate) mod lexicon;
mod lookalikes;
pub(crate) mod markdown;
pub(crate) mod mdx;
pub(crate) mod people;
mod place;
pub(crate) mod registry;
pub(crate) mod schema;
mod session;
pub(crate) mod severity;
pub(crate) mod shorten;
pub(crate) mod slug;
pub(crate) mod status;
pub(crate) mod svg;
pub(crate) mod time;
pub(crate) mod vocabulary;
pub(crate) mod withheld;
pub(crate) mod wording;
pub(crate) mod words;
