//! The line or tag that opens a container, in any of its dialects, to what it opens.

use super::tags::{Tag, arguments};
use super::{Container, Shape};
use pulldown_cmark::BlockQuoteKind as Kind;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::ops::Range;
use std::sync::OnceLock;

/// What a line opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    /// Nothing for a group without a look of its own.
    pub(super) container: Option<Container>,
    /// Where its title stands in the line.
    pub(super) title: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Meaning {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
    Fold,
    Tab,
    Group,
}

fn meaning(name: &str) -> Option<Meaning> {
    static NAMES: OnceLock<FxHashMap<String, Meaning>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let table: FxHashMap<Meaning, Vec<String>> = toml::from_str(include_str!("names.toml")).unwrap_or_default();
        table.into_iter().flat_map(|(meaning, names)| names.into_iter().map(move |name| (name, meaning))).collect()
    });
    let name = name.to_ascii_lowercase();
    names.get(name.strip_prefix("callout-").unwrap_or(&name)).copied()
}

/// Whether a tag of this name holds text, rather than standing for some.
pub(super) fn is_known(name: &str) -> bool {
    meaning(name).is_some()
}

/// The container of this name; `None` for a group without a look of its own.
pub(super) fn named(name: &str, titled: bool) -> Option<Container> {
    container(name, None, titled)
}

/// The container that is called `name`; `word` says what it is where that is only "a box".
fn container(name: &str, word: Option<&str>, titled: bool) -> Option<Container> {
    let said = word.and_then(|word| Some((word, meaning(word)?)));
    let (word, own) = said.unwrap_or((name, meaning(name).unwrap_or(Meaning::Note)));
    let shape = match (meaning(name), own) {
        (Some(Meaning::Fold), _) | (_, Meaning::Fold) => Shape::Fold { open: false },
        (Some(Meaning::Tab), _) | (_, Meaning::Tab) => Shape::Tab,
        (Some(Meaning::Group), _) | (_, Meaning::Group) => return None,
        _ => Shape::Box,
    };
    let kind = match own {
        Meaning::Tip => Kind::Tip,
        Meaning::Important => Kind::Important,
        Meaning::Warning => Kind::Warning,
        Meaning::Caution => Kind::Caution,
        _ => Kind::Note,
    };
    Some(Container { shape, kind, name: capitalised(word), titled })
}

/// `see-also` -> `See also`.
fn capitalised(word: &str) -> String {
    let word = word.strip_prefix("callout-").unwrap_or(word).replace(['-', '_'], " ");
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Where `part` of `line` stands in it.
fn place(line: &str, part: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(line.as_ptr() as usize).min(line.len());
    start..(start + part.len()).min(line.len())
}

/// `:::note Title`, `::: {.callout-note title="x"}`, `:::note[Title]`, `:::{note} Title`, with its colons. `None` in the opening:
/// the line closes.
pub(super) fn colons(line: &str) -> Option<(usize, Option<Opening>)> {
    let line = line.trim_end();
    let count = line.bytes().take_while(|byte| *byte == b':').count();
    if count < 3 {
        return None;
    }
    let rest = line[count..].trim().trim_end_matches(':').trim_end();
    if rest.is_empty() {
        return Some((count, None));
    }
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '[' | '{')).unwrap_or(rest.len());
    let (mut name, mut after) = (&rest[..end], rest[end..].trim());
    let mut attributes = "";
    let mut title = "";
    if name.is_empty() && after.starts_with('{') {
        let (inside, left) = after[1..].split_once('}').unwrap_or((&after[1..], ""));
        after = left.trim();
        let classes = || arguments(inside).filter(|(key, _)| key.is_empty()).map(|(_, value)| value);
        let words = || classes().map(|class| class.trim_start_matches('.')).filter(|class| !class.starts_with('#'));
        name = words().find(|word| is_known(word)).or_else(|| words().next()).unwrap_or_default();
        attributes = inside;
    }
    if let Some((inside, left)) = after.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
        (title, after) = (inside, left.trim());
    }
    if let Some(at) = after.rfind('{').filter(|_| after.ends_with('}')) {
        attributes = &after[at + 1..after.len() - 1];
        after = after[..at].trim();
    }
    if title.is_empty() {
        title = after;
    }
    let argument = |name: &str| arguments(attributes).find(|(key, _)| *key == name).map(|(_, value)| value);
    if title.is_empty() {
        title = argument("title").or_else(|| argument("summary")).unwrap_or_default();
    }
    let title = title.trim().trim_matches('"');
    let is_shown = is_known(name) || !title.is_empty();
    let mut container = if is_shown { container(name, None, !title.is_empty()) } else { None };
    if let (Some(container), Some(collapsed)) = (&mut container, argument("collapse")) {
        container.shape = Shape::Fold { open: collapsed == "false" };
    }
    let title = if container.is_some() { place(line, title) } else { line.len()..line.len() };
    Some((count, Some(Opening { container, title })))
}

