//! A block of code -> what of it is the code after a change. Old code that is taken for the fix breaks it once more, so that a block with
//! any sign of it counts as old.

use crate::text::facts::blocks::{Doc, Shape};
use crate::text::facts::prose::sentence_ends;
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{VERSIONS, Version};

/// Blocks above a block of code among which its heading is.
const NEAR: usize = 8;
/// What opens a comment.
const COMMENTS: [&str; 4] = ["#", "//", "/*", "<!--"];
/// The same, where a blank follows: `--now` is an option.
const SPACED_COMMENTS: [&str; 3] = ["--", ";", "%"];
/// Signs of a comment on one line that are looked behind.
const MOST_REMARKS: usize = 16;
/// Points from a comment at the code before it.
const ARROWS: [&str; 4] = ["<-", "←", "^", "<="];
const REFUSED: char = '❌';
const ACCEPTED: [char; 2] = ['✅', '✔'];
/// A block with lines that were added and lines that were taken away.
pub(super) const DIFF: &str = "diff";
/// Lines of a diff that are none of either file.
const DIFF_HEADS: [&str; 3] = ["diff --", "index ", "\\ "];

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
    let told = |at: usize| {
        let text = doc.block_text(&doc.blocks[at]);
        let trimmed = text.trim();
        let last = sentence_ends(trimmed).filter(|end| *end < trimmed.len()).last().unwrap_or(0);
        label(trimmed).or_else(|| label(trimmed[last..].trim()))
    };
    let mut above = (index.saturating_sub(NEAR)..index).rev();
    let is_text = |at: &usize| matches!(doc.blocks[*at].shape, Shape::Paragraph | Shape::Item { .. });
    let own = index.checked_sub(1).filter(is_text).and_then(told);
    let by_heading = || above.find(|at| doc.blocks[*at].is_heading()).and_then(told);
    own.or_else(by_heading) == Some(Version::Old)
}

/// Whether lines were added, and others taken away.
pub(super) fn is_diff(code: &str) -> bool {
    let begins = |sign: char| code.lines().any(|line| line.starts_with(sign));
    let is_head = |line: &str| DIFF_HEADS.into_iter().any(|head| line.starts_with(head));
    let others = |line: &str| line.is_empty() || line.starts_with(['+', '-', ' ', '@']) || is_head(line);
    begins('+') && begins('-') && code.lines().all(others)
}

/// What a line says that is nothing but a comment.
fn own_comment(line: &str) -> Option<&str> {
    let line = line.trim();
    comment_at(line, 0)
}

/// What the comment says that opens at byte `at` of a line, if one does.
fn comment_at(line: &str, at: usize) -> Option<&str> {
    let rest = line.get(at..)?;
    let spaced = |mark: &&str| rest.strip_prefix(*mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let mark = COMMENTS.into_iter().find(|mark| rest.starts_with(mark));
    let mark = mark.or_else(|| SPACED_COMMENTS.into_iter().find(spaced))?;
    Some(rest[mark.len()..].trim_start_matches(['#', '/', '-', '*', ' ']))
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
    let remarks = line.char_indices().map(|(at, _)| at).filter(parted).filter_map(|at| comment_at(line, at));
    remarks.take(MOST_REMARKS).any(|remark| {
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
            "fetch(\"http://a/b\")  // BUG: never waits",
            "color: \"#fff\"  # <-- wrong",
            "wait(a--)  -- BUG: never ends",
        ] {
            assert_eq!(after(code), None, "{code}");
        }
        for code in [
            "limit = 5  # <-- raised",
            "wait(3); // never less than two",
            "let x = <-old",
            "DELETE FROM jobs WHERE note LIKE '%failed: %'",
            "systemctl disable api \\\n  --now",
            "kubectl logs x \\\n  --previous\nkubectl rollout restart deploy/x",
        ] {
            assert_eq!(after(code).as_deref(), Some(code));
        }
    }

    #[test]
    fn the_nearest_label_decides() {
        use crate::text::facts::fix::tests::commands;
        let below = |text: &str| commands(&format!("# Lamps\n\n## Resolution\n\n{text}"));
        let (old, new) = ("```yaml\nlimit: 0\n```\n\n", "```yaml\nlimit: 5\n```\n\n");
        for text in [
            format!("### Old code\n\n{old}New code:\n\n{new}"),
            format!("### Changes\n\nOld code:\n\n{old}New code:\n\n{new}"),
            format!("### Old code\n\n{old}### New code\n\n{new}"),
        ] {
            assert_eq!(below(&text), ["limit: 5"], "{text}");
        }
    }

    #[test]
    fn a_diff_adds_and_takes_away() {
        let hunk = "@@ -1 +1 @@\n-limit: 0\n+limit: 5\n other: 1";
        assert!(is_diff(hunk));
        let head = "diff --git a/x.yaml b/x.yaml\nindex 83db48f..bf2b5a1 100644\n--- a/x.yaml\n+++ b/x.yaml\n";
        assert!(is_diff(&format!("{head}{hunk}\n\\ No newline at end of file\n")));
        assert!(!is_diff("- restart\n- drain"));
        assert!(!is_diff("limit: 5\n-a\n+b"));
    }
}
