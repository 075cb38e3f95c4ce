//! Catalog -> the view of the search page: what can be typed, with names that this site knows. Scripts do the rest.

use super::shared::Shared;
use crate::model::catalog::{Topic, TopicKind};
use crate::model::page::{Example, SearchView};
use crate::pipeline::url::query_value;

/// Where the search page stands.
pub(super) const URL: &str = "search/";

/// The search page before anything is typed.
#[must_use]
pub(super) fn search(shared: &Shared) -> SearchView {
    let mut examples = vec![
        example("words", "connection timeout"),
        example("phrase", "\"out of memory\""),
        example("without", "outage -dns"),
    ];
    examples.extend(
        most_hit(shared, TopicKind::Service).map(|topic| example("service", &format!("service:{}", topic.slug))),
    );
    examples
        .extend(most_hit(shared, TopicKind::RootCause).map(|topic| example("cause", &format!("cause:{}", topic.slug))));
    if !shared.catalog.topics.severities.is_empty() {
        examples.push(example("severity", "sev<=2"));
    }
    let newest = shared.catalog.topics.years.first();
    examples.extend(newest.map(|year| example("after", &format!("after:{}", year.slug))));
    SearchView { frame: shared.frame(URL, "", ""), examples }
}

fn example(key: &'static str, query: &str) -> Example {
    Example { key, query: query.to_owned(), encoded: query_value(query) }
}

/// The topic with the most incidents, the first of equals.
fn most_hit(shared: &Shared, kind: TopicKind) -> Option<&Topic> {
    shared.catalog.topics.of(kind).iter().rev().max_by_key(|topic| topic.incidents.len())
}
