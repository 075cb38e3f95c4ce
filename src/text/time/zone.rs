//! Zones: `Z`, `+09:00`, `UTC-5`, `PST`, `PT`, `Eastern`, `Denver`, `Europe/London`.

use super::cursor::Cursor;
use crate::model::Moment;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A zone as stated.
#[derive(Clone, Debug, PartialEq)]
pub enum ZoneSpec {
    /// An offset that holds whatever the season; `name` is the author's word, if any.
    Fixed { offset: Offset, name: Option<Box<str>> },
    /// A zone whose offset depends on the day.
    Named { zone: TimeZone, name: Box<str> },
    /// A word that stands for several zones (`CST`): its times stay local.
    Ambiguous(Box<str>),
}

impl ZoneSpec {
    /// UTC, without the author's word.
    #[must_use]
    pub fn utc() -> Self {
        Self::Fixed { offset: Offset::UTC, name: None }
    }

    /// The moment of a wall-clock time in this zone.
    #[must_use]
    pub fn moment(&self, local: DateTime) -> Moment {
        match self {
            Self::Fixed { offset, name } => Moment::Zoned { local, offset: *offset, zone: name.clone() },
            Self::Named { zone, name } => match zone.to_ambiguous_timestamp(local).compatible() {
                Ok(timestamp) => Moment::Zoned { local, offset: zone.to_offset(timestamp), zone: Some(name.clone()) },
                Err(_) => Moment::Local(local),
            },
            Self::Ambiguous(_) => Moment::Local(local),
        }
    }

    /// Reads a text that is a zone and nothing else (`PT`, `(UTC)`, `America/New_York`).
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text =
            text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '.' | '（' | '）'));
        let mut cursor = Cursor::new(text, 0);
        let zone = signed_or_word(&mut cursor)?;
        cursor.rest().trim().is_empty().then_some(zone)
    }

    /// Finds the zone that a header cell, a heading or a sentence about times names: `Time (UTC)`, `All times are in PT.`,
    /// `时间（UTC+8）`. The first wins; `None` where the text names none.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let mut cursor = Cursor::new(text, 0);
        while let Some(next) = cursor.peek() {
            let bounded =
                !cursor.before().is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '.' | '_'));
            if bounded && (next.is_ascii_uppercase() || !next.is_ascii()) {
                let mut ahead = cursor;
                if let Some(zone) = word(&mut ahead) {
                    return Some(zone);
                }
            }
            cursor.bump();
        }
        None
    }
}

struct Words {
    fixed: BTreeMap<String, Offset>,
    named: BTreeMap<String, TimeZone>,
    ambiguous: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let table: toml::Table = include_str!("zones.toml").parse().unwrap_or_default();
    let part = |name: &str| table.get(name).and_then(toml::Value::as_table).cloned().unwrap_or_default();
    let offset = |value: &toml::Value| Offset::from_seconds(i32::try_from(value.as_integer()? * 60).ok()?).ok();
    let named = |value: &toml::Value| TimeZone::get(value.as_str()?).ok();
    let words = part("ambiguous").get("words").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    Words {
        fixed: part("fixed").iter().filter_map(|(word, value)| Some((word.clone(), offset(value)?))).collect(),
        named: part("named").iter().filter_map(|(word, value)| Some((word.clone(), named(value)?))).collect(),
        ambiguous: words.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect(),
    }
});

/// A zone right after a clock time: blanks and brackets before it are let pass. `iso`: the clock time has seconds or
/// follows a `T`, so that `-05:00` is an offset and not the end of a range. `dated`: a day stands before it.
pub(super) fn after_clock(cursor: &mut Cursor<'_>, iso: bool, dated: bool) -> Option<ZoneSpec> {
    let mut ahead = *cursor;
    let zulu = ahead.eat('Z') || iso && ahead.eat('z');
    if zulu && !ahead.peek().is_some_and(|c| c.is_ascii_alphanumeric()) {
        *cursor = ahead;
        return Some(ZoneSpec::utc());
    }
    ahead = *cursor;
    let blank = ahead.blanks();
    let open = ahead.eat_if(|c| matches!(c, '(' | '['));
    let signed = match ahead.peek() {
        Some('+') => true,
        Some('-') => open.is_some() || iso && !blank || blank && (dated || packed_offset(&ahead)),
        _ => false,
    };
    let zone = if signed { offset(&mut ahead, blank) } else { word(&mut ahead) }?;
    if let Some(open) = open {
        ahead.blanks();
        if !ahead.eat(if open == '(' { ')' } else { ']' }) {
            return None;
        }
    }
    *cursor = ahead;
    Some(zone)
}

