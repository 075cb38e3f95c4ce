//! A sentence to what its words and its shape tell.

use super::marks::{Mark, Marks};
use crate::text::lexicon::fold::is_unspaced;
use crate::text::lexicon::{REMEDIES, Remedy};
use std::ops::Range;

/// Words of a sentence that says too little, and too much.
const SHORT: usize = 4;
const LONG: usize = 45;
const BRIEF: usize = 12;
/// Bytes between what leads to a means and its verb: `by quickly restarting`.
const LEADING: usize = 14;
/// Bytes at a sentence's start in which its label ends: `Fix: ...`.
const LABEL: usize = 40;

/// Words of a sentence that are known: of each is asked how it stands to all others.
const MOST: usize = 200;

/// A word with its meaning and place.
type Hit = (Remedy, Range<usize>);

/// What holds for `sentence`, the `nth` of its block, which is `text` when folded.
pub(super) fn read(sentence: &str, text: &str, nth: usize) -> Marks {
    let hits: Vec<Hit> = REMEDIES.find(text).take(MOST).collect();
    let start = text.find(char::is_alphanumeric).unwrap_or(0);
    let told = behind_reference(text, start);
    let mut marks = Marks::default();
    marks.put_if(told != start, Mark::Named);
    for (remedy, range) in &hits {
        let opens = range.start == start || range.start == told;
        match remedy {
            Remedy::Counted => marks.put_if(is_counted(&text[..range.start]), Mark::Tally),
            // As an order or a question only where the sentence begins with it.
            Remedy::Order | Remedy::OrderWeak if opens && !is_numbered_label(&text[range.end..]) => {
                marks.starts(*remedy);
            }
            Remedy::Question if opens => marks.put(Mark::Asks),
            Remedy::Order | Remedy::OrderWeak | Remedy::Question => {}
            // `by 10:40` says when.
            Remedy::Through | Remedy::By
                if text[range.end..].trim_start().starts_with(|c: char| c.is_ascii_digit()) => {}
            _ => {
                marks.says(*remedy);
                if opens {
                    marks.starts(*remedy);
                }
            }
        }
    }
    verbs(text, &hits, &mut marks);
    first_and_last(&hits, start.max(told), &mut marks);
    shape(sentence, text, nth, &mut marks);
    marks
}

/// ` 2: ...` behind the word that names a step.
fn is_numbered_label(rest: &str) -> bool {
    behind_number(rest).is_some()
}

/// Where a sentence goes on behind what it names by a number: `PR #7: install ...`.
fn behind_reference(text: &str, start: usize) -> usize {
    let named = text[start..].find(|c: char| !c.is_alphabetic()).filter(|end| *end > 0);
    named.and_then(|end| behind_number(&text[start + end..])).map_or(start, |rest| text.len() - rest.len())
}

/// What follows ` #7: `.
fn behind_number(text: &str) -> Option<&str> {
    let number = text.trim_start_matches([' ', '#']);
    let rest = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let told = rest.trim_start().strip_prefix([':', '：']).filter(|_| rest.len() < number.len())?;
    Some(told.trim_start())
}

/// Whether a number ends `before`.
fn is_counted(before: &str) -> bool {
    before.ends_with(' ') && before.trim_end().ends_with(|c: char| c.is_ascii_digit())
}

/// How the verbs of remedies stand in their clauses.
fn verbs(text: &str, hits: &[Hit], marks: &mut Marks) {
    for (remedy, range) in hits {
        let before = &text[..range.start];
        match remedy {
            Remedy::Done | Remedy::DoneWeak => {
                let from = before.rfind([',', ';', ':', '(', '，', '、', '—', '–']).unwrap_or(0);
                let clause = |wanted: Remedy| {
                    hits.iter().any(|(other, at)| *other == wanted && at.start >= from && at.end <= range.start)
                };
                marks.put_if(clause(Remedy::Agent) || before[from..].contains('@'), Mark::DoneByUs);
                marks.put_if(clause(Remedy::Auxiliary), Mark::DonePassive);
                marks.put_if(clause(Remedy::Aside), Mark::DoneAside);
                marks.put_if(clause(Remedy::Denies), Mark::DoneDenied);
                marks.put_if(clause(Remedy::Before), Mark::DoneBefore);
                let named = |(other, at): &Hit| *other == Remedy::Article && before.trim_end().len() == at.end;
                marks.put_if(hits.iter().any(named), Mark::DoneNamed);
            }
            Remedy::Gerund | Remedy::GerundWeak => {
                let leads = |(other, at): &Hit| {
                    *other == Remedy::Through && at.end <= range.start && range.start - at.end <= LEADING
                };
                marks.put_if(hits.iter().any(leads), Mark::Means);
            }
            _ => {}
        }
    }
}

/// What is told first, and what last. Orders tell where a sentence `opens` with them.
fn first_and_last(hits: &[Hit], opens: usize, marks: &mut Marks) {
    let is_order = |remedy: Remedy| matches!(remedy, Remedy::Order | Remedy::OrderWeak);
    let tells = |(remedy, at): &&Hit| remedy.is_telling() || is_order(*remedy) && at.start == opens;
    let first = hits.iter().filter(tells).map(|(_, at)| at.start).min();
    let last = hits.iter().filter(tells).map(|(_, at)| at.end).max();
    for (remedy, at) in hits.iter().filter(tells) {
        if Some(at.start) == first {
            marks.leads(*remedy);
        }
        if Some(at.end) == last {
            marks.ends(*remedy);
        }
    }
}

fn shape(sentence: &str, text: &str, nth: usize, marks: &mut Marks) {
    match words(text) {
        0..SHORT => marks.put(Mark::Short),
        SHORT..BRIEF => marks.put(Mark::Brief),
        BRIEF..LONG => {}
        _ => marks.put(Mark::Long),
    }
    marks.put(match nth {
        0 => Mark::First,
        1 => Mark::Second,
        _ => Mark::Further,
    });
    marks.put_if(sentence.ends_with([':', '：']), Mark::LeadIn);
    marks.put_if(sentence.ends_with(['?', '？']), Mark::Asks);
    marks.put_if(sentence.ends_with(['.', '。', '!']), Mark::Ended);
    let bytes = sentence.as_bytes();
    marks.put_if(memchr::memchr3(b'[', b'<', b'{', bytes).is_some(), Mark::Bracket);
    let bracketed =
        sentence.starts_with(['[', '<', '{', '【']) && sentence.trim_end_matches('.').ends_with([']', '>', '}', '】']);
    marks.put_if(bracketed, Mark::Bracketed);
    marks.put_if(bytes.contains(&b'@') || sentence.contains("http"), Mark::Address);
    let is_arrow = || sentence.contains("->") || !sentence.is_ascii() && sentence.contains(['→', '⇒']);
    marks.put_if(is_arrow(), Mark::Arrow);
    let opening = &sentence[..sentence.floor_char_boundary(LABEL)];
    marks.put_if(opening.contains(": ") || opening.contains('：'), Mark::Colon);
}

/// How many words `text` has.
fn words(text: &str) -> usize {
    if text.is_ascii() {
        let mut in_word = false;
        let begins = |byte: &u8| !std::mem::replace(&mut in_word, byte.is_ascii_alphanumeric()) && in_word;
        return text.bytes().filter(begins).count();
    }
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count();
    // Where words are not parted by blanks, two letters are about a word.
    words.max(text.chars().filter(|c| is_unspaced(*c)).count() / 2)
}
