//! What each link of each body points at, and who links whom.

mod nowhere;
mod wiki;

use super::anchors::{Anchors, broken_anchor, is_title, shortened};
use super::elsewhere::Elsewhere;
use super::files::Files;
use super::finder::{Finder, resolve_path};
use super::names::key;
use crate::config::Config;
use crate::diagnostics::{Diagnostic, Report, Span};
use crate::model::catalog::{Attachment, Catalog, DocId, Target, Topic, TopicKind};
use crate::model::source::{Drawing, strip_markdown_suffixes};
use crate::model::{Addresses, AssetFile, LinkKind, Segment, Visibility};
use crate::pipeline::attachment;
use crate::text::foreign::BY_NAME;
use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// A linked file larger than this is copied with a warning.
const LARGE_ATTACHMENT: u64 = 5 * 1024 * 1024;

/// Fills `targets`, `cited_by` and the attachments; unresolved links are warnings.
pub(super) fn resolve(
    catalog: &mut Catalog,
    finder: &Finder,
    assets: &[AssetFile],
    elsewhere: &Elsewhere<'_>,
    config: &Config,
    report: &mut Report,
) {
    let resolver = Resolver::new(catalog, finder, (assets, elsewhere), config);
    let ids: Vec<DocId> = (0..).map(DocId).take(catalog.documents.len()).collect();
    // Beside each other: each begins with something that is gathered once.
    let (duplicates, bodies): (Vec<Diagnostic>, Vec<ResolvedBody<'_>>) = rayon::join(
        || ids.par_iter().filter_map(|id| duplicate_id(catalog, finder, *id)).collect(),
        || ids.par_iter().map(|id| resolver.body(*id)).collect(),
    );
    report.diagnostics.extend(duplicates);
    // In the order of documents: the first that links a file gives its name.
    let mut attachments = Attachments::default();
    let mut all: Vec<(Vec<Target>, Vec<DocId>, Vec<usize>)> = Vec::with_capacity(bodies.len());
    for (id, body) in ids.into_iter().zip(bodies) {
        report.extend(body.report);
        all.push((body.slots.into_iter().map(|slot| attachments.target(slot, id)).collect(), body.cites, body.turned));
    }
    let attachments = attachments.finish(catalog, report);
    let mut cited_by: Vec<Vec<DocId>> = vec![Vec::new(); catalog.documents.len()];
    for (id, (_, cites, _)) in (0..).map(DocId).zip(&all) {
        for cited in cites {
            cited_by[cited.index()].push(id);
        }
    }
    for ((entry, (targets, _, turned)), cited_by) in catalog.documents.iter_mut().zip(all).zip(cited_by) {
        entry.targets = targets;
        wiki::turn(&mut entry.document, &turned);
        entry.cited_by = cited_by;
    }
    catalog.attachment_at = attachments.iter().enumerate().map(|(at, file)| (Arc::clone(&file.source), at)).collect();
    catalog.attachments = attachments;
}

fn duplicate_id(catalog: &Catalog, finder: &Finder, id: DocId) -> Option<Diagnostic> {
    let document = &catalog.entry(id).document;
    let own = document.postmortem()?.id.as_ref()?;
    let first = finder.incident(&own.value).filter(|first| *first != id)?;
    let holder = &catalog.entry(first).document.source;
    let message = format!("the id `{}` belongs to {holder} already", own.value);
    let hint = "links by this id go to the first document; give this one an id of its own";
    Some(Diagnostic::warning("duplicate-id", &document.source, message).at(own.span()).naming(holder).hint(hint))
}

/// A file that a document links.
struct Linked<'a> {
    url: String,
    asset: &'a AssetFile,
    /// The first document that links it, and the source offset of the link.
    by: (DocId, usize),
}

/// What a slot points at: a target, or a file (and the source offset of the link) whose URL is still to be given.
enum Slot<'a> {
    Target(Target),
    File(&'a AssetFile, usize),
}

/// The slots of one body in their order, the documents it cites (each once, not itself), and what was noticed.
struct ResolvedBody<'a> {
    slots: Vec<Slot<'a>>,
    cites: Vec<DocId>,
    /// Segments that open a link whose label names the page, and whose target is its label.
    turned: Vec<usize>,
    report: Report,
}

/// The files that documents link, as they get their URLs.
#[derive(Default)]
struct Attachments<'a> {
    /// By source path.
    linked: BTreeMap<Arc<str>, Linked<'a>>,
    /// Their URLs. Nothing but them lies in `files/`.
    addresses: Addresses<()>,
}

