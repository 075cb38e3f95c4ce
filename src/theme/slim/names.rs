//! Tokens of a script -> short names for what it declares itself. Properties, exports and what begins with a capital keep theirs.

use super::lex::Token;
use super::scopes::{Scope, ends, resolved, scopes};
use super::uses::{Use, uses};
use std::collections::{BTreeMap, BTreeSet};

/// Short words of the language.
const RESERVED: [&str; 8] = ["as", "do", "if", "in", "is", "of", "get", "set"];

/// A variable: its scope, the module for those of the outermost scope that are a module's own, its name.
type Variable<'a> = (usize, usize, &'a str);

/// What to print for each token: its text, or another. Of each module that was joined, others may use the names that it has in
/// `shared`.
pub(super) fn renamed(tokens: &[Token<'_>], shared: &BTreeSet<(usize, &str)>) -> Vec<String> {
    let uses = uses(tokens);
    let scopes = scopes(tokens, &ends(tokens));
    let resolved = resolved(tokens, &uses, &scopes);
    let exported = exported(tokens);
    let own = own(tokens, &scopes);
    let common: BTreeSet<&str> = shared.iter().map(|(_, name)| *name).collect();
    let variable = |at: usize| -> Option<Variable<'_>> {
        let token = &tokens[at];
        let scope = resolved[at]?;
        let is_own =
            scope == 0 && own.contains(&(token.module, token.text)) && !shared.contains(&(token.module, token.text));
        if scope == 0 && !is_own && !common.contains(token.text) {
            // A browser's name that another module uses for something of its own.
            return None;
        }
        let stays = scope == 0 && exported.contains(token.text)
            || !token.text.starts_with(|first: char| first.is_ascii_lowercase());
        (!stays).then_some((scope, if is_own { token.module } else { 0 }, token.text))
    };
    let variables: Vec<Option<Variable<'_>>> =
        (0..tokens.len()).map(|at| if uses[at] == Use::Kept { None } else { variable(at) }).collect();
    let names = named(tokens, &uses, &scopes, &variables);
    let print =
        |(at, token): (usize, &Token<'_>)| match (uses[at], variables[at].and_then(|variable| names.get(&variable))) {
            (Use::Both, Some(name)) => format!("{}:{name}", token.text),
            (_, Some(name)) => name.clone(),
            _ => token.text.to_owned(),
        };
    tokens.iter().enumerate().map(print).collect()
}

/// A name for each variable: the shortest one that nothing else in its scope has, the most used first.
fn named<'a>(
    tokens: &[Token<'a>],
    uses: &[Use],
    scopes: &[Scope<'a>],
    variables: &[Option<Variable<'a>>],
) -> BTreeMap<Variable<'a>, String> {
    let mut names: BTreeMap<Variable<'a>, String> = BTreeMap::new();
    for (number, scope) in scopes.iter().enumerate() {
        let mut counts: BTreeMap<Variable<'a>, usize> = BTreeMap::new();
        let mut taken: BTreeSet<&str> = RESERVED.into_iter().collect();
        for at in scope.tokens.clone().filter(|at| uses[*at] != Use::Kept) {
            match variables[at] {
                Some(variable) if variable.0 == number => *counts.entry(variable).or_default() += 1,
                Some(variable) => drop(names.get(&variable).map(|name| taken.insert(name))),
                None => drop(taken.insert(tokens[at].text)),
            }
        }
        let mut by_count: Vec<(Variable<'a>, usize)> = counts.into_iter().collect();
        by_count.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let free: Vec<String> = (0..).map(short).filter(|name| !taken.contains(&**name)).take(by_count.len()).collect();
        names.extend(by_count.into_iter().map(|(variable, _)| variable).zip(free));
    }
    names
}

/// `a` to `z`, `A` to `Z`, then `aa`, `ba`, ...
fn short(number: usize) -> String {
    const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let letter = char::from(LETTERS[number % 52]);
    match number.checked_sub(52) {
        None => letter.to_string(),
        Some(more) => format!("{letter}{}", short(more / 52)),
    }
}

/// What each module declares in the outermost scope.
fn own<'a>(tokens: &[Token<'a>], scopes: &[Scope<'a>]) -> BTreeSet<(usize, &'a str)> {
    let mut own = BTreeSet::new();
    let modules: BTreeSet<usize> = tokens.iter().map(|token| token.module).collect();
    for module in modules {
        let tokens: Vec<Token<'a>> = tokens.iter().filter(|token| token.module == module).copied().collect();
        let script = super::scopes::scopes(&tokens, &ends(&tokens)).into_iter().next();
        own.extend(script.into_iter().flat_map(|script| script.declared).map(|name| (module, name)));
    }
    debug_assert!(own.iter().all(|(_, name)| scopes[0].declared.contains(name)));
    own
}

/// Names after `export`.
pub(super) fn exported<'a>(tokens: &[Token<'a>]) -> BTreeSet<&'a str> {
    let mut exported = BTreeSet::new();
    let ends = ends(tokens);
    for (at, _) in tokens.iter().enumerate().filter(|(_, token)| token.is("export")) {
        let keywords = ["const", "let", "var", "async", "function", "class", "default"];
        let skipped = tokens[at + 1..].iter().take_while(|token| keywords.contains(&token.text)).count();
        let name = at + 1 + skipped;
        let end = ends.get(name).copied().unwrap_or(name);
        exported.extend(tokens.iter().take(end + 1).skip(name).map(|token| token.text));
    }
    exported
}

