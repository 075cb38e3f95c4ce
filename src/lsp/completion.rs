//! What an author is about to write -> what fits: keys of front matter, values that are known here, names of links.

use super::card::card;
use super::cursor::{self, Cursor};
use super::known::{Asked, Known};
use crate::diagnostics::Span;
use crate::manual::unlinked;
use crate::model::catalog::{DocId, TopicKind};
use crate::model::document::Content;
use crate::pipeline::link::ByName;
use crate::text::described::{Row, Shape, row_of, rows};
use crate::text::fields::field_named;
use crate::text::front_matter::{self, Format, scalar};
use crate::text::lexicon::CAUSES;
use crate::text::registry::Field;
use indexmap::IndexSet;
use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionTextEdit, Documentation, MarkupContent, MarkupKind,
    Position, TextEdit,
};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// Items of one answer: more of them a client asks for again as the author types on.
const MOST: usize = 200;
/// Characters after which a client asks without being told to.
pub(super) const TRIGGERS: [&str; 5] = [":", " ", "[", ",", "-"];

/// What may be written at `position`.
pub(super) fn complete(asked: Asked<'_>, position: Position) -> CompletionList {
    let offset = asked.text.offset(position);
    let found = asked.known.with_words(|| match cursor::at(asked.text.read(), offset) {
        Some(Cursor::Key { of: None, typed, format }) => keys(asked, typed, format),
        Some(Cursor::Key { of: Some(key), typed, format }) => match row_named(key) {
            Some((_, _, row)) if !row.items.is_empty() => items(row, asked, typed, format),
            Some((field, ..)) => values(field, asked, typed, format),
            None => Vec::new(),
        },
        Some(Cursor::Value { key, of, typed, format }) => value(key, of, asked, typed, format),
        Some(Cursor::Wiki { typed, is_closed }) => links(asked, typed, is_closed),
        None => Vec::new(),
    });
    chosen(found)
}

/// The field that a key names, and what is said of it.
fn row_named(key: &str) -> Option<(Field, &'static str, &'static Row)> {
    let field = field_named(key)?;
    row_of(field).map(|(name, row)| (field, name, row))
}

/// The first of them, and whether there are more.
fn chosen(mut items: Vec<CompletionItem>) -> CompletionList {
    let is_incomplete = items.len() > MOST;
    items.truncate(MOST);
    for (at, item) in items.iter_mut().enumerate() {
        item.sort_text = Some(format!("{at:04}"));
    }
    CompletionList { is_incomplete, items }
}

fn markdown(value: String) -> Option<Documentation> {
    (!value.is_empty()).then_some(Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value }))
}

/// `label`, for which `new` is written in the place of what was typed.
fn item(label: &str, new: String, kind: CompletionItemKind, asked: Asked<'_>, typed: Span) -> CompletionItem {
    let edit = TextEdit { range: asked.text.range(typed), new_text: new };
    CompletionItem {
        label: label.to_owned(),
        kind: Some(kind),
        text_edit: Some(CompletionTextEdit::Edit(edit)),
        ..CompletionItem::default()
    }
}

/// Whether what was typed stands in `name`, letters of any case.
fn fits(name: &str, asked: Asked<'_>, typed: Span) -> bool {
    let typed = asked.text.read().get(typed.start..typed.end).unwrap_or_default().trim_matches(['"', '\'']);
    typed.is_empty() || name.to_lowercase().contains(&typed.to_lowercase())
}

/// Whether `name` is what is typed: half a name is known as soon as it is read.
fn is_typed(name: &str, asked: Asked<'_>, typed: Span) -> bool {
    asked.text.read().get(typed.start..typed.end) == Some(name)
}

/// A key and its sign, unless that stands there.
fn key(name: &str, asked: Asked<'_>, typed: Span, format: Format) -> CompletionItem {
    let sign = if format == Format::Toml { " = " } else { ": " };
    let rest = asked.text.read()[typed.end..].lines().next().unwrap_or_default();
    let has_sign = rest.trim_start().starts_with(sign.trim());
    let new = if has_sign { name.to_owned() } else { format!("{name}{sign}") };
    item(name, new, CompletionItemKind::FIELD, asked, typed)
}

/// Fields that the document does not have yet.
fn keys(asked: Asked<'_>, typed: Span, format: Format) -> Vec<CompletionItem> {
    let text = asked.text.read();
    let front = front_matter::split(&asked.source.path, text, &mut crate::diagnostics::Report::default());
    let others = front.fields.iter().filter(|field| field.span.end <= typed.start || field.span.start > typed.end);
    let present: Vec<Field> = others.filter_map(|field| field_named(&field.key)).collect();
    let free = rows().filter(|(name, _)| field_named(name).is_none_or(|field| !present.contains(&field)));
    free.map(|(name, row)| CompletionItem { documentation: markdown(about(row)), ..key(name, asked, typed, format) })
        .collect()
}

