//! Zones: `Z`, `+09:00`, `UTC-5`, `PST`, `PT`, `Eastern`, `heure de Paris`, `日本時間`, `Europe/London`.

use super::cursor::Cursor;
use crate::model::Moment;
use crate::text::lexicon::fold::is_unspaced;
use crate::text::lexicon::{PrefixMatch, Prefixes, entries};
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use std::sync::LazyLock;

/// A zone as stated.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ZoneSpec {
    /// An offset that holds whatever the season; `name` is the author's word, if any.
    Fixed { offset: Offset, name: Option<Box<str>> },
    /// A zone whose offset depends on the day.
    Named { zone: TimeZone, name: Box<str> },
    /// A word that stands for several zones (`CST`) or for one that is not told (`local time`): its times stay local.
    Ambiguous(Box<str>),
}

impl ZoneSpec {
    /// UTC, without the author's word.
    #[must_use]
    pub(crate) fn utc() -> Self {
        Self::Fixed { offset: Offset::UTC, name: None }
    }

    /// The zone in which a moment is stated: by its name where it has one that can be read, else by its offset.
    #[must_use]
    pub(crate) fn of(moment: &Moment) -> Option<Self> {
        let Moment::Zoned { offset, zone, .. } = moment else { return None };
        let named = zone.as_deref().and_then(Self::read).filter(|zone| !matches!(zone, Self::Ambiguous(_)));
        Some(named.unwrap_or_else(|| Self::Fixed { offset: *offset, name: zone.clone() }))
    }

    /// The moment of a wall-clock time in this zone. A time within the hour that the clocks leap over in spring is the one that
    /// they showed instead.
    #[must_use]
    pub(crate) fn moment(&self, local: DateTime) -> Moment {
        match self {
            Self::Fixed { offset, name } => Moment::Zoned { local, offset: *offset, zone: name.clone() },
            Self::Named { zone, name } => match zone.to_ambiguous_timestamp(local).compatible() {
                Ok(timestamp) => {
                    let offset = zone.to_offset(timestamp);
                    Moment::Zoned { local: offset.to_datetime(timestamp), offset, zone: Some(name.clone()) }
                }
                Err(_) => Moment::Local(local),
            },
            Self::Ambiguous(_) => Moment::Local(local),
        }
    }

    /// Reads a text that is a zone and nothing else (`PT`, `(UTC)`, `America/New_York`).
    #[must_use]
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text =
            text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '.' | '（' | '）'));
        let mut cursor = Cursor::new(text, 0);
        let zone = signed_or_word(&mut cursor)?;
        cursor.rest().trim().is_empty().then_some(zone)
    }

    /// Finds the zone that a header cell, a heading or a sentence about times names: `Time (UTC)`, `All times are in PT.`,
    /// `时间（UTC+8）`. The first wins; `None` where the text names none.
    #[must_use]
    pub(crate) fn find(text: &str) -> Option<Self> {
        let mut cursor = Cursor::new(text, 0);
        let mut within = false;
        while let Some(next) = cursor.peek() {
            if !within && (next.is_ascii_uppercase() || !next.is_ascii()) {
                let mut ahead = cursor;
                if let Some(zone) = word(&mut ahead) {
                    return Some(zone);
                }
            }
            within = next.is_ascii_alphanumeric()
                || matches!(next, '/' | '-' | '.' | '_')
                || next.is_alphabetic() && !is_unspaced(next);
            cursor.bump();
        }
        None
    }
}

/// What a word of `zones.toml` stands for.
#[derive(Clone, Debug, PartialEq)]
enum Meaning {
    Fixed(Offset),
    Named(TimeZone),
    Unclear,
}

#[derive(Default)]
struct Words {
    zones: Prefixes<Meaning>,
    before: Prefixes<()>,
    after: Prefixes<()>,
}

impl Words {
    fn read(text: &str) -> Result<Self, String> {
        let (mut zones, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new());
        for (key, word) in entries::<String>(text)? {
            match key.as_str() {
                "time_before" => before.push(((), word)),
                "time_after" => after.push(((), word)),
                "several" | "local" => zones.push((Meaning::Unclear, word)),
                key if key.starts_with(['+', '-']) => {
                    let fixed = |spec| match spec {
                        ZoneSpec::Fixed { offset, .. } => Some(Meaning::Fixed(offset)),
                        _ => None,
                    };
                    let meaning = offset(&mut Cursor::new(key, 0), false).and_then(fixed);
                    zones.push((meaning.ok_or_else(|| format!("`{key}` is no offset"))?, word));
                }
                key => zones.push((Meaning::Named(TimeZone::get(key).map_err(|error| error.to_string())?), word)),
            }
        }
        Ok(Self { zones: Prefixes::of(zones)?, before: Prefixes::of(before)?, after: Prefixes::of(after)? })
    }
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| Words::read(include_str!("../lexicon/zones.toml")).unwrap_or_default());

