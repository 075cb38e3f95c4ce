//! Incidents in time: earlier and later on the same service, and chains of recurrence.

use super::finder::Finder;
use crate::diagnostics::{Diagnostic, Report};
use crate::model::catalog::{Catalog, DocId, Entry, Neighbours, TopicId};

/// Fills `neighbours`, `recurrence_of` and `recurrences` of every incident.
pub(super) fn connect(catalog: &mut Catalog, finder: &Finder, report: &mut Report) {
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
    recurrences(catalog, finder, report);
}

fn recurrences(catalog: &mut Catalog, finder: &Finder, report: &mut Report) {
    let stated = |id: &DocId| {
        let document = &catalog.entry(*id).document;
        let postmortem = document.postmortem().filter(|postmortem| !postmortem.is_planned())?;
        Some((*id, document, postmortem.recurrence_of.as_ref()?))
    };
    let stated = catalog.incidents.iter().filter_map(stated);
    let mut links: Vec<(DocId, DocId)> = Vec::new();
    for (id, document, first) in stated {
        match finder.document(&document.source, &first.value) {
            // Planned work never happened again: it was planned again.
            Some(target) if catalog.entry(target).is_planned() => {}
            Some(target) if target != id => links.push((id, target)),
            Some(_) => {
                let message = "`recurrence_of` names the document itself";
                report.push(Diagnostic::warning("recurrence-of-itself", &document.source, message).at(first.span()));
            }
            None => {
                let message = format!("`recurrence_of` names `{}`, which no document is", first.value);
                let hint = "use the id, the slug or the relative path of the earlier incident";
                let warning = Diagnostic::warning("unknown-incident", &document.source, message);
                report.push(warning.at(first.span()).hint(hint));
            }
        }
    }
    // Incidents are newest first, so going backwards gives recurrences oldest first.
    for (again, first) in links.into_iter().rev() {
        catalog.documents[again.index()].recurrence_of = Some(first);
        catalog.documents[first.index()].recurrences.push(again);
    }
}
