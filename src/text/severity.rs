//! A severity as people write it (`SEV-2`, `P1 (critical)`, `🔴 High`) to one scale, the written word kept.

use super::lexicon::fold::squash;
use super::lexicon::{Level, SEVERITIES, SEVERITY_CODES, SEVERITY_FILLERS};
use super::words::{self, is_placeholder, parts, plain};
use crate::model::Severity;
use std::sync::LazyLock;

/// Reads a severity. `None` where the text is blank, a placeholder, or a choice left open (`High / Medium / Low`).
#[must_use]
pub(crate) fn read(text: &str) -> Option<Severity> {
    let label = plain(text);
    if is_placeholder(&label) || is_open_choice(&label) {
        return None;
    }
    let level = level(&label);
    Some(Severity { label, level })
}

/// The level of a severity's text: 1 (worst) to 5. The first part decides (`High (blocked deploys)`); later ones count
/// only where they are codes (`Site gone (P0)`). `None` for words outside the scale.
#[must_use]
pub(crate) fn level(text: &str) -> Option<u8> {
    let whole = text.trim();
    if let Some(level) = level_of_word(whole) {
        return Some(level);
    }
    let mut parts = parts(whole);
    let first = parts.next()?;
    level_of_word(first)
        .or_else(|| leading_code(first))
        .or_else(|| parts.find_map(|part| code_level(&squash(part)).filter(|_| !is_number(part))))
}

/// `SEV-2 major`: a code at the start of a phrase.
fn leading_code(phrase: &str) -> Option<u8> {
    let mut words = phrase.split_whitespace();
    let first = squash(words.next()?);
    let second = words.next().map(squash).unwrap_or_default();
    if first.len() > 1 && first.contains(|character: char| character.is_ascii_digit()) {
        return code_level(&first).filter(|_| !is_number(&first));
    }
    let with_letters = first.starts_with(|character: char| character.is_ascii_alphabetic());
    (with_letters && second.len() == 1).then(|| code_level(&format!("{first}{second}"))).flatten()
}

fn level_of_word(word: &str) -> Option<u8> {
    let squashed = squash(word);
    if squashed.is_empty() {
        return None;
    }
    if let Some(Level(level)) = SEVERITIES.own(word).map(|name| name.meaning) {
        return Some(level);
    }
    if squashed.bytes().all(|byte| byte.is_ascii_digit()) {
        // `-1` and `1.5` are no levels though their digits are.
        return if squashed == word.trim() { code_level(&squashed) } else { None };
    }
    let bare = without_fillers(&squashed);
    let known = |word: &str| SEVERITIES.get(word).map(|Level(level)| level);
    known(word).or_else(|| known(bare)).or_else(|| code_level(&squashed)).or_else(|| misspelt(bare))
}

/// Longest first: `severity level` before `level`.
static FILLERS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut fillers: Vec<&str> = SEVERITY_FILLERS.words().map(|(squashed, ..)| squashed).collect();
    fillers.sort_unstable_by_key(|filler| (std::cmp::Reverse(filler.len()), *filler));
    fillers
});

fn without_fillers(squashed: &str) -> &str {
    let own = SEVERITY_FILLERS.own_words();
    for filler in own.iter().map(|(filler, _)| filler.as_str()).chain(FILLERS.iter().copied()) {
        let bare = squashed.strip_prefix(filler).or_else(|| squashed.strip_suffix(filler));
        if let Some(bare) = bare.filter(|bare| !bare.is_empty()) {
            return bare;
        }
    }
    squashed
}

/// `sev2`, `severity2`, `p0`, `s3`, `level1`, `2`; 0 counts as 1.
fn code_level(squashed: &str) -> Option<u8> {
    let digit = squashed.bytes().last().filter(u8::is_ascii_digit)? - b'0';
    let letters = &squashed[..squashed.len() - 1];
    let known = letters.is_empty() || SEVERITY_CODES.get(letters).is_some();
    (known && digit <= 5).then(|| digit.max(1))
}

