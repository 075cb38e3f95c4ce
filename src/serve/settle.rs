//! Snapshots -> the slow rest of them, made behind the author's back: search index and related incidents.

use super::shown::{Shown, Site};
use super::terminal::Terminal;
use crate::pipeline::{Error, Snapshot};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use tokio::sync::watch;

/// Quiet after a snapshot before the machine is put to work: pages of it are being made, and the author may save again.
const PAUSE: Duration = Duration::from_millis(250);

/// A thread that settles the newest snapshot that it was given.
pub(super) struct Settler(Sender<Arc<Snapshot>>);

impl Settler {
    /// Starts the thread; it ends with the settler.
    pub(super) fn start(shown: watch::Sender<Arc<Shown>>, terminal: Terminal) -> std::io::Result<Self> {
        let (sender, newest) = channel();
        std::thread::Builder::new().name("pmsite-settle".to_owned()).spawn(move || run(&newest, &shown, &terminal))?;
        Ok(Self(sender))
    }

    /// Settles `snapshot`, unless a newer one comes first.
    pub(super) fn settle(&self, snapshot: Arc<Snapshot>) {
        // The thread ends with the process alone.
        let _ = self.0.send(snapshot);
    }
}

fn run(newest: &Receiver<Arc<Snapshot>>, shown: &watch::Sender<Arc<Shown>>, terminal: &Terminal) {
    // Threads that are started from here on are as humble: those of the pool and of the search engine.
    give_way();
    // A pool of its own: work that waits in the common one would hold up the next snapshot. All cores: the sooner it is done,
    // the less likely it is that a save meets it.
    let pool = rayon::ThreadPoolBuilder::new().build();
    let mut last_error = String::new();
    while let Ok(mut snapshot) = newest.recv() {
        while let Ok(newer) = newest.recv_timeout(PAUSE) {
            snapshot = newer;
        }
        let settled = match &pool {
            Ok(pool) => pool.install(|| snapshot.settled()),
            Err(_) => snapshot.settled(),
        };
        match settled {
            Ok(settled) => publish(&snapshot, settled, shown),
            Err(error) => complain(&error, &mut last_error, terminal),
        }
    }
}

/// Lets the threads that make and serve pages go before this one, where the system can tell threads apart: then a save that
/// meets it is shown no later. Not behind everything: on a busy machine search has to follow too.
pub(super) fn give_way() {
    #[cfg(target_os = "linux")]
    {
        const STEPS: i32 = 10;
        // Without it a save waits a little longer.
        let _ = rustix::process::nice(STEPS);
    }
}

/// Pages of a newer snapshot stay; they get the search index all the same, which is newer than theirs.
fn publish(unsettled: &Arc<Snapshot>, settled: Snapshot, shown: &watch::Sender<Arc<Shown>>) {
    let settled = Arc::new(settled);
    // Made before the lock is taken: who waits for it must not wait for a thread that gives way.
    let before = Arc::clone(&shown.borrow());
    let site = before.site.as_ref().map(|before| Site::new(Arc::clone(&settled), Some(before)));
    shown.send_modify(|shown| {
        let Some(now) = &shown.site else { return };
        if Arc::ptr_eq(&now.snapshot, unsettled) {
            *shown = Arc::new(Shown { site, trouble: shown.trouble.clone() });
        } else {
            now.snapshot.adopt_search(&settled);
        }
    });
}

fn complain(error: &Error, last: &mut String, terminal: &Terminal) {
    let text = error.to_string();
    if *last != text {
        terminal.error(&format!("the search index was not made: {text}"));
        *last = text;
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::give_way;

    #[test]
    fn a_thread_gives_way_with_those_that_it_starts_and_no_other() {
        let nice = || rustix::process::getpriority_process(None).unwrap_or_default();
        let before = nice();
        let inherited = std::thread::spawn(move || {
            give_way();
            std::thread::spawn(nice).join().unwrap_or_default()
        });
        assert_eq!(inherited.join().unwrap_or_default(), 19.min(before + 10));
        assert_eq!(nice(), before);
    }
}
