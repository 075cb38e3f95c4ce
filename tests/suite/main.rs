//! The one test binary: pmsite as its users meet it, a file a feature. Goldens are rewritten with `SNAPSHOTS=overwrite`.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

mod actions;
mod addresses;
mod architecture;
mod attachments;
mod bulk;
mod cache;
mod check;
mod checkout;
mod cli;
mod configuration;
mod corpus;
mod determinism;
mod discovery;
mod emit;
mod external;
mod field;
mod fix;
mod foreign;
mod goldens;
mod growth;
mod hosts;
mod init;
mod insights;
mod interruption;
mod kinds;
mod labelled;
mod learning;
mod linking;
mod lsp;
mod manual;
mod markdown;
mod new;
mod outputs;
mod page;
mod pasted;
mod places;
mod public_log;
mod ranking;
mod reading;
mod recurrence;
mod rendering;
mod repositories;
mod reviews;
mod search;
mod search_vectors;
mod secrets;
mod serve;
mod serve_hostile;
mod statements;
mod support;
mod terminal;
mod theme;
mod told;
mod tools;
mod visibility;
mod wording;
