//! Numbers of any size in few bytes: seven bits a byte, lowest first; the high bit says that more follow (LEB128).

/// Appends `number`.
#[inline]
pub(super) fn write(mut number: u32, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes a number from the beginning of `bytes`; 0 at their end.
#[inline]
pub(super) fn read(bytes: &mut &[u8]) -> u32 {
    let (mut number, mut shift) = (0, 0);
    while let Some((byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u32::from(byte & 0x7F).wrapping_shl(shift);
        shift += 7;
        if *byte < 0x80 {
            break;
        }
    }
    number
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_written_is_read() {
        let numbers = [0, 1, 127, 128, 300, 1 << 20, u32::MAX];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|number| super::write(*number, &mut bytes));
        let mut rest = bytes.as_slice();
        assert_eq!(numbers.map(|_| super::read(&mut rest)), numbers);
        assert!(rest.is_empty() && super::read(&mut rest) == 0);
    }
}
