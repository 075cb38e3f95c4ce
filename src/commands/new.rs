//! `pmsite new`: what is known of an incident, and asked on a terminal, becomes a document with a form to fill in.

mod ask;
mod incident;
mod place;
mod write;

use super::setup::{colour, options};
use super::{Environment, FINE, Failure, INCOMPLETE};
use crate::cli::NewArgs;
use crate::diagnostics::{Screen, escaped, nearest};
use crate::fs;
use crate::model::addresses::is_device;
use crate::model::catalog::{Catalog, TopicKind};
use crate::model::source::is_landing;
use crate::pipeline::{Options, Session};
use crate::text::described::row_of;
use crate::text::registry::Field;
use crate::text::slug::slugify;
use crate::text::{lexicon, severity, status as states};
use crate::theme::forms;
use incident::{Incident, When};
use jiff::civil::Date;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Says of an end that there is none yet.
const NOT_OVER: &str = "-";
/// A larger description of an incident is none.
const LARGEST: u64 = 8 << 20;

/// What the folder has already.
struct Shelf {
    services: Vec<String>,
    causes: Vec<String>,
    severities: Vec<String>,
    /// Of its incidents by day, relative to the content folder.
    paths: Vec<String>,
    has_layout: bool,
}

/// Writes the document, and prints where it lies.
pub(super) fn new(args: &NewArgs, environment: &Environment) -> Result<u8, Failure> {
    let common = &args.common;
    // A first incident may come before its folder.
    if common.content.is_empty() {
        let config = super::setup::config(common, environment)?;
        fs::Folder::make_in(&common.root, &common.root.join(&config.book.src))?;
    }
    let mut options = options(common, None, environment)?;
    options.keep_going = true;
    let (today, config) = (options.config.today, options.config.clone());
    let forms = forms::forms(&options.root, config.html.theme.as_deref())?;
    let Some(form) = forms.get(&args.template) else {
        let known = forms.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        return Err(Failure::Message(format!(
            "no form is called `{}`\n  = help: there are {known}",
            escaped(&args.template)
        )));
    };
    let (mut incident, unused) = known(args, today)?;
    let (folder, prefix) = (options.content[0].folder.clone(), options.content[0].prefix.clone());
    let root = options.root.clone();
    let shelf = Shelf::of(options, &prefix)?;
    let place = |incident: &Incident| free_place(incident, args, &shelf, today, &root, &folder);
    if !args.yes && std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
        ask::ask(&mut incident, write::kind(form).unwrap_or_default(), &shelf, today, &|incident| {
            place(incident).map(|_| ())
        })?;
    }
    let level = |word: &str| lexicon::with(&config.lexicon, || severity::level(word));
    if let Some(word) = incident.severity.as_ref().filter(|word| level(word).is_none()) {
        let hint = "write SEV1 to SEV5, P1 to P5, critical, high, medium or low, or give the word a level in [severity.levels]";
        return Err(Failure::Message(format!("the severity `{}` is on no scale\n  = help: {hint}", escaped(word))));
    }
    going_on(&incident)?;
    incident.date = incident.day().or(Some(today));
    let path = place(&incident)?;
    let is_doubtful = !path.starts_with(place::LAYOUT) || path.split('/').next_back().is_some_and(is_landing_file);
    if is_doubtful && write::kind(form).is_none() {
        // A form with nothing in it yet could be taken for a list or a page.
        incident.others.push(("kind", vec!["postmortem".to_owned()]));
    }
    let text = write::document(&incident, &args.template, form)?;
    write_new(&root, &folder, &path, &text)?;
    let whole = folder.join(&path);
    writeln!(std::io::stdout(), "{}", escaped(&fs::from_here(&whole)))?;
    if !common.quiet {
        let mut stderr = Screen::new(std::io::stderr().lock(), colour(common));
        if !unused.is_empty() {
            writeln!(stderr, "note: not used of the incident: {}", escaped(&unused.join(", ")))?;
        }
        for note in unknown("service", &incident.services, &shelf.services).chain(unknown(
            "root cause",
            &incident.causes,
            &shelf.causes,
        )) {
            writeln!(stderr, "note: {}", escaped(&note))?;
        }
    }
    if args.edit { edit(&whole, environment) } else { Ok(FINE) }
}

