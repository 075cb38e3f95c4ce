//! Link and image targets as written to what may stand in `href` and `src`, or to a slot for the linking stage.

use std::fmt::Write as _;

/// What a target is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Safe to print as it is: an absolute URL with an allowed scheme, percent-encoded.
    External(String),
    /// Without a scheme: a file, a page or a fragment.
    Relative,
    /// A scheme that is not allowed, or a URL that no browser would follow.
    Refused,
    /// Nothing there.
    Empty,
}

/// Schemes that only ever open something elsewhere.
const SCHEMES: [&str; 19] = [
    "http", "https", "mailto", "tel", "sms", "ftp", "ftps", "sftp", "irc", "ircs", "xmpp", "matrix", "slack", "geo",
    "news", "webcal", "ssh", "git", "msteams",
];

/// Largest `data:` image, in bytes of its URL.
const LARGEST_DATA: usize = 64 * 1024;

/// Sorts a link target. Browsers skip white space and control characters when they look for a scheme: so do we.
pub(super) fn classify(target: &str) -> Target {
    let target = target.trim_matches(|character: char| character.is_whitespace() || character.is_control());
    if target.is_empty() {
        return Target::Empty;
    }
    if target.len() > 1 && target.starts_with(['/', '\\']) && target[1..].starts_with(['/', '\\']) {
        return external(&format!("https://{}", &target[2..]), "https");
    }
    match scheme(target) {
        None => Target::Relative,
        Some(scheme) if SCHEMES.contains(&scheme.as_str()) => {
            let clean: String = target.chars().filter(|character| !character.is_control()).collect();
            external(&clean, &scheme)
        }
        Some(_) => Target::Refused,
    }
}

/// The scheme as a browser reads it, in lower case.
fn scheme(target: &str) -> Option<String> {
    let mut scheme = String::new();
    for character in target.chars() {
        match character {
            ':' => return (!scheme.is_empty()).then_some(scheme),
            _ if character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.') => {
                if scheme.is_empty() && !character.is_ascii_alphabetic() {
                    return None;
                }
                scheme.push(character.to_ascii_lowercase());
            }
            _ if character.is_control() => {}
            _ => return None,
        }
    }
    None
}

fn external(target: &str, scheme: &str) -> Target {
    let rest = &target[target.find(':').map_or(0, |colon| colon + 1)..];
    let web = matches!(scheme, "http" | "https" | "ftp" | "ftps" | "sftp" | "ssh" | "git" | "irc" | "ircs");
    if web && !rest.strip_prefix("//").is_some_and(valid_authority) || rest.is_empty() {
        return Target::Refused;
    }
    let mut url = String::with_capacity(target.len() + 8);
    url.push_str(scheme);
    url.push(':');
    push_encoded(&mut url, rest);
    Target::External(url)
}

/// Does `rest` (after `//`) begin with a host, and a port that is a number? Placeholders (`{region}.example`) do not.
pub(super) fn valid_authority(rest: &str) -> bool {
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let authority = &rest[..end];
    let host_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = match host_port.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((v6, rest)) => {
            let good = !v6.is_empty() && v6.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
            return good && rest.strip_prefix(':').map_or(rest.is_empty(), valid_port);
        }
        None => host_port.split_once(':').map_or((host_port, None), |(host, port)| (host, Some(port))),
    };
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && label
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii() && c.is_alphanumeric())
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    host.len() <= 253 && host.split('.').all(label) && port.is_none_or(valid_port)
}

fn valid_port(port: &str) -> bool {
    port.is_empty() || port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok()
}

/// Percent-encodes what a URL may not hold; what is encoded already stays. Brackets stay in an IPv6 host only.
fn push_encoded(out: &mut String, rest: &str) {
    let host_end = rest.strip_prefix("//[").and_then(|inner| inner.find(']')).map_or(0, |end| end + 4);
    let bytes = rest.as_bytes();
    let mut fragment = false;
    for (at, &byte) in bytes.iter().enumerate() {
        let hex = |distance: usize| bytes.get(at + distance).is_some_and(u8::is_ascii_hexdigit);
        let keep = match byte {
            b'%' => hex(1) && hex(2),
            b'#' if fragment => false,
            b'[' | b']' => at < host_end,
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => false,
            _ => byte.is_ascii_graphic(),
        };
        fragment |= byte == b'#';
        if keep {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// May an image be shown from `url` (as [`Target::External`])? Only from the origins that the configuration names.
pub(super) fn image_allowed(url: &str, origins: &[String]) -> bool {
    origins.iter().any(|origin| {
        let origin = origin.trim_end_matches('/');
        url.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    })
}

/// A `data:` image that may be shown: a raster type, base64, of bounded size.
pub(super) fn data_image(target: &str) -> Option<&str> {
    let target = target.trim();
    let head = target.get(..5)?;
    if !head.eq_ignore_ascii_case("data:") || target.len() > LARGEST_DATA {
        return None;
    }
    let (kind, data) = target[5..].split_once(";base64,")?;
    let raster = ["image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp", "image/avif"];
    let known = raster.iter().any(|raster| raster.eq_ignore_ascii_case(kind));
    let base64 = data.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
    (known && base64).then_some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(target: &str) -> String {
        match classify(target) {
            Target::External(url) => url,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn schemes_are_allow_listed_in_any_disguise() {
        for bad in [
            "javascript:x",
            "JaVaScRiPt:x",
            " javascript:x",
            "java\tscript:x",
            "java\nscript:x",
            "\u{1}javascript:x",
            "vbscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "C:\\x",
            "blob:x",
            "view-source:x",
            "http:foo",
            "https://",
        ] {
            assert_eq!(classify(bad), Target::Refused, "{bad:?}");
        }
        for relative in ["a.md", "../a b.md#x", "#x", "?q=1", "/x", "12:30.md", "a/b:c", "&#106;avascript&colon;x"] {
            assert_eq!(classify(relative), Target::Relative, "{relative:?}");
        }
        assert_eq!(classify(" \t"), Target::Empty);
    }

    #[test]
    fn external_urls_are_encoded_once() {
        assert_eq!(url("https://x.example/a b?q={1}|[2]#f#g"), "https://x.example/a%20b?q=%7B1%7D%7C%5B2%5D#f%23g");
        assert_eq!(url("HTTP://x.example/%20%zz"), "http://x.example/%20%25zz");
        assert_eq!(url("http://[::1]:80/[x]"), "http://[::1]:80/%5Bx%5D");
        assert_eq!(url("//x.example/a"), "https://x.example/a");
        assert_eq!(url("mailto:a@b.example"), "mailto:a@b.example");
        for bad in ["http://{host}/", "http://host:port/", "http://a..b/", "http://<x>/", "https://x:99999/"] {
            assert_eq!(classify(bad), Target::Refused, "{bad}");
        }
    }

    #[test]
    fn images_come_from_named_origins_or_small_raster_data() {
        let origins = vec!["https://img.example".to_owned()];
        assert!(image_allowed("https://img.example/a.png", &origins));
        assert!(!image_allowed("https://img.example.evil/a.png", &origins));
        assert!(data_image("data:image/png;base64,iVBORw0KGgo=").is_some());
        assert!(data_image("data:image/svg+xml;base64,PHN2Zz4=").is_none());
        assert!(data_image(&format!("data:image/png;base64,{}", "A".repeat(LARGEST_DATA))).is_none());
        assert!(data_image("data:image/png;base64,\"onerror=").is_none());
    }
}
