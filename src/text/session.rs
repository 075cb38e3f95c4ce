//! A block of code -> the prompts and commands in it, where it shows what somebody typed into a terminal. A wrong command in a
//! shell is worse than one to be picked by hand: whatever is not plain counts as no session, and is copied as it stands.

mod prompts;

pub(super) use prompts::is_command;
pub(super) use prompts::is_query;
pub(super) use prompts::is_shell;
pub(super) use prompts::statement;
use prompts::{
    LISTS, Prompt, continuation_prompt, device, first_word, has_argument, hidden_command, is_known, is_plain,
    is_plainly_a_command, is_sentence, is_session, is_unread, known_name, opens, prompt,
};

/// Longer blocks are logs.
const LONGEST: usize = 32 << 10;
/// Lines that one command may have.
const MOST_LINES: usize = 60;

/// Prompts whose names are known again.
const MOST_DEVICES: usize = 60;

/// A line of a session without its line feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// Opens a command, or goes on with it: its prompt (empty where none is shown) and the rest.
    Typed {
        prompt: &'a str,
        text: &'a str,
        goes_on: bool,
    },
    Output(&'a str),
}

/// The lines of `code`, written in `language`, if it is a session in which at least one command can be told from the rest.
pub(super) fn lines<'a>(language: &str, code: &'a str) -> Option<Vec<Line<'a>>> {
    if code.len() > LONGEST || !is_shell(language) {
        return None;
    }
    let raw: Vec<&str> = code.strip_suffix('\n').unwrap_or(code).split('\n').collect();
    let mut kinds: Vec<Option<(Prompt, usize)>> = raw.iter().map(|line| prompt(line, language)).collect();
    name_devices(&raw, &mut kinds);
    settle(&raw, &mut kinds, language)?;
    let mut out = Vec::with_capacity(raw.len());
    let (mut at, mut opened) = (0, false);
    let (mut last_word, mut last_prompt) = ("", "");
    let is_shell = matches!(first_kind(&kinds), Some(Prompt::Shell | Prompt::Doubtful(_)));
    while let Some(&line) = raw.get(at) {
        let inner = || prompt(line, language).filter(|(_, end)| opened && is_known(&line[*end..]));
        let Some((kind, end)) = kinds[at].or_else(inner) else {
            // What looks typed but has no prompt that is known: nobody can tell it from what was answered.
            let bare = is_shell && is_command(line) && first_word(line) != last_word;
            let to_inner =
                opened && (statement(line).is_some() && line.ends_with(';') || prompt(line, language).is_some());
            if bare || to_inner || hidden_command(line) || is_unread(line, last_prompt) {
                return None;
            }
            out.push(Line::Output(line));
            at += 1;
            continue;
        };
        let (prompt, text) = line.split_at(end);
        (last_prompt, last_word) = (prompt, first_word(text));
        opened |= opens(text) || matches!(kind, Prompt::Sql | Prompt::Counted | Prompt::Python);
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

/// Devices and databases that are known by one line are known by the others.
fn name_devices(raw: &[&str], kinds: &mut [Option<(Prompt, usize)>]) {
    let devices: Vec<&str> = raw
        .iter()
        .zip(&*kinds)
        .filter_map(|(line, kind)| {
            kind.filter(|(kind, _)| *kind == Prompt::Shell).and_then(|(_, end)| device(line, end))
        })
        .take(MOST_DEVICES)
        .collect();
    for (line, kind) in raw.iter().zip(kinds) {
        *kind = kind.or_else(|| known_name(line, &devices));
    }
}

/// Leaves of all prompts those that hold together; `None` where none does.
fn settle(raw: &[&str], kinds: &mut [Option<(Prompt, usize)>], language: &str) -> Option<()> {
    let sure = kinds.iter().flatten().any(|(kind, _)| !matches!(kind, Prompt::Doubtful(_)));
    if sure {
        kinds.iter_mut().for_each(|kind| _ = kind.take_if(|(kind, _)| matches!(kind, Prompt::Doubtful(_))));
        return Some(());
    }
    // Doubtful ones: the same mark from the first line on, always before what is known, never among bare commands.
    let first = raw.iter().position(|line| !line.trim().is_empty())?;
    let (Prompt::Doubtful(mark), _) = kinds[first]? else { return None };
    kinds.iter_mut().for_each(|kind| _ = kind.take_if(|(kind, _)| *kind != Prompt::Doubtful(mark)));
    let typed: Vec<&str> = raw.iter().zip(&*kinds).filter_map(|(line, kind)| line.get(kind.as_ref()?.1..)).collect();
    let known = |text: &&str| !is_sentence(text) && (is_command(text) || mark != '#' && is_known(text));
    // One after another with answers between; a comment may begin with a command that is also a word.
    let answered =
        || typed.len() > 1 && raw.iter().zip(&*kinds).any(|(line, kind)| kind.is_none() && !line.trim().is_empty());
    let plainly = || mark != '#' || typed.iter().any(|text| is_plainly_a_command(text));
    let commands = || typed.iter().all(|text| is_command(text));
    let sure = is_session(language)
        || typed.iter().any(|text| has_argument(text))
        || is_plain(language) && commands() && answered() && plainly();
    (sure && typed.iter().all(known)).then_some(())
}

/// Lines that the command at the first of `raw` takes; `None` where its end cannot be told.
fn continued(kind: Prompt, raw: &[&str], kinds: &[Option<(Prompt, usize)>], end: usize) -> Option<usize> {
    let next_prompt = kinds.iter().skip(1).position(Option::is_some).map_or(raw.len(), |at| at + 1);
    let bound = next_prompt.min(MOST_LINES);
    let first = &raw[0][end..];
    match kind {
        Prompt::Python => Some(1 + raw[1..bound].iter().take_while(|line| line.starts_with("...")).count()),
        Prompt::Sql | Prompt::Counted => Some(sql_lines(kind, first, &raw[..bound])),
        Prompt::Shell | Prompt::Doubtful(_) => shell_lines(first, &raw[..bound]),
    }
}

/// As [`continued`], of a database: lines with a prompt of their own, else all up to the semicolon.
fn sql_lines(kind: Prompt, first: &str, raw: &[&str]) -> usize {
    let ends = |text: &str| text.trim_end().ends_with(';');
    // What is answered may begin with a number as well.
    if kind == Prompt::Counted && ends(first) {
        return 1;
    }
    let mut ended = false;
    let goes_on = |line: &&&str| {
        let prompted = continuation_prompt(kind, line) > 0 && !ended;
        ended = kind == Prompt::Counted && ends(line);
        prompted
    };
    let prompted = raw[1..].iter().take_while(goes_on).count();
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
        if let Some(close) = last.split_whitespace().next_back().and_then(|word| LISTS.blocks.get(word)) {
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
    let word = after.trim_start_matches(['-', ' ', '\\']);
    if let Some(quote) = word.chars().next().filter(|c| matches!(c, '\'' | '"')) {
        return word[1..].split(quote).next().map(str::trim).filter(|word| !word.is_empty());
    }
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

#[cfg(test)]
mod tests;
