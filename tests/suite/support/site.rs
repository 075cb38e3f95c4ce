//! A built site as a reader meets it: files, pages, and what is on them.

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Every file of an output folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// By path relative to the folder, `/`-separated.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// The manifest: a file of pmsite's own, no part of the site.
pub const MANIFEST: &str = ".pmsite-manifest";

impl Site {
    /// Reads an output folder; anything but files and folders fails, and so do files of a site that are one on some disk.
    pub fn read(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
            let entry = entry.unwrap_or_else(|error| panic!("the output folder cannot be read: {error}"));
            if entry.file_type().is_dir() {
                continue;
            }
            assert!(entry.file_type().is_file(), "{} is no regular file", entry.path().display());
            let path = entry.path().strip_prefix(folder).unwrap().to_str().expect("UTF-8 names").replace('\\', "/");
            files.insert(path, std::fs::read(entry.path()).unwrap());
        }
        if files.contains_key(MANIFEST) {
            super::soundness::assert_side_by_side(files.keys());
        }
        Self { files }
    }

    /// One path a line.
    pub fn list(&self) -> String {
        self.files.keys().map(|path| format!("{path}\n")).collect()
    }

    /// Whether there is such a file; a URL that ends in `/` means its `index.html`.
    pub fn has(&self, url: &str) -> bool {
        self.files.contains_key(&file_of(url))
    }

    /// A file's text.
    pub fn text(&self, url: &str) -> String {
        let path = file_of(url);
        let bytes = self.files.get(&path).unwrap_or_else(|| panic!("no {path} among\n{}", self.list()));
        String::from_utf8(bytes.clone()).unwrap_or_else(|error| panic!("{path} is not UTF-8: {error}"))
    }

    /// A JSON file.
    pub fn json(&self, url: &str) -> Value {
        serde_json::from_str(&self.text(url)).unwrap_or_else(|error| panic!("{url} is no JSON: {error}"))
    }

    /// A page, parsed as a browser does.
    pub fn page(&self, url: &str) -> Page {
        Page { url: url.to_owned(), html: Html::parse_document(&self.text(url)) }
    }

    /// The pages' URLs, each `.../index.html` as `.../`.
    pub fn pages(&self) -> Vec<String> {
        let html = self.files.keys().filter(|path| path.ends_with(".html"));
        html.map(|path| path.strip_suffix("index.html").unwrap_or(path).to_owned()).collect()
    }

    /// What a file says, shards of the search unpacked and their front-coded words written out.
    pub fn said(&self, path: &str) -> String {
        let bytes = &self.files[path];
        if !path.ends_with(".pms") {
            return String::from_utf8_lossy(bytes).into_owned();
        }
        let mut plain = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(bytes.as_slice()), &mut plain).unwrap();
        match plain[1] {
            b'T' => words(&plain[2..], true),
            b'W' => words(&plain[2..], false),
            _ => String::from_utf8_lossy(&plain[2..]).into_owned(),
        }
    }

    /// Paths of the files that hold `text`, in their name or their bytes.
    pub fn holders_of(&self, text: &str) -> Vec<&str> {
        let finder = memchr::memmem::Finder::new(text);
        let holds = |(path, bytes): &(&String, &Vec<u8>)| path.contains(text) || finder.find(bytes).is_some();
        self.files.iter().filter(holds).map(|(path, _)| path.as_str()).collect()
    }
}

/// The keys of a block: for each the length that it shares with the one before, the rest, and one or two numbers.
fn words(block: &[u8], with_sizes: bool) -> String {
    let mut at = 0;
    let (mut words, mut key) = (String::new(), Vec::new());
    for _ in 0..number(block, &mut at) {
        let shared = usize::from(block[at]);
        at += 1;
        let length = number(block, &mut at);
        key.truncate(shared);
        key.extend_from_slice(&block[at..at + length]);
        at += length;
        (0..=usize::from(with_sizes)).for_each(|_| _ = number(block, &mut at));
        words.push_str(std::str::from_utf8(&key).unwrap());
        words.push('\n');
    }
    words
}

