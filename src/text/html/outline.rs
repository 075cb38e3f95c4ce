//! A first look over the events, for what must be known before the first byte is written: anchors of all headings (a
//! raw `id` further up must not take one), defined footnotes, and where raw elements end.

use super::elements::{self, Rule};
use super::tokens::{self, Token};
use crate::text::markdown::Spanned;
use crate::text::slug::{self, Anchors};
use pulldown_cmark::{Event, Tag, TagEnd};
use rustc_hash::{FxHashMap, FxHashSet};

/// A heading to come.
#[derive(Clone, Debug)]
pub struct Planned {
    pub anchor: String,
    pub text: String,
    /// Attributes in braces that no document means as such (`## {{ title }}`): printed as text.
    pub braces: Option<String>,
}

/// What the first look finds.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// Headings in order, without the one that became the title.
    pub headings: Vec<Planned>,
    /// Ids given so far.
    pub anchors: Anchors,
    /// Labels with a definition.
    pub footnotes: FxHashSet<String>,
    /// How often the end tag of an element is still to come.
    pub ends: FxHashMap<String, usize>,
    /// Raw HTML that is printed as markup: the assembled body must be sanitised.
    pub markup: bool,
}

/// Looks over `events`; the heading at `title` is not printed.
pub fn read(source: &str, events: &[Spanned<'_>], title: Option<usize>) -> Outline {
    let mut outline = Outline::default();
    let mut drafts: Vec<(Option<String>, String, Option<String>)> = Vec::new();
    let mut open = None;
    let mut raw = String::new();
    for (event, range) in events {
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
            Event::Html(html) => raw.push_str(html),
            Event::End(TagEnd::HtmlBlock) => {
                outline.scan(&raw);
                raw.clear();
            }
            Event::InlineHtml(html) => outline.scan(html),
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

    /// Notes end tags and whether any element of `html` is printed as markup.
    fn scan(&mut self, html: &str) {
        for token in tokens::tokens(html) {
            match token {
                Token::Close(name, _) => *self.ends.entry(name).or_insert(0) += 1,
                Token::Open(tag) => {
                    let rule = elements::rule(&tag.name);
                    let plain =
                        matches!(rule, Rule::Unknown | Rule::Dated | Rule::Drop | Rule::DropAll | Rule::Foreign)
                            || matches!(rule, Rule::Void("br" | "wbr"));
                    self.markup |= !plain;
                }
                _ => {}
            }
        }
    }
}

/// The `{...}` at the end of a heading's first line.
fn braces(heading: &str) -> Option<String> {
    let line = heading.lines().next()?.trim_end().trim_end_matches('#').trim_end();
    let start = line.rfind('{')?;
    line.ends_with('}').then(|| line[start..].to_owned())
}
