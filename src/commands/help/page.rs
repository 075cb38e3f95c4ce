//! A page of the manual -> a terminal: its Markdown as it is, in lines of the terminal's width, and each row of a table below one another.

use crate::diagnostics::Screen;
use crate::manual::unlinked;
use anstream::stream::{AsLockedWrite, RawStream};
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};

pub(super) const HEADING: Style = Style::new().bold().underline();
const PLAIN: Style = Style::new();
const FIRST: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const CODE: Style = AnsiColor::Cyan.on_default();

/// Columns before the cells of a row but the first.
const CELL: usize = 4;

/// Prints pages in lines of a width.
pub(super) struct Page {
    width: usize,
}

impl Page {
    pub(super) fn new(width: usize) -> Self {
        Self { width }
    }

    /// Prints `text`, as the pages are written: each row of a table, each heading on one line.
    pub(super) fn print<W: RawStream + AsLockedWrite>(&self, text: &str, out: &mut Screen<W>) -> io::Result<()> {
        let mut lines = text.lines().peekable();
        let mut head: Vec<String> = Vec::new();
        while let Some(line) = lines.next() {
            if line.starts_with("```") {
                for code in lines.by_ref().take_while(|line| !line.starts_with("```")) {
                    out.paint(CODE, &format!("    {code}"))?;
                    writeln!(out)?;
                }
            } else if line.starts_with('|') {
                match head.is_empty() {
                    true => (head, _) = (cells(line), lines.next()),
                    false => self.row(&head, &cells(line), out)?,
                }
            } else if line.starts_with('#') {
                out.paint(HEADING, line.trim_start_matches('#').trim())?;
                writeln!(out)?;
            } else if !line.starts_with("<!--") {
                head.clear();
                let mut paragraph = line.to_owned();
                let is_more = |next: &&str| !next.is_empty() && !next.starts_with(['#', '|', '`', '-', '<']);
                while let Some(next) = (!line.is_empty()).then(|| lines.next_if(is_more)).flatten() {
                    paragraph.push(' ');
                    paragraph.push_str(next.trim());
                }
                let indent = if line.starts_with("- ") { 2 } else { 0 };
                self.paragraph(&unlinked(&paragraph), (0, indent), PLAIN, out)?;
            }
        }
        Ok(())
    }

    /// The first cell, and below it the others, each behind what its column is called where there are several.
    fn row<W: RawStream + AsLockedWrite>(
        &self,
        head: &[String],
        row: &[String],
        out: &mut Screen<W>,
    ) -> io::Result<()> {
        let Some((first, others)) = row.split_first() else { return Ok(()) };
        self.paragraph(&unlinked(first), (0, 0), FIRST, out)?;
        for (name, cell) in head.iter().skip(1).zip(others).filter(|(_, cell)| !cell.is_empty()) {
            let name = if others.len() > 1 { format!("{name}: ") } else { String::new() };
            write!(out, "{:CELL$}", "")?;
            out.paint(DIM, &name)?;
            self.paragraph(&unlinked(cell), (CELL + name.chars().count(), CELL), PLAIN, out)?;
        }
        Ok(())
    }

    /// Words in lines: the first begins at a column, the others at another.
    fn paragraph<W: RawStream + AsLockedWrite>(
        &self,
        text: &str,
        (first, others): (usize, usize),
        style: Style,
        out: &mut Screen<W>,
    ) -> io::Result<()> {
        let (mut column, mut is_code) = (first, false);
        for (at, word) in text.split(' ').filter(|word| !word.is_empty()).enumerate() {
            let length = word.chars().count();
            let gap = usize::from(at > 0);
            if at > 0 && column + gap + length > self.width {
                write!(out, "\n{:others$}", "")?;
                column = others;
            } else if at > 0 {
                write!(out, " ")?;
                column += 1;
            }
            for part in word.split_inclusive('`') {
                out.paint(if is_code { CODE } else { style }, part)?;
                is_code ^= part.ends_with('`');
            }
            column += length;
        }
        writeln!(out)
    }
}

/// The cells of a table's row; a bar behind a backslash is text.
fn cells(line: &str) -> Vec<String> {
    let line = line.replace("\\|", "\u{0}");
    line.trim_matches('|').split('|').map(|cell| cell.trim().replace('\u{0}', "|")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut screen = Screen::new(Vec::new(), anstream::ColorChoice::Never);
        Page::new(40).print(text, &mut screen).unwrap();
        String::from_utf8(screen.into_inner()).unwrap()
    }

    #[test]
    fn a_page_is_text_in_the_width_of_the_terminal() {
        let text = "# Title\n\nA [link](check.md#x) in a sentence that is longer than\na line of it.\n\n- an item of more words than there is\n  room\n- \
                    two\n\n<!-- table: x -->\n| name | what | why |\n|---|---|---|\n| `a\\|b` | one | |\n| `c` | two words | because it is so |\n<!-- end -->\n\n\
                    ```sh\n| code |\n```\n";
        let expected = "Title\n\nA link in a sentence that is longer than\na line of it.\n\n- an item of more words than there is\n  room\n- two\n\n\
                        `a|b`\n    what: one\n`c`\n    what: two words\n    why: because it is so\n\n    | code |\n";
        assert_eq!(shown(text), expected);
    }

    #[test]
    fn every_page_has_no_line_that_is_too_long_but_code() {
        for topic in crate::manual::TOPICS {
            let shown = shown(topic.text);
            let is_long =
                |line: &&str| line.chars().count() > 40 && line.trim().contains(' ') && !line.starts_with("    ");
            let long: Vec<&str> = shown.lines().filter(is_long).filter(|line| !line.starts_with('`')).collect();
            assert_eq!(long, Vec::<&str>::new(), "{}", topic.name);
        }
    }
}
