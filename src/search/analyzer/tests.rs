use super::*;

fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    Analyzer::default().tokens(text, |token| {
        let mark = if token.is_compound { "+" } else { "" };
        found.push(format!("{}{}@{mark}", token.term, token.position));
    });
    found.iter().map(|token| token.trim_end_matches('@').to_owned()).collect()
}

#[test]
fn identifiers_are_found_whole_and_by_their_parts() {
    assert_eq!(tokens("us-east-1"), ["us-east-10@+", "us0", "east1", "12"]);
    assert_eq!(tokens("CrashLoopBackOff"), ["crashloopbackoff0@+", "crash0", "loop1", "back2", "off3"]);
    assert_eq!(tokens("HTTPServer"), ["httpserver0@+", "http0", "server1"]);
    assert_eq!(tokens("s3 k8s p99 x509"), ["s30", "k8s1", "p992", "x5093"]);
    assert_eq!(tokens("IDs APIs"), ["id0", "api1"]);
    assert_eq!(tokens("a.b..c"), ["a.b0@+", "b1", "c2"]);
}

#[test]
fn stop_words_leave_a_gap_and_words_are_stemmed() {
    assert_eq!(tokens("The servers were on fire"), ["server1", "were2", "fire4"]);
    assert_eq!(tokens("server's didn’t"), ["server0", "didn't1"]);
}

#[test]
fn accents_fold_and_han_becomes_bigrams() {
    assert_eq!(tokens("Café cafe\u{301}"), ["cafe0", "cafe1"]);
    assert_eq!(tokens("DB障害発生 鍵"), ["db0", "障害1", "害発2", "発生3", "鍵4"]);
}

#[test]
fn what_nobody_sees_is_no_part_of_a_word() {
    assert_eq!(tokens("soft\u{ad}ware zero\u{200b}width joi\u{200d}ned"), ["softwar0", "zerowidth1", "join2"]);
}

#[test]
fn katakana_of_half_the_width_are_found_by_those_that_are_wide() {
    for (half, wide) in [("ｴﾗｰ", "エラー"), ("ﾊﾞｯｸｱｯﾌﾟの失敗", "バックアップの失敗"), ("ｶ", "カ")]
    {
        assert_eq!(tokens(half), tokens(wide), "{half}");
    }
    assert_eq!(tokens("ﾞﾞ").len(), 1);
}

#[test]
fn elisions_are_no_part_of_the_word_that_they_lean_on() {
    assert_eq!(tokens("d'erreur de l’authentification"), ["erreur0", "de1", "authentif2"]);
    assert_eq!(tokens("Dell'Autenticazione rock'n'roll"), ["autenticazion0", "rock'n'rol1"]);
    assert_eq!(tokens("l'us-east-1"), ["us-east-10@+", "us0", "east1", "12"]);
}

#[test]
fn scripts_of_the_south_become_pairs_with_their_marks() {
    assert_eq!(tokens("ระบบล่ม db"), ["ระ0", "ะบ1", "บบ2", "บล3", "ล่4", "่ม5", "db6"]);
    assert_eq!(tokens("စနစ် ລົ່ມ ប្រ"), ["စန0", "နစ1", "စ်2", "ລົ3", "ົ່4", "່ມ5", "ប្6", "្រ7"]);
}

#[test]
fn who_does_something_is_not_what_is_done() {
    assert_eq!(tokens("schedulers scheduler's schedule"), ["scheduler0", "scheduler1", "schedul2"]);
    assert_eq!(tokens("operator operates"), ["operator0", "oper1"]);
    assert_eq!(tokens("delivered delivering delivers"), ["deliver0", "deliver1", "deliver2"]);
}

#[test]
fn data_is_no_word() {
    assert!(tokens(&"x".repeat(65)).is_empty());
    assert_eq!(tokens(&"x".repeat(64)).len(), 1);
}

proptest::proptest! {
    #[test]
    fn ranges_are_in_order_and_inside(text in ".{0,80}") {
        let mut last = (0, 0);
        let positions = Analyzer::default().tokens(&text, |token| {
            assert!(token.range.0 < token.range.1 && text.get(token.range.0..token.range.1).is_some());
            assert!(token.position >= last.0 && token.range.0 >= last.1);
            last = (token.position, token.range.0);
        });
        assert!(positions >= last.0);
    }
}
