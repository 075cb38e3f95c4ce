//! `pmsite search`: the answer that the site's own search box gives, in the terminal.

use super::setup::{options, print_report};
use super::{Environment, FINE, Failure, INCOMPLETE, cache};
use crate::cli::{MessageFormat, SearchArgs, SearchFormat};
use crate::diagnostics::secrets::{Mask, mask};
use crate::diagnostics::{Report, Screen, escaped};
use crate::fs;
use crate::pipeline::discover::{ContentRoot, Discovered, LARGEST_DOCUMENT};
use crate::pipeline::{Session, index};
use crate::search::analyzer::Analyzer;
use crate::search::card::Card;
use crate::search::index::Index;
use crate::search::query::{Field, Filter, Mode};
use crate::search::rank::{Answer, Counted, Hit, StandIn, Synonyms, search as rank};
use crate::search::{excerpt, facets};
use crate::text::{foreign, front_matter};
use serde::Serialize;
use std::io::{Read, StdoutLock, Write};

/// Bytes of standard input that are read: more than the engine looks at, which says so.
const MOST_PIPED: u64 = 64 * 1024;
/// Values of a facet that are printed.
const MOST_VALUES: usize = 5;

/// Prints what was found; exit 1 where nothing was.
pub(super) fn search(args: &SearchArgs, environment: &Environment) -> Result<u8, Failure> {
    let mut options = options(&args.common, None, environment)?;
    options.keep_going = true;
    let (cache, notes) = cache::open(&options.root);
    options.cache = cache;
    print_report(&notes, &Discovered::default(), &[], MessageFormat::Human, &args.common)?;
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
    let asked = query(args)?;
    let answer = rank(&index, &asked, &mut analyzer, &synonyms)?;
    let cards = answer.hits.iter().take(args.limit).map(|hit| index.card(hit.document));
    let cards: Vec<Card> = cards.collect::<Result<_, _>>()?;
    match args.format {
        SearchFormat::Json => json(&answer, &cards)?,
        SearchFormat::Human => {
            // Before all words a dash is a dash, whatever was meant by it.
            let is_text = answer.mode == Mode::Words && answer.filters.is_empty() && !answer.counted.is_empty();
            let is_dash = is_text && asked.trim().starts_with('-');
            Printer { index: &index, answer: &answer, is_dash, folders, analyzer }.print(&cards, args)?;
        }
    }
    Ok(if answer.hits.is_empty() { INCOMPLETE } else { FINE })
}

/// What is asked: the words, or for `-` what standard input holds, as far as a query is read.
fn query(args: &SearchArgs) -> Result<String, Failure> {
    if args.query != ["-"] {
        let words: Vec<_> = args.query.iter().map(|word| word.to_string_lossy()).collect();
        return Ok(words.join(" "));
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(MOST_PIPED).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[derive(Serialize)]
struct Found<'a> {
    /// `words` or `paste`.
    mode: &'static str,
    /// Whether the query was too long for all of it to be looked for.
    cut: bool,
    total: usize,
    /// How many of them cover much of the query; they come first.
    sure: usize,
    /// Words of the query and whether any document holds them.
    words: Vec<Word<'a>>,
    /// Phrases and conditions, as typed, that nothing fits: they were left out.
    left_out: &'a [String],
    /// What the results were asked not to hold, as typed.
    without: &'a [String],
    results: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Word<'a> {
    text: &'a str,
    found: bool,
    /// Where nothing was found at all: words of documents that begin like it.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    nearest: &'a [String],
}

#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    card: &'a Card,
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

fn json<'a>(answer: &'a Answer, cards: &'a [Card]) -> Result<(), Failure> {
    let word = |word: &'a Counted| Word { text: &word.surface, found: !word.terms.is_empty(), nearest: &word.nearest };
    let instead = |stand_in: StandIn| Instead { name: stand_in.name, word: stand_in.word };
    let row = |(card, hit): (&'a Card, &Hit)| Row {
        card,
        score: hit.score,
        sure: hit.is_sure,
        covered: hit.covered,
        of: answer.words(),
        instead: answer.stand_ins(hit.document).into_iter().map(instead).collect(),
    };
    let found = Found {
        mode: mode(answer.mode),
        cut: answer.is_cut,
        total: answer.hits.len(),
        sure: answer.sure,
        words: answer.counted.iter().map(word).collect(),
        left_out: &answer.left_out,
        without: &answer.without,
        results: cards.iter().zip(&answer.hits).map(row).collect(),
    };
    let mut found = serde_json::to_value(&found).map_err(std::io::Error::other)?;
    Mask::default().apply_to_json(&mut found);
    Ok(writeln!(std::io::stdout().lock(), "{}", crate::diagnostics::json(&found)?)?)
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Words => "words",
        Mode::Paste => "paste",
    }
}

