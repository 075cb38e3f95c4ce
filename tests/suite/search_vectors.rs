//! What the browser's search must agree with: tokens of texts, and the answers to many queries with their exact scores. Written
//! to `target/tmp/search/`, where `tests/browser/search-equal.test.mjs` holds the JavaScript against it.

use crate::support::collection::{Indexed, indexed};
use crate::support::dice::Dice;
use crate::support::pasting::pasted;
use crate::support::shared::shared;
use pmsite::internals::model::Output;
use pmsite::internals::model::page::OutputBytes;
use pmsite::internals::pipeline::index;
use pmsite::internals::search::analyzer::{Analyzer, fold_table};
use pmsite::internals::search::facets::{Facets, counts};
use pmsite::internals::search::index::{Error, Index};
use pmsite::internals::search::query::Mode;
use pmsite::internals::search::rank::{Answer, Synonyms, search};
use pmsite::internals::theme::Theme;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Repositories of the corpus: many short English texts, long ones, and Japanese.
const CORPORA: [&str; 3] = ["jenkins-infra__status", "icco__postmortems", "PagerDuty__postmortem-docs-ja"];
const QUERIES: usize = 2000;
/// Error lines and commands, as far as the documents have so many.
const PASTED: usize = 240;
/// Queries of many phrases.
const PHRASES: usize = 40;

const TRICKY: &[&str] = &[
    "us-east-1 payments-api CrashLoopBackOff HTTPServer getHTTPResponse 1.2.3 v1.2.3-rc1 k8s s3 p99 x509 2-of-3 IDs APIs userIDs IDsOf IDs-x",
    "a--b a- -b a. .b a.b..c a_b __init__ a-_b 'quoted' it's rock'n'roll o’reilly’s ''x'' a'-b a-'b x'' y",
    "Émigré naïve Straße İstanbul ıI ΟΔΟΣ ΑΣ ﬁle ǅ ½ x² ⅷ ㎒ Ω Å e\u{301}t\u{300}e \u{301} \u{301}a a\u{301}B",
    "障害対応 DB障害-x 水 x水y 𠀀𠀁𠀂 々〆 カタカナ・ﾊﾝｶｸ 한국어 ㍻ 日本-語 日本語.com 5分 第3回",
    "😀 👩‍💻a b\u{200d}c \u{feff}x \u{85}y \u{a0}z \u{2028}w tab\tnew\r\nline \u{0}nul",
    "http://x.y/z?q=1&r=%20 user@example.com /var/log/app.log C:\\temp\\x --flag=-1 key=\"v\" 10.0.3.7:8080 [::1] 0xDEADBEEF #123",
    "the of and not is it to The AND",
    "d'erreur l’Erreur DELL'autenticazione qu'il un'altra d'’x l'us-east-1 rock'n'roll s'x aujourd'hui d'É",
    "ระบบล่มที่ศูนย์ข้อมูล ๑๒ ระบบ-db ລະບົບ ລົ່ມ ប្រព័ន្ធ ចុះ စနစ်ပြတ် ၁၂ x\u{e48}y \u{e48}",
    "scheduler schedulers scheduler's schedule delivered delivering deliver operator operates operators er ers indicator's being",
    "soft\u{ad}hyphen Soft\u{ad}Hump zero\u{200b}width joi\u{200d}ned \u{200b} a-\u{ad} \u{ad}b -\u{200c}x ก\u{200b}ข ค",
    "ﾊﾞｯｸｱｯﾌﾟﾞﾞ失敗 ﾞ ﾞﾟｶ カﾞ ﾊﾟ-x ｴﾗｰ\u{3099} x ﾟ",
    "OAuth GitHub MySQL 30 s 5 ms 30s 500 gb 12 pods v1.2.3-rc1 log4j-2.17 s3-bucket-7",
];

