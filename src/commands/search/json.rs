//! What was found -> one JSON object.

use super::passage::{Passage, Reader};
use crate::commands::Failure;
use crate::search::card::Card;
use crate::search::facets::{self, Facets};
use crate::search::query::Mode;
use crate::search::rank::{Answer, Counted, Hit, StandIn};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;

#[derive(Serialize)]
struct AnswerJson<'a> {
    /// `words` or `paste`.
    mode: &'static str,
    /// Whether the query was too long for all of it to be looked for.
    cut: bool,
    total: usize,
    /// How many of them cover much of the query; they come first.
    sure: usize,
    /// Words of the query and whether any document holds them.
    words: Vec<WordJson<'a>>,
    /// Phrases and conditions, as typed, that nothing fits: they were left out.
    left_out: &'a [String],
    /// What the results were asked not to hold, as typed.
    without: &'a [String],
    /// Words of the query that stand in no document.
    missing: Vec<&'a str>,
    /// Words of the query that were not looked for: they say too little.
    dropped: &'a [String],
    /// What looks like a filter and is none: it was looked for as text.
    unknown_filters: Vec<Unknown<'a>>,
    /// Filters whose value no document has: they were left out.
    unmatched_filters: Vec<&'a str>,
    /// By what the results can be narrowed, the sure ones where there are any: of each facet its values, most frequent first.
    facets: BTreeMap<&'static str, Vec<Value<'a>>>,
    results: Vec<HitJson<'a>>,
}

#[derive(Serialize)]
struct WordJson<'a> {
    text: &'a str,
    found: bool,
    /// Where nothing was found at all: words of documents that begin like it.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    nearest: &'a [String],
}

#[derive(Serialize)]
struct Unknown<'a> {
    text: &'a str,
    /// The filter that may have been meant.
    meant: Option<&'static str>,
}

#[derive(Serialize)]
struct Value<'a> {
    value: &'a str,
    count: usize,
}

#[derive(Serialize)]
struct HitJson<'a> {
    #[serde(flatten)]
    card: &'a Card,
    /// The file, as a terminal in the working directory can open it.
    path: String,
    /// Where the excerpt begins, from 1; nothing where no word of the query stands in the text.
    line: Option<usize>,
    /// The heading that it stands below.
    section: Option<String>,
    excerpt: Option<String>,
    score: f64,
    sure: bool,
    /// Words of the query that it holds itself, parts of names aside.
    covered: u32,
    /// Of how many.
    of: usize,
    /// Names that it holds in place of words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    instead: Vec<Instead>,
}

#[derive(Serialize)]
struct Instead {
    name: String,
    word: String,
}

/// Prints it.
pub(super) fn json(answer: &Answer, cards: &[Card], facets: &Facets, reader: &mut Reader<'_>) -> Result<(), Failure> {
    let counted = || answer.counted.iter();
    let missing = counted().filter(|word| !word.is_part && word.terms.is_empty());
    let unmatched = answer.filters.iter().filter(|filter| !filter.known && !filter.filter.value.is_empty());
    let found = AnswerJson {
        mode: mode(answer.mode),
        cut: answer.is_cut,
        total: answer.hits.len(),
        sure: answer.sure,
        words: counted().map(word).collect(),
        left_out: &answer.left_out,
        without: &answer.without,
        missing: missing.map(|word| &*word.surface).collect(),
        dropped: &answer.dropped,
        unknown_filters: answer.unknown.iter().map(|one| Unknown { text: &one.text, meant: one.meant }).collect(),
        unmatched_filters: unmatched.map(|filter| &*filter.filter.text).collect(),
        facets: counts(answer, facets),
        results: cards
            .iter()
            .zip(&answer.hits)
            .map(|(card, hit)| row(answer, card, hit, reader.passage(card)))
            .collect(),
    };
    let mut found = serde_json::to_value(&found).map_err(std::io::Error::other)?;
    reader.masks.tell_json("", &mut found);
    Ok(writeln!(std::io::stdout().lock(), "{}", crate::diagnostics::json(&found)?)?)
}

fn word(word: &Counted) -> WordJson<'_> {
    WordJson { text: &word.surface, found: !word.terms.is_empty(), nearest: &word.nearest }
}

fn row<'a>(answer: &Answer, card: &'a Card, hit: &Hit, passage: Passage) -> HitJson<'a> {
    let instead = |stand_in: StandIn| Instead { name: stand_in.name, word: stand_in.word };
    HitJson {
        card,
        path: passage.path,
        line: passage.line,
        section: passage.section,
        excerpt: (!passage.pieces.is_empty()).then(|| passage.pieces.into_iter().map(|(piece, _)| piece).collect()),
        score: hit.score,
        sure: hit.is_sure,
        covered: hit.covered,
        of: answer.words(),
        instead: answer.stand_ins(hit.document).into_iter().map(instead).collect(),
    }
}

fn counts<'a>(answer: &Answer, facets: &'a Facets) -> BTreeMap<&'static str, Vec<Value<'a>>> {
    let values =
        |values: Vec<(&'a str, usize)>| values.into_iter().map(|(value, count)| Value { value, count }).collect();
    facets::counts(facets, &answer.narrowed()).into_iter().map(|(name, all)| (name, values(all))).collect()
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Words => "words",
        Mode::Paste => "paste",
    }
}
