//! Raw HTML in a document to the writer's own: allowed elements are printed again with allowed attributes only, balanced
//! within the Markdown element they stand in; unknown ones are text; forbidden ones go.

use super::elements::{self, Rule};
use super::open::{Close, Content, FARTHEST};
use super::tokens::{self, Tag, Token};
use super::writer::Writer;

/// Levels below the page's title.
const HEADINGS: [&str; 5] = ["h2", "h3", "h4", "h5", "h6"];

/// Attributes that any element may keep.
const COMMON: [&str; 3] = ["title", "lang", "dir"];

/// Raw HTML that is open and not printed.
#[derive(Debug, Default)]
pub(super) struct Raw {
    /// Open `<svg>` or `<math>`, whose tags are left out.
    pub foreign: usize,
    /// Open elements whose tags are left out: what belongs into them is left out, too.
    forbidden: usize,
    /// Event before which no end of an inline script stands.
    pub no_script_end: usize,
}

impl Writer<'_> {
    /// A block of raw HTML. What stands within a line, and holds no blocks, does not outlive it.
    pub(super) fn raw_block(&mut self, html: &str, offset: usize) {
        for (token, before, is_dropped) in shown(html) {
            match &token {
                Token::Open(tag) if is_dropped => self.dropped(tag, offset + before, "with its content"),
                _ => self.raw_token(&token, offset + before, None),
            }
        }
        while matches!(self.open.inwards().next(), Some(open) if matches!(open.content, Content::RawInline(_) | Content::RawLine(_)))
        {
            self.pop();
        }
        self.raw.foreign = 0;
    }

    /// One token of raw HTML; `line` is the source text in front of it, where it stands within a line and not in a block of HTML.
    pub(super) fn raw_token(&mut self, token: &Token<'_>, offset: usize, line: Option<&str>) {
        let is_after = |mark| line.is_some_and(|line| line.ends_with(mark));
        match token {
            Token::Text(text) => self.text(&tokens::decode(text)),
            Token::Other(text) => self.text(text),
            Token::Comment(_) => {}
            Token::Open(tag) if is_after("{{") || is_after("{%") => self.text(tag.source),
            Token::Close(_, source) if is_after("{{") => self.text(source),
            Token::Open(tag) => self.raw_open(tag, offset, line.is_some()),
            Token::Close(name, source) => self.raw_close(name, source, offset, line.is_some()),
        }
    }

    /// Is the tag an element that begins here, or one that is only spoken of? It has its end, or needs none where it stands.
    fn is_element(&self, tag: &Tag<'_>, rule: Rule, offset: usize, in_line: bool) -> bool {
        let has = |name| tag.attribute(name).is_some();
        let is_inside = |name| {
            let mut raw = self.open.inwards().take(FARTHEST).map_while(|open| open.content.raw());
            raw.any(|raw| elements::parents(name).contains(&raw))
        };
        self.outline.pairs.is_paired(offset)
            || match rule {
                Rule::Void(_) | Rule::Image => true,
                Rule::Input => !in_line || self.raw.forbidden > 0 || is_check_box(tag),
                Rule::Media => has("src"),
                Rule::Anchor => !has("href") && (has("id") || has("name")),
                Rule::Drop => {
                    self.raw.forbidden > 0 || is_inside(&tag.name) || !in_line && elements::is_void(&tag.name)
                }
                Rule::Inline(name) => is_inside(name),
                Rule::Block("p") => !in_line,
                Rule::Block(name) => elements::end_is_optional(&tag.name) && is_inside(name),
                Rule::Foreign | Rule::Dated | Rule::Unknown | Rule::DropAll => false,
            }
    }

    fn raw_open(&mut self, tag: &Tag<'_>, offset: usize, in_line: bool) {
        let rule = elements::rule(&tag.name);
        if self.raw.foreign > 0 {
            self.raw.foreign += usize::from(rule == Rule::Foreign && !tag.source.ends_with("/>"));
            return;
        }
        if !elements::is_markup(tag) || !self.is_element(tag, rule, offset, in_line) {
            return self.text(tag.source);
        }
        if matches!(rule, Rule::Drop | Rule::Media) {
            self.raw.forbidden += usize::from(self.outline.pairs.is_paired(offset));
        }
        match rule {
            Rule::Dated => self.raw_update(tag),
            Rule::Unknown | Rule::DropAll => self.text(tag.source),
            Rule::Drop => self.dropped(tag, offset, "but not its text"),
            Rule::Foreign => {
                self.raw.foreign = 1;
                self.dropped(tag, offset, "but not its text");
            }
            Rule::Void("br") => {
                self.html("<br>");
                self.plain.space();
            }
            Rule::Void("hr") if self.open.in_line() => {}
            Rule::Void(name) => {
                self.html("<");
                self.html(name);
                self.html(">");
            }
            Rule::Image => self.raw_image(tag, offset),
            Rule::Input => self.raw_input(tag, offset),
            Rule::Media => self.raw_media(tag, offset),
            Rule::Anchor => self.raw_anchor(tag, offset),
            Rule::Inline(name) if self.outline.pairs.is_around(offset) && !self.open.in_line() => {
                self.raw_element(tag, name)
            }
            Rule::Inline(name) => self.raw_inline(tag, name),
            Rule::Block(name) => self.raw_element(tag, name),
        }
    }

    fn dropped(&mut self, tag: &Tag<'_>, offset: usize, what: &str) {
        let message = format!("<{}> may not stand in a page: it is left out, {what}", tag.name);
        self.notices.warn(
            "raw-html",
            offset,
            message,
            "write Markdown instead, or put it in back-ticks to show it as text",
        );
    }

    fn raw_image(&mut self, tag: &Tag<'_>, offset: usize) {
        let target = tag.attribute("src").unwrap_or_default();
        let alt = tag.attribute("alt").unwrap_or_default();
        let title = tag.attribute("title").unwrap_or_default();
        self.image(&target, &alt, &title, offset);
    }

    /// An entry of a timeline.
    fn raw_update(&mut self, tag: &Tag<'_>) {
        match tag.attribute("date") {
            Some(date) => {
                self.html("<strong>");
                self.text(&date);
                self.html("</strong> ");
                self.plain.space();
            }
            None => self.text(tag.source),
        }
    }

    /// A check box is a sign; other fields go.
    fn raw_input(&mut self, tag: &Tag<'_>, offset: usize) {
        if is_check_box(tag) {
            return self.html(if tag.attribute("checked").is_some() { "☑" } else { "☐" });
        }
        self.dropped(tag, offset, "and it has no text");
    }

    /// Films and sounds become links.
    fn raw_media(&mut self, tag: &Tag<'_>, offset: usize) {
        let Some(target) = tag.attribute("src").filter(|target| !target.trim().is_empty()) else { return };
        let close = self.start_link(&target, "", offset);
        let name = target.rsplit('/').next().unwrap_or(&target);
        self.text(if name.is_empty() { &target } else { name });
        self.end_link(close);
    }

    /// A link, or a named place.
    fn raw_anchor(&mut self, tag: &Tag<'_>, offset: usize) {
        let name = tag.attribute("id").or_else(|| tag.attribute("name"));
        if let Some(id) = name {
            self.place(&id);
        }
        if let Some(target) = tag.attribute("href") {
            let title = tag.attribute("title").unwrap_or_default();
            let close = self.start_link(&target, &title, offset);
            let is_around = self.outline.pairs.is_around(offset) && !self.open.in_line();
            self.start_raw(if is_around { Content::RawBlock("a") } else { Content::RawInline("a") }, "", close);
        }
    }

    /// An empty element with `id`, if that is free. (Elements that browsers repeat when they repair a page get no id.)
    fn place(&mut self, id: &str) {
        if self.outline.anchors.claim(id) {
            self.html("<span");
            self.attribute("id", id);
            self.html("></span>");
        }
    }

    fn raw_inline(&mut self, tag: &Tag<'_>, name: &'static str) {
        if !elements::parents(name).is_empty() {
            return;
        }
        if let Some(id) = tag.attribute("id") {
            self.place(&id);
        }
        let start = self.start_tag(tag, name, None, "");
        self.start_raw(Content::RawInline(name), &start, Close::Element(name));
    }

    fn raw_element(&mut self, tag: &Tag<'_>, name: &'static str) {
        if self.open.in_line() {
            return self.plain.space();
        }
        let closes = elements::closes(name);
        let mut implied = 0;
        while let Some(raw) = self.open.inwards().nth(implied).and_then(|open| open.content.raw())
            && closes.contains(&raw)
        {
            implied += 1;
        }
        for _ in 0..implied {
            self.pop();
        }
        let parents = elements::parents(name);
        let parent = self.open.raw();
        self.plain.end_block();
        if !parents.is_empty() && !parent.is_some_and(|parent| parents.contains(&parent)) {
            return;
        }
        let name = self.heading_name(&tag.name, name);
        let id = tag.attribute("id").filter(|id| self.outline.anchors.claim(id));
        let class = class(tag, &tag.name);
        let start = self.start_tag(tag, name, id.as_deref(), class);
        match name {
            "table" => {
                let wrapped =
                    format!("<div class=\"table-wrap\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">{start}");
                self.start_raw(Content::RawBlock(name), &wrapped, Close::Html("</table></div>"));
            }
            "summary" | "dt" | "pre" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.start_raw(Content::RawLine(name), &start, Close::Element(name));
            }
            _ => self.start_raw(Content::RawBlock(name), &start, Close::Element(name)),
        }
    }

    /// Raw headings take part in the page's levels.
    fn heading_name(&mut self, written: &str, name: &'static str) -> &'static str {
        let level = written.strip_prefix('h').and_then(|level| level.parse::<usize>().ok());
        match level {
            Some(level @ 1..=6) => HEADINGS[(self.headings.level(level) - 2).min(4)],
            _ => name,
        }
    }

    fn start_tag(&self, tag: &Tag<'_>, name: &str, id: Option<&str>, class: &str) -> String {
        let mut start = format!("<{name}");
        let mut push = |attribute: &str, value: &str| {
            start.push(' ');
            start.push_str(attribute);
            start.push_str("=\"");
            super::escape::push_attribute(&mut start, value);
            start.push('"');
        };
        if let Some(id) = id {
            push("id", id);
        }
        if !class.is_empty() {
            push("class", class);
        }
        let mut seen: Vec<String> = Vec::new();
        for (attribute, value) in tag.attributes().take(50) {
            let value = value.unwrap_or_default();
            if allowed(name, &attribute, &value) && !seen.contains(&attribute) {
                push(&attribute, &value);
                seen.push(attribute);
            }
        }
        start.push('>');
        start
    }

    fn raw_close(&mut self, name: &str, source: &str, offset: usize, in_line: bool) {
        let is_paired = self.outline.pairs.is_paired(offset);
        let rule = elements::rule(name);
        if self.raw.foreign > 0 {
            self.raw.foreign -= usize::from(rule == Rule::Foreign);
            return;
        }
        if rule == Rule::Unknown || in_line && !is_paired {
            return self.text(source);
        }
        if matches!(rule, Rule::Drop | Rule::Media) && is_paired {
            self.raw.forbidden = self.raw.forbidden.saturating_sub(1);
        }
        let name = match rule {
            Rule::Anchor => "a",
            Rule::Block(own) | Rule::Inline(own) => own,
            _ => return,
        };
        let is_start = |raw: &str| raw == name || HEADINGS.contains(&name) && HEADINGS.contains(&raw);
        let above = self.open.inwards().take(FARTHEST).map_while(|open| open.content.raw()).position(is_start);
        let Some(above) = above else { return };
        for _ in 0..=above {
            self.pop();
        }
        if matches!(rule, Rule::Block(_)) {
            self.plain.end_block();
        }
    }

    /// What holds at the end of a raw element: a `<pre>` ends without a line break, and a `<summary>` without a name is none (browsers
    /// then name the fold themselves). True where nothing is left to close.
    pub(super) fn ends_raw(&mut self, content: Content) -> bool {
        let (from, plain) = self.out.since_slot();
        match content {
            Content::RawLine("pre") => {
                let (code, end) = plain.strip_suffix("</code>").map_or((plain, ""), |code| (code, "</code>"));
                let length = from + code.trim_end().len();
                self.out.truncate(length);
                self.html(end);
                false
            }
            Content::RawLine("summary") => {
                let start = plain.rfind("<summary").filter(|start| is_nameless(&plain[*start..]));
                start.is_some_and(|start| {
                    self.out.truncate(from + start);
                    true
                })
            }
            _ => false,
        }
    }

    /// Ends a link that [`Writer::start_link`] opened outside the stack.
    pub(super) fn end_link(&mut self, close: Close) {
        self.start_raw(Content::RawInline("a"), "", close);
        self.pop();
    }
}

