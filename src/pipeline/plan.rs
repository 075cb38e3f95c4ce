//! `Catalog` -> what stands at each URL: a page (one template, one typed view), or a file made without a template. Pure.

mod actions;
mod alert;
mod api;
pub(crate) mod body;
mod chains;
mod days;
mod drill;
mod facts;
mod feeds;
mod fix;
mod follow_up;
mod home;
mod insights;
mod keys;
mod late;
mod learn;
mod listing;
mod metrics;
mod pages;
mod postmortem;
mod recurrence;
mod redirects;
mod search;
mod shared;
mod site_files;
pub(crate) mod start;
mod strip;
mod topic;
mod trend;
mod whole;
mod year;

use crate::config::Config;
use crate::diagnostics::Report;
use crate::model::catalog::{Catalog, DocId, Entry, Topic, TopicId, TopicKind};
use crate::model::{Content, Output, Relations};
use crate::pipeline::actions::calendar::{CalendarForm, calendar};
use crate::pipeline::actions::table::table;
use crate::pipeline::actions::{of, open};
use crate::pipeline::{attachment, reviews};
use crate::theme::{Page, Theme, View, Words};
pub(crate) use keys::Keys;
use rayon::prelude::*;
use redirects::Redirect;
use shared::Shared;
use std::sync::Arc;
use whole::Whole;

/// Every page and file of the site by its address; each is made when it is asked for, so that a site never stands in
/// memory as a whole.
#[derive(Debug)]
pub struct Plan {
    shared: Shared,
    addressed: Arc<Addressed>,
}

/// Where everything stands.
#[derive(Debug)]
pub struct Addressed {
    /// By path. No two are in each other's way on any disk, and none in that of the theme's files or the search index.
    addresses: Vec<Address>,
    redirects: Vec<Redirect>,
}

/// An output path and what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub path: String,
    subject: Subject,
}

impl Address {
    /// Whether a sitemap names it: every page that has a URL and words of its own and does not lead elsewhere.
    fn is_listed(&self) -> bool {
        let is_later_part = matches!(self.subject, Subject::AllActions(part) if part.number > 0);
        !is_later_part
            && !matches!(
                self.subject,
                Subject::NotFound
                    | Subject::Search
                    | Subject::Whole(..)
                    | Subject::OpenActions(..)
                    | Subject::Again(..)
                    | Subject::Drill(_)
                    | Subject::DaysOf(_)
                    | Subject::Redirect(_)
                    | Subject::File(_)
            )
    }

    /// Whether a template makes it.
    #[must_use]
    pub fn is_page(&self) -> bool {
        !matches!(self.subject, Subject::File(_))
    }

    fn page(url: &str, subject: Subject) -> Self {
        Self { path: format!("{url}index.html"), subject }
    }

    fn file(path: impl Into<String>, file: File) -> Self {
        Self { path: path.into(), subject: Subject::File(file) }
    }
}

/// What stands at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    Home,
    Postmortems,
    Pages,
    Insights,
    /// The same of a service or a team.
    InsightsOf(TopicKind, TopicId),
    /// What happened more than once.
    Recurrence,
    /// A part of all of one of its lists, from 0.
    Again(recurrence::List, usize),
    Search,
    NotFound,
    Terms(TopicKind),
    Topic(TopicKind, TopicId),
    Document(DocId),
    /// All of a list of which the document's page shows the beginning.
    Whole(DocId, Whole),
    /// All open actions of a topic of which its page shows the beginning.
    OpenActions(TopicKind, TopicId, usize),
    /// For who is new.
    Learn,
    /// An incident step by step.
    Drill(DocId),
    /// The days of the year, and those of a month, 1 to 12.
    Days,
    DaysOf(i8),
    /// How the actions of all incidents stand.
    Actions,
    /// A part of the table of all actions.
    AllActions(actions::Part),
    /// Index in the plan's redirects.
    Redirect(usize),
    File(File),
}

/// A file that needs no template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum File {
    Feed(feeds::Of, feeds::Format),
    Api(api::List),
    Record(DocId),
    Metrics,
    ActionTable,
    Calendar(CalendarForm),
    /// The calendar of reviews.
    Reviews,
    /// The feed of overdue actions.
    Late,
    NoJekyll,
    Robots,
    Sitemap,
    /// Index in the catalog's attachments.
    Attachment(usize),
    /// The first body that shows it, and the index of its segment.
    Diagram(DocId, usize),
}

/// What is planned for an address.
pub enum Planned {
    Page(Page),
    File(Output),
}

