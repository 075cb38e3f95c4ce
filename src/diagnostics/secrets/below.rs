//! A line that says no more than that a password follows, and the line below that holds nothing else: a heading, a block of YAML, a
//! label in bold, a term of a list of definitions.

use super::Finding;
use super::columns;
use super::rules::RULES;
use std::ops::Range;

/// Bytes of a line that is but a name.
const LONGEST: usize = 60;
/// Lines below it among which its value stands.
const NEAR: usize = 3;

/// Adds what stands below the line `line` of `text`, if that names a password and says nothing else.
pub(super) fn find(text: &str, line: &Range<usize>, found: &mut Vec<Finding>) {
    if line.len() > LONGEST {
        return;
    }
    separated(text, line, found);
    let name = columns::bare(text, line.clone());
    let name = name.start..name.start + text[name].trim_end_matches(is_closing).len();
    if !columns::names_secret(&text[name.clone()]) {
        return;
    }
    let mut below = columns::lines_below(text, line.end, NEAR).filter(|line| !is_fence(&text[line.clone()]));
    let Some(value) = below.find(|line| !text[line.clone()].trim().is_empty()) else { return };
    let value = columns::bare(text, value);
    let label = RULES.guards.value_labels.iter().find(|label| text[value.clone()].starts_with(&***label));
    let value = columns::bare(text, value.start + label.map_or(0, String::len)..value.end);
    columns::add(text, name, value, found);
}

/// Signs between the values of a row, in files of tables.
const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// Adds what stands in the rows below, if the line is the head of a table without marks: `user,password`. A row of a table above is no
/// head: from each row all below it would be looked through.
fn separated(text: &str, head: &Range<usize>, found: &mut Vec<Finding>) {
    let Some(sign) = SEPARATORS.into_iter().find(|sign| text[head.clone()].contains(*sign)) else { return };
    let cells = |line: Range<usize>| {
        let places = text[line].split(sign).map(|cell| {
            let start = cell.as_ptr() as usize - text.as_ptr() as usize;
            columns::bare(text, start..start + cell.len())
        });
        places.collect::<Vec<_>>()
    };
    let heads = cells(head.clone());
    let secret: Vec<usize> = (0..heads.len()).filter(|at| columns::names_secret(&text[heads[*at].clone()])).collect();
    if secret.is_empty() || heads.iter().any(|name| text[name.clone()].contains(char::is_whitespace)) {
        return;
    }
    let has_blanks = |line: &str| line.contains([sign, ' '].iter().collect::<String>().as_str());
    let is_spaced = has_blanks(&text[head.clone()]);
    let is_row = |line: &Range<usize>| {
        let line = &text[line.clone()];
        line.split(sign).count() == heads.len() && has_blanks(line) == is_spaced
    };
    if head.start > 0 && is_row(&columns::line_at(text, head.start - 1)) {
        return;
    }
    for row in columns::lines_below(text, head.end, ROWS).take_while(is_row).map(cells) {
        for at in &secret {
            columns::add(text, heads[*at].clone(), row[*at].clone(), found);
        }
    }
}

/// Rows that are looked at.
const ROWS: usize = 1000;

/// What ends a name: `**Password:**`, `password: >-`, `Password =`.
fn is_closing(c: char) -> bool {
    c.is_whitespace() || ":=*_#|>+-\"'`：".contains(c)
}

fn is_fence(line: &str) -> bool {
    line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~")
}
