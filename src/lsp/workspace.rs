//! The documents that a client has open, laid over a session of the folder that it works in, and what was read of both.

use super::Setup;
use super::known::{Asked, Known};
use super::place::{path_of, uri_of};
use super::problems;
use super::text::{Encoding, Text};
use crate::config::ConfigErrors;
use crate::model::SourceFile;
use crate::pipeline::discover::with_line_ends;
use crate::pipeline::{Places, Session, Trouble};
use lsp_types::{Diagnostic, PublishDiagnosticsParams, TextDocumentContentChangeEvent, TextDocumentItem, Uri};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// How often the folder is read anew because a file is not what its editor shows: once, unless somebody writes to it meanwhile.
const MOST_READS: usize = 3;

/// A document that a client has open.
struct Open {
    uri: Uri,
    /// Its source path, if it lies in a content folder.
    path: Option<String>,
    text: Text,
    version: i32,
    /// `None` where nothing was told yet.
    told: Option<Vec<Diagnostic>>,
}

/// What a client works on.
pub(super) struct Workspace {
    setup: Setup,
    /// The folder that it names.
    folder: Option<PathBuf>,
    pub encoding: Encoding,
    session: Option<Session>,
    known: Option<Known>,
    /// By address.
    open: BTreeMap<String, Open>,
    /// Something changed since the last read.
    is_stale: bool,
    /// The settings may have.
    is_setup_stale: bool,
    /// What the client shows of the settings.
    settings: Option<Uri>,
}

/// What a client is to be told without being asked.
pub(super) enum News {
    Problems(PublishDiagnosticsParams),
    /// Why there is nothing newer.
    Trouble(String),
}

impl Workspace {
    pub(super) fn new(setup: Setup) -> Self {
        Self {
            setup,
            folder: None,
            encoding: Encoding::default(),
            session: None,
            known: None,
            open: BTreeMap::new(),
            is_stale: false,
            is_setup_stale: false,
            settings: None,
        }
    }

    /// Begins in `folder`.
    ///
    /// # Errors
    /// A root that cannot be used.
    pub(super) fn begin(&mut self, folder: Option<PathBuf>) -> Result<(), Trouble> {
        let options = (self.setup)(folder.as_deref())?;
        self.folder = folder;
        self.session = Some(Session::new(options));
        Ok(())
    }

    /// A document is opened; whether it lies in a content folder.
    pub(super) fn open(&mut self, document: TextDocumentItem) -> bool {
        let TextDocumentItem { uri, version, text, .. } = document;
        let path = self.source_path(&uri);
        let is_ours = path.is_some();
        let text = Text::new(text, self.encoding);
        self.open.insert(uri.as_str().to_owned(), Open { uri, path, text, version, told: None });
        self.is_stale |= is_ours;
        is_ours
    }

    /// A document is edited; whether it is open.
    pub(super) fn change(&mut self, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) -> bool {
        let Some(open) = self.open.get_mut(uri.as_str()) else { return false };
        for change in changes {
            open.text.edit(change.range, &change.text);
        }
        open.version = version;
        if let Some((path, session)) = open.path.as_ref().zip(self.session.as_mut()) {
            session.lay(path, Some(Arc::from(open.text.read())));
            self.is_stale = true;
        }
        true
    }

    /// Files are not what they were; of a document that is saved, its file counts again.
    pub(super) fn saved(&mut self, uri: Option<&Uri>) {
        self.lift(uri);
        (self.is_stale, self.is_setup_stale) = (true, true);
    }

    /// A document is closed: its file counts again, and nothing more is told of it.
    pub(super) fn close(&mut self, uri: &Uri) -> Option<PublishDiagnosticsParams> {
        self.lift(Some(uri));
        let open = self.open.remove(uri.as_str())?;
        self.is_stale = true;
        open.told.map(|_| PublishDiagnosticsParams::new(open.uri, Vec::new(), None))
    }

    fn lift(&mut self, uri: Option<&Uri>) {
        let path = uri.and_then(|uri| self.open.get(uri.as_str())?.path.as_ref());
        if let Some((path, session)) = path.zip(self.session.as_mut()) {
            session.lay(path, None);
        }
    }

    fn source_path(&self, uri: &Uri) -> Option<String> {
        Places::of(self.session.as_ref()?.options()).source_of(&path_of(uri)?)
    }

