//! Shortcodes of Hugo, tags and variables of Liquid, elements of MDX and Confluence to what they stand for.

use super::inline::{in_address, is_raw};
use super::links::{image, label_of};
use super::statements::expressions;
use super::tags::{Tag, arguments, near};
use super::{BY_NAME, Dialect, Mark, Output};
use std::ops::Range;

/// What the variables of Liquid begin with that its site fills in.
const LIQUID: [&str; 6] = ["page.", "site.", "post.", "layout.", "include.", "paginator."];

/// Tags of GitBook that name a file or a page.
const GITBOOK: [&str; 3] = ["file", "embed", "content-ref"];

/// A tag of Hugo or Liquid. Returns where it ends.
pub(super) fn foreign_tag(output: &mut Output<'_>, tag: &Tag<'_>, at: usize, (end, text): (usize, usize)) -> usize {
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
            output.hide(at..last);
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
    // GitBook's: what is named stands for itself, and what is between its tags is shown as it is.
    if tag.dialect == Dialect::Liquid && GITBOOK.contains(&tag.name) {
        let target = tag.named(&["src", "url"]).filter(|_| !tag.closes && tag.name != "content-ref");
        let name = |target| {
            tag.named(&["caption", "title"]).map_or(file_name(target), |caption| caption).replace(['[', ']'], "")
        };
        return Some(target.map(|target| format!("[{}](<{target}>)\n\n", name(target))).unwrap_or_default());
    }
    if tag.closes {
        return None;
    }
    // A page has its contents anyway.
    if is_alone && tag.dialect == Dialect::Hugo && tag.name.eq_ignore_ascii_case("toc") {
        return Some(String::new());
    }
    let link = |text: &str, url: String| if in_address { url } else { format!("[{text}]({url})") };
    let named = |name: &str| Some(link(&label_of(name), format!("{BY_NAME}{}", unspaced(name))));
    match (tag.dialect, tag.name) {
        (Dialect::Liquid, "post_url" | "link") => named(first()?),
        (Dialect::Hugo, "ref" | "relref") => named(first().or_else(|| tag.named(&["path"]))?),
        (Dialect::Hugo, "figure" | "img" | "image") => figure(tag, is_alone),
        // The time of an update, as cState writes it.
        (Dialect::Hugo, "track") => first().map(str::to_owned),
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

/// A file by its name, an address of elsewhere as a whole.
fn file_name(target: &str) -> &str {
    if target.contains("://") { target } else { target.rsplit('/').next().unwrap_or(target) }
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

/// `{{ site.baseurl }}` in a path, `{{ "/x.png" | relative_url }}`; what mdBook puts in, `{{#include x.md}}`.
pub(super) fn variable(output: &mut Output<'_>, at: usize, end: usize) -> Option<usize> {
    let source = output.source;
    let length = near(&source[at..end]).find("}}")? + 2;
    let close = at + length;
    let inside = source[at + 2..close - 2].trim_matches(|c: char| c == '-' || c.is_whitespace());
    if let Some((word, _)) = inside.strip_prefix('#').map(|words| words.split_once(' ').unwrap_or((words, ""))) {
        // The title of its tab in a browser, which this page has too.
        if word == "title" {
            output.replace(at..close, "");
            return Some(close);
        }
        let is_known = ["include", "rustdoc_include", "playground", "playpen", "template"].contains(&word);
        let is_code = source[..at].ends_with('`') || source[close..].starts_with('`');
        if is_known && !is_code {
            output.name(Dialect::Snippet, &source[at + 2..close - 2], at);
            output.replace(at..close, &format!("`{}`", &source[at..close]));
            return Some(close);
        }
        return None;
    }
    if let Some(value) = output.defined.substituted(inside) {
        output.replace(at..close, value);
        return Some(close);
    }
    let is_root = inside.strip_prefix("site.").is_some_and(|name| {
        name.to_ascii_lowercase().contains("url")
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    });
    if is_root && (source[close..].starts_with(['/', '{']) || in_address(source, at)) {
        output.replace(at..close, "");
        return Some(close);
    }
    let is_known = LIQUID.iter().any(|name| inside.starts_with(name));
    let Some((path, filter)) = inside.split_once('|').filter(|_| !is_known) else {
        let by_code = source[close..].starts_with('`') || source[..at].ends_with('`');
        return is_known.then(|| unknown_variable(output, at..close, by_code));
    };
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

/// Names a variable and shows it as code; in an address it can only stay.
fn unknown_variable(output: &mut Output<'_>, range: Range<usize>, by_code: bool) -> usize {
    let written = &output.source[range.clone()];
    output.name(Dialect::Liquid, written, range.start);
    if !by_code && !in_address(output.source, range.start) && !written.contains('`') {
        output.replace(range.clone(), &format!("`{written}`"));
    }
    range.end
}

fn unspaced(path: &str) -> String {
    path.replace(' ', "%20")
}

/// Components of MDX, whose text stays; `<time datetime="x"/>`, which has no text of its own.
pub(super) fn element(output: &mut Output<'_>, at: usize, end: usize, is_mdx: bool) -> Option<usize> {
    let source = output.source;
    let rest = &source[at..end];
    if let Some(end) = confluence(output, at, end) {
        return Some(end);
    }
    if let Some(after) = rest.strip_prefix("<time ") {
        let (value, behind) = after.strip_prefix("datetime=\"")?.split_once('"')?;
        let whole = ["></time>", "/>", " />", " ></time>"].into_iter().find(|whole| behind.starts_with(whole))?;
        let close = at + (rest.len() - behind.len()) + whole.len();
        output.replace(at..close, value);
        return Some(close);
    }
    if is_mdx && let Some(end) = expressions(output, at) {
        return Some(end);
    }
    let tag = Tag::read(rest).filter(|tag| tag.dialect == Dialect::Component)?;
    // An update is an entry of the timeline, and read as such.
    if !is_mdx || tag.name == "Update" {
        return None;
    }
    let close = at + tag.length;
    if let Some(shown) = pictured(output, &tag).or_else(|| linked(&tag)) {
        output.replace(at..close, &shown);
        return Some(close);
    }
    if !tag.closes {
        output.name(Dialect::Component, tag.name, at);
    }
    output.replace(at..close, "");
    Some(close)
}

/// `<Image src={graph} alt="x" />`, where a statement above imports `graph` from a file.
fn pictured(output: &mut Output<'_>, tag: &Tag<'_>) -> Option<String> {
    let named = tag.named(&["src", "source"]).filter(|_| !tag.closes)?;
    let path = if named.contains(['.', '/']) { named } else { output.defined.imported(named)? };
    crate::model::media::is_image(path).then(|| image(tag.named(&["alt"]).unwrap_or_default(), path))
}

/// `<LinkCard title="x" description="z" href="/y/" />`: what shows nothing but a link, and what is said of it. One that holds text
/// has it shown.
fn linked(tag: &Tag<'_>) -> Option<String> {
    let (href, title) = (tag.named(&["href", "to", "url"])?, tag.named(&["title", "label", "text"])?);
    let said = tag.named(&["description"]).map_or_else(String::new, |said| format!(": {said}"));
    tag.is_whole.then(|| format!("[{}](<{}>){said}", title.replace(['[', ']'], ""), unspaced(href)))
}

/// Macros of Confluence: their tags go, text and pictures stay, and what stands in `CDATA` is code.
fn confluence(output: &mut Output<'_>, at: usize, end: usize) -> Option<usize> {
    let source = output.source;
    let rest = &source[at..end];
    if let Some(inside) = rest.strip_prefix("<![CDATA[") {
        let start = end - inside.len();
        let close = output.find("]]>", start)?;
        output.replace(at..start, "\n\n``````\n");
        let code_end = source[start..close].trim_end().len() + start;
        output.replace(code_end..close + 3, "\n``````\n\n");
        return Some(close + 3);
    }
    let name = rest.trim_start_matches(['<', '/']);
    if !name.starts_with("ac:") && !name.starts_with("ri:") {
        return None;
    }
    let close = at + near(rest).find('>')? + 1;
    let word = &name[..name.find([' ', '>', '/']).unwrap_or(name.len())];
    let given = |key: &str| {
        let inside = source[at..close].trim_matches(['<', '>']).trim_end_matches('/');
        arguments(inside).find(|(own, _)| *own == key).map(|(_, value)| value)
    };
    if word == "ac:parameter" && !rest.starts_with("</") && given("ac:name").is_some_and(|name| name != "title") {
        let ends = "</ac:parameter>";
        let last = source[close..end].find(ends).map_or(close, |length| close + length + ends.len());
        output.replace(at..last, "");
        return Some(last);
    }
    let shown = match word {
        "ri:attachment" => given("ri:filename").map(|name| format!("<img src=\"{BY_NAME}{name}\" alt=\"{name}\">")),
        "ri:page" => given("ri:content-title").map(|title| format!("[[{title}]]")),
        _ => None,
    };
    if word == "ac:structured-macro" && !rest.starts_with("</") {
        output.name(Dialect::Confluence, given("ac:name").unwrap_or(word), at);
    }
    output.replace(at..close, &shown.unwrap_or_default());
    Some(close)
}
