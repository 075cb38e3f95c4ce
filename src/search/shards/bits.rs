//! Positions in few bits: exponential Golomb codes, which need no compression to be smaller than compressed bytes.

/// The positions of a term: a byte with the order of its codes, then for each document the differences, each with a bit that says
/// whether another follows. The first position counts from 1; a document without any has a single zero. The last byte is filled
/// with zeros.
#[derive(Debug, Default)]
pub(super) struct Positions {
    /// Differences, doubled, plus one where another follows.
    steps: Vec<u32>,
    /// Of all differences.
    bits: u64,
}

impl Positions {
    /// Adds those of the next document, ascending and below 2^21.
    pub(super) fn push(&mut self, positions: &[u32]) {
        // The first counts from -1.
        let mut before = u32::MAX;
        for position in positions {
            let step = position.wrapping_sub(std::mem::replace(&mut before, *position));
            self.bits += u64::from(step.checked_ilog2().map_or(0, |bits| bits + 1));
            self.steps.push(step << 1 | 1);
        }
        match self.steps.last_mut() {
            Some(last) if !positions.is_empty() => *last -= 1,
            _ => self.steps.push(0),
        }
    }

    /// Appends the bytes of all documents so far, and forgets them.
    pub(super) fn write(&mut self, bytes: &mut Vec<u8>) {
        // Of the mean difference: within a hundredth of the best that there is.
        let order = std::mem::take(&mut self.bits).checked_div(self.steps.len() as u64).unwrap_or(0) as u32;
        bytes.push(order as u8);
        let (mut waiting, mut count) = (0_u64, 0);
        for step in self.steps.drain(..) {
            // Some zeros; a one and as many bits, plus `order`; then whether another follows: 46 bits at most.
            let number = u64::from(step >> 1) + (1 << order);
            let length = number.ilog2() * 2 + 2 - order;
            waiting = waiting << length | number << 1 | u64::from(step & 1);
            count += length;
            while count >= 8 {
                count -= 8;
                bytes.push((waiting >> count) as u8);
            }
        }
        if count > 0 {
            bytes.push((waiting << (8 - count)) as u8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// As the client reads them.
    fn read(bytes: &[u8], documents: usize) -> Vec<Vec<u32>> {
        let mut bits = bytes[1..].iter().flat_map(|byte| (0..8).rev().map(move |at| u64::from(byte >> at & 1)));
        let mut bit = || bits.next().unwrap();
        let mut number = || {
            let mut more = u32::from(bytes[0]);
            while bit() == 0 {
                more += 1;
            }
            ((0..more).fold(1, |number, _| number << 1 | bit()) - (1 << bytes[0]), bit() == 1)
        };
        let mut document = || {
            let (mut places, mut place) = (Vec::new(), 0);
            loop {
                let (step, more) = number();
                if step > 0 {
                    place += step;
                    places.push(u32::try_from(place - 1).unwrap());
                }
                if !more {
                    return places;
                }
            }
        };
        (0..documents).map(|_| document()).collect()
    }

    proptest! {
        #[test]
        fn positions_are_read_as_they_were_written(
            documents in vec(prop_oneof![
                proptest::collection::btree_set(0..3_u32, 0..3),
                proptest::collection::btree_set(0..1_u32 << 21, 0..40),
            ], 0..20)
        ) {
            let documents: Vec<Vec<u32>> = documents.into_iter().map(|places| places.into_iter().collect()).collect();
            let mut writer = Positions::default();
            for _ in 0..2 {
                documents.iter().for_each(|places| writer.push(places));
                let mut bytes = Vec::new();
                writer.write(&mut bytes);
                prop_assert_eq!(&read(&bytes, documents.len()), &documents, "nothing of the last term is left");
            }
        }
    }
}
