//! The allow-list: an element's name to what becomes of it in a body.

use super::tokens::Tag;
use crate::diagnostics::{INLINE_ELEMENTS, inline_element};

/// What becomes of a raw element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Printed as the named element, which stands among blocks.
    Block(&'static str),
    /// Printed as the named element, which stands within a line.
    Inline(&'static str),
    /// Printed as the named element, without content.
    Void(&'static str),
    /// `a`, `img`, `input`, `video`: a rule of their own.
    Anchor,
    Image,
    Input,
    Media,
    /// Tags go, text stays.
    Drop,
    /// Tags and content go.
    DropAll,
    /// `svg`, `math`: these and every tag inside go, text stays.
    Foreign,
    /// `<Update date="...">`: its date, then its text.
    Dated,
    /// Not HTML, or not for a body: printed as text.
    Unknown,
}

/// Elements that keep their name, by where they stand.
const BLOCKS: &str = "p blockquote pre ul ol li dl dt dd table thead tbody tfoot tr th td caption details summary figure figcaption h3 \
    h4 h5 h6";
const VOIDS: &str = "br hr wbr";

/// The elements that a page may have: those, and what the writer makes of others.
pub(super) fn printed() -> impl Iterator<Item = &'static str> {
    [BLOCKS, INLINE_ELEMENTS, VOIDS, "a img input section div h2"].into_iter().flat_map(|list| list.split(' '))
}

/// The rule for the element `name` (lower case).
pub(crate) fn rule(name: &str) -> Rule {
    match name {
        "div" | "section" | "article" | "aside" | "header" | "footer" | "main" | "nav" | "hgroup" | "address"
        | "center" => Rule::Block("div"),
        "h1" | "h2" => Rule::Block("h2"),
        "dir" | "menu" => Rule::Block("ul"),
        "a" => Rule::Anchor,
        "img" | "image" => Rule::Image,
        "input" => Rule::Input,
        "video" | "audio" => Rule::Media,
        "update" => Rule::Dated,
        "script" | "style" => Rule::DropAll,
        "svg" | "math" => Rule::Foreign,
        "html" | "head" | "body" | "picture" | "source" | "track" | "form" | "iframe" | "object" | "embed"
        | "button" | "select" | "option" | "optgroup" | "textarea" | "fieldset" | "legend" | "meta" | "link"
        | "base" | "frame" | "frameset" | "noframes" | "applet" | "param" | "noscript" | "template" | "canvas"
        | "map" | "area" | "colgroup" | "col" | "dialog" | "slot" | "portal" | "plaintext" | "xmp" | "listing"
        | "noembed" | "keygen" | "isindex" | "bgsound" | "basefont" | "output" | "progress" | "meter" | "datalist" => {
            Rule::Drop
        }
        _ => plain(name),
    }
}

/// Elements that keep their name.
fn plain(name: &str) -> Rule {
    let own = |list: &'static str| list.split(' ').find(|own| *own == name);
    let block = own(BLOCKS).map(Rule::Block);
    block
        .or_else(|| inline_element(name).map(Rule::Inline))
        .or_else(|| own(VOIDS).map(Rule::Void))
        .unwrap_or(Rule::Unknown)
}

/// Is this markup rather than a placeholder in angle brackets (`<link to ticket>`, `<object>`)?
pub(super) fn is_markup(tag: &Tag<'_>) -> bool {
    let mut attributes = tag.attributes().peekable();
    if attributes.peek().is_none() && needs_attributes(&tag.name) {
        return false;
    }
    attributes.take(50).all(|(name, value)| value.is_some() || is_bare_attribute(&name))
}

/// Forbidden elements without content.
pub(super) fn is_void(name: &str) -> bool {
    "source embed meta link base frame param area col keygen bgsound basefont".split(' ').any(|void| void == name)
}

/// May the end tag be left out in HTML? Of all others an element that is never closed is a placeholder, not markup.
pub(super) fn end_is_optional(name: &str) -> bool {
    matches!(name, "p" | "li" | "dt" | "dd" | "tr" | "td" | "th" | "thead" | "tbody" | "tfoot" | "caption")
}

/// Elements that make no sense without attributes: bare, they are placeholders (`<link>`, `<object>`).
fn needs_attributes(name: &str) -> bool {
    let all = "link input base meta embed object source param area img image font data track video audio frame map label \
        output slot";
    all.split(' ').any(|one| one == name)
}

/// Attributes that stand without a value in real HTML; any other bare word marks a placeholder (`<link to ticket>`).
fn is_bare_attribute(name: &str) -> bool {
    const BARE: &str = "open checked disabled reversed hidden async defer controls autoplay loop muted required readonly selected \
        multiple nowrap compact noshade ismap itemscope inert allowfullscreen autofocus novalidate download border alt \
        nomodule";
    BARE.split(' ').any(|bare| bare == name)
        || name.starts_with("on")
        || name.starts_with("data-")
        || name.contains('=')
}

/// The elements one of which must be the innermost open one for `name` to stand there; empty: anywhere.
pub(super) fn parents(name: &str) -> &'static [&'static str] {
    match name {
        "li" => &["ul", "ol"],
        "dt" | "dd" => &["dl"],
        "thead" | "tbody" | "tfoot" | "caption" => &["table"],
        "tr" => &["table", "thead", "tbody", "tfoot"],
        "td" | "th" => &["tr"],
        "summary" => &["details"],
        "figcaption" => &["figure"],
        "rt" | "rp" => &["ruby"],
        "colgroup" | "col" => &["table"],
        _ => &[],
    }
}

/// Open elements that the start of `name` closes, where their end tag was left out.
pub(super) fn closes(name: &str) -> &'static [&'static str] {
    match name {
        "li" => &["li", "p"],
        "dt" | "dd" => &["dt", "dd", "p"],
        "td" | "th" => &["td", "th", "p"],
        "tr" => &["td", "th", "p", "tr", "caption"],
        "thead" | "tbody" | "tfoot" => &["td", "th", "p", "tr", "thead", "tbody", "tfoot", "caption"],
        _ => &["p"],
    }
}
