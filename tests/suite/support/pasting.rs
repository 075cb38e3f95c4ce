//! Documents -> what somebody would paste from a terminal on the day the same thing breaks again: a line of code or a quoted error of
//! a document, with other times, ids, addresses and names, as logs, shells and chats wrap it. Nothing of a document stands here.

use super::dice::Dice;
use pmsite::internals::model::Catalog;
use pmsite::internals::model::Document;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A pasted text and who should answer it.
pub struct Pasted {
    pub text: String,
    /// How it was wrapped.
    pub wrapped: &'static str,
    /// Numbers in the catalog: every document with this line.
    pub holders: BTreeSet<usize>,
}

/// Names of wrappings and their texts around `LINE`.
type Wrappings = [(&'static str, &'static str)];

/// Around errors: the first half plain, the second full of quotes, flags, pipes and brackets.
const AROUND_ERRORS: &Wrappings = &[
    ("as it stands", "LINE"),
    ("syslog", "Mar  3 04:11:52 node-17 app[4821]: LINE"),
    ("time and level", "2031-02-03T04:05:06.789Z ERROR [worker-3] LINE"),
    ("chat", "> LINE"),
    ("level", "ERROR: LINE"),
    ("trace", "Traceback (most recent call last):\n  File \"/srv/app/main.py\", line 88, in run\nRuntimeError: LINE"),
    ("fence", "```\nLINE\n```"),
    ("in quotes", "\"LINE\""),
    ("quotes behind a word", "error: \"LINE\""),
    ("single quotes", "failed with 'LINE'"),
    ("logfmt", "time=2031-02-03T04:05:06Z level=error msg=\"ESCAPED\" request_id=9f2c41aa7d"),
    ("json", r#"{"ts":"2031-02-03T04:05:06.789Z","level":"error","msg":"ESCAPED","pid":4821}"#),
    ("grep with flags", "grep -rn -F \"LINE\" /var/log"),
    ("pipe", "kubectl logs -f --since=10m web-7f9c4d-x2k | grep -i -m 3 'LINE' | tail -n 5"),
    ("brackets", "[ERROR] (worker:3) {LINE} [id=4821]"),
    ("left open", "LINE\" -x | ("),
];
const AROUND_COMMANDS: &Wrappings = &[
    ("command", "LINE"),
    ("command behind a prompt", "root@web-3:~# LINE"),
    ("command into a pipe", "LINE 2>&1 | tail -n 20"),
    ("command in backticks", "`LINE`"),
];
/// One in so many is a command.
const COMMANDS: usize = 6;

/// Beginnings of words by which a line is known for an error.
const SIGNS: [&str; 18] = [
    "error",
    "fail",
    "fatal",
    "exception",
    "panic",
    "denied",
    "refused",
    "timeout",
    "timed out",
    "cannot",
    "unable",
    "invalid",
    "not found",
    "killed",
    "exceeded",
    "expired",
    "unreachable",
    "missing",
];
/// Words of a line that stay the same.
const FEWEST_WORDS: usize = 3;
/// A word tells something where it stands in no more than one document of so many, and so many words have to.
const TELLING: usize = 20;
const FEWEST_TELLING: usize = 2;
const LENGTHS: std::ops::RangeInclusive<usize> = 20..=200;
const MOST_OF_A_DOCUMENT: usize = 3;
const MOST_OF_A_FOLDER: usize = 24;
/// Words behind which somebody's or something's name stands.
const NAMED: [&str; 6] = ["user", "username", "host", "hostname", "pod", "node"];

/// At most `most` lines of `catalog` whose telling words point to the documents that hold them and to no other, spread over documents
/// and folders, each changed and wrapped; the same ones every time.
pub fn pasted(catalog: &Catalog, most: usize) -> Vec<Pasted> {
    let held = Held::of(catalog);
    let mut lines: Vec<(u32, usize, Line)> = Vec::new();
    for (number, document) in held.documents.iter().enumerate() {
        lines.extend(candidates(document).into_iter().map(|line| (hash(&line.text), number, line)));
    }
    lines.sort();
    lines.dedup_by(|one, other| one.2 == other.2);
    let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut dice, mut commands) = (Dice(11), 0);
    let mut found: Vec<Pasted> = Vec::new();
    for (_, number, line) in lines {
        let source: &str = &held.documents[number].source;
        let folder = source.rsplit_once('/').map_or(source, |(folder, _)| folder);
        let is_full = |name: &str, most: usize| taken.get(name).is_some_and(|count| *count >= most);
        let has_room = found.len() < most && !is_full(source, MOST_OF_A_DOCUMENT) && !is_full(folder, MOST_OF_A_FOLDER);
        if !has_room || (line.is_command && commands * COMMANDS > found.len()) {
            continue;
        }
        let (text, kept) = changed(&line.text, &mut dice);
        let Some(holders) = held.holders(&line.text, &kept) else { continue };
        let (around, nth) = match line.is_command {
            true => (AROUND_COMMANDS, commands),
            false => (AROUND_ERRORS, found.len() - commands),
        };
        let (wrapped, around) = around[nth % around.len()];
        commands += usize::from(line.is_command);
        *taken.entry(source).or_default() += 1;
        *taken.entry(folder).or_default() += 1;
        let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
        found.push(Pasted { text: around.replace("ESCAPED", &escaped).replace("LINE", &text), wrapped, holders });
    }
    found
}

