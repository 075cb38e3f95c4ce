//! A theme: layered templates and static files. The site's own `theme/` wins over `themes/<name>/`, that over the built-in one.
//!
//! A template is found under its bare name in the first layer that has it; `default/base.html` names a layer outright, so an
//! override can extend what it replaces.

mod embedded;
mod findings;
pub(crate) mod forms;
mod page;
mod words;

pub(crate) use findings::{Findings, Stretch, filled, stretches};
pub(crate) use page::{Page, View};
pub(crate) use words::{RecurrenceWords, Words};

use crate::fs;
use crate::model::{Addresses, Fingerprint};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tera::Tera;

/// A larger file of a theme is an error: pages load it.
const LARGEST: u64 = 64 << 20;

/// Where the files of a theme lie in the site.
pub(crate) const ASSETS: &str = "assets/";

/// The files of all layers, read but not looked into.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// `default/base.html` and the like -> text.
    templates: BTreeMap<String, String>,
    /// Output path below [`ASSETS`] -> bytes.
    assets: BTreeMap<String, Arc<[u8]>>,
    /// Output path of each asset, and the file that it comes from.
    origins: BTreeMap<String, PathBuf>,
    /// Layer and text of each `strings.toml`, lowest layer first.
    strings: Vec<(&'static str, String)>,
    /// All that the site adds to the built-in theme, as it looked when it was read.
    pub(crate) seen: Seen,
}

/// Files and folders as they looked, and places where nothing lay.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    places: Vec<(PathBuf, Option<fs::Stamp>)>,
    /// Something was written a moment before: it may be written again and look the same.
    is_fresh: bool,
}

impl Seen {
    fn note(&mut self, path: PathBuf) {
        let stamp = fs::Stamp::of(&path).ok();
        self.is_fresh |= stamp.is_some_and(|stamp| !stamp.is_settled());
        self.places.push((path, stamp));
    }

    /// Whether all looks as it did: what was read of it is what lies there.
    #[must_use]
    pub(crate) fn is_as_it_was(&self) -> bool {
        !self.is_fresh && self.places.iter().all(|(path, then)| fs::Stamp::of(path).ok() == *then)
    }
}

/// Templates ready to render, and the files that every page needs.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    /// The interface strings that drawings need.
    pub words: Arc<Words>,
    /// Output path below `ASSETS` -> bytes.
    pub assets: BTreeMap<String, Arc<[u8]>>,
    /// Of everything that shapes a page: templates and strings.
    pub fingerprint: Fingerprint,
}

/// A theme that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Io(#[from] fs::Error),
    #[error("no theme `{name}`: {} is no folder", path.display())]
    Missing { name: String, path: PathBuf },
    /// Tera's message holds file, line and an excerpt.
    #[error("template error\n{0}")]
    Template(#[from] tera::Error),
    /// `strings.toml` of a layer; the message holds line and excerpt.
    #[error("{layer}/strings.toml\n{message}")]
    Strings { layer: &'static str, message: String },
    #[error("{} is a symbolic link; links are not followed\n  = help: put the file or folder itself there", path.display())]
    Linked { path: PathBuf },
    #[error("{} is not UTF-8", path.display())]
    Encoding { path: PathBuf },
    /// A page's template; an empty part of one takes that part away.
    #[error("{} is empty. Its pages would be, too: write what they show, or remove the file", path.display())]
    Empty { path: PathBuf },
    /// Two files that cannot both lie in the site.
    #[error(
        "{} and {} cannot both be files of the site: {}{} is in the way of {}{}\n  = help: give one of them another name, or in a higher layer the same to replace the other",
        other.display(), path.display(), ASSETS, held, ASSETS, name
    )]
    Clash { path: PathBuf, name: String, other: PathBuf, held: String },
    #[error("{} has a control character in its name\n  = help: rename it", .path.display())]
    Name { path: PathBuf },
}

