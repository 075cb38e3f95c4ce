//! Tables and lists of definitions in HTML, read as those of Markdown are: a head that names passwords, or a cell before the value.

use super::Finding;
use super::columns;
use std::ops::Range;

/// Adds what such cells of `text` hold.
pub(super) fn find(text: &str, found: &mut Vec<Finding>) {
    let has = |tag: &str| memchr::memmem::find(text.as_bytes(), tag.as_bytes()).is_some();
    if !["<td", "<dd", "<TD", "<DD"].into_iter().any(has) {
        return;
    }
    let mut grid = Grid { text, ..Grid::default() };
    for at in memchr::memchr_iter(b'<', text.as_bytes()) {
        let tag = &text[at + 1..];
        let name = tag.trim_start_matches('/');
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        match &*name.to_ascii_lowercase() {
            "td" | "th" | "dt" | "dd" => {
                grid.end_cell(at);
                let behind = text[at..].find('>').map_or(text.len(), |end| at + end + 1);
                grid.open = (!tag.starts_with('/')).then_some(behind);
            }
            "tr" => grid.end_row(at, found),
            "table" | "dl" => {
                grid.end_row(at, found);
                grid.heads = None;
            }
            _ => {}
        }
    }
    grid.end_row(text.len(), found);
}

#[derive(Default)]
struct Grid<'t> {
    text: &'t str,
    /// Where the cell began that is not closed.
    open: Option<usize>,
    row: Vec<Range<usize>>,
    /// Columns whose head names a password; `None` above the first row.
    heads: Option<Vec<(usize, Range<usize>)>>,
}

impl Grid<'_> {
    fn end_cell(&mut self, at: usize) {
        if let Some(start) = self.open.take() {
            self.row.push(columns::bare(self.text, start.min(at)..at));
        }
    }

    fn end_row(&mut self, at: usize, found: &mut Vec<Finding>) {
        self.end_cell(at);
        let row = std::mem::take(&mut self.row);
        if row.is_empty() {
            return;
        }
        let is_name = |cell: &Range<usize>| columns::names_secret(&self.text[cell.clone()]);
        for pair in row.windows(2).filter(|pair| is_name(&pair[0])) {
            columns::add(self.text, pair[0].clone(), pair[1].clone(), found);
        }
        match &self.heads {
            Some(heads) => {
                // Heads stand in order: those behind the end of a short row are not gone through.
                let cells = heads.iter().map_while(|(column, name)| Some((name, row.get(*column)?)));
                cells.for_each(|(name, value)| columns::add(self.text, name.clone(), value.clone(), found));
            }
            None => self.heads = Some(row.into_iter().enumerate().filter(|(_, cell)| is_name(cell)).collect()),
        }
    }
}
