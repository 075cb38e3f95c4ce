//! Marks and events of one incident -> the proportional strip: phases as bars, labels above, events as dots below.
//! A gap that would squeeze all else is broken and says how long it is.

use super::{duration, escape, open, open_link, percent};
use std::fmt::Write as _;

/// Width kept for a label, in per cent: 72 px on a phone.
const LABEL: f64 = 20.0;
/// Width of a broken gap, in per cent.
const BREAK: f64 = 12.0;

/// A labelled instant: started, detected, mitigated, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Minutes after any common origin.
    pub minute: i64,
    /// `detected`.
    pub word: String,
    /// `14:11`.
    pub time: String,
    /// Class number and name of the phase that begins here (`0`: unnoticed); the last mark's is not drawn.
    pub phase: u8,
}

/// An entry of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    pub minute: i64,
    pub text: String,
    /// Where its row stands.
    pub href: Option<String>,
}

/// What to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strip {
    /// At least two, in order, at different minutes.
    pub marks: Vec<Mark>,
    pub ticks: Vec<Tick>,
    /// `Timeline: `, before the marks in the description.
    pub description: String,
    /// `not to scale`, behind the length of a broken gap.
    pub broken: String,
}

/// Minute -> per cent of the width, piecewise linear.
struct Scale {
    /// Ordered (minute, per cent).
    stops: Vec<(i64, f64)>,
    /// Index of the stop that opens each broken gap.
    breaks: Vec<usize>,
}

impl Scale {
    fn new(mut minutes: Vec<i64>) -> Self {
        minutes.sort_unstable();
        minutes.dedup();
        let span = |pair: &[i64]| (pair[1] - pair[0]) as f64;
        let total: f64 = minutes.windows(2).map(span).sum();
        let longest = minutes.windows(2).enumerate().filter(|(_, pair)| span(pair) > 0.6 * total);
        let breaks: Vec<usize> = if minutes.len() > 3 { longest.map(|(i, _)| i).collect() } else { Vec::new() };
        let broken: f64 = breaks.iter().map(|&i| span(&minutes[i..i + 2])).sum();
        let share = 100.0 - BREAK * breaks.len() as f64;
        let mut at = 0.0;
        let mut stops: Vec<(i64, f64)> = minutes.first().map(|&first| (first, 0.0)).into_iter().collect();
        for (i, pair) in minutes.windows(2).enumerate() {
            at += if breaks.contains(&i) { BREAK } else { share * span(pair) / (total - broken) };
            stops.push((pair[1], at));
        }
        Self { stops, breaks }
    }

    fn place(&self, minute: i64) -> f64 {
        let after = self.stops.partition_point(|&(stop, _)| stop < minute);
        self.stops.get(after).or(self.stops.last()).map_or(0.0, |&(_, at)| at)
    }
}

/// Left edges of labels that stand as near to `places` as they can without overlap.
fn spread(places: &[f64]) -> Vec<f64> {
    let mut left: Vec<f64> = places.iter().map(|&at| if at + LABEL > 100.0 { at - LABEL } else { at }).collect();
    for i in 1..left.len() {
        left[i] = left[i].max(left[i - 1] + LABEL);
    }
    let mut limit = 100.0 - LABEL;
    for edge in left.iter_mut().rev() {
        *edge = edge.min(limit);
        limit = *edge - LABEL;
    }
    left
}

/// The strip's SVG; `None` where there are fewer than two different instants.
#[must_use]
pub fn strip(strip: &Strip) -> Option<String> {
    let (first, last) = (strip.marks.first()?, strip.marks.last()?);
    if strip.marks.windows(2).any(|pair| pair[0].minute >= pair[1].minute) || first.minute == last.minute {
        return None;
    }
    let inside = |tick: &&Tick| (first.minute..=last.minute).contains(&tick.minute);
    let ticks: Vec<&Tick> = strip.ticks.iter().filter(inside).collect();
    let minutes = strip.marks.iter().map(|mark| mark.minute).chain(ticks.iter().map(|tick| tick.minute));
    let scale = Scale::new(minutes.collect());
    let said: Vec<String> = strip.marks.iter().map(|mark| format!("{} {}", mark.word, mark.time)).collect();
    let below = if scale.breaks.is_empty() && ticks.is_empty() {
        74
    } else if scale.breaks.is_empty() {
        88
    } else {
        106
    };
    let mut out = open(below, &format!("{}{}", strip.description, said.join(", ")));
    draw_labels(&mut out, &strip.marks, &scale);
    draw_phases(&mut out, &strip.marks, &scale);
    draw_breaks(&mut out, &scale, &strip.broken);
    draw_ticks(&mut out, &ticks, &scale);
    out.push_str("</svg>");
    Some(out)
}

fn draw_labels(out: &mut String, marks: &[Mark], scale: &Scale) {
    let places: Vec<f64> = marks.iter().map(|mark| scale.place(mark.minute)).collect();
    for ((mark, &place), left) in marks.iter().zip(&places).zip(spread(&places)) {
        let ends = place > left + 0.6 * LABEL;
        let edge = if ends { left + LABEL } else { left };
        let edge = if (edge - place).abs() < 1.2 { place } else { edge };
        let (anchor, dx) = if ends { ("end", -5) } else { ("start", 5) };
        let _ = write!(
            out,
            r#"<svg x="{x}" overflow="visible"><text class="b" x="{dx}" y="13" text-anchor="{anchor}">{}</text><text class="t" x="{dx}" y="30" text-anchor="{anchor}">{}</text><path class="ax" d="M0 4V36"/></svg><line class="ax" x1="{x}" y1="36" x2="{}" y2="50"/>"#,
            escape(&mark.word),
            escape(&mark.time),
            percent(place),
            x = percent(edge),
        );
    }
}

