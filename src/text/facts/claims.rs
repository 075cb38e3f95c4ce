//! What the readers say about an incident, field by field. A claim never weighs another: that is the judge's.

use crate::model::postmortem::{Detection, Impact, Minutes, Postmortem, Status};
use crate::model::{ActionItem, Fact, Moment, Severity, TimelineEvent};

/// Where a claim was read: what it is worth hangs on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    FrontMatter,
    /// A label, a row of a table of names and values, a heading over a value.
    Label,
    /// A code in the title.
    Title,
    /// A list below a heading of that name.
    List,
    /// The span of time beside a duration: `38 minutes (16:40 – 17:18 UTC)`.
    Lasting,
    Section,
    /// An entry of the timeline; for a timeline, one told outside a section of that name.
    Timeline,
    File,
    Prose,
}

impl Source {
    /// For people.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::FrontMatter => "front matter",
            Self::Label => "label",
            Self::Title => "title",
            Self::List => "list",
            Self::Lasting => "duration",
            Self::Section => "section",
            Self::Timeline => "timeline",
            Self::File => "file name",
            Self::Prose => "text",
        }
    }
}

/// One reader's word on one field.
#[derive(Clone, Debug)]
pub(super) struct Claim<T> {
    pub(super) source: Source,
    pub(super) value: T,
}

/// All that is said on one field, in the order in which it was read.
pub(super) type Said<T> = Vec<Claim<T>>;
type Names = Said<Vec<Fact<String>>>;

/// All that is said.
#[derive(Debug, Default)]
pub(super) struct Claims {
    pub(super) id: Said<Fact<String>>,
    pub(super) published: Said<Fact<Moment>>,
    pub(super) status: Said<Fact<Status>>,
    pub(super) severity: Said<Fact<Severity>>,
    pub(super) services: Names,
    pub(super) root_causes: Names,
    /// Names that are causes where a document declares them.
    pub(super) categories: Vec<Fact<String>>,
    pub(super) trigger: Said<Fact<String>>,
    pub(super) detection: Said<Fact<Detection>>,
    pub(super) started: Said<Fact<Moment>>,
    pub(super) detected: Said<Fact<Moment>>,
    pub(super) acknowledged: Said<Fact<Moment>>,
    pub(super) mitigated: Said<Fact<Moment>>,
    pub(super) resolved: Said<Fact<Moment>>,
    pub(super) ttd: Said<Fact<Minutes>>,
    pub(super) ttm: Said<Fact<Minutes>>,
    pub(super) ttr: Said<Fact<Minutes>>,
    pub(super) impact: Said<Vec<Impact>>,
    pub(super) teams: Names,
    pub(super) authors: Names,
    pub(super) tags: Names,
    pub(super) alerts: Names,
    pub(super) summary: Said<Fact<String>>,
    pub(super) recurrence_of: Said<Fact<String>>,
    pub(super) timeline: Said<Vec<TimelineEvent>>,
    pub(super) action_items: Said<Vec<ActionItem>>,
    /// Lines whose time cannot be.
    pub(super) slips: Vec<(u32, Slip)>,
}

/// Why a time cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slip {
    /// There is no such day or hour.
    NoSuchTime,
    /// It exists, in another year than the entries around it.
    OtherYear,
    /// It is written in no way that is known.
    Unread,
}

/// Adds a claim where there is something to say.
pub(super) trait Say<T> {
    fn say(&mut self, source: Source, value: impl IntoIterator<Item = T>);
}

impl<T> Say<T> for Said<T> {
    fn say(&mut self, source: Source, value: impl IntoIterator<Item = T>) {
        self.extend(value.into_iter().map(|value| Claim { source, value }));
    }
}

/// `None` for a list that says nothing.
pub(super) fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

impl Claims {
    /// What front matter declares. The day, categories and links, which no reader of the text knows, stay where they are.
    pub(super) fn declared(declared: &mut Postmortem) -> Self {
        let mut claims = Self::default();
        let from = Source::FrontMatter;
        claims.id.say(from, declared.id.take());
        claims.published.say(from, declared.published.take());
        claims.status.say(from, declared.status.take());
        claims.severity.say(from, declared.severity.take());
        claims.services.say(from, some(std::mem::take(&mut declared.services)));
        claims.root_causes.say(from, some(std::mem::take(&mut declared.root_causes)));
        claims.trigger.say(from, declared.trigger.take());
        claims.detection.say(from, declared.detection.take());
        claims.started.say(from, declared.started.take());
        claims.detected.say(from, declared.detected.take());
        claims.acknowledged.say(from, declared.acknowledged.take());
        claims.mitigated.say(from, declared.mitigated.take());
        claims.resolved.say(from, declared.resolved.take());
        claims.ttd.say(from, declared.ttd.stated.take());
        claims.ttm.say(from, declared.ttm.stated.take());
        claims.ttr.say(from, declared.ttr.stated.take());
        claims.impact.say(from, some(std::mem::take(&mut declared.impact)));
        claims.teams.say(from, some(std::mem::take(&mut declared.teams)));
        claims.authors.say(from, some(std::mem::take(&mut declared.authors)));
        claims.tags.say(from, some(std::mem::take(&mut declared.tags)));
        claims.alerts.say(from, some(std::mem::take(&mut declared.alerts)));
        claims.summary.say(from, declared.summary.take());
        claims.recurrence_of.say(from, declared.recurrence_of.take());
        claims.timeline.say(from, some(std::mem::take(&mut declared.timeline.events)));
        claims.action_items.say(from, some(std::mem::take(&mut declared.action_items)));
        claims
    }
}
