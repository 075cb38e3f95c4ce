//! `rules.toml` -> what tells a paste from a question, and which of its words are ids, times, addresses and numbers.

use crate::search::words::words;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// More characters than this nobody types.
pub(super) const LONG: usize = 200;
/// A shorter text is a log line only if one of the rules says so.
const SHORT: usize = 40;
/// So many pieces that are no plain words make a log line.
const ODD_PIECES: usize = 3;

#[derive(Debug, Default, Deserialize)]
struct File {
    fields: BTreeMap<String, String>,
    rules: Written,
    client: Client,
}

/// What only the client reads; here it is code.
#[derive(Debug, Default, Deserialize)]
struct Client {
    names: Vec<(String, String)>,
    run: String,
    border: String,
    half: String,
    tests: Vec<String>,
    page: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Written {
    colours: Vec<(String, String)>,
    typed: Vec<(String, String)>,
    pasted: Vec<String>,
    odd: String,
    ticket: String,
    noise: Vec<String>,
    times: Vec<(String, String)>,
    names: BTreeMap<String, String>,
    around: Vec<(String, String)>,
    quoted: String,
}

/// The rules: each a regular expression, but `fields`.
#[derive(Clone, Debug)]
pub(crate) struct Sources {
    /// Names that people write, each with its field.
    pub fields: BTreeMap<String, String>,
    /// With what takes its place.
    colours: Vec<(String, String)>,
    /// With what takes its place.
    typed: Vec<(String, String)>,
    pasted: String,
    odd: String,
    ticket: String,
    noise: String,
    /// With what takes its place.
    times: Vec<(String, String)>,
    /// With what takes its place.
    around: Vec<(String, String)>,
    /// Of documents, so the client needs it not.
    quoted: String,
}

/// The rules as the client gets them: in rows, since its names would cost its bytes.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Rows {
    fields: &'static BTreeMap<String, String>,
    /// `typed`, `around`, `colours`, `times`: each expression with what takes the place of what it finds.
    steps: [&'static [(String, String)]; 4],
    /// `pasted`, `noise`, `odd`, and those that only the client has.
    tests: Vec<String>,
    /// What finds words, and what cuts them; letters of half width.
    cuts: [String; 3],
    /// What finds the parts of a page.
    page: Vec<String>,
}

/// The rules as they are written.
pub(crate) fn sources() -> &'static Sources {
    static SOURCES: OnceLock<Sources> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let File { fields, rules, .. } = file();
        let names = fields.keys().map(|name| in_either_case(name)).collect::<Vec<_>>().join("|");
        let typed = rules.typed.into_iter().map(|(from, to)| (from.replace("<fields>", &names), to)).collect();
        // A name of names may stand in them.
        let spelt = |mut text: String| {
            for (name, list) in &rules.names {
                let either: Vec<String> = list.split(' ').map(in_either_case).collect();
                text = text.replace(&format!("<{name}>"), &format!("(?:{})", either.join("|")));
            }
            text
        };
        let times = rules.times.into_iter().map(|(from, to)| (spelt(from), to)).collect();
        let (pasted, noise) = (rules.pasted.join("|"), rules.noise.join("|"));
        Sources {
            fields,
            colours: rules.colours,
            typed,
            pasted,
            odd: rules.odd,
            ticket: format!("^{}$", rules.ticket),
            noise,
            times,
            around: rules.around,
            quoted: rules.quoted,
        }
    })
}

fn file() -> File {
    toml::from_str(include_str!("../rules.toml")).unwrap_or_default()
}

/// The rules for the manifest.
#[must_use]
pub(crate) fn rows() -> Rows {
    let (Client { names, run, border, half, tests, page }, sources) = (file().client, sources());
    let spelt = |mut text: String| {
        // A name is made of those below it.
        for (name, by) in &names {
            text = text.replace(&format!("<{name}>"), by);
        }
        text.replace("<pairs>", &words().paired())
    };
    let tests = tests.into_iter().map(spelt);
    // Here two expressions, there one that looks ahead.
    let noise = format!("(?!{})^[^]*?(?:{})", sources.ticket, sources.noise);
    Rows {
        fields: &sources.fields,
        steps: [&sources.typed, &sources.around, &sources.colours, &sources.times],
        tests: [sources.pasted.clone(), noise, sources.odd.clone()].into_iter().chain(tests).collect(),
        cuts: [spelt(run), border, half],
        page,
    }
}

