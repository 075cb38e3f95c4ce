//! Who does what a sentence tells: somebody, a name, a team, and no thing that is called after them.

use super::{NEAR, Sentence, is_adverb, words};
use crate::text::lexicon::Wording;
use std::ops::Range;

/// Words between somebody, with what tells who it is (`from the platform team`, `who made the change`), and what they do.
const FAR: usize = 9;
/// Somebodies before a verb that are looked at.
const PEOPLE: usize = 4;
/// Words between `had` and what somebody had not done.
const INVERTED: usize = 5;

impl Sentence<'_> {
    /// Whether somebody stands within the few words before `at`, and no thing of theirs.
    pub(super) fn somebody_before(&self, at: usize) -> bool {
        self.is_before(at, |word| matches!(word, Wording::Person | Wording::PersonOrProgram))
    }

    pub(super) fn is_before(&self, at: usize, is_person: impl Fn(Wording) -> bool) -> bool {
        let near = self.before(at, NEAR);
        let text = &self.said.text;
        let people = self.hits.iter().filter(|(word, range)| is_person(*word) && range.end <= at);
        let is_one = |range: &Range<usize>| {
            let between = &text[range.end..at];
            let is_near = || range.end > near.start && !between.contains([',', ':', '(', ')', '\u{fffc}']);
            !between.starts_with('\'')
                && !self.is_of_a_thing(range.end)
                && (is_near() || self.is_attached(range.end, at))
        };
        people.rev().take(PEOPLE).any(|(_, range)| is_one(range))
            || words(&text[near.clone()]).any(|word| text[near.start + word.start..].starts_with('@'))
    }

    /// Whether somebody's word or name ends at `at`.
    pub(super) fn is_somebody_at(&self, at: usize) -> bool {
        let is_person = |word: Wording| matches!(word, Wording::Person | Wording::PersonOrProgram);
        self.hits.iter().any(|(word, range)| is_person(*word) && range.end == at) || self.is_named_before(at)
    }

    /// Whether somebody stands within the few words behind `at`.
    pub(super) fn somebody_behind(&self, at: usize) -> bool {
        let near = self.behind(at);
        let is_person = |word| self.is_near(word, near.clone());
        is_person(Wording::Person) || is_person(Wording::PersonOrProgram) || self.said.text[near.clone()].contains('@')
    }

    /// Whether one capitalised word stands before `at`: a name. Two are the name of a thing.
    pub(super) fn is_named_before(&self, at: usize) -> bool {
        let text = &self.said.text[self.range.start..at];
        let last: Vec<Range<usize>> = words(text).rev().take(3).collect();
        let is_passed = |word: &Range<usize>| {
            is_adverb(&text[word.clone()]) || self.is_known(word, Wording::Helper) || self.is_known(word, Wording::Had)
        };
        let last: Vec<Range<usize>> = last.into_iter().skip_while(is_passed).collect();
        let is_capital = |word: &Range<usize>| self.said.is_capital(self.range.start + word.start);
        let is_name = |word: &Range<usize>| {
            let second = self.range.start + word.start + 1;
            let rest = &text[word.clone()];
            is_capital(word)
                && !(second..second + rest.len() - 1).any(|at| self.said.is_capital(at))
                && rest.len() > 2
                && rest.chars().all(char::is_alphabetic)
        };
        let is_alone = |name: Option<&Range<usize>>, before: Option<&Range<usize>>| {
            name.is_some_and(|word| is_name(word) && !self.is_known(word, Wording::Pronoun))
                && !before.is_some_and(is_capital)
        };
        let far: Vec<Range<usize>> = words(text).rev().take(FAR).collect();
        let mut attached = far.iter().enumerate().filter(|(_, word)| self.is_known(word, Wording::Attached));
        is_alone(last.first(), last.get(1))
            || attached.any(|(at, word)| {
                let name = far.get(at + 1);
                is_alone(name, far.get(at + 2))
                    && name.is_some_and(|name| {
                        self.is_attached(self.range.start + name.end, self.range.start + text.len())
                    })
                    && text[..word.start].ends_with(' ')
            })
    }

    /// Whether what ends at `at` stands before a thing that is called after it: the admin console.
    fn is_of_a_thing(&self, at: usize) -> bool {
        let next = words(&self.said.text[at..self.range.end]).next();
        let next = next.map(|word| at + word.start);
        let is_thing = |word: Wording| matches!(word, Wording::Thing | Wording::Instructions);
        self.hits.iter().any(|(word, range)| is_thing(*word) && Some(range.start) == next)
    }

    /// Whether all between somebody, who ends at `from`, and `at` tells who that is.
    fn is_attached(&self, from: usize, at: usize) -> bool {
        let mut between = words(&self.said.text[from..at]).map(|word| from + word.start..from + word.end);
        let opens = between.next().is_some_and(|word| self.is_meant(&word, Wording::Attached));
        let rest: Vec<Range<usize>> = between.collect();
        opens && rest.len() < FAR && !rest.iter().any(|word| self.is_meant(word, Wording::Pronoun))
    }

    /// Whether a team or a company stands right before `at`, or with what tells which one between.
    pub(super) fn is_group_before(&self, at: usize) -> bool {
        let near = self.before(at, 2);
        let last = self.hits.iter().rev().find(|(word, range)| *word == Wording::Group && range.end <= at);
        last.is_some_and(|(_, range)| {
            let between = &self.said.text[range.end..at];
            let is_near = range.end > near.start && !between.contains([',', ':']);
            !between.starts_with('\'') && !self.is_of_a_thing(range.end) && (is_near || self.is_attached(range.end, at))
        })
    }

    pub(super) fn is_group_at(&self, at: usize) -> bool {
        self.hits.iter().any(|(word, range)| *word == Wording::Group && range.end == at)
    }

    /// Whether somebody is named in `within`, and is no thing.
    pub(super) fn is_somebody_in(&self, within: Range<usize>) -> bool {
        let is_one = |(word, range): &&(Wording, Range<usize>)| {
            *word == Wording::Person && within.start <= range.start && range.end <= within.end
        };
        self.hits.iter().copied().filter(is_one).any(|(_, range)| !self.is_of_a_thing(range.end))
    }

    /// Whether `had` stands before somebody before `at` (had the engineer asked), or behind where an "if" stands first.
    pub(super) fn had_before(&self, at: usize) -> bool {
        let near = self.before(at, INVERTED);
        let mut all = words(&self.said.text[near.clone()]).map(|word| near.start + word.start..near.start + word.end);
        let is_if = self.is_near(Wording::Aside, self.range.start..at);
        all.any(|word| {
            let who = if is_if { near.start..at } else { word.end..at };
            self.is_meant(&word, Wording::Had) && self.is_somebody_in(who)
        })
    }

    /// Whether the verb behind `at` is of what only somebody does.
    pub(super) fn is_people_verb_at(&self, at: usize) -> bool {
        let text = &self.said.text[at..self.range.end];
        let verb = words(text).find(|word| !is_adverb(&text[word.clone()]));
        verb.map(|word| at + word.start..at + word.end)
            .is_some_and(|verb| self.is_meant(&verb, Wording::PeopleVerb) || self.is_meant(&verb, Wording::OnlyPeople))
    }

    fn is_meant(&self, word: &Range<usize>, meaning: Wording) -> bool {
        self.hits.iter().any(|(known, range)| *known == meaning && range == word)
    }
}
