//! Growing HTML with the places of its slots, cut into segments at the end.

use super::{escape, sanitise};
use crate::model::Segment;

/// Scheme of placeholders; authors cannot write it, since raw attributes are checked against the list of schemes.
pub(super) const PLACEHOLDER_SCHEME: &str = "pmslot";

/// The HTML of a document: that of the body, or of the part of it that is written now.
#[derive(Debug)]
pub(super) struct Out {
    sink: Sink,
    /// Those put aside while a footnote is written.
    outer: Vec<Sink>,
    /// Slots behind placeholders, in documents that are sanitised.
    behind: Option<Vec<Segment>>,
}

impl Out {
    /// Nothing yet; `is_sanitised`: raw HTML is printed as markup, so that all of it will be.
    pub(super) fn new(capacity: usize, is_sanitised: bool) -> Self {
        Self { sink: Sink::with_capacity(capacity), outer: Vec::new(), behind: is_sanitised.then(Vec::new) }
    }

    /// What is written now, to add finished HTML.
    pub(super) fn html(&mut self) -> &mut String {
        &mut self.sink.html
    }

    /// Adds text.
    pub(super) fn text(&mut self, text: &str) {
        escape::push_text(&mut self.sink.html, text);
    }

    /// Adds the value of an attribute, without its quotes.
    pub(super) fn value(&mut self, value: &str) {
        escape::push_attribute(&mut self.sink.html, value);
    }

    /// Bytes so far.
    pub(super) fn len(&self) -> usize {
        self.sink.html.len()
    }

    /// Adds a slot, or its placeholder where the whole body is sanitised.
    pub(super) fn slot(&mut self, segment: Segment) {
        match &mut self.behind {
            Some(slots) => {
                self.sink.placeholder(&segment, slots.len());
                slots.push(segment);
            }
            None => self.sink.slot(segment),
        }
    }

    /// The HTML behind the last slot, and where it starts.
    pub(super) fn since_slot(&self) -> (usize, &str) {
        let from = self.sink.plain_from();
        (from, &self.sink.html[from..])
    }

    /// As [`Sink::truncate`].
    pub(super) fn truncate(&mut self, length: usize) {
        self.sink.truncate(length);
    }

    /// As [`Sink::append`].
    pub(super) fn append(&mut self, other: Sink) {
        self.sink.append(other);
    }

    /// Puts the body aside: what follows is written apart from it.
    pub(super) fn put_aside(&mut self) {
        self.outer.push(std::mem::take(&mut self.sink));
    }

    /// Back to the body. Returns what was written apart from it.
    pub(super) fn take_back(&mut self) -> Sink {
        let body = self.outer.pop().unwrap_or_default();
        std::mem::replace(&mut self.sink, body)
    }

    /// Whether the body was put aside.
    pub(super) fn is_aside(&self) -> bool {
        !self.outer.is_empty()
    }

    /// The body's segments.
    pub(super) fn finish(self) -> Vec<Segment> {
        let segments = match self.behind {
            Some(slots) => sanitise::segments(&self.sink.html, &slots),
            None => self.sink.into_segments(),
        };
        join_folds(segments)
    }
}

/// HTML and slots, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Sink {
    html: String,
    /// Slots with their position in `html`.
    slots: Vec<(usize, Segment)>,
}

impl Sink {
    /// An empty sink.
    fn with_capacity(capacity: usize) -> Self {
        Self { html: String::with_capacity(capacity), slots: Vec::new() }
    }

    /// Adds a slot.
    fn slot(&mut self, segment: Segment) {
        self.slots.push((self.html.len(), segment));
    }

    /// Adds a placeholder for the slot with this number, that survives sanitising.
    fn placeholder(&mut self, segment: &Segment, number: usize) {
        let placeholder = match segment {
            Segment::LinkStart { .. } => format!("<a href=\"{PLACEHOLDER_SCHEME}:{number}\">"),
            Segment::LinkEnd => "</a>".to_owned(),
            Segment::Image { .. } => format!("<img src=\"{PLACEHOLDER_SCHEME}:{number}\" alt=\"\">"),
            Segment::Diagram { .. } | Segment::FoldStart { .. } | Segment::FoldEnd => {
                format!("<hr class=\"{PLACEHOLDER_SCHEME}-{number}\">")
            }
            Segment::Html(html) => html.clone(),
        };
        self.html.push_str(&placeholder);
    }

    /// Cuts the HTML off at `length`, but not what stands before a slot: the HTML that is left has its slots still.
    fn truncate(&mut self, length: usize) {
        self.html.truncate(length.max(self.plain_from()));
    }

    /// Where the HTML after the last slot starts.
    fn plain_from(&self) -> usize {
        self.slots.last().map_or(0, |(at, _)| *at)
    }

    /// Adds all of `other`.
    fn append(&mut self, other: Self) {
        let shift = self.html.len();
        self.html.push_str(&other.html);
        self.slots.extend(other.slots.into_iter().map(|(at, segment)| (at + shift, segment)));
    }

    /// The segments.
    fn into_segments(self) -> Vec<Segment> {
        if self.slots.is_empty() {
            // A copy rather than a shrunk string: allocators leave those where they are, with what is behind them.
            return if self.html.is_empty() { Vec::new() } else { vec![Segment::Html(self.html.as_str().to_owned())] };
        }
        let mut segments = Vec::with_capacity(self.slots.len() * 2 + 1);
        let mut from = 0;
        for (at, segment) in self.slots {
            push_html(&mut segments, &self.html[from..at]);
            segments.push(segment);
            from = at;
        }
        push_html(&mut segments, &self.html[from..]);
        segments
    }
}

/// Adds a stretch of HTML, joined to the one before it.
pub(super) fn push_html(segments: &mut Vec<Segment>, html: &str) {
    match segments.last_mut() {
        _ if html.is_empty() => {}
        Some(Segment::Html(before)) => before.push_str(html),
        _ => segments.push(Segment::Html(html.to_owned())),
    }
}

/// Folds with nothing between them as one: a list that its author broke up is opened at once.
fn join_folds(segments: Vec<Segment>) -> Vec<Segment> {
    let folds = segments.iter().filter(|segment| matches!(segment, Segment::FoldStart { .. })).count();
    if folds < 2 {
        return segments;
    }
    let mut joined: Vec<Segment> = Vec::with_capacity(segments.len());
    let mut opened = 0;
    for segment in segments {
        match segment {
            Segment::Html(html) => push_html(&mut joined, &html),
            Segment::FoldStart { lines } => {
                let blank = matches!(joined.last(), Some(Segment::Html(html)) if html.trim().is_empty());
                let end = joined.len().checked_sub(1 + usize::from(blank));
                let closed = end.filter(|&end| matches!(joined[end], Segment::FoldEnd));
                match (closed, joined.get_mut(opened)) {
                    (Some(end), Some(Segment::FoldStart { lines: all })) => {
                        *all += lines;
                        joined.remove(end);
                    }
                    _ => {
                        opened = joined.len();
                        joined.push(Segment::FoldStart { lines });
                    }
                }
            }
            other => joined.push(other),
        }
    }
    joined
}
