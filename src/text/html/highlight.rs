//! Code to HTML with a few classes for its tokens (`c-k` keyword, `c-s` string ...), by syntect's grammars.

use super::escape;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::sync::OnceLock;
use syntect::parsing::{ClearAmount, ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

/// Longer blocks and lines are printed plain: nobody reads colours there, and grammars are slow on them.
const LONGEST_BLOCK: usize = 24 * 1024;
const LONGEST_LINE: usize = 1_000;
/// Bytes of coloured lines that a thread remembers, and in how many circumstances a line may stand.
const MEMORY: usize = 4 << 20;
const MOST_STATES: usize = 256;
/// Bytes that a remembered line costs beside its text.
const OVERHEAD: usize = 80;

/// Token classes, longest scope first where one is a prefix of the other. Empty: plain text.
const CLASSES: [(&str, &str); 30] = [
    ("comment", "c-c"),
    ("meta.diff.header", "c-c"),
    ("meta.diff.range", "c-c"),
    ("meta.interpolation", ""),
    ("meta.template.expression", ""),
    ("constant.character.escape", ""),
    ("string", "c-s"),
    ("markup.inserted", "c-i"),
    ("markup.deleted", "c-d"),
    ("constant", "c-n"),
    ("keyword.operator.word", "c-k"),
    ("keyword.operator.logical.python", "c-k"),
    ("keyword.operator", ""),
    ("keyword", "c-k"),
    ("storage.type.numeric", "c-n"),
    ("storage", "c-k"),
    ("entity.name.function", "c-f"),
    ("entity.name.tag", "c-t"),
    ("entity.name.key", "c-t"),
    ("entity.name", "c-t"),
    ("entity.other.attribute-name", "c-v"),
    ("support.function", "c-f"),
    ("support.type", "c-t"),
    ("support.class", "c-t"),
    ("support.constant", "c-n"),
    ("variable.function", "c-f"),
    ("variable.language", "c-k"),
    ("variable.other.readwrite.shell", "c-v"),
    ("variable.parameter", "c-v"),
    ("meta.mapping.key.json", "c-t"),
];

/// The class of the scope below holds.
const INHERITED: u8 = u8::MAX;

fn syntaxes() -> &'static SyntaxSet {
    static SET: OnceLock<SyntaxSet> = OnceLock::new();
    SET.get_or_init(two_face::syntax::extra_newlines)
}

fn scopes() -> &'static [(Scope, u8)] {
    static SCOPES: OnceLock<Vec<(Scope, u8)>> = OnceLock::new();
    SCOPES.get_or_init(|| {
        let numbered = (0_u8..).zip(CLASSES.iter());
        numbered.filter_map(|(number, (scope, _))| Some((Scope::new(scope).ok()?, number))).collect()
    })
}

thread_local! {
    static KNOWN_SCOPES: RefCell<FxHashMap<Scope, u8>> = RefCell::default();
    static KNOWN_LANGUAGES: RefCell<FxHashMap<String, Option<&'static SyntaxReference>>> = RefCell::default();
    static KNOWN_LINES: RefCell<Lines> = RefCell::default();
}

/// The language that a fence names, in lower case: `{.Python #x}` -> `python`, `js title="x"` -> `js`.
pub(crate) fn language(info: &str) -> String {
    let word = info.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '{' | '.'));
    let end = word.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | ':' | '=')).unwrap_or(word.len());
    let good = |c: &char| c.is_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.');
    word[..end].chars().take(30).filter(good).flat_map(char::to_lowercase).collect()
}

/// Appends `code`, coloured where its language is known and colours help.
pub(crate) fn push(out: &mut String, language: &str, code: &str) {
    let long = code.len() > LONGEST_BLOCK || code.split('\n').any(|line| line.len() > LONGEST_LINE);
    let Some(syntax) = (if long || code.trim().is_empty() { None } else { syntax(language) }) else {
        return escape::push_text(out, code);
    };
    match KNOWN_LINES.with_borrow_mut(|lines| lines.coloured(syntax, code)) {
        Some(html) => out.push_str(&html),
        None => escape::push_text(out, code),
    }
}

