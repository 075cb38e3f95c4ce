//! The incidents of a year -> twelve columns of dots, tinted by severity, each a link.

use super::{escape, open, open_link, percent};
use std::fmt::Write as _;

/// One incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MonthDot {
    /// 1 to 12.
    pub month: usize,
    /// Severity 0 to 5.
    pub level: usize,
    pub title: String,
    pub href: String,
}

/// Pixels from dot to dot; dots side by side in a month.
const STEP: f64 = 14.0;
const SIDE: usize = 2;
/// Dots above each other at most: a month with more has a bar in their place.
const TALL: usize = 12;

/// Dots in order, those of a month from the baseline up; `names` of the months, and where those with too many lead.
#[must_use]
pub(crate) fn months(
    dots: &[MonthDot],
    names: &[String; 12],
    href: impl Fn(usize) -> String,
    description: &str,
) -> String {
    let mut by_month: [Vec<&MonthDot>; 12] = Default::default();
    dots.iter().for_each(|dot| by_month[dot.month.clamp(1, 12) - 1].push(dot));
    let most = by_month.iter().map(Vec::len).max().unwrap_or(0);
    let base = STEP * most.div_ceil(SIDE).clamp(1, TALL) as f64 + 22.0;
    let mut out = open((base + 22.0) as u32, description);
    let _ = write!(out, r#"<line class="ax" x1="0" y1="{base}" x2="100%" y2="{base}"/>"#);
    for (at, (dots, name)) in by_month.iter().zip(names).enumerate() {
        let left = 100.0 * at as f64 / 12.0;
        let x = percent(left + 1.5);
        let _ = write!(out, r#"<text x="{x}" y="{}">{}</text>"#, base + 17.0, escape(name));
        if most > SIDE * TALL {
            bar(&mut out, dots.len(), most, (left, base), &href(at + 1));
            continue;
        }
        for (i, dot) in dots.iter().enumerate() {
            open_link(&mut out, &dot.href);
            let _ = write!(
                out,
                r#"<circle class="lv sev{}" cx="{x}" cy="{:.1}" r="5.5" transform="translate({} 0)"><title>{}</title></circle></a>"#,
                dot.level,
                base - 9.0 - STEP * (i / SIDE) as f64,
                5 + 13 * (i % SIDE),
                escape(&dot.title)
            );
        }
    }
    out.push_str("</svg>");
    out
}

fn bar(out: &mut String, count: usize, most: usize, (left, base): (f64, f64), href: &str) {
    if count == 0 {
        return;
    }
    let height = (base - 22.0) * count as f64 / most as f64;
    open_link(out, href);
    let _ = write!(
        out,
        r#"<rect class="bar" x="{}" y="{:.1}" width="5.5%" height="{height:.1}"/><text x="{}" y="{:.1}">{count}</text></a>"#,
        percent(left + 1.0),
        base - height,
        percent(left + 1.5),
        base - height - 5.0
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(count: usize) -> String {
        let dot = |_| MonthDot { month: 3, level: 2, title: "A & B".into(), href: "../x/".into() };
        let dots: Vec<MonthDot> = (0..count).map(dot).collect();
        months(&dots, &std::array::from_fn(|month| format!("m{month}")), |month| format!("#m{month}"), "2025")
    }

    #[test]
    fn a_dot_is_a_link_and_a_month_with_too_many_a_bar() {
        assert_eq!(drawn(3).matches(r#"<circle class="lv sev2""#).count(), 3);
        let many = drawn(25);
        assert!(!many.contains("<circle") && many.contains(r##"href="#m3""##) && many.contains(">25</text>"), "{many}");
    }
}