/// Gives every page and file its address. Old URLs that cannot have one are reported. Related incidents do not count here.
#[must_use]
pub fn address(catalog: &Catalog, config: &Config, theme: &Theme) -> (Arc<Addressed>, Report) {
    let mut addresses = vec![
        Address::page("", Subject::Home),
        Address::page("postmortems/", Subject::Postmortems),
        Address::page(search::URL, Subject::Search),
        Address { path: "404.html".to_owned(), subject: Subject::NotFound },
    ];
    if !catalog.incidents.is_empty() {
        addresses.push(Address::page(insights::URL, Subject::Insights));
        addresses.push(Address::page(recurrence::URL, Subject::Recurrence));
        addresses.extend(recurrence::addresses(catalog, config));
    }
    if !catalog.pages.is_empty() {
        addresses.push(Address::page("pages/", Subject::Pages));
    }
    for kind in TopicKind::ALL {
        let topics = catalog.topics.of(kind);
        if !topics.is_empty() {
            addresses.push(Address::page(&format!("{}/", kind.folder()), Subject::Terms(kind)));
        }
        let topic = |(id, topic): (u32, &Topic)| Address::page(&topic.url(), Subject::Topic(kind, TopicId(id)));
        addresses.extend((0..).zip(topics).map(topic));
    }
    // A topic's page holds the document that declares it, the home page its introduction.
    let has_page = |entry: &Entry| {
        !entry.url.is_empty() && !matches!(entry.document.content, Content::Service(_) | Content::RootCause(_))
    };
    let ids: Vec<DocId> = (0..).map(DocId).take(catalog.documents.len()).collect();
    let documents = ids.par_iter().zip(&catalog.documents).filter(|(_, entry)| has_page(entry));
    addresses.par_extend(documents.map(|(id, entry)| Address::page(&entry.url, Subject::Document(*id))));
    addresses.extend(insights::addresses(catalog, config));
    addresses.extend(whole::addresses(catalog));
    addresses.extend(whole::action_addresses(catalog));
    if !catalog.incidents.is_empty() {
        addresses.push(Address::page(learn::LEARN, Subject::Learn));
    }
    let drill = |id: DocId| Address::page(&drill::url(catalog.entry(id)), Subject::Drill(id));
    addresses.extend(drill::all(catalog).into_iter().map(drill));
    addresses.extend(days::addresses(catalog));
    addresses.extend(actions::addresses(catalog, config));
    addresses.extend(feeds::addresses(catalog));
    addresses.extend(api::addresses(catalog));
    addresses.extend(site_files::addresses(catalog, config));
    let (redirects, report) = redirects::place(catalog, &addresses, theme);
    let redirect =
        |(at, redirect): (usize, &Redirect)| Address { path: redirect.path.clone(), subject: Subject::Redirect(at) };
    addresses.extend(redirects.iter().enumerate().map(redirect));
    addresses.par_sort_by(|a, b| a.path.cmp(&b.path));
    // Equal diagrams are one file.
    addresses.dedup_by(|a, b| a.path == b.path);
    (Arc::new(Addressed { addresses, redirects }), report)
}

/// Plans the site whose addresses were given before.
#[must_use]
pub fn plan(
    catalog: &Arc<Catalog>,
    relations: Relations,
    config: &Arc<Config>,
    words: &Arc<Words>,
    addressed: Arc<Addressed>,
) -> Plan {
    Plan { shared: Shared::new(catalog, relations, config, words, pages::site(catalog, config)), addressed }
}

impl Plan {
    /// What stands at an address of this plan.
    #[must_use]
    pub fn at(&self, address: &Address) -> Planned {
        let shared = &self.shared;
        let (template, view): (_, Box<dyn View>) = match address.subject {
            Subject::Home => ("home.html", Box::new(home::home(shared, self.introduction()))),
            Subject::Postmortems => ("postmortems.html", Box::new(listing::postmortems(shared))),
            Subject::Pages => ("pages.html", Box::new(pages::index(shared))),
            Subject::Insights => ("insights.html", Box::new(insights::insights(shared))),
            Subject::InsightsOf(kind, id) => ("insights.html", Box::new(insights::of_topic(shared, kind, id))),
            Subject::Recurrence => ("recurrence.html", Box::new(recurrence::page(shared))),
            Subject::Again(list, part) => ("came-back.html", Box::new(recurrence::listed(shared, list, part))),
            Subject::Search => ("search.html", Box::new(search::search(shared))),
            Subject::NotFound => ("404.html", Box::new(pages::not_found(shared))),
            Subject::Terms(kind) => ("terms.html", Box::new(listing::terms(shared, kind))),
            Subject::Topic(TopicKind::Year, id) => ("year.html", Box::new(year::year(shared, id))),
            Subject::Topic(kind, id) => self.topic(kind, id),
            Subject::Document(id) => self.document(id),
            Subject::Whole(id, whole) => ("whole.html", Box::new(whole::view(shared, id, whole))),
            Subject::OpenActions(kind, id, part) => {
                ("open-actions.html", Box::new(whole::open_actions(shared, kind, id, part)))
            }
            Subject::Actions => ("actions.html", Box::new(actions::page(shared))),
            Subject::AllActions(part) => ("all-actions.html", Box::new(actions::all(shared, part))),
            Subject::Learn => ("learn.html", Box::new(learn::learn(shared))),
            Subject::Drill(id) => ("drill.html", Box::new(drill::drill(shared, id))),
            Subject::Days => ("days.html", Box::new(days::days(shared))),
            Subject::DaysOf(month) => ("days.html", Box::new(days::month(shared, month))),
            Subject::Redirect(at) => {
                ("redirect.html", Box::new(redirects::redirect(shared, &self.addressed.redirects[at])))
            }
            Subject::File(file) => return Planned::File(self.file(&address.path, file)),
        };
        Planned::Page(Page { path: address.path.clone(), template, view })
    }

