//! The time axis that all charts of a page share: whole years, labelled below.

use super::percent;
use std::fmt::Write as _;

/// Per cent of the width kept at the left for labels of the other axis.
pub(super) const LEFT: f64 = 16.0;
/// Years on an axis at most: the newest.
const MOST: i16 = 30;

/// From the start of one year to the end of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Years {
    pub first: i16,
    pub last: i16,
}

impl Years {
    /// Those that hold all of `years`; `None` where there is none.
    #[must_use]
    pub(crate) fn of(years: impl Iterator<Item = i16> + Clone) -> Option<Self> {
        let last = years.clone().max()?;
        Some(Self { first: years.min()?.max(last.saturating_sub(MOST - 1)), last })
    }

    /// How many years.
    #[must_use]
    pub(crate) fn count(self) -> usize {
        usize::try_from(self.last - self.first + 1).unwrap_or(1)
    }

    /// Where the year with its fraction (`2025.5`) lies, in per cent of the chart's width.
    #[must_use]
    pub(crate) fn place(self, when: f64) -> f64 {
        LEFT + (100.0 - LEFT) * self.share(when)
    }

    /// The same as a share of all years, 0 to 1.
    #[must_use]
    pub(crate) fn share(self, when: f64) -> f64 {
        ((when - f64::from(self.first)) / self.count() as f64).clamp(0.0, 1.0)
    }

    /// Ticks below the line at `base`. Every first, second, fifth ... year has a label, so that labels do not run into each other
    /// on a phone.
    pub(crate) fn draw(self, out: &mut String, base: f64) {
        let every = match self.count() {
            0..=7 => 1,
            8..=14 => 2,
            15..=35 => 5,
            _ => 10,
        };
        for year in (self.first..=self.last).filter(|year| year % every == 0) {
            let _ = write!(
                out,
                r#"<line class="ax" x1="{at}" y1="{base}" x2="{at}" y2="{}"/><text x="{at}" y="{}" dx="3">{year}</text>"#,
                base + 8.0,
                base + 20.0,
                at = percent(self.place(f64::from(year)))
            );
        }
    }
}
