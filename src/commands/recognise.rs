//! A folder -> by which tools it was made (`marks.toml`), and what of it is read as postmortems.

use super::{Failure, cache};
use crate::config::{Book, Config, FILE_NAME, OWN_FILE_NAME, SUMMARY, title_of_folder};
use crate::fs::{self, Folder};
use crate::model::SourceFile;
use crate::model::catalog::Catalog;
use crate::pipeline::discover::{ContentRoot, is_of_incidents};
use crate::pipeline::{Options, Session};
use crate::text::lexicon;
use globset::Glob;
use jiff::civil::Date;
use regex::Regex;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Bytes of a file that is looked into for a mark.
const LARGEST: u64 = 1 << 20;
/// Where documents go in a folder that has none of its own: the first that is free.
const PLACES: [&str; 3] = ["content", "incidents", "postmortem-site"];

#[derive(Debug, Deserialize)]
struct Marks {
    house: Vec<String>,
    tool: Vec<Tool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Tool {
    name: String,
    marks: Vec<Mark>,
    folders: Vec<String>,
    exclude: Vec<String>,
    build_dir: Option<String>,
    settings: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Mark {
    Holds { path: String, holds: String },
    Path { path: String },
    Named { named: String },
    Text { text: String },
}

/// What a folder is.
#[derive(Clone, Debug, Default)]
pub(super) struct Recognised {
    /// Tools, and what tells of each.
    pub tools: Vec<(String, String)>,
    /// `book.toml` is, or would be, a file of mdBook.
    pub is_mdbook: bool,
    /// What is read, relative to the root, and which of it.
    src: String,
    include: Vec<String>,
    exclude: Vec<String>,
    build_dir: Option<String>,
    /// How many documents that is, and how many of them are postmortems.
    pub documents: usize,
    pub incidents: usize,
    /// Words for severities that are on no scale.
    pub unknown_severities: Vec<String>,
}

impl Recognised {
    /// What is read of the folder, as one says it.
    pub(super) fn reads(&self) -> String {
        match (self.src.as_str(), self.include.as_slice()) {
            (".", []) => "this folder".to_owned(),
            (src, []) => src.to_owned(),
            (".", globs) => globs.join(", "),
            (src, globs) => globs.iter().map(|glob| format!("{src}/{glob}")).collect::<Vec<_>>().join(", "),
        }
    }

    /// Settings that fit.
    pub(super) fn config(&self, dir: &Path, today: Date) -> Config {
        let mut config = Config::new(today);
        let whole = if self.src == "." { fs::canonicalize(dir).unwrap_or_default() } else { self.src.clone().into() };
        let name = whole.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if self.include.is_empty() && is_of_incidents(name) {
            config.book.title = title_of_folder(&whole);
        }
        config.book.src.clone_from(&self.src);
        config.book.include.clone_from(&self.include);
        config.book.exclude.clone_from(&self.exclude);
        if let Some(build_dir) = &self.build_dir {
            config.build.build_dir.clone_from(build_dir);
        }
        config
    }
}

/// Whether somebody decided what of `dir` is read: by settings of pmsite, or by a content folder of the usual name. A file of mdBook
/// decides nothing while it holds nothing but what names the book; whatever else it says is kept to.
#[must_use]
pub(super) fn is_settled(dir: &Path, today: Date) -> bool {
    let has = |name: &str| fs::is_file(&dir.join(name)) || fs::is_symlink(&dir.join(name));
    let usual = Config::new(today);
    if has(OWN_FILE_NAME) || !fs::is_dir(dir) {
        return true;
    }
    if !has(FILE_NAME) {
        let content = dir.join(&usual.book.src);
        return fs::is_dir(&content) || fs::is_symlink(&content);
    }
    match Config::load(dir, today, lexicon::check) {
        Ok(config) => {
            let src = dir.join(&config.book.src);
            let holds = |folder: &str| fs::is_file(&dir.join(folder).join(SUMMARY));
            let has_contents =
                fs::is_file(&src.join(SUMMARY)) || !fs::is_dir(&src) && ["src", "."].into_iter().any(holds);
            let Book { include, exclude, .. } = &config.book;
            let book = Book { include: include.clone(), exclude: exclude.clone(), ..usual.book.clone() };
            !has_contents || Config { book, file: usual.file, ..config } != usual
        }
        Err(errors) => !errors.is_mdbooks,
    }
}

/// What fits a folder where nothing [is settled](is_settled), so that a first build needs no settings; `None` where no postmortem
/// lies there.
///
/// # Errors
/// As [`recognise`].
pub(super) fn fitting(dir: &Path, today: Date) -> Result<Option<Recognised>, Failure> {
    let (own, recognised) = recognise(dir, &Folder::open(dir)?, today)?;
    Ok((own.is_none() && recognised.incidents > 0).then_some(recognised))
}

/// What `recognised` makes of `dir`, with the names that its file of mdBook gives it now.
#[must_use]
pub(super) fn fitted(recognised: &Recognised, dir: &Path, today: Date) -> Config {
    let mut config = recognised.config(dir, today);
    if let Some(Ok(named)) = recognised.is_mdbook.then(|| Config::load(dir, today, lexicon::check)) {
        let Book { src, include, exclude, .. } = config.book;
        config.book = Book { src, include, exclude, ..named.book };
    }
    config
}

/// The settings of `dir`, if it has some of pmsite, and what it holds.
///
/// # Errors
/// Settings of pmsite that cannot be read; a folder that cannot be read.
pub(super) fn recognise(dir: &Path, root: &Folder, today: Date) -> Result<(Option<Config>, Recognised), Failure> {
    let marks: Marks =
        toml::from_str(include_str!("recognise/marks.toml")).map_err(|error| Failure::Message(error.to_string()))?;
    let usual = Config::new(today);
    let everything = Config { book: Book { src: ".".to_owned(), ..usual.book.clone() }, ..usual };
    let mut session_of_all = session(dir, everything);
    let sources = session_of_all.discover()?.sources;
    let tools: Vec<(&Tool, String)> =
        marks.tool.iter().filter_map(|tool| Some((tool, tool.told_by(root, &sources)?))).collect();
    let is_mdbook = tools.iter().any(|(tool, _)| tool.settings.as_deref() == Some(FILE_NAME));
    let own = own_settings(dir, is_mdbook, today)?;
    let mut recognised = Recognised { is_mdbook, ..Recognised::default() };
    match &own {
        Some(config) => recognised.src.clone_from(&config.book.src),
        None => {
            let folders: Vec<&str> = tools.iter().flat_map(|(tool, _)| &tool.folders).map(String::as_str).collect();
            recognised.narrow(&places(&mut session_of_all, &sources, &folders)?, &sources);
            let globs = tools.iter().flat_map(|(tool, _)| &tool.exclude).chain(&marks.house);
            recognised.leave_out(globs.map(String::as_str), &sources);
            recognised.build_dir = tools.iter().find_map(|(tool, _)| tool.build_dir.clone());
        }
    }
    recognised.tools = tools.into_iter().map(|(tool, mark)| (tool.name.clone(), mark)).collect();
    let config = own.clone().unwrap_or_else(|| recognised.config(dir, today));
    if config.book.src == "." || root.folder(&config.book.src).is_ok() {
        recognised.count(&session(dir, config).catalog()?);
    }
    Ok((own, recognised))
}

/// Of what `config` reads, drafts too.
fn session(dir: &Path, mut config: Config) -> Session {
    config.build.drafts = true;
    let content = vec![ContentRoot { folder: dir.join(&config.book.src), prefix: String::new() }];
    let skip = vec![dir.join(&config.build.build_dir), dir.join(cache::NAME)];
    Session::new(Options {
        config,
        root: dir.to_owned(),
        content,
        skip,
        store: None,
        search: false,
        keep_going: true,
        rules: false,
    })
}

/// Folders of postmortems, relative to the root, the empty path for itself, and files that lie outside them; none where there are no
/// postmortems.
fn places(session_of_all: &mut Session, sources: &[SourceFile], usual: &[&str]) -> Result<Vec<String>, Failure> {
    let is_ours = |source: &SourceFile| source.path.starts_with("content/postmortems/");
    if usual.is_empty() && sources.iter().any(is_ours) {
        return Ok(vec!["content".to_owned()]);
    }
    if sources.is_empty() {
        return Ok(Vec::new());
    }
    let catalog = session_of_all.catalog()?;
    let incidents: Vec<&str> = catalog.incidents.iter().map(|id| &*catalog.entry(*id).document.source).collect();
    // A name and what lies there tell most; a name alone tells of a folder that is not filled yet.
    let named: BTreeSet<&str> = match incidents.iter().any(|path| named_after_incidents(path).is_some()) {
        true => incidents.iter().filter_map(|path| named_after_incidents(path)).collect(),
        false if incidents.is_empty() => {
            sources.iter().filter_map(|source| named_after_incidents(&source.path)).collect()
        }
        false => BTreeSet::new(),
    };
    if !named.is_empty() {
        let named = outermost(&named);
        let all = catalog.documents.iter().map(|entry| &*entry.document.source);
        let strays = homes(&incidents, all, &named);
        return Ok(named.into_iter().chain(outermost(&strays)).collect());
    }
    let parents: BTreeSet<&str> = incidents.iter().map(|path| undated(above(path))).collect();
    // Where the tool's owners write, as far as incidents lie there: new ones will too.
    let usual = usual.iter().find(|folder| !parents.is_empty() && parents.iter().all(|path| inside(path, folder)));
    Ok(usual.map_or_else(|| outermost(&parents), |folder| vec![(*folder).to_owned()]))
}

/// Where the incidents lie that are in no folder of `named`: a folder if half of what lies there are such, so that the next is read
/// too, and it holds none of `named`; else the file.
fn homes<'p>(incidents: &[&'p str], all: impl Iterator<Item = &'p str>, named: &[String]) -> BTreeSet<&'p str> {
    let strays: Vec<&str> =
        incidents.iter().copied().filter(|path| !named.iter().any(|folder| inside(path, folder))).collect();
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let folders = |path: &'p str| path.match_indices('/').map(move |(end, _)| &path[..end]);
    strays.iter().flat_map(|path| folders(path)).for_each(|folder| counts.entry(folder).or_default().0 += 1);
    for folder in all.flat_map(folders) {
        counts.entry(folder).and_modify(|(_, all)| *all += 1);
    }
    let is_home = |folder: &str| counts.get(folder).is_some_and(|(strays, all)| strays * 2 >= *all);
    let holds_named = |folder: &str| named.iter().any(|place| inside(place, folder));
    let home = |path: &'p str| Some(undated(above(path))).filter(|folder| is_home(folder) && !holds_named(folder));
    strays.into_iter().map(|path| home(path).unwrap_or(path)).collect()
}

/// A folder without the years and months that it ends with: the next year's belongs to it too.
fn undated(mut folder: &str) -> &str {
    while folder.rsplit('/').next().is_some_and(|name| name.starts_with(|first: char| first.is_ascii_digit())) {
        folder = above(folder);
    }
    folder
}

/// The folder of a path, empty for the root.
fn above(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(above, _)| above)
}

