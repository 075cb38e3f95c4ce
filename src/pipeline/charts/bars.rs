//! Counted names -> horizontal bars, the name above and the count at the end of each.

use super::{escape, open, open_link, percent};
use std::fmt::Write as _;

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    pub name: String,
    pub count: usize,
    /// The count, for people.
    pub said: String,
    pub href: Option<String>,
}

/// Height of a row, pixels.
const ROW: usize = 40;

/// Bars, the highest first; it has the accent, if it stands out. A full one counts `most`, in all charts of a page.
#[must_use]
pub(crate) fn bars(bars: &[Bar], most: usize, description: &str) -> String {
    let said: Vec<String> = bars.iter().map(|bar| format!("{} {}", bar.name, bar.said)).collect();
    let highest = bars.first().map_or(0, |bar| bar.count);
    let stands_out = bars.get(1).is_none_or(|next| next.count < highest);
    let height = (bars.len() * ROW).saturating_sub(8);
    let mut out = open(u32::try_from(height).unwrap_or(u32::MAX), &format!("{description}: {}", said.join(", ")));
    for (i, bar) in bars.iter().enumerate() {
        if let Some(href) = &bar.href {
            open_link(&mut out, href);
        }
        let class = if i == 0 && stands_out { "hi" } else { "bar" };
        let (text, y) = (i * ROW + 14, i * ROW + 21);
        let _ = write!(
            out,
            r#"<text class="b" x="0" y="{text}">{}</text><text x="100%" y="{text}" text-anchor="end">{}</text><rect class="trk" x="0" y="{y}" width="100%" height="8" rx="2"/><rect class="{class}" x="0" y="{y}" width="{}" height="8" rx="2"/>"#,
            escape(&short(&bar.name, 40)),
            bar.said,
            percent(100.0 * bar.count as f64 / most.max(1) as f64)
        );
        if bar.href.is_some() {
            let _ = write!(out, "<title>{}: {}</title></a>", escape(&bar.name), bar.said);
        }
    }
    out.push_str("</svg>");
    out
}

/// `name`, cut to `limit` characters: SVG text does not wrap.
pub(super) fn short(name: &str, limit: usize) -> String {
    if name.chars().count() <= limit {
        return name.to_owned();
    }
    let cut: String = name.chars().take(limit - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_is_full_and_others_are_proportional() {
        let bar = |name: &str, count| Bar { name: name.into(), count, said: count.to_string(), href: None };
        let svg = bars(&[bar("cert-expiry", 4), bar("capacity", 1)], 4, "Causes");
        assert!(svg.contains(r#"class="hi" x="0" y="21" width="100%""#), "{svg}");
        assert!(svg.contains(r#"class="bar" x="0" y="61" width="25%""#), "{svg}");
        let half = bars(&[bar("cert-expiry", 4)], 8, "Causes");
        assert!(half.contains(r#"class="hi" x="0" y="21" width="50%""#), "of another chart's highest: {half}");
        assert!(svg.contains(r#"aria-label="Causes: cert-expiry 4, capacity 1""#), "{svg}");
    }

    #[test]
    fn long_names_are_cut_by_characters() {
        assert_eq!(short("短い名前", 40), "短い名前");
        assert_eq!(short("abcdef", 4), "abc…");
    }
}
