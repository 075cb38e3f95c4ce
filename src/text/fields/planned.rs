//! Does front matter say that the work was announced, or that nothing broke?

use super::Reader;
use super::entry::Entry;
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{DocumentWord, KINDS, REVIEW_STATES, Review};
use crate::text::registry::{Field, Kind};

impl Reader<'_> {
    /// `planned: true`; `false` says that it was an incident.
    pub(super) fn planned(&mut self, entry: &Entry<'_>) {
        if let Some(planned) = self.scope.flag(entry) {
            // An author who says so speaks of a report.
            if planned {
                self.declared.stated_kind.get_or_insert(Kind::Postmortem);
            }
            self.declared.incident_fields += usize::from(planned);
            self.declared.postmortem.planned = Some(entry.fact(planned));
        }
    }

    /// `type: maintenance`, `kind: near-miss`, `severity: under-maintenance`, `status: scheduled`.
    pub(super) fn announces(&mut self, entry: &Entry<'_>) {
        let text = entry.node.text().unwrap_or_default();
        let words = fold(text).replace(['-', '_'], " ");
        let says = KINDS.holds(&words, DocumentWord::Planned)
            || entry.name == Field::Status && REVIEW_STATES.get(text) == Some(Review::Scheduled);
        self.declared.says_planned |= says;
        self.declared.says_near_miss |= KINDS.holds(&words, DocumentWord::NearMiss);
        self.declared.incident_fields += usize::from(says && entry.name == Field::Kind);
    }
}
