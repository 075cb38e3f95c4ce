//! A site on its author's machine: pages are made when a browser asks for them, anew after every save, and open pages are told.
//!
//! 1. [`watch`]: saves -> wake-ups
//! 2. [`rebuild`]: wake-up -> snapshot, published as [`shown::Shown`]
//! 3. [`settle`]: the slow rest (search, related incidents) behind it
//! 4. [`connections`]: connections -> requests, within bounds
//! 5. [`http`]: requests -> pages of what is shown, [`file`]s in pieces
//! 6. [`live`]: what is shown -> events for open pages

mod connections;
mod file;
mod http;
mod live;
mod place;
mod problems;
mod rebuild;
mod response;
mod review;
mod settle;
mod shown;
mod terminal;
mod watch;

use crate::pipeline::{self, Options, Trouble};
use shown::Shown;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use terminal::Terminal;

/// The first port that is tried where none is named, and how many behind it.
const PORT: u16 = 3000;
const PORTS: u16 = 100;

/// How to serve.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Holds the settings, `theme/` and `themes/`.
    pub root: PathBuf,
    pub address: IpAddr,
    /// `None`: 3000 or the next that is free; 0: any.
    pub port: Option<u16>,
    /// Open the browser.
    pub open: bool,
    /// `None`: the site of the start.
    pub watching: Option<Watching>,
    /// Print errors alone.
    pub quiet: bool,
    /// Print every problem in full.
    pub verbose: bool,
    pub colour: anstream::ColorChoice,
}

/// How saves are noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Watching {
    /// The system tells.
    Events,
    /// By looking each second.
    Polls,
}

/// Options derived anew, from settings and arguments.
pub(crate) type Setup = Box<dyn Fn() -> Result<Options, Trouble> + Send>;

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("cannot listen on port {port} of {address}: {source}\n  = help: {hint}")]
    Listen { address: IpAddr, port: u16, source: std::io::Error, hint: &'static str },
    #[error("cannot serve: {0}")]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Site(#[from] pipeline::Error),
}

/// Serves until a signal ends it. `first` are the options of the start; `setup` derives them again after a save.
///
/// # Errors
/// A port that is taken; without watching, a site that cannot be made.
pub(crate) fn serve(settings: &Settings, first: Result<Options, Trouble>, setup: Setup) -> Result<(), Error> {
    let listener = listen(settings)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let shown = tokio::sync::watch::Sender::new(Arc::new(Shown::default()));
    let terminal = Terminal::new(settings);
    let mut rebuild = rebuild::Rebuild::new(shown.clone(), terminal.clone(), settings);
    rebuild.start(first)?;
    terminal.started(address, &shown.borrow(), settings);
    if settings.watching.is_some() {
        std::thread::Builder::new().name("pmsite-watch".to_owned()).spawn(move || rebuild.run(&setup))?;
    }
    let home = url(address, &shown.borrow());
    if settings.open
        && let Err(error) = opener::open(home)
    {
        terminal.say(&format!("the browser did not open: {error}"));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let ended = runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let service = http::router(shown, address.ip());
        // Open event streams would keep a graceful end waiting for ever: there is nothing to lose, so all just stops.
        tokio::select! {
            () = connections::answer(listener, service) => Ok(()),
            ended = signal() => ended,
        }
    });
    runtime.shutdown_background();
    Ok(ended?)
}

fn listen(settings: &Settings) -> Result<TcpListener, Error> {
    let address = settings.address;
    let failed = |port, source: std::io::Error| {
        let hint = match source.kind() {
            std::io::ErrorKind::AddrInUse => "another program uses it: name another port, or none, with --port",
            std::io::ErrorKind::AddrNotAvailable => "--bind wants an address of this machine",
            _ => "name another port with --port",
        };
        Error::Listen { address, port, source, hint }
    };
    if let Some(port) = settings.port {
        return TcpListener::bind((address, port)).map_err(|error| failed(port, error));
    }
    let mut port = PORT;
    loop {
        match TcpListener::bind((address, port)) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse && port < PORT + PORTS => port += 1,
            Err(error) => return Err(failed(port, error)),
        }
    }
}

/// Where a browser on this machine finds the site.
fn url(address: SocketAddr, shown: &Shown) -> String {
    let host = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => "127.0.0.1".to_owned(),
        IpAddr::V6(ip) if ip.is_unspecified() => "[::1]".to_owned(),
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    format!("http://{host}:{}{}", address.port(), shown.base())
}

/// Until Ctrl-C, or SIGTERM where there is such a thing.
async fn signal() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            ended = tokio::signal::ctrl_c() => ended,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
