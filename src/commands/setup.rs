//! Arguments, environment and settings -> the options of a build.

use super::recognise::{Recognised, fitted, fitting, is_settled};
use super::{Environment, Failure, cache};
use crate::cli::{Audience, ColorChoice, CommonArgs, MessageFormat};
use crate::config::{Config, title_of_folder};
use crate::diagnostics::rules::joined;
use crate::diagnostics::secrets::mask;
use crate::diagnostics::{
    Report, Screen, Style, escaped, print_github, print_human, print_json, print_sarif, print_short,
};
use crate::fs;
use crate::model::Visibility;
use crate::pipeline::discover::{Discovered, content_roots};
use crate::pipeline::summary::{count, holds};
use crate::pipeline::{Options, Places, Site};
use crate::text::lexicon;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// What a build of `common` depends on, without a cache; `out` is never content.
pub(super) fn options(
    common: &CommonArgs,
    out: Option<&PathBuf>,
    environment: &Environment,
) -> Result<Options, Failure> {
    options_again(common, out, environment, &Fitting::default())
}

/// What fits a root without settings, with that root: kept by who asks again and again, for it takes a reading of the whole folder.
pub(super) type Fitting = OnceLock<(PathBuf, Recognised)>;

/// As [`options`], for who keeps `fitting` from one time to the next.
pub(super) fn options_again(
    common: &CommonArgs,
    out: Option<&PathBuf>,
    environment: &Environment,
    fitting: &Fitting,
) -> Result<Options, Failure> {
    let (mut config, recognised) = settings(common, environment, fitting)?;
    if let Some(recognised) = recognised.filter(|_| !common.quiet) {
        let mut stderr = Screen::new(std::io::stderr().lock(), colour(common));
        let by = recognised.tools.iter().map(|(tool, mark)| format!(" ({tool}: {mark})")).collect::<String>();
        let reads = escaped(&recognised.reads());
        writeln!(stderr, "note: no settings here: reading {reads}{}; `pmsite init` writes them down", escaped(&by))?;
    }
    config.build.drafts |= common.drafts;
    if let Some(audience) = common.audience {
        config.audience.audience = match audience {
            Audience::Public => Visibility::Public,
            Audience::Internal => Visibility::Internal,
        };
    }
    options_of(&common.root, &common.content, config, out)
}

/// What a build of the site at `root` with the settings `config` depends on, without a cache. `content` are folders in place of the one
/// that the settings name; `out` is never content.
pub(crate) fn options_of(
    root: &Path,
    content: &[PathBuf],
    mut config: Config,
    out: Option<&PathBuf>,
) -> Result<Options, Failure> {
    let folders = content_folders(root, content, &config)?;
    if config.book.title.is_empty() {
        let folder = fs::canonicalize(&folders[0]).unwrap_or_else(|_| folders[0].clone());
        config.book.title = if folders.len() == 1 { title_of_folder(&folder) } else { "Postmortems".to_owned() };
    }
    let skip = out.cloned().into_iter().chain([root.join(&config.build.build_dir), root.join(cache::NAME)]).collect();
    let content = content_roots(&folders);
    Ok(Options {
        config,
        root: root.to_owned(),
        content,
        skip,
        store: None,
        search: true,
        keep_going: false,
        rules: false,
    })
}

/// The settings alone.
pub(super) fn config(common: &CommonArgs, environment: &Environment) -> Result<Config, Failure> {
    Ok(settings(common, environment, &Fitting::default())?.0)
}

/// The settings, and what they were made of where the folder has none and they are news.
fn settings(
    common: &CommonArgs,
    environment: &Environment,
    kept: &Fitting,
) -> Result<(Config, Option<Recognised>), Failure> {
    let (root, today) = (&common.root, day(common.today.as_deref(), environment)?);
    if common.content.is_empty() && !is_settled(root, today) {
        if let Some((_, recognised)) = kept.get().filter(|(of, _)| of == root) {
            return Ok((fitted(recognised, root, today), None));
        }
        if let Some(recognised) = fitting(root, today)? {
            let config = fitted(&recognised, root, today);
            // Of another root nothing is kept.
            let _ = kept.set((root.clone(), recognised.clone()));
            return Ok((config, Some(recognised)));
        }
    }
    Ok((Config::load(root, today, lexicon::check)?, None))
}

fn content_folders(root: &Path, named: &[PathBuf], config: &Config) -> Result<Vec<PathBuf>, Failure> {
    let folders = match named.is_empty() {
        true => vec![root.join(&config.book.src)],
        false => named.to_vec(),
    };
    for folder in &folders {
        if fs::is_dir(folder) {
            let linked = fs::Folder::open_in(root, folder).err().filter(fs::Error::is_about_link);
            match linked {
                None => continue,
                Some(error) => {
                    let hint = "name the folder that it leads to with --content, if it is yours";
                    return Err(Failure::Message(format!("{error}\n  = help: {hint}")));
                }
            }
        }
        let hint = "name the folder with your postmortems: pmsite build --content DIR";
        let what = format!("there is no content folder {}", folder.display());
        return Err(Failure::Message(format!("{what}\n  = help: {hint}")));
    }
    Ok(folders)
}

