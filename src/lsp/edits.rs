//! A document and what is wrong in it -> what an editor can change at a keystroke: `fix`, the line of a hint, a comment that silences.

use super::known::Asked;
use super::problems;
use crate::diagnostics::allow::{comment, may_be_silenced};
use crate::diagnostics::{Diagnostic, Span};
use crate::model::Visibility;
use crate::pipeline::adopt::adopt;
use crate::text::described::rows;
use crate::text::front_matter::{self, Format, Written, block};
use crate::text::markdown;
use lsp_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, CodeActionTriggerKind, Range, TextEdit, Uri,
    WorkspaceEdit,
};
use pulldown_cmark::{Event, Parser, Tag};
use rustc_hash::FxHashSet;
use std::collections::HashMap;

/// Kind of the action that is `pmsite fix`.
pub(super) const FIX: CodeActionKind = CodeActionKind::new("source.pmsite.fix");
/// A longer document is not fixed while its author waits, in bytes: it is read again for each fact.
const LONGEST: usize = 1 << 20;

/// What can be done in `range`. Who only moves the cursor waits for no `fix`.
pub(super) fn actions(
    asked: Asked<'_>,
    uri: &Uri,
    range: Range,
    context: &CodeActionContext,
) -> Vec<CodeActionOrCommand> {
    let is_wanted = |kind: &CodeActionKind| {
        let is_of = |only: &CodeActionKind| {
            let rest = kind.as_str().strip_prefix(only.as_str());
            rest.is_some_and(|rest| only.as_str().is_empty() || rest.is_empty() || rest.starts_with('.'))
        };
        context.only.as_ref().is_none_or(|only| only.iter().any(is_of))
    };
    let mut actions = Vec::new();
    if is_wanted(&CodeActionKind::QUICKFIX) {
        let place = (asked.text.offset(range.start), asked.text.offset(range.end));
        let near: Vec<&Diagnostic> =
            asked.known.problems(&asked.source.path).filter(|one| touches(one, asked, place)).collect();
        actions.extend(near.iter().flat_map(|problem| pasted(problem, asked)));
        actions.extend(near.iter().filter_map(|problem| silenced(problem, asked)));
    }
    if is_wanted(&FIX) && context.trigger_kind != Some(CodeActionTriggerKind::AUTOMATIC) {
        actions.extend(fixed(asked));
    }
    let mut seen = FxHashSet::default();
    actions.retain(|action| seen.insert(action.title.clone()));
    actions.into_iter().map(|change| CodeActionOrCommand::CodeAction(change.action(asked, uri))).collect()
}

/// A change of the text, and what it is called.
struct Change {
    title: String,
    kind: CodeActionKind,
    place: Span,
    new: String,
}

impl Change {
    #[allow(clippy::mutable_key_type, reason = "the protocol's type of an edit")]
    fn action(self, asked: Asked<'_>, uri: &Uri) -> CodeAction {
        let edit = TextEdit { range: asked.text.range(self.place), new_text: self.new };
        let changes = HashMap::from([(uri.clone(), vec![edit])]);
        CodeAction {
            title: self.title,
            kind: Some(self.kind),
            edit: Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }),
            ..CodeAction::default()
        }
    }

    /// That turns all of `old` into `new`, without what both begin and end with.
    fn between(title: String, kind: CodeActionKind, old: &str, new: &str) -> Self {
        let same = |pair: &(char, char)| pair.0 == pair.1;
        let start: usize = old.chars().zip(new.chars()).take_while(same).map(|(one, _)| one.len_utf8()).sum();
        let (rest, other) = (&old[start..], &new[start..]);
        let back = rest.chars().rev().zip(other.chars().rev()).take_while(same);
        let end: usize = back.map(|(one, _)| one.len_utf8()).sum();
        let new = other[..other.len() - end].to_owned();
        Self { title, kind, place: Span::new(start, old.len() - end), new }
    }
}

