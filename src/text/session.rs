//! A block of code -> the prompts and commands in it, where it shows what somebody typed into a terminal. A wrong command in a
//! shell is worse than one to be picked by hand: whatever is not plain counts as no session, and is copied as it stands.

use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Longer blocks are logs.
const LONGEST: usize = 32 << 10;
/// Lines that one command may have.
const MOST_LINES: usize = 60;

/// A line of a session without its line feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// Opens a command, or goes on with it: its prompt (empty where none is shown) and the rest.
    Typed {
        prompt: &'a str,
        text: &'a str,
        goes_on: bool,
    },
    Output(&'a str),
}

#[derive(Debug, Deserialize)]
struct Lists {
    commands: Vec<String>,
    interpreters: Vec<String>,
    languages: Vec<String>,
    sessions: Vec<String>,
    blocks: BTreeMap<String, String>,
}

fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| {
        let empty = || Lists {
            commands: Vec::new(),
            interpreters: Vec::new(),
            languages: Vec::new(),
            sessions: Vec::new(),
            blocks: BTreeMap::new(),
        };
        toml::from_str(include_str!("session/prompts.toml")).unwrap_or_else(|_| empty())
    })
}

/// How sure a prompt is, and what it prompts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prompt {
    Shell,
    /// `#`, `%`, `>`: only before a known command.
    Doubtful(char),
    Sql,
    Python,
}

struct Patterns {
    shell: Option<Regex>,
    /// Its folder must end in what an arrow or a redirection has not before its `>`.
    powershell: Option<Regex>,
    arrow: Option<Regex>,
    /// An arrow with a folder: `➜  api `, `➜  api git:(main) ✗ `.
    folder: Option<Regex>,
    sql: Option<Regex>,
    sql_more: Option<Regex>,
}

fn patterns() -> &'static Patterns {
    static PATTERNS: OnceLock<Patterns> = OnceLock::new();
    PATTERNS.get_or_init(|| Patterns {
        // `$ `, `user@host:~/x$ `, `[root@host dir]# `, `(venv) user@host dir % `, `bash-5.1# `, `~/x $ `.
        shell: Regex::new(
            r"^\s{0,3}(?:\([\w.-]+\) )?(?:(?:~?[\w./~-]*/[\w./~-]* ?|~ ?)?\$ |(?:ba)?sh-[\d.]+[$#] |\[?[\w.-]+@[\w.-]+(?::\s?| )?[^\s$#%\]>]*\]?\s?[$#%>] )",
        )
        .ok(),
        powershell: Regex::new(r"^\s{0,3}(?:\[[\w.:-]+\]: )?(?:PS(?: (?:[A-Za-z]:\\|/|~)(?:[^>\n]*[^>\n\s=-])?)?|[A-Z]:\\(?:[^>\n]*[^>\n\s=-])?)> ?").ok(),
        arrow: Regex::new(r"^\s{0,3}[❯➜] +").ok(),
        folder: Regex::new(r"^(?:\s{0,3}[❯➜] +\S+ +(git:\([^)]*\) +)|➜  +[^\s/]+ +)(?:✗ +)?").ok(),
        sql: Regex::new(r"^([\w.-]+)(?: ?\[[^\]]*\]|:[\w.:]+|\([\w.]+\)[\w:]*)?(=[#>*]|>) ").ok(),
        sql_more: Regex::new(r#"^(?: +[-'"`]> |[\w.]+[-'"(][#>] ?)"#).ok(),
    })
}

/// The lines of `code`, written in `language`, if it is a session in which at least one command can be told from the rest.
pub fn lines<'a>(language: &str, code: &'a str) -> Option<Vec<Line<'a>>> {
    if code.len() > LONGEST || !is_shell(language) {
        return None;
    }
    let raw: Vec<&str> = code.strip_suffix('\n').unwrap_or(code).split('\n').collect();
    let mut kinds: Vec<Option<(Prompt, usize)>> = raw.iter().map(|line| prompt(line, language)).collect();
    settle(&raw, &mut kinds, language)?;
    let mut out = Vec::with_capacity(raw.len());
    let mut at = 0;
    let mut last_word = "";
    let mut last_prompt = "";
    let is_shell = matches!(first_kind(&kinds), Some(Prompt::Shell | Prompt::Doubtful(_)));
    while let Some(&line) = raw.get(at) {
        let Some((kind, end)) = kinds[at] else {
            // What looks typed but has no prompt: nobody can tell it from what was answered.
            if is_shell && is_command(line) && first_word(line) != last_word || is_unread(line, last_prompt) {
                return None;
            }
            out.push(Line::Output(line));
            at += 1;
            continue;
        };
        let (prompt, text) = line.split_at(end);
        (last_prompt, last_word) = (prompt, first_word(text));
        out.push(Line::Typed { prompt, text, goes_on: false });
        let more = continued(kind, &raw[at..], &kinds[at..], end)?;
        for &line in &raw[at + 1..at + more] {
            let end = continuation_prompt(kind, line);
            let (prompt, text) = line.split_at(end);
            out.push(Line::Typed { prompt, text, goes_on: true });
        }
        at += more;
    }
    Some(out)
}

