//! `pmsite actions`: what is to be done, as a list, a digest, a table or a calendar; with `--overdue` a gate.

use super::setup::{options, print_report};
use super::{Environment, FINE, Failure, INCOMPLETE, cache};
use crate::cli::{ActionsArgs, ActionsFormat, MessageFormat};
use crate::diagnostics::secrets::Masks;
use crate::diagnostics::{escaped, json as json_line, nearest, shown};
use crate::model::Moment;
use crate::model::catalog::{Catalog, DocId, TopicKind};
use crate::model::document::Content;
use crate::model::record::{ActionRecord, SeverityRecord};
use crate::pipeline::actions::calendar::{CalendarForm, calendar};
use crate::pipeline::actions::{self, Followed, Lane, Standing, table, told};
use crate::pipeline::discover::Discovered;
use crate::pipeline::link;
use crate::pipeline::link::recurrence::{Again, Recurrence, Repeat};
use crate::pipeline::{Places, Session};
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
    let (store, notes) = cache::open(&options.root);
    options.store = store;
    print_report(&notes, &Discovered::default(), &Places::default(), MessageFormat::Human, &args.common)?;
    let places = Places::of(&options);
    let mut session = Session::new(options);
    let words = session.words()?;
    let (mut catalog, masks) = session.masked()?;
    hide(&masks, &mut catalog);
    let incidents = match &args.service {
        Some(name) => of_service(&catalog, name)?,
        None => catalog.incidents.clone(),
    };
    let (mut all, mut open) =
        (actions::of(&catalog, &config, &incidents), actions::open(&catalog, &config, &incidents));
    if let Some(owner) = &args.owner {
        is_known(owner, &actions::of(&catalog, &config, &catalog.incidents))?;
        let is_theirs = |followed: &Followed<'_>| followed.item.owner.as_ref().is_some_and(|known| same(known, owner));
        all.retain(is_theirs);
        open.retain(is_theirs);
    }
    let standing = Standing::of(&all, config.today);
    if args.overdue {
        open.retain(|followed| followed.lane(config.today) == Lane::Overdue);
    }
    let recurrence = Recurrence::of(&catalog);
    let again = recurrence.again();
    let list =
        List { catalog: &catalog, places: &places, open: &open, standing, again, today: config.today, words: &words };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match args.format {
        ActionsFormat::Human => list.human(&mut out)?,
        ActionsFormat::Json => list.json(&mut out)?,
        ActionsFormat::Csv => write!(out, "{}", table::table(&catalog, &open))?,
        ActionsFormat::Ics => write!(out, "{}", calendar(&open, CalendarForm::Event, &config))?,
        ActionsFormat::Markdown => {
            let site = config.html.site_url.as_deref();
            let digest = told::digest(&catalog, &open, &standing, again, config.today, site, &words);
            write!(out, "{}", shown(&digest))?;
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
    let hint = did_you_mean(services.iter().map(|topic| topic.name.as_str()), name);
    Err(Failure::Message(format!("no incident names a service called `{}`{hint}", escaped(name))))
}

/// A job that asks for nobody's actions would be content for ever.
fn is_known(owner: &str, all: &[Followed<'_>]) -> Result<(), Failure> {
    let owners = || all.iter().filter_map(|followed| followed.item.owner.as_deref());
    if owners().any(|known| same(known, owner)) {
        return Ok(());
    }
    let hint = did_you_mean(owners(), owner);
    Err(Failure::Message(format!("no action has an owner called `{}`{hint}", escaped(owner))))
}

/// What was meant, where one of `names` is near.
fn did_you_mean<'a>(names: impl Iterator<Item = &'a str>, wanted: &str) -> String {
    let near = nearest(wanted, names);
    near.map(|name| format!("\n  = help: did you mean `{}`?", escaped(name))).unwrap_or_default()
}

/// What is printed.
struct List<'a> {
    catalog: &'a Catalog,
    places: &'a Places,
    open: &'a [Followed<'a>],
    /// How they stand, with those that are not printed.
    standing: Standing,
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
    /// The file, as a terminal in the working directory can open it.
    path: String,
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
        writeln!(out, "{}", told::sentence(&self.standing, self.words))?;
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
                if let Some((words, day)) = self.repeat(followed).and_then(|again| {
                    let said = &self.words.actions;
                    let words = if again.is_inferred() { &said.again_inferred } else { &said.again };
                    Some((words, self.catalog.entry(again.incident).when().map(Moment::date)?))
                }) {
                    remarks.push_str(&format!("; {words} {day}"));
                }
                if !remarks.is_empty() {
                    writeln!(out, "    {}", shown(remarks.trim_start_matches("; ")))?;
                }
                writeln!(
                    out,
                    "    {} ({}:{})",
                    shown(&document.title.value),
                    shown(&self.places.named_here(&document.source)),
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

    fn repeat(&self, followed: &Followed<'_>) -> Option<Repeat> {
        Some(self.again.get(followed.id.index())?.as_ref()?.latest)
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
            path: self.places.named_here(&entry.document.source),
            line: followed.item.line,
            date: entry.when().map(|when| when.date().to_string()),
            severity: severity.map(|severity| SeverityRecord::of(&severity.value)),
            services: entry.services.iter().map(service).collect(),
            days_late: followed.days_late(self.today),
            happened_again: self.repeat(followed).map(|again| self.catalog.entry(again.incident).url.as_str()),
            evidence_gone: followed.evidence_gone,
            action: ActionRecord { due, ..ActionRecord::of(followed.item) },
        }
    }
}
