//! A text to its beginning, where there is room for no more.

/// `text` up to `limit` characters, cut at a word, with an ellipsis.
#[must_use]
pub(crate) fn cut(text: &str, limit: usize) -> String {
    let Some(head) = head(text, limit) else { return text.to_owned() };
    let end = head.rfind(char::is_whitespace).filter(|&at| at > head.len() / 2).unwrap_or(head.len());
    format!("{}…", head[..end].trim_end_matches([' ', ',', ';', ':', '.']))
}

/// The whole sentences of `text` within `limit` characters; cut at a word where the first one is longer.
#[must_use]
pub(crate) fn sentences(text: &str, limit: usize) -> String {
    let Some(head) = head(text, limit) else { return text.to_owned() };
    let stop = |(at, character): (usize, char)| match character {
        '。' => Some(at + character.len_utf8()),
        '.' | '!' | '?' => head[at + 1..].starts_with(' ').then_some(at + 1),
        _ => None,
    };
    match head.char_indices().rev().find_map(stop).filter(|&end| end > head.len() / 3) {
        Some(end) => head[..end].to_owned(),
        None => cut(text, limit),
    }
}

/// The first `limit` characters; `None` where there are no more.
fn head(text: &str, limit: usize) -> Option<&str> {
    // No text has more characters than bytes.
    if text.len() <= limit {
        return None;
    }
    text.char_indices().nth(limit).map(|(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_at_words_and_sentences() {
        assert_eq!(cut("short", 10), "short");
        assert_eq!(cut("one two three four", 12), "one two…");
        assert_eq!(sentences("First one. Second one. Third one.", 25), "First one. Second one.");
        assert_eq!(sentences("A single sentence without an early end", 20), "A single sentence…");
    }
}
