use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What is in the way of `path` where `held` is taken.
fn clash(held: &str, path: &str) -> Option<ClashKind> {
    let mut table = Addresses::default();
    table.claim(held, 1).unwrap();
    let clash = table.claim(path, 2).err()?;
    assert_eq!(clash.holder, 1);
    Some(clash.kind)
}

#[test]
fn files_folders_and_twins_are_in_the_way() {
    use ClashKind::{BelowFile, IsFolder, Same, Twin};
    for (held, path, expected) in [
        ("a/index.html", "a/index.html", Some(Same)),
        ("a/index.html", "A/index.html", Some(Twin)),
        ("a/index.html", "a/INDEX.html", Some(Twin)),
        ("a/index.html", "A/b/c.html", Some(Twin)),
        ("a/index.html", "a/b/c.html", None),
        ("feed.xml", "feed.xml/index.html", Some(BelowFile)),
        ("feed.xml", "FEED.xml/x/index.html", Some(BelowFile)),
        ("404.html/x/index.html", "404.html", Some(IsFolder)),
        ("404.html/x/index.html", "404.html/x", Some(IsFolder)),
        ("404.html/x/index.html", "404.HTML", Some(IsFolder)),
        ("caf\u{e9}", "cafe\u{301}", Some(Twin)),
        ("stra\u{df}e", "STRASSE", Some(Twin)),
        ("\u{3c3}", "\u{3c2}", Some(Twin)),
        ("zero\u{200b}width", "zerowidth", Some(Twin)),
        ("\u{fb01}n", "FIN", Some(Twin)),
        ("k\u{131}sa", "kisa", None),
        ("x", "x ", None),
    ] {
        assert_eq!(clash(held, path), expected, "{held} and {path}");
    }
}

#[test]
fn the_place_that_is_held_is_told() {
    let mut table = Addresses::default();
    table.claim("Files/D", 7).unwrap();
    let clash = table.claim("Files/d/x.png", 8).unwrap_err();
    assert_eq!(clash, Clash { kind: ClashKind::BelowFile, holder: 7, held: "Files/D".to_owned(), at: 7 });
    assert_eq!(table.claim("files", 9).unwrap_err().holder, 7);
    // Nothing of what was refused is taken.
    assert!(table.claim("Files/e/x.png", 9).is_ok());
}

#[test]
fn a_loser_gets_a_number_where_it_clashes() {
    let mut table = Addresses::default();
    let mut take = |path: &str| table.claim_numbered(path.to_owned(), (), |held, number| format!("{held}-{number}"));
    assert_eq!(take("d"), "d");
    assert_eq!(take("d/x"), "d-2/x");
    assert_eq!(take("d/y"), "d-2/y");
    assert_eq!(take("d/x"), "d-2/x-2");
    assert_eq!(take("D/X"), "D-3/X", "a folder of another spelling is another folder");
    assert_eq!(take("d-2"), "d-2-2");
    assert_eq!(take("d"), "d-4");
}

#[test]
fn many_of_one_name_cost_as_much_as_few() {
    let mut table = Addresses::default();
    let tries = std::cell::Cell::new(0);
    let numbered = |held: &str, number: u32| {
        tries.set(tries.get() + 1);
        format!("{held}-{number}")
    };
    let names: BTreeSet<String> = (0..5_000).map(|_| table.claim_numbered("d/name".to_owned(), (), numbered)).collect();
    assert_eq!(names.len(), 5_000);
    assert!(tries.get() <= 10_000, "{}", tries.get());
}

#[test]
fn devices_are_known_with_any_suffix() {
    for name in ["con", "CON", "aux.txt", "nul.tar.gz", "com1", "LPT9.log", "com\u{b9}", "prn .x", "CONIN$"] {
        assert!(is_device(name), "{name}");
    }
    for name in ["console", "com", "com10", "lpt", "auxiliary", "x.con", ""] {
        assert!(!is_device(name), "{name}");
    }
}

/// A disk that ignores case and normalises: what lies under each name, and what has to be a folder.
fn lie_side_by_side(paths: &[String]) -> Result<(), String> {
    let form = |path: &str| path.nfd().collect::<String>().to_lowercase().nfc().collect::<String>();
    let mut files: BTreeMap<String, &str> = BTreeMap::new();
    for path in paths {
        if let Some(other) = files.insert(form(path), path) {
            return Err(format!("{other} and {path} are one file"));
        }
    }
    let mut folders: BTreeMap<String, &str> = BTreeMap::new();
    for path in paths {
        for folder in upwards(path).skip(1) {
            if let Some(file) = files.get(&form(folder)) {
                return Err(format!("{file} is a file and {path} leads through it"));
            }
            if let Some(other) = folders.insert(form(folder), folder).filter(|other| *other != folder) {
                return Err(format!("{other} and {folder} are one folder"));
            }
        }
    }
    Ok(())
}

fn paths() -> impl Strategy<Value = Vec<String>> {
    let part = prop_oneof!["[abAB]{1,2}", Just("é".to_owned()), Just("e\u{301}".to_owned()), Just("É".to_owned())];
    let path = prop::collection::vec(part, 1..4).prop_map(|parts| parts.join("/"));
    prop::collection::vec(path, 0..40)
}

proptest! {
    #[test]
    fn winners_lie_side_by_side_on_every_disk(paths in paths()) {
        let mut table = Addresses::default();
        let mut winners = Vec::new();
        for (number, path) in paths.iter().enumerate() {
            match table.claim(path, number) {
                Ok(()) => winners.push(path.clone()),
                Err(clash) => {
                    // Whoever is told to be in the way is, and came before.
                    prop_assert!(clash.holder < number);
                    let pair = [paths[clash.holder].clone(), path.clone()];
                    prop_assert!(lie_side_by_side(&pair).is_err(), "{pair:?}");
                }
            }
        }
        prop_assert_eq!(lie_side_by_side(&winners), Ok(()));
    }

    #[test]
    fn nobody_who_takes_a_number_goes_without(paths in paths()) {
        let mut table = Addresses::default();
        let mut take = |path: &String| table.claim_numbered(path.clone(), (), |held, number| format!("{held}-{number}"));
        let taken: Vec<String> = paths.iter().map(&mut take).collect();
        prop_assert_eq!(taken.len(), paths.len());
        prop_assert_eq!(lie_side_by_side(&taken), Ok(()));
    }

    #[test]
    fn folding_again_changes_nothing_and_keeps_the_parts(path in "(\\PC|/|[a-zA-Z]){0,30}") {
        let once = folded(&path).into_owned();
        prop_assert_eq!(folded(&once), once.as_str());
        prop_assert_eq!(once.matches('/').count(), path.matches('/').count());
    }

    #[test]
    fn forms_and_cases_of_one_text_fold_alike(text in "\\PC{0,20}") {
        let expected = folded(&text).into_owned();
        for other in [text.nfc().collect::<String>(), text.nfd().collect(), text.to_lowercase()] {
            prop_assert_eq!(folded(&other), expected.as_str(), "{}", other);
        }
    }
}
