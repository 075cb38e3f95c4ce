//! `pmsite serve` among others: whom it answers, what it opens, and how much of it anybody may take.

use super::serve::{incident, site};
use super::support::{Server, SiteTest};
use std::fs;
use std::io::{Read, Write};

/// A site with one attachment, `/files/postmortems/a.log`.
fn with_log(text: &str) -> SiteTest {
    let body = incident("First outage").replace("Nobody", "[log](a.log) Nobody");
    site().file("content/postmortems/first.md", &body).file("content/postmortems/a.log", text)
}

const LOG: &str = "/files/postmortems/a.log";

#[test]
fn a_request_must_name_one_host_and_that_is_ours() {
    let server = Server::start(&site(), &[]);
    for host in ["localhost", "localhost:1", "LOCALHOST:3000", "127.0.0.1", "[::1]:3000", "x.localhost", "localhost."] {
        assert_eq!(server.ask("GET", "/", host).status, 200, "{host}");
    }
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "10.1.2.3",
        "[::1].evil",
        "[::1]evil:80",
        "[::1",
        "localhost:80:80",
        "localhost:",
        "localhost:99999",
        "localhost@evil",
        "evil@localhost",
        "localhost/..",
        "localhost..",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "127.1",
        "localhost evil",
        "",
    ] {
        assert_eq!(server.ask("GET", "/", host).status, 403, "{host}");
        assert_eq!(server.ask("GET", "/_pmsite/events?page=/", host).status, 403, "{host}");
    }
    for (target, hosts, status) in [
        ("/", "", 403),
        ("/", "Host: localhost\r\nHost: localhost\r\n", 403),
        ("/", "Host: localhost\r\nHost: evil.example\r\n", 403),
        ("/", "Host: evil.example\r\nHost: localhost\r\n", 403),
        ("http://localhost/", "Host: localhost\r\n", 200),
        ("http://evil.example/", "Host: localhost\r\n", 403),
        ("http://localhost/", "Host: evil.example\r\n", 403),
        ("http://localhost/", "", 403),
        ("http://localhost@evil.example/", "Host: localhost\r\n", 403),
    ] {
        let reply = server.say(&format!("GET {target} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n"));
        assert_eq!(reply.status, status, "{target} {hosts}");
    }
}

#[test]
fn events_are_for_pages_of_the_preview() {
    let server = Server::start(&site(), &[]);
    let ask = |from: &str| {
        server.say(&format!(
            "GET /_pmsite/events HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: {from}\r\nConnection: close\r\n\r\n"
        ))
    };
    for from in ["cross-site", "same-site"] {
        assert_eq!(ask(from).status, 403, "{from}");
    }
    let mut stream = server.connect();
    write!(stream, "GET /_pmsite/events HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n\r\n").unwrap();
    let mut head = [0; 600];
    let length = stream.read(&mut head).unwrap();
    let head = String::from_utf8_lossy(&head[..length]).to_lowercase();
    assert!(head.starts_with("http/1.1 200") && head.contains("text/event-stream"), "{head}");
    assert!(head.contains("cross-origin-resource-policy: same-origin") && head.contains("nosniff"), "{head}");
}

#[test]
fn nothing_outside_the_site_is_served() {
    let test = site().file("content/postmortems/secret.txt", "zqhidden").file("book.toml", "# zqhidden\n");
    let server = Server::start(&test, &[]);
    for path in [
        "/../book.toml",
        "/../../../../../../etc/passwd",
        "/%2e%2e/book.toml",
        "/%2e%2e%2fbook.toml",
        "/..%5cbook.toml",
        "/%252e%252e/book.toml",
        "/assets/../../book.toml",
        "/postmortems/first/../../../book.toml",
        "//etc/passwd",
        "/book.toml",
        "/content/postmortems/first.md",
        "/postmortems/secret.txt",
        "/index.html%00.png",
        "/_pmsite/../book.toml",
    ] {
        let reply = server.get(path);
        assert!([400, 404].contains(&reply.status), "{path}: {}", reply.status);
        assert!(!reply.text().contains("zqhidden") && !reply.text().contains("root:"), "{path}");
    }
}

#[test]
fn head_has_no_body_and_nothing_can_be_sent() {
    let server = Server::start(&site(), &[]);
    let (head, get) = (server.ask("HEAD", "/", "localhost"), server.get("/"));
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), get.header("content-length"));
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let reply = server.ask(method, "/", "localhost");
        assert_eq!((reply.status, reply.header("allow")), (405, "GET, HEAD"), "{method}");
    }
}

#[cfg(unix)]
#[test]
fn what_takes_the_place_of_an_attachment_is_neither_followed_nor_waited_for() {
    let test = with_log("hello").file("outside", "zqhidden");
    let server = Server::start(&test, &[]);
    assert_eq!(server.get(LOG).text(), "hello");
    let (place, outside) = (test.path("content/postmortems/a.log"), test.path("outside"));
    let link = |to: &std::path::Path| std::os::unix::fs::symlink(to, &place).unwrap();
    let pipe = || assert!(std::process::Command::new("mkfifo").arg(&place).status().unwrap().success());
    let places: [(&str, &dyn Fn()); 6] = [
        ("a link", &|| link(&outside)),
        ("a link to a device", &|| link("/dev/zero".as_ref())),
        ("a link to itself", &|| link(&place)),
        ("a pipe", &pipe),
        ("a folder", &|| fs::create_dir(&place).unwrap()),
        ("nothing", &|| {}),
    ];
    for (name, put) in places {
        let _ = fs::remove_file(&place);
        let _ = fs::remove_dir(&place);
        put();
        for method in ["GET", "HEAD"] {
            let reply = server.ask(method, LOG, "localhost");
            assert_eq!(reply.status, 404, "{method} {name}");
            assert!(!reply.text().contains("zqhidden"), "{method} {name}");
        }
    }
    let _ = fs::remove_dir(&place);
    fs::write(&place, "again").unwrap();
    assert_eq!(server.get(LOG).text(), "again");
}

