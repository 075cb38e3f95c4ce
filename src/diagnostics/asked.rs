//! What a review asks of a postmortem, `asked.toml`, and the score that the answers give.

use serde::Deserialize;
use std::sync::{Arc, LazyLock};

/// One of the questions that a review goes through.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Stable, one word.
    pub name: String,
    /// As people read it.
    pub ask: String,
}

/// What may answer a question in part.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Part {
    /// Stable; the finer name of its problem where several parts share a code.
    pub name: String,
    question: String,
    pub(crate) fact: Option<Asked>,
    /// Codes that take it away; the first is told where the fact is nowhere.
    pub(crate) codes: Vec<String>,
    #[serde(default)]
    pub(crate) says: String,
    /// As a list of what is missing names it.
    pub label: String,
    /// Lines that give it; `{day}` is the incident's day, `{due}` one soon.
    #[serde(default)]
    pub(crate) paste: String,
    #[serde(default)]
    pub(crate) whole: bool,
    needs: Option<String>,
    #[serde(default)]
    not_of: Vec<String>,
}

/// What pmsite reads, or judges of what it read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Asked {
    Severity,
    Start,
    End,
    Services,
    Figure,
    Detection,
    Summary,
    Impact,
    Timeline,
    Causes,
    Fix,
    Actions,
    Lessons,
    Reviewed,
    Published,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    question: Vec<Question>,
    part: Vec<Part>,
}

/// Empty if the table were broken, which a test rules out.
static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(include_str!("asked.toml")).unwrap_or_default());

/// Every part, in the order in which gaps are told.
pub(crate) fn parts() -> &'static [Part] {
    &TABLE.part
}

/// Where among the parts the gap stands that a problem of this code, and finer name, tells.
pub(crate) fn order(code: &str, rule: Option<&str>) -> Option<usize> {
    let tells = |part: &Part| {
        let own = part.fact.is_some() && !part.says.is_empty() && part.codes.first().is_some_and(|own| own == code);
        own && rule.is_none_or(|rule| rule == part.name)
    };
    parts().iter().position(tells)
}

impl Part {
    /// The code of its gap, where it has one.
    pub(crate) fn code(&'static self) -> Option<&'static str> {
        self.codes.first().filter(|_| !self.says.is_empty()).map(String::as_str)
    }

    /// Whether it is asked of this kind of incident.
    pub(crate) fn is_asked_of(&self, kind: &str) -> bool {
        !self.not_of.iter().any(|other| other == kind)
    }
}

/// What of the facts one postmortem tells, and which are asked of it: a bit for each part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    told: u32,
    asked: u32,
}

impl Told {
    /// Notes whether the part at this place is told, and asked.
    pub(crate) fn set(&mut self, part: usize, is_told: bool, is_asked: bool) {
        self.told |= u32::from(is_told) << part;
        self.asked |= u32::from(is_asked) << part;
    }

    fn get(self, part: usize) -> (bool, bool) {
        (self.told >> part & 1 == 1, self.asked >> part & 1 == 1)
    }
}

/// How a postmortem answers a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// Its source.
    pub path: Arc<str>,
    /// One for each question, in their order.
    pub answers: Vec<Answer>,
}

/// How it answers one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub question: &'static Question,
    /// How many parts are there, of those that are asked.
    pub held: usize,
    pub asked: usize,
    /// The others.
    pub lacks: Vec<&'static Part>,
}

impl Score {
    /// Of the postmortem at `path`. `is_found`: whether a problem is told of it, by code and finer name; `is_off`: whether a code is looked for
    /// nowhere, so that nothing rests on it.
    pub(crate) fn of(
        path: &Arc<str>,
        told: Told,
        is_found: impl Fn(&str, Option<&str>) -> bool,
        is_off: impl Fn(&str) -> bool,
    ) -> Self {
        let mut answers: Vec<Answer> = TABLE.question.iter().map(Answer::none).collect();
        for (at, part) in parts().iter().enumerate() {
            let Some(is_held) = part.holds(at, told, &is_found, &is_off) else { continue };
            let Some(answer) = answers.iter_mut().find(|answer| answer.question.name == part.question) else {
                continue;
            };
            answer.asked += 1;
            answer.held += usize::from(is_held);
            if !is_held {
                answer.lacks.push(part);
            }
        }
        Self { path: Arc::clone(path), answers }
    }

