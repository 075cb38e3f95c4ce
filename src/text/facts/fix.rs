//! How it was fixed: of all that a document says, the one to three neighbouring sentences that best tell what was done.
//!
//! 1. [`candidates`] takes every sentence with what speaks for and against it.
//! 2. [`evidence`] adds that up, by words and weights that are data.
//! 3. The best one is the fix if it weighs enough, with neighbours that weigh nearly as much.

pub(super) mod candidates;
mod evidence;

use super::blocks::Doc;
use super::labels::Labelled;
use super::outline::Outline;
use super::prose::clip;
use crate::model::{Fact, Postmortem};
use candidates::{Candidate, candidates};
use evidence::EVIDENCE;

/// Longest fix of several sentences, in bytes.
const LONGEST: usize = 320;
/// Longest sentence; where it is all that is shown, it is not broken off before.
const LONGEST_SENTENCE: usize = 640;
/// Sentences of a fix.
const MOST: usize = 3;

/// The fix, where the document plainly tells one.
pub(super) fn fix(doc: &Doc, outline: &Outline, labels: &[Labelled], postmortem: &Postmortem) -> Option<Fact<String>> {
    let all = candidates(doc, outline, labels, postmortem);
    let weights: Vec<f64> = all.iter().map(|candidate| EVIDENCE.weight(&candidate.marks)).collect();
    let best = (0..all.len()).reduce(|best, at| if weights[at] > weights[best] { at } else { best })?;
    if weights[best] < EVIDENCE.least {
        return None;
    }
    let (mut from, mut to) = (best, best + 1);
    let joins = |at: usize, from: usize, to: usize| {
        let length: usize = all[from..to].iter().map(|candidate| candidate.text.len() + 1).sum();
        to - from < MOST
            && all[at].group == all[best].group
            && weights[at] >= EVIDENCE.joins
            && length + all[at].text.len() <= LONGEST
    };
    while to < all.len() && joins(to, from, to) {
        to += 1;
    }
    while from > 0 && joins(from - 1, from, to) {
        from -= 1;
    }
    Some(Fact::new(clip(&joined(&all[from..to]), LONGEST_SENTENCE), all[from].provenance.clone()))
}

fn joined(sentences: &[Candidate]) -> String {
    let whole = |sentence: &Candidate| match sentences {
        [_] => sentence.text.trim_end_matches([':', '：']).to_owned(),
        _ if sentence.text.ends_with(['.', '!', '?', '。', '！', '？', '；', ';']) => sentence.text.clone(),
        _ => format!("{}.", sentence.text.trim_end_matches([':', '：'])),
    };
    sentences.iter().map(whole).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::incident_of;

    fn fix(text: &str) -> Option<String> {
        incident_of(text).fix.map(|fix| fix.value)
    }

    #[test]
    fn a_fix_is_denied_in_so_many_words_only() {
        let done = "启动时先检查未完成的任务，再重启服务。";
        let below = |text: &str| fix(&format!("# 故障\n\n## 修复\n\n{text}\n"));
        assert_eq!(below(done).as_deref(), Some(done));
        assert_eq!(below("这个问题尚未修复，我们会继续跟进并更新本文。"), None);
        assert_eq!(below("根本原因未解决，我们会继续跟进并更新本文。"), None);
    }

    #[test]
    fn a_failed_attempt_and_a_plan_give_way_to_what_helped() {
        let text = "# Queue stuck\n\n## Resolution\n\nWe tried to drain the queue by hand, which did not help. We restarted the broker and raised its memory limit to 8 GB. We will add an alert next week.\n";
        assert_eq!(fix(text).as_deref(), Some("We restarted the broker and raised its memory limit to 8 GB."));
    }

    #[test]
    fn a_short_deed_in_its_section_is_a_fix_and_a_bare_ending_is_none() {
        assert_eq!(fix("# Out\n\n## Resolution\n\nRolled back.\n").as_deref(), Some("Rolled back."));
        assert_eq!(fix("# Out\n\n## Resolution\n\nResolved.\n"), None);
    }

    #[test]
    fn without_a_section_the_timeline_or_a_sentence_tells_it() {
        let timeline = "# Slow\n\n## Timeline\n\n- 10:00 Version 4 is deployed\n- 10:12 Latency alert fires\n- 10:40 Rolled back to version 3 on all nodes\n- 10:45 Latency is back to normal\n";
        assert_eq!(fix(timeline).as_deref(), Some("Rolled back to version 3 on all nodes"));
        let summary = "# Login down\n\n## Summary\n\nFor an hour nobody could log in. The outage was resolved by renewing the certificate of the proxy.\n";
        assert_eq!(fix(summary).as_deref(), Some("The outage was resolved by renewing the certificate of the proxy."));
    }

    #[test]
    fn deeds_are_known_in_other_languages() {
        for (heading, deed) in [
            ("Lösung", "Der Dienst wurde neu gestartet und das Zertifikat erneuert."),
            ("Résolution", "Nous avons redémarré le serveur et désactivé le module."),
            ("Solución", "Se reinició el servicio y se aumentó el límite de memoria."),
            ("対応", "サーバーを再起動し、設定を以前の値に切り戻しました。"),
        ] {
            assert_eq!(fix(&format!("# Incident 7\n\n## {heading}\n\n{deed}\n")).as_deref(), Some(deed), "{heading}");
        }
    }
}
