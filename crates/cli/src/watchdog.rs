//! Stops a query that takes too long.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use plumb_engine::Interrupt;

/// Between two attempts to stop a query: one that starts just then must be stopped too.
const AGAIN: Duration = Duration::from_millis(50);

/// Watches a query for as long as this value lives.
pub(crate) struct Watchdog {
    done: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watchdog {
    /// Stops the query after so many seconds.
    pub(crate) fn new(seconds: u64, interrupt: Interrupt) -> Self {
        let (done, watched) = channel::<()>();
        let thread = std::thread::spawn(move || {
            let mut wait = Duration::from_secs(seconds);
            while let Err(RecvTimeoutError::Timeout) = watched.recv_timeout(wait) {
                interrupt.trip();
                wait = AGAIN;
            }
        });
        Self { done: Some(done), thread: Some(thread) }
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        drop(self.done.take());
        if let Some(thread) = self.thread.take() {
            // It ends by itself; a panic there has been told already.
            let _ = thread.join();
        }
    }
}
