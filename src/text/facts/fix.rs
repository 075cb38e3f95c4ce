//! How it was fixed: the first sentences of the resolution that tell a deed. Causes, doubts, announcements and labels are
//! skipped; where nothing is left near the top of the section there is no fix.

use super::blocks::{Block, Doc, Shape};
use super::labels::{self, Labelled};
use super::outline::{self, Outline, Part};
use super::prose::{first_sentences, sentence_ends};
use super::tables::Label;
use crate::model::{Fact, Provenance, SectionName};

/// Sentences of a section that are looked at.
const LOOKED_AT: usize = 3;

/// The first one or two sentences of the resolution.
pub(super) fn fix(doc: &Doc, outline: &Outline, found: &[Labelled]) -> Option<Fact<String>> {
    for part in outline.of(SectionName::Resolution) {
        if part.names.contains(&SectionName::RootCause) || asks_why(&part.text) {
            continue;
        }
        if let Some((text, line)) = fix_text(doc, outline, part) {
            return Some(Fact::new(text, Provenance::Section { line }));
        }
    }
    let label = labels::first(found, &[Label::Fix])
        .next()
        .or_else(|| found.iter().find(|label| label.label == Label::Fix && label.value.len() > 20))?;
    let mut told = Told::default();
    told.hear(&label.value, After::Other);
    let text = told.text()?;
    (text.len() > 12).then(|| Fact::new(text, label.provenance.clone()))
}

/// Sentences heard so far, and those of them that tell a deed.
#[derive(Default)]
struct Told {
    heard: usize,
    kept: Vec<String>,
    /// The section says that nothing was fixed.
    denied: bool,
}

/// What stands below a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    List,
    Code,
    Other,
}

impl Told {
    fn hear(&mut self, text: &str, after: After) {
        let sentences = sentences(text);
        let count = sentences.len();
        for (index, sentence) in sentences.into_iter().enumerate() {
            if self.heard >= LOOKED_AT || self.denied {
                return;
            }
            let last = index + 1 == count;
            let cut = after == After::List && last && !sentence.ends_with(['.', '!', '。', '！']);
            let announces = sentence.ends_with([':', '：']);
            // Over a piece of code the announcement of a step is the step.
            if cut || announces && !(after == After::Code && last && !says(sentence, &["following", "below"])) {
                continue;
            }
            self.heard += 1;
            self.denied = says(sentence, &DENIALS);
            if self.denied {
                self.kept.clear();
            }
            if self.denied || asks_why(sentence) || sentence.ends_with(['?', '？']) || says(sentence, &NO_DEED) {
                // What follows a cause in its paragraph goes on about it.
                self.heard += count - index - 1;
                return;
            }
            self.kept.push(sentence.trim_end_matches([':', '：']).to_owned());
        }
    }

    fn text(&self) -> Option<String> {
        match self.kept.as_slice() {
            [] => None,
            [one] => Some(first_sentences(one)),
            all => {
                let whole: Vec<String> = all.iter().map(|sentence| with_stop(sentence)).collect();
                Some(first_sentences(&whole.join(" ")))
            }
        }
    }
}

fn sentences(text: &str) -> Vec<&str> {
    let mut from = 0;
    let mut all = Vec::new();
    for end in sentence_ends(text).chain([text.len()]) {
        let sentence = text.get(from..end).unwrap_or_default().trim();
        if !sentence.is_empty() {
            all.push(sentence);
        }
        from = end;
    }
    all
}

fn fix_text(doc: &Doc, outline: &Outline, part: &Part) -> Option<(String, u32)> {
    let mut told = Told::default();
    if part.level == 8 {
        let text = outline::opening(doc, part);
        if text.len() > 8 {
            told.hear(&text, After::Other);
            if let Some(text) = told.text() {
                return Some((text, doc.blocks[part.block].line));
            }
        }
    }
    let blocks = doc.blocks.get(part.content.clone())?;
    let (mut line, mut why) = (0, false);
    for (index, block) in blocks.iter().enumerate().take(16) {
        if matches!(block.shape, Shape::Heading(_)) {
            let other = |sub: &Part| !sub.names.is_empty() && !sub.is(SectionName::Resolution);
            if outline.at(part.content.start + index).is_some_and(other) {
                break;
            }
            why = asks_why(&doc.block_text(block));
            continue;
        }
        let usable = matches!(block.shape, Shape::Paragraph | Shape::Item { .. })
            && !block.lines.is_empty()
            && block.depth <= 1
            && !is_label(doc, block);
        let text = doc.block_text(block);
        if why || !usable || text.len() < 8 {
            continue;
        }
        // The steps of a list count from the first one on, as long as they are steps.
        if block.is_item() && told.kept.is_empty() && !is_step(&text) {
            break;
        }
        let before = told.kept.len();
        told.hear(&text, after(block, blocks.get(index + 1)));
        if told.kept.len() > before && before == 0 {
            line = block.line;
        }
        // A paragraph tells it; of a list the first two items do.
        let enough = if block.is_item() { told.kept.len() >= 2 } else { !told.kept.is_empty() };
        if enough || told.denied || told.heard >= LOOKED_AT {
            break;
        }
    }
    Some((told.text()?, line))
}

