//! `pmsite export`: one record for every source file, whether it gets a page or not.

mod bulk;
mod linked;

use super::setup::{options, print_reading};
use super::{Environment, FINE, Failure};
use crate::cli::{ExportArgs, RecordFormat};
use crate::diagnostics::secrets::Masks;
use crate::diagnostics::{escaped, json as json_line, shown};
use crate::model::catalog::DocId;
use crate::model::record::Record;
use crate::model::{Catalog, SourceFile, Visibility};
use crate::pipeline::actions::table;
use crate::pipeline::{Options, Places, Session, masks, parse};
use bulk::bulk;
use linked::{Linked, LinkedRecord};
use rustc_hash::FxHashSet;
use std::io::Write;
use std::sync::Arc;

/// Prints the records to standard output; always keeps going.
pub(super) fn export(args: &ExportArgs, environment: &Environment) -> Result<u8, Failure> {
    match (args.format, args.engine) {
        (RecordFormat::Bulk, Some(engine)) => return bulk(args, engine, environment),
        (_, None) => {}
        (_, Some(_)) => return Err(Failure::Message("--engine is for --format bulk".to_owned())),
    }
    let mut options = options(&args.common, None, environment)?;
    options.keep_going = true;
    if let Some(file) = &args.explain {
        return explain(file, args.format, options);
    }
    let mut session = Session::new(options);
    let masks = session.masks()?;
    let site = session.read()?;
    let places = Places::of(session.options());
    let records = Records { catalog: &site.catalog, places: &places, masks: &masks, is_linked: args.linked };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match args.format {
        RecordFormat::Json => records.json(&mut out)?,
        RecordFormat::Ndjson => records.ndjson(&mut out)?,
        RecordFormat::Csv => records.csv(&mut out)?,
        // The parser of arguments demands an engine for it.
        RecordFormat::Bulk => {}
    }
    out.flush()?;
    drop(out);
    print_reading(&site, session.options(), &args.common)?;
    Ok(FINE)
}

/// What each reader says of the document whose path ends with `file`, and whom the judge believes.
fn explain(file: &str, format: RecordFormat, options: Options) -> Result<u8, Failure> {
    let config = options.config.clone();
    let wanted = file.replace('\\', "/");
    let wanted = wanted.trim_start_matches("./");
    let mut session = Session::new(options);
    let mut sources = session.discover()?.sources;
    if config.audience.audience == Visibility::Public {
        // Of the others not even the names are told.
        let shown: FxHashSet<Arc<str>> =
            session.catalog()?.documents.iter().map(|entry| Arc::clone(&entry.document.source)).collect();
        sources.retain(|source| shown.contains(&source.path));
    }
    let fits = |source: &&SourceFile| wanted.ends_with(&*source.path) || source.path.ends_with(wanted);
    let Some(source) = sources.iter().find(|source| *source.path == *wanted).or_else(|| sources.iter().find(fits))
    else {
        return Err(Failure::Message(format!("no document of the content folders is called `{}`", escaped(file))));
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut last = None;
    let masks = masks(&sources);
    for mut claim in parse::explain(source, &config) {
        claim.value = masks.told(&source.path, &claim.value).into_owned();
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

/// What is printed.
struct Records<'a> {
    catalog: &'a Catalog,
    places: &'a Places,
    masks: &'a Masks,
    /// With what each is linked with.
    is_linked: bool,
}

impl Records<'_> {
    fn all(&self) -> impl Iterator<Item = LinkedRecord> + '_ {
        let linked = |id| self.is_linked.then(|| Linked::of(self.catalog, id));
        self.catalog.documents.iter().zip((0..).map(DocId)).map(move |(entry, id)| {
            let record = Record::of(self.catalog, entry);
            LinkedRecord { path: self.places.named_here(&record.source), record, linked: linked(id) }
        })
    }

    /// `record` as JSON on one line; of a secret no more than may be shown.
    fn told(&self, record: &LinkedRecord) -> Result<String, std::io::Error> {
        if self.masks.is_empty() {
            return json_line(record);
        }
        let mut value = serde_json::to_value(record)?;
        self.masks.tell_json(&record.record.source, &mut value);
        json_line(&value)
    }

    /// One a line.
    fn ndjson(&self, out: &mut impl Write) -> Result<(), std::io::Error> {
        self.all().try_for_each(|record| writeln!(out, "{}", self.told(&record)?))
    }

    /// An array with one record a line.
    fn json(&self, out: &mut impl Write) -> Result<(), std::io::Error> {
        write!(out, "[")?;
        for (index, record) in self.all().enumerate() {
            write!(out, "{}\n  {}", if index == 0 { "" } else { "," }, self.told(&record)?)?;
        }
        writeln!(out, "\n]")
    }

    /// A row an incident.
    fn csv(&self, out: &mut impl Write) -> Result<(), std::io::Error> {
        let names: Vec<String> = COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect();
        write!(out, "{}", table::row(&names))?;
        for record in self.all().filter(|record| record.record.kind == "postmortem") {
            let shown = |cell: String| self.masks.told(&record.record.source, &cell).into_owned();
            let cells: Vec<String> = COLUMNS.iter().map(|(_, cell)| shown(cell(&record))).collect();
            write!(out, "{}", table::row(&cells))?;
        }
        Ok(())
    }
}