/// What is said of a field, with its example.
pub(super) fn about(row: &Row) -> String {
    let about = row.about.as_deref().map(|about| unlinked(about).into_owned());
    let example = row.example.as_ref().map(|example| format!("```yaml\n{example}\n```"));
    about.into_iter().chain(example).collect::<Vec<_>>().join("\n\n")
}

/// Keys of an entry.
fn items(row: &Row, asked: Asked<'_>, typed: Span, format: Format) -> Vec<CompletionItem> {
    let told = |(name, told): (&String, &crate::text::described::Item)| CompletionItem {
        documentation: markdown(told.about.clone()),
        ..key(name, asked, typed, format)
    };
    row.items.iter().map(told).collect()
}

fn value(name: &str, of: Option<&str>, asked: Asked<'_>, typed: Span, format: Format) -> Vec<CompletionItem> {
    let holder = of.and_then(row_named).filter(|(_, _, row)| !row.items.is_empty());
    let Some((_, _, row)) = holder else {
        return row_named(name).map_or_else(Vec::new, |(field, ..)| values(field, asked, typed, format));
    };
    let Some(told) = row.items.get(name) else { return Vec::new() };
    if field_named(name) == Some(Field::Owner) {
        return values(Field::Owner, asked, typed, format);
    }
    told.values.iter().map(|value| scalar_item(value, asked, typed, format)).collect()
}

/// Values that are known of `field`.
fn values(field: Field, asked: Asked<'_>, typed: Span, format: Format) -> Vec<CompletionItem> {
    let known = asked.known;
    let of_topics = |kind| topics(kind, asked, typed, format);
    match field {
        Field::Services | Field::Products | Field::DependsOn => of_topics(TopicKind::Service),
        Field::RootCauses | Field::Categories | Field::Parent => causes(asked, typed, format),
        Field::Teams => of_topics(TopicKind::Team),
        Field::Tags => of_topics(TopicKind::Tag),
        Field::Alerts => of_topics(TopicKind::Alert),
        Field::Authors | Field::Owner | Field::Reviewers | Field::Facilitator => {
            let is_known = |(name, count): &(String, usize)| *count > 1 || !is_typed(name, asked, typed);
            let fitting = people(known).into_iter().filter(is_known).filter(|(name, _)| fits(name, asked, typed));
            fitting.map(|(name, _)| scalar_item(&name, asked, typed, format)).collect()
        }
        Field::Related | Field::RecurrenceOf | Field::NotRecurrenceOf => {
            incidents(asked, typed, &|name| written(name, asked, typed, format))
        }
        Field::Severity | Field::Priority if !known.catalog().topics.severities.is_empty() => {
            of_topics(TopicKind::Severity)
        }
        _ => fixed(field, asked, typed, format),
    }
}

/// Values that the table of fields has.
fn fixed(field: Field, asked: Asked<'_>, typed: Span, format: Format) -> Vec<CompletionItem> {
    let Some((_, row)) = row_of(field) else { return Vec::new() };
    let flags = ["true", "false"].map(str::to_owned);
    let values = match row.shape {
        Shape::Flag => &flags[..],
        _ if row.words.is_empty() => &row.values[..],
        _ => &row.words[..],
    };
    let one = |value: &String| {
        let new = if row.shape == Shape::Flag { value.clone() } else { written(value, asked, typed, format) };
        let documentation = markdown(about(row));
        CompletionItem { documentation, ..item(value, new, CompletionItemKind::ENUM_MEMBER, asked, typed) }
    };
    values.iter().map(one).collect()
}

fn scalar_item(name: &str, asked: Asked<'_>, typed: Span, format: Format) -> CompletionItem {
    // A client holds against it what is typed, an open quote too.
    let filter_text = quote(asked, typed).map(|quote| format!("{quote}{name}"));
    CompletionItem {
        filter_text,
        ..item(name, written(name, asked, typed, format), CompletionItemKind::VALUE, asked, typed)
    }
}

/// The quote that opens what is typed.
fn quote(asked: Asked<'_>, typed: Span) -> Option<char> {
    let typed = asked.text.read().get(typed.start..typed.end)?;
    typed.chars().next().filter(|first| "\"'".contains(*first))
}

/// A value as the block writes it: in quotes where it needs them, and none is open.
fn written(name: &str, asked: Asked<'_>, typed: Span, format: Format) -> String {
    let text = asked.text.read();
    let value = match (quote(asked, typed), format) {
        (Some(quote), _) => {
            let is_closed = text[typed.end..].starts_with(quote);
            let name = match (quote, format) {
                ('"', _) => name.replace('\\', "\\\\").replace('"', "\\\""),
                (_, Format::Yaml) => name.replace('\'', "''"),
                _ => name.to_owned(),
            };
            format!("{quote}{name}{}", if is_closed { String::new() } else { quote.to_string() })
        }
        (None, Format::Toml) => toml::Value::from(name).to_string(),
        (None, _) => scalar(name),
    };
    let is_behind_sign = text[..typed.start].ends_with([':', '=']);
    if is_behind_sign { format!(" {value}") } else { value }
}

