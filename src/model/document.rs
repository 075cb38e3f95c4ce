//! A source file understood: what it is, what it is called, who may see it, and its body.

use super::{Body, Fact, Fingerprint, Postmortem, Section, Zone};
use borsh::{BorshDeserialize, BorshSerialize};
use std::sync::Arc;

pub(crate) use crate::config::Visibility;

/// What a document is.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Content {
    Postmortem(Box<Postmortem>),
    Service(ServiceNote),
    RootCause(RootCauseNote),
    /// A blank form for postmortems.
    Template,
    /// A landing page or list of postmortems.
    Index,
    Page,
}

impl Content {
    /// `postmortem`, `service`, `root-cause`, `template`, `index` or `page`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Postmortem(_) => "postmortem",
            Self::Service(_) => "service",
            Self::RootCause(_) => "root-cause",
            Self::Template => "template",
            Self::Index => "index",
            Self::Page => "page",
        }
    }
}

/// What `services/*.md` declares beside its prose. The document's title is the service's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct ServiceNote {
    pub owner: Option<Fact<String>>,
    /// URL or relative path.
    pub runbook: Option<Fact<String>>,
    /// Other names by which postmortems call it.
    pub names: Vec<Fact<String>>,
    pub depends_on: Vec<Fact<String>>,
}

/// What `root-causes/*.md` declares beside its definition. The document's title is the cause's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct RootCauseNote {
    pub parent: Option<Fact<String>>,
    /// Other names by which postmortems call it.
    pub names: Vec<Fact<String>>,
}

/// A field of front matter that means nothing here, as its author wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize, serde::Serialize)]
pub struct OtherField {
    /// The key, as words.
    pub name: String,
    /// Plain text, an item or a part of a map each.
    pub values: Vec<String>,
}

/// One source file, understood.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Document {
    /// Names of the folders above `source`, as in [`SourceFile::above`](super::SourceFile::above).
    pub above: Arc<str>,
    /// Path as in [`super::SourceFile::path`].
    pub source: Arc<str>,
    /// Which part of the layout it lies in.
    pub zone: Zone,
    pub fingerprint: Fingerprint,
    pub title: Fact<String>,
    /// URL part wanted by the document: its `slug`, else from the file name. Linking settles collisions.
    pub slug: Fact<String>,
    /// Old URLs (root-relative paths, without leading slash) that redirect here.
    pub aliases: Vec<Fact<String>>,
    /// `None` where the document does not say: the configuration's default holds.
    pub visibility: Option<Visibility>,
    /// Left out unless drafts are wanted.
    pub draft: bool,
    pub content: Content,
    pub sections: Vec<Section>,
    /// Shown below the body. Their words stand at the end of its text.
    pub others: Vec<OtherField>,
    pub body: Body,
}

impl Document {
    /// The incident's facts, if this is a postmortem.
    #[must_use]
    pub fn postmortem(&self) -> Option<&Postmortem> {
        match &self.content {
            Content::Postmortem(postmortem) => Some(postmortem),
            _ => None,
        }
    }
}
