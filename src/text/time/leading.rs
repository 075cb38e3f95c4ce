//! What may stand before a time without changing it: marks, brackets, `about`, `at`, `le`, `von`.

use super::Unread;
use super::cursor::Cursor;
use super::numeric::DayOrder;
use super::range::range;
use super::stamp::{Stamp, stamp};
use super::words::Word;
use super::zone::after_clock;

/// Words before a time that say what kind of time it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cue {
    /// `at`, `um`: a clock time must follow, `14.02` too.
    pub(super) at: bool,
    /// `on`, `le`: a day must follow.
    pub(super) on: bool,
    /// `between`: `and` joins the two times.
    pub(super) between: bool,
    /// `from`, `von`: before the first time of two, or before one.
    pub(super) from: bool,
    /// Any of these words, or one such as `about`.
    pub(super) any: bool,
}

impl Cue {
    /// Reads all of them at the cursor. A word must be followed by a blank, a mark or a digit.
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Self {
        let mut cue = Self::default();
        loop {
            let mut ahead = *cursor;
            let found = if ahead.eat_if(|c| matches!(c, '@' | '~' | '≈')).is_some() || ahead.eat_word(Word::About) {
                Self { any: true, ..cue }
            } else if ahead.eat_word(Word::At) {
                Self { at: true, any: true, ..cue }
            } else if ahead.eat_word(Word::Between) {
                Self { between: true, any: true, ..cue }
            } else if ahead.eat_word(Word::On) {
                Self { on: true, any: true, ..cue }
            } else if ahead.eat_word(Word::From) {
                Self { from: true, any: true, ..cue }
            } else {
                return cue;
            };
            ahead.eat('.');
            let blank = ahead.blanks();
            if !blank && !ahead.at_digit() && !ahead.peek().is_some_and(|c| !c.is_ascii() || c == '~') {
                return cue;
            }
            (*cursor, cue) = (ahead, found);
        }
    }

    /// `14h` behind it may be a clock time.
    pub(super) fn takes_hours(self) -> bool {
        self.at || self.between || self.from
    }

    fn fits(self, stamp: &Stamp) -> bool {
        (!self.at || stamp.clock.is_some())
            && (!self.on || stamp.day.is_some())
            && (!self.between || stamp.until.is_some())
            && (!self.any || stamp.elapsed.is_none())
    }
}

/// Reads the time at the start of `text`; blanks, brackets, `~` and words such as `about`, `at` or `from` before it are let pass.
///
/// # Errors
/// [`Unread`] says why there is none.
pub(crate) fn leading(text: &str, order: DayOrder) -> Result<Stamp, Unread> {
    let mut cursor = Cursor::new(text, 0);
    let mut open = None;
    loop {
        cursor.blanks();
        match cursor.peek() {
            Some('~' | '≈' | '*' | '_' | '`' | '–' | '@' | '"' | '“') => cursor.bump(),
            Some(c @ ('(' | '[' | '【' | '「')) if open.is_none() => {
                open = Some(c);
                cursor.bump();
            }
            _ => break,
        }
    }
    let cue = Cue::read(&mut cursor);
    let start = cursor;
    let mut stamp = stamp(&mut cursor, order, cue)?;
    range(&mut cursor, order, &mut stamp, cue.between);
    // `de 14h à 15h` are times, `de 2 heures` is a length.
    let length =
        cue.from && stamp.until.is_none() && super::stamp::stamp(&mut start.clone(), order, Cue::default()).is_err();
    if length || !cue.fits(&stamp) {
        return Err(Unread::NotATime);
    }
    if let Some(open) = open {
        close(&mut cursor, open, &mut stamp);
    }
    while cursor.eat_if(|c| matches!(c, '*' | '_' | '`' | '"' | '”')).is_some() {}
    stamp.end = cursor.at;
    Ok(stamp)
}

/// Eats the bracket that answers `open`, and a zone behind it.
fn close(cursor: &mut Cursor<'_>, open: char, stamp: &mut Stamp) {
    let mut ahead = *cursor;
    ahead.blanks();
    let closing = match open {
        '(' => ')',
        '[' => ']',
        '【' => '】',
        _ => '」',
    };
    if ahead.eat(closing) {
        *cursor = ahead;
        if stamp.zone.is_none() && stamp.clock.is_some() {
            stamp.zone = after_clock(cursor, false, false);
        }
    }
}
