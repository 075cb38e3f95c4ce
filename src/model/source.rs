//! A Markdown file as discovered: its place, its text and a hash of its content.

use borsh::{BorshDeserialize, BorshSerialize};
use std::sync::Arc;

/// Content hash of a source (BLAKE3, 32 bytes), with the names of the folders above it. Identity of content, never of time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// Hash of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The same content in folders of such names ([`SourceFile::above`]): they tell what it is.
    #[must_use]
    pub fn within(self, above: &str) -> Self {
        if above.is_empty() { self } else { Self(*blake3::keyed_hash(&self.0, above.as_bytes()).as_bytes()) }
    }

    /// The first `digits` (at most 64) hexadecimal digits.
    #[must_use]
    pub fn short(&self, digits: usize) -> String {
        self.0
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .take(digits)
            .filter_map(|nibble| char::from_digit(u32::from(nibble), 16))
            .collect()
    }
}

impl std::fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.short(12))
    }
}

/// Which part of the content layout a file lies in. It decides what the file may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Zone {
    /// `postmortems/**`: an incident unless it says otherwise (template, index).
    Postmortems,
    /// `services/*.md`: declares a service.
    Services,
    /// `root-causes/*.md`: declares a root cause.
    RootCauses,
    /// `pages/**`: a plain page.
    Pages,
    /// The content folder's own `index.md`: introduction of the home page.
    Home,
    /// A foreign folder without the layout: taken for what its text shows it to be.
    Foreign,
}

/// One Markdown file, decoded.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path relative to the content folder, `/`-separated; with several content folders the folder's name stands first.
    pub path: Arc<str>,
    /// Names of the folders above `path`, outermost first, `/`-separated: the content folder's own, and those that hold it below
    /// the root. They tell what the document is, and are no part of an address.
    pub above: Arc<str>,
    /// Where the file lies in the layout.
    pub zone: Zone,
    /// The text as on disk (a byte-order mark removed, line ends kept).
    pub text: Arc<str>,
    /// Hash of the file's bytes and of [`Self::above`].
    pub fingerprint: Fingerprint,
    /// The bytes were no valid text: the characters are a guess, and the document is only kept with `--keep-going`.
    pub damaged: bool,
}

/// A file of the content folder that is not Markdown; copied if a document links it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetFile {
    /// As [`SourceFile::path`].
    pub path: Arc<str>,
    /// Where it lies on disk.
    pub location: crate::fs::Located,
    /// Bytes.
    pub size: u64,
    /// Tells an earlier content of the file from this one.
    pub stamp: crate::fs::Stamp,
    /// Width and height in pixels, where the header tells.
    pub pixels: Option<(u32, u32)>,
    /// What becomes of it, if it is an SVG.
    pub drawing: Option<Drawing>,
}

/// What becomes of an SVG that a document links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// It is published without what could run or fetch something; whether there was script.
    Safe { was_active: bool },
    /// It cannot be made safe and is offered as text: why, as the end of a sentence that begins with its name.
    Refused(&'static str),
}

impl SourceFile {
    /// File name without its Markdown suffixes; for `index.md` and `README.md` in a folder this is still `index`/`README`.
    #[must_use]
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        strip_markdown_suffixes(name)
    }

    /// Names of all folders that hold the file, the nearest first, without the hash that an export adds (`Incidents 0f3c…`).
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        let above = self.above.rsplit('/').filter(|name| !name.is_empty());
        self.path.rsplit('/').skip(1).chain(above).map(without_hash)
    }

    /// What names the document on disk: its file, or the folder whose README or index it is; without the hash that an export adds.
    #[must_use]
    pub fn name(&self) -> &str {
        let stem = self.stem();
        without_hash(self.folder().filter(|_| is_landing(stem)).unwrap_or(stem))
    }

    /// Name of the folder that holds the file; `None` at the top of the content folder.
    #[must_use]
    pub fn folder(&self) -> Option<&str> {
        self.path.rsplit('/').nth(1)
    }
}

/// Names of files that stand for their folder.
pub(crate) const LANDINGS: [&str; 3] = ["index", "_index", "readme"];

/// Whether a file of this name, suffixes off, stands for its folder.
#[must_use]
pub(crate) fn is_landing(stem: &str) -> bool {
    landing_rank(stem).is_some()
}

/// The same, and which of several in one folder comes first.
#[must_use]
pub(crate) fn landing_rank(stem: &str) -> Option<usize> {
    LANDINGS.iter().position(|landing| stem.eq_ignore_ascii_case(landing))
}

/// Digits of the hash that an export puts behind a name.
const HASH: usize = 32;

fn without_hash(name: &str) -> &str {
    split_hash(name).map_or(name, |(name, _)| name)
}

/// A name as an export writes it -> the name, and the hash behind it.
#[must_use]
pub(crate) fn split_hash(name: &str) -> Option<(&str, &str)> {
    let is_hash = |word: &str| word.len() == HASH && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    name.rsplit_once([' ', '-', '_']).filter(|(_, word)| is_hash(word))
}

/// Endings of documents, none of which is read otherwise.
pub(crate) const MARKDOWN: [&str; 3] = ["md", "mdx", "markdown"];

/// `2024-01-02-x.html.md` -> `2024-01-02-x`. Only known suffixes go: `v1.2` stays.
#[must_use]
pub(crate) fn strip_markdown_suffixes(name: &str) -> &str {
    let mut stem = name;
    for suffix in [".md", ".markdown", ".mdx", ".mdxx", ".html", ".htm"] {
        stem = stem.strip_suffix(suffix).unwrap_or(stem);
    }
    if stem.is_empty() { name } else { stem }
}
