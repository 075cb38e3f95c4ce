//! Whether a title tells what failed, and nothing that the document contradicts.

use super::Subject;
use crate::diagnostics::rules::{BARE_TITLE, TITLE_CONTRADICTS};
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{DocumentWord, KINDS};
use crate::text::{severity, time};

pub(super) fn look(subject: &mut Subject<'_>) {
    let title = &subject.document.title;
    let (text, span) = (title.value.clone(), title.span());
    if is_bare(&text) {
        subject.tell(BARE_TITLE, format!("the title `{text}` tells when or which, and not what failed"), span);
    }
    let (stated, said) = (subject.level(), named_level(&text));
    if let (Some(stated), Some((word, said))) = (stated, said)
        && stated != said
    {
        let label = subject.incident.severity.as_ref().map_or("", |severity| severity.value.label.as_str());
        subject.tell(TITLE_CONTRADICTS, format!("the title says {word}, and the severity is {label}"), span);
    }
}

/// Nothing but a day, a number, and words for an incident as such.
fn is_bare(title: &str) -> bool {
    if time::read(title, &time::Context::default()).is_ok() {
        return true;
    }
    let mut words = title.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).peekable();
    let is_kind = |word: &str| {
        let word = fold(word);
        KINDS.find(&word).any(|(kind, place)| kind == DocumentWord::Incident && place.len() == word.len())
    };
    title.contains(|c: char| c.is_ascii_digit())
        && words.peek().is_some()
        && words.all(|word| is_code(word) || is_kind(word))
}

/// `INC-2041`, `INC2041`, `2026-02-14`, `42`; no `503s`, `S3` or `us-east-1`.
fn is_code(word: &str) -> bool {
    let is_part = |part: &str| {
        let digits = part.trim_start_matches(|c: char| c.is_ascii_uppercase());
        let letters = part.len() - digits.len();
        digits.bytes().all(|byte| byte.is_ascii_digit()) && (letters == 0 || digits.len() != 1)
    };
    word.contains(|c: char| c.is_ascii_digit()) && word.split('-').all(is_part)
}

/// The code of a severity that a title names, as written, and its level: a word would be one of its sentence.
fn named_level(title: &str) -> Option<(&str, u8)> {
    let words = title.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty());
    let code = |word: &str| {
        let digits = word.trim_start_matches(|c: char| c.is_alphabetic() || c == '-');
        digits.len() == 1 && word.len() >= "SEV1".len() && word.starts_with(|c: char| c.is_ascii_uppercase())
    };
    words.filter(|word| code(word)).find_map(|word| Some((word, severity::level(word)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_of_a_day_or_a_number_is_bare() {
        for title in
            ["2026-02-14", "INC-2041", "Incident 2026-02-14", "Postmortem INC-7", "2026-02-14 outage", "March 3, 2026"]
        {
            assert!(is_bare(title), "{title}");
        }
        for title in [
            "2026-02-14 Double bookings",
            "Outage of search",
            "503s",
            "Checkout down",
            "INC-7: queue full",
            "us-east-1",
            "重大",
        ] {
            assert!(!is_bare(title), "{title}");
        }
    }

    #[test]
    fn only_codes_of_a_title_are_severities() {
        assert_eq!(named_level("SEV1: checkout down"), Some(("SEV1", 1)));
        assert_eq!(named_level("Checkout down (SEV-2)"), Some(("SEV-2", 2)));
        for title in ["S3 was down", "A major outage", "P99 up", "High load", "IPV6 lost"] {
            assert_eq!(named_level(title), None, "{title}");
        }
    }
}
