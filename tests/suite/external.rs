//! `check --external`: outside links, asked of a server on this machine, and never of one that a checkout should not reach.

use crate::support::SiteTest;
use crate::support::site_test::{Run, TODAY};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

/// Answers by path, and remembers what it was asked.
struct Host {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Host {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let mut lines = BufReader::new(&stream).lines();
                let head: Vec<String> =
                    lines.by_ref().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                let Some(first) = head.first() else { continue };
                kept.lock().unwrap().push(head.join("\n"));
                let parts: Vec<&str> = first.split(' ').collect();
                let say = |status: &str, more: &str| {
                    let _ =
                        write!(&stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n{more}\r\n");
                };
                match (parts[0], parts[1]) {
                    (_, "/fine") | ("GET", "/no-head") => say("200 OK", ""),
                    ("HEAD", "/no-head") => say("405 Method Not Allowed", ""),
                    (_, "/gone") => say("410 Gone", ""),
                    (_, "/moved") => say("301 Moved Permanently", "Location: /fine\r\n"),
                    (_, "/elsewhere-today") => say("302 Found", "Location: /fine\r\n"),
                    (_, "/round") => say("301 Moved Permanently", "Location: /round\r\n"),
                    (_, "/away") => say("301 Moved Permanently", "Location: file:///etc/passwd\r\n"),
                    (_, "/closed") => say("403 Forbidden", ""),
                    (_, "/fault" | "/fault?1" | "/fault?2") => say("503 Service Unavailable", ""),
                    // Ends the connection without a word.
                    (_, "/silent") => {}
                    _ => say("404 Not Found", ""),
                }
            }
        });
        Self { port, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// First lines of what it was asked, in their order; forgets them.
    fn asked(&self) -> Vec<String> {
        let heads = std::mem::take(&mut *self.asked.lock().unwrap());
        let mut asked: Vec<String> =
            heads.iter().map(|head| head.lines().next().unwrap().trim_end_matches(" HTTP/1.1").to_owned()).collect();
        asked.sort();
        asked
    }
}

fn site(links: &[String]) -> SiteTest {
    let list: String = links.iter().map(|link| format!("- [it]({link})\n")).collect();
    SiteTest::new().file("content/pages/a.md", &format!("# Links\n\n{list}"))
}

fn check(test: &SiteTest, more: &[&str]) -> Run {
    test.run(&[&["check", "--today", TODAY, "--external"], more].concat())
}

fn known(test: &SiteTest, more: &[&str]) -> Run {
    check(test, &[&["--private-addresses"], more].concat())
}

#[test]
fn what_is_gone_and_what_has_moved_is_told_and_nothing_else_is_called_dead() {
    let host = Host::start();
    let paths = [
        "/fine",
        "/no-head",
        "/gone",
        "/lost#part",
        "/moved",
        "/elsewhere-today",
        "/round",
        "/away",
        "/closed",
        "/fault",
        "/silent",
    ];
    let links: Vec<String> = paths.iter().map(|path| host.url(path)).collect();
    let test = site(&links);
    let run = known(&test, &["--format", "short"]);
    let told: Vec<&str> = run.stderr.lines().collect();
    let expected = [
        format!("content/pages/a.md:5:8: warning[dead-link]: `{}` is gone (410)", host.url("/gone")),
        format!("content/pages/a.md:6:8: warning[dead-link]: `{}` is gone (404)", host.url("/lost")),
        format!("content/pages/a.md:7:8: warning[moved-link]: `{}` has moved for good", host.url("/moved")),
    ];
    assert_eq!((run.code, told), (0, expected.iter().map(String::as_str).collect()));
    let asked = host.asked();
    assert!(asked.contains(&"HEAD /no-head".to_owned()) && asked.contains(&"GET /no-head".to_owned()), "{asked:?}");
    assert!(!asked.contains(&"GET /fine".to_owned()), "a head is enough: {asked:?}");
    let run = known(&test, &[]);
    for says in [
        "4 outside links asked, 7 known from earlier",
        "  1 without a verdict: the host has a fault",
        "  1 without a verdict: no connection",
        "  2 without a verdict: redirects without end, or to what is no web address",
        &format!("= help: write `{}`", host.url("/fine")),
    ] {
        assert!(run.stderr.contains(says), "{says} in {}", run.stderr);
    }
    assert_eq!(host.asked().iter().filter(|line| line.contains("/gone") || line.contains("/fine")).count(), 0);
    assert_eq!(known(&test, &["--deny", "warnings"]).code, 0, "advisory");
    assert_eq!(known(&test, &["--deny", "dead-link"]).code, 1, "unless it is named");
    test.edit("content/pages/a.md", "- [it]", "<!-- pmsite-allow dead-link: kept for the record -->\n- [it]");
    let plain = test.run(&["check", "--today", TODAY, "--format", "short"]);
    assert_eq!(plain.stderr, "", "who asks nobody does not call the comment unused");
}

