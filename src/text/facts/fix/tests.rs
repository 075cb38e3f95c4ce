use super::candidates::Candidate;
use crate::config::Config;
use crate::model::{Fingerprint, SourceFile, Zone};
use crate::text::facts::tests::incident_of;
use std::cell::RefCell;
use std::sync::Arc;

thread_local! {
    /// The sentences of the document that was read last.
    static KEPT: RefCell<Vec<Candidate>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn keep(all: &[Candidate]) {
    KEPT.with_borrow_mut(|kept| *kept = all.to_vec());
}

pub(super) fn commands(text: &str) -> Vec<String> {
    incident_of(text).fix_commands.into_iter().map(|block| block.code).collect()
}

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
fn what_comes_after_the_ending_is_no_fix() {
    let timeline = "# Slow\n\n## Timeline\n\n- 10:12 Latency alert fires\n- 10:40 Rolled back to version 3 on all nodes\n- 10:45 All systems verified operational\n- 11:30 While cleaning up, an old volume was deleted by accident\n- 12:10 Volume restored from the snapshot\n";
    assert_eq!(fix(timeline).as_deref(), Some("Rolled back to version 3 on all nodes"));
}

#[test]
fn a_log_that_begins_with_its_end_is_read_from_its_beginning() {
    let log = "# Slow\n\n## Timeline\n\n- 2026-03-02 10:45 UTC Latency is back to normal\n- 2026-03-02 10:40 UTC Rolled back to version 3 on all nodes\n- 2026-03-02 10:12 UTC Latency alert fires\n- 2026-03-02 10:00 UTC Version 4 is deployed to all nodes\n";
    assert_eq!(fix(log).as_deref(), Some("Rolled back to version 3 on all nodes"));
}

#[test]
fn what_a_form_asks_for_is_no_fix() {
    let asked = "[Describir paso a paso cómo se restableció el servicio y qué comandos se usaron]";
    assert_eq!(fix(&format!("# Caída\n\n## Resolución\n\n{asked}\n")), None);
    assert_eq!(
        fix("# Out\n\n## Resolution\n\n[Describe how the service was restored and which commands were used]\n"),
        None
    );
}

#[test]
fn a_deed_of_the_time_before_is_no_fix() {
    let text = "# Out\n\n## Background\n\nThe cluster had been upgraded to version 9 a week earlier.\n\n## Impact\n\nNobody could pay.\n";
    assert_eq!(fix(text), None);
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

#[test]
fn a_section_that_is_mostly_code_tells_the_fix() {
    let command = "```bash\nkubectl rollout undo deploy/api\n```\n";
    for (section, sentence) in [
        (format!("## Resolution\n\n{command}"), None),
        (format!("## Fix\n\nDid this:\n\n{command}"), None),
        (format!("## Fix\n\nWe rolled back.\n\n{command}"), Some("We rolled back.")),
        (format!("## Resolution\n\nRoll back:\n\n{command}\nAfter this the service recovered.\n"), Some("Roll back")),
        (
            "## Resolution\n\n1. Roll back:\n\n   ```bash\n   kubectl rollout undo deploy/api\n   ```\n\n2. Watch.\n"
                .to_owned(),
            Some("Roll back"),
        ),
    ] {
        let text = format!("# Out\n\n## Summary\n\nIt broke.\n\n{section}");
        assert_eq!(commands(&text), ["kubectl rollout undo deploy/api"], "{section}");
        assert_eq!(fix(&text).as_deref(), sentence, "{section}");
    }
    let after = format!("# Out\n\n## Resolution\n\n{command}\nAfter this the service recovered.\n");
    assert_eq!(commands(&after), ["kubectl rollout undo deploy/api"]);
    let two = "# Out\n\n## How it was fixed\n\nWe rolled back.\n\n```\n$ first\n```\n\nThen:\n\n```\n$ second\n```\n";
    assert_eq!(commands(two), ["first", "second"]);
}

#[test]
fn code_that_did_not_help_or_only_looks_or_was_the_cause_is_no_fix() {
    let command = "```bash\nkubectl rollout undo deploy/api\n```\n";
    for section in [
        format!("## Resolution\n\nThis made it worse:\n\n{command}"),
        format!("## Resolution\n\n### Next steps\n\n{command}"),
        "## Resolution\n\n```bash\nkubectl get pods\n```\n".to_owned(),
        format!("## Root cause\n\nSomebody did this:\n\n{command}"),
        "## Timeline\n\n- 10:51 Limit moved to /login, users were back\n\n```hcl\npath = \"/x\"\n```\n\n## Resolution\n\nThe key was corrected to url_pattern.\n".to_owned(),
    ] {
        assert_eq!(commands(&format!("# Out\n\n{section}")), [""; 0], "{section}");
    }
}

#[test]
fn what_was_rejected_or_unclear_and_what_tests_said_is_no_fix() {
    for said in [
        "Restarting the scheduler would have been quicker and was rejected.",
        "Restarting the broker made it worse.",
        "Unclear if restarting the node fixed it.",
        "Fixed tests: 295/295 + 12 skipped.",
        "Ran the unit tests after the change: 302 passed, build fixed.",
    ] {
        assert_eq!(fix(&format!("# Out\n\n## Resolution\n\n{said}\n")), None, "{said}");
    }
    let skipped = "We skipped the poisoned message and restarted the consumer.";
    assert_eq!(fix(&format!("# Out\n\n## Resolution\n\n{skipped}\n")).as_deref(), Some(skipped));
}

#[test]
fn the_heading_of_a_step_and_a_labelled_line_tell_the_fix() {
    let steps = "# Login down\n\n## Resolution\n\n### 1. Removed the broken trigger\n\n```sql\nDROP TRIGGER on_signup ON users;\n```\n";
    assert_eq!(fix(steps).as_deref(), Some("Removed the broken trigger"));
    assert_eq!(commands(steps), ["DROP TRIGGER on_signup ON users;"]);
    let lines = "# Login down\n\n**Date:** 2026-03-02\n**Issue:** Nobody could log in\n**Resolution:** Restarted the proxy and renewed its certificate\n";
    assert_eq!(fix(lines).as_deref(), Some("Restarted the proxy and renewed its certificate"));
}

/// The fix below a heading of it.
fn below(text: &str) -> Option<String> {
    fix(&format!("# Out\n\n## Resolution\n\n{text}\n"))
}

#[test]
fn commands_that_misled_or_must_not_be_run_are_none() {
    let row = "# Slow\n\n## Timeline\n\n- 10:12 Latency alert fires\n- 10:30 Misdiagnosed as a bad key after `docker restart vault-3` printed one, recreated the pod\n- 10:45 Latency is back to normal\n";
    assert_eq!(commands(row), [""; 0]);
    let warned = "# Out\n\n## Resolution\n\nWe ran `kubectl rollout undo deploy/api` and restarted the pods. Do not run `kubectl delete pvc --all`, it removed the data.\n";
    assert_eq!(commands(warned), ["kubectl rollout undo deploy/api"]);
}

#[test]
fn of_old_and_new_code_the_new_one_is_the_fix() {
    let two = |old: &str, new: &str| {
        let text = format!(
            "# Out\n\n## Resolution\n\nWe raised the limit.\n\n{old}\n\n```python\nlimit = 0\n```\n\n{new}\n\n```python\nlimit = read()\n```\n"
        );
        commands(&text)
    };
    for (old, new) in
        [("**Before:**", "**After:**"), ("Old code (broken):", "New code:"), ("❌ Ignores it:", "✅ Reads it:")]
    {
        assert_eq!(two(old, new), ["limit = read()"], "{old}");
    }
    assert_eq!(
        commands("# Out\n\n## Resolution\n\nWe raised the limit.\n\n### Before\n\n```python\nlimit = 0\n```\n"),
        [""; 0]
    );
    let diff = "# Out\n\n## Resolution\n\nWe raised the limit:\n\n```yaml\n-limit: 0\n+limit: 5\n```\n";
    let blocks = incident_of(diff).fix_commands;
    assert_eq!(blocks.iter().map(|block| &*block.language).collect::<Vec<_>>(), ["diff"]);
}

#[test]
fn what_came_about_by_itself_or_mends_nothing_is_no_fix() {
    for said in [
        "This caused all brokers to be restarted at the same time.",
        "Somehow the quota got removed, so the admission hook blocked every new pod.",
        "All brokers back up at 17:38",
        "✅ Added comprehensive debug logging",
        "Raised a ticket with the vendor asking how to resize the disk.",
        "Updated the documentation of the restart.",
    ] {
        assert_eq!(below(said), None, "{said}");
    }
}

#[test]
fn what_did_not_last_gives_way_to_what_did() {
    let came_back = "We deployed the sidecar to all brokers. All were healthy. In the evening the import failed again: the sidecar had never started.";
    assert_eq!(below(came_back), None);
    let listed = "# Out\n\n**Phase 1**:\n- Problem: imports fail\n- Solution: Added the folder to the path before the import\n- Result: The import still failed in the pods\n\n## Impact\n\nNobody could pay.\n";
    assert_eq!(fix(listed), None);
    let then = format!("{came_back}\n\nWe rolled back to version 3 and removed the sidecar.");
    assert_eq!(below(&then).as_deref(), Some("We rolled back to version 3 and removed the sidecar."));
}

#[test]
fn what_a_sentence_says_to_have_helped_is_the_fix() {
    let text = "The old brokers were stuck, so we deleted their pods.\n\nThis resolved the issue, however it deleted the metrics.";
    assert_eq!(below(text).as_deref(), Some("The old brokers were stuck, so we deleted their pods."));
}

#[test]
fn why_it_works_and_the_name_of_a_step_are_no_fix() {
    let why = "### The fix\n\nOverrode the flag in both calls.\n\n### Why this works\n\n1. Removed waits are never reached\n2. Returns cached results at once, disabled for others";
    assert_eq!(below(why).as_deref(), Some("Overrode the flag in both calls."));
    let step = "**Fix 1: name of the variable (line 696)**\n\n```python\nlimit = read()\n```";
    assert_eq!(below(step), None);
    assert_eq!(commands(&format!("# Out\n\n## Resolution\n\n{step}\n")), ["limit = read()"]);
}

#[test]
fn an_entry_that_names_the_lasting_repair_is_the_fix() {
    let log = "# Slow\n\n## Timeline\n\n- 10:12 Latency alert fires\n- 10:40 Client disconnected of retry 1 (context canceled)\n- 10:45 Retry 3 succeeded\n- 11:00 Permanent fix: added tracking of the slots\n";
    assert_eq!(fix(log).as_deref(), Some("Permanent fix: added tracking of the slots"));
}

#[test]
fn what_leads_to_the_code_counts_whatever_stands_before_it() {
    let text = "# Loop\n\n## Fix\n\nThe first attempt was:\n\n```sh\nredis-cli CLUSTER FAILOVER FORCE\n```\n\nThat made it worse. What worked:\n\n```sh\nredis-cli CONFIG SET min-replicas-to-write 0\n```\n";
    assert_eq!(commands(text), ["redis-cli CONFIG SET min-replicas-to-write 0"]);
}

/// The names of all marks, as `weights.toml` writes them.
fn names() -> Vec<String> {
    let snake = |name: &str| {
        let mut out = String::new();
        for c in name.chars() {
            if c.is_uppercase() && !out.is_empty() {
                out.push('_');
            }
            out.extend(c.to_lowercase());
        }
        out
    };
    let variants = |source: &'static str| {
        let lines = source.lines().map(str::trim).filter_map(|line| line.strip_suffix(','));
        lines.filter(|name| name.chars().all(char::is_alphanumeric)).map(snake)
    };
    let words: Vec<String> = variants(include_str!("../../lexicon/remedy.rs")).collect();
    let placed = ["starts", "leads", "ends"]
        .into_iter()
        .flat_map(|place| words.iter().map(move |word| format!("{place}_{word}")));
    variants(include_str!("marks.rs")).chain(placed).chain(words.iter().cloned()).collect()
}

/// For `benches/fix.py`: `PMSITE_FIX` names a folder with `documents.txt`, a path a line; `candidates.jsonl` is written there.
#[test]
#[ignore = "writes what the weights are fitted to"]
#[expect(clippy::disallowed_methods, reason = "no test of the program: it reads labelled documents for a script")]
fn sentences_of_labelled_documents_are_written() {
    let Ok(folder) = std::env::var("PMSITE_FIX") else { return };
    let (names, config) = (names(), Config::new(jiff::civil::date(2026, 1, 1)));
    let mut out = String::new();
    for path in std::fs::read_to_string(format!("{folder}/documents.txt")).unwrap().lines() {
        let text = std::fs::read_to_string(path).unwrap();
        let fingerprint = Fingerprint::of(text.as_bytes());
        let source = SourceFile {
            path: Arc::from(path),
            above: Arc::from(""),
            zone: Zone::Postmortems,
            text: Arc::from(text),
            fingerprint,
            damaged: false,
        };
        KEPT.with_borrow_mut(Vec::clear);
        let document = crate::pipeline::parse::parse(&source, 0, &config).document;
        let told = |fact: Option<&crate::model::Fact<String>>| fact.map(|fact| fact.value.clone());
        let incident = document.postmortem();
        let sentences: Vec<_> = KEPT.with_borrow(|kept| {
            kept.iter()
                .map(|one| {
                    (one.text.clone(), one.group, one.marks.names(&names).join(" "), super::weights::words(&one.text))
                })
                .collect()
        });
        let line = serde_json::json!({
            "path": path,
            "fix": told(incident.and_then(|incident| incident.fix.as_ref())),
            "summary": told(incident.and_then(|incident| incident.summary.as_ref())),
            "incident": incident.is_some(),
            "sentences": sentences,
        });
        out += &format!("{line}\n");
    }
    std::fs::write(format!("{folder}/candidates.jsonl"), out).unwrap();
}

#[test]
fn a_fact_with_a_field_of_its_own_and_what_was_still_being_done_are_no_fix() {
    let below = |text: &str| fix(&format!("# Out\n\n## Resolution\n\n{text}\n"));
    assert_eq!(below("- **MTTR:** 353 s until the system was restored and stable again"), None);
    assert_eq!(below("The array is being rebuilt and the service is expected to be restored within hours."), None);
    let told = "- **MTTR:** 353 s until it was restored\n- We rolled back to version 3 and restarted the broker.";
    assert_eq!(below(told).as_deref(), Some("We rolled back to version 3 and restarted the broker."));
}

#[test]
fn what_stands_below_an_entry_is_of_its_time() {
    let timeline = "# Slow\n\n## Timeline\n\n### 2026-03-02 10:00\n\nThe hub is down.\n\nThe hub was restarted and launches returned to normal.\n\n### 2026-03-02 10:40\n\nThe hub fails again, errors everywhere.\n\n### 2026-03-02 11:00\n\nWe reverted the image of the hub to version 3.\n\n### 2026-03-02 11:10\n\nAll is back to normal.\n";
    assert_eq!(fix(timeline).as_deref(), Some("We reverted the image of the hub to version 3."));
}

#[test]
fn what_was_done_first_is_told_first() {
    let list = "1. Suppression du déclencheur de la table des ventes\n2. Ajout des colonnes qui manquaient\n3. Redémarrage du serveur de test";
    let told = fix(&format!("# Ventes\n\n## Solution appliquée\n\n{list}\n")).unwrap_or_default();
    assert!(told.starts_with("Suppression du déclencheur"), "{told}");
}

#[test]
fn that_the_fix_was_looked_at_is_none() {
    let text = "- Agregados dos campos al lector de `pedidos`:\n  ```ts\n  firma: leer(fila.firma),\n  ```\n- Verificación con `git stash` confirmó que la prueba falla sin el arreglo, como se esperaba.";
    let text = format!("# Firma\n\n## Acciones tomadas\n\n{text}\n");
    assert_eq!(fix(&text).as_deref(), Some("Agregados dos campos al lector de pedidos"));
    assert_eq!(commands(&text), ["firma: leer(fila.firma),"]);
    let alone = "# Firma\n\n## Acciones tomadas\n\n- Verificación con `git stash` de que la prueba falla sin el arreglo del lector.\n";
    assert_eq!(fix(alone), None);
    assert_eq!(commands(alone), [""; 0]);
}

#[test]
fn a_version_or_a_request_is_no_fix() {
    let version =
        "# 限流\n\n## 修复\n\n- 修复版本：`2.4.1`，提交 `1f0c9ab`。\n- 将连接限制移入动态路径，静态文件不再受限。\n";
    assert_eq!(fix(version).as_deref(), Some("将连接限制移入动态路径，静态文件不再受限。"));
    let request = "# Unhealthy\n\n## Timeline\n\n- 21:16 Deploy fails\n- 21:27 Branch pushed, pull request opened, pipeline rehearsed from it\n- 21:30 Rehearsal green\n\n## Fix\n\n[PR #7](https://git.example/7): install `libssl` in the image and log why the check fails.\n";
    assert_eq!(fix(request).as_deref(), Some("PR #7: install libssl in the image and log why the check fails."));
}

#[test]
fn each_command_of_a_list_of_them_belongs_to_the_fix() {
    let text = "# Old\n\n## Recovery\n\n1. Replaced the old binary: `cp build/new /opt/app/bin`\n2. `systemctl restart app`\n3. Watched it.\n";
    assert_eq!(commands(text), ["cp build/new /opt/app/bin", "systemctl restart app"]);
}

#[test]
fn what_was_put_there_to_notice_it_sooner_gives_way_to_a_deed_before_it() {
    let text = "- Gave the pool a second look and adjusted its settings.\n- Installed a new dashboard for monitoring so that alerts fire sooner.";
    let told = below(text).unwrap_or_default();
    assert!(told.starts_with("Gave the pool a second look"), "{told}");
}

#[test]
fn a_labelled_cause_and_how_long_it_took_are_no_fix() {
    let cause = "# Pool\n\n## Root cause and resolution\n\n- **Root cause:** The pool was configured by somebody who added every server there ever was.\n\n- **Resolution:** We limited the connections of each server and restarted the database.\n";
    let told = fix(cause).unwrap_or_default();
    assert!(told.ends_with("We limited the connections of each server and restarted the database."), "{told}");
    assert!(!told.contains("somebody"), "{told}");
    assert_eq!(below("Detection-to-fix elapsed: about three days from the first failure to the fix deployed."), None);
}

#[test]
fn a_table_tells_the_fix_by_its_rows_that_are_done() {
    let rows = "| # | Action | Status |\n|---|---|---|\n| 1 | Raised the lease of the queue and restarted the workers | Done |\n| 2 | Restarted the hub every night | Open |\n";
    let text =
        format!("# Mails went out twice\n\n## Root cause\n\nThe lease was too short.\n\n## Action items\n\n{rows}");
    assert_eq!(fix(&text).as_deref(), Some("Raised the lease of the queue and restarted the workers"));
}

#[test]
fn a_question_and_the_name_of_a_step_are_no_fix() {
    assert_eq!(below("Who restarted the broker and removed the old queue?"), None);
    assert_eq!(below("**Fix 4: expected values (lines 88-91)**\n\n```yaml\nexpected: north\n```"), None);
}
