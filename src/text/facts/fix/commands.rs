//! The sentences that tell the fix -> the code that did it: what stands in them or right below, without prompts, answers, and what
//! only looks.

use super::candidates::Candidate;
use super::marks::Mark;
use super::{section, versions};
use crate::model::CodeBlock;
use crate::text::facts::blocks::{Doc, Shape};
use crate::text::html::escape::push_plain;
use crate::text::html::highlight;
use crate::text::markdown::Spanned;
use crate::text::session::{self, Line, statement};
use pulldown_cmark::{CodeBlockKind, Event, Tag};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

/// Commands of a fix, and bytes of one: more is a program or a log.
const MOST: usize = 8;
const LONGEST: usize = 1_200;
/// Words of a command among which its subcommand is.
const SUBCOMMAND: usize = 6;
/// What is left open at a word's end.
const OPEN: char = '*';

/// `commands.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    looking_statements: Vec<String>,
    doing_statements: Vec<String>,
    clients: Vec<String>,
    looking: Vec<String>,
    doing: Vec<String>,
    subcommands: BTreeMap<String, Vec<String>>,
    answers: Answers,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answers {
    languages: Vec<String>,
}

/// `commands.toml`, ready to be asked; empty if it were broken, which a test rules out.
static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(include_str!("commands.toml")).unwrap_or_default());

/// A document's blocks with the events that they were read from.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub doc: &'a Doc,
    pub events: &'a [Spanned<'a>],
    /// Indices of `events` that are no ends, so that their offsets rise.
    pub starts: &'a [usize],
}

/// [`Source::starts`].
pub(super) fn starts(events: &[Spanned<'_>]) -> Vec<usize> {
    (0..events.len()).filter(|at| !matches!(events[*at].0, Event::End(_))).collect()
}

/// All sentences, and which of them tell a deed: those of at least the weight `least`.
#[derive(Clone, Copy)]
pub(super) struct Deeds<'a> {
    pub source: Source<'a>,
    pub all: &'a [Candidate],
    pub weights: &'a [f64],
    pub least: f64,
}

impl Deeds<'_> {
    /// The code that belongs to the sentences `chosen`.
    pub(super) fn of(self, chosen: Range<usize>) -> Vec<CodeBlock> {
        let is_deed = |block: usize| {
            let of_block = |at: &usize| self.all[*at].block == Some(block);
            (0..self.all.len()).filter(of_block).any(|at| self.weights[at] >= self.least || leads(&self.all[at]))
        };
        self.source.of(&self.all[chosen], is_deed)
    }

    /// The commands that belong to the best sentences but `chosen`: other code there may as well be the cause.
    pub(super) fn others(self, chosen: &Range<usize>) -> Vec<CodeBlock> {
        let told = |at: &usize| self.weights[*at] >= self.least && !chosen.contains(at);
        let mut others: Vec<usize> = (0..self.all.len()).filter(told).collect();
        others.sort_by(|a, b| self.weights[*b].total_cmp(&self.weights[*a]));
        let found = others.into_iter().take(MOST).map(|at| {
            let mut commands = self.of(at..at + 1);
            commands.retain(|command| session::is_shell(&command.language));
            commands
        });
        found.into_iter().find(|commands| !commands.is_empty()).unwrap_or_default()
    }
}

/// `Then:` between two blocks of what was done.
fn leads(sentence: &Candidate) -> bool {
    let marks = sentence.marks;
    let is_fix = marks.has(Mark::InResolution) || marks.has(Mark::BelowFix);
    is_fix && marks.has(Mark::LeadIn) && marks.has(Mark::OverCode) && !section::is_refused(sentence)
}

impl<'a> Source<'a> {
    /// The code in and below `sentences`, up to the next text that is no deed.
    fn of(self, sentences: &[Candidate], is_deed: impl Fn(usize) -> bool) -> Vec<CodeBlock> {
        let mut commands = Vec::new();
        let mut last = None;
        for sentence in sentences {
            let Some(block) = self.block_of(sentence) else { continue };
            if !section::is_warned(sentence) {
                self.inline(block, &sentence.text, &mut commands);
            }
            last = Some(block);
        }
        let below = last.map_or(self.doc.blocks.len(), |last| last + 1);
        for (index, block) in self.doc.blocks.iter().enumerate().skip(below) {
            match block.shape {
                Shape::Code => self.block(index, &mut commands),
                Shape::Item { .. } if self.is_command(index) => {
                    self.inline(index, &self.doc.block_text(block), &mut commands);
                }
                Shape::Paragraph | Shape::Item { .. } if is_deed(index) => {}
                _ => break,
            }
        }
        commands.truncate(MOST);
        commands
    }

