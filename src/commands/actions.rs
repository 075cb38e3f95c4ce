//! `pmsite actions`: what is to be done, as a list, a digest, a table or a calendar; with `--overdue` a gate.

use super::export::masks;
use super::setup::options;
use super::{Environment, FINE, Failure, INCOMPLETE};
use crate::cli::{ActionsArgs, ActionsFormat};
use crate::diagnostics::secrets::Masks;
use crate::diagnostics::{escaped, json as json_line, shown};
use crate::model::Moment;
use crate::model::catalog::{Catalog, DocId, Topic, TopicKind};
use crate::model::document::Content;
use crate::model::record::{ActionRecord, SeverityRecord};
use crate::pipeline::Session;
use crate::pipeline::actions::calendar::{Kind, calendar};
use crate::pipeline::actions::{self, Figures, Followed, Lane, table, told};
use crate::pipeline::link;
use crate::pipeline::link::recurrence::{Again, Recurrence};
use crate::theme::Words;
use jiff::civil::Date;
use serde::Serialize;
use std::io::Write;
use std::sync::Arc;

/// Prints the open actions, the oldest day first; always keeps going. Exit 1 where `--overdue` finds one.
pub(super) fn actions(args: &ActionsArgs, environment: &Environment) -> Result<u8, Failure> {
    let mut options = options(&args.common, None, environment)?;
    options.keep_going = true;
    let config = options.config.clone();
    if !config.shows_actions() {
        let hint = format!("name --audience internal, or set `public-actions = true` in [audience] of {}", config.file);
        return Err(Failure::Message(format!("a public site tells of no actions\n  = help: {hint}")));
    }
    let mut session = Session::new(options);
    let words = session.words()?;
    let masks = masks(&session.sources()?);
    let mut catalog = session.catalog()?;
    hide(&masks, &mut catalog);
    let incidents = match &args.service {
        Some(name) => of_service(&catalog, name)?,
        None => catalog.incidents.clone(),
    };
    let mut open = actions::open(&catalog, &config, &incidents);
    if let Some(owner) = &args.owner {
        open.retain(|followed| followed.item.owner.as_ref().is_some_and(|known| same(known, owner)));
    }
    if args.overdue {
        open.retain(|followed| followed.lane(config.today) == Lane::Overdue);
    }
    let recurrence = Recurrence::of(&catalog);
    let list = List { catalog: &catalog, open: &open, again: recurrence.again(), today: config.today, words: &words };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match args.format {
        ActionsFormat::Human => list.human(&mut out)?,
        ActionsFormat::Json => list.json(&mut out)?,
        ActionsFormat::Csv => write!(out, "{}", table::table(&catalog, &open))?,
        ActionsFormat::Ics => write!(out, "{}", calendar(&open, Kind::Event, &config))?,
        ActionsFormat::Markdown => {
            let site = config.html.site_url.as_deref();
            write!(out, "{}", shown(&told::digest(&catalog, &open, recurrence.again(), config.today, site, &words)))?;
        }
    }
    out.flush()?;
    Ok(if args.overdue && !open.is_empty() { INCOMPLETE } else { FINE })
}

/// Takes from `catalog` what of its documents must not be told.
fn hide(masks: &Masks, catalog: &mut Catalog) {
    if masks.is_empty() {
        return;
    }
    for entry in &mut catalog.documents {
        let document = Arc::make_mut(&mut entry.document);
        let source = Arc::clone(&document.source);
        let hide = |text: &mut String| *text = masks.told(&source, text).into_owned();
        hide(&mut document.title.value);
        hide(&mut entry.url);
        document.source = masks.told(&source, &source).into();
        let Content::Postmortem(postmortem) = &mut document.content else { continue };
        postmortem.severity.iter_mut().for_each(|severity| hide(&mut severity.value.label));
        for item in &mut postmortem.action_items {
            hide(&mut item.text);
            let told = [&mut item.owner, &mut item.ticket, &mut item.impact, &mut item.effort, &mut item.evidence];
            told.into_iter().flatten().for_each(hide);
        }
    }
    for topic in catalog.topics.of_mut(TopicKind::Service) {
        topic.name = masks.told("", &topic.name).into_owned();
    }
}

/// Names of people and teams are alike with and without the sign of a handle.
fn same(known: &str, wanted: &str) -> bool {
    let plain = |name: &str| name.trim().trim_start_matches('@').to_lowercase();
    plain(known) == plain(wanted)
}