/// The document that a JSON object gives with the form `form`, called `name`.
///
/// # Errors
/// An object that is no incident; a form that is no template.
pub(super) fn document_of(incident: &str, name: &str, form: &str, today: Date) -> Result<String, Failure> {
    let (incident, _) = Incident::from_json(incident, today)?;
    Ok(write::document(&incident, name, form)?)
}

/// What options and the JSON object tell.
fn known(args: &NewArgs, today: Date) -> Result<(Incident, Vec<String>), Failure> {
    let (mut incident, unused) = match &args.from {
        Some(from) => Incident::from_json(&read(from)?, today)?,
        None => (Incident::default(), Vec::new()),
    };
    let title = args.title.clone().or(incident.title.take());
    incident.title = title.map(|title| one_line(&title)).filter(|title| !title.is_empty());
    incident.goes_on = args.end.as_deref() == Some(NOT_OVER);
    let end = args.end.as_ref().filter(|_| !incident.goes_on);
    let times = [&args.start, &args.detected, &args.acknowledged, &args.mitigated];
    for (when, text) in When::ALL.into_iter().zip(times.map(Option::as_ref).into_iter().chain([end])) {
        if let Some(text) = text {
            incident.set(when, text, today).map_err(|why| Failure::Message(format!("{}: {why}", when.field())))?;
        }
    }
    let lists = [
        (&args.authors, &mut incident.authors),
        (&args.services, &mut incident.services),
        (&args.causes, &mut incident.causes),
    ];
    for (given, of) in lists {
        if !given.is_empty() {
            *of = listed(&given.join(","));
        }
    }
    if let Some(word) = args.status.as_ref().or(incident.status.as_ref()) {
        match states::review(status(word)) {
            Some((_, true)) => incident.status = Some(status(word).to_owned()),
            _ => {
                let hint = "write On-going, Complete, draft, in-review, published or closed";
                return Err(Failure::Message(format!("`{}` is no status\n  = help: {hint}", escaped(word))));
            }
        }
    }
    incident.summary = args.summary.clone().or(incident.summary);
    incident.severity = args.severity.clone().or(incident.severity);
    Ok((incident, unused))
}

/// An incident that goes on is not over.
fn going_on(incident: &Incident) -> Result<(), Failure> {
    let Some(word) = incident.status.as_ref().filter(|_| incident.goes_on) else { return Ok(()) };
    if !is_over(word) {
        return Ok(());
    }
    let hint = "say when it ended with --end, or give it the status On-going";
    Err(Failure::Message(format!(
        "the end `{NOT_OVER}` says that it goes on, the status `{word}` that it is over\n  = help: {hint}"
    )))
}

/// Whether a status says that nothing goes on.
fn is_over(word: &str) -> bool {
    states::review(word).is_some_and(|(status, _)| states::is_over(&status))
}

/// Notes on names that no document of the folder has, whatever their case and joins: one may be a slip.
fn unknown<'n>(kind: &'n str, names: &'n [String], known: &'n [String]) -> impl Iterator<Item = String> + 'n {
    let is_new = |name: &&String| !known.is_empty() && !known.iter().any(|one| slugify(one) == slugify(name));
    names.iter().filter(is_new).map(move |name| match nearest(name, known) {
        Some(near) => format!("no document here has the {kind} `{name}` yet; did you mean `{near}`?"),
        None => format!("no document here has the {kind} `{name}` yet"),
    })
}

fn read(from: &Path) -> Result<String, Failure> {
    if from == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(LARGEST).read_to_end(&mut bytes)?;
        return String::from_utf8(bytes).map_err(|_| Failure::Message("the incident is not UTF-8".to_owned()));
    }
    let above = from.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(fs::Folder::open(above)?.read_to_string(from.file_name().unwrap_or_default(), LARGEST)?)
}

fn is_landing_file(name: &str) -> bool {
    is_landing(&name.split('.').next().unwrap_or_default().to_ascii_lowercase())
}

