//! A first look over the events, for what must be known before the first byte is written: anchors of all headings (a
//! raw `id` further up must not take one), defined footnotes, and which raw tags belong together.

use super::blocks::raw_html;
use super::elements::{self, Rule};
use super::pairs::{Pairs, Stretch};
use super::raw;
use super::tokens::Token;
use crate::text::markdown::Spanned;
use crate::text::slug::{self, Anchors};
use pulldown_cmark::{Event, Tag, TagEnd};
use rustc_hash::FxHashSet;

/// A heading to come.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub anchor: String,
    pub text: String,
    /// Attributes in braces that no document means as such (`## {{ title }}`): printed as text.
    pub braces: Option<String>,
}

/// What the first look finds.
#[derive(Clone, Debug, Default)]
pub(super) struct Outline {
    /// Headings in order, without the one that became the title.
    pub headings: Vec<Planned>,
    /// Ids given so far.
    pub anchors: Anchors,
    /// Labels with a definition.
    pub footnotes: FxHashSet<String>,
    pub pairs: Pairs,
    /// Raw HTML that is printed as markup: the assembled body must be sanitised.
    pub markup: bool,
}

/// Looks over `events`; the heading at `title` is not printed.
pub(super) fn read(source: &str, events: &[Spanned<'_>], title: Option<usize>) -> Outline {
    let mut outline = Outline::default();
    let mut drafts: Vec<(Option<String>, String, Option<String>)> = Vec::new();
    let mut open = None;
    // Numbers of the open Markdown elements that are no part of a line.
    let mut within = vec![0];
    for (at, (event, range)) in events.iter().enumerate() {
        let around = within.last().copied().unwrap_or_default();
        match event {
            Event::Start(tag) if !is_inline(&tag.to_end()) => {
                within.push(at + 1);
                outline.pairs.block();
            }
            Event::End(tag) if !is_inline(tag) => {
                within.pop();
            }
            _ => {}
        }
        let innermost = within.last().copied().unwrap_or_default();
        match event {
            Event::Start(Tag::Heading { id, classes, attrs, .. }) if Some(range.start) != title => {
                let odd = !attrs.is_empty() || !classes.is_empty() && id.is_none();
                let braces = if odd { braces(&source[range.clone()]) } else { None };
                let id = id.as_ref().filter(|_| braces.is_none()).map(|id| id.to_string());
                drafts.push((id, String::new(), braces));
                open = Some(drafts.len() - 1);
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((_, text, Some(braces))) = open.take().and_then(|at: usize| drafts.get_mut(at)) {
                    text.push(' ');
                    text.push_str(braces);
                }
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                outline.footnotes.insert(label.to_lowercase());
            }
            Event::Start(Tag::HtmlBlock) => {
                if let Some(html) = raw_html(events, at) {
                    outline.scan(&html, range.start, Stretch::Block(around));
                }
            }
            Event::InlineHtml(html) => outline.scan(html, range.start, Stretch::Line(innermost)),
            _ => {}
        }
        if let Some((_, text, _)) = open.and_then(|at| drafts.get_mut(at)) {
            match event {
                Event::Text(piece) | Event::Code(piece) => text.push_str(piece),
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                _ => {}
            }
        }
    }
    outline.assign(drafts);
    outline
}

impl Outline {
    /// Explicit ids first, then GitHub's slugs around them.
    fn assign(&mut self, drafts: Vec<(Option<String>, String, Option<String>)>) {
        let claimed: Vec<bool> =
            drafts.iter().map(|(id, ..)| id.as_ref().is_some_and(|id| self.anchors.claim(id))).collect();
        for ((id, text, braces), claimed) in drafts.into_iter().zip(claimed) {
            let anchor = match id {
                Some(id) if claimed => id,
                _ => self.anchors.unique(&slug::anchor(text.trim())),
            };
            self.headings.push(Planned { anchor, text, braces });
        }
    }

    /// Notes which tags of `html` belong together, and whether any element is printed as markup.
    fn scan(&mut self, html: &str, offset: usize, stretch: Stretch) {
        for (token, before, is_dropped) in raw::shown(html) {
            if is_dropped {
                continue;
            }
            self.pairs.push(&token, offset + before, stretch);
            if let Token::Open(tag) = &token {
                let rule = elements::rule(&tag.name);
                let plain = matches!(rule, Rule::Unknown | Rule::Dated | Rule::Drop | Rule::DropAll | Rule::Foreign)
                    || matches!(rule, Rule::Void("br" | "wbr"));
                self.markup |= !plain;
            }
        }
    }
}

/// Does the element stand within a line?
pub(super) fn is_inline(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// The `{...}` at the end of a heading's first line.
fn braces(heading: &str) -> Option<String> {
    let line = heading.lines().next()?.trim_end().trim_end_matches('#').trim_end();
    let start = line.rfind('{')?;
    line.ends_with('}').then(|| line[start..].to_owned())
}
