//! A body's segments and their targets -> the HTML that stands in a page.

use crate::model::catalog::{Catalog, Entry, Target};
use crate::model::{Fingerprint, Segment, media};
use crate::pipeline::url::link;
use crate::text::html::push_code;
use crate::theme::Words;
use memchr::memmem;

/// The body of `entry` as HTML for the page at `page` (relative to the site's root).
#[must_use]
pub(crate) fn html(catalog: &Catalog, words: &Words, entry: &Entry, page: &str) -> String {
    let body = &entry.document.body;
    let mut out = String::with_capacity(body.segments.iter().map(size_hint).sum());
    let mut targets = entry.targets.iter();
    let mut closing = "";
    // Whether the HTML so far leaves a link open, as one to another site is.
    let mut in_link = false;
    for segment in &body.segments {
        match segment {
            Segment::Html(html) => {
                out.push_str(html);
                in_link = link_left_open(html).unwrap_or(in_link);
            }
            Segment::LinkStart { title, .. } => {
                closing = open_link(&mut out, targets.next(), title.as_deref(), (page, words))
            }
            Segment::LinkEnd => out.push_str(std::mem::take(&mut closing)),
            Segment::Image { alt, title, width, .. } => match targets.next() {
                // Shown as no image by any browser. A link in a link cannot be: there its words stand alone.
                Some(Target::Site(url)) if !media::is_image(url) => {
                    let is_free = closing.is_empty() && !in_link;
                    let target = if is_free { Target::Site(url.clone()) } else { Target::Text };
                    let close = open_link(&mut out, Some(&target), title.as_deref(), (page, words));
                    escape(&mut out, if alt.is_empty() { name_of(url) } else { alt });
                    out.push_str(close);
                }
                target => image(&mut out, catalog, target, (alt, title.as_deref(), *width), (page, words)),
            },
            Segment::FoldStart { lines } => {
                out.push_str("<details class=\"written\"><summary>");
                escape(&mut out, &words.as_written(*lines));
                out.push_str("</summary>");
            }
            Segment::FoldEnd => out.push_str("</details>\n"),
            Segment::Diagram { svg, source, .. } => diagram(&mut out, svg, source, (page, words)),
        }
    }
    out
}

/// Output path of a diagram: named by its content, so that equal diagrams are one file.
#[must_use]
pub(crate) fn diagram_path(svg: &str) -> String {
    format!("diagrams/{}.svg", Fingerprint::of(svg.as_bytes()).short(16))
}

/// Whether the last link in `html` stays open; `None` where there is none.
fn link_left_open(html: &str) -> Option<bool> {
    let (opened, closed) = (memmem::rfind(html.as_bytes(), b"<a "), memmem::rfind(html.as_bytes(), b"</a>"));
    opened.max(closed).map(|last| opened == Some(last))
}

fn name_of(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or(url)
}

fn size_hint(segment: &Segment) -> usize {
    match segment {
        Segment::Html(html) => html.len(),
        _ => 100,
    }
}

/// Opens the link and returns what closes it.
fn open_link(
    out: &mut String,
    target: Option<&Target>,
    title: Option<&str>,
    (page, words): (&str, &Words),
) -> &'static str {
    match target {
        Some(Target::Site(url)) => {
            out.push_str("<a href=\"");
            escape(out, &link(page, url));
            out.push('"');
            attribute(out, "title", title);
            out.push('>');
            "</a>"
        }
        Some(Target::Broken) | None => {
            broken(out, &words.broken_link);
            "</span>"
        }
        Some(Target::Text) => "",
    }
}

fn image(
    out: &mut String,
    catalog: &Catalog,
    target: Option<&Target>,
    (alt, title, width): (&str, Option<&str>, Option<u32>),
    (page, words): (&str, &Words),
) {
    let Some(Target::Site(url)) = target else {
        broken(out, &words.missing_image);
        escape(out, if alt.is_empty() { &words.image } else { alt });
        out.push_str("</span>");
        return;
    };
    out.push_str("<img src=\"");
    escape(out, &link(page, url));
    out.push_str("\" alt=\"");
    escape(out, alt);
    out.push('"');
    attribute(out, "title", title);
    let at = catalog.attachments.binary_search_by(|file| file.url.as_str().cmp(url));
    let size = at.ok().and_then(|at| catalog.attachments[at].size);
    match (size, width) {
        (Some((own, height)), Some(width)) if own > 0 => {
            let height = (u64::from(height) * u64::from(width) / u64::from(own)).max(1);
            out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        (Some((width, height)), _) => out.push_str(&format!(" width=\"{width}\" height=\"{height}\"")),
        (None, Some(width)) => out.push_str(&format!(" width=\"{width}\"")),
        (None, None) => {}
    }
    out.push_str(" loading=\"lazy\" decoding=\"async\">");
}

/// Opens what stands in the place of something that is not there.
fn broken(out: &mut String, why: &str) {
    out.push_str("<span class=\"broken-link\"");
    attribute(out, "title", Some(why));
    out.push('>');
}

fn diagram(out: &mut String, svg: &str, source: &str, (page, words): (&str, &Words)) {
    out.push_str("<figure class=\"diagram\"><img src=\"");
    escape(out, &link(page, &diagram_path(svg)));
    out.push_str("\" alt=\"");
    escape(out, &words.diagram);
    out.push_str("\" loading=\"lazy\" decoding=\"async\"><details><summary>");
    escape(out, &words.diagram_source);
    out.push_str("</summary>");
    push_code(out, "", source);
    out.push_str("</details></figure>");
}

fn attribute(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape(out, value);
        out.push('"');
    }
}

/// `text` escaped for HTML text and double-quoted attributes.
#[must_use]
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&mut out, text);
    out
}

/// Appends `text` escaped for HTML text and double-quoted attributes.
fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}
