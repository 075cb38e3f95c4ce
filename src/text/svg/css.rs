//! A style of a drawing -> the same style without addresses that lead out of it. Read as browsers cut CSS into tokens.

use super::address;
use super::names::NAMES;

/// Stands for an address that leads out: empty, so that nothing is fetched.
const NOTHING: &str = "data:,";

/// The style sheet `text`, or `None` where it cannot be understood for sure.
pub(super) fn sheet(text: &str) -> Option<String> {
    Style { text, at: 0, out: String::with_capacity(text.len()), is_sheet: true }.rewritten()
}

/// The declarations of a `style` attribute, or the value of one that is written as one; no `@rules`.
pub(super) fn value(text: &str) -> Option<String> {
    Style { text, at: 0, out: String::with_capacity(text.len()), is_sheet: false }.rewritten()
}

struct Style<'a> {
    text: &'a str,
    at: usize,
    out: String,
    is_sheet: bool,
}

impl Style<'_> {
    fn rewritten(mut self) -> Option<String> {
        while let Some(byte) = self.byte(0) {
            match byte {
                // Outside strings an escape hides what a name is; nobody has to write one.
                b'\\' => return None,
                b'/' if self.byte(1) == Some(b'*') => self.comment()?,
                b'"' | b'\'' => {
                    let end = self.string_end(self.at)?;
                    self.copy_to(end);
                }
                b'@' => self.rule()?,
                _ if is_name(byte) => self.name()?,
                _ => self.copy_to(self.at + 1),
            }
        }
        Some(self.out)
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    /// `end` follows an ASCII byte or a name: it is the start of a character.
    fn copy_to(&mut self, end: usize) {
        self.out.push_str(&self.text[self.at..end]);
        self.at = end;
    }

    /// Its words go, and it stays: it stands between two tokens.
    fn comment(&mut self) -> Option<()> {
        let length = self.text[self.at + 2..].find("*/")?;
        self.out.push_str("/**/");
        self.at += length + 4;
        Some(())
    }

    /// The end of the string that starts at `start`; `None` where a browser would end it otherwise.
    fn string_end(&self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        loop {
            match *bytes.get(at)? {
                b'\\' => at += 2,
                b'\n' => return None,
                byte if byte == bytes[start] => return Some(at + 1),
                _ => at += 1,
            }
        }
    }

    fn name_end(&self, start: usize) -> usize {
        let rest = &self.text.as_bytes()[start..];
        start + rest.iter().position(|byte| !is_name(*byte)).unwrap_or(rest.len())
    }

    fn rule(&mut self) -> Option<()> {
        let end = self.name_end(self.at + 1);
        let name = self.text[self.at + 1..end].to_ascii_lowercase();
        if !self.is_sheet || self.text[end..].starts_with(['\\', '(']) {
            return None;
        }
        if NAMES.css.rules.contains(&name) {
            self.copy_to(end);
            return Some(());
        }
        if !NAMES.css.left_out.contains(&name) {
            return None;
        }
        self.at = end;
        loop {
            match self.byte(0)? {
                b';' => break,
                b'"' | b'\'' => self.at = self.string_end(self.at)?,
                b'{' | b'}' | b'\\' => return None,
                b'/' if self.byte(1) == Some(b'*') => return None,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        // What stood on its two sides does not become one word.
        self.out.push_str("/**/");
        Some(())
    }

    /// A word, or a function with what leads to its arguments.
    fn name(&mut self) -> Option<()> {
        let end = self.name_end(self.at);
        match self.text.as_bytes().get(end) {
            Some(b'\\') => None,
            Some(b'(') => {
                let name = self.text[self.at..end].to_ascii_lowercase();
                match name.as_str() {
                    "url" => self.address(end + 1),
                    _ if NAMES.css.functions.contains(&name) => {
                        self.copy_to(end + 1);
                        Some(())
                    }
                    _ => None,
                }
            }
            _ => {
                self.copy_to(end);
                Some(())
            }
        }
    }

    /// What stands from `start` on, behind `url(`.
    fn address(&mut self, start: usize) -> Option<()> {
        let bytes = self.text.as_bytes();
        let blanks = |from: usize| from + bytes[from..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let from = blanks(start);
        let (address, end) = match bytes.get(from)? {
            b'"' | b'\'' => {
                let end = self.string_end(from)?;
                (&self.text[from + 1..end - 1], blanks(end))
            }
            _ => {
                let length = self.text[from..].find(')')?;
                (self.text[from..from + length].trim_ascii_end(), from + length)
            }
        };
        // Everything in it that a browser would read in another way makes it one that leads out, or the whole unsure.
        if bytes.get(end) != Some(&b')') || address.contains(['\\', '(', ')', '"', '\'']) {
            return None;
        }
        let safe = address::fragment(address)
            .or_else(|| address::data(address, &NAMES.image_data))
            .or_else(|| address::data(address, &NAMES.font_data));
        self.out.push_str("url(");
        self.out.push_str(safe.as_deref().unwrap_or(NOTHING));
        self.out.push(')');
        self.at = end + 1;
        Some(())
    }
}

/// Part of a name; every byte of a character outside ASCII is.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_styles_stay() {
        for text in [
            ".a{fill:url(#b);stroke:rgb(1,2,3)}",
            "@media (prefers-color-scheme:dark){text{fill:#fff}}",
            "@font-face{font-family:'X';src:url(data:font/woff2;base64,AAAA) format(\"woff2\")}",
            "g>.b:not(.c)::after{content:\"\\201C url(x)\"}",
            "a/**/{}",
        ] {
            assert_eq!(sheet(text).as_deref(), Some(text));
        }
        assert_eq!(value("fill:url( '#a' )").as_deref(), Some("fill:url(#a)"));
        assert_eq!(sheet("a{}/* b: url(http://x) */c{}").as_deref(), Some("a{}/**/c{}"));
    }

    #[test]
    fn addresses_that_lead_out_are_emptied() {
        for text in
            ["fill:url(http://x)", "fill:URL(\"//x/y\")", "fill:uRl(\n x#y )", "fill:url(data:text/html;base64,AA)"]
        {
            assert_eq!(value(text).as_deref(), Some("fill:url(data:,)"), "{text}");
        }
        assert_eq!(value("fill:url(data:,)").as_deref(), Some("fill:url(data:,)"));
        assert_eq!(sheet("@import 'http://x';@IMPORT url(//x);a{}").as_deref(), Some("/**//**/a{}"));
        assert_eq!(sheet("a{b:u@import 'x';rl(http://x)}"), None);
    }

    #[test]
    fn what_is_unsure_is_none() {
        for text in [
            "fill:u\\72l(http://x)",
            "fill:\\75 rl(http://x)",
            "fill:url(\\68ttp://x)",
            "fill:url(\"\\68ttp://x\")",
            "fill:url(a(b))",
            "fill:url(http://x",
            "fill:'a\nb:url(http://x)'",
            "fill:'open",
            "fill:/* open",
            "width:expression(alert(1))",
            "fill:image-set('http://x' 1x)",
            "fill:src('http://x')",
            "@import 'http://x'",
            "@\\69mport 'http://x';",
            "@import/**/'http://x';",
            "@document url(http://x){}",
            "fill:1url(x)",
        ] {
            assert_eq!(sheet(text), None, "{text}");
        }
        assert_eq!(value("@media x{}"), None);
    }
}
