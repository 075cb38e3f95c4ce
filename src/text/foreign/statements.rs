//! Code of MDX: whether a line is a statement between its blocks, which is no text; expressions in the attributes of elements.

use super::Output;

/// Longest opening tag, in bytes.
const LONGEST_TAG: usize = 2_000;

/// Whether a statement of code may start on this line, between blocks of an MDX file.
pub(crate) fn opens_statement(line: &str) -> bool {
    let words = [
        "import{",
        "export const ",
        "export let ",
        "export var ",
        "export default ",
        "export function ",
        "export async ",
    ];
    let imports = |rest: &str| rest.starts_with(['{', '*', '\'', '"']) || rest.contains(", {") || names_source(rest);
    words.iter().any(|word| line.starts_with(word)) || line.strip_prefix("import ").is_some_and(imports)
}

/// `A from './a'`.
fn names_source(rest: &str) -> bool {
    rest.contains(" from '") || rest.contains(" from \"")
}

/// A statement that ends on its line, in any Markdown file: a sentence may begin with the word.
pub(crate) fn is_statement(line: &str) -> bool {
    let line = line.trim_end();
    let end = line.trim_end_matches(';');
    let quoted = end.ends_with(['\'', '"']);
    let import = line
        .strip_prefix("import ")
        .is_some_and(|rest| quoted && (rest.starts_with(['\'', '"']) || names_source(rest)));
    import || ["export const ", "export let "].iter().any(|word| line.starts_with(word)) && line.ends_with(';')
}

/// `<img src={useBaseUrl('/x.png')} width={300} style={{color: 'red'}}/>` at `at`: an attribute keeps a text or a number of its
/// expression, and goes without.
pub(super) fn expressions(output: &mut Output<'_>, at: usize) -> Option<usize> {
    let source = output.source;
    let near = &source[at..source.floor_char_boundary((at + LONGEST_TAG).min(source.len()))];
    if !near[1..].starts_with(|c: char| c.is_ascii_lowercase()) {
        return None;
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    let (mut depth, mut quote) = (0_usize, None);
    let end = near.bytes().enumerate().position(|(place, byte)| {
        match (quote, byte) {
            (Some(open), _) => quote = quote.filter(|_| byte != open),
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'{') => {
                if depth == 0 {
                    found.push((place, near.len()));
                }
                depth += 1;
            }
            (None, b'}') => {
                depth = depth.saturating_sub(1);
                if depth == 0
                    && let Some((_, end)) = found.last_mut()
                {
                    *end = place + 1;
                }
            }
            (None, b'>') if depth == 0 => return true,
            (None, _) => {}
        }
        false
    })?;
    for (open, close) in found.iter().filter(|(open, _)| near[..*open].ends_with('=')) {
        let name = near[..open - 1].rfind(char::is_whitespace)?;
        match value(&near[open + 1..close - 1]) {
            Some(value) => output.replace(at + open..at + close, &format!("\"{value}\"")),
            None => output.replace(at + name..at + close, ""),
        }
    }
    (!found.is_empty()).then_some(at + end + 1)
}

/// The text of an expression, or its number.
fn value(expression: &str) -> Option<&str> {
    let expression = expression.trim();
    if !expression.is_empty() && expression.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(expression);
    }
    let quote = expression.find(['\'', '"', '`']).filter(|_| !expression.starts_with(['{', '[']))?;
    let inner = &expression[quote + 1..];
    let text = &inner[..inner.find(&expression[quote..=quote])?];
    (!text.contains(['"', '<', '>', '\n', '$'])).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_told_from_sentences() {
        let whole = ["import A from './a';", "import './b.css'", "export const x = 1;"];
        assert!(whole.iter().all(|line| is_statement(line) && opens_statement(line)));
        let open = ["export const post = {", "import {", "export default function X() {"];
        assert!(open.iter().all(|line| opens_statement(line) && !is_statement(line)));
        let sentences = [
            "import of lamps from abroad was stopped.",
            "import of a user's data failed",
            "export of data failed",
            "# import",
        ];
        assert!(sentences.iter().all(|line| !is_statement(line) && !opens_statement(line)));
    }
}