fn after(block: &Block, next: Option<&Block>) -> After {
    match next {
        Some(next) if next.is_item() && (!block.is_item() || next.depth > block.depth) => After::List,
        Some(next) if next.shape == Shape::Code => After::Code,
        _ => After::Other,
    }
}

fn asks_why(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    ["why", "为何", "为什么", "なぜ"].iter().any(|word| text.starts_with(word))
}

/// A line that is bold as a whole and no sentence.
fn is_label(doc: &Doc, block: &Block) -> bool {
    let Some(line) = doc.lines.get(block.lines.start).filter(|_| block.lines.len() == 1) else { return false };
    let text = doc.line_text(block.lines.start);
    let sentence = text.ends_with(['.', '!', '。']) || block.is_item() && opens_step(text);
    !sentence
        && doc.strong_at(line.range.start).is_some_and(|end| {
            doc.text.get(end..line.range.end).is_some_and(|rest| matches!(rest.trim(), "" | ":" | "："))
        })
}

/// What a sentence holds that tells a cause, a doubt or where to read on.
const NO_DEED: [&str; 10] = [
    "we suspect",
    "root cause was",
    "root cause is",
    "was caused by",
    "were caused by",
    "was discovered",
    "can be found in",
    "can be found at",
    "this post-mortem serves",
    "this postmortem serves",
];

/// What denies that there is a fix.
const DENIALS: [&str; 28] = [
    "not a code problem",
    "not fixed",
    "not been fixed",
    "not yet fixed",
    "not yet been fixed",
    "n't fixed",
    "n't been fixed",
    "never fixed",
    "not resolved",
    "not been resolved",
    "not yet resolved",
    "not yet been resolved",
    "不能视为",
    "尚未",
    "仍未",
    "还未",
    "暂未",
    "未解决",
    "未修复",
    "未被修复",
    "未能修复",
    "未能解决",
    "未完全",
    "未彻底",
    "未解決",
    "未修正",
    "未対応",
    "未修復",
];

fn says(sentence: &str, phrases: &[&str]) -> bool {
    let lower = sentence.to_lowercase().replace('’', "'");
    phrases.iter().any(|phrase| lower.contains(phrase))
}

/// Reads like something done or to do, not like a name of something.
fn is_step(text: &str) -> bool {
    let east = text.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count() >= 8;
    let lower = text.to_lowercase();
    east || opens_step(text) || lower.split(|c: char| !c.is_alphanumeric()).any(is_past)
}

/// The first word is a verb: `Add`, `adds`, `added`.
fn opens_step(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    let first = text.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
    let stem = first.strip_suffix('s').unwrap_or(first);
    STEPS.contains(&first) || STEPS.contains(&stem) || is_past(first)
}

fn is_past(word: &str) -> bool {
    const IRREGULAR: [&str; 16] = [
        "was", "were", "has", "have", "had", "set", "rebuilt", "made", "took", "sent", "rewrote", "ran", "shut", "cut",
        "went", "brought",
    ];
    word.len() > 4 && word.ends_with("ed") && !matches!(word, "speed" | "exceed" | "embed" | "based")
        || IRREGULAR.contains(&word)
}

/// Verbs that open a step.
const STEPS: [&str; 64] = [
    "add",
    "adjust",
    "allow",
    "apply",
    "block",
    "bump",
    "change",
    "clean",
    "clear",
    "configure",
    "correct",
    "create",
    "delete",
    "deploy",
    "disable",
    "downgrade",
    "drain",
    "drop",
    "enable",
    "ensure",
    "failover",
    "fix",
    "flush",
    "force",
    "hotfix",
    "implement",
    "increase",
    "install",
    "kill",
    "limit",
    "lower",
    "make",
    "manually",
    "merge",
    "migrate",
    "move",
    "patch",
    "pin",
    "purge",
    "put",
    "raise",
    "rebuild",
    "reduce",
    "re-enable",
    "release",
    "remove",
    "rename",
    "replace",
    "reset",
    "restart",
    "restore",
    "revert",
    "roll",
    "rotate",
    "run",
    "scale",
    "set",
    "skip",
    "stop",
    "switch",
    "update",
    "upgrade",
    "use",
    "we",
];

fn with_stop(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', '。', '！', '？', '；', ';']) { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::super::tests::incident_of;

    #[test]
    fn a_fix_is_denied_in_so_many_words_only() {
        let fix = |text: &str| incident_of(&format!("# 故障\n\n## 修复\n\n{text}\n")).fix.map(|fix| fix.value);
        let done = "启动时先检查未完成的任务，再接收新的请求。";
        assert_eq!(fix(done).as_deref(), Some(done));
        assert_eq!(fix("这个问题尚未修复，我们会继续跟进并更新本文。"), None);
        assert_eq!(fix("根本原因未解决，我们会继续跟进并更新本文。"), None);
    }
}
