//! Incident counts by quarter and severity -> stacked columns, the worst at the baseline, the total above each.

use super::years::LEFT;
use super::{escape, open, open_link, percent};
use std::fmt::Write as _;

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stack {
    /// Below the column; empty where its neighbour's word takes the room.
    pub label: String,
    /// Of the whole column, for people.
    pub title: String,
    pub href: String,
    /// Levels (0 to 5) and counts, from the baseline up.
    pub parts: Vec<(usize, usize)>,
}

impl Stack {
    fn count(&self) -> usize {
        self.parts.iter().map(|(_, count)| count).sum()
    }
}

const HEIGHT: u32 = 186;
const TOP: f64 = 22.0;
const BASE: f64 = 160.0;
/// Share of a column's place that it fills.
const FILLED: f64 = 0.72;

/// Columns for `stacks`, oldest first. `key` names the levels that occur, for the line above.
#[must_use]
pub(crate) fn stacks(stacks: &[Stack], description: &str) -> String {
    let most = stacks.iter().map(Stack::count).max().unwrap_or(0).max(1);
    let width = (100.0 - LEFT / 4.0) / stacks.len().max(1) as f64;
    let mut out = open(HEIGHT, description);
    let _ = write!(out, r#"<line class="ax" x1="0" y1="{BASE}" x2="100%" y2="{BASE}"/>"#);
    for (i, stack) in stacks.iter().enumerate() {
        let x = i as f64 * width;
        if !stack.label.is_empty() {
            let _ = write!(out, r#"<text x="{}" y="{}">{}</text>"#, percent(x), BASE + 18.0, escape(&stack.label));
        }
        if stack.count() == 0 {
            let middle = percent(x + width * FILLED / 2.0);
            let _ = write!(out, r#"<text x="{middle}" y="{:.1}" text-anchor="middle">0</text>"#, BASE - 5.0);
            continue;
        }
        open_link(&mut out, &stack.href);
        let mut y = BASE;
        for &(level, count) in stack.parts.iter().filter(|(_, count)| *count > 0) {
            let height = (BASE - TOP) * count as f64 / most as f64;
            y -= height;
            let _ = write!(
                out,
                r#"<rect class="lv sev{level}" x="{}" y="{y:.1}" width="{}" height="{:.1}"/>"#,
                percent(x),
                percent(width * FILLED),
                (height - 1.0).max(1.0)
            );
        }
        let _ = write!(
            out,
            r#"<text x="{}" y="{:.1}" text-anchor="middle">{}</text><title>{}</title></a>"#,
            percent(x + width * FILLED / 2.0),
            y - 5.0,
            stack.count(),
            escape(&stack.title)
        );
    }
    out.push_str("</svg>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_stands_at_the_baseline_and_the_total_above_all() {
        let stack = |parts| Stack { label: "2025".into(), title: "2025 Q1: 4".into(), href: "../x/".into(), parts };
        let svg = stacks(&[stack(vec![(1, 1), (3, 3)]), stack(vec![])], "By quarter");
        assert!(svg.contains(r#"class="lv sev1" x="0%" y="125.5""#), "{svg}");
        assert!(svg.contains(r#"class="lv sev3" x="0%" y="22.0""#), "{svg}");
        let counted = [svg.matches("<a ").count(), svg.matches(">4</text>").count(), svg.matches(">0</text>").count()];
        assert_eq!(counted, [1, 1, 1], "a quarter without one is a quarter too");
    }
}