fn draw_phases(out: &mut String, marks: &[Mark], scale: &Scale) {
    for pair in marks.windows(2) {
        let (from, to) = (scale.place(pair[0].minute), scale.place(pair[1].minute));
        let _ = write!(
            out,
            r#"<rect class="ph{}" x="{}" y="52" width="{}" height="16"/>"#,
            pair[0].phase,
            percent(from),
            percent(to - from)
        );
    }
    for mark in marks {
        let x = percent(scale.place(mark.minute));
        let _ = write!(out, r#"<line class="tick" x1="{x}" y1="50" x2="{x}" y2="70"/>"#);
    }
}

fn draw_breaks(out: &mut String, scale: &Scale, words: &str) {
    for &i in &scale.breaks {
        let ((from, left), (to, right)) = (scale.stops[i], scale.stops[i + 1]);
        let middle = (left + right) / 2.0;
        let (anchor, x) = match middle {
            middle if middle < 20.0 => ("start", left),
            middle if middle > 80.0 => ("end", right),
            middle => ("middle", middle),
        };
        let _ = write!(
            out,
            r#"<svg x="{}" y="48" overflow="visible"><path class="brk" d="M-7 24 0 0h7l-7 24z"/></svg><text x="{}" y="102" text-anchor="{anchor}">{} {}</text>"#,
            percent(middle),
            percent(x),
            duration(to - from),
            escape(words)
        );
    }
}

fn draw_ticks(out: &mut String, ticks: &[&Tick], scale: &Scale) {
    for tick in ticks {
        let circle = format!(
            r#"<circle class="ev" cx="{}" cy="80" r="4"><title>{}</title></circle>"#,
            percent(scale.place(tick.minute)),
            escape(&tick.text)
        );
        match &tick.href {
            Some(href) => {
                open_link(out, href);
                let _ = write!(out, "{circle}</a>");
            }
            None => out.push_str(&circle),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(minute: i64, word: &str, phase: u8) -> Mark {
        Mark { minute, word: word.into(), time: format!("{minute}"), phase }
    }

    fn of(marks: Vec<Mark>, minutes: &[i64]) -> Option<String> {
        let ticks = minutes.iter().map(|&minute| Tick { minute, text: "x < y".into(), href: None }).collect();
        strip(&Strip { marks, ticks, description: "Timeline: ".into(), broken: "not to scale".into() })
    }

    #[test]
    fn phases_are_proportional() {
        let svg = of(vec![mark(0, "started", 0), mark(25, "detected", 1), mark(100, "resolved", 3)], &[]);
        let svg = svg.unwrap_or_default();
        assert!(svg.contains(r#"<rect class="ph0" x="0%" y="52" width="25%" height="16"/>"#), "{svg}");
        assert!(svg.contains(r#"<rect class="ph1" x="25%" y="52" width="75%" height="16"/>"#), "{svg}");
        assert!(svg.contains(r#"aria-label="Timeline: started 0, detected 25, resolved 100""#), "{svg}");
    }

    #[test]
    fn a_gap_that_squeezes_the_rest_is_broken_and_says_so() {
        let svg = of(vec![mark(0, "started", 0), mark(5180, "detected", 1), mark(5300, "resolved", 3)], &[5200, 5240]);
        let svg = svg.unwrap_or_default();
        assert!(svg.contains("3 d 14 h not to scale"), "{svg}");
        assert!(svg.contains(r#"<rect class="ph0" x="0%" y="52" width="12%""#), "{svg}");
    }

    #[test]
    fn one_instant_gives_no_strip() {
        assert_eq!(of(vec![mark(3, "started", 0)], &[]), None);
        assert_eq!(of(vec![mark(3, "started", 0), mark(3, "resolved", 3)], &[]), None);
        assert_eq!(of(vec![mark(9, "started", 0), mark(3, "resolved", 3)], &[]), None);
    }

    #[test]
    fn labels_never_overlap() {
        let left = spread(&[0.0, 1.0, 2.0, 100.0]);
        assert!(left.windows(2).all(|pair| pair[1] - pair[0] >= LABEL), "{left:?}");
        let left = spread(&[0.0, 97.0, 98.0, 99.0, 100.0]);
        assert!(left.windows(2).all(|pair| pair[1] - pair[0] >= LABEL - 1e-9), "{left:?}");
        assert!(left.iter().all(|&edge| (0.0..=80.0).contains(&edge)), "{left:?}");
    }

    #[test]
    fn events_outside_the_marks_are_not_drawn_and_text_is_escaped() {
        let svg = of(vec![mark(0, "started", 0), mark(10, "resolved", 3)], &[-5, 5, 50]).unwrap_or_default();
        assert_eq!(svg.matches("<circle").count(), 1);
        assert!(svg.contains("x &lt; y"));
    }
}
