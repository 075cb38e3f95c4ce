//! Running text -> what in it blames somebody, or promises nothing. When unsure, nothing.

mod subject;

use super::Folded;
use crate::text::lexicon::{WORDING, Wording};
use std::ops::Range;

/// What is wrong with a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    HumanErrorCause,
    BlamePerson,
    Careless,
    ShouldHave,
    VagueAction,
}

/// Part of a text, with what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub verdict: Verdict,
    /// Which words told it: hints differ.
    pub by: Wording,
    /// In the folded text.
    pub part: Range<usize>,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Where causes are told.
    Cause,
    Elsewhere,
}

/// Words between somebody and what they do.
const NEAR: usize = 3;
/// Words before and behind among which a negation turns round what is found.
const BEFORE: usize = 6;
const BEHIND: usize = 4;

/// Words behind a vague opening that make it no clearer.
const SHORT: usize = 2;

/// Known words of a sentence that are looked at: of each is asked how it stands to all others.
const MOST: usize = 200;

/// Words before somebody with which an answer begins.
const ANSWER: usize = 4;

/// What is wrong with the sentences of `said`.
#[must_use]
pub(crate) fn judge(said: &Folded, place: Place) -> Vec<Finding> {
    let hits: Vec<(Wording, Range<usize>)> = WORDING.find(&said.text).collect();
    if !hits.iter().any(|(word, _)| is_sign(*word)) {
        return Vec::new();
    }
    let mut found: Vec<Finding> = Vec::new();
    for sentence in sentences(&said.text) {
        let sentence = Sentence::of(said, &hits, sentence, place);
        found.extend(sentence.findings());
    }
    found
}

/// As [`judge`], of a whole action.
#[must_use]
pub(crate) fn judge_action(said: &Folded) -> Option<Finding> {
    let text = said.text.trim_matches(|c: char| !c.is_alphanumeric());
    let start = said.text.find(text).unwrap_or_default();
    let part = start..start + text.len();
    let whole = WORDING.find(text).any(|(word, range)| match word {
        Wording::VagueWhole => range == (0..text.len()),
        Wording::VagueOpening => range.start == 0,
        Wording::VagueShort => range.start == 0 && words(&text[range.end..]).count() <= SHORT,
        _ => false,
    });
    let vague = || judge(said, Place::Elsewhere).into_iter().find(|found| found.verdict == Verdict::VagueAction);
    if whole { Some(Finding { verdict: Verdict::VagueAction, by: Wording::VagueWhole, part }) } else { vague() }
}

/// Whether a text is still to be written.
#[must_use]
pub(crate) fn is_unwritten(said: &str) -> bool {
    let text = said.trim_matches(|c: char| !c.is_alphanumeric());
    WORDING.find(text).any(|(word, range)| word == Wording::Unwritten && range == (0..text.len()))
}

/// Whether a text names a figure, in digits or letters.
#[must_use]
pub(crate) fn names_figure(said: &str) -> bool {
    let is_figure = |word: Wording| matches!(word, Wording::Figure | Wording::Negation);
    said.contains(char::is_numeric) || WORDING.find(said).any(|(word, _)| is_figure(word))
}

/// Whether the last answer of a chain of whys is somebody, and what somebody did.
#[must_use]
pub(crate) fn ends_at_person(said: &Folded) -> bool {
    let last =
        sentences(&said.text).filter(|sentence| said.text[sentence.clone()].contains(char::is_alphabetic)).last();
    let Some(last) = last else { return false };
    let text = &said.text[last];
    let hits: Vec<(Wording, Range<usize>)> = WORDING.find(text).collect();
    let turned = hits.iter().any(|(word, _)| *word == Wording::Aside);
    let person = hits.iter().find(|(word, _)| matches!(word, Wording::Person | Wording::PersonOrProgram));
    let opens = person.is_some_and(|(_, range)| words(&text[..range.start]).count() <= ANSWER);
    use Wording as W;
    let lacks = |word: Wording| matches!(word, W::Forgot | W::Strayed | W::Failed | W::FailedAny | W::Negation);
    let does = hits.iter().any(|(word, range)| lacks(*word) && person.is_some_and(|(_, who)| who.end <= range.start));
    let is_error = hits.iter().any(|(word, _)| matches!(word, Wording::HumanError | Wording::Careless));
    !turned && (is_error || opens && does)
}

