//! Words too common to tell anything.

/// Not indexed; they leave a gap in the positions. Lucene's classic English list, sorted.
#[rustfmt::skip]
pub const STOP_WORDS: [&str; 33] = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of",
    "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
];

/// Whether a surface is one of them.
#[must_use]
pub fn is_stop_word(surface: &str) -> bool {
    surface.len() <= 5 && STOP_WORDS.binary_search(&surface).is_ok()
}
