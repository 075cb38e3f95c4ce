//! The words of a document as a browser would show them, read without any code of pmsite's.

use super::site::css;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};
use scraper::{ElementRef, Html};
use std::collections::BTreeMap;

/// Word -> how often.
pub type Words = BTreeMap<String, usize>;

/// Runs of letters and digits.
pub fn count(text: &str, words: &mut Words) {
    for word in text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *words.entry(word.to_lowercase()).or_default() += 1;
    }
}

/// Words that `page` must show because `source` holds them: text and text inside HTML; not front matter, comments,
/// attributes, scripts or styles.
pub fn of_source(source: &str) -> Words {
    let mut words = Words::new();
    let body = without_tags(&labels_of_wikilinks(body_of(source.trim_start_matches('\u{feff}'))));
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    let mut in_image = 0;
    let events = Parser::new_ext(&body, options).filter(|event| {
        // What stands for an image is an attribute, and a note's number is ours to give.
        in_image += i32::from(matches!(event, Event::Start(Tag::Image { .. })));
        let hidden = in_image > 0;
        in_image -= i32::from(matches!(event, Event::End(TagEnd::Image)));
        let is_note = matches!(
            event,
            Event::FootnoteReference(_)
                | Event::Start(Tag::FootnoteDefinition(_))
                | Event::End(TagEnd::FootnoteDefinition)
        );
        !hidden && !is_note
    });
    let mut page = String::from("<!doctype html><body><main>");
    html::push_html(&mut page, events);
    let page = Html::parse_document(&page);
    count(&visible(page.root_element(), ""), &mut words);
    words
}

/// MDX begins with lines that import what it draws: code for a bundler, which no reader of the page is shown.
pub fn without_imports(path: &str, source: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    if !name.contains(".mdx") {
        return source.to_owned();
    }
    let import = regex::Regex::new(r#"(?m)^import .*['"];?\s*$"#).unwrap();
    import.replace_all(source, "").into_owned()
}

/// Words of `source` that are missing on `page`, or stand there less often.
pub fn missing(source: &str, page: &Html) -> Vec<String> {
    let (mut joined, mut apart) = (Words::new(), Words::new());
    for main in page.select(&css("main")) {
        // Highlighting splits a word over elements, lists join words of neighbours: a word counts either way.
        count(&visible(main, ""), &mut joined);
        count(&visible(main, " "), &mut apart);
    }
    let shown = |word: &String| joined.get(word).max(apart.get(word)).copied().unwrap_or(0);
    let wanted = of_source(source);
    wanted
        .into_iter()
        .filter(|(word, times)| shown(word) < *times)
        .map(|(word, times)| format!("{word} x{times}"))
        .collect()
}

fn visible(element: ElementRef<'_>, between: &str) -> String {
    let mut text = String::new();
    for node in element.descendants() {
        if let Some(piece) = node.value().as_text() {
            let parent = node.parent().and_then(ElementRef::wrap).map(|parent| parent.value().name());
            if !matches!(parent, Some("script" | "style" | "iframe" | "noembed" | "noframes" | "template")) {
                text.push_str(piece);
            }
        } else if node.value().is_element() {
            text.push_str(between);
        }
    }
    text
}

/// What follows front matter; all of it where a fence is not closed.
fn body_of(source: &str) -> &str {
    let start = source.trim_start_matches(['\n', '\r', ' ']);
    let fence = start.lines().next().unwrap_or_default().trim_end();
    if fence != "---" && fence != "+++" {
        return source;
    }
    let mut at = 0;
    for (number, line) in start.split_inclusive('\n').enumerate() {
        at += line.len();
        let line = line.trim_end();
        if number > 0 && (line == fence || (fence == "---" && line == "...")) {
            return &start[at..];
        }
    }
    source
}

/// Shortcodes that hold text become its box.
fn without_tags(body: &str) -> String {
    let tags =
        regex::Regex::new(r#"\{\{[<%] */?(alert|notice|callout|tabs?|details|expand)( [^>%\n]*)?[>%]\}\}"#).unwrap();
    let body = tags.replace_all(body, "");
    // The time of an update stands as itself.
    let track = regex::Regex::new(r#"\{\{< *track +"([^"\n]*)" *>\}\}"#).unwrap();
    track.replace_all(&body, "$1").into_owned()
}

/// `[[target|label]]` shows its label.
fn labels_of_wikilinks(body: &str) -> String {
    let wikilink = regex::Regex::new(r"\[\[[^\[\]|\n]+\|([^\[\]|\n]+)\]\]").unwrap();
    wikilink.replace_all(body, "$1").into_owned()
}

#[test]
fn words_are_what_a_reader_sees() {
    let source = "---\ntitle: no\n---\n# One *two*\n\n<b>three</b><!-- no --> ![no](no.png) [[no|four]] <Unknown no=\"no\">five</Unknown>[^1]\n\n<script>no</script>\n\n[^1]: six\n";
    let words: Vec<String> = of_source(source).into_keys().collect();
    assert_eq!(words, ["five", "four", "one", "six", "three", "two"]);
    let page = Html::parse_document("<main>one <b>tw</b>o three four five</main><footer>six</footer>");
    assert_eq!(missing(source, &page), ["six x1"]);
}
