//! pmsite turns a folder of Markdown incident postmortems into a cross-linked static site.
//!
//! The pipeline, in order:
//! 1. [`pipeline::discover`]: content folder -> [`model::SourceFile`]s (IO)
//! 2. [`pipeline::parse`]: source file -> [`model::Document`] (pure, parallel)
//! 3. [`pipeline::link`]: documents -> [`model::Catalog`] (pure)
//! 4. [`pipeline::index`]: catalog -> the search index, and the browser's shards of it (IO in the cache folder)
//! 5. [`pipeline::plan`]: catalog -> [`model::Page`]s (pure)
//! 6. [`pipeline::render`]: page and theme -> [`model::Output`] (pure, parallel)
//! 7. [`pipeline::emit`]: outputs -> disk (IO)
//!
//! [`pipeline::Session::build`] is the only place that knows this order. [`serve`] shows a [`pipeline::Snapshot`] of it, page by page.

pub mod cli;
pub mod commands;
pub mod config;
pub mod diagnostics;
pub mod fs;
pub mod manual;
pub mod model;
pub mod pipeline;
pub mod search;
pub mod serve;
pub mod text;
pub mod theme;