/// The grammar for a language; none where colours would not help.
fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let name = match language {
        "" | "text" | "txt" | "plain" | "plaintext" | "log" | "logs" | "output" | "out" | "console" | "terminal"
        | "none" | "csv" | "tsv" | "ascii" | "shell-session" | "shellsession" | "mermaid" | "markdown" | "md" => {
            return None;
        }
        "shell" | "zsh" | "ksh" => "bash",
        "golang" => "go",
        "jsonc" | "json5" | "jsonl" | "ndjson" => "json",
        "terraform" => "tf",
        "patch" => "diff",
        "node" | "mjs" => "js",
        "postgres" | "postgresql" | "psql" | "mysql" | "plsql" | "pgsql" => "sql",
        "py3" | "python3" => "python",
        "k8s" | "kubernetes" => "yaml",
        other => other,
    };
    KNOWN_LANGUAGES.with_borrow_mut(|known| match known.get(name) {
        Some(found) => *found,
        None => {
            let found = syntaxes().find_syntax_by_token(name).filter(|syntax| syntax.name != "Plain Text");
            if known.len() < 500 {
                known.insert(name.to_owned(), found);
            }
            found
        }
    })
}

/// Lines of code that were coloured before. Grammars are slow, and most lines (`spec:`, `}`) stand in many documents: the
/// same line in the same state of grammar and painter gives the same HTML and the same next state.
#[derive(Default)]
struct Lines {
    states: Vec<(State, FxHashMap<Box<str>, Coloured>)>,
    bytes: usize,
}

/// What a line's colours depend on besides its text.
#[derive(Clone, PartialEq)]
struct State {
    painter: Painter,
    grammar: ParseState,
}

/// A line's HTML, and the state after it: its place in [`Lines::states`].
struct Coloured {
    html: Box<str>,
    next: usize,
}

impl Lines {
    /// Runs the grammar over `code`. `None` where it fails.
    fn coloured(&mut self, syntax: &SyntaxReference, code: &str) -> Option<String> {
        if self.bytes > MEMORY || self.states.len() > MOST_STATES {
            *self = Self::default();
        }
        let mut html = String::with_capacity(code.len() * 2);
        let mut state = self.place(State { painter: Painter::default(), grammar: ParseState::new(syntax) });
        for line in LinesWithEndings::from(code) {
            state = self.line(state, line, &mut html)?;
        }
        self.states[state].0.painter.clone().switch(&mut html, "");
        Some(html)
    }

    /// Appends `line`, met in the state at `at`, and returns the state after it.
    fn line(&mut self, at: usize, line: &str, html: &mut String) -> Option<usize> {
        let (state, known) = &self.states[at];
        if let Some(known) = known.get(line) {
            html.push_str(&known.html);
            return Some(known.next);
        }
        let mut state = state.clone();
        let start = html.len();
        state.line(line, html)?;
        let next = self.place(state);
        self.bytes += line.len() + html.len() - start + OVERHEAD;
        self.states[at].1.insert(line.into(), Coloured { html: html[start..].into(), next });
        Some(next)
    }

    /// Where `state` stands in the list, at its end if it is new.
    fn place(&mut self, state: State) -> usize {
        self.states.iter().position(|(known, _)| *known == state).unwrap_or_else(|| {
            self.states.push((state, FxHashMap::default()));
            self.states.len() - 1
        })
    }
}

impl State {
    /// Runs the grammar over one line. `None` where it fails.
    fn line(&mut self, line: &str, html: &mut String) -> Option<()> {
        let operations = self.grammar.parse_line(line, syntaxes()).ok()?;
        let mut from = 0;
        for (at, operation) in operations {
            self.painter.text(html, line.get(from..at)?);
            self.painter.apply(&operation);
            from = at;
        }
        self.painter.text(html, line.get(from..)?);
        Some(())
    }
}

