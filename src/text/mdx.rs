//! `<Update date="...">` of MDX, an entry of a timeline, out of the events of a body. Its statements are for `foreign/statements.rs`.

use super::foreign;
use super::markdown::{self, Spanned};
use crate::model::SourceFile;
use pulldown_cmark::{Event, TagEnd};

/// `<Update date="2024-03-07T14:02:00Z">The lamp is lit.</Update>`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    pub date: String,
    /// Plain.
    pub text: String,
    /// 1-based.
    pub line: u32,
}

/// `lamps.mdx`, and `lamps.mdx.md` of those who rename it for a tool that knows Markdown alone.
#[must_use]
pub(crate) fn is_mdx(source: &SourceFile) -> bool {
    let name = source.path.rsplit('/').next().unwrap_or_default();
    name.split('.').skip(1).any(|suffix| matches!(suffix, "mdx" | "mdxx"))
}

/// The updates that `events` of `text` hold, in their order.
#[must_use]
pub(crate) fn updates(text: &str, events: &[Spanned<'_>]) -> Vec<Update> {
    let opens = events.iter().filter_map(|(event, range)| match event {
        Event::Html(html) | Event::InlineHtml(html) => {
            let skipped = html.len() - html.trim_start().len();
            html.trim_start().starts_with("<Update ").then_some(range.start + skipped)
        }
        _ => None,
    });
    let opens: Vec<usize> = opens.collect();
    let (mut line, mut counted) = (1, 0);
    let mut found = Vec::new();
    for (index, start) in opens.iter().enumerate() {
        let end = opens.get(index + 1).copied().unwrap_or(text.len());
        let Some(element) = text.get(*start..end) else { continue };
        line += memchr::memchr_iter(b'\n', &text.as_bytes()[counted..*start]).count();
        counted = *start;
        let update = read(element).map(|(date, text)| Update { date, text, line: u32::try_from(line).unwrap_or(0) });
        found.extend(update);
    }
    found
}

/// Date and text of an element that is closed within `element`.
fn read(element: &str) -> Option<(String, String)> {
    let (open, rest) = element.split_once('>')?;
    let (inside, _) = rest.split_once("</Update>")?;
    let quoted = open.split_once("date=")?.1;
    let quote = quoted.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    let date = quoted.split(quote).nth(1)?;
    let lines: Vec<&str> = inside.lines().map(str::trim).collect();
    let inside = lines.join("\n");
    let mut plain = String::new();
    for (event, _) in markdown::read(&foreign::rewrite(&inside, 0, false)).events {
        match event {
            Event::Text(text) | Event::Code(text) => plain.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Item) => plain.push(' '),
            _ => {}
        }
    }
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    (!plain.is_empty()).then(|| (date.to_owned(), plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn updates_are_read_from_elements() {
        let text = "Dark.\n\n<Update date=\"2024-03-07T14:02:00Z\">Fuse [ordered](x).</Update>\n\n\
                    <Update date='2024-03-07T15:00:00Z'>\n  Lamp\n  `lit`.\n</Update>\n\n\
                    ```\n<Update date=\"2024-03-08\">no</Update>\n```\n\n<Update date=\"2024-03-09\" />\n";
        let found = updates(text, &markdown::read(&foreign::rewrite(text, 0, false)).events);
        let found: Vec<_> = found.iter().map(|one| (one.date.as_str(), one.text.as_str(), one.line)).collect();
        assert_eq!(found, [("2024-03-07T14:02:00Z", "Fuse ordered.", 3), ("2024-03-07T15:00:00Z", "Lamp lit.", 5)]);
    }
}
