//! Marks and events of one incident -> the proportional strip: phases as bars, labels above, events as dots below.
//! A gap that would squeeze all else is broken and says how long it is.

use super::{duration, escape, open, percent};
use std::fmt::Write as _;

/// Width kept for a label, in per cent: 79 px on a phone.
const LABEL: f64 = 22.0;
/// Width of a broken gap, in per cent.
const BREAK: f64 = 12.0;
/// Gaps that are broken at most.
const MOST_BREAKS: usize = 3;
/// Height of the label of a broken gap, in pixels.
const BREAK_ROW: usize = 14;
/// Width of an event's mark, in per cent: 24 px on a phone, so that a finger meets it. And its height, in pixels.
const TARGET: f64 = 6.8;
const TARGET_HEIGHT: usize = 24;
/// Rows of marks at most: what finds no room shares the last mark before it.
const MOST_ROWS: usize = 4;

/// A labelled instant: started, detected, mitigated, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
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
pub(crate) struct Tick {
    pub minute: i64,
    pub text: String,
    /// Where its row stands.
    pub href: Option<String>,
}

/// What to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Strip {
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
        let gaps: Vec<f64> = minutes.windows(2).map(span).collect();
        let total: f64 = gaps.iter().sum();
        let breaks = breaks(&gaps);
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

/// The gaps that squeeze all others, by index: as many as are each much longer than all that is left together. Several of like
/// length do so only if they stand between crowds, else they are the phases of the incident.
fn breaks(gaps: &[f64]) -> Vec<usize> {
    let mut longest: Vec<usize> = (0..gaps.len()).collect();
    longest.sort_by(|&a, &b| gaps[b].total_cmp(&gaps[a]));
    let squeezes = |count: usize| {
        let (broken, left) = longest.split_at(count);
        let rest: f64 = left.iter().map(|&at| gaps[at]).sum();
        // Of two gaps the longer one may well be most of the incident.
        let times = if left.len() == 1 { 6.0 } else { 1.5 };
        !left.is_empty() && broken.last().is_some_and(|&shortest| gaps[shortest] > times * rest)
    };
    let are_broken = |count: &usize| squeezes(*count) && (gaps.len() > 2 * count || (1..*count).all(squeezes));
    let count = (1..=MOST_BREAKS.min(gaps.len())).rev().find(are_broken).unwrap_or(0);
    longest.truncate(count);
    longest.sort_unstable();
    longest
}

