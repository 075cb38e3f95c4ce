//! Characters and tags that nobody sees.

use unicode_normalization::char::is_combining_mark;

/// Takes no room on a screen: controls (but for blanks), joiners, marks that change the letter before, fillers, tags.
#[must_use]
pub(crate) fn is_unseen(character: char) -> bool {
    let filler = matches!(
        character,
        '\u{ad}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffd}' | '\u{2800}'
    );
    let format = matches!(character, '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}');
    filler || format || is_combining_mark(character) || character.is_control() && !character.is_whitespace()
}

/// Elements of HTML that stand within a line and keep their name: their tags part no word.
pub(crate) const INLINE_ELEMENTS: &str =
    "b strong i em u s del ins mark small sub sup code kbd samp var q cite dfn time span bdi bdo ruby rt rp abbr";

/// The one of [`INLINE_ELEMENTS`] as which the element `name` (lower case) is shown.
#[must_use]
pub(crate) fn inline_element(name: &str) -> Option<&'static str> {
    match name {
        "acronym" => Some("abbr"),
        "strike" => Some("s"),
        "tt" => Some("code"),
        "big" | "font" | "label" | "nobr" | "data" | "blink" | "marquee" => Some("span"),
        _ => INLINE_ELEMENTS.split(' ').find(|own| *own == name),
    }
}
