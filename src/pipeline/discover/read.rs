//! Files as found -> documents and attachments. What looks as it did is not read again; what an editor holds is not read from disk.

use super::{FoundFile, LARGEST_DOCUMENT, decode};
use crate::diagnostics::{Diagnostic, Report};
use crate::fs;
use crate::model::media::{self, Offer};
use crate::model::{AssetFile, Fingerprint, SourceFile};
use crate::pipeline::attachment;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::io::ErrorKind;
use std::sync::Arc;

/// Bytes of an image that are read for its size in pixels.
const IMAGE_HEADER: u64 = 32 * 1024 * 1024;

/// What was read before, by source path; a rescan reads only what looks other than it did.
#[derive(Debug, Default)]
pub struct Memory {
    documents: Seen<SourceFile>,
    assets: Seen<AssetFile>,
    /// Texts that an editor has not saved yet: they stand in the place of their files.
    unsaved: FxHashMap<Arc<str>, Arc<str>>,
}

impl Memory {
    /// Puts `text` in the place of the file at `path`, there or not; `None` is the file again. Whether that is news.
    pub(in crate::pipeline) fn lay(&mut self, path: &str, text: Option<Arc<str>>) -> bool {
        if self.unsaved.get(path) == text.as_ref() {
            return false;
        }
        match text {
            Some(text) => _ = self.unsaved.insert(path.into(), text),
            None => _ = self.unsaved.remove(path),
        }
        true
    }

    /// Paths of those texts.
    pub(super) fn unsaved(&self) -> impl Iterator<Item = &Arc<str>> {
        self.unsaved.keys()
    }

    /// What was read before is forgotten; what is not saved is not.
    pub(in crate::pipeline) fn forget(&mut self) {
        (self.documents, self.assets) = Default::default();
    }

    /// The documents at `files`, in their order.
    ///
    /// # Errors
    /// What passes: too many open files, no memory.
    pub(super) fn documents(&mut self, files: &[FoundFile]) -> Result<Vec<Read<SourceFile>>, fs::Error> {
        let mut all = read_all(files, &mut self.documents, read_document)?;
        for (read, file) in all.iter_mut().zip(files).filter(|_| !self.unsaved.is_empty()) {
            if let Some(text) = self.unsaved.get(&file.path) {
                *read = document(file, text.as_bytes().to_vec());
            }
        }
        Ok(all)
    }

    /// The other files at `files`, in their order.
    ///
    /// # Errors
    /// As [`Memory::documents`].
    pub(super) fn assets(&mut self, files: &[FoundFile]) -> Result<Vec<Read<AssetFile>>, fs::Error> {
        read_all(files, &mut self.assets, inspect_asset)
    }
}

/// What was read of each file when it looked so.
type Seen<T> = FxHashMap<Arc<str>, (fs::Stamp, Read<T>)>;

/// A file as read, unless it could not be, and what was noticed.
pub(super) type Read<T> = (Option<T>, Report);

/// With the stamp of what is new.
type Tried<T> = (Read<T>, Option<fs::Stamp>);

/// What `read` makes of each of `files`, in parallel; those that `seen` knows are not read again.
fn read_all<T: Clone + Send + Sync>(
    files: &[FoundFile],
    seen: &mut Seen<T>,
    read: fn(&FoundFile, fs::Stamp) -> Result<Read<T>, fs::Error>,
) -> Result<Vec<Read<T>>, fs::Error> {
    let one = |file: &FoundFile| {
        let told = |error: fs::Error| if error.is_passing() { Err(error) } else { Ok((unread(file, &error), None)) };
        let stamp = match fs::Stamp::of(&file.location.whole()) {
            Ok(stamp) => stamp,
            Err(error) => return told(error),
        };
        match seen.get(&file.path).filter(|(known, _)| *known == stamp) {
            Some((_, known)) => Ok((known.clone(), None)),
            None => read(file, stamp).map(|read| (read, Some(stamp))).or_else(told),
        }
    };
    let tried: Vec<Result<Tried<T>, fs::Error>> = files.par_iter().map(one).collect();
    // Alone a file may be read for which there was no room beside others; else nothing is known of it, and the last site stays.
    let again = files.iter().zip(tried).map(|(file, tried)| tried.or_else(|_| one(file)));
    let all: Vec<Tried<T>> = again.collect::<Result<_, _>>()?;
    for (file, (value, stamp)) in files.iter().zip(&all) {
        match stamp {
            Some(stamp) if stamp.is_settled() => _ = seen.insert(Arc::clone(&file.path), (*stamp, value.clone())),
            Some(_) => _ = seen.remove(&file.path),
            None => {}
        }
    }
    if seen.len() > files.len() {
        let there: FxHashSet<&str> = files.iter().map(|file| &*file.path).collect();
        seen.retain(|path, _| there.contains(&**path));
    }
    Ok(all.into_iter().map(|(value, _)| value).collect())
}

/// Why a file could not be read; nothing where it went since its folder was listed, as editors' own files do.
fn unread<T>(file: &FoundFile, error: &fs::Error) -> Read<T> {
    if error.source.kind() == ErrorKind::NotFound {
        return (None, Report::default());
    }
    let message = format!("cannot be read: {}", error.reason());
    let hint = "check what lies there, and its permissions";
    (None, vec![Diagnostic::error("unreadable", &file.path, message).hint(hint)].into())
}

fn read_document(file: &FoundFile, stamp: fs::Stamp) -> Result<Read<SourceFile>, fs::Error> {
    if stamp.size > LARGEST_DOCUMENT {
        return Ok(too_large(file, stamp.size));
    }
    Ok(document(file, file.location.read(LARGEST_DOCUMENT)?))
}

fn too_large<T>(file: &FoundFile, size: u64) -> Read<T> {
    let message = format!("has {} MB; documents over 8 MB are not read", size / 1_000_000);
    let hint = "split it, or keep raw logs in a file of their own and link it";
    (None, vec![Diagnostic::error("file-too-large", &file.path, message).hint(hint)].into())
}

fn document(file: &FoundFile, bytes: Vec<u8>) -> Read<SourceFile> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > LARGEST_DOCUMENT {
        return too_large(file, size);
    }
    let mut report = Report::default();
    let fingerprint = Fingerprint::of(&bytes).within(&file.above);
    let decoded = decode::decode(&file.path, bytes, &mut report);
    let source = SourceFile {
        path: Arc::clone(&file.path),
        above: Arc::clone(&file.above),
        zone: file.zone,
        text: decoded.text.into(),
        fingerprint,
        damaged: decoded.damaged,
    };
    (Some(source), report)
}

fn inspect_asset(file: &FoundFile, stamp: fs::Stamp) -> Result<Read<AssetFile>, fs::Error> {
    let mut asset = AssetFile {
        path: Arc::clone(&file.path),
        location: file.location.clone(),
        size: stamp.size,
        stamp,
        pixels: None,
        drawing: None,
    };
    match attachment::offer(&file.path) {
        Offer::Rewritten => asset.drawing = Some(attachment::inspect_drawing(&file.location, stamp.size)),
        Offer::AsItIs if media::is_image(&file.path) && stamp.size <= IMAGE_HEADER => {
            let bytes = match file.location.read(IMAGE_HEADER) {
                Err(error) if error.is_passing() => return Err(error),
                read => read.unwrap_or_default(),
            };
            let size = imagesize::blob_size(&bytes).ok();
            asset.pixels = size.and_then(|size| Some((size.width.try_into().ok()?, size.height.try_into().ok()?)));
        }
        _ => {}
    }
    Ok((Some(asset), Report::default()))
}
