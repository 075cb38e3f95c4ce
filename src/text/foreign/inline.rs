//! Within a line: comments, embeds, shortcodes, variables and attributes to what they stand for.

use super::tags::{Tag, is_attributes};
use super::{BY_NAME, Dialect, Mark, Output};
use crate::model::media;
use crate::model::source::strip_markdown_suffixes;
use std::ops::Range;

/// Longest address with blanks, in bytes.
const LONGEST_ADDRESS: usize = 500;

/// Rewrites what stands at `range`, on a line whose text starts at `text`. Returns the end of the line that a comment led to.
pub(super) fn rewrite(output: &mut Output<'_>, range: Range<usize>, text: usize, is_mdx: bool) -> usize {
    let source = output.source;
    let bytes = source.as_bytes();
    let (mut at, mut end) = (range.start, range.end);
    while at < end {
        let step = match bytes[at] {
            b'\\' => Some((at + 2).min(end)),
            b'`' => Some(code(output, at, end)),
            b'%' => private(output, at, text),
            b'=' => highlight(output, at, end),
            b'{' => braces(output, at, end, text),
            b'!' => embed(output, at, end),
            b'[' => comment_link(output, at, end),
            b']' => address(output, at, end),
            b'*' if source[at..end].starts_with("****") => empty_bold(output, at, end),
            b'-' if at == text && source[at..end].starts_with("--8<--") => Some(snippet(output, at..end)),
            b'<' => element(output, at, end, is_mdx),
            _ => None,
        };
        at = step.unwrap_or(at + 1).max(at + 1);
        if at > end {
            let start = at.min(source.len());
            end = memchr::memchr(b'\n', &bytes[start..]).map_or(source.len(), |length| start + length);
            if bytes.get(start.saturating_sub(1)) == Some(&b'\n') {
                end = start;
            }
        }
    }
    match memchr::memchr(b'\n', &bytes[end.min(bytes.len())..]) {
        Some(length) => end + length + 1,
        None => source.len(),
    }
}

/// Takes the tags away that keep Liquid from what is between them: in code, too.
pub(super) fn without_raw(output: &mut Output<'_>, range: Range<usize>) {
    let mut at = range.start;
    while let Some(found) = memchr::memmem::find(&output.source.as_bytes()[at..range.end], b"{%") {
        let start = at + found;
        at = start + 2;
        if let Some(tag) = Tag::read(&output.source[start..range.end]).filter(is_raw) {
            at = start + tag.length;
            output.replace(start..at, "");
        }
    }
}

fn is_raw(tag: &Tag<'_>) -> bool {
    tag.dialect == Dialect::Liquid && matches!(tag.name, "raw" | "verbatim") && tag.arguments.is_empty()
}

/// Past the inline code at `at`.
fn code(output: &mut Output<'_>, at: usize, end: usize) -> usize {
    let rest = &output.source[at..end];
    let run = rest.bytes().take_while(|byte| *byte == b'`').count();
    let mut from = run;
    while let Some(found) = rest[from..].find('`') {
        let start = from + found;
        let length = rest[start..].bytes().take_while(|byte| *byte == b'`').count();
        if length == run {
            without_raw(output, at + run..at + start);
            return at + start + length;
        }
        from = start + length;
    }
    at + run
}

/// `%%private%%`: over several lines where it opens a line.
fn private(output: &mut Output<'_>, at: usize, text: usize) -> Option<usize> {
    let source = output.source;
    if !source[at..].starts_with("%%") || source[..at].ends_with(|c: char| c.is_alphanumeric() || c == '%') {
        return None;
    }
    let mut from = at + 2;
    let close = loop {
        let close = output.find("%%", from)?;
        // `%%i in ... %%i`: a variable of another language.
        let opens =
            source[..close].ends_with(char::is_whitespace) && source[close + 2..].starts_with(char::is_alphanumeric);
        if !opens {
            break close;
        }
        from = close + 2;
    };
    let inside = &source[at + 2..close];
    if at != text && inside.contains("\n\n") {
        return None;
    }
    output.replace(at..close + 2, "");
    Some(close + 2)
}

/// `==text==`.
fn highlight(output: &mut Output<'_>, at: usize, end: usize) -> Option<usize> {
    let source = output.source;
    let run = source[at..end].bytes().take_while(|byte| *byte == b'=').count();
    let inside = &source[at + run..end];
    if run != 2 || source[..at].ends_with(|c: char| c.is_alphanumeric()) || inside.starts_with(char::is_whitespace) {
        return Some(at + run);
    }
    let Some(length) = inside.find("==").filter(|length| *length > 0) else { return Some(at + run) };
    let close = at + run + length;
    let after = &source[close + 2..end];
    if inside[..length].ends_with(char::is_whitespace)
        || after.starts_with(|c: char| c.is_alphanumeric() || c == '=')
        || inside[..length].contains('`')
    {
        return Some(at + run);
    }
    output.replace(at..at + 2, "<mark>");
    output.replace(close..close + 2, "</mark>");
    Some(close + 2)
}

