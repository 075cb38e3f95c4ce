//! Answers of earlier runs, in the cache folder, each with its age.

use super::ask::Verdict;
use crate::store::{Section, Store};
use borsh::{BorshDeserialize, BorshSerialize};
use std::collections::BTreeMap;

/// Answers by address.
const LINKS: Section<BTreeMap<String, Answer>> = Section::new("links");
/// Seconds for which an answer holds. What is gone may have been mended, there or by another address here.
const FINE: i64 = 7 * 86_400;
const GONE: i64 = 86_400;

/// An answer, and when it came: seconds since 1970.
#[derive(Debug, BorshSerialize, BorshDeserialize)]
struct Answer {
    at: i64,
    verdict: Verdict,
}

/// Answers by address.
pub(super) struct Kept {
    answers: BTreeMap<String, Answer>,
    now: i64,
}

impl Kept {
    /// Those that still hold.
    pub(super) fn read(store: Option<&Store>, now: i64) -> Self {
        let mut answers = store.and_then(|store| store.read(&LINKS)).unwrap_or_default();
        answers.retain(|_, answer| {
            let lasts = if matches!(answer.verdict, Verdict::Gone(_)) { GONE } else { FINE };
            (0..lasts).contains(&now.saturating_sub(answer.at))
        });
        Self { answers, now }
    }

    /// The answer of `url`, and its age in seconds; none where its host said nothing.
    pub(super) fn get(&self, url: &str) -> Option<(&Verdict, i64)> {
        let answer = self.answers.get(url).filter(|answer| !matches!(answer.verdict, Verdict::Silent(_)))?;
        Some((&answer.verdict, self.now - answer.at))
    }

    /// Whether `url` was asked in vain: those that nobody asked yet come before it.
    pub(super) fn was_silent(&self, url: &str) -> bool {
        self.answers.get(url).is_some_and(|answer| matches!(answer.verdict, Verdict::Silent(_)))
    }

    pub(super) fn put(&mut self, url: String, verdict: Verdict) {
        self.answers.insert(url, Answer { at: self.now, verdict });
    }

    /// Keeps them, those of other documents too: they go with their age. A cache that cannot be written costs the next run its time, and
    /// nothing else.
    pub(super) fn write(self, store: Option<&Store>) {
        if let Some(store) = store {
            let _ = store.write(&LINKS, &self.answers);
        }
    }
}