    /// A page at `path` that shows the `text` of a source as it is.
    #[must_use]
    pub fn source(&self, path: &str, source: &str, text: &str) -> Planned {
        let view = pages::source(&self.shared, path, source, text);
        Planned::Page(Page { path: path.to_owned(), template: "page.html", view: Box::new(view) })
    }

    /// The address of `path`, if the site has it.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<&Address> {
        let at = self.addresses().binary_search_by(|address| address.path.as_str().cmp(path)).ok()?;
        self.addresses().get(at)
    }

    /// Every address, by path.
    #[must_use]
    pub fn addresses(&self) -> &[Address] {
        &self.addressed.addresses
    }

    /// Where everything stands, also in a plan of the same site with other related incidents.
    #[must_use]
    pub fn addressed(&self) -> &Arc<Addressed> {
        &self.addressed
    }

    /// The linked whole that this is a plan of.
    #[must_use]
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.shared.catalog
    }

    /// Which of its incidents resemble one another.
    #[must_use]
    pub fn relations(&self) -> &Relations {
        &self.shared.relations
    }

    fn file(&self, path: &str, file: File) -> Output {
        let Shared { catalog, config, words, .. } = &self.shared;
        match file {
            File::Feed(of, format) => Output::text(path, feeds::feed(catalog, config, of, format)),
            File::Api(list) => Output::text(path, api::list(&self.shared, list)),
            File::Metrics => Output::text(path, metrics::metrics(&self.shared)),
            File::Record(id) => Output::text(path, api::record(catalog, id)),
            File::ActionTable => Output::text(path, table(catalog, &of(catalog, config, &catalog.incidents))),
            File::Calendar(kind) => {
                Output::text(path, calendar(&open(catalog, config, &catalog.incidents), kind, config))
            }
            File::Reviews => Output::text(path, reviews::calendar(catalog, config, words)),
            File::Late => Output::text(path, late::feed(catalog, config, words)),
            File::NoJekyll => Output::text(path, String::new()),
            File::Robots => Output::text(path, site_files::robots(config)),
            File::Sitemap => Output::text(path, site_files::sitemap(catalog, self.addresses(), config)),
            File::Attachment(at) => {
                let bytes = attachment::bytes(&catalog.attachments[at].location, path);
                Output { path: path.to_owned(), bytes }
            }
            File::Diagram(id, segment) => Output::text(path, site_files::diagram(catalog, id, segment)),
        }
    }

    fn body(&self, id: DocId, page: &str) -> String {
        body::html(&self.shared.catalog, &self.shared.words, self.shared.catalog.entry(id), page)
    }

    /// The introduction of the home page as HTML.
    fn introduction(&self) -> String {
        self.shared.catalog.home.map_or_else(String::new, |id| self.body(id, ""))
    }

    fn topic(&self, kind: TopicKind, id: TopicId) -> (&'static str, Box<dyn View>) {
        if kind == TopicKind::Alert {
            return ("alert.html", Box::new(alert::alert(&self.shared, id)));
        }
        let topic = self.shared.catalog.topic(kind, id);
        let declared = topic.declared.map(|declared| self.body(declared, &topic.url()));
        let template = match kind {
            TopicKind::Service => "service.html",
            TopicKind::RootCause => "root-cause.html",
            _ => "topic.html",
        };
        (template, Box::new(topic::topic(&self.shared, kind, id, declared.unwrap_or_default())))
    }

    fn document(&self, id: DocId) -> (&'static str, Box<dyn View>) {
        let entry = self.shared.catalog.entry(id);
        let body = self.body(id, &entry.url);
        match entry.document.postmortem() {
            Some(incident) => ("postmortem.html", Box::new(postmortem::postmortem(&self.shared, id, incident, body))),
            None => ("page.html", Box::new(pages::plain(&self.shared, id, body))),
        }
    }
}
