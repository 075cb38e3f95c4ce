//! The allow-list: an element's name to what becomes of it in a body.

use super::tokens::Tag;

/// What becomes of a raw element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
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

/// The rule for the element `name` (lower case).
pub(super) fn rule(name: &str) -> Rule {
    match name {
        "div" | "section" | "article" | "aside" | "header" | "footer" | "main" | "nav" | "hgroup" | "address"
        | "center" => Rule::Block("div"),
        "h1" | "h2" => Rule::Block("h2"),
        "dir" | "menu" => Rule::Block("ul"),
        "acronym" => Rule::Inline("abbr"),
        "strike" => Rule::Inline("s"),
        "tt" => Rule::Inline("code"),
        "big" | "font" | "label" | "nobr" | "data" | "blink" | "marquee" => Rule::Inline("span"),
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
    const BLOCKS: [&str; 23] = [
        "p",
        "blockquote",
        "pre",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "caption",
        "details",
        "summary",
        "figure",
        "figcaption",
        "h3",
        "h4",
    ];
    const INLINES: [&str; 27] = [
        "b", "strong", "i", "em", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "code", "kbd", "samp", "var",
        "q", "cite", "dfn", "time", "span", "bdi", "bdo", "ruby", "rt", "rp", "abbr",
    ];
    let own = |list: &[&'static str]| list.iter().copied().find(|own| *own == name);
    match name {
        "h5" => Rule::Block("h5"),
        "h6" => Rule::Block("h6"),
        "br" => Rule::Void("br"),
        "hr" => Rule::Void("hr"),
        "wbr" => Rule::Void("wbr"),
        _ => match (own(&BLOCKS), own(&INLINES)) {
            (Some(block), _) => Rule::Block(block),
            (None, Some(inline)) => Rule::Inline(inline),
            (None, None) => Rule::Unknown,
        },
    }
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
    matches!(
        name,
        "source"
            | "embed"
            | "meta"
            | "link"
            | "base"
            | "frame"
            | "param"
            | "area"
            | "col"
            | "keygen"
            | "bgsound"
            | "basefont"
    )
}

/// May the end tag be left out in HTML? Of all others an element that is never closed is a placeholder, not markup.
pub(super) fn end_is_optional(name: &str) -> bool {
    matches!(name, "p" | "li" | "dt" | "dd" | "tr" | "td" | "th" | "thead" | "tbody" | "tfoot" | "caption")
}

/// Elements that make no sense without attributes: bare, they are placeholders (`<link>`, `<object>`).
fn needs_attributes(name: &str) -> bool {
    matches!(
        name,
        "link"
            | "input"
            | "base"
            | "meta"
            | "embed"
            | "object"
            | "source"
            | "param"
            | "area"
            | "img"
            | "image"
            | "font"
            | "data"
            | "track"
            | "video"
            | "audio"
            | "frame"
            | "map"
            | "label"
            | "output"
            | "slot"
    )
}

/// Attributes that stand without a value in real HTML; any other bare word marks a placeholder (`<link to ticket>`).
fn is_bare_attribute(name: &str) -> bool {
    const BARE: [&str; 28] = [
        "open",
        "checked",
        "disabled",
        "reversed",
        "hidden",
        "async",
        "defer",
        "controls",
        "autoplay",
        "loop",
        "muted",
        "required",
        "readonly",
        "selected",
        "multiple",
        "nowrap",
        "compact",
        "noshade",
        "ismap",
        "itemscope",
        "inert",
        "allowfullscreen",
        "autofocus",
        "novalidate",
        "download",
        "border",
        "alt",
        "nomodule",
    ];
    BARE.contains(&name) || name.starts_with("on") || name.starts_with("data-") || name.contains('=')
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
