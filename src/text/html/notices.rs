//! What was noticed while a document was rendered, to its report: of each kind so many, and how many more.

use crate::diagnostics::{Diagnostic, Report, Span};
use std::sync::Arc;

/// Problems of one kind reported for one document: how many are printed is the printers' business, and a file of nothing else must not
/// fill the memory.
const MOST_OF_A_KIND: usize = 1_000;

/// The problems of one document.
pub(super) struct Notices<'a> {
    path: &'a Arc<str>,
    report: &'a mut Report,
    counts: Vec<Count>,
}

/// Problems of one kind.
struct Count {
    code: &'static str,
    count: usize,
    /// Source offset of the last one listed, then of the first one that was not.
    last: usize,
}

impl<'a> Notices<'a> {
    /// Of the document at `path`.
    pub(super) fn new(path: &'a Arc<str>, report: &'a mut Report) -> Self {
        Self { path, report, counts: Vec::new() }
    }

    /// Reports a problem, up to [`MOST_OF_A_KIND`].
    pub(super) fn warn(&mut self, code: &'static str, offset: usize, message: String, hint: &str) {
        let index = self.counts.iter().position(|known| known.code == code).unwrap_or_else(|| {
            self.counts.push(Count { code, count: 0, last: offset });
            self.counts.len() - 1
        });
        let known = &mut self.counts[index];
        known.count += 1;
        if known.count <= MOST_OF_A_KIND + 1 {
            known.last = offset;
        }
        if known.count <= MOST_OF_A_KIND {
            self.report.push(Diagnostic::warning(code, self.path, message).at(Span::at(offset)).hint(hint));
        }
    }

    /// Says how many problems of each kind were not listed, at the first of them.
    pub(super) fn finish(self) {
        for Count { code, count, last } in self.counts {
            if count > MOST_OF_A_KIND {
                let message = format!("{} more like this in the same document", count - MOST_OF_A_KIND);
                self.report.push(Diagnostic::warning(code, self.path, message).at(Span::at(last)));
            }
        }
    }
}
