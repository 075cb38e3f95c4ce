//! Scripts as we write them -> scripts as readers load them: modules joined with what they import, comments and blanks gone,
//! names of their own short.
//!
//! It reads the plain JavaScript that this theme is written in, not every script there is: ASCII names, imports and exports by
//! their own names, statements that end with `;` or a line, no labels, no `eval`.

mod lex;
mod names;

use lex::{Kind, Token, tokens};
use std::collections::{BTreeMap, BTreeSet};

/// The scripts that pages load, by path, from all `sources`: each joined with the modules that it imports, which are left out.
pub(super) fn scripts<'a>(sources: &BTreeMap<&'a str, String>) -> BTreeMap<&'a str, String> {
    let tokens: BTreeMap<&str, Vec<Token<'_>>> = sources.iter().map(|(path, text)| (*path, tokens(text))).collect();
    let imported: BTreeSet<String> =
        tokens.iter().flat_map(|(path, tokens)| imports(path, tokens)).map(|import| import.path).collect();
    let slim = |path: &&'a str| {
        let mut joined = Vec::new();
        join(path, &tokens, true, &mut BTreeSet::new(), &mut joined);
        (*path, print(&joined))
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
    let import = |(at, _): (usize, &Token<'_>)| {
        let opens = tokens.get(at + 1).is_some_and(|token| token.is("{"));
        let close = names::end(tokens, at + 1);
        let from = tokens.get(close + 2).filter(|_| opens)?;
        let file = from.text.trim_matches(['\'', '"']).strip_prefix("./")?;
        let ends = tokens.get(close + 3).is_some_and(|token| token.is(";"));
        Some(Import { path: format!("{folder}{file}"), tokens: at..close + 3 + usize::from(ends) })
    };
    tokens.iter().enumerate().filter(|(_, token)| token.is("import")).filter_map(import).collect()
}

/// Puts what `path` imports before it, each module once. Only the first one exports.
fn join<'a>(
    path: &str,
    all: &BTreeMap<&str, Vec<Token<'a>>>,
    exports: bool,
    seen: &mut BTreeSet<String>,
    into: &mut Vec<Token<'a>>,
) {
    let Some(tokens) = all.get(path).filter(|_| seen.insert(path.to_owned())) else { return };
    let imports = imports(path, tokens);
    for import in &imports {
        join(&import.path, all, false, seen, into);
    }
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some(import) = imports.iter().find(|import| import.tokens.start == at) {
            at = import.tokens.end;
        } else if token.is("export") && !exports {
            // `export { a };` says nothing any more, `export` before a declaration goes alone.
            let is_list = tokens.get(at + 1).is_some_and(|token| token.is("{"));
            at = if is_list { names::end(tokens, at + 1) + 1 } else { at + 1 };
        } else {
            // A module begins on a line of its own.
            into.push(Token { is_first: token.is_first || at == 0 || tokens[at - 1].is("export"), ..*token });
            at += 1;
        }
    }
}

fn print(tokens: &[Token<'_>]) -> String {
    let mut script = String::new();
    let mut before: Option<&Token<'_>> = None;
    for (token, text) in tokens.iter().zip(names::renamed(tokens)) {
        if let Some(before) = before {
            script.push_str(between(before, script.chars().next_back().unwrap_or(' '), token));
        }
        script.push_str(&text);
        before = Some(token);
    }
    script.push('\n');
    script
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
        assert_eq!(slim(script), "(function(){function f(a){return(a)+1;}\nf('x');})();\n");
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
        let text = "function a(b){return b;}\n;class Box{}\nconst c=b=>a(a(b));export const run=()=>c(new Box());\n";
        assert_eq!(joined["s/a.js"], text);
    }

    #[test]
    fn it_changes_nothing_twice_and_makes_every_script_smaller() {
        let js = FILES.iter().filter(|(path, _)| path.ends_with(".js"));
        for (path, bytes) in js {
            let once = slim(&String::from_utf8_lossy(bytes));
            assert!(once.len() > 20 && once.len() < bytes.len(), "{path}");
            assert_eq!(slim(&once), once, "{path}");
        }
    }
}
