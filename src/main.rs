//! The binary: arguments and environment in, exit code out.

use clap::Parser;
use pmsite::internals::cli::{Cli, arranged};
use pmsite::internals::commands::{Environment, run};
use pmsite::internals::text::html::DRAWING_THREAD;
use std::process::ExitCode;

/// Parsing and rendering ask for very many small strings, in all threads at once. Version 2 of the allocator gives memory back to the
/// system after a hundredth of a second, version 3 after a whole one: what a stage has dropped is there for the next.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A diagram that the renderer fails on is shown as its source, and a warning says so: the panic of its thread is no news.
fn hush_drawings() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(DRAWING_THREAD) {
            report(panic);
        }
    }));
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads clock and environment")]
fn main() -> ExitCode {
    hush_drawings();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let environment = Environment {
        source_date_epoch: std::env::var("SOURCE_DATE_EPOCH").ok(),
        editor: ["VISUAL", "EDITOR"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty())),
        now: now.map_or(0, |now| i64::try_from(now.as_secs()).unwrap_or(0)),
    };
    run(&Cli::parse_from(arranged(std::env::args_os())), &environment)
}