/// `!!! note "Title"`, `??? note`, `???+ note`, `=== "Tab"`: what is indented below it belongs to it.
pub(super) fn indented(line: &str) -> Option<Opening> {
    let line = line.trim_end();
    let sign = line.get(..3)?;
    let rest = &line[3..];
    if sign == "===" {
        let rest = rest.trim_start_matches(['!', '+']).trim_start();
        let title = quoted(rest).filter(|title| !title.is_empty() && title.len() + 2 == rest.len())?;
        let container = Container { shape: Shape::Tab, kind: Kind::Note, name: String::new(), titled: true };
        return Some(Opening { container: Some(container), title: place(line, title) });
    }
    let (open, rest) = match (sign, rest.strip_prefix('+')) {
        ("???", Some(rest)) => (true, rest),
        ("???" | "!!!", _) => (false, rest),
        _ => return None,
    };
    let rest = rest.trim_start();
    let words = &rest[..rest.find(['"', '\'']).unwrap_or(rest.len())];
    let name = words.split_whitespace().next().unwrap_or_default();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    if name.is_empty() || !words.chars().all(plain) {
        return None;
    }
    let after = rest[words.len()..].trim();
    let title =
        if after.is_empty() { None } else { Some(quoted(after).filter(|title| title.len() + 2 == after.len())?) };
    let mut container = container(name, None, title.is_some_and(|title| !title.is_empty()))?;
    if sign == "???" {
        container.shape = Shape::Fold { open };
    } else if title == Some("") {
        container.name.clear();
    }
    Some(Opening {
        container: Some(container),
        title: title.map_or(line.len()..line.len(), |title| place(line, title)),
    })
}

/// The inside of the quotes that `text` opens with.
fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    let end = text.rfind(quote).filter(|end| *end > 0)?;
    Some(&text[1..end])
}

/// `[!warning]- Title`, behind the sign of a quote. The alerts that the parser knows are left to it.
pub(super) fn callout(line: &str) -> Option<Opening> {
    let line = line.trim_end();
    let (word, rest) = line.strip_prefix("[!")?.split_once(']')?;
    let word = word.split('|').next().unwrap_or_default().trim();
    let good = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    if word.is_empty() || word.len() > 40 || !word.chars().all(good) || rest.starts_with(['(', '[', ':']) {
        return None;
    }
    let (fold, title) = match rest.as_bytes().first() {
        Some(b'-') => (Some(false), rest[1..].trim()),
        Some(b'+') => (Some(true), rest[1..].trim()),
        _ => (None, rest.trim()),
    };
    let is_parsers = matches!(word.to_ascii_uppercase().as_str(), "NOTE" | "TIP" | "IMPORTANT" | "WARNING" | "CAUTION");
    if fold.is_none() && title.is_empty() && is_parsers {
        return None;
    }
    let mut container = container(word, None, !title.is_empty()).unwrap_or(Container {
        shape: Shape::Box,
        kind: Kind::Note,
        name: capitalised(word),
        titled: !title.is_empty(),
    });
    if let Some(open) = fold {
        container.shape = Shape::Fold { open };
    }
    Some(Opening { container: Some(container), title: place(line, title) })
}