struct Resolver<'a> {
    catalog: &'a Catalog,
    finder: &'a Finder,
    files: Files<'a>,
    elsewhere: &'a Elsewhere<'a>,
    /// By URL without final slash, each with its document. Gathered when first asked for: most links are paths of files.
    pages: OnceLock<FxHashMap<Cow<'a, str>, Option<DocId>>>,
    /// What links by name may mean besides documents.
    topics: OnceLock<FxHashMap<Cow<'a, str>, &'a Topic>>,
    /// The anchors of each document. Gathered when a link first names one.
    anchors: Vec<OnceLock<Anchors<'a>>>,
    /// Path of the site's root in its host, from `site-url`.
    base: String,
    /// Who reads the site: of what is not public nothing is said, not even that it is there.
    audience: Visibility,
}

impl<'a> Resolver<'a> {
    fn new(
        catalog: &'a Catalog,
        finder: &'a Finder,
        (assets, elsewhere): (&'a [AssetFile], &'a Elsewhere<'a>),
        config: &Config,
    ) -> Self {
        Self {
            catalog,
            finder,
            files: Files::new(assets, Arc::clone(finder.above())),
            elsewhere,
            pages: OnceLock::new(),
            topics: OnceLock::new(),
            anchors: catalog.documents.iter().map(|_| OnceLock::new()).collect(),
            base: config.html.base().trim_matches('/').to_owned(),
            audience: config.audience.audience,
        }
    }

    fn body(&self, id: DocId) -> ResolvedBody<'a> {
        let document = &*self.catalog.entry(id).document;
        let mut body =
            ResolvedBody { slots: Vec::new(), cites: Vec::new(), turned: Vec::new(), report: Report::default() };
        for (at, segment) in document.body.segments.iter().enumerate() {
            let report = &mut body.report;
            let (slot, cited) = match segment {
                Segment::LinkStart { kind: LinkKind::Relative, target, offset, .. } => {
                    self.relative(id, target, *offset, false, report)
                }
                Segment::Image { target, offset, .. } => self.relative(id, target, *offset, true, report),
                Segment::LinkStart { kind: LinkKind::Wiki, target, offset, .. } => {
                    let link = (target.as_str(), *offset);
                    let found = self.wiki(id, document, link, report);
                    let found = found.or_else(|| self.turned(document, at).inspect(|_| body.turned.push(at)));
                    found.unwrap_or_else(|| self.nameless(document, link, report))
                }
                Segment::LinkStart { kind: LinkKind::Mention, target, .. } => slot(self.mention(id, target)),
                Segment::Html(_)
                | Segment::LinkEnd
                | Segment::FoldStart { .. }
                | Segment::FoldEnd
                | Segment::Diagram { .. } => continue,
            };
            body.slots.push(slot);
            body.cites.extend(cited.filter(|cited| *cited != id));
        }
        body.cites.sort_unstable();
        body.cites.dedup();
        body
    }

    fn mention(&self, id: DocId, name: &str) -> (Target, Option<DocId>) {
        match self.finder.incident(name).filter(|found| *found != id) {
            Some(found) => (Target::Site(self.catalog.entry(found).url.clone()), Some(found)),
            None => (Target::Text, None),
        }
    }

    /// The address of a document and the part of it that a link names; the document alone where it has no such part.
    fn at_anchor(
        &self,
        id: DocId,
        fragment: Option<&str>,
        (source, offset): (&Arc<str>, usize),
        report: &mut Report,
    ) -> String {
        let url = self.with_fragment(id, fragment);
        if let Some(fragment) = fragment.filter(|fragment| self.is_lost(id, fragment, &url)) {
            report.push(broken_anchor(source, offset, fragment, &self.catalog.entry(id).document.source));
        }
        url
    }

    /// Whether `fragment` names a part that the document does not have, so that `url` leaves it out.
    fn is_lost(&self, id: DocId, fragment: &str, url: &str) -> bool {
        !fragment.is_empty() && !url.contains('#') && !is_title(fragment, &self.catalog.entry(id).document.title.value)
    }

    fn with_fragment(&self, id: DocId, fragment: Option<&str>) -> String {
        let entry = self.catalog.entry(id);
        let anchors = || self.anchors[id.index()].get_or_init(|| Anchors::of(&entry.document.body));
        let known = fragment.filter(|fragment| !fragment.is_empty()).and_then(|fragment| anchors().find(fragment));
        known.map_or_else(|| entry.url.clone(), |fragment| format!("{}#{fragment}", entry.url))
    }

