//! A body's code -> the errors that programs printed, each with what is the same wherever it is printed.

use super::lexicon::fold::fold;
use super::lexicon::{ERROR_WORDS, Known};
use super::session::{is_command, is_query};
use super::shorten::cut;
use crate::model::Body;
use rustc_hash::FxHashSet;

/// Errors of one document.
const MOST: usize = 12;
/// Bytes of a line.
const LENGTHS: std::ops::RangeInclusive<usize> = 16..=400;
/// Words of letters that a signature has at least.
const FEWEST: usize = 3;
/// Longest error that is shown, in characters.
const SHOWN: usize = 160;

/// An error that a document shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PrintedError {
    /// Without what differs from one time to the next: times, numbers, ids, case.
    pub signature: String,
    /// As the document has it.
    pub text: String,
}

/// The errors in the code of `body`, in its order, each signature once.
#[must_use]
pub(crate) fn errors(body: &Body) -> Vec<PrintedError> {
    let place = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
    let code = body.code.iter().filter_map(|range| body.text.get(place(range.start)..place(range.end)));
    let (mut found, mut seen) = (Vec::new(), FxHashSet::default());
    for line in code.flat_map(str::lines).map(str::trim).filter(|line| LENGTHS.contains(&line.len())) {
        if !ERROR_WORDS.holds(&fold(line), Known) || is_typed(line) || is_figures(line) {
            continue;
        }
        let text = message(line);
        let signature = signature(text);
        let words = signature.split(' ').filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1).count();
        if words >= FEWEST && ERROR_WORDS.holds(&fold(text), Known) && seen.insert(signature.clone()) {
            found.push(PrintedError { signature, text: cut(text, SHOWN) });
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// Whether somebody typed it, into a terminal or a file.
fn is_typed(line: &str) -> bool {
    line.starts_with(['$', '>', '#', '%', '+', '-', '/', '|', '{', '<', '@', '&'])
        || line.ends_with(['{', ';', '(', '\\', '|'])
        || line.contains("==")
        || line.contains(" = ")
        || line.contains(" | ")
        || is_command(line)
        || is_query(line)
}

/// `line` without the time and the marks that it begins with.
fn message(line: &str) -> &str {
    let is_stamp = |word: &str| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        letters == 0 || digits > letters
    };
    let first = |text: &str| text.split(' ').next().is_some_and(is_stamp);
    // A zone between a time and the number of a process.
    let is_zone = |word: &str| word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let (mut rest, mut stamped) = (line, false);
    while let Some((word, after)) = rest.split_once(' ') {
        let after = after.trim_start();
        let goes_before = is_stamp(word) || stamped && is_zone(word) && first(after);
        if !goes_before {
            break;
        }
        (rest, stamped) = (after, true);
    }
    rest
}

/// Names with values, and nothing else: a line of figures.
fn is_figures(text: &str) -> bool {
    let (mut all, mut valued) = (0, 0);
    for word in text.split_whitespace() {
        all += 1;
        valued += usize::from(word.contains('='));
    }
    valued * 2 > all
}

/// Words in small letters, with one `#` for whatever has a digit in it.
fn signature(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()) {
        let word = if word.contains(|c: char| c.is_ascii_digit()) { "#" } else { word };
        if word == "#" && out.ends_with('#') {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> Vec<String> {
        let end = u32::try_from(code.len()).unwrap();
        let body = Body { text: code.to_owned(), code: std::iter::once(0..end).collect(), ..Body::default() };
        errors(&body).into_iter().map(|error| error.signature).collect()
    }

    #[test]
    fn one_error_is_one_whatever_its_numbers() {
        let first = of("2026-03-07 14:02:11.123 UTC [4711] FATAL: remaining connection slots are reserved (pid 12)");
        assert_eq!(first, ["fatal remaining connection slots are reserved pid #"]);
        assert_eq!(of("[99] FATAL:  remaining connection slots are reserved (pid 8812)"), first);
    }

    #[test]
    fn commands_and_settings_are_no_errors() {
        for typed in [
            "$ kubectl logs api | grep error of the pool",
            "grep -rn 'connection refused by the pool' /var/log",
            "if (error == timeout) {",
            "retries: 3 of many",
            "resp = session.post(url, timeout of twenty)",
            "cpu=0 search_restart=0 insert_failed=1803",
            "UPDATE export_jobs SET state='failed', step='stuck while sending' WHERE job='4711'",
            "DELETE FROM retries WHERE reason LIKE 'connection refused%'",
        ] {
            assert_eq!(of(typed), Vec::<String>::new(), "{typed}");
        }
        // What a database answers may begin with the statement's name.
        assert_eq!(of("SELECT command denied to user 'shop' for orders, access failed").len(), 1);
    }
}
