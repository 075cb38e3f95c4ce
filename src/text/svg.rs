//! An SVG from anybody -> one that runs nothing and fetches nothing, wherever it is opened, or why there is none.
//!
//! It is parsed as XML and written anew from lists of elements, attributes and functions (`svg.toml`). What a browser would not
//! show in an image either goes: scripts, links, what leads out, what other programs keep in it. What it would show and is on no
//! list makes the whole unsure, so that no drawing is published that looks other than its author's.

mod address;
mod css;
mod names;
mod references;
#[cfg(test)]
mod tests;

use super::html::escape::{push_attribute, push_plain, push_text};
use names::NAMES;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::{NsReader, XmlVersion};
use references::References;
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// Bytes of the largest drawing that is looked at.
pub(crate) const LARGEST: usize = 16 << 20;
/// Bounds of what nests: no drawing program comes near.
const DEEPEST: usize = 500;
const MOST_NAMESPACES: usize = 200;

const SVG: Namespace<'_> = Namespace(b"http://www.w3.org/2000/svg");
const XLINK: Namespace<'_> = Namespace(b"http://www.w3.org/1999/xlink");
const XML: Namespace<'_> = Namespace(b"http://www.w3.org/XML/1998/namespace");

/// A drawing that is safe to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Safe {
    /// UTF-8, beginning with `<svg xmlns=`. Made safe again it is the same.
    pub text: String,
    /// The drawing held script, which is gone.
    pub was_active: bool,
}

/// Why a drawing cannot be made safe: the end of a sentence that begins with its name.
pub(crate) type Refusal = &'static str;

const ILL_FORMED: Refusal = "is no well-formed XML";
const NO_DRAWING: Refusal = "has no `svg` element of SVG's namespace at its top";
const ONLY_HTML: Refusal = "holds text as HTML alone (foreignObject)";
const UNSURE_STYLE: Refusal = "holds styles that cannot be told to be safe";

/// The drawing in `bytes` as one that is safe to open. Takes time in proportion to their number.
///
/// # Errors
/// What keeps the drawing from being written anew.
pub(crate) fn safe(bytes: &[u8]) -> Result<Safe, Refusal> {
    if bytes.len() > LARGEST {
        return Err("is larger than 16 MB");
    }
    let text = decoded(bytes)?;
    let mut reader = NsReader::from_str(&text);
    reader.config_mut().check_comments = true;
    let mut drawing = Drawing::default();
    loop {
        let event = reader.read_event().map_err(|_| ILL_FORMED)?;
        match event {
            Event::Start(tag) => drawing.start(&reader, &tag, false)?,
            Event::Empty(tag) => drawing.start(&reader, &tag, true)?,
            Event::End(_) => drawing.end()?,
            Event::Text(text) => {
                drawing.characters(&text.xml_content(XmlVersion::Implicit1_0).map_err(|_| ILL_FORMED)?)?
            }
            Event::CData(text) => {
                drawing.characters(&text.xml_content(XmlVersion::Implicit1_0).map_err(|_| ILL_FORMED)?)?
            }
            Event::GeneralRef(name) => {
                let character = name.resolve_char_ref().map_err(|_| ILL_FORMED)?;
                let known = || quick_xml::escape::resolve_predefined_entity(std::str::from_utf8(&name).ok()?);
                match character {
                    Some(character) => drawing.characters(character.encode_utf8(&mut [0; 4]))?,
                    None => drawing.characters(known().ok_or(ILL_FORMED)?)?,
                }
            }
            // Names a DTD, as Graphviz does, and defines nothing itself.
            Event::DocType(name) if !name.contains(&b'[') => {}
            Event::DocType(_) => return Err("defines entities or attributes of its own (DOCTYPE)"),
            Event::Decl(declaration) => check_encoding(declaration.encoding().and_then(Result::ok).as_deref())?,
            Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => return drawing.finish(),
        }
    }
}

/// UTF-8, or UTF-16 that says so in its first two bytes.
fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units = pairs.iter().map(|pair| unit(*pair));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        text.ok().filter(|_| rest.is_empty()).map(Cow::Owned)
    };
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => std::str::from_utf8(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)).ok().map(Cow::Borrowed),
    };
    text.ok_or("is neither UTF-8 nor UTF-16")
}

