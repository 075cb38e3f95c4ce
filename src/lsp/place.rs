//! Addresses of a client <-> paths of files. Other schemes than `file` have none.

use crate::fs;
use lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// What an address has as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The file at an address of this machine.
pub(super) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let (scheme, rest) = uri.as_str().split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let path = match rest.strip_prefix("//") {
        Some(rest) => {
            let (host, _) = rest.split_once('/')?;
            (host.is_empty() || host.eq_ignore_ascii_case("localhost")).then(|| &rest[host.len()..])?
        }
        None => rest,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let bytes: Vec<u8> = percent_decode_str(path).collect();
    (!bytes.contains(&0)).then(|| native(bytes)).flatten().filter(|path| path.is_absolute())
}

#[cfg(unix)]
fn native(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(std::ffi::OsString::from_vec(bytes).into())
}

/// `/c:/x` is `c:\x`.
#[cfg(not(unix))]
fn native(bytes: Vec<u8>) -> Option<PathBuf> {
    let path = String::from_utf8(bytes).ok()?;
    Some(path.trim_start_matches('/').replace('/', "\\").into())
}

/// The address of a file.
pub(super) fn uri_of(path: &Path) -> Option<Uri> {
    let path = fs::absolute(path);
    let path = path.to_str()?.trim_start_matches(r"\\?\").replace(std::path::MAIN_SEPARATOR, "/");
    let root = if path.starts_with('/') { "" } else { "/" };
    Uri::from_str(&format!("file://{root}{}", utf8_percent_encode(&path, KEPT))).ok()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn path(uri: &str) -> Option<String> {
        path_of(&Uri::from_str(uri).unwrap()).map(|path| path.to_str().unwrap().to_owned())
    }

    #[test]
    fn addresses_of_files_are_paths_and_others_are_none() {
        assert_eq!(path("file:///a%20b/%C3%A9%23.md").as_deref(), Some("/a b/é#.md"));
        assert_eq!(path("FILE://localhost/a.md").as_deref(), Some("/a.md"));
        assert_eq!(path("file:/a.md").as_deref(), Some("/a.md"));
        for other in ["untitled:Untitled-1", "http://h/a.md", "file://host/a.md", "file:///a%00b", "file:a.md"] {
            assert_eq!(path(other), None, "{other}");
        }
    }

    #[test]
    fn a_path_comes_back_from_its_address() {
        for at in ["/a b/é#?%.md", "/x/障害😀.md", "/"] {
            assert_eq!(path_of(&uri_of(Path::new(at)).unwrap()).as_deref(), Some(Path::new(at)));
        }
    }
}
