//! `pmsite fix`: what documents tell in their text, as front matter: the difference, or, with `--write`, the files themselves.

use super::setup::{colour, options, print_report};
use super::{Environment, FINE, Failure, INCOMPLETE};
use crate::cli::{ColorChoice, FixArgs, MessageFormat};
use crate::diagnostics::secrets::Mask;
use crate::diagnostics::{Level, Report, Screen, escaped};
use crate::fs::{self, Folder};
use crate::model::{SourceFile, Visibility};
use crate::pipeline::adopt::{Adopted, Left, Names, adopt};
use crate::pipeline::discover::{ContentRoot, LARGEST_DOCUMENT, with_line_ends};
use crate::pipeline::{Options, Places, Session};
use anstyle::{AnsiColor, Style};
use rayon::prelude::*;
use std::borrow::Cow;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Lines around a difference.
const AROUND: usize = 3;
/// What an editor may have put before the first character of a file.
const MARK: &str = "\u{feff}";

/// Shows or writes what front matter can be given.
pub(super) fn fix(args: &FixArgs, environment: &Environment) -> Result<u8, Failure> {
    let mut options = options(&args.common, None, environment)?;
    options.keep_going = true;
    // It is for who writes the documents, whoever reads the site.
    options.config.build.drafts = true;
    options.config.audience.audience = Visibility::Internal;
    let mut session = Session::new(options);
    let discovered = session.discover()?;
    let options = std::sync::Arc::clone(session.options());
    let chosen = chosen(&args.paths, &discovered.sources, &options.content)?;
    let catalog = if args.names { Some(session.catalog()?) } else { None };
    let names = catalog.as_ref().map(Names::of);
    let adopted: Vec<Result<Adopted, Report>> =
        chosen.par_iter().map(|source| adopt(source, names.as_ref(), &options.config)).collect();
    let mut problems = Report::default();
    let is_all = args.paths.is_empty();
    let unread = discovered.report.diagnostics.iter().filter(|found| is_all && found.level == Level::Error);
    unread.for_each(|found| problems.push(found.clone()));
    let mut told =
        Told { args, options: &options, places: Places::of(&options).in_repository(), changed: 0, failed: false };
    for (source, adopted) in chosen.iter().zip(adopted) {
        match adopted {
            Ok(adopted) => told.tell(source, &adopted)?,
            Err(errors) if problems.diagnostics.iter().any(|known| known.path == source.path) => drop(errors),
            Err(errors) => problems.extend(errors),
        }
    }
    problems.sort();
    print_report(&problems, &discovered, &Places::of(&options), MessageFormat::Human, &args.common)?;
    told.sum(chosen.len())?;
    Ok(if told.failed || !problems.diagnostics.is_empty() { INCOMPLETE } else { FINE })
}

/// The documents that lie at `paths`, or below; all where none is named.
fn chosen<'s>(
    paths: &[PathBuf],
    sources: &'s [SourceFile],
    content: &[ContentRoot],
) -> Result<Vec<&'s SourceFile>, Failure> {
    if paths.is_empty() {
        return Ok(sources.iter().collect());
    }
    let folders = content.iter().map(|root| Ok((root.prefix.as_str(), fs::canonicalize(&root.folder)?)));
    let folders = folders.collect::<Result<Vec<_>, fs::Error>>()?;
    let place = |source: &SourceFile| {
        let below = |(prefix, folder): &(&str, PathBuf)| Some(folder.join(source.path.strip_prefix(prefix)?));
        folders.iter().find_map(below).unwrap_or_default()
    };
    let places: Vec<PathBuf> = sources.iter().map(place).collect();
    let mut wanted = vec![false; sources.len()];
    for path in paths {
        let full = fs::canonicalize(path)?;
        let mut is_any = false;
        for (place, wanted) in places.iter().zip(&mut wanted) {
            let is_meant = place.starts_with(&full);
            (*wanted, is_any) = (*wanted || is_meant, is_any || is_meant);
        }
        if !is_any {
            let path = escaped(&path.display().to_string());
            let hint = "name the folder that it belongs to with --content";
            return Err(Failure::Message(format!(
                "no document of the content folders lies at {path}\n  = help: {hint}"
            )));
        }
    }
    Ok(sources.iter().zip(wanted).filter(|(_, wanted)| *wanted).map(|(source, _)| source).collect())
}

/// What was said so far.
struct Told<'a> {
    args: &'a FixArgs,
    options: &'a Options,
    places: Places,
    /// Documents that were written, or would be.
    changed: usize,
    /// Some could not be.
    failed: bool,
}

