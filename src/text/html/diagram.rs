//! Mermaid source to an SVG that is safe to open: laid out with bundled metrics, links and styles taken out, checked.

pub(super) mod budget;
mod order;

use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex};

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
/// Name of the threads that draw: their panics are results, not news, and a program that prints those of its threads may leave them out.
pub const THREAD: &str = "pmsite-diagram";
/// A family that no machine has: the renderer finds no font to measure and falls back to its bundled widths everywhere.
const NO_FONT: &str = "pmsite-none";
const FONTS: &str = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', sans-serif";

/// Sources that were drawn before, or could not be.
#[derive(Debug, Default)]
pub struct Drawings(Mutex<FxHashMap<[u8; 32], Drawn>>);

type Drawn = Result<Arc<str>, String>;

/// More are forgotten together: those of the next documents are drawn again.
const MOST_DRAWINGS: usize = 500;

impl Drawings {
    /// The drawing of `source`, or why there is none. The same source gives the same bytes on any machine.
    fn drawing(&self, source: &str) -> Drawn {
        let key = *blake3::hash(source.as_bytes()).as_bytes();
        if let Some(known) = self.0.lock().ok().and_then(|drawings| drawings.get(&key).cloned()) {
            return known;
        }
        let drawn = draw(source);
        if let Ok(mut drawings) = self.0.lock() {
            if drawings.len() > MOST_DRAWINGS {
                drawings.clear();
            }
            drawings.insert(key, drawn.clone());
        }
        drawn
    }
}

/// What the diagrams of a document may cost, in units of `budget`, and those that were drawn before.
#[derive(Clone, Copy, Debug)]
pub struct Allowance<'a> {
    pub units: u32,
    pub drawings: &'a Drawings,
}

/// The diagrams of one document.
#[derive(Debug)]
pub(super) struct Diagrams<'a> {
    /// What they have cost to draw.
    spent: u32,
    allowance: Allowance<'a>,
}

impl<'a> Diagrams<'a> {
    /// None yet, with so much to spend.
    pub(super) fn new(allowance: Allowance<'a>) -> Self {
        Self { spent: 0, allowance }
    }

    /// Draws `source`, or says why not.
    pub(super) fn draw(&mut self, source: &str) -> Result<Arc<str>, String> {
        self.spent = self.spent.saturating_add(budget::units(source));
        if self.spent > self.allowance.units {
            return Err("the document, or the site before it, holds too many diagrams".to_owned());
        }
        self.allowance.drawings.drawing(source)
    }
}

/// What `source` costs to lay out, in edges of a graph.
fn cost(source: &str) -> usize {
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

/// The drawing in `svg` without links and outside fonts, if a page may show it.
fn safe(svg: &str) -> Option<String> {
    let safe = crate::text::svg::safe(svg.as_bytes()).ok()?.text;
    let root = &safe[..safe.find('>')?];
    let is_sensible = |name: &str| {
        let value = root.split_once(name).and_then(|(_, after)| after.split('"').next());
        value.is_none_or(sensible)
    };
    let fits = safe.len() <= LARGEST_SVG && is_sensible(" width=\"") && is_sensible(" height=\"");
    fits.then(|| safe.replace(NO_FONT, FONTS))
}

fn sensible(length: &str) -> bool {
    length == "100%"
        || length.trim_end_matches("px").parse::<f32>().is_ok_and(|length| length > 0.0 && length <= WIDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diagrams_are_drawn_without_links_and_outside_fonts() {
        let svg = draw("graph LR\n A[\"<b onclick=x> & y\"] --> B\n click A href \"javascript:alert(1)\"\n").unwrap();
        assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>"));
        for bad in ["href", "javascript", "pmsite-none", "<b", "xlink"] {
            assert!(!svg.contains(bad), "{bad} in {svg}");
        }
        assert!(svg.contains("&lt;b"));
    }

    #[test]
    fn what_cannot_be_drawn_says_why() {
        assert!(draw("nothing of the kind").is_err());
        assert_eq!(draw(&"a --> b\n".repeat(500)).unwrap_err(), "it is too large to lay out");
        assert!(draw("").is_err());
    }

    #[test]
    fn a_drawing_is_made_safe_and_one_that_is_too_large_is_refused() {
        let root = "<svg xmlns=\"http://www.w3.org/2000/svg\"";
        for bad in ["><g></svg>", " width=\"1e9\"></svg>", " height=\"-1\"></svg>"] {
            assert_eq!(safe(&format!("{root}{bad}")), None, "{bad}");
        }
        let font = format!("{root} height=\"9px\"><text font-family=\"{NO_FONT}\">a</text>");
        let wanted = format!("{}</svg>", font.replace(NO_FONT, FONTS));
        assert_eq!(safe(&format!("{font}<script>1</script></svg>")).unwrap(), wanted);
    }
}
