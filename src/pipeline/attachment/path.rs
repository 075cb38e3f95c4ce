//! A linked file's path in the content folder -> a path in the site that is a file name on all systems.

use crate::model::Fingerprint;
use crate::model::addresses::is_device;
use unicode_normalization::UnicodeNormalization;

/// Longest name of a file or folder, in bytes: leaves room for a number and a suffix within 255.
const LONGEST_NAME: usize = 120;

/// Longest path, in bytes: leaves room for the output folder before it where a system ends paths at 4,096.
const LONGEST_PATH: usize = 1_000;

/// `a/b.png` -> `a/b-2.png`.
pub(in crate::pipeline) fn numbered(path: &str, number: u32) -> String {
    match path.rsplit_once('.').filter(|(_, extension)| !extension.contains('/')) {
        Some((stem, extension)) => format!("{stem}-{number}.{extension}"),
        None => format!("{path}-{number}"),
    }
}

/// A path whose every part is a file name on all systems: no reserved characters or names, no trailing dots, bounded length.
pub(super) fn portable(path: &str) -> String {
    let whole = path.split('/').map(portable_name).collect::<Vec<_>>().join("/");
    match whole.rsplit_once('/') {
        Some((folder, name)) if whole.len() > LONGEST_PATH => {
            format!("{}/{name}", Fingerprint::of(folder.as_bytes()).short(16))
        }
        _ => whole,
    }
}

fn portable_name(name: &str) -> String {
    // Before anything becomes a `-`: what is blank at the end of a name would hide its suffix.
    let composed: String = name.nfc().collect();
    let safe: String = composed
        .trim_end_matches(|c: char| c == '.' || c.is_whitespace() || c.is_control())
        .chars()
        .map(|character| match character {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\' | '#' | '%' => '-',
            blank if blank.is_whitespace() => '-',
            control if control.is_control() => '-',
            other => other,
        })
        .collect();
    if safe.is_empty() {
        return "-".to_owned();
    }
    if is_device(&safe) {
        let (stem, suffixes) = safe.split_at(safe.find('.').unwrap_or(safe.len()));
        return format!("{stem}-file{suffixes}");
    }
    if safe.len() <= LONGEST_NAME {
        return safe;
    }
    let (stem, extension) = safe.rsplit_once('.').unwrap_or((&safe, ""));
    let hash = Fingerprint::of(name.as_bytes()).short(16);
    let short: String = stem.chars().take(20).collect();
    if extension.is_empty() || extension.len() > 10 {
        format!("{short}-{hash}")
    } else {
        format!("{short}-{hash}.{extension}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_file_names_everywhere() {
        for (path, expected) in [
            ("a/b.png", "a/b.png"),
            ("d.", "d"),
            ("...", "-"),
            ("a b?.log", "a-b-.log"),
            ("con.png", "con-file.png"),
            ("AUX/nul", "AUX-file/nul-file"),
            ("com1.tar.gz", "com1-file.tar.gz"),
            ("e\u{301}.txt", "\u{e9}.txt"),
            ("a\u{1b}[2J.png", "a-[2J.png"),
        ] {
            assert_eq!(portable(path), expected, "{path}");
        }
        assert_eq!(numbered("files/a.b/c", 2), "files/a.b/c-2");
        assert_eq!(numbered("files/c.tar.gz", 3), "files/c.tar-3.gz");
    }

    proptest! {
        #[test]
        fn no_path_is_too_long_or_reserved(path in "(\\PC{1,90}|[a-z]{200}){1,3}(/(\\PC{1,90}|[a-z.]{200}|con)){0,14}") {
            let safe = portable(&path);
            prop_assert!(safe.len() <= LONGEST_PATH && !safe.contains(['\\', ':', '?', '*', '%']));
            for name in safe.split('/') {
                prop_assert!(!name.is_empty() && name.len() <= 200 && !name.ends_with('.') && !is_device(name), "{}", name);
            }
        }
    }
}
