//! Fields that a document does not have -> its text with them: behind what its front matter holds, in the block's own format and
//! with its line ends, or in a new block of YAML. Not a byte of what was there changes.

use super::fence::{self, Fenced, Format};
use std::ops::Range;

/// A value that front matter of each format can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    Flag(bool),
    /// One line.
    Text(String),
    Texts(Vec<String>),
    /// Labels with their texts.
    Table(Vec<(String, String)>),
}

/// `text` with `fields` in its front matter; `None` where that has no end. Whether readers take the result as it is meant is for the
/// caller to see: a block may have a form of its own.
#[must_use]
pub(crate) fn add(text: &str, fields: &[(&str, Written)]) -> Option<String> {
    let end = line_end(text);
    match fence::find(text) {
        Fenced::Unclosed { .. } => None,
        Fenced::Nothing => {
            let lines = yaml(fields, "", end);
            Some(format!("---{end}{lines}---{end}{}{text}", if text.is_empty() { "" } else { end }))
        }
        Fenced::Block { format, block, .. } => {
            let (at, more) = match format {
                Format::Yaml => (block.end, yaml(fields, indent(&text[block]), end)),
                Format::Toml => (before_tables(text, &block), toml(fields, end)),
                Format::Json => json(text, &block, fields, end)?,
            };
            Some(format!("{}{more}{}", &text[..at], &text[at..]))
        }
    }
}

/// What YAML, of its first version too, takes for a value of its own, in small letters.
const RESERVED: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];

/// A text as YAML: as it is where nothing in it could mean something else to any reader of YAML, else in quotes.
#[must_use]
pub(crate) fn scalar(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '(' | ')' | '+');
    // A number with letters behind it is none: `1 h 5 min`.
    let is_words =
        || text.contains(' ') && text.contains(char::is_alphabetic) && text.starts_with(char::is_alphanumeric);
    let is_word = || text.starts_with(char::is_alphabetic) && !RESERVED.contains(&&*text.to_lowercase());
    if text.chars().all(is_plain) && !text.ends_with(' ') && (is_word() || is_words()) || is_moment(text) {
        return text.to_owned();
    }
    serde_json::to_string(text).unwrap_or_default()
}

/// `2026-03-07`, `2026-03-07 14:02 UTC`
fn is_moment(text: &str) -> bool {
    let is_shape = text.bytes().zip("0000-00-00".bytes()).all(|(byte, shape)| match shape {
        b'0' => byte.is_ascii_digit(),
        other => byte == other,
    });
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '+' | '/' | ' ' | '_');
    is_shape
        && text.len() >= "0000-00-00".len()
        && text.chars().all(is_part)
        && !text.contains(": ")
        && !text.ends_with([':', ' '])
}

/// How the first line ends.
fn line_end(text: &str) -> &'static str {
    let Some(at) = text.find(['\n', '\r']) else { return "\n" };
    let rest = &text[at..];
    if rest.starts_with("\r\n") {
        "\r\n"
    } else if rest.starts_with('\r') {
        "\r"
    } else {
        "\n"
    }
}

/// What stands before the first key of a block.
fn indent(block: &str) -> &str {
    let key = fence::lines(block).map(|(_, line)| line).find(|line| fence::key_of(line.trim_start()).is_some());
    key.map_or("", |line| &line[..line.len() - line.trim_start().len()])
}

fn yaml(fields: &[(&str, Written)], indent: &str, end: &str) -> String {
    let mut out = String::new();
    for (key, value) in fields {
        let value = match value {
            Written::Flag(flag) => format!(" {flag}"),
            Written::Text(text) => format!(" {}", scalar(text)),
            Written::Texts(texts) => {
                format!(" [{}]", texts.iter().map(|text| scalar(text)).collect::<Vec<_>>().join(", "))
            }
            Written::Table(rows) => {
                let row =
                    |(label, text): &(String, String)| format!("{end}{indent}  {}: {}", scalar(label), scalar(text));
                rows.iter().map(row).collect()
            }
        };
        out.push_str(&format!("{indent}{key}:{value}{end}"));
    }
    out
}

/// Behind the last line of a block that belongs to no table: keys that follow the head of one are its own.
fn before_tables(text: &str, block: &Range<usize>) -> usize {
    let mut at = block.start;
    for (start, line) in fence::lines(&text[block.clone()]) {
        let line = line.trim();
        if line.starts_with('[') && line.split('#').next().is_some_and(|head| head.trim_end().ends_with(']')) {
            return at;
        }
        if !line.is_empty() && !line.starts_with('#') {
            at = fence::next_line(text, block.start + start);
        }
    }
    block.end
}

