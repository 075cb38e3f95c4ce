//! A linked file's path in the content folder -> a path in the site that is a file name on all systems.

use unicode_normalization::UnicodeNormalization;

/// `a/b.png` -> `a/b-2.png`.
pub(super) fn with_number(base: &str, number: u32, suffix: &str) -> String {
    match base.rsplit_once('.').filter(|(_, extension)| !extension.contains('/')) {
        Some((stem, extension)) => format!("{stem}-{number}.{extension}{suffix}"),
        None => format!("{base}-{number}{suffix}"),
    }
}

/// A path whose every part is a file name on all systems: no reserved characters, no trailing dots, bounded length.
pub(super) fn portable(path: &str) -> String {
    let part = |part: &str| -> String {
        let safe: String = part
            .nfc()
            .map(|character| match character {
                '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\' | '#' | '%' => '-',
                blank if blank.is_whitespace() => '-',
                control if control.is_control() => '-',
                other => other,
            })
            .collect();
        let safe = safe.trim_end_matches(['.', ' ']).to_owned();
        let (stem, extension) = safe.rsplit_once('.').unwrap_or((&safe, ""));
        if safe.len() <= 120 {
            return if safe.is_empty() { "-".to_owned() } else { safe };
        }
        let hash = crate::model::Fingerprint::of(part.as_bytes()).short(16);
        let short: String = stem.chars().take(20).collect();
        if extension.is_empty() || extension.len() > 10 {
            format!("{short}-{hash}")
        } else {
            format!("{short}-{hash}.{extension}")
        }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}
