//! Front matter fields, under all the names they have in the wild, as [`Declared`] facts.
//!
//! [`names`] tells what a key means; [`values`] and [`times`] read typed values; one small module a field of some weight.
//! Odd values and near-miss names are reported with key and line; what can be kept is kept.

mod actions;
pub(crate) mod causes;
mod closing;
mod collected;
pub(crate) mod declared;
pub(crate) mod detection;
mod doubts;
mod entry;
mod guards;
mod impact;
mod links;
mod names;
mod others;
mod paths;
mod planned;
#[cfg(test)]
mod properties;
mod reviews;
mod segments;
#[cfg(test)]
mod tests;
mod timeline;
mod times;
mod unread;
mod values;

pub(crate) use doubts::Doubt;
pub(crate) use guards::Guard;
pub(crate) use names::{are_one_field, field_named};
pub(crate) use paths::is_permalink;
pub(crate) use times::is_post;

use super::codes::Codes;
use super::front_matter::{FrontMatter, Pair, Value};
use super::lexicon::{FOLDERS, Folder, STATED_KINDS};
use super::registry::Kind;
use super::shorten::cut;
use super::time::Context;
use super::{people, severity, status};
use crate::config::Config;
use crate::diagnostics::Report;
use crate::model::postmortem::Status;
use crate::model::{Fact, SourceFile, Visibility, Zone};
use crate::text::registry::Field;
use declared::Declared;
use entry::Entry;
use names::{Meaning, meaning, near_miss};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use values::Scope;

/// Longest key that is shown whole, in bytes.
const LONGEST_KEY: usize = 80;
/// Unknown keys looked at for near misses in one document.
const MOST_UNKNOWN: usize = 50;

/// Reads every known field; odd values and near-miss names are reported.
/// `codes` are those of its body.
pub fn read(source: &SourceFile, front: &FrontMatter, codes: &Codes, config: &Config, report: &mut Report) -> Declared {
    let mut reader =
        Reader { scope: Scope { source, config, report }, declared: Declared::default(), context: Context::default() };
    if !front.fields.is_empty() {
        reader.declared.collected = collected::is_collected(&front.fields);
        let mut entries = reader.entries(&front.fields);
        entries.sort_by_key(|entry| (entry.name, entry.depth, entry.rank));
        for entry in &entries {
            reader.read(entry);
        }
        reader.start_from_date();
    }
    let mut declared = reader.declared;
    declared.draft |= source.path.rsplit('/').skip(1).any(|folder| FOLDERS.get(folder) == Some(Folder::Drafts));
    declared.closed = declared.closed.or_else(|| closing::find(&source.text, front, codes));
    declared.visibility = declared.visibility.or(declared.closed.map(|_| Visibility::Internal));
    declared.doubts = doubts::find(source, front, codes, &declared);
    if !front.broken {
        doubts::warn(source, &declared.doubts, report);
    }
    declared
}

struct Reader<'a> {
    scope: Scope<'a>,
    declared: Declared,
    /// Day and zone for times without them.
    context: Context,
}

