//! Catalog -> every action with its incident: when it is due, how late that is on a day, and a name that edits do not change. Pure.

pub(crate) mod calendar;
pub(crate) mod finish;
pub(crate) mod same;
pub(crate) mod table;
pub(crate) mod told;

use crate::config::Config;
use crate::model::catalog::{Catalog, DocId, Entry};
use crate::model::{ActionItem, Fingerprint};
use jiff::ToSpan;
use jiff::civil::Date;

/// Days ahead that count as soon.
pub(crate) const SOON: i32 = 30;

/// Longest ticket that is a name by itself, in bytes.
const LONGEST_NAME: usize = 40;

/// An action where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Followed<'a> {
    pub id: DocId,
    pub entry: &'a Entry,
    pub item: &'a ActionItem,
    /// Its day: its own, else that which its incident's severity sets (`[actions] due-within`).
    pub due: Option<Date>,
    /// The evidence that it names is gone.
    pub evidence_gone: bool,
    /// Names it among the actions of its document, whatever its text becomes: a ticket that no other one there has, else its place.
    key: ActionName<'a>,
}

#[derive(Clone, Copy, Debug)]
enum ActionName<'a> {
    Ticket(&'a str),
    Place(u32),
}

/// Which open actions belong together on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lane {
    Overdue,
    /// In the next [`SOON`] days, today included.
    Soon,
    Later,
    NoDate,
}

impl Lane {
    /// In the order of print.
    pub(crate) const ALL: [Self; 4] = [Self::Overdue, Self::Soon, Self::Later, Self::NoDate];

    /// Key in the interface strings.
    #[must_use]
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Soon => "soon",
            Self::Later => "later",
            Self::NoDate => "no-date",
        }
    }
}

impl Followed<'_> {
    /// How many days its day is past; negative where it is to come.
    #[must_use]
    pub(crate) fn days_late(&self, today: Date) -> Option<i32> {
        Some((today - self.due?).get_days())
    }

    /// Where it belongs on `today`, if it is open.
    #[must_use]
    pub(crate) fn lane(&self, today: Date) -> Lane {
        match self.days_late(today) {
            None => Lane::NoDate,
            Some(1..) => Lane::Overdue,
            Some(late) if late >= -SOON => Lane::Soon,
            Some(_) => Lane::Later,
        }
    }

    /// The day on which it was finished, where that is told. A day before its incident is none: nobody had decided it.
    #[must_use]
    pub(crate) fn closed(&self) -> Option<Date> {
        let closed = self.item.closed.as_ref().map(crate::model::Moment::date).filter(|_| self.item.is_finished())?;
        self.entry.when().is_none_or(|began| closed >= began.date()).then_some(closed)
    }

    /// It tells neither a state nor a day, so that nobody can say whether it is open.
    #[must_use]
    pub(crate) fn is_unsaid(&self) -> bool {
        self.item.status.is_none() && !self.item.is_open()
    }

    /// Level of its incident's severity: 1 (worst) to 5.
    #[must_use]
    pub(crate) fn level(&self) -> Option<u8> {
        self.entry.document.postmortem()?.severity.as_ref()?.value.level
    }

    /// Names it in the whole site: the end of its incident's URL, which is nobody else's, and its own key.
    #[must_use]
    pub(crate) fn uid(&self) -> String {
        let slug = self.entry.url.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        match self.key {
            ActionName::Ticket(ticket) => format!("{slug}.{}", name(ticket)),
            ActionName::Place(at) => format!("{slug}.{at}"),
        }
    }
}

/// The actions of `incidents`, in their order, those of one as its document has them.
#[must_use]
pub(crate) fn of<'a>(catalog: &'a Catalog, config: &Config, incidents: &[DocId]) -> Vec<Followed<'a>> {
    incidents.iter().flat_map(|id| of_entry(catalog, config, *id)).collect()
}

/// The open ones of `incidents`, the oldest day first; those without one last, newest incident first.
#[must_use]
pub(crate) fn open<'a>(catalog: &'a Catalog, config: &Config, incidents: &[DocId]) -> Vec<Followed<'a>> {
    let mut open = of(catalog, config, incidents);
    open.retain(|followed| followed.item.is_open());
    open.sort_by_key(|followed| (followed.due.is_none(), followed.due));
    open
}

fn of_entry<'a>(catalog: &'a Catalog, config: &Config, id: DocId) -> Vec<Followed<'a>> {
    let entry = catalog.entry(id);
    let Some(postmortem) = entry.document.postmortem() else { return Vec::new() };
    let level = postmortem.severity.as_ref().and_then(|severity| severity.value.level);
    let within = level.and_then(|level| *config.actions.due_within.get(usize::from(level).checked_sub(1)?)?);
    let set = || entry.when()?.date().checked_add(i64::from(within?).days()).ok();
    let mut tickets: Vec<&str> = postmortem.action_items.iter().filter_map(|item| item.ticket.as_deref()).collect();
    tickets.sort_unstable();
    let is_own = |ticket: &str| {
        let at = tickets.partition_point(|other| *other < ticket);
        tickets.get(at + 1).is_none_or(|next| *next != ticket)
    };
    let key = |at: u32, item: &'a ActionItem| match item.ticket.as_deref() {
        Some(ticket) if is_own(ticket) => ActionName::Ticket(ticket),
        _ => ActionName::Place(at + 1),
    };
    let followed = (0..).zip(&postmortem.action_items).map(|(at, item)| Followed {
        id,
        entry,
        item,
        due: item.due.as_ref().map(crate::model::Moment::date).or_else(|| set().filter(|_| item.is_open())),
        evidence_gone: entry.evidence_gone.binary_search(&at).is_ok(),
        key: key(at, item),
    });
    followed.collect()
}

/// A ticket as part of a name; never a mere number, which would be a place.
fn name(ticket: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_name = ticket.len() <= LONGEST_NAME && ticket.bytes().all(is_plain) && ticket.parse::<u64>().is_err();
    if is_name { ticket.to_owned() } else { format!("t{}", Fingerprint::of(ticket.as_bytes()).short(12)) }
}

/// How actions stand on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    pub open: usize,
    pub overdue: usize,
    pub no_owner: usize,
    pub no_date: usize,
    /// Those that tell neither a state nor a day: whether they are open is not known.
    pub unsaid: usize,
    /// Days that the latest one is late.
    pub oldest: i32,
}

impl Standing {
    /// Of `actions`, open or not.
    #[must_use]
    pub(crate) fn of(actions: &[Followed<'_>], today: Date) -> Self {
        let open: Vec<&Followed<'_>> = actions.iter().filter(|followed| followed.item.is_open()).collect();
        let count = |is: &dyn Fn(&Followed<'_>) -> bool| open.iter().filter(|followed| is(followed)).count();
        Self {
            unsaid: actions.iter().filter(|followed| followed.is_unsaid()).count(),
            open: open.len(),
            overdue: count(&|followed| followed.lane(today) == Lane::Overdue),
            no_owner: count(&|followed| followed.item.owner.is_none()),
            no_date: count(&|followed| followed.due.is_none()),
            oldest: open.iter().filter_map(|followed| followed.days_late(today)).max().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_names_an_action_and_never_looks_like_a_place() {
        assert_eq!(name("OPS-118"), "OPS-118");
        for odd in ["118", "#118", "https://tracker.example/118", "a b"] {
            let name = name(odd);
            assert!(name.starts_with('t') && name.len() == 13, "{odd}: {name}");
        }
    }
}
