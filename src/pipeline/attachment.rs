//! A file that a document links -> the name under which it is published, and its bytes there: such that nothing in it runs.

mod path;

pub(super) use path::numbered;

use crate::fs::{self, Located};
use crate::model::media::{self, Offer};
use crate::model::page::OutputBytes;
use crate::model::source::Drawing;
use crate::text::svg;
use path::portable;
use std::sync::Arc;

/// Bytes of a file's head that browsers guess its type from, and some more.
const GUESSED_FROM: usize = 4096;
/// Says that what follows is text, to every browser that guesses.
const TEXT_MARK: &[u8] = "\u{feff}".as_bytes();

/// How the file at `path` is offered, by the name that it is published under.
#[must_use]
pub(crate) fn offer(path: &str) -> Offer {
    let path = portable(path);
    let name = path.rsplit('/').next().unwrap_or(&path);
    match name.rsplit_once('.') {
        Some((stem, suffix)) if !stem.is_empty() => media::offer(suffix),
        _ => Offer::AsText,
    }
}

/// The output path, below `files/`, of the file at `source`; `drawing` says what becomes of an SVG. Only its last suffix tells
/// a type: no other that a web server may know is left.
#[must_use]
pub(crate) fn published_path(source: &str, drawing: Option<Drawing>) -> String {
    let path = portable(source);
    let (folder, name) = path.rsplit_once('/').map_or(("", &*path), |(folder, name)| (folder, name));
    let is_text = match offer(source) {
        Offer::AsItIs => false,
        Offer::Rewritten => !matches!(drawing, Some(Drawing::Safe { .. })),
        Offer::AsText => true,
    };
    let (stem, suffix) = if is_text { (name, "txt") } else { name.rsplit_once('.').unwrap_or((name, "txt")) };
    let mut out = String::with_capacity(path.len() + 12);
    for part in ["files/", folder, if folder.is_empty() { "" } else { "/" }] {
        out.push_str(part);
    }
    for (at, part) in stem.split('.').enumerate() {
        let is_harmless = part.starts_with(|c: char| c.is_ascii_digit()) || media::offer(part) == Offer::AsItIs;
        out.push_str(if at == 0 {
            ""
        } else if is_harmless {
            "."
        } else {
            "-"
        });
        out.push_str(part);
    }
    out.push('.');
    out.push_str(suffix);
    out
}

/// What is published of the file at `location` under `path`.
#[must_use]
pub(crate) fn bytes(location: &Located, path: &str) -> OutputBytes {
    match offer(path) {
        Offer::Rewritten => OutputBytes::DrawingOf(location.clone()),
        Offer::AsItIs | Offer::AsText => OutputBytes::CopyOf(location.clone()),
    }
}

/// What has to stand in front of a published file that begins with `head`: where no server says what it is, a browser would take
/// it for a page. Nothing, for nearly all.
#[must_use]
pub(crate) fn front(head: &[u8]) -> &'static [u8] {
    let head = &head[..head.len().min(GUESSED_FROM)];
    let start = head.iter().position(|byte| !matches!(byte, b'\t'..=b'\r' | b' ')).unwrap_or(head.len());
    let is_markup = match &head[start..] {
        [b'<', next, ..] => next.is_ascii_alphabetic() || matches!(next, b'!' | b'?' | b'/'),
        [b'<'] => true,
        // Blanks alone: what comes behind them is not looked at, by us or by browsers.
        [] => head.len() == GUESSED_FROM,
        _ => false,
    };
    if is_markup { TEXT_MARK } else { b"" }
}

/// What becomes of the drawing at `location`, of `size` bytes.
#[must_use]
pub(crate) fn inspect_drawing(location: &Located, size: u64) -> Drawing {
    if size > svg::LARGEST as u64 {
        return Drawing::Refused("is larger than 16 MB");
    }
    match location.read(svg::LARGEST as u64) {
        Ok(bytes) => match svg::safe(&bytes) {
            Ok(safe) => Drawing::Safe { was_active: safe.was_active },
            Err(refusal) => Drawing::Refused(refusal),
        },
        Err(_) => Drawing::Refused("cannot be read"),
    }
}

