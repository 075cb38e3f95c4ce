//! Words of running text by their bytes: which of them stand at a place, found in one walk along the text.

use std::ops::{ControlFlow, Range};

/// Sorted words as a tree. The word at an index of [`Trie::at`] is that of the sorted list it was made of.
#[derive(Default)]
pub(super) struct Trie {
    nodes: Vec<Node>,
    /// Of all nodes, each node's together: the bytes that go on from it, and where they lead.
    bytes: Vec<u8>,
    next: Vec<u32>,
    /// What goes on from the beginning, by byte: most places of a text end here. 0: nothing.
    first: Vec<u32>,
}

#[derive(Default)]
struct Node {
    branches: Range<u32>,
    /// Words that end here.
    words: Range<u32>,
}

impl Trie {
    /// Of `words` in order, none of them empty; equal ones may stand beside each other.
    pub(super) fn of(words: &[&[u8]]) -> Self {
        let mut trie = Self { nodes: vec![Node::default()], first: vec![0; 256], ..Self::default() };
        // Words with the same beginning, its length, and the node where it ends.
        let mut open = vec![(0..words.len(), 0, 0)];
        while let Some((range, length, node)) = open.pop() {
            let ended = words[range.clone()].iter().take_while(|word| word.len() == length).count();
            let mut from = range.start + ended;
            let branches = trie.bytes.len() as u32;
            trie.nodes[node].words = range.start as u32..from as u32;
            while from < range.end {
                let byte = words[from][length];
                let to = from + words[from..range.end].iter().take_while(|word| word[length] == byte).count();
                let child = trie.nodes.len();
                trie.nodes.push(Node::default());
                trie.bytes.push(byte);
                trie.next.push(child as u32);
                if length == 0 {
                    trie.first[usize::from(byte)] = child as u32;
                }
                open.push((from..to, length + 1, child));
                from = to;
            }
            trie.nodes[node].branches = branches..trie.bytes.len() as u32;
        }
        trie
    }

    /// Hands the words that `text` begins with to `take`, shortest first, until it breaks off: the length of each, and the index of
    /// those that are it.
    pub(super) fn at(
        &self,
        text: &[u8],
        mut take: impl FnMut(usize, Range<usize>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Some(mut node) = text.first().and_then(|byte| self.first.get(usize::from(*byte))).copied() else {
            return ControlFlow::Continue(());
        };
        let mut length = 1;
        while node > 0
            && let Some(here) = self.nodes.get(node as usize)
        {
            if !here.words.is_empty() {
                take(length, here.words.start as usize..here.words.end as usize)?;
            }
            node = text.get(length).map_or(0, |byte| self.branch(here, *byte));
            length += 1;
        }
        ControlFlow::Continue(())
    }

    /// Where `byte` leads from `node`; 0: nowhere.
    fn branch(&self, node: &Node, byte: u8) -> u32 {
        let branches = node.branches.start as usize..node.branches.end as usize;
        let at = self.bytes[branches.clone()].iter().position(|known| *known == byte);
        at.map_or(0, |at| self.next[branches.start + at])
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