/// True where an abbreviation for a fixed offset (or for UTC) stands at the cursor.
pub(super) fn is_abbreviation(cursor: Cursor<'_>) -> bool {
    let rest = cursor.rest();
    let fixed = |found: PrefixMatch<Meaning>| matches!(found.meaning, Meaning::Fixed(_));
    let mut zulu = cursor;
    zulu.eat('Z') && !zulu.at_letter_or_digit() || WORDS.zones.at(rest).is_some_and(fixed)
}

/// A zone right after a clock time: blanks and brackets before it are let pass. `iso`: the clock time has seconds or
/// follows a `T`, so that `-05:00` is an offset and not the end of a range. `dated`: a day stands before it.
pub(super) fn after_clock(cursor: &mut Cursor<'_>, iso: bool, dated: bool) -> Option<ZoneSpec> {
    let mut ahead = *cursor;
    let small = iso && ahead.eat('z');
    let zulu = small || {
        ahead.blanks();
        ahead.eat('Z')
    };
    if zulu && !ahead.peek().is_some_and(|c| c.is_ascii_alphanumeric()) {
        *cursor = ahead;
        return Some(ZoneSpec::utc());
    }
    ahead = *cursor;
    let blank = ahead.blanks();
    let open = ahead.eat_if(|c| matches!(c, '(' | '['));
    let signed = match ahead.peek() {
        Some('+') => true,
        Some('-') if open.is_none() && iso && !blank => dated || width_of_offset(&ahead) > 2,
        Some('-') => open.is_some() || blank && (dated || width_of_offset(&ahead) == 4),
        _ => false,
    };
    let zone = if signed { offset(&mut ahead, blank)? } else { word(&mut ahead)? };
    if let Some(open) = open {
        ahead.blanks();
        if !ahead.eat(if open == '(' { ')' } else { ']' }) {
            return None;
        }
    }
    *cursor = ahead;
    Some(if signed && open.is_none() { named_again(cursor, zone) } else { zone })
}

/// `+0000 UTC`, `-0800 (PST)`: the name of the offset before it.
fn named_again(cursor: &mut Cursor<'_>, zone: ZoneSpec) -> ZoneSpec {
    let mut ahead = *cursor;
    ahead.blanks();
    let open = ahead.eat('(');
    match (word(&mut ahead), &zone) {
        (Some(named @ ZoneSpec::Fixed { offset, .. }), ZoneSpec::Fixed { offset: known, .. })
            if offset == *known && (!open || ahead.eat(')')) =>
        {
            *cursor = ahead;
            named
        }
        _ => zone,
    }
}

/// Characters of the digits (and colon) behind the sign at the cursor.
fn width_of_offset(cursor: &Cursor<'_>) -> usize {
    cursor.rest().chars().skip(1).take_while(|c| c.is_ascii_digit() || *c == ':').count()
}

/// `+09:00`, `-0400`, `+9`. After a blank the short form is none where a word follows (`14:00 +3 pods`).
fn offset(cursor: &mut Cursor<'_>, blank: bool) -> Option<ZoneSpec> {
    let mut ahead = *cursor;
    let west = ahead.eat_if(|c| matches!(c, '+' | '-'))? == '-';
    let short = !blank || !west && !goes_on_after_digits(ahead);
    let zone = amount(&mut ahead, west, short)?;
    *cursor = ahead;
    Some(zone)
}