    fn relative(
        &self,
        id: DocId,
        raw: &str,
        offset: usize,
        is_image: bool,
        report: &mut Report,
    ) -> (Slot<'a>, Option<DocId>) {
        let (raw, is_name) = raw.strip_prefix(BY_NAME).map_or((raw, false), |name| (name, true));
        let (before, fragment) = raw.split_once('#').map_or((raw, None), |(before, fragment)| (before, Some(fragment)));
        let path = percent_decode_str(before.split('?').next().unwrap_or_default()).decode_utf8_lossy();
        let source = &self.catalog.entry(id).document.source;
        if path.is_empty() && !is_image {
            return slot(self.in_page(id, fragment, source, offset, report));
        }
        if !is_image && let Some(found) = self.finder.linked(source, &path) {
            return slot((Target::Site(self.at_anchor(found, fragment, (source, offset), report)), Some(found)));
        }
        if let Some(asset) = self.file(source, (before, &path), is_name) {
            report.diagnostics.extend(changed_drawing(asset, source, offset));
            return (Slot::File(asset, offset), None);
        }
        if !is_image && let Some((url, document)) = self.page_at(id, &path) {
            return slot((Target::Site(url), document));
        }
        let elsewhere = self.elsewhere.linked(source, &path, &shortened(raw));
        report.push(elsewhere.unwrap_or_else(|| self.broken(source, raw, &path, is_image)).at(Span::at(offset)));
        slot((Target::Broken, None))
    }

    /// Of a path that leads to nothing: what its author may have meant.
    fn broken(&self, source: &Arc<str>, raw: &str, path: &str, is_image: bool) -> Diagnostic {
        let (code, what) = if is_image { ("broken-image", "image") } else { ("broken-link", "link") };
        let (place, other) = nowhere::told(self.audience);
        let message = format!("the {what} `{}` points at nothing {place}", shortened(raw));
        let hint = self
            .suggestion(path)
            .or_else(|| self.files.suggestion(source, path, &|folder| self.is_of_another(source, folder)))
            .unwrap_or_else(|| {
                if path.contains('\\') { "write `/` instead of a backslash, and correct the path" } else { other }
                    .to_owned()
            });
        Diagnostic::warning(code, source, message).hint(hint)
    }

    /// Whether a folder holds documents, and that of `source` does not lie in it: what else it holds belongs to them.
    fn is_of_another(&self, source: &str, folder: &str) -> bool {
        let above = |path: &str| path.rsplit_once('/').map_or(String::new(), |(above, _)| above.to_owned());
        let (own, is_root) = (format!("{}/", above(source)), folder.is_empty());
        !is_root
            && !own.starts_with(&format!("{folder}/"))
            && self.catalog.documents.iter().any(|entry| above(&entry.document.source) == folder)
    }

    fn in_page(
        &self,
        id: DocId,
        fragment: Option<&str>,
        source: &Arc<str>,
        offset: usize,
        report: &mut Report,
    ) -> (Target, Option<DocId>) {
        let url = self.with_fragment(id, fragment);
        if let Some(fragment) = fragment.filter(|fragment| *fragment != "top" && self.is_lost(id, fragment, &url)) {
            report.push(broken_anchor(source, offset, fragment, source));
            return (Target::Broken, None);
        }
        (Target::Site(url), None)
    }