/// Marks of the events: place in per cent, row, and the events that share it.
fn marks_of<'a>(ticks: &[&'a Tick], scale: &Scale) -> Vec<(f64, usize, Vec<&'a Tick>)> {
    let mut marks: Vec<(f64, usize, Vec<&Tick>)> = Vec::new();
    // Of each row the last mark.
    let mut last: Vec<usize> = Vec::new();
    let mut ordered = ticks.to_vec();
    ordered.sort_by_key(|tick| tick.minute);
    for tick in ordered {
        let place = scale.place(tick.minute);
        let free = last.iter().position(|&mark| place - marks[mark].0 >= TARGET);
        match free {
            Some(row) => {
                last[row] = marks.len();
                marks.push((place, row, vec![tick]));
            }
            None if last.len() < MOST_ROWS => {
                marks.push((place, last.len(), vec![tick]));
                last.push(marks.len() - 1);
            }
            None => {
                if let Some(mark) = last.iter().copied().max() {
                    marks[mark].2.push(tick);
                }
            }
        }
    }
    marks
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
pub(crate) fn strip(strip: &Strip) -> Option<String> {
    let (first, last) = (strip.marks.first()?, strip.marks.last()?);
    if strip.marks.windows(2).any(|pair| pair[0].minute >= pair[1].minute) || first.minute == last.minute {
        return None;
    }
    let inside = |tick: &&Tick| (first.minute..=last.minute).contains(&tick.minute);
    let ticks: Vec<&Tick> = strip.ticks.iter().filter(inside).collect();
    let minutes = strip.marks.iter().map(|mark| mark.minute).chain(ticks.iter().map(|tick| tick.minute));
    let scale = Scale::new(minutes.collect());
    let said: Vec<String> = strip.marks.iter().map(|mark| format!("{} {}", mark.word, mark.time)).collect();
    let marks = marks_of(&ticks, &scale);
    let rows = marks.iter().map(|(_, row, _)| row + 1).max().unwrap_or(0);
    let base = 72 + rows * TARGET_HEIGHT;
    let breaks = if scale.breaks.is_empty() { 0 } else { 4 + BREAK_ROW * scale.breaks.len() };
    let height = u32::try_from(base + breaks + 2).unwrap_or(u32::MAX);
    let mut out = open(height, &format!("{}{}", strip.description, said.join(", ")));
    draw_labels(&mut out, &strip.marks, &scale);
    draw_phases(&mut out, &strip.marks, &scale);
    draw_breaks(&mut out, &scale, base + 14, &strip.broken);
    draw_ticks(&mut out, &marks);
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

/// Their labels stand in rows, from `y` on: on a phone each is a third of the width.
fn draw_breaks(out: &mut String, scale: &Scale, y: usize, words: &str) {
    for (number, &i) in scale.breaks.iter().enumerate() {
        let ((from, left), (to, right)) = (scale.stops[i], scale.stops[i + 1]);
        let middle = (left + right) / 2.0;
        let (anchor, x) = match middle {
            middle if middle < 20.0 => ("start", left),
            middle if middle > 80.0 => ("end", right),
            middle => ("middle", middle),
        };
        let _ = write!(
            out,
            r#"<svg x="{}" y="48" overflow="visible"><path class="brk" d="M-7 24 0 0h7l-7 24z"/></svg><text x="{}" y="{}" text-anchor="{anchor}">{} {}</text>"#,
            percent(middle),
            percent(x),
            y + BREAK_ROW * number,
            escape(&duration(to - from)),
            escape(words)
        );
    }
}

fn draw_ticks(out: &mut String, marks: &[(f64, usize, Vec<&Tick>)]) {
    for (place, row, ticks) in marks {
        let Some(first) = ticks.first() else { continue };
        // A crowd at one place may be thousands: its ends and their number say where to look.
        let text = match &ticks[..] {
            [one] => one.text.clone(),
            [first, .., last] => format!("{} … {} ({})", first.text, last.text, ticks.len()),
            [] => continue,
        };
        let text = escape(&text);
        let y = 72 + row * TARGET_HEIGHT;
        let _ = write!(out, r#"<svg x="{}" y="{y}" overflow="visible">"#, percent(*place));
        if let Some(href) = &first.href {
            let _ = write!(out, r#"<a href="{}" aria-label="{text}">"#, escape(href));
        }
        let _ = write!(out, r#"<title>{text}</title><rect class="to" x="-12" width="24" height="24"/>"#);
        let radius = if ticks.len() > 1 { 9 } else { 5 };
        let _ = write!(out, r#"<circle class="ev" cy="12" r="{radius}"/>"#);
        if ticks.len() > 1 {
            let _ = write!(out, r#"<text class="t" y="16" text-anchor="middle">{}</text>"#, ticks.len());
        }
        out.push_str(if first.href.is_some() { "</a></svg>" } else { "</svg>" });
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
    fn every_strip_breaks_the_gaps_that_squeeze_it() {
        assert_eq!(breaks(&[5000.0, 60.0]), [0], "two gaps alone");
        assert_eq!(breaks(&[60.0, 30.0]), [0_usize; 0], "a long one of two is most of the incident");
        assert_eq!(breaks(&[9000.0, 10.0, 4000.0, 20.0, 30.0]), [0, 2], "several");
        assert_eq!(breaks(&[100.0]), [0_usize; 0], "one is all there is");
        let crowds =
            [[5.0, 10.0, 20.0, 4000.0], [10.0, 10.0, 5.0, 3000.0], [10.0, 9.0, 8.0, 5000.0], [9.0, 8.0, 7.0, 6.0]];
        assert_eq!(breaks(&crowds.concat()), [3, 7, 11], "several of like length between crowds");
        assert_eq!(breaks(&[100.0, 100.0, 10.0]), [0_usize; 0], "phases keep their lengths");
    }

    #[test]
    fn marks_that_would_overlap_stand_in_rows_of_their_own() {
        let minutes = [0, 1, 2, 50, 100];
        let svg = of(vec![mark(0, "started", 0), mark(100, "resolved", 3)], &minutes).unwrap_or_default();
        assert_eq!(svg.matches("<circle").count(), 5);
        for (x, y) in [("0%", 72), ("1%", 96), ("2%", 120), ("50%", 72), ("100%", 72)] {
            assert!(svg.contains(&format!(r#"<svg x="{x}" y="{y}""#)), "{x} {y}: {svg}");
        }
        let crowd: Vec<i64> = (0..10).chain([100, 200, 300]).collect();
        let svg = of(vec![mark(0, "started", 0), mark(400, "resolved", 3)], &crowd).unwrap_or_default();
        assert_eq!(svg.matches("<circle").count(), 4 + 3, "{svg}");
        assert!(svg.contains(">7</text>"), "the last one stands for those that find no room: {svg}");
        assert!(
            svg.contains("<title>x &lt; y … x &lt; y (7)</title>"),
            "and names the first and the last alone: {svg}"
        );
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
        let left = spread(&[0.0, 98.0, 99.0, 100.0]);
        assert!(left.windows(2).all(|pair| pair[1] - pair[0] >= LABEL - 1e-9), "{left:?}");
        assert!(left.iter().all(|&edge| (0.0..=78.0).contains(&edge)), "{left:?}");
    }

    #[test]
    fn events_outside_the_marks_are_not_drawn_and_text_is_escaped() {
        let svg = of(vec![mark(0, "started", 0), mark(10, "resolved", 3)], &[-5, 5, 50]).unwrap_or_default();
        assert_eq!(svg.matches("<circle").count(), 1);
        assert!(svg.contains("x &lt; y"));
    }
}
