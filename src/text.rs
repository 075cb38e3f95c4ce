//! Pure parsers: from a source file's text to facts and HTML. No IO, no clock, no configuration beyond [`crate::config::Config`].
//!
//! 1. [`front_matter`] finds and reads the block of metadata; [`fields`] turns it into [`fields::declared::Declared`] facts.
//! 2. [`foreign`] writes as Markdown what other tools would have made of the body; [`markdown`] runs the parser once over it.
//! 3. [`facts`] reads from the body what front matter leaves open.
//! 4. [`html`] renders the same events as a [`crate::model::Body`].
//!
//! Beside them [`svg`] makes drawings safe: those of Mermaid, and those that documents link.

pub mod errors;
pub mod facts;
pub mod fields;
pub mod foreign;
pub mod front_matter;
pub mod html;
pub mod lexicon;
mod lookalikes;
pub mod markdown;
pub mod mdx;
pub mod people;
mod place;
pub mod registry;
pub mod schema;
mod session;
pub mod severity;
pub mod shorten;
pub mod slug;
pub mod status;
pub mod svg;
pub mod time;
pub mod vocabulary;
pub mod withheld;
pub mod wording;
pub mod words;