/// A title as it may have been pasted, in one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names with commas between them.
fn listed(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The two words of the generator that this serves, as pmsite calls them; any other word as it is.
fn status(word: &str) -> &str {
    match word.trim().to_ascii_lowercase().replace('-', "").as_str() {
        "ongoing" => "in-progress",
        "complete" => "resolved",
        _ => word.trim(),
    }
}

impl Shelf {
    fn of(options: Options, prefix: &str) -> Result<Self, Failure> {
        let catalog: Catalog = Session::new(options).catalog()?;
        let names = |kind| catalog.topics.of(kind).iter().map(|topic| topic.name.clone()).collect::<Vec<_>>();
        let mut severities = names(TopicKind::Severity);
        if severities.is_empty() {
            severities.extend(row_of(Field::Severity).iter().flat_map(|(_, row)| row.values.iter().cloned()));
        }
        let incidents = catalog.incidents.iter().rev().map(|id| &catalog.entry(*id).document.source);
        let paths = incidents.filter_map(|source| source.strip_prefix(prefix)).map(str::to_owned).collect();
        let layout = format!("{}/", place::LAYOUT);
        let has_layout = catalog.documents.iter().all(|entry| {
            let source = entry.document.source.strip_prefix(prefix).unwrap_or_default();
            source.starts_with(&layout)
                || ["services/", "root-causes/", "pages/", "index.md"].iter().any(|own| source.starts_with(own))
        });
        Ok(Self {
            services: names(TopicKind::Service),
            causes: names(TopicKind::RootCause),
            severities,
            paths,
            has_layout,
        })
    }
}

/// Where the document will lie, relative to the content folder; nothing stands there.
fn free_place(
    incident: &Incident,
    args: &NewArgs,
    shelf: &Shelf,
    today: jiff::civil::Date,
    root: &Path,
    folder: &Path,
) -> Result<String, Failure> {
    let Some(title) = &incident.title else {
        let hint = "pmsite new \"Checkout failed for 38 minutes\"";
        return Err(Failure::Message(format!("a postmortem needs a title\n  = help: {hint}")));
    };
    if title.chars().any(char::is_control) {
        return Err(Failure::Message(format!("the title `{}` has a control character", escaped(title))));
    }
    let named = args.slug.as_deref().unwrap_or(title);
    let slug = slugify(named);
    if slug.is_empty() {
        let hint = "name the file with --slug, or say in the title what broke";
        return Err(Failure::Message(format!(
            "`{}` has no letter or digit for a file name\n  = help: {hint}",
            escaped(named)
        )));
    }
    let paths: Vec<&str> = shelf.paths.iter().map(String::as_str).collect();
    let path = place::place(&paths, shelf.has_layout, &slug, incident.day().unwrap_or(today));
    if let Some(part) = path.split('/').find(|part| is_device(part)) {
        let hint = "name the file with --slug";
        return Err(Failure::Message(format!(
            "`{}` is a name that Windows keeps for a device\n  = help: {hint}",
            escaped(part)
        )));
    }
    let whole = folder.join(&path);
    let is_there = fs::Folder::open_in(root, folder).is_ok_and(|content| content.open_file(&path).is_ok());
    if is_there || fs::is_file(&whole) || fs::is_dir(&whole) || fs::is_symlink(&whole) {
        return Err(taken(&whole));
    }
    Ok(path)
}

fn taken(path: &Path) -> Failure {
    let hint = "give this one another title, or a name with --slug";
    Failure::Message(format!(
        "{} is there already, and is left as it is\n  = help: {hint}",
        escaped(&fs::from_here(path))
    ))
}

/// Puts the document in its place as a whole, or not at all.
fn write_new(root: &Path, folder: &Path, path: &str, text: &str) -> Result<(), Failure> {
    let content = fs::Folder::open_in(root, folder)?;
    let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
    let above = if above.is_empty() { content } else { content.make_folder(above)? };
    match above.write_new(name, text.as_bytes()) {
        Err(error) if error.source.kind() == std::io::ErrorKind::AlreadyExists => Err(taken(&folder.join(path))),
        written => Ok(written?),
    }
}

/// Opens the document in the user's editor, and waits for it.
fn edit(path: &Path, environment: &Environment) -> Result<u8, Failure> {
    let Some(editor) = &environment.editor else {
        return Err(Failure::Message(
            "neither $VISUAL nor $EDITOR names an editor; the document is written".to_owned(),
        ));
    };
    let mut words = editor.split_whitespace();
    let program = PathBuf::from(words.next().unwrap_or_default());
    match Command::new(&program).args(words).arg(path).status() {
        Ok(ended) => Ok(if ended.success() { FINE } else { INCOMPLETE }),
        Err(error) => {
            let program = escaped(&program.display().to_string());
            Err(Failure::Message(format!("the editor {program} cannot be started: {error}; the document is written")))
        }
    }
}
