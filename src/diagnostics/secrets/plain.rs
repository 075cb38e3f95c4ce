//! A text -> the same with its escapes read, as whoever copies from the page gets it: `ghp\_`, `ghp&#95;`, `ghp%5F` and `"ghp\x5f"`
//! are all `ghp_`. Each place of it is known in the source.

/// Entities that stand for signs of secrets and of what is around them.
const ENTITIES: [(&[u8], u8); 16] = [
    (b"amp", b'&'),
    (b"quot", b'"'),
    (b"apos", b'\''),
    (b"lowbar", b'_'),
    (b"UnderBar", b'_'),
    (b"equals", b'='),
    (b"colon", b':'),
    (b"period", b'.'),
    (b"plus", b'+'),
    (b"sol", b'/'),
    (b"commat", b'@'),
    (b"dollar", b'$'),
    (b"excl", b'!'),
    (b"num", b'#'),
    (b"percnt", b'%'),
    (b"ast", b'*'),
];
/// Bytes of the longest entity.
const LONGEST: usize = 10;

/// A text without escapes.
#[derive(Default)]
pub(super) struct Plain {
    pub(super) text: String,
    /// Places in it behind an escape, and how many bytes the source had more up to there.
    longer: Vec<(usize, usize)>,
}

impl Plain {
    /// `None` where `text` has no escape.
    pub(super) fn of(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut plain: Option<Self> = None;
        let (mut from, mut more) = (0, 0);
        for at in memchr::memchr3_iter(b'\\', b'&', b'%', bytes) {
            // What an escape took is no beginning of another.
            let Some((byte, length)) = (at >= from).then(|| escape(&bytes[at..])).flatten() else { continue };
            let plain =
                plain.get_or_insert_with(|| Self { text: String::with_capacity(text.len()), longer: Vec::new() });
            plain.text.push_str(&text[from..at]);
            plain.text.push(char::from(byte));
            from = at + length;
            more += length - 1;
            plain.longer.push((plain.text.len(), more));
        }
        if let Some(plain) = &mut plain {
            plain.text.push_str(&text[from..]);
        }
        plain
    }

    /// Notes that so many bytes of the source stand between what is there and what comes.
    pub(super) fn skip(&mut self, bytes: usize) {
        let before = self.longer.last().map_or(0, |(_, more)| *more);
        self.longer.push((self.text.len(), before + bytes));
    }

    /// The place in the source.
    pub(super) fn source(&self, at: usize) -> usize {
        let behind = self.longer.partition_point(|(place, _)| *place <= at);
        at + behind.checked_sub(1).map_or(0, |last| self.longer[last].1)
    }
}

/// The ASCII sign that `rest` begins with an escape of, and the bytes of that.
fn escape(rest: &[u8]) -> Option<(u8, usize)> {
    let (byte, length) = match rest {
        [b'\\', b'x', high, low, ..] => (hex(*high, *low)?, 4),
        [b'\\', b'u', b'0', b'0', high, low, ..] => (hex(*high, *low)?, 6),
        // Markdown, JSON in JSON: what is escaped is itself.
        [b'\\', sign, ..] if sign.is_ascii_punctuation() => (*sign, 2),
        // In an address an escaped letter is that letter (RFC 3986, 2.3); an escaped `@` is none that ends a password.
        [b'%', high, low, ..] => {
            (hex(*high, *low).filter(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte))?, 3)
        }
        [b'&', name @ ..] => {
            let end = name.iter().take(LONGEST).position(|byte| *byte == b';')?;
            (entity(&name[..end])?, end + 2)
        }
        _ => return None,
    };
    byte.is_ascii_graphic().then_some((byte, length))
}

fn entity(name: &[u8]) -> Option<u8> {
    let number = |digits: &[u8], base| u8::from_str_radix(std::str::from_utf8(digits).ok()?, base).ok();
    match name {
        [b'#', b'x' | b'X', digits @ ..] => number(digits, 16),
        [b'#', digits @ ..] => number(digits, 10),
        name => ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign),
    }
}

fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}
