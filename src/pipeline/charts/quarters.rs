//! Incident counts by quarter -> columns over a few round grid lines, the highest labelled.

use super::years::LEFT;
use super::{Years, escape, open, open_link, percent};
use std::fmt::Write as _;

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quarter {
    pub year: i16,
    /// 1 to 4.
    pub quarter: u8,
    pub count: usize,
    pub href: Option<String>,
}

impl Quarter {
    /// `2025 Q2`.
    #[must_use]
    pub(crate) fn name(&self) -> String {
        format!("{} Q{}", self.year, self.quarter)
    }
}

const HEIGHT: u32 = 150;
const TOP: f64 = 18.0;
const BASE: f64 = 126.0;
/// Columns for the `quarters` of `years`, all of them in order.
#[must_use]
pub(crate) fn quarters(quarters: &[Quarter], years: Years, description: &str) -> String {
    let most = quarters.iter().map(|quarter| quarter.count).max().unwrap_or(0).max(1);
    let (step, ceiling) = round_up(most);
    let height = |count: usize| (BASE - TOP) * count as f64 / ceiling as f64;
    let mut out = open(HEIGHT, description);
    for count in (0..=ceiling).step_by(step) {
        let y = BASE - height(count);
        let _ = write!(
            out,
            r#"<text x="0" y="{:.1}">{count}</text><line class="ax" x1="{}" y1="{y:.1}" x2="100%" y2="{y:.1}"/>"#,
            y + 4.5,
            percent(LEFT)
        );
    }
    let width = (100.0 - LEFT) / quarters.len().max(1) as f64;
    let at_top = |quarter: &Quarter| quarter.count == most;
    let alone = quarters.iter().filter(|quarter| at_top(quarter)).count() == 1;
    let peak = quarters.iter().position(at_top).filter(|_| alone);
    for (i, quarter) in quarters.iter().enumerate() {
        let x = LEFT + i as f64 * width;
        column(&mut out, quarter, x, width, height(quarter.count), peak == Some(i));
    }
    years.draw(&mut out, BASE);
    out.push_str("</svg>");
    out
}

fn column(out: &mut String, quarter: &Quarter, x: f64, width: f64, height: f64, peak: bool) {
    if quarter.count == 0 {
        return;
    }
    if let Some(href) = &quarter.href {
        open_link(out, href);
    }
    let _ = write!(
        out,
        r#"<rect class="{}" x="{}" y="{:.1}" width="{}" height="{height:.1}"><title>{}: {}</title></rect>"#,
        if peak { "hi" } else { "bar" },
        percent(x + width * 0.12),
        BASE - height,
        percent(width * 0.76),
        escape(&quarter.name()),
        quarter.count
    );
    if quarter.href.is_some() {
        out.push_str("</a>");
    }
}

/// Step between grid lines (1, 2, 5, 10, ...) and the axis' end: at most four steps hold `most`.
fn round_up(most: usize) -> (usize, usize) {
    let mut decade = 1;
    loop {
        for step in [decade, 2 * decade, 5 * decade] {
            if most <= 4 * step {
                return (step, most.div_ceil(step) * step);
            }
        }
        decade *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_on_round_numbers() {
        assert_eq!(round_up(1), (1, 1));
        assert_eq!(round_up(4), (1, 4));
        assert_eq!(round_up(7), (2, 8));
        assert_eq!(round_up(37), (10, 40));
        assert_eq!(round_up(230), (100, 300));
    }

    #[test]
    fn empty_quarters_keep_their_place_but_have_no_column() {
        let at = |quarter, count| Quarter { year: 2025, quarter, count, href: None };
        let svg = quarters(&[at(1, 2), at(2, 0), at(3, 1), at(4, 0)], Years { first: 2025, last: 2025 }, "By quarter");
        assert_eq!(svg.matches("<rect").count(), 2);
        assert!(svg.contains("<title>2025 Q1: 2</title>"));
        assert!(svg.contains(r#"class="hi""#));
    }
}