/// Whether what stands at `at` is part of an address.
fn in_address(source: &str, at: usize) -> bool {
    source[..at].ends_with(['(', '"', '\'', '=', '<', '/'])
}

fn braces(output: &mut Output<'_>, at: usize, end: usize, text: usize) -> Option<usize> {
    let source = output.source;
    let rest = &source[at..end];
    if rest.starts_with("{/*") {
        let close = output.find("*/}", at + 3)? + 3;
        output.replace(at..close, "");
        return Some(close);
    }
    if let Some(tag) = Tag::read(rest) {
        return Some(foreign_tag(output, &tag, at, (end, text)));
    }
    if rest.starts_with("{{") {
        return variable(output, at, end);
    }
    // `![](x.png){ width="600" }`, `text{: .wide}`.
    let inside = rest[1..].split_once('}').map(|(inside, _)| inside)?;
    let is_kramdown = inside.starts_with(':');
    let follows = source[text..at].ends_with([')', ']', '`']) || is_kramdown && !source[text..at].ends_with(' ');
    if follows && is_attributes(inside) {
        let close = at + inside.len() + 2;
        output.replace(at..close, "");
        return Some(close);
    }
    None
}

/// `{{ site.baseurl }}` in a path, `{{ "/x.png" | relative_url }}`.
fn variable(output: &mut Output<'_>, at: usize, end: usize) -> Option<usize> {
    let source = output.source;
    let length = source[at..end].find("}}")? + 2;
    let close = at + length;
    let inside = source[at + 2..close - 2].trim_matches(|c: char| c == '-' || c.is_whitespace());
    let is_root = inside.strip_prefix("site.").is_some_and(|name| {
        name.to_ascii_lowercase().contains("url")
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    });
    if is_root && (source[close..].starts_with(['/', '{']) || in_address(source, at)) {
        output.replace(at..close, "");
        return Some(close);
    }
    let (path, filter) = inside.split_once('|')?;
    let filter = filter.trim();
    let is_address = ["relative_url", "absolute_url", "relURL", "absURL", "url", "prepend"]
        .iter()
        .any(|known| filter.starts_with(known));
    let path = path.trim();
    let quote = path.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    let path = path.strip_prefix(quote)?.strip_suffix(quote)?;
    if !is_address || path.is_empty() {
        return None;
    }
    let root = if path.starts_with('/') || path.contains("://") { "" } else { "/" };
    output.replace(at..close, &format!("{root}{}", unspaced(path)));
    Some(close)
}

fn unspaced(path: &str) -> String {
    path.replace(' ', "%20")
}

/// A tag of Hugo or Liquid. Returns where it ends.
fn foreign_tag(output: &mut Output<'_>, tag: &Tag<'_>, at: usize, (end, text): (usize, usize)) -> usize {
    let source = output.source;
    let close = at + tag.length;
    let is_alone = at == text && close == end;
    if is_raw(tag)
        && (tag.closes || output.find("endraw", close).or_else(|| output.find("endverbatim", close)).is_some())
    {
        output.replace(at..close, "");
        // What is between them on the line is no business of Liquid's.
        let rest = &source[close..end];
        return rest.find("{%").filter(|_| !tag.closes).map_or(close, |length| close + length);
    }
    if tag.dialect == Dialect::Liquid && tag.name == "comment" && !tag.closes {
        let ends =
            ["{% endcomment %}", "{%- endcomment -%}", "{%endcomment%}", "{%- endcomment %}", "{% endcomment -%}"];
        let found = ends.iter().filter_map(|needle| Some(output.find(needle, close)? + needle.len())).min();
        if let Some(last) = found {
            output.replace(at..last, "");
            return last;
        }
    }
    match replacement(tag, in_address(source, at), is_alone) {
        Some(with) => output.replace(at..close, &with),
        None => {
            output.name(tag.dialect, tag.name, at);
            let written = &source[at..close];
            if is_alone {
                output.mark(at..at, Mark::Aside);
            }
            let by_code = written.contains('`') || source[close..].starts_with('`') || source[..at].ends_with('`');
            if !in_address(source, at) && !by_code {
                output.replace(at..close, &format!("`{written}`"));
            }
        }
    }
    close
}

