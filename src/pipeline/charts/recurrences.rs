//! The incidents of one cause -> a row of a picture with many: a dot each, how long it was quiet between them, and below the line what
//! was done against it.

use super::{Point, Years, escape, label, open, open_link, percent};
use std::fmt::Write as _;

/// One incident.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    pub point: Point,
    /// Severity 0 to 5.
    pub level: usize,
    /// What passed since the one before, for people; empty for the first.
    pub gap: String,
}

/// Incidents of a stretch of time, where there are too many for a dot each.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bin {
    /// Where it begins and ends, in years.
    pub from: f64,
    pub to: f64,
    pub count: usize,
    pub title: String,
    pub href: String,
}

/// How far a control is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    Open,
    Done,
    Verified,
}

/// A preventive action, on the day on which it was closed, or, if it is open, decided.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Control {
    pub point: Point,
    pub held: Held,
}

/// Where the dots lie and the controls, pixels, and the height of all.
const LINE: f64 = 50.0;
const CONTROLS: f64 = LINE + 20.0;
const HEIGHT: f64 = 104.0;
/// Top of the highest bar.
const BARS: f64 = 8.0;
/// Labels of gaps stand in two rows.
const ROWS: [f64; 2] = [LINE - 14.0, LINE - 31.0];
/// Per cent of the width: before the first year, for all years, of a gap's label on a phone, of two dots beside each other.
const LEFT: f64 = 2.0;
const WIDE: f64 = 95.0;
const LABEL: f64 = 20.0;
const DOTS: f64 = 6.0;
/// Years with a label at most.
const LABELS: usize = 6;

fn place(years: Years, when: f64) -> f64 {
    LEFT + WIDE * years.share(when)
}

/// Bins in the place of dots, oldest first; the fullest has the whole height.
#[must_use]
pub(crate) fn densities(bins: &[Bin], controls: &[Control], years: Years, description: &str) -> String {
    let mut out = open(HEIGHT as u32, description);
    axis(&mut out, years);
    held(&mut out, controls, years);
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(1).max(1);
    for bin in bins {
        open_link(&mut out, &bin.href);
        let height = ((LINE - BARS) * bin.count as f64 / most as f64).max(1.0);
        let (from, to) = (place(years, bin.from), place(years, bin.to));
        let _ = write!(
            out,
            r#"<rect class="bar" x="{}" y="{:.1}" width="{}" height="{height:.1}"><title>{}</title></rect></a>"#,
            percent(from),
            LINE - height,
            percent(((to - from) * 0.86).max(0.2)),
            escape(&bin.title)
        );
    }
    out.push_str("</svg>");
    out
}

/// Incidents and controls, oldest first.
#[must_use]
pub(crate) fn recurrences(seen: &[Seen], controls: &[Control], years: Years, description: &str) -> String {
    let mut out = open(HEIGHT as u32, description);
    axis(&mut out, years);
    gaps(&mut out, seen, years);
    held(&mut out, controls, years);
    for one in seen {
        open_link(&mut out, &one.point.href);
        let _ = write!(
            out,
            r#"<circle class="lv on sev{}" cx="{}" cy="{LINE}" r="6"><title>{}</title></circle></a>"#,
            one.level,
            percent(place(years, one.point.when)),
            escape(&one.point.title)
        );
    }
    out.push_str("</svg>");
    out
}

