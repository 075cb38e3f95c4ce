//! A name that nobody knows -> the one that was meant: one rule for settings, codes, pages, filters and names of documents.

use strsim::damerau_levenshtein;

/// The one of `known` that `written` was meant to be, if any is near: one that differs in a third of the letters at most, whatever
/// their case and the sign between words. Of several that are as near the first by name.
#[must_use]
pub(crate) fn nearest<T: AsRef<str>>(written: &str, known: impl IntoIterator<Item = T>) -> Option<T> {
    let written = plain(written);
    let most = (written.chars().count() + 1) / 3;
    let distance = |name: &T| damerau_levenshtein(&plain(name.as_ref()), &written);
    let near = known.into_iter().map(|name| (distance(&name), name)).filter(|(distance, _)| *distance <= most);
    near.min_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.as_ref().cmp(other.as_ref()))).map(|(_, name)| name)
}

fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_third_of_the_letters_may_differ_and_case_and_hyphens_do_not_count() {
        let known = ["service", "severity", "root_causes", "tag"];
        let cases = [("sevrice", Some("service")), ("Root-Cause", Some("root_causes")), ("tga", Some("tag"))];
        for (written, meant) in cases {
            assert_eq!(nearest(written, known), meant, "{written}");
        }
        for written in ["", "x", "http", "localhost", "certainty"] {
            assert_eq!(nearest(written, known), None, "{written}");
        }
    }

    #[test]
    fn of_several_the_first_by_name_is_meant() {
        assert_eq!(nearest("teax", ["team", "teal", "tea"]), Some("tea"));
    }
}
