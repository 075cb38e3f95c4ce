//! Counts in two parts -> horizontal bars, grey for the first part and the accent for the second.

use super::bars::short;
use super::{escape, open, open_link, percent};
use std::fmt::Write as _;

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Split {
    pub name: String,
    pub href: String,
    /// The grey part and the accented one.
    pub parts: (usize, usize),
    /// Both parts, for people.
    pub said: String,
}

/// Height of a row, pixels.
const ROW: usize = 40;

/// Bars in order; the longest one is full.
#[must_use]
pub(crate) fn splits(splits: &[Split], description: &str) -> String {
    let most = splits.iter().map(|split| split.parts.0 + split.parts.1).max().unwrap_or(0).max(1);
    let share = |count: usize| 100.0 * count as f64 / most as f64;
    let height = u32::try_from((splits.len() * ROW).saturating_sub(8)).unwrap_or(u32::MAX);
    let mut out = open(height, description);
    for (i, split) in splits.iter().enumerate() {
        let (text, y, (grey, accent)) = (i * ROW + 14, i * ROW + 21, split.parts);
        open_link(&mut out, &split.href);
        let _ = write!(
            out,
            r#"<text class="b" x="0" y="{text}">{}</text><text x="100%" y="{text}" text-anchor="end">{}</text><rect class="trk" x="0" y="{y}" width="100%" height="8"/>"#,
            escape(&short(&split.name, 30)),
            escape(&split.said),
        );
        for (class, from, count) in [("bar", 0, grey), ("hi", grey, accent)].into_iter().filter(|part| part.2 > 0) {
            let _ = write!(
                out,
                r#"<rect class="{class}" x="{}" y="{y}" width="{}" height="8"/>"#,
                percent(share(from)),
                percent(share(count))
            );
        }
        let _ = write!(out, "<title>{}: {}</title></a>", escape(&split.name), escape(&split.said));
    }
    out.push_str("</svg>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_part_begins_where_the_first_ends() {
        let split = |parts| Split { name: "dns".into(), href: "../x/".into(), parts, said: "4".into() };
        let svg = splits(&[split((1, 3)), split((1, 0))], "Causes");
        assert!(svg.contains(r#"class="hi" x="25%" y="21" width="75%""#), "{svg}");
        assert_eq!((svg.matches(r#"class="hi""#).count(), svg.matches(r#"class="bar""#).count()), (1, 2));
    }
}
