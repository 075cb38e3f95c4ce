//! Embeds, addresses with blanks and signs of comments to links and images of Markdown.

use super::tags::near;
use super::{BY_NAME, Output};
use crate::model::media;
use crate::model::source::{MARKDOWN, strip_markdown_suffixes};

/// Longest address with blanks, in bytes.
const LONGEST_ADDRESS: usize = 500;

/// An image in Markdown, whatever is in its parts.
pub(super) fn image(alt: &str, target: &str) -> String {
    let alt = alt.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
    format!("![{alt}](<{}>)", target.replace(['<', '>', '\n'], ""))
}

/// `![[graph.png|300]]`, `![[graph.png|Error rate|300x200]]`, `![[note#Heading]]`.
pub(super) fn embed(output: &mut Output<'_>, at: usize, end: usize) -> Option<usize> {
    let source = output.source;
    let inner = near(&source[at..end]).strip_prefix("![[")?;
    let inside = &inner[..inner.find("]]")?];
    if inside.is_empty() || inside.starts_with(' ') || inside.contains(['[', '<', '>']) {
        return None;
    }
    let close = at + 3 + inside.len() + 2;
    let mut parts = inside.split('|').map(|part| part.trim_end_matches('\\').trim());
    let target = parts.next().filter(|target| !target.is_empty())?;
    let path = target.split('#').next().unwrap_or(target);
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, suffix) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_size = |part: &str| {
        part.split('x').all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let (sizes, words): (Vec<&str>, Vec<&str>) = parts.filter(|part| !part.is_empty()).partition(|part| is_size(part));
    let words = words.join(" ");
    let with = if media::is_image(name) {
        let alt = if words.is_empty() { stem } else { &words };
        let size = sizes.first().map_or_else(String::new, |size| format!("|{size}"));
        image(&format!("{alt}{size}"), &format!("{BY_NAME}{path}"))
    } else if !suffix.is_empty() && media::offer(suffix) == media::Offer::AsItIs && !MARKDOWN.contains(&suffix) {
        format!("[{}](<{BY_NAME}{path}>)", if words.is_empty() { name } else { &words })
    } else {
        let label = if words.is_empty() { label_of(target) } else { words };
        format!("[{label}](<{BY_NAME}{target}>)")
    };
    output.replace(at..close, &with);
    Some(close)
}

/// `](graph of day 1.png)`: no address to Markdown, and one to those who wrote it.
pub(super) fn address(output: &mut Output<'_>, at: usize, end: usize) -> Option<usize> {
    let source = output.source;
    let inner = source[at..end].strip_prefix("](")?;
    let near = &inner[..inner.floor_char_boundary(LONGEST_ADDRESS)];
    let mut depth = 1_u32;
    let length = near.bytes().position(|byte| {
        depth = depth + u32::from(byte == b'(') - u32::from(byte == b')');
        depth == 0
    })?;
    let whole = &near[..length];
    let path =
        [" \"", " '"].into_iter().find_map(|title| whole.split_once(title)).map_or(whole, |(path, _)| path).trim_end();
    let name = path.rsplit('/').next().unwrap_or(path);
    let suffix = name.split('#').next().unwrap_or(name).rsplit_once('.').map(|(_, suffix)| suffix)?;
    let is_file = (1..=8).contains(&suffix.len()) && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_file || !path.contains(' ') || path.starts_with([' ', '<']) || path.contains(['<', '>', '"', '{', '}']) {
        return None;
    }
    let start = at + 2;
    output.replace(start..start, "<");
    output.replace(start + path.len()..start + path.len(), ">");
    Some(start + length)
}

/// What a link by name is called that names no text: `note > Heading`, `Heading`.
#[must_use]
pub(crate) fn label_of(target: &str) -> String {
    let target = strip_markdown_suffixes(target);
    match target.split_once('#').map(|(name, part)| (strip_markdown_suffixes(name), part)) {
        Some(("", part)) => part.trim_start_matches('^').replace('#', " > "),
        Some((name, part)) if !part.is_empty() && !part.starts_with('^') => {
            format!("{name} > {}", part.replace('#', " > "))
        }
        Some((name, _)) => name.to_owned(),
        None => target.to_owned(),
    }
}

/// `[[a]](#cmnt1)`: the sign of a comment in a text of Google Docs.
pub(super) fn comment_link(output: &mut Output<'_>, at: usize, end: usize) -> Option<usize> {
    let rest = near(&output.source[at..end]);
    let inner = rest.strip_prefix("[[").or_else(|| rest.strip_prefix("[\\["))?;
    let letters = inner.bytes().take(3).take_while(u8::is_ascii_lowercase).count();
    let after = inner[letters..].strip_prefix("]](#cmnt").or_else(|| inner[letters..].strip_prefix("\\]](#cmnt"))?;
    let close = after.find(')').filter(|close| {
        letters > 0 && after[..*close].bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })?;
    let last = at + (rest.len() - after.len()) + close + 1;
    output.replace(at..last, "");
    Some(last)
}
