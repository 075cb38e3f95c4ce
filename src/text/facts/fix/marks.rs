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
    /// Below a heading of remedies, of what is to come, of looking, of causes, of why it works.
    BelowFix,
    BelowPlan,
    BelowDiagnosis,
    BelowCause,
    BelowReasons,
    /// The nearest heading is one of remedies.
    UnderFix,
    OpensSection,
    /// All that its section says, or one of three texts at most.
    Alone,
    Few,
    /// The heading of a step.
    Step,
    /// A row of a table.
    Row,
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
    /// After an entry that says it is over, with no relapse between; after the last such entry; after the time at which it was.
    PastAnEnd,
    PastEnd,
    AfterResolved,
    NearEnd,
    BeforeDetected,
    TroubleFollows,
    /// What follows says that it did not help.
    Undone,
    /// What stands before it tells what was found, or that something else did not help.
    AfterDiagnosis,
    AfterFailure,
    /// Something later in the same paragraph or list says that it did not last.
    Relapsed,
    /// The sentence after it says no more than that this helped.
    Helped,
    /// No verb of it tells a deed.
    Bare,
    // How its verbs stand: in the main clause with somebody who acts, with a verb that carries it, in a side clause, denied, or of the time before.
    DoneByUs,
    DonePassive,
    DoneAside,
    DoneDenied,
    DoneBefore,
    /// Behind an article: `the disabled account`.
    DoneNamed,
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
    /// It says how many tests passed.
    Tally,
    /// All of it stands in brackets, as forms say what to write.
    Bracketed,
    Address,
    Arrow,
    Colon,
    /// It begins with a name and a number: `Fix 2: ...`.
    Named,
    // Among all.
    Hollow,
    Apart,
    Untimed,
    FirstDeed,
    LastDeed,
    FirstBy,
    /// What follows in the same paragraph says that it is over.
    ThenOver,
    /// Of a story without a section or an entry that tells a deed: its last one.
    LastTold,
}

/// Of words that a sentence begins with, and of the last that tells something, the first bit.
const SECOND: u32 = 64;
/// Before the name of a word's meaning: the sentence begins with it; it is the first, the last of its words that tell something.
const STARTING: &str = "starts_";
const LEADING: &str = "leads_";
const ENDING: &str = "ends_";

/// Bits of one of its sets, and how many members there can be.
const SET: usize = u128::BITS as usize;
pub(super) const MEMBERS: usize = 3 * SET;

/// A set of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::text::facts) struct Marks {
    /// What the words say, and what those say that the sentence begins with.
    words: u128,
    /// What the first word says that tells something, and the last.
    told: u128,
    marks: u128,
}

impl Marks {
    pub(super) fn says(&mut self, remedy: Remedy) {
        self.words |= 1 << (remedy as u32);
    }

    pub(super) fn starts(&mut self, remedy: Remedy) {
        self.words |= 1 << (SECOND + remedy as u32);
    }

    pub(super) fn leads(&mut self, remedy: Remedy) {
        self.told |= 1 << (remedy as u32);
    }

    pub(super) fn ends(&mut self, remedy: Remedy) {
        self.told |= 1 << (SECOND + remedy as u32);
    }

    pub(super) fn put(&mut self, mark: Mark) {
        self.marks |= 1 << (mark as u32);
    }

    pub(super) fn put_if(&mut self, holds: bool, mark: Mark) {
        self.marks |= u128::from(holds) << (mark as u32);
    }

    pub(super) fn without(self, mark: Mark) -> Self {
        Self { marks: self.marks & !(1 << (mark as u32)), ..self }
    }

    pub(super) fn has(self, mark: Mark) -> bool {
        self.marks & (1 << (mark as u32)) != 0
    }

    pub(super) fn tells(self, remedy: Remedy) -> bool {
        self.words & (1 << (remedy as u32)) != 0
    }

    pub(super) fn begins_with(self, remedy: Remedy) -> bool {
        self.words & (1 << (SECOND + remedy as u32)) != 0
    }

    pub(super) fn holds(self, all: Self) -> bool {
        self.words & all.words == all.words && self.told & all.told == all.told && self.marks & all.marks == all.marks
    }

    /// Its members, each as a number below [`MEMBERS`].
    pub(super) fn members(self) -> impl Iterator<Item = usize> {
        let sets = [self.words, self.told, self.marks].into_iter().enumerate();
        sets.flat_map(|(at, set)| {
            let mut rest = set;
            std::iter::from_fn(move || {
                let first = rest.trailing_zeros() as usize;
                rest &= rest.checked_sub(1)?;
                Some(at * SET + first)
            })
        })
    }

    pub(super) fn with(self, others: Self) -> Self {
        Self { words: self.words | others.words, told: self.told | others.told, marks: self.marks | others.marks }
    }

    /// Those that `names` asks for: `done`, `starts_done`, `in_resolution`, several with `+`.
    ///
    /// # Errors
    /// The name that is none.
    pub(super) fn named(names: &str) -> Result<Self, String> {
        let mut all = Self::default();
        for name in names.split('+') {
            let one = Self::one(name).ok_or_else(|| format!("`{name}` is no mark"))?;
            all = all.with(one);
        }
        Ok(all)
    }

    fn one(name: &str) -> Option<Self> {
        fn known<'n, T: Deserialize<'n>>(name: &'n str) -> Option<T> {
            let name: StrDeserializer<'n, Error> = name.into_deserializer();
            T::deserialize(name).ok()
        }
        let mut all = Self::default();
        if let Some(remedy) = name.strip_prefix(STARTING).and_then(known) {
            all.starts(remedy);
        } else if let Some(remedy) = name.strip_prefix(LEADING).and_then(known) {
            all.leads(remedy);
        } else if let Some(remedy) = name.strip_prefix(ENDING).and_then(known) {
            all.ends(remedy);
        } else if let Some(mark) = known(name) {
            all.put(mark);
        } else {
            all.says(known(name)?);
        }
        Some(all)
    }
}

#[cfg(test)]
impl Marks {
    /// The names of its members, of all `names` that there are.
    pub(super) fn names(self, names: &[String]) -> Vec<&str> {
        let holds = |name: &&String| Self::one(name).is_some_and(|one| self.holds(one));
        names.iter().filter(holds).map(String::as_str).collect()
    }
}
