//! Incidents in time: earlier and later on the same service, and chains of recurrence.

use super::elsewhere::Elsewhere;
use super::finder::Finder;
use crate::diagnostics::{Diagnostic, Report};
use crate::model::Fact;
use crate::model::catalog::{Catalog, DocId, Entry, Neighbours, TopicId};
use crate::model::postmortem::Postmortem;

/// Fills `neighbours`, `recurrence_of`, `recurrences` and `not_recurrences` of every incident.
pub(super) fn connect(catalog: &mut Catalog, finder: &Finder, elsewhere: &Elsewhere<'_>, report: &mut Report) {
    for index in 0..catalog.topics.services.len() {
        let service = TopicId(u32::try_from(index).unwrap_or(u32::MAX));
        let incidents = &catalog.topics.services[index].incidents;
        for (at, incident) in incidents.iter().enumerate() {
            let neighbours = Neighbours {
                service,
                earlier: incidents.get(at + 1).copied(),
                later: at.checked_sub(1).map(|before| incidents[before]),
            };
            catalog.documents[incident.index()].neighbours.push(neighbours);
        }
    }
    for Entry { services, neighbours, .. } in &mut catalog.documents {
        // The author's order of services, not the alphabet.
        neighbours.sort_by_key(|neighbours| services.iter().position(|service| *service == neighbours.service));
    }
    recurrences(catalog, (finder, elsewhere), report);
}

/// A name in front matter, and the incident that is meant.
type Stated = (DocId, DocId);

/// What names are looked for in: the site, and what is there besides.
type Known<'a> = (&'a Finder, &'a Elsewhere<'a>);

fn recurrences(catalog: &mut Catalog, known: Known<'_>, report: &mut Report) {
    let repeats = |incident: &Postmortem| incident.recurrence_of.iter().cloned().collect();
    let links = named(catalog, known, "recurrence_of", repeats, report);
    let apart = named(catalog, known, "not_recurrence_of", |incident| incident.not_recurrence_of.clone(), report);
    links.iter().for_each(|link| contradictions(catalog, *link, &apart, report));
    // Incidents are newest first, so going backwards gives recurrences oldest first.
    for (again, first) in links.into_iter().rev() {
        catalog.documents[again.index()].recurrence_of = Some(first);
        catalog.documents[first.index()].recurrences.push(again);
    }
    for (id, other) in apart {
        catalog.documents[id.index()].not_recurrences.push(other);
    }
    for entry in &mut catalog.documents {
        entry.not_recurrences.sort_unstable();
        entry.not_recurrences.dedup();
    }
}

/// Warns where the incident that is repeated began later, which every circle has somewhere, and where it is said to be another failure.
fn contradictions(catalog: &Catalog, (again, first): Stated, apart: &[Stated], report: &mut Report) {
    let document = &catalog.entry(again).document;
    let place = document.postmortem().and_then(|incident| incident.recurrence_of.as_ref()?.span());
    let mut warn = |message: String, hint: &str| {
        let warning = Diagnostic::warning("recurrence-contradicts", &document.source, message);
        report.push(warning.at(place).hint(hint));
    };
    let day = |id: DocId| catalog.entry(id).when().map(crate::model::Moment::date);
    if let (Some(own), Some(other)) = (day(again), day(first))
        && other > own
    {
        let message = format!("`recurrence_of` names an incident of {other}, which is after this one of {own}");
        warn(message, "name the earlier incident in the document of the later one");
    }
    if apart.iter().any(|pair| *pair == (again, first) || *pair == (first, again)) {
        warn("the same incident is a recurrence and none".to_owned(), "take one of the two out");
    }
}

/// Incidents with those that they name under `key`, newest first.
fn named(
    catalog: &Catalog,
    (finder, elsewhere): Known<'_>,
    key: &str,
    names: impl Fn(&Postmortem) -> Vec<Fact<String>>,
    report: &mut Report,
) -> Vec<Stated> {
    let stated = |id: &DocId| {
        let document = &catalog.entry(*id).document;
        let postmortem = document.postmortem().filter(|postmortem| !postmortem.is_planned())?;
        Some((*id, document, names(postmortem)))
    };
    let mut links = Vec::new();
    for (id, document, names) in catalog.incidents.iter().filter_map(stated) {
        for name in names {
            match finder.document(&document.source, &name.value) {
                // Planned work never happened again: it was planned again.
                Some(target) if catalog.entry(target).is_planned() => {}
                Some(target) if target != id => links.push((id, target)),
                Some(_) => {
                    let message = format!("`{key}` names the document itself");
                    report.push(Diagnostic::warning("recurrence-of-itself", &document.source, message).at(name.span()));
                }
                None => {
                    let unknown = || {
                        let message = format!("`{key}` names `{}`, which no document is", name.value);
                        let hint = "use the id, the slug or the relative path of the earlier incident";
                        Diagnostic::warning("unknown-incident", &document.source, message).hint(hint)
                    };
                    let left_out = elsewhere.named(&document.source, &name.value, &format!("{key}: {}", name.value));
                    report.push(left_out.unwrap_or_else(unknown).at(name.span()));
                }
            }
        }
    }
    links
}
