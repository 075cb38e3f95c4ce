//! What was found -> a terminal, with excerpts and facets.

use super::passage::Reader;
use crate::cli::SearchArgs;
use crate::commands::{Failure, setup};
use crate::diagnostics::{Screen, escaped};
use crate::search::card::Card;
use crate::search::facets::{self, Facets};
use crate::search::query::{Field, Filter, Mode};
use crate::search::rank::{Answer, Hit};
use std::io::{StdoutLock, Write};

/// Values of a facet that are printed.
const MOST_VALUES: usize = 5;
/// Weaker matches that are printed behind sure ones; all, where there are no others.
const MOST_WEAKER: usize = 3;

const PLANNED: &str = "planned work";
const WEAKER: &str = "weaker matches";
const UNSURE: &str = "nothing matches well; these hold some of it";
const NOT_FOUND: &str = "nothing found: try fewer or other words, or the beginning of a word";
const NO_WORDS: &str = "no words to look for: give some, or an error as it was printed";

const LONE_DASH: &str = "a `-` leaves out only what stands behind another word, so this was looked for";
const NO_DAY: &str = "names no day, so it was left out: write 2025, 2025-03 or 2025-03-07";

const NO_FILTER: &str = "is no filter, so it was looked for as text";

const BOLD: anstyle::Style = anstyle::Style::new().bold();
const DIM: anstyle::Style = anstyle::Style::new().dimmed();
const MARK: anstyle::Style = anstyle::AnsiColor::Yellow.on_default().bold();

type Out = Screen<StdoutLock<'static>>;

/// Prints for people.
pub(super) struct Printer<'a, 'r> {
    pub(super) facets: &'a Facets,
    pub(super) answer: &'a Answer,
    /// Whether the query begins with a dash that leaves nothing out.
    pub(super) is_dash: bool,
    pub(super) reader: &'a mut Reader<'r>,
}

impl Printer<'_, '_> {
    pub(super) fn print(&mut self, cards: &[Card], args: &SearchArgs) -> Result<(), Failure> {
        let mut out = Screen::new(std::io::stdout().lock(), setup::colour(&args.common));
        self.query(&mut out)?;
        let answer = self.answer;
        let most = if answer.sure == 0 { cards.len() } else { answer.sure + MOST_WEAKER };
        let shown = cards.len().min(most);
        for (at, (card, hit)) in cards.iter().zip(&answer.hits).take(shown).enumerate() {
            if at == answer.sure {
                out.paint(DIM, if answer.sure == 0 { UNSURE } else { WEAKER })?;
                writeln!(out, "\n")?;
            }
            self.card(card, hit, &mut out)?;
        }
        if cards.is_empty() {
            self.nearest(&mut out)?;
            let is_empty = answer.counted.is_empty() && answer.filters.iter().all(|filter| !filter.known);
            writeln!(out, "{}", if is_empty { NO_WORDS } else { NOT_FOUND })?;
        } else if !args.common.quiet {
            self.facets(&mut out)?;
            let weaker = match answer.hits.len() - answer.sure {
                0 => String::new(),
                weaker if answer.sure == 0 => format!("{weaker} weaker matches"),
                weaker => format!(" and {weaker} weaker matches"),
            };
            let sure = match answer.sure {
                0 => String::new(),
                1 => "1 result".to_owned(),
                sure => format!("{sure} results"),
            };
            out.paint(DIM, &format!("{shown} of {sure}{weaker}"))?;
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
            ("too common to be looked for:", if is_paste { String::new() } else { self.answer.dropped.join(" ") }),
            ("nothing would be left, so it was left out:", self.answer.left_out.join(" ")),
            ("without:", self.answer.without.join(" ")),
        ] {
            if !texts.is_empty() {
                out.paint(DIM, label)?;
                writeln!(out, " {texts}\n")?;
            }
        }
        for filter in self.answer.filters.iter().filter(|filter| !filter.known) {
            let Filter { field, value, text, .. } = &filter.filter;
            let told = match field {
                Field::After | Field::Before => format!("`{text}` {NO_DAY}"),
                _ if value.is_empty() => format!("`{text}` has no value, so it was left out{}", self.values(*field)),
                _ => format!("no document has `{value}`: that filter was left out{}", self.values(*field)),
            };
            out.paint(DIM, &told)?;
            writeln!(out, "\n")?;
        }
        for unknown in &self.answer.unknown {
            let name = unknown.text.split([':', '=']).next().unwrap_or_default();
            let meant = match unknown.meant {
                Some(meant) => format!("did you mean `{meant}:`?"),
                None => format!("filters are {}", Field::ALL.map(Field::name).join(", ")),
            };
            out.paint(DIM, &format!("`{name}` {NO_FILTER}: {meant}"))?;
            writeln!(out, "\n")?;
        }
        Ok(())
    }

    /// Some values that a filter may have.
    fn values(&self, field: Field) -> String {
        let lists = self.facets.lists();
        let list = lists.iter().find(|(name, _)| *name == field.name()).map_or(&[][..], |(_, list)| list);
        let mut values: Vec<_> = list.iter().filter(|value| !value.documents.is_empty()).collect();
        values.sort_by_key(|value| std::cmp::Reverse(value.documents.len()));
        let values: Vec<&str> = values.iter().take(MOST_VALUES).map(|value| &*value.slug).collect();
        if values.is_empty() { String::new() } else { format!(". There are: {}", values.join(", ")) }
    }

    /// What a query that found nothing may have meant.
    fn nearest(&self, out: &mut Out) -> Result<(), Failure> {
        for word in self.answer.counted.iter().filter(|word| !word.nearest.is_empty()) {
            out.paint(DIM, &format!("instead of {}, look for:", word.surface))?;
            writeln!(out, " {}", self.reader.masks.told("", &word.nearest.join(", ")))?;
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
        out.paint(BOLD, &self.reader.told(card, &card.title))?;
        if !facts.is_empty() {
            write!(out, "  ")?;
            out.paint(DIM, &self.reader.told(card, &facts.join(" · ")))?;
        }
        writeln!(out)?;
        self.cover(hit, out)?;
        // Nobody is to copy what fixed something else.
        let commands: &[String] = if hit.is_sure { &card.fix_commands } else { &[] };
        if !card.fix.is_empty() || !commands.is_empty() {
            let gap = if card.fix.is_empty() { "" } else { " " };
            writeln!(out, "  fixed:{gap}{}", self.reader.told(card, &card.fix))?;
        }
        for line in commands {
            writeln!(out, "    {}", self.reader.told(card, line))?;
        }
        let passage = self.reader.passage(card);
        let line = passage.line.map(|line| format!(":{line}")).unwrap_or_default();
        let section = passage.section.map(|section| format!("  {section}")).unwrap_or_default();
        write!(out, "  ")?;
        out.paint(DIM, &format!("{}{line}{section}", escaped(&passage.path)))?;
        writeln!(out)?;
        if !passage.pieces.is_empty() {
            write!(out, "  ")?;
            for (piece, is_hit) in passage.pieces {
                if is_hit { out.paint(MARK, &piece)? } else { write!(out, "{piece}")? }
            }
            writeln!(out)?;
        }
        Ok(writeln!(out)?)
    }

    fn facets(&self, out: &mut Out) -> Result<(), Failure> {
        for (name, values) in facets::counts(self.facets, &self.answer.narrowed()) {
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
