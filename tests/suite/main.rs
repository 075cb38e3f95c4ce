//! The one test binary: pmsite as its users meet it, a file a feature. Goldens are rewritten with `SNAPSHOTS=overwrite`.
#![allow(missing_docs, clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod addresses;
mod architecture;
mod attachments;
mod cache;
mod checkout;
mod cli;
mod configuration;
mod corpus;
mod determinism;
mod discovery;
mod emit;
mod foreign;
mod goldens;
mod growth;
mod interruption;
mod labelled;
mod linking;
mod outputs;
mod page;
mod pasted;
mod places;
mod public_log;
mod ranking;
mod rendering;
mod search;
mod search_vectors;
mod serve;
mod serve_hostile;
mod statements;
mod support;
mod terminal;
mod theme;
mod told;
mod visibility;