#[cfg(test)]
mod tests {
    use super::super::lex::tokens;
    use super::renamed;

    fn names(script: &str) -> String {
        renamed(&tokens(script), &Default::default()).join(" ")
    }

    #[test]
    fn own_names_go_and_foreign_ones_stay() {
        assert_eq!(
            names("const list = document.list; list.list(fetch);"),
            "const a = document . list ; a . list ( fetch ) ;"
        );
        assert_eq!(
            names("function find(fetch) { fetch(find); } fetch();"),
            "function a ( b ) { b ( a ) ; } fetch ( ) ;"
        );
        assert_eq!(names("export const box = text => text;"), "export const box = a => a ;");
        assert_eq!(
            names("const fa = (one, two) => one; const fb = two => two;"),
            "const a = ( a , b ) => a ; const b = a => a ;"
        );
        assert_eq!(
            names("for (const [key] of list) try { f(key); } catch (error) { throw error; }"),
            "for ( const [ b ] of list ) try { f ( b ) ; } catch ( a ) { throw a ; }"
        );
    }

    #[test]
    fn a_name_means_the_nearest_declaration() {
        assert_eq!(names("const one = 1, two = (x, y) => x + y + one;"), "const a = 1 , b = ( b , c ) => b + c + a ;");
        assert_eq!(
            names("const one = 1; f((two = one) => { if (two) { const one = 2; g(one); } return one; });"),
            "const a = 1 ; f ( ( b = a ) => { if ( b ) { const a = 2 ; g ( a ) ; } return a ; } ) ;"
        );
    }

    #[test]
    fn properties_stay_what_they_are() {
        assert_eq!(
            names("const one = { one, two: one, three() {} };"),
            "const a = { one:a , two : a , three ( ) { } } ;"
        );
        assert_eq!(names("const { one, two = one, ...rest } = rest;"), "const { one:a , two:c = a , ... b } = b ;");
        assert_eq!(
            names("(() => { let one = 1, two = one ? two : one; })();"),
            "( ( ) => { let a = 1 , b = a ? b : a ; } ) ( ) ;"
        );
        assert_eq!(
            names("class Box { size = 1; #own; static of(size) { return size.size; } }"),
            "class Box { size = 1 ; #own ; static of ( a ) { return a . size ; } }"
        );
        assert_eq!(names("const one = `x${one}y${{ one }.one}`;"), "const a = `x${ a }y${ { one:a } . one }` ;");
    }
}