    /// What was read of an open document, and of all others; `None` where it is none of ours.
    pub(super) fn asked(&self, uri: &Uri) -> Option<Asked<'_>> {
        let (open, known) = (self.open.get(uri.as_str())?, self.known.as_ref()?);
        let source = known.source(open.path.as_ref()?)?;
        // Where the two differ, as for a file that is too large, no place of one is a place of the other.
        is_of(source, &open.text).then_some(Asked { known, source, text: &open.text })
    }

    /// Reads what changed, and says what is new.
    pub(super) fn catch_up(&mut self) -> Vec<News> {
        let mut news = Vec::new();
        if self.session.is_none() || !std::mem::take(&mut self.is_stale) {
            return news;
        }
        if std::mem::take(&mut self.is_setup_stale) {
            self.set_up(&mut news);
        }
        for _ in 0..MOST_READS {
            if let Err(error) = self.read() {
                news.push(News::Trouble(error.to_string()));
                return news;
            }
            if !self.lay_over() {
                break;
            }
        }
        news.extend(self.problems());
        news
    }

    /// Takes over settings that were changed; those of before hold where they cannot be used.
    fn set_up(&mut self, news: &mut Vec<News>) {
        match (self.setup)(self.folder.as_deref()) {
            Ok(options) => {
                self.session = Some(Session::renewed(self.session.take(), options));
                let mended = self.settings.take().map(|uri| PublishDiagnosticsParams::new(uri, Vec::new(), None));
                news.extend(mended.map(News::Problems));
                self.place_anew();
            }
            Err(Trouble::Config(errors)) => news.push(self.of_settings(&errors)),
            Err(trouble) => news.push(News::Trouble(trouble.to_string())),
        }
    }

    /// Other settings may name other folders: what lay over a file that is none of ours now lies there no longer.
    fn place_anew(&mut self) {
        for uri in self.open.values().map(|open| open.uri.clone()).collect::<Vec<_>>() {
            let path = self.source_path(&uri);
            let Some(open) = self.open.get_mut(uri.as_str()).filter(|open| open.path != path) else { continue };
            let before = std::mem::replace(&mut open.path, path);
            if let Some((before, session)) = before.zip(self.session.as_mut()) {
                session.lay(&before, None);
            }
        }
    }

    fn of_settings(&mut self, errors: &ConfigErrors) -> News {
        let Some(uri) = uri_of(&errors.root.join(errors.file)) else { return News::Trouble(errors.to_string()) };
        let text = Text::new(errors.text.to_string(), self.encoding);
        let told = problems::of_settings(&errors.report.diagnostics, &text);
        self.settings = Some(uri.clone());
        News::Problems(PublishDiagnosticsParams::new(uri, told, None))
    }

    fn read(&mut self) -> Result<(), crate::pipeline::Error> {
        let Some(session) = self.session.as_mut() else { return Ok(()) };
        let site = session.read()?;
        self.known = Some(Known::new(session.options(), site, self.encoding));
        Ok(())
    }

    /// Lays over their files the open texts that are other than those; whether there is any that was not.
    fn lay_over(&mut self) -> bool {
        let (Some(session), Some(known)) = (self.session.as_mut(), self.known.as_ref()) else { return false };
        let mut is_new = false;
        for open in self.open.values() {
            let Some(path) = &open.path else { continue };
            let is_read = known.source(path).is_some_and(|source| is_of(source, &open.text));
            if !is_read {
                is_new |= session.lay(path, Some(Arc::from(open.text.read())));
            }
        }
        is_new
    }

    /// Of each open document what is wrong with it, where that is not what its client shows.
    fn problems(&mut self) -> Vec<News> {
        let Some(known) = self.known.as_ref() else { return Vec::new() };
        let mut news = Vec::new();
        for open in self.open.values_mut() {
            let now = match &open.path {
                Some(path) => problems::of(known, path, &open.text),
                None if open.told.is_some() => Vec::new(),
                None => continue,
            };
            if open.told.as_ref() != Some(&now) {
                let told = PublishDiagnosticsParams::new(open.uri.clone(), now.clone(), Some(open.version));
                news.push(News::Problems(told));
                open.told = Some(now);
            }
        }
        news
    }
}

/// Whether `source` was read from this text.
fn is_of(source: &SourceFile, text: &Text) -> bool {
    *source.text == *with_line_ends(text.read())
}