    /// Where a sentence stands: that of an entry or a label by its line.
    fn block_of(self, sentence: &Candidate) -> Option<usize> {
        let by_line = || {
            let line = sentence.provenance.line()?;
            self.doc.blocks.partition_point(|block| block.line <= line).checked_sub(1)
        };
        sentence.block.or_else(by_line)
    }

    /// The events from the start of a block to that of the next, without ends: those lie where their starts do.
    fn events_of(self, block: usize) -> impl Iterator<Item = &'a Event<'a>> {
        let offset = |block: usize| self.doc.blocks.get(block).map_or(usize::MAX, |block| block.offset);
        let (start, end) = (offset(block), offset(block + 1));
        let from = self.starts.partition_point(|at| self.events[*at].1.start < start);
        let all = self.starts[from..].iter().map(move |at| &self.events[*at]);
        all.take_while(move |(_, range)| range.start < end).map(|(event, _)| event)
    }

    /// Whether a block is nothing but a command.
    fn is_command(self, block: usize) -> bool {
        let text = self.doc.block_text(&self.doc.blocks[block]);
        let is_all = |event: &Event<'_>| matches!(event, Event::Code(code) if code.trim() == text.trim());
        is_call(text.trim()) && self.events_of(block).any(is_all)
    }

    /// Commands within a sentence.
    fn inline(self, block: usize, sentence: &str, commands: &mut Vec<CodeBlock>) {
        for event in self.events_of(block) {
            if let Event::Code(code) = event
                && sentence.contains(code.trim())
                && is_call(code.trim())
                && !only_looks(code)
            {
                push(commands, "", code);
            }
        }
    }

    /// The commands of a block of code; the whole of it where it is no session.
    pub(super) fn block(self, block: usize, commands: &mut Vec<CodeBlock>) {
        let mut events = self.events_of(block);
        let Some(Event::Start(Tag::CodeBlock(kind))) = events.next() else { return };
        let language = match kind {
            CodeBlockKind::Fenced(info) => highlight::language(info),
            CodeBlockKind::Indented => String::new(),
        };
        let texts = events.map_while(|event| if let Event::Text(text) = event { Some(text.as_ref()) } else { None });
        let written: String = texts.collect();
        let is_diff = language == versions::DIFF || versions::is_diff(&written);
        if versions::is_introduced_as_old(self.doc, block) {
            return;
        }
        if is_diff {
            push(commands, versions::DIFF, &written);
            return;
        }
        let Some(code) = versions::after(&written) else { return };
        if let Some(lines) = session::lines(&language, &code) {
            typed(&lines).iter().filter(|command| !only_looks(command)).for_each(|command| push(commands, "", command));
            return;
        }
        let lines =
            || code.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with(['#', '-']));
        let shell = session::is_shell(&language);
        let calls = lines().next().is_some_and(is_call);
        let is_answer = TABLE.answers.languages.contains(&language);
        if is_answer || shell && language.is_empty() && !calls {
            return;
        }
        if !lines().all(only_looks) {
            push(commands, &language, &code);
        }
    }
}

/// What was typed, each with the lines that go on with it.
fn typed(lines: &[Line<'_>]) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    for line in lines {
        let Line::Typed { text, goes_on, .. } = line else { continue };
        match commands.last_mut().filter(|_| *goes_on) {
            Some(command) => {
                command.push('\n');
                command.push_str(text);
            }
            None => commands.push((*text).to_owned()),
        }
    }
    commands
}

fn push(commands: &mut Vec<CodeBlock>, language: &str, code: &str) {
    let mut plain = String::with_capacity(code.len());
    push_plain(&mut plain, code.trim_matches('\n').trim_end());
    let is_new = commands.iter().all(|known| known.code != plain);
    if is_new && !plain.is_empty() && plain.len() <= LONGEST {
        commands.push(CodeBlock { language: language.to_owned(), code: plain });
    }
}

