//! The stages in their order: a content folder becomes a site.
pub mod parse;
