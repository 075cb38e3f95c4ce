//! The lists of `svg.toml`, for look-ups.

use rustc_hash::FxHashSet;
use serde::Deserialize;
use std::sync::LazyLock;

/// What may stand in a drawing; empty, so that nothing may, where the list cannot be read.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Names {
    pub elements: FxHashSet<String>,
    pub active: FxHashSet<String>,
    pub animations: FxHashSet<String>,
    pub attributes: FxHashSet<String>,
    pub words: FxHashSet<String>,
    pub image_data: FxHashSet<String>,
    pub font_data: FxHashSet<String>,
    pub css: Css,
}

/// What may stand in its styles.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Css {
    pub rules: FxHashSet<String>,
    pub left_out: FxHashSet<String>,
    pub functions: FxHashSet<String>,
}

pub(super) static NAMES: LazyLock<Names> =
    LazyLock::new(|| toml::from_str(include_str!("../svg.toml")).unwrap_or_default());

impl Names {
    /// Whether the attribute `name` holds words, in which nothing looks for an address.
    pub(super) fn is_words(&self, name: &str) -> bool {
        let tail = name.strip_prefix("aria-").or_else(|| name.strip_prefix("data-"));
        let is_plain = |tail: &str| {
            !tail.is_empty() && tail.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        self.words.contains(name) || tail.is_some_and(is_plain)
    }
}

#[cfg(test)]
mod tests {
    use super::NAMES;

    #[test]
    fn the_lists_are_read_and_hold_nothing_that_runs() {
        assert!(NAMES.elements.len() > 50 && NAMES.attributes.len() > 150 && NAMES.css.functions.len() > 50);
        let all = NAMES.attributes.iter().chain(&NAMES.words);
        assert!(all.clone().all(|name| !name.starts_with("on") && !name.contains("href") && name != "style"));
        assert!(NAMES.elements.is_disjoint(&NAMES.active) && NAMES.words.is_disjoint(&NAMES.attributes));
    }
}
