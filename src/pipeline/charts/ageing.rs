//! Open actions with a day -> a strip of dots by how late they are, a row a severity.

use super::{escape, open, open_link, percent};
use std::fmt::Write as _;

/// One action.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Aged {
    /// Past its day; negative before it.
    pub days: i32,
    /// Index of its row.
    pub row: usize,
    pub title: String,
    pub href: String,
}

/// The words of a strip.
#[derive(Clone, Debug)]
pub(crate) struct AgeingWords<'a> {
    pub description: &'a str,
    /// At the rule between what is late and what is not.
    pub today: &'a str,
}

/// Per cent of the width kept at the left for the names of rows, and at the right for the last dot.
const LEFT: f64 = 21.0;
const RIGHT: f64 = 98.0;
/// Pixels: above the first row, and of a row. A number stands above its dot.
const TOP: f64 = 22.0;
const ROW: f64 = 36.0;
/// Numbers that are nearer to each other than this, in per cent, stand side by side over the first of them.
const NUMBER: f64 = 4.0;
/// Days that are round for people.
const ROUND: [i32; 10] = [7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650];
/// Ticks on one side of the rule.
const TICKS: i32 = 4;

/// The strip of `aged`, the latest first, of which the first `numbered` get numbers; `rows` are their names. `None` without a dot.
#[must_use]
pub(crate) fn ageing(aged: &[Aged], rows: &[String], numbered: usize, words: &AgeingWords<'_>) -> Option<String> {
    let all = || aged.iter().map(|aged| aged.days);
    let (first, last) = (all().min()?.min(-1), all().max()?.max(1));
    let span = f64::from(last) - f64::from(first);
    let x = |days: i32| LEFT + 2.0 + (RIGHT - LEFT - 2.0) * (f64::from(days) - f64::from(first)) / span;
    let y = |row: usize| TOP + ROW * (row as f64 + 1.0) - 10.0;
    let base = TOP + ROW * rows.len() as f64;
    let mut out = open((base + 24.0) as u32, words.description);
    for (row, name) in rows.iter().enumerate() {
        let at = y(row);
        let _ = write!(
            out,
            r#"<text class="b" x="0" y="{:.1}">{}</text><line class="ax" x1="{}" y1="{at:.1}" x2="100%" y2="{at:.1}"/>"#,
            at + 4.5,
            escape(name),
            percent(LEFT)
        );
    }
    ticks(&mut out, first, last, base, x);
    let zero = percent(x(0));
    let anchor = if x(0) > 75.0 { "end" } else { "middle" };
    let _ = write!(
        out,
        r#"<line class="med" x1="{zero}" y1="{}" x2="{zero}" y2="{base}"/><text x="{zero}" y="13" text-anchor="{anchor}">{}</text>"#,
        TOP - 4.0,
        escape(words.today)
    );
    for aged in aged.iter().rev() {
        open_link(&mut out, &aged.href);
        let _ = write!(
            out,
            r#"<circle class="{}" cx="{}" cy="{:.1}" r="5"><title>{}</title></circle></a>"#,
            if aged.days > 0 { "dot hi" } else { "dot" },
            percent(x(aged.days)),
            y(aged.row),
            escape(&aged.title)
        );
    }
    for (place, row, numbers) in numbers(&aged[..aged.len().min(numbered)], x) {
        let _ = write!(
            out,
            r#"<text class="b" x="{}" y="{:.1}" text-anchor="{}">{numbers}</text>"#,
            percent(place),
            y(row) - 9.0,
            if place > 94.0 { "end" } else { "middle" }
        );
    }
    out.push_str("</svg>");
    Some(out)
}

/// Round numbers of days below the line, each side on its own.
fn ticks(out: &mut String, first: i32, last: i32, base: f64, x: impl Fn(i32) -> f64) {
    let longest = last.max(-first);
    let step = ROUND.into_iter().find(|step| longest / step <= TICKS).unwrap_or(longest / TICKS);
    let late = (0..=last / step).map(|at| at * step);
    let early = (1..=-first / step).map(|at| -at * step);
    for days in early.chain(late) {
        let at = percent(x(days));
        let _ = write!(
            out,
            r#"<line class="ax" x1="{at}" y1="{base}" x2="{at}" y2="{}"/><text x="{at}" y="{}" text-anchor="middle">{days}</text>"#,
            base + 5.0,
            base + 19.0
        );
    }
}

/// Where numbers stand, in which row, and which: those of dots that lie at one place together.
fn numbers(worst: &[Aged], x: impl Fn(i32) -> f64) -> Vec<(f64, usize, String)> {
    let mut placed: Vec<(f64, usize, String)> = Vec::new();
    for (number, aged) in (1..).zip(worst) {
        let place = x(aged.days);
        match placed.iter_mut().rev().find(|(_, row, _)| *row == aged.row) {
            Some((before, _, numbers)) if *before - place < NUMBER => {
                *numbers = format!("{number} {numbers}");
                *before = f64::midpoint(*before, place);
            }
            _ => placed.push((place, aged.row, number.to_string())),
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aged(days: i32, row: usize) -> Aged {
        Aged { days, row, title: "A & B".into(), href: "#x".into() }
    }

    fn drawn(all: &[Aged]) -> String {
        let words = AgeingWords { description: "How late", today: "due today" };
        ageing(all, &["SEV1".to_owned(), "SEV2".to_owned()], 5, &words).unwrap_or_default()
    }

    #[test]
    fn late_dots_are_right_of_the_rule_and_in_colour() {
        let svg = drawn(&[aged(100, 0), aged(-20, 1)]);
        assert_eq!((svg.matches("\"dot hi\"").count(), svg.matches("\"dot\"").count()), (1, 1), "{svg}");
        assert!(svg.contains("due today") && svg.contains("A &amp; B"), "{svg}");
        assert!(drawn(&[]).is_empty());
    }

    #[test]
    fn numbers_of_dots_at_one_place_stand_together() {
        let placed = numbers(&[aged(100, 0), aged(99, 0), aged(98, 1), aged(10, 0)], f64::from);
        let said: Vec<&str> = placed.iter().map(|(.., numbers)| numbers.as_str()).collect();
        assert_eq!(said, ["2 1", "3", "4"]);
    }

    #[test]
    fn ticks_are_few_whatever_the_days() {
        for last in [1, 8, 400, 9_000, 3_000_000] {
            assert!(drawn(&[aged(last, 0), aged(-3, 1)]).matches("text-anchor").count() <= 9, "{last}");
        }
    }
}