/// The outermost folder of a path that is called after incidents.
fn named_after_incidents(path: &str) -> Option<&str> {
    let ends = path.match_indices('/').map(|(at, _)| at);
    ends.map(|end| &path[..end]).find(|folder| is_of_incidents(folder.rsplit('/').next().unwrap_or(folder)))
}

/// Those that lie in no other.
fn outermost(folders: &BTreeSet<&str>) -> Vec<String> {
    let lies_in_other = |folder: &str| folders.iter().any(|other| *other != folder && inside(folder, other));
    folders.iter().filter(|folder| !lies_in_other(folder)).map(|folder| (*folder).to_owned()).collect()
}

fn inside(path: &str, folder: &str) -> bool {
    path == folder || below(path, folder).is_some()
}

/// What of `path` is below `folder`.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}

impl Recognised {
    /// Takes the folder that holds all of `places`, and of it them alone.
    fn narrow(&mut self, places: &[String], sources: &[SourceFile]) {
        let Some(first) = places.first() else {
            let is_free = |place: &&str| !sources.iter().any(|source| inside(&source.path, place));
            self.src = PLACES.into_iter().find(is_free).unwrap_or(PLACES[0]).to_owned();
            return;
        };
        let mut shared = first.as_str();
        while !places.iter().all(|place| inside(place, shared)) {
            shared = above(shared);
        }
        if places.len() > 1 {
            let glob = |place: &String| {
                let name = globset::escape(below(place, shared)?);
                let is_file = sources.iter().any(|source| *source.path == **place);
                Some(if is_file { name } else { format!("{name}/**") })
            };
            self.include = places.iter().filter_map(glob).collect();
        }
        self.src = if shared.is_empty() { ".".to_owned() } else { shared.to_owned() };
    }