#[test]
fn a_checkout_cannot_make_this_machine_ask_its_own_network() {
    let host = Host::start();
    let port = host.port;
    let inside = [
        host.url("/fine"),
        format!("http://localhost:{port}/fine"),
        format!("http://2130706433:{port}/fine"),
        format!("http://0x7f.1:{port}/fine"),
        format!("http://[::ffff:127.0.0.1]:{port}/fine"),
        format!("http://[::1]:{port}/fine"),
        format!("http://0.0.0.0:{port}/fine"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://build.internal/fine".to_owned(),
        "http://intranet/fine".to_owned(),
    ];
    let run = check(&site(&inside), &[]);
    assert_eq!((run.code, host.asked()), (0, Vec::new()), "{}", run.stderr);
    // Three spellings of one address are one address.
    assert!(run.stderr.starts_with("0 outside links asked\n"), "{}", run.stderr);
    assert!(
        run.stderr.contains("8 without a verdict: not asked, since the host is in a private network"),
        "{}",
        run.stderr
    );
    let secret = [format!("http://ann:geheim@127.0.0.1:{port}/fine"), "ftp://127.0.0.1/fine".to_owned()];
    let run = known(&site(&secret), &[]);
    assert_eq!(host.asked(), Vec::<String>::new(), "{}", run.stderr);
    assert!(
        run.stderr.contains("1 without a verdict: not asked, since the address holds a password"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_run_asks_so_many_and_the_next_goes_on() {
    let host = Host::start();
    let links: Vec<String> = ["/a", "/b", "/fine"].map(|path| host.url(path)).into();
    let test = site(&links);
    let run = known(&test, &["--external-limit", "2"]);
    assert!(run.stderr.contains("2 outside links asked\n  1 more than --external-limit"), "{}", run.stderr);
    assert!(!host.asked().iter().any(|line| line.contains("/fine")));
    let run = known(&test, &["--external-limit", "2"]);
    assert!(run.stderr.contains("1 outside link asked, 2 known from earlier"), "{}", run.stderr);
    assert_eq!(host.asked(), ["HEAD /fine"]);
    assert_eq!(test.run(&["check", "--private-addresses"]).code, 2, "it means nothing alone");
    assert_eq!(test.run(&["check", "--today", TODAY]).stderr, "");
    assert_eq!(host.asked(), Vec::<String>::new(), "nothing is asked unless somebody says so");
}

/// What says nothing is asked again, behind what nobody asked yet; answers of other documents stay.
#[test]
fn hosts_that_say_nothing_keep_no_other_from_being_asked() {
    let host = Host::start();
    let links: Vec<String> = ["/fault?1", "/fault?2", "/fine"].map(|path| host.url(path)).into();
    let test = site(&links).file("content/pages/b.md", &format!("# Other\n\n[it]({})\n", host.url("/gone")));
    let run = known(&test, &["content/pages/a.md", "--external-limit", "2"]);
    assert!(run.stderr.contains("2 without a verdict: the host has a fault"), "{}", run.stderr);
    host.asked();
    let run = known(&test, &["content/pages/a.md", "--external-limit", "1"]);
    assert_eq!(host.asked(), ["HEAD /fine"], "{}", run.stderr);
    known(&test, &["content/pages/b.md"]);
    assert_eq!(host.asked(), ["GET /gone", "HEAD /gone"]);
    let run = known(&test, &["--external-limit", "2"]);
    assert!(run.stderr.contains("2 outside links asked, 2 known from earlier"), "{}", run.stderr);
}
