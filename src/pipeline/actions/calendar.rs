//! Open actions -> iCalendar files (RFC 5545): an event all day on each due day, or a task each. Pure; every stamp comes from the
//! documents, so that the same actions are the same bytes on any day.

use super::Followed;
use crate::config::Config;
use crate::diagnostics::is_unsafe;
use crate::model::ActionStatus;
use crate::text::shorten::cut;
use jiff::civil::Date;

/// What an action becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CalendarForm {
    /// On its day; without one there is none.
    Event,
    Task,
}

/// Octets of a line before it is folded.
const LINE: usize = 75;
/// Longest summary, in characters.
const LONGEST: usize = 200;

/// The file of `open` actions.
#[must_use]
pub(crate) fn calendar(open: &[Followed<'_>], kind: CalendarForm, config: &Config) -> String {
    let mut out = Lines::begin("actions", &config.book.title);
    for followed in open {
        match (kind, followed.due) {
            (CalendarForm::Event, None) => {}
            (_, due) => component(&mut out, followed, kind, due, config),
        }
    }
    out.end()
}

fn component(out: &mut Lines, followed: &Followed<'_>, kind: CalendarForm, due: Option<Date>, config: &Config) {
    let name = if kind == CalendarForm::Event { "VEVENT" } else { "VTODO" };
    let summary = cut(&followed.item.text, LONGEST);
    // Of the incident, else of the day itself: a stamp has to be, and the clock is nobody's business here.
    let stamp = followed.entry.when().map(crate::model::Moment::date).or(due).unwrap_or(Date::constant(1970, 1, 1));
    out.line(&format!("BEGIN:{name}"));
    out.text("UID", &uid(followed, kind, config));
    out.line(&format!("DTSTAMP:{}T000000Z", basic(stamp)));
    out.text("SUMMARY", &summary);
    let about =
        [Some(&followed.entry.document.title.value), followed.item.owner.as_ref(), followed.item.ticket.as_ref()];
    out.text("DESCRIPTION", &about.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n"));
    if let Some(site) = &config.html.site_url {
        out.line(&format!("URL:{site}{}", crate::pipeline::url::encoded(&followed.entry.url)));
    }
    let alarm = match (kind, due) {
        (CalendarForm::Event, Some(due)) => {
            out.line(&format!("DTSTART;VALUE=DATE:{}", basic(due)));
            out.line("TRANSP:TRANSPARENT");
            Some("TRIGGER:-PT15H")
        }
        (_, due) => {
            let working = followed.item.status == Some(ActionStatus::InProgress);
            out.line(if working { "STATUS:IN-PROCESS" } else { "STATUS:NEEDS-ACTION" });
            if let Some(due) = due {
                out.line(&format!("DUE;VALUE=DATE:{}", basic(due)));
            }
            due.map(|_| "TRIGGER;RELATED=END:-PT15H")
        }
    };
    if let Some(trigger) = alarm {
        // At nine in the morning of the day before.
        for line in ["BEGIN:VALARM", "ACTION:DISPLAY", trigger] {
            out.line(line);
        }
        out.text("DESCRIPTION", &summary);
        out.line("END:VALARM");
    }
    out.line(&format!("END:{name}"));
}

/// Stays through edits of the text. An event and a task of one action are two things.
fn uid(followed: &Followed<'_>, kind: CalendarForm, config: &Config) -> String {
    let prefix = if kind == CalendarForm::Event { "" } else { "todo." };
    format!("{prefix}{}@{}", followed.uid(), host(config))
}

/// Ends the names of all entries.
#[must_use]
pub(crate) fn host(config: &Config) -> &str {
    let site = config.html.site_url.as_deref().and_then(|url| url.split("//").nth(1)?.split('/').next());
    site.unwrap_or("pmsite")
}

/// `20260307`
#[must_use]
pub(crate) fn basic(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

/// Content lines, each ended by CRLF and folded.
#[derive(Debug)]
pub(crate) struct Lines(String);

impl Lines {
    /// A calendar of `what`, called `title`.
    #[must_use]
    pub(crate) fn begin(what: &str, title: &str) -> Self {
        let mut out = Self(String::new());
        out.line("BEGIN:VCALENDAR");
        out.line("VERSION:2.0");
        out.line(&format!("PRODID:-//pmsite//{what}//EN"));
        out.line("CALSCALE:GREGORIAN");
        out.text("X-WR-CALNAME", title);
        out
    }

    /// The whole file.
    #[must_use]
    pub(crate) fn end(mut self) -> String {
        self.line("END:VCALENDAR");
        self.0
    }

    /// Adds a line whose value is no text.
    pub(crate) fn line(&mut self, line: &str) {
        let mut length = 0;
        for c in line.chars() {
            if length + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(c);
            length += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// Adds a property whose value is text.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        let mut line = format!("{name}:");
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => line.extend(['\\', c]),
                '\n' => line.push_str("\\n"),
                c if is_unsafe(c) => {}
                c => line.push(c),
            }
        }
        self.line(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_letters_and_text_is_escaped() {
        let mut out = Lines(String::new());
        out.text("SUMMARY", &format!("a, b; c\\d\ne\u{7}{}", "é".repeat(40)));
        assert!(out.0.starts_with("SUMMARY:a\\, b\\; c\\\\d\\ne\u{e9}"), "{}", out.0);
        assert!(out.0.ends_with("\r\n") && out.0.split("\r\n").all(|line| line.len() <= LINE), "{}", out.0);
        assert_eq!(out.0.replace("\r\n ", "").matches('é').count(), 40);
    }
}
