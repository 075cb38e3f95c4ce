//! Files with their texts -> on disk: all that are missing, or, where one cannot be written, none.

use crate::commands::Failure;
use crate::diagnostics::escaped;
use crate::fs::{self, Folder};
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A file that a site has.
pub(super) struct Piece {
    /// Relative to the root, with `/` between its parts.
    path: String,
    text: String,
}

impl Piece {
    pub(super) fn new(path: &str, text: String) -> Self {
        Self { path: path.to_owned(), text }
    }
}

/// Folders that were made, outermost first: each in the folder that was there, by its name.
pub(super) struct Made(Vec<(Folder, OsString)>);

impl Made {
    /// Removes those that are empty again.
    pub(super) fn take_back(&self) {
        for (above, name) in self.0.iter().rev() {
            above.remove_folder_if_empty(name);
        }
    }
}

/// The folder at `path`, made with those above it where they are missing.
pub(super) fn make(path: &Path) -> Result<Made, Failure> {
    let full = fs::absolute(path);
    let mut missing: Vec<&Path> = full.ancestors().take_while(|place| !fs::is_dir(place)).collect();
    missing.reverse();
    if missing.is_empty() {
        return Ok(Made(Vec::new()));
    }
    fs::create_dir_all(&full)?;
    let mut made = Made(Vec::new());
    for place in missing {
        if let (Some(above), Some(name)) = (place.parent(), place.file_name()) {
            made.0.push((Folder::open(above)?, name.to_owned()));
        }
    }
    Ok(made)
}

/// Writes those of `pieces` that are not there. Paths of what was written, and of what was there.
///
/// # Errors
/// One that cannot be written: then what was written before it is taken back.
pub(super) fn lay(root: &Folder, pieces: &[Piece]) -> Result<(Vec<String>, Vec<String>), Failure> {
    let mut written = Written { root, files: Vec::new(), folders: Vec::new() };
    let mut kept = Vec::new();
    for piece in pieces {
        match written.write(piece) {
            Ok(true) => {}
            Ok(false) => kept.push(piece.path.clone()),
            Err(error) => {
                written.take_back();
                let hint =
                    "nothing was written; move away what is in the way, or look at the permissions of the folder";
                return Err(Failure::Message(format!("{}\n  = help: {hint}", escaped(&error.to_string()))));
            }
        }
    }
    Ok((written.files, kept))
}

struct Written<'r> {
    root: &'r Folder,
    files: Vec<String>,
    /// Those that were made, outermost first.
    folders: Vec<PathBuf>,
}

impl Written<'_> {
    /// Whether the piece was missing.
    fn write(&mut self, piece: &Piece) -> Result<bool, fs::Error> {
        let (above, name) = piece.path.rsplit_once('/').unwrap_or(("", &piece.path));
        let whole = self.root.join(&piece.path);
        // A link that leads nowhere is somebody's too.
        if fs::is_file(&whole) || fs::is_symlink(&whole) {
            return Ok(false);
        }
        let folder = if above.is_empty() { self.root.clone() } else { self.folder(Path::new(above))? };
        match folder.write_new(name, piece.text.as_bytes()) {
            Err(error) if error.source.kind() == ErrorKind::AlreadyExists && fs::is_file(&whole) => return Ok(false),
            written => written?,
        }
        self.files.push(piece.path.clone());
        Ok(true)
    }

    fn folder(&mut self, path: &Path) -> Result<Folder, fs::Error> {
        let mut missing: Vec<&Path> = path
            .ancestors()
            .filter(|place| !place.as_os_str().is_empty())
            .take_while(|place| self.root.folder(place).is_err_and(|error| error.source.kind() == ErrorKind::NotFound))
            .collect();
        missing.reverse();
        for place in missing {
            self.root.make_folder(place)?;
            self.folders.push(place.to_owned());
        }
        self.root.folder(path)
    }

    fn take_back(&self) {
        for path in &self.files {
            // What cannot be removed was written a moment ago, and is whole.
            let _ = self.root.remove_file(path);
        }
        for path in self.folders.iter().rev() {
            self.root.remove_folder_if_empty(path);
        }
    }
}
