//! The elements that are open, innermost last, and what may stand in them.

/// Elements deeper than this are not printed, their content is: browsers and parsers have limits of their own.
const DEEPEST: usize = 96;
/// How many open elements a tag may look through for one that it belongs to: a file of nothing but start tags must not take the square
/// of its length.
pub(super) const FARTHEST: usize = 200;

/// What may stand in an open element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Holds blocks: quote, list, table, item, cell, definition.
    Flow,
    /// A list (or table part) whose children are printed only if it is.
    List,
    /// A child of [`Content::List`].
    Item,
    Paragraph,
    /// Holds text and inline elements only: heading, term.
    Line,
    /// Emphasis and the like.
    Inline,
    /// Raw elements that hold blocks, text only, or stand within a line.
    RawBlock(&'static str),
    RawLine(&'static str),
    RawInline(&'static str),
}

impl Content {
    /// The element's name, if it was written as raw HTML.
    pub(super) fn raw(self) -> Option<&'static str> {
        match self {
            Self::RawBlock(name) | Self::RawLine(name) | Self::RawInline(name) => Some(name),
            _ => None,
        }
    }
}

/// How an open element ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Close {
    Html(&'static str),
    /// `</name>`.
    Element(&'static str),
    /// The end of a plain `<a>`.
    Anchor,
    /// The end of a link slot.
    Slot,
}

/// An open element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
    pub content: Content,
    pub close: Close,
    pub printed: bool,
}

/// All open elements.
#[derive(Debug, Default)]
pub(super) struct Open {
    stack: Vec<Element>,
    /// How many of them are printed.
    depth: usize,
    /// Open links: nothing inside becomes a link.
    links: usize,
}

impl Open {
    /// Whether an element that holds `content` is printed here: very deep ones are not.
    pub(super) fn prints(&self, content: Content) -> bool {
        match content {
            Content::Item => self.inwards().find(|open| open.content == Content::List).is_some_and(|list| list.printed),
            Content::Paragraph | Content::Line => true,
            _ => self.depth < DEEPEST,
        }
    }

    /// Opens an element.
    pub(super) fn push(&mut self, element: Element) {
        self.depth += usize::from(element.printed);
        self.stack.push(element);
    }

    /// Takes the innermost element away.
    pub(super) fn pop(&mut self) -> Option<Element> {
        let element = self.stack.pop()?;
        self.depth -= usize::from(element.printed);
        Some(element)
    }

    /// From the innermost element outwards.
    pub(super) fn inwards(&self) -> impl Iterator<Item = &Element> {
        self.stack.iter().rev()
    }

    /// The innermost element's name, if it was written as raw HTML.
    pub(super) fn raw(&self) -> Option<&'static str> {
        self.stack.last().and_then(|open| open.content.raw())
    }

    /// Whether the innermost element is printed.
    pub(super) fn is_printed(&self) -> bool {
        self.stack.last().is_some_and(|open| open.printed)
    }

    /// Whether nothing is open.
    pub(super) fn is_empty(&self) -> bool {
        self.stack.is_empty()
    }

    /// Whether only text and inline elements may stand here.
    pub(super) fn in_line(&self) -> bool {
        let content = self.inwards().take(FARTHEST).find(|open| open.printed).map(|open| open.content);
        matches!(content, Some(Content::Line | Content::Inline | Content::RawLine(_) | Content::RawInline(_)))
    }

    /// A link begins.
    pub(super) fn start_link(&mut self) {
        self.links += 1;
    }

    /// A link ends.
    pub(super) fn end_link(&mut self) {
        self.links -= 1;
    }

    /// Whether a link is open.
    pub(super) fn in_link(&self) -> bool {
        self.links > 0
    }
}
