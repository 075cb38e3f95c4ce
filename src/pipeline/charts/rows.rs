//! Durations in groups -> a row each of dots on one logarithmic axis, with ticks at the median and the ninth decile.

use super::{duration, escape, log_ticks, open, open_link, percent};
use std::fmt::Write as _;

/// One group.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DotRow {
    pub name: String,
    pub href: String,
    /// How many there are, for people.
    pub said: String,
    pub dots: Vec<RowDot>,
    /// Median and ninth decile, minutes.
    pub marks: Option<(i64, i64)>,
    /// Whether a line leads from one to the other.
    pub range: bool,
}

/// One incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowDot {
    pub minutes: i64,
    pub title: String,
    pub href: String,
    /// Class: `dot` (grey), `dot hi` (the accent), `ev` (hollow).
    pub class: &'static str,
}

/// Height of a row, pixels, and of the axis above all.
const ROW: f64 = 44.0;
const AXIS: f64 = 24.0;
/// Per cent of the width kept at the right for the last dot.
const RIGHT: f64 = 2.0;

/// Rows, in order; `left` per cent of the width are kept for their names. `None` where there is no dot.
#[must_use]
pub(crate) fn rows(rows: &[DotRow], left: f64, description: &str) -> Option<String> {
    let minutes = || rows.iter().flat_map(|row| &row.dots).map(|dot| dot.minutes);
    let ticks = log_ticks(minutes().min()?, minutes().max()?);
    let (low, high) = ((*ticks.first()? as f64).ln(), (*ticks.last()? as f64).ln());
    let place = |minutes: i64| {
        let share = (((minutes.max(1) as f64).ln() - low) / (high - low)).clamp(0.0, 1.0);
        percent(left + (100.0 - left - RIGHT) * share)
    };
    let height = AXIS + ROW * rows.len() as f64;
    let mut out = open(height as u32, description);
    for &tick in &ticks {
        let anchor = if Some(&tick) == ticks.last() { "end" } else { "middle" };
        let _ = write!(
            out,
            r#"<text x="{at}" y="13" text-anchor="{anchor}">{}</text><line class="ax" x1="{at}" y1="{AXIS}" x2="{at}" y2="{height}"/>"#,
            escape(&duration(tick)),
            at = place(tick)
        );
    }
    for (i, row) in rows.iter().enumerate() {
        let middle = AXIS + ROW * (i as f64 + 0.5);
        open_link(&mut out, &row.href);
        let _ = write!(
            out,
            r#"<text class="b" x="0" y="{}">{}</text></a><text x="0" y="{}">{}</text>"#,
            middle - 1.0,
            escape(&row.name),
            middle + 15.0,
            escape(&row.said)
        );
        if let Some((median, ninth)) = row.marks.filter(|_| row.range) {
            let (from, to) = (place(median), place(ninth));
            let _ = write!(out, r#"<line class="rng" x1="{from}" y1="{middle}" x2="{to}" y2="{middle}"/>"#);
        }
        for dot in &row.dots {
            open_link(&mut out, &dot.href);
            let _ = write!(
                out,
                r#"<circle class="{}" cx="{}" cy="{middle}" r="5"><title>{}, {}</title></circle></a>"#,
                dot.class,
                place(dot.minutes),
                escape(&dot.title),
                escape(&duration(dot.minutes))
            );
        }
        if let Some((median, ninth)) = row.marks {
            for (class, at, half) in [("tick", median, 14.0), ("med", ninth, 14.0)] {
                let _ = write!(
                    out,
                    r#"<line class="{class}" x1="{at}" y1="{}" x2="{at}" y2="{}"/>"#,
                    middle - half,
                    middle + half,
                    at = place(at)
                );
            }
        }
    }
    out.push_str("</svg>");
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_of_all_rows_share_one_axis() {
        let dot = |minutes| RowDot { minutes, title: "A & B".into(), href: "../x/".into(), class: "dot" };
        let row = |dots| DotRow {
            name: "2025".into(),
            href: "../years/2025/".into(),
            said: "n 1".into(),
            dots,
            marks: Some((5, 60)),
            range: true,
        };
        let svg = rows(&[row(vec![dot(5)]), row(vec![dot(60)])], 17.0, "TTR").unwrap_or_default();
        assert!(svg.contains(r#"cx="17%" cy="46""#) && svg.contains(r#"cx="98%" cy="90""#), "{svg}");
        assert!(svg.contains("<title>A &amp; B, 1 h</title>"), "{svg}");
        assert_eq!(svg.matches(r#"class="tick""#).count(), 2);
        assert_eq!(rows(&[row(vec![])], 17.0, "TTR"), None);
    }
}
