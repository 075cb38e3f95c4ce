//! Numbers -> SVG. Pure functions; the drawing uses classes and presentation attributes only, because the site's
//! content security policy forbids `style=`. Horizontal places are percentages and vertical ones pixels, without a
//! `viewBox`: a chart fills any width while its text keeps its size.

mod ageing;
mod bars;
mod closing;
mod dates;
mod dots;
mod months;
mod quarters;
mod recurrences;
mod rows;
mod splits;
mod stacks;
mod strip;
mod years;

pub(crate) use ageing::{Aged, AgeingWords, ageing};
pub(crate) use bars::{Bar, bars};
pub(crate) use closing::{Growth, closing};
pub(crate) use dates::{Date, dates};
pub(crate) use dots::{Dot, dots, log_ticks};
pub(crate) use months::{MonthDot, months};
pub(crate) use quarters::{Quarter, quarters};
pub(crate) use recurrences::{Bin, Control, Held, Seen, densities, recurrences};
pub(crate) use rows::{DotRow, RowDot, rows};
pub(crate) use splits::{Split, splits};
pub(crate) use stacks::{Stack, stacks};
pub(crate) use strip::{Mark, Strip, Tick, strip};
pub(crate) use years::Years;

use crate::model::postmortem::Minutes;
use std::fmt::Write as _;

/// An incident on the time axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Point {
    /// Year with its fraction (`2025.5`).
    pub when: f64,
    pub title: String,
    pub href: String,
}

/// `text` with the five characters that mean something in HTML escaped.
#[must_use]
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// `12.5` -> `12.5%`, at most two decimals.
fn percent(value: f64) -> String {
    let mut text = format!("{value:.2}");
    text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    if text == "-0" {
        text.remove(0);
    }
    text.push('%');
    text
}

/// Opens a chart: a group, not an image, because its marks are links; the description is what a screen reader hears.
fn open(height: u32, description: &str) -> String {
    format!(r#"<svg height="{height}" role="group" aria-label="{}">"#, escape(description))
}

/// Opens a mark's link. It leaves the tab order: the table behind the chart holds the same links.
fn open_link(out: &mut String, href: &str) {
    let _ = write!(out, r#"<a href="{}" tabindex="-1">"#, escape(href));
}

/// A text whose middle stands at `x` percent of the width.
fn label(out: &mut String, x: f64, y: f64, text: &str) {
    let _ = write!(out, r#"<text x="{}" y="{y}" text-anchor="middle">{}</text>"#, percent(x), escape(text));
}

/// A duration for people, as [`Minutes::human`].
#[must_use]
pub(crate) fn duration(minutes: i64) -> String {
    Minutes(minutes).human()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_short() {
        assert_eq!(percent(0.0), "0%");
        assert_eq!(percent(-0.001), "0%");
        assert_eq!(percent(12.5), "12.5%");
        assert_eq!(percent(100.0), "100%");
        assert_eq!(percent(100.0 / 3.0), "33.33%");
    }

    #[test]
    fn durations_name_their_two_largest_units() {
        let written: Vec<String> =
            [0, 59, 60, 102, 1439, 1440, 1500, 1915, 2870, 8000].into_iter().map(duration).collect();
        let rounded = ["23 h 59 min", "1 d", "1 d 1 h", "1 d 8 h", "2 d", "5 d 13 h"];
        assert_eq!(written[..4], ["< 1 min", "59 min", "1 h", "1 h 42 min"]);
        assert_eq!(written[4..], rounded, "to the nearest hour, and never under it");
    }

    #[test]
    fn text_cannot_break_out_of_an_attribute() {
        assert_eq!(escape(r#"a<b>"&'"#), "a&lt;b&gt;&quot;&amp;&#39;");
    }
}
