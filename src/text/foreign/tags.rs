//! Tags of Hugo, Liquid and MDX to their name and arguments.

use super::Dialect;

/// `{{< figure src="x" >}}`, `{% include x %}`, `<TabItem label="x">`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    pub(super) dialect: Dialect,
    /// Without `/` or `end` of a closing one.
    pub(super) name: &'t str,
    pub(super) closes: bool,
    /// Ends itself: `<X />`.
    pub(super) is_whole: bool,
    pub(super) arguments: &'t str,
    /// Bytes of the whole.
    pub(super) length: usize,
}

/// Longest tag, in bytes.
const LONGEST: usize = 2_000;

/// As much of `text` as a tag, or anything else that closes on its line, may fill: what opens often and never closes costs no more.
pub(super) fn near(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

impl<'t> Tag<'t> {
    /// The tag at the start of `text`, which ends on its line.
    pub(super) fn read(text: &'t str) -> Option<Self> {
        let near = near(text).split('\n').next().unwrap_or_default();
        match near.as_bytes() {
            [b'{', b'{', b'<', ..] => Self::between(near, ("{{<", ">}}"), Dialect::Hugo),
            [b'{', b'{', b'%', ..] => Self::between(near, ("{{%", "%}}"), Dialect::Hugo),
            [b'{', b'%', ..] => Self::between(near, ("{%", "%}"), Dialect::Liquid),
            [b'<', b'/', first, ..] | [b'<', first, ..] if first.is_ascii_uppercase() => Self::component(near),
            _ => None,
        }
    }

    fn between(text: &'t str, (open, close): (&str, &str), dialect: Dialect) -> Option<Self> {
        let end = text.find(close)?;
        let length = end + close.len();
        let inside = text.get(open.len()..end)?.trim_matches('-').trim();
        if inside.starts_with("/*") {
            return None;
        }
        let (slash, inside) = match inside.strip_prefix('/') {
            Some(rest) => (true, rest.trim_start()),
            None => (false, inside),
        };
        let (inside, is_whole) = inside.strip_suffix('/').map_or((inside, false), |rest| (rest.trim_end(), true));
        let (name, arguments) = inside.split_at(inside.find(char::is_whitespace).unwrap_or(inside.len()));
        let good = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '.');
        if name.is_empty() || !name.chars().all(good) || !name.starts_with(char::is_alphabetic) {
            return None;
        }
        let ended = name.strip_prefix("end").filter(|name| dialect == Dialect::Liquid && !name.is_empty());
        let closes = slash || ended.is_some();
        Some(Self { dialect, name: ended.unwrap_or(name), closes, is_whole, arguments: arguments.trim(), length })
    }

    fn component(text: &'t str) -> Option<Self> {
        let closes = text.as_bytes().get(1) == Some(&b'/');
        let start = 1 + usize::from(closes);
        let name_end = start + text[start..].find(|c: char| !c.is_ascii_alphanumeric() && c != '.')?;
        // `<DIV>` is HTML as it was written once.
        if text[start..name_end].bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
            return None;
        }
        // Quotes and braces may hold a `>`.
        let (mut quote, mut depth) = (None, 0_usize);
        let end = text[name_end..].bytes().position(|byte| {
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'{') => depth += 1,
                (None, b'}') => depth = depth.saturating_sub(1),
                (None, b'>') if depth == 0 => return true,
                _ => {}
            }
            false
        })?;
        let inside = &text[name_end..name_end + end];
        if !inside.is_empty() && !inside.starts_with([' ', '/', '\t']) {
            return None;
        }
        let is_whole = inside.ends_with('/');
        let arguments = inside.trim_end_matches('/').trim();
        Some(Self {
            dialect: Dialect::Component,
            name: &text[start..name_end],
            closes,
            is_whole,
            arguments,
            length: name_end + end + 1,
        })
    }

    /// The argument called by the first of `names` that is there.
    pub(super) fn named(&self, names: &[&str]) -> Option<&'t str> {
        let called = |name: &&str| arguments(self.arguments).find(|(key, _)| key == name).map(|(_, value)| value);
        names.iter().find_map(called)
    }

    /// The argument without a name at this place.
    pub(super) fn plain(&self, nth: usize) -> Option<&'t str> {
        arguments(self.arguments).filter(|(key, _)| key.is_empty()).nth(nth).map(|(_, value)| value)
    }
}

/// Name (or nothing) and value of each: `a`, `"a b"`, `key=a`, `key="a b"`, `key={a}`, `.class`, `#id`.
pub(super) fn arguments(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if rest.is_empty() {
            return None;
        }
        let end =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'' | '`' | ',')).unwrap_or(rest.len());
        let key = &rest[..end];
        let after = &rest[end..];
        let (key, after) = match after.strip_prefix('=') {
            Some(after) => (key, after),
            None if end > 0 => {
                rest = after;
                return Some(("", key));
            }
            None => ("", after),
        };
        let (value, left) = match after.chars().next() {
            Some(quote @ ('"' | '\'' | '`')) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            Some('{') => after[1..].split_once('}').unwrap_or((&after[1..], "")),
            _ => after.split_at(after.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(after.len())),
        };
        rest = left;
        Some((key, value.trim_matches(['"', '\'', '`'])))
    })
}

/// Whether `inside` of braces is a list of attributes: `.wide`, `#id`, `width="600"`, `: .note`.
pub(super) fn is_attributes(inside: &str) -> bool {
    let inside = inside.strip_prefix(':').unwrap_or(inside).trim();
    let name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '@'))
    };
    let one = |(key, value): (&str, &str)| match key {
        "" => {
            value.strip_prefix(['.', '#']).is_some_and(name) || matches!(value, "toc" | "-" | ":toc" | "data-preview")
        }
        key => name(key),
    };
    !inside.is_empty() && arguments(inside).take(30).all(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_names_and_arguments() {
        let tag = Tag::read("{{< figure src=\"a b.png\" title='x' >}} rest").unwrap();
        assert_eq!((tag.name, tag.named(&["src"]), tag.length), ("figure", Some("a b.png"), 38));
        let tag = Tag::read("{%- endhint -%}").unwrap();
        assert_eq!((tag.name, tag.closes), ("hint", true));
        let tag = Tag::read("<TabItem value=\"a > b\" label={'Linux'} default>").unwrap();
        assert_eq!((tag.name, tag.named(&["label"]), tag.plain(0)), ("TabItem", Some("Linux"), Some("default")));
        let none = ["{{ .Date }}", "{{</* ref \"x\" */>}}", "<b>", "{% %}", "<Team", "{{< x"];
        assert!(none.iter().all(|text| Tag::read(text).is_none()));
    }

    #[test]
    fn attributes_are_told_from_words_in_braces() {
        let yes = [".wide", " width=\"600\" ", ": .note #x", ":toc", "#a .b loading=lazy"];
        assert!(yes.iter().all(|text| is_attributes(text)));
        let no = ["", "name", "user, id", "1,3", "$HOME", ".", "a b=c"];
        assert!(no.iter().all(|text| !is_attributes(text)));
    }
}
