//! Lines of MDX -> whether they are statements of code between its blocks, which are no text.

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
