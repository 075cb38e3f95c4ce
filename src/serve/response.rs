//! A body and its kind -> a response, with what every response of the preview says.

use crate::model::media::media_type;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;

/// A line of text.
pub(super) fn plain(status: StatusCode, text: &str) -> Response {
    response(status, media_type("x.txt"), Body::from(text.to_owned()), text.len() as u64)
}

/// A body of `length` bytes. The server drops it for HEAD.
pub(super) fn response(status: StatusCode, kind: &'static str, body: Body, length: u64) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    guard(headers);
    response
}

/// Nothing is kept by the browser, guessed by it, or read by pages of others.
pub(super) fn guard(headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
}
