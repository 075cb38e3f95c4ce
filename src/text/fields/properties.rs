//! What holds for every value of front matter.

use super::tests::read_text;

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, cases: 512, ..Default::default() })]

    #[test]
    fn no_value_panics(key in "(title|slug|date|severity|services|action_items|impact|links|aliases|ttr|owner|status|visibility|resolved)", value in "([\\[\\]{}:,' \"a-zé0-9./%-]|\n  - |\n  a: ){0,40}") {
        let _ = read_text(&format!("{key}: {value}"));
    }
}