/// The drawing at `location`, made safe.
///
/// # Errors
/// What the system says, or that it is no longer the drawing that was looked at.
pub(crate) fn drawing(location: &Located) -> Result<Arc<[u8]>, fs::Error> {
    let changed = |refusal| fs::Error {
        action: "make safe",
        path: location.whole(),
        source: std::io::Error::other(format!("it {refusal}, and did not when the build began")),
    };
    Ok(svg::safe(&location.read(svg::LARGEST as u64)?).map_err(changed)?.text.into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_final_name_decides() {
        for (path, wanted) in [
            ("a.png", "files/a.png"),
            ("img/Graph.PNG", "files/img/Graph.PNG"),
            ("v1.2/app-2024.01.02.log", "files/v1.2/app-2024.01.02.log"),
            ("dump.tar.gz", "files/dump.tar.gz"),
            ("server.prod.log", "files/server-prod.log"),
            ("x.html", "files/x-html.txt"),
            ("x.HTML", "files/x-HTML.txt"),
            ("x.html.", "files/x-html.txt"),
            ("x.html. .", "files/x-html.txt"),
            ("x.html ", "files/x-html.txt"),
            ("x.html\u{a0}", "files/x-html.txt"),
            ("x.png.html", "files/x.png-html.txt"),
            ("x.html.png", "files/x-html.png"),
            ("x.html.log", "files/x-html.log"),
            ("x.html.txt", "files/x-html.txt"),
            ("x.php.2.txt", "files/x-php.2.txt"),
            ("x.html.en", "files/x-html-en.txt"),
            ("x.png.", "files/x.png"),
            ("x.html::$DATA", "files/x-html--$DATA.txt"),
            ("x.svg%00.png", "files/x-svg-00.png"),
            ("x\u{ff0e}html", "files/x\u{ff0e}html.txt"),
            ("x.png\u{ff0e}html", "files/x-png\u{ff0e}html.txt"),
            ("x.\u{ff48}tml", "files/x-\u{ff48}tml.txt"),
            ("x.html\u{200b}", "files/x-html\u{200b}.txt"),
            ("x.html;.png", "files/x-html;.png"),
            (".html", "files/-html.txt"),
            (".png", "files/.png.txt"),
            ("a.html/b", "files/a.html/b.txt"),
            ("Makefile", "files/Makefile.txt"),
            ("x.", "files/x.txt"),
            ("...", "files/-.txt"),
        ] {
            assert_eq!(published_path(path, None), wanted, "{path}");
        }
        let long = published_path(&format!("{}.html", "x".repeat(200)), None);
        assert!(long.ends_with("-html.txt") && long.len() < 60, "{long}");
        let safe = Some(Drawing::Safe { was_active: false });
        for path in ["x.svg", "x.SVG.", "x.svg "] {
            assert!(
                offer(path) == Offer::Rewritten && published_path(path, safe).eq_ignore_ascii_case("files/x.svg"),
                "{path}"
            );
            assert!(
                published_path(path, Some(Drawing::Refused("is odd"))).eq_ignore_ascii_case("files/x-svg.txt"),
                "{path}"
            );
        }
    }

    #[test]
    fn what_begins_like_markup_is_marked_as_text() {
        let blank = [b' '; GUESSED_FROM];
        let late = [&[b'\n'; 600], &b"<html>"[..]].concat();
        for head in [&b"<script>"[..], b"\r\n\t\x0c <!-- -->", b"<?xml", b"</a>", b"<", &blank, &late] {
            assert_eq!(front(head), TEXT_MARK, "{head:?}");
        }
        for head in [
            &b""[..],
            b"a <b>",
            b"< 5",
            b"<5",
            b" ",
            b"\0<B",
            &[0; GUESSED_FROM],
            b"\x89PNG",
            b"{\"a\":\"<html>\"}",
            b"\xef\xbb\xbf<html>",
        ] {
            assert_eq!(front(head), b"", "{head:?}");
        }
    }
}
