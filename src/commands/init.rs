//! `pmsite init`: what a folder is -> the files that a site of it lacks. Nothing that is there is touched.

mod lay;

use super::recognise::{Recognised, recognise};
use super::setup::{colour_of, day};
use super::{Environment, FINE, Failure};
use crate::cli::{Ci, InitArgs};
use crate::config::{Config, FILE_NAME, OWN_FILE_NAME};
use crate::diagnostics::{Screen, escaped};
use crate::fs::{self, Folder};
use crate::theme::forms;
use jiff::ToSpan;
use jiff::civil::Date;
use lay::Piece;
use std::io::{StdoutLock, Write};
use std::path::Path;

/// The form of the example.
const FORM: &str = "standard";
/// What lies where in a folder that has no documents, and whose name it goes by.
const PAGES: [(&str, &str); 3] = [
    ("services/checkout.md", include_str!("init/service.md")),
    ("root-causes/configuration-push.md", include_str!("init/cause.md")),
    ("pages/severity-scale.md", include_str!("init/severity-scale.md")),
];
const GITHUB: &str = ".github/workflows/postmortems.yml";
const GITLAB: &str = ".gitlab-ci.yml";
/// Where jobs go that a file which is there has to include.
const GITLAB_INCLUDED: &str = ".gitlab/postmortems.yml";
/// What a file of jobs holds that has them already.
const JOB: &str = "pmsite build";
const IGNORE: &str = ".gitignore";
/// Days after the example in which its actions are due.
const DUE: i64 = 30;
/// Settings and rules are no larger.
const LARGEST: u64 = 1 << 20;

/// Lays out a site in the folder, and tells what was recognised, made and kept.
pub(super) fn init(args: &InitArgs, environment: &Environment) -> Result<u8, Failure> {
    let today = day(args.today.as_deref(), environment)?;
    let made = lay::make(&args.dir)?;
    let root = Folder::open(&args.dir)?;
    let laid = lay_out(args, &root, today);
    if laid.is_err() {
        made.take_back();
    }
    laid?;
    Ok(FINE)
}

fn lay_out(args: &InitArgs, root: &Folder, today: Date) -> Result<(), Failure> {
    let (own, recognised) = recognise(&args.dir, root, today)?;
    let config = own.clone().unwrap_or_else(|| recognised.config(&args.dir, today));
    let mut pieces = Vec::new();
    if own.is_none() {
        let is_taken = recognised.is_mdbook || fs::is_file(&root.join(FILE_NAME));
        let name = if is_taken { OWN_FILE_NAME } else { FILE_NAME };
        pieces.push(Piece::new(name, settings(&config, &recognised)));
    }
    if recognised.documents == 0 {
        pieces.extend(example(&args.dir, &config, today)?);
    }
    let of_site =
        |text: &str| text.replace("@version@", env!("CARGO_PKG_VERSION")).replace("@out@", &config.build.build_dir);
    pieces.push(Piece::new(IGNORE, of_site(include_str!("init/gitignore"))));
    let ci = args.ci.unwrap_or(if fs::is_file(&root.join(GITLAB)) { Ci::Gitlab } else { Ci::Github });
    let above = repository_above(&args.dir);
    match ci {
        _ if above.is_some() => {}
        Ci::Github => pieces.push(Piece::new(GITHUB, of_site(include_str!("init/github.yml")))),
        Ci::Gitlab => {
            let jobs = root.read_to_string(GITLAB, LARGEST);
            let name = if jobs.is_ok_and(|jobs| !jobs.contains(JOB)) { GITLAB_INCLUDED } else { GITLAB };
            pieces.push(Piece::new(name, of_site(include_str!("init/gitlab.yml"))));
        }
        Ci::None => {}
    }
    let (created, kept) = lay::lay(root, &pieces)?;
    if !args.quiet {
        let mut told = Told { out: Screen::new(std::io::stdout().lock(), colour_of(args.color)), root };
        told.recognised(&recognised, &config, own.is_some())?;
        told.files(&created, &kept)?;
        told.advice(&config, &kept, ci, above.as_deref())?;
        told.next(&args.dir)?;
    }
    Ok(())
}

/// The settings of `config` in their file, each with what it is for.
fn settings(config: &Config, recognised: &Recognised) -> String {
    let text = |text: &str| toml::Value::from(text).to_string();
    let texts = |texts: &[String]| toml::Value::from(texts.to_vec()).to_string();
    let globs = |name: &str, globs: &[String], usual: &str| match globs {
        [] => format!("# {name} = {usual}"),
        globs => format!("{name} = {}", texts(globs)),
    };
    let levels: Vec<String> =
        recognised.unknown_severities.iter().map(|word| format!("# {} = 3", text(word))).collect();
    let levels = if levels.is_empty() { "# blocker = 1".to_owned() } else { levels.join("\n") };
    let build_dir = format!("build-dir = {}", text(&config.build.build_dir));
    let is_usual = config.build.build_dir == Config::new(config.today).build.build_dir;
    include_str!("init/settings.toml")
        .replace("@title@", &text(&config.book.title))
        .replace("@src@", &text(&config.book.src))
        .replace("@include@", &globs("include", &config.book.include, "[\"**/*.md\"]"))
        .replace("@exclude@", &globs("exclude", &config.book.exclude, "[\"drafts/**\"]"))
        .replace("@build-dir@", &if is_usual { format!("# {build_dir}") } else { build_dir })
        .replace("@levels@", &levels)
}

