//! How an incident was fixed -> the box above its document: sentences with the code in them, and the code that did it.

use crate::model::page::{FixView, LastEntryView, Run};
use crate::model::{CodeBlock, Document, EventTime, Moment, Postmortem};
use crate::pipeline::charts::escape;
use crate::text::html::{event_anchor, push_code};
use crate::text::shorten::sentences;

/// Longest text, in characters; it ends with a sentence.
const LONGEST: usize = 640;
/// The same where fixes are listed.
const LISTED: usize = 240;

/// The box of `document` with these `runs`; `anchor` is where it says more.
#[must_use]
pub(super) fn fix(document: &Document, runs: Vec<Run>, anchor: Option<&str>) -> FixView {
    let commands = document.postmortem().map(|incident| &incident.fix_commands[..]).unwrap_or_default();
    FixView { runs, code: code(commands), anchor: anchor.map(str::to_owned) }
}

/// Blocks of code as HTML, those of one language as one block: who copies it pastes all of it.
fn code(blocks: &[CodeBlock]) -> Option<String> {
    let mut html = String::new();
    for one_language in blocks.chunk_by(|one, next| one.language == next.language) {
        let all: Vec<&str> = one_language.iter().map(|block| block.code.as_str()).collect();
        push_code(&mut html, &one_language[0].language, &all.join("\n"));
    }
    (!html.is_empty()).then_some(html)
}

/// What happened last, for an incident whose document does not say how it was fixed.
#[must_use]
pub(super) fn last_entry(document: &Document, postmortem: &Postmortem) -> Option<LastEntryView> {
    let index = postmortem.timeline.last()?;
    let event = postmortem.timeline.events.get(index)?;
    let number = u32::try_from(index).ok()?;
    Some(LastEntryView {
        time: event.time.as_ref().map(shown_time),
        runs: runs(document, &event.text),
        anchor: document.body.event_anchors.contains(&number).then(|| event_anchor(number)),
    })
}

/// The time of an entry, for people.
#[must_use]
pub(super) fn shown_time(time: &EventTime) -> String {
    time.moment().map_or_else(|| time.to_string(), Moment::human)
}

/// How it was fixed, in stretches of prose and of code as the document writes it: the sentences are looked for in its body.
#[must_use]
pub(super) fn runs(document: &Document, fix: &str) -> Vec<Run> {
    let body = &document.body;
    let text = sentences(fix, LONGEST);
    if body.code.is_empty() {
        return vec![Run { text, code: false }];
    }
    let is_code = |offset: usize| {
        let before = body.code.partition_point(|range| usize::try_from(range.end).unwrap_or(usize::MAX) <= offset);
        body.code.get(before).is_some_and(|range| usize::try_from(range.start).unwrap_or(0) <= offset)
    };
    let mut squeezed = None;
    let mut runs: Vec<Run> = Vec::new();
    for sentence in text.split_inclusive(". ") {
        let bare = sentence.trim().trim_end_matches(['.', '…']);
        // Where each letter stands in the body.
        let places = match body.text.find(bare) {
            Some(at) => letters(bare).map(|(i, _)| at + i).collect(),
            None => squeezed.get_or_insert_with(|| Squeezed::new(&body.text)).places(bare),
        };
        let mut code = false;
        let mut places = places.into_iter().peekable();
        for c in sentence.chars() {
            // A blank is code where the letters around it are.
            code = match c.is_whitespace() {
                true => code && places.peek().is_some_and(|place| is_code(*place)),
                false => places.next().is_some_and(is_code),
            };
            push(&mut runs, c, code);
        }
    }
    runs
}

/// As much of `runs` as has room where fixes are listed; it ends with a sentence.
#[must_use]
pub(super) fn beginning(runs: &[Run]) -> Vec<Run> {
    let text: String = runs.iter().map(|run| run.text.as_str()).collect();
    let mut short = Vec::new();
    let said = runs.iter().flat_map(|run| run.text.chars().map(|c| (c, run.code)));
    let mut said = said.peekable();
    for c in sentences(&text, LISTED).chars() {
        let code = said.next_if(|(letter, _)| *letter == c).is_some_and(|(_, code)| code);
        push(&mut short, c, code);
    }
    short
}

fn push(runs: &mut Vec<Run>, c: char, code: bool) {
    match runs.last_mut() {
        Some(last) if last.code == code => last.text.push(c),
        _ => runs.push(Run { text: c.into(), code }),
    }
}

/// The letters of `text` and where they stand, without white space.
fn letters(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().filter(|(_, c)| !c.is_whitespace())
}

