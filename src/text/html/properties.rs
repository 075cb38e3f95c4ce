//! What holds for every input: words kept, HTML balanced and safe, ids unique, output bounded.
#![expect(clippy::disallowed_methods, reason = "tests read the corpus and the clock")]

use super::fragments::{FORBIDDEN, fragments, soup, unclosed};
use super::tests::rendered;
use super::tokens::{Token, decode, tokens};
use super::writer::clean;
use crate::model::source::MARKDOWN;
use crate::model::{Body, Segment};
use crate::text::{foreign, markdown};
use proptest::prelude::*;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

const VOID: [&str; 8] = ["br", "hr", "img", "input", "wbr", "col", "meta", "link"];

/// The body as a page would print it, slots resolved to something plain.
pub(super) fn flat(body: &Body) -> String {
    let mut html = String::new();
    for segment in &body.segments {
        match segment {
            Segment::Html(part) => html.push_str(part),
            Segment::LinkStart { .. } => html.push_str("<a href=\"x\">"),
            Segment::LinkEnd => html.push_str("</a>"),
            Segment::FoldStart { lines } => html.push_str(&format!("<details><summary>{lines}</summary>")),
            Segment::FoldEnd => html.push_str("</details>"),
            Segment::Image { alt, .. } => {
                html.push_str("<img src=\"x.png\" alt=\"");
                super::escape::push_attribute(&mut html, alt);
                html.push_str("\">");
            }
            Segment::Diagram { source, .. } => {
                html.push_str("<figure><img src=\"x.svg\" alt=\"Diagram\"><pre>");
                super::escape::push_text(&mut html, source);
                html.push_str("</pre></figure>");
            }
        }
    }
    html
}

/// What a reader sees of `html`.
pub(super) fn seen(html: &str) -> String {
    let text =
        tokens(html).map(|token| if let Token::Text(text) = token { decode(text).into_owned() } else { String::new() });
    text.collect()
}

/// What the sanitiser would take from a finished body: names of elements and attributes, and words.
fn taken(body: &Body) -> Vec<String> {
    let html = flat(body);
    let names = |html: &str| -> HashSet<String> {
        let tags = tokens(html).filter_map(|token| if let Token::Open(tag) = token { Some(tag) } else { None });
        tags.flat_map(|tag| {
            let own = format!("<{}>", tag.name);
            tag.attributes().map(|(name, _)| name).chain([own]).collect::<Vec<_>>()
        })
        .chain(words(&seen(html)))
        .collect()
    };
    let left = names(&super::sanitise::cleaned(&html));
    names(&html).into_iter().filter(|name| !left.contains(name)).collect()
}

/// Everything wrong with a body.
pub(super) fn complaints(body: &Body) -> Vec<String> {
    let html = flat(body);
    let mut wrong = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut ids = HashSet::new();
    let mut deepest = 0;
    for token in tokens(&html) {
        match token {
            Token::Open(tag) => {
                for (name, value) in tag.attributes() {
                    let value = value.unwrap_or_default();
                    if name == "style" || name.starts_with("on") {
                        wrong.push(format!("attribute {name} in {}", tag.source));
                    }
                    if matches!(name.as_str(), "href" | "src") && value.to_lowercase().contains("script:") {
                        wrong.push(format!("target {value}"));
                    }
                    if name == "id" && !ids.insert(value.to_string()) {
                        wrong.push(format!("id {value} twice"));
                    }
                }
                if FORBIDDEN.contains(&tag.name.as_str()) {
                    wrong.push(format!("element {}", tag.name));
                }
                if !VOID.contains(&tag.name.as_str()) {
                    open.push(tag.name);
                }
                deepest = deepest.max(open.len());
            }
            Token::Close(name, _) => {
                let top = open.pop();
                if top.as_deref() != Some(&name) {
                    wrong.push(format!("</{name}> ends {top:?}"));
                }
            }
            Token::Comment(_) | Token::Other(_) => wrong.push("comment or declaration".to_owned()),
            Token::Text(text) => {
                if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
                    wrong.push(format!("control character in {text:?}"));
                }
            }
        }
    }
    if !open.is_empty() {
        wrong.push(format!("unclosed {open:?}"));
    }
    if deepest > 120 {
        wrong.push(format!("{deepest} levels deep"));
    }
    for heading in &body.headings {
        if !ids.contains(&heading.anchor) {
            wrong.push(format!("heading without its id {}", heading.anchor));
        }
    }
    wrong
}

