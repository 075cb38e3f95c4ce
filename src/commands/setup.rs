//! Arguments, environment and settings -> the options of a build.

use super::places::Places;
use super::{Environment, Failure, cache};
use crate::cli::{Audience, ColorChoice, CommonArgs, MessageFormat};
use crate::config::{Config, title_of_folder};
use crate::diagnostics::rules::joined;
use crate::diagnostics::secrets::mask;
use crate::diagnostics::{Report, Screen, Style, print_github, print_human, print_json, print_sarif, print_short};
use crate::fs;
use crate::model::Visibility;
use crate::pipeline::Options;
use crate::pipeline::discover::{ContentRoot, Discovered, content_roots, likely_folders};
use crate::text::lexicon;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;
use std::io::Write;
use std::path::PathBuf;

/// What a build of `common` depends on, without a cache; `out` is never content.
pub(super) fn options(
    common: &CommonArgs,
    out: Option<&PathBuf>,
    environment: &Environment,
) -> Result<Options, Failure> {
    let mut config = config(common, environment)?;
    config.build.drafts |= common.drafts;
    if let Some(audience) = common.audience {
        config.audience.audience = match audience {
            Audience::Public => Visibility::Public,
            Audience::Internal => Visibility::Internal,
        };
    }
    let folders = content_folders(common, &config)?;
    if config.book.title.is_empty() {
        let folder = fs::canonicalize(&folders[0]).unwrap_or_else(|_| folders[0].clone());
        config.book.title = if folders.len() == 1 { title_of_folder(&folder) } else { "Postmortems".to_owned() };
    }
    let skip = out
        .cloned()
        .into_iter()
        .chain([common.root.join(&config.build.build_dir), common.root.join(cache::NAME)])
        .collect();
    let content = content_roots(&folders);
    Ok(Options {
        config,
        root: common.root.clone(),
        content,
        skip,
        cache: None,
        search: true,
        keep_going: false,
        rules: false,
    })
}

/// The settings alone.
pub(super) fn config(common: &CommonArgs, environment: &Environment) -> Result<Config, Failure> {
    Ok(Config::load(&common.root, day(common.today.as_deref(), environment)?, lexicon::check)?)
}

fn content_folders(common: &CommonArgs, config: &Config) -> Result<Vec<PathBuf>, Failure> {
    let folders = match common.content.is_empty() {
        true => vec![common.root.join(&config.book.src)],
        false => common.content.clone(),
    };
    for folder in &folders {
        if fs::is_dir(folder) {
            let linked = fs::Folder::open_in(&common.root, folder).err().filter(fs::Error::is_about_link);
            match linked {
                None => continue,
                Some(error) => {
                    let hint = "name the folder that it leads to with --content, if it is yours";
                    return Err(Failure::Message(format!("{error}\n  = help: {hint}")));
                }
            }
        }
        let mut message = format!("there is no content folder {}", folder.display());
        let likely = likely_folders(&common.root);
        if likely.is_empty() {
            message.push_str("\n  = help: name the folder with your postmortems: pmsite build --content DIR");
        } else {
            message.push_str("\n  = help: these folders look like postmortems:");
            for folder in likely {
                message
                    .push_str(&format!("\n            pmsite build --content {}", common.root.join(folder).display()));
            }
        }
        return Err(Failure::Message(message));
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
    let timestamp = jiff::Timestamp::from_second(seconds)
        .map_err(|_| Failure::Message(format!("SOURCE_DATE_EPOCH {seconds} is out of range")))?;
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
    content: &[ContentRoot],
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
    match format {
        MessageFormat::Human => {
            print_human(report, text_of, Style { colour: true, all: common.verbose }, out.coloured())?
        }
        MessageFormat::Short => print_short(report, text_of, &mut out)?,
        MessageFormat::Json => print_json(report, text_of, &mut out)?,
        MessageFormat::Github | MessageFormat::Sarif => {
            let places = Places::of(content);
            let place_of = |path: &str| places.of_source(path);
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

/// Prints why a command did nothing; a standard error that is closed is not our problem.
pub(super) fn print_failure(failure: &Failure) {
    let mut out = Screen::new(std::io::stderr().lock(), anstream::ColorChoice::Auto);
    if let Failure::Config(errors) = failure {
        let text_of = |path: &str| errors.text_of(path);
        let _ = print_human(&errors.report, text_of, Style { colour: true, all: true }, out.coloured());
    }
    let _ = writeln!(out, "error: {}", mask(&failure.to_string()));
}
