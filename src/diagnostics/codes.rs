//! What each code means and why it is told: `codes.toml`.

use indexmap::IndexMap;
use serde::Deserialize;
use std::sync::LazyLock;

/// A code, explained. Texts have back-ticks around what is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    pub level: String,
    pub meaning: String,
    /// What to do.
    #[serde(rename = "do")]
    pub remedy: String,
    /// Why it matters; of a rule.
    pub why: Option<String>,
    /// How soon people hear of it among many, from 1; [`LATER`] where it does not say.
    pub rank: Option<u8>,
    /// Address of a page that says more.
    pub reference: Option<String>,
    /// What to do, by what told it.
    #[serde(default)]
    pub hints: IndexMap<String, String>,
}

/// Every code. Empty if the table were broken, which a test rules out.
static CODES: LazyLock<IndexMap<String, Code>> =
    LazyLock::new(|| toml::from_str(include_str!("codes.toml")).unwrap_or_default());

/// Of a code that names no rank.
const LATER: u8 = 4;

/// How soon people hear of a problem of this code.
pub(super) fn rank(code: &str) -> u8 {
    explained(code).and_then(|code| code.rank).unwrap_or(LATER)
}

/// One of them.
#[must_use]
pub fn explained(code: &str) -> Option<&'static Code> {
    CODES.get(code)
}

/// All of them, in the order of the table.
pub fn codes() -> impl Iterator<Item = (&'static str, &'static Code)> {
    CODES.iter().map(|(name, code)| (&**name, code))
}
