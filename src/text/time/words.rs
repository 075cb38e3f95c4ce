//! The lexicon's tables of times, as the scanners ask for them: by kind of word.

use crate::text::lexicon::{Phrases, Prefixes, entries};
use serde::Deserialize;
use std::sync::LazyLock;

/// Kinds of words in `calendar.toml`. The months come first and in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Word {
    January,
    February,
    March,
    April,
    May,
    June,
    July,
    August,
    September,
    October,
    November,
    December,
    Weekday,
    WeekdaySign,
    Morning,
    Afternoon,
    Evening,
    MorningBefore,
    AfternoonBefore,
    EveningBefore,
    NoonBefore,
    About,
    AboutAfter,
    At,
    DayFirst,
    On,
    Of,
    From,
    FromAfter,
    Between,
    And,
    To,
    ToAfter,
    Hour,
    Minute,
    HalfHour,
    Sharp,
    ClockSecond,
    Ordinal,
    Reiwa,
    FirstYear,
    YearMark,
    MonthMark,
    DayMark,
}

const KINDS: usize = Word::DayMark as usize + 1;

impl Word {
    /// 1 to 12.
    fn month(self) -> Option<i8> {
        i8::try_from(self as usize + 1).ok().filter(|month| *month <= 12)
    }

    fn half_before(self) -> Option<Half> {
        match self {
            Self::MorningBefore => Some(Half::Morning),
            Self::AfternoonBefore => Some(Half::Afternoon),
            Self::EveningBefore => Some(Half::Evening),
            Self::NoonBefore => Some(Half::Noon),
            _ => None,
        }
    }

    fn half_after(self) -> Option<Half> {
        match self {
            Self::Morning => Some(Half::Morning),
            Self::Afternoon => Some(Half::Afternoon),
            Self::Evening => Some(Half::Evening),
            _ => None,
        }
    }
}

/// The part of the day that an hour up to twelve belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Afternoon,
    Evening,
    Noon,
}

impl Half {
    /// The hour of 24; `None` where it has no clear meaning.
    pub(super) fn hour(self, hour: u32) -> Option<u32> {
        match (self, hour) {
            (Self::Morning, 0..=12) => Some(hour % 12),
            (Self::Afternoon, 0..=12) | (Self::Evening, 4..=11) | (Self::Noon, 1..=3) => Some(hour % 12 + 12),
            (Self::Afternoon | Self::Evening, 13..24) | (Self::Noon, 11..=14) => Some(hour),
            _ => None,
        }
    }
}

/// The words of days and clock times.
#[derive(Default)]
pub(super) struct Calendar {
    /// The month's number.
    pub(super) months: Prefixes<i8>,
    pub(super) before: Prefixes<Half>,
    pub(super) after: Prefixes<Half>,
    /// By kind.
    words: Vec<Prefixes<()>>,
    none: Prefixes<()>,
}

impl Calendar {
    fn read(text: &str) -> Result<Self, String> {
        let entries = entries::<Word>(text)?;
        let words = |kind: usize| entries.iter().filter(move |entry| entry.0 as usize == kind);
        Ok(Self {
            months: some(&entries, Word::month)?,
            before: some(&entries, Word::half_before)?,
            after: some(&entries, Word::half_after)?,
            words: (0..KINDS)
                .map(|kind| Prefixes::of(words(kind).map(|(_, word)| ((), word))))
                .collect::<Result<_, _>>()?,
            none: Prefixes::default(),
        })
    }

    /// The words of this kind.
    pub(super) fn words(&self, kind: Word) -> &Prefixes<()> {
        self.words.get(kind as usize).unwrap_or(&self.none)
    }
}

fn some<K: Copy, T: Clone + PartialEq>(
    entries: &[(K, String)],
    meaning: impl Fn(K) -> Option<T>,
) -> Result<Prefixes<T>, String> {
    Prefixes::of(entries.iter().filter_map(|(kind, word)| Some((meaning(*kind)?, word))))
}

/// The words of days and clock times.
pub(super) fn calendar() -> &'static Calendar {
    static CALENDAR: LazyLock<Calendar> =
        LazyLock::new(|| Calendar::read(include_str!("../lexicon/calendar.toml")).unwrap_or_default());
    &CALENDAR
}

/// Kinds of words in `durations.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Half,
    One,
    OneAndAHalf,
    Two,
    Three,
    Four,
    Five,
    Six,
    Seven,
    Eight,
    Nine,
    Ten,
    Twelve,
    Fifteen,
    Twenty,
    Thirty,
    And,
    About,
}

impl Part {
    fn seconds(self) -> Option<u32> {
        Some(match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3_600,
            Self::Day => 86_400,
            Self::Week => 604_800,
            _ => return None,
        })
    }

    fn number(self) -> Option<f64> {
        Some(match self {
            Self::Half => 0.5,
            Self::One => 1.0,
            Self::OneAndAHalf => 1.5,
            Self::Two => 2.0,
            Self::Three => 3.0,
            Self::Four => 4.0,
            Self::Five => 5.0,
            Self::Six => 6.0,
            Self::Seven => 7.0,
            Self::Eight => 8.0,
            Self::Nine => 9.0,
            Self::Ten => 10.0,
            Self::Twelve => 12.0,
            Self::Fifteen => 15.0,
            Self::Twenty => 20.0,
            Self::Thirty => 30.0,
            _ => return None,
        })
    }
}

/// What may stand behind a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Remark {
    GoesOn,
    Vague,
    PartTime,
    Lasted,
}

/// The words of durations.
#[derive(Default)]
pub(super) struct Durations {
    /// Seconds of a unit.
    pub(super) units: Prefixes<u32>,
    pub(super) numbers: Prefixes<f64>,
    pub(super) and: Prefixes<()>,
    pub(super) about: Prefixes<()>,
    pub(super) remarks: Phrases<Remark>,
}

impl Durations {
    fn read(words: &str, remarks: &str) -> Result<Self, String> {
        let entries = entries::<Part>(words)?;
        Ok(Self {
            units: some(&entries, Part::seconds)?,
            numbers: some(&entries, Part::number)?,
            and: some(&entries, |part| (part == Part::And).then_some(()))?,
            about: some(&entries, |part| (part == Part::About).then_some(()))?,
            remarks: Phrases::read(remarks)?,
        })
    }
}

/// The words of durations.
pub(super) fn durations() -> &'static Durations {
    static DURATIONS: LazyLock<Durations> = LazyLock::new(|| {
        let (words, remarks) = (include_str!("../lexicon/durations.toml"), include_str!("../lexicon/remarks.toml"));
        Durations::read(words, remarks).unwrap_or_default()
    });
    &DURATIONS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sound() {
        assert_eq!(Calendar::read(include_str!("../lexicon/calendar.toml")).err(), None);
        let read = Durations::read(include_str!("../lexicon/durations.toml"), include_str!("../lexicon/remarks.toml"));
        assert_eq!(read.err(), None);
        assert!((0..KINDS).all(|kind| {
            entries::<Word>(include_str!("../lexicon/calendar.toml"))
                .is_ok_and(|entries| entries.iter().any(|(word, _)| *word as usize == kind))
        }));
    }
}