fn first_kind(kinds: &[Option<(Prompt, usize)>]) -> Option<Prompt> {
    kinds.iter().flatten().map(|(kind, _)| *kind).next()
}

/// Whether `line` opens with the arrow of the last prompt, and yet neither its command nor that there is none could be told.
fn is_unread(line: &str, last_prompt: &str) -> bool {
    let arrow = last_prompt.find(['❯', '➜']).and_then(|at| last_prompt.get(..at + '➜'.len_utf8()));
    arrow.is_some_and(|arrow| line.starts_with(arrow)) && line.trim_end() != last_prompt.trim_end()
}

/// Where the prompt with an arrow ends that stands before a known command. Arrows also open what programs report and offer, and
/// where the folder may be the command (`➜  git git status`) nobody can tell.
fn arrow(line: &str) -> Option<usize> {
    let Patterns { arrow, folder, .. } = patterns();
    let before_command = |end: usize| line.get(end..).filter(|text| is_command(text)).map(|_| end);
    let bare = before_command(arrow.as_ref()?.find(line)?.end());
    let Some(folder) = folder.as_ref()?.captures(line) else { return bare };
    let named = before_command(folder.get(0)?.end());
    match bare {
        Some(_) if named.is_some() && folder.get(1).is_none() => None,
        _ => named.or(bare),
    }
}

/// Whether fences of this language may hold what was typed into a terminal.
pub fn is_shell(language: &str) -> bool {
    lists().languages.iter().any(|known| known == language)
}

/// The prompt that `line` may open with, and where it ends.
fn prompt(line: &str, language: &str) -> Option<(Prompt, usize)> {
    let Patterns { shell, powershell, sql, .. } = patterns();
    let typed = |end: usize| line.get(end..).is_some_and(|rest| rest.starts_with(|c: char| !c.is_whitespace()));
    if let Some(found) = shell.as_ref().and_then(|shell| shell.find(line)).filter(|found| typed(found.end())) {
        // `$ 5 per month`
        let price = line[found.end()..].starts_with(|c: char| c.is_ascii_digit() || c == ',');
        return (!price).then_some((Prompt::Shell, found.end()));
    }
    if let Some(found) = powershell.as_ref().and_then(|shell| shell.find(line)).filter(|found| typed(found.end())) {
        let appends = line[found.end()..].starts_with(['>', '=']);
        return (!appends).then_some((Prompt::Shell, found.end()));
    }
    if let Some(end) = arrow(line) {
        return Some((Prompt::Shell, end));
    }
    if line.starts_with(">>> ") && typed(4) {
        return Some((Prompt::Python, 4));
    }
    if let Some(found) = sql.as_ref().and_then(|sql| sql.captures(line)) {
        let (end, name, sign) = (found.get(0)?.end(), found.get(1)?.as_str(), found.get(2)?.as_str());
        let known = || lists().interpreters.iter().any(|known| name.eq_ignore_ascii_case(known));
        let address = || name.split('.').count() == 4 && name.split('.').all(|part| part.parse::<u8>().is_ok());
        if typed(end) && (sign != ">" || known() || address()) {
            return Some((Prompt::Sql, end));
        }
    }
    let is_code =
        matches!(language, "python" | "python3" | "py" | "py3" | "pycon" | "sql" | "mysql" | "psql" | "postgres");
    let mark = line.chars().next().filter(|mark| matches!(mark, '#' | '%' | '>') && !is_code)?;
    (line[1..].starts_with(' ') && typed(2)).then_some((Prompt::Doubtful(mark), 2))
}

