//! A script -> its tokens, without blanks and comments.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a key word.
    Word,
    Number,
    /// A text between quotes, or a stretch of a template between its backticks and `${`, `}`.
    Text,
    /// A regular expression.
    Pattern,
    Sign,
}

/// A piece of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
    /// A line ends before it.
    pub is_first: bool,
    /// Which of the modules that were joined it is from.
    pub module: usize,
}

impl Token<'_> {
    pub(super) fn is(&self, text: &str) -> bool {
        self.text == text && matches!(self.kind, Kind::Word | Kind::Sign)
    }

    /// A bracket, or `${` at the end of a template's stretch.
    pub(super) fn opens(&self) -> bool {
        match self.kind {
            Kind::Sign => matches!(self.text, "(" | "[" | "{"),
            Kind::Text => self.text.ends_with("${"),
            _ => false,
        }
    }

    /// A bracket's end, or `}` where a template goes on.
    pub(super) fn closes(&self) -> bool {
        match self.kind {
            Kind::Sign => matches!(self.text, ")" | "]" | "}"),
            Kind::Text => self.text.starts_with('}'),
            _ => false,
        }
    }
}

/// Longest first; every other sign is one character.
const SIGNS: [&str; 37] = [
    ">>>=", "===", "!==", "**=", "<<=", ">>=", ">>>", "...", "&&=", "||=", "??=", "=>", "==", "!=", "<=", ">=", "&&",
    "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "**", "//", "/*", "*/",
    "${",
];
/// Words after which a `/` begins a pattern.
const BEFORE_PATTERN: [&str; 8] = ["return", "typeof", "case", "of", "in", "await", "void", "else"];

/// The tokens of `script`.
pub(super) fn tokens(script: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token<'_>> = Vec::new();
    // Open braces: whether each one leads back into a template.
    let mut braces: Vec<bool> = Vec::new();
    let mut at = 0;
    let mut is_first = false;
    while let Some(next) = script[at..].chars().next() {
        let rest = &script[at..];
        if next.is_whitespace() {
            is_first |= next == '\n';
            at += next.len_utf8();
            continue;
        }
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        if rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
            continue;
        }
        let (kind, length) = match next {
            '\'' | '"' => (Kind::Text, quoted(rest, next)),
            '`' => (Kind::Text, template(rest, &mut braces)),
            '}' if braces.pop() == Some(true) => (Kind::Text, template(rest, &mut braces)),
            '/' if may_be_pattern(found.last()) => (Kind::Pattern, pattern(rest)),
            _ if next.is_ascii_digit() => (Kind::Number, number(rest)),
            _ if is_name(next) || next == '#' => (Kind::Word, 1 + name(&rest[1..])),
            _ => (
                Kind::Sign,
                SIGNS.iter().find(|sign| rest.starts_with(**sign)).map_or(next.len_utf8(), |sign| sign.len()),
            ),
        };
        if next == '{' {
            braces.push(false);
        }
        found.push(Token { kind, text: &rest[..length], is_first, module: 0 });
        is_first = false;
        at += length;
    }
    found
}

/// Whether it stands in names; our scripts have ASCII names.
pub(super) fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || character == '$'
}

fn name(text: &str) -> usize {
    text.find(|character| !is_name(character)).unwrap_or(text.len())
}

fn number(text: &str) -> usize {
    text.find(|character| !is_name(character) && character != '.').unwrap_or(text.len())
}

/// Length of the text that begins with `quote`.
fn quoted(text: &str, quote: char) -> usize {
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Length of a template's stretch: up to its end, or to a `${`, which opens a brace.
fn template(text: &str, braces: &mut Vec<bool>) -> usize {
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '`' => return at + 1,
            '$' if text[at + 1..].starts_with('{') => {
                braces.push(true);
                return at + 2;
            }
            _ => {}
        }
    }
    text.len()
}

/// Length of a regular expression with its flags.
fn pattern(text: &str) -> usize {
    let mut in_class = false;
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => return at + 1 + name(&text[at + 1..]),
            _ => {}
        }
    }
    text.len()
}

fn may_be_pattern(before: Option<&Token<'_>>) -> bool {
    before.is_none_or(|token| match token.kind {
        Kind::Word => BEFORE_PATTERN.contains(&token.text),
        Kind::Number | Kind::Pattern => false,
        Kind::Text => token.text.ends_with("${"),
        Kind::Sign => !matches!(token.text, ")" | "]" | "}" | "++" | "--"),
    })
}
