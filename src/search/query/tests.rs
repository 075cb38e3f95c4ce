use super::*;

fn read(text: &str) -> Query {
    Query::read(text, &mut Analyzer::default())
}

fn words(text: &str) -> Vec<String> {
    read(text).words.into_iter().map(|word| word.surface).collect()
}

#[test]
fn question_words_go_where_others_remain() {
    assert!(QUESTION_WORDS.is_sorted());
    assert_eq!(words("why did the backups fail"), ["backups", "fail"]);
    assert_eq!(words("why"), ["why"]);
    assert_eq!(words("to"), ["to"]);
}

#[test]
fn operators_narrow_and_everything_else_is_text() {
    let query = read(r#"timeout service:checkout sev<=2 after:2025-03 "connection refused" -dns -team:"core infra""#);
    assert_eq!(query.words.iter().map(|word| &*word.surface).collect::<Vec<_>>(), ["timeout", "connection", "refused"]);
    assert_eq!(query.phrases, [Phrase(vec![("connect".into(), 0), ("refus".into(), 1)])]);
    assert_eq!(query.excluded, [Phrase(vec![("dns".into(), 0)])]);
    let fields: Vec<Field> = query.filters.iter().map(|filter| filter.field).collect();
    assert_eq!(fields, [Field::Service, Field::Severity, Field::After, Field::Team]);
    assert_eq!(query.filters[3].value, "core infra");
    assert_eq!(words("--flag http://x.y/z?q=1"), ["flag", "http", "x.y", "x", "y", "z", "q", "1"]);
    assert_eq!(words("after:lunch"), ["lunch"]);
    assert_eq!(words("-dns"), ["dns"]);
}

#[test]
fn a_log_line_loses_times_ids_and_numbers() {
    let query = read(
        "2024-11-03 02:14:55.201 UTC [18423] app@orders ERROR: database is not accepting commands in 3f2a9bc1 at 10.0.3.7 us-east-1",
    );
    assert_eq!(query.mode, Mode::Paste);
    let words: Vec<&str> = query.words.iter().map(|word| &*word.surface).collect();
    assert_eq!(
        words,
        ["utc", "app", "orders", "error", "database", "accepting", "commands", "us-east-1", "us", "east"]
    );
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
            + query.phrases.iter().chain(&query.excluded).map(|phrase| phrase.0.len()).sum::<usize>();
        assert!(work <= LONG && query.is_cut, "{noise}: {work}");
    }
    assert_eq!(beginning("a𠀀b", 2), "a");
    assert_eq!(beginning("a𠀀b", 3), "a𠀀");
}

#[test]
fn days_count_from_the_epoch() {
    let day =
        |value: &str| Filter { field: Field::After, operator: Operator::Is, value: value.into(), negated: false }.day();
    assert_eq!(day("1970-01-02"), Some(1));
    assert_eq!(day("2024-03-01"), Some(19_783));
    assert_eq!(day("2024"), Some(19_723));
    assert_eq!(day("2024-13"), None);
}

proptest::proptest! {
    #[test]
    fn nothing_typed_is_an_error(text in "\\PC{0,120}") {
        let query = read(&text);
        assert!(query.words.len() <= MOST_PASTED);
    }
}
