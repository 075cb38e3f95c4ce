//! Words of running text by their bytes: which of them stand at a place, found in one walk along the text.

use std::ops::{ControlFlow, Range};

/// Sorted words as a tree. The word at an index of [`Trie::at`] is that of the sorted list it was made of.
#[derive(Default)]
pub(super) struct Trie {
    nodes: Vec<Node>,
    /// What goes on from each node, by byte, from its `base` on: the branches of different nodes stand between one another.
    branches: Vec<Branch>,
}

#[derive(Clone, Default)]
struct Node {
    base: u32,
    /// Words that end here.
    words: Range<u32>,
}

/// From a node to the next one; the first node is no next one.
#[derive(Clone, Copy, Default)]
struct Branch {
    from: u32,
    to: u32,
}

impl Trie {
    /// Of `words` in order, none of them empty; equal ones may stand beside each other.
    pub(super) fn of(words: &[&[u8]]) -> Self {
        let mut trie = Self { nodes: vec![Node::default()], branches: Vec::new() };
        let mut holes = Vec::new();
        // Words with the same beginning, its length, and the node where it ends.
        let mut open = vec![(0..words.len(), 0, 0)];
        while let Some((range, length, node)) = open.pop() {
            let ended = words[range.clone()].iter().take_while(|word| word.len() == length).count();
            let rest = range.start + ended..range.end;
            trie.nodes[node].words = range.start as u32..rest.start as u32;
            let longer: Vec<(u8, usize)> = words[rest.clone()]
                .chunk_by(|a, b| a[length] == b[length])
                .map(|same| (same[0][length], same.len()))
                .collect();
            let base = trie.place(&longer, &mut holes);
            trie.nodes[node].base = base as u32;
            let mut from = rest.start;
            for (byte, count) in longer {
                let child = trie.nodes.len();
                trie.nodes.push(Node::default());
                trie.branches[base + usize::from(byte)] = Branch { from: node as u32, to: child as u32 };
                open.push((from..from + count, length + 1, child));
                from += count;
            }
        }
        trie
    }

    /// Takes room for a branch by each of `bytes`, counted from where: behind all others, or for a single one in one of the `holes` that
    /// were left between those.
    fn place(&mut self, bytes: &[(u8, usize)], holes: &mut Vec<usize>) -> usize {
        let (Some((first, _)), Some((last, _))) = (bytes.first(), bytes.last()) else { return 0 };
        let (first, last) = (usize::from(*first), usize::from(*last));
        if first == last
            && let Some(hole) = holes.pop_if(|hole| *hole >= first)
        {
            return hole - first;
        }
        let start = self.branches.len().max(first);
        let is_taken = |at: usize| bytes.iter().any(|(byte, _)| at + first == start + usize::from(*byte));
        holes.extend((self.branches.len()..start + last - first).filter(|at| !is_taken(*at)));
        self.branches.resize(start + last - first + 1, Branch::default());
        start - first
    }

    /// Hands the words that `text` begins with to `take`, shortest first, until it breaks off: the length of each, and the index of
    /// those that are it.
    pub(super) fn at(
        &self,
        text: &[u8],
        mut take: impl FnMut(usize, Range<usize>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let (mut at, mut base) = (0, self.nodes.first().map_or(0, |first| first.base));
        for (length, byte) in (1..).zip(text) {
            let Some(branch) = self.branches.get(base as usize + usize::from(*byte)) else { break };
            if branch.from != at || branch.to == 0 {
                break;
            }
            let node = &self.nodes[branch.to as usize];
            if !node.words.is_empty() {
                take(length, node.words.start as usize..node.words.end as usize)?;
            }
            (at, base) = (branch.to, node.base);
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_at_a_place_is_found_shortest_first() {
        let words: Vec<&[u8]> = vec![b"a", b"re", b"restart", b"restart", b"took", b"took down"];
        let trie = Trie::of(&words);
        let at = |text: &str| {
            let mut all = Vec::new();
            let _all = trie.at(text.as_bytes(), |length, words| {
                all.push((length, words));
                ControlFlow::Continue(())
            });
            all
        };
        assert_eq!(at("restarted"), [(2, 1..2), (7, 2..4)]);
        assert_eq!(at("took down"), [(4, 4..5), (9, 5..6)]);
        assert_eq!(at("a"), [(1, 0..1)]);
        assert!(at("xa").is_empty() && at("").is_empty());
        assert!(Trie::of(&[]).at(b"a", |_, _| ControlFlow::Break(())).is_continue());
    }
}
