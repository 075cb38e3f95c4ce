//! The nouns: what the stages hand to one another. No IO, no parsing, no HTML templates.
//!
//! [`SourceFile`] -> [`Document`] (a [`Postmortem`], a service, a root cause or a plain page, its body a
//! [`Body`] with link slots) -> [`Catalog`] -> [`Page`] -> [`Output`]. Each type is complete when it exists.

pub(crate) mod action_item;
pub(crate) mod addresses;
pub(crate) mod body;
pub(crate) mod catalog;
pub(crate) mod document;
pub(crate) mod fact;
pub(crate) mod media;
pub(crate) mod moment;
pub(crate) mod page;
pub(crate) mod postmortem;
pub(crate) mod record;
pub(crate) mod relations;
pub(crate) mod section;
pub(crate) mod severity;
pub(crate) mod source;
mod stored;
pub(crate) mod timeline;

pub(crate) use action_item::ActionItem;
pub use action_item::{ActionKind, ActionStatus};
pub(crate) use addresses::Addresses;
pub use body::Segment;
pub(crate) use body::{Body, CodeBlock, Heading, LinkKind};
pub use catalog::Catalog;
pub use document::Document;
pub(crate) use document::{Content, Visibility};
pub(crate) use fact::Fact;
pub use fact::Provenance;
pub(crate) use moment::Moment;
pub use page::Output;
pub use postmortem::Postmortem;
pub(crate) use relations::Relations;
pub(crate) use section::Section;
pub use section::SectionName;
pub(crate) use severity::Severity;
pub(crate) use source::AssetFile;
pub use source::{Fingerprint, SourceFile, Zone};
pub(crate) use timeline::{EventTime, Timeline, TimelineEvent};
