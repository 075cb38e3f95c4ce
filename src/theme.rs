//! A theme: layered templates and static files. The site's own `theme/` wins over `themes/<name>/`, that over the built-in one.
//!
//! A template is found under its bare name in the first layer that has it; `default/base.html` names a layer outright, so an
//! override can extend what it replaces.

mod embedded;
mod words;

pub use words::Words;

use crate::fs;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tera::Tera;

/// Templates ready to render, and the files that every page needs.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    /// The interface strings that drawings need.
    pub words: Words,
    /// Output path below `assets/` -> bytes.
    pub assets: BTreeMap<String, Arc<[u8]>>,
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
}

impl Theme {
    /// The built-in theme under the layers of the site at `root`, with the style sheets that its configuration adds.
    ///
    /// # Errors
    /// A named theme or style sheet that is not there, a template that does not parse, IO.
    pub fn load(root: &Path, name: Option<&str>, additional_css: &[String]) -> Result<Self, Error> {
        let mut templates: BTreeMap<String, String> = BTreeMap::new();
        let mut assets: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
        let mut strings = words::Strings::default();
        for (path, bytes) in embedded::FILES {
            if let Some(template) = path.strip_prefix("templates/") {
                templates.insert(format!("default/{template}"), String::from_utf8_lossy(bytes).into_owned());
            } else if let Some(asset) = path.strip_prefix("static/") {
                assets.insert(asset.to_owned(), Arc::from(*bytes));
            } else if *path == words::FILE {
                strings.add("default", &String::from_utf8_lossy(bytes))?;
            }
        }
        if let Some(name) = name {
            let path = root.join("themes").join(name);
            if !fs::is_dir(&path) {
                return Err(Error::Missing { name: name.to_owned(), path });
            }
            read_layer(&path, "theme", &mut templates, &mut assets)?;
            read_strings(&path, "theme", &mut strings)?;
        }
        read_layer(&root.join("theme"), "site", &mut templates, &mut assets)?;
        read_strings(&root.join("theme"), "site", &mut strings)?;
        for path in additional_css {
            assets.insert(additional_asset(path), fs::read(&root.join(path))?.into());
        }
        let mut tera = Tera::new();
        // Every `include` of every page tries them in turn, so a layer without templates is none.
        let is_layer = |prefix: &&str| templates.keys().any(|name| name.starts_with(*prefix));
        let layers: Vec<&'static str> = ["site/", "theme/", "default/"].into_iter().filter(is_layer).collect();
        tera.set_fallback_prefixes(layers)?;
        tera.add_raw_templates(templates)?;
        tera.global_context().insert("t", strings.table());
        Ok(Self { tera, words: strings.words()?, assets })
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

fn read_strings(folder: &Path, layer: &'static str, strings: &mut words::Strings) -> Result<(), Error> {
    let path = folder.join(words::FILE);
    if fs::is_file(&path) {
        let text = String::from_utf8(fs::read(&path)?).map_err(|_| Error::Encoding { path })?;
        strings.add(layer, &text)?;
    }
    Ok(())
}

fn read_layer(
    folder: &Path,
    layer: &str,
    templates: &mut BTreeMap<String, String>,
    assets: &mut BTreeMap<String, Arc<[u8]>>,
) -> Result<(), Error> {
    for (path, name) in files_below(&folder.join("templates"))? {
        let text = String::from_utf8(fs::read(&path)?).map_err(|_| Error::Encoding { path })?;
        templates.insert(format!("{layer}/{name}"), text);
    }
    for (path, name) in files_below(&folder.join("static"))? {
        assets.insert(name, fs::read(&path)?.into());
    }
    Ok(())
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
