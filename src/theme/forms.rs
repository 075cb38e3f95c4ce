//! A form of a postmortem by its name -> Markdown, with what is known put in. Layers are those of the theme.

use super::{Error, embedded, files_below, folder_at, text_of};
use crate::fs;
use std::collections::BTreeMap;
use std::path::Path;
use tera::Tera;

/// Folder of the forms in a layer.
const FOLDER: &str = "postmortem";
const SUFFIX: &str = ".md";

/// Every form that the site at `root` has, by name: the built-in ones under those of its theme, under its own.
///
/// # Errors
/// A form that cannot be read.
pub(crate) fn forms(root: &Path, theme: Option<&str>) -> Result<BTreeMap<String, String>, Error> {
    let mut forms = BTreeMap::new();
    for (path, bytes) in embedded::FILES {
        let name = path.strip_prefix(FOLDER).and_then(|path| path.strip_prefix('/')?.strip_suffix(SUFFIX));
        forms.extend(name.map(|name| (name.to_owned(), String::from_utf8_lossy(bytes).into_owned())));
    }
    let Ok(root) = fs::Folder::open(root) else { return Ok(forms) };
    let themed = theme.map(|name| Path::new("themes").join(name));
    for layer in themed.as_deref().into_iter().chain([Path::new("theme")]) {
        let Some(layer) = folder_at(&root, layer)? else { continue };
        for file in files_below(&layer, FOLDER)? {
            if let Some(name) = file.name.strip_suffix(SUFFIX) {
                forms.insert(name.to_owned(), text_of(&file.location)?);
            }
        }
    }
    Ok(forms)
}

/// The form `text`, called `name` in messages, with the values of `context`. More than one blank line in a row becomes one.
///
/// # Errors
/// A form that is no template, or that asks for what the context does not hold.
pub(crate) fn fill(name: &str, text: &str, context: &tera::Context) -> Result<String, Error> {
    let mut tera = Tera::new();
    let name = format!("{FOLDER}/{name}{SUFFIX}");
    tera.add_raw_templates([(name.clone(), text.to_owned())])?;
    let filled = tera.render(&name, context)?;
    let mut lines: Vec<&str> = Vec::new();
    for line in filled.lines().map(str::trim_end) {
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    Ok(lines.join("\n").trim_end().to_owned() + "\n")
}
