//! A line -> the prompt that it opens with and how sure that is, by patterns and by the words of `prompts.toml`.

use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Letters of a device's or database's name in its prompt.
const NAME: std::ops::RangeInclusive<usize> = 2..=40;

/// `prompts.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lists {
    prompts: Vec<String>,
    commands: Vec<String>,
    english: Vec<String>,
    statements: Vec<String>,
    clauses: Vec<String>,
    inner: Vec<String>,
    interpreters: Vec<String>,
    debuggers: Vec<String>,
    openers: BTreeMap<String, Vec<String>>,
    languages: Vec<String>,
    plain: Vec<String>,
    sessions: Vec<String>,
    pub(super) blocks: BTreeMap<String, String>,
}

/// `prompts.toml`, ready to be asked; empty if it were broken, which a test rules out.
pub(super) static LISTS: LazyLock<Lists> =
    LazyLock::new(|| toml::from_str(include_str!("prompts.toml")).unwrap_or_default());

/// How sure a prompt is, and what it prompts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prompt {
    Shell,
    /// `#`, `%`, `>`, `/path #` as `/`: only before what is known.
    Doubtful(char),
    Sql,
    /// A database's that counts the lines of a statement.
    Counted,
    Python,
}

/// Compiled when it is asked: most are for few documents.
type Pattern = LazyLock<Option<Regex>>;

struct Patterns {
    shell: Pattern,
    /// Those of the list.
    listed: Pattern,
    /// Its folder must end in what an arrow or a redirection has not before its `>`.
    powershell: Pattern,
    arrow: Pattern,
    /// An arrow with a folder: `➜  api `, `➜  api git:(main) ✗ `.
    folder: Pattern,
    sql: Pattern,
    sql_more: Pattern,
    counted: Pattern,
    /// `/ # `, `~ # `, `/app # `.
    root: Pattern,
    /// `switch(config)# `, `rs0:PRIMARY> `.
    named: Pattern,
    debugger: Pattern,
    /// Any short word with a sign that prompts.
    any: Pattern,
    /// `db.orders.find(`
    call: Pattern,
}

