//! A bar on a terminal for work that takes a while; nothing anywhere else.

use crate::pipeline::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::{Duration, Instant};

/// Work that is done before this is not worth a bar.
const PATIENCE: Duration = Duration::from_millis(400);

/// When something began; only for what is printed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Started(Instant);

impl Started {
    #[expect(clippy::disallowed_methods, reason = "measures, never decides")]
    pub(super) fn now() -> Self {
        Self(Instant::now())
    }

    pub(super) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Shows which stage a build is in, and how far.
#[derive(Debug)]
pub(super) struct Bar {
    bar: ProgressBar,
    started: Started,
    is_wanted: bool,
}

impl Bar {
    /// A bar on standard error, if that is a terminal and `is_wanted`.
    pub(super) fn new(is_wanted: bool) -> Self {
        Self { bar: ProgressBar::hidden(), started: Started::now(), is_wanted }
    }

    fn show(&self) {
        if self.is_wanted && self.bar.is_hidden() && self.started.elapsed() > PATIENCE {
            // Hides itself where standard error is no terminal.
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str, steps: Option<usize>) {
        let template = match steps {
            Some(_) => "{msg:>10} [{bar:30}] {pos}/{len}",
            None => "{msg:>10} {spinner}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style.progress_chars("=> "));
        }
        self.bar.reset();
        self.bar.set_length(steps.unwrap_or_default() as u64);
        self.bar.set_message(name);
        self.show();
    }

    fn step(&self) {
        self.show();
        self.bar.inc(1);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
