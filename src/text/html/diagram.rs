//! Mermaid source to an SVG that is safe to open: laid out with bundled metrics, links and styles taken out, checked.

pub mod budget;
mod order;

use rustc_hash::FxHashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, Once, OnceLock};

/// Bounds of a source: the layout is not linear in the number of edges.
const LARGEST: usize = 12 * 1024;
const MOST_LINES: usize = 300;
/// Edges of one diagram.
const MOST_EDGES: usize = 60;
/// What a message or a task costs, in edges: such diagrams are laid out line by line.
const CHEAP: usize = 8;
/// How often a diagram is drawn, to see that it comes out the same.
const DRAWINGS: usize = 3;
/// Bounds of a drawing.
const LARGEST_SVG: usize = 2 << 20;
const WIDEST: f32 = 16_000.0;
/// Name of the threads that draw: their panics are results, not news.
const THREAD: &str = "pmsite-diagram";
/// A family that no machine has: the renderer finds no font to measure and falls back to its bundled widths everywhere.
const NO_FONT: &str = "pmsite-none";
const FONTS: &str = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', sans-serif";

/// Draws `source`, or says why not. The same source gives the same bytes on any machine.
pub fn render(source: &str) -> Result<Arc<str>, String> {
    type Drawn = FxHashMap<[u8; 32], Result<Arc<str>, String>>;
    static STORE: OnceLock<Mutex<Drawn>> = OnceLock::new();
    let store = STORE.get_or_init(Mutex::default);
    let key = *blake3::hash(source.as_bytes()).as_bytes();
    if let Some(known) = store.lock().ok().and_then(|store| store.get(&key).cloned()) {
        return known;
    }
    let drawn = draw(source);
    if let Ok(mut store) = store.lock() {
        if store.len() > 500 {
            store.clear();
        }
        store.insert(key, drawn.clone());
    }
    drawn
}

/// What `source` costs to lay out, in edges of a graph.
pub fn cost(source: &str) -> usize {
    let edges = source.matches("--").count().max(source.matches("->").count()) + source.matches("==").count();
    let edges = edges + 4 * source.matches('&').count();
    let kind = source.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("%%")).unwrap_or("");
    let linear = ["sequenceDiagram", "gantt", "pie", "timeline", "journey", "xychart", "quadrantChart"];
    if linear.iter().any(|linear| kind.starts_with(linear)) { edges / CHEAP } else { edges }
}

fn draw(source: &str) -> Result<Arc<str>, String> {
    if source.len() > LARGEST || source.lines().count() > MOST_LINES || cost(source) > MOST_EDGES {
        return Err("it is too large to lay out".to_owned());
    }
    // Directives may set fonts and styles; they are not needed to understand the diagram.
    let plain: String =
        source.lines().filter(|line| !line.trim_start().starts_with("%%")).flat_map(|line| [line, "\n"]).collect();
    let once = || {
        let svg = in_thread(plain.clone())?;
        let safe = safe(&svg).ok_or_else(|| "the drawing is not one that a page may show".to_owned())?;
        Ok(order::settled(&safe))
    };
    // The renderer keeps some of its parts in maps with random seeds. What the order below does not settle shows here.
    let drawn: Result<String, String> = once();
    let drawn = drawn?;
    for _ in 1..DRAWINGS {
        if once()? != drawn {
            return Err("the renderer draws it differently each time".to_owned());
        }
    }
    Ok(Arc::from(drawn))
}

/// Runs the renderer where a panic or a deep recursion harms nobody.
fn in_thread(source: String) -> Result<String, String> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if std::thread::current().name() != Some(THREAD) {
                report(panic);
            }
        }));
    });
    let thread = std::thread::Builder::new().name(THREAD.to_owned()).stack_size(32 << 20).spawn(move || {
        let mut options = mermaid_rs_renderer::RenderOptions::default();
        options.layout.fast_text_metrics = true;
        options.theme.font_family = NO_FONT.to_owned();
        mermaid_rs_renderer::render_strict(&source, options).map_err(|error| first_line(&error.to_string()))
    });
    let thread = thread.map_err(|error| error.to_string())?;
    thread.join().unwrap_or_else(|_| Err("the renderer failed on it".to_owned()))
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or("it cannot be read").chars().take(160).collect()
}

/// Copies the SVG tag by tag: links go, and anything that could load or run something fails the whole.
fn safe(svg: &str) -> Option<String> {
    if svg.len() > LARGEST_SVG || !svg.starts_with("<svg ") {
        return None;
    }
    let mut out = String::with_capacity(svg.len());
    let mut open: Vec<&str> = Vec::new();
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        push_characters(&mut out, &rest[..start])?;
        rest = &rest[start..];
        let end = tag_end(rest)?;
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let name = name.trim();
            if open.pop()? != name {
                return None;
            }
            if name != "a" {
                let _ = write!(out, "</{name}>");
            }
            continue;
        }
        let (body, empty) = tag.strip_suffix('/').map_or((tag, false), |body| (body, true));
        let (name, attributes) = body.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((body, ""));
        if !empty {
            open.push(name);
        }
        if name == "a" {
            continue;
        }
        push_tag(&mut out, name, attributes, empty)?;
    }
    push_characters(&mut out, rest)?;
    open.is_empty().then_some(out)
}