    /// Takes those of `globs` that leave something out.
    fn leave_out<'g>(&mut self, globs: impl Iterator<Item = &'g str>, sources: &[SourceFile]) {
        let src = if self.src == "." { "" } else { &self.src };
        let read: Vec<&str> = sources.iter().filter_map(|source| below(&source.path, src)).collect();
        for glob in globs {
            let Ok(matcher) = Glob::new(glob).map(|glob| glob.compile_matcher()) else { continue };
            if read.iter().any(|path| matcher.is_match(path)) && !self.exclude.iter().any(|known| known == glob) {
                self.exclude.push(glob.to_owned());
            }
        }
    }

    fn count(&mut self, catalog: &Catalog) {
        self.documents = catalog.documents.len();
        self.incidents = catalog.incidents.len();
        let severities = catalog.incidents.iter().filter_map(|id| {
            let severity = &catalog.entry(*id).document.postmortem()?.severity.as_ref()?.value;
            severity.level.is_none().then(|| severity.label.clone())
        });
        self.unknown_severities = severities.collect::<BTreeSet<_>>().into_iter().collect();
    }
}

impl Tool {
    /// What tells that the folder is of this tool.
    fn told_by(&self, root: &Folder, sources: &[SourceFile]) -> Option<String> {
        self.marks.iter().find_map(|mark| match mark {
            Mark::Holds { path, holds } => {
                let text = root.read_to_string(path, LARGEST).ok()?.to_lowercase();
                text.contains(holds).then(|| path.clone())
            }
            Mark::Path { path } => {
                let is_there = root.open_file(path).is_ok() || root.folder(path).is_ok();
                is_there.then(|| path.clone())
            }
            Mark::Named { named } => first(sources, named, |source| &source.path),
            Mark::Text { text } => first(sources, text, |source| &source.text),
        })
    }
}