/// Shortest word in which a slip of the keyboard is forgiven.
const LONG: usize = 7;

/// One slip in a long word (`dissrupted`, `critcal`), where all words that are so near mean one level.
fn misspelt(word: &str) -> Option<u8> {
    if word.len() < LONG || !word.is_ascii() {
        return None;
    }
    let is_near = |known: &str| {
        known.len() > LONG && known.len().abs_diff(word.len()) <= 1 && strsim::damerau_levenshtein(known, word) == 1
    };
    let mut near = SEVERITIES.words().filter(|(known, ..)| is_near(known)).map(|(.., name)| name.meaning);
    let Level(level) = near.next()?;
    near.all(|other| other == Level(level)).then_some(level)
}

fn is_number(text: &str) -> bool {
    text.trim().bytes().all(|byte| byte.is_ascii_digit())
}

/// A form's choice that nobody made: three or more levels side by side, in brackets or not.
fn is_open_choice(label: &str) -> bool {
    let choices = words::open_choices(label, |word| level_of_word(word.trim()).is_some());
    choices.is_some_and(|choices| choices >= 3 || choices == 2 && label.starts_with(['[', '<']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Word;
    use crate::text::lexicon;

    fn level_of(text: &str) -> Option<u8> {
        read(text).and_then(|severity| severity.level)
    }

    #[test]
    fn codes_and_words_share_one_scale() {
        for (text, level) in [
            ("SEV0", 1),
            ("SEV-1", 1),
            ("sev 2", 2),
            ("Severity 3", 3),
            ("P0", 1),
            ("p4", 4),
            ("S2", 2),
            ("1", 1),
            ("5", 5),
            ("Critical", 1),
            ("HIGH", 2),
            ("major", 2),
            ("partial-outage", 2),
            ("Medium", 3),
            ("disrupted", 3),
            ("low", 4),
            ("minor", 4),
            ("notice", 5),
            ("down", 1),
            ("High severity", 2),
            ("Severity: high", 2),
            ("🔴 Critical", 1),
            ("**SEV2**", 2),
            ("critical!!", 1),
            ("sev1 ", 1),
            ("major-outage", 1),
            ("under-maintenance", 5),
        ] {
            assert_eq!(level_of(text), Some(level), "{text}");
        }
    }

    #[test]
    fn the_first_part_decides_and_later_codes_help() {
        assert_eq!(level_of("High (blocked deployments)"), Some(2));
        assert_eq!(level_of("Critical - all of production"), Some(1));
        assert_eq!(level_of("SEV-1 (platform) / SEV-2 (one service)"), Some(1));
        assert_eq!(level_of("Site gone (P0)"), Some(1));
        assert_eq!(level_of("SEV 2 minor"), Some(2));
        assert_eq!(level_of("dissrupted"), Some(3));
    }

    #[test]
    fn what_is_outside_the_scale_is_kept_without_level() {
        for text in [
            "SEV9",
            "-1",
            "1.5",
            "page (calibration) + notice (feature)",
            "chain halt, no loss of funds",
            "<b>SEV7</b>",
        ] {
            assert_eq!(read(text).map(|severity| severity.level), Some(None), "{text}");
        }
    }

    #[test]
    fn placeholders_are_no_severity() {
        for text in ["", "N/A", "TBD", "?", "<severity>", "High / Medium / Low", "[SEV1/SEV2]"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_team_adds_its_own_words() {
        let own = |word: &str, level| Word {
            table: "severities".to_owned(),
            meaning: format!("level_{level}"),
            word: word.to_owned(),
            overrules: true,
        };
        lexicon::with(&[own("Code Red", 1), own("high", 3)].into(), || {
            assert_eq!(level("code-red"), Some(1));
            assert_eq!(level("High"), Some(3));
        });
        assert_eq!(level("High"), Some(2));
    }
}