static PATTERNS: Patterns = Patterns {
    // `$ `, `user@host:~/x$ `, `[root@host dir]# `, `(venv) user@host dir % `, `bash-5.1# `, `~/x $ `, `[10:00:01] $ `; what is
    // copied from a page has blanks of other kinds, and of no width, after its sign.
    shell: LazyLock::new(|| {
        pattern(concat!(
            r"^[\s\x{200b}\x{2060}\x{feff}]{0,3}(?:\[?(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}:\d\d(?::\d\d)?\]? )?(?:\([\w.-]+\) )?",
            r"(?:(?:~?[\w./~-]*/[\w./~-]* ?|~ ?)?\$[ \x{a0}\x{200b}-\x{200d}\x{2060}\x{feff}]+",
            r"|-?(?:ba|z|k|da|a)?sh(?:-[\d.]+)?[$#] |\[?[\w.-]+@[\w.-]+(?::\s?| )?[^\s$#%\]>]*\]?\s?[$#%>] )",
        ))
    }),
    listed: LazyLock::new(|| pattern(&format!(r"^\s{{0,3}}(?:{})", LISTS.prompts.join("|")))),
    powershell: LazyLock::new(|| {
        pattern(
            r"^\s{0,3}(?:\[[\w.:-]+\]: )?(?:PS(?: (?:[A-Za-z]:\\|/|~)(?:[^>\n]*[^>\n\s=-])?)?|[A-Z]:\\(?:[^>\n]*[^>\n\s=-])?)> ?",
        )
    }),
    arrow: LazyLock::new(|| pattern(r"^\s{0,3}(?:~?[\w./~-]*/[\w./~-]* |~ )?[❯➜λ»›] +")),
    folder: LazyLock::new(|| pattern(r"^(?:\s{0,3}[❯➜] +\S+ +(git:\([^)]*\) +)|➜  +[^\s/]+ +)(?:✗ +)?")),
    sql: LazyLock::new(|| pattern(r"^([\w.-]+)(?: ?\[[^\]]*\]|:[\w.:]+|\([\w.]+\)[\w:]*)?(=[*!^@]?[#>]|=\*|>) ")),
    sql_more: LazyLock::new(|| pattern(r#"^(?: +[-'"`]> |[\w.]+[-'"(][*!]?[#>] ?)"#)),
    counted: LazyLock::new(|| pattern(r"^ {0,3}\d{1,3}[ *]? +")),
    root: LazyLock::new(|| pattern(r"^\s{0,3}(?:[\w.-]+:)?[~/][\w./~-]* # ")),
    named: LazyLock::new(|| pattern(r"^([\w.-]+)(?:\([\w./-]+\)|:\w+)?([#>]) ")),
    debugger: LazyLock::new(|| pattern(r"^\((\w+)\) ")),
    any: LazyLock::new(|| pattern(r"^\s{0,3}\S{0,40}\s?[$#%>❯➜λ»›] +")),
    call: LazyLock::new(|| pattern(r"^\w+\.[\w.$]+\(")),
};

fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

/// The prompt that `line` may open with, and where it ends.
pub(super) fn prompt(line: &str, language: &str) -> Option<(Prompt, usize)> {
    let of = |shell: &Pattern| Some(shell.as_ref()?.find(line)?.end());
    let has_sign = line.contains(is_sign);
    let shell = if has_sign { of(&PATTERNS.shell) } else { None };
    if let Some(end) = shell.or_else(|| of(&PATTERNS.listed)).filter(|end| is_typed(line, *end)) {
        // `$ 5 per month`
        let price = line[end..].starts_with(|c: char| c.is_ascii_digit() || c == ',');
        return (!price).then_some((Prompt::Shell, end));
    }
    if !has_sign {
        return debugger(line).map(|end| (Prompt::Shell, end));
    }
    if let Some(end) = of(&PATTERNS.powershell).filter(|end| is_typed(line, *end)) {
        let appends = line[end..].starts_with(['>', '=']);
        return (!appends).then_some((Prompt::Shell, end));
    }
    if let Some(end) = arrow(line).or_else(|| debugger(line)) {
        return Some((Prompt::Shell, end));
    }
    if line.starts_with(">>> ") && is_typed(line, 4) {
        return Some((Prompt::Python, 4));
    }
    database(line).or_else(|| named(line)).or_else(|| doubtful(line, language))
}

/// What a prompt has, but for those of the list and of debuggers.
fn is_sign(c: char) -> bool {
    matches!(c, '$' | '#' | '%' | '>' | '*' | '❯' | '➜' | 'λ' | '»' | '›')
}

fn is_typed(line: &str, end: usize) -> bool {
    line.get(end..).is_some_and(|rest| rest.starts_with(|c: char| !c.is_whitespace()))
}

/// Where the prompt with an arrow ends that stands before a known command. Arrows also open what programs report and offer, and
/// where the folder may be the command (`➜  git git status`) nobody can tell.
fn arrow(line: &str) -> Option<usize> {
    let before_command = |end: usize| line.get(end..).filter(|text| is_command(text)).map(|_| end);
    let bare = before_command(PATTERNS.arrow.as_ref()?.find(line)?.end());
    let Some(folder) = PATTERNS.folder.as_ref()?.captures(line) else { return bare };
    let named = before_command(folder.get(0)?.end());
    match bare {
        Some(_) if named.is_some() && folder.get(1).is_none() => None,
        _ => named.or(bare),
    }
}

fn debugger(line: &str) -> Option<usize> {
    if !line.starts_with('(') {
        return None;
    }
    let found = PATTERNS.debugger.as_ref()?.captures(line)?;
    let (end, name) = (found.get(0)?.end(), found.get(1)?.as_str());
    (is_typed(line, end) && has(&LISTS.debuggers, name)).then_some(end)
}

fn database(line: &str) -> Option<(Prompt, usize)> {
    let found = PATTERNS.sql.as_ref()?.captures(line)?;
    let (end, name, sign) = (found.get(0)?.end(), found.get(1)?.as_str(), found.get(2)?.as_str());
    let known = || LISTS.interpreters.iter().any(|known| name.eq_ignore_ascii_case(known));
    let address = || name.split('.').count() == 4 && name.split('.').all(|part| part.parse::<u8>().is_ok());
    let kind = if name == "SQL" { Prompt::Counted } else { Prompt::Sql };
    (is_typed(line, end) && (sign != ">" || known() || address())).then_some((kind, end))
}

/// Of a device or database that asks with its name, before what such a one is told. Programs write `ERROR> no such file` too.
fn named(line: &str) -> Option<(Prompt, usize)> {
    if let Some(root) = PATTERNS.root.as_ref().and_then(|root| root.find(line)) {
        let known = is_known(&line[root.end()..]);
        return Some((if known { Prompt::Shell } else { Prompt::Doubtful('/') }, root.end()));
    }
    let (name, sign, end) = named_prompt(line)?;
    let text = line.get(end..)?;
    let level = sign == ">" && name.chars().all(|c| !c.is_lowercase());
    (is_call(text) || !level && (has(&LISTS.inner, first_word(text)) || sign == "#" && is_command(text)))
        .then_some((Prompt::Shell, end))
}

/// The name and the sign that `line` may open with as the prompt of a device or database, and where it ends. A repetition that counts
/// would be compiled so many times over.
fn named_prompt(line: &str) -> Option<(&str, &str, usize)> {
    let found = PATTERNS.named.as_ref()?.captures(line)?;
    let (name, sign) = (found.get(1)?.as_str(), found.get(2)?.as_str());
    NAME.contains(&name.chars().count()).then_some((name, sign, found.get(0)?.end()))
}

fn doubtful(line: &str, language: &str) -> Option<(Prompt, usize)> {
    let is_code =
        matches!(language, "python" | "python3" | "py" | "py3" | "pycon" | "sql" | "mysql" | "psql" | "postgres");
    let mark = line.chars().next().filter(|mark| matches!(mark, '#' | '%' | '>') && !is_code)?;
    let end = if line.starts_with(">>") { 3 } else { 2 };
    (line.get(end - 1..)?.starts_with(' ') && is_typed(line, end)).then_some((Prompt::Doubtful(mark), end))
}

/// Where the known command starts in a line that may be one behind a sign of some other prompt.
pub(super) fn hidden_command(line: &str) -> bool {
    let end = PATTERNS.any.as_ref().and_then(|any| any.find(line)).map_or(0, |found| found.end());
    line.get(end..).is_some_and(|text| end > 0 && (is_command(text) || is_path(first_word(text))))
}

/// Whether `line` opens with the arrow or the name that the last prompt had, and yet neither its command nor that there is none could
/// be told.
pub(super) fn is_unread(line: &str, last_prompt: &str) -> bool {
    let arrow = last_prompt.find(['❯', '➜']).and_then(|at| last_prompt.get(..at + '➜'.len_utf8()));
    if arrow.is_some_and(|arrow| line.starts_with(arrow)) {
        return line.trim_end() != last_prompt.trim_end();
    }
    let name = prompt_name(last_prompt);
    let rest = line.strip_prefix(name).filter(|_| name.len() > 1).and_then(|rest| rest.split_once(' '));
    rest.is_some_and(|(sign, text)| sign.ends_with(['#', '>', '$', '%']) && !text.trim().is_empty())
}

/// The name that a prompt begins with: `shop` of `shop=# `.
fn prompt_name(prompt: &str) -> &str {
    let end = prompt.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '-')).unwrap_or(prompt.len());
    &prompt[..end]
}

