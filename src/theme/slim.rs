//! Scripts as we write them -> scripts as readers load them: modules joined with what they import, comments and blanks gone,
//! names of their own short.
//!
//! It reads the plain JavaScript that this theme is written in, not every script there is: ASCII names, imports and exports by
//! their own names, statements that end with `;` or a line, no labels, no `eval`.

mod lex;
mod names;
mod scopes;
mod uses;

use lex::{Kind, Token, tokens};
use scopes::ends;
use std::collections::{BTreeMap, BTreeSet};

/// The scripts that pages load, by path, from all `sources`: each joined with the modules that it imports, which are left out.
pub(super) fn scripts<'a>(sources: &BTreeMap<&'a str, String>) -> BTreeMap<&'a str, String> {
    let tokens: BTreeMap<&str, Vec<Token<'_>>> = sources.iter().map(|(path, text)| (*path, tokens(text))).collect();
    let imported: BTreeSet<String> =
        tokens.iter().flat_map(|(path, tokens)| imports(path, tokens)).map(|import| import.path).collect();
    let slim = |path: &&'a str| {
        let mut joined = Joined::default();
        joined.add(path, &tokens, true);
        (*path, print(&joined.tokens, &joined.shared))
    };
    sources.keys().filter(|path| !imported.contains(**path)).map(slim).collect()
}

/// An import of another module, and which tokens say so.
struct Import {
    path: String,
    tokens: std::ops::Range<usize>,
}

/// `import { a } from './b.js';` at the beginning of lines.
fn imports(path: &str, tokens: &[Token<'_>]) -> Vec<Import> {
    let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let ends = ends(tokens);
    let import = |(at, _): (usize, &Token<'_>)| {
        let opens = tokens.get(at + 1).is_some_and(|token| token.is("{"));
        let close = ends.get(at + 1).copied()?;
        let from = tokens.get(close + 2).filter(|_| opens)?;
        let file = from.text.trim_matches(['\'', '"']).strip_prefix("./")?;
        let is_ended = tokens.get(close + 3).is_some_and(|token| token.is(";"));
        Some(Import { path: format!("{folder}{file}"), tokens: at..close + 3 + usize::from(is_ended) })
    };
    tokens.iter().enumerate().filter(|(_, token)| token.is("import")).filter_map(import).collect()
}

/// A module with everything that it imports.
#[derive(Default)]
struct Joined<'a> {
    tokens: Vec<Token<'a>>,
    /// Number of a module, a name that it exports.
    shared: BTreeSet<(usize, &'a str)>,
    seen: BTreeSet<String>,
}

impl<'a> Joined<'a> {
    /// Puts what `path` imports before it, each module once. Only the first one exports to others.
    fn add(&mut self, path: &str, all: &BTreeMap<&str, Vec<Token<'a>>>, exports: bool) {
        let Some(tokens) = all.get(path).filter(|_| self.seen.insert(path.to_owned())) else { return };
        let module = self.seen.len();
        let imports = imports(path, tokens);
        for import in &imports {
            self.add(&import.path, all, false);
        }
        self.shared.extend(names::exported(tokens).into_iter().map(|name| (module, name)));
        let ends = ends(tokens);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            if let Some(import) = imports.iter().find(|import| import.tokens.start == at) {
                at = import.tokens.end;
            } else if token.is("export") && !exports {
                // `export { a };` says nothing any more, `export` before a declaration goes alone.
                let is_list = tokens.get(at + 1).is_some_and(|token| token.is("{"));
                at = if is_list { ends[at + 1] + 1 } else { at + 1 };
                at += usize::from(is_list && tokens.get(at).is_some_and(|token| token.is(";")));
            } else {
                // A module begins on a line of its own.
                let is_first = token.is_first || at == 0 || !exports && tokens[at - 1].is("export");
                self.tokens.push(Token { module, is_first, ..*token });
                at += 1;
            }
        }
    }
}