/// What says that it is in another encoding than it is read in is unsure.
fn check_encoding(named: Option<&[u8]>) -> Result<(), Refusal> {
    let known = ["utf-8", "utf8", "us-ascii", "ascii", "utf-16"];
    match named {
        Some(name) if !known.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes())) => {
            Err("names an encoding other than UTF-8")
        }
        _ => Ok(()),
    }
}

/// An element that is open.
#[derive(Default)]
struct Open {
    /// `None`: left out, with all in it.
    name: Option<&'static str>,
    /// Whether an element in it was written.
    has_child: bool,
    /// Whether HTML in it was left out, which has to have something in its place.
    lost_html: bool,
    namespaces: usize,
    /// The part of the drawing that it belongs to.
    part: usize,
}

#[derive(Default)]
struct Drawing {
    out: String,
    open: Vec<Open>,
    /// How many of the open elements are left out.
    left_out: usize,
    /// How many namespaces are declared in the open elements.
    namespaces: usize,
    /// The style sheet that is being read.
    style: Option<String>,
    /// Attributes of the element that is being read.
    seen: FxHashSet<String>,
    id: Option<String>,
    refers: Vec<String>,
    references: References,
    was_active: bool,
}

impl Drawing {
    fn start(&mut self, reader: &NsReader<&[u8]>, tag: &BytesStart<'_>, is_empty: bool) -> Result<(), Refusal> {
        let (namespace, local) = reader.resolver().resolve_element(tag.name());
        let local = std::str::from_utf8(local.into_inner()).map_err(|_| ILL_FORMED)?;
        let is_svg = namespace == ResolveResult::Bound(SVG);
        if self.open.is_empty() && !(is_svg && local == "svg" && self.out.is_empty()) {
            return Err(NO_DRAWING);
        }
        self.was_active |= NAMES.active.contains(&local.to_ascii_lowercase());
        let name = NAMES.elements.get(local).filter(|_| is_svg && self.left_out == 0 && self.style.is_none());
        let parent = self.open.last_mut();
        if let Some(parent) = parent.filter(|parent| parent.name.is_some()) {
            parent.has_child |= name.is_some();
            if is_svg && local == "foreignObject" {
                if parent.name != Some("switch") {
                    return Err(ONLY_HTML);
                }
                parent.lost_html = true;
            }
        }
        let start = self.out.len();
        let mut open = Open { name: name.map(String::as_str), ..Open::default() };
        if let Some(name) = open.name {
            self.out.push('<');
            self.out.push_str(name);
            if start == 0 {
                self.out.push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
            }
        }
        let is_still = self.attributes(reader, tag, &mut open)?;
        if is_still {
            // Without the attribute that it moves an animation does nothing.
            self.out.truncate(start);
            open.name = None;
        }
        if open.name.is_some() {
            self.out.push_str(if is_empty { "/>" } else { ">" });
            let within = self.open.last().map_or(0, |parent| parent.part);
            open.part = self.references.element(within, self.id.take(), self.refers.drain(..));
        }
        self.namespaces += open.namespaces;
        if self.open.len() >= DEEPEST || self.namespaces > MOST_NAMESPACES {
            return Err("nests too deep");
        }
        if is_empty {
            self.namespaces -= open.namespaces;
            return Self::closed(&open);
        }
        self.left_out += usize::from(open.name.is_none());
        if open.name == Some("style") {
            self.style = Some(String::new());
        }
        self.open.push(open);
        Ok(())
    }

