//! A file on disk -> a response, whole or in part, read as it is sent: a file of any size takes little memory, and HEAD none.

use super::response::{plain, response};
use crate::fs::{Front, Located, RandomAccess};
use axum::body::Body;
use axum::http::header::{ACCEPT_RANGES, CONTENT_RANGE, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use futures_util::stream;
use std::ops::Range;
use std::sync::Arc;

/// Bytes that are read at once.
const PIECE: u64 = 64 << 10;

/// What a request wants of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Whole,
    /// `first-last`, `first-`, or `-count` from the end, as numbers.
    Part(Option<u64>, Option<u64>),
    /// Nothing that can be read.
    Nonsense,
}

impl Wanted {
    /// As the header `Range` says. Several ranges at once, and other units, may be answered with the whole file.
    pub(super) fn of(method: &Method, headers: &HeaderMap) -> Self {
        let Some(value) = headers.get(axum::http::header::RANGE).filter(|_| method == Method::GET) else {
            return Self::Whole;
        };
        let Ok(value) = value.to_str() else { return Self::Nonsense };
        let Some((unit, range)) = value.split_once('=') else { return Self::Nonsense };
        if !unit.trim().eq_ignore_ascii_case("bytes") || range.contains(',') {
            return Self::Whole;
        }
        let number = |text: &str| {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            match text {
                "" => Some(None),
                _ => digits.then(|| text.parse().ok()).flatten().map(Some),
            }
        };
        match range.trim().split_once('-').map(|(first, last)| (number(first), number(last))) {
            Some((Some(first), Some(last))) if first.is_some() || last.is_some() => Self::Part(first, last),
            _ => Self::Nonsense,
        }
    }

    /// The bytes of a file of `size`; `None` where it has none of them.
    fn within(&self, size: u64) -> Option<Range<u64>> {
        let range = match *self {
            Self::Whole => return Some(0..size),
            Self::Part(Some(first), last) => first..last.map_or(size, |last| last.saturating_add(1).min(size)),
            Self::Part(None, Some(count)) => size.saturating_sub(count)..size,
            Self::Part(None, None) | Self::Nonsense => return None,
        };
        (range.start < range.end).then_some(range)
    }
}

/// The file that was found at `place`, as long as a regular one lies there, behind its `front`, with the media type `kind`.
pub(super) fn file(place: &Located, kind: &'static str, front: Front, wanted: &Wanted) -> Response {
    let opened = place.open().and_then(|file| Ok((front(&file.head()?), file)));
    let (front, file) = match opened {
        Ok(opened) => opened,
        // Where it lies on the disk is nobody's business.
        Err(_) => return plain(StatusCode::NOT_FOUND, "The file is not there any more.\n"),
    };
    let size = front.len() as u64 + file.size();
    let Some(range) = wanted.within(size) else {
        let mut response = plain(StatusCode::RANGE_NOT_SATISFIABLE, "The file has no such bytes.\n");
        insert(&mut response, CONTENT_RANGE, &format!("bytes */{size}"));
        return response;
    };
    let status = if *wanted == Wanted::Whole { StatusCode::OK } else { StatusCode::PARTIAL_CONTENT };
    let mut response = response(status, kind, body(front, file, range.clone()), range.end - range.start);
    insert(&mut response, ACCEPT_RANGES, "bytes");
    if status == StatusCode::PARTIAL_CONTENT {
        insert(&mut response, CONTENT_RANGE, &format!("bytes {}-{}/{size}", range.start, range.end - 1));
    }
    response
}

fn insert(response: &mut Response, name: axum::http::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// The bytes in `range` of `front` and `file` together. Reads a piece when the one before it is on its way; a file that shrinks
/// meanwhile ends the connection.
fn body(front: &'static [u8], file: RandomAccess, range: Range<u64>) -> Body {
    let behind = front.len() as u64;
    let pieces =
        stream::try_unfold((Arc::new(file), range), move |(file, range): (Arc<RandomAccess>, Range<u64>)| async move {
            if range.is_empty() {
                return Ok(None);
            }
            if range.start < behind {
                let end = range.end.min(behind);
                let bytes = front[range.start as usize..end as usize].to_vec();
                return Ok(Some((bytes, (file, end..range.end))));
            }
            let end = range.end.min(range.start + PIECE);
            let (reader, start) = (Arc::clone(&file), range.start);
            let reading = tokio::task::spawn_blocking(move || reader.read(start - behind, (end - start) as usize));
            let bytes = reading.await.map_err(std::io::Error::other)?.map_err(std::io::Error::other)?;
            Ok::<_, std::io::Error>(Some((bytes, (file, end..range.end))))
        });
    Body::from_stream(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(range: &str, size: u64) -> Option<Range<u64>> {
        let headers = [(axum::http::header::RANGE, HeaderValue::from_str(range).unwrap())].into_iter().collect();
        Wanted::of(&Method::GET, &headers).within(size)
    }

    #[test]
    fn a_range_is_a_part_the_whole_or_nothing() {
        assert_eq!(within("bytes=0-0", 9), Some(0..1));
        assert_eq!(within("bytes=3-", 9), Some(3..9));
        assert_eq!(within("bytes=-4", 9), Some(5..9));
        assert_eq!(within("bytes=-40", 9), Some(0..9));
        assert_eq!(within("bytes=4-99999999999", 9), Some(4..9));
        assert_eq!(within("Bytes=8-8", 9), Some(8..9));
        for whole in ["bytes=0-1,3-4", "lines=1-2"] {
            assert_eq!(within(whole, 9), Some(0..9), "{whole}");
        }
        for none in [
            "bytes=9-",
            "bytes=5-4",
            "bytes=-0",
            "bytes=-",
            "bytes=",
            "bytes",
            "bytes=a-b",
            "bytes=+1-2",
            "bytes=1--2",
            "bytes=99999999999999999999-",
            "bytes=18446744073709551615-18446744073709551615",
        ] {
            assert_eq!(within(none, 9), None, "{none}");
        }
        assert_eq!(within("bytes=0-", 0), None);
        assert_eq!(Wanted::Whole.within(0), Some(0..0));
    }
}