/// Leaves of all prompts those that hold together; `None` where none does.
fn settle(raw: &[&str], kinds: &mut [Option<(Prompt, usize)>], language: &str) -> Option<()> {
    let sure = kinds.iter().flatten().any(|(kind, _)| !matches!(kind, Prompt::Doubtful(_)));
    if sure {
        kinds.iter_mut().for_each(|kind| _ = kind.take_if(|(kind, _)| matches!(kind, Prompt::Doubtful(_))));
        return Some(());
    }
    // Doubtful ones: the same mark from the first line on, always before a known command, never among bare commands.
    let first = raw.iter().position(|line| !line.trim().is_empty())?;
    let (Prompt::Doubtful(mark), _) = kinds[first]? else { return None };
    kinds.iter_mut().for_each(|kind| _ = kind.take_if(|(kind, _)| *kind != Prompt::Doubtful(mark)));
    let typed: Vec<&str> = raw.iter().zip(&*kinds).filter_map(|(line, kind)| line.get(kind.as_ref()?.1..)).collect();
    let session = lists().sessions.iter().any(|known| known == language);
    let sure = session || typed.iter().any(|text| has_argument(text));
    (sure && typed.iter().all(|text| is_command(text) && !is_sentence(text))).then_some(())
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// Opens with a command's name, or is a cmdlet (`Get-Service`).
pub fn is_command(text: &str) -> bool {
    let word = first_word(text);
    if !text.starts_with(word) || word.is_empty() {
        return false;
    }
    let cmdlet = word.split_once('-').is_some_and(|(verb, noun)| {
        let capital = |part: &str| part.starts_with(|c: char| c.is_ascii_uppercase()) && part.len() > 2;
        capital(verb) && capital(noun) && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    });
    cmdlet || lists().commands.iter().any(|command| command == word)
}

/// Ends like one, or has no argument that prose would not have.
fn is_sentence(text: &str) -> bool {
    text.ends_with(['.', ':', '!', '?']) || (text.split_whitespace().count() > 4 && !has_argument(text))
}

/// A flag, a path, an assignment, a pipe, an address.
fn has_argument(text: &str) -> bool {
    let mut words = text.split_whitespace().skip(1);
    words.any(|word| {
        let word = word.trim_end_matches(['.', ',', ':']);
        word.starts_with('-') && word.len() > 1 || word.contains(['/', '=', '|', '$', '*', '_', '@', '<', '>', '\\'])
    })
}

/// Lines that the command at the first of `raw` takes; `None` where its end cannot be told.
fn continued(kind: Prompt, raw: &[&str], kinds: &[Option<(Prompt, usize)>], end: usize) -> Option<usize> {
    let next_prompt = kinds.iter().skip(1).position(Option::is_some).map_or(raw.len(), |at| at + 1);
    let bound = next_prompt.min(MOST_LINES);
    let first = &raw[0][end..];
    match kind {
        Prompt::Python => Some(1 + raw[1..bound].iter().take_while(|line| line.starts_with("...")).count()),
        Prompt::Sql => Some(sql_lines(first, &raw[..bound])),
        Prompt::Shell | Prompt::Doubtful(_) => shell_lines(first, &raw[..bound]),
    }
}

/// As [`continued`], of a database: lines with a prompt of their own, else all up to the semicolon.
fn sql_lines(first: &str, raw: &[&str]) -> usize {
    let prompted = raw[1..].iter().take_while(|line| continuation_prompt(Prompt::Sql, line) > 0).count();
    let ends = |text: &str| text.trim_end().ends_with(';');
    if prompted > 0 || ends(first) || first.starts_with('\\') {
        return 1 + prompted;
    }
    raw.iter().position(|line| ends(line)).map_or(1, |at| at + 1)
}

/// As [`continued`], of a shell.
fn shell_lines(first: &str, raw: &[&str]) -> Option<usize> {
    if let Some(end) = here_document(first) {
        return raw.iter().position(|line| line.trim() == end).map(|at| at + 1);
    }
    let mut lines = 1;
    let mut text = first;
    loop {
        let last = text.trim_end();
        if let Some(close) = last.split_whitespace().next_back().and_then(|word| lists().blocks.get(word)) {
            let closes = |line: &&str| {
                first_word(&line[continuation_prompt(Prompt::Shell, line)..]).trim_end_matches(';') == close
            };
            return raw.iter().skip(lines).position(closes).map(|at| lines + at + 1);
        }
        if !(last.ends_with(['\\', '`', '^', '|']) || last.ends_with("&&")) || lines >= raw.len() {
            break;
        }
        text = raw[lines];
        lines += 1;
    }
    match open_quote(&raw[..lines].join("\n")) {
        None => Some(lines),
        // A text that goes on to the line where its quote is closed; without one it is an apostrophe.
        Some(quote) => {
            Some(raw.iter().skip(lines).position(|line| line.contains(quote)).map_or(lines, |at| lines + at + 1))
        }
    }
}

/// What ends the document that a command reads from the lines below it (`<<EOF`).
fn here_document(text: &str) -> Option<&str> {
    let (_, after) = text.split_once("<<")?;
    let word = after.trim_start_matches(['-', ' ', '\'', '"', '\\']);
    let end = word.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(word.len());
    (end > 0 && !after.starts_with('<')).then(|| &word[..end])
}

/// The quote that `text` leaves open.
fn open_quote(text: &str) -> Option<char> {
    let mut open = None;
    let mut escaped = false;
    for c in text.chars() {
        match (c, open) {
            _ if escaped => escaped = false,
            ('\\', None | Some('"')) => escaped = true,
            ('"' | '\'', None) => open = Some(c),
            (c, Some(quote)) if c == quote => open = None,
            _ => {}
        }
    }
    open
}

/// Length of what stands before a line that goes on with a command.
fn continuation_prompt(kind: Prompt, line: &str) -> usize {
    match kind {
        Prompt::Shell | Prompt::Doubtful(_) => {
            ["> ", ">> "].iter().find(|sign| line.starts_with(**sign)).map_or(0, |sign| sign.len())
        }
        Prompt::Python if line.starts_with("... ") => 4,
        Prompt::Python => line.len().min(3),
        Prompt::Sql => patterns().sql_more.as_ref().and_then(|more| more.find(line)).map_or(0, |found| found.end()),
    }
}

#[cfg(test)]
mod tests;
