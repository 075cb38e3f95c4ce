//! A line that says no more than that a password follows, and the line below that holds nothing else: a heading, a block of YAML, a
//! label in bold, a term of a list of definitions.

use super::Finding;
use super::columns;
use std::ops::Range;

/// Bytes of a line that is but a name.
const LONGEST: usize = 60;

/// Adds what stands below the line `line` of `text`, if that names a password and says nothing else.
pub(super) fn find(text: &str, line: &Range<usize>, found: &mut Vec<Finding>) {
    if line.len() > LONGEST {
        return;
    }
    let name = columns::bare(text, line.clone());
    let name = name.start..name.start + text[name].trim_end_matches(is_closing).len();
    if !columns::names_secret(&text[name.clone()]) {
        return;
    }
    let mut below = columns::lines_below(text, line.end).filter(|line| !is_fence(&text[line.clone()]));
    let Some(value) = below.find(|line| !text[line.clone()].trim().is_empty()) else { return };
    let value = columns::bare(text, value);
    columns::add(text, name, value, found);
}

/// What ends a name: `**Password:**`, `password: >-`, `Password =`.
fn is_closing(c: char) -> bool {
    c.is_whitespace() || ":=*_#|>+-\"'`：".contains(c)
}

fn is_fence(line: &str) -> bool {
    line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~")
}
