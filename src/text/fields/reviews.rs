//! Who reviews a postmortem, and the days on which it goes from draft to closed.

use super::times::Time;
use super::{Entry, Reader, add};
use crate::text::registry::Field;
use crate::text::time::Context;

impl Reader<'_> {
    pub(super) fn review(&mut self, entry: &Entry<'_>) {
        let review = &mut self.declared.postmortem.review;
        let slot = match entry.name {
            Field::Drafted => &mut review.drafted,
            Field::InReview => &mut review.in_review,
            Field::Closed => &mut review.closed,
            Field::Meeting => &mut review.meeting,
            Field::Reviewers => return add(&mut review.reviewers, self.scope.people(entry)),
            Field::Facilitator if review.facilitator.is_none() => {
                review.facilitator = self.scope.value(entry);
                return;
            }
            _ => return,
        };
        // Never a time of the incident: a clock time alone has no day here.
        let context = Context { day: None, ..self.context.clone() };
        match self.scope.read_time(entry, &context) {
            Time::At(fact) => _ = slot.get_or_insert(fact),
            Time::Lasted(_) | Time::Word(_) => {
                self.scope.not_a_time(entry, entry.node.text().unwrap_or_default());
            }
            Time::Nothing => {}
        }
    }
}
