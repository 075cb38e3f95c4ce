//! A stretch of raw HTML to its tags, comments and text.

use std::borrow::Cow;

/// A piece of raw HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    Text(&'a str),
    Open(Tag<'a>),
    /// An end tag: its name in lower case and as written.
    Close(String, &'a str),
    /// What it says.
    Comment(&'a str),
    /// A declaration, a processing instruction, CDATA, or a comment that never ends.
    Other(&'a str),
}

impl Token<'_> {
    /// Its length in the source, comments left out: enough to tell one tag from another.
    pub(crate) fn width(&self) -> usize {
        match self {
            Self::Text(text) | Self::Other(text) | Self::Close(_, text) => text.len(),
            Self::Open(tag) => tag.source.len(),
            Self::Comment(_) => 0,
        }
    }
}

/// A start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// Lower case.
    pub name: String,
    /// As written, brackets included.
    pub source: &'a str,
    /// What follows the name.
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// Name (lower case) and value of each attribute; `None` for a bare one. Entities are decoded.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (String, Option<Cow<'a, str>>)> + use<'a> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let end = rest
                .get(1..)?
                .find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '='))
                .map_or(rest.len(), |at| at + 1);
            let name = rest[..end].to_ascii_lowercase();
            rest = &rest[end..];
            let Some(after) = rest.trim_start().strip_prefix('=') else { return Some((name, None)) };
            let after = after.trim_start();
            let (value, left) = match after.chars().next() {
                Some(quote @ ('"' | '\'')) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                _ => after.split_at(after.find(|c: char| c.is_ascii_whitespace()).unwrap_or(after.len())),
            };
            rest = left;
            Some((name, Some(decode(value))))
        })
    }

    /// The value of the attribute `name`.
    pub(crate) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes().find(|(own, _)| own == name).map(|(_, value)| value.unwrap_or_default())
    }
}

/// Cuts `html` into tokens. What does not parse as markup is text.
pub(crate) fn tokens(html: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = html;
    // Where "-->", "?>" or ">" was looked for in vain, it is not looked for again.
    let mut no_end = [false; 3];
    let mut unended = 0;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((token, length)) = markup(rest, &mut no_end, &mut unended) {
            rest = &rest[length..];
            return Some(token);
        }
        let mut end = 1 + usize::from(!rest.starts_with('<')) * (rest.chars().next().map_or(0, char::len_utf8) - 1);
        end = memchr::memchr(b'<', &rest.as_bytes()[end..]).map_or(rest.len(), |at| at + end);
        let (text, left) = rest.split_at(end);
        rest = left;
        Some(Token::Text(text))
    })
}

/// Start tags without an end (each `>` behind them stands in quotes) before no more are looked for: each look reads all the rest.
const MOST_UNENDED: usize = 16;

/// The markup at the start of `html` and its length.
fn markup<'a>(html: &'a str, no_end: &mut [bool; 3], unended: &mut usize) -> Option<(Token<'a>, usize)> {
    let bytes = html.as_bytes();
    let mut find = |which: usize, from: usize, end: &str| {
        let found = if no_end[which] { None } else { html.get(from..).and_then(|rest| rest.find(end)) };
        no_end[which] |= found.is_none();
        found.map(|at| from + at + end.len())
    };
    if bytes.first() != Some(&b'<') {
        return None;
    }
    match bytes.get(1).copied()? {
        b'!' if html.starts_with("<!--") => {
            let short = ["<!-->", "<!--->"].into_iter().find(|short| html.starts_with(short));
            let end = short.map(str::len).or_else(|| find(0, 4, "-->"));
            end.map(|end| (Token::Comment(html.get(4..end.saturating_sub(3)).unwrap_or_default()), end))
        }
        b'!' if html.starts_with("<![CDATA[") => find(2, 9, ">").map(|end| (Token::Other(&html[..end]), end)),
        b'!' | b'?' => find(2, 2, ">").map(|end| (Token::Other(&html[..end]), end)),
        b'/' if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => {
            let end = find(2, 2, ">")?;
            let name = name_end(&html[2..end - 1]);
            Some((Token::Close(html[2..2 + name].to_ascii_lowercase(), &html[..end]), end))
        }
        first if first.is_ascii_alphabetic() && !no_end[2] && *unended < MOST_UNENDED => {
            let name = 1 + name_end(&html[1..]);
            let Some(end) = tag_end(html, name) else {
                *unended += 1;
                no_end[2] |= !html[name..].contains('>');
                return None;
            };
            let attributes = html[name..end - 1].trim_end_matches('/');
            let name = html[1..name].to_ascii_lowercase();
            Some((Token::Open(Tag { name, source: &html[..end], attributes }), end))
        }
        _ => None,
    }
}

