//! HTML as a tree that says what a reader gets: what each page adds of its own, and blanks that nobody sees, are left out.

use percent_encoding::percent_decode_str;
use scraper::node::Element;
use scraper::{ElementRef, Html, Node};
use std::fmt::Write;

/// Attributes that tell something. Raw HTML loses all others, and pages add some.
const TOLD: [&str; 9] = ["href", "src", "alt", "title", "start", "type", "checked", "colspan", "rowspan"];

const INLINE: [&str; 22] = [
    "a", "abbr", "b", "code", "del", "em", "i", "img", "input", "ins", "kbd", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "time", "u", "var",
];

/// Whose HTML it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A specification's.
    Example,
    /// A page's, where headings stand below the page's title.
    Page,
}

/// The tree of `html`, a line an element of blocks.
pub fn tree(html: &str, of: Of) -> String {
    let mut tree = Tree { out: String::new(), of, levels: Vec::new() };
    tree.children(Html::parse_fragment(html).root_element());
    tree.out.trim().to_owned()
}

struct Tree {
    out: String,
    of: Of,
    /// Open headings: level as written, level as printed.
    levels: Vec<(u32, u32)>,
}

impl Tree {
    fn children(&mut self, element: ElementRef<'_>) {
        for child in element.children() {
            match (child.value(), ElementRef::wrap(child)) {
                (Node::Text(text), _) => self.text(text),
                (_, Some(element)) => self.element(element),
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &str) {
        for character in text.chars() {
            if character == '<' {
                self.out.push_str("&lt;");
            } else if !character.is_ascii_whitespace() {
                self.out.push(character);
            } else if !self.out.ends_with([' ', '\n']) {
                self.out.push(' ');
            }
        }
    }

    fn element(&mut self, node: ElementRef<'_>) {
        let element = node.value();
        let has = |class: &str| element.attr("class").is_some_and(|own| own.split(' ').any(|own| own == class));
        match element.name() {
            "a" if has("anchor") => {}
            "div" if has("table-wrap") || has("code") => self.children(node),
            "pre" => self.code(node),
            "td" if element.attr("colspan").is_some() && !node.has_children() => {
                let count = element.attr("colspan").and_then(|count| count.parse().ok()).unwrap_or(1);
                (0..count).for_each(|_| self.block("td", "", |_| {}));
            }
            // A header without words heads nothing.
            "th" if !node.has_children() => self.block("td", &told(element), |_| {}),
            name if INLINE.contains(&name) => {
                write!(self.out, "<{name}{}>", told(element)).unwrap();
                self.children(node);
                if !matches!(name, "img" | "input") {
                    write!(self.out, "</{name}>").unwrap();
                }
            }
            name => {
                let name = self.name(name);
                self.block(&name, &told(element), |tree| tree.children(node));
            }
        }
    }

    fn block(&mut self, name: &str, told: &str, content: impl FnOnce(&mut Self)) {
        self.line();
        writeln!(self.out, "<{name}{told}>").unwrap();
        content(self);
        self.line();
        writeln!(self.out, "</{name}>").unwrap();
    }

    fn line(&mut self) {
        let length = self.out.trim_end_matches(' ').len();
        self.out.truncate(length);
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// A block of code: its words, colours and boxes aside.
    fn code(&mut self, pre: ElementRef<'_>) {
        let language = |element: &Element| {
            let class = element.attr("class").and_then(|class| class.strip_prefix("language-"));
            element.attr("data-lang").or(class).map(str::to_lowercase)
        };
        let around = pre.parent().and_then(ElementRef::wrap).into_iter().chain(pre.child_elements());
        let language = around.filter_map(|element| language(element.value())).next();
        let text: String = pre.text().collect();
        self.block("pre", &language.map_or_else(String::new, |language| format!(" {language}")), |tree| {
            tree.out.push_str(text.trim_end());
        });
    }

    /// An example's headings as a page prints them: one below the heading they belong to.
    fn name(&mut self, name: &str) -> String {
        let level = name.strip_prefix('h').and_then(|level| level.parse().ok());
        let Some(level) = level.filter(|_| self.of == Of::Example) else { return name.to_owned() };
        self.levels.retain(|(written, _)| *written < level);
        let printed = self.levels.last().map_or(2, |(_, printed)| printed + 1).min(6);
        self.levels.push((level, printed));
        format!("h{printed}")
    }
}

fn told(element: &Element) -> String {
    let mut told: Vec<String> = element
        .attrs()
        .filter(|(name, value)| TOLD.contains(name) && (*name != "alt" || !value.is_empty()))
        .map(|(name, value)| format!(" {name}={:?}", percent_decode_str(value).decode_utf8_lossy()))
        .collect();
    let side = element.attr("align").or(element.attr("class"));
    told.extend(side.filter(|side| matches!(*side, "right" | "center")).map(|side| format!(" {side}")));
    told.sort();
    told.concat()
}
