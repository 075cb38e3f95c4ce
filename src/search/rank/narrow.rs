//! Phrases, exclusions and filters -> which documents may be in the answer.

use super::{Hit, Narrowed};
use crate::search::facets::{Facets, Value};
use crate::search::index::{Error, Index, List, Positions};
use crate::search::query::{Field, Filter, Operator, Query};

/// Kinds of conditions, in the order in which they are dropped where nothing fits.
#[derive(Clone, Copy, Debug)]
pub(super) enum Class {
    Phrases,
    Excluded,
    Filters,
}
pub(super) const CLASSES: usize = 3;

/// What documents must hold and must not.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    /// By class: which documents fit; `None` where there is no such condition.
    fitting: [Option<Vec<bool>>; CLASSES],
    /// By class, as typed.
    texts: [Vec<String>; CLASSES],
    /// Phrases, as typed, that no document holds.
    unheld: Vec<String>,
    /// Documents that hold a phrase, by phrase.
    pub raised: Vec<Vec<u32>>,
    /// A filter without a value yet, or with one that no document has, leaves everything in and is reported as unknown.
    pub filters: Vec<Narrowed>,
}

impl Conditions {
    fn keep(&mut self, class: Class, text: String, wanted: impl Iterator<Item = bool>) {
        let at = class as usize;
        match &mut self.fitting[at] {
            Some(fitting) => fitting.iter_mut().zip(wanted).for_each(|(fitting, wanted)| *fitting &= wanted),
            none => *none = Some(wanted.collect()),
        }
        self.texts[at].push(text);
    }

    /// Which documents fit all but the first `dropped` classes; `None`: all.
    pub(super) fn allowed(&self, dropped: usize) -> Option<Vec<bool>> {
        let mut all: Option<Vec<bool>> = None;
        for fitting in self.fitting[dropped..].iter().flatten() {
            match &mut all {
                Some(all) => all.iter_mut().zip(fitting).for_each(|(all, fitting)| *all &= *fitting),
                None => all = Some(fitting.clone()),
            }
        }
        all
    }

    /// What is left out with the first `dropped` classes, as typed.
    pub(super) fn left_out(&self, dropped: usize) -> Vec<String> {
        self.unheld.iter().chain(self.texts[..dropped].iter().flatten()).cloned().collect()
    }
}

/// Looks up the conditions of `query`.
pub(super) fn conditions(index: &Index, query: &Query) -> Result<Conditions, Error> {
    let documents = index.documents() as usize;
    let mut conditions = Conditions::default();
    for phrase in &query.phrases {
        let holders = holders(index, &phrase.terms)?;
        if holders.is_empty() {
            conditions.unheld.push(phrase.text.clone());
        } else if phrase.is_required {
            conditions.keep(Class::Phrases, phrase.text.clone(), flags(documents, &holders).into_iter());
        }
        conditions.raised.push(holders);
    }
    for phrase in &query.excluded {
        let holders = flags(documents, &holders(index, &phrase.terms)?);
        conditions.keep(Class::Excluded, phrase.text.clone(), holders.into_iter().map(|holds| !holds));
    }
    for filter in &query.filters {
        let fitting = fitting(&index.facets, filter);
        if let Some(fitting) = &fitting {
            let fitting = flags(documents, fitting).into_iter().map(|fits| fits != filter.negated);
            conditions.keep(Class::Filters, filter.text.clone(), fitting);
        }
        conditions.filters.push(Narrowed { filter: filter.clone(), known: fitting.is_some() });
    }
    Ok(conditions)
}

/// For a query without words: everything allowed, newest first, undated last, all with score 0.
pub(super) fn newest(index: &Index, allowed: Option<&[bool]>) -> Vec<Hit> {
    let Some(allowed) = allowed else { return Vec::new() };
    let mut documents: Vec<u32> = (0..index.documents()).filter(|document| allowed[*document as usize]).collect();
    let date = |document: u32| index.facets.date.get(document as usize).copied().flatten();
    documents.sort_by(|a, b| date(*b).cmp(&date(*a)).then(a.cmp(b)));
    documents.into_iter().map(|document| Hit { document, score: 0.0, covered: 0, is_sure: true }).collect()
}

fn flags(documents: usize, set: &[u32]) -> Vec<bool> {
    let mut flags = vec![false; documents];
    for document in set {
        if let Some(flag) = flags.get_mut(*document as usize) {
            *flag = true;
        }
    }
    flags
}

