//! `pmsite search` and the index behind it: what is found and what is kept between runs.

use crate::support::SiteTest;
use serde_json::Value;
use std::fs;

const CERTIFICATE: &str = "---\ntitle: Checkout refused TLS\ndate: 2024-03-07\nseverity: SEV2\nservices: [checkout]\nroot_causes: [cert-expiry]\n\
    ---\n\n## Summary\n\nThe edge certificate expired overnight.\n\n## Resolution\n\nWe renewed the certificate by hand.\n\n\
    ```\nx509: certificate has expired or is not yet valid\n```\n";
const QUEUE: &str = "---\ntitle: Orders piled up\ndate: 2025-05-01\nseverity: SEV3\nservices: [orders]\n---\n\n## Summary\n\n\
    The Kafka consumer in us-east-1 hung in CrashLoopBackOff after a deploy.\n";

fn site() -> SiteTest {
    SiteTest::new()
        .file("content/postmortems/certificate.md", CERTIFICATE)
        .file("content/postmortems/queue.md", QUEUE)
        .file("content/pages/glossary.md", "# Glossary\n\nA postmortem is a review without blame.\n")
}

/// The sources that a query finds, in order.
fn found(site: &SiteTest, query: &str) -> Vec<String> {
    let run = site.run(&["search", "--format", "json", "--", query]);
    let answer: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let results = answer["results"].as_array().unwrap();
    assert_eq!(run.code, i32::from(results.is_empty()), "{run:?}");
    results.iter().map(|result| result["source"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn words_prefixes_typos_and_identifiers_find_the_incident() {
    let site = site();
    for query in ["certificate", "certif", "certifcate expired", "TLS", "x509", "ssl cert"] {
        assert_eq!(found(&site, query).first().map(String::as_str), Some("postmortems/certificate.md"), "{query}");
    }
    for query in
        ["CrashLoopBackOff", "crashloop", "us-east-1", "US-EAST", "kafka consumers", "why did the consumer hang?"]
    {
        assert_eq!(found(&site, query).first().map(String::as_str), Some("postmortems/queue.md"), "{query}");
    }
    assert_eq!(found(&site, "zeppelin"), [""; 0]);
}

#[test]
fn operators_narrow_the_answer() {
    let site = site();
    let both = "certificate consumer";
    assert_eq!(found(&site, both).len(), 2);
    for (query, only) in [
        ("certificate consumer service:checkout", "postmortems/certificate.md"),
        ("certificate consumer sev>2", "postmortems/queue.md"),
        ("certificate consumer after:2025", "postmortems/queue.md"),
        ("certificate consumer before:2025-01", "postmortems/certificate.md"),
        ("certificate consumer -kafka", "postmortems/certificate.md"),
        ("certificate consumer +\"renewed the certificate\"", "postmortems/certificate.md"),
        ("\"renewed the certificate\"", "postmortems/certificate.md"),
        ("cause:cert", "postmortems/certificate.md"),
        ("-service:checkout -service:glossary before:2026", "postmortems/queue.md"),
        ("year:2025", "postmortems/queue.md"),
    ] {
        assert_eq!(found(&site, query), [only], "{query}");
    }
    assert_eq!(found(&site, "certificate service:nosuch").len(), 1, "an unknown value leaves everything in");
}

/// The answer to a query as an object.
fn answer(site: &SiteTest, query: &str) -> Value {
    serde_json::from_str(&site.run(&["search", "--format", "json", "--", query]).stdout).unwrap()
}

#[test]
fn a_phrase_that_nothing_holds_falls_back_to_its_words_and_one_beside_words_raises() {
    let site = site();
    let fallen = answer(&site, "\"certificate renewed\"");
    assert_eq!((&fallen["total"], &fallen["left_out"][0]), (&1.into(), &"\"certificate renewed\"".into()));
    let run = site.run(&["search", "--", "\"certificate renewed\""]);
    assert!(
        run.stdout.contains("nothing would be left, so it was left out: \"certificate renewed\""),
        "{}",
        run.stdout
    );
    assert_eq!(found(&site, "certificate kafka consumer \"renewed the certificate\"").len(), 2);
    assert_eq!(found(&site, "kafka consumer \"renewed the certificate\"")[0], "postmortems/certificate.md");
}

#[test]
fn conditions_that_leave_nothing_are_left_out_while_the_words_exist() {
    let site = site();
    for (query, left_out) in [("certificate -edge", "-edge"), ("certificate service:orders", "service:orders")] {
        let answer = answer(&site, query);
        assert_eq!((&answer["total"], &answer["left_out"][0]), (&1.into(), &left_out.into()), "{query}");
    }
    let without = answer(&site, "certificate consumer -kafka");
    assert_eq!((&without["without"][0], &without["left_out"]), (&"-kafka".into(), &Value::Array(Vec::new())));
    assert_eq!(found(&site, "service:orders year:2024"), [""; 0], "without words there is nothing to go on");
}

#[test]
fn what_is_pasted_has_no_operators_and_finds_in_one_line_too() {
    let site = site();
    for line in [
        r#"ERROR: "certificate" is "not yet" valid -m edge"#,
        r#"curl -k -F "a=b" tls | grep -v expired"#,
        r#"x509: "unknown authority": the certificate "has rotted""#,
    ] {
        let answer = answer(&site, line);
        assert_eq!(
            (&answer["mode"], &answer["results"][0]["source"]),
            (&"paste".into(), &"postmortems/certificate.md".into()),
            "{line}"
        );
    }
}

#[test]
fn how_much_of_the_query_a_hit_holds_is_told_and_weaker_matches_come_last() {
    let site = site();
    let cover = |query: &str| {
        let answer = answer(&site, query);
        let rows = answer["results"].as_array().unwrap().iter();
        rows.map(|row| (row["covered"].as_u64().unwrap(), row["of"].as_u64().unwrap(), row["sure"].as_bool().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(cover("kafka consumer hung deploy certificate"), [(4, 5, true), (1, 5, false)]);
    assert_eq!(cover("ImagePullBackOff deploy"), [(1, 2, false)]);
    assert_eq!(cover("LooseConsumerTypes"), [(0, 1, false)]);
    let run = site.run(&["search", "--", "kafka consumer hung deploy certificate"]);
    assert!(run.stdout.contains("4 of 5 words") && run.stdout.contains("weaker matches\n\nCheckout"), "{}", run.stdout);
    let answer = answer(&site, "ssl exipred");
    let instead = &answer["results"][0]["instead"];
    assert_eq!((&instead[0]["name"], &instead[0]["word"]), (&"tls".into(), &"ssl".into()), "{instead}");
    assert_eq!((&instead[1]["name"], &instead[1]["word"]), (&"expired".into(), &"exipred".into()), "{instead}");
}

#[test]
fn what_only_stands_for_a_word_covers_less_of_it_than_the_word() {
    let site = SiteTest::new()
        .file("content/postmortems/a.md", "# Pooling\n\nDate: 2024-01-01\n\nThe connection pool of the database ran dry, as per plan; base64 restarted.\n")
        .file("content/postmortems/b.md", "# Connections\n\nDate: 2024-01-02\n\nToo many connections; a diagnosis by docker.\n");
    // A name of several words stands for all of them, not for each.
    let rows = answer(&site, "too many connections");
    let row = rows["results"].as_array().unwrap().iter().find(|row| row["source"] == "postmortems/a.md").unwrap();
    assert_eq!((&row["covered"], &row["instead"][0]["word"]), (&1.into(), &"too many".into()), "{row}");
    // Short words have too many neighbours: neither shorter words nor beginnings of longer ones were meant by them.
    for query in ["peer", "dial", "bash", "reset"] {
        assert_eq!(found(&site, query), [""; 0], "{query}");
    }
    let row = &answer(&site, "container crash")["results"][0];
    assert_eq!((&row["covered"], &row["instead"][0]["name"]), (&0.into(), &"docker".into()), "{row}");
}

#[test]
fn an_error_that_no_incident_has_is_said_to_match_nothing_well() {
    let line = "could not receive data from client: Connection reset by peer";
    let other = "# Import\n\nDate: 2024-01-02\n\nA client could not receive its data, since the connection pool was restarted per hand.\n";
    let site = SiteTest::new()
        .file("content/postmortems/a.md", other)
        .file("content/postmortems/b.md", &other.replace("Import", "Export").replace("connection pool", "link"));
    let answer = answer(&site, line);
    assert_eq!(
        (&answer["mode"], &answer["sure"], &answer["total"]),
        (&"paste".into(), &0.into(), &2.into()),
        "{answer}"
    );
    let run = site.run(&["search", "--", line]);
    assert!(run.stdout.contains("nothing matches well"), "{}", run.stdout);
    let site =
        site.file("content/postmortems/c.md", &format!("# Backup\n\nDate: 2024-01-03\n\n```\nLOG:  {line}\n```\n"));
    assert_eq!(found(&site, line)[0], "postmortems/c.md");
    assert!(!site.run(&["search", "--", line]).stdout.contains("nothing matches well"));
}

#[test]
fn facets_count_incidents_alone() {
    let site = site().file(
        "content/services/checkout.md",
        "# checkout\n\nThe checkout refuses cards where its certificate expired.\n",
    );
    let run = site.run(&["search", "--", "certificate"]);
    assert!(run.stdout.contains("service: checkout 1\n"), "{}", run.stdout);
    assert_eq!(found(&site, "service:checkout"), ["postmortems/certificate.md"]);
}

#[test]
fn where_nothing_is_found_the_words_of_no_document_and_the_nearest_are_named() {
    let site = site();
    let answer = answer(&site, "certifyingly");
    assert_eq!((&answer["total"], &answer["words"][0]["nearest"][0]), (&0.into(), &"certificate".into()));
    let run = site.run(&["search", "--", "certifyingly"]);
    assert!(run.stdout.contains("in no document: certifyingly\n"), "{}", run.stdout);
    assert!(run.stdout.contains("instead of certifyingly, look for: certificate"), "{}", run.stdout);
}

#[test]
fn an_exact_word_stays_before_what_it_was_expanded_to() {
    let site = SiteTest::new()
        .file(
            "content/postmortems/a.md",
            &format!("# Long\n\nDate: 2024-01-01\n\n{} oauth git-hub\n", "word ".repeat(300)),
        )
        .file(
            "content/postmortems/b.md",
            "# OAuthProxy oauthproxy auth\n\nDate: 2024-01-02\n\nThe oauthproxy: auth, auth.\n",
        )
        .file("content/postmortems/c.md", "# Schedule\n\nDate: 2024-01-03\n\nA schedule slipped by 30s at 10.0.3.8.\n");
    assert_eq!(found(&site, "OAuth")[0], "postmortems/a.md");
    assert_eq!(found(&site, "oauth")[0], "postmortems/a.md");
    let site = site.file("content/postmortems/d.md", "# Workers\n\nDate: 2024-01-04\n\nThe schedulers hung.\n");
    assert_eq!(found(&site, "scheduler"), ["postmortems/d.md"]);
    assert_eq!(found(&site, "30 s")[0], "postmortems/c.md");
    assert_eq!(found(&site, "10.0.3.9"), [""; 0]);
    assert_eq!(found(&site, "v3.8"), [""; 0]);
}

#[test]
fn whatever_is_asked_gets_an_answer_or_one_sentence() {
    let site = site();
    let long = "certificate ".repeat(9_000);
    for query in [
        &*long,
        &"\"".repeat(10_000),
        &"(".repeat(10_000),
        "- -- --- + ++ : := <= \"\" -\"\" +\"\"",
        "((([[{{",
        "\u{1}\u{2}\u{7f}\u{1b}[31m",
        "\u{200f}\u{202e}certificate\u{200e}",
        "service: sev: after: before:",
        "-\"",
        "+\"",
        " \n ",
        "",
    ] {
        let run = site.run(&["search", "--", query]);
        assert!(
            run.code <= 1 && !run.stdout.is_empty() && run.stderr.is_empty(),
            "{:?}: {run:?}",
            &query[..query.len().min(40)]
        );
        assert!(!run.stdout.contains(['\u{1b}', '\u{202e}', '\u{1}']), "{run:?}");
    }
}

#[test]
fn what_was_read_otherwise_than_meant_is_said_and_front_matter_is_no_excerpt() {
    let site = site();
    for (query, told) in [
        ("-kafka", Some("a `-` leaves out only what stands behind another word")),
        ("certificate -kafka", None),
        ("-service:checkout", None),
        ("certificate after:2025-13", Some("`after:2025-13` names no day")),
    ] {
        let out = site.run(&["search", "--", query]).stdout;
        let says = ["leaves out only", "names no day"].iter().any(|told| out.contains(told));
        assert!(told.map_or(!says, |told| out.contains(told)), "{query}: {out}");
    }
    // Both stand in the front matter too.
    let out = site.run(&["search", "--", "checkout expiry certificate"]).stdout;
    assert!(out.contains("certificate.md:18"), "{out}");
    assert!(!out.contains("services: [") && !out.contains("root_causes"), "{out}");
}

#[test]
fn where_there_are_no_words_it_asks_for_some() {
    let site = site();
    for query in ["", "  ", "--", "\"", "!?"] {
        let run = site.run(&["search", "--", query]);
        assert_eq!(
            (run.code, run.stdout.trim()),
            (1, "no words to look for: give some, or an error as it was printed")
        );
    }
    let run = site.run(&["search", "--", "zzqxv"]);
    assert!(run.stdout.contains("nothing found"), "{}", run.stdout);
    let run = site.run(&["search", "--", "((([[{{"]);
    assert!(!run.stdout.contains("these words counted"), "{}", run.stdout);
}

#[test]
fn a_phrase_of_stop_words_falls_back_to_words_that_begin_so_and_says_so() {
    let fallen = answer(&site(), "\"of the\"");
    assert_eq!(fallen["left_out"][0], "\"of the\"");
    assert_eq!(fallen["total"], answer(&site(), "of the")["total"]);
}

#[test]
fn colours_of_a_terminal_are_no_text_in_queries_and_documents() {
    let site = SiteTest::new().file(
        "content/postmortems/a.md",
        "# A\n\nIt said:\n\n    \\u001b[31mcardinality exploded\\u001b[0m\n    \u{1b}[33mquota\u{1b}[0m gone\n",
    );
    for query in [
        "cardinality",
        "\"cardinality exploded\"",
        "quota",
        "\u{1b}[31mcardinality\u{1b}[0m",
        "\\x1b[1;31mquota\\x1b[m",
    ] {
        let answer = answer(&site, query);
        assert_eq!((&answer["total"], &answer["left_out"]), (&1.into(), &Value::Array(Vec::new())), "{query}");
    }
}

#[test]
fn flags_hold_behind_the_words_too() {
    let site = site();
    let run = site.run(&["search", "certificate", "kafka", "--format", "json", "--limit", "1"]);
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((answer["results"].as_array().unwrap().len(), &answer["total"]), (1, &2.into()));
    let run = site.run(&["search", "--", "--no-check", "certificate"]);
    assert!(run.stdout.contains("certificate.md"), "{run:?}");
}

#[test]
fn a_query_works_as_it_is_typed_with_its_dashes() {
    let site = site();
    let run = site.run(&["search", "certificate", "consumer", "-kafka", "--format", "json"]);
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&answer["total"], &answer["without"][0]), (&1.into(), &"-kafka".into()), "{answer}");
    for typed in [
        &["search", "--limit", "1", "certificate", "-service:orders"][..],
        &["search", "certificate", "-service:orders", "-q"],
    ] {
        let run = site.run(typed);
        assert!(run.code == 0 && run.stdout.contains("certificate.md"), "{typed:?}: {run:?}");
    }
    // A flag of another program is text; a misspelt one of ours is no word.
    assert!(site.run(&["search", "certificate", "--no-check"]).stdout.contains("certificate.md"));
    let run = site.run(&["search", "certificate", "--formt", "json"]);
    assert!(run.code == 2 && run.stderr.contains("'--format'"), "{run:?}");
}

#[test]
fn an_unknown_filter_is_named_and_what_was_not_looked_for_too() {
    let site = site();
    let out = site.run(&["search", "certificate", "servce:checkout"]).stdout;
    assert!(out.contains("`servce` is no filter, so it was looked for as text: did you mean `service:`?"), "{out}");
    let out = site.run(&["search", "certificate", "owner:ann"]).stdout;
    assert!(out.contains("`owner` is no filter, so it was looked for as text: filters are service, cause"), "{out}");
    let answer = answer(&site, "the certificate servce:a owner:ann zeppelin");
    let unknown =
        serde_json::json!([{ "text": "servce:a", "meant": "service" }, { "text": "owner:ann", "meant": null }]);
    assert_eq!(answer["unknown_filters"], unknown, "{answer}");
    assert_eq!(answer["dropped"], serde_json::json!(["the"]));
    assert!(answer["missing"].as_array().unwrap().contains(&"zeppelin".into()), "{answer}");
    let other = self::answer(&site, "certificate service:nosuch");
    assert_eq!(other["unmatched_filters"], serde_json::json!(["service:nosuch"]), "{other}");
    assert_eq!(
        (&other["unknown_filters"], &other["mode"]),
        (&serde_json::json!([]), &"words".into()),
        "a port is no filter"
    );
}

#[test]
fn a_result_for_machines_says_where_the_query_stands() {
    let answer = answer(&site(), "expired x509");
    let result = &answer["results"][0];
    assert_eq!(
        (&result["path"], &result["source"]),
        (&"content/postmortems/certificate.md".into(), &"postmortems/certificate.md".into())
    );
    assert_eq!((&result["line"], &result["section"]), (&18.into(), &"Resolution".into()), "{result}");
    assert!(result["excerpt"].as_str().unwrap().contains("x509: certificate has expired"), "{result}");
    assert_eq!(answer["facets"]["service"], serde_json::json!([{ "value": "checkout", "count": 1 }]), "{answer}");
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_no_unicode_is_searched_as_far_as_it_can_be_read() {
    use std::os::unix::ffi::OsStrExt;
    let site = site();
    let argument = std::ffi::OsStr::from_bytes(b"certificate \xff\xfe");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_pmsite"))
        .current_dir(site.root())
        .args(["search", "--"])
        .arg(argument)
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&run.stdout).contains("certificate.md"), "{run:?}");
}

#[test]
fn a_pasted_log_line_is_read_by_its_words() {
    let site = site();
    let line = "2031-02-03T04:05:06.789Z edge-7f9c4d[4711]: ERROR tls: failed to verify: x509: certificate has expired (10.1.2.3:443)";
    assert_eq!(found(&site, line).first().map(String::as_str), Some("postmortems/certificate.md"));
    let run = site.run(&["search", "--", line]);
    assert!(run.stdout.starts_with("read as a paste; these words counted:"), "{}", run.stdout);
    assert!(run.stdout.contains("fixed: We renewed the certificate by hand."), "{}", run.stdout);
    assert!(run.stdout.contains("postmortems/certificate.md:"), "{}", run.stdout);
}

#[test]
fn a_card_shows_the_code_that_fixed_it() {
    let site = SiteTest::new().postmortem(
        "queue",
        "title: The queue of the winch was full",
        "## Resolution\n\nWe restarted the winch controller and drained its queue:\n\n```sh\nkubectl rollout restart deploy/winch\n\
         winchctl queue drain --all\n```\n\n## Timeline\n\n```sh\nwinchctl status\n```\n",
    );
    let run = site.run(&["search", "winch", "queue", "--format", "json"]);
    let card = &serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap()["results"][0];
    let code = ["kubectl rollout restart deploy/winch", "winchctl queue drain --all"];
    assert_eq!(card["fix_commands"], serde_json::json!(code), "{card}");
    let human = site.run(&["search", "winch", "queue"]).stdout;
    assert!(human.contains(&format!("\n    {}\n    {}\n", code[0], code[1])), "{human}");
    let built = site.site();
    let cards = built.files.keys().filter(|path| path.starts_with("search/")).map(|path| built.said(path));
    assert!(cards.into_iter().any(|cards| cards.contains(&format!(r"{}\n{}", code[0], code[1]))));
}

#[test]
fn the_code_that_fixed_it_can_be_copied_whole() {
    let long = format!("winchctl queue drain {}--all", "--only one-of-many-lanes ".repeat(9));
    let lines = [&*long, "winchctl queue \\", "    --resume", "winchctl status", "winchctl lanes"];
    let site = SiteTest::new().postmortem(
        "queue",
        "title: The queue of the winch was full",
        &format!("## Resolution\n\nWe drained its queue:\n\n```sh\n{}\n```\n", lines.join("\n")),
    );
    let answer = answer(&site, "winch queue");
    assert_eq!(answer["results"][0]["fix_commands"], serde_json::json!(lines), "{answer}");
    assert!(site.run(&["search", "winch", "queue"]).stdout.contains(&long));
}

#[test]
fn the_index_follows_edits() {
    let site = site();
    assert_eq!(found(&site, "zeppelin"), [""; 0]);
    let site =
        site.file("content/postmortems/airship.md", "# Airship\n\nDate: 2026-01-02\n\nA zeppelin cut the fibre.\n");
    assert_eq!(found(&site, "zeppelin"), ["postmortems/airship.md"]);
    site.remove("content/postmortems/airship.md");
    assert_eq!(found(&site, "zeppelin"), [""; 0]);
}

#[test]
fn an_index_brought_up_to_date_gives_the_shards_of_a_new_one() {
    let site = site();
    site.site();
    let site = site
        .file("content/postmortems/another.md", "# Disk full\n\nDate: 2023-01-01\n\nNo space left on device.\n")
        .file("content/postmortems/queue.md", &QUEUE.replace("Kafka", "Pulsar"));
    let updated = site.site();
    fs::remove_dir_all(site.path(".pmsite")).unwrap();
    let fresh = site.site();
    assert!(fresh.files.keys().any(|path| path.ends_with("/t0.pms")), "{}", fresh.list());
    assert_eq!(updated.list(), fresh.list());
    assert_eq!(updated.files, fresh.files);
}

#[test]
fn files_of_the_search_move_only_where_their_contents_change() {
    let paths = |site: &SiteTest, name: &str| {
        let found: Vec<String> = site.site().files.into_keys().filter(|path| path.ends_with(name)).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        found
    };
    let names = ["/c0.pms", "/f0.pms", "/t0.pms", "/p0.pms", "/w0.pms"];
    let site = site();
    let before = names.map(|name| paths(&site, name));
    let site = site.file("content/postmortems/queue.md", &format!("{QUEUE}\n## Timeline\n\nThe zeppelin landed.\n"));
    let after = names.map(|name| paths(&site, name));
    assert_eq!(before[..2], after[..2], "neither cards nor facets tell of it");
    assert!(before[2..].iter().zip(&after[2..]).all(|(old, new)| old != new), "{before:?} {after:?}");
}

#[test]
fn synonyms_of_the_site_count_and_nonsense_is_reported() {
    let site = site();
    assert_eq!(found(&site, "zeppelin"), [""; 0]);
    let site = site.file("book.toml", "[search]\nsynonyms = [\"zeppelin|kafka\"]\n");
    assert_eq!(found(&site, "zeppelin"), ["postmortems/queue.md"]);
    let site = site.file("book.toml", "[search]\nsynonyms = [\"kafka\"]\n");
    let run = site.run(&["search", "kafka"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("is no group of names") && run.stderr.contains("book.toml:2:13"), "{}", run.stderr);
}

/// Everyday texts that hold the words of errors here and there.
fn scattered() -> SiteTest {
    let text = "# TITLE\n\nDate: 2024-01-02\n\nWe could wait for a lock no longer. The host was in a context of its own; a deadline passed and the embedding failed; \
        nobody exceeded a timeout. Try to begin a transaction, then restart: error after error, a thread was started anew.\n";
    let quoted = "# Search\n\nDate: 2024-01-03\n\nThe log said `ollama_embed_failed: context deadline exceeded` before it stopped.\n";
    let site = SiteTest::new().file("content/postmortems/quoted.md", quoted);
    let names = ["Announcement", "Context deadline, exceeded failed", "Holiday", "Move", "Garden"];
    names
        .iter()
        .fold(site, |site, name| site.file(&format!("content/postmortems/{name}.md"), &text.replace("TITLE", name)))
}

#[test]
fn the_incident_with_the_line_itself_comes_before_those_with_its_words() {
    for line in
        ["ollama_embed_failed: context deadline exceeded", "ERROR ollama_embed_failed: context deadline exceeded"]
    {
        let answer = answer(&scattered(), line);
        assert_eq!(
            (&answer["mode"], &answer["sure"], &answer["results"][0]["source"]),
            (&"paste".into(), &1.into(), &"postmortems/quoted.md".into()),
            "{answer}"
        );
    }
}

#[test]
fn words_of_an_error_here_and_there_are_no_sure_hit() {
    let site = scattered();
    for line in [
        "ERROR 1205 (HY000): Lock wait timeout exceeded; try restarting transaction",
        "RuntimeError: can't start new thread",
        "Segmentation fault (core dumped)",
        "npm ERR! code ERESOLVE",
        "no such host",
    ] {
        let answer = answer(&site, line);
        assert_eq!(answer["sure"], 0, "{line}: {answer}");
        let run = site.run(&["search", "--", line]);
        let is_told = answer["total"] == 0 || run.stdout.contains("nothing matches well");
        assert!(is_told && !run.stdout.contains("    $"), "{}", run.stdout);
    }
    let run = site.run(&["search", "--", "no such host"]);
    assert!(run.stdout.contains("too common to be looked for: no such"), "{}", run.stdout);
}

#[test]
fn words_that_stand_side_by_side_win_in_titles_code_and_set_phrases() {
    let apart = "# TITLE\n\nDate: 2024-01-02\n\nIn memory of the old host we ran out for cake; memory is short, and the way out long.\n";
    let site = SiteTest::new()
        .file("content/postmortems/a.md", &apart.replace("TITLE", "Memory lane"))
        .file("content/postmortems/b.md", &apart.replace("TITLE", "Party"))
        .file("content/postmortems/z.md", "# Shop\n\nDate: 2024-01-03\n\nThe shop ran out of memory at noon, and nobody saw it before the evening of that day.\n")
        .file("content/postmortems/y.md", &apart.replace("TITLE", "Ferry gate left open overnight by a guard"));
    assert_eq!(found(&site, "out of memory")[0], "postmortems/z.md");
    // A title that is pasted is a sure hit, be it short.
    let answer = answer(&site, "Ferry gate left open overnight by a guard\n");
    assert_eq!((&answer["sure"], &answer["results"][0]["source"]), (&1.into(), &"postmortems/y.md".into()), "{answer}");
}

#[test]
fn a_severity_is_found_by_the_word_of_its_badge_and_a_filter_that_fits_nothing_names_what_would() {
    let site = site().file(
        "content/postmortems/badge.md",
        "---\ntitle: Down\ndate: 2024-05-01\nseverity: Critical\n---\n\nAll of it.\n",
    );
    assert_eq!(found(&site, "sev:critical"), ["postmortems/badge.md"]);
    for query in ["service:nope", "service:"] {
        let run = site.run(&["search", "--", query]);
        let is_told =
            run.stdout.contains("left out. There are: checkout, orders") && !run.stdout.contains("nothing found");
        assert!(run.code == 1 && is_told, "{}", run.stdout);
    }
}
