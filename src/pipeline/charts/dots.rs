//! Durations over time -> one dot an incident on a logarithmic axis, with the median.

use super::{duration, escape, open, open_link, percent};
use std::fmt::Write as _;

/// One incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// Year with its fraction (`2025.5`).
    pub when: f64,
    pub minutes: i64,
    pub title: String,
    pub href: String,
    /// One of the worst severities: drawn in the accent.
    pub severe: bool,
}

const HEIGHT: u32 = 190;
const TOP: f64 = 14.0;
const BASE: f64 = 160.0;
/// Per cent of the width kept at the left for the axis.
const LEFT: f64 = 16.0;
/// Durations that are round for people, minutes.
const ROUND: [i64; 12] = [1, 5, 15, 60, 240, 720, 1440, 4320, 10_080, 43_200, 129_600, 525_600];

/// The round durations that enclose `low..=high`.
#[must_use]
pub fn log_ticks(low: i64, high: i64) -> Vec<i64> {
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
pub fn dots(dots: &[Dot], description: &str, median: &str) -> Option<String> {
    let mut all: Vec<i64> = dots.iter().map(|dot| dot.minutes).collect();
    all.sort_unstable();
    let ticks = log_ticks(*all.first()?, *all.last()?);
    let (low, high) = ((*ticks.first()? as f64).ln(), (*ticks.last()? as f64).ln());
    let y = |minutes: f64| BASE - (BASE - TOP) * ((minutes.max(1.0).ln() - low) / (high - low)).clamp(0.0, 1.0);
    let from = dots.iter().map(|dot| dot.when).fold(f64::INFINITY, f64::min).floor();
    let to = dots.iter().map(|dot| dot.when).fold(0.0, f64::max).floor() + 1.0;
    let x = |when: f64| LEFT + 2.0 + (98.0 - LEFT - 1.0) * (when - from) / (to - from);
    let mut out = open(HEIGHT, description);
    for &tick in &ticks {
        let at = y(tick as f64);
        let _ = write!(
            out,
            r#"<text x="0" y="{:.1}">{}</text><line class="ax" x1="{}" y1="{at:.1}" x2="100%" y2="{at:.1}"/>"#,
            at + 4.5,
            duration(tick),
            percent(LEFT)
        );
    }
    draw_years(&mut out, from, to, x);
    for dot in dots {
        open_link(&mut out, &dot.href);
        let _ = write!(
            out,
            r#"<circle class="{}" cx="{}" cy="{:.1}" r="5"><title>{}, {}</title></circle></a>"#,
            if dot.severe { "dot hi" } else { "dot" },
            percent(x(dot.when)),
            y(dot.minutes as f64),
            escape(&dot.title),
            duration(dot.minutes)
        );
    }
    if all.len() > 2 {
        let middle = f64::midpoint(all[(all.len() - 1) / 2] as f64, all[all.len() / 2] as f64);
        let at = y(middle);
        let _ = write!(
            out,
            r#"<line class="med" x1="{}" y1="{at:.1}" x2="100%" y2="{at:.1}"/><text class="b halo" x="100%" y="{:.1}" text-anchor="end">{} {}</text>"#,
            percent(LEFT),
            at - 5.0,
            escape(median),
            duration(middle.round() as i64)
        );
    }
    out.push_str("</svg>");
    Some(out)
}

fn draw_years(out: &mut String, from: f64, to: f64, x: impl Fn(f64) -> f64) {
    let (first, last) = (from as i64, to as i64);
    let every = usize::try_from((last - first + 6) / 7).unwrap_or(1).max(1);
    for year in (first..last).step_by(every) {
        let _ = write!(
            out,
            r#"<line class="ax" x1="{at}" y1="{BASE}" x2="{at}" y2="{}"/><text x="{at}" y="{}" dx="3">{year}</text>"#,
            BASE + 8.0,
            HEIGHT - 8,
            at = percent(x(year as f64))
        );
    }
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
        let dot =
            |minutes| Dot { when: 2025.5, minutes, title: "A & B".into(), href: "../x/".into(), severe: minutes > 60 };
        let svg = dots(&[dot(30), dot(90), dot(400)], "TTR", "median").unwrap_or_default();
        assert_eq!(svg.matches("<a href=\"../x/\"").count(), 3);
        assert!(svg.contains("<title>A &amp; B, 1 h 30 min</title>"));
        assert!(svg.contains("median 1 h 30 min"));
        assert_eq!(dots(&[], "TTR", "median"), None);
    }
}
