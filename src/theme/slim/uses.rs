//! Tokens of a script -> how each word is used: as a name, or as something that must stay.

use super::lex::{Kind, Token};

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
pub(super) enum Use {
    /// No word, or the name of a property or a label.
    Kept,
    Name,
    /// `a` in `{ a }`: property and name in one.
    Both,
}

/// How each token is used.
pub(super) fn uses(tokens: &[Token<'_>]) -> Vec<Use> {
    // What each open bracket holds, and how many `?` in it wait for their `:`.
    let mut open: Vec<(Holds, usize)> = vec![(Holds::Statements, 0)];
    let mut uses = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let inner = open.last().copied().unwrap_or((Holds::Statements, 0));
        uses.push(if token.kind == Kind::Word { used(tokens, at, inner) } else { Use::Kept });
        if token.closes() {
            open.pop();
        }
        if token.opens() {
            open.push((if token.is("{") { holds(tokens, at) } else { Holds::Values }, 0));
        }
        let waiting = open.last_mut().map(|inner| &mut inner.1);
        match waiting {
            Some(waiting) if token.is("?") => *waiting += 1,
            Some(waiting) if token.is(":") => *waiting = waiting.saturating_sub(1),
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
