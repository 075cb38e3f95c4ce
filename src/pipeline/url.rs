//! Links between pages: always relative, percent-encoded, so that the site works at any sub-path and from `file://`.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What a path or fragment may not hold as it is (RFC 3986, `pchar` and `/` stay).
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The way from the page at `url` to the site's root: `../../` for `postmortems/x/`, `./` for the root itself.
#[must_use]
pub(crate) fn root_of(url: &str) -> String {
    match url.matches('/').count() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}

/// `url` (relative to the root, `#fragment` allowed) percent-encoded.
#[must_use]
pub(crate) fn encoded(url: &str) -> String {
    match url.split_once('#') {
        Some((path, fragment)) => {
            format!("{}#{}", utf8_percent_encode(path, ENCODED), utf8_percent_encode(fragment, ENCODED))
        }
        None => utf8_percent_encode(url, ENCODED).to_string(),
    }
}

/// `value` percent-encoded for the query of a URL.
#[must_use]
pub(crate) fn query_value(value: &str) -> String {
    const SET: &AsciiSet = &ENCODED.add(b'&').add(b'+').add(b'=');
    utf8_percent_encode(value, SET).to_string()
}

/// The relative link from the page at `from` to `to`, both relative to the site's root.
#[must_use]
pub(crate) fn link(from: &str, to: &str) -> String {
    if let Some(fragment) = to.strip_prefix(from).filter(|rest| rest.starts_with('#')) {
        return encoded(fragment);
    }
    format!("{}{}", root_of(from), encoded(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_relative_and_encoded() {
        assert_eq!(link("postmortems/x/", "services/支付 api/"), "../../services/%E6%94%AF%E4%BB%98%20api/");
        assert_eq!(link("postmortems/x/", "postmortems/x/#impact"), "#impact");
        assert_eq!(link("", "feed.xml"), "./feed.xml");
        assert_eq!(link("postmortems/x/", ""), "../../");
        assert_eq!(query_value("\"a b\" sev<=2&c+d"), "%22a%20b%22%20sev%3C%3D2%26c%2Bd");
    }
}
