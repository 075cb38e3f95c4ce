//! Markdown events to a [`Body`]: safe HTML with link slots.
//!
//! 1. [`outline`] looks over the events: heading anchors, footnotes, whether raw HTML stands among them, [`pairs`] of tags.
//! 2. [`events`] walks them; [`running`] links URLs, wikilinks and ids in text, [`raw`] rewrites raw HTML by [`elements`],
//!    [`highlight`] colours code, [`session`] finds commands in it, [`marks`] folds what is shown elsewhere, [`diagram`] draws mermaid, [`footnotes`] collects definitions.
//! 3. [`sanitise`] runs ammonia over the whole, where raw HTML was printed.

mod blocks;
mod diagram;
pub(super) mod elements;
pub(super) mod escape;
mod events;
mod footnotes;
mod headings;
pub(super) mod highlight;
mod images;
mod links;
mod marks;
mod notices;
mod open;
mod outline;
mod pairs;
mod plain;
mod raw;
mod running;
mod runs;
mod sanitise;
mod sink;
mod table;
pub(super) mod tokens;
mod writer;

#[cfg(test)]
mod fragments;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use super::markdown::Spanned;
use super::session;
use crate::config::Config;
use crate::diagnostics::Report;
use crate::model::{Body, Section, Segment, SourceFile};
use events::Label;
use rustc_hash::FxHashSet;
use writer::Writer;

pub use diagram::{Allowance, Drawings, THREAD as DRAWING_THREAD};
pub(crate) use escape::push_text;
pub use marks::Known;
pub(crate) use marks::{SHOWN, event_anchor};

/// What the diagrams of a document's `text` cost to draw, in units of two milliseconds at most.
#[must_use]
pub(crate) fn drawing_cost(text: &str) -> u32 {
    diagram::budget::of_document(text)
}

/// Appends a block of code in its box. What was typed into a terminal is told from prompts and answers: scripts copy that alone.
pub(crate) fn push_code(out: &mut String, language: &str, code: &str) {
    out.push_str("<div class=\"code\"");
    if !language.is_empty() {
        out.push_str(" data-lang=\"");
        escape::push_attribute(out, language);
        out.push('"');
    }
    out.push_str("><pre tabindex=\"0\"><code>");
    // A line break at the end of what is pasted into a terminal runs it at once.
    let code = code.trim_end();
    match session::lines(language, code) {
        Some(lines) => push_session(out, &lines),
        None => highlight::push(out, language, code),
    }
    out.push_str("</code></pre></div>\n");
}

/// Commands in colour as one element each, prompts in another, all else as it is.
fn push_session(out: &mut String, lines: &[session::Line<'_>]) {
    let is_typed =
        |line: &session::Line<'_>| matches!(line, session::Line::Typed { text, .. } if !text.trim().is_empty());
    let last = lines.iter().rposition(is_typed).unwrap_or(0);
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        match line {
            // What is copied ends with the last command, not with an empty line after it.
            session::Line::Typed { prompt, text, .. } if at > last => {
                escape::push_text(out, prompt);
                escape::push_text(out, text);
            }
            session::Line::Typed { prompt, text, .. } => {
                if !prompt.is_empty() {
                    out.push_str("<span class=\"ps\">");
                    escape::push_text(out, prompt);
                    out.push_str("</span>");
                }
                out.push_str("<b class=\"cmd\">");
                highlight::push(out, "bash", text);
                out.push_str("</b>");
            }
            session::Line::Output(text) => escape::push_text(out, text),
        }
    }
}

/// Renders `events`. `known` tells what was understood of them: which heading is the page's title, which list labels need an anchor,
/// which rows are shown elsewhere. `allowance` is what its diagrams may cost: what is beyond is shown as its source.
#[allow(clippy::needless_pass_by_value, reason = "the events are used up: nothing else may read them after")]
pub fn render(
    source: &SourceFile,
    events: Vec<Spanned<'_>>,
    known: &Known<'_>,
    (config, allowance): (&Config, Allowance<'_>),
    report: &mut Report,
) -> Body {
    let title_heading = known.title_heading;
    let mut outline = outline::read(&source.text, &events, title_heading);
    let mut labels = labels(&events, title_heading, known.sections, &mut outline);
    let marks = marks::Marks::new(&source.text, known);
    labels.extend(marks.labels(known.postmortem));
    labels.sort_by_key(|label| label.offset);
    let markup = outline.markup;
    let mut writer = Writer::new(source, known, (config, allowance), (outline, marks), report);
    let printed = writer.walk(&events, title_heading, labels);
    let event_anchors = printed.iter().filter_map(|label| label.event).collect();
    let sections = printed.into_iter().filter(|label| label.event.is_none());
    let label_anchors = sections.map(|label| (label.offset, label.id)).collect();
    writer.finish_footnotes();
    writer.notices.finish();
    let (text, code) = writer.plain.finish();
    let segments = writer.out.finish();
    // Only raw HTML brings ids of its own that a link may name.
    let other_anchors = if markup { ids(&segments) } else { Vec::new() };
    Body { segments, headings: writer.headings.finish(), label_anchors, other_anchors, event_anchors, text, code }
}

/// Every `id` in finished HTML, in order.
fn ids(segments: &[Segment]) -> Vec<String> {
    let html = segments.iter().filter_map(|segment| match segment {
        Segment::Html(html) => Some(html.as_str()),
        _ => None,
    });
    html.flat_map(|html| html.split(" id=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())))
        .collect()
}

/// Ids for sections that open with something else than a heading, named for what the section means.
fn labels(
    events: &[Spanned<'_>],
    title: Option<usize>,
    sections: &[Section],
    outline: &mut outline::Outline,
) -> Vec<Label> {
    use pulldown_cmark::{Event, Tag};
    if sections.is_empty() {
        return Vec::new();
    }
    let mut headings: FxHashSet<usize> = title.into_iter().collect();
    let starts = events.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::Heading { .. })));
    headings.extend(starts.map(|(_, range)| range.start));
    let mut offsets: Vec<_> = sections
        .iter()
        .filter(|section| !headings.contains(&section.offset))
        .map(|section| (section.offset, section.name))
        .collect();
    offsets.sort_unstable();
    offsets.dedup_by_key(|(offset, _)| *offset);
    let label = |(offset, name)| {
        let id = outline.anchors.unique(&kebab(&format!("{name:?}")));
        Label { offset, until: usize::MAX, id, event: None }
    };
    offsets.into_iter().map(label).collect()
}

/// `RootCause` -> `root-cause`.
fn kebab(name: &str) -> String {
    let mut kebab = String::with_capacity(name.len() + 2);
    for character in name.chars() {
        if character.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(character.to_ascii_lowercase());
    }
    kebab
}
