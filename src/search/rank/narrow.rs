//! Phrases, exclusions and filters -> which documents may be in the answer.

use super::{Hit, Narrowed};
use crate::search::facets::{Facets, Value};
use crate::search::index::{Error, Index, List, Positions};
use crate::search::query::{Field, Filter, Operator, Phrase, Query};

/// Which documents are allowed (`None`: all), and what became of each filter. A filter without a value yet, or with one that
/// no document has, leaves everything in and is reported as unknown.
pub(super) fn narrow(index: &Index, query: &Query) -> Result<(Option<Vec<bool>>, Vec<Narrowed>), Error> {
    let documents = index.documents() as usize;
    let mut allowed: Option<Vec<bool>> = None;
    let mut keep = |wanted: &dyn Fn(usize) -> bool| {
        let allowed = allowed.get_or_insert_with(|| vec![true; documents]);
        allowed.iter_mut().enumerate().for_each(|(document, allowed)| *allowed &= wanted(document));
    };
    for phrase in &query.phrases {
        let holders = flags(documents, &holders(index, phrase)?);
        keep(&|document| holders[document]);
    }
    for phrase in &query.excluded {
        let holders = flags(documents, &holders(index, phrase)?);
        keep(&|document| !holders[document]);
    }
    let mut narrowed = Vec::new();
    for filter in &query.filters {
        let fitting = fitting(&index.facets, filter);
        if let Some(fitting) = &fitting {
            let fitting = flags(documents, fitting);
            keep(&|document| fitting[document] != filter.negated);
        }
        narrowed.push(Narrowed { filter: filter.clone(), known: fitting.is_some() });
    }
    Ok((allowed, narrowed))
}

/// For a query without words: everything allowed, newest first, undated last, all with score 0.
pub(super) fn newest(index: &Index, allowed: Option<&[bool]>) -> Vec<Hit> {
    let Some(allowed) = allowed else { return Vec::new() };
    let mut documents: Vec<u32> = (0..index.documents()).filter(|document| allowed[*document as usize]).collect();
    let date = |document: u32| index.facets.date.get(document as usize).copied().flatten();
    documents.sort_by(|a, b| date(*b).cmp(&date(*a)).then(a.cmp(b)));
    documents.into_iter().map(|document| Hit { document, score: 0.0 }).collect()
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
fn holders(index: &Index, phrase: &Phrase) -> Result<Vec<u32>, Error> {
    let [(first, _), rest @ ..] = phrase.0.as_slice() else { return Ok(Vec::new()) };
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
