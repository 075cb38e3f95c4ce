//! Catalog -> what many pages share: the site's frame, one row an incident, links and chips.

use super::chains::Chains;
use super::drill;
use super::fix::runs;
use super::recurrence;
use super::whole::{self, Whole};
use crate::config::Config;
use crate::model::catalog::{Catalog, DocId, Entry, Topic, TopicId, TopicKind};
use crate::model::page::{All, Chip, Cited, Frame, Link, Row, Run, Site, SourceView, When};
use crate::model::{Moment, Relations};
use crate::pipeline::charts::duration;
use crate::pipeline::figures::Figures;
use crate::pipeline::link::recurrence::{Again, Recurrence};
use crate::pipeline::url::{encoded, root_of};
use crate::text::errors::{PrintedError, errors};
use crate::text::shorten::cut;
use crate::theme::Words;
use std::sync::{Arc, OnceLock};

/// Longest text of a chip, in characters: a phone shows a row beside it.
const LONGEST_CHIP: usize = 20;
/// Longest title in a list, in characters: its own page has all of it.
const LONGEST_TITLE: usize = 200;
/// Services named in a row.
const ROW_SERVICES: usize = 8;
/// Longest summary in a row, in characters: more than one line is never shown.
const ROW_SUMMARY: usize = 160;

/// The catalog with everything that is computed once for all pages.
#[derive(Debug)]
pub(crate) struct Shared {
    pub catalog: Arc<Catalog>,
    pub relations: Relations,
    pub config: Arc<Config>,
    pub words: Arc<Words>,
    pub site: Arc<Site>,
    /// As documents declare them.
    pub chains: Chains,
    /// Made when first shown.
    figures: OnceLock<Figures>,
    /// By document; `None` for documents that are no incident. Made when first listed.
    rows: Vec<OnceLock<Option<Arc<Row>>>>,
    /// By document: how it was fixed. Made when first shown: its own page and those of its topics print it.
    fixes: Vec<OnceLock<Arc<[Run]>>>,
    /// By document: the errors in its code. Made when first asked for.
    errors: Vec<OnceLock<Arc<[PrintedError]>>>,
    /// By service: what depends on it. Made when first asked for.
    dependents: OnceLock<Vec<Vec<TopicId>>>,
    /// By document: whether it is told step by step too.
    drills: Vec<bool>,
    recurrence: OnceLock<Recurrence>,
    repeats: OnceLock<Chains>,
    came_back: OnceLock<recurrence::Lines>,
}

impl Shared {
    /// Of `catalog` and its `relations`; `site` is the frame of all pages.
    #[must_use]
    pub(crate) fn new(
        catalog: &Arc<Catalog>,
        relations: Relations,
        config: &Arc<Config>,
        words: &Arc<Words>,
        site: Site,
    ) -> Self {
        let rows = catalog.documents.iter().map(|_| OnceLock::new()).collect();
        let fixes = catalog.documents.iter().map(|_| OnceLock::new()).collect();
        let chains = Chains::of(catalog.documents.iter().map(|entry| entry.recurrence_of).collect());
        let errors = catalog.documents.iter().map(|_| OnceLock::new()).collect();
        let mut drills = vec![false; catalog.documents.len()];
        drill::all(catalog).into_iter().for_each(|id| drills[id.index()] = true);
        let (catalog, config, words) = (Arc::clone(catalog), Arc::clone(config), Arc::clone(words));
        let (dependents, figures) = (OnceLock::new(), OnceLock::new());
        let (recurrence, repeats, came_back) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        let site = Arc::new(site);
        Self {
            catalog,
            relations,
            config,
            words,
            site,
            chains,
            figures,
            rows,
            fixes,
            errors,
            dependents,
            drills,
            recurrence,
            repeats,
            came_back,
        }
    }

    /// What is counted of all incidents.
    #[must_use]
    pub(crate) fn figures(&self) -> &Figures {
        self.figures.get_or_init(|| Figures::of(&self.catalog, &self.config, &self.catalog.incidents))
    }

    /// The incident's row; `None` for a document that is no incident.
    #[must_use]
    pub(crate) fn row(&self, id: DocId) -> Option<Arc<Row>> {
        self.rows.get(id.index())?.get_or_init(|| row(&self.catalog, id).map(Arc::new)).clone()
    }