/// `{{% notice warning "Title" %}}`, `{% hint style="info" %}`, `<TabItem label="x">`; the title is a place in `line`.
pub(super) fn tag(line: &str, tag: &Tag<'_>) -> Option<Opening> {
    if !is_known(tag.name) {
        return None;
    }
    let word = tag.named(&["type", "style", "color", "kind", "variant", "level", "context", "status"]);
    let first = tag
        .plain(0)
        .filter(|word| meaning(word).is_some_and(|meaning| !matches!(meaning, Meaning::Group | Meaning::Tab)));
    let named = tag.named(&["title", "label", "name", "summary", "header", "heading", "value"]);
    let plain = || tag.plain(usize::from(first.is_some())).filter(|_| tag.dialect != super::Dialect::Component);
    let title = named.or_else(plain).unwrap_or_default();
    let mut container = container(tag.name, word.or(first), !title.is_empty());
    if let Some(Container { shape: Shape::Fold { open }, .. }) = &mut container {
        *open =
            tag.named(&["open", "defaultOpen"]).is_some_and(|value| value != "false") || tag.plain(0) == Some("open");
    }
    let title = if container.is_some() && !title.is_empty() { place(line, title) } else { line.len()..line.len() };
    Some(Opening { container, title })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, opening: Option<Opening>) -> String {
        opening.map_or_else(String::new, |Opening { container, title }| match container {
            Some(one) => format!("{:?} {:?} {:?} {:?}", one.shape, one.kind, one.name, &line[title]),
            None => "group".to_owned(),
        })
    }

    #[test]
    fn colons_open_containers_in_many_dialects() {
        for (line, expected) in [
            (":::note", "Box Note \"Note\" \"\""),
            (":::note Read *this*", "Box Note \"Note\" \"Read *this*\""),
            ("::: danger STOP", "Box Caution \"Danger\" \"STOP\""),
            (":::tip[Use it]{.x}", "Box Tip \"Tip\" \"Use it\""),
            (":::{note} Why", "Box Note \"Note\" \"Why\""),
            (
                "::: {.callout-warning title=\"a b\" collapse=\"true\"}",
                "Fold { open: false } Warning \"Warning\" \"a b\"",
            ),
            ("::: {.warning #x} :::::", "Box Warning \"Warning\" \"\""),
            ("::: details More", "Fold { open: false } Note \"Details\" \"More\""),
            ("::: {#refs}", "group"),
            ("::: columns", "group"),
        ] {
            assert_eq!(shown(line, colons(line).unwrap().1), expected, "{line}");
        }
        assert_eq!(colons("::::: "), Some((5, None)));
        assert_eq!(colons("::note"), None);
    }

    #[test]
    fn indented_blocks_have_words_and_quoted_titles() {
        for (line, expected) in [
            ("!!! note", "Box Note \"Note\" \"\""),
            ("!!! warning \"Who was hit\"", "Box Warning \"Warning\" \"Who was hit\""),
            ("!!! tip inline end \"x\"", "Box Tip \"Tip\" \"x\""),
            ("!!! note \"\"", "Box Note \"\" \"\""),
            ("??? bug", "Fold { open: false } Caution \"Bug\" \"\""),
            ("???+ info \"Log\"", "Fold { open: true } Note \"Info\" \"Log\""),
            ("=== \"Linux\"", "Tab Note \"\" \"Linux\""),
            ("!!! this, and that", ""),
            ("=====", ""),
        ] {
            assert_eq!(shown(line, indented(line)), expected, "{line}");
        }
    }

    #[test]
    fn callouts_are_told_from_githubs_alerts() {
        for (line, expected) in [
            ("[!warning]- Read", "Fold { open: false } Warning \"Warning\" \"Read\""),
            ("[!faq]+", "Fold { open: true } Tip \"Faq\" \"\""),
            ("[!info] Title", "Box Note \"Info\" \"Title\""),
            ("[!custom|x]", "Box Note \"Custom\" \"\""),
            ("[!NOTE]", ""),
            ("[!x](y)", ""),
        ] {
            assert_eq!(shown(line, callout(line)), expected, "{line}");
        }
    }
}