#[test]
fn a_part_of_an_attachment_can_be_asked_for() {
    let test = with_log("0123456789");
    let server = Server::start(&test, &[]);
    let part = |range: &str| {
        server.say(&format!("GET {LOG} HTTP/1.1\r\nHost: localhost\r\nRange: {range}\r\nConnection: close\r\n\r\n"))
    };
    let whole = server.get(LOG);
    assert_eq!((whole.status, whole.header("accept-ranges"), whole.header("content-length")), (200, "bytes", "10"));
    for (range, text, content_range) in [
        ("bytes=0-0", "0", "bytes 0-0/10"),
        ("bytes=3-5", "345", "bytes 3-5/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=-2", "89", "bytes 8-9/10"),
        ("bytes=4-99", "456789", "bytes 4-9/10"),
    ] {
        let reply = part(range);
        assert_eq!((reply.status, reply.text().as_str(), reply.header("content-range")), (206, text, content_range));
        assert_eq!(reply.header("content-length"), text.len().to_string(), "{range}");
    }
    for range in ["bytes=10-", "bytes=5-4", "bytes=-0", "bytes=x", "nonsense"] {
        let reply = part(range);
        assert_eq!((reply.status, reply.header("content-range")), (416, "bytes */10"), "{range}");
    }
    for range in ["bytes=0-1,3-4", "lines=1-2"] {
        assert_eq!((part(range).status, part(range).text().as_str()), (200, "0123456789"), "{range}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_attachment_of_any_size_takes_little_memory() {
    const SIZE: u64 = 3 << 30;
    let test = with_log("small");
    let server = Server::start(&test, &[]);
    assert_eq!(server.get(LOG).status, 200);
    let before = server.peak_memory();
    // A file of holes: large, and no room on the disk.
    fs::OpenOptions::new().write(true).open(test.path("content/postmortems/a.log")).unwrap().set_len(SIZE).unwrap();
    let head = server.ask("HEAD", LOG, "localhost");
    assert_eq!((head.status, head.header("content-length"), head.body.len()), (200, SIZE.to_string().as_str(), 0));
    let last = format!("bytes={}-", SIZE - 5);
    let end =
        server.say(&format!("GET {LOG} HTTP/1.1\r\nHost: localhost\r\nRange: {last}\r\nConnection: close\r\n\r\n"));
    assert_eq!((end.status, end.body.as_slice()), (206, [0; 5].as_slice()));
    // The beginning of the whole, and then no more.
    let mut stream = server.connect();
    write!(stream, "GET {LOG} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut some = vec![0; 8 << 20];
    stream.read_exact(&mut some).unwrap();
    drop(stream);
    let more = server.peak_memory() - before;
    assert!(more < 100 << 20, "{more} bytes more");
}

#[test]
fn who_does_not_finish_a_head_is_left() {
    let server = Server::start(&site(), &[]);
    let (mut silent, mut half, mut idle) = (server.connect(), server.connect(), server.connect());
    write!(half, "GET / HTTP/1.1\r\nHost: loc").unwrap();
    write!(idle, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    // A letter now and then does not help.
    let mut slow = server.connect();
    write!(slow, "GET / HTTP/1.1\r\nHost: localhost\r\nX: ").unwrap();
    slow.set_read_timeout(Some(std::time::Duration::from_millis(500))).unwrap();
    let is_open =
        |error: &std::io::Error| matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut);
    server.eventually("the slow one is left", |_| {
        let _ = (&slow).write(b"x");
        !(&slow).read(&mut [0]).is_err_and(|error| is_open(&error))
    });
    for stream in [&mut silent, &mut half, &mut idle] {
        // Its end, or its reset.
        let _ = stream.read_to_end(&mut Vec::new()).map_err(|error| assert!(!is_open(&error), "it is still there"));
    }
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn a_head_without_end_is_not_kept() {
    let server = Server::start(&site(), &[]);
    for begin in ["GET /", "GET / HTTP/1.1\r\nHost: localhost\r\nX: "] {
        let mut stream = server.connect();
        let _ = stream.write_all(begin.as_bytes());
        let piece = [b'x'; 64 << 10];
        let sent = (0..1000).take_while(|_| stream.write_all(&piece).is_ok()).count();
        assert!(sent < 1000, "all of it was taken: {begin}");
    }
    let many: String = (0..150).map(|number| format!("X-{number}: 1\r\n")).collect();
    let reply = server.say(&format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}Connection: close\r\n\r\n"));
    assert_eq!(reply.status, 431);
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn hundreds_of_connections_keep_nobody_out() {
    let server = Server::start(&site(), &[]);
    let mut first = server.connect();
    write!(first, "GET /_pmsite/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let others: Vec<_> = (0..400).map(|_| server.connect()).collect();
    assert_eq!(server.get("/").status, 200);
    // The newest came in the place of the oldest, which has ended: a stream of events has no end of its own.
    let ended = first.read_to_end(&mut Vec::new());
    assert!(!ended.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock), "the oldest is still there");
    drop(others);
}
