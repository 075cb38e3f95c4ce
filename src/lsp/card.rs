//! A document -> the few lines that tell a reader elsewhere what it is: title, severity, when, how it was fixed.

use super::known::Known;
use crate::model::catalog::{DocId, TopicKind};
use crate::text::shorten::{cut, sentences};

/// Longest text of each, in characters.
const LONGEST: usize = 300;

/// The card of a document, as Markdown; `None` where nothing is left of it.
pub(super) fn card(known: &Known, id: DocId) -> Option<String> {
    let entry = known.entry(id);
    let document = &entry.document;
    let told = |text: &str| plain(&known.masked(&document.source, text));
    let mut lines = vec![format!("**{}**", told(&cut(&document.title.value, LONGEST)))];
    let Some(incident) = document.postmortem() else {
        lines.push(document.content.kind().replace('-', " "));
        return Some(lines.join("\n\n"));
    };
    let severity = incident.severity.as_ref().map(|severity| told(&severity.value.label));
    let when = entry.when().map(|when| when.date().to_string());
    let services = entry.services.iter().map(|id| told(&known.catalog().topic(TopicKind::Service, *id).name));
    let services = Some(services.collect::<Vec<_>>().join(", ")).filter(|services| !services.is_empty());
    let head: Vec<String> = [severity, when, services].into_iter().flatten().collect();
    lines.extend(Some(head.join(" · ")).filter(|head| !head.is_empty()));
    let told_of = [("How it was fixed", &incident.fix), ("Summary", &incident.summary)];
    let told_of = told_of.into_iter().filter_map(|(name, fact)| Some((name, fact.as_ref()?)));
    lines.extend(told_of.take(1).map(|(name, fact)| format!("*{name}*: {}", told(&sentences(&fact.value, LONGEST)))));
    Some(lines.join("\n\n"))
}

/// Text of a document as text of Markdown: no link, picture or markup of its own.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_punctuation() && "\\`*_{}[]<>#|!~".contains(character) {
            plain.push('\\');
        }
        plain.push(if character.is_control() { ' ' } else { character });
    }
    plain
}