/// Topics of a kind, those that most incidents name first.
fn topics(kind: TopicKind, asked: Asked<'_>, typed: Span, format: Format) -> Vec<CompletionItem> {
    let mut topics: Vec<_> = asked.known.catalog().topics.of(kind).iter().collect();
    if kind != TopicKind::Severity {
        topics.sort_by_key(|topic| Reverse(topic.incidents.len()));
    }
    let is_own = |id: &DocId| asked.known.entry(*id).document.source == asked.source.path;
    topics.retain(|topic| {
        let is_known = topic.declared.is_some() || !topic.incidents.iter().all(is_own);
        is_known || !is_typed(&topic.name, asked, typed)
    });
    let is_meant = |name: &String| fits(name, asked, typed);
    let fitting = topics.into_iter().filter(|topic| is_meant(&topic.name) || topic.aliases.iter().any(is_meant));
    fitting
        .map(|topic| {
            let others = topic.aliases.join(", ");
            let count = topic.incidents.len();
            let detail = if count == 1 { "1 incident".to_owned() } else { format!("{count} incidents") };
            let declared = topic.declared.and_then(|id| card(asked.known, id));
            let item = scalar_item(&topic.name, asked, typed, format);
            let name = item.filter_text.as_ref().unwrap_or(&topic.name);
            CompletionItem {
                detail: Some(detail),
                documentation: markdown(declared.unwrap_or_default()),
                filter_text: Some(format!("{name} {others}")),
                ..item
            }
        })
        .collect()
}

/// Causes that somebody named, then those that are known without.
fn causes(asked: Asked<'_>, typed: Span, format: Format) -> Vec<CompletionItem> {
    let mut items = topics(TopicKind::RootCause, asked, typed, format);
    let mut others: Vec<&str> =
        CAUSES.words().map(|(_, word, _)| word).filter(|word| fits(word, asked, typed)).collect();
    others.sort_unstable();
    let named = ByName::of(&asked.known.catalog().topics.root_causes);
    let others = others.into_iter().filter(|word| named.get(word).is_none());
    items.extend(others.map(|word| scalar_item(word, asked, typed, format)));
    items
}

/// Who is named in documents, most often first.
fn people(known: &Known) -> Vec<(String, usize)> {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for entry in &known.catalog().documents {
        let names: Vec<&str> = match &entry.document.content {
            Content::Postmortem(incident) => {
                let authors = incident.authors.iter().chain(&incident.review.reviewers);
                let people = authors.chain(&incident.review.facilitator).map(|name| name.value.as_str());
                people.chain(incident.action_items.iter().filter_map(|item| item.owner.as_deref())).collect()
            }
            Content::Service(service) => service.owner.iter().map(|name| name.value.as_str()).collect(),
            _ => Vec::new(),
        };
        for name in names {
            *counts.entry(name).or_default() += 1;
        }
    }
    let teams = known.catalog().topics.teams.iter().map(|team| team.name.as_str());
    for team in teams {
        counts.entry(team).or_default();
    }
    let mut people: Vec<(String, usize)> = counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    people.sort_unstable_by(|a, b| (Reverse(a.1), &a.0).cmp(&(Reverse(b.1), &b.0)));
    people
}

/// Incidents by their id, else their slug, newest first.
fn incidents(asked: Asked<'_>, typed: Span, written: &dyn Fn(&str) -> String) -> Vec<CompletionItem> {
    let known = asked.known;
    let own = &asked.source.path;
    let mut items = Vec::new();
    for id in known.catalog().incidents.iter().filter(|id| known.entry(**id).document.source != *own) {
        let document = &known.entry(*id).document;
        let incident_id = document.postmortem().and_then(|incident| incident.id.as_ref());
        let name = incident_id.map_or(&document.slug.value, |id| &id.value);
        let title = known.masked(&document.source, &document.title.value);
        let all = format!("{name} {title} {}", document.slug.value);
        if items.len() <= MOST && fits(&all, asked, typed) {
            items.push(CompletionItem {
                detail: Some(title),
                documentation: markdown(card(known, *id).unwrap_or_default()),
                filter_text: Some(all),
                ..item(name, written(name), CompletionItemKind::REFERENCE, asked, typed)
            });
        }
    }
    items
}

/// What `[[` may name: incidents, then services and causes, then pages.
fn links(asked: Asked<'_>, typed: Span, is_closed: bool) -> Vec<CompletionItem> {
    let end = if is_closed { "" } else { "]]" };
    let mut items = incidents(asked, typed, &|name| format!("{name}{end}"));
    let catalog = asked.known.catalog();
    let topics = catalog.topics.services.iter().chain(&catalog.topics.root_causes).map(|topic| topic.name.as_str());
    let pages = catalog.pages.iter().map(|id| catalog.entry(*id).document.slug.value.as_str());
    let others: IndexSet<&str> = topics.chain(pages).collect();
    let fitting = others.into_iter().filter(|name| fits(name, asked, typed));
    items.extend(fitting.map(|name| item(name, format!("{name}{end}"), CompletionItemKind::REFERENCE, asked, typed)));
    items
}