/// A text without white space, which a sentence read from it may have in other places.
struct Squeezed {
    text: String,
    /// Of each byte the place in the text as it was.
    places: Vec<usize>,
}

impl Squeezed {
    fn new(whole: &str) -> Self {
        let (mut text, mut places) = (String::with_capacity(whole.len()), Vec::with_capacity(whole.len()));
        for (at, c) in letters(whole) {
            text.push(c);
            places.extend(std::iter::repeat_n(at, c.len_utf8()));
        }
        Self { text, places }
    }

    /// Where each letter of `sentence` stands in the text as it was; none where it is not in there.
    fn places(&self, sentence: &str) -> Vec<usize> {
        let bare: String = letters(sentence).map(|(_, c)| c).collect();
        let found = self.text.find(&bare).unwrap_or(self.text.len());
        bare.char_indices().map_while(|(i, _)| self.places.get(found + i).copied()).collect()
    }
}

/// The first paragraph of a body that says no more than the page's lead: it is printed there, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lead {
    /// Anchor and words of the heading over it, as HTML.
    pub heading: Option<String>,
    /// The paragraph's content as HTML.
    pub html: String,
}

/// Takes the paragraph that says `summary` out of the printed `body`, if it is all of the section that opens at `anchor`, or
/// stands at the very top.
#[must_use]
pub(super) fn take_lead(body: &mut String, anchor: Option<&str>, summary: &str) -> Option<Lead> {
    let mut level = b'2';
    let (from, heading, content) = match anchor {
        Some(anchor) => {
            let id = format!(" id=\"{}\"", escape(anchor));
            let start = body.find(&id).and_then(|at| body[..at].rfind('<'))?;
            let tag = body.get(start..start + 3).filter(|tag| matches!(*tag, "<h2" | "<h3" | "<h4"))?;
            level = tag.bytes().last()?;
            let close = format!("</{}>", &tag[1..]);
            let end = start + body[start..].find(&close)? + close.len();
            (start, Some(body[start..end].to_owned()), end)
        }
        None => (0, None, 0),
    };
    let start = content + body[content..].len() - body[content..].trim_start().len();
    let inner = body[start..].strip_prefix("<p>")?;
    let html = &inner[..inner.find("</p>")?];
    let end = start + "<p>".len() + html.len() + "</p>".len();
    let next = body[end..].trim_start();
    // Alone in its section.
    let ends = |rest: &str| rest.starts_with('r') || rest.bytes().next().is_some_and(|digit| digit <= level);
    let alone = anchor.is_none() || next.is_empty() || next.strip_prefix("<h").is_some_and(ends);
    let says = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if !alone || html.contains("<img") || says(&plain(html)) != says(summary) {
        return None;
    }
    let lead = Lead { heading, html: html.to_owned() };
    body.replace_range(from..end, "");
    Some(lead)
}

/// The text of `html`, as the writer prints it.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    named.into_iter().fold(text, |text, (name, letter)| text.replace(name, letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_that_the_lead_repeats_is_taken_from_the_body() {
        let mut body =
            "<h2 id=\"summary\">Summary</h2>\n<p>A <code>b</code> &amp; c.</p>\n<h2 id=\"x\">X</h2>".to_owned();
        let lead = take_lead(&mut body, Some("summary"), "A b & c.");
        assert_eq!(
            lead,
            Some(Lead {
                heading: Some("<h2 id=\"summary\">Summary</h2>".into()),
                html: "A <code>b</code> &amp; c.".into()
            })
        );
        assert_eq!(body.trim(), "<h2 id=\"x\">X</h2>");
        let mut first = "<p>It broke.</p>\n<p>Then more.</p>".to_owned();
        assert!(take_lead(&mut first, None, "It broke.").is_some());
        assert_eq!(first.trim(), "<p>Then more.</p>");
    }

    #[test]
    fn a_section_that_says_more_than_the_lead_stays_whole() {
        for written in [
            "<h2 id=\"summary\">Summary</h2>\n<p>It broke.</p>\n<p>Then more.</p>",
            "<h2 id=\"summary\">Summary</h2>\n<p>It broke. Badly.</p>",
            "<h2 id=\"summary\">Summary</h2>\n<ul>\n<li>It broke.</li>\n</ul>",
            "<h2 id=\"summary\">Summary</h2>\n<p>It broke.</p>\n<h3>Details</h3>\n<p>Then more.</p>",
            "<h2 id=\"other\">Other</h2>\n<p>It broke.</p>",
        ] {
            let mut body = written.to_owned();
            assert_eq!(take_lead(&mut body, Some("summary"), "It broke."), None);
            assert_eq!(body, written);
        }
    }
}
