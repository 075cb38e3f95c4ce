//! How far a build is, and how long each stage of it took: told and measured, never decided by.

use std::time::{Duration, Instant};

/// Is told how far a build is.
pub trait Progress: Sync {
    /// A stage begins; it has so many steps, where that is known.
    fn stage(&self, name: &'static str, steps: Option<usize>);

    /// A step of the stage is done; from any thread.
    fn step(&self);
}

/// Tells nobody.
#[derive(Debug)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _: &'static str, _: Option<usize>) {}

    fn step(&self) {}
}

/// Measures stages for `--timings`, and tells of their progress; nothing in the output depends on it.
pub struct Clock<'a> {
    pub(super) progress: &'a dyn Progress,
    last: Instant,
    current: Option<&'static str>,
    laps: Vec<(&'static str, Duration)>,
}

impl<'a> Clock<'a> {
    /// A clock that tells `progress`.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "measures, never decides")]
    pub fn new(progress: &'a dyn Progress) -> Self {
        Self { progress, last: Instant::now(), current: None, laps: Vec::new() }
    }

    /// Ends the stage before, and begins one of so many steps.
    #[expect(clippy::disallowed_methods, reason = "measures, never decides")]
    pub fn stage(&mut self, name: &'static str, steps: Option<usize>) {
        let now = Instant::now();
        self.laps.extend(self.current.replace(name).map(|stage| (stage, now - self.last)));
        self.last = now;
        self.progress.stage(name, steps);
    }

    /// Ends the last stage. What was measured, in order.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "measures, never decides")]
    pub fn finish(mut self) -> Vec<(&'static str, Duration)> {
        self.laps.extend(self.current.map(|stage| (stage, Instant::now() - self.last)));
        self.laps
    }
}