/// The words of the text nodes of a document, as the Markdown parser and HTML see them.
fn expected_words(text: &str) -> HashSet<String> {
    let mut plain = String::new();
    let mut raw = String::new();
    let mut hidden = 0;
    let mut script: Option<(&str, usize)> = None;
    let rewritten = foreign::rewrite(text, 0, false);
    for (event, _) in markdown::read(&rewritten).events {
        match &event {
            Event::InlineHtml(html) => {
                let html = html.to_lowercase();
                script = match script {
                    Some((name, start)) if html.starts_with(&format!("</{name}")) => {
                        plain.truncate(start);
                        None
                    }
                    None => ["script", "style"]
                        .into_iter()
                        .find(|name| html.starts_with(&format!("<{name}")))
                        .map(|name| (name, plain.len())),
                    open => open,
                };
            }
            Event::Text(_) | Event::Code(_) | Event::SoftBreak | Event::HardBreak => {}
            _ => script = None,
        }
        match event {
            Event::Start(Tag::Image { .. }) => hidden += 1,
            Event::End(TagEnd::Image) => hidden -= 1,
            Event::Text(piece) if hidden == 0 => plain.push_str(&clean(&piece)),
            Event::Code(piece) if hidden == 0 => plain.push_str(&format!(" {} ", clean(&piece))),
            Event::Html(html) => raw.push_str(&html),
            Event::End(TagEnd::HtmlBlock) => plain.push_str(&raw_text(&std::mem::take(&mut raw))),
            Event::Text(_) | Event::Code(_) => {}
            _ => plain.push(' '),
        }
    }
    words(&plain)
}

fn raw_text(html: &str) -> String {
    let mut plain = String::from(" ");
    let mut skipped: Option<String> = None;
    for token in tokens(html) {
        match token {
            // Within `<style>` another opening tag is text, and the other way round.
            Token::Open(tag) if skipped.is_none() && matches!(tag.name.as_str(), "script" | "style") => {
                skipped = Some(tag.name);
            }
            Token::Close(name, _) if skipped.as_ref() == Some(&name) => skipped = None,
            Token::Text(text) if skipped.is_none() => plain.push_str(&clean(&decode(text))),
            _ => plain.push(' '),
        }
    }
    plain.push(' ');
    plain
}

fn words(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Elements that the writer itself sets within words.
fn joins(name: &str) -> bool {
    matches!(name, "span" | "a")
}

/// Words of the text nodes of `html`, both with and without `span` and `a` as borders.
fn printed_words(html: &str) -> HashSet<String> {
    let (mut joined, mut split) = (String::new(), String::new());
    for token in tokens(html) {
        match token {
            Token::Text(text) => {
                let text = decode(text);
                joined.push_str(&text);
                split.push_str(&text);
            }
            Token::Open(tag) => {
                joined.push_str(if joins(&tag.name) { "" } else { " " });
                split.push(' ');
            }
            Token::Close(name, _) => {
                joined.push_str(if joins(&name) { "" } else { " " });
                split.push(' ');
            }
            Token::Comment(_) | Token::Other(_) => {}
        }
    }
    let mut all = words(&joined);
    all.extend(words(&split));
    all
}

fn lost_words(text: &str, body: &Body) -> Vec<String> {
    let mut printed = printed_words(&flat(body));
    for segment in &body.segments {
        if let Segment::LinkStart { target, .. } = segment {
            printed.extend(words(target));
        }
    }
    // A word that an element's border cuts in the source may stand uncut in the page, and the other way round.
    let whole = seen(&flat(body));
    let expected = expected_words(text).into_iter();
    let mut lost: Vec<_> = expected.filter(|word| !printed.contains(word) && !whole.contains(word)).collect();
    lost.sort();
    lost
}

/// `../shared` beside the repository, or `PMSITE_SHARED`.
fn shared() -> Option<PathBuf> {
    let path = std::env::var_os("PMSITE_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = if path.is_dir() { path } else { Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared") };
    if path.join("corpus").is_dir() {
        return Some(path);
    }
    assert!(
        std::env::var_os("PMSITE_REQUIRE_SHARED").is_none_or(|value| value != "1"),
        "no shared folder at {}",
        path.display()
    );
    eprintln!("skipped: no shared folder at {}", path.display());
    None
}

fn markdown_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            markdown_files(&path, found);
        } else if path.extension().is_some_and(|suffix| MARKDOWN.iter().any(|known| suffix == *known)) {
            found.push(path);
        }
    }
}

