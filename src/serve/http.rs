//! Requests -> responses: pages of what is shown, with the live client in them.

use super::file::{self, Wanted};
use super::live;
use super::place::{Place, is_ours, place};
use super::response::{plain, response};
use super::shown::{Made, Resource, Shown};
use crate::model::media::media_type;
use crate::pipeline::attachment;
use crate::pipeline::plan::body::escaped;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::Response;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch::Sender;

/// How long a request below `search/` waits for the first index.
const PATIENCE: Duration = Duration::from_secs(15);

/// The scripts and styles that `serve` adds; a built site has none of them.
const CLIENT: [(&str, &str); 4] = [
    ("live.js", include_str!("live.js")),
    ("live.css", include_str!("live.css")),
    ("drawer.js", include_str!("drawer.js")),
    ("drawer.css", include_str!("drawer.css")),
];

/// Streams, and lists, that are made when asked for.
const EVENTS: &str = "events";
const REVIEWS: &str = "reviews.json";

struct Server {
    shown: Sender<Arc<Shown>>,
    bound: IpAddr,
}

/// Answers every request from what is shown then.
pub(super) fn router(shown: Sender<Arc<Shown>>, bound: IpAddr) -> Router {
    Router::new().fallback(respond).with_state(Arc::new(Server { shown, bound }))
}

async fn respond(State(server): State<Arc<Server>>, request: Request) -> Response {
    if !is_ours(request.uri(), request.headers(), server.bound) {
        let why = "This preview answers to localhost and to the address that it was bound to, and to no other name.\n";
        return plain(StatusCode::FORBIDDEN, why);
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD.\n");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let shown = Arc::clone(&server.shown.borrow());
    let uri = request.uri();
    let wanted = Wanted::of(request.method(), request.headers());
    match place(uri.path(), shown.base()) {
        Place::Own(name) if is_for_pages(&name) && is_asked_by_others(request.headers()) => {
            plain(StatusCode::FORBIDDEN, "This is for pages of this preview.\n")
        }
        Place::Own(name) if name == REVIEWS => reviews(shown).await,
        Place::Own(name) => own(&server, &name, &request),
        Place::Base => redirect(shown.base()),
        Place::Nowhere => output(&server, shown, String::new(), uri, wanted).await,
        Place::Output(path) => output(&server, shown, path, uri, wanted).await,
    }
}

/// What tells of documents, and not of the preview alone.
fn is_for_pages(name: &str) -> bool {
    matches!(name, EVENTS | REVIEWS)
}

fn own(server: &Server, name: &str, request: &Request) -> Response {
    if name == EVENTS {
        return live::events(server.shown.subscribe(), request.uri());
    }
    match CLIENT.iter().find(|(own, _)| *own == name) {
        Some((name, text)) => response(StatusCode::OK, media_type(name), Body::from(*text), text.len() as u64),
        None => plain(StatusCode::NOT_FOUND, "404 Not Found\n"),
    }
}

/// What is to be said of all documents. Looks at each.
async fn reviews(shown: Arc<Shown>) -> Response {
    let looking = tokio::task::spawn_blocking(move || shown.site.as_ref().map(|site| site.reviews().to_owned()));
    match looking.await {
        Ok(Some(text)) => {
            let length = text.len() as u64;
            response(StatusCode::OK, media_type(REVIEWS), Body::from(text), length)
        }
        _ => plain(StatusCode::SERVICE_UNAVAILABLE, "There is no site yet.\n"),
    }
}

/// Whether a browser says that a page of another site asks.
fn is_asked_by_others(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none")
}

async fn output(server: &Server, mut shown: Arc<Shown>, path: String, uri: &Uri, wanted: Wanted) -> Response {
    if waits_for_search(&shown, &path) {
        let mut updates = server.shown.subscribe();
        let there = updates.wait_for(|shown| !waits_for_search(shown, &path));
        let Ok(Ok(now)) = tokio::time::timeout(PATIENCE, there).await.map(|now| now.map(|now| Arc::clone(&now))) else {
            let mut response = plain(StatusCode::SERVICE_UNAVAILABLE, "The search index is still being made.\n");
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("2"));
            return response;
        };
        shown = now;
    }
    let folder = format!("{path}/index.html");
    if !uri.path().ends_with('/') && shown.site.as_ref().is_some_and(|site| site.snapshot.has(&folder)) {
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        return redirect(&format!("{}/{query}", uri.path()));
    }
    let making = tokio::task::spawn_blocking(move || read(&shown, &path, &wanted));
    making.await.unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "The page could not be made.\n"))
}

/// Whether `path` may be a file of a search index that is not there yet.
fn waits_for_search(shown: &Shown, path: &str) -> bool {
    let Some(site) = &shown.site else { return false };
    path.starts_with("search/") && !site.snapshot.is_searchable() && !site.snapshot.has(path)
}

/// Makes or reads what stands at `path`.
fn read(shown: &Shown, path: &str, wanted: &Wanted) -> Response {
    let made = shown.make(path);
    let status = match (&made.found, &shown.site) {
        (Resource::Missing(_), None) => StatusCode::SERVICE_UNAVAILABLE,
        (Resource::Missing(_), Some(_)) => StatusCode::NOT_FOUND,
        _ => StatusCode::OK,
    };
    let bytes = match &made.found {
        Resource::Made(bytes) if path.ends_with(".html") => with_client(bytes, shown, &made, path),
        Resource::Missing(bytes) => with_client(bytes, shown, &made, path),
        Resource::Made(bytes) => bytes.to_vec(),
        Resource::Copy(file) => return file::file(file, media_type(path), attachment::front, wanted),
    };
    let kind = if status == StatusCode::OK { media_type(path) } else { media_type("404.html") };
    let length = bytes.len() as u64;
    response(status, kind, Body::from(bytes), length)
}

/// The page with the client's script in front of `</body>`, which tells the client what it was made of.
fn with_client(page: &[u8], shown: &Shown, made: &Made, path: &str) -> Vec<u8> {
    let (base, own) = (escaped(shown.base()), super::place::OWN);
    let script = format!(
        "<script src=\"{base}{own}drawer.js\" defer></script>\n<script src=\"{base}{own}live.js\" data-version=\"{}\" data-styles=\"{}\" data-problems=\"{}\" defer></script>\n",
        shown.version(made),
        shown.site.as_ref().map(|site| &*site.styles).unwrap_or_default(),
        escaped(&live::problems(shown, made, path)),
    );
    let at = memchr::memmem::rfind(page, b"</body>").unwrap_or(page.len());
    [&page[..at], script.as_bytes(), &page[at..]].concat()
}

fn redirect(to: &str) -> Response {
    let mut response = plain(StatusCode::TEMPORARY_REDIRECT, "");
    match HeaderValue::from_str(to) {
        Ok(to) => response.headers_mut().insert(LOCATION, to),
        Err(_) => return plain(StatusCode::NOT_FOUND, "404 Not Found\n"),
    };
    response
}
