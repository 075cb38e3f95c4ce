//! What happened when, entry by entry, as the author separated them.

use super::moment::Moment;
use super::stored;
use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil::Time;

/// A wall-clock time whose day is unknown.
pub(crate) type Clock = Time;

/// The time of an entry, as precisely as stated.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum EventTime {
    /// A day or a time on a known day.
    At(Moment),
    /// A wall-clock time, the day unknown.
    Clock(#[borsh(serialize_with = "stored::write_time", deserialize_with = "stored::read_time")] Clock),
    /// Minutes after the start (`T+15min`).
    Elapsed(i64),
}

impl EventTime {
    /// The moment, where the day is known.
    #[must_use]
    pub fn moment(&self) -> Option<&Moment> {
        match self {
            Self::At(moment) => Some(moment),
            Self::Clock(_) | Self::Elapsed(_) => None,
        }
    }
}

/// RFC 3339 for moments, `14:02` for clock times, `T+15min` for elapsed ones.
impl std::fmt::Display for EventTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::At(moment) => write!(f, "{moment}"),
            Self::Clock(time) => write!(f, "{}", time.strftime("%H:%M")),
            Self::Elapsed(minutes) => write!(f, "T+{minutes}min"),
        }
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct TimelineEvent {
    /// `None` for an entry that the author left undated (`?`, `N/A`, blank).
    pub time: Option<EventTime>,
    /// End of a range (`12:26-12:40`), if stated.
    pub until: Option<EventTime>,
    /// The entry's text without its time; plain, white space folded.
    pub text: String,
    /// 1-based line in the source.
    pub line: u32,
}

/// All entries, in document order.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Timeline {
    pub events: Vec<TimelineEvent>,
}

impl Timeline {
    /// The author begins with the end.
    #[must_use]
    pub fn is_newest_first(&self) -> bool {
        let moment = |event: Option<&TimelineEvent>| Some(event?.time.as_ref()?.moment()?.order_seconds());
        matches!((moment(self.events.first()), moment(self.events.last())), (Some(first), Some(last)) if first > last)
    }

    /// The index of the entry that happened last.
    #[must_use]
    pub fn last(&self) -> Option<usize> {
        if self.is_newest_first() { Some(0) } else { self.events.len().checked_sub(1) }
    }
}