    /// How the incident was fixed, with the code in it; `None` where its document does not say.
    #[must_use]
    pub(crate) fn fix(&self, id: DocId) -> Option<&[Run]> {
        let document = &self.catalog.entry(id).document;
        let told = document.postmortem()?.fix.as_ref()?;
        Some(self.fixes.get(id.index())?.get_or_init(|| runs(document, &told.value).into()))
    }

    /// The errors in the code of a document.
    #[must_use]
    pub(crate) fn errors(&self, id: DocId) -> &[PrintedError] {
        let made = || errors(&self.catalog.entry(id).document.body).into();
        self.errors.get(id.index()).map_or(&[], |known| known.get_or_init(made))
    }

    /// The services that depend on one, as declared, by name.
    #[must_use]
    pub(crate) fn dependents(&self, id: TopicId) -> &[TopicId] {
        let services = self.catalog.topics.of(TopicKind::Service);
        let all = self.dependents.get_or_init(|| {
            let mut all = vec![Vec::new(); services.len()];
            for (from, topic) in (0..).map(TopicId).zip(services) {
                topic.depends_on.iter().for_each(|to| all[to.index()].push(from));
            }
            all
        });
        all.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// Whether an incident is told step by step too.
    #[must_use]
    pub(crate) fn has_drill(&self, id: DocId) -> bool {
        self.drills.get(id.index()).is_some_and(|has| *has)
    }

    /// By document: whether the incident happened again.
    #[must_use]
    pub(crate) fn again(&self) -> &[Option<Again>] {
        self.recurrence().again()
    }

    /// What each incident repeats.
    #[must_use]
    pub(crate) fn recurrence(&self) -> &Recurrence {
        self.recurrence.get_or_init(|| Recurrence::of(&self.catalog))
    }

    /// The chains of that, declared and found; [`Shared::chains`] are the declared ones alone.
    #[must_use]
    pub(crate) fn repeats(&self) -> &Chains {
        self.repeats.get_or_init(|| Chains::repeats(&self.catalog, self.recurrence()))
    }

    /// All that came back, in lines.
    #[must_use]
    pub(super) fn came_back(&self) -> &recurrence::Lines {
        self.came_back.get_or_init(|| recurrence::Lines::of(self))
    }

    /// The rows of `ids`, in order.
    #[must_use]
    pub(crate) fn rows(&self, ids: &[DocId]) -> Vec<Arc<Row>> {
        ids.iter().filter_map(|&id| self.row(id)).collect()
    }

    /// The frame of the page at `url` (site-relative, empty for home).
    #[must_use]
    pub(crate) fn frame(&self, url: &str, title: &str, description: &str) -> Frame {
        let here = self.site.nav.iter().find(|item| url.starts_with(item.url)).map(|item| item.key);
        Frame {
            site: Arc::clone(&self.site),
            root: root_of(url),
            title: title.to_owned(),
            description: cut(description, 200),
            canonical: self.config.html.site_url.as_ref().map(|site| format!("{site}{}", encoded(url))),
            kind: if url.starts_with("postmortems/") && url.len() > 12 { "article" } else { "website" },
            here,
            feed: String::new(),
            today: (url.is_empty() || [super::actions::URL, super::recurrence::URL].contains(&url))
                .then(|| self.config.today.to_string()),
            search_in_bar: !url.is_empty() && url != super::search::URL,
        }
    }

    /// Name and address of a topic.
    #[must_use]
    pub(crate) fn topic_link(&self, kind: TopicKind, id: TopicId) -> Link {
        link(self.catalog.topic(kind, id))
    }

    /// Names and addresses of topics of one kind.
    #[must_use]
    pub(crate) fn topic_links(&self, kind: TopicKind, ids: &[TopicId]) -> Vec<Link> {
        ids.iter().map(|&id| self.topic_link(kind, id)).collect()
    }

    /// The first of the documents that link to `entry`, and where all of them are.
    #[must_use]
    pub(crate) fn cited(&self, entry: &Entry) -> (Vec<Cited>, Option<All>) {
        let mut cited = whole::documents(self, &entry.cited_by);
        cited.truncate(whole::BEGINNING);
        (cited, Whole::CitedBy.all(entry))
    }

    /// Where the document at source `path` lives.
    #[must_use]
    pub(crate) fn source(&self, path: &str) -> SourceView {
        let fill =
            |template: &Option<String>| template.as_ref().map(|template| template.replace("{path}", &encoded(path)));
        let html = &self.config.html;
        SourceView {
            path: path.to_owned(),
            edit: fill(&html.edit_url_template),
            history: fill(&html.history_url_template),
            json: None,
        }
    }
}

fn row(catalog: &Catalog, id: DocId) -> Option<Row> {
    let entry = catalog.entry(id);
    let postmortem = entry.document.postmortem()?;
    Some(Row {
        url: encoded(&entry.url),
        title: cut(&entry.document.title.value, LONGEST_TITLE),
        draft: entry.document.draft,
        planned: postmortem.is_planned(),
        ahead: entry.ahead,
        date: entry.when().map(day),
        severity: severity_chip(catalog, id),
        services: first_names(entry.services.iter().map(|&id| &catalog.topic(TopicKind::Service, id).name)),
        ttr: postmortem.ttr.best().map(|ttr| duration(ttr.value.0)),
        summary: postmortem.summary.as_ref().map(|summary| cut(&summary.value, ROW_SUMMARY)),
    })
}

/// As many of the names as a row shows, and how many more there are.
fn first_names<'a>(mut names: impl ExactSizeIterator<Item = &'a String>) -> Vec<String> {
    let mut first: Vec<String> = names.by_ref().take(ROW_SERVICES).cloned().collect();
    first.extend((names.len() > 0).then(|| format!("+{}", names.len())));
    first
}