impl Layers {
    /// The built-in theme under the layers of the site at `root`, with the style sheets that its configuration adds.
    ///
    /// # Errors
    /// A named theme or style sheet that is not there, a page's template that is empty, IO.
    pub fn read(root: &Path, name: Option<&str>, additional_css: &[String]) -> Result<Self, Error> {
        let mut layers = Self::default();
        for (path, bytes) in embedded::FILES {
            if let Some(template) = path.strip_prefix("templates/") {
                layers.templates.insert(format!("default/{template}"), String::from_utf8_lossy(bytes).into_owned());
            } else if let Some(asset) = path.strip_prefix("static/") {
                layers.assets.insert(asset.to_owned(), Arc::from(*bytes));
                layers.origins.insert(asset.to_owned(), Path::new("built-in theme").join(path));
            } else if *path == words::FILE {
                layers.strings.push(("default", String::from_utf8_lossy(bytes).into_owned()));
            }
        }
        let places = name.map(|name| Path::new("themes").join(name)).into_iter().chain(["theme".into()]);
        places.chain(additional_css.iter().map(PathBuf::from)).for_each(|path| layers.seen.note(root.join(path)));
        // A root that is not there yet holds no theme.
        let root = match fs::Folder::open(root) {
            Err(error) if error.source.kind() == ErrorKind::NotFound && name.is_none() && additional_css.is_empty() => {
                return Ok(layers);
            }
            opened => opened?,
        };
        if let Some(name) = name {
            let path = Path::new("themes").join(name);
            let missing = || Error::Missing { name: name.to_owned(), path: root.join(&path) };
            layers.add(&folder_at(&root, &path)?.ok_or_else(missing)?, "theme")?;
        }
        if let Some(own) = folder_at(&root, Path::new("theme"))? {
            layers.add(&own, "site")?;
        }
        for path in additional_css {
            let (name, place) = (additional_asset(path), root.join(path));
            if let Some(other) = layers.origins.get(&name).filter(|other| **other != place).cloned() {
                return Err(Error::Clash { path: place, held: name.clone(), name, other });
            }
            layers.assets.insert(name.clone(), root.read(path, LARGEST)?.into());
            layers.origins.insert(name, place);
        }
        layers.check()?;
        Ok(layers)
    }

    /// A file of a higher layer replaces the one of its name; any other has to lie beside it, on every disk.
    fn check(&self) -> Result<(), Error> {
        let mut table = Addresses::default();
        for (name, path) in &self.origins {
            if name.contains(char::is_control) {
                return Err(Error::Name { path: path.clone() });
            }
            if let Err(clash) = table.claim(name, path) {
                let (path, name, other) = (path.clone(), name.clone(), clash.holder.clone());
                return Err(Error::Clash { path, name, other, held: clash.held });
            }
        }
        Ok(())
    }

