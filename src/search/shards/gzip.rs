//! gzip without name and time, the same bytes on every system.

use flate2::{Compress, Compression, FlushCompress, Status};
use std::sync::{Mutex, PoisonError};

/// Level 6 would save another hundredth of the terms' bytes for a third more time.
const LEVEL: u32 = 3;
/// Deflate, no name, no time, no hint at the speed, no system.
const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/// Bytes of a stored piece.
const STORED: usize = u16::MAX as usize;

/// Compresses small files one after the other: a compressor's memory takes as long to be made as such a file.
#[derive(Debug, Default)]
pub(super) struct Gzip {
    idle: Mutex<Vec<Compress>>,
}

impl Gzip {
    /// `bytes` compressed.
    pub fn compressed(&self, bytes: &[u8]) -> Vec<u8> {
        // Nothing else is done while the lock is held.
        let mut compress = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_else(|| {
            let is_zlib = false;
            Compress::new(Compression::new(LEVEL), is_zlib)
        });
        let mut packed = Vec::with_capacity(bytes.len() / 2 + 64);
        packed.extend_from_slice(&HEAD);
        let mut rest = bytes;
        loop {
            let before = compress.total_in();
            let status = compress.compress_vec(rest, &mut packed, FlushCompress::Finish);
            match status {
                Ok(Status::StreamEnd) => break,
                Ok(_) => packed.reserve(rest.len() / 2 + 64),
                // Memory is all that it needs; an empty file would be reported by the client.
                Err(_) => return Vec::new(),
            }
            rest = &rest[usize::try_from(compress.total_in() - before).unwrap_or(rest.len())..];
        }
        push_tail(bytes, &mut packed);
        compress.reset();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(compress);
        packed
    }
}

/// `bytes`, of which there are some, as they are.
pub(super) fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(bytes.len() + bytes.len() / STORED * 5 + 32);
    packed.extend_from_slice(&HEAD);
    let mut pieces = bytes.chunks(STORED).peekable();
    while let Some(piece) = pieces.next() {
        let length = piece.len() as u16;
        packed.push(u8::from(pieces.peek().is_none()));
        packed.extend_from_slice(&length.to_le_bytes());
        packed.extend_from_slice(&(!length).to_le_bytes());
        packed.extend_from_slice(piece);
    }
    push_tail(bytes, &mut packed);
    packed
}

/// Checksum and length.
fn push_tail(bytes: &[u8], packed: &mut Vec<u8>) {
    packed.extend_from_slice(&crc32fast::hash(bytes).to_le_bytes());
    packed.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read;

    #[test]
    fn what_is_packed_is_unpacked() {
        let gzip = Gzip::default();
        // Nothing of a file is left in the compressor for the next one.
        let noise = |length: u32| (0..length).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8);
        for length in [1, 300, 65_535, 65_536, 200_000] {
            let bytes: Vec<u8> = noise(length).collect();
            let compressed = gzip.compressed(&bytes);
            assert_eq!(compressed, Gzip::default().compressed(&bytes), "{length}");
            for packed in [compressed, stored(&bytes)] {
                let mut unpacked = Vec::new();
                GzDecoder::new(packed.as_slice()).read_to_end(&mut unpacked).unwrap();
                assert_eq!(unpacked, bytes, "{length}");
            }
        }
    }
}