impl Told<'_> {
    /// Shows the difference, or writes the document.
    fn tell(&mut self, source: &SourceFile, adopted: &Adopted) -> Result<(), Failure> {
        let mask = Mask::of(&source.path, &source.text);
        let path = self.places.named_here(&source.path);
        let path = escaped(&mask.apply(&path)).to_string();
        if adopted.text != *source.text {
            match self.replace(source, adopted) {
                Ok(()) if self.args.write => {
                    self.changed += 1;
                    let fields: Vec<&str> = adopted.renamed.iter().chain(&adopted.added).copied().collect();
                    writeln!(
                        Screen::new(std::io::stdout().lock(), colour(&self.args.common)),
                        "{path}: {}",
                        fields.join(", ")
                    )?;
                }
                Ok(()) => {
                    self.changed += 1;
                    self.difference(source, adopted, &path, &mask)?;
                }
                Err(why) => {
                    self.failed = true;
                    let why = mask.apply(&why);
                    writeln!(self.stderr(), "error: {path}: {why}")?;
                }
            }
        }
        if !self.args.common.quiet && !adopted.left.is_empty() {
            let left = adopted.left.iter().map(|(field, why)| format!("{field} ({})", reason(why)));
            writeln!(self.stderr(), "note: {path}: stays in the text: {}", left.collect::<Vec<_>>().join(", "))?;
        }
        Ok(())
    }

    /// Puts the document in place of its file, as `--write` wants; else only looks whether the file is what was read.
    fn replace(&self, source: &SourceFile, adopted: &Adopted) -> Result<(), String> {
        let of = |root: &ContentRoot| Some((root.folder.clone(), source.path.strip_prefix(&*root.prefix)?.to_owned()));
        let Some((folder, path)) = self.options.content.iter().find_map(of) else { return Ok(()) };
        let said = |error: fs::Error| escaped(&error.to_string());
        let content = Folder::open_in(&self.options.root, &folder).map_err(said)?;
        let path = Path::new(&path);
        let above = content.folder(path.parent().unwrap_or(Path::new(""))).map_err(said)?;
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let bytes = above.read(name, LARGEST_DOCUMENT).map_err(said)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| "it is not UTF-8; save it as UTF-8 first".to_owned())?;
        let (mark, text) = if let Some(text) = text.strip_prefix(MARK) { (MARK, text) } else { ("", text) };
        if *with_line_ends(text) != *source.text {
            return Err("it was changed while it was read; run it again".to_owned());
        }
        if self.args.write {
            let new = with_own_ends(text, &source.text, &adopted.text);
            above.replace(name, format!("{mark}{new}").as_bytes()).map_err(said)?;
        }
        Ok(())
    }

    /// As `patch` and `git apply` take it; in colours on a terminal. Of a secret no more than may be shown.
    fn difference(&self, source: &SourceFile, adopted: &Adopted, path: &str, mask: &Mask) -> Result<(), Failure> {
        let diff = similar::TextDiff::from_lines(&*source.text, adopted.text.as_str());
        let path = path.trim_start_matches('/');
        let (old, new) = (format!("a/{path}"), format!("b/{path}"));
        let diff = diff.unified_diff().context_radius(AROUND).header(&old, &new).to_string();
        let diff = mask.apply(&diff).into_owned();
        let stdout = std::io::stdout();
        if !stdout.is_terminal() && self.args.common.color != ColorChoice::Always {
            return Ok(stdout.lock().write_all(diff.as_bytes())?);
        }
        let mut out = Screen::new(stdout.lock(), colour(&self.args.common));
        for line in diff.split_inclusive('\n') {
            let style = match line.as_bytes().first() {
                Some(b'+') => AnsiColor::Green.on_default(),
                Some(b'-') => AnsiColor::Red.on_default(),
                Some(b'@') => AnsiColor::Cyan.on_default(),
                _ => Style::new(),
            };
            out.paint(style, line)?;
        }
        Ok(out.flush()?)
    }

    /// How many there were.
    fn sum(&self, looked_at: usize) -> Result<(), Failure> {
        if self.args.common.quiet {
            return Ok(());
        }
        let count = |count: usize| if count == 1 { "1 document".to_owned() } else { format!("{count} documents") };
        let (changed, all) = (count(self.changed), count(looked_at));
        let said = match (self.changed, self.args.write) {
            (0, _) => format!("nothing to write in {all}"),
            (_, true) => format!("{changed} of {looked_at} written"),
            (_, false) => format!("{changed} of {looked_at} would be written; --write does it"),
        };
        Ok(writeln!(self.stderr(), "{said}")?)
    }

    fn stderr(&self) -> Screen<std::io::StderrLock<'static>> {
        Screen::new(std::io::stderr().lock(), colour(&self.args.common))
    }
}

/// `new`, which was made of `read`, with the line ends of the file that holds `own`: what did not change stays as it is, what is new
/// ends its lines as the first line does.
fn with_own_ends<'n>(own: &str, read: &str, new: &'n str) -> Cow<'n, str> {
    if own == read {
        return Cow::Borrowed(new);
    }
    let same = |one: &mut dyn Iterator<Item = (u8, u8)>| one.take_while(|(one, other)| one == other).count();
    let before = same(&mut read.bytes().zip(new.bytes()));
    let least = read.len().min(new.len()) - before;
    let behind = same(&mut read.bytes().rev().zip(new.bytes().rev()).take(least));
    let (before, behind) = (new.floor_char_boundary(before), new.len() - new.ceil_char_boundary(new.len() - behind));
    let first = own.find(['\r', '\n']).map_or("", |at| &own[at..]);
    let middle = &new[before..new.len() - behind];
    let middle = if first.starts_with('\r') && !first.starts_with("\r\n") {
        middle.replace('\n', "\r")
    } else {
        middle.to_owned()
    };
    Cow::Owned([&own[..before], &middle, &own[own.len() - behind..]].concat())
}

fn reason(why: &Left) -> String {
    match why {
        Left::Stands => "front matter has the field, and nothing in it that can be read".to_owned(),
        Left::Differs => {
            "written into front matter, it would be read as something else, or change another fact".to_owned()
        }
        Left::Warns(code) => format!("front matter would be warned of: {code}"),
        Left::Secret => "a secret stands in it".to_owned(),
    }
}
