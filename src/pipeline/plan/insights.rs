//! `Figures` -> the view of the insights: a finding as title, three sentences, pictures, and what is not told.

mod pictures;
pub mod say;
mod tables;

pub use pictures::blank;

use super::shared::Shared;
use crate::model::page::{Covered, InsightsView, Piece};
use crate::pipeline::charts::duration;
use crate::pipeline::figures::{Figures, Spread};
use crate::theme::filled;
use say::{Pen, Value, plain};

/// Where the insights stand.
pub const URL: &str = "insights/";

/// Incidents listed for each field that they do not tell.
const MISSING: usize = 25;

/// The page of all figures.
#[must_use]
pub fn insights(shared: &Shared) -> InsightsView {
    let figures = shared.figures();
    let mut frame = shared.frame(URL, "", "");
    let pen = Pen { shared, root: frame.root.clone() };
    let title = title(&pen, figures);
    frame.title.clone_from(&title);
    let sentences = sentences(&pen, figures);
    frame.description = sentences.iter().map(|sentence| plain(sentence)).collect::<Vec<_>>().join(" ");
    let enough = figures.all.incidents >= pen.minimum();
    InsightsView {
        title,
        sentences,
        pictures: if enough { pictures::pictures(&pen, figures) } else { Vec::new() },
        rows: if enough { Vec::new() } else { shared.rows(&figures.all.ids) },
        coverage: coverage(&pen, figures),
        frame,
    }
}

/// Enough incidents with an end tell how long they took; else their number is all that is known.
fn title(pen: &Pen<'_>, figures: &Figures) -> String {
    let told = &figures.all.resolve_minutes;
    match half(pen, told).filter(|_| figures.all.incidents >= pen.minimum()) {
        Some(title) => title,
        None => pen.incidents(figures.all.incidents),
    }
}

fn half(pen: &Pen<'_>, told: &Spread) -> Option<String> {
    let (median, p90) = pen.enough(told)?;
    Some(filled(&pen.words().half, &[("median", &duration(median)), ("p90", &duration(p90))]))
}

fn sentences(pen: &Pen<'_>, figures: &Figures) -> Vec<Vec<Piece>> {
    let (words, recent, all) = (pen.words(), &figures.recent, &figures.all);
    let since =
        pen.search(&format!("after:{} before:{}", recent.since, recent.until.tomorrow().unwrap_or(recent.until)));
    let before = pen.search(&format!("after:{} before:{}", recent.since_before, recent.since));
    let mut sentences = vec![say::sentence(
        &words.volume,
        &[
            ("all", pen.count(all.incidents).to(format!("{}postmortems/", pen.root))),
            ("now", pen.count(recent.now.incidents).to(since.clone())),
            ("until", Value::new(recent.until.to_string())),
            ("before", pen.count(recent.before.incidents).to(before.clone())),
        ],
    )];
    let compared = |read: fn(&crate::pipeline::figures::Group) -> &Spread, sentence: &str| {
        let (now, then) = (pen.enough(read(&recent.now))?.0, pen.enough(read(&recent.before))?.0);
        let now = Value::new(duration(now)).to(since.clone());
        Some(say::sentence(sentence, &[("now", now), ("before", Value::new(duration(then)).to(before.clone()))]))
    };
    let of_all = |told: &Spread, sentence: &str, anchor: &str| {
        let median = pen.enough(told)?.0;
        let values = [
            ("known", pen.count(told.known).to(anchor.to_owned())),
            ("of", pen.count(all.incidents)),
            ("median", Value::new(duration(median)).to(anchor.to_owned())),
        ];
        Some(say::sentence(sentence, &values))
    };
    let resolve = compared(|group| &group.resolve_minutes, &words.resolve_now);
    sentences.extend(resolve.or_else(|| of_all(&all.resolve_minutes, &words.resolve_all, "#pm_resolve")));
    let detect = compared(|group| &group.detect_minutes, &words.detect_now);
    sentences.extend(detect.or_else(|| of_all(&all.detect_minutes, &words.detect_all, "#pm_detect")));
    sentences
}

fn coverage(pen: &Pen<'_>, figures: &Figures) -> Vec<Covered> {
    let covered = figures.coverage.iter().map(|told| {
        let key = told.field.key();
        let missing =
            (!told.missing.is_empty()).then(|| pen.listed(format!("pm_no_{key}"), "", &told.missing, MISSING));
        Covered { key, known: told.known, of: told.of, lacking: told.missing.len(), missing }
    });
    covered.collect()
}
