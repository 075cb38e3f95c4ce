//! `pmsite search`: the answer that the site's own search box gives, in the terminal.

use super::setup::{options, print_report};
use super::{Environment, FINE, Failure, INCOMPLETE, cache};
use crate::cli::{MessageFormat, SearchArgs, SearchFormat};
use crate::fs;
use crate::pipeline::discover::{ContentRoot, Discovered, LARGEST_DOCUMENT};
use crate::pipeline::{Session, index};
use crate::search::analyzer::Analyzer;
use crate::search::card::Card;
use crate::search::index::Index;
use crate::search::query::Mode;
use crate::search::rank::{Answer, Synonyms, search as rank};
use crate::search::{excerpt, facets};
use serde::Serialize;
use std::io::Write;

/// Values of a facet that are printed.
const MOST_VALUES: usize = 5;

/// Prints what was found; exit 1 where nothing was.
pub(super) fn search(args: &SearchArgs, environment: &Environment) -> Result<u8, Failure> {
    let mut options = options(&args.common, None, environment)?;
    options.keep_going = true;
    let (cache, notes) = cache::open(&options.root);
    options.cache = cache;
    print_report(&notes, &Discovered::default(), MessageFormat::Human, &args.common)?;
    let open = |content: &ContentRoot| {
        let folder = fs::Folder::open_in(&options.root, &content.folder);
        Ok((folder.map_err(crate::pipeline::Error::from)?, content.prefix.clone()))
    };
    let folders = options.content.iter().map(open).collect::<Result<_, Failure>>()?;
    let config = options.config.clone();
    let index = Session::new(options).index()?;
    let groups = index::synonym_groups(&index, &config)?;
    let mut analyzer = Analyzer::default();
    let synonyms = Synonyms::new(&groups, &mut analyzer);
    let answer = rank(&index, &args.query.join(" "), &mut analyzer, &synonyms)?;
    let cards = answer.hits.iter().take(args.limit).map(|hit| index.card(hit.document));
    let cards: Vec<Card> = cards.collect::<Result<_, _>>()?;
    match args.format {
        SearchFormat::Json => json(&answer, &cards)?,
        SearchFormat::Human => Printer { index: &index, answer: &answer, folders, analyzer }.print(&cards, args)?,
    }
    Ok(if answer.hits.is_empty() { INCOMPLETE } else { FINE })
}

#[derive(Serialize)]
struct Found<'a> {
    /// `words` or `paste`.
    mode: &'static str,
    /// Whether the query was too long for all of it to be looked for.
    cut: bool,
    total: usize,
    /// Words of the query and whether any document holds them.
    words: Vec<Word<'a>>,
    results: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Word<'a> {
    text: &'a str,
    found: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    card: &'a Card,
    score: f64,
}

fn json(answer: &Answer, cards: &[Card]) -> Result<(), Failure> {
    let words = answer.counted.iter().map(|word| Word { text: &word.surface, found: !word.terms.is_empty() });
    let found = Found {
        mode: mode(answer.mode),
        cut: answer.is_cut,
        total: answer.hits.len(),
        words: words.collect(),
        results: cards.iter().zip(&answer.hits).map(|(card, hit)| Row { card, score: hit.score }).collect(),
    };
    let text = serde_json::to_string(&found).map_err(std::io::Error::other)?;
    Ok(writeln!(std::io::stdout().lock(), "{text}")?)
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Words => "words",
        Mode::Paste => "paste",
    }
}

const BOLD: anstyle::Style = anstyle::Style::new().bold();
const DIM: anstyle::Style = anstyle::Style::new().dimmed();
const MARK: anstyle::Style = anstyle::AnsiColor::Yellow.on_default().bold();

/// Prints for people.
struct Printer<'a> {
    index: &'a Index,
    answer: &'a Answer,
    /// With the prefix of their source paths.
    folders: Vec<(fs::Folder, String)>,
    analyzer: Analyzer,
}