/// Queries that are read in some way of their own.
const ODD: &[&str] = &[
    "",
    "pasted\n",
    "\"no such thing here\" -the +\"nor this\"",
    "the -the -a incident -incident",
    "ImagePullBackOff incidnt zzqxv",
    "incidenx-zzqxv zzqxv incidentq",
    "pourquoi la base est en panne, war die why",
    "\"of the\"",
    "\"Of, the\" incident \"and\" -\"of the\"",
    "[31mincident[0m [30ms] report[1;31ms[0m",
    "\u{1b}[31mincident report\u{1b}[0m",
    "\\u001b[1;31mincident\\x1b[m failed ^[[0mservice",
    "-",
    "\"",
    "sev:0 error",
    // Names of conditions in other cases.
    "SEV:1 checkout",
    "After:2025 dns",
    "-Service:\"core infra\" error",
    // Conditions first, and days that are none.
    "-service:checkout",
    "-timeout",
    "-timeout service:checkout",
    "after:2026-13 error",
    "-before:2026-13",
    "\"the service\" service",
    "\"of the\" \"to be\" incident",
    "waited 5 s then 30 s then s",
    // Nothing but noise: wholes behind numbers and units, units behind numbers.
    "18423 10.0.3.7\n",
    "30 s 4711 web-7f9c4d-x2k 99 2024-11-03\n",
    "3f2a9bc1d4e5 3f2a9bc1d4e5 3f2a9bc1d4e5 3f2a9bc1d4e5 3f2a9bc1d4e5 3f2a9bc1d4e5 3f2a9bc1d4e5 3f2a9bc1d4e5 3f2a9bc1d4e5 3f2a9bc1d4e5 3f2a9bc1d4e5 3f2a9bc1d4e5 3f2a9bc1d4e5 3f2a9bc1d4e5 3f2a9bc1d4e5 3f2a9bc1d4e5 10.0.3.7",
    "3f2a9bc1\n10.0.3.7:8080 12 ms 007 10.0.3.7",
    // One phrase over and over, beside a word.
    "incident \"the service\" \"we are\" \"we are\" \"we are\" \"of the\" +\"we are\"",
];

/// Words that stand together, as so many phrases as can be typed, beside a word that few documents hold.
fn phrases(words: &[String], start: usize) -> String {
    let is_plain = |word: &String| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let pairs = words[start..].windows(2).filter(|pair| pair.iter().all(is_plain));
    let mut text = "checkout".to_owned();
    for pair in pairs.map(|pair| pair.join(" ")) {
        if text.len() + pair.len() > 190 {
            break;
        }
        write!(text, " \"{pair}\"").unwrap();
    }
    text
}

/// Where the files go; made anew.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("search");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// FNV-1a: little, and the same in both languages.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// One token a line, offsets in UTF-16.
fn tokens(text: &str, analyzer: &mut Analyzer) -> String {
    let mut offsets = vec![0_usize; text.len() + 1];
    let mut units = 0;
    for (at, character) in text.char_indices() {
        offsets[at] = units;
        units += character.len_utf16();
    }
    offsets[text.len()] = units;
    let mut lines = String::new();
    analyzer.tokens(text, |token| {
        let (start, end) = (offsets[token.range.0], offsets[token.range.1]);
        let (term, surface, position) = (token.term, token.surface, token.position);
        writeln!(lines, "{term}\t{surface}\t{position}\t{start}\t{end}\t{}", token.is_compound).unwrap();
    });
    lines
}

fn analyzer_vectors() -> Value {
    let mut analyzer = Analyzer::default();
    let folds = fold_table().by_target();
    let blocks =
        folds.values().flat_map(|all| all.chars()).chain(('\u{80}'..='\u{24F}').chain('\u{1E00}'..='\u{1EFF}'));
    let folding = blocks.flat_map(|character| character.to_uppercase().chain([character]));
    let single = folding.map(|character| format!("x{character}y")).collect::<Vec<_>>().join(" ");
    let texts: Vec<&str> = TRICKY.iter().copied().chain([single.as_str()]).collect();
    let strings: Vec<Value> = texts.iter().map(|text| json!([text, tokens(text, &mut analyzer)])).collect();
    let files = shared("corpus").map(|corpus| WalkDir::new(corpus).sort_by_file_name()).into_iter().flatten();
    let is_text =
        |path: &Path| path.extension().is_some_and(|suffix| suffix == "md" || suffix == "yml" || suffix == "txt");
    let mut documents = Vec::new();
    for file in files.map(Result::unwrap).filter(|entry| entry.file_type().is_file() && is_text(entry.path())) {
        let text = String::from_utf8_lossy(&std::fs::read(file.path()).unwrap()).into_owned();
        documents.push(json!([file.path(), hash(&tokens(&text, &mut analyzer))]));
    }
    json!({ "strings": strings, "documents": documents })
}

