//! A document's body as HTML with slots where a link's target is needed, so that linking never parses Markdown again.

use borsh::{BorshDeserialize, BorshSerialize};
use std::ops::Range;
use std::sync::Arc;

/// What a link slot points at, as written.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum LinkKind {
    /// `[text](../x.md#y)`: anything without a scheme.
    Relative,
    /// `[[INC-12]]`, `[[INC-12|label]]`.
    Wiki,
    /// An incident id in running text; plain text where no such incident exists.
    Mention,
}

/// A stretch of finished HTML, or a slot.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Segment {
    /// Safe, balanced-in-sum HTML (a slot may stand inside an open element).
    Html(String),
    /// Opens a link; everything up to the matching [`Segment::LinkEnd`] is its content. Slots do not nest.
    LinkStart {
        kind: LinkKind,
        /// Target as written, percent-decoding not applied; for wikilinks the part before `|`.
        target: String,
        /// The `title` attribute, unescaped.
        title: Option<String>,
        /// Byte offset in the source, for diagnostics.
        offset: usize,
    },
    /// Closes the open link.
    LinkEnd,
    /// A local image; `width` where its author gives one, in pixels.
    Image { target: String, alt: String, title: Option<String>, width: Option<u32>, offset: usize },
    /// Opens a fold around a table or list of which every row is shown above the document.
    FoldStart { lines: u32 },
    /// Closes the fold.
    FoldEnd,
    /// A mermaid diagram: an external SVG plus its source as fallback and text alternative.
    Diagram { svg: Arc<str>, source: String, offset: usize },
}

/// A heading that stands in the body's HTML.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Heading {
    /// Level as printed: 2 to 6.
    pub level: u8,
    /// Plain text.
    pub text: String,
    /// `id` in the page, by GitHub's slugger, unique in the page.
    pub anchor: String,
    /// Byte offset in the source.
    pub offset: usize,
}

/// A block of code.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct CodeBlock {
    /// As its fence names it, in lower case; may be empty.
    pub language: String,
    pub code: String,
}

/// The rendered body.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Body {
    pub segments: Vec<Segment>,
    pub headings: Vec<Heading>,
    /// Anchors given to list labels that act as headings: (source offset, anchor).
    pub label_anchors: Vec<(usize, String)>,
    /// Other `id`s in the HTML that a link may name (footnotes, ids of raw HTML).
    pub other_anchors: Vec<String>,
    /// Entries of the timeline, by index, that have an anchor in the HTML (`text::html::event_anchor`).
    pub event_anchors: Vec<u32>,
    /// The body's words as plain text, blocks separated by a line feed (code included).
    pub text: String,
    /// Byte ranges of `text` that are code.
    pub code: Vec<Range<u32>>,
}

impl Body {
    /// The anchor of the heading or label that starts at source byte `offset`.
    #[must_use]
    pub fn anchor_at(&self, offset: usize) -> Option<&str> {
        let heading =
            self.headings.iter().find(|heading| heading.offset == offset).map(|heading| heading.anchor.as_str());
        heading.or_else(|| self.label_anchors.iter().find(|(at, _)| *at == offset).map(|(_, anchor)| anchor.as_str()))
    }
}

impl Body {
    /// The `id`s that the page will have inside its body, as far as a link may name them.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        let headings = self.headings.iter().map(|heading| &heading.anchor);
        let labels = self.label_anchors.iter().map(|(_, label)| label);
        headings.chain(labels).chain(&self.other_anchors).map(String::as_str)
    }
}