/// `--today`, else `SOURCE_DATE_EPOCH`, else the day in UTC.
pub(super) fn day(today: Option<&str>, environment: &Environment) -> Result<Date, Failure> {
    if let Some(today) = today {
        let hint = "\n  = help: write it as 2026-03-07";
        return today.parse().map_err(|_| Failure::Message(format!("--today `{today}` is no date{hint}")));
    }
    let seconds = match &environment.source_date_epoch {
        Some(epoch) => epoch
            .trim()
            .parse()
            .map_err(|_| Failure::Message(format!("SOURCE_DATE_EPOCH `{epoch}` is no number of seconds since 1970")))?,
        None => environment.now,
    };
    day_at(seconds)
}

/// The day in UTC, so many seconds after the beginning of 1970.
pub(crate) fn day_at(seconds: i64) -> Result<Date, Failure> {
    let timestamp = jiff::Timestamp::from_second(seconds)
        .map_err(|_| Failure::Message(format!("{seconds} seconds since 1970 (SOURCE_DATE_EPOCH) is out of range")))?;
    Ok(timestamp.to_zoned(TimeZone::UTC).date())
}

/// Whether to colour.
pub(super) fn colour(common: &CommonArgs) -> anstream::ColorChoice {
    colour_of(common.color)
}

/// Whether to colour what is printed.
pub(super) fn colour_of(choice: ColorChoice) -> anstream::ColorChoice {
    match choice {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    }
}

/// Prints `report`: what people read to standard error, what a code host takes to standard output.
pub(super) fn print_report(
    report: &Report,
    discovered: &Discovered,
    places: &Places,
    format: MessageFormat,
    common: &CommonArgs,
) -> Result<(), Failure> {
    let texts: FxHashMap<&str, &str> = discovered.sources.iter().map(|source| (&*source.path, &*source.text)).collect();
    let text_of = |path: &str| texts.get(path).copied();
    let report = match common.quiet {
        true => &Report {
            diagnostics: report
                .diagnostics
                .iter()
                .filter(|found| found.level == crate::diagnostics::Level::Error)
                .cloned()
                .collect(),
            scores: report.scores.clone(),
            mask: report.mask.clone(),
        },
        false => report,
    };
    // A machine that reads it wants each by its own code.
    let joined = match format {
        MessageFormat::Json | MessageFormat::Sarif => None,
        MessageFormat::Human | MessageFormat::Short | MessageFormat::Github => Some(joined(report)),
    };
    let report = joined.as_ref().unwrap_or(report);
    let mut out = Screen::new(std::io::stderr().lock(), colour(common));
    let here = |path: &str| places.named_here(path);
    match format {
        MessageFormat::Human => {
            print_human(report, text_of, here, Style { colour: true, all: common.verbose }, out.coloured())?
        }
        MessageFormat::Short => print_short(report, text_of, here, &mut out)?,
        MessageFormat::Json => print_json(report, text_of, here, &mut out)?,
        MessageFormat::Github | MessageFormat::Sarif => {
            let places = places.in_repository();
            let place_of = |path: &str| places.named_here(path);
            let mut host = Screen::new(std::io::stdout().lock(), anstream::ColorChoice::Never);
            match format {
                MessageFormat::Github => print_github(report, text_of, place_of, &mut host)?,
                _ => print_sarif(report, text_of, place_of, &mut host)?,
            }
            host.flush()?;
        }
    }
    Ok(out.flush()?)
}

/// Prints what is wrong with what was read, and how much that is.
pub(super) fn print_reading(site: &Site, options: &Options, common: &CommonArgs) -> Result<(), Failure> {
    print_report(&site.report, &site.discovered, &Places::of(options), MessageFormat::Human, common)?;
    if !common.quiet {
        let mut out = Screen::new(std::io::stderr().lock(), colour(common));
        let warnings = count(site.report.warnings(), "warning", "warnings");
        writeln!(out, "{}; {warnings}", holds(&site.catalog, site.drafts))?;
    }
    Ok(())
}

/// Prints why a command did nothing; a standard error that is closed is not our problem.
pub(super) fn print_failure(failure: &Failure) {
    let mut out = Screen::new(std::io::stderr().lock(), anstream::ColorChoice::Auto);
    if let Failure::Config(errors) = failure {
        let text_of = |path: &str| errors.text_of(path);
        let place_of = |path: &str| errors.place_of(path);
        let _ = print_human(&errors.report, text_of, place_of, Style { colour: true, all: true }, out.coloured());
    }
    let _ = writeln!(out, "error: {}", mask(&failure.to_string()));
}