    /// How many parts are there.
    #[must_use]
    pub fn held(&self) -> usize {
        self.answers.iter().map(|answer| answer.held).sum()
    }

    /// Of how many that are asked.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.answers.iter().map(|answer| answer.asked).sum()
    }

    /// What is missing, in the order of the table.
    pub(crate) fn lacks(&self) -> Vec<&'static Part> {
        let lacks =
            |part: &&Part| self.answers.iter().any(|answer| answer.lacks.iter().any(|own| own.name == part.name));
        parts().iter().filter(lacks).collect()
    }
}

impl Answer {
    fn none(question: &'static Question) -> Self {
        Self { question, held: 0, asked: 0, lacks: Vec::new() }
    }
}

impl Part {
    /// Whether it is there; `None`: it is not asked.
    fn holds(
        &'static self,
        at: usize,
        told: Told,
        is_found: impl Fn(&str, Option<&str>) -> bool,
        is_off: impl Fn(&str) -> bool,
    ) -> Option<bool> {
        if self.codes.iter().all(|code| is_off(code)) {
            return None;
        }
        let needed = self.needs.as_ref().and_then(|name| parts().iter().position(|part| part.name == *name));
        match needed.map(|needed| told.get(needed)) {
            Some((false, false)) => return None,
            Some((false, true)) => return Some(false),
            Some((true, _)) | None => {}
        }
        let is_own = |code: &str| self.code() == Some(code);
        let is_taken = self.codes.iter().any(|code| is_found(code, is_own(code).then_some(&*self.name)));
        match self.fact.map(|_| told.get(at)) {
            Some((false, false)) => None,
            // A gap that its author has silenced, with a reason, is an answer.
            Some((false, true)) => Some(!self.says.is_empty() && !is_taken),
            Some((true, _)) | None => Some(!is_taken),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::codes::explained;

    #[test]
    fn the_table_is_sound() {
        assert_eq!(toml::from_str::<Table>(include_str!("asked.toml")).err(), None);
        assert!(parts().len() <= u32::BITS as usize);
        let mut seen = std::collections::BTreeSet::new();
        for part in parts() {
            assert!(seen.insert(&part.name), "{} twice", part.name);
            assert!(TABLE.question.iter().any(|question| question.name == part.question), "{}", part.name);
            assert!(part.codes.iter().all(|code| explained(code).is_some()) && !part.codes.is_empty(), "{}", part.name);
            assert!(part.needs.as_ref().is_none_or(|needs| parts().iter().any(|other| other.name == *needs)));
        }
        for question in &TABLE.question {
            assert!(parts().iter().any(|part| part.question == question.name), "{}", question.name);
        }
    }

    #[test]
    fn what_needs_a_missing_part_is_missing_too_and_what_is_off_counts_nowhere() {
        let at = |name: &str| parts().iter().position(|part| part.name == name).unwrap();
        let mut told = Told::default();
        told.set(at("severity"), true, true);
        told.set(at("actions"), false, true);
        let path = Arc::from("a.md");
        let is_found = |code: &str, rule: Option<&str>| code == "missing-section" && rule == Some("actions");
        let score = Score::of(&path, told, is_found, |code| code == "no-kind");
        let plan = &score.answers[3];
        let lacks: Vec<&str> = plan.lacks.iter().map(|part| &*part.name).collect();
        assert_eq!((plan.held, plan.asked), (0, 5), "{lacks:?}");
        assert_eq!(lacks, ["actions", "owner", "day", "prevention", "clarity"]);
        assert_eq!((score.answers[0].held, score.answers[0].asked), (2, 2), "severity, and no empty section");
        assert_eq!((score.answers[1].asked, score.answers[2].asked), (0, 0), "nothing is asked");
        let silenced = Score::of(&path, told, |_, _| false, |_| false);
        assert_eq!(silenced.answers[3].lacks.len(), 5, "the reason answers for the plan, not for its owners and days");
    }
}