/// The path of the first source of which `part` has the pattern.
fn first(sources: &[SourceFile], pattern: &str, part: fn(&SourceFile) -> &str) -> Option<String> {
    let pattern = Regex::new(pattern).ok()?;
    sources.iter().find(|source| pattern.is_match(part(source))).map(|source| source.path.to_string())
}

/// The settings that `root` has, if they are those of pmsite; `None` where there are none, or the file is mdBook's.
pub(super) fn own_settings(dir: &Path, is_mdbook: bool, today: Date) -> Result<Option<Config>, Failure> {
    let has = |name: &str| fs::is_file(&dir.join(name)) || fs::is_symlink(&dir.join(name));
    let has_own = has(OWN_FILE_NAME);
    if !has_own && !has(FILE_NAME) {
        return Ok(None);
    }
    match Config::load(dir, today, lexicon::check) {
        // A book of mdBook may have no key that is not known here too.
        Ok(config) if is_mdbook && !has_own && is_book(&dir.join(&config.book.src)) => Ok(None),
        Ok(mut config) => {
            if config.book.title.is_empty() {
                config.book.title = title_of_folder(Path::new(&config.book.src));
            }
            Ok(Some(config))
        }
        Err(errors) if errors.is_mdbooks || is_mdbook && !has_own => Ok(None),
        Err(errors) => Err(errors.into()),
    }
}

/// Whether the folder of sources is one of mdBook: it has its table of contents, or is none of ours.
fn is_book(src: &Path) -> bool {
    !fs::is_dir(src) || fs::is_file(&src.join(SUMMARY))
}
