//! Text to a terminal, as text: what could move its cursor, colour it, or turn its writing direction is shown escaped, and of what
//! tells by itself that it is a secret no more than may be shown, whatever it is part of: a document, a path, an argument.
//!
//! All that pmsite prints goes through a [`Screen`], or through [`json`].

use super::excerpt::{is_unsafe, push_escaped};
use super::secrets::mask;
use anstream::AutoStream;
use anstream::stream::{AsLockedWrite, RawStream};
use anstyle::Style;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

/// A terminal, or what stands in for it. What is written to it is text without any power; colours are painted.
pub(crate) struct Screen<W: RawStream>(AutoStream<W>);

impl<W: RawStream + AsLockedWrite> Screen<W> {
    /// Prints to `raw`, with colours as `choice` says.
    pub(crate) fn new(raw: W, choice: anstream::ColorChoice) -> Self {
        Self(AutoStream::new(raw, choice))
    }

    /// Prints `text` in a style.
    ///
    /// # Errors
    /// What the stream says.
    pub(crate) fn paint(&mut self, style: Style, text: &str) -> io::Result<()> {
        write!(self.0, "{style}{}{style:#}", shown(&mask(text)))
    }

    /// What was printed to.
    #[cfg(test)]
    pub(crate) fn into_inner(self) -> W {
        self.0.into_inner()
    }

    /// For what is coloured already, from parts that were escaped.
    pub(crate) fn coloured(&mut self) -> &mut dyn Write {
        &mut self.0
    }
}

impl<W: RawStream + AsLockedWrite> Write for Screen<W> {
    /// Takes whole texts, as `write!` hands them on.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(shown(&mask(&String::from_utf8_lossy(bytes))).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// `text` with all that has power over a terminal as `\u{1b}`; line ends stay.
#[must_use]
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    let is_text = |c: char| c == '\n' || !is_unsafe(c);
    if text.chars().all(is_text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| if is_text(c) { out.push(c) } else { push_escaped(&mut out, c) });
    Cow::Owned(out)
}

/// `value` as JSON on one line, in which nothing has power over a terminal either: the same value to every reader of JSON.
///
/// # Errors
/// A value that JSON cannot hold.
pub(crate) fn json(value: &impl Serialize) -> io::Result<String> {
    let text = serde_json::to_string(value).map_err(io::Error::other)?;
    if text.chars().all(|c| !is_unsafe(c)) {
        return Ok(text);
    }
    // Serde escapes what ASCII has below the blank; the rest stands in strings alone.
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match is_unsafe(c) {
            true => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))),
            false => out.push(c),
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "a\u{1b}[31m\u{7f}\u{9b}2J\u{202e}b\u{2066}\u{200f}\u{2028}\u{e0041}\rc";

    #[test]
    fn what_has_power_over_a_terminal_is_shown() {
        let mut screen = Screen::new(Vec::new(), anstream::ColorChoice::Always);
        writeln!(screen, "{HOSTILE}").unwrap();
        screen.paint(Style::new().bold(), HOSTILE).unwrap();
        let Screen(out) = screen;
        let printed = String::from_utf8(out.into_inner()).unwrap();
        let plain = "a\\u{1b}[31m\\u{7f}\\u{9b}2J\\u{202e}b\\u{2066}\\u{200f}\\u{2028}\\u{e0041}\\u{d}c";
        assert_eq!(printed, format!("{plain}\n\u{1b}[1m{plain}\u{1b}[0m"));
    }

    #[test]
    fn json_says_the_same_and_shows_nothing() {
        let text = json(&HOSTILE).unwrap();
        assert!(text.is_ascii() && text.bytes().all(|byte| byte >= b' ' && byte != 0x7f), "{text}");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), HOSTILE);
        assert_eq!(json(&"é 日本 👩‍💻").unwrap(), "\"é 日本 👩‍💻\"");
    }
}
