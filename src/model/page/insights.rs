//! The views of insights and of a year: findings as sentences, pictures with the table behind each, and the incidents behind that.

use super::frame::Frame;
use super::lists::Facet;
use super::parts::{Groups, Link, Row};
use serde::Serialize;
use std::sync::Arc;

/// A stretch of a sentence or a cell; `href` is complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Piece {
    pub text: String,
    pub href: Option<String>,
}

/// `insights.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct InsightsView {
    pub frame: Frame,
    /// The service or team whose figures these are; `None` for those of the site.
    pub of: Option<Link>,
    /// What the figures say, as the page's title.
    pub title: Vec<Piece>,
    pub sentences: Vec<Vec<Piece>>,
    /// The incidents behind the sentences.
    pub lists: Vec<Listed>,
    pub pictures: Vec<Picture>,
    /// All incidents, where they are too few for pictures.
    pub rows: Vec<Arc<Row>>,
    pub coverage: Vec<Covered>,
    /// Services and teams that have a page of this kind.
    pub topics: Vec<Facet>,
}

/// A figure: a drawing or a table of shares, and the table behind it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Picture {
    /// Finds name, note and column heads in the interface strings; also its anchor.
    pub key: &'static str,
    /// Finds the column heads alone.
    pub heads: &'static str,
    /// Column heads beyond those of the strings.
    pub more_heads: Vec<Piece>,
    pub title: Vec<Piece>,
    /// Why a mean misleads, and the like; may be empty.
    pub remark: Vec<Piece>,
    /// What the tints of the drawing mean: class and word.
    pub legend: Vec<(String, String)>,
    /// Empty where the table is the picture.
    pub svg: String,
    /// Whether the table's cells are tinted by their counts.
    pub tinted: bool,
    pub table: Vec<Vec<Cell>>,
    pub lists: Vec<Listed>,
}

/// A cell of a table; the first of a row heads it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Cell {
    pub text: String,
    pub href: Option<String>,
    /// 0 (none) to 4 (most), where cells are tinted.
    pub tint: usize,
}

/// Incidents behind a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Listed {
    /// Its anchor.
    pub id: String,
    pub name: String,
    pub links: Vec<Link>,
    /// Incidents that are not listed, for room, and where they stand among others: a complete `href`.
    pub more: usize,
    pub rest: String,
}

/// How many incidents tell a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Covered {
    /// Finds its name in the interface strings.
    pub key: &'static str,
    pub known: usize,
    /// Where what is told is shown: a complete `href`.
    pub shown: String,
    pub of: usize,
    pub lacking: usize,
    pub missing: Option<Listed>,
}

/// `year.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct YearView {
    pub frame: Frame,
    pub year: String,
    pub title: Vec<Piece>,
    pub total: usize,
    /// The drawing of its days; empty where there are too few.
    pub calendar: String,
    pub legend: Vec<(String, String)>,
    pub ranges: Option<Picture>,
    pub stories: Vec<Story>,
    pub came_back: Option<CameBack>,
    /// What became of the actions; empty where the audience may not see them, or none was decided.
    pub promises: Vec<Piece>,
    /// The incidents behind that.
    pub kept: Vec<Listed>,
    #[serde(flatten)]
    pub list: Groups,
    pub older: Option<Link>,
    pub newer: Option<Link>,
}

/// An incident worth reading, and why this one.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Story {
    /// Finds its name in the interface strings.
    pub key: &'static str,
    pub why: String,
    pub row: Arc<Row>,
    pub lead: String,
    pub lesson: String,
}

/// What happened before this year too.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CameBack {
    pub title: Vec<Piece>,
    /// Those of this year with a cause that one before them had.
    pub again: Option<Listed>,
    /// Causes with their incidents of this year, and of all years before.
    pub causes: Vec<(Link, usize, usize)>,
    /// Incidents that repeat a certain one.
    pub repeats: Vec<(Link, Link)>,
}