/// Whether nothing of `html` can be read: tags, and blanks of any width.
fn is_nameless(html: &str) -> bool {
    let is_blank = |c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let mut outside = html.split('<').map(|tag| tag.split_once('>').map_or(tag, |(_, text)| text));
    !html.contains("<img") && outside.all(|text| text.chars().all(is_blank))
}

/// The tokens of a block of raw HTML, each with its place in it. A script or style sheet with its end is one, its start tag: the
/// last of the three says so.
pub(super) fn shown(html: &str) -> impl Iterator<Item = (Token<'_>, usize, bool)> {
    let mut rest = tokens::tokens(html).collect::<Vec<_>>().into_iter();
    let (mut before, mut unclosed) = (0, false);
    std::iter::from_fn(move || {
        let token = rest.next()?;
        let place = before;
        before += token.width();
        let Token::Open(tag) = &token else { return Some((token, place, false)) };
        if elements::rule(&tag.name) != Rule::DropAll || !elements::is_markup(tag) || unclosed {
            return Some((token, place, false));
        }
        let end = |token: &Token<'_>| matches!(token, Token::Close(name, _) if *name == tag.name);
        let end = rest.as_slice().iter().position(end);
        unclosed = end.is_none();
        before += rest.by_ref().take(end.map_or(0, |end| end + 1)).map(|token| token.width()).sum::<usize>();
        Some((token, place, end.is_some()))
    })
}