/// A column of the table: its name, and its cell of an incident.
type Column = (&'static str, fn(&LinkedRecord) -> String);

/// The flat fields, lists joined by `; `.
const COLUMNS: &[Column] = &[
    ("source", |LinkedRecord { record, .. }| record.source.clone()),
    ("kind", |LinkedRecord { record, .. }| record.kind.to_owned()),
    ("url", |LinkedRecord { record, .. }| text(record.url.as_deref())),
    ("title", |LinkedRecord { record, .. }| record.title.clone()),
    ("id", |LinkedRecord { record, .. }| text(record.id.as_deref())),
    ("date", |LinkedRecord { record, .. }| text(record.date.as_deref())),
    ("planned", |LinkedRecord { record, .. }| record.planned.to_string()),
    ("status", |LinkedRecord { record, .. }| text(record.status.as_deref())),
    ("severity", |LinkedRecord { record, .. }| {
        record.severity.as_ref().map(|severity| severity.label.clone()).unwrap_or_default()
    }),
    ("severity_level", |LinkedRecord { record, .. }| {
        number(record.severity.as_ref().and_then(|severity| severity.level))
    }),
    ("services", |LinkedRecord { record, .. }| record.services.join("; ")),
    ("root_causes", |LinkedRecord { record, .. }| record.root_causes.join("; ")),
    ("started", |LinkedRecord { record, .. }| text(record.started.as_deref())),
    ("detected", |LinkedRecord { record, .. }| text(record.detected.as_deref())),
    ("mitigated", |LinkedRecord { record, .. }| text(record.mitigated.as_deref())),
    ("resolved", |LinkedRecord { record, .. }| text(record.resolved.as_deref())),
    ("ttd_minutes", |LinkedRecord { record, .. }| number(record.ttd_minutes)),
    ("ttm_minutes", |LinkedRecord { record, .. }| number(record.ttm_minutes)),
    ("ttr_minutes", |LinkedRecord { record, .. }| number(record.ttr_minutes)),
    ("action_items", |LinkedRecord { record, .. }| record.action_items.len().to_string()),
    ("open_actions", |LinkedRecord { record, .. }| {
        record.action_items.iter().filter(|item| item.is_open()).count().to_string()
    }),
    ("summary", |LinkedRecord { record, .. }| text(record.summary.as_deref())),
    ("path", |record| record.path.clone()),
];

fn text(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}

fn number(value: Option<impl Into<i64>>) -> String {
    value.map(|value| value.into().to_string()).unwrap_or_default()
}
