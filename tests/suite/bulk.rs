//! `export --format bulk`: what search engines are filled from. `tests/bulk/typesense.py` loads it into a live one.

use crate::support::site_test::{Run, TODAY};
use crate::support::{Site, SiteTest};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Each engine, with the name of its schema.
const ENGINES: [(&str, &str); 3] =
    [("typesense", "schema.json"), ("opensearch", "mapping.json"), ("quickwit", "index-config.json")];

fn export(test: &SiteTest, engine: &str, more: &[&str]) -> Run {
    let mut args = vec!["export", "--today", TODAY, "--format", "bulk", "--engine", engine];
    args.extend(more);
    test.run(&args)
}

/// The folder of an engine, which must come without complaint.
fn exported(test: &SiteTest, engine: &str, more: &[&str]) -> Site {
    let run = export(test, engine, more);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    Site::read(&test.path("_bulk").join(engine))
}

fn lines(folder: &Site) -> Vec<Value> {
    let batches = folder.json("bulk.json")["batches"].as_array().unwrap().clone();
    let text = |name: &Value| folder.text(name.as_str().unwrap()).to_owned();
    let parse = |line: &str| serde_json::from_str(line).unwrap();
    batches.iter().map(text).flat_map(|text| text.lines().map(parse).collect::<Vec<_>>()).collect()
}

/// An incident with every facet, a service that has a page, a page, and an introduction.
fn shelf() -> SiteTest {
    SiteTest::new()
        .postmortem(
            "queue-stall",
            "title: Queue stall\nid: INC-7\ndate: 2026-02-11\nseverity: SEV2\nstatus: closed\nservices: [api, Order Queue]\n\
             root_causes: [config-push]\nteams: [payments]\ntags: [vendor]\nvisibility: public\nsummary: Orders waited.\n\
             ttr: 40 min\nfix: The push was rolled back.",
            "## What was seen\n\n`ERROR 503` from the gateway.",
        )
        .postmortem("secret", "title: zqsecret\ndate: 2026-01-02\nservices: [zqservice]\ntags: [zqtag]", "zqbody")
        .postmortem("draft", "title: Zqdraft\nstatus: draft\nvisibility: public", "zqdraft")
        .postmortem("undated", "title: Undated\nvisibility: public", "No day is known.")
        .file("content/services/api.md", "---\ntitle: API\nvisibility: public\naliases: [api]\n---\n\nServes.\n")
        .file("content/index.md", "---\nvisibility: public\n---\n\n# Incidents\n\nRead these.\n")
}