fn of_service(catalog: &Catalog, name: &str) -> Result<Vec<DocId>, Failure> {
    let services = catalog.topics.of(TopicKind::Service);
    if let Some(topic) = link::topic_called(services, name) {
        return Ok(topic.incidents.clone());
    }
    let distance = |topic: &&Topic| strsim::damerau_levenshtein(&topic.slug, &name.to_lowercase());
    let near = services.iter().min_by_key(distance).filter(|topic| distance(topic) <= 2 + name.len() / 4);
    let hint = match near {
        Some(topic) => format!("\n  = help: did you mean `{}`?", escaped(&topic.name)),
        None => String::new(),
    };
    Err(Failure::Message(format!("no incident names a service called `{}`{hint}", escaped(name))))
}

/// What is printed.
struct List<'a> {
    catalog: &'a Catalog,
    open: &'a [Followed<'a>],
    again: &'a [Option<Again>],
    today: Date,
    words: &'a Words,
}

/// An open action with its incident.
#[derive(Serialize)]
struct Row<'a> {
    /// Page of the incident, relative to the site's root.
    incident: &'a str,
    title: &'a str,
    source: &'a str,
    line: u32,
    date: Option<String>,
    severity: Option<SeverityRecord>,
    services: Vec<&'a str>,
    /// Negative where its day is to come.
    days_late: Option<i32>,
    /// Page of the last incident in which its own happened again.
    happened_again: Option<&'a str>,
    evidence_gone: bool,
    #[serde(flatten)]
    action: ActionRecord,
}

impl List<'_> {
    fn human(&self, out: &mut impl Write) -> Result<(), std::io::Error> {
        writeln!(out, "{}", told::sentence(&Figures::of(self.open, self.today), self.words))?;
        for lane in Lane::ALL {
            let of_lane: Vec<_> = self.open.iter().filter(|followed| followed.lane(self.today) == lane).collect();
            if of_lane.is_empty() {
                continue;
            }
            writeln!(out, "\n{} ({})", self.words.lane(lane.key()), self.words.grouped(of_lane.len()))?;
            for followed in of_lane {
                let document = &followed.entry.document;
                writeln!(out, "  {}", shown(&followed.item.text))?;
                let mut remarks = told::remarks(followed, self.today, self.words);
                if let Some(day) = self.repeat(followed).and_then(|id| self.catalog.entry(id).when()).map(Moment::date)
                {
                    remarks.push_str(&format!("; {} {day}", self.words.actions.again));
                }
                if !remarks.is_empty() {
                    writeln!(out, "    {}", shown(remarks.trim_start_matches("; ")))?;
                }
                writeln!(
                    out,
                    "    {} ({}:{})",
                    shown(&document.title.value),
                    shown(&document.source),
                    followed.item.line
                )?;
            }
        }
        Ok(())
    }

    /// An array with one action a line.
    fn json(&self, out: &mut impl Write) -> Result<(), std::io::Error> {
        write!(out, "[")?;
        for (index, followed) in self.open.iter().enumerate() {
            write!(out, "{}\n  {}", if index == 0 { "" } else { "," }, json_line(&self.row(followed))?)?;
        }
        writeln!(out, "\n]")
    }

    fn repeat(&self, followed: &Followed<'_>) -> Option<DocId> {
        Some(self.again.get(followed.id.index())?.as_ref()?.latest.incident)
    }

    fn row<'s>(&'s self, followed: &'s Followed<'s>) -> Row<'s> {
        let entry = followed.entry;
        let severity = entry.document.postmortem().and_then(|postmortem| postmortem.severity.as_ref());
        let service = |id: &_| self.catalog.topic(TopicKind::Service, *id).name.as_str();
        let due = followed.due.map(|due| due.to_string());
        Row {
            incident: &entry.url,
            title: &entry.document.title.value,
            source: &entry.document.source,
            line: followed.item.line,
            date: entry.when().map(|when| when.date().to_string()),
            severity: severity.map(|severity| SeverityRecord::of(&severity.value)),
            services: entry.services.iter().map(service).collect(),
            days_late: followed.days_late(self.today),
            happened_again: self.repeat(followed).map(|id| self.catalog.entry(id).url.as_str()),
            evidence_gone: followed.evidence_gone,
            action: ActionRecord { due, ..ActionRecord::of(followed.item) },
        }
    }
}
