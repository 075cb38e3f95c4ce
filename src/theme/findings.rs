//! Table `[finding]` of the theme's strings: what figures say, with a place in braces for each number.

use serde::Deserialize;

/// Sentences with places in braces; each names its own in `strings.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Findings {
    pub one_incident: String,
    pub incidents: String,
    pub half: String,
    pub of_topic: String,
    pub recent_list: String,
    pub before_list: String,
    pub volume: String,
    pub volume_public: String,
    pub resolve_now: String,
    pub resolve_all: String,
    pub detect_now: String,
    pub detect_all: String,
    pub quarters: String,
    pub quarters_even: String,
    pub spread: String,
    pub clocks: String,
    pub no_clock: String,
    pub based: String,
    pub based_partly: String,
    pub mean: String,
    pub by_monitoring: String,
    pub repeats: String,
    pub meet: String,
    pub meet_once: String,
    pub off_hours: String,
    pub in_time: String,
    pub open: String,
    pub few: String,
    pub known: String,
    pub first_again: String,
    pub no_level: String,
    pub level: String,
    pub other_hour: String,
    pub day: String,
    pub days: String,
    pub year: String,
    pub year_so_far: String,
    pub slower_notice: String,
    pub faster_notice: String,
    pub slower_end: String,
    pub faster_end: String,
    pub against: String,
    pub worst: String,
    pub instructive: String,
    pub best: String,
    pub came_back: String,
    pub kept: String,
    pub kept_dropped: String,
    pub kept_ideas: String,
    pub kept_unsaid: String,
    pub range: String,
    pub months: [String; 12],
    pub weekdays: [String; 7],
}

/// A stretch of a sentence: words, or the name of what takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stretch<'a> {
    Text(&'a str),
    Place(&'a str),
}

/// The stretches of a sentence, in order; a brace that is never closed is text.
pub(crate) fn stretches(sentence: &str) -> impl Iterator<Item = Stretch<'_>> {
    let mut rest = sentence;
    std::iter::from_fn(move || {
        let opens = rest.find('{').and_then(|at| Some((at, at + rest[at..].find('}')?)));
        let (stretch, after) = match opens {
            Some((0, end)) => (Stretch::Place(&rest[1..end]), end + 1),
            Some((at, _)) => (Stretch::Text(&rest[..at]), at),
            None if rest.is_empty() => return None,
            None => (Stretch::Text(rest), rest.len()),
        };
        rest = &rest[after..];
        Some(stretch)
    })
}

/// The sentence with the values of `places` in them; a place without a value stays empty.
#[must_use]
pub(crate) fn filled(sentence: &str, places: &[(&str, &str)]) -> String {
    let value = |name: &str| places.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| *value);
    stretches(sentence)
        .map(|stretch| match stretch {
            Stretch::Text(text) => text,
            Stretch::Place(name) => value(name),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_and_stray_braces_stay() {
        assert_eq!(filled("{n} of {of}, {x}{", &[("n", "3"), ("of", "{n}")]), "3 of {n}, {");
        assert_eq!(filled("", &[]), "");
    }
}
