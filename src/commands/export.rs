//! `pmsite export`: one record for every source file, whether it gets a page or not.

use super::setup::options;
use super::{Environment, FINE, Failure};
use crate::cli::{ExportArgs, RecordFormat};
use crate::diagnostics::{escaped, json as json_line, shown};
use crate::model::record::Record;
use crate::model::{Catalog, SourceFile};
use crate::pipeline::actions::table;
use crate::pipeline::{Options, Session, parse};
use std::io::Write;

/// Prints the records to standard output; always keeps going.
pub(super) fn export(args: &ExportArgs, environment: &Environment) -> Result<u8, Failure> {
    let mut options = options(&args.common, None, environment)?;
    options.keep_going = true;
    if let Some(file) = &args.explain {
        return explain(file, args.format, options);
    }
    let catalog = Session::new(options).catalog()?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match args.format {
        RecordFormat::Json => json(&catalog, &mut out)?,
        RecordFormat::Ndjson => {
            for record in records(&catalog) {
                writeln!(out, "{}", json_line(&record)?)?;
            }
        }
        RecordFormat::Csv => csv(&catalog, &mut out)?,
    }
    out.flush()?;
    Ok(FINE)
}

/// What each reader says of the document whose path ends with `file`, and whom the judge believes.
fn explain(file: &str, format: RecordFormat, options: Options) -> Result<u8, Failure> {
    let config = options.config.clone();
    let wanted = file.replace('\\', "/");
    let wanted = wanted.trim_start_matches("./");
    let sources = Session::new(options).sources()?;
    let fits = |source: &&SourceFile| wanted.ends_with(&*source.path) || source.path.ends_with(wanted);
    let Some(source) = sources.iter().find(|source| *source.path == *wanted).or_else(|| sources.iter().find(fits))
    else {
        return Err(Failure::Message(format!("no document of the content folders is called `{}`", escaped(file))));
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut last = None;
    for claim in parse::explain(source, &config) {
        if format == RecordFormat::Ndjson {
            writeln!(out, "{}", json_line(&claim)?)?;
            continue;
        }
        let field = json_line(&claim.field)?;
        if last != Some(claim.field) {
            writeln!(out, "{}", field.trim_matches('"'))?;
            last = Some(claim.field);
        }
        let mark = if claim.believed { '*' } else { ' ' };
        let place = claim.provenance.map(|place| place.to_string()).unwrap_or_default();
        writeln!(out, "  {mark} {}  ({place})", shown(&claim.value))?;
        if !claim.believed {
            writeln!(out, "      first come: {}", claim.after.join(", "))?;
        }
    }
    out.flush()?;
    Ok(FINE)
}

fn records(catalog: &Catalog) -> impl Iterator<Item = Record> + '_ {
    catalog.documents.iter().map(|entry| Record::linked(catalog, entry))
}

/// An array with one record a line.
fn json(catalog: &Catalog, out: &mut impl Write) -> Result<(), std::io::Error> {
    write!(out, "[")?;
    for (index, record) in records(catalog).enumerate() {
        write!(out, "{}\n  {}", if index == 0 { "" } else { "," }, json_line(&record)?)?;
    }
    writeln!(out, "\n]")
}

/// A row an incident: the flat fields, lists joined by `; `.
fn csv(catalog: &Catalog, out: &mut impl Write) -> Result<(), std::io::Error> {
    const HEADER: [&str; 22] = [
        "source",
        "kind",
        "url",
        "title",
        "id",
        "date",
        "planned",
        "status",
        "severity",
        "severity_level",
        "services",
        "root_causes",
        "started",
        "detected",
        "mitigated",
        "resolved",
        "ttd_minutes",
        "ttm_minutes",
        "ttr_minutes",
        "action_items",
        "open_actions",
        "summary",
    ];
    write!(out, "{}", table::row(&HEADER.map(str::to_owned)))?;
    for record in records(catalog).filter(|record| record.kind == "postmortem") {
        let text = |value: Option<String>| value.unwrap_or_default();
        let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
        let (label, level) = record.severity.map_or((String::new(), None), |severity| (severity.label, severity.level));
        let open = record.action_items.iter().filter(|item| item.is_open()).count();
        let cells = [
            record.source,
            record.kind.to_owned(),
            text(record.url),
            record.title,
            text(record.id),
            text(record.date),
            record.planned.to_string(),
            text(record.status),
            label,
            number(level.map(i64::from)),
            record.services.join("; "),
            record.root_causes.join("; "),
            text(record.started),
            text(record.detected),
            text(record.mitigated),
            text(record.resolved),
            number(record.ttd_minutes),
            number(record.ttm_minutes),
            number(record.ttr_minutes),
            record.action_items.len().to_string(),
            open.to_string(),
            text(record.summary),
        ];
        write!(out, "{}", table::row(&cells))?;
    }
    Ok(())
}
