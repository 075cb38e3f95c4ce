//! Words of running text by their bytes: which of them stand at a place, found in one walk along the text.

use std::ops::Range;

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
    pub fn of(words: &[&[u8]]) -> Self {
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

    /// The words that `text` begins with, shortest first: the length of each, and the index of those that are it.
    pub fn at<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = (usize, Range<usize>)> + 'a {
        let first = text.first().and_then(|byte| self.first.get(usize::from(*byte))).copied();
        let mut node = first.filter(|node| *node > 0);
        let mut length = 0;
        std::iter::from_fn(move || {
            while let Some(here) = node.and_then(|node| self.nodes.get(node as usize)) {
                length += 1;
                node = text.get(length).and_then(|byte| self.branch(here, *byte));
                if !here.words.is_empty() {
                    return Some((length, here.words.start as usize..here.words.end as usize));
                }
            }
            None
        })
    }

    fn branch(&self, node: &Node, byte: u8) -> Option<u32> {
        let branches = node.branches.start as usize..node.branches.end as usize;
        let at = self.bytes[branches.clone()].iter().position(|known| *known == byte)?;
        self.next.get(branches.start + at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_at_a_place_is_found_shortest_first() {
        let words: Vec<&[u8]> = vec![b"a", b"re", b"restart", b"restart", b"took", b"took down"];
        let trie = Trie::of(&words);
        let at = |text: &str| trie.at(text.as_bytes()).collect::<Vec<_>>();
        assert_eq!(at("restarted"), [(2, 1..2), (7, 2..4)]);
        assert_eq!(at("took down"), [(4, 4..5), (9, 5..6)]);
        assert_eq!(at("a"), [(1, 0..1)]);
        assert!(at("xa").is_empty() && at("").is_empty() && Trie::of(&[]).at(b"a").next().is_none());
    }
}
