//! The one run of the Markdown parser: a body to its events with source ranges.

use super::foreign::{Container, Containers, Mark, Rewritten};
use pulldown_cmark::{BlockQuoteKind, CowStr, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// An event and its byte range in the source file (front matter included in the count).
pub(crate) type Spanned<'a> = (Event<'a>, Range<usize>);

/// GitHub's dialect. Math, superscript, smart punctuation and the parser's own wikilinks are off: they damage
/// incident text (`$PATH ... $HOME`, `HEAD^`, `--force`, `[[ -f x ]]`).
#[must_use]
pub(crate) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
}

/// A body's events, and the containers among them.
#[derive(Debug, Default)]
pub struct Markdown<'a> {
    /// A container is a quote of some kind. Its title, and a line that tells nothing, are blocks of HTML with running text.
    pub events: Vec<Spanned<'a>>,
    pub containers: Containers,
}

/// Parses a body in which foreign markup was rewritten; ranges count from the start of its source.
#[must_use]
pub fn read<'a>(body: &'a Rewritten<'_>) -> Markdown<'a> {
    let mut reader = Reader { body, read: Markdown::default(), open: Vec::new(), heading: None };
    let mut added = Added::default();
    for (event, range) in Parser::new_ext(&body.text, options()).into_offset_iter() {
        if added.is_repeated(&event, &range) {
            continue;
        }
        match body.is_source() {
            true => reader.push(event, body.source(&range)),
            false => reader.event(event, &range),
        }
    }
    reader.close_containers(body.source(&(body.text.len()..body.text.len())).end);
    reader.read
}

/// An open element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opened {
    Element,
    /// A quote that became a container.
    Quote(BlockQuoteKind),
    /// A container that no element of the parser's holds together.
    Container(BlockQuoteKind),
}

/// What a heading that stands for something else becomes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Title {
    Shown,
    Left,
}

struct Reader<'a, 'b> {
    body: &'a Rewritten<'b>,
    read: Markdown<'a>,
    open: Vec<Opened>,
    /// Of the heading that is read, if it is a mark.
    heading: Option<Title>,
}

impl<'a> Reader<'a, '_> {
    fn push(&mut self, event: Event<'a>, range: Range<usize>) {
        self.read.events.push((event, range));
    }

    fn event(&mut self, event: Event<'a>, range: &Range<usize>) {
        let place = self.body.source(range);
        match event {
            Event::Start(Tag::Heading { .. }) if self.body.mark(range.start).is_some() => self.mark(range.start, place),
            Event::End(TagEnd::Heading(_)) if self.heading.is_some() => {
                if self.heading.take() == Some(Title::Shown) {
                    self.push(Event::End(TagEnd::HtmlBlock), place);
                }
            }
            Event::Start(tag) => {
                self.open.push(Opened::Element);
                self.push(Event::Start(tag), place);
            }
            Event::End(end) => {
                self.close_containers(place.end);
                let end = match (self.open.pop(), end) {
                    (Some(Opened::Quote(kind)), TagEnd::BlockQuote(_)) => TagEnd::BlockQuote(Some(kind)),
                    (_, end) => end,
                };
                self.push(Event::End(end), place);
            }
            Event::Text(text) => self.text(text, range),
            other => self.push(other, place),
        }
    }

    /// A text in pieces none of which reaches over what was replaced.
    fn text(&mut self, text: CowStr<'a>, range: &Range<usize>) {
        let seams = if text.len() == range.len() { self.body.seams(range) } else { Vec::new() };
        let CowStr::Borrowed(whole) = text else { return self.push(Event::Text(text), self.body.source(range)) };
        let mut from = range.start;
        for to in seams.into_iter().chain([range.end]) {
            let piece = if from == range.start && to == range.end {
                Some(whole)
            } else {
                whole.get(from - range.start..to - range.start)
            };
            if let Some(piece) = piece.filter(|piece| !piece.is_empty()) {
                self.push(Event::Text(CowStr::Borrowed(piece)), self.body.source(&(from..to)));
            }
            from = to;
        }
    }

    fn mark(&mut self, at: usize, place: Range<usize>) {
        self.heading = Some(Title::Left);
        match self.body.mark(at).cloned() {
            Some(Mark::Callout(container)) => {
                let titled = container.titled;
                match self.read.events.last_mut() {
                    Some((Event::Start(Tag::BlockQuote(kind @ None)), quote)) => {
                        *kind = Some(container.kind);
                        if let Some(open) = self.open.last_mut() {
                            *open = Opened::Quote(container.kind);
                        }
                        self.read.containers.insert(quote.start, container);
                    }
                    _ => self.start(container, &place),
                }
                self.title(titled, place);
            }
            Some(Mark::Open(container)) => {
                let titled = container.titled;
                self.start(container, &place);
                self.title(titled, place);
            }
            Some(Mark::Close) => {
                if let Some(Opened::Container(kind)) = self.open.last().copied() {
                    self.open.pop();
                    self.push(Event::End(TagEnd::BlockQuote(Some(kind))), place);
                }
            }
            Some(Mark::Aside) => self.title(true, place),
            None => {}
        }
    }

    fn start(&mut self, container: Container, place: &Range<usize>) {
        self.open.push(Opened::Container(container.kind));
        self.push(Event::Start(Tag::BlockQuote(Some(container.kind))), place.clone());
        self.read.containers.insert(place.start, container);
    }

    fn title(&mut self, titled: bool, place: Range<usize>) {
        if titled {
            self.heading = Some(Title::Shown);
            self.push(Event::Start(Tag::HtmlBlock), place);
        }
    }

    /// Ends the containers that are open within the innermost element.
    fn close_containers(&mut self, end: usize) {
        while let Some(Opened::Container(kind)) = self.open.last().copied() {
            self.open.pop();
            self.push(Event::End(TagEnd::BlockQuote(Some(kind))), end..end);
        }
    }
}

/// The cells that the parser adds to a short row, all of them at the row's end. One stands for all: a table of many columns
/// and short rows would have far more of them than the text has letters.
#[derive(Default)]
struct Added {
    /// Where the last cell without text stands.
    last: Option<usize>,
    is_open: bool,
}

impl Added {
    fn is_repeated(&mut self, event: &Event<'_>, range: &Range<usize>) -> bool {
        match event {
            Event::Start(Tag::TableCell) if range.is_empty() => {
                self.is_open = self.last.replace(range.start) == Some(range.start);
                self.is_open
            }
            Event::End(TagEnd::TableCell) => std::mem::take(&mut self.is_open),
            _ => false,
        }
    }
}
