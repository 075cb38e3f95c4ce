//! The events of a body -> those that remain where readers may not know who does what until when: its action items are left out.

use super::markdown::Spanned;
use crate::model::{ActionItem, Section, SectionName};
use pulldown_cmark::{Event, HeadingLevel, Tag};
use std::ops::Range;

/// `events` of `text` without the sections of action items, and without what else holds one of `items`: an item of a list, a whole
/// table or paragraph.
#[must_use]
pub(crate) fn without_actions<'a>(
    text: &str,
    events: Vec<Spanned<'a>>,
    sections: &[Section],
    items: &[ActionItem],
) -> Vec<Spanned<'a>> {
    let begins = |range: &Range<usize>| {
        sections.iter().any(|section| section.name == SectionName::ActionItems && range.contains(&section.offset))
    };
    let starts = line_starts(text, items);
    let holds = |range: &Range<usize>| starts.iter().any(|at| range.contains(at));
    let mut left = Vec::with_capacity(events.len());
    // Level of the heading whose section is being left out.
    let mut within: Option<HeadingLevel> = None;
    let mut events = events.into_iter();
    while let Some(block) = block(&mut events) {
        let (first, range) = &block[0];
        if let Event::Start(Tag::Heading { level, .. }) = first {
            within = match within {
                Some(above) if *level > above => within,
                _ => begins(range).then_some(*level),
            };
        }
        match first {
            _ if within.is_some() => {}
            Event::Start(Tag::List(_)) => left.extend(without_items(block, &holds)),
            Event::Start(Tag::Heading { .. }) => left.extend(block),
            _ if holds(range) => {}
            _ => left.extend(block),
        }
    }
    left
}

/// Where the lines of `items` begin to say something.
fn line_starts(text: &str, items: &[ActionItem]) -> Vec<usize> {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
    let starts: Vec<usize> = std::iter::once(0).chain(ends).collect();
    let start = |item: &ActionItem| {
        let start = *starts.get(usize::try_from(item.line).ok()?.checked_sub(1)?)?;
        let blank = text[start..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'>' | b'|')).count();
        Some(start + blank)
    };
    items.iter().filter_map(start).collect()
}

/// The next event with all that stands between it and its end.
fn block<'a>(events: &mut impl Iterator<Item = Spanned<'a>>) -> Option<Vec<Spanned<'a>>> {
    let mut block = vec![events.next()?];
    let mut depth = i32::from(matches!(block[0].0, Event::Start(_)));
    while depth > 0 {
        let next = events.next()?;
        depth += match &next.0 {
            Event::Start(_) => 1,
            Event::End(_) => -1,
            _ => 0,
        };
        block.push(next);
    }
    Some(block)
}

/// A list without the items that hold an action; nothing where none is left.
fn without_items<'a>(list: Vec<Spanned<'a>>, holds: &dyn Fn(&Range<usize>) -> bool) -> Vec<Spanned<'a>> {
    let mut events = list.into_iter();
    let mut left: Vec<Spanned<'a>> = events.next().into_iter().collect();
    while let Some(item) = block(&mut events) {
        if !holds(&item[0].1) {
            left.extend(item);
        }
    }
    if left.len() > 2 { left } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::markdown;

    fn left(text: &str, lines: &[u32], heading: Option<&str>) -> String {
        let items: Vec<ActionItem> = lines.iter().map(|line| ActionItem::new(String::new(), *line)).collect();
        let sections = heading.map(|heading| Section {
            name: SectionName::ActionItems,
            offset: text.find(heading).unwrap(),
            line: 1,
        });
        let parser = pulldown_cmark::Parser::new_ext(text, pulldown_cmark::Options::all()).into_offset_iter();
        let events: Vec<markdown::Spanned<'_>> = parser.collect();
        let sections: Vec<Section> = sections.into_iter().collect();
        let events = without_actions(text, events, &sections, &items);
        let texts = events.iter().filter_map(|(event, _)| match event {
            Event::Text(text) => Some(text.to_string()),
            _ => None,
        });
        texts.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn a_section_goes_with_what_is_below_it() {
        let text = "# A\n\nb\n\n## Actions\n\n- c\n\n### Later\n\nd\n\n## E\n\nf\n";
        assert_eq!(left(text, &[7], Some("## Actions")), "A|b|E|f");
    }

    #[test]
    fn elsewhere_only_what_holds_an_action_goes() {
        let text = "- a\n- [ ] b\n  - c\n- d\n\n| e | f |\n|---|---|\n| g | h |\n\ni\n";
        assert_eq!(left(text, &[2], None), "a|d|e|f|g|h|i");
        assert_eq!(left(text, &[8], None), "a|b|c|d|i");
        assert_eq!(left(text, &[1, 2, 4, 10], None), "e|f|g|h");
    }
}
