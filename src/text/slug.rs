//! URL parts and heading anchors from any text.

use unicode_normalization::UnicodeNormalization;

/// Longest slug in bytes: leaves room for `index.html`, suffixes and a temporary name within 255 bytes.
const LONGEST: usize = 120;

/// Lower-case words joined by `-`, letters and digits of any script kept, NFC. Empty where nothing is left.
#[must_use]
pub fn slugify(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.nfc().flat_map(char::to_lowercase).nfc() {
        if character.is_alphanumeric() || is_mark(character) && !slug.is_empty() && !slug.ends_with('-') {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') && character != '\'' && character != '’' {
            slug.push('-');
        }
    }
    let mut end = slug.len().min(LONGEST);
    while !slug.is_char_boundary(end) {
        end -= 1;
    }
    slug.truncate(end);
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Marks that combine with the letter before them (vowel signs of Indic scripts, accents without a composed form).
fn is_mark(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}
