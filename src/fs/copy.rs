//! A file -> its copy, with a few bytes in front that its first ones ask for.

use super::{Error, fail};
use std::io::{BufRead, Read, Write};
use std::path::Path;

/// What stands in front of a file's copy, told by the file's first bytes.
pub type Front = fn(&[u8]) -> &'static [u8];
/// Bytes that a [`Front`] is told by, where the file has as many.
const HEAD: usize = 16 << 10;

/// Opens a file and reads its head.
fn with_head(path: &Path) -> std::io::Result<(std::fs::File, Vec<u8>)> {
    let mut file = std::fs::File::open(path)?;
    let mut head = Vec::with_capacity(HEAD);
    (&mut file).take(HEAD as u64).read_to_end(&mut head)?;
    Ok((file, head))
}

/// Copies to a file that nobody reads yet, behind its `front`.
///
/// # Errors
/// What the system says.
pub fn copy_behind(from: &Path, to: &Path, front: Front) -> Result<(), Error> {
    let copy = || {
        let (mut file, head) = with_head(from)?;
        let mut out = std::fs::File::create(to)?;
        out.write_all(front(&head))?;
        out.write_all(&head)?;
        std::io::copy(&mut file, &mut out)
    };
    copy().map(|_| ()).map_err(fail("copy", from))
}

/// Whether `to` holds what [`copy_behind`] would make of `from`. Neither is read as a whole at once.
#[must_use]
pub fn is_copy_behind(from: &Path, to: &Path, front: Front) -> bool {
    let compare = || {
        let (new, head) = with_head(from)?;
        let front = front(&head);
        let old = std::fs::File::open(to)?;
        if old.metadata()?.len() != new.metadata()?.len() + front.len() as u64 {
            return Ok(false);
        }
        let new = front.chain(&*head).chain(new);
        let (mut new, mut old) = (std::io::BufReader::new(new), std::io::BufReader::new(old));
        loop {
            let (one, other) = (new.fill_buf()?, old.fill_buf()?);
            let length = one.len().min(other.len());
            if one[..length] != other[..length] || length == 0 {
                return Ok::<_, std::io::Error>(one.is_empty() && other.is_empty());
            }
            new.consume(length);
            old.consume(length);
        }
    };
    compare().unwrap_or(false)
}
