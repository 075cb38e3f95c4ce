//! How an incident was fixed -> the box above its document: sentences with the code in them, and the code that did it.

use crate::model::page::{FixView, LastEntryView, Run};
use crate::model::{CodeBlock, Document, EventTime, Moment, Postmortem};
use crate::pipeline::charts::escape;
use crate::text::html::{event_anchor, push_code};
use crate::text::shorten::sentences;

/// Longest text, in characters; it ends with a sentence.
const LONGEST: usize = 640;

/// The box with the plain text `fix`; `anchor` is where the document says more.
#[must_use]
pub fn fix(document: &Document, fix: &str, anchor: Option<&str>) -> FixView {
    let text = sentences(fix, LONGEST);
    let commands = document.postmortem().map(|incident| &incident.fix_commands[..]).unwrap_or_default();
    FixView { runs: runs(document, &text), code: code(commands), anchor: anchor.map(str::to_owned) }
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
pub fn last_entry(document: &Document, postmortem: &Postmortem) -> Option<LastEntryView> {
    let index = postmortem.timeline.last()?;
    let event = postmortem.timeline.events.get(index)?;
    let number = u32::try_from(index).ok()?;
    Some(LastEntryView {
        time: event.time.as_ref().map(shown_time),
        runs: runs(document, &sentences(&event.text, LONGEST)),
        anchor: document.body.event_anchors.contains(&number).then(|| event_anchor(number)),
    })
}

fn shown_time(time: &EventTime) -> String {
    time.moment().map_or_else(|| time.to_string(), Moment::human)
}

/// `text` in stretches of prose and of code, as the document writes it: its sentences are looked for in the body.
#[must_use]
pub fn runs(document: &Document, text: &str) -> Vec<Run> {
    let body = &document.body;
    if body.code.is_empty() {
        return vec![Run { text: text.to_owned(), code: false }];
    }
    // Without white space, which the two may have in different places; with the offset of each byte in the body.
    let mut squeezed = String::with_capacity(body.text.len());
    let mut offsets = Vec::with_capacity(body.text.len());
    for (at, c) in body.text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        squeezed.push(c);
        offsets.extend(std::iter::repeat_n(at, c.len_utf8()));
    }
    let is_code = |offset: usize| {
        let before = body.code.partition_point(|range| usize::try_from(range.end).unwrap_or(usize::MAX) <= offset);
        body.code.get(before).is_some_and(|range| usize::try_from(range.start).unwrap_or(0) <= offset)
    };
    let mut runs: Vec<Run> = Vec::new();
    let mut push = |text: &str, code: bool| match runs.last_mut() {
        Some(last) if last.code == code => last.text.push_str(text),
        _ => runs.push(Run { text: text.to_owned(), code }),
    };
    for sentence in text.split_inclusive(". ") {
        let bare: String = sentence.chars().filter(|c| !c.is_whitespace()).collect();
        let bare = bare.trim_end_matches(['.', '…']);
        let Some(found) = squeezed.find(bare).filter(|_| !bare.is_empty()) else {
            push(sentence, false);
            continue;
        };
        let mut at = found;
        let mut code = false;
        for c in sentence.chars() {
            // A blank is code where the letters around it are.
            if !c.is_whitespace() {
                code = at < found + bare.len() && offsets.get(at).is_some_and(|offset| is_code(*offset));
                at += c.len_utf8();
            } else {
                code = code && at < found + bare.len() && offsets.get(at).is_some_and(|offset| is_code(*offset));
            }
            push(c.encode_utf8(&mut [0; 4]), code);
        }
    }
    runs
}

/// The first paragraph of a body that says no more than the page's lead: it is printed there, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// Anchor and words of the heading over it, as HTML.
    pub heading: Option<String>,
    /// The paragraph's content as HTML.
    pub html: String,
}

/// Takes the paragraph that says `summary` out of the printed `body`, if it is all of the section that opens at `anchor`, or
/// stands at the very top.
#[must_use]
pub fn take_lead(body: &mut String, anchor: Option<&str>, summary: &str) -> Option<Lead> {
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