/// What was done, below the line.
fn held(out: &mut String, controls: &[Control], years: Years) {
    for control in controls {
        let x = percent(place(years, control.point.when));
        open_link(out, &control.point.href);
        let _ = write!(out, r#"<line class="ax" x1="{x}" y1="{LINE}" x2="{x}" y2="{CONTROLS}"/>"#);
        if control.held == Held::Verified {
            let _ = write!(out, r#"<circle class="ev" cx="{x}" cy="{CONTROLS}" r="7.5"/>"#);
        }
        let class = if control.held == Held::Open { "ev" } else { "gd" };
        let _ = write!(
            out,
            r#"<circle class="{class}" cx="{x}" cy="{CONTROLS}" r="4"><title>{}</title></circle></a>"#,
            escape(&control.point.title)
        );
    }
}

/// The line, and a rule at the beginning of each year that has a label.
fn axis(out: &mut String, years: Years) {
    let every = years.count().div_ceil(LABELS);
    let labelled = (years.first..=years.last).filter(|year| usize::try_from(*year).is_ok_and(|year| year % every == 0));
    for year in labelled {
        let x = percent(place(years, f64::from(year)));
        let _ = write!(
            out,
            r#"<line class="ax" x1="{x}" y1="{}" x2="{x}" y2="{}"/><text class="t" x="{x}" y="{}" dx="3">{year}</text>"#,
            LINE - 8.0,
            HEIGHT - 12.0,
            HEIGHT - 6.0
        );
    }
    let (from, to) = (percent(LEFT), percent(LEFT + WIDE));
    let _ = write!(out, r#"<line class="ax" x1="{from}" y1="{LINE}" x2="{to}" y2="{LINE}"/>"#);
}

/// The newest gaps first: where there is no room, the older ones have no label.
fn gaps(out: &mut String, seen: &[Seen], years: Years) {
    let mut taken = [f64::INFINITY; ROWS.len()];
    for pair in seen.windows(2).rev() {
        let (from, to) = (place(years, pair[0].point.when), place(years, pair[1].point.when));
        let middle = f64::midpoint(from, to).clamp(LABEL / 2.0, 100.0 - LABEL / 2.0);
        let Some(row) = taken.iter().position(|last| last - middle >= LABEL).filter(|_| to - from >= DOTS) else {
            continue;
        };
        taken[row] = middle;
        label(out, middle, ROWS[row], &pair[1].gap);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(when: f64) -> Point {
        Point { when, title: "A & B".into(), href: "#".into() }
    }

    fn seen(when: f64, gap: &str) -> Seen {
        Seen { point: point(when), level: 2, gap: gap.into() }
    }

    #[test]
    fn gaps_are_named_where_there_is_room_and_controls_by_their_state() {
        let years = Years { first: 2024, last: 2025 };
        let three = [seen(2024.1, ""), seen(2024.13, "7 days"), seen(2025.9, "650 days")];
        let controls = [Held::Open, Held::Done, Held::Verified].map(|held| Control { point: point(2024.5), held });
        let svg = recurrences(&three, &controls, years, "Dates");
        assert!(svg.contains(">650 days<") && !svg.contains(">7 days"), "{svg}");
        assert_eq!(svg.matches("sev2").count(), 3);
        assert_eq!(
            (svg.matches("class=\"ev\"").count(), svg.matches("class=\"gd\"").count()),
            (2, 2),
            "a ring and a hollow one"
        );
    }

    #[test]
    fn many_incidents_are_bars_as_high_as_they_are_many() {
        let bin = |from: f64, count| Bin { from, to: from + 0.25, count, title: "Q".into(), href: "#".into() };
        let svg = densities(&[bin(2024.0, 1), bin(2024.5, 4)], &[], Years { first: 2024, last: 2025 }, "Dates");
        assert_eq!((svg.matches("<rect").count(), svg.matches("<circle").count()), (2, 0));
        assert!(svg.contains(r#"height="10.5""#) && svg.contains(r#"height="42.0""#), "{svg}");
    }

    #[test]
    fn an_axis_has_few_labels_whatever_the_years() {
        for last in [2024, 2026, 2033, 2053] {
            let svg = recurrences(&[seen(2024.5, "")], &[], Years { first: 2024, last }, "Dates");
            let labels = svg.matches("<text").count();
            assert!((1..=LABELS + 1).contains(&labels), "{last}: {labels}");
        }
    }
}
