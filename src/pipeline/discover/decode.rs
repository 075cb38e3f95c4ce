//! A file's bytes -> text: UTF-8, else UTF-16 by its mark, else a guess that is reported.

use crate::diagnostics::{Diagnostic, Report, Span};
use std::borrow::Cow;
use std::sync::Arc;

/// Text, and whether some of it is a guess.
pub(super) struct Decoded {
    pub text: String,
    pub damaged: bool,
}

/// Decodes `bytes`; a byte-order mark is dropped, and every line end is one to all readers.
pub(super) fn decode(path: &Arc<str>, bytes: Vec<u8>, report: &mut Report) -> Decoded {
    let decoded = decode_as_it_is(path, bytes, report);
    match with_line_ends(&decoded.text) {
        Cow::Borrowed(_) => decoded,
        Cow::Owned(text) => Decoded { text, ..decoded },
    }
}

/// `text` with a line feed for each carriage return that stands alone, which ends a line as well (CommonMark, 2.1). No place moves.
#[must_use]
pub(crate) fn with_line_ends(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let is_alone = |at: usize| bytes.get(at + 1) != Some(&b'\n');
    if !memchr::memchr_iter(b'\r', bytes).any(is_alone) {
        return Cow::Borrowed(text);
    }
    let ended = text.char_indices().map(|(at, c)| if c == '\r' && is_alone(at) { '\n' } else { c });
    Cow::Owned(ended.collect())
}

fn decode_as_it_is(path: &Arc<str>, bytes: Vec<u8>, report: &mut Report) -> Decoded {
    if let Some(text) = utf16(&bytes) {
        let message = "is UTF-16; it was converted";
        report.push(Diagnostic::warning("encoding", path, message).hint("save it as UTF-8"));
        return Decoded { text, damaged: false };
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            Decoded { text, damaged: false }
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = windows_1252(error.as_bytes());
            // Everything before the first bad byte is ASCII or valid UTF-8; count its characters to place the span in the new text.
            let place = windows_1252(&error.as_bytes()[..at]).len();
            let message = format!("is not UTF-8: byte {at} does not start a character");
            let hint = "save it as UTF-8; with --keep-going it is read as Windows-1252, which may garble letters";
            report.push(Diagnostic::error("encoding", path, message).at(Span::at(place)).hint(hint));
            Decoded { text, damaged: true }
        }
    }
}

fn utf16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes.get(..2)? {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    Some(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// What 0x80 to 0x9f stand for (WHATWG Encoding Standard, index windows-1252); the rest is Latin-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(bytes: &[u8]) -> String {
    let letter = |byte: u8| match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    };
    // Valid UTF-8 inside stays what it is: mixed files are the common damage.
    let mut text = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| letter(*byte)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, bool, usize) {
        let mut report = Report::default();
        let decoded = decode(&"a.md".into(), bytes.to_vec(), &mut report);
        (decoded.text, decoded.damaged, report.diagnostics.len())
    }

    #[test]
    fn utf8_mark_is_dropped_silently() {
        assert_eq!(decoded(b"\xef\xbb\xbf---\n"), ("---\n".to_owned(), false, 0));
    }

    #[test]
    fn a_lone_carriage_return_ends_a_line() {
        assert_eq!(decoded(b"a\rb\r\nc\r\rd\r"), ("a\nb\r\nc\n\nd\n".to_owned(), false, 0));
    }

    #[test]
    fn utf16_is_converted_with_a_warning() {
        assert_eq!(decoded(b"\xff\xfeh\0i\0"), ("hi".to_owned(), false, 1));
        assert_eq!(decoded(b"\xfe\xff\0h\0i"), ("hi".to_owned(), false, 1));
    }

    #[test]
    fn latin1_is_an_error_that_loses_no_text() {
        assert_eq!(decoded(b"caf\xe9 \x93ok\x94"), ("café “ok”".to_owned(), true, 1));
    }
}