/// Title and address of a document, for a list.
#[must_use]
pub(super) fn document_link(entry: &Entry) -> Link {
    Link { text: cut(&entry.document.title.value, LONGEST_TITLE), url: encoded(&entry.url) }
}

/// The incident's severity as a chip.
#[must_use]
pub(super) fn severity_chip(catalog: &Catalog, id: DocId) -> Option<Chip> {
    let entry = catalog.entry(id);
    let severity = &entry.document.postmortem()?.severity.as_ref()?.value;
    Some(Chip {
        text: chip_text(&severity.label),
        level: severity.level.unwrap_or(0),
        url: entry.severity.map(|id| encoded(&catalog.topic(TopicKind::Severity, id).url())),
    })
}

/// The severity's first words: `HIGH (complete failure of ...)` -> `HIGH`. Ways to write one code look alike: `sev-2`, `Sev 2` ->
/// `SEV2`. The fact box has it as written.
#[must_use]
pub(super) fn chip_text(label: &str) -> String {
    let head = label.split(['(', ';', ',', '—', '–', '（']).next().unwrap_or(label).trim();
    code(head).unwrap_or_else(|| cut(if head.is_empty() { label } else { head }, LONGEST_CHIP))
}

/// `text` without what may stand between a few letters and a digit; `None` where it is anything else.
fn code(text: &str) -> Option<String> {
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &text[letters.len()..];
    let letters = letters.trim_end_matches([' ', '-', '_', '.', '#', ':']);
    let is_code = (1..=2).contains(&digits.len())
        && (1..=3).contains(&letters.len())
        && letters.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_code.then(|| format!("{}{digits}", letters.to_ascii_uppercase()))
}

/// Name and address of a topic.
#[must_use]
pub(super) fn link(topic: &Topic) -> Link {
    Link { text: topic.name.clone(), url: encoded(&topic.url()) }
}

/// The day of `moment`.
#[must_use]
pub(super) fn day(moment: &Moment) -> When {
    let day = moment.date().to_string();
    When { iso: day.clone(), text: day }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_severity_looks_the_same_however_it_is_written() {
        for written in ["SEV-1", "SEV1", "sev 1", "Sev_1", "SEV-1 (all sites)"] {
            assert_eq!(chip_text(written), "SEV1");
        }
        assert_eq!([chip_text("p-0"), chip_text("S2"), chip_text("Level 2")], ["P0", "S2", "Level 2"]);
        assert_eq!([chip_text("High"), chip_text("2"), chip_text("重大")], ["High", "2", "重大"]);
    }
}
