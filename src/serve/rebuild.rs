//! Wake-ups -> snapshots: options, session and site of now take the place of those before.

use super::settle::{Settler, give_way};
use super::shown::{Shown, Site};
use super::terminal::{Terminal, changed};
use super::watch::Watcher;
use super::{Settings, Setup, problems};
use crate::pipeline::{Clock, Error, Options, Session, Silent, Snapshot, Trouble};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;
use tokio::sync::watch::Sender;

/// The one thread that makes snapshots.
pub(super) struct Rebuild {
    shown: Sender<Arc<Shown>>,
    terminal: Terminal,
    settings: Settings,
    session: Option<Session>,
    settler: Option<Settler>,
    /// What was shown before goes here to be dropped: at ten thousand documents that takes longer than a page.
    attic: mpsc::Sender<Arc<Shown>>,
    /// What the terminal was last told of.
    told: String,
}

impl Rebuild {
    pub(super) fn new(shown: Sender<Arc<Shown>>, terminal: Terminal, settings: &Settings) -> Self {
        let (attic, old) = mpsc::channel::<Arc<Shown>>();
        // Without this thread things are dropped where they fall.
        let _ = std::thread::Builder::new().name("pmsite-drop".to_owned()).spawn(move || {
            give_way();
            old.iter().for_each(drop);
        });
        let settler = Settler::start(shown.clone(), terminal.clone()).ok();
        Self { shown, terminal, settings: settings.clone(), session: None, settler, attic, told: String::new() }
    }

    /// The site of the start.
    ///
    /// # Errors
    /// Where it cannot be made and nobody is watching for it to be mended.
    pub(super) fn start(&mut self, first: Result<Options, Trouble>) -> Result<(), Error> {
        let mut clock = Clock::new(&Silent);
        match first.and_then(|options| self.renewed(options, &mut clock)) {
            Ok(Some(snapshot)) => {
                self.terminal.new_problems(&snapshot, None);
                self.publish(snapshot);
            }
            Ok(None) => {}
            Err(Trouble::Pipeline(error)) if self.settings.watching.is_none() => return Err(error),
            Err(trouble) => self.fail(&trouble),
        }
        Ok(())
    }

    /// Follows saves for ever.
    pub(super) fn run(mut self, setup: &Setup) {
        let mut watcher = Watcher::new(&self.settings, self.terminal.clone());
        loop {
            // Folders that were not watched may have been filled before they were: look once more.
            while watcher.follow(self.session.as_ref().map(|session| &**session.options())) {
                self.refresh(setup);
            }
            if watcher.wait() {
                self.refresh(setup);
            }
        }
    }

    /// Shows what there is now.
    fn refresh(&mut self, setup: &Setup) {
        let mut clock = Clock::new(&Silent);
        let before = self.options();
        let renewed = setup().and_then(|options| self.renewed(options, &mut clock));
        let has_other_options = before != self.options();
        match renewed {
            Ok(Some(snapshot)) => {
                let old = self.publish(snapshot);
                self.tell(&old, has_other_options, &clock.finish());
                let _ = self.attic.send(old);
            }
            Ok(None) => self.mended(),
            Err(trouble) => self.fail(&trouble),
        }
    }

    fn options(&self) -> Option<Arc<Options>> {
        self.session.as_ref().map(|session| Arc::clone(session.options()))
    }

    /// The site of now; `None` where it is the one that is shown.
    fn renewed(&mut self, options: Options, clock: &mut Clock<'_>) -> Result<Option<Snapshot>, Trouble> {
        clock.stage("options", None);
        let shown = Arc::clone(&self.shown.borrow());
        let before = self.session.take();
        let session = self.session.insert(Session::renewed(before, options));
        Ok(match &shown.site {
            Some(site) => session.refresh(&site.snapshot, clock)?,
            None => Some(session.snapshot(None)?),
        })
    }

    /// Puts `snapshot` in the place of what is shown, which it returns.
    fn publish(&mut self, snapshot: Snapshot) -> Arc<Shown> {
        let snapshot = Arc::new(snapshot);
        let before = Arc::clone(&self.shown.borrow());
        let site = Site::new(Arc::clone(&snapshot), before.site.as_ref());
        drop(before);
        let old = self.shown.send_replace(Arc::new(Shown { site: Some(site), trouble: Vec::new() }));
        if let Some(old) = &old.site {
            snapshot.adopt_search(&old.snapshot);
        }
        self.told.clear();
        if let Some(settler) = &self.settler {
            settler.settle(snapshot);
        }
        old
    }

    /// Nothing changed. If something stood in the way of a newer site, it does so no longer.
    fn mended(&mut self) {
        let shown = Arc::clone(&self.shown.borrow());
        if !shown.trouble.is_empty() {
            let site = shown.site.as_ref().map(Site::still);
            self.shown.send_replace(Arc::new(Shown { site, trouble: Vec::new() }));
            self.told.clear();
            self.terminal.say("mended; the site is as it was");
        }
    }

    /// The last good site stays, under what is wrong.
    fn fail(&mut self, trouble: &Trouble) {
        let text = format!("{trouble:?}");
        if self.told == text {
            return;
        }
        self.told = text;
        let shown = Arc::clone(&self.shown.borrow());
        self.terminal.trouble(trouble, shown.site.is_some());
        let site = shown.site.as_ref().map(Site::still);
        self.shown.send_replace(Arc::new(Shown { site, trouble: problems::of_trouble(trouble) }));
    }

    fn tell(&self, old: &Shown, has_other_options: bool, laps: &[(&'static str, Duration)]) {
        let shown = Arc::clone(&self.shown.borrow());
        let Some(site) = &shown.site else { return };
        let before = old.site.as_ref().map(|site| &*site.snapshot);
        let what = match before {
            _ if has_other_options => self.options().map(|options| options.config.file).unwrap_or_default().to_owned(),
            Some(before) => changed(&site.snapshot, before),
            None => "mended".to_owned(),
        };
        let took = laps.iter().map(|(_, time)| *time).sum();
        self.terminal.rebuilt(&what, &site.snapshot, before, took);
        if self.settings.verbose {
            let parts: Vec<String> =
                laps.iter().map(|(name, time)| format!("{name} {:.1}", time.as_secs_f64() * 1e3)).collect();
            self.terminal.say(&format!("  ms: {}", parts.join(", ")));
        }
    }
}