#[test]
fn a_document_is_told_with_the_facets_of_the_search() {
    let folder = exported(&shelf(), "typesense", &["--audience", "public"]);
    let documents = lines(&folder);
    let stall = documents.iter().find(|document| document["title"] == "Queue stall").unwrap();
    assert_eq!(
        *stall,
        json!({
            "id": "postmortems:queue-stall",
            "url": "postmortems/queue-stall/",
            "source": "postmortems/queue-stall.md",
            "kind": "postmortem",
            "title": "Queue stall",
            "incident_id": "INC-7",
            "date": "2026-02-11",
            "timestamp": 1_770_768_000,
            "planned": false,
            "service": ["API", "Order Queue"],
            "cause": ["config-push"],
            "severity": "SEV2",
            "severity_level": 2,
            "team": ["payments"],
            "tag": ["vendor"],
            "year": "2026",
            "status": "closed",
            "ttr_minutes": 40,
            "summary": "Orders waited.",
            "headings": ["What was seen"],
            "body": stall["body"],
        })
    );
    assert!(stall["body"].as_str().unwrap().contains("ERROR 503"), "code is part of the text: {stall}");
    let service = documents.iter().find(|document| document["kind"] == "service").unwrap();
    assert_eq!(service.get("service"), None, "facets count incidents, as the site's search counts them");
    let undated = documents.iter().find(|document| document["title"] == "Undated").unwrap();
    assert!(undated.get("date").is_none() && undated.get("timestamp").is_none(), "{undated}");
    let ids: BTreeSet<&str> = documents.iter().map(|document| document["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["home", "postmortems:queue-stall", "postmortems:undated", "services:api"].into());
}

#[test]
fn nothing_internal_is_in_any_byte_of_a_public_export() {
    for (engine, _) in ENGINES {
        let internal = exported(&shelf(), engine, &[]);
        assert!(!internal.holders_of("zqsecret").is_empty(), "the test would prove nothing");
        let public = exported(&shelf(), engine, &["--audience", "public"]);
        assert_eq!(public.holders_of("zq"), Vec::<&str>::new(), "{engine}");
        assert_eq!(public.json("bulk.json")["audience"], "public");
    }
}

#[test]
fn drafts_are_there_only_where_they_are_asked_for() {
    assert_eq!(exported(&shelf(), "quickwit", &[]).holders_of("zqdraft"), Vec::<&str>::new());
    assert_eq!(exported(&shelf(), "quickwit", &["--drafts"]).holders_of("zqdraft"), ["documents-00001.jsonl"]);
}

/// What an engine wants to know of every field that a document may have.
#[test]
fn each_schema_names_every_field_of_a_document() {
    for (engine, schema) in ENGINES {
        let folder = exported(&shelf(), engine, &[]);
        let schema = folder.json(schema);
        let listed = |list: &Value| -> BTreeSet<String> {
            list.as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap().to_owned()).collect()
        };
        let mut known = match engine {
            "typesense" => listed(&schema["fields"]),
            "quickwit" => listed(&schema["doc_mapping"]["field_mappings"]),
            _ => schema["mappings"]["properties"].as_object().unwrap().keys().cloned().collect(),
        };
        // Every collection of Typesense has it.
        known.insert("id".to_owned());
        let told: BTreeSet<String> = lines(&folder)
            .iter()
            .filter(|line| line.get("index").is_none())
            .flat_map(|document| document.as_object().unwrap().keys().cloned().collect::<Vec<_>>())
            .collect();
        assert!(told.len() > 20 && told.is_subset(&known), "{engine}: {told:?} {known:?}");
    }
}

#[test]
fn typesense_is_told_what_to_count_and_what_parts_words() {
    let folder = exported(&shelf(), "typesense", &[]);
    let schema = folder.json("schema.json");
    assert_eq!(schema["name"], "postmortems");
    let facets: Vec<&str> = schema["fields"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|field| field["facet"] == true)
        .map(|field| field["name"].as_str().unwrap())
        .collect();
    let of_the_search = ["service", "cause", "severity", "team", "tag", "year", "status"];
    assert!(of_the_search.iter().all(|facet| facets.contains(facet)), "{facets:?}");
    let separators: Vec<&str> =
        schema["token_separators"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
    assert!(separators.iter().all(|separator| separator.len() == 1) && separators.contains(&"-"));
}

#[test]
fn opensearch_gets_an_action_with_the_id_before_each_document() {
    let folder = exported(&shelf(), "opensearch", &[]);
    let lines = lines(&folder);
    assert_eq!(lines.len() % 2, 0);
    for pair in lines.chunks(2) {
        assert_eq!(pair[0], json!({ "index": { "_index": "postmortems", "_id": pair[1]["id"] } }));
        assert!(pair[1]["title"].is_string());
    }
    let properties = &folder.json("mapping.json")["mappings"]["properties"];
    assert_eq!(properties["service"]["type"], "keyword");
    assert_eq!(properties["timestamp"], json!({ "type": "date", "format": "epoch_second" }));
    assert_eq!(properties["body"], json!({ "type": "text", "analyzer": "english" }));
    let german = exported(&shelf().file("book.toml", "[book]\nlanguage = \"de\"\n"), "opensearch", &[]);
    assert_eq!(german.json("mapping.json")["mappings"]["properties"]["body"]["analyzer"], "standard");
}

#[test]
fn quickwit_is_told_to_keep_lengths_and_asks_for_no_day() {
    let folder = exported(&shelf(), "quickwit", &[]);
    let config = folder.json("index-config.json");
    assert_eq!((&config["version"], &config["index_id"]), (&json!("0.8"), &json!("postmortems")));
    let fields = config["doc_mapping"]["field_mappings"].as_array().unwrap().clone();
    let fields: BTreeMap<&str, &Value> = fields.iter().map(|field| (field["name"].as_str().unwrap(), field)).collect();
    for name in config["search_settings"]["default_search_fields"].as_array().unwrap() {
        let field = fields[name.as_str().unwrap()];
        assert_eq!((&field["fieldnorms"], &field["record"]), (&json!(true), &json!("position")), "{field}");
    }
    assert_eq!(fields["service"]["type"], "array<text>");
    assert!(config["doc_mapping"].get("timestamp_field").is_none(), "it refuses documents without a day");
}

#[test]
fn an_export_again_is_the_same_and_one_of_less_leaves_nothing_behind() {
    let test = shelf();
    let first = exported(&test, "opensearch", &[]);
    let again = export(&test, "opensearch", &[]);
    assert!(again.stderr.contains("0 written, 3 unchanged, 0 removed"), "{}", again.stderr);
    assert_eq!(Site::read(&test.path("_bulk/opensearch")), first);
    for name in
        ["postmortems/queue-stall.md", "postmortems/secret.md", "postmortems/draft.md", "postmortems/undated.md"]
    {
        test.remove(&format!("content/{name}"));
    }
    test.remove("content/services/api.md");
    test.remove("content/index.md");
    let empty = exported(&test, "opensearch", &[]);
    assert_eq!(empty.files.keys().collect::<Vec<_>>(), [".pmsite-manifest", "bulk.json", "mapping.json"]);
}

#[test]
fn folders_of_others_and_sites_are_left_alone() {
    let test = shelf().file("mine/notes.txt", "mine");
    test.site();
    let before = test.read();
    for (out, says) in
        [("mine", "was not made by pmsite"), ("_site", "holds a site"), ("content", "which is read from")]
    {
        let run = export(&test, "typesense", &["--out", out]);
        assert_eq!(run.code, 2, "{out}: {}", run.stderr);
        assert!(run.stderr.contains(says) && run.stderr.contains("--out"), "{out}: {}", run.stderr);
    }
    assert_eq!(test.read(), before);
    assert_eq!(Site::read(&test.path("mine")).files.len(), 1);
}

#[test]
fn what_is_missing_or_does_not_fit_is_said() {
    let test = shelf();
    for args in [
        &["export", "--format", "bulk"][..],
        &["export", "--engine", "typesense"],
        &["export", "--format", "bulk", "--engine", "lucene"],
        &["export", "--out", "x"],
        &["export", "--format", "bulk", "--engine", "typesense", "--explain", "secret.md"],
    ] {
        let run = test.run(args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}");
        assert!(run.stderr.contains("engine") || run.stderr.contains("--format"), "{args:?}: {}", run.stderr);
    }
    assert!(!test.path("_bulk").exists());
}
