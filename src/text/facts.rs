//! What a careful reader takes from a body: kind, title, sections, times, timeline, actions. When unsure, nothing.
//!
//! 1. [`blocks`] flattens the Markdown events to headings, paragraphs, items and tables with plain text.
//! 2. [`outline`] finds which headings mean which section, [`labels`] the labelled values.
//! 3. [`kind`] judges what the document is; only a postmortem has facts.
//! 4. [`dates`], [`complete`], [`title`], [`moments`], [`timeline`], [`prose`] and [`actions`] make [`claims`] beside those of front
//!    matter; none knows another.
//! 5. [`judge`] decides, with [`checks`] for what contradicts; [`fix`] reads last, with the timeline as decided.

mod actions;
mod alerts;
mod blocks;
mod checks;
mod claims;
mod columns;
mod complete;
mod dates;
mod explain;
mod fix;
mod judge;
mod kind;
mod labels;
mod moments;
mod outline;
mod prose;
#[cfg(test)]
mod tests;
mod timeline;
mod title;

use super::fields::declared::Declared;
use super::markdown::Spanned;
use super::mdx;
use super::registry::Kind;
use super::time::{Context, DayOrder};
use crate::diagnostics::Report;
use crate::model::{Fact, Postmortem, Section, SourceFile};
use blocks::Doc;
use claims::{Claims, Say, Source, some};
pub(crate) use explain::Explained;
use title::Title;

/// The result of reading a body on top of its declared facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Extracted {
    pub kind: Kind,
    pub title: Fact<String>,
    /// Source offset of the heading that became the title: it is not printed again in the body.
    pub title_heading: Option<usize>,
    pub sections: Vec<Section>,
    /// Declared facts completed from the body; empty for templates, indexes and pages.
    pub postmortem: Postmortem,
}

/// Reads `events` of `source`, starting from what front matter declares. `explained` is given every claim.
pub(crate) fn extract(
    source: &SourceFile,
    declared: Declared,
    events: &[Spanned<'_>],
    report: &mut Report,
    explained: Option<&mut Vec<Explained>>,
) -> Extracted {
    let doc = blocks::read(&source.text, events);
    let outline = outline::read(&doc);
    let labels = labels::read(&doc, &outline);
    let title = title::read(source, &declared, &doc, &outline);
    let evidence =
        kind::Evidence { source, declared: &declared, doc: &doc, outline: &outline, labels: &labels, title: &title };
    let verdict = kind::judge(&evidence);
    let kind = verdict.kind;
    kind::several(source, &verdict.incidents, report);
    let Title { text, provenance, place, heading, .. } = title.clone();
    let title_fact = Fact::new(text, provenance).at(place);
    if kind != Kind::Postmortem {
        let sections = Vec::new();
        return Extracted {
            kind,
            title: title_fact,
            title_heading: heading,
            sections,
            postmortem: Postmortem::default(),
        };
    }
    let mut updates = declared.updates;
    if mdx::is_mdx(source) {
        updates.extend(mdx::updates(&source.text, events));
    }
    let body = complete::Body {
        source: &source.text,
        doc: &doc,
        outline: &outline,
        labels: &labels,
        events,
        updates: &updates,
    };
    let mut postmortem = incident(source, declared.postmortem, &body, &title, report, explained);
    if verdict.planned.as_ref().is_some_and(|planned| planned.value) {
        // Nothing was broken, so nothing was noticed or resolved.
        (postmortem.ttd, postmortem.ttm, postmortem.ttr) = Default::default();
    }
    (postmortem.planned, postmortem.near_miss) = (verdict.planned, verdict.near_miss);
    Extracted {
        kind,
        title: title_fact,
        title_heading: heading,
        sections: outline::sections(&doc, &outline),
        postmortem,
    }
}

/// The facts of an incident: its days first, since clock times need them; then what each reader claims; then the judge.
fn incident(
    source: &SourceFile,
    mut declared: Postmortem,
    body: &complete::Body<'_>,
    title: &Title,
    report: &mut Report,
    explained: Option<&mut Vec<Explained>>,
) -> Postmortem {
    let (doc, outline) = (body.doc, body.outline);
    let order = day_order(doc);
    let published = declared.published.as_ref().or(declared.date.as_ref()).map(|fact| fact.value.date());
    let days = dates::Days::read(source, doc, outline, body.labels, title, order, published);
    let zone = timeline::document_zone(doc);
    days.move_date_of_writing(&mut declared, zone.as_ref());
    let scene = timeline::Scene { order, zone, day: days.near(&declared) };
    let context = Context { day: scene.day, year: scene.day.map(|day| day.year()), zone: scene.zone.clone(), order };
    let mut claims = Claims::declared(&mut declared);
    complete::facts(body, &mut claims);
    title::codes(title, source, &mut claims);
    alerts::read(body, &mut claims.alerts);
    moments::labelled(body, &context, &mut claims);
    let told = timeline::read(doc, outline, &scene);
    claims.slips.extend(told.slips);
    claims.timeline.say(Source::Section, some(told.events));
    claims.timeline.say(Source::Timeline, some(timeline::updates(doc, body.updates, &scene).events));
    let items = actions::read(doc, outline, order, scene.day);
    claims.slips.extend(actions::unread_days(doc, &items, order, scene.day));
    claims.action_items.say(Source::Section, some(items));
    if let Some(explained) = explained {
        *explained = explain::explain(&claims);
    }
    let mut postmortem = judge::decide(source, declared, claims, days, report);
    if postmortem.fix.is_none() {
        (postmortem.fix, postmortem.fix_commands) = fix::fix(body, &postmortem);
    }
    postmortem
}

/// How the document writes `3/4/2024`: shown by any date that can be read in one way only.
fn day_order(doc: &Doc) -> DayOrder {
    let bytes = doc.text.as_bytes();
    let (mut month_first, mut day_first) = (false, false);
    for at in memchr::memchr2_iter(b'/', b'-', bytes) {
        let number = |range: std::ops::Range<usize>| -> Option<u32> { doc.text.get(range)?.parse().ok() };
        let before = bytes[..at].iter().rev().take_while(|b| b.is_ascii_digit()).count();
        let after = bytes[at + 1..].iter().take_while(|b| b.is_ascii_digit()).take(3).count();
        let end = at + 1 + after;
        let same = bytes.get(end) == Some(&bytes[at]);
        let year = bytes.get(end + 1..end + 5).is_some_and(|year| year.iter().all(u8::is_ascii_digit));
        if !(1..=2).contains(&before) || !(1..=2).contains(&after) || !same || !year {
            continue;
        }
        let (Some(first), Some(second)) = (number(at - before..at), number(at + 1..end)) else { continue };
        day_first |= (13..=31).contains(&first) && second <= 12;
        month_first |= (13..=31).contains(&second) && first <= 12;
    }
    match (month_first, day_first) {
        (true, false) => DayOrder::MonthFirst,
        (false, true) => DayOrder::DayFirst,
        _ => DayOrder::Unknown,
    }
}
