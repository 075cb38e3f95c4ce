//! All terms and all surfaces, in order.

use super::postings::IndexSegment;
use super::words::beginning;
use super::{Error, Index};
use std::ops::Bound;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;
use tantivy::{DocSet, TERMINATED};

/// Segment, field and place of postings.
pub(super) type PostingsAddress = (usize, usize, TermInfo);

/// A term and where its postings lie.
#[derive(Clone, Copy, Debug)]
pub struct TermEntry<'a> {
    pub term: &'a str,
    /// By segment and field.
    pub(super) places: &'a [PostingsAddress],
}

/// Terms from one, inclusive, to another, exclusive.
#[derive(Clone, Debug)]
pub struct Stretch {
    from: Vec<u8>,
    /// `None`: all that follow.
    to: Option<Vec<u8>>,
}

impl Index {
    /// All terms in stretches of about `size`.
    ///
    /// # Errors
    /// A damaged index.
    pub fn stretches(&self, size: usize) -> Result<Vec<Stretch>, Error> {
        let dictionaries = self.parts.iter().flat_map(|part| &part.text).map(|inverted| inverted.terms());
        let mut stretches = Vec::new();
        let mut from = Vec::new();
        if let Some(largest) = dictionaries.max_by_key(|dictionary| dictionary.num_terms()) {
            for ordinal in (size..largest.num_terms()).step_by(size) {
                let mut to = Vec::new();
                largest.ord_to_term(ordinal as u64, &mut to)?;
                stretches.push(Stretch { from, to: Some(to.clone()) });
                from = to;
            }
        }
        stretches.push(Stretch { from, to: None });
        Ok(stretches)
    }

    /// Calls `take` with every term of the text fields in `stretch`, in the order of bytes. Terms of deleted documents may be
    /// among them.
    ///
    /// # Errors
    /// A damaged index, and what `take` says.
    pub fn for_each_term<E: From<Error>>(
        &self,
        stretch: &Stretch,
        mut take: impl FnMut(TermEntry<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut streams = Vec::new();
        for (ordinal, part) in self.parts.iter().enumerate() {
            for (field, inverted) in part.text.iter().enumerate() {
                let mut builder = inverted.terms().range().ge(&stretch.from);
                if let Some(to) = &stretch.to {
                    builder = builder.lt(to);
                }
                streams.push((builder.into_stream().map_err(Error::from)?, (ordinal, field)));
            }
        }
        let mut merged = Merged::new(streams);
        while let Some((term, places)) = merged.next() {
            if let Ok(term) = std::str::from_utf8(term) {
                take(TermEntry { term, places })?;
            }
        }
        Ok(())
    }

    /// Calls `take` with every surface that begins with `prefix` and the number of documents that hold it, in the order of
    /// bytes.
    ///
    /// # Errors
    /// A damaged index.
    pub fn for_each_surface(&self, prefix: &str, mut take: impl FnMut(&str, u32)) -> Result<(), Error> {
        let end = following(prefix);
        let mut streams = Vec::new();
        for (ordinal, part) in self.parts.iter().enumerate() {
            let mut builder = part.surface.terms().range().ge(prefix.as_bytes());
            if let Bound::Excluded(end) = &end {
                builder = builder.lt(end);
            }
            streams.push((builder.into_stream()?, (ordinal, 0)));
        }
        let mut merged = Merged::new(streams);
        while let Some((surface, places)) = merged.next() {
            let mut frequency = 0;
            for (ordinal, _, info) in places {
                frequency += live_frequency(&self.parts[*ordinal], info)?;
            }
            if frequency > 0
                && let Ok(surface) = std::str::from_utf8(surface)
            {
                take(surface, frequency);
            }
        }
        Ok(())
    }
}

/// Documents that hold a surface, deleted ones not counted.
fn live_frequency(part: &IndexSegment, info: &TermInfo) -> Result<u32, Error> {
    if !part.has_deletes {
        return Ok(info.doc_freq);
    }
    let mut postings = part.surface.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    let mut live = 0;
    while postings.doc() != TERMINATED {
        live += u32::from(part.numbers[postings.doc() as usize].is_some());
        postings.advance();
    }
    Ok(live)
}

/// The least bytes above everything that begins with `prefix`.
fn following(prefix: &str) -> Bound<Vec<u8>> {
    let mut end = prefix.as_bytes().to_vec();
    while let Some(last) = end.pop() {
        if last < u8::MAX {
            end.push(last + 1);
            return Bound::Excluded(end);
        }
    }
    Bound::Unbounded
}

/// Sorted streams of terms, by segment and field, as one.
struct Merged<'a> {
    /// Those that are not done.
    streams: Vec<Stream<'a>>,
    term: Vec<u8>,
    places: Vec<PostingsAddress>,
}

impl<'a> Merged<'a> {
    fn new(streams: Vec<(TermStreamer<'a>, (usize, usize))>) -> Self {
        let streams = streams.into_iter().filter_map(|(inner, place)| {
            let mut stream = Stream { inner, place, beginning: 0 };
            stream.advance().then_some(stream)
        });
        Self { streams: streams.collect(), term: Vec::new(), places: Vec::new() }
    }

    /// The next term, and where its postings lie.
    fn next(&mut self) -> Option<(&[u8], &[PostingsAddress])> {
        let Self { streams, term, places } = self;
        let order = |a: &&Stream<'_>, b: &&Stream<'_>| {
            a.beginning.cmp(&b.beginning).then_with(|| a.inner.key().cmp(b.inner.key()))
        };
        let lowest = streams.iter().min_by(order)?;
        let beginning = lowest.beginning;
        term.clear();
        term.extend_from_slice(lowest.inner.key());
        places.clear();
        streams.retain_mut(|stream| {
            if stream.beginning != beginning || stream.inner.key() != term {
                return true;
            }
            let (ordinal, field) = stream.place;
            places.push((ordinal, field, stream.inner.value().clone()));
            stream.advance()
        });
        Some((term, places))
    }
}

/// A stream that stands on a term.
struct Stream<'a> {
    inner: TermStreamer<'a>,
    place: (usize, usize),
    /// Of the term; numbers compare faster than bytes.
    beginning: u64,
}

impl Stream<'_> {
    /// Goes to the next term; `false` where there is none.
    fn advance(&mut self) -> bool {
        let is_there = self.inner.advance();
        if is_there {
            self.beginning = beginning(self.inner.key());
        }
        is_there
    }
}
