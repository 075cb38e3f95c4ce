//! Tokens of a script -> its functions, what each one declares, and which declaration a name means.
//!
//! Blocks are no scopes here. Where a function declares, in a block perhaps, what a function around it declares too, both are
//! taken for one variable: then they get one name, as they have one now.

use super::lex::{Kind, Token};
use super::uses::Use;
use std::collections::BTreeSet;

/// A function, or the whole script.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    /// From its parameters to the end of its body.
    pub tokens: std::ops::Range<usize>,
    pub declared: BTreeSet<&'a str>,
}

/// All functions of a script, each after those around it; the first one is the script.
pub(super) fn scopes<'a>(tokens: &[Token<'a>], ends: &[usize]) -> Vec<Scope<'a>> {
    let reader = Reader { tokens, ends };
    let mut scopes = vec![Scope { tokens: 0..tokens.len(), ..Scope::default() }];
    // Of each scope, those around it and what its body declares.
    let mut found: Vec<(Vec<usize>, BTreeSet<&str>)> = vec![<_>::default()];
    let mut open: Vec<usize> = vec![0];
    for at in 0..tokens.len() {
        open.retain(|scope| scopes[*scope].tokens.contains(&at));
        if let Some((range, parameters)) = reader.function(at) {
            found.push((open.clone(), BTreeSet::new()));
            open.push(scopes.len());
            scopes.push(Scope { tokens: range, declared: parameters });
        }
        if let Some(scope) = open.last() {
            found[*scope].1.extend(reader.declared(at));
        }
    }
    for (number, (around, names)) in found.into_iter().enumerate() {
        let is_new = |name: &&str| !around.iter().any(|outer| scopes[*outer].declared.contains(name));
        let names: Vec<&str> = names.into_iter().filter(is_new).collect();
        scopes[number].declared.extend(names);
    }
    scopes
}

/// Of each token that is a name, the scope that declares it; `None` for what a browser declares.
pub(super) fn resolved(tokens: &[Token<'_>], uses: &[Use], scopes: &[Scope<'_>]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut next = 0;
    let scope = |(at, (token, used)): (usize, (&Token<'_>, &Use))| {
        open.retain(|scope| scopes[*scope].tokens.contains(&at));
        while scopes.get(next).is_some_and(|scope| scope.tokens.start == at) {
            open.push(next);
            next += 1;
        }
        open.iter().rev().copied().find(|scope| *used != Use::Kept && scopes[*scope].declared.contains(token.text))
    };
    tokens.iter().zip(uses).enumerate().map(scope).collect()
}

/// Of each open bracket, where it ends; of other tokens, where they stand.
pub(super) fn ends(tokens: &[Token<'_>]) -> Vec<usize> {
    let mut ends: Vec<usize> = (0..tokens.len()).collect();
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.closes() {
            open.pop().into_iter().for_each(|from: usize| ends[from] = at);
        }
        if token.opens() {
            open.push(at);
        }
    }
    open.into_iter().for_each(|from| ends[from] = tokens.len());
    ends
}

struct Reader<'t, 'a> {
    tokens: &'t [Token<'a>],
    ends: &'t [usize],
}

impl<'a> Reader<'_, 'a> {
    fn is(&self, at: usize, text: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(text))
    }

    fn word(&self, at: usize) -> Option<&'a str> {
        self.tokens.get(at).filter(|token| token.kind == Kind::Word).map(|token| token.text)
    }

    /// The function whose parameters begin at `at`: its tokens, and what the parameters declare.
    fn function(&self, at: usize) -> Option<(std::ops::Range<usize>, BTreeSet<&'a str>)> {
        let mut names = BTreeSet::new();
        let close = if self.is(at, "(") {
            self.ends[at]
        } else {
            self.word(at).filter(|_| self.is(at + 1, "=>"))?;
            at
        };
        let is_arrow = self.is(close + 1, "=>");
        let before = at.checked_sub(1).and_then(|before| self.word(before));
        let is_test = ["if", "for", "while", "switch", "catch"].iter().any(|word| before == Some(word));
        if !is_arrow && (!self.is(close + 1, "{") || is_test) {
            return None;
        }
        self.patterns(if close == at { at } else { at + 1 }, close.max(at + 1), &mut names);
        let body = close + 1 + usize::from(is_arrow);
        let end = if self.is(body, "{") { self.ends[body] + 1 } else { self.value(body) };
        Some((at..end, names))
    }

    /// What the token at `at` declares in the function that it is in.
    fn declared(&self, at: usize) -> BTreeSet<&'a str> {
        let mut names = BTreeSet::new();
        if ["const", "let", "var"].iter().any(|word| self.is(at, word)) {
            let mut end = self.value(at + 1);
            while self.is(end, ",") {
                end = self.value(end + 1);
            }
            self.patterns(at + 1, end, &mut names);
        }
        if self.is(at, "function") || self.is(at, "class") {
            names.extend(self.word(at + 1));
        }
        if self.is(at, "catch") && self.is(at + 1, "(") {
            self.patterns(at + 2, self.ends[at + 1], &mut names);
        }
        names
    }

    /// The names in the patterns between `at` and `end`, which commas divide; each may have a value after `=`.
    fn patterns(&self, mut at: usize, end: usize, names: &mut BTreeSet<&'a str>) {
        while at < end {
            at += usize::from(self.is(at, "..."));
            // `key: pattern`
            at += if self.is(at + 1, ":") { 2 } else { 0 };
            if self.is(at, "{") || self.is(at, "[") {
                self.patterns(at + 1, self.ends[at], names);
            } else {
                names.extend(self.word(at));
            }
            at = if self.is(at, ",") { at + 1 } else { self.value(at) + 1 };
        }
    }

    /// Where the value that begins at `at` ends: at a comma, a semicolon, the end of what is around it, `of`, or another line.
    fn value(&self, mut at: usize) -> usize {
        let mut waiting = 0;
        while let Some(token) = self.tokens.get(at) {
            match token.text {
                _ if token.closes() => return at,
                "," | ";" if token.kind == Kind::Sign => return at,
                "of" if token.kind == Kind::Word && !self.is(at.saturating_sub(1), ".") => return at,
                "?" => waiting += 1,
                ":" if waiting == 0 => return at,
                ":" => waiting -= 1,
                _ => {}
            }
            at = self.ends[at] + 1;
            let starts_statement = ["const", "let", "for", "if", "return", "function", "class", "export", "async"];
            if self.tokens.get(at).is_some_and(|next| next.is_first && starts_statement.contains(&next.text)) {
                return at;
            }
        }
        at
    }
}
