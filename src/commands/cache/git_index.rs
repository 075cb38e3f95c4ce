//! A repository's index file -> the paths that it lists (git's own `Documentation/gitformat-index`, versions 2 to 4).

/// Bytes of an entry before its object name, and of the flags behind it.
const STAT: usize = 40;
const FLAGS: usize = 2;
/// Bytes of an object name: SHA-1 and SHA-256.
const NAMES: [usize; 2] = [20, 32];
/// The flag that says that two more bytes of flags follow.
const EXTENDED: u8 = 0x40;

/// Every path; `None` where the file is not one that can be read to its last entry.
pub(super) fn paths(index: &[u8]) -> Option<Vec<String>> {
    NAMES.iter().find_map(|name| Reader { index, at: 12, name: *name }.all())
}

struct Reader<'a> {
    index: &'a [u8],
    at: usize,
    name: usize,
}

impl Reader<'_> {
    fn all(mut self) -> Option<Vec<String>> {
        let number = |at: usize| Some(u32::from_be_bytes(*self.index.get(at..)?.first_chunk()?));
        let (version, count) = (number(4)?, number(8)?);
        if !self.index.starts_with(b"DIRC") || !(2..=4).contains(&version) {
            return None;
        }
        let mut path = Vec::new();
        let mut paths = Vec::new();
        for _ in 0..count {
            self.entry(version, &mut path)?;
            paths.push(String::from_utf8_lossy(&path).into_owned());
        }
        // Extensions follow, each with its name and size, and the checksum of the whole: what was read with the wrong size of names
        // does not end there.
        while self.index.len() > self.at + self.name {
            let name: &[u8; 4] = self.index.get(self.at..)?.first_chunk()?;
            let size = u32::from_be_bytes(*self.index.get(self.at + 4..)?.first_chunk()?);
            // The rest of the paths stands in another file.
            if name == b"link" {
                return None;
            }
            self.at += 8 + size as usize;
        }
        (self.index.len() == self.at + self.name).then_some(paths)
    }

    /// Makes `path`, that of the entry before, the one of the next entry.
    fn entry(&mut self, version: u32, path: &mut Vec<u8>) -> Option<()> {
        let start = self.at;
        let flags = *self.index.get(start + STAT + self.name)?;
        self.at += STAT + self.name + FLAGS + if flags & EXTENDED != 0 && version > 2 { FLAGS } else { 0 };
        let kept = if version == 4 { path.len().checked_sub(self.number()?)? } else { 0 };
        path.truncate(kept);
        let length = memchr::memchr(0, self.index.get(self.at..)?)?;
        path.extend_from_slice(&self.index[self.at..self.at + length]);
        self.at += length + 1;
        if version < 4 {
            // One to eight zeros end an entry, so that the next begins at a multiple of eight.
            self.at = start + (self.at - start).next_multiple_of(8);
        }
        (!path.is_empty()).then_some(())
    }

    /// A number of seven bits a byte, as in git's packs with an offset.
    fn number(&mut self) -> Option<usize> {
        let mut number = 0_usize;
        loop {
            let byte = *self.index.get(self.at)?;
            self.at += 1;
            number = number.checked_mul(128)?.checked_add(usize::from(byte & 127))?;
            if byte & 128 == 0 {
                return Some(number);
            }
            number += 1;
        }
    }
}
