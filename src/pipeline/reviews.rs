//! Catalog -> the reviews of its postmortems: which wait for one, and a calendar of their meetings (RFC 5545). Pure.

use super::actions::calendar::{Lines, basic, host};
use crate::config::Config;
use crate::model::catalog::{Catalog, DocId, Entry};
use crate::model::postmortem::{Review, Status};
use crate::model::{Moment, Postmortem};
use crate::theme::Words;
use jiff::civil::Date;
use jiff::tz::Offset;

/// The file of all meetings.
pub(crate) const PATH: &str = "reviews.ics";

/// A postmortem that is reviewed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reviewed<'a> {
    pub id: DocId,
    pub entry: &'a Entry,
    pub incident: &'a Postmortem,
}

impl Reviewed<'_> {
    /// When it is talked through.
    #[must_use]
    pub(crate) fn meeting(&self) -> Option<&Moment> {
        self.incident.review.meeting.as_ref().map(|fact| &fact.value)
    }
}

fn all(catalog: &Catalog) -> impl Iterator<Item = Reviewed<'_>> {
    let ids = catalog.incidents.iter().copied();
    ids.filter_map(|id| {
        let entry = catalog.entry(id);
        Some(Reviewed { id, entry, incident: entry.document.postmortem()? })
    })
}

/// Those in review, and those whose meeting is to come: by the day of the meeting, then those without one, newest incident first.
#[must_use]
pub(crate) fn waiting(catalog: &Catalog, today: Date) -> Vec<Reviewed<'_>> {
    let is_in_review =
        |incident: &Postmortem| incident.status.as_ref().is_some_and(|status| status.value == Status::InReview);
    let is_to_come = |reviewed: &Reviewed<'_>| reviewed.meeting().is_some_and(|meeting| meeting.date() >= today);
    let mut waiting: Vec<Reviewed<'_>> =
        all(catalog).filter(|reviewed| is_in_review(reviewed.incident) || is_to_come(reviewed)).collect();
    waiting.sort_by_key(|reviewed| {
        let meeting = reviewed.meeting();
        (meeting.is_none(), meeting.map(Moment::date), meeting.map(Moment::order_seconds))
    });
    waiting
}

/// Whether any meeting is known.
#[must_use]
pub(crate) fn has_meetings(catalog: &Catalog) -> bool {
    all(catalog).any(|reviewed| reviewed.meeting().is_some())
}

/// Who leads and who reads, for people; empty where nobody is named.
#[must_use]
pub(crate) fn people(review: &Review, words: &Words) -> String {
    let said = &words.actions;
    let facilitator = review.facilitator.as_ref().map(|name| format!("{}: {}", said.facilitator, name.value));
    let names = review.reviewers.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(", ");
    let reviewers = (!names.is_empty()).then(|| format!("{}: {names}", said.reviewers));
    facilitator.into_iter().chain(reviewers).collect::<Vec<_>>().join("; ")
}

/// The file of every meeting, newest incident first. A time without a zone is one of whoever opens the file.
#[must_use]
pub(crate) fn calendar(catalog: &Catalog, config: &Config, words: &Words) -> String {
    let mut out = Lines::begin("reviews", &config.book.title);
    for reviewed in all(catalog) {
        let Some(meeting) = reviewed.meeting() else { continue };
        let slug = reviewed.entry.url.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        // Of the incident, else of the meeting itself: a stamp has to be, and the clock is nobody's business here.
        let stamp = reviewed.entry.when().unwrap_or(meeting).date();
        out.line("BEGIN:VEVENT");
        out.text("UID", &format!("review.{slug}@{}", host(config)));
        out.line(&format!("DTSTAMP:{}T000000Z", basic(stamp)));
        out.text("SUMMARY", &words.actions.review_of.replace("{title}", &reviewed.entry.document.title.value));
        let people = people(&reviewed.incident.review, words);
        if !people.is_empty() {
            out.text("DESCRIPTION", &people.replace("; ", "\n"));
        }
        if let Some(site) = &config.html.site_url {
            out.line(&format!("URL:{site}{}", super::url::encoded(&reviewed.entry.url)));
        }
        out.line(&start(meeting));
        out.line("END:VEVENT");
    }
    out.end()
}

fn start(meeting: &Moment) -> String {
    let clock = |local: &jiff::civil::DateTime| local.strftime("%Y%m%dT%H%M%S").to_string();
    match meeting {
        Moment::Date(day) => format!("DTSTART;VALUE=DATE:{}", basic(*day)),
        Moment::Local(local) => format!("DTSTART:{}", clock(local)),
        Moment::Zoned { local, offset, .. } => match offset.to_timestamp(*local) {
            Ok(exact) => format!("DTSTART:{}Z", clock(&Offset::UTC.to_datetime(exact))),
            Err(_) => format!("DTSTART:{}", clock(local)),
        },
    }
}
