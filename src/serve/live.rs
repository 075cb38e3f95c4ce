//! What is shown -> events for one open page: whether it changed, whether styles did, what is wrong.

use super::place::{Place, place};
use super::problems::Problem;
use super::response::guard;
use super::review::{self, Review};
use super::shown::{Made, Resource, Shown, Site};
use axum::extract::Query;
use axum::http::Uri;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch::Receiver;

/// Problems of other documents that are told of one by one.
const MOST_ELSEWHERE: usize = 20;

/// An open page, as its client describes it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Open {
    /// Path of its URL.
    page: String,
    /// What it was made of: [`Shown::version`] and the hash of the style sheets.
    version: String,
    styles: String,
}

/// What the client shows over a page.
#[derive(Serialize)]
struct Problems<'a> {
    scope: Scope,
    /// Of this page, or of the whole site.
    here: Vec<&'a Problem>,
    /// Of other documents: the first, and how many there are.
    elsewhere: Vec<&'a Problem>,
    more: usize,
    /// For the drawer.
    review: Option<Review>,
}

/// What the problems of a page keep from being shown.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Scope {
    /// Any site.
    None,
    /// A newer site.
    Site,
    /// A newer rendering of the page.
    Page,
    /// The document: its source is shown.
    Source,
    /// Nothing; the document has an error all the same.
    Document,
}

/// Events for the page that the query names, as long as it is open.
pub(super) fn events(mut updates: Receiver<Arc<Shown>>, uri: &Uri) -> Response {
    let open = Query::<Open>::try_from_uri(uri).map(|Query(open)| open).unwrap_or_default();
    updates.mark_changed();
    let listener = Listener { updates, open, told: None, is_first: true, waiting: VecDeque::new() };
    let alive = KeepAlive::new().interval(Duration::from_secs(20));
    let mut response = Sse::new(stream::unfold(listener, Listener::next)).keep_alive(alive).into_response();
    guard(response.headers_mut());
    response
}

struct Listener {
    updates: Receiver<Arc<Shown>>,
    open: Open,
    /// The problems that the client knows.
    told: Option<String>,
    is_first: bool,
    waiting: VecDeque<Event>,
}

/// What an open page has become.
struct Now {
    version: String,
    styles: Arc<str>,
    problems: String,
    /// It shows a file that is another one now.
    shows_changed_file: bool,
}

impl Listener {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some((Ok(event), self));
            }
            self.updates.changed().await.ok()?;
            let shown = Arc::clone(&self.updates.borrow_and_update());
            let page = self.open.page.clone();
            let now = tokio::task::spawn_blocking(move || now(&shown, &page)).await.ok()?;
            self.tell(now);
        }
    }

    fn tell(&mut self, now: Now) {
        let is_first = std::mem::take(&mut self.is_first);
        if self.open.version != now.version || (now.shows_changed_file && !is_first) {
            self.open.version = now.version;
            self.open.styles = now.styles.to_string();
            // The page says itself what is wrong when it is there again.
            self.waiting.push_back(Event::default().event("reload").data("page"));
            return;
        }
        if *self.open.styles != *now.styles {
            self.open.styles = now.styles.to_string();
            self.waiting.push_back(Event::default().event("css").data(&self.open.styles));
        }
        if self.told.as_ref() != Some(&now.problems) {
            self.waiting.push_back(Event::default().event("problems").data(&now.problems));
            self.told = Some(now.problems);
        }
    }
}

fn now(shown: &Shown, page: &str) -> Now {
    let path = match place(page, shown.base()) {
        Place::Output(path) => path,
        _ => String::new(),
    };
    let made = shown.make(&path);
    let (styles, changed) = match &shown.site {
        Some(site) => (Arc::clone(&site.styles), Arc::clone(&site.changed_files)),
        None => ("".into(), [].into()),
    };
    let shows = |file: &String| match &made.found {
        Resource::Made(bytes) => {
            let name = file.rsplit('/').next().unwrap_or(file);
            memchr::memmem::find(bytes, crate::pipeline::url::encoded(name).as_bytes()).is_some()
        }
        _ => false,
    };
    Now {
        version: shown.version(&made),
        styles,
        problems: problems(shown, &made, &path),
        shows_changed_file: changed.iter().any(shows),
    }
}

/// What is wrong, for the page at the output path `path`, as JSON.
pub(super) fn problems(shown: &Shown, made: &Made, path: &str) -> String {
    let url = path.strip_suffix("index.html").unwrap_or(path);
    let of_documents = shown.site.as_ref().map(|site| site.problems()).unwrap_or_default();
    let is_here = |problem: &&Problem| problem.urls.iter().any(|own| own == url);
    let here = shown.trouble.iter().chain(&made.problem).chain(of_documents.iter().filter(is_here)).collect();
    let mut elsewhere: Vec<&Problem> = of_documents.iter().filter(|problem| !is_here(problem)).collect();
    let is_source = |site: &Site| site.snapshot.broken.iter().any(|broken| broken.urls.iter().any(|own| own == url));
    let scope = match &shown.site {
        None => Scope::None,
        Some(_) if !shown.trouble.is_empty() => Scope::Site,
        Some(_) if made.problem.is_some() => Scope::Page,
        Some(site) if is_source(site) => Scope::Source,
        Some(_) => Scope::Document,
    };
    let more = elsewhere.len().saturating_sub(MOST_ELSEWHERE);
    elsewhere.truncate(MOST_ELSEWHERE);
    let is_whole = matches!(scope, Scope::Document);
    let review = shown.site.as_ref().filter(|_| is_whole).and_then(|site| review::of(&site.snapshot, url));
    serde_json::to_string(&Problems { scope, here, elsewhere, more, review }).unwrap_or_default()
}
