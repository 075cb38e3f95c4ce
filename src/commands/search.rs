//! `pmsite search`: the answer that the site's own search box gives, in the terminal.

mod json;
mod passage;
mod print;

use super::setup::{options, print_report};
use super::{Environment, FINE, Failure, INCOMPLETE, cache};
use crate::cli::{MessageFormat, SearchArgs, SearchFormat};
use crate::fs;
use crate::pipeline::discover::{ContentRoot, Discovered};
use crate::pipeline::{Places, Session, index};
use crate::search::analyzer::Analyzer;
use crate::search::card::Card;
use crate::search::query::Mode;
use crate::search::rank::{Synonyms, search as rank};
use json::json;
use passage::Reader;
use print::Printer;
use std::io::Read;

/// Bytes of standard input that are read: more than the engine looks at, which says so.
const MOST_PIPED: u64 = 64 * 1024;

/// Prints what was found; exit 1 where nothing was.
pub(super) fn search(args: &SearchArgs, environment: &Environment) -> Result<u8, Failure> {
    let mut options = options(&args.common, None, environment)?;
    options.keep_going = true;
    let (store, notes) = cache::open(&options.root);
    options.store = store;
    print_report(&notes, &Discovered::default(), &Places::default(), MessageFormat::Human, &args.common)?;
    let open = |content: &ContentRoot| {
        let folder = fs::Folder::open_in(&options.root, &content.folder);
        Ok((folder.map_err(crate::pipeline::Error::from)?, content.prefix.clone()))
    };
    let folders = options.content.iter().map(open).collect::<Result<_, Failure>>()?;
    let (config, places) = (options.config.clone(), Places::of(&options));
    let mut session = Session::new(options);
    let index = session.index()?;
    let groups = index::synonym_groups(&index, &config)?;
    let mut analyzer = Analyzer::default();
    let synonyms = Synonyms::new(&groups, &mut analyzer);
    let asked = query(args)?;
    let answer = rank(&index, &asked, &mut analyzer, &synonyms)?;
    let cards = answer.hits.iter().take(args.limit).map(|hit| index.card(hit.document));
    let cards: Vec<Card> = cards.collect::<Result<_, _>>()?;
    let terms = answer.counted.iter().flat_map(|word| &word.terms).map(String::as_str).collect();
    let mut reader = Reader::new(places, folders, terms, analyzer, &cards);
    // Words that are near may be of any document.
    if answer.counted.iter().any(|word| !word.nearest.is_empty()) {
        reader.masks = session.masks()?;
    }
    match args.format {
        SearchFormat::Json => json(&answer, &cards, &index.facets, &mut reader)?,
        SearchFormat::Human => {
            // Before all words a dash is a dash, whatever was meant by it.
            let is_text = answer.mode == Mode::Words && answer.filters.is_empty() && !answer.counted.is_empty();
            let is_dash = is_text && asked.trim().starts_with('-');
            Printer { facets: &index.facets, answer: &answer, is_dash, reader: &mut reader }.print(&cards, args)?;
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
    // A line break says that nobody typed it.
    Ok(String::from_utf8_lossy(&bytes).into_owned() + "\n")
}
