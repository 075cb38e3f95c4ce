//! Tokens of a script -> short names for what it declares itself.
//!
//! A name becomes the same short one wherever it stands, so scopes need not be known. Kept are names of properties, exports,
//! what begins with a capital, and [`FOREIGN`]: names that a browser may know too.

use super::lex::{Kind, Token};
use std::collections::{BTreeMap, BTreeSet};

/// Never renamed: key words, and what scripts use of a browser by its bare name.
const FOREIGN: [&str; 81] = [
    "addEventListener",
    "arguments",
    "as",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "clearTimeout",
    "console",
    "const",
    "constructor",
    "continue",
    "crypto",
    "debugger",
    "decodeURIComponent",
    "default",
    "delete",
    "dispatchEvent",
    "do",
    "document",
    "else",
    "encodeURIComponent",
    "export",
    "extends",
    "false",
    "fetch",
    "finally",
    "for",
    "from",
    "function",
    "get",
    "getComputedStyle",
    "getSelection",
    "globalThis",
    "history",
    "if",
    "import",
    "in",
    "innerHeight",
    "innerWidth",
    "instanceof",
    "isNaN",
    "let",
    "localStorage",
    "location",
    "matchMedia",
    "meta",
    "navigator",
    "new",
    "null",
    "of",
    "parseFloat",
    "parseInt",
    "performance",
    "queueMicrotask",
    "removeEventListener",
    "requestAnimationFrame",
    "return",
    "scrollTo",
    "scrollX",
    "scrollY",
    "self",
    "sessionStorage",
    "set",
    "setInterval",
    "setTimeout",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "window",
];
/// Key words that are in no list above because no name of ours looks like them.
const RESERVED: [&str; 6] = ["with", "yield", "enum", "is", "do", "if"];

/// What an open bracket holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Statements,
    /// Keys and values, or a pattern that takes them apart.
    Fields,
    Members,
    /// Between `(`, `[` or `${` and its end.
    Values,
}

/// How a word is used where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// The name of a property, a label or a key word: stays.
    Kept,
    Name,
    /// `a` in `{ a }`: property and name in one.
    Both,
}

/// What to print for each token: its text, or another.
pub(super) fn renamed(tokens: &[Token<'_>]) -> Vec<String> {
    let uses = uses(tokens);
    let (declared, exported) = (declared(tokens), exported(tokens));
    let may_go = |name: &str| {
        declared.contains(name)
            && !exported.contains(name)
            && name.len() > 1
            && name.starts_with(|first: char| first.is_ascii_lowercase())
            && FOREIGN.binary_search(&name).is_err()
    };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut taken: BTreeSet<String> = RESERVED.iter().map(|word| (*word).to_owned()).collect();
    for (token, used) in tokens.iter().zip(&uses) {
        match used {
            Use::Kept => {}
            _ if may_go(token.text) => *counts.entry(token.text).or_default() += 1,
            _ => drop(taken.insert(token.text.to_owned())),
        }
    }
    let mut by_count: Vec<(&str, usize)> = counts.into_iter().collect();
    by_count.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let mut short = (0..).map(short).filter(|name| !taken.contains(name) && FOREIGN.binary_search(&&**name).is_err());
    let names: BTreeMap<&str, String> =
        by_count.into_iter().map(|(name, _)| (name, short.next().unwrap_or_default())).collect();
    let print = |(token, used): (&Token<'_>, &Use)| match (used, names.get(token.text)) {
        (Use::Name, Some(name)) => name.clone(),
        (Use::Both, Some(name)) => format!("{}:{name}", token.text),
        _ => token.text.to_owned(),
    };
    tokens.iter().zip(&uses).map(print).collect()
}

/// `a` to `z`, then `aa`, `ab`, ...
fn short(number: usize) -> String {
    let letter = |at: usize| char::from(b'a' + u8::try_from(at % 26).unwrap_or(0));
    match number.checked_sub(26) {
        None => letter(number).to_string(),
        Some(more) => format!("{}{}", short(more / 26), letter(more)),
    }
}

fn uses(tokens: &[Token<'_>]) -> Vec<Use> {
    // What each open bracket holds, and how many `?` in it wait for their `:`.
    let mut open: Vec<(Holds, usize)> = vec![(Holds::Statements, 0)];
    let mut uses = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let inner = open.last().copied().unwrap_or((Holds::Statements, 0));
        uses.push(if token.kind == Kind::Word { used(tokens, at, inner) } else { Use::Kept });
        match token.text {
            "{" if token.kind == Kind::Sign => open.push((holds(tokens, at), 0)),
            "(" | "[" if token.kind == Kind::Sign => open.push((Holds::Values, 0)),
            "}" | ")" | "]" if token.kind == Kind::Sign => drop(open.pop()),
            "?" if token.kind == Kind::Sign => open.iter_mut().last().into_iter().for_each(|inner| inner.1 += 1),
            ":" if token.kind == Kind::Sign => {
                open.iter_mut().last().into_iter().for_each(|inner| inner.1 = inner.1.saturating_sub(1))
            }
            text if token.kind == Kind::Text => {
                if text.starts_with('}') {
                    open.pop();
                }
                if text.ends_with("${") {
                    open.push((Holds::Values, 0));
                }
            }
            _ => {}
        }
    }
    uses
}

/// How the word at `at` is used inside a bracket that holds this, with so many `?` waiting.
fn used(tokens: &[Token<'_>], at: usize, (holds, waiting): (Holds, usize)) -> Use {
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    let after = tokens.get(at + 1);
    let before_is = |texts: &[&str]| before.is_some_and(|token| texts.iter().any(|text| token.is(text)));
    let after_is = |texts: &[&str]| after.is_some_and(|token| texts.iter().any(|text| token.is(text)));
    if before_is(&[".", "?.", "break", "continue"]) || tokens[at].text.starts_with('#') {
        return Use::Kept;
    }
    if after_is(&[":"]) && waiting == 0 && !before_is(&["case"]) {
        return Use::Kept;
    }
    let begins = before_is(&["{", ",", "async", "get", "set", "static", "*"]);
    match holds {
        Holds::Fields if begins && after_is(&["("]) => Use::Kept,
        Holds::Fields if before_is(&["{", ","]) && after_is(&[",", "}", "="]) => Use::Both,
        Holds::Members if begins || before_is(&["}", ";"]) || tokens[at].is_first => Use::Kept,
        _ => Use::Name,
    }
}

/// What the `{` at `at` holds, by what stands before it.
fn holds(tokens: &[Token<'_>], at: usize) -> Holds {
    let back = |count: usize| at.checked_sub(count).and_then(|at| tokens.get(at));
    let Some(before) = back(1) else { return Holds::Statements };
    let of_class = ["class", "extends"];
    match before.kind {
        Kind::Word if back(2).is_some_and(|token| of_class.iter().any(|word| token.is(word))) => Holds::Members,
        Kind::Word if ["else", "do", "try", "finally", "catch", "static"].contains(&before.text) => Holds::Statements,
        Kind::Sign if [")", "=>", ";", "{", "}"].contains(&before.text) => Holds::Statements,
        _ => Holds::Fields,
    }
}

/// Every name that stands where something is declared: after `const` and the like, in patterns and in parameters.
fn declared<'a>(tokens: &[Token<'a>]) -> BTreeSet<&'a str> {
    let mut declared = BTreeSet::new();
    let word = |at: usize| tokens.get(at).filter(|token| token.kind == Kind::Word).map(|token| token.text);
    for (at, token) in tokens.iter().enumerate() {
        let is_keyword = ["const", "let", "var", "function"].iter().any(|keyword| token.is(keyword));
        let opens = |at: usize| tokens.get(at).is_some_and(|token| token.is("{") || token.is("["));
        if is_keyword && opens(at + 1) {
            declared.extend(inside(tokens, at + 1));
        } else if is_keyword || token.is(",") {
            declared.extend(word(at + 1));
        }
        if token.is("=>") {
            declared.extend(at.checked_sub(1).and_then(word));
        }
        let is_test =
            at.checked_sub(1).and_then(word).is_some_and(|word| ["if", "for", "while", "switch"].contains(&word));
        if token.is("(") && !is_test {
            let end = end(tokens, at);
            if tokens.get(end + 1).is_some_and(|token| token.is("=>") || token.is("{")) {
                declared.extend(inside(tokens, at));
            }
        }
    }
    declared
}

