//! Dates and times as they lie in the cache: numbers, checked when read.

use borsh::io::{Error, ErrorKind, Read, Result, Write};
use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

fn invalid(error: jiff::Error) -> Error {
    Error::new(ErrorKind::InvalidData, error)
}

pub(super) fn write_date<W: Write>(date: &Date, out: &mut W) -> Result<()> {
    (date.year(), date.month(), date.day()).serialize(out)
}

pub(super) fn read_date<R: Read>(from: &mut R) -> Result<Date> {
    let (year, month, day) = BorshDeserialize::deserialize_reader(from)?;
    Date::new(year, month, day).map_err(invalid)
}

pub(super) fn write_time<W: Write>(time: &Time, out: &mut W) -> Result<()> {
    (time.hour(), time.minute(), time.second(), time.subsec_nanosecond()).serialize(out)
}

pub(super) fn read_time<R: Read>(from: &mut R) -> Result<Time> {
    let (hour, minute, second, nanosecond) = BorshDeserialize::deserialize_reader(from)?;
    Time::new(hour, minute, second, nanosecond).map_err(invalid)
}

pub(super) fn write_local<W: Write>(local: &DateTime, out: &mut W) -> Result<()> {
    write_date(&local.date(), out)?;
    write_time(&local.time(), out)
}

pub(super) fn read_local<R: Read>(from: &mut R) -> Result<DateTime> {
    Ok(DateTime::from_parts(read_date(from)?, read_time(from)?))
}

pub(super) fn write_offset<W: Write>(offset: &Offset, out: &mut W) -> Result<()> {
    offset.seconds().serialize(out)
}

pub(super) fn read_offset<R: Read>(from: &mut R) -> Result<Offset> {
    Offset::from_seconds(BorshDeserialize::deserialize_reader(from)?).map_err(invalid)
}
