//! The follow-ups of a document to [`ActionItem`]s: task lists, tables, items, numbered headings below an action heading.

mod table;
#[cfg(test)]
mod tests;
mod unread;

use super::blocks::{Block, Doc, Shape};
use super::claims::Slip;
use super::outline::{self, Outline, Part};
use crate::model::{ActionItem, ActionKind, ActionStatus, SectionName};
use crate::text::actions::{self as item, Set, When};
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{ACTION_KINDS, NOT_PAST, PAST, REMEDIES, Remedy};
use crate::text::status::action as status_of;
use crate::text::time::DayOrder;
use jiff::civil::Date;

/// Check boxes that make a list of what is to do.
const FEWEST_TASKS: usize = 2;

/// Lines of the follow-ups that tell a day which cannot be read.
pub(super) fn unread_days(doc: &Doc, items: &[ActionItem], order: DayOrder, near: Option<Date>) -> Vec<(u32, Slip)> {
    unread::days(doc, items, When { order, near })
}

/// Reads the follow-ups; `near` is the incident's day. Sections named by weak words (`Prevention`) count only where no plain one
/// stands.
pub(super) fn read(doc: &Doc, outline: &Outline, order: DayOrder, near: Option<Date>) -> Vec<ActionItem> {
    let when = When { order, near };
    let parts: Vec<&Part> = outline.of(SectionName::ActionItems).collect();
    for weak in [false, true] {
        let mut items = Vec::new();
        let mut seen = 0;
        for part in parts.iter().filter(|part| part.weak == weak) {
            // A part inside one that was read already.
            if part.block < seen {
                continue;
            }
            seen = part.content.end.max(part.block + 1);
            items.extend(read_part(doc, outline, part, when));
        }
        if !items.is_empty() {
            return items;
        }
    }
    open_tasks(doc, outline, when)
}

/// Check boxes below a heading of remedies or of what is to come that names no section, some of them open.
fn open_tasks(doc: &Doc, outline: &Outline, when: When) -> Vec<ActionItem> {
    let is_told = |part: &&Part| {
        let mut words = REMEDIES.find(&fold(&part.text)).map(|(remedy, _)| remedy).collect::<Vec<_>>().into_iter();
        part.names.is_empty() && words.any(|word| matches!(word, Remedy::Later | Remedy::Repair | Remedy::Prevention))
    };
    let has_open = |part: &&Part| {
        let blocks = doc.blocks.get(part.content.clone()).unwrap_or_default();
        let tasks = blocks.iter().filter_map(|block| match block.shape {
            Shape::Item { task, .. } => task,
            _ => None,
        });
        let tasks: Vec<bool> = tasks.collect();
        tasks.len() >= FEWEST_TASKS && tasks.contains(&false)
    };
    let part = outline.parts.iter().filter(is_told).find(has_open);
    part.map_or_else(Vec::new, |part| listed(doc, outline, part, when))
}

fn read_part(doc: &Doc, outline: &Outline, part: &Part, when: When) -> Vec<ActionItem> {
    let blocks = doc.blocks.get(part.content.clone()).unwrap_or_default();
    let implied = item::implied_status(&part.text);
    // `✅ Prevention` tells what was done already.
    if part.weak && (implied == Some(ActionStatus::Done) || part.text.contains('✅') || part.is(SectionName::Lessons))
    {
        return Vec::new();
    }
    let mut items = Vec::new();
    if part.level == 8 && blocks.iter().all(|block| !block.is_item()) {
        items.extend(inline_action(doc, &doc.blocks[part.block], when));
        return items;
    }
    let tables: Vec<_> = blocks
        .iter()
        .filter_map(|block| match block.shape {
            Shape::Table(index) => doc.tables.get(index),
            _ => None,
        })
        .collect();
    for table in &tables {
        items.extend(table::read(doc, table, when));
    }
    if !items.is_empty() {
        return items;
    }
    let tasks = blocks.iter().any(|block| matches!(block.shape, Shape::Item { task: Some(_), .. }));
    let mut headings = numbered_headings(doc, blocks);
    if headings.len() < 2 {
        headings = told_headings(doc, blocks);
    }
    if headings.len() >= 2 && !tasks {
        return headings
            .into_iter()
            .map(|block| item::read(&heading_text(doc, block), Set { implied, ..Set::of(when, block.line) }))
            .collect();
    }
    listed(doc, outline, part, when)
}

