//! `Server`: `pmsite serve` on a free port, asked over plain sockets.

use super::site_test::{SiteTest, TODAY};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long anything may take on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running preview; ends with the test.
pub struct Server {
    child: Child,
    pub port: u16,
    log: Arc<Mutex<String>>,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

impl Server {
    /// `pmsite serve` with these arguments besides the port.
    pub fn start(test: &SiteTest, args: &[&str]) -> Self {
        let mut all = vec!["serve", "--port", "0", "--today", TODAY];
        all.extend(args);
        let mut child = test.command(&all).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (lines, kept) = (BufReader::new(child.stderr.take().unwrap()).lines(), Arc::clone(&log));
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let mut log = kept.lock().unwrap();
                log.push_str(&line);
                log.push('\n');
            }
        });
        let mut server = Self { child, port: 0, log };
        let port = |log: &str| {
            let (_, rest) = log.split_once(" at http://127.0.0.1:")?;
            rest.split('/').next()?.parse().ok()
        };
        server.eventually("the address is printed", |server| port(&server.log()).is_some());
        server.port = port(&server.log()).unwrap();
        server.eventually("it answers", |server| TcpStream::connect(("127.0.0.1", server.port)).is_ok());
        server
    }

    /// What it printed.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Waits until `holds`.
    pub fn eventually(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !holds(self) {
            assert!(start.elapsed() < PATIENCE, "never: {what}\n{}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the page at `path` holds `text`.
    pub fn shows(&self, path: &str, text: &str) {
        self.eventually(&format!("{path} shows {text:?}"), |server| server.get(path).text().contains(text));
    }

    pub fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &format!("127.0.0.1:{}", self.port))
    }

    /// One request, sent as it is.
    pub fn ask(&self, method: &str, path: &str, host: &str) -> Reply {
        self.say(&format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
    }

    /// A connection, on which nothing is waited for longer than anything may take.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// The most memory that it has had, in bytes.
    #[cfg(target_os = "linux")]
    pub fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let (_, rest) = status.split_once("VmHWM:").unwrap();
        rest.split_whitespace().next().unwrap().parse::<u64>().unwrap() << 10
    }

    /// A request of any form, which must ask for the end of the connection.
    pub fn say(&self, request: &str) -> Reply {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Reply { status, headers: lines.filter_map(header).collect(), body: bytes[end + 4..].to_vec() }
    }

    /// The events of the page at `page`, as they come: name and data.
    pub fn events(&self, page: &str) -> Events {
        let html = self.get(page).text();
        let attribute = |name: &str| {
            let (_, rest) = html.split_once(&format!("{name}=\"")).unwrap_or_else(|| panic!("no {name} in {html}"));
            rest.split('"').next().unwrap().to_owned()
        };
        let at = html.find("_pmsite/live.js").unwrap_or_else(|| panic!("no client in {html}"));
        let base = &html[html[..at].rfind('"').unwrap() + 1..at];
        let mut stream = self.connect();
        let (version, styles) = (attribute("data-version"), attribute("data-styles"));
        let path = format!("{base}_pmsite/events?page={page}&version={version}&styles={styles}");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        Events(BufReader::new(stream))
    }

    /// Sends a signal, as the terminal does, and waits for the end; the exit code.
    pub fn signal(mut self, signal: &str) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args([signal, &id]).status().unwrap().success());
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(start.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        assert!(!self.log().contains("panicked at") || std::thread::panicking(), "a panic:\n{}", self.log());
    }
}

/// An open event stream.
pub struct Events(BufReader<TcpStream>);

impl Events {
    /// The next event called `name`; others are passed over.
    pub fn next(&mut self, name: &str) -> String {
        let mut current = String::new();
        loop {
            let mut line = String::new();
            let read = self.0.read_line(&mut line).unwrap_or_else(|error| panic!("no event {name}: {error}"));
            assert!(read > 0, "the stream ended before an event {name}");
            if let Some(event) = line.trim_end().strip_prefix("event: ") {
                event.clone_into(&mut current);
            } else if let Some(data) = line.trim_end().strip_prefix("data: ")
                && current == name
            {
                return data.to_owned();
            }
        }
    }
}
