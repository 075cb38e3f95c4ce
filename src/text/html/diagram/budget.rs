//! What diagrams cost to draw, before one is drawn. The layout takes time with the square of the edges; a unit is about two
//! milliseconds on one core for a graph where everything is joined to everything, and less for others.

use super::{MOST_EDGES, cost};

/// What one document may spend: some ten diagrams of 25 edges.
pub(crate) const MOST: u32 = 6_000;

/// What it costs to draw `source`; refusing what is too large costs next to nothing.
pub(crate) fn units(source: &str) -> u32 {
    let edges = cost(source);
    if edges > MOST_EDGES { 1 } else { u32::try_from(edges * edges).unwrap_or(MOST).max(1) }
}

/// What the fenced diagrams of a document may cost, [`MOST`] at most. It is told from the lines alone: a fence that is not seen
/// here is not drawn later.
pub(crate) fn of_document(text: &str) -> u32 {
    // In any case of letters, as the language of a block is read.
    let names = |text: &str| {
        let is_name =
            |at: usize| text.as_bytes()[at..].get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"mermaid"));
        memchr::memchr2_iter(b'm', b'M', text.as_bytes()).any(is_name)
    };
    if !names(text) {
        return 0;
    }
    // Behind the marks of quotes and lists.
    let is_mark = |c: char| matches!(c, '>' | '-' | '*' | '+' | '.' | ')' | ' ' | '\t') || c.is_ascii_digit();
    let is_fence = |line: &str| {
        let line = line.trim_start_matches(is_mark);
        line.starts_with("```") || line.starts_with("~~~")
    };
    let mut total = 0_u32;
    let mut lines = text.split(['\n', '\r']);
    while let Some(line) = lines.next() {
        if is_fence(line) && names(line) {
            let inside = lines.by_ref().take_while(|line| !is_fence(line));
            let source: String = inside.flat_map(|line| [line.trim_start_matches(['>', ' ', '\t']), "\n"]).collect();
            total = total.saturating_add(units(&source));
        }
    }
    total.min(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_costs_what_its_diagrams_do() {
        assert_eq!(of_document("mermaid --> is a word here"), 0);
        let chain = "a --> b\nb --> c\nc --> d\n";
        let fenced = format!("```mermaid\ngraph LR\n{chain}```\n");
        assert_eq!((units(chain), of_document(&fenced)), (9, 9));
        assert_eq!(of_document(&format!("{fenced}\n> ~~~ mermaid\n> graph LR\n> a --> b\n> ~~~\n\n{fenced}")), 19);
        let messages = format!("> ```mermaid\n> sequenceDiagram\n{}> ```\n", "> A->>B: x\n".repeat(80));
        assert_eq!(of_document(&messages), 100);
        // Too large to be drawn.
        assert_eq!(of_document(&format!("```mermaid\n{}```\n", "a --> b\n".repeat(900))), 1);
        let dense = format!("```mermaid\n{}```\n", "a --> b\n".repeat(60));
        assert_eq!(of_document(&dense.repeat(50)), MOST);
    }
}