const PLANNED: &str = "planned work";
const WEAKER: &str = "weaker matches";
const UNSURE: &str = "nothing matches well; these hold some of it";
const NOT_FOUND: &str = "nothing found: try fewer or other words, or the beginning of a word";
const NO_WORDS: &str = "no words to look for: give some, or an error as it was printed";

const LONE_DASH: &str = "a `-` leaves out only what stands behind another word, so this was looked for";
const NO_DAY: &str = "names no day, so it was left out: write 2025, 2025-03 or 2025-03-07";

const BOLD: anstyle::Style = anstyle::Style::new().bold();
const DIM: anstyle::Style = anstyle::Style::new().dimmed();
const MARK: anstyle::Style = anstyle::AnsiColor::Yellow.on_default().bold();

type Out = Screen<StdoutLock<'static>>;

/// What is shown of a document: neither its front matter nor what only its authors are to read, each byte in its place.
fn prose(text: &str) -> String {
    let body = front_matter::split(&"".into(), text, &mut Report::default()).body;
    let blank = text[..body].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' });
    foreign::without_comments(&blank.chain(text[body..].chars()).collect::<String>()).into_owned()
}

/// Prints for people.
struct Printer<'a> {
    index: &'a Index,
    answer: &'a Answer,
    /// Whether the query begins with a dash that leaves nothing out.
    is_dash: bool,
    /// With the prefix of their source paths.
    folders: Vec<(fs::Folder, String)>,
    analyzer: Analyzer,
}

