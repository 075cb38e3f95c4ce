//! What tells a paste from a question, and which of its words are ids, times, addresses and numbers.

/// More characters than this nobody types.
pub(super) const LONG: usize = 200;
/// Shorter texts are typed, whatever they hold.
const SHORT: usize = 40;
/// So many pieces that are no plain words make a log line.
const ODD_PIECES: usize = 3;

/// Whether `text` was pasted rather than typed: several lines, very long, or full of what log lines hold.
#[must_use]
pub fn is_paste(text: &str) -> bool {
    let length = text.chars().count();
    if text.contains('\n') || length > LONG {
        return true;
    }
    let odd = text.split_whitespace().filter(|piece| super::filter::split(piece).is_none() && is_odd(piece));
    length >= SHORT && odd.count() >= ODD_PIECES
}

/// A piece with a digit or a sign inside or before it: `[18423]`, `02:14:55`, `key="x"`, `main.go:17`.
fn is_odd(piece: &str) -> bool {
    let core = piece.trim_end_matches(['.', ',', '?', '!', ':', ';', '"', '\'', ')']);
    let core = core.trim_start_matches(['"', '\'', '(']);
    core.chars().any(|character| {
        character.is_ascii_digit()
            || (character.is_ascii() && !character.is_ascii_alphanumeric() && !"-'.\"".contains(character))
    })
}

/// Whether a word of a paste tells nothing: numbers, hashes, ids, durations, addresses, single letters.
pub(super) fn is_noise(surface: &str) -> bool {
    let parts = || surface.split(['-', '_', '.']);
    if parts().nth(1).is_some() {
        // `us-east-1` is a name, `10.0.3.7` and `web-7f9c4d-x2k` are not.
        let small = |part: &str| part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        return parts().all(small) || parts().any(|part| !small(part) && is_noise_part(part));
    }
    surface.chars().count() < 2 || is_noise_part(surface)
}

fn is_noise_part(part: &str) -> bool {
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    let is_hex = part.len() >= 6 && part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let starts_with_digit = part.starts_with(|first: char| first.is_ascii_digit());
    digits > 0
        && (digits == part.len()
            || is_hex
            || (starts_with_digit && part.len() <= 8)
            || (part.len() >= 8 && digits * 3 >= part.len()))
}