/// Names after `export`.
fn exported<'a>(tokens: &[Token<'a>]) -> BTreeSet<&'a str> {
    let mut exported = BTreeSet::new();
    for (at, _) in tokens.iter().enumerate().filter(|(_, token)| token.is("export")) {
        let keywords = ["const", "let", "var", "async", "function", "class", "default"];
        let skipped = tokens[at + 1..].iter().take_while(|token| keywords.contains(&token.text)).count();
        let name = at + 1 + skipped;
        match tokens.get(name) {
            Some(token) if token.is("{") => exported.extend(inside(tokens, name)),
            Some(token) => drop(exported.insert(token.text)),
            None => {}
        }
    }
    exported
}

/// All words between the bracket at `at` and its end.
fn inside<'t, 'a>(tokens: &'t [Token<'a>], at: usize) -> impl Iterator<Item = &'a str> + use<'t, 'a> {
    let end = end(tokens, at);
    tokens[at..end].iter().filter(|token| token.kind == Kind::Word).map(|token| token.text)
}

/// Where the bracket that opens at `at` closes.
pub(super) fn end(tokens: &[Token<'_>], at: usize) -> usize {
    let mut depth = 0_usize;
    for (here, token) in tokens.iter().enumerate().skip(at) {
        if token.kind != Kind::Sign {
            continue;
        }
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return here;
        }
    }
    tokens.len()
}

#[cfg(test)]
mod tests {
    use super::super::lex::tokens;
    use super::{FOREIGN, RESERVED, renamed};

    fn names(script: &str) -> String {
        renamed(&tokens(script)).join(" ")
    }

    #[test]
    fn the_list_is_sorted() {
        assert!(FOREIGN.is_sorted());
        assert!(RESERVED.iter().all(|word| !word.is_empty()));
    }

    #[test]
    fn own_names_go_and_foreign_ones_stay() {
        assert_eq!(
            names("const list = document.list; list.list(fetch);"),
            "const a = document . list ; a . list ( fetch ) ;"
        );
        assert_eq!(names("function find(fetch) { fetch(find); }"), "function a ( fetch ) { fetch ( a ) ; }");
        assert_eq!(names("export const box = text => text;"), "export const box = a => a ;");
    }

    #[test]
    fn properties_stay_what_they_are() {
        assert_eq!(
            names("const one = { one, two: one, three() {} };"),
            "const a = { one:a , two : a , three ( ) { } } ;"
        );
        assert_eq!(names("const { one, two = one, ...rest } = rest;"), "const { one:a , two:c = a , ... b } = b ;");
        assert_eq!(names("let one = 1, two = one ? two : one;"), "let a = 1 , b = a ? b : a ;");
        assert_eq!(
            names("class Box { size = 1; #own; static of(size) { return size.size; } }"),
            "class Box { size = 1 ; #own ; static of ( a ) { return a . size ; } }"
        );
        assert_eq!(names("const one = `x${one}y${{ one }.one}`;"), "const a = `x${ a }y${ { one:a } . one }` ;");
    }
}
