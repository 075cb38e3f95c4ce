//! Does a document tell of another company's incident?

use crate::text::front_matter::Pair;
use crate::text::lexicon::fold::squash;

/// An entry of a collection names the company, its product or the categories, and the page where the company told it, by an
/// id of its own. The four together stand in no other page.
pub(super) fn is_collected(fields: &[Pair]) -> bool {
    let has = |name: &str| fields.iter().any(|field| squash(&field.key) == name);
    has("uuid") && has("url") && has("company") && (has("product") || has("categories"))
}
