//! Open actions -> how they stand in a sentence, and a digest in Markdown to paste into a chat or an issue. Pure.

use super::{Followed, Lane, Standing};
use crate::model::ActionItem;
use crate::model::catalog::Catalog;
use crate::pipeline::link::recurrence::Again;
use crate::text::shorten::cut;
use crate::theme::Words;
use jiff::civil::Date;
use rustc_hash::FxHashSet;
use std::fmt::Write as _;

/// Actions of one lane that a digest names.
const MOST: usize = 8;
/// Key of the list of all open actions; others have those of lanes.
pub(crate) const OPEN: &str = "open";
/// Key of the list of those that nobody owns.
pub(crate) const NO_OWNER: &str = "no-owner";
/// Key of the list of those that do not tell how far they are.
pub(crate) const UNSAID: &str = "unsaid";
/// Longest text of one in it, in characters.
const LONGEST: usize = 160;

/// `30 open: 24 overdue, 7 without owner, 3 without date. The oldest is 850 days late. State not given: 12.`
#[must_use]
pub(crate) fn sentence(standing: &Standing, words: &Words) -> String {
    stretches(standing, words).into_iter().map(|(text, _)| text).collect()
}

/// The same in stretches, each that counts some actions with the key of their list; that of all open ones is [`OPEN`].
#[must_use]
pub(crate) fn stretches(standing: &Standing, words: &Words) -> Vec<(String, Option<&'static str>)> {
    let said = &words.actions;
    let counted = |text: &str, count: usize| text.replace("{n}", &words.grouped(count));
    let between = |text: &str| (text.to_owned(), None);
    let unsaid = (standing.unsaid > 0).then(|| (counted(&said.unsaid, standing.unsaid), Some(UNSAID)));
    if standing.open == 0 {
        let none = if unsaid.is_none() { &said.nothing_open } else { &said.none_known_open };
        return [between(none)]
            .into_iter()
            .chain(unsaid.into_iter().flat_map(|unsaid| [between(" "), unsaid]))
            .collect();
    }
    let undated = standing.no_date == standing.open;
    let late = Some(Lane::Overdue.key());
    let mut parts = vec![(counted(&said.open, standing.open), Some(OPEN)), between(": ")];
    parts.push(match standing.overdue {
        _ if undated => between(&said.none_dated),
        0 => between(&said.none_overdue),
        count => (counted(&said.overdue, count), late),
    });
    let others = [(&said.no_owner, standing.no_owner, NO_OWNER), (&said.no_date, standing.no_date, Lane::NoDate.key())];
    let others = others.into_iter().filter(|(_, count, key)| *count > 0 && !(undated && *key == Lane::NoDate.key()));
    others.for_each(|(text, count, key)| parts.extend([between(", "), (counted(text, count), Some(key))]));
    parts.push(between("."));
    if standing.overdue > 0 {
        parts.extend([between(" "), (said.oldest.replace("{n}", &words.said_days(standing.oldest)), late)]);
    }
    parts.extend(unsaid.into_iter().flat_map(|unsaid| [between(" "), unsaid]));
    parts
}

/// How late it is, where it is.
#[must_use]
pub(crate) fn late(followed: &Followed<'_>, today: Date, words: &Words) -> Option<String> {
    let days = followed.days_late(today).filter(|days| *days > 0)?;
    Some(words.actions.late.replace("{n}", &words.said_days(days)))
}

/// Owner, day, how late, ticket: what is known, with commas between.
#[must_use]
pub(crate) fn remarks(followed: &Followed<'_>, today: Date, words: &Words) -> String {
    let due = followed.due.map(|due| format!("{} {due}", words.actions.due));
    let item = followed.item;
    let parts = [item.owner.clone(), due, late(followed, today, words), item.ticket.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Those of `open` whose incident happened again, in their order; `again` is by document.
#[must_use]
pub(crate) fn happened_again<'a, 'c>(open: &'a [Followed<'c>], again: &[Option<Again>]) -> Vec<&'a Followed<'c>> {
    open.iter().filter(|followed| again.get(followed.id.index()).is_some_and(Option::is_some)).collect()
}

/// The digest of `open`, the oldest day first, headed by how all of them stand: those that happened again, then lane by lane, the
/// beginning of each; none twice. `site` is the absolute URL of the site's root.
#[must_use]
pub(crate) fn digest(
    catalog: &Catalog,
    open: &[Followed<'_>],
    standing: &Standing,
    again: &[Option<Again>],
    today: Date,
    site: Option<&str>,
    words: &Words,
) -> String {
    let mut out = format!("**{today}** {}\n", sentence(standing, words));
    let lanes = Lane::ALL.map(|lane| {
        let of_lane = open.iter().filter(|followed| followed.lane(today) == lane).collect::<Vec<_>>();
        (lane.key(), of_lane)
    });
    let mut told: FxHashSet<*const ActionItem> = FxHashSet::default();
    for (key, followed) in [("again", happened_again(open, again))].into_iter().chain(lanes) {
        if followed.is_empty() {
            continue;
        }
        let count = words.grouped(followed.len());
        let _ = write!(out, "\n**{}** ({count})\n\n", words.lane(key));
        let is_told = |followed: &&Followed<'_>| told.contains(&std::ptr::from_ref(followed.item));
        let (above, followed): (Vec<_>, Vec<_>) = followed.into_iter().partition(is_told);
        if !above.is_empty() {
            let _ = writeln!(out, "- {} {}", words.actions.above, words.grouped(above.len()));
        }
        for followed in followed.iter().take(MOST) {
            told.insert(std::ptr::from_ref(followed.item));
            let incident = &catalog.entry(followed.id).document.title.value;
            let incident = match site {
                Some(site) => {
                    let url = crate::pipeline::url::encoded(&followed.entry.url);
                    format!("[{}]({site}{url})", plain(incident))
                }
                None => plain(incident),
            };
            let remarks = plain(&remarks(followed, today, words));
            let line = format!("- [ ] {} ({incident}) {remarks}", plain(&followed.item.text));
            let _ = writeln!(out, "{}", line.trim_end());
        }
        if followed.len() > MOST {
            let more = words.grouped(followed.len() - MOST);
            let _ = writeln!(out, "- {}", words.actions.more.replace("{n}", &more));
        }
    }
    out
}

/// One line, cut, in which nothing is mark-up.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in cut(text, LONGEST).chars() {
        if matches!(c, '[' | ']' | '<' | '>' | '*' | '`' | '\\') {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_document_is_no_mark_up_of_the_digest() {
        assert_eq!(plain("a [b](c) `d`\n*e*"), "a \\[b\\](c) \\`d\\` \\*e\\*");
    }
}