/// Whether the problem stands in what is asked about, or on its lines; one of the file as a whole always does.
fn touches(problem: &Diagnostic, asked: Asked<'_>, (from, to): (usize, usize)) -> bool {
    let Some(span) = problem.span else { return true };
    let line = |offset: usize| asked.text.position(offset).line;
    line(span.start) <= line(to) && line(from) <= line(span.end)
}

/// `pmsite fix` for this document.
fn fixed(asked: Asked<'_>) -> Option<Change> {
    let text = asked.text.read();
    if text.len() > LONGEST {
        return None;
    }
    // As the command: for who writes it, whoever reads the site.
    let mut config = asked.known.config().clone();
    config.build.drafts = true;
    config.audience.audience = Visibility::Internal;
    let adopted = adopt(asked.source, None, &config).ok().filter(|adopted| adopted.text != text)?;
    let fields = adopted.added.join(", ");
    let title = format!("pmsite fix: write into front matter what the text tells ({fields})");
    Some(Change::between(title, FIX, text, &adopted.text))
}

/// Lines that the hints of a problem show, for front matter that has no such field.
fn pasted(problem: &Diagnostic, asked: Asked<'_>) -> Vec<Change> {
    let text = asked.text.read();
    let quoted = problem.hints.iter().flat_map(|hint| hint.split('`').skip(1).step_by(2));
    let line = |quoted: &str| {
        let (key, value) = quoted.split_once(": ")?;
        rows().find(|(name, _)| *name == key)?;
        let value = match value.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            Some(list) => Written::Texts(list.split(',').map(|item| item.trim().to_owned()).collect()),
            None => Written::Text(value.to_owned()),
        };
        let new = front_matter::add(text, &[(key, value)])?;
        let title = format!("Insert `{quoted}` into front matter, to be corrected");
        Some(Change::between(title, CodeActionKind::QUICKFIX, text, &new))
    };
    quoted.filter_map(line).collect()
}

/// The comment that silences a problem, up to the reason that its author has to write.
fn silenced(problem: &Diagnostic, asked: Asked<'_>) -> Option<Change> {
    if !may_be_silenced(problem) {
        return None;
    }
    let text = asked.text.read();
    let code = problem.rule.as_deref().unwrap_or(&problem.code);
    let comment = comment(code, "");
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let line = usize::try_from(asked.text.position(problems::span(problem).start).line).ok()?;
    let line = asked.text.line(line);
    let front = block(text).filter(|(_, block)| line.start < block.end && line.end >= block.start);
    let (at, new) = match (problem.span, front) {
        // What concerns the file as a whole is silenced anywhere.
        (None, _) => {
            (text.len(), format!("{}{comment}{end}", if text.ends_with('\n') { end.to_owned() } else { end.repeat(2) }))
        }
        (_, Some((Format::Json, _))) => return None,
        (_, Some(_)) => (line.end, format!("  # {comment}")),
        // Within code it would be code.
        (Some(span), None) => match code_around(text, span.start) {
            Some(start) => {
                let start = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
                (start, format!("{comment}{end}"))
            }
            // Behind the last cell of a table it would be one more.
            None => {
                match text[line.start..line.end].trim_end().strip_suffix('|').filter(|row| !row.trim().is_empty()) {
                    Some(row) => (line.start + row.len(), format!("{comment} ")),
                    None => (line.end, format!(" {comment}")),
                }
            }
        },
    };
    let title = format!("Silence `{code}` here, and say why");
    Some(Change { title, kind: CodeActionKind::QUICKFIX, place: Span::at(at), new })
}

/// Where the block of code begins that holds byte `offset`.
fn code_around(text: &str, offset: usize) -> Option<usize> {
    let body = block(text).map_or(0, |(_, block)| block.end);
    let events = Parser::new_ext(&text[body..], markdown::options()).into_offset_iter();
    let mut blocks = events.filter(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(_))));
    let held = blocks.find(|(_, range)| (body + range.start..body + range.end).contains(&offset));
    held.map(|(_, range)| body + range.start)
}

/// Kinds that a client may ask for.
pub(super) fn kinds() -> Vec<CodeActionKind> {
    vec![CodeActionKind::QUICKFIX, FIX]
}