fn packed_offset(cursor: &Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.bump();
    matches!(ahead.digits(4), Some((_, 4)))
}

/// `+09:00`, `-0400`, `+9`. After a blank the short form is no offset (`14:00 -3 pods`).
fn offset(cursor: &mut Cursor<'_>, blank: bool) -> Option<ZoneSpec> {
    let mut ahead = *cursor;
    let west = match ahead.eat_if(|c| matches!(c, '+' | '-'))? {
        '-' => -1,
        _ => 1,
    };
    let (value, count) = ahead.digits(4)?;
    let (hours, minutes) = if count > 2 {
        (value / 100, value % 100)
    } else if ahead.eat(':') {
        let (minutes, 2) = ahead.digits(2)? else { return None };
        (value, minutes)
    } else if blank {
        return None;
    } else {
        (value, 0)
    };
    if hours > 14 || minutes > 59 || ahead.peek().is_some_and(|c| c.is_ascii_alphanumeric() || c == ':') {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()? * west;
    *cursor = ahead;
    Some(ZoneSpec::Fixed { offset: Offset::from_seconds(seconds).ok()?, name: None })
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

/// A zone's name: an abbreviation in capitals, a city, `Eastern (Standard) Time`, a name of the tz database.
fn word(cursor: &mut Cursor<'_>) -> Option<ZoneSpec> {
    let rest = cursor.rest();
    if !cursor.peek()?.is_ascii() {
        return eastern_word(cursor);
    }
    let end = rest.bytes().position(|b| !(b.is_ascii_alphabetic() || matches!(b, b'/' | b'_'))).unwrap_or(rest.len());
    let name = &rest[..end];
    if name.contains('/') {
        // A slash also joins two abbreviations (`PST/PDT`): then the first counts.
        if let Some(zone) = name.bytes().next().filter(u8::is_ascii_uppercase).and_then(|_| TimeZone::get(name).ok()) {
            cursor.at += end;
            return Some(ZoneSpec::Named { zone, name: name.into() });
        }
        let first = name.split('/').next().unwrap_or_default();
        return known(cursor, first);
    }
    for two in ["New York", "Los Angeles", "San Francisco"] {
        if rest.starts_with(two) {
            return known(cursor, two);
        }
    }
    known(cursor, name)
}

fn known(cursor: &mut Cursor<'_>, name: &str) -> Option<ZoneSpec> {
    let words = &*WORDS;
    let folded = if name.eq_ignore_ascii_case("utc") || name.eq_ignore_ascii_case("gmt") {
        name.to_ascii_uppercase()
    } else {
        name.to_owned()
    };
    if let Some(base) = words.fixed.get(&folded) {
        cursor.at += name.len();
        if matches!(&*folded, "UTC" | "GMT") && matches!(cursor.peek(), Some('+' | '-')) {
            let mut ahead = *cursor;
            if let Some(ZoneSpec::Fixed { offset, .. }) = offset(&mut ahead, false) {
                *cursor = ahead;
                return Some(ZoneSpec::Fixed { offset, name: None });
            }
        }
        return Some(ZoneSpec::Fixed { offset: *base, name: Some(folded.into()) });
    }
    if let Some(zone) = words.named.get(name) {
        cursor.at += name.len();
        time_word(cursor);
        return Some(ZoneSpec::Named { zone: zone.clone(), name: name.into() });
    }
    if words.ambiguous.iter().any(|word| word == name) {
        cursor.at += name.len();
        return Some(ZoneSpec::Ambiguous(name.into()));
    }
    None
}

/// `北京时间`, `日本時間`.
fn eastern_word(cursor: &mut Cursor<'_>) -> Option<ZoneSpec> {
    for (name, zone) in WORDS.named.iter().filter(|(name, _)| !name.is_ascii()) {
        if cursor.eat_text(name) {
            let suffixed = ["时间", "時間", "标准时间", "標準時"].iter().any(|suffix| cursor.eat_text(suffix));
            return suffixed.then(|| ZoneSpec::Named { zone: zone.clone(), name: name.as_str().into() });
        }
    }
    None
}

/// Eats ` Standard Time`, ` time` after a zone's name.
fn time_word(cursor: &mut Cursor<'_>) {
    let mut ahead = *cursor;
    ahead.blanks();
    if ahead.eat_word("standard") || ahead.eat_word("daylight") {
        ahead.blanks();
    }
    if ahead.eat_word("time") {
        *cursor = ahead;
    }
}
