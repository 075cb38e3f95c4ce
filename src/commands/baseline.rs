//! What an old repository has already: a file of findings that later checks leave out.
//!
//! Its first line names its version; then one line a finding: code, hash of the line of the text that it stands on, path, with tabs
//! between them. So a finding stays known while lines above it come and go, and a line that is changed is looked at anew: but for one
//! that moved to front matter, where its fact is written then.

use super::Failure;
use crate::diagnostics::secrets::mask;
use crate::diagnostics::{Diagnostic, Level, Report, Span};
use crate::fs;
use crate::text::front_matter;
use std::collections::BTreeMap;
use std::path::Path;

/// The first line.
const VERSION: &str = "pmsite-baseline 1";
/// How the first line of every version begins.
const NAME: &str = "pmsite-baseline ";
/// Largest file, in bytes.
const LARGEST: u64 = 64 << 20;
/// Digits of a hash.
const DIGITS: usize = 16;

/// How many findings are known, by their line in the file.
pub(super) struct Baseline(BTreeMap<String, usize>);

impl Baseline {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// It cannot be read, or is none of this version.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let text = match path.file_name().and_then(|name| name.to_str()) {
            Some(name) => fs::Folder::open(above(path))?.read_to_string(name, LARGEST)?,
            None => return Err(Failure::Message(format!("{} is no file\n  = help: {REWRITE}", path.display()))),
        };
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        if first != VERSION {
            let what = match first.strip_prefix(NAME) {
                Some(version) => format!("is a baseline of version {}, not 1", crate::diagnostics::escaped(version)),
                None => "is no baseline of pmsite".to_owned(),
            };
            return Err(Failure::Message(format!("{} {what}\n  = help: {REWRITE}", path.display())));
        }
        let mut known = BTreeMap::new();
        lines.for_each(|line| *known.entry(line.to_owned()).or_default() += 1);
        Ok(Self(known))
    }

    /// All that `report` has.
    pub(super) fn of<'t>(report: &Report, text_of: impl Fn(&str) -> Option<&'t str>) -> Self {
        let mut known = BTreeMap::new();
        rows(report, text_of).for_each(|row| *known.entry(row).or_default() += 1);
        Self(known)
    }

    /// Leaves in `report` what is not known. Errors stay.
    pub(super) fn take_from<'t>(mut self, report: &mut Report, text_of: impl Fn(&str) -> Option<&'t str>) {
        report.diagnostics.retain(|found| !may_be_known(found) || !take(self.0.get_mut(&row(found, &text_of))));
        // What stands elsewhere no more may have moved to front matter, as `fix` moves facts.
        let mut gone: BTreeMap<String, usize> = BTreeMap::new();
        for (row, count) in self.0 {
            if let Some(key) = without_line(&row) {
                *gone.entry(key).or_default() += count;
            }
        }
        report.diagnostics.retain(|found| {
            let may_have_moved = may_be_known(found) && stands_in_front(found, &text_of);
            let key = may_have_moved.then(|| without_line(&row(found, &text_of))).flatten();
            !key.is_some_and(|key| take(gone.get_mut(&key)))
        });
    }
}

const REWRITE: &str = "write it anew with `pmsite check --write-baseline FILE`";

/// Writes the warnings of `report` to `path`.
///
/// # Errors
/// IO; a file at `path` that is no baseline, which stays as it is.
pub(super) fn write<'t>(
    path: &Path,
    report: &Report,
    text_of: impl Fn(&str) -> Option<&'t str>,
) -> Result<(), Failure> {
    let mut rows: Vec<String> = rows(report, text_of).collect();
    rows.sort_unstable();
    rows.insert(0, VERSION.to_owned());
    let name = path.file_name().and_then(|name| name.to_str());
    let Some(name) = name else { return Err(Failure::Message(format!("{} is no file's name", path.display()))) };
    let folder = fs::Folder::open(above(path))?;
    let is_other = |text: String| !text.starts_with(NAME);
    if fs::is_file(path) && folder.read_to_string(name, LARGEST).map_or(true, is_other) {
        let hint = "name another file, or remove this one";
        return Err(Failure::Message(format!(
            "{} is no baseline of pmsite, and stays\n  = help: {hint}",
            path.display()
        )));
    }
    Ok(folder.write_over(name, (rows.join("\n") + "\n").as_bytes())?)
}

fn above(path: &Path) -> &Path {
    path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn rows<'t>(report: &Report, text_of: impl Fn(&str) -> Option<&'t str>) -> impl Iterator<Item = String> {
    report.diagnostics.iter().filter(|found| may_be_known(found)).map(move |found| row(found, &text_of))
}

/// One of so many.
fn take(count: Option<&mut usize>) -> bool {
    let count = count.filter(|count| **count > 0);
    count.map(|count| *count -= 1).is_some()
}

/// Code and path of a row.
fn without_line(row: &str) -> Option<String> {
    let (code, rest) = row.split_once('\t')?;
    let (_, path) = rest.split_once('\t')?;
    Some(format!("{code}\t{path}"))
}

fn stands_in_front<'t>(found: &Diagnostic, text_of: &impl Fn(&str) -> Option<&'t str>) -> bool {
    let block = text_of(&found.path).and_then(front_matter::block);
    block.zip(found.span).is_some_and(|((_, block), span)| span.start < block.end)
}

/// An error leaves something out of the site, whenever it came.
fn may_be_known(found: &Diagnostic) -> bool {
    found.level == Level::Warning
}

fn row<'t>(found: &Diagnostic, text_of: &impl Fn(&str) -> Option<&'t str>) -> String {
    let line = found.span.zip(text_of(&found.path)).map(|(span, text)| line(text, span)).unwrap_or_default();
    let hash = blake3::hash(line.as_bytes()).to_hex();
    let path = mask(&found.path);
    let path = path.escape_debug();
    format!("{}\t{}\t{path}", found.code, &hash[..DIGITS])
}

/// The line on which a span begins, without what stands around it.
fn line(text: &str, span: Span) -> &str {
    let at = text.floor_char_boundary(span.start);
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    text[start..].lines().next().unwrap_or_default().trim()
}