fn is_check_box(tag: &Tag<'_>) -> bool {
    tag.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox"))
}

/// Old attributes for alignment, as a class.
fn class(tag: &Tag<'_>, name: &str) -> &'static str {
    let align = tag.attribute("align").map(|align| align.to_ascii_lowercase());
    match align.as_deref() {
        Some("center" | "middle") => "center",
        Some("right") => "right",
        _ if name == "center" => "center",
        _ => "",
    }
}

/// May `element` keep `attribute` with this value?
fn allowed(element: &str, attribute: &str, value: &str) -> bool {
    let number = |most: u32| value.parse::<u32>().is_ok_and(|number| (1..=most).contains(&number));
    match (element, attribute) {
        ("td" | "th", "colspan") => number(1000),
        ("td" | "th", "rowspan") => number(65_534),
        ("th", "scope") => matches!(value, "row" | "col" | "rowgroup" | "colgroup"),
        ("ol", "start") | ("li", "value") => value.parse::<i32>().is_ok(),
        ("ol", "reversed") | ("details", "open") => true,
        (_, "dir") => matches!(value, "ltr" | "rtl" | "auto"),
        (_, "lang") => {
            !value.is_empty() && value.len() <= 35 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        }
        _ => COMMON.contains(&attribute),
    }
}
