//! A request's host and path -> whether it is meant for us, and the output path that it asks for.

use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri};
use percent_encoding::percent_decode_str;
use std::net::IpAddr;

/// Folder of what `serve` adds to the site: `<base>_pmsite/live.js`.
pub(super) const OWN: &str = "_pmsite/";

/// What a path asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// An output path, which may or may not be there.
    Output(String),
    /// A file of our own, below [`OWN`].
    Own(String),
    /// The site lies at a sub-path: this path leads there.
    Base,
    /// Nothing can be there.
    Nowhere,
}

/// The place of the request path `path`, as sent, in a site that lies at `base` (`/`, `/a/b/`). Decoded once: what is still
/// encoded then is part of a name.
pub(super) fn place(path: &str, base: &str) -> Place {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(String::from).ok();
    let (Some(path), Some(base)) = (decoded(path), decoded(base)) else { return Place::Nowhere };
    let Some(inside) = path.strip_prefix(&base) else {
        let leads_there = path == "/" || path == base.trim_end_matches('/');
        return if leads_there { Place::Base } else { Place::Nowhere };
    };
    match inside.strip_prefix(OWN) {
        Some(own) => Place::Own(own.to_owned()),
        None if inside.is_empty() || inside.ends_with('/') => Place::Output(format!("{inside}index.html")),
        None => Place::Output(inside.to_owned()),
    }
}

/// Whether a request is meant for us: it names one host, the same wherever it names one, and that is ours.
pub(super) fn is_ours(uri: &Uri, headers: &HeaderMap, bound: IpAddr) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Ok(host) = host.to_str() else { return false };
    let is_same = |authority: &Authority| authority.as_str().eq_ignore_ascii_case(host);
    uri.authority().is_none_or(is_same) && is_our_host(host, bound)
}

/// Whether `host`, as in the header, is a name by which a browser may know us. Any other may belong to somebody who lets a name
/// of theirs point here (DNS rebinding), so that their page would read the site. Addresses cannot be made to point elsewhere:
/// where we listen on all of them, each will do. Any port will do, since a tunnel may lead here from another.
fn is_our_host(host: &str, bound: IpAddr) -> bool {
    // Of a colon or bracket too many, what is left is no address and no name.
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !host.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let is_port =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0);
    if !port.is_none_or(is_port) {
        return false;
    }
    let ip = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(inside) => inside.parse().map(IpAddr::V6).ok(),
        None => name.parse().map(IpAddr::V4).ok(),
    };
    match ip {
        Some(ip) => ip.is_loopback() || ip == bound || bound.is_unspecified(),
        None => is_localhost(name.strip_suffix('.').unwrap_or(name)),
    }
}

/// `localhost`, and the names below it: every system and browser keeps them to the machine.
fn is_localhost(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let mut labels = name.rsplit('.');
    labels.next().is_some_and(|last| last.eq_ignore_ascii_case("localhost")) && labels.all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(path: &str) -> Place {
        Place::Output(path.to_owned())
    }

    #[test]
    fn a_path_asks_for_an_output_path() {
        assert_eq!(place("/", "/"), output("index.html"));
        assert_eq!(place("/postmortems/x/", "/"), output("postmortems/x/index.html"));
        assert_eq!(place("/feed.xml", "/"), output("feed.xml"));
        assert_eq!(place("/tags/%C3%A9/", "/"), output("tags/é/index.html"));
        assert_eq!(place("/_pmsite/live.js", "/"), Place::Own("live.js".to_owned()));
    }

    #[test]
    fn it_is_decoded_once() {
        assert_eq!(place("/%252e%252e/x", "/"), output("%2e%2e/x"));
        assert_eq!(place("/%ff", "/"), Place::Nowhere);
    }

    #[test]
    fn a_site_may_lie_at_a_sub_path() {
        assert_eq!(place("/", "/a/b/"), Place::Base);
        assert_eq!(place("/a/b", "/a/b/"), Place::Base);
        assert_eq!(place("/a/b/", "/a/b/"), output("index.html"));
        assert_eq!(place("/a/", "/a/b/"), Place::Nowhere);
        assert_eq!(place("/postmortems/", "/a/b/"), Place::Nowhere);
    }

    #[test]
    fn only_names_that_lead_here_are_ours() {
        let local = IpAddr::from([127, 0, 0, 1]);
        for host in
            ["localhost", "LOCALHOST:3000", "127.0.0.1:3000", "[::1]:3000", "[::1]", "a.localhost:1", "localhost."]
        {
            assert!(is_our_host(host, local), "{host}");
        }
        let not_ours = "evil.example 127.0.0.1.evil.example localhost.evil.example:3000 10.0.0.1 ::1x ::1 ::1:3000 [::1].evil \
             [::1]evil:80 [::1]evil [::1 ::1] [[::1]] [::1]] [::1]:3000:80 [::1]: [127.0.0.1] [localhost] [::1%lo] [::1%25lo] \
             localhost:80:80 localhost: localhost:0 localhost:65536 localhost:+80 localhost:8o localhost:-1 :80 : . .. \
             localhost@evil evil@localhost user:pw@localhost localhost@evil:80 localhost/.. localhost/ localhost?x localhost#x \
             localhost\\evil localhost,evil localhost;evil localhost%2eevil localhost%00 localhost.. .localhost a..localhost \
             localhosts xlocalhost evil.localhost.example lócalhost a/b.localhost evil@a.localhost *.localhost \
             127.1 0177.0.0.1 0x7f.0.0.1 0x7f000001 2130706433 017700000001 127.0.0.1. 127.0.0.01 127.0.0.1.1 127.0.0.256 \
             [::ffff:10.0.0.1] [::ffff:127.0.0.1]";
        for host in
            not_ours.split_whitespace().chain(["", " localhost", "localhost ", "localhost\t:80", "localhost evil"])
        {
            assert!(!is_our_host(host, local), "{host}");
        }
        let lan = IpAddr::from([10, 0, 0, 1]);
        assert!(is_our_host("10.0.0.1:3000", lan) && !is_our_host("10.0.0.2", lan));
        let all = IpAddr::from([0, 0, 0, 0]);
        assert!(is_our_host("10.0.0.2:3000", all) && !is_our_host("evil.example", all));
    }
}
