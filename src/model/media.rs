//! A file's name -> its media type, and how it is offered where a document links it: the one list of types (`media.toml`).

use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::LazyLock;

/// How a linked file of a type is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offer {
    /// Byte for byte: no browser runs anything in it.
    AsItIs,
    /// Written anew, without what could run.
    Rewritten,
    /// Under a name that ends in `.txt`.
    AsText,
}

/// Types by the names that they belong to.
type Types = FxHashMap<String, Vec<String>>;

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Tables {
    as_it_is: Types,
    rewritten: Types,
    as_text: Types,
    names: Types,
}

#[derive(Default)]
struct Media {
    suffixes: FxHashMap<String, (String, Offer)>,
    names: FxHashMap<String, String>,
}

/// Where the list cannot be read it is empty: everything is offered as text then.
static MEDIA: LazyLock<Media> = LazyLock::new(|| {
    let tables: Tables = toml::from_str(include_str!("media.toml")).unwrap_or_default();
    let mut media = Media::default();
    let offers =
        [(tables.as_it_is, Offer::AsItIs), (tables.rewritten, Offer::Rewritten), (tables.as_text, Offer::AsText)];
    for (types, offer) in offers {
        media.suffixes.extend(inverted(types).map(|(suffix, kind)| (suffix, (kind, offer))));
    }
    media.names.extend(inverted(tables.names));
    media
});

fn inverted(types: Types) -> impl Iterator<Item = (String, String)> {
    types.into_iter().flat_map(|(kind, names)| names.into_iter().map(move |name| (name, kind.clone())))
}

/// How a linked file is offered whose name ends in `.suffix`, in any case of letters.
#[must_use]
pub(crate) fn offer(suffix: &str) -> Offer {
    MEDIA.suffixes.get(&suffix.to_ascii_lowercase()).map_or(Offer::AsText, |(_, offer)| *offer)
}

/// The value of `Content-Type` for the file of the site at `path`.
#[must_use]
pub(crate) fn media_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let by_suffix = || {
        let (_, suffix) = name.rsplit_once('.')?;
        MEDIA.suffixes.get(&suffix.to_ascii_lowercase()).map(|(kind, _)| kind)
    };
    MEDIA.names.get(name).or_else(by_suffix).map_or("application/octet-stream", String::as_str)
}

/// Whether a browser shows the file of the site at `path` as an image.
#[must_use]
pub(crate) fn is_image(path: &str) -> bool {
    media_type(path).starts_with("image/")
}

/// Whether the file at `path` is text by its type.
#[must_use]
pub(crate) fn is_text(path: &str) -> bool {
    let kind = media_type(path);
    kind.starts_with("text/")
        || ["json", "xml"].iter().any(|kind_of_text| kind.contains(kind_of_text)) && kind.contains("charset")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_type_and_offer() {
        assert_eq!(media_type("a/b.PNG"), "image/png");
        assert_eq!(media_type("services/x/feed.xml"), "application/atom+xml; charset=utf-8");
        assert_eq!(media_type("sitemap.xml"), "application/xml; charset=utf-8");
        for path in ["png", "x.unknown", "a.png/b", ""] {
            assert_eq!(media_type(path), "application/octet-stream", "{path}");
        }
        assert!(is_image("x.svg") && !is_image("x.svg.txt"));
        assert_eq!((offer("Svg"), offer("log")), (Offer::Rewritten, Offer::AsItIs));
    }

    /// Types that some browser shows as a page or runs, or that some web server runs.
    #[test]
    fn nothing_that_runs_is_offered_as_it_is() {
        let suffixes = "html htm xhtml xht xhtm shtml shtm stm xml xsl xslt xsd rng xpdl wsdl atom rss rdf xul xbl mml \
                        mathml svgz mht mhtml eml vtt htc hta jsonld js mjs cjs css wasm swf jar php phtml pht phar cgi pl \
                        py rb sh asp aspx jsp asis var htaccess webmanifest manifest appcache xdp xfdf dtd ent owl kml gpx \
                        plist opml smil xspf";
        for suffix in suffixes.split(' ').chain([""]) {
            assert_eq!(offer(suffix), Offer::AsText, "{suffix}");
        }
    }
}