/// What documents hold.
struct Held<'a> {
    documents: Vec<&'a Document>,
    words: Vec<HashSet<String>>,
    /// In how many documents a word stands.
    frequencies: HashMap<String, usize>,
}

impl<'a> Held<'a> {
    fn of(catalog: &'a Catalog) -> Self {
        let documents: Vec<&Document> = catalog.documents.iter().map(|entry| &*entry.document).collect();
        let of_document =
            |document: &&Document| words(&document.body.text).chain(words(&document.title.value)).collect();
        let words: Vec<HashSet<String>> = documents.iter().map(of_document).collect();
        let mut frequencies = HashMap::new();
        words.iter().flatten().for_each(|word| *frequencies.entry(word.clone()).or_default() += 1);
        Self { documents, words, frequencies }
    }

    /// The documents that hold the telling words of `kept`, if each of them holds `line`.
    fn holders(&self, line: &str, kept: &str) -> Option<BTreeSet<usize>> {
        let kept: BTreeSet<String> = words(kept).collect();
        let most = (self.documents.len() / TELLING).max(1);
        let telling: Vec<&String> = kept.iter().filter(|word| self.frequencies.get(*word) <= Some(&most)).collect();
        if kept.len() < FEWEST_WORDS || telling.len() < FEWEST_TELLING {
            return None;
        }
        let points = |at: &usize| telling.iter().all(|word| self.words[*at].contains(*word));
        let holders: BTreeSet<usize> = (0..self.words.len()).filter(points).collect();
        let is_in = |at: &usize| squeezed(&self.documents[*at].body.text).contains(line);
        holders.iter().all(is_in).then_some(holders)
    }
}

/// A line that may be pasted.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    text: String,
    is_command: bool,
}

/// Lines of code with a sign of an error, commands with flags or pipes, and quoted texts with a sign of an error.
fn candidates(document: &Document) -> Vec<Line> {
    let text = &document.body.text;
    let code = document.body.code.iter().map(|range| &text[range.start as usize..range.end as usize]);
    let is_command = |line: &str| line.contains(" --") || line.contains(" | ") || line.starts_with("$ ");
    let code = code.flat_map(str::lines).map(|line| (line, is_command(line)));
    let quoted = text.lines().flat_map(|line| line.split(['"', '“', '”']).skip(1).step_by(2)).map(|line| (line, false));
    let all = code.chain(quoted).filter(|(line, is_command)| *is_command || is_error(line));
    let all = all.map(|(line, is_command)| Line { text: squeezed(line), is_command });
    all.filter(|line| LENGTHS.contains(&line.text.chars().count())).collect()
}

/// Whether it reads as an error: a sign of one, and words rather than one long name.
fn is_error(line: &str) -> bool {
    let line = line.to_lowercase();
    let plain =
        line.split_whitespace().map(|piece| piece.trim_matches(|character: char| character.is_ascii_punctuation()));
    let plain = plain.filter(|piece| !piece.is_empty() && piece.chars().all(char::is_alphabetic));
    SIGNS.iter().any(|sign| line.contains(sign)) && plain.count() >= FEWEST_WORDS
}

/// One blank between words.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words that tell something: letters alone, three or more.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|character: char| !character.is_alphanumeric());
    words.filter(|word| word.chars().count() > 2 && word.chars().all(char::is_alphabetic)).map(str::to_lowercase)
}

/// `line` with other times, ids, addresses and names, and what of it stayed the same.
fn changed(line: &str, dice: &mut Dice) -> (String, String) {
    let (mut text, mut kept, mut is_named) = (String::new(), String::new(), false);
    let is_between = |character: char| character.is_whitespace() || "\"'`()[]{}<>=,;|".contains(character);
    for piece in line.split_inclusive(is_between) {
        let core = piece.trim_end_matches(is_between);
        let other = if core.contains('@') || (is_named && !core.is_empty()) {
            format!("{}{}", ["mara", "kim", "build", "olu"][dice.below(4)], dice.below(100))
        } else if changes(core) {
            core.chars().map(|character| smaller(character, dice)).collect()
        } else {
            kept.push_str(piece);
            core.to_owned()
        };
        kept.push(' ');
        // Between the word and the name may stand `=`, `: ` or a quote.
        is_named = (is_named && core.is_empty()) || NAMED.contains(&core.trim_end_matches(':').to_lowercase().as_str());
        text.push_str(&other);
        text.push_str(&piece[core.len()..]);
    }
    (text, kept)
}

/// Another digit for a digit, no greater: a time stays a time.
fn smaller(character: char, dice: &mut Dice) -> char {
    let Some(digit) = character.to_digit(10) else { return character };
    char::from_digit(u32::try_from(dice.below(digit as usize + 1)).unwrap(), 10).unwrap()
}

/// Whether a piece is a time, an address, an id or a count: what is another one the next time. `x509`, `502` and `us-east-1` stay.
fn changes(piece: &str) -> bool {
    let piece = piece.trim_matches([':', '.', '-', '/']);
    let digits = piece.bytes().filter(u8::is_ascii_digit).count();
    let is_number = piece.bytes().all(|byte| byte.is_ascii_digit() || b":.-/+_TZ".contains(&byte));
    digits >= 4 || (digits > 0 && is_number && piece.len() >= 4)
}

/// FNV-1a: an order without a reason.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
