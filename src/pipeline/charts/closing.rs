//! Shares that grow with the days -> a line each on one axis, its name at its end.

use super::{escape, open, open_link, percent};
use std::fmt::Write as _;

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Growth {
    pub name: String,
    pub href: String,
    /// Days, ascending, and per cent.
    pub points: Vec<(i32, f64)>,
    /// Whether it is the point being made.
    pub is_newest: bool,
}

/// Per cent of the width kept at the left for the axis, and at the right for names.
const LEFT: f64 = 9.0;
const RIGHT: f64 = 14.0;
/// Pixels: height of the drawing's field, space above it, and between names that would meet.
const FIELD: f64 = 180.0;
const ABOVE: f64 = 12.0;
const APART: f64 = 16.0;

/// Lines, the most important last; `ticks` are days, the last of them the end of the axis.
#[must_use]
pub(crate) fn closing(lines: &[Growth], ticks: &[i32], description: &str) -> String {
    let end = f64::from(ticks.last().copied().unwrap_or(1).max(1));
    let x = |days: i32| percent(LEFT + (100.0 - LEFT - RIGHT) * f64::from(days) / end);
    let y = |share: f64| ABOVE + FIELD * (1.0 - share / 100.0);
    let mut out = open((ABOVE + FIELD + 24.0) as u32, description);
    for share in [0.0, 50.0, 100.0] {
        let at = y(share);
        let _ = write!(
            out,
            r#"<text x="0" y="{}">{share} %</text><line class="ax" x1="{LEFT}%" y1="{at}" x2="{}%" y2="{at}"/>"#,
            at + 4.0,
            100.0 - RIGHT
        );
    }
    for &days in ticks {
        let _ = write!(out, r#"<text x="{}" y="{}" text-anchor="middle">{days}</text>"#, x(days), ABOVE + FIELD + 18.0);
    }
    let heights = names(lines, &y);
    for (line, height) in lines.iter().zip(heights) {
        open_link(&mut out, &line.href);
        let class = if line.is_newest { "gr hi" } else { "gr" };
        for pair in line.points.windows(2) {
            let ((from, was), (to, is)) = (pair[0], pair[1]);
            let _ = write!(
                out,
                r#"<line class="{class}" x1="{}" y1="{}" x2="{}" y2="{}"/>"#,
                x(from),
                y(was),
                x(to),
                y(is)
            );
        }
        if let Some((days, _)) = line.points.last() {
            let _ = write!(
                out,
                r#"<text class="b" x="{}" dx="6" y="{}">{}</text>"#,
                x(*days),
                height + 4.0,
                escape(&line.name)
            );
        }
        out.push_str("</a>");
    }
    out.push_str("</svg>");
    out
}

/// The height of each name: that of its line's end, lower where another name is there.
fn names(lines: &[Growth], y: &impl Fn(f64) -> f64) -> Vec<f64> {
    let end = |line: &Growth| line.points.last().map_or((0, 0.0), |(days, share)| (*days, y(*share)));
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by(|a, b| end(&lines[*a]).1.total_cmp(&end(&lines[*b]).1));
    let mut heights = vec![0.0; lines.len()];
    let mut taken: Vec<(i32, f64)> = Vec::new();
    for at in order {
        let (days, mut height) = end(&lines[at]);
        let near = taken.iter().filter(|(other, _)| (other - days).abs() < 90).map(|(_, height)| *height);
        near.for_each(|other| height = if height < other + APART { height.max(other + APART) } else { height });
        taken.push((days, height));
        heights[at] = height;
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_share_an_axis_and_names_never_meet() {
        let line = |name: &str, share| Growth {
            name: name.into(),
            href: "../years/2025/".into(),
            points: vec![(0, 0.0), (30, share)],
            is_newest: false,
        };
        let svg = closing(&[line("2024", 50.0), line("2025", 51.0)], &[30, 90], "Closed");
        assert!(svg.contains(r#"x2="34.67%" y2="102""#), "{svg}");
        assert!(svg.contains(r#"y="104.2">2025"#) && svg.contains(r#"y="120.2">2024"#), "{svg}");
    }
}
