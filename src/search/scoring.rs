//! The arithmetic of the ranking: only `+ - * /`, so that another language gets the same bits.

/// Saturation of term frequency and strength of length normalisation (BM25).
const K1: f64 = 1.2;
const B: f64 = 0.75;
/// What the fields beside the best one add.
const TIE: f64 = 0.25;
/// Impacts are stored as whole numbers of this fraction.
const STEPS: f64 = 16.0;

/// The fields of a document, in the order of [`BOOSTS`].
pub const FIELDS: usize = 4;
/// Title; headings, summary and names; body; code.
const BOOSTS: [f64; FIELDS] = [2.25, 1.0, 1.0, 0.8];

/// What documents are worth for terms, given the mean length of each field.
#[derive(Clone, Debug)]
pub struct Weights {
    /// By field and rounded length: what the frequency is weighed against.
    norms: [Vec<f64>; FIELDS],
    /// By field, frequency below [`COUNTED`] and rounded length: the impact of a term that stands in no other field.
    alone: [Vec<u8>; FIELDS],
}

/// Frequencies whose impacts are worked out beforehand: most terms stand in one field, a few times.
const COUNTED: u32 = 16;

impl Weights {
    /// `lengths` has the length behind each rounded one; `averages` the mean lengths.
    #[must_use]
    pub fn new(lengths: &[u32], averages: [f64; FIELDS]) -> Self {
        let norm = |average, length: &u32| K1 * (1.0 - B + B * f64::from(*length) / average);
        let norms = averages.map(|average| lengths.iter().map(|length| norm(average, length)).collect());
        let mut weights = Self { norms, alone: [const { Vec::new() }; FIELDS] };
        for field in 0..FIELDS {
            let pairs = (0..COUNTED).flat_map(|frequency| (0..lengths.len()).map(move |length| (frequency, length)));
            weights.alone[field] = pairs
                .map(|(frequency, length)| {
                    let mut fields = [(0, 0); FIELDS];
                    fields[field] = (frequency, u8::try_from(length).unwrap_or(u8::MAX));
                    weights.impact(fields)
                })
                .collect();
        }
        weights
    }

    /// The [`Weights::impact`] of a term that stands in one field.
    #[must_use]
    pub fn impact_alone(&self, field: usize, frequency: u32, length: u8) -> u8 {
        let at = frequency as usize * self.norms[field].len() + usize::from(length);
        self.alone[field].get(at).copied().unwrap_or_else(|| {
            let mut fields = [(0, 0); FIELDS];
            fields[field] = (frequency, length);
            self.impact(fields)
        })
    }

    /// What a document is worth for a term, whatever the term's rarity: BM25's saturated frequency in each field, the best
    /// field plus a part of the others (dis-max), as a whole number of 1/16.
    ///
    /// `fields` holds term frequency and rounded length for each field.
    #[must_use]
    pub fn impact(&self, fields: [(u32, u8); FIELDS]) -> u8 {
        let (mut best, mut sum) = (0.0_f64, 0.0);
        for (((frequency, length), norms), boost) in fields.into_iter().zip(&self.norms).zip(BOOSTS) {
            if frequency > 0 {
                let frequency = f64::from(frequency);
                let norm = norms[usize::from(length)];
                let score = boost * frequency * (K1 + 1.0) / (frequency + norm);
                best = best.max(score);
                sum += score;
            }
        }
        let steps = (best + TIE * (sum - best)) * STEPS + 0.5;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of a byte")]
        let steps = steps.clamp(1.0, 255.0) as u8;
        steps
    }
}

/// How much a word tells that `frequency` of `documents` hold (BM25's inverse document frequency).
#[must_use]
pub fn idf(documents: u32, frequency: u32) -> f64 {
    let (documents, frequency) = (f64::from(documents), f64::from(frequency));
    ln(1.0 + (documents - frequency + 0.5) / (frequency + 0.5))
}

/// Natural logarithm of a number >= 1, the same to the last bit in every language with IEEE doubles: halvings, then the
/// series of the inverse hyperbolic tangent.
#[must_use]
pub fn ln(number: f64) -> f64 {
    const LN_2: f64 = std::f64::consts::LN_2;
    let (mut rest, mut halvings) = (number, 0.0);
    while rest > 1.5 {
        rest /= 2.0;
        halvings += 1.0;
    }
    let ratio = (rest - 1.0) / (rest + 1.0);
    let square = ratio * ratio;
    let (mut power, mut sum, mut odd) = (ratio, 0.0, 1.0);
    while odd < 30.0 {
        sum += power / odd;
        power *= square;
        odd += 2.0;
    }
    2.0 * sum + halvings * LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_one() {
        for number in [1.0, 1.2, 1.5, 2.0, 3.7, 100.0, 1e6] {
            assert!((ln(number) - f64::ln(number)).abs() < 1e-12, "{number}");
        }
    }

    #[test]
    fn rare_words_tell_more_and_titles_count_more() {
        assert!(idf(1000, 1) > idf(1000, 500));
        let weights = Weights::new(&[5, 40, 500, 50], [5.0, 40.0, 500.0, 50.0]);
        let body = weights.impact([(0, 0), (0, 1), (2, 2), (0, 3)]);
        let title = weights.impact([(1, 0), (0, 1), (2, 2), (0, 3)]);
        assert!(title > body && body > 1);
        for frequency in [1, 15, 16, 400] {
            let fields = [(0, 0), (0, 1), (frequency, 2), (0, 3)];
            assert_eq!(weights.impact_alone(2, frequency, 2), weights.impact(fields));
        }
    }
}