/// The prompt of a device or database whose name another prompt before it had: what such a one is told need not be known.
pub(super) fn known_name(line: &str, before: &[&str]) -> Option<(Prompt, usize)> {
    let (name, _, end) = named_prompt(line)?;
    (is_typed(line, end) && before.contains(&name)).then_some((Prompt::Shell, end))
}

/// The name, if `line` opens with the prompt of a device or database that ends at `end`.
pub(super) fn device(line: &str, end: usize) -> Option<&str> {
    named_prompt(line).filter(|(_, _, own)| *own == end).map(|(name, ..)| name)
}

/// Whether fences of this language may hold what was typed into a terminal.
pub(crate) fn is_shell(language: &str) -> bool {
    has(&LISTS.languages, language)
}

/// Whether they hold nothing else.
pub(super) fn is_session(language: &str) -> bool {
    has(&LISTS.sessions, language)
}

/// Whether they hold any text, so that a `#` is not always a comment.
pub(super) fn is_plain(language: &str) -> bool {
    has(&LISTS.plain, language)
}

fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|known| known == word)
}

pub(super) fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// Opens with a command's name, or is a cmdlet (`Get-Service`).
pub(crate) fn is_command(text: &str) -> bool {
    let word = first_word(text);
    if !text.starts_with(word) || word.is_empty() {
        return false;
    }
    let cmdlet = word.split_once('-').is_some_and(|(verb, noun)| {
        let capital = |part: &str| part.starts_with(|c: char| c.is_ascii_uppercase()) && part.len() > 2;
        capital(verb) && capital(noun) && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    });
    cmdlet || has(&LISTS.commands, word)
}