/// The `>` that ends the tag at the start of `text`, outside quotes.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

#[allow(clippy::too_many_lines, reason = "mostly tables of elements and attributes")]
fn push_tag(out: &mut String, name: &str, attributes: &str, empty: bool) -> Option<()> {
    const ELEMENTS: [&str; 26] = [
        "svg",
        "g",
        "defs",
        "marker",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "title",
        "desc",
        "style",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
        "filter",
        "feDropShadow",
        "symbol",
        "use",
    ];
    if !ELEMENTS.contains(&name) {
        return None;
    }
    let _ = write!(out, "<{name}");
    let mut rest = attributes.trim_start();
    let mut seen: Vec<&str> = Vec::new();
    while !rest.is_empty() {
        let (attribute, after) = rest.split_once('=')?;
        let attribute = attribute.trim();
        let after = after.trim_start();
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, left) = after[1..].split_once(quote)?;
        rest = left.trim_start();
        let good = !attribute.is_empty()
            && attribute.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'_'));
        let lower = attribute.to_ascii_lowercase();
        if !good || lower.starts_with("on") || seen.contains(&attribute) || value.contains('<') {
            return None;
        }
        seen.push(attribute);
        if lower.ends_with("href") && !value.starts_with('#') || lower == "xmlns:xlink" || lower == "target" {
            continue;
        }
        if value.replace("url(#", "").contains("url(")
            || name == "svg" && matches!(attribute, "width" | "height") && !sensible(value)
        {
            return None;
        }
        let _ = write!(out, " {attribute}={quote}");
        push_characters(out, &value.replace(NO_FONT, &FONTS.replace('\'', if quote == '"' { "'" } else { "" })))?;
        out.push(quote);
    }
    out.push_str(if empty { "/>" } else { ">" });
    Some(())
}

fn sensible(length: &str) -> bool {
    length == "100%"
        || length.trim_end_matches("px").parse::<f32>().is_ok_and(|length| length > 0.0 && length <= WIDEST)
}

/// Text as it is, if its references are XML's and it holds no style that loads something; forbidden characters go.
fn push_characters(out: &mut String, text: &str) -> Option<()> {
    let lower = text.contains("@import") || text.contains("javascript:");
    for (at, _) in text.match_indices('&') {
        let end = text[at..].find(';').filter(|end| *end <= 10)?;
        let name = &text[at + 1..at + end];
        let known = matches!(name, "amp" | "lt" | "gt" | "quot" | "apos");
        let number = name.strip_prefix('#').is_some_and(|digits| {
            let digits =
                digits.strip_prefix('x').map_or_else(|| digits.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
            digits.and_then(char::from_u32).is_some_and(|c| !c.is_control())
        });
        if !known && !number {
            return None;
        }
    }
    super::escape::push_plain(out, text);
    (!lower).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diagrams_are_drawn_without_links_and_outside_fonts() {
        let svg = render("graph LR\n A[\"<b onclick=x> & y\"] --> B\n click A href \"javascript:alert(1)\"\n").unwrap();
        assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>"));
        for bad in ["<a", "javascript", "pmsite-none", "<b", "xlink"] {
            assert!(!svg.contains(bad), "{bad} in {svg}");
        }
        assert!(svg.contains("&lt;b"));
    }

    #[test]
    fn what_cannot_be_drawn_says_why() {
        assert!(render("nothing of the kind").is_err());
        assert_eq!(render(&"a --> b\n".repeat(500)).unwrap_err(), "it is too large to lay out");
        assert!(render("").is_err());
    }

    #[test]
    fn a_drawing_that_could_run_something_is_refused() {
        for bad in [
            "<svg x=\"1\"><script>1</script></svg>",
            "<svg x=\"1\"><g onload=\"x\"/></svg>",
            "<svg x=\"1\"><image href=\"http://x\"/></svg>",
            "<svg x=\"1\"><g fill=\"url(http://x)\"/></svg>",
            "<svg x=\"1\"><g></svg>",
            "<svg x=\"1\"><text>&nbsp;</text></svg>",
            "<svg width=\"1e9\"></svg>",
        ] {
            assert_eq!(safe(bad), None, "{bad}");
        }
        assert_eq!(
            safe("<svg x=\"1\"><a href=\"x\"><text>a</text></a></svg>").unwrap(),
            "<svg x=\"1\"><text>a</text></svg>"
        );
    }
}
