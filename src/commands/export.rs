//! `pmsite export`: one record for every source file, whether it gets a page or not.

use super::setup::options;
use super::{Environment, FINE, Failure};
use crate::cli::ExportArgs;
use crate::pipeline::{Clock, Session};
use std::io::Write;

/// Prints the records to standard output; always keeps going.
pub(super) fn export(args: &ExportArgs, environment: &Environment) -> Result<u8, Failure> {
    let mut options = options(&args.common, None, environment)?;
    options.keep_going = true;
    let (catalog, ..) = Session::new(options).catalog(&mut Clock::start())?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for entry in &catalog.documents {
        writeln!(out, "{}", entry.document.source)?;
    }
    out.flush()?;
    Ok(FINE)
}
