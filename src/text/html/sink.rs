//! Growing HTML with the places of its slots, cut into segments at the end.

use crate::model::Segment;

/// Scheme of placeholders; authors cannot write it, since raw attributes are checked against the list of schemes.
pub(super) const PLACEHOLDER_SCHEME: &str = "pmslot";

/// HTML and slots, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Sink {
    pub html: String,
    /// Slots with their position in `html`.
    slots: Vec<(usize, Segment)>,
}

impl Sink {
    /// An empty sink.
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self { html: String::with_capacity(capacity), slots: Vec::new() }
    }

    /// Adds a slot.
    pub(super) fn slot(&mut self, segment: Segment) {
        self.slots.push((self.html.len(), segment));
    }

    /// Adds a placeholder for the slot with this number, that survives sanitising.
    pub(super) fn placeholder(&mut self, segment: &Segment, number: usize) {
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
    pub(super) fn truncate(&mut self, length: usize) {
        self.html.truncate(length.max(self.plain_from()));
    }

    /// Where the HTML after the last slot starts.
    pub(super) fn plain_from(&self) -> usize {
        self.slots.last().map_or(0, |(at, _)| *at)
    }

    /// Adds all of `other`.
    pub(super) fn append(&mut self, other: Self) {
        let shift = self.html.len();
        self.html.push_str(&other.html);
        self.slots.extend(other.slots.into_iter().map(|(at, segment)| (at + shift, segment)));
    }

    /// The segments.
    pub(super) fn into_segments(self) -> Vec<Segment> {
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
pub(super) fn join_folds(segments: Vec<Segment>) -> Vec<Segment> {
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