/// Whether a word is enough to look at its sentence.
fn is_sign(word: Wording) -> bool {
    use Wording as W;
    matches!(
        word,
        W::HumanError
            | W::Forgot
            | W::Strayed
            | W::Failed
            | W::FailedAny
            | W::Fault
            | W::OwnFault
            | W::Careless
            | W::CarelessPerson
            | W::FailedBy
            | W::WithoutAsking
            | W::LeftUndone
            | W::ShouldHave
            | W::Vague
            | W::Hindsight
            | W::HindsightInverted
    )
}

/// Whether a word tells what would have been: an "if" before it excuses nobody.
fn is_hindsight(word: Wording) -> bool {
    matches!(word, Wording::Hindsight | Wording::HindsightInverted)
}

/// Whether a text asks why.
#[must_use]
pub(crate) fn is_chain(said: &str) -> bool {
    WORDING.holds(said, Wording::Why)
}

/// Where sentences stand.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = text.get(from..).filter(|rest| !rest.is_empty())?;
        let ends = |(at, c): &(usize, char)| match c {
            '。' | '！' | '？' | '\n' => true,
            '.' | '!' | '?' | ';' => rest[at + c.len_utf8()..].chars().next().is_none_or(char::is_whitespace),
            _ => false,
        };
        let end = rest.char_indices().find(ends).map_or(text.len(), |(at, c)| from + at + c.len_utf8());
        let sentence = from..end;
        from = end;
        Some(sentence)
    })
}

/// The words of a text, with their places.
fn words(text: &str) -> impl DoubleEndedIterator<Item = Range<usize>> + '_ {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '-' | '_' | '@' | '\u{fffc}');
    text.split(move |c: char| !is_word(c)).filter(|word| !word.is_empty()).map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.len()
    })
}

/// Whether it says how something was done, by the ending that English gives such words: it stands before the verb or behind it.
fn is_adverb(word: &str) -> bool {
    word.ends_with("ly")
}

/// A sentence and the words known in it.
struct Sentence<'a> {
    said: &'a Folded,
    hits: Vec<&'a (Wording, Range<usize>)>,
    range: Range<usize>,
    place: Place,
}

impl<'a> Sentence<'a> {
    fn of(said: &'a Folded, hits: &'a [(Wording, Range<usize>)], range: Range<usize>, place: Place) -> Self {
        // Hits are sorted by their ends.
        let first = hits.partition_point(|(_, hit)| hit.end <= range.start);
        let hits = hits[first..].iter().take_while(|(_, hit)| hit.start < range.end);
        let hits = hits.filter(|(_, hit)| range.start <= hit.start).take(MOST).collect();
        Self { said, hits, range, place }
    }

    fn findings(&self) -> Vec<Finding> {
        let text = &self.said.text[self.range.clone()];
        let is_aside = self.hits.iter().any(|(word, _)| *word == Wording::Aside);
        if text.trim_end().ends_with('?') {
            return Vec::new();
        }
        let mut found: Vec<Finding> = Vec::new();
        for (word, part) in self.hits.iter().filter(|(word, _)| is_sign(*word) && (!is_aside || is_hindsight(*word))) {
            let Some(verdict) = self.verdict(*word, part) else { continue };
            if !found.iter().any(|other| other.verdict == verdict) {
                found.push(Finding { verdict, by: *word, part: part.clone() });
            }
        }
        found
    }

