//! All terms and all surfaces, in order.

use super::postings::Part;
use super::{Error, Index};
use std::ops::Bound;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;
use tantivy::{DocSet, TERMINATED};

/// A term and where its postings lie.
#[derive(Clone, Debug)]
pub struct TermEntry {
    pub term: String,
    /// Segment, field and place of each, by segment.
    pub(super) places: Vec<(usize, usize, TermInfo)>,
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
        mut take: impl FnMut(TermEntry) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut streams = Vec::new();
        for (ordinal, part) in self.parts.iter().enumerate() {
            for (field, inverted) in part.text.iter().enumerate() {
                let mut builder = inverted.terms().range().ge(&stretch.from);
                if let Some(to) = &stretch.to {
                    builder = builder.lt(to);
                }
                streams.push(Stream::new(builder.into_stream().map_err(Error::from)?, (ordinal, field)));
            }
        }
        while let Some(lowest) = streams.iter().filter_map(Stream::key).min() {
            let term = lowest.to_vec();
            let mut places = Vec::new();
            for stream in streams.iter_mut().filter(|stream| stream.key() == Some(&term)) {
                let (ordinal, field) = stream.place;
                places.push((ordinal, field, stream.inner.value().clone()));
                stream.advance();
            }
            if let Ok(term) = String::from_utf8(term) {
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
            streams.push(Stream::new(builder.into_stream()?, (ordinal, 0)));
        }
        while let Some(lowest) = streams.iter().filter_map(Stream::key).min() {
            let surface = lowest.to_vec();
            let mut frequency = 0;
            for stream in streams.iter_mut().filter(|stream| stream.key() == Some(&surface)) {
                frequency += live_frequency(&self.parts[stream.place.0], stream.inner.value())?;
                stream.advance();
            }
            if frequency > 0
                && let Ok(surface) = std::str::from_utf8(&surface)
            {
                take(surface, frequency);
            }
        }
        Ok(())
    }
}

/// Documents that hold a surface, deleted ones not counted.
fn live_frequency(part: &Part, info: &TermInfo) -> Result<u32, Error> {
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

/// A stream of terms that stands on one, or is done.
struct Stream<'a> {
    inner: TermStreamer<'a>,
    place: (usize, usize),
    is_done: bool,
}

impl<'a> Stream<'a> {
    fn new(inner: TermStreamer<'a>, place: (usize, usize)) -> Self {
        let mut stream = Self { inner, place, is_done: false };
        stream.advance();
        stream
    }

    fn advance(&mut self) {
        self.is_done = !self.inner.advance();
    }

    fn key(&self) -> Option<&[u8]> {
        (!self.is_done).then(|| self.inner.key())
    }
}