fn print(tokens: &[Token<'_>], shared: &BTreeSet<(usize, &str)>) -> String {
    let mut script = String::new();
    let mut before: Option<&Token<'_>> = None;
    for (at, (token, text)) in tokens.iter().zip(names::renamed(tokens, shared)).enumerate() {
        // `if (a) b(); }`, but not `while (a); }`.
        let is_last = tokens.get(at + 1).is_some_and(|next| next.is("}"));
        if is_last && token.is(";") && before.is_some_and(|before| !before.is(")") || !is_test(tokens, at - 1)) {
            continue;
        }
        if let Some(before) = before {
            script.push_str(between(before, script.chars().next_back().unwrap_or(' '), token));
        }
        script.push_str(&text);
        before = Some(token);
    }
    script.push('\n');
    script
}

/// Whether the bracket that ends at `close` belongs to an `if` or a loop.
fn is_test(tokens: &[Token<'_>], close: usize) -> bool {
    let mut depth = 0_usize;
    let open = (0..=close).rev().find(|at| {
        depth += usize::from(tokens[*at].closes());
        depth = depth.saturating_sub(usize::from(tokens[*at].opens()));
        depth == 0
    });
    let before = open.and_then(|open| open.checked_sub(1)).map(|at| tokens[at]);
    before.is_some_and(|before| before.is("if") || before.is("for") || before.is("while"))
}

/// What must stand between two tokens, of which the first ends with `last`: a line's end where it may end a statement.
fn between(before: &Token<'_>, last: char, token: &Token<'_>) -> &'static str {
    let next = token.text.chars().next().unwrap_or(' ');
    let ends = before.kind != Kind::Sign || matches!(before.text, ")" | "]" | "}" | "++" | "--");
    let begins =
        token.kind != Kind::Sign || matches!(token.text, "{" | "(" | "[" | "!" | "++" | "--" | "+" | "-" | "...");
    let are_names = lex::is_name(last) && (lex::is_name(next) || next == '#');
    let is_glued =
        before.kind == Kind::Pattern && lex::is_name(next) || last == next && matches!(next, '+' | '-' | '/');
    match () {
        () if token.is_first && ends && begins => "\n",
        () if are_names || is_glued => " ",
        () => "",
    }
}

#[cfg(test)]
mod tests {
    use super::scripts;
    use crate::theme::embedded::FILES;
    use std::collections::BTreeMap;

    fn slim(script: &str) -> String {
        scripts(&BTreeMap::from([("a.js", script.to_owned())])).remove("a.js").unwrap()
    }

    #[test]
    fn comments_and_blanks_go() {
        let script = "// What it is.\n(function () {\n  /** @param {string} a */\n  function f(a) {\n    // why\n\n    return /** @type {any} */ (a) + 1; // so\n  }\n  /*\n   * long\n   */ f('x');\n})();\n";
        assert_eq!(slim(script), "(function(){function a(a){return(a)+1}\na('x')})();\n");
    }

    #[test]
    fn what_looks_like_a_comment_stays_where_it_is_none() {
        assert_eq!(
            slim("f('https://x.y/*z*/', /[/*]\\//g, `//  ${ g( 1 ) } b`, 4 / 2 / 1);"),
            "f('https://x.y/*z*/',/[/*]\\//g,`//  ${g(1)} b`,4/2/1);\n"
        );
        assert_eq!(
            slim("f(a + +b - -c, a++ + ++b, typeof /a/, 'it\\'s');"),
            "f(a+ +b- -c,a++ + ++b,typeof/a/,'it\\'s');\n"
        );
    }

    #[test]
    fn lines_end_where_statements_may() {
        assert_eq!(slim("a()\nb()\nc\n  .d()\nreturn\n"), "a()\nb()\nc.d()\nreturn\n");
        assert_eq!(slim("if (a)\n  b();\nelse c();"), "if(a)\nb();else c();\n");
        assert_eq!(slim("{ while (a()); }\n{ b(); }"), "{while(a());}\n{b()}\n");
    }

    #[test]
    fn modules_are_joined_with_what_they_import() {
        let sources = BTreeMap::from([
            ("s/a.js", "import { twice, Box } from './b.js';\nexport const run = () => twice(new Box());\n".to_owned()),
            ("s/b.js", "import { once } from './c.js';\nexport class Box {}\nexport const twice = value => once(once(value));\n".to_owned()),
            ("s/c.js", "export function once(value) { return value; }\nexport { once };\n".to_owned()),
        ]);
        let joined = scripts(&sources);
        assert_eq!(joined.keys().collect::<Vec<_>>(), [&"s/a.js"]);
        let text = "function a(a){return a}\nclass Box{}\nconst b=b=>a(a(b));export const run=()=>b(new Box());\n";
        assert_eq!(joined["s/a.js"], text);
    }

    #[test]
    fn every_script_of_ours_gets_much_smaller() {
        let js = FILES.iter().filter(|(path, _)| path.ends_with(".js"));
        for (path, bytes) in js {
            let length = slim(&String::from_utf8_lossy(bytes)).len();
            assert!(length > 20 && length < bytes.len() * 4 / 5, "{path}: {length} of {}", bytes.len());
        }
    }
}