impl Printer<'_> {
    fn print(&mut self, cards: &[Card], args: &SearchArgs) -> Result<(), Failure> {
        let mut out = Screen::new(std::io::stdout().lock(), super::setup::colour(&args.common));
        self.query(&mut out)?;
        let answer = self.answer;
        for (at, (card, hit)) in cards.iter().zip(&answer.hits).enumerate() {
            if at == answer.sure {
                out.paint(DIM, if answer.sure == 0 { UNSURE } else { WEAKER })?;
                writeln!(out, "\n")?;
            }
            self.card(card, hit, &mut out)?;
        }
        if cards.is_empty() {
            self.nearest(&mut out)?;
            let is_empty = answer.counted.is_empty() && answer.filters.is_empty();
            writeln!(out, "{}", if is_empty { NO_WORDS } else { NOT_FOUND })?;
        } else if !args.common.quiet {
            self.facets(&mut out)?;
            let weaker = match answer.hits.len() - answer.sure {
                0 => String::new(),
                weaker => format!(", {weaker} of them weaker matches"),
            };
            out.paint(DIM, &format!("{} of {}{weaker}", cards.len(), answer.hits.len()))?;
            writeln!(out)?;
        }
        Ok(out.flush()?)
    }

    /// What was read otherwise than one may think.
    fn query(&self, out: &mut Out) -> Result<(), Failure> {
        if self.answer.is_cut {
            out.paint(DIM, "this is long: only its beginning was looked for")?;
            writeln!(out, "\n")?;
        }
        let words = |found: bool| {
            let those =
                self.answer.counted.iter().filter(|word| (found || !word.is_part) && word.terms.is_empty() != found);
            those.map(|word| &*word.surface).collect::<Vec<_>>().join(" ")
        };
        if self.is_dash {
            out.paint(DIM, LONE_DASH)?;
            writeln!(out, "\n")?;
        }
        let is_paste = self.answer.mode == Mode::Paste;
        for (label, texts) in [
            ("read as a paste; these words counted:", if is_paste { words(true) } else { String::new() }),
            ("in no document:", words(false)),
            ("nothing would be left, so it was left out:", self.answer.left_out.join(" ")),
            ("without:", self.answer.without.join(" ")),
        ] {
            if !texts.is_empty() {
                out.paint(DIM, label)?;
                writeln!(out, " {texts}\n")?;
            }
        }
        for filter in self.answer.filters.iter().filter(|filter| !filter.known && !filter.filter.value.is_empty()) {
            let Filter { field, value, text, .. } = &filter.filter;
            let told = match field {
                Field::After | Field::Before => format!("`{text}` {NO_DAY}"),
                _ => format!("no document has `{value}`: that filter was left out"),
            };
            out.paint(DIM, &told)?;
            writeln!(out, "\n")?;
        }
        Ok(())
    }

    /// What a query that found nothing may have meant.
    fn nearest(&self, out: &mut Out) -> Result<(), Failure> {
        for word in self.answer.counted.iter().filter(|word| !word.nearest.is_empty()) {
            out.paint(DIM, &format!("instead of {}, look for:", word.surface))?;
            writeln!(out, " {}", word.nearest.join(", "))?;
        }
        Ok(())
    }

    /// How much of the query a hit holds, where that and what it holds in place of words is not all, and the latter.
    fn cover(&self, hit: &Hit, out: &mut Out) -> Result<(), Failure> {
        let all = self.answer.words();
        let mut parts = Vec::new();
        let stand_ins = self.answer.stand_ins(hit.document);
        if usize::try_from(hit.covered).is_ok_and(|covered| covered + stand_ins.len() < all) && all > 1 {
            parts.push(format!("{} of {all} words", hit.covered));
        }
        parts.extend(stand_ins.iter().map(|one| format!("{} for {}", one.name, one.word)));
        if !parts.is_empty() {
            write!(out, "  ")?;
            out.paint(DIM, &parts.join(" · "))?;
            writeln!(out)?;
        }
        Ok(())
    }

    fn card(&mut self, card: &Card, hit: &Hit, out: &mut Out) -> Result<(), Failure> {
        let facts = [&card.date, &card.severity].into_iter().chain(&card.services).filter(|fact| !fact.is_empty());
        let facts: Vec<&str> = facts.map(String::as_str).chain(card.planned.then_some(PLANNED)).collect();
        out.paint(BOLD, &card.title)?;
        if !facts.is_empty() {
            write!(out, "  ")?;
            out.paint(DIM, &facts.join(" · "))?;
        }
        writeln!(out)?;
        self.cover(hit, out)?;
        if !card.fix.is_empty() || !card.fix_commands.is_empty() {
            let gap = if card.fix.is_empty() { "" } else { " " };
            writeln!(out, "  fixed:{gap}{}", mask(&card.fix))?;
        }
        for line in &card.fix_commands {
            writeln!(out, "    {}", mask(line))?;
        }
        let text = self.folders.iter().find_map(|(folder, prefix)| {
            folder.read_to_string(card.source.strip_prefix(prefix.as_str())?, LARGEST_DOCUMENT).ok()
        });
        let text = text.as_deref().map(|text| mask(&prose(text)).into_owned());
        let terms = self.answer.counted.iter().flat_map(|word| &word.terms).map(String::as_str).collect();
        let found =
            text.as_deref().and_then(|text| excerpt::excerpt(text, &terms, &mut self.analyzer).map(|one| (text, one)));
        let line = found.as_ref().map(|(_, excerpt)| format!(":{}", excerpt.line)).unwrap_or_default();
        write!(out, "  ")?;
        out.paint(DIM, &format!("{}{line}", escaped(&card.source)))?;
        writeln!(out)?;
        if let Some((text, excerpt)) = found {
            write!(out, "  ")?;
            for (piece, is_hit) in excerpt.pieces(text) {
                if is_hit { out.paint(MARK, &piece)? } else { write!(out, "{piece}")? }
            }
            writeln!(out)?;
        }
        Ok(writeln!(out)?)
    }

    fn facets(&self, out: &mut Out) -> Result<(), Failure> {
        let documents: Vec<u32> = self.answer.hits.iter().map(|hit| hit.document).collect();
        for (name, values) in facets::counts(&self.index.facets, &documents) {
            if !values.is_empty() && ["service", "cause", "severity", "year"].contains(&name) {
                let values: Vec<String> =
                    values.iter().take(MOST_VALUES).map(|(value, count)| format!("{value} {count}")).collect();
                out.paint(DIM, &format!("{name:>9}:"))?;
                writeln!(out, " {}", values.join(", "))?;
            }
        }
        Ok(())
    }
}