    fn add(&mut self, folder: &fs::Folder, layer: &'static str) -> Result<(), Error> {
        for part in ["templates", "static", words::FILE] {
            let below = walkdir::WalkDir::new(folder.path().join(part)).into_iter();
            below.flatten().for_each(|entry| self.seen.note(entry.into_path()));
        }
        for file in files_below(folder, "templates")? {
            let text = text_of(&file.location)?;
            // Also what an editor leaves for a moment while it saves.
            if text.trim().is_empty() && !file.name.contains('/') {
                return Err(Error::Empty { path: file.location.whole() });
            }
            self.templates.insert(format!("{layer}/{}", file.name), text);
        }
        for file in files_below(folder, "static")? {
            self.assets.insert(file.name.clone(), file.location.read(LARGEST)?.into());
            self.origins.insert(file.name, file.location.whole());
        }
        let strings = fs::Located { folder: folder.clone(), path: Path::new(words::FILE).into() };
        match text_of(&strings) {
            Ok(text) => self.strings.push((layer, text)),
            Err(Error::Io(error)) if error.source.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn fingerprint(&self) -> Fingerprint {
        let mut hasher = blake3::Hasher::new();
        let strings = self.strings.iter().map(|(layer, text)| (*layer, text.as_str()));
        for (name, text) in self.templates.iter().map(|(name, text)| (name.as_str(), text.as_str())).chain(strings) {
            for part in [name, text] {
                hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
            }
        }
        Fingerprint(*hasher.finalize().as_bytes())
    }
}

impl Theme {
    /// Reads the theme of the site at `root`, as [`Layers::read`] does, and makes it ready.
    ///
    /// # Errors
    /// As [`Layers::read`] and [`Theme::new`].
    pub fn load(root: &Path, name: Option<&str>, additional_css: &[String]) -> Result<Self, Error> {
        Self::new(Layers::read(root, name, additional_css)?)
    }

    /// The theme that `layers` make.
    ///
    /// # Errors
    /// A template or table of strings that does not parse.
    pub fn new(layers: Layers) -> Result<Self, Error> {
        let fingerprint = layers.fingerprint();
        let mut strings = words::Strings::default();
        for (layer, text) in &layers.strings {
            strings.add(layer, text)?;
        }
        let mut tera = Tera::new();
        // Every `include` of every page tries them in turn, so a layer without templates is none.
        let has_templates = |prefix: &&str| layers.templates.keys().any(|name| name.starts_with(*prefix));
        let prefixes: Vec<&'static str> = ["site/", "theme/", "default/"].into_iter().filter(has_templates).collect();
        tera.set_fallback_prefixes(prefixes)?;
        let words = strings.words()?;
        let thousands = words.thousands.clone();
        tera.register_filter("grouped", move |number: u64, _: tera::Kwargs, _: &tera::State| {
            words::grouped(&number.to_string(), &thousands)
        });
        tera.add_raw_templates(layers.templates)?;
        tera.global_context().insert("t", strings.table());
        Ok(Self { tera, words: Arc::new(words), assets: layers.assets, fingerprint })
    }

    /// This theme if `layers` are what it was made of; else a new one.
    ///
    /// # Errors
    /// As [`Theme::new`].
    pub fn renew(self: Arc<Self>, layers: Layers) -> Result<Arc<Self>, Error> {
        match self.fingerprint == layers.fingerprint() && self.assets == layers.assets {
            true => Ok(self),
            false => Ok(Arc::new(Self::new(layers)?)),
        }
    }

    /// Renders `template` with nothing but `context`.
    ///
    /// # Errors
    /// What the template asks for and the context does not hold.
    pub fn render(&self, template: &str, context: &tera::Context) -> Result<Arc<[u8]>, Error> {
        PAGE.with_borrow_mut(|page| {
            page.clear();
            page.shrink_to(LARGEST_PAGE);
            self.tera.render_to(template, context, &mut *page)?;
            Ok(page.as_slice().into())
        })
    }
}

thread_local! {
    /// Where pages are rendered, one after the other: it grows for the first ones alone.
    static PAGE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Bytes of a page for which room is kept.
const LARGEST_PAGE: usize = 1 << 20;

/// Where a style sheet of `additional-css` lies below `assets/`.
#[must_use]
pub(crate) fn additional_asset(path: &str) -> String {
    format!("additional/{}", path.rsplit('/').next().unwrap_or(path))
}

fn text_of(file: &fs::Located) -> Result<String, Error> {
    String::from_utf8(file.read(LARGEST)?).map_err(|_| Error::Encoding { path: file.whole() })
}

/// The folder `path` below `folder`; `None` where there is none.
fn folder_at(folder: &fs::Folder, path: &Path) -> Result<Option<fs::Folder>, Error> {
    match folder.folder(path) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.is_about_link() => Err(Error::Linked { path: error.path }),
        Err(error) if error.source.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A file of a layer.
struct File {
    location: fs::Located,
    /// `/`-separated, relative to the part of the layer that it is of.
    name: String,
}

/// The files of the part `part` of a layer, by name; none where it does not exist.
fn files_below(layer: &fs::Folder, part: &str) -> Result<Vec<File>, Error> {
    let Some(folder) = folder_at(layer, Path::new(part))? else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder.path()).sort_by_file_name() {
        let entry = entry.map_err(|error| fs::Error {
            action: "read",
            path: folder.path().to_owned(),
            source: error.into_io_error().unwrap_or_else(|| ErrorKind::Other.into()),
        })?;
        let path = entry.path().strip_prefix(folder.path()).unwrap_or(entry.path());
        let parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if parts.iter().any(|part| part.starts_with('.')) {
            continue;
        }
        if entry.path_is_symlink() {
            return Err(Error::Linked { path: entry.into_path() });
        }
        if entry.file_type().is_file() {
            let location = fs::Located { folder: folder.clone(), path: path.into() };
            files.push(File { location, name: parts.join("/") });
        }
    }
    Ok(files)
}
