//! By what results can be narrowed: which documents have which service, cause, severity, team, tag, year, status, and day.

use borsh::{BorshDeserialize, BorshSerialize};

/// One value of a facet.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Value {
    pub name: String,
    pub slug: String,
    /// Other names that people write.
    pub aliases: Vec<String>,
    /// 1 (worst) to 5 for severities that the scale holds, else 0.
    pub level: u8,
    /// Ascending document numbers.
    pub documents: Vec<u32>,
}

/// Every facet of all indexed documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Facets {
    pub service: Vec<Value>,
    pub cause: Vec<Value>,
    pub severity: Vec<Value>,
    pub team: Vec<Value>,
    pub tag: Vec<Value>,
    pub year: Vec<Value>,
    pub status: Vec<Value>,
    /// Days since 1970-01-01 by document number; `None` for documents without a date.
    pub date: Vec<Option<i32>>,
}

impl Facets {
    /// The lists with the names that queries use, in the order of print.
    #[must_use]
    pub fn lists(&self) -> [(&'static str, &[Value]); 7] {
        [
            ("service", &self.service),
            ("cause", &self.cause),
            ("severity", &self.severity),
            ("team", &self.team),
            ("tag", &self.tag),
            ("year", &self.year),
            ("status", &self.status),
        ]
    }
}

/// For each facet its values with the number of `documents` that have them, most frequent first, without zeros.
#[must_use]
pub fn counts<'a>(facets: &'a Facets, documents: &[u32]) -> Vec<(&'static str, Vec<(&'a str, usize)>)> {
    let wanted: rustc_hash::FxHashSet<u32> = documents.iter().copied().collect();
    let count = |value: &'a Value| {
        let count = value.documents.iter().filter(|document| wanted.contains(document)).count();
        (value.name.as_str(), count)
    };
    let list = |(name, values): (&'static str, &'a [Value])| {
        let mut counts: Vec<(&str, usize)> = values.iter().map(count).filter(|(_, count)| *count > 0).collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        (name, counts)
    };
    facets.lists().into_iter().map(list).collect()
}
