//! A theme: layered templates and static files. The site's own `theme/` wins over `themes/<name>/`, that over the built-in one.
//!
//! A template is found under its bare name in the first layer that has it; `default/base.html` names a layer outright, so an
//! override can extend what it replaces.

mod embedded;
mod words;

pub use words::Words;

use crate::fs;
use crate::model::{Addresses, Fingerprint};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tera::Tera;

/// Where the files of a theme lie in the site.
pub const ASSETS: &str = "assets/";

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
}

/// Templates ready to render, and the files that every page needs.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    /// The interface strings that drawings need.
    pub words: Arc<Words>,
    /// Output path below [`ASSETS`] -> bytes.
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
        if let Some(name) = name {
            let path = root.join("themes").join(name);
            if !fs::is_dir(&path) {
                return Err(Error::Missing { name: name.to_owned(), path });
            }
            layers.add(&path, "theme")?;
        }
        layers.add(&root.join("theme"), "site")?;
        for path in additional_css {
            let (name, path) = (additional_asset(path), root.join(path));
            if let Some(other) = layers.origins.get(&name).filter(|other| **other != path).cloned() {
                return Err(Error::Clash { path, held: name.clone(), name, other });
            }
            layers.assets.insert(name.clone(), fs::read(&path)?.into());
            layers.origins.insert(name, path);
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

    fn add(&mut self, folder: &Path, layer: &'static str) -> Result<(), Error> {
        for (path, name) in files_below(&folder.join("templates"))? {
            let text = text_of(path.clone())?;
            // Also what an editor leaves for a moment while it saves.
            if text.trim().is_empty() && !name.contains('/') {
                return Err(Error::Empty { path });
            }
            self.templates.insert(format!("{layer}/{name}"), text);
        }
        for (path, name) in files_below(&folder.join("static"))? {
            self.assets.insert(name.clone(), fs::read(&path)?.into());
            self.origins.insert(name, path);
        }
        let strings = folder.join(words::FILE);
        if fs::is_file(&strings) {
            self.strings.push((layer, text_of(strings)?));
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
        tera.add_raw_templates(layers.templates)?;
        tera.global_context().insert("t", strings.table());
        Ok(Self { tera, words: Arc::new(strings.words()?), assets: layers.assets, fingerprint })
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
    pub fn render(&self, template: &str, context: &tera::Context) -> Result<String, Error> {
        Ok(self.tera.render(template, context)?)
    }
}

/// Where a style sheet of `additional-css` lies below `assets/`.
#[must_use]
pub fn additional_asset(path: &str) -> String {
    format!("additional/{}", path.rsplit('/').next().unwrap_or(path))
}

fn text_of(path: PathBuf) -> Result<String, Error> {
    String::from_utf8(fs::read(&path)?).map_err(|_| Error::Encoding { path })
}

/// Files with their `/`-separated names relative to `folder`; none where it does not exist. Links are not followed.
fn files_below(folder: &Path) -> Result<Vec<(PathBuf, String)>, Error> {
    if !fs::is_dir(folder) {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| fs::Error {
            action: "read",
            path: folder.to_owned(),
            source: error.into_io_error().unwrap_or_else(|| std::io::ErrorKind::Other.into()),
        })?;
        let name = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let parts: Vec<String> = name.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if entry.file_type().is_file() && !parts.iter().any(|part| part.starts_with('.')) {
            files.push((entry.path().to_owned(), parts.join("/")));
        }
    }
    Ok(files)
}