fn toml(fields: &[(&str, Written)], end: &str) -> String {
    let text = |text: &String| ::toml::Value::from(text.as_str());
    let line = |(key, value): &(&str, Written)| {
        let value = match value {
            Written::Flag(flag) => ::toml::Value::from(*flag),
            Written::Text(one) => text(one),
            Written::Texts(texts) => ::toml::Value::Array(texts.iter().map(text).collect()),
            Written::Table(rows) => {
                ::toml::Value::Table(rows.iter().map(|(label, one)| (label.clone(), text(one))).collect())
            }
        };
        format!("{key} = {value}{end}")
    };
    fields.iter().map(line).collect()
}

/// What stands behind the last value of a JSON object, and where that ends.
fn json(text: &str, block: &Range<usize>, fields: &[(&str, Written)], end: &str) -> Option<(usize, String)> {
    let inner = text[block.clone()].trim_end().strip_suffix('}')?;
    let kept = inner.trim_end();
    let is_long = inner.contains(['\n', '\r']);
    let indent = fence::lines(inner).map(|(_, line)| line).find(|line| line.trim_start().starts_with('"'));
    let indent = indent.map_or("  ", |line| &line[..line.len() - line.trim_start().len()]);
    let before = if is_long { format!("{end}{indent}") } else { " ".to_owned() };
    let mut out = String::new();
    for (key, value) in fields {
        let value = match value {
            Written::Flag(flag) => serde_json::Value::from(*flag),
            Written::Text(one) => one.as_str().into(),
            Written::Texts(texts) => texts.iter().map(String::as_str).collect(),
            Written::Table(rows) => rows.iter().map(|(label, one)| (label.clone(), one.as_str())).collect(),
        };
        let comma = if out.is_empty() && kept.ends_with('{') { "" } else { "," };
        out.push_str(&format!("{comma}{before}{}: {value}", serde_json::Value::from(*key)));
    }
    Some((block.start + kept.len(), out))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str) -> String {
        let fields = [
            ("severity", Written::Text("SEV2".to_owned())),
            ("services", Written::Texts(vec!["api".to_owned(), "a, b".to_owned()])),
            ("impact", Written::Table(vec![("Users hit".to_owned(), "1,200".to_owned())])),
        ];
        add(text, &fields).unwrap_or_default()
    }

    #[test]
    fn a_block_keeps_its_format_its_line_ends_and_every_byte() {
        let lines = "severity: SEV2\nservices: [api, \"a, b\"]\nimpact:\n  Users hit: \"1,200\"\n";
        let crlf = lines.replace('\n', "\r\n");
        let toml = "severity = \"SEV2\"\nservices = [\"api\", \"a, b\"]\nimpact = { \"Users hit\" = \"1,200\" }\n";
        for (text, expected) in [
            ("# A\n".to_owned(), format!("---\n{lines}---\n\n# A\n")),
            ("# A\r\n\r\nb".to_owned(), format!("---\r\n{crlf}---\r\n\r\n# A\r\n\r\nb")),
            (
                "---\ntitle: A # of mine\nlayout: post\n# end\n---\n# A\n".to_owned(),
                format!("---\ntitle: A # of mine\nlayout: post\n# end\n{lines}---\n# A\n"),
            ),
            (
                "+++\ntitle = \"A\"\n\n# Of the theme.\n[extra]\na = [1]\n+++\nx".to_owned(),
                format!("+++\ntitle = \"A\"\n{toml}\n# Of the theme.\n[extra]\na = [1]\n+++\nx"),
            ),
            ("+++\ntitle = \"A\"\n+++\nx".to_owned(), format!("+++\ntitle = \"A\"\n{toml}+++\nx")),
            (
                "{\n    \"title\": \"A\"\n}\nx".to_owned(),
                "{\n    \"title\": \"A\",\n    \"severity\": \"SEV2\",\n    \"services\": [\"api\",\"a, b\"],\n    \"impact\": {\"Users hit\":\"1,200\"}\n}\nx".to_owned(),
            ),
            (
                "{\"title\": \"A\"}\nx".to_owned(),
                "{\"title\": \"A\", \"severity\": \"SEV2\", \"services\": [\"api\",\"a, b\"], \"impact\": {\"Users hit\":\"1,200\"}}\nx".to_owned(),
            ),
        ] {
            assert_eq!(added(&text), expected, "{text:?}");
        }
        assert_eq!(add("---\ntitle: A\n\ntext", &[("planned", Written::Flag(true))]), None);
    }

    #[test]
    fn what_could_mean_something_else_stands_in_quotes() {
        for plain in
            ["SEV2", "Checkout API", "2026-03-07 14:02 UTC", "2026-03-07T14:02:00+01:00", "1 h 5 min", "HIGH", "db"]
        {
            assert_eq!(scalar(plain), plain);
        }
        for text in [
            "no",
            "Off",
            "NULL",
            "1e3",
            "3 000",
            "0x1F",
            "- a",
            "a: b",
            "a #b",
            "",
            " a",
            "[a]",
            "2026-03-07: b",
            "012:03",
        ] {
            assert_eq!(scalar(text), serde_json::to_string(text).unwrap());
        }
    }
}
