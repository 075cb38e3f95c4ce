//! Words and signs for states, of a review and of an action, to their scales; unknown words are kept.

use super::words::{is_placeholder, parts, plain, squash};
use crate::model::ActionStatus;
use crate::model::postmortem::Status;
use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Default, Deserialize)]
struct Tables {
    review: IndexMap<String, Vec<String>>,
    action: IndexMap<String, Vec<String>>,
}

struct Words {
    review: FxHashMap<String, String>,
    action: FxHashMap<String, ActionStatus>,
    /// Single signs such as `✅`.
    signs: FxHashMap<char, ActionStatus>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let tables: Tables = toml::from_str(include_str!("status.toml")).unwrap_or_default();
    let mut words = Words { review: FxHashMap::default(), action: FxHashMap::default(), signs: FxHashMap::default() };
    for (name, spellings) in tables.review {
        words.review.extend(spellings.iter().map(|spelling| (squash(spelling), name.clone())));
    }
    for (name, spellings) in tables.action {
        let Some(status) = action_by_name(&name) else { continue };
        for spelling in &spellings {
            let squashed = squash(spelling);
            match spelling.chars().next().filter(|_| squashed.is_empty()) {
                Some(sign) => words.signs.insert(sign, status),
                None => words.action.insert(squashed, status),
            };
        }
    }
    words
});

fn action_by_name(name: &str) -> Option<ActionStatus> {
    Some(match name {
        "open" => ActionStatus::Open,
        "in-progress" => ActionStatus::InProgress,
        "done" => ActionStatus::Done,
        "verified" => ActionStatus::Verified,
        "wont-do" => ActionStatus::WontDo,
        _ => return None,
    })
}

/// A review's status and whether the word is known. Known words outside the scale (`resolved`, `monitoring`) come out in
/// one spelling as [`Status::Other`]; unknown ones as written. `None` for blanks, placeholders and open choices.
#[must_use]
pub fn review(text: &str) -> Option<(Status, bool)> {
    let label = plain(text);
    if is_placeholder(&label) && squash(&label) != "pending" || is_open_choice(&label) {
        return None;
    }
    let known = |part: &str| WORDS.review.get(squash(part).as_str());
    let first = parts(&label).next().unwrap_or(&label);
    let leading = || first.split_whitespace().next().and_then(known);
    Some(match known(&label).or_else(|| known(first)).or_else(leading) {
        Some(name) => (status_by_name(name), true),
        None => (Status::Other(label), false),
    })
}

fn status_by_name(name: &str) -> Status {
    match name {
        "draft" => Status::Draft,
        "in-review" => Status::InReview,
        "published" => Status::Published,
        "closed" => Status::Closed,
        other => Status::Other(other.to_owned()),
    }
}

/// `Resolved / In Progress / Monitoring`, `[Resolved/Open]`: a form's choice that nobody made.
fn is_open_choice(label: &str) -> bool {
    if !label.contains(['/', '|']) {
        return false;
    }
    let words = label.trim_matches(['[', ']', '(', ')', '<', '>']).split(['/', '|']);
    let (known, all) = words.fold((0, 0), |(known, all), word| {
        (known + usize::from(WORDS.review.contains_key(squash(word).as_str())), all + 1)
    });
    known == all && known >= 2
}

/// An action's state from its word (`Done`, `In progress (80 %)`, `COMPLETED in #12`) or leading sign (`✅`). `None` for
/// anything else.
#[must_use]
pub fn action(text: &str) -> Option<ActionStatus> {
    let squashed = squash(text);
    if let Some(status) = WORDS.action.get(squashed.as_str()) {
        return Some(*status);
    }
    let sign = text.trim().chars().next().and_then(|sign| WORDS.signs.get(&sign)).copied();
    let label = plain(text);
    let word = || {
        let first = parts(&label).next()?;
        let whole = WORDS.action.get(squash(first).as_str());
        whole.or_else(|| leading_words(first)).copied()
    };
    word().or(sign)
}

/// The one or two first words, where they are a state: `won't do: too dear`, `completed in #12`.
fn leading_words(phrase: &str) -> Option<&'static ActionStatus> {
    let mut words = phrase.split_whitespace();
    let (first, second) = (words.next()?, words.next());
    let two = second.and_then(|second| WORDS.action.get(squash(&format!("{first}{second}")).as_str()));
    // One-letter and yes/no words only count when they stand alone.
    let one = || WORDS.action.get(squash(first).as_str()).filter(|_| first.len() > 3);
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
        use ActionStatus::{Done, InProgress, Open, Verified, WontDo};
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
            ("Won't do", WontDo),
            ("wontfix", WontDo),
            ("Verified", Verified),
            ("cancelled", WontDo),
            ("✅ Done", Done),
            ("❌ Not started", Open),
        ] {
            assert_eq!(action(text), Some(status), "{text}");
        }
        for text in ["", "see OPS-1", "next week", "No idea"] {
            assert_eq!(action(text), None, "{text}");
        }
    }
}
