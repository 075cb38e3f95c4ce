//! A point in time as precisely as the author stated it: a day, a local time, or a time with a zone.
//!
//! A local and a zoned time are never subtracted from one another: the result would be a guess.

use super::stored;
use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use serde::{Serialize, Serializer};

/// A day, a wall-clock time without zone, or an exact time.
#[derive(Clone, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub enum Moment {
    /// `2024-03-07`
    Date(#[borsh(serialize_with = "stored::write_date", deserialize_with = "stored::read_date")] Date),
    /// `2024-03-07 14:02`, zone unknown.
    Local(#[borsh(serialize_with = "stored::write_local", deserialize_with = "stored::read_local")] DateTime),
    /// `2024-03-07 14:02 -08:00`; `zone` is the name as the author wrote it (`PST`, `US/Pacific`), if any.
    Zoned {
        #[borsh(serialize_with = "stored::write_local", deserialize_with = "stored::read_local")]
        local: DateTime,
        #[borsh(serialize_with = "stored::write_offset", deserialize_with = "stored::read_offset")]
        offset: Offset,
        zone: Option<Box<str>>,
    },
}

impl Moment {
    /// The day, as written (in the author's zone).
    #[must_use]
    pub fn date(&self) -> Date {
        match self {
            Self::Date(date) => *date,
            Self::Local(local) | Self::Zoned { local, .. } => local.date(),
        }
    }

    /// The wall-clock time as written; `None` for a day.
    #[must_use]
    pub fn local(&self) -> Option<DateTime> {
        match self {
            Self::Date(_) => None,
            Self::Local(local) | Self::Zoned { local, .. } => Some(*local),
        }
    }

    /// Whole minutes from `earlier` to `self`. `None` where either is a day only, or one has a zone and the other has not.
    #[must_use]
    pub fn minutes_since(&self, earlier: &Self) -> Option<i64> {
        let seconds = match (self, earlier) {
            (Self::Local(_), Self::Local(_)) | (Self::Zoned { .. }, Self::Zoned { .. }) => {
                self.order_seconds() - earlier.order_seconds()
            }
            _ => return None,
        };
        Some(seconds.div_euclid(60))
    }

    /// Seconds since 1970 for ordering: exact for zoned times, as if UTC for the others.
    #[must_use]
    pub fn order_seconds(&self) -> i64 {
        let (local, offset) = match self {
            Self::Date(date) => (date.at(0, 0, 0, 0), 0),
            Self::Local(local) => (*local, 0),
            Self::Zoned { local, offset, .. } => (*local, i64::from(offset.seconds())),
        };
        Offset::UTC.to_timestamp(local).map_or(0, |timestamp| timestamp.as_second()) - offset
    }

    /// For people: `2024-03-07`, `2024-03-07 14:02`, `2024-03-07 14:02 UTC`, `2024-03-07 14:02 PST (-08:00)`.
    #[must_use]
    pub fn human(&self) -> String {
        let Some(local) = self.local() else {
            return self.date().to_string();
        };
        let clock = local.strftime("%Y-%m-%d %H:%M");
        match self.zone_label() {
            Some(zone) => format!("{clock} {zone}"),
            None => clock.to_string(),
        }
    }

    /// The offset from UTC: `UTC`, `-08:00`; `None` where no zone is known.
    #[must_use]
    pub fn offset_label(&self) -> Option<String> {
        let Self::Zoned { offset, .. } = self else {
            return None;
        };
        Some(if *offset == Offset::UTC { "UTC".to_owned() } else { offset_text(*offset) })
    }

    /// The zone for people: `UTC`, `-08:00`, `PST (-08:00)`; `None` where none is known.
    #[must_use]
    pub fn zone_label(&self) -> Option<String> {
        let Self::Zoned { offset, zone, .. } = self else {
            return None;
        };
        Some(match zone {
            Some(zone) if !matches!(&**zone, "Z" | "UTC" | "GMT") => format!("{zone} ({})", offset_text(*offset)),
            _ if *offset == Offset::UTC => "UTC".to_owned(),
            _ => offset_text(*offset),
        })
    }
}

fn offset_text(offset: Offset) -> String {
    let seconds = offset.seconds();
    let (sign, minutes) = if seconds < 0 { ('-', -seconds / 60) } else { ('+', seconds / 60) };
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// RFC 3339; without offset where no zone is known, the day alone where no time is.
impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(local) = self.local() else {
            return write!(f, "{}", self.date());
        };
        write!(f, "{}", local.strftime("%Y-%m-%dT%H:%M:%S"))?;
        match self {
            Self::Zoned { offset, .. } if *offset == Offset::UTC => f.write_str("Z"),
            Self::Zoned { offset, .. } => f.write_str(&offset_text(*offset)),
            _ => Ok(()),
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
