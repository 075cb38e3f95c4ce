//! What holds for a sentence, as a set: what its words say, where it stands, and what the others around it are.

use crate::text::lexicon::Remedy;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

/// What holds for a sentence beside its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::text::facts) enum Mark {
    // Where it stands.
    InSummary,
    InImpact,
    InTimeline,
    InRootCause,
    InTrigger,
    InDetection,
    InResolution,
    InLessons,
    InActions,
    Elsewhere,
    OnTop,
    /// Below a heading of remedies, of what is to come, of looking, of causes.
    BelowFix,
    BelowPlan,
    BelowDiagnosis,
    BelowCause,
    /// The nearest heading is one of remedies.
    UnderFix,
    OpensSection,
    Item,
    Numbered,
    Ticked,
    Unticked,
    Nested,
    Quoted,
    OverCode,
    OverList,
    Labelled,
    Timeline,
    // Of an entry among the others.
    Last,
    Late,
    Early,
    OpensTimeline,
    BeforeEnd,
    AtEnd,
    /// After the last entry that says it is over; after the time at which it was.
    PastEnd,
    AfterResolved,
    NearEnd,
    BeforeDetected,
    TroubleFollows,
    /// What follows says that it did not help.
    Undone,
    // How its verbs stand: in the main clause with somebody who acts, in a side clause, denied, or of the time before.
    DoneByUs,
    DoneAside,
    DoneDenied,
    DoneBefore,
    Means,
    // Its shape.
    Short,
    Brief,
    Long,
    First,
    Second,
    Further,
    LeadIn,
    Asks,
    Ended,
    Bracket,
    /// All of it stands in brackets, as forms say what to write.
    Bracketed,
    Address,
    Arrow,
    Colon,
    // Among all.
    Hollow,
    Apart,
    Untimed,
    FirstDeed,
    LastDeed,
    FirstBy,
}

/// Bits of words, of words that a sentence begins with, and of the rest.
const STARTS: u32 = 32;
const MARKS: u32 = 64;
/// Before the name of a word's meaning: the sentence begins with it.
const STARTING: &str = "starts_";

/// A set of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::text::facts) struct Marks(u128);

impl Marks {
    pub(super) fn says(&mut self, remedy: Remedy) {
        self.0 |= 1 << (remedy as u32);
    }

    pub(super) fn starts(&mut self, remedy: Remedy) {
        self.0 |= 1 << (STARTS + remedy as u32);
    }

    pub(super) fn put(&mut self, mark: Mark) {
        self.0 |= 1 << (MARKS + mark as u32);
    }

    pub(super) fn put_if(&mut self, holds: bool, mark: Mark) {
        self.0 |= u128::from(holds) << (MARKS + mark as u32);
    }

    pub(super) fn has(self, mark: Mark) -> bool {
        self.0 & (1 << (MARKS + mark as u32)) != 0
    }

    pub(super) fn tells(self, remedy: Remedy) -> bool {
        self.0 & (1 << (remedy as u32)) != 0
    }

    pub(super) fn begins_with(self, remedy: Remedy) -> bool {
        self.0 & (1 << (STARTS + remedy as u32)) != 0
    }

    pub(super) fn holds(self, all: Self) -> bool {
        self.0 & all.0 == all.0
    }

    pub(super) fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Those that `names` asks for: `done`, `starts_done`, `in_resolution`, several with `+`.
    ///
    /// # Errors
    /// The name that is none.
    pub(super) fn named(names: &str) -> Result<Self, String> {
        let mut all = Self::default();
        for name in names.split('+') {
            all.0 |= 1 << bit(name).ok_or_else(|| format!("`{name}` is no mark"))?;
        }
        Ok(all)
    }
}

fn bit(name: &str) -> Option<u32> {
    fn known<'n, T: Deserialize<'n>>(name: &'n str) -> Option<T> {
        let name: StrDeserializer<'n, Error> = name.into_deserializer();
        T::deserialize(name).ok()
    }
    if let Some(remedy) = name.strip_prefix(STARTING).and_then(known::<Remedy>) {
        return Some(STARTS + remedy as u32);
    }
    known::<Mark>(name).map(|mark| MARKS + mark as u32).or_else(|| known::<Remedy>(name).map(|remedy| remedy as u32))
}

#[cfg(test)]
impl Marks {
    /// The names of its members, of all `names` that there are.
    pub(super) fn names<'n>(self, names: &'n [String]) -> Vec<&'n str> {
        let holds = |name: &&String| bit(name).is_some_and(|bit| self.0 & (1 << bit) != 0);
        names.iter().filter(holds).map(String::as_str).collect()
    }
}