/// The items of the shallowest list; where there are check boxes, only items with one, and numbered ones behind them.
fn listed(doc: &Doc, outline: &Outline, part: &Part, when: When) -> Vec<ActionItem> {
    let blocks = doc.blocks.get(part.content.clone()).unwrap_or_default();
    let first_task = blocks.iter().position(|block| matches!(block.shape, Shape::Item { task: Some(_), .. }));
    let is_named = |index: usize, block: &Block| match (&block.shape, first_task) {
        (Shape::Item { .. }, None) => true,
        (Shape::Item { task, ordered }, Some(first)) => {
            let heading = |index: usize| outline.above(part.content.start + index).map(|above| above.block);
            task.is_some() || *ordered && index > first && heading(index) == heading(first)
        }
        _ => false,
    };
    let named = || blocks.iter().enumerate().filter(|(index, block)| is_named(*index, block));
    let list: Vec<(usize, &Block)> =
        planned(doc, blocks, named()).into_iter().map(|(index, block)| (part.content.start + index, block)).collect();
    if part.weak && first_task.is_none() && mostly_past(doc, &list) {
        return Vec::new();
    }
    let texts: Vec<String> = list.iter().map(|(_, block)| doc.block_text(block)).collect();
    // A form's checklist asks; it plans nothing.
    if texts.iter().filter(|text| text.ends_with(['?', '？'])).count() * 2 > texts.len() {
        return Vec::new();
    }
    let (owned, trailed) = (item::owners_lead(&texts), item::owners_trail(&texts, when));
    let mut items = Vec::new();
    for ((index, block), text) in list.iter().zip(&texts) {
        let above = outline.above(*index).filter(|above| above.block > part.block);
        // Below a sub-heading that opens another section (`Lessons learned` inside).
        if above.is_some_and(|above| !above.names.is_empty() && !above.is(SectionName::ActionItems)) {
            continue;
        }
        let implied =
            above.and_then(|above| item::implied_status(&above.text)).or_else(|| item::implied_status(&part.text));
        let Shape::Item { task, .. } = block.shape else { continue };
        let (owner, text) = if owned { item::leading_owner(text) } else { (None, text.as_str()) };
        let mut read = item::read(text, Set { task, implied, trailed, ..Set::of(when, block.line) });
        if block.struck && read.status.is_none_or(|status| status == ActionStatus::Open) {
            read.status = Some(item::closing_state(text).unwrap_or(ActionStatus::Done));
        }
        read.owner = owner.or(read.owner);
        if !read.text.is_empty() && !is_blank_form(&read.text) {
            items.push(read);
        }
    }
    // Bullets below a word such as `Prevention` plan something only where one of them says who, when or how far.
    let plans = |item: &ActionItem| {
        item.status.is_some() || item.owner.is_some() || item.due.is_some() || item.ticket.is_some()
    };
    let planned = items.iter().any(plans) || texts.iter().any(|text| item::is_called_action(text));
    if part.weak && is_of_prevention(&part.text) && !planned { Vec::new() } else { items }
}

/// The shallowest of the items `named`, and in the place of one that only sorts others those below it.
fn planned<'a>(
    doc: &Doc,
    blocks: &'a [Block],
    named: impl Iterator<Item = (usize, &'a Block)> + Clone,
) -> Vec<(usize, &'a Block)> {
    let depth = named.clone().map(|(_, block)| block.depth).min().unwrap_or(1);
    let mut level = depth;
    let mut list = Vec::new();
    for (index, block) in named.filter(|(_, block)| !block.lines.is_empty()) {
        level = level.min(block.depth.max(depth));
        if block.depth != level {
            continue;
        }
        if blocks.get(index + 1).is_some_and(|next| next.is_item() && next.depth > level) && sorts(doc, block) {
            level += 1;
        } else {
            list.push((index, block));
        }
    }
    list
}