impl Reader<'_> {
    /// Known fields, those of nested maps (`extra`, `taxonomies`) too; near misses are reported on the way.
    fn entries<'f>(&mut self, fields: &'f [Pair]) -> Vec<Entry<'f>> {
        let (mut entries, mut unknown) = (Vec::with_capacity(fields.len()), 0);
        for field in fields {
            match meaning(&field.key) {
                Meaning::Field { name: Field::Nested, .. } => self.nested(field, &mut entries),
                // `incident: {severity: ...}` is a map of fields, `incident: INC-1` an id.
                Meaning::Field { name: Field::Id, .. } if matches!(field.node.value, Value::Map(_)) => {
                    self.nested(field, &mut entries)
                }
                Meaning::Field { name, rank, unit } => {
                    let (key, span, line, node) = (shown(&field.key), field.span, field.line, &field.node);
                    entries.push(Entry { name, rank, unit, depth: 0, key, span, line, node });
                }
                Meaning::Other if unknown < MOST_UNKNOWN => {
                    unknown += 1;
                    self.suspect(field);
                    others::add(&mut self.declared.others, "", field);
                }
                Meaning::Other => {}
            }
        }
        entries
    }

    fn nested<'f>(&mut self, parent: &'f Pair, entries: &mut Vec<Entry<'f>>) {
        let Value::Map(fields) = &parent.node.value else { return };
        for field in fields {
            if let Meaning::Field { name, rank, unit } = meaning(&field.key)
                && name != Field::Nested
            {
                let key = Cow::Owned(format!("{}.{}", shown(&parent.key), shown(&field.key)));
                entries.push(Entry {
                    name,
                    rank,
                    unit,
                    depth: 1,
                    key,
                    span: field.span,
                    line: field.line,
                    node: &field.node,
                });
            } else if matches!(meaning(&field.key), Meaning::Other) {
                others::add(&mut self.declared.others, &parent.key, field);
            }
        }
    }

    fn suspect(&mut self, field: &Pair) {
        if let Some((name, meant)) = near_miss(&field.key) {
            let message =
                format!("the field `{}` is unknown and not read", times::quoted(&field.key).trim_matches('`'));
            self.scope.warn("unknown-field", field.span, message, &format!("did you mean `{name}`?"));
            if meant == Field::Visibility {
                // Whatever it was to say, a slip must not publish the document.
                self.declared.visibility = Some(Visibility::Internal);
            }
        }
    }

    fn read(&mut self, entry: &Entry<'_>) {
        match entry.name {
            Field::Visibility
            | Field::Classification
            | Field::Kind
            | Field::Title
            | Field::Slug
            | Field::Id
            | Field::Draft
            | Field::Planned
            | Field::Status
            | Field::Aliases => {
                self.identity(entry);
            }
            Field::Timezone => self.context.zone = times::zone(entry).or(self.context.zone.take()),
            // `publish: false`: not yet.
            Field::Published if entry.flag().is_some() => self.declared.draft |= entry.flag() == Some(false),
            Field::Published
            | Field::Date
            | Field::Started
            | Field::Detected
            | Field::Acknowledged
            | Field::Mitigated
            | Field::Resolved => self.time(entry),
            Field::Ttd | Field::Ttm | Field::Ttr => self.stated(entry),
            Field::Severity | Field::Priority => self.severity(entry),
            Field::ActionItems => {
                if self.declared.postmortem.action_items.is_empty() {
                    self.declared.postmortem.action_items = self.scope.action_items(entry);
                    self.declared.incident_fields += usize::from(!self.declared.postmortem.action_items.is_empty());
                }
            }
            Field::Timeline if self.declared.updates.is_empty() => {
                self.declared.updates = timeline::updates(entry);
                self.declared.incident_fields += usize::from(!self.declared.updates.is_empty());
            }
            Field::Names | Field::Runbook | Field::DependsOn | Field::Parent => self.note(entry),
            _ => self.incident(entry),
        }
    }

    fn identity(&mut self, entry: &Entry<'_>) {
        match entry.name {
            Field::Visibility => self.visibility(entry),
            Field::Classification if entry.node.texts().any(closing::is_classified) => {
                self.declared.closed = Some(entry.span);
            }
            Field::Kind => self.kind(entry),
            Field::Title if self.declared.title.is_none() => self.declared.title = self.scope.text(entry),
            Field::Slug if self.declared.slug.is_none() => self.declared.slug = self.scope.slug(entry),
            Field::Id if self.declared.postmortem.id.is_none() => self.declared.postmortem.id = self.scope.value(entry),
            // What is no plain `false` keeps a document from its readers.
            Field::Draft => self.declared.draft |= self.scope.flag(entry).unwrap_or(entry.node.value != Value::Null),
            Field::Planned => self.planned(entry),
            Field::Status => self.status(entry),
            Field::Aliases if matches!(self.scope.source.zone, Zone::Services | Zone::RootCauses) => self.note(entry),
            Field::Aliases => {
                let aliases = self.scope.aliases(entry);
                self.declared.aliases.extend(aliases);
            }
            _ => {}
        }
    }

    fn visibility(&mut self, entry: &Entry<'_>) {
        let word = entry.node.text().map(|text| text.trim().to_ascii_lowercase());
        let visibility = match word.as_deref() {
            Some("public") => Visibility::Public,
            Some("internal") => Visibility::Internal,
            _ => {
                let written = word.map_or_else(|| values::kind_of(entry.node).to_owned(), |word| times::quoted(&word));
                let message = format!("`{}` is {written}: taken as `internal`", entry.key);
                self.scope.warn("unknown-visibility", entry.span, message, "write `public` or `internal`");
                Visibility::Internal
            }
        };
        // Where two fields disagree, the closed one holds.
        self.declared.visibility = Some(self.declared.visibility.map_or(visibility, |other| other.min(visibility)));
    }

    fn kind(&mut self, entry: &Entry<'_>) {
        self.announces(entry);
        let Some(kind) = entry.node.text().and_then(|word| STATED_KINDS.get(word)) else { return };
        self.declared.incident_fields += usize::from(kind == Kind::Postmortem);
        self.declared.stated_kind = self.declared.stated_kind.or(Some(kind));
    }

    fn status(&mut self, entry: &Entry<'_>) {
        self.announces(entry);
        if self.declared.postmortem.status.is_some() {
            return;
        }
        let Some(text) = self.scope.text(entry) else { return };
        let Some((status, known)) = status::review(&text.value) else { return };
        let about_incidents =
            self.scope.source.zone == Zone::Postmortems || self.declared.stated_kind == Some(Kind::Postmortem);
        if !known && about_incidents {
            let message = format!("`{}`: {} is no known status", entry.key, times::quoted(&text.value));
            self.scope.warn(
                "unknown-status",
                entry.node.span,
                message,
                "known are draft, in-review, published and closed; the word is kept",
            );
        }
        self.declared.draft |= status == Status::Draft;
        self.declared.postmortem.status = Some(text.map(|_| status));
    }

    fn severity(&mut self, entry: &Entry<'_>) {
        self.announces(entry);
        if self.declared.postmortem.severity.is_some() {
            return;
        }
        let weak = entry.name == Field::Priority;
        if weak && entry.node.text().and_then(severity::level).is_none() {
            return;
        }
        let Some(text) = self.scope.text(entry) else { return };
        let first = text.value.split(',').next().unwrap_or_default();
        let written = if matches!(entry.node.value, Value::List(_)) { first } else { &text.value };
        let Some(severity) = severity::read(written) else { return };
        if severity.level.is_none() {
            let message = format!("`{}`: {} is no known severity", entry.key, times::quoted(&severity.label));
            let file = self.scope.config.file;
            let hint = format!("it is shown as written; give it a level in {file}, `[severity] levels`");
            self.scope.warn("unknown-severity", entry.node.span, message, &hint);
        }
        self.declared.incident_fields += 1;
        self.declared.postmortem.severity = Some(text.map(|_| severity));
    }

    fn incident(&mut self, entry: &Entry<'_>) {
        let postmortem = &mut self.declared.postmortem;
        let before = self.declared.incident_fields;
        match entry.name {
            Field::Services | Field::Products => {
                let services = self.scope.names(entry);
                let tells = !services.is_empty() && entry.name == Field::Services && postmortem.services.is_empty();
                self.declared.incident_fields += usize::from(tells);
                add(&mut postmortem.services, services);
            }
            Field::RootCauses => {
                let causes = self.scope.causes(entry);
                self.declared.incident_fields += usize::from(!causes.is_empty() && postmortem.root_causes.is_empty());
                add(&mut postmortem.root_causes, causes);
            }
            Field::Categories => {
                let (causes, others) = causes::split(self.scope.names(entry), before > 0);
                // Neither a product nor a category makes an incident; the two together do.
                self.declared.incident_fields +=
                    usize::from(before == 0 && !causes.is_empty() && !postmortem.services.is_empty());
                add(&mut postmortem.root_causes, causes);
                add(&mut postmortem.categories, others);
            }
            Field::Trigger if postmortem.trigger.is_none() => {
                postmortem.trigger = self.scope.value(entry);
                self.declared.incident_fields += usize::from(postmortem.trigger.is_some());
            }
            Field::Detection if postmortem.detection.is_none() => {
                let text = self.scope.value(entry);
                postmortem.detection = text.and_then(|text| text.and_then(|word| detection::read(&word)));
                self.declared.incident_fields += usize::from(postmortem.detection.is_some());
            }
            Field::Impact => {
                let impact = self.scope.impact(entry);
                self.declared.incident_fields += usize::from(!impact.is_empty() && postmortem.impact.is_empty());
                postmortem.impact.extend(impact);
            }
            Field::Teams => add(&mut postmortem.teams, self.scope.names(entry)),
            Field::Authors => add(&mut postmortem.authors, self.scope.people(entry)),
            Field::Owner => self.owner(entry),
            Field::Tags => add(&mut postmortem.tags, self.scope.names(entry)),
            Field::Alerts => add(&mut postmortem.alerts, self.scope.names(entry)),
            Field::Summary if postmortem.summary.is_none() => {
                postmortem.summary = self
                    .scope
                    .text(entry)
                    .map(|text| text.map(|text| links::prose(&text)))
                    .filter(|text| !text.value.is_empty());
            }
            Field::Related => add(&mut postmortem.related, self.scope.names(entry)),
            Field::RecurrenceOf if postmortem.recurrence_of.is_none() => {
                postmortem.recurrence_of = self.scope.value(entry);
                self.declared.incident_fields += usize::from(postmortem.recurrence_of.is_some());
            }
            Field::NotRecurrenceOf => add(&mut postmortem.not_recurrence_of, self.scope.names(entry)),
            Field::Links => {
                let (links, related) = self.scope.links(entry);
                postmortem.links.extend(links);
                add(&mut postmortem.related, related);
            }
            _ => self.review(entry),
        }
    }

    /// A service's owner; in postmortems a team or the authors.
    fn owner(&mut self, entry: &Entry<'_>) {
        let owners = self.scope.people(entry);
        self.declared.service.owner = self.declared.service.owner.take().or_else(|| owners.first().cloned());
        let (teams, people): (Vec<_>, Vec<_>) = owners.into_iter().partition(|owner| people::is_team(&owner.value));
        add(&mut self.declared.postmortem.teams, teams);
        if self.declared.postmortem.authors.is_empty() {
            self.declared.postmortem.authors = people;
        }
    }

    fn note(&mut self, entry: &Entry<'_>) {
        let declared = &mut self.declared;
        match entry.name {
            Field::Names | Field::Aliases => {
                let names = self.scope.names(entry);
                add(&mut declared.service.names, names.clone());
                add(&mut declared.root_cause.names, names);
            }
            Field::DependsOn => add(&mut declared.service.depends_on, self.scope.names(entry)),
            Field::Runbook if declared.service.runbook.is_none() => {
                let url = self.scope.links(entry).0.into_iter().next().map(|(_, url)| url);
                declared.service.runbook =
                    url.or_else(|| self.scope.value(entry).filter(|value| !value.value.contains(':')));
            }
            Field::Parent if declared.root_cause.parent.is_none() => {
                declared.root_cause.parent = self.scope.value(entry)
            }
            _ => {}
        }
    }
}

/// A key as pages and warnings show it. Every fact bears its key, so that a long one would be there as often as it has values.
fn shown(key: &str) -> Cow<'_, str> {
    if key.len() > LONGEST_KEY { Cow::Owned(cut(key, LONGEST_KEY)) } else { Cow::Borrowed(key) }
}

/// Adds what is not there yet.
fn add(list: &mut Vec<Fact<String>>, more: Vec<Fact<String>>) {
    if list.is_empty() {
        *list = more;
        return;
    }
    let mut seen: FxHashSet<String> = list.iter().map(|known| known.value.clone()).collect();
    list.extend(more.into_iter().filter(|fact| seen.insert(fact.value.clone())));
}