/// Seven bits a byte, lowest first.
fn number(block: &[u8], at: &mut usize) -> usize {
    let (mut number, mut shift) = (0, 0);
    loop {
        let byte = block[*at];
        *at += 1;
        number |= usize::from(byte & 0x7F) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return number;
        }
    }
}

fn file_of(url: &str) -> String {
    if url.is_empty() || url.ends_with('/') { format!("{url}index.html") } else { url.to_owned() }
}

/// One page.
pub struct Page {
    pub url: String,
    pub html: Html,
}

/// Compiles a CSS selector.
pub fn css(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|error| panic!("selector {selector}: {error}"))
}

/// Elements that do not part words.
const INLINE: [&str; 19] = [
    "a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "span", "strong", "sub",
    "sup", "u", "wbr",
];

/// An element's text with white space folded; scripts and styles left out.
pub fn text_of(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    for node in element.descendants() {
        if let Some(piece) = node.value().as_text() {
            let parent = node.parent().and_then(ElementRef::wrap).map(|parent| parent.value().name());
            if !matches!(parent, Some("script" | "style" | "template")) {
                text.push_str(piece);
            }
        } else if node.value().as_element().is_some_and(|element| !INLINE.contains(&element.name())) {
            text.push(' ');
        }
    }
    folded(&text)
}

/// White space folded.
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Page {
    /// The elements that match.
    pub fn select(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.html.select(&css(selector)).collect()
    }

    /// The only element that matches.
    pub fn one(&self, selector: &str) -> ElementRef<'_> {
        let found = self.select(selector);
        assert_eq!(found.len(), 1, "{} elements match `{selector}` on {}", found.len(), self.url);
        found[0]
    }

    /// Texts of the elements that match.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.select(selector).into_iter().map(text_of).collect()
    }

    /// All text of the page.
    pub fn text(&self) -> String {
        text_of(self.one("body"))
    }

    /// Text of `<main>`.
    pub fn main(&self) -> String {
        text_of(self.one("main"))
    }

    /// The only `<h1>`.
    pub fn title(&self) -> String {
        text_of(self.one("h1"))
    }

    /// URL relative to the site's root and text of each link inside `within` that stays in the site.
    pub fn links(&self, within: &str) -> Vec<(String, String)> {
        let links = self.select(&format!("{within} a[href]"));
        let local = links.into_iter().filter_map(|link| Some((self.resolve(link.attr("href")?)?, text_of(link))));
        local.collect()
    }

    /// Whether `<main>` links to `url`, with or without a fragment.
    pub fn leads_to(&self, url: &str) -> bool {
        self.links("main").iter().any(|(target, _)| target.split('#').next() == Some(url))
    }

    /// `href` as seen from this page, relative to the site's root (`services/api/#x`); `None` where it leaves the site.
    pub fn resolve(&self, href: &str) -> Option<String> {
        super::soundness::resolve(&file_of(&self.url), href)
    }

    /// Text of the element that the heading `heading` heads: its nearest `section`, `aside`, `nav` or `article`.
    pub fn section(&self, heading: &str) -> String {
        self.find_section(heading).unwrap_or_else(|| panic!("no section `{heading}` on {}:\n{}", self.url, self.main()))
    }

    /// As [`Page::section`], where there may be none.
    pub fn find_section(&self, heading: &str) -> Option<String> {
        let is_it = |title: &ElementRef<'_>| text_of(*title).to_lowercase().contains(&heading.to_lowercase());
        let title = self.select("main h2, main h3, main h4, main summary").into_iter().find(is_it)?;
        let mut parents = title.ancestors().filter_map(ElementRef::wrap);
        let is_section = |element: &ElementRef<'_>| {
            matches!(element.value().name(), "section" | "aside" | "nav" | "article" | "details")
        };
        parents.find(is_section).map(text_of)
    }
}
