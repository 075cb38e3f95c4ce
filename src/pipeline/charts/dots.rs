//! Durations over time -> one dot an incident on a logarithmic axis, with the median.

use super::years::LEFT;
use super::{Point, Years, duration, escape, open, open_link, percent};
use std::fmt::Write as _;

/// One incident.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dot {
    pub point: Point,
    pub minutes: i64,
    /// One of the worst severities: drawn in the accent.
    pub severe: bool,
}

const HEIGHT: u32 = 190;
/// Above it stands the median's word, below it the dots.
const TOP: f64 = 34.0;
const BASE: f64 = 160.0;
/// Durations that are round for people, minutes.
const ROUND: [i64; 12] = [1, 5, 15, 60, 240, 720, 1440, 4320, 10_080, 43_200, 129_600, 525_600];

/// The round durations that enclose `low..=high`.
#[must_use]
pub(crate) fn log_ticks(low: i64, high: i64) -> Vec<i64> {
    let from = ROUND.iter().rposition(|&tick| tick <= low.max(1)).unwrap_or(0);
    let to = ROUND.iter().position(|&tick| tick >= high.max(5)).unwrap_or(ROUND.len() - 1);
    let ticks = &ROUND[from..=to.max(from + 1).min(ROUND.len() - 1)];
    let every = ticks.len().div_ceil(5);
    let mut chosen: Vec<i64> = ticks.iter().copied().step_by(every).collect();
    if let (Some(last), Some(&end)) = (chosen.last().copied(), ticks.last())
        && last < end
    {
        chosen.push(end);
    }
    chosen
}

/// Dots, newest last drawn; `median` is the median's word. `None` where there is no dot.
#[must_use]
pub(crate) fn dots(dots: &[Dot], years: Years, description: &str, median: &str) -> Option<String> {
    let mut all: Vec<i64> = dots.iter().map(|dot| dot.minutes).collect();
    all.sort_unstable();
    let ticks = log_ticks(*all.first()?, *all.last()?);
    let (low, high) = ((*ticks.first()? as f64).ln(), (*ticks.last()? as f64).ln());
    let y = |minutes: f64| BASE - (BASE - TOP) * ((minutes.max(1.0).ln() - low) / (high - low)).clamp(0.0, 1.0);
    let mut out = open(HEIGHT, description);
    for &tick in &ticks {
        let at = y(tick as f64);
        let _ = write!(
            out,
            r#"<text x="0" y="{:.1}">{}</text><line class="ax" x1="{}" y1="{at:.1}" x2="100%" y2="{at:.1}"/>"#,
            at + 4.5,
            escape(&duration(tick)),
            percent(LEFT)
        );
    }
    years.draw(&mut out, BASE);
    for dot in dots {
        open_link(&mut out, &dot.point.href);
        let _ = write!(
            out,
            r#"<circle class="{}" cx="{}" cy="{:.1}" r="5"><title>{}, {}</title></circle></a>"#,
            if dot.severe { "dot hi" } else { "dot" },
            percent(years.place(dot.point.when)),
            y(dot.minutes as f64),
            escape(&dot.point.title),
            escape(&duration(dot.minutes))
        );
    }
    if all.len() > 2 {
        let middle = f64::midpoint(all[(all.len() - 1) / 2] as f64, all[all.len() / 2] as f64);
        let at = y(middle);
        let _ = write!(
            out,
            r#"<line class="med" x1="{}" y1="{at:.1}" x2="100%" y2="{at:.1}"/><text x="100%" y="14" text-anchor="end">{} {}</text><text x="{}" y="{:.1}" class="b" text-anchor="end" dx="-4">–</text>"#,
            percent(LEFT),
            escape(median),
            escape(&duration(middle.round() as i64)),
            percent(LEFT),
            at + 4.5
        );
    }
    out.push_str("</svg>");
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_enclose_the_durations() {
        assert_eq!(log_ticks(12, 200), [5, 15, 60, 240]);
        assert_eq!(log_ticks(60, 60), [60, 240]);
        assert_eq!(log_ticks(0, 0), [1, 5]);
        let wide = log_ticks(1, 600_000);
        assert!(wide.len() <= 6 && wide[0] == 1 && *wide.last().unwrap_or(&0) == 525_600, "{wide:?}");
    }

    #[test]
    fn every_dot_is_a_link_with_a_title() {
        let point = || Point { when: 2025.5, title: "A & B".into(), href: "../x/".into() };
        let dot = |minutes| Dot { point: point(), minutes, severe: minutes > 60 };
        let svg =
            dots(&[dot(30), dot(90), dot(400)], Years { first: 2025, last: 2025 }, "TTR", "median").unwrap_or_default();
        assert_eq!(svg.matches("<a href=\"../x/\"").count(), 3);
        assert!(svg.contains("<title>A &amp; B, 1 h 30 min</title>"));
        assert!(svg.contains("median 1 h 30 min"));
        assert_eq!(dots(&[], Years { first: 2025, last: 2025 }, "TTR", "median"), None);
    }
}