    /// Writes what may stay of the attributes; whether `open` is an animation of none that may.
    fn attributes(&mut self, reader: &NsReader<&[u8]>, tag: &BytesStart<'_>, open: &mut Open) -> Result<bool, Refusal> {
        self.seen.clear();
        self.refers.clear();
        self.id = None;
        let mut link: Option<String> = None;
        let mut is_still = open.name.is_some_and(|name| NAMES.animations.contains(name));
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| ILL_FORMED)?;
            open.namespaces += usize::from(attribute.key.as_namespace_binding().is_some());
            let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
            let local = std::str::from_utf8(local.into_inner()).map_err(|_| ILL_FORMED)?;
            self.was_active |= local.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"));
            let Some(element) = open.name else { continue };
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| ILL_FORMED)?;
            let value = plain(&value);
            let name = match namespace {
                ResolveResult::Unbound => Cow::Borrowed(local),
                ResolveResult::Bound(XLINK) if local == "href" => {
                    link.get_or_insert(value);
                    continue;
                }
                ResolveResult::Bound(XML) if matches!(local, "space" | "lang") => Cow::Owned(format!("xml:{local}")),
                _ => continue,
            };
            if element == "style" && name == "type" && value != "text/css" {
                return Err(UNSURE_STYLE);
            }
            if name == "href" {
                // Where both stand, this one counts.
                link = Some(value);
            } else if name == "attributeName" {
                is_still = !NAMES.attributes.contains(&value);
                self.write(&name, &value)?;
            } else if name == "style" || NAMES.attributes.contains(&*name) {
                let is_trivial = name != "style" && !value.contains(['(', '\\']);
                let value = if is_trivial { value } else { css::value(&value).ok_or(UNSURE_STYLE)? };
                self.refers.extend(references::in_value(&value));
                self.write(&name, &value)?;
            } else if NAMES.is_words(&name) || name.starts_with("xml:") {
                self.write(&name, &value)?;
                if name == "id" {
                    self.id = Some(value);
                }
            }
        }
        if let (Some(link), Some(element)) = (link, open.name) {
            self.was_active |= address::is_program(&link);
            if let Some(link) = target(element, &link)? {
                self.write("href", &link)?;
                // What moves an element does not draw it.
                let drawn = link.strip_prefix('#').filter(|_| !element.starts_with("animate") && element != "set");
                self.refers.extend(drawn.map(str::to_owned));
            }
        }
        Ok(is_still)
    }

    fn write(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        if !self.seen.insert(name.to_owned()) {
            return Err(ILL_FORMED);
        }
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        push_attribute(&mut self.out, value);
        self.out.push('"');
        Ok(())
    }

    fn characters(&mut self, text: &str) -> Result<(), Refusal> {
        match (&mut self.style, self.open.len()) {
            (_, 0) if text.trim_ascii().is_empty() => {}
            (_, 0) => return Err(ILL_FORMED),
            _ if self.left_out > 0 => {}
            // Its parts are one text to a browser, whatever stands between them.
            (Some(style), _) => style.push_str(text),
            (None, _) => push_text(&mut self.out, text),
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Refusal> {
        let open = self.open.pop().ok_or(ILL_FORMED)?;
        self.namespaces -= open.namespaces;
        let Some(name) = open.name else {
            self.left_out -= 1;
            return Ok(());
        };
        if let Some(style) = self.style.take() {
            let mut clean = String::with_capacity(style.len());
            push_plain(&mut clean, &style);
            push_text(&mut self.out, &css::sheet(&clean).ok_or(UNSURE_STYLE)?);
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        Self::closed(&open)
    }

    /// HTML that was left out has to have something in its place, as the programs that write it see to.
    fn closed(open: &Open) -> Result<(), Refusal> {
        if open.lost_html && !open.has_child { Err(ONLY_HTML) } else { Ok(()) }
    }

    fn finish(self) -> Result<Safe, Refusal> {
        match (self.out.is_empty(), self.open.is_empty()) {
            (true, _) => Err(NO_DRAWING),
            (_, false) => Err(ILL_FORMED),
            _ if !self.references.are_bounded() => Err("draws parts of itself again without bound"),
            _ => Ok(Safe { text: self.out, was_active: self.was_active }),
        }
    }
}

/// `value` on one line, without characters that XML forbids.
fn plain(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    push_plain(&mut out, value);
    if out.contains(['\n', '\t']) { out.replace(['\n', '\t'], " ") } else { out }
}

/// Where `href` of `element` may lead: into the drawing, or, for a picture, to one that it holds.
fn target(element: &str, href: &str) -> Result<Option<String>, Refusal> {
    match element {
        // A link is no part of the picture.
        "a" => Ok(None),
        "image" if address::is_data(href) => {
            address::data(href, &NAMES.image_data).map(Some).ok_or("holds a picture of a kind that may not stand in it")
        }
        "image" => Ok(None),
        _ => Ok(address::fragment(href)),
    }
}
