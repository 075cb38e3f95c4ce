//! Tables of Markdown to HTML: as wide as their heads, whatever their rows hold.

use super::open::Content;
use super::writer::Writer;
use pulldown_cmark::Alignment;

/// Most columns that browsers let one cell span.
const WIDEST_CELL: usize = 1000;

/// The open table.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Alignment classes.
    columns: Vec<&'static str>,
    /// The column that comes next, and whether the head is open.
    column: usize,
    in_head: bool,
    /// Where the open or last cell starts in the HTML.
    cell_start: usize,
    /// End of the last cell in the source.
    cell_end: usize,
}

impl Writer<'_> {
    /// Opens a table in a box that scrolls.
    pub(super) fn start_table(&mut self, alignments: &[Alignment]) {
        self.table.columns.clear();
        self.table.columns.extend(alignments.iter().map(|alignment| match alignment {
            Alignment::Right => " class=\"right\"",
            Alignment::Center => " class=\"center\"",
            Alignment::Left | Alignment::None => "",
        }));
        let start = "<div class=\"table-wrap\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>\n";
        self.start_element(Content::List, start, "</table></div>\n");
    }

    /// Opens a cell with the alignment of its column.
    pub(super) fn start_cell(&mut self) {
        let class = self.table.columns.get(self.table.column).copied().unwrap_or("");
        let (start, plain, close) =
            if self.table.in_head { ("<th", "<th>", "</th>") } else { ("<td", "<td>", "</td>") };
        if self.table.column > 0 {
            self.plain.space();
        }
        self.table.cell_start = self.out.len();
        if class.is_empty() {
            self.start_element(Content::Item, plain, close);
        } else {
            self.start_element(Content::Item, start, close);
            if self.open.is_printed() {
                self.html(class);
                self.html(">");
            }
        }
        self.table.column += 1;
    }

    /// Opens the head.
    pub(super) fn start_head(&mut self) {
        self.table.in_head = true;
        self.table.column = 0;
        self.start_element(Content::Item, "<thead><tr>", "</tr></thead>\n");
    }

    /// Closes the head.
    pub(super) fn end_head(&mut self) {
        self.end_element();
        self.table.in_head = false;
        self.plain.end_block();
    }

    /// Opens a row.
    pub(super) fn start_row(&mut self) {
        self.table.column = 0;
        self.start_element(Content::Item, "<tr>", "</tr>\n");
    }

    /// Closes a row that ends at `end` in the source.
    pub(super) fn end_row(&mut self, end: usize) {
        self.missing_cells();
        self.excess_cells(end);
        self.end_element();
        self.plain.end_block();
    }

    /// Closes a cell that ends at `end` in the source. A header without words heads nothing: it becomes a plain cell.
    pub(super) fn end_cell(&mut self, end: usize) {
        self.table.cell_end = end;
        self.end_element();
        let (html, start) = (self.out.html(), self.table.cell_start);
        let cell = html.get(start..).unwrap_or_default();
        let is_empty = cell.strip_prefix("<th").and_then(|rest| rest.strip_suffix("></th>"));
        if self.table.in_head && is_empty.is_some_and(|attributes| !attributes.contains('>')) {
            html.replace_range(start..start + "<th".len(), "<td");
            html.truncate(html.len() - "</th>".len());
            html.push_str("</td>");
        }
    }

    /// Cells that a row lacks: the parser adds them, and all but the first of them were left out. They are one wide cell, for a
    /// table of many columns and short rows has far more of them than the source has letters.
    fn missing_cells(&mut self) {
        let missing = self.table.columns.len().saturating_sub(self.table.column);
        if missing == 0 || !self.open.is_printed() {
            return;
        }
        match missing.min(WIDEST_CELL) {
            1 => self.html("<td></td>"),
            wide => self.html(&format!("<td colspan=\"{wide}\"></td>")),
        }
    }

    /// Cells beyond the head's width are no cells to the parser: their text is added to the row's last cell.
    fn excess_cells(&mut self, row_end: usize) {
        let rest = self
            .source
            .text
            .get(self.table.cell_end..row_end)
            .unwrap_or("")
            .trim_matches(|c: char| c == '|' || c.is_whitespace());
        if self.table.cell_end == 0 || is_comment(rest) {
            return;
        }
        let rest = rest.to_owned();
        let html = self.out.html();
        let is_cell = html.ends_with("</td>");
        if is_cell {
            html.truncate(html.len() - "</td>".len());
        }
        self.plain.space();
        self.html(" | ");
        self.text(&rest);
        self.html(if is_cell { "</td>" } else { "" });
        let message = "this row has more cells than the table's head: they are printed in its last cell".to_owned();
        let hint = "add columns to the head, or write \\| for a bar that is text";
        self.notices.warn("table-cells", self.table.cell_end, message, hint);
    }
}

/// Whether a text is nothing but comments.
fn is_comment(text: &str) -> bool {
    let mut rest = text.trim();
    while let Some((_, behind)) = rest.strip_prefix("<!--").and_then(|rest| rest.split_once("-->")) {
        rest = behind.trim_start_matches(|c: char| c == '|' || c.is_whitespace());
    }
    rest.is_empty()
}
