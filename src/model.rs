//! The nouns: what the stages hand to one another. No IO, no parsing, no HTML templates.
//!
//! [`SourceFile`] -> [`Document`] (a [`Postmortem`], a service, a root cause or a plain page, its body a
//! [`Body`] with link slots) -> [`Catalog`] -> [`Page`] -> [`Output`]. Each type is complete when it exists.

pub mod action_item;
pub mod addresses;
pub mod body;
pub mod catalog;
pub mod document;
pub mod fact;
pub mod media;
pub mod moment;
pub mod page;
pub mod postmortem;
pub mod record;
pub mod section;
pub mod severity;
pub mod source;
mod stored;
pub mod timeline;

pub use action_item::{ActionItem, ActionKind, ActionStatus};
pub use addresses::Addresses;
pub use body::{Body, CodeBlock, Heading, LinkKind, Segment};
pub use catalog::Catalog;
pub use document::{Content, Document, Visibility};
pub use fact::{Fact, Provenance};
pub use moment::Moment;
pub use page::{Output, Page};
pub use postmortem::Postmortem;
pub use section::{Section, SectionName};
pub use severity::Severity;
pub use source::{AssetFile, Fingerprint, SourceFile, Zone};
pub use timeline::{EventTime, Timeline, TimelineEvent};