/// What queries are made of.
struct Material {
    surfaces: Vec<String>,
    /// Words as the texts have them, in order.
    words: Vec<String>,
    lines: Vec<String>,
    /// Names of each facet.
    names: Vec<(&'static str, Vec<String>)>,
}

const TALK: [&str; 12] = ["why", "did", "the", "how", "to", "not", "when", "was", "database", "oom", "cert", "--flag"];
const FILTERS: [&str; 12] = [
    "sev<=2",
    "sev:1",
    "sev>2",
    "severity:high",
    "sev:",
    "after:2019",
    "before:2022-06",
    "since:2020-02-30",
    "after:lunch",
    "status:resolved",
    "service:nobody",
    "tag:\"a b",
];

impl Material {
    fn word(&self, dice: &mut Dice) -> String {
        let word = match dice.below(8) {
            0..=2 => dice.one_of(&self.words).to_owned(),
            7 => TALK[dice.below(TALK.len())].to_owned(),
            _ => dice.one_of(&self.surfaces).to_owned(),
        };
        let mut letters: Vec<char> = word.chars().collect();
        match dice.below(6) {
            0 => letters.truncate(1 + dice.below(letters.len())),
            1 if letters.len() > 3 => {
                let at = dice.below(letters.len() - 1);
                match dice.below(4) {
                    0 => letters.swap(at, at + 1),
                    1 => drop(letters.remove(at)),
                    2 => letters.insert(at, 'e'),
                    _ => letters[at] = 'a',
                }
            }
            2 if dice.below(4) == 0 => return word.to_uppercase(),
            _ => {}
        }
        letters.into_iter().collect()
    }

    fn condition(&self, dice: &mut Dice) -> String {
        let start = dice.below(self.words.len());
        let some = |most: usize| self.words[start..self.words.len().min(start + most)].join(" ");
        match dice.below(7) {
            6 => format!("+\"{}\"", some(1 + start % 3)),
            0 | 1 => format!("\"{}\"", some(2 + start % 3)),
            2 => format!("-{}", some(1)),
            3 => format!("-\"{}\"", some(2)),
            4 => FILTERS[dice.below(FILTERS.len())].to_owned(),
            _ => {
                let (field, names) = &self.names[dice.below(self.names.len())];
                let dash = if dice.below(4) == 0 { "-" } else { "" };
                let name = dice.one_of(names);
                let cut = if dice.below(3) == 0 { name.len().div_ceil(2) } else { name.len() };
                format!("{dash}{field}:\"{}\"", name.get(..cut).unwrap_or(name))
            }
        }
    }