/// `sev` -> `[sS][eE][vV]`: conditions are read in either case, and JavaScript knows no `(?i)`.
fn in_either_case(name: &str) -> String {
    let either = |letter: char| match letter.is_ascii_alphabetic() {
        true => format!("[{letter}{}]", letter.to_ascii_uppercase()),
        false => letter.to_string(),
    };
    name.chars().map(either).collect()
}

struct Rules {
    colours: Vec<(Regex, &'static str)>,
    typed: Vec<(Regex, &'static str)>,
    pasted: Option<Regex>,
    odd: Option<Regex>,
    ticket: Option<Regex>,
    noise: Option<Regex>,
    times: Vec<(Regex, &'static str)>,
    around: Vec<(Regex, &'static str)>,
    quoted: Option<Regex>,
}

fn rules() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| {
        let sources = sources();
        let compiled = |source: &str| Regex::new(source).ok();
        let replaced = |steps: &'static [(String, String)]| {
            steps.iter().filter_map(|(from, to)| Some((compiled(from)?, &**to))).collect()
        };
        Rules {
            colours: replaced(&sources.colours),
            typed: replaced(&sources.typed),
            pasted: compiled(&sources.pasted),
            odd: compiled(&sources.odd),
            ticket: compiled(&sources.ticket),
            noise: compiled(&sources.noise),
            times: replaced(&sources.times),
            around: replaced(&sources.around),
            quoted: compiled(&sources.quoted),
        }
    })
}

/// Whether `text` is very long, or looks like a log line, an error, a command: nobody types such a thing to search for it.
#[must_use]
pub(super) fn is_log(text: &str) -> bool {
    let length = text.chars().take(LONG + 1).count();
    if length > LONG {
        return true;
    }
    let rules = rules();
    let plain = without(text, &rules.typed);
    rules.pasted.as_ref().is_some_and(|pasted| pasted.is_match(&plain))
        || (length >= SHORT && rules.odd.as_ref().is_some_and(|odd| odd.find_iter(&plain).count() >= ODD_PIECES))
}

/// `text` with what `steps` find replaced, in order.
fn without<'a>(text: &'a str, steps: &[(Regex, &str)]) -> Cow<'a, str> {
    steps.iter().fold(Cow::Borrowed(text), |text, (from, to)| match from.is_match(&text) {
        true => Cow::Owned(from.replace_all(&text, *to).into_owned()),
        false => text,
    })
}

/// `text` without what colours it in a terminal.
#[must_use]
pub(crate) fn colourless(text: &str) -> Cow<'_, str> {
    without(text, &rules().colours)
}

/// `text` without days with their times, and times of day with their seconds.
pub(super) fn timeless(text: &str) -> Cow<'_, str> {
    without(text, &rules().times)
}

/// The message of a paste, without what loggers, traces and commands put around it.
pub(super) fn message(text: &str) -> String {
    without(text, &rules().around).into_owned()
}

/// The stretches of `text` in quotation marks.
pub(crate) fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let all = rules().quoted.as_ref().map(|quoted| quoted.find_iter(text));
    all.into_iter().flatten().map(|found| found.as_str())
}

/// Whether a word of a paste tells nothing.
pub(super) fn is_noise(surface: &str) -> bool {
    !is_ticket(surface) && rules().noise.as_ref().is_some_and(|noise| noise.is_match(surface))
}

fn is_ticket(surface: &str) -> bool {
    rules().ticket.as_ref().is_some_and(|ticket| ticket.is_match(surface))
}

