//! A block of code -> what of it is the code after a change. Old code that is taken for the fix breaks it once more, so that a block with
//! any sign of it counts as old.

use crate::text::facts::blocks::{Doc, Shape};
use crate::text::facts::prose::sentence_ends;
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{VERSIONS, Version};

/// Blocks above a block of code among which its heading is.
const NEAR: usize = 8;
/// What opens a comment.
const COMMENTS: [&str; 7] = ["#", "//", "--", "/*", "<!--", ";", "%"];
/// Points from a comment at the code before it.
const ARROWS: [&str; 4] = ["<-", "←", "^", "<="];
const REFUSED: char = '❌';
const ACCEPTED: [char; 2] = ['✅', '✔'];
/// A block with lines that were added and lines that were taken away.
pub(super) const DIFF: &str = "diff";

/// What of `code` stood there after the change: all of it, the part below a comment that says so, nothing.
pub(super) fn after(code: &str) -> Option<String> {
    let (mut is_old, mut kept) = (false, Vec::new());
    for line in code.lines() {
        match own_comment(line).and_then(label) {
            Some(Version::New) => is_old = false,
            Some(_) => is_old = true,
            None if !is_old => kept.push(line),
            None => {}
        }
    }
    let plain = !kept.iter().any(|line| is_blamed(line));
    let any = kept.iter().any(|line| !line.trim().is_empty());
    (plain && any).then(|| kept.join("\n"))
}

/// Whether what stands right above the block of code at `index`, or its heading, says that it is the old one.
pub(super) fn is_introduced_as_old(doc: &Doc, index: usize) -> bool {
    let says_old = |at: usize| {
        let text = doc.block_text(&doc.blocks[at]);
        let trimmed = text.trim();
        let last = sentence_ends(trimmed).filter(|end| *end < trimmed.len()).last().unwrap_or(0);
        [trimmed, trimmed[last..].trim()]
            .into_iter()
            .any(|text| matches!(label(text), Some(Version::Old | Version::Wrong)) || text.starts_with(REFUSED))
    };
    let mut above = (index.saturating_sub(NEAR)..index).rev();
    let is_text = |at: usize| matches!(doc.blocks[at].shape, Shape::Paragraph | Shape::Item { .. });
    let own = index.checked_sub(1).is_some_and(|at| is_text(at) && says_old(at));
    own || above.find(|at| doc.blocks[*at].is_heading()).is_some_and(says_old)
}

/// Whether lines were added, and others taken away.
pub(super) fn is_diff(code: &str) -> bool {
    let begins = |sign: char| code.lines().any(|line| line.starts_with(sign));
    let others = |line: &str| line.is_empty() || line.starts_with(['+', '-', ' ', '@']);
    begins('+') && begins('-') && code.lines().all(others)
}

/// What a line says that is nothing but a comment.
fn own_comment(line: &str) -> Option<&str> {
    let line = line.trim();
    let mark = COMMENTS.into_iter().find(|mark| line.starts_with(mark))?;
    Some(line[mark.len()..].trim_start_matches(['#', '/', '-', '*', ' ']))
}

/// `Before:`, `Old code (broken)`, `After the fix`, and nothing more than a remark behind it.
fn label(text: &str) -> Option<Version> {
    let text = text.trim_start();
    if text.starts_with(REFUSED) {
        return Some(Version::Old);
    }
    if text.starts_with(ACCEPTED) {
        return Some(Version::New);
    }
    let folded = fold(text);
    let start = folded.find(char::is_alphanumeric)?;
    let ends_there = |end: usize| {
        let rest = folded[end..].trim_start_matches(['*', '_', '`', ' ']);
        rest.is_empty() || rest.starts_with("- ") || rest.starts_with([':', '：', '(', '（', '—', '–', '→'])
    };
    let mut hits = VERSIONS.find(&folded).filter(|(version, at)| *version != Version::Wrong && at.start == start);
    hits.find(|(_, at)| ends_there(at.end)).map(|(version, _)| version)
}

/// Whether a comment behind or below code says what it does wrong: `# <-- fails`, `// BUG: ...`.
fn is_blamed(line: &str) -> bool {
    let parted = |at: &usize| line[..*at].is_empty() || line[..*at].ends_with(char::is_whitespace);
    let behind = |mark: &str| line.find(mark).filter(parted).map(|at| &line[at + mark.len()..]);
    let remarks = COMMENTS.into_iter().filter_map(behind);
    remarks.into_iter().any(|remark| {
        let remark = remark.trim_start_matches(['#', '/', '-', '*', ' ']);
        if remark.starts_with(REFUSED) {
            return true;
        }
        let arrow = ARROWS.into_iter().find_map(|arrow| remark.strip_prefix(arrow));
        let folded = fold(arrow.unwrap_or(remark));
        let Some(start) = folded.find(char::is_alphanumeric) else { return false };
        let begins = |end: usize| arrow.is_some() || folded[end..].trim_start().starts_with([':', '!']);
        VERSIONS.find(&folded).any(|(version, at)| version == Version::Wrong && at.start == start && begins(at.end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_versions_in_a_block_the_later_one_counts() {
        let both = "# Before: ignores the limit\nlimit = 0\n\n# After: reads it\nlimit = read()";
        assert_eq!(after(both).as_deref(), Some("limit = read()"));
        assert_eq!(after("# Old\na\n# New\nb\n# Old\nc\n# New\nd").as_deref(), Some("b\nd"));
        assert_eq!(after("// ❌ leaks\nopen(x)\n// ✅ closes\nwith(x)").as_deref(), Some("with(x)"));
        assert_eq!(after("// WRONG - chained\na.b()\n// CORRECT - an option\na(b)").as_deref(), Some("a(b)"));
        assert_eq!(after("# Old code\nlimit = 0"), None);
        let plain = "# Before you restart, drain the node\nkubectl drain node-3";
        assert_eq!(after(plain).as_deref(), Some(plain));
    }

    #[test]
    fn code_with_a_line_that_is_blamed_is_old() {
        for code in [
            "limit = 0  # <-- Problematic",
            "if x:  # ← Rejects every key\n  pass",
            "retry(0); // BUG: never waits",
            "open(x) # ❌",
        ] {
            assert_eq!(after(code), None, "{code}");
        }
        for code in [
            "limit = 5  # <-- raised",
            "wait(3); // never less than two",
            "let x = <-old",
            "DELETE FROM jobs WHERE note LIKE '%failed: %'",
        ] {
            assert_eq!(after(code).as_deref(), Some(code));
        }
    }

    #[test]
    fn a_diff_adds_and_takes_away() {
        assert!(is_diff("@@ -1 +1 @@\n-limit: 0\n+limit: 5\n other: 1"));
        assert!(!is_diff("- restart\n- drain"));
        assert!(!is_diff("limit: 5\n-a\n+b"));
    }
}
