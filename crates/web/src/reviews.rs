//! The review that pages are drawn from: made in the background, kept until a file changes.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use plumb_engine::{Kept, KeptPay, Options, SeenReview, Stamp, Viewer, Workspace};

use crate::time::today;

/// A kept review, and what was drawn of it so far.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) kept: Kept,
    /// Everybody's pay from the same files; nothing where no plan pays anybody, or where it cannot be computed.
    pub(crate) pay: Option<Mutex<KeptPay>>,
    stamp: Stamp,
    seen: Mutex<BTreeMap<String, Arc<SeenReview>>>,
}

impl Shown {
    /// The review as a viewer may see it; worked out once for each.
    pub(crate) fn seen_by(&self, viewer: &Viewer) -> Arc<SeenReview> {
        let key = match viewer {
            Viewer::Operator => String::new(),
            Viewer::Person { id, .. } => id.clone(),
        };
        if let Some(seen) = lock(&self.seen).get(&key) {
            return Arc::clone(seen);
        }
        let seen = Arc::new(self.kept.seen_by(viewer));
        lock(&self.seen).insert(key, Arc::clone(&seen));
        seen
    }
}

/// The newest review there is, and how it stands with the next one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Current {
    pub(crate) shown: Option<Arc<Shown>>,
    /// Whether a newer one is being made.
    pub(crate) working: bool,
    /// Why none could be made of the files as they are.
    pub(crate) failed: Option<String>,
    tried: Option<Stamp>,
}

/// Makes reviews and keeps the newest.
#[derive(Debug)]
pub(crate) struct Reviews {
    workspace: Workspace,
    options: Options,
    current: Mutex<Current>,
    done: Condvar,
}

impl Reviews {
    pub(crate) fn new(workspace: Workspace, options: Options) -> Arc<Self> {
        Arc::new(Self { workspace, options, current: Mutex::default(), done: Condvar::new() })
    }

    /// The newest review; begins to make another where the files are not what they were.
    pub(crate) fn current(self: &Arc<Self>) -> Current {
        let stamp = self.workspace.stamp();
        let mut current = lock(&self.current);
        let stamp = match stamp {
            Ok(stamp) => stamp,
            Err(why) => {
                current.failed = Some(self.told(&why.to_string()));
                return current.clone();
            }
        };
        let is_shown = current.shown.as_ref().is_some_and(|shown| shown.stamp == stamp);
        if !is_shown && !current.working && current.tried.as_ref() != Some(&stamp) {
            current.working = true;
            current.tried = Some(stamp.clone());
            let reviews = Arc::clone(self);
            std::thread::spawn(move || reviews.make(stamp));
        }
        current.clone()
    }

    /// The same, once no newer one is being made.
    pub(crate) fn settled(self: &Arc<Self>) -> Current {
        let mut current = self.current();
        while current.working {
            let guard = lock(&self.current);
            drop(
                self.done
                    .wait_while(guard, |current| current.working)
                    .unwrap_or_else(PoisonError::into_inner),
            );
            current = self.current();
        }
        current
    }

    fn make(&self, stamp: Stamp) {
        let options = Options { today: self.options.today.or_else(today), ..self.options.clone() };
        // Whatever happens in there, pages are drawn from the old review and say so.
        let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let kept = self.workspace.keep_review(&options)?;
            // Without pay all other pages stand.
            let pay = self.workspace.keep_pay(&kept).ok().flatten();
            Ok::<_, plumb_engine::EngineError>((kept, pay))
        }));
        let mut current = lock(&self.current);
        current.working = false;
        match made {
            Ok(Ok((kept, pay))) => {
                let pay = pay.map(Mutex::new);
                current.shown = Some(Arc::new(Shown { kept, pay, stamp, seen: Mutex::default() }));
                current.failed = None;
            }
            Ok(Err(why)) => current.failed = Some(self.told(&why.to_string())),
            Err(_) => current.failed = Some("the review met a case that it does not know".to_owned()),
        }
        drop(current);
        self.done.notify_all();
    }

    /// A reason without where the workspace is on this machine.
    fn told(&self, why: &str) -> String {
        let dir = self.workspace.dir().to_string_lossy();
        why.replace(&format!("{dir}/"), "").replace(dir.as_ref(), "the workspace")
    }
}

/// A lock; what a panic left behind is whole, for nothing is changed in between.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