/// Follows the stack of scopes and opens a `span` where the class changes.
#[derive(Clone, Default, PartialEq)]
struct Painter {
    stack: Vec<u8>,
    cleared: Vec<Vec<u8>>,
    open: &'static str,
}

impl Painter {
    fn text(&mut self, html: &mut String, text: &str) {
        if text.trim().is_empty() {
            return escape::push_text(html, text);
        }
        let class = self.stack.iter().rev().find(|class| **class != INHERITED);
        let class = class.and_then(|class| CLASSES.get(usize::from(*class))).map_or("", |(_, class)| *class);
        self.switch(html, class);
        escape::push_text(html, text);
    }

    fn switch(&mut self, html: &mut String, class: &'static str) {
        if class == self.open {
            return;
        }
        if !self.open.is_empty() {
            html.push_str("</span>");
        }
        if !class.is_empty() {
            html.push_str("<span class=\"");
            html.push_str(class);
            html.push_str("\">");
        }
        self.open = class;
    }

    fn apply(&mut self, operation: &ScopeStackOp) {
        match operation {
            ScopeStackOp::Push(scope) => self.stack.push(class_of(*scope)),
            ScopeStackOp::Pop(count) => self.stack.truncate(self.stack.len().saturating_sub(*count)),
            ScopeStackOp::Clear(amount) => {
                let kept = match amount {
                    ClearAmount::TopN(count) => self.stack.len().saturating_sub(*count),
                    ClearAmount::All => 0,
                };
                self.cleared.push(self.stack.split_off(kept));
            }
            ScopeStackOp::Restore => self.stack.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }
}

fn class_of(scope: Scope) -> u8 {
    KNOWN_SCOPES.with_borrow_mut(|known| {
        *known.entry(scope).or_insert_with(|| {
            scopes().iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map_or(INHERITED, |(_, class)| *class)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(language: &str, code: &str) -> String {
        let mut out = String::new();
        push(&mut out, language, code);
        out
    }

    #[test]
    fn tokens_get_few_classes() {
        assert_eq!(
            html("bash", "echo \"a $x\" # why\n"),
            "<span class=\"c-f\">echo </span><span class=\"c-s\">\"a $</span><span class=\"c-v\">x</span><span class=\"c-s\">\" </span><span class=\"c-c\"># why\n</span>"
        );
        assert!(html("yaml", "a: 1\n").contains("<span class=\"c-t\">a</span>"));
        assert!(html("diff", "-a\n+b\n").contains("<span class=\"c-d\">-a"));
        assert!(html("sql", "SELECT 1;\n").contains("<span class=\"c-k\">SELECT"));
    }

    #[test]
    fn a_line_that_was_seen_before_looks_as_it_would_alone() {
        let lines = ["a: |\n", "  b: \"c\n", "d: \"e\n", "f: 1 # g\n"];
        let codes: Vec<String> = (0..64).map(|order| (0..3).map(|at| lines[order >> (2 * at) & 3]).collect()).collect();
        let alone = |code: &String| {
            KNOWN_LINES.take();
            html("yaml", code)
        };
        let expected: Vec<String> = codes.iter().map(alone).collect();
        KNOWN_LINES.take();
        let together: Vec<String> = codes.iter().map(|code| html("yaml", code)).collect();
        assert_eq!(together, expected);
    }

    #[test]
    fn unknown_languages_and_huge_blocks_are_plain() {
        assert_eq!(html("klingon", "<a>"), "&lt;a&gt;");
        assert_eq!(html("log", "x < y"), "x &lt; y");
        let huge = "x = 1\n".repeat(10_000);
        assert_eq!(html("python", &huge), huge);
        let wide = format!("x = \"{}\"", "a".repeat(2_000));
        assert_eq!(html("python", &wide), wide);
    }

    #[test]
    fn fences_name_languages_in_many_ways() {
        for (info, expected) in [
            ("Bash", "bash"),
            ("{.python #x}", "python"),
            ("js title=\"x\"", "js"),
            ("c++", "c++"),
            ("yaml,x", "yaml"),
            ("", ""),
        ] {
            assert_eq!(language(info), expected);
        }
    }
}
