//! `pmsite export --format bulk`: a folder that a search engine is filled from.

use crate::cli::{self, ExportArgs};
use crate::commands::build::{refuse_around, resolved};
use crate::commands::setup::{colour, options, print_reading};
use crate::commands::{Environment, FINE, Failure, INCOMPLETE};
use crate::diagnostics::{Screen, escaped};
use crate::fs;
use crate::pipeline::bulk::{Engine, Files, MARK};
use crate::pipeline::emit::{Emitted, Emitter, MANIFEST, Sink};
use crate::pipeline::{Places, Session, masks};
use std::io::Write;
use std::path::Path;

/// Where the folders are, unless one is named.
const FOLDER: &str = "_bulk";

/// Writes the files, as `build` writes a site: all at once, and nothing where pmsite did not write before.
pub(super) fn bulk(args: &ExportArgs, engine: cli::Engine, environment: &Environment) -> Result<u8, Failure> {
    let engine = match engine {
        cli::Engine::Typesense => Engine::Typesense,
        cli::Engine::OpenSearch => Engine::OpenSearch,
        cli::Engine::Quickwit => Engine::Quickwit,
    };
    let out = args.out.clone().unwrap_or_else(|| args.common.root.join(FOLDER).join(engine.name()));
    let mut options = options(&args.common, Some(&out), environment)?;
    options.keep_going = true;
    let out = resolved(&options.root, &out);
    refuse_around(&out, &options)?;
    refuse_site(&out)?;
    let config = options.config.clone();
    let emitter = Emitter::begin(&options.root, &out, config.audience.audience)?;
    let mut session = Session::new(options);
    let site = session.read()?;
    let (masks, places) = (masks(&site.discovered.sources), Places::of(session.options()));
    let mut files = Files::new(&site.catalog, &config, &masks, engine);
    for output in files.by_ref() {
        emitter.put(&output, None)?;
    }
    let emitted = emitter.finish()?;
    print_reading(&site, session.options(), &args.common)?;
    let mut stderr = Screen::new(std::io::stderr().lock(), colour(&args.common));
    if !args.common.quiet {
        for source in &files.cut {
            writeln!(
                stderr,
                "warning: {}: the text is too long for one file; its beginning is there",
                escaped(&places.named_here(source))
            )?;
        }
        summary(&emitted, site.catalog.documents.len(), engine, &out, &mut stderr)?;
    }
    for path in &emitted.kept {
        writeln!(
            stderr,
            "error: {} was not made by pmsite and was kept",
            escaped(&out.join(path).display().to_string())
        )?;
        writeln!(stderr, "  = help: move it away and export again")?;
    }
    Ok(if emitted.kept.is_empty() { FINE } else { INCOMPLETE })
}

/// A site is pmsite's own, too, and its files would make room.
fn refuse_site(out: &Path) -> Result<(), Failure> {
    if fs::is_file(&out.join(MANIFEST)) && !fs::is_file(&out.join(MARK)) {
        let place = escaped(&out.display().to_string());
        return Err(Failure::Message(format!("{place} holds a site\n  = help: name another folder with --out")));
    }
    Ok(())
}

fn summary(
    emitted: &Emitted,
    documents: usize,
    engine: Engine,
    out: &Path,
    stderr: &mut impl Write,
) -> Result<(), std::io::Error> {
    writeln!(
        stderr,
        "{documents} {} for {} in {}: {} written, {} unchanged, {} removed",
        if documents == 1 { "document" } else { "documents" },
        engine.name(),
        escaped(&out.display().to_string()),
        emitted.written,
        emitted.unchanged,
        emitted.removed.len(),
    )?;
    for path in &emitted.foreign {
        writeln!(stderr, "note: {} is not part of it", escaped(&out.join(path).display().to_string()))?;
    }
    Ok(())
}
