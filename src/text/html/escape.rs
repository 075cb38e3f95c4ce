//! Any text to text that HTML allows: markup characters escaped, characters that HTML and XML forbid left out.

/// Bytes at which [`replacement`] may have something to say.
const fn triggers() -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte < 0x20 && byte != b'\n' as usize && byte != b'\t' as usize
            || matches!(byte as u8, b'&' | b'<' | b'>' | 0x7F | 0xC2 | 0xEF | 0xF0..=0xF4);
        byte += 1;
    }
    table
}

const TRIGGERS: [bool; 256] = triggers();

/// May the byte start something that [`replacement`] replaces?
pub(crate) fn is_trigger(byte: u8) -> bool {
    TRIGGERS[usize::from(byte)]
}

/// What stands in HTML for the character at `at`: its length in bytes and its replacement. `None`: itself.
pub(crate) fn replacement(bytes: &[u8], at: usize) -> Option<(usize, &'static str)> {
    let after = |distance: usize| bytes.get(at + distance).copied().unwrap_or(0);
    match bytes[at] {
        b'&' => Some((1, "&amp;")),
        b'<' => Some((1, "&lt;")),
        b'>' => Some((1, "&gt;")),
        0x0B | 0x0C => Some((1, " ")),
        b'\n' | b'\t' => None,
        0x00..=0x1F | 0x7F => Some((1, "")),
        0xC2 if after(1) == 0x85 => Some((2, " ")),
        0xC2 if after(1) < 0xA0 => Some((2, "")),
        0xEF if after(1) == 0xBF && after(2) >= 0xBE => Some((3, "\u{FFFD}")),
        0xEF if after(1) == 0xB7 && matches!(after(2), 0x90..=0xAF) => Some((3, "\u{FFFD}")),
        0xF0..=0xF4 if after(1) & 0x0F == 0x0F && after(2) == 0xBF && after(3) >= 0xBE => Some((4, "\u{FFFD}")),
        _ => None,
    }
}

/// Appends `text` for use between tags.
pub(crate) fn push_text(out: &mut String, text: &str) {
    push(out, text, is_trigger, replacement);
}

/// Appends `text` for use in a double-quoted attribute.
pub(crate) fn push_attribute(out: &mut String, text: &str) {
    let trigger = |byte| byte == b'"' || is_trigger(byte);
    push(out, text, trigger, |bytes, at| if bytes[at] == b'"' { Some((1, "&quot;")) } else { replacement(bytes, at) });
}

/// Appends `text` without the characters that HTML forbids, unescaped: for plain text.
pub(crate) fn push_plain(out: &mut String, text: &str) {
    let trigger = |byte| !matches!(byte, b'&' | b'<' | b'>') && is_trigger(byte);
    push(out, text, trigger, replacement);
}

fn push(
    out: &mut String,
    text: &str,
    trigger: impl Fn(u8) -> bool,
    replace: impl Fn(&[u8], usize) -> Option<(usize, &'static str)>,
) {
    let bytes = text.as_bytes();
    let (mut from, mut at) = (0, 0);
    while at < bytes.len() {
        match if trigger(bytes[at]) { replace(bytes, at) } else { None } {
            Some((length, replacement)) => {
                out.push_str(&text[from..at]);
                out.push_str(replacement);
                at += length;
                from = at;
            }
            None => at += 1,
        }
    }
    out.push_str(&text[from..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_is_escaped_and_forbidden_characters_go() {
        let mut out = String::new();
        push_text(&mut out, "a<b> & \"c\" \u{0}\u{1b}[31m\u{c}x\u{85}y\u{9b}\u{fffe}\u{fdd0}\u{1ffff}é·😀\r\n\t");
        assert_eq!(out, "a&lt;b&gt; &amp; \"c\" [31m x y\u{fffd}\u{fffd}\u{fffd}é·😀\n\t");
        let mut out = String::new();
        push_attribute(&mut out, "\"><");
        assert_eq!(out, "&quot;&gt;&lt;");
        let mut out = String::new();
        push_plain(&mut out, "a<b>&\u{1}c");
        assert_eq!(out, "a<b>&c");
    }

    proptest! {
        #[test]
        fn escaped_text_holds_no_markup(text in "\\PC{0,60}|(?s).{0,60}") {
            let mut out = String::new();
            push_attribute(&mut out, &text);
            prop_assert!(!out.contains(['<', '>', '"']));
            prop_assert!(!out.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
        }
    }
}
