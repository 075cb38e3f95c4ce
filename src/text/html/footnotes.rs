//! Footnote references where they stand, definitions as one list at the end of the body.

use super::sink::Sink;
use super::writer::Writer;
use rustc_hash::FxHashMap;
use std::fmt::Write as _;

/// Back links printed for one footnote.
const MOST_BACK_LINKS: usize = 20;

/// Footnotes so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Footnotes {
    /// Label (lower case) -> number, from 1, in the order of first references.
    numbers: FxHashMap<String, usize>,
    /// References by number.
    references: Vec<usize>,
    /// Labels of the definitions that are being written.
    open: Vec<String>,
    /// Finished definitions in source order.
    definitions: Vec<(String, Sink)>,
}

impl Writer<'_> {
    /// Prints a reference.
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let key = label.to_lowercase();
        if !self.outline.footnotes.contains(&key) {
            self.text("[^");
            self.text(label);
            self.text("]");
            return;
        }
        let next = self.footnotes.numbers.len() + 1;
        let number = *self.footnotes.numbers.entry(key).or_insert(next);
        self.footnotes.references.resize(next.max(self.footnotes.references.len()), 0);
        let count = self.footnotes.references.get_mut(number - 1).map_or(1, |count| {
            *count += 1;
            *count
        });
        let html = self.out.html();
        let _ = match (count, self.open.in_link()) {
            (1, false) => {
                write!(html, "<sup class=\"fn\" id=\"pm_ref-{number}\"><a href=\"#pm_fn-{number}\">{number}</a></sup>")
            }
            (_, false) if count <= MOST_BACK_LINKS => {
                write!(
                    html,
                    "<sup class=\"fn\" id=\"pm_ref-{number}-{count}\"><a href=\"#pm_fn-{number}\">{number}</a></sup>"
                )
            }
            (_, false) => write!(html, "<sup class=\"fn\"><a href=\"#pm_fn-{number}\">{number}</a></sup>"),
            (1, true) => write!(html, "<sup class=\"fn\" id=\"pm_ref-{number}\">{number}</sup>"),
            _ if count <= MOST_BACK_LINKS => {
                write!(html, "<sup class=\"fn\" id=\"pm_ref-{number}-{count}\">{number}</sup>")
            }
            _ => write!(html, "<sup class=\"fn\">{number}</sup>"),
        };
    }

    /// Puts the body aside: what follows belongs to the definition of `label`.
    pub(super) fn start_footnote(&mut self, label: &str) {
        self.footnotes.open.push(label.to_lowercase());
        self.out.put_aside();
    }

    /// Back to the body.
    pub(super) fn end_footnote(&mut self) {
        let written = self.out.take_back();
        if let Some(label) = self.footnotes.open.pop() {
            self.footnotes.definitions.push((label, written));
        }
    }

    /// Prints the list of definitions: referenced ones by number, each with its back links, then the others.
    pub(super) fn finish_footnotes(&mut self) {
        let mut definitions = std::mem::take(&mut self.footnotes.definitions);
        if definitions.is_empty() {
            return;
        }
        let numbers = std::mem::take(&mut self.footnotes.numbers);
        definitions.sort_by_key(|(label, _)| numbers.get(label).copied().unwrap_or(usize::MAX));
        self.html("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n");
        let mut before = 0;
        for (label, written) in definitions {
            // A second definition of the same label has no number: it is printed all the same.
            let number = numbers.get(&label).copied().filter(|number| *number > before).unwrap_or(0);
            if number > 0 {
                before = number;
                let _ = write!(self.out.html(), "<li id=\"pm_fn-{number}\">");
            } else {
                self.html("<li>");
            }
            self.out.append(written);
            self.back_links(number);
            self.html("</li>\n");
        }
        self.html("</ol></section>\n");
    }

    fn back_links(&mut self, number: usize) {
        let count = number.checked_sub(1).and_then(|at| self.footnotes.references.get(at)).copied().unwrap_or(0);
        for reference in 1..=count.min(MOST_BACK_LINKS) {
            let suffix = if reference == 1 { String::new() } else { format!("-{reference}") };
            let _ = write!(
                self.out.html(),
                "<a class=\"fn-back\" href=\"#pm_ref-{number}{suffix}\" aria-label=\"Back to reference {number}{suffix}\">↩</a>"
            );
        }
    }
}
