//! Shows somebody who watches a terminal that work goes on, and nobody else.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use plumb_engine::Progress;

use crate::output::Output;

/// A line at the bottom of the terminal that vanishes when the work is done.
pub(crate) struct Bar(Option<ProgressBar>);

impl Bar {
    /// A bar where somebody watches.
    pub(crate) fn new(output: &Output, says: &'static str) -> Self {
        if !output.is_watched() {
            return Self(None);
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
            bar.set_style(style);
        }
        bar.set_message(says);
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(Some(bar))
    }

    /// Says what is being done now.
    pub(crate) fn say(&self, what: &'static str) {
        if let Some(bar) = &self.0 {
            bar.set_message(what);
        }
    }

    /// Shows how far an import is.
    pub(crate) fn show(&self, progress: &Progress) {
        if let Some(bar) = &self.0 {
            bar.set_message(format!("{} {}: {} rows", progress.stage, progress.name, progress.rows));
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