/// The hours and minutes behind the sign; `short`: hours alone will do.
fn amount(cursor: &mut Cursor<'_>, west: bool, short: bool) -> Option<ZoneSpec> {
    let mut ahead = *cursor;
    let (value, count) = ahead.digits(4)?;
    let (hours, minutes) = if count > 2 {
        (value / 100, value % 100)
    } else if ahead.eat(':') {
        let (minutes, 2) = ahead.digits(2)? else { return None };
        (value, minutes)
    } else if short {
        (value, 0)
    } else {
        return None;
    };
    if hours > 14 || minutes > 59 || ahead.peek().is_some_and(|c| c.is_ascii_alphanumeric() || c == ':') {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()? * if west { -1 } else { 1 };
    *cursor = ahead;
    Some(ZoneSpec::Fixed { offset: Offset::from_seconds(seconds).ok()?, name: None })
}

/// A word follows the digits at the cursor.
fn goes_on_after_digits(mut cursor: Cursor<'_>) -> bool {
    while cursor.at_digit() {
        cursor.bump();
    }
    cursor.blanks();
    cursor.at_letter_or_digit() || matches!(cursor.peek(), Some('%' | '.'))
}

fn signed_or_word(cursor: &mut Cursor<'_>) -> Option<ZoneSpec> {
    match cursor.peek()? {
        '+' | '-' => offset(cursor, false),
        'Z' if cursor.rest().len() == 1 => {
            cursor.bump();
            Some(ZoneSpec::utc())
        }
        _ => word(cursor),
    }
}

/// A zone's name: an abbreviation in capitals, a city, `Eastern (Standard) Time`, `heure de Paris`, a name of the tz database.
fn word(cursor: &mut Cursor<'_>) -> Option<ZoneSpec> {
    if !cursor.peek()?.is_alphabetic() {
        return None;
    }
    if let Some(zone) = of_database(cursor) {
        return Some(zone);
    }
    let start = *cursor;
    if let Some(zone) = known(cursor) {
        return Some(zone);
    }
    let zone = cursor.take(&WORDS.before).and_then(|_| {
        cursor.blanks();
        known(cursor)
    });
    if zone.is_none() {
        *cursor = start;
    }
    zone
}

/// `America/New_York`. A slash also joins two abbreviations (`PST/PDT`): then the first counts, as a word.
fn of_database(cursor: &mut Cursor<'_>) -> Option<ZoneSpec> {
    let rest = cursor.rest();
    let end = rest.bytes().position(|b| !(b.is_ascii_alphabetic() || matches!(b, b'/' | b'_'))).unwrap_or(rest.len());
    let name = &rest[..end];
    if !name.contains('/') || !name.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let zone = TimeZone::get(name).ok()?;
    cursor.at += end;
    Some(ZoneSpec::Named { zone, name: name.into() })
}

fn known(cursor: &mut Cursor<'_>) -> Option<ZoneSpec> {
    let start = *cursor;
    let meaning = cursor.take(&WORDS.zones)?.meaning;
    let written = &start.rest()[..cursor.at - start.at];
    Some(match meaning {
        Meaning::Fixed(base) => shifted(cursor, base).unwrap_or_else(|| {
            let small = written.bytes().all(|byte| byte.is_ascii_lowercase());
            let name = if small || base == Offset::UTC { written.to_ascii_uppercase() } else { written.to_owned() };
            ZoneSpec::Fixed { offset: base, name: Some(name.into()) }
        }),
        Meaning::Named(zone) => {
            let mut after = *cursor;
            after.blanks();
            if after.take(&WORDS.after).is_some() {
                *cursor = after;
            }
            ZoneSpec::Named { zone, name: written.into() }
        }
        Meaning::Unclear => ZoneSpec::Ambiguous(written.into()),
    })
}

/// `UTC+8`, `GMT +1`, `UTC-05:30`: an offset behind the word for none. After a blank, ` -05:30` is the end of a range.
fn shifted(cursor: &mut Cursor<'_>, base: Offset) -> Option<ZoneSpec> {
    if base != Offset::UTC {
        return None;
    }
    let mut ahead = *cursor;
    let mut blank = ahead.blanks();
    let west = ahead.eat_if(|c| matches!(c, '+' | '-'))? == '-';
    let range = blank && west && ahead.rest().chars().take_while(|c| c.is_ascii_digit() || *c == ':').count() > 2;
    blank |= !west && ahead.blanks();
    let zone = amount(&mut ahead, west, true).filter(|_| !range)?;
    let mut next = ahead;
    if blank && (next.blanks() && next.at_letter_or_digit() || matches!(next.peek(), Some('%' | '.'))) {
        return None;
    }
    *cursor = ahead;
    Some(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sound() {
        assert_eq!(Words::read(include_str!("../lexicon/zones.toml")).err(), None);
    }
}