/// What a tag stands for that has a meaning here.
fn replacement(tag: &Tag<'_>, in_address: bool, is_alone: bool) -> Option<String> {
    let first = || tag.plain(0);
    if tag.closes {
        return None;
    }
    let link = |text: &str, url: String| if in_address { url } else { format!("[{text}]({url})") };
    let named = |name: &str| Some(link(&label_of(name), format!("{BY_NAME}{}", unspaced(name))));
    match (tag.dialect, tag.name) {
        (Dialect::Liquid, "post_url" | "link") => named(first()?),
        (Dialect::Hugo, "ref" | "relref") => named(first().or_else(|| tag.named(&["path"]))?),
        (Dialect::Hugo, "figure" | "img" | "image") => figure(tag, is_alone),
        (_, "youtube") => {
            let id = tag.named(&["id"]).or_else(first)?;
            Some(link("YouTube", format!("https://www.youtube.com/watch?v={}", unspaced(id))))
        }
        (_, "vimeo") => {
            Some(link("Vimeo", format!("https://vimeo.com/{}", unspaced(tag.named(&["id"]).or_else(first)?))))
        }
        (_, "gist") => {
            let gist = match tag.plain(1) {
                Some(id) => format!("{}/{id}", first()?),
                None => first()?.to_owned(),
            };
            Some(link("Gist", format!("https://gist.github.com/{}", unspaced(&gist))))
        }
        (Dialect::Hugo, "tweet" | "x") => {
            let user = tag.named(&["user"]).unwrap_or("i");
            let id = tag.named(&["id"]).or_else(first)?;
            Some(link("Post on X", format!("https://x.com/{}/status/{}", unspaced(user), unspaced(id))))
        }
        _ => None,
    }
}

fn figure(tag: &Tag<'_>, is_alone: bool) -> Option<String> {
    let source = tag.named(&["src"]).or_else(|| tag.plain(0))?;
    let caption = [tag.named(&["title"]), tag.named(&["caption"])].into_iter().flatten().collect::<Vec<_>>().join(": ");
    let alt = tag.named(&["alt"]).unwrap_or(&caption);
    let escaped =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    if is_alone && !caption.is_empty() {
        let (source, alt, caption) = (escaped(source), escaped(alt), escaped(&caption));
        return Some(format!(
            "<figure><img src=\"{source}\" alt=\"{alt}\"><figcaption>{caption}</figcaption></figure>\n"
        ));
    }
    Some(image(alt, source))
}

/// An image in Markdown, whatever is in its parts.
fn image(alt: &str, target: &str) -> String {
    let alt = alt.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
    format!("![{alt}](<{}>)", target.replace(['<', '>', '\n'], ""))
}

/// `![[graph.png|300]]`, `![[graph.png|Error rate|300x200]]`, `![[note#Heading]]`.
fn embed(output: &mut Output<'_>, at: usize, end: usize) -> Option<usize> {
    let source = output.source;
    let inner = source[at..end].strip_prefix("![[")?;
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
    } else if !suffix.is_empty()
        && media::offer(suffix) == media::Offer::AsItIs
        && !matches!(suffix, "md" | "markdown" | "mdx")
    {
        format!("[{}](<{BY_NAME}{path}>)", if words.is_empty() { name } else { &words })
    } else {
        let label = if words.is_empty() { label_of(target) } else { words };
        format!("[{label}](<{BY_NAME}{target}>)")
    };
    output.replace(at..close, &with);
    Some(close)
}

/// `](graph of day 1.png)`: no address to Markdown, and one to those who wrote it.
fn address(output: &mut Output<'_>, at: usize, end: usize) -> Option<usize> {
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
pub fn label_of(target: &str) -> String {
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
fn comment_link(output: &mut Output<'_>, at: usize, end: usize) -> Option<usize> {
    let rest = &output.source[at..end];
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

/// `****`, what is left of bold where its text was taken away.
fn empty_bold(output: &mut Output<'_>, at: usize, end: usize) -> Option<usize> {
    let source = output.source;
    let run = source[at..end].bytes().take_while(|byte| *byte == b'*').count();
    let is_rule = source[..at].ends_with('\n') && source[at..end].trim().bytes().all(|byte| byte == b'*');
    if run == 4 && !is_rule && !source[..at].ends_with('\\') {
        output.replace(at..at + 4, "");
    }
    Some(at + run)
}

/// `--8<-- "file"`.
fn snippet(output: &mut Output<'_>, range: Range<usize>) -> usize {
    let written = output.source[range.clone()].trim();
    output.name(Dialect::Snippet, written, range.start);
    output.mark(range.start..range.start, Mark::Aside);
    if !written.contains('`') {
        let code = format!("`{written}`");
        output.replace(range.clone(), &code);
    }
    range.end
}

/// Components of MDX, whose text stays; `<time datetime="x"/>`, which has no text of its own.
fn element(output: &mut Output<'_>, at: usize, end: usize, is_mdx: bool) -> Option<usize> {
    let source = output.source;
    let rest = &source[at..end];
    if let Some(after) = rest.strip_prefix("<time ") {
        let (value, behind) = after.strip_prefix("datetime=\"")?.split_once('"')?;
        let whole = ["></time>", "/>", " />", " ></time>"].into_iter().find(|whole| behind.starts_with(whole))?;
        let close = at + (rest.len() - behind.len()) + whole.len();
        output.replace(at..close, value);
        return Some(close);
    }
    let tag = Tag::read(rest).filter(|tag| tag.dialect == Dialect::Component)?;
    // An update is an entry of the timeline, and read as such.
    if !is_mdx || tag.name == "Update" {
        return None;
    }
    let close = at + tag.length;
    if !tag.closes {
        output.name(Dialect::Component, tag.name, at);
    }
    output.replace(at..close, "");
    Some(close)
}
