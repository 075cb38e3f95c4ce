//! Did nothing break, though it nearly did? Only where the author says so: in a field, a label, a tag or the title.

use super::{Evidence, signs};
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{DocumentWord, KINDS};
use crate::text::registry::Field;

pub(super) fn is_near_miss(evidence: &Evidence<'_>) -> bool {
    let says = |text: &str| KINDS.holds(&fold(text).replace(['-', '_'], " "), DocumentWord::NearMiss);
    let of_kind = |label| matches!(label, Field::Kind | Field::Severity | Field::Tags);
    let mut labels = evidence.labels.iter().filter(|found| found.central && of_kind(found.label));
    let mut tags = evidence.declared.postmortem.tags.iter();
    evidence.declared.says_near_miss
        || tags.any(|tag| says(&tag.value))
        || labels.any(|found| says(&found.value))
        || says(&signs::title(evidence))
}
