//! A request's host and path -> whether it is meant for us, and the output path that it asks for.

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

/// Whether `host`, as in the header, is a name by which a browser may know us. Any other may belong to somebody who lets a name
/// of theirs point here (DNS rebinding), so that their page would read the site. Addresses cannot be made to point elsewhere:
/// where we listen on all of them, each will do.
pub(super) fn is_our_host(host: &str, bound: IpAddr) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    match name.parse::<IpAddr>() {
        Ok(ip) => ip.is_loopback() || ip == bound || bound.is_unspecified(),
        Err(_) => name == "localhost" || name.ends_with(".localhost"),
    }
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
        for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:3000", "", "10.0.0.1", "::1x"] {
            assert!(!is_our_host(host, local), "{host}");
        }
        let lan = IpAddr::from([10, 0, 0, 1]);
        assert!(is_our_host("10.0.0.1:3000", lan) && !is_our_host("10.0.0.2", lan));
        let all = IpAddr::from([0, 0, 0, 0]);
        assert!(is_our_host("10.0.0.2:3000", all) && !is_our_host("evil.example", all));
    }
}
