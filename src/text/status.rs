//! Words and signs for states, of a review and of an action, to their scales; unknown words are kept.

use super::lexicon::{ACTION_STATES, REVIEW_STATES, Review};
use super::words::{self, is_placeholder, parts, plain};
use crate::model::ActionStatus;
use crate::model::postmortem::Status;

/// A review's status and whether the word is known. Known words outside the scale (`resolved`, `monitoring`) come out in
/// one spelling as [`Status::Other`]; unknown ones as written. `None` for blanks, placeholders and open choices.
#[must_use]
pub(crate) fn review(text: &str) -> Option<(Status, bool)> {
    let label = plain(text);
    if is_open_choice(&label) {
        return None;
    }
    // `Pending` is a state here; elsewhere it is a blank.
    let whole = REVIEW_STATES.get(&label);
    if whole.is_none() && is_placeholder(&label) {
        return None;
    }
    let first = parts(&label).next().unwrap_or(&label);
    let leading = || first.split_whitespace().next().and_then(|word| REVIEW_STATES.get(word));
    Some(match whole.or_else(|| REVIEW_STATES.get(first)).or_else(leading) {
        Some(state) => (status(state), true),
        None => (Status::Other(label), false),
    })
}

/// Whether nobody says so of an incident that goes on.
#[must_use]
pub(crate) fn is_over(status: &Status) -> bool {
    let word = match status {
        Status::Closed => return true,
        Status::Other(word) => REVIEW_STATES.get(word),
        _ => None,
    };
    word == Some(Review::Resolved)
}

fn status(state: Review) -> Status {
    let other = |name: &str| Status::Other(name.to_owned());
    match state {
        Review::Draft => Status::Draft,
        Review::InReview => Status::InReview,
        Review::Published => Status::Published,
        Review::Closed => Status::Closed,
        Review::Resolved => other("resolved"),
        Review::Mitigated => other("mitigated"),
        Review::Monitoring => other("monitoring"),
        Review::Identified => other("identified"),
        Review::Investigating => other("investigating"),
        Review::InProgress => other("in-progress"),
        Review::Open => other("open"),
        Review::Scheduled => other("scheduled"),
    }
}

/// `Resolved / In Progress / Monitoring`, `[Resolved/Open]`: a form's choice that nobody made.
fn is_open_choice(label: &str) -> bool {
    words::open_choices(label, |word| REVIEW_STATES.get(word).is_some()).is_some_and(|choices| choices >= 2)
}

/// An action's state from its word (`Done`, `In progress (80 %)`, `COMPLETED in #12`) or leading sign (`✅`). `None` for
/// anything else.
#[must_use]
pub(crate) fn action(text: &str) -> Option<ActionStatus> {
    if let Some(status) = ACTION_STATES.get(text) {
        return Some(status);
    }
    // A letter is a mark (`[x]`) only where it stands alone: `X-22` is a ticket.
    let first = text.trim().chars().next().filter(|first| !first.is_alphanumeric());
    let sign = first.and_then(|sign| ACTION_STATES.get(sign.encode_utf8(&mut [0; 4])));
    let label = plain(text);
    let word = || {
        let first = parts(&label).next()?;
        ACTION_STATES.get(first).or_else(|| leading_words(first))
    };
    word().or(sign)
}

/// The one or two first words, where they are a state: `won't do: too dear`, `completed in #12`.
fn leading_words(phrase: &str) -> Option<ActionStatus> {
    let mut words = phrase.split_whitespace();
    let (first, second) = (words.next()?, words.next());
    let two = second.and_then(|second| ACTION_STATES.get(&format!("{first} {second}")));
    // One-letter and yes/no words only count when they stand alone.
    let one = || ACTION_STATES.get(first).filter(|_| first.len() > 3);
    two.or_else(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn review_words() {
        let read = |text| review(text).map(|(status, known)| (status.as_str().to_owned(), known));
        for (text, word) in [
            ("Draft", "draft"),
            ("in_review", "in-review"),
            ("Published", "published"),
            ("CLOSED", "closed"),
            ("✅ **Resolved** at 15:09", "resolved"),
            ("Resolved with compromises", "resolved"),
            ("Complete, actions open", "published"),
            ("Under Investigation", "investigating"),
            ("in_progress", "in-progress"),
        ] {
            assert_eq!(read(text), Some((word.to_owned(), true)), "{text}");
        }
        assert_eq!(read("stub"), Some(("stub".to_owned(), false)));
        assert_eq!(read("Resolved / In Progress / Monitoring"), None);
        assert_eq!(read("[Resolved/In-Progress]"), None);
        assert_eq!(read(" "), None);
    }

    #[test]
    fn action_words_and_signs() {
        use ActionStatus::{Done, Dropped, InProgress, Open, Verified};
        for (text, status) in [
            ("Done", Done),
            ("✅", Done),
            ("✅ merged in #12", Done),
            ("COMPLETED in #12", Done),
            ("In Progress", InProgress),
            ("in-progress (80 %)", InProgress),
            ("🚧", InProgress),
            ("TODO", Open),
            ("Not started", Open),
            ("Won't do", Dropped),
            ("wontfix", Dropped),
            ("Verified", Verified),
            ("cancelled", Dropped),
            ("✅ Done", Done),
            ("❌ Not started", Open),
        ] {
            assert_eq!(action(text), Some(status), "{text}");
        }
        for text in ["", "see OPS-1", "next week", "No idea", "X-22", "Y-2 and Z-3"] {
            assert_eq!(action(text), None, "{text}");
        }
    }
}