    fn verdict(&self, word: Wording, part: &Range<usize>) -> Option<Verdict> {
        let (who, turned) = (self.somebody_before(part.start), self.is_turned(part));
        match word {
            Wording::HumanError => {
                let is_whole = self.words_in(self.range.clone()) <= 3;
                let is_cause = self.place == Place::Cause || self.has(Wording::Causal) || is_whole;
                (is_cause && !turned && !self.has(Wording::RuledOut)).then_some(Verdict::HumanErrorCause)
            }
            Wording::Forgot => {
                let somebody = who || self.is_named_before(part.start) || self.is_group_before(part.start);
                (somebody && !self.is_negated(self.before(part.start, BEFORE))).then_some(Verdict::BlamePerson)
            }
            Wording::Strayed => {
                // A name, or what programs are called too: none of these has rules to follow.
                let may_be = who || self.is_named_before(part.start);
                let is_person = self.is_before(part.start, |word| word == Wording::Person);
                let may_follow = may_be || self.is_group_before(part.start);
                let somebody = is_person || may_follow && self.is_behind(part.end, Wording::Instructions);
                (somebody && !self.is_negated(self.before(part.start, BEFORE))).then_some(Verdict::BlamePerson)
            }
            Wording::LeftUndone if !self.is_people_verb_at(part.end) => None,
            Wording::Failed | Wording::LeftUndone => {
                let is_person =
                    |person| person == Wording::Person || person == Wording::PersonOrProgram && word == Wording::Failed;
                let somebody = self.is_before(part.start, is_person) || self.is_group_before(part.start);
                (somebody && !self.is_negated(self.before(part.start, BEFORE))).then_some(Verdict::BlamePerson)
            }
            Wording::FailedAny => {
                let who = self.is_before(part.start, |word| word == Wording::Person);
                (who && !self.is_negated(self.before(part.start, BEFORE))).then_some(Verdict::BlamePerson)
            }
            Wording::OwnFault => (!turned).then_some(Verdict::BlamePerson),
            Wording::Fault => {
                let near = match self.said.text[..part.start].strip_suffix('\'') {
                    Some(before) => self.is_somebody_at(before.len()) || self.is_group_at(before.len()),
                    None => {
                        self.is_near(Wording::Person, self.before(part.start, BEFORE))
                            || self.somebody_behind(part.end)
                            || self.is_behind(part.end, Wording::Group)
                    }
                };
                (near && !turned).then_some(Verdict::BlamePerson)
            }
            Wording::Careless => (!turned && !self.has(Wording::RuledOut)).then_some(Verdict::Careless),
            Wording::CarelessPerson => (who && !turned).then_some(Verdict::Careless),
            Wording::FailedBy => (self.somebody_behind(part.end) && !turned).then_some(Verdict::BlamePerson),
            Wording::WithoutAsking => self.is_somebody_in(self.range.start..part.start).then_some(Verdict::BlamePerson),
            Wording::ShouldHave => {
                let is_human = || self.is_named_before(part.start) && self.is_behind(part.end, Wording::OnlyPeople);
                (who && self.is_past_behind(part.end) || is_human()).then_some(Verdict::ShouldHave)
            }
            Wording::Hindsight => who.then_some(Verdict::ShouldHave),
            Wording::HindsightInverted => self.had_before(part.start).then_some(Verdict::ShouldHave),
            Wording::Vague => (!self.is_negated(self.before(part.start, BEFORE))).then_some(Verdict::VagueAction),
            _ => None,
        }
    }

    fn has(&self, wanted: Wording) -> bool {
        self.hits.iter().any(|(word, _)| *word == wanted)
    }

    fn words_in(&self, range: Range<usize>) -> usize {
        words(&self.said.text[range]).count()
    }

    /// The last words before `at`.
    fn before(&self, at: usize, most: usize) -> Range<usize> {
        let start = words(&self.said.text[self.range.start..at]).rev().take(most).last();
        start.map_or(at, |word| self.range.start + word.start)..at
    }

    /// The first words behind `at`.
    fn behind(&self, at: usize) -> Range<usize> {
        let at = at.min(self.range.end);
        let end = words(&self.said.text[at..self.range.end]).take(BEHIND).last();
        at..end.map_or(at, |word| at + word.end)
    }

    fn is_negated(&self, within: Range<usize>) -> bool {
        self.is_near(Wording::Negation, within)
    }

    fn is_near(&self, wanted: Wording, within: Range<usize>) -> bool {
        let is_within = |range: &Range<usize>| within.start <= range.start && range.end <= within.end;
        self.hits.iter().any(|(word, range)| *word == wanted && is_within(range))
    }

    fn is_behind(&self, at: usize, wanted: Wording) -> bool {
        self.is_near(wanted, self.behind(at))
    }

    fn is_turned(&self, part: &Range<usize>) -> bool {
        self.is_negated(self.before(part.start, BEFORE)) || self.is_negated(self.behind(part.end))
    }

    /// Whether a word of the sentence, counted from its start, has that meaning.
    fn is_known(&self, word: &Range<usize>, meaning: Wording) -> bool {
        let place = self.range.start + word.start..self.range.start + word.end;
        self.hits.iter().any(|(known, range)| *known == meaning && *range == place)
    }

    /// Whether the verb behind `at` is in the past.
    fn is_past_behind(&self, at: usize) -> bool {
        let text = &self.said.text;
        let behind = self.behind(at);
        let is_participle = |word: &Range<usize>| {
            let range = behind.start + word.start..behind.start + word.end;
            let is_form = |word: Wording| matches!(word, Wording::Participle | Wording::OnlyPeople);
            let known = self.hits.iter().any(|(word, hit)| is_form(*word) && *hit == range);
            known || text[range].ends_with("ed")
        };
        words(&text[behind.clone()]).take(2).any(|word| is_participle(&word))
    }
}
