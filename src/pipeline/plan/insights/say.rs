//! Numbers and incidents -> sentences, links and lists of the pages that tell figures.

use crate::model::catalog::{DocId, TopicId, TopicKind};
use crate::model::page::{Listed, Piece};
use crate::pipeline::charts::duration;
use crate::pipeline::figures::{Spread, YearGroup, level};
use crate::pipeline::plan::shared::{Shared, chip_text, document_link};
use crate::pipeline::url::{encoded, root_of};
use crate::text::shorten::cut;
use crate::theme::{Findings, Stretch, filled, stretches};

/// Longest title of a mark, in characters.
const LONGEST_TITLE: usize = 80;

/// Severities in the order of print: the worst first, last what is outside the scale.
pub(crate) const LEVELS: [usize; 6] = [1, 2, 3, 4, 5, 0];

/// Writes for one page.
pub(crate) struct Pen<'a> {
    pub shared: &'a Shared,
    /// Leads from the page to the site's root.
    pub root: String,
    /// Leads from the page to the list of all incidents that it tells of.
    pub all: String,
    /// Whether these are some of the site's incidents: then the page of a year or a cause has others too.
    pub part: bool,
}

/// What takes a place in a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Value(Vec<Piece>);

impl Value {
    /// A text without a link.
    #[must_use]
    pub(crate) fn new(text: String) -> Self {
        Self(vec![Piece { text, href: None }])
    }

    /// By itself.
    #[must_use]
    pub(crate) fn pieces(self) -> Vec<Piece> {
        self.0
    }

    /// A sentence inside another.
    #[must_use]
    pub(crate) fn of(pieces: Vec<Piece>) -> Self {
        Self(pieces)
    }

    /// The same with a link.
    #[must_use]
    pub(crate) fn to(self, href: impl Into<String>) -> Self {
        let href = Some(href.into());
        Self(self.0.into_iter().map(|piece| Piece { href: href.clone(), ..piece }).collect())
    }
}

/// The sentence with `values` in its places; a place without a value stays empty.
#[must_use]
pub(crate) fn sentence(sentence: &str, values: &[(&str, Value)]) -> Vec<Piece> {
    let pieces = |stretch| match stretch {
        Stretch::Text(text) => vec![Piece { text: text.to_owned(), href: None }],
        Stretch::Place(name) => {
            values.iter().find(|(known, _)| *known == name).map_or_else(Vec::new, |(_, value)| value.0.clone())
        }
    };
    stretches(sentence).flat_map(pieces).collect()
}

/// The words of `pieces`.
#[must_use]
pub(crate) fn plain(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

impl<'a> Pen<'a> {
    /// For the page at `url`; all incidents that it tells of stand at `all`, both site-relative.
    #[must_use]
    pub(crate) fn new(shared: &'a Shared, url: &str, all: &str) -> Self {
        let root = root_of(url);
        Self { all: format!("{root}{all}"), root, shared, part: false }
    }

    /// The anchor of the list of a year's incidents.
    #[must_use]
    pub(crate) fn year_list(&self, year: &YearGroup) -> String {
        format!("pm_year_{}", year.year)
    }

    /// Where the incidents of a year are listed.
    #[must_use]
    pub(crate) fn year(&self, year: &YearGroup) -> String {
        if self.part { format!("#{}", self.year_list(year)) } else { self.topic(TopicKind::Year, year.topic).1 }
    }

    /// The sentences of the interface.
    #[must_use]
    pub(crate) fn words(&self) -> &'a Findings {
        &self.shared.words.finding
    }

    /// Fewer values show no pattern.
    #[must_use]
    pub(crate) fn minimum(&self) -> usize {
        self.shared.config.insights.minimum
    }

    /// Median and ninth decile of enough values.
    #[must_use]
    pub(crate) fn enough(&self, told: &Spread) -> Option<(i64, i64)> {
        (told.known >= self.minimum()).then_some(())?;
        Some((told.median?, told.p90?))
    }

    /// A number, for people.
    #[must_use]
    pub(crate) fn number(&self, count: usize) -> String {
        self.shared.words.grouped(count)
    }

    /// A number in a sentence.
    #[must_use]
    pub(crate) fn count(&self, count: usize) -> Value {
        Value::new(self.number(count))
    }

    /// So many incidents.
    #[must_use]
    pub(crate) fn incidents(&self, count: usize) -> String {
        match count {
            1 => self.words().one_incident.clone(),
            count => filled(&self.words().incidents, &[("n", &self.number(count))]),
        }
    }

    /// So many days.
    #[must_use]
    pub(crate) fn days(&self, days: i64) -> String {
        match days {
            1 => self.words().day.clone(),
            days => filled(&self.words().days, &[("n", &self.number(usize::try_from(days).unwrap_or(0)))]),
        }
    }

    /// Minutes, or nothing where none are known.
    #[must_use]
    pub(crate) fn minutes(&self, minutes: Option<i64>) -> String {
        minutes.map_or_else(String::new, duration)
    }

    /// Name and address of a topic.
    #[must_use]
    pub(crate) fn topic(&self, kind: TopicKind, id: TopicId) -> (String, String) {
        let topic = self.shared.catalog.topic(kind, id);
        (topic.name.clone(), format!("{}{}", self.root, encoded(&topic.url())))
    }

    /// Day and title of an incident, and where it stands.
    #[must_use]
    pub(crate) fn incident(&self, id: DocId) -> (String, String) {
        let entry = self.shared.catalog.entry(id);
        let day = entry.when().map(|when| format!("{} ", when.date())).unwrap_or_default();
        let title = cut(&entry.document.title.value, LONGEST_TITLE);
        (format!("{day}{title}"), format!("{}{}", self.root, encoded(&entry.url)))
    }

    /// The first `most` of `ids`, under the anchor `id`; of more it says where all are.
    #[must_use]
    pub(crate) fn listed(&self, id: String, name: &str, ids: &[DocId], most: usize) -> Listed {
        let links = ids.iter().take(most).map(|id| {
            let mut link = document_link(self.shared.catalog.entry(*id));
            link.text = cut(&link.text, LONGEST_TITLE);
            link
        });
        let more = ids.len().saturating_sub(most);
        Listed { id, name: name.to_owned(), links: links.collect(), more, rest: self.all.clone() }
    }

    /// Class and name of each severity of `ids`.
    #[must_use]
    pub(crate) fn legend<'i>(&self, ids: impl IntoIterator<Item = &'i DocId>) -> Vec<(String, String)> {
        let mut occurs = [false; LEVELS.len()];
        ids.into_iter().for_each(|id| occurs[level(self.shared.catalog.entry(*id)).min(5)] = true);
        LEVELS
            .into_iter()
            .filter(|level| occurs[*level])
            .map(|level| (format!("sev{level}"), self.level(level)))
            .collect()
    }

    /// What incidents of a severity call it, most of them.
    #[must_use]
    pub(crate) fn level(&self, wanted: usize) -> String {
        let catalog = &*self.shared.catalog;
        let is_it = |topic: &&crate::model::catalog::Topic| {
            topic.incidents.first().is_some_and(|id| level(catalog.entry(*id)) == wanted)
        };
        let named = catalog.topics.severities.iter().filter(is_it).max_by_key(|topic| topic.incidents.len());
        match (wanted, named) {
            (0, _) => self.words().no_level.clone(),
            (_, Some(topic)) => chip_text(&topic.name),
            (level, None) => filled(&self.words().level, &[("level", &level.to_string())]),
        }
    }
}
