use super::rules::{RULES, SecretForm};
use super::*;
use std::collections::BTreeSet;

#[test]
fn every_table_is_read_and_every_expression_compiles() {
    let names: BTreeSet<&str> = RULES.rules.iter().map(|rule| &*rule.name).collect();
    assert_eq!(names.len(), RULES.rules.len(), "no name stands twice");
    for kind in [SecretForm::Token, SecretForm::Assigned, SecretForm::General] {
        assert!(RULES.rules.iter().any(|rule| rule.kind == kind), "{kind:?}");
    }
    let broken: Vec<&str> =
        RULES.rules.iter().filter(|rule| rule.expression().is_none()).map(|rule| &*rule.name).collect();
    assert_eq!(broken, Vec::<&str>::new());
    // A rule with longer secrets is asked of few lines; what people think of may be short.
    let is_often = |rule: &&Rule| !matches!(rule.kind, SecretForm::Password | SecretForm::Given) && rule.shortest() < 8;
    let often_asked: Vec<&str> = RULES.rules.iter().filter(is_often).map(|rule| &*rule.name).collect();
    assert!(often_asked.len() < 8, "{often_asked:?}");
    assert!(!RULES.guards.placeholders.is_empty() && RULES.guards.urls.len() > 9);
    let groups = ["e-mail", "handle", "private-address", "internal-host", "phone"];
    let text = "Ask ann@acme.io, @anna or +44 20 7946 0123 about 10.0.0.7 and db.internal.";
    let told: BTreeSet<&str> = personal(text, &[]).iter().map(|person| person.kind).collect();
    assert_eq!(told, BTreeSet::from(groups));
}

#[test]
fn a_secret_is_known_behind_escapes_and_in_a_cut_sentence() {
    let token = format!("gh{}{}", "p\\_", "Zk84hWq2xZk84hWq2xBv7TpLm3cXyRn5DsQe");
    let text = format!("the token {token} leaked");
    let found = find(&text);
    assert_eq!(&text[found[0].span.start..found[0].span.end], token);
    assert_eq!(mask(&text), "the token ghp\\*** leaked");
    assert_eq!(Mask::new(&text, &found).apply("`zk84hwq2x` is no field"), "`***` is no field");
}

#[test]
fn what_a_manifest_of_a_kubernetes_secret_holds_is_secret() {
    let (word, encoded) = (format!("kelp7{}vane-Q", "-orbit-"), format!("a2VscDctb3JiaX{}", "QtdmFuZS1R"));
    let found = |text: &str| {
        let found = find(text);
        found.iter().map(|one| text[one.span.start..one.span.end].to_owned()).collect::<Vec<_>>()
    };
    let manifest = |kind: &str, group: &str, value: &str| {
        format!(
            "Applied:\n\n```yaml\napiVersion: v1\n{group}:\n  db-login: {value}\nkind: {kind}\nmetadata:\n  name: some-pool\n```\n"
        )
    };
    assert_eq!(found(&manifest("Secret", "data", &encoded)), [encoded.as_str()]);
    assert_eq!(found(&manifest("Secret", "stringData", &word)), [word.as_str()]);
    assert_eq!(found(&manifest("ConfigMap", "data", &word)), Vec::<String>::new());
    assert_eq!(found(&manifest("Secret", "data", "<base64>")), Vec::<String>::new());
    assert_eq!(found(&manifest("Secret", "stringData", "changeme")), Vec::<String>::new());
    let json = |kind: &str| {
        format!(
            "{{\"apiVersion\": \"v1\", \"kind\": \"{kind}\", \"data\": {{\"db\": \"{encoded}\"}}, \"type\": \"Opaque\"}}"
        )
    };
    assert_eq!(found(&json("Secret")), [encoded.as_str()]);
    assert_eq!(found(&json("ConfigMap")), Vec::<String>::new());
    let pretty = format!("{{\n  \"kind\": \"Secret\",\n  \"data\": {{\n    \"db\": \"{encoded}\"\n  }}\n}}\n");
    assert_eq!(found(&pretty), [encoded.as_str()]);
    let far = format!(
        "stringData:\n  # of the pool\n  login: {word}\n{}kind: \"Secret\" # made by hand\n",
        "x: y\n".repeat(90)
    );
    assert_eq!(found(&far), [word.as_str()]);
    let list = format!(
        "items:\n- kind: Secret\n  data:\n    a: |\n      {encoded}\n- kind: ConfigMap\n  data:\n    b: {encoded}\n"
    );
    assert_eq!(found(&list), [encoded.as_str()]);
    let below = format!("    kind: Secret\n    data:\n      a: {encoded}\n---\n    b: {encoded}x\n");
    assert_eq!(found(&below), [encoded.as_str()]);
}

#[test]
fn a_mask_covers_the_value_and_no_part_of_its_name() {
    let secret = format!("Passw{}", "0rdXY17");
    let text = format!("db_password={secret}");
    let mask = Mask::new(&text, &find(&text));
    assert_eq!(mask.apply("the field `password` is unknown"), "the field `password` is unknown");
    assert_eq!(mask.apply(&text), "db_password=***");
}

#[test]
fn what_grows_with_the_heads_and_the_rows_of_a_table_is_found_in_linear_time() {
    // Each of these took the product of both.
    let many = 2_000;
    for text in [
        format!("|{}\n|{}\n{}", "password|".repeat(many), "--|".repeat(many), "|a\n".repeat(many)),
        format!("<tr>{}</tr>{}", "<th>password</th>".repeat(many), "<tr><td>a</td></tr>".repeat(many)),
        "a<b>".repeat(8 * many),
        "datadog key ".repeat(many),
        "aws/".repeat(16 * many),
        "kind: Secret\n".repeat(many),
        "aws.".repeat(40 * many),
        "aws=key:".repeat(20 * many),
    ] {
        assert_eq!(find(&text), []);
    }
}

#[test]
fn names_for_passwords_stand_in_one_list() {
    for name in ["Password", "mot de passe", "Пароль", "lösenord", "パスワード"] {
        let value = format!("kelp7!{}", "orbit");
        for text in [format!("{name}: {value}"), format!("| a | {name} |\n|--|--|\n| b | {value} |\n")] {
            assert_eq!(find(&text).len(), 1, "{text}");
        }
    }
    assert!(providers::count() > 500);
}
