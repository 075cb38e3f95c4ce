//! A document -> the links of its text, each with its place, for who points at one of them.

use super::{open, parse_known};
use crate::config::Config;
use crate::diagnostics::{Report, Span};
use crate::model::{LinkKind, Segment, SourceFile};
use crate::text::foreign::BY_NAME;
use crate::text::html::{Allowance, Drawings};
use crate::text::{lexicon, markdown};
use pulldown_cmark::{Event, Tag};

/// A link where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// All of it, brackets included.
    pub span: Span,
    pub kind: LinkKind,
    /// As [`Segment::LinkStart`] has it.
    pub target: String,
}

/// Links to documents and files, by their place.
#[must_use]
pub(crate) fn links(source: &SourceFile, config: &Config) -> Vec<Link> {
    let mut links = lexicon::with(&config.lexicon, || {
        let drawn_nowhere = Allowance { units: 0, drawings: &Drawings::default() };
        let by_name = parse_known(source, drawn_nowhere, config);
        let named = by_name.document.body.segments.iter().filter_map(|segment| named(&source.text, segment));
        let mut links: Vec<Link> = named.collect();
        let (_, body) = open(source, &mut Report::default());
        links.extend(markdown::read(&body).events.into_iter().filter_map(|(event, range)| {
            let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event else { return None };
            let target = dest_url.strip_prefix(BY_NAME).unwrap_or(&dest_url).to_owned();
            let is_elsewhere = target.contains("://") || target.starts_with("mailto:") || target.starts_with("data:");
            let span = Span::new(range.start, range.end);
            (!is_elsewhere).then_some(Link { span, kind: LinkKind::Relative, target })
        }));
        links
    });
    links.sort_by_key(|link| link.span);
    links
}

/// A link by name in running text, which the parser of Markdown knows nothing of.
fn named(text: &str, segment: &Segment) -> Option<Link> {
    let Segment::LinkStart { kind, target, offset, .. } = segment else { return None };
    let length = match kind {
        LinkKind::Relative => return None,
        LinkKind::Wiki => text.get(*offset..)?.find("]]")? + "]]".len(),
        LinkKind::Mention => target.len(),
    };
    Some(Link { span: Span::new(*offset, offset + length), kind: kind.clone(), target: target.clone() })
}
