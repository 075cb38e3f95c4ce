//! A postmortem -> its fact box, each fact with the places where it was read.

use super::shared::Shared;
use crate::model::catalog::{DocId, TopicKind};
use crate::model::page::{FactValue, FactView, Link};
use crate::model::postmortem::{Detection, Span};
use crate::model::{Fact, Moment, Postmortem, Provenance};
use crate::pipeline::charts::duration;
use crate::text::shorten::cut;
use rustc_hash::FxHashSet;

/// Longest value in the box, in characters: the document itself has the rest, unfolded.
const LONGEST: usize = crate::text::html::SHOWN;

/// The facts of an incident, in the order of the box.
#[must_use]
pub(super) fn facts(shared: &Shared, id: DocId) -> Vec<FactView> {
    let entry = shared.catalog.entry(id);
    let Some(postmortem) = entry.document.postmortem() else { return Vec::new() };
    let mut facts = Vec::new();
    facts.extend(text("id", postmortem.id.as_ref(), Clone::clone));
    facts.extend(severity(shared, id, postmortem));
    let services = shared.topic_links(TopicKind::Service, &entry.services);
    facts.extend(linked("services", services, &postmortem.services));
    let causes = shared.topic_links(TopicKind::RootCause, &entry.root_causes);
    facts.extend(linked("root-causes", causes, &postmortem.root_causes));
    facts.extend(text("detection", postmortem.detection.as_ref(), |value| detection(value, shared)));
    facts.extend(text("trigger", postmortem.trigger.as_ref(), Clone::clone));
    let moments = [
        ("started", &postmortem.started),
        ("detected", &postmortem.detected),
        ("acknowledged", &postmortem.acknowledged),
        ("mitigated", &postmortem.mitigated),
        ("resolved", &postmortem.resolved),
    ];
    if postmortem.started.is_none() {
        facts.extend(moment("date", postmortem.date.as_ref(), None));
    }
    let mut before = None;
    for (key, fact) in moments {
        facts.extend(moment(key, fact.as_ref(), before));
        before = fact.as_ref().map(|fact| &fact.value).or(before);
    }
    let spans = [("ttd", &postmortem.ttd), ("ttm", &postmortem.ttm), ("ttr", &postmortem.ttr)];
    facts.extend(spans.into_iter().filter_map(|(key, value)| span(key, value)));
    facts.extend(linked("teams", shared.topic_links(TopicKind::Team, &entry.teams), &postmortem.teams));
    facts.extend(linked("tags", shared.topic_links(TopicKind::Tag, &entry.tags), &postmortem.tags));
    facts.extend(linked("alerts", shared.topic_links(TopicKind::Alert, &entry.alerts), &postmortem.alerts));
    facts.extend(people("authors", &postmortem.authors));
    facts.extend(people("reviewers", &postmortem.review.reviewers));
    facts.extend(text("facilitator", postmortem.review.facilitator.as_ref(), Clone::clone));
    facts.extend(moment("meeting", postmortem.review.meeting.as_ref(), None));
    facts.extend(moment("drafted", postmortem.review.drafted.as_ref(), None));
    facts.extend(moment("in-review", postmortem.review.in_review.as_ref(), None));
    facts.extend(moment("published", postmortem.published.as_ref(), None));
    facts.extend(moment("closed", postmortem.review.closed.as_ref(), None));
    for impact in &postmortem.impact {
        let label = Some(impact.label.clone()).filter(|label| !label.is_empty());
        facts.extend(
            text("impact", Some(&impact.text), |text| shared.words.counted(text))
                .map(|fact| FactView { label, ..fact }),
        );
    }
    // The line above the title has the day and the severity.
    if facts.iter().all(|fact| fact.key == "date" || fact.key == "severity" && fact.size.is_empty()) {
        facts.clear();
    }
    facts
}

fn severity(shared: &Shared, id: DocId, postmortem: &Postmortem) -> Option<FactView> {
    let fact = postmortem.severity.as_ref()?;
    let url = shared.catalog.entry(id).severity.map(|id| shared.topic_link(TopicKind::Severity, id).url);
    let value = FactValue { text: fact.value.label.clone(), url, ..FactValue::default() };
    Some(view("severity", vec![value], vec![fact.provenance.clone()]))
}

fn text<T>(key: &'static str, fact: Option<&Fact<T>>, say: impl Fn(&T) -> String) -> Option<FactView> {
    let fact = fact?;
    let value = FactValue { text: cut(&say(&fact.value), LONGEST), ..FactValue::default() };
    Some(view(key, vec![value], vec![fact.provenance.clone()]))
}

fn detection(detection: &Detection, shared: &Shared) -> String {
    shared.words.detection(detection).to_owned()
}

/// A moment; without its day where `before`, the one above it, has the same.
fn moment(key: &'static str, fact: Option<&Fact<Moment>>, before: Option<&Moment>) -> Option<FactView> {
    let fact = fact?;
    let text = fact.value.human();
    let day = format!("{} ", fact.value.date());
    let repeated = before.is_some_and(|before| before.date() == fact.value.date() && before.local().is_some());
    let text = text.strip_prefix(&day).filter(|_| repeated).map(str::to_owned).unwrap_or(text);
    let value = FactValue { text, iso: Some(fact.value.to_string()), ..FactValue::default() };
    Some(view(key, vec![value], vec![fact.provenance.clone()]))
}

/// A duration; where the stated and the derived one differ, both are shown.
fn span(key: &'static str, span: &Span) -> Option<FactView> {
    let best = span.best()?;
    let other = span.derived.as_ref().filter(|derived| derived.value != best.value);
    let value = FactValue {
        text: duration(best.value.0),
        remark: other.map(|_| "times_give"),
        remark_text: other.map(|other| duration(other.value.0)).unwrap_or_default(),
        ..FactValue::default()
    };
    let sources = [Some(best), other].into_iter().flatten().map(|fact| fact.provenance.clone());
    Some(view(key, vec![value], sources.collect()))
}

fn linked(key: &'static str, links: Vec<Link>, facts: &[Fact<String>]) -> Option<FactView> {
    let values =
        links.into_iter().map(|link| FactValue { text: link.text, url: Some(link.url), ..FactValue::default() });
    let values: Vec<FactValue> = values.collect();
    let sources = facts.iter().map(|fact| fact.provenance.clone()).collect();
    (!values.is_empty()).then(|| view(key, values, sources))
}

fn people(key: &'static str, names: &[Fact<String>]) -> Option<FactView> {
    let values = names.iter().map(|name| FactValue { text: name.value.clone(), ..FactValue::default() });
    let sources = names.iter().map(|name| name.provenance.clone()).collect();
    (!names.is_empty()).then(|| view(key, values.collect(), sources))
}

fn view(key: &'static str, values: Vec<FactValue>, mut sources: Vec<Provenance>) -> FactView {
    let length: usize = values.iter().map(|value| value.text.chars().count() + 2).sum();
    let size = match length {
        0..=34 => "",
        35..=70 => "wide",
        _ => "full",
    };
    let mut seen: FxHashSet<Provenance> = FxHashSet::default();
    sources.retain(|source| seen.insert(source.clone()));
    FactView { key, label: None, values, size, sources }
}