/// `Improvements:`, `Short term:` over the items of that kind.
fn sorts(doc: &Doc, block: &Block) -> bool {
    let text = doc.block_text(block);
    let Some(key) = text.strip_suffix([':', '：']) else { return false };
    outline::meaning(key).0.contains(&SectionName::ActionItems)
        || REMEDIES.find(&fold(key)).any(|(word, _)| matches!(word, Remedy::Later | Remedy::Swift))
}

/// A heading that names what keeps the incident from coming back, which may be there already.
fn is_of_prevention(heading: &str) -> bool {
    let mut words = heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| ACTION_KINDS.get(word) == Some(ActionKind::Prevent))
}

/// `None`, `N/A`, `TBD` where actions should be.
fn is_blank_form(text: &str) -> bool {
    crate::text::words::is_placeholder(text.trim_end_matches('.'))
}

fn heading_text(doc: &Doc, block: &Block) -> String {
    let text = doc.block_text(block);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text[digits..].trim_start_matches([')', '.', ':', ' ']).to_owned()
}

/// `### 1) Better alerting` headings directly below the action heading.
fn numbered_headings<'a>(doc: &Doc, blocks: &'a [Block]) -> Vec<&'a Block> {
    let numbered = |block: &&Block| {
        matches!(block.shape, Shape::Heading(_)) && {
            let text = doc.block_text(block);
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            (1..=2).contains(&digits) && text[digits..].starts_with([')', '.', ':'])
        }
    };
    blocks.iter().filter(numbered).collect()
}

/// `### Better alerting` headings over running text: none where a list stands directly below one, or one says when.
fn told_headings<'a>(doc: &Doc, blocks: &'a [Block]) -> Vec<&'a Block> {
    let level = |block: &Block| match block.shape {
        Shape::Heading(level) => Some(level),
        _ => None,
    };
    let Some(top) = blocks.iter().filter_map(level).min() else { return Vec::new() };
    let found: Vec<usize> = (0..blocks.len()).filter(|at| level(&blocks[*at]) == Some(top)).collect();
    let is_told = |at: &usize| blocks.get(at + 1).is_some_and(|next| next.shape == Shape::Paragraph);
    let sorts = |at: &usize| {
        let heading = doc.block_text(&blocks[*at]);
        REMEDIES.find(&fold(&heading)).any(|(remedy, _)| matches!(remedy, Remedy::Later | Remedy::Swift))
    };
    let leads = |at: &usize| {
        let text = doc.block_text(&blocks[at + 1]);
        text.ends_with([':', '：']) && blocks.get(at + 2).is_some_and(Block::is_item)
    };
    let told = found.iter().all(is_told) && !found.iter().any(|at| sorts(at) || leads(at));
    if told { found.into_iter().map(|at| &blocks[at]).collect() } else { Vec::new() }
}

/// `- **Review actions**: text` without a list below: one action.
fn inline_action(doc: &Doc, block: &Block, when: When) -> Option<ActionItem> {
    let text = doc.block_text(block);
    let (_, text) = text.split_once([':', '：'])?;
    let text = text.trim();
    (text.len() > 12 && !is_blank_form(text)).then(|| item::read(text, Set::of(when, block.line)))
}

/// Things done already: most items begin with `Added`, `We have`, `Was`.
fn mostly_past(doc: &Doc, list: &[(usize, &Block)]) -> bool {
    let past = list.iter().filter(|(_, block)| {
        let text = doc.block_text(block);
        let text = fold(&text);
        let mut head = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(4);
        head.any(is_past) || PAST.holds(&text, ActionStatus::Done)
    });
    !list.is_empty() && past.count() * 2 > list.len()
}

/// `added`, `disabled`; not `automated`, `shared`, which describe a thing to come.
fn is_past(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ed") && NOT_PAST.get(word).is_none()
}
