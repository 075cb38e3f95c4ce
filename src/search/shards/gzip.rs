//! gzip without name and time, the same bytes on every system.

use flate2::{Compress, Compression, FlushCompress, Status};
use std::sync::{Mutex, PoisonError};

/// Memory that a compressor looks back in: all that the format allows.
const WINDOW_BITS: u8 = 15;
/// Where the head names the system that wrote it, and the value for one that is not known (RFC 1952).
const SYSTEM: usize = 9;
const UNKNOWN: u8 = 255;

/// Compresses small files one after the other: a compressor's memory takes as long to be made as such a file.
#[derive(Debug)]
pub(super) struct Gzip {
    level: Compression,
    idle: Mutex<Vec<Compress>>,
}

impl Gzip {
    /// One of a level from 0 (bytes stay as they are) to 9.
    pub(super) fn new(level: u32) -> Self {
        Self { level: Compression::new(level), idle: Mutex::default() }
    }

    /// `bytes` compressed.
    pub(super) fn compressed(&self, bytes: &[u8]) -> Vec<u8> {
        // Nothing else is done while the lock is held.
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut compress = idle.unwrap_or_else(|| Compress::new_gzip(self.level, WINDOW_BITS));
        let mut packed =
            Vec::with_capacity(if self.level.level() == 0 { bytes.len() + 64 } else { bytes.len() / 2 + 64 });
        let mut rest = bytes;
        loop {
            let before = compress.total_in();
            match compress.compress_vec(rest, &mut packed, FlushCompress::Finish) {
                Ok(Status::StreamEnd) => break,
                Ok(_) => packed.reserve(rest.len() / 2 + 64),
                // Memory is all that it needs; an empty file would be reported by the client.
                Err(_) => return Vec::new(),
            }
            rest = &rest[usize::try_from(compress.total_in() - before).unwrap_or(rest.len())..];
        }
        if let Some(system) = packed.get_mut(SYSTEM) {
            *system = UNKNOWN;
        }
        compress.reset();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(compress);
        packed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read;

    #[test]
    fn what_is_packed_is_unpacked() {
        let noise = |length: u32| (0..length).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8);
        for level in [0, 3, 9] {
            let gzip = Gzip::new(level);
            for length in [0, 1, 300, 65_535, 65_536, 200_000] {
                let bytes: Vec<u8> = noise(length).collect();
                let packed = gzip.compressed(&bytes);
                // Nothing of a file is left in the compressor for the next one.
                assert_eq!(packed, Gzip::new(level).compressed(&bytes), "level {level}, {length}");
                assert_eq!(packed[3..10], [0, 0, 0, 0, 0, packed[8], UNKNOWN], "no name, no time");
                let mut unpacked = Vec::new();
                GzDecoder::new(packed.as_slice()).read_to_end(&mut unpacked).unwrap();
                assert_eq!(unpacked, bytes, "level {level}, {length}");
            }
        }
    }
}
