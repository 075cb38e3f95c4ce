//! Long texts and attributes of assembled HTML, cut before ammonia prints them.
//!
//! html5ever looks for the next `<`, `>` or `"` from every character that it may have to escape (`&`, and what begins with the
//! byte C2): of one long text it reads all the rest each time.

use super::tokens::{Token, tokens};
use std::borrow::Cow;

/// Stands between two pieces of a text that is cut: an element without content, which [`super::sanitise`] takes out again.
pub(super) const CUT: &str = "<wbr class=\"pmcut\">";
/// Bytes of a piece.
const PIECE: usize = 4_096;
/// Bytes that may be read to print the attributes of one tag.
const MOST_READ: usize = 1 << 26;

/// `html` with every long text in pieces, and without tags whose attributes would take too long.
pub(super) fn bounded(html: &str) -> Cow<'_, str> {
    if html.len() <= PIECE {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len() + html.len() / 64);
    for token in tokens(html) {
        match token {
            Token::Text(text) => push_pieces(&mut out, text),
            Token::Open(tag) if escaped(tag.source).saturating_mul(tag.source.len()) > MOST_READ => {}
            Token::Open(tag) => out.push_str(tag.source),
            Token::Close(_, source) | Token::Other(source) => out.push_str(source),
            Token::Comment(_) => {}
        }
    }
    Cow::Owned(out)
}

fn escaped(text: &str) -> usize {
    memchr::memchr2_iter(b'&', 0xc2, text.as_bytes()).count()
}

/// Cuts in front of `&` and of letters outside ASCII alone: there no character reference goes on.
fn push_pieces(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut rest = text;
    while rest.len() > PIECE {
        let from = text.len() - rest.len();
        let next = (from + PIECE..text.len()).find(|at| bytes[*at] == b'&' || bytes[*at] >= 0xc0);
        let Some(at) = next else { break };
        out.push_str(&text[from..at]);
        out.push_str(CUT);
        rest = &text[at..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_tag_that_would_be_read_too_often_is_dropped() {
        let long = format!("<b title=\"{}\">x</b>", "&amp;".repeat(20_000));
        assert_eq!(bounded(&long), "x</b>");
        let short = format!("<b title=\"&amp;{}\">x</b>", "a".repeat(100_000));
        assert_eq!(bounded(&short), short);
    }

    proptest! {
        #[test]
        fn cutting_loses_nothing(text in "(&amp;|é|&#x41;|©|abc ){0,4000}", tail in "[a-z<>&;\"é]{0,20}") {
            let html = format!("<p>{text}</p>{tail}");
            prop_assert_eq!(bounded(&html).replace(CUT, ""), html);
        }
    }
}
