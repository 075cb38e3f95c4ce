use super::*;

fn read(text: &str) -> Query {
    Query::read(text, &mut Analyzer::default())
}

fn words(text: &str) -> Vec<String> {
    read(text).words.into_iter().map(|word| word.surface).collect()
}

#[test]
fn question_words_go_where_others_remain() {
    assert_eq!(words("why did the backups fail"), ["backups", "fail"]);
    assert_eq!(words("why"), ["why"]);
    assert_eq!(words("to"), ["to"]);
}

#[test]
fn operators_narrow_and_everything_else_is_text() {
    let query = read(r#"timeout service:checkout sev<=2 after:2025-03 "connection refused" -dns -team:"core infra""#);
    assert_eq!(query.words.iter().map(|word| &*word.surface).collect::<Vec<_>>(), ["timeout", "connection", "refused"]);
    let phrase = |text: &str, terms: &[(&str, u32)]| Phrase {
        text: text.into(),
        terms: terms.iter().map(|(term, distance)| ((*term).into(), *distance)).collect(),
        is_required: false,
    };
    assert_eq!(query.phrases, [phrase("\"connection refused\"", &[("connect", 0), ("refus", 1)])]);
    assert_eq!(query.excluded, [phrase("-dns", &[("dns", 0)])]);
    let fields: Vec<Field> = query.filters.iter().map(|filter| filter.field).collect();
    assert_eq!(fields, [Field::Service, Field::Severity, Field::After, Field::Team]);
    assert_eq!(query.filters[3].value, "core infra");
    assert_eq!(
        words("x --flag http://example.org/path?query=1 -m"),
        ["flag", "http", "example.org", "example", "org", "path", "query"]
    );
    assert_eq!(words("after:lunch"), ["lunch"]);
    assert_eq!(words("-dns"), ["dns"]);
    // A condition is one wherever it stands, and what begins like a day is no word.
    let negated = |text: &str| read(text).filters.iter().map(|filter| filter.negated).collect::<Vec<_>>();
    assert_eq!((negated("-service:x"), negated("-service:x dns -team:y")), (vec![true], vec![true, true]));
    assert_eq!((words("after:2026-13"), negated("after:2026-13")), (vec![], vec![false]));
}

#[test]
fn a_log_line_loses_times_ids_and_numbers() {
    let query = read(
        "2024-11-03 02:14:55.201 UTC [18423] app@orders ERROR: database is not accepting commands in 3f2a9bc1 at 10.0.3.7 us-east-1",
    );
    assert_eq!(query.mode, Mode::Paste);
    let words: Vec<&str> = query.words.iter().map(|word| &*word.surface).collect();
    assert_eq!(words, ["app", "orders", "error", "database", "accepting", "commands", "us-east-1", "us", "east"]);
    // Nothing but an id: that is what is sought.
    let query = read("3f2a9bc1\n3f2a9bc1");
    assert_eq!((query.mode, &*query.words[0].surface, query.words.len()), (Mode::Paste, "3f2a9bc1", 1));
    let noise = read("18423 10.0.3.7\n").words.into_iter().map(|word| word.surface).collect::<Vec<_>>();
    assert_eq!(noise, ["18423", "10.0.3.7"]);
}

#[test]
fn no_piece_of_a_time_is_a_word_of_a_log() {
    for time in [
        "2026-11-29T03:00:00Z",
        "2026-11-29T03:00:00.123+01:00",
        "2026-11-29 03:00:00,123",
        "2026/11/29 03:00:00 UTC",
        "29/Nov/2026:03:00:00 +0000",
        "Sun, 29 Nov 2026 03:00:00 GMT",
        "Sun Nov 29 03:00:00 UTC 2026",
        "Nov 29 03:00:00",
        "Nov  9 03:00:00.5",
        "Nov 29, 2026 3:00:00 AM",
        "17-JUN-2026 03:00:00",
        "I1129 03:00:00.123456",
        "03:00:00Z",
        "02:58:02.2Z",
        "20261129T030000Z",
    ] {
        for text in [format!("{time} ERROR: lease lost"), format!("ERROR: lease lost: {time} is after {time}")] {
            assert_eq!(words(&text).join(" "), "error lease lost", "{text}");
        }
    }
    // What is none stays.
    assert_eq!(words("ERROR: may 12 services decline: 10 marches").join(" "), "error may services decline marches");
    // Nothing but a time: that is what is sought.
    assert!(!words("2026-11-29T03:00:00Z\n2026").is_empty());
}

#[test]
fn an_error_is_read_alike_be_it_typed_or_pasted() {
    for text in [
        "could not receive data from client: Connection reset by peer",
        "HikariPool-1 - Connection is not available, request timed out after 30000ms.",
    ] {
        let (typed, pasted) = (read(text), read(&format!("{text}\n")));
        assert_eq!((&typed.words, &typed.pairs), (&pasted.words, &pasted.pairs), "{text}");
        assert_eq!(pasted.mode, Mode::Paste);
    }
    assert_eq!(read("HikariPool-1 - Connection is not available").mode, Mode::Paste);
    assert_eq!(read("payments: connection refused").mode, Mode::Words);
    // Where it does not look like one, what came by the clipboard is one all the same.
    let mode = |text: &str| read(text).mode;
    assert_eq!((mode("Connection reset by peer"), mode("Connection reset by peer\n")), (Mode::Words, Mode::Paste));
}

#[test]
fn stop_words_that_were_left_out_are_told() {
    let dropped = |text: &str| read(text).dropped.into_iter().collect::<Vec<_>>();
    assert_eq!(dropped("no such host"), ["no", "such"]);
    assert_eq!(dropped("why did it fail"), ["why", "did", "it"]);
    assert_eq!(dropped("to"), [""; 0]);
}

#[test]
fn what_holds_a_line_break_was_pasted_be_it_at_its_end() {
    let query = read("payments -stripe \"a b\"\n");
    assert_eq!((query.mode, query.excluded.len(), query.phrases.len()), (Mode::Paste, 0, 0));
    assert_eq!(read("payments -stripe").excluded.len(), 1);
}

#[test]
fn a_phrase_is_required_where_it_stands_alone_or_where_one_asks() {
    let required = |text: &str| read(text).phrases.iter().map(|phrase| phrase.is_required).collect::<Vec<_>>();
    assert_eq!(required("\"connection refused\""), [true]);
    assert_eq!(required("\"connection refused\" \"lost route\" sev:1"), [true, true]);
    assert_eq!(required("timeout \"connection refused\" +\"lost route\""), [false, true]);
    assert_eq!(required("timeout \"refused\""), [false; 0]);
    // Wherever the word stands, and be it one of the phrase.
    assert_eq!(required("connection \"connection refused\""), [false]);
    assert_eq!(required("\"connection refused\" connection"), [false]);
}

#[test]
fn a_phrase_that_comes_again_is_the_same_phrase_and_required_if_once_it_is() {
    let phrases =
        |text: &str| read(text).phrases.into_iter().map(|phrase| (phrase.text, phrase.is_required)).collect::<Vec<_>>();
    let raised = ("\"lost route\"".to_owned(), false);
    assert_eq!(phrases(&format!("dns {}", "\"lost route\" ".repeat(12))), std::slice::from_ref(&raised));
    assert_eq!(
        phrases(r#"dns "lost route" "Lost  Routes" "route lost""#),
        [raised, ("\"route lost\"".to_owned(), false)]
    );
    assert_eq!(phrases(r#"dns "lost route" +"lost route""#), [("\"lost route\"".to_owned(), true)]);
}

#[test]
fn a_phrase_of_stop_words_is_one_that_nothing_holds_and_its_words_stand_for_it() {
    let told = |text: &str| (words(text), read(text).phrases.into_iter().map(|phrase| phrase.text).collect::<Vec<_>>());
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    assert_eq!(told("\"of the\""), (owned(&["of", "the"]), owned(&["\"of the\""])));
    assert_eq!(told("\"Of, the\" moon"), (owned(&["moon"]), owned(&["\"Of, the\""])));
    assert_eq!(told("\"the\""), (owned(&["the"]), owned(&[])));
    assert_eq!(told("\"\" \"!? -\""), (owned(&[]), owned(&[])));
    assert_eq!(told("\"of the\" \"to be\" \"of the\"").1, owned(&["\"of the\"", "\"to be\""]));
    assert!(read("moon -\"of the\"").excluded.is_empty());
}

#[test]
fn colours_of_a_terminal_are_no_text() {
    for (text, expected) in [
        ("\u{1b}[31mconnection refused\u{1b}[0m", "connection refused"),
        (r"\u001b[1;31mconnection\u001B[m refused\x1b[0m", "connection refused"),
        (r"\033[31mconnection\e[39m refused^[[0m", "connection refused"),
        ("[1m[31mconnection refused[0m", "connection refused"),
        ("conn\u{1b}[01;31m\u{1b}[Kection\u{1b}[m\u{1b}[K refused", "connection refused"),
    ] {
        assert_eq!(words(text).join(" "), expected, "{text}");
        assert_eq!(words(&format!("{text}\n")).join(" "), expected, "{text}");
    }
    for text in ["waited [30ms] for it", "rate(errors[30m])", "after [45min]", "[main]"] {
        assert_eq!(colourless(text), text);
    }
}

#[test]
fn a_version_an_address_or_a_unit_stays_in_one_piece() {
    assert_eq!(words("10.0.3.7"), ["10.0.3.7"]);
    assert_eq!(words("v1.2.3"), ["v1.2.3"]);
    assert_eq!(words("us-east-1"), ["us-east-1", "us", "east"]);
    let query = read("payments-api waited 30 s");
    assert_eq!(query.words.iter().flat_map(|word| &word.joined).collect::<Vec<_>>(), ["30s"]);
    // A unit that comes again.
    let query = read("waited 5 s, then 30 s, then s");
    assert_eq!(query.words.iter().flat_map(|word| &word.joined).collect::<Vec<_>>(), ["5s", "30s"]);
    let query = read("payments-api waited 30 s");
    let wholes: Vec<_> = query.words.iter().filter_map(|word| Some((&*word.surface, word.whole.as_deref()?))).collect();
    assert_eq!(wholes, [("payments", "payments-api"), ("api", "payments-api")]);
}

#[test]
fn words_of_talk_go_in_other_languages_too() {
    assert_eq!(words("pourquoi la base de données est en panne"), ["base", "donnees", "panne"]);
    assert_eq!(words("warum war die Datenbank nicht erreichbar"), ["datenbank", "erreichbar"]);
    assert_eq!(words("pods die on NAS"), ["pods", "die", "nas"]);
    assert_eq!(words("почему упала база"), ["упала", "база"]);
}

#[test]
fn of_a_long_text_the_beginning_is_read_and_the_rest_is_told_of() {
    let many: String = (0..60)
        .map(|number| {
            format!("word{} ", char::from(b'a' + number % 26).to_string().repeat(2 + usize::from(number / 26)))
        })
        .collect();
    let read_all = read(&many);
    assert_eq!((read_all.mode, read_all.words.len(), read_all.is_cut), (Mode::Paste, MOST_PASTED, true));
    assert!(!read("word again, and a word again").is_cut);
    // A paste of few words, each over and over.
    let log = "the broker refused\n".repeat(200);
    assert_eq!((words(&log), read(&log).is_cut), (vec!["broker".to_owned(), "refused".to_owned()], false));
    let longer = "the broker refused\n".repeat(40_000) + "zebra";
    assert_eq!((words(&longer), read(&longer).is_cut), (vec!["broker".to_owned(), "refused".to_owned()], true));
    // Nothing but noise: what could have been typed of it.
    for noise in ["\"a b\" ", "-a ", "1 ", "tag:1 ", "\"", ".", "(", "- ", "\n1"] {
        let query = read(&noise.repeat(30_000));
        let work = query.words.len()
            + query.filters.len()
            + query.phrases.iter().chain(&query.excluded).map(|phrase| phrase.terms.len()).sum::<usize>();
        assert!(work <= LONG && query.is_cut, "{noise}: {work}");
    }
    // What is half of an id is none.
    let ids = "3f2a9bc1d4e5 ".repeat(30);
    assert_eq!((words(&ids), read(&ids).is_cut), (vec!["3f2a9bc1d4e5".to_owned()], true));
    assert_eq!(beginning("a𠀀b", 2), "a");
    assert_eq!(beginning("a𠀀b", 3), "a𠀀");
}

#[test]
fn days_count_from_the_epoch() {
    let day = |value: &str| {
        Filter { field: Field::After, operator: Operator::Is, value: value.into(), negated: false, text: String::new() }
            .day()
    };
    assert_eq!(day("1970-01-02"), Some(1));
    assert_eq!(day("2024-03-01"), Some(19_783));
    assert_eq!(day("2024"), Some(19_723));
    assert_eq!(day("2024-13"), None);
}

proptest::proptest! {
    #[test]
    fn nothing_typed_is_an_error(text in "(\\PC|\\pC|[-+\":<= ]){0,120}") {
        let query = read(&text);
        assert!(query.words.len() <= MOST_PASTED);
    }
}

#[test]
fn of_a_paste_the_message_counts_and_what_stands_around_it_stands_aside() {
    let message = |text: &str| {
        let query = read(text);
        assert_eq!(query.mode, Mode::Paste, "{text}");
        query.words.into_iter().filter(|word| !word.is_aside).map(|word| word.surface).collect::<Vec<_>>().join(" ")
    };
    for (text, expected) in [
        (
            "Traceback (most recent call last):\n  File \"/srv/shop/cart.py\", line 12, in total\n    return sum(rows)\nKeyError: 'vat rate'",
            "keyerror key error vat rate",
        ),
        (
            "java.sql.SQLException: pool is closed\n\tat com.acme.pay.Ledger.post(Ledger.java:88)\n\t... 31 more\n",
            "java.sql.sqlexception java sql exception pool closed",
        ),
        ("panic: runtime error: index out of range\n\ngoroutine 1 [running]:\n", "panic runtime error index out range"),
        (r#"{"level":"warn","service":"billing","message":"invoice queue is full"}"#, "invoice queue full"),
        (
            r#"{"msg":"lease lost","level":"error","ts":1716.2,"caller":"store/lock.go:31","requestId":"ab12","error":"quorum gone"}"#,
            "lease lost error quorum gone",
        ),
        ("invalid id: lease=lost version: none", "invalid id lease lost version none"),
        (r#"level=error caller=main.go:31 msg="lease lost" holder=blue"#, "lease lost holder blue"),
        (r#"zcat app.gz | grep -c "broken pipe while writing" | sort"#, "broken pipe writing"),
        ("journalctl -u web | grep 'worker died' -A 3", "worker died"),
        ("Jun 12 07:00:01 edge-b kernel: nf_conntrack table full", "kernel nf_conntrack nf conntrack table full"),
        ("[2031-01-02] [worker-3] ERROR: disk quota exceeded", "disk quota exceeded"),
        // Of a path the name, not the folders; of an address all.
        ("/opt/app/bin/gate: /usr/lib64/libz.so: symbol 'crc' not found", "gate libz.so libz so symbol crc found"),
        (
            "GET https://shop.example/pay/now (/srv/x/app.conf): refused",
            "https shop.example shop example pay now app.conf app conf refused",
        ),
        // Nothing is left: then all of it is the message.
        (
            "  at com.acme.pay.Ledger.post(Ledger.java:88)",
            "com.acme.pay.ledger.post com acme pay ledger post ledger.java java",
        ),
    ] {
        assert_eq!(message(text), expected, "{text}");
    }
}

#[test]
fn neighbours_are_words_of_the_message_with_no_noise_between_them() {
    let pairs = |text: &str| read(text).pairs.into_keys().collect::<Vec<_>>();
    assert_eq!(
        pairs("ERROR: context deadline exceeded (0x7f3a99b01c) plus context deadline"),
        ["context deadlin", "deadlin exceed", "plus context"]
    );
    assert_eq!(pairs("[error] pool-size of HikariPool"), ["pool size", "size hikari", "hikari pool"]);
    assert_eq!(pairs("why out of memory -disk full"), ["out memori"], "typed");
    assert_eq!(pairs("OAuthProxy hung"), ["proxi hung"], "typed");
}
