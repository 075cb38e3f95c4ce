//! Words for who or what noticed an incident, to [`Detection`].

use crate::model::postmortem::Detection;
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{NOTICED, NOTICED_SHORT, NOTICED_TOLD, Noticed};

/// Words of a value that are looked at: `customer report (monitoring was silent)` is the customer.
const FIRST: usize = 4;

/// Reads a short value; a word outside the scale is kept. `None` for blanks.
#[must_use]
pub(crate) fn read(text: &str) -> Option<Detection> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    Some(known(text).unwrap_or_else(|| Detection::Other(text.to_owned())))
}

/// Whether the value names a member of the scale.
pub(super) fn is_known(text: &str) -> bool {
    known(text).is_some()
}

/// What a sentence tells, where it names one kind only.
#[must_use]
pub(crate) fn told(text: &str) -> Option<Detection> {
    let text = fold(text);
    let mut told = NOTICED.find(&text).chain(NOTICED_TOLD.find(&text)).map(|(noticed, _)| noticed);
    let first = told.next()?;
    told.all(|other| other == first).then(|| detection(first))
}

/// What the table's word stands for.
fn detection(noticed: Noticed) -> Detection {
    match noticed {
        Noticed::Monitoring => Detection::Monitoring,
        Noticed::Customer => Detection::Customer,
        Noticed::Staff => Detection::Staff,
        Noticed::ThirdParty => Detection::ThirdParty,
    }
}

/// The first known word of the first few decides.
fn known(text: &str) -> Option<Detection> {
    let folded = fold(text);
    let is_edge = |c: char| !c.is_alphanumeric() && c != '-';
    let gaps = folded.match_indices(is_edge).map(|(at, _)| at);
    let end = gaps.filter(|at| !folded[..*at].ends_with(is_edge)).nth(FIRST - 1).unwrap_or(folded.len());
    let words = NOTICED.find(&folded[..end]).chain(NOTICED_SHORT.find(&folded[..end]));
    let first = words.min_by_key(|(_, range)| (range.start, range.end));
    first.map(|(noticed, _)| detection(noticed))
}