/// Documents that fit a filter; `None` where its value is unknown.
fn fitting(facets: &Facets, filter: &Filter) -> Option<Vec<u32>> {
    if filter.value.is_empty() {
        return None;
    }
    match filter.field {
        Field::Service => named(&facets.service, &filter.value),
        Field::Cause => named(&facets.cause, &filter.value),
        Field::Team => named(&facets.team, &filter.value),
        Field::Tag => named(&facets.tag, &filter.value),
        Field::Year => named(&facets.year, &filter.value),
        Field::Status => named(&facets.status, &filter.value),
        Field::Severity => severity(&facets.severity, filter),
        Field::After | Field::Before => {
            let day = filter.day()?;
            let fits = |date: i32| if filter.field == Field::After { date >= day } else { date < day };
            let dated = (0..).zip(&facets.date);
            Some(dated.filter(|(_, date)| date.is_some_and(fits)).map(|(document, _)| document).collect())
        }
    }
}

/// Documents of the values with this name, else of those whose names begin so.
fn named(values: &[Value], wanted: &str) -> Option<Vec<u32>> {
    let wanted = plain(wanted);
    let names = |value: &Value| {
        let mut names = vec![plain(&value.name), plain(&value.slug)];
        names.extend(value.aliases.iter().map(|alias| plain(alias)));
        names
    };
    let is = |value: &&Value| names(value).contains(&wanted);
    let begins = |value: &&Value| names(value).iter().any(|name| name.starts_with(&wanted));
    let exact: Vec<&Value> = values.iter().filter(is).collect();
    let found = if exact.is_empty() { values.iter().filter(begins).collect() } else { exact };
    (!found.is_empty()).then(|| found.into_iter().flat_map(|value| value.documents.iter().copied()).collect())
}

/// Lower case; only letters and digits.
fn plain(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).filter(|character| character.is_alphanumeric()).collect()
}

/// `sev<=2` is severity 2 and worse; `sev:2` the level, else the word.
fn severity(values: &[Value], filter: &Filter) -> Option<Vec<u32>> {
    let level = filter.level();
    let fits = |value: &&Value| match (filter.operator, level) {
        (_, None) => false,
        (Operator::Is, Some(level)) => value.level == level,
        (Operator::Less, Some(level)) => value.level > 0 && value.level < level,
        (Operator::LessOrEqual, Some(level)) => value.level > 0 && value.level <= level,
        (Operator::Greater, Some(level)) => value.level > level,
        (Operator::GreaterOrEqual, Some(level)) => value.level >= level && value.level > 0,
    };
    let found: Vec<u32> = values.iter().filter(fits).flat_map(|value| value.documents.iter().copied()).collect();
    match filter.operator {
        Operator::Is if found.is_empty() => named(values, &filter.value),
        _ => Some(found),
    }
}

/// Documents that hold a phrase: its terms at their distances.
fn holders(index: &Index, phrase: &[(String, u32)]) -> Result<Vec<u32>, Error> {
    let [(first, _), rest @ ..] = phrase else { return Ok(Vec::new()) };
    if rest.is_empty() {
        return Ok(index.list(first)?.map(|list| list.documents).unwrap_or_default());
    }
    let Some((list, positions)) = index.positions(first)? else { return Ok(Vec::new()) };
    let mut starts = by_document(&list, &positions);
    for (term, distance) in rest {
        let Some((list, positions)) = index.positions(term)? else { return Ok(Vec::new()) };
        let places = by_document(&list, &positions);
        let mut following = places.into_iter().peekable();
        starts.retain_mut(|(document, starts)| {
            while following.next_if(|(other, _)| other < document).is_some() {}
            let Some((_, places)) = following.next_if(|(other, _)| other == document) else { return false };
            starts.retain(|start| places.binary_search(&(start + distance)).is_ok());
            !starts.is_empty()
        });
    }
    Ok(starts.into_iter().map(|(document, _)| document).collect())
}

fn by_document(list: &List, positions: &Positions) -> Vec<(u32, Vec<u32>)> {
    let mut at = 0;
    let slice = |(document, count): (&u32, &u32)| {
        let end = at + *count as usize;
        let places = positions.values[at..end].to_vec();
        at = end;
        (*document, places)
    };
    list.documents.iter().zip(&positions.counts).map(slice).collect()
}
