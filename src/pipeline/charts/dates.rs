//! A few incidents -> a strip of dates: one dot each, and between them how many days passed.

use super::{Point, Years, escape, label, open, open_link, percent};
use std::fmt::Write as _;

/// One incident.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Date {
    pub point: Point,
    /// What passed since the one before, for people; empty for the first.
    pub gap: String,
}

/// Where the dots lie, pixels; those of one time stand above each other.
const LINE: f64 = 58.0;
const STEP: f64 = 13.0;
/// Per cent of the width that a dot takes, and a gap's label, both on a phone. A gap that is narrower than two dots has none.
const DOT: f64 = 3.5;
const LABEL: f64 = 19.0;
/// Labels stand in two rows, so that those of neighbours need not be far from each other.
const ROWS: [f64; 2] = [LINE - 14.0, LINE - 30.0];

/// The strip of `dates`, oldest first.
#[must_use]
pub(crate) fn dates(dates: &[Date], years: Years, description: &str) -> String {
    let mut out = open(84, description);
    let _ = write!(
        out,
        r#"<line class="ax" x1="{}" y1="{LINE}" x2="100%" y2="{LINE}"/>"#,
        percent(years.place(f64::from(years.first)))
    );
    years.draw(&mut out, LINE);
    let mut stacked = 0.0;
    let mut taken = [f64::NEG_INFINITY; ROWS.len()];
    for (i, date) in dates.iter().enumerate() {
        let x = years.place(date.point.when);
        let before = i.checked_sub(1).map(|before| years.place(dates[before].point.when));
        stacked = if before.is_some_and(|before| x - before < DOT) { stacked + 1.0 } else { 0.0 };
        let middle = before.filter(|before| x - before >= 2.0 * DOT && stacked == 0.0);
        let middle = middle.map(|before| f64::midpoint(before, x).min(100.0 - LABEL / 2.0));
        let free = middle.and_then(|middle| Some((middle, taken.iter().position(|last| middle - last >= LABEL)?)));
        if let Some((middle, row)) = free {
            taken[row] = middle;
            label(&mut out, middle, ROWS[row], &date.gap);
        }
        open_link(&mut out, &date.point.href);
        let _ = write!(
            out,
            r#"<circle class="dot hi" cx="{}" cy="{:.1}" r="6"><title>{}</title></circle></a>"#,
            percent(x),
            LINE - STEP * f64::min(stacked, 3.0),
            escape(&date.point.title)
        );
    }
    out.push_str("</svg>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_named_where_there_is_room_and_never_over_a_dot() {
        let point = |when| Point { when, title: "A & B".into(), href: "#".into() };
        let date = |when, gap: &str| Date { point: point(when), gap: gap.into() };
        let three = [date(2024.1, ""), date(2024.12, "7 days"), date(2025.9, "650 days")];
        let svg = dates(&three, Years { first: 2024, last: 2025 }, "Dates");
        assert!(svg.contains("650 days") && !svg.contains(">7 days"), "{svg}");
        assert_eq!(svg.matches("<circle").count(), 3);
        assert!(svg.contains(r#"cy="45.0""#), "of two at one place the later stands above: {svg}");
    }
}
