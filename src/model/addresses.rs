//! Paths below one folder -> who holds each, so that the files can lie side by side on any disk: one that ignores case, one
//! that normalises names, and all of them keep one thing, file or folder, under a name.

use rustc_hash::FxHashMap;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Which place belongs to whom. A path is relative, its parts joined by `/`, none of them empty.
#[derive(Clone, Debug)]
pub(crate) struct Addresses<H> {
    /// Files, and every folder that holds one, by folded path.
    places: FxHashMap<String, Claim<H>>,
    /// The number that was free last, by the folded path that wanted one.
    numbers: FxHashMap<String, u32>,
}

#[derive(Clone, Debug)]
struct Claim<H> {
    /// As it was written, where folding changes it.
    written: Option<Box<str>>,
    /// Of a folder: whoever came first.
    holder: H,
    is_folder: bool,
}

impl<H> Claim<H> {
    fn path<'a>(&'a self, key: &'a str) -> &'a str {
        self.written.as_deref().unwrap_or(key)
    }
}

/// Why a path is not free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clash<H> {
    pub kind: ClashKind,
    /// Who was there first.
    pub holder: H,
    /// The place that is held, as its holder writes it: the path itself, a folder on the way to it, or a twin of one of them.
    pub held: String,
    /// How many bytes of the path lead to that place.
    pub at: usize,
}

/// How two paths are in each other's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClashKind {
    /// They are one path.
    Same,
    /// They, or folders on their way, differ in case or Unicode form alone.
    Twin,
    /// The path leads through a file.
    BelowFile,
    /// The path is a folder already.
    IsFolder,
}

impl<H> Default for Addresses<H> {
    fn default() -> Self {
        Self { places: FxHashMap::default(), numbers: FxHashMap::default() }
    }
}

impl<H: Copy> Addresses<H> {
    /// Takes `path` for a file of `holder`.
    ///
    /// # Errors
    /// It cannot lie beside what is there; nothing is taken.
    pub(crate) fn claim(&mut self, path: &str, holder: H) -> Result<(), Clash<H>> {
        let key = folded(path);
        let places = || upwards(path).zip(upwards(&key));
        // From the file up to the first folder that is there: all above that one are there, too.
        let mut new = 0;
        for (written, key) in places() {
            if let Some(place) = self.places.get(key) {
                let is_same = place.path(key) == written;
                let kind = match (new, place.is_folder) {
                    (0, true) => ClashKind::IsFolder,
                    (_, true) if is_same => break,
                    (0, false) if is_same => ClashKind::Same,
                    (_, false) if new > 0 => ClashKind::BelowFile,
                    _ => ClashKind::Twin,
                };
                // The first place on the way that is in it.
                let is_twin = |(written, key): &(&str, &str)| {
                    self.places.get(*key).is_some_and(|place| place.path(key) != *written)
                };
                let above = places().skip(new + 1).filter(is_twin).last();
                let kind = if above.is_some() { ClashKind::Twin } else { kind };
                let (written, key) = above.unwrap_or((written, key));
                let place = self.places.get(key).unwrap_or(place);
                let (holder, held) = (place.holder, place.path(key).to_owned());
                return Err(Clash { kind, holder, held, at: written.len() });
            }
            new += 1;
        }
        for (nth, (written, key)) in places().take(new).enumerate() {
            let written = (written != key).then(|| written.into());
            self.places.insert(key.to_owned(), Claim { written, holder, is_folder: nth > 0 });
        }
        Ok(())
    }

    /// Takes `path`, or where that is held the same with a number behind the name that is in the way: `numbered` makes `x-2` of
    /// `x` and 2. The path that was free. Of so many claims of one name each costs as much as the first.
    pub(crate) fn claim_numbered(&mut self, path: String, holder: H, numbered: impl Fn(&str, u32) -> String) -> String {
        let mut wanted = path;
        loop {
            let Err(Clash { at, .. }) = self.claim(&wanted, holder) else { return wanted };
            let (held, rest) = wanted.split_at(at);
            let name = folded(held).into_owned();
            let mut number = self.numbers.get(&name).copied().unwrap_or(2);
            wanted = loop {
                let other = numbered(held, number);
                let candidate = format!("{other}{rest}");
                match self.claim(&candidate, holder) {
                    Ok(()) => {
                        self.numbers.insert(name, number);
                        return candidate;
                    }
                    Err(clash) if clash.at == other.len() => number = number.saturating_add(1),
                    // In the numbered folder something further down is held.
                    Err(_) => break candidate,
                }
            };
            self.numbers.insert(name, number);
        }
    }
}

/// A path and the folders that it lies in, upwards: `a/b/c`, `a/b`, `a`.
pub(crate) fn upwards(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(folder, _)| folder))
}

/// The form under which disks compare names: two paths with one form may be one file. Canonical decomposition, full case
/// folding, nothing that is invisible: what ext4, APFS and HFS+ do, and never less than NTFS does.
#[must_use]
pub(crate) fn folded(path: &str) -> Cow<'_, str> {
    if path.is_ascii() {
        let is_folded = !path.bytes().any(|byte| byte.is_ascii_uppercase());
        return if is_folded { Cow::Borrowed(path) } else { Cow::Owned(path.to_ascii_lowercase()) };
    }
    let visible = path.nfd().filter(|character| !is_ignorable(*character));
    visible.flat_map(case_folded).nfd().collect::<String>().into()
}

/// Upper case joins what lower case keeps apart (`ß` and `ss`, the two sigmas), but for the dotless i, which is no i.
fn case_folded(character: char) -> impl Iterator<Item = char> {
    let upper = |lower: char| {
        let (kept, raised) = match lower {
            'ı' => (Some(lower), None),
            _ => (None, Some(lower.to_uppercase())),
        };
        kept.into_iter().chain(raised.into_iter().flatten())
    };
    character.to_lowercase().flat_map(upper).flat_map(char::to_lowercase)
}

/// `Default_Ignorable_Code_Point` of Unicode: joiners, selectors and marks that nobody sees.
fn is_ignorable(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether Windows keeps `name` for a device, with whatever suffix.
#[must_use]
pub(crate) fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_lowercase();
    let port = || ["com", "lpt"].into_iter().find_map(|port| stem.strip_prefix(port));
    let is_number =
        |rest: &str| matches!(rest, "¹" | "²" | "³") || rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit();
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") || port().is_some_and(is_number)
}

#[cfg(test)]
mod tests;
