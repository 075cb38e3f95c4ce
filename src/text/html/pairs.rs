//! Which tags of raw HTML belong together, found before the first is written: a tag without its other half is no markup but what the
//! author speaks of (`The <button> did nothing`), and printed as text.

use super::elements::{self, Rule};
use super::tokens::{Tag, Token};
use rustc_hash::{FxHashMap, FxHashSet};

/// Where a tag stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Stretch {
    /// Within a line of the Markdown element with this number.
    Line(usize),
    /// In a block of raw HTML within that element.
    Block(usize),
}

/// A start tag whose end was not seen yet.
#[derive(Clone, Copy, Debug)]
struct Start {
    offset: usize,
    /// Blocks, raw or Markdown's, that began before it.
    blocks: usize,
}

/// The tags of a document, by source offset.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs {
    /// By name. What stands within a line ends in the stretch it starts in: past its border the page could not close it.
    open: FxHashMap<(String, Option<Stretch>), Vec<Start>>,
    paired: FxHashSet<usize>,
    around: FxHashSet<usize>,
    blocks: usize,
}

impl Pairs {
    /// Has the tag at `offset` its other half?
    pub(super) fn is_paired(&self, offset: usize) -> bool {
        self.paired.contains(&offset)
    }

    /// Does the element at `offset`, of those that stand within a line, hold blocks?
    pub(super) fn is_around(&self, offset: usize) -> bool {
        self.around.contains(&offset)
    }

    /// Notes that a block begins.
    pub(super) fn block(&mut self) {
        self.blocks += 1;
    }

    /// Takes in the next tag.
    pub(super) fn push(&mut self, token: &Token<'_>, offset: usize, stretch: Stretch) {
        match token {
            Token::Open(tag) if elements::is_markup(tag) => self.start(tag, offset, stretch),
            Token::Close(name, _) => self.end(name, offset, stretch),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, offset: usize, stretch: Stretch) {
        let rule = elements::rule(&tag.name);
        if matches!(rule, Rule::Block(_)) {
            self.block();
        }
        if matches!(rule, Rule::Unknown | Rule::DropAll) || rule == Rule::Foreign && tag.source.ends_with("/>") {
            return;
        }
        let start = Start { offset, blocks: self.blocks };
        self.open.entry((tag.name.clone(), border(rule, stretch))).or_default().push(start);
    }

    fn end(&mut self, name: &str, offset: usize, stretch: Stretch) {
        let key = (name.to_owned(), border(elements::rule(name), stretch));
        let Some(start) = self.open.get_mut(&key).and_then(Vec::pop) else { return };
        self.paired.extend([start.offset, offset]);
        if matches!(key.1, Some(Stretch::Block(_))) && start.blocks != self.blocks {
            self.around.insert(start.offset);
        }
    }
}

/// The stretch that an element may not outlive, if there is one.
fn border(rule: Rule, stretch: Stretch) -> Option<Stretch> {
    matches!(rule, Rule::Inline(_) | Rule::Anchor).then_some(stretch)
}