    /// Mostly words; phrases, exclusions and filters in every fifth; pastes.
    fn query(&self, dice: &mut Dice) -> String {
        if dice.below(20) == 0 {
            return dice.one_of(&self.lines).to_owned();
        }
        let mut pieces: Vec<String> = (0..=dice.below(5)).map(|_| self.word(dice)).collect();
        if dice.below(5) == 0 {
            for _ in 0..=dice.below(3) {
                let at = dice.below(pieces.len() + 1);
                pieces.insert(at, self.condition(dice));
            }
            if dice.below(10) == 0 {
                pieces.retain(|piece| piece.contains(':'));
            }
        }
        pieces.join(if dice.below(40) == 0 { "  \t" } else { " " })
    }
}

fn answer(text: &str, answer: &Answer, facets: &Facets) -> Value {
    let documents: Vec<u32> = answer.hits.iter().map(|hit| hit.document).collect();
    let scores: Vec<f64> = answer.hits.iter().map(|hit| hit.score).collect();
    let counted: Vec<Value> =
        answer.counted.iter().map(|word| json!([word.surface, word.terms, word.is_part, word.nearest])).collect();
    let covered: Vec<u32> = answer.hits.iter().map(|hit| hit.covered).collect();
    let stand_ins: Vec<Vec<[String; 2]>> = answer
        .hits
        .iter()
        .map(|hit| answer.stand_ins(hit.document).into_iter().map(|one| [one.name, one.word]).collect())
        .collect();
    let known: Vec<bool> = answer.filters.iter().map(|filter| filter.known).collect();
    let mode = if answer.mode == Mode::Paste { "paste" } else { "words" };
    let counts = counts(facets, &answer.narrowed());
    json!({ "query": text, "mode": mode, "cut": answer.is_cut, "docs": documents, "scores": scores, "sure": answer.sure, "covered": covered, "of": answer.words(), "instead": stand_ins,
        "out": answer.left_out, "without": answer.without, "counted": counted, "known": known, "facets": counts })
}

/// Writes shards and answers of the documents in `content`.
fn queries(content: &Path, into: &Path) {
    let Indexed { catalog, config, index, groups } = indexed(&[content.to_owned()]);
    let put = |output: Output| {
        let OutputBytes::Made(bytes) = &output.bytes else { unreachable!("shards are made") };
        let path = into.join(&output.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        Ok::<(), Error>(())
    };
    index::export(&index, &catalog, &config, &groups, &put).unwrap();

    let texts: Vec<&str> = catalog.documents.iter().map(|entry| entry.document.body.text.as_str()).collect();
    let material = Material {
        surfaces: surfaces(&index),
        words: texts.iter().flat_map(|text| text.split_whitespace().map(str::to_owned)).collect(),
        lines: texts.iter().flat_map(|text| text.lines()).filter(|line| line.len() > 60).map(str::to_owned).collect(),
        names: index
            .facets
            .lists()
            .map(|(field, values)| (field, values.iter().map(|value| value.name.clone()).collect()))
            .into(),
    };
    let mut analyzer = Analyzer::default();
    let synonyms = Synonyms::new(&groups, &mut analyzer);
    let mut dice = Dice(7);
    let fixed = TRICKY.iter().chain(ODD).map(|text| (*text).to_owned());
    // Longer than is read: words, noise of every kind, and characters of two UTF-16 units across the end.
    let long =
        ["word ", "1 ", "-a ", "\"a b\" ", "\"", ".", "(", "tag:1 ", "支", "\u{20000}", "a\n", "\u{200f}", "e\u{301}"]
            .map(|text| text.repeat(4000));
    let long = long.map(|text| [format!("x{text}"), text]).into_iter().flatten();
    let all = [material.words.join(" "), format!("x{}", material.words.join("\n")), material.surfaces.join(" ")];
    let of_phrases = (0..PHRASES).map(|at| phrases(&material.words, material.words.len() * at / PHRASES));
    let fixed = fixed.chain(long).chain(all).chain(of_phrases);
    let random: Vec<String> = (0..QUERIES).map(|_| material.query(&mut dice)).collect();
    let mut lines = String::new();
    let pasted = pasted(&catalog, PASTED).into_iter().map(|pasted| pasted.text);
    for text in fixed.chain(pasted).chain(random) {
        let found = search(&index, &text, &mut analyzer, &synonyms).unwrap();
        writeln!(lines, "{}", answer(&text, &found, &index.facets)).unwrap();
    }
    std::fs::write(into.join("answers.ndjson"), lines).unwrap();
    let sources: Vec<&str> = catalog.documents.iter().map(|entry| &*entry.document.source).collect();
    std::fs::write(into.join("sources.json"), json!(sources).to_string()).unwrap();
}

fn surfaces(index: &Index) -> Vec<String> {
    let mut surfaces = Vec::new();
    index.for_each_surface("", |surface, _| surfaces.push(surface.to_owned())).unwrap();
    surfaces
}

/// Writes the client as readers get it.
fn client(into: &Path) {
    let theme = Theme::load(into, None, &[]).unwrap();
    for (name, bytes) in theme.assets.iter().filter(|(name, _)| name.starts_with("search/")) {
        let path = into.join("assets").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    // Node wants to be told that these are modules.
    std::fs::write(into.join("package.json"), r#"{"type":"module"}"#).unwrap();
}

#[test]
fn vectors_for_the_browsers_search_are_written() {
    let folder = folder();
    std::fs::write(folder.join("analyzer.json"), analyzer_vectors().to_string()).unwrap();
    client(&folder);
    queries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), &folder.join("demo"));
    if let Some(corpus) = shared("corpus") {
        for name in CORPORA {
            queries(&corpus.join(name), &folder.join(name));
        }
    }
}