fn name_end(text: &str) -> usize {
    text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(text.len())
}

/// One past the `>` that closes the tag, quotes respected; a quote that never ends is an ordinary character.
fn tag_end(html: &str, from: usize) -> Option<usize> {
    let bytes = html.as_bytes();
    let (mut at, mut value) = (from, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return Some(at + 1),
            b'"' | b'\'' if value => {
                at = memchr::memchr(byte, &bytes[at + 1..]).map_or(at, |length| at + 1 + length);
                value = false;
            }
            b'=' => value = true,
            _ => value &= byte.is_ascii_whitespace(),
        }
        at += 1;
    }
    None
}

/// Character references decoded.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.as_bytes().iter().take(40).position(|byte| *byte == b';');
        match end.and_then(|end| Some((entity(&rest[..=end])?, end + 1))) {
            Some((decoded, length)) => {
                out.push_str(&decoded);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// `&amp;` -> `&`. The Markdown parser knows all names, and hands back what is none.
fn entity(reference: &str) -> Option<Cow<'static, str>> {
    match reference {
        "&amp;" => return Some(Cow::Borrowed("&")),
        "&lt;" => return Some(Cow::Borrowed("<")),
        "&gt;" => return Some(Cow::Borrowed(">")),
        "&quot;" => return Some(Cow::Borrowed("\"")),
        "&nbsp;" => return Some(Cow::Borrowed("\u{a0}")),
        _ => {}
    }
    let name = &reference[1..reference.len() - 1];
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#') {
        return None;
    }
    let markdown = format!("x{reference}");
    let mut decoded = String::new();
    for event in pulldown_cmark::Parser::new(&markdown) {
        if let pulldown_cmark::Event::Text(text) = event {
            decoded.push_str(&text);
        }
    }
    let decoded = decoded.strip_prefix('x')?;
    (decoded != reference).then(|| Cow::Owned(decoded.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(html: &str) -> Vec<String> {
        tokens(html)
            .map(|token| match token {
                Token::Text(text) => format!("text {text}"),
                Token::Open(tag) => format!("open {} {:?}", tag.name, tag.attributes().collect::<Vec<_>>()),
                Token::Close(name, _) => format!("close {name}"),
                Token::Comment(_) => "comment".to_owned(),
                Token::Other(text) => format!("other {text}"),
            })
            .collect()
    }

    #[test]
    fn tags_comments_and_text_are_told_apart() {
        let html = "a<B x=1 y='2>' z>t</b ><!-- c > --><br/><!DOCTYPE x>1 < 2<";
        let expected = [
            "text a",
            "open b [(\"x\", Some(\"1\")), (\"y\", Some(\"2>\")), (\"z\", None)]",
            "text t",
            "close b",
            "comment",
            "open br []",
            "other <!DOCTYPE x>",
            "text 1 ",
            "text < 2",
            "text <",
        ];
        assert_eq!(shown(html), expected);
    }

    #[test]
    fn what_never_ends_is_text() {
        assert_eq!(shown("<!-- never"), ["text <!-- never"]);
        assert_eq!(shown("<a href=\"x"), ["text <a href=\"x"]);
        assert_eq!(decode("&#106;ava&colon;&Tab;&amp;amp;&nope;&"), "java:\t&amp;&nope;&");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_panics(html in "[<>/!?a\"'= -]{0,40}|(?s).{0,40}") {
            let length: usize = tokens(&html).map(|token| match token {
                Token::Text(text) | Token::Other(text) | Token::Close(_, text) => text.len(),
                Token::Open(tag) => { let _ = tag.attributes().count(); tag.source.len() }
                Token::Comment(_) => 0,
            }).sum();
            prop_assert!(length <= html.len());
            prop_assert!(html.contains("<!--") || length == html.len());
        }
    }
}