/// The first word of a statement to a database, in lower case.
pub(crate) fn statement(text: &str) -> Option<String> {
    let word: String = text.trim_start().chars().take_while(char::is_ascii_alphabetic).collect();
    Some(word.to_ascii_lowercase()).filter(|word| has(&LISTS.statements, word))
}

/// A statement to a database in capitals, with a clause in capitals: not a message that names one.
pub(crate) fn is_query(text: &str) -> bool {
    let is_capital = |word: &&str| word.bytes().all(|byte| byte.is_ascii_uppercase());
    let mut words = text.split_whitespace();
    words.next().is_some_and(|first| is_capital(&first) && statement(first).is_some())
        && words.filter(is_capital).any(|word| has(&LISTS.clauses, &word.to_ascii_lowercase()))
}

fn is_call(text: &str) -> bool {
    PATTERNS.call.as_ref().is_some_and(|call| call.is_match(text))
}

fn is_path(word: &str) -> bool {
    word.len() > 2
        && (word.starts_with("./") || word.starts_with("~/") || word.starts_with('/') && word[1..].contains('/'))
}

/// Behind a sign that may prompt: begins with what is said to a shell, a database, a device.
pub(super) fn is_known(text: &str) -> bool {
    let word = first_word(text);
    is_command(text) || is_path(word) || is_call(text) || statement(text).is_some() || has(&LISTS.inner, word)
}

/// Whether the name of its command is no word of English.
pub(super) fn is_plainly_a_command(text: &str) -> bool {
    is_command(text) && !has(&LISTS.english, first_word(text))
}

/// Whether other prompts may follow `text`: it opens another shell or a program that asks.
pub(super) fn opens(text: &str) -> bool {
    let mut words = text.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    let rest: Vec<&str> = words.clone().collect();
    words.any(|word| {
        let asked = LISTS.openers.get(word);
        asked.is_some_and(|flags| flags.is_empty() || rest.iter().any(|word| has(flags, word)))
    })
}

/// Ends like one, or has no argument that prose would not have.
pub(super) fn is_sentence(text: &str) -> bool {
    text.ends_with(['.', ':', '!', '?']) || (text.split_whitespace().count() > 4 && !has_argument(text))
}

/// A flag, a path, an assignment, a pipe, an address; of a statement its end.
pub(super) fn has_argument(text: &str) -> bool {
    let mut words = text.split_whitespace().skip(1);
    let argument = words.any(|word| {
        let word = word.trim_end_matches(['.', ',', ':']);
        word.starts_with('-') && word.len() > 1 || word.contains(['/', '=', '|', '$', '*', '_', '@', '<', '>', '\\'])
    });
    argument || statement(text).is_some() && text.ends_with(';')
}

/// Length of what stands before a line that goes on with a command.
pub(super) fn continuation_prompt(kind: Prompt, line: &str) -> usize {
    let end = |more: &Pattern| more.as_ref().and_then(|more| more.find(line)).map_or(0, |found| found.end());
    match kind {
        Prompt::Shell | Prompt::Doubtful(_) => {
            ["> ", ">> "].iter().find(|sign| line.starts_with(**sign)).map_or(0, |sign| sign.len())
        }
        Prompt::Python if line.starts_with("... ") => 4,
        Prompt::Python => line.len().min(3),
        Prompt::Sql => end(&PATTERNS.sql_more),
        Prompt::Counted => end(&PATTERNS.counted),
    }
}