/// The id that the name of a file or folder begins with, in capitals: `INC-1234` of `INC-1234-queue-stuck.md`.
#[must_use]
pub(crate) fn ticket(name: &str) -> Option<&str> {
    let is_part = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '-';
    let (begin, rest) = name.split_at(name.find(|letter| !is_part(letter)).unwrap_or(name.len()));
    let ticket = begin.trim_end_matches('-');
    let is_whole = ticket.len() < begin.len() || !rest.starts_with(|letter: char| letter.is_alphanumeric());
    (is_whole && is_ticket(&ticket.to_ascii_lowercase())).then_some(ticket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_a_regular_expression_that_both_languages_read_alike() {
        let rules = rules();
        assert!([&rules.pasted, &rules.odd, &rules.noise].iter().all(|rule| rule.is_some()));
        assert_eq!((rules.typed.len(), rules.around.len(), rules.colours.len(), sources().fields.len()), (3, 7, 2, 15));
        let sources = sources();
        let around = sources.around.iter().chain(&sources.colours).map(|(from, _)| from);
        for source in around.chain([&sources.pasted, &sources.odd, &sources.noise]) {
            assert!(source.is_ascii());
            for other in [r"\b", r"\d", r"\s", r"\w", "(?=", "(?!", "(?<", "(?i", "[]"] {
                assert!(!source.contains(other), "{other} in {source}");
            }
        }
    }

    #[test]
    fn what_looks_like_an_error_a_command_or_a_trace_is_no_typed_syntax() {
        for pasted in [
            r#"ERROR: duplicate key value violates unique constraint "orders_pkey""#,
            r#"psql: error: connection to server at "db1" (10.0.0.3), port 5432 failed: FATAL: password"#,
            "kubectl get pods -n prod -o wide | grep -v Running",
            "thread 'main' panicked at src/main.rs:4:5:",
            r#"curl -m 5 -F "a=b" https://x/y"#,
            r#"java.lang.NullPointerException: Cannot invoke "String.length()" because "<local1>" is null"#,
            "terraform apply -auto-approve main",
            "watch -d kubectl get pods -n prod",
            "nohup env java -jar app.jar",
            r#"pq: invalid input syntax for type uuid: "abc""#,
            r#"{"level":"error","msg":"dial tcp"}"#,
            "fatal: unable to access 'repo': Could not resolve host",
            "rm -rf /var/lib/x",
            "ORA-01555: snapshot too old",
            "curl: (7) Failed to connect to db port 5432",
            "[emerg] bind() failed -x",
            "level=error service=api msg=\"no route\"",
            "Caused by: x -y",
            "Segmentation fault (core dumped)",
            "Read-only file system (os error 30)",
            "npm ERR! code ERESOLVE",
            "upstream connect error before headers. reset reason: overflow",
            "embed_failed: context deadline exceeded",
            "x509: certificate signed by unknown authority",
            "AccessDenied: not authorized",
            "mount.nfs: Stale file handle",
            "Terraform: Error acquiring the state lock",
        ] {
            assert!(is_log(pasted), "{pasted}");
        }
        for typed in [
            r#"service:api "connection refused" -dns sev<=2 after:2025"#,
            r#""exact phrase""#,
            "payments -stripe",
            r#"timeout -"read only" +"x509: certificate has expired""#,
            r#"-service:"core infra" team:edge status=closed "a b" "c d""#,
            "why does single() return 406 when the row is missing",
            "d'erreur de l'authentification, pourquoi ?",
            "us-east-1 v1.2.3 10.0.3.7 payments-api",
            "docker -swarm",
            "C++ & TCP/IP (50%) ~5 errors/s #4711",
            "say \"open",
            "-dns",
            "SEV:1 checkout",
            "After:2025 dns",
            r#"-Service:"core infra" ROOT-CAUSE:dns"#,
        ] {
            assert!(!is_log(typed), "{typed}");
        }
        for name in sources().fields.keys() {
            let (upper, first) = (name.to_uppercase(), name[..1].to_uppercase());
            for typed in [format!("{upper}:2025 error"), format!("-{first}{}:\"a b\" error", &name[1..])] {
                assert!(!is_log(&typed), "{typed}");
            }
        }
    }

    #[test]
    fn a_file_may_be_named_for_a_ticket() {
        for (name, expected) in [
            ("INC-1234-queue-stuck.md", Some("INC-1234")),
            ("INC-2024-007.md", Some("INC-2024-007")),
            ("OPS-77_x", Some("OPS-77")),
            ("INC-1234b.md", None),
            ("incident-2024.md", None),
            ("2024-03-01-dns.md", None),
            ("README.md", None),
        ] {
            assert_eq!(ticket(name), expected, "{name}");
        }
    }

    #[test]
    fn hashes_times_and_addresses_are_noise_and_names_and_states_are_not() {
        for word in ["inc-1234", "inc-2024-0007", "ora-01555"] {
            assert!(!is_noise(word), "{word}");
        }
        let noisy = "18423 02 x 10.0.3.7 3f2a9bc1 web-7f9c4d-x2k 2024-11-03 30s 512mb 0xc00012a000 a1b2c3d4e5f6 99 007";
        for word in noisy.split(' ') {
            assert!(is_noise(word), "{word}");
        }
        for word in
            "us-east-1 503 137 s3 k8s x509 2fa 5xx e0308 utf8mb4 p99 facade eu-west-1b log4j err_cert".split(' ')
        {
            assert!(!is_noise(word), "{word}");
        }
    }
}