impl Printer<'_> {
    fn print(&mut self, cards: &[Card], args: &SearchArgs) -> Result<(), Failure> {
        let choice = super::setup::colour(&args.common);
        let mut out = anstream::AutoStream::new(std::io::stdout().lock(), choice);
        self.query(&mut out)?;
        for card in cards {
            self.card(card, &mut out)?;
        }
        if cards.is_empty() {
            writeln!(out, "nothing found: try fewer or other words, or the beginning of a word")?;
        } else if !args.common.quiet {
            self.facets(&mut out)?;
            writeln!(out, "{DIM}{} of {}{DIM:#}", cards.len(), self.answer.hits.len())?;
        }
        Ok(out.flush()?)
    }

    /// What was read otherwise than one may think.
    fn query(&self, out: &mut impl Write) -> Result<(), Failure> {
        if self.answer.is_cut {
            writeln!(out, "{DIM}this is long: only its beginning was looked for{DIM:#}\n")?;
        }
        if self.answer.mode == Mode::Paste {
            let counted: Vec<&str> =
                self.answer.counted.iter().filter(|word| !word.terms.is_empty()).map(|word| &*word.surface).collect();
            writeln!(out, "{DIM}read as a paste; these words counted:{DIM:#} {}\n", counted.join(" "))?;
        }
        for filter in self.answer.filters.iter().filter(|filter| !filter.known && !filter.filter.value.is_empty()) {
            writeln!(out, "{DIM}no document has `{}`: that filter was left out{DIM:#}\n", filter.filter.value)?;
        }
        Ok(())
    }

    fn card(&mut self, card: &Card, out: &mut impl Write) -> Result<(), Failure> {
        let facts = [&card.date, &card.severity].into_iter().chain(&card.services).filter(|fact| !fact.is_empty());
        let facts: Vec<&str> = facts.map(String::as_str).collect();
        write!(out, "{BOLD}{}{BOLD:#}", card.title)?;
        match facts.is_empty() {
            true => writeln!(out)?,
            false => writeln!(out, "  {DIM}{}{DIM:#}", facts.join(" · "))?,
        }
        if !card.fix.is_empty() {
            writeln!(out, "  fixed: {}", card.fix)?;
        }
        let text = self.folders.iter().find_map(|(folder, prefix)| {
            folder.read_to_string(card.source.strip_prefix(prefix.as_str())?, LARGEST_DOCUMENT).ok()
        });
        let terms = self.answer.counted.iter().flat_map(|word| &word.terms).map(String::as_str).collect();
        let found =
            text.as_deref().and_then(|text| excerpt::excerpt(text, &terms, &mut self.analyzer).map(|one| (text, one)));
        let line = found.as_ref().map(|(_, excerpt)| format!(":{}", excerpt.line)).unwrap_or_default();
        writeln!(out, "  {DIM}{}{line}{DIM:#}", card.source)?;
        if let Some((text, excerpt)) = found {
            write!(out, "  ")?;
            for (piece, is_hit) in excerpt.pieces(text) {
                if is_hit { write!(out, "{MARK}{piece}{MARK:#}")? } else { write!(out, "{piece}")? }
            }
            writeln!(out)?;
        }
        Ok(writeln!(out)?)
    }

    fn facets(&self, out: &mut impl Write) -> Result<(), Failure> {
        let documents: Vec<u32> = self.answer.hits.iter().map(|hit| hit.document).collect();
        for (name, values) in facets::counts(&self.index.facets, &documents) {
            if !values.is_empty() && ["service", "cause", "severity", "year"].contains(&name) {
                let values: Vec<String> =
                    values.iter().take(MOST_VALUES).map(|(value, count)| format!("{value} {count}")).collect();
                writeln!(out, "{DIM}{name:>9}:{DIM:#} {}", values.join(", "))?;
            }
        }
        Ok(())
    }
}
