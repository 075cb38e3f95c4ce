//! Names of fields that no table writes down, put together from known words: `Impact Start Time`, `Störungsbeginn`, `장애 인지 시각`.

use super::LABEL_PARTS;
use crate::text::registry::Field;
use serde::Deserialize;

/// Bytes of a name as it is compared, so that places in it fit a set of bits; and of the longest word.
const LONGEST: usize = 63;
const WORD: usize = 40;

/// What a word adds to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Piece {
    /// What began and ended.
    Subject,
    Clock,
    Day,
    Glue,
    Started,
    Detected,
    Acknowledged,
    Mitigated,
    Resolved,
    Window,
    Duration,
    /// That something was hit, and what it was.
    Hit,
    Thing,
    Paper,
    Writer,
    /// How bad it was, and that it is a place on a scale.
    Grave,
    Scale,
}

/// The field that a name means by all of its words together, by its [`super::names::key`].
#[must_use]
pub(crate) fn field(key: &str) -> Option<Field> {
    let mut pieces = Vec::new();
    let is_known = key.len() <= LONGEST && LABEL_PARTS.may_open(key) && tile(key, 0, &mut 0, &mut pieces);
    if is_known { meaning(&pieces) } else { None }
}

/// Splits `key` from `start` on into known words, longer ones first. `dead` are places from which no way leads to the end.
fn tile(key: &str, start: usize, dead: &mut u64, pieces: &mut Vec<Piece>) -> bool {
    if start == key.len() {
        return true;
    }
    if *dead & 1 << start != 0 {
        return false;
    }
    for end in (start + 1..=key.len().min(start + WORD)).rev().filter(|end| key.is_char_boundary(*end)) {
        let Some(piece) = LABEL_PARTS.at(&key[start..end]) else { continue };
        pieces.push(piece);
        if tile(key, end, dead, pieces) {
            return true;
        }
        pieces.pop();
    }
    *dead |= 1 << start;
    false
}

/// A turn of the incident beside what turned or a time (`Outage end`, `End time`), two of them as a span of time, or a pair of words
/// that name people or things. A single word is no name unless a table says so.
fn meaning(pieces: &[Piece]) -> Option<Field> {
    let has = |piece: Piece| pieces.contains(&piece);
    let is_of_incident = has(Piece::Subject) || has(Piece::Thing);
    let is_time = has(Piece::Clock) || has(Piece::Day);
    let turns = [
        (Piece::Started, Field::Started),
        (Piece::Detected, Field::Detected),
        (Piece::Acknowledged, Field::Acknowledged),
        (Piece::Mitigated, Field::Mitigated),
        (Piece::Resolved, Field::Resolved),
    ];
    let told: Vec<Field> = turns.iter().filter(|(piece, _)| has(*piece)).map(|(_, field)| *field).collect();
    match told.as_slice() {
        [] if has(Piece::Hit) && has(Piece::Thing) => Some(Field::Services),
        [] if has(Piece::Writer) && has(Piece::Paper) => Some(Field::Authors),
        [] if has(Piece::Grave) && (has(Piece::Scale) || is_of_incident) => Some(Field::Severity),
        [] if has(Piece::Window) && is_of_incident => Some(Field::Window),
        [] if has(Piece::Duration) && is_of_incident => Some(Field::Duration),
        [] if has(Piece::Subject) && has(Piece::Clock) => Some(Field::Occurred),
        [] if has(Piece::Subject) && has(Piece::Day) => Some(Field::Date),
        [turn] if (is_of_incident || is_time) && !has(Piece::Duration) => Some(*turn),
        [Field::Started, Field::Resolved] => Some(Field::Window),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lexicon::with_key;

    #[test]
    fn a_name_is_known_by_its_words_whatever_their_order() {
        let known = |name: &str| with_key(name, field);
        for (name, wanted) in [
            ("Impact Start Time", Field::Started),
            ("impact_start_time", Field::Started),
            ("Time of first detection", Field::Detected),
            ("Störung gemeldet um", Field::Detected),
            ("장애 인지 시각", Field::Detected),
            ("サービス影響終了時刻", Field::Resolved),
            ("Hora de fin de la incidencia", Field::Resolved),
            ("Start and end time", Field::Window),
            ("Period of disruption", Field::Window),
            ("Total outage duration", Field::Duration),
            ("Impacted business services", Field::Services),
            ("Report compiled by", Field::Authors),
            ("Severity rating", Field::Severity),
        ] {
            assert_eq!(known(name), Some(wanted), "{name}");
        }
    }

    #[test]
    fn a_name_with_another_word_in_it_or_with_one_word_only_is_none() {
        for name in
            ["Meeting start time", "Support end date", "Service", "Resolution", "Issue", "End of life", "of the", ""]
        {
            assert_eq!(with_key(name, field), None, "{name}");
        }
    }
}