#[test]
fn every_word_of_the_corpus_is_printed_and_every_body_is_sound() {
    let Some(shared) = shared() else { return };
    let mut files = Vec::new();
    markdown_files(&shared.join("corpus"), &mut files);
    assert!(files.len() > 100);
    let mut wrong = Vec::new();
    for path in files {
        let Ok(text) = String::from_utf8(std::fs::read(&path).unwrap()) else { continue };
        let (body, _) = rendered(&text);
        let lost = lost_words(&text, &body);
        let found = complaints(&body);
        if !lost.is_empty() || !found.is_empty() {
            wrong.push(format!(
                "{}: lost {:?}, wrong {:?}",
                path.display(),
                &lost[..lost.len().min(8)],
                &found[..found.len().min(4)]
            ));
        }
    }
    assert!(wrong.is_empty(), "{} documents:\n{}", wrong.len(), wrong.join("\n"));
}

/// Hostile shapes: (name, document, most bytes of output for one of input).
fn nasty() -> Vec<(&'static str, String, usize)> {
    vec![
        ("quotes", "> ".repeat(10_000) + "deep", 40),
        ("lists", (0..400).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect(), 40),
        ("divs", format!("{}\n\ndeep\n\n{}", "<div>".repeat(5_000), "</div>".repeat(5_000)), 40),
        ("unclosed divs", "<div>\n".repeat(5_000) + "deep", 40),
        ("bold tags", "<b>".repeat(3_000) + "x" + &"</b>".repeat(3_000), 40),
        ("attributes", "<b class=1 id=a title=x>\n\nx\n\n".repeat(500) + "</b>", 40),
        ("footnotes", "x[^1] ".repeat(5_000) + "\n\n[^1]: self[^1]\n", 60),
        ("mentions", "INC-12 and OPS-2024-1, ".repeat(3_000), 40),
        ("wikis", "[[a]] [[b|c]] [[[[ ]] [[".repeat(2_000), 40),
        ("schemes", "http://-".repeat(20_000), 40),
        ("addresses", "a@".repeat(20_000), 40),
        ("headings", "# a\n".repeat(5_000), 80),
        ("scripts", "a <script> ".repeat(3_000), 40),
        ("script blocks", "<script>\n\n".repeat(2_000), 40),
        ("svg", "<svg><path d=1>".repeat(2_000) + "</svg>", 40),
        ("tables", "|a|b|\n|-|-|\n".to_owned() + &"|<td>|</table>|\n".repeat(1_000), 60),
        ("emphasis", "*a **b ".repeat(2_000), 40),
        ("images", "![".repeat(3_000) + &"](x)".repeat(3_000), 40),
        ("closing", "</article></main></div></body></html>\n\n# x\n".repeat(200), 60),
        ("ends", "<i>".repeat(3_000) + &"</b>".repeat(3_000), 40),
    ]
}

#[test]
fn hostile_shapes_stay_bounded() {
    for (name, text, most) in nasty() {
        let (body, report) = rendered(&text);
        assert_eq!(complaints(&body), Vec::<String>::new(), "{name}");
        assert!(flat(&body).len() < most * text.len() + 5_000, "{name}: {} of {}", flat(&body).len(), text.len());
        assert!(report.diagnostics.len() < 100, "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn any_document_is_sound_and_complete(text in fragments()) {
        let (body, _) = rendered(&text);
        prop_assert_eq!(complaints(&body), Vec::<String>::new(), "{}", flat(&body));
        prop_assert_eq!(lost_words(&text, &body), Vec::<String>::new(), "{}", flat(&body));
    }

    #[test]
    fn tag_soup_keeps_its_words_and_runs_nothing(text in soup()) {
        let (body, _) = rendered(&text);
        prop_assert_eq!(complaints(&body), Vec::<String>::new(), "{}", flat(&body));
        prop_assert_eq!(lost_words(&text, &body), Vec::<String>::new(), "{}", flat(&body));
        prop_assert_eq!(taken(&body), Vec::<String>::new(), "{}", flat(&body));
    }

    #[test]
    fn what_never_ends_is_shown_as_written(text in unclosed()) {
        let (body, _) = rendered(&text);
        let plain = text.replace(['*', '`'], "").replace("[c](https://c.example)", "c").replace("&amp;", "&");
        let plain = plain.replace("<kbd>", "").replace("</kbd>", "");
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(bare(&seen(&flat(&body))), bare(&plain), "{}", flat(&body));
    }

    #[test]
    fn no_text_panics(text in "(?s).{0,200}") {
        let (body, _) = rendered(&text);
        prop_assert_eq!(complaints(&body), Vec::<String>::new(), "{}", flat(&body));
    }
}
