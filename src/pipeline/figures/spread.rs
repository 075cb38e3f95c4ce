//! Values -> what is told of how they spread.

use schemars::JsonSchema;
use serde::Serialize;

/// How values spread. Quantiles are those of Hyndman and Fan's seventh definition (that of R, NumPy and spreadsheets: linear between
/// the two nearest of the sorted values, of which the first is the quantile 0 and the last the quantile 1), rounded to whole
/// numbers, halves up; the mean is rounded likewise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Spread {
    /// Values known, and how many are not.
    pub known: usize,
    pub missing: usize,
    /// Null where no value is known.
    pub median: Option<i64>,
    pub p90: Option<i64>,
    pub mean: Option<i64>,
}

impl Spread {
    /// Of `values`, none of which is negative; `None` for one that is not known.
    #[must_use]
    pub(crate) fn of(values: impl Iterator<Item = Option<i64>>) -> Self {
        let (mut known, mut missing) = (Vec::new(), 0);
        values.for_each(|value| match value {
            Some(value) => known.push(value),
            None => missing += 1,
        });
        known.sort_unstable();
        let (count, sum) = (known.len() as i128, known.iter().map(|value| i128::from(*value)).sum::<i128>());
        let mean = (2 * sum + count).checked_div(2 * count).and_then(|mean| i64::try_from(mean).ok());
        Self { known: known.len(), missing, median: quantile(&known, 50), p90: quantile(&known, 90), mean }
    }
}

/// The quantile `percent` of `sorted`.
fn quantile(sorted: &[i64], percent: usize) -> Option<i64> {
    let at = sorted.len().checked_sub(1)? * percent;
    let (below, rest) = (*sorted.get(at / 100)?, (at % 100) as i128);
    let above = *sorted.get(at / 100 + 1).unwrap_or(&below);
    let step = (2 * (i128::from(above) - i128::from(below)) * rest + 100) / 200;
    Some(below + i64::try_from(step).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_their_neighbours() {
        let of = |values: &[i64]| Spread::of(values.iter().copied().map(Some));
        let spread = of(&[10, 1, 4, 2]);
        assert_eq!((spread.median, spread.p90, spread.mean), (Some(3), Some(8), Some(4)));
        let one = of(&[7]);
        assert_eq!((one.median, one.p90, one.mean, one.known), (Some(7), Some(7), Some(7), 1));
        assert_eq!(of(&[0, 1]).median, Some(1), "halves go up");
        assert_eq!(of(&[i64::MAX, i64::MAX]).median, Some(i64::MAX));
    }

    #[test]
    fn what_is_not_known_is_counted_and_nothing_else() {
        let spread = Spread::of([None, Some(3), None].into_iter());
        assert_eq!((spread.known, spread.missing, spread.mean), (1, 2, Some(3)));
        assert_eq!(Spread::of(std::iter::empty()), Spread::default());
    }
}