    /// The file at a path as written, or with its `%20` read as blanks.
    fn file(&self, source: &str, (raw, path): (&str, &str), is_name: bool) -> Option<&'a AssetFile> {
        let one = |path: &str| if is_name { self.files.named(source, path) } else { self.files.at(source, path) };
        one(path).or_else(|| one(raw).filter(|_| raw != path))
    }

    /// A path that is written as a URL of the site: relative to the page, or from the site's root.
    fn page_at(&self, id: DocId, path: &str) -> Option<(String, Option<DocId>)> {
        let from_root =
            path.strip_prefix('/').map(|path| path.strip_prefix(self.base.as_str()).unwrap_or(path).to_owned());
        let url = from_root.or_else(|| resolve_path(&format!("{}index.html", self.catalog.entry(id).url), path))?;
        let url = url.trim_matches('/').trim_end_matches("index.html").trim_end_matches('/').to_owned();
        if let Some(document) = self.pages().get(url.as_str()) {
            return Some((if url.is_empty() { url } else { format!("{url}/") }, *document));
        }
        let found = self.finder.known_as(&url)?;
        Some((self.catalog.entry(found).url.clone(), Some(found)))
    }

    fn pages(&self) -> &FxHashMap<Cow<'a, str>, Option<DocId>> {
        self.pages.get_or_init(|| {
            let catalog = self.catalog;
            let topics = TopicKind::ALL.into_iter().flat_map(|kind| catalog.topics.of(kind));
            let topics = topics.map(|topic| (topic.url().trim_end_matches('/').to_owned().into(), topic.declared));
            let documents = (0..).map(|id| Some(DocId(id))).zip(&catalog.documents);
            // Last, so that the page of a document that declares a topic is told to be the document's.
            let documents = documents.map(|(id, entry)| (entry.url.trim_end_matches('/').into(), id));
            topics.chain(documents).collect()
        })
    }

    /// By all their names. Gathered when first asked for.
    fn topics(&self) -> &FxHashMap<Cow<'a, str>, &'a Topic> {
        self.topics.get_or_init(|| {
            let kinds = [TopicKind::Service, TopicKind::RootCause, TopicKind::Team, TopicKind::Tag, TopicKind::Alert];
            let mut topics = FxHashMap::default();
            for topic in kinds.into_iter().flat_map(|kind| self.catalog.topics.of(kind)) {
                let names = std::iter::once(&topic.name).chain(&topic.aliases).map(|name| key(name));
                for name in names.chain([Cow::from(&topic.slug)]) {
                    topics.entry(name).or_insert(topic);
                }
            }
            topics
        })
    }

    fn suggestion(&self, path: &str) -> Option<String> {
        let name = path.rsplit('/').find(|part| !part.is_empty())?;
        let stem = key(strip_markdown_suffixes(name));
        let found = self.finder.named(&stem)?;
        Some(format!("did you mean {}?", self.catalog.entry(found).document.source))
    }
}

impl<'a> Attachments<'a> {
    fn target(&mut self, slot: Slot<'a>, by: DocId) -> Target {
        match slot {
            Slot::Target(target) => target,
            Slot::File(asset, offset) => Target::Site(self.attach(asset, (by, offset))),
        }
    }

    fn attach(&mut self, asset: &'a AssetFile, by: (DocId, usize)) -> String {
        if let Some(linked) = self.linked.get(&asset.path) {
            return linked.url.clone();
        }
        let url = attachment::published_path(&asset.path, asset.drawing);
        let url = self.addresses.claim_numbered(url, (), attachment::numbered);
        self.linked.insert(Arc::clone(&asset.path), Linked { url: url.clone(), asset, by });
        url
    }

    fn finish(self, catalog: &Catalog, report: &mut Report) -> Vec<Attachment> {
        let attachment = |(source, Linked { url, asset, by: (by, offset) }): (Arc<str>, Linked<'_>)| {
            if asset.size > LARGE_ATTACHMENT {
                let message = format!(
                    "the linked file `{source}` has {} MB; every copy of the site carries it",
                    asset.size / 1_000_000
                );
                let document = &catalog.entry(by).document.source;
                report.push(
                    Diagnostic::warning("large-attachment", document, message)
                        .at(Span::at(offset))
                        .hint("shrink it, or link it where it is hosted"),
                );
            }
            Attachment { source, location: asset.location.clone(), url, size: asset.pixels }
        };
        let mut attachments: Vec<Attachment> = self.linked.into_iter().map(attachment).collect();
        attachments.sort_by(|a, b| a.url.cmp(&b.url));
        attachments
    }
}

fn slot<'a>((target, cited): (Target, Option<DocId>)) -> (Slot<'a>, Option<DocId>) {
    (Slot::Target(target), cited)
}

/// Says of a linked drawing that readers do not get it as it is.
fn changed_drawing(asset: &AssetFile, source: &Arc<str>, offset: usize) -> Option<Diagnostic> {
    let path = &asset.path;
    let (message, hint) = match asset.drawing? {
        Drawing::Safe { was_active: false } => return None,
        Drawing::Safe { was_active: true } => (
            format!("the drawing `{path}` is published without its script"),
            "export it without script; link the original where it is hosted if readers need what the script did",
        ),
        Drawing::Refused(reason) => (
            format!("the drawing `{path}` {reason}: it is offered as text and not shown"),
            "export it as plain SVG without a DOCTYPE of its own and with text as text or paths, or as PNG",
        ),
    };
    Some(Diagnostic::warning("active-image", source, message).at(Span::at(offset)).hint(hint))
}