/// A postmortem, and what it names, in the layout.
fn example(root: &Path, config: &Config, today: Date) -> Result<Vec<Piece>, Failure> {
    let forms = forms::forms(root, config.html.theme.as_deref())?;
    let form = forms.get(FORM).map(String::as_str).unwrap_or_default();
    let due = today.saturating_add(DUE.days());
    let incident =
        include_str!("init/example.json").replace("@date@", &today.to_string()).replace("@due@", &due.to_string());
    let src = &config.book.src;
    let text = super::new::document_of(&incident, FORM, form, today)?;
    let first = Piece::new(&format!("{src}/postmortems/{today}-example.md"), text);
    let pages = PAGES.iter().map(|(path, text)| Piece::new(&format!("{src}/{path}"), (*text).to_owned()));
    Ok([first].into_iter().chain(pages).collect())
}

/// The root of the repository that `dir` lies in, where it is not its root itself.
fn repository_above(dir: &Path) -> Option<std::path::PathBuf> {
    let full = fs::canonicalize(dir).ok()?;
    let is_root = |place: &&Path| fs::is_dir(&place.join(".git")) || fs::is_file(&place.join(".git"));
    full.ancestors().find(is_root).filter(|root| *root != full).map(Path::to_owned)
}

/// What is printed.
struct Told<'r> {
    out: Screen<StdoutLock<'static>>,
    root: &'r Folder,
}

impl Told<'_> {
    fn recognised(&mut self, recognised: &Recognised, config: &Config, has_settings: bool) -> Result<(), Failure> {
        for (tool, mark) in &recognised.tools {
            writeln!(self.out, "recognised {tool}: {}", escaped(mark))?;
        }
        if recognised.documents > 0 {
            let what = counted(recognised.documents, "document", "documents");
            writeln!(
                self.out,
                "reads      {}: {what}, postmortems among them: {}",
                escaped(&recognised.reads()),
                recognised.incidents
            )?;
        }
        if has_settings {
            writeln!(self.out, "settings   {}", config.file)?;
        }
        Ok(())
    }

    fn files(&mut self, created: &[String], kept: &[String]) -> Result<(), Failure> {
        for (word, paths) in [("created", created), ("kept   ", kept)] {
            for path in paths {
                writeln!(self.out, "{word}    {}", escaped(path))?;
            }
        }
        Ok(())
    }

    /// What has to be written into files that are kept.
    fn advice(&mut self, config: &Config, kept: &[String], ci: Ci, above: Option<&Path>) -> Result<(), Failure> {
        let rules = self.root.read_to_string(IGNORE, LARGEST).unwrap_or_default();
        let out = &config.build.build_dir;
        let is_ignored = rules.lines().any(|line| line.trim().trim_matches('/') == out.trim_matches('/'));
        if kept.iter().any(|path| path == IGNORE) && !is_ignored {
            writeln!(self.out, "note: add `/{}/` to {IGNORE}: the site is built there", escaped(out))?;
        }
        if ci == Ci::Gitlab && fs::is_file(&self.root.join(GITLAB_INCLUDED)) {
            let jobs = self.root.read_to_string(GITLAB, LARGEST).unwrap_or_default();
            if !jobs.contains(GITLAB_INCLUDED) {
                writeln!(self.out, "note: add `include: [{{local: {GITLAB_INCLUDED}}}]` to {GITLAB}, which is yours")?;
            }
        }
        if let Some(above) = above.filter(|_| ci != Ci::None) {
            let above = escaped(&above.display().to_string());
            writeln!(self.out, "note: no workflow was written: it belongs into the root of the repository, {above}")?;
        }
        Ok(())
    }

    fn next(&mut self, dir: &Path) -> Result<(), Failure> {
        let root = match dir == Path::new(".") {
            true => String::new(),
            false => format!(" --root {}", quoted(&escaped(&dir.display().to_string()))),
        };
        writeln!(self.out, "\nnext: pmsite new{root} \"What broke, for whom, and for how long\"")?;
        writeln!(self.out, "      pmsite serve{root} --watch --open")?;
        Ok(self.out.flush()?)
    }
}

/// A word of a command line as a shell reads it back: as it is, or in single quotes.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+' | ',' | ':' | '@' | '=');
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
