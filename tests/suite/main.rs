//! The one test binary: pmsite as its users meet it, a file a feature. Goldens are rewritten with `SNAPSHOTS=overwrite`.
#![allow(missing_docs, clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cli;
mod discovery;
mod emit;
mod linking;
mod support;
