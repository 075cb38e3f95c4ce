//! The arithmetic of the ranking: only `+ - * /`, so that another language gets the same bits.

/// Saturation of term frequency and strength of length normalisation (BM25).
const K1: f64 = 0.9;
const B: f64 = 0.75;
/// What the fields beside the best one add.
const TIE: f64 = 0.25;
/// Impacts are stored as whole numbers of this fraction.
const STEPS: f64 = 16.0;

/// The fields of a document, in the order of [`BOOSTS`].
pub(crate) const FIELDS: usize = 4;
/// Title; headings, summary and names; body; code.
const BOOSTS: [f64; FIELDS] = [2.25, 1.0, 1.0, 0.8];

/// What documents are worth for terms, given the mean length of each field.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    /// By field and rounded length: what the frequency is weighed against.
    norms: [Vec<f64>; FIELDS],
    /// By field, frequency below [`COUNTED`] and rounded length: the score.
    scores: [Vec<f64>; FIELDS],
}

/// Frequencies whose scores are worked out beforehand: most documents hold a term a few times.
const COUNTED: u32 = 16;

impl Weights {
    /// `lengths` has the length behind each rounded one; `averages` the mean lengths.
    #[must_use]
    pub(crate) fn new(lengths: &[u32], averages: [f64; FIELDS]) -> Self {
        let norm = |average, length: &u32| K1 * (1.0 - B + B * f64::from(*length) / average);
        let norms = averages.map(|average| lengths.iter().map(|length| norm(average, length)).collect::<Vec<f64>>());
        let scores = std::array::from_fn(|field| {
            let of_frequency = |frequency| norms[field].iter().map(move |norm| score(field, frequency, *norm));
            (0..COUNTED).flat_map(of_frequency).collect()
        });
        Self { norms, scores }
    }

    /// What a document is worth for a term, whatever the term's rarity: BM25's saturated frequency in each field, the best
    /// field plus a part of the others (dis-max), as a whole number of 1/16.
    ///
    /// `fields` holds field, term frequency and rounded length where the term stands, fields ascending.
    #[inline]
    #[must_use]
    pub(crate) fn impact(&self, fields: impl IntoIterator<Item = (usize, u32, u8)>) -> u8 {
        let (mut best, mut sum) = (0.0_f64, 0.0);
        for (field, frequency, length) in fields {
            let norms = &self.norms[field];
            let at = frequency as usize * norms.len() + usize::from(length);
            let known = self.scores[field].get(at).copied();
            let score = known.unwrap_or_else(|| score(field, frequency, norms[usize::from(length)]));
            best = best.max(score);
            sum += score;
        }
        let steps = (best + TIE * (sum - best)) * STEPS + 0.5;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of a byte")]
        let steps = steps.clamp(1.0, 255.0) as u8;
        steps
    }
}

/// Of a term in one field.
fn score(field: usize, frequency: u32, norm: f64) -> f64 {
    let frequency = f64::from(frequency);
    BOOSTS[field] * frequency * (K1 + 1.0) / (frequency + norm)
}

/// How much a word tells that `frequency` of `documents` hold (BM25's inverse document frequency).
#[must_use]
pub(crate) fn idf(documents: u32, frequency: u32) -> f64 {
    let (documents, frequency) = (f64::from(documents), f64::from(frequency));
    ln(1.0 + (documents - frequency + 0.5) / (frequency + 0.5))
}

/// Natural logarithm of a number >= 1, the same to the last bit in every language with IEEE doubles: halvings, then the
/// series of the inverse hyperbolic tangent.
#[must_use]
pub(crate) fn ln(number: f64) -> f64 {
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
        let body = weights.impact([(2, 2, 2)]);
        let title = weights.impact([(0, 1, 0), (2, 2, 2)]);
        assert!(title > body && body > 1);
        let impacts: Vec<u8> = [1, 15, 16, 400].map(|frequency| weights.impact([(2, frequency, 2)])).into();
        assert!(impacts.is_sorted(), "{impacts:?}");
    }
}