fn is_listed(list: &[String], word: &str) -> bool {
    list.iter().any(|known| match known.strip_suffix(OPEN) {
        Some(start) => word.starts_with(start),
        None => known == word,
    })
}

/// The words of a command, from its program on.
fn words(command: &str) -> impl Iterator<Item = &str> {
    let prefix = |word: &&str| *word == "sudo" || *word == "$" || word.contains('=') && !word.starts_with('-');
    command.split_whitespace().skip_while(prefix)
}

/// A command with something to do it to, or a statement.
fn is_call(text: &str) -> bool {
    let mut words = words(text);
    let Some(program) = words.next() else { return false };
    let script = program.ends_with(".sh") || program.starts_with("./") || program.starts_with('/');
    let upper = text.trim_start().starts_with(|c: char| c.is_ascii_uppercase());
    words.next().is_some() && (script || session::is_command(program) || upper && statement(text).is_some())
}

/// Whether a command or statement changes nothing.
fn only_looks(command: &str) -> bool {
    let mut rest = words(command);
    let Some(program) = rest.next() else { return true };
    let rest: Vec<&str> = rest.collect();
    let quoted = command.split_once(['"', '\'']).map(|(_, quoted)| quoted);
    if is_listed(&TABLE.clients, program)
        && let Some(quoted) = quoted
    {
        return statement_looks(quoted);
    }
    if statement(command).is_some() && !session::is_command(program) {
        return statement_looks(command);
    }
    if is_listed(&TABLE.looking, program) {
        return !rest.iter().any(|word| is_listed(&TABLE.doing, word));
    }
    let subcommands = TABLE.subcommands.get(program);
    subcommands.is_some_and(|looking| rest.iter().take(SUBCOMMAND).any(|word| is_listed(looking, word)))
}

fn statement_looks(statement_text: &str) -> bool {
    let looks = statement(statement_text).is_some_and(|word| is_listed(&TABLE.looking_statements, &word));
    let lower = statement_text.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    looks && !words.any(|word| is_listed(&TABLE.doing_statements, word))
}

#[cfg(test)]
mod tests {
    use super::super::tests::commands;
    use super::*;

    #[test]
    fn the_table_is_read() {
        assert_eq!(toml::from_str::<Table>(include_str!("commands.toml")).err(), None);
    }

    #[test]
    fn looking_is_no_deed() {
        for command in [
            "kubectl -n shop get pods",
            "curl -s https://a.example/health",
            "SELECT count(*) FROM jobs;",
            "psql -c 'SELECT 1'",
            "sudo journalctl -u api",
            "aws ec2 describe-instances",
        ] {
            assert!(only_looks(command), "{command}");
        }
        for command in [
            "kubectl -n shop rollout undo deploy/api",
            "curl -X POST https://a.example/flush",
            "SELECT pg_cancel_backend(21877)",
            "psql -c \"UPDATE jobs SET state = 'new'\"",
            "systemctl restart api",
        ] {
            assert!(!only_looks(command), "{command}");
        }
    }

    #[test]
    fn the_code_of_the_fix_comes_without_prompts_answers_and_looking() {
        let text = "# Stuck\n\n## Resolution\n\nWe restarted the broker and moved the offset:\n\n```console\n$ kubectl get pods\nbroker-0 1/1\n$ kubectl rollout restart \\\n    deploy/broker\nrestarted\n```\n\nThe queue was empty again.\n\n```sh\ncat log\n```\n";
        assert_eq!(commands(text), ["kubectl rollout restart \\\n    deploy/broker"]);
        let inline = "# Stuck\n\n## Resolution\n\nAmara cancelled the migration with `SELECT pg_cancel_backend(7)` on `db-1`, which fixed it.\n";
        assert_eq!(commands(inline), ["SELECT pg_cancel_backend(7)"]);
        let none = "# Stuck\n\n## Resolution\n\nWe restarted `nginx` after `kubectl logs api` showed the error.\n";
        assert_eq!(commands(none), [""; 0]);
    }
}
