//! The memory of aggregates, which lies outside SQLite's own and so outside of its limit.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How many bytes the aggregates of a connection may hold, and how many they do.
///
/// SQLite counts only what it allocates itself. An aggregate that keeps its rows asks here first:
///
/// ```
/// use plumb_store::{Migrations, Store};
/// let store = Store::in_memory(&Migrations::default())?;
/// store.limit_memory(1024 * 1024)?;
/// let mut share = store.memory().share();
/// assert!(share.grow(1_000_000));
/// assert!(!share.grow(1_000_000));
/// drop(share);
/// assert!(store.memory().share().grow(1_000_000), "what is dropped is free again");
/// # Ok::<(), plumb_store::StoreError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Memory(Arc<Counted>);

#[derive(Debug)]
struct Counted {
    limit: AtomicU64,
    taken: AtomicU64,
    refused: AtomicBool,
}

/// The limit until another one is set: 512 MiB.
const LIMIT: u64 = 512 * 1024 * 1024;
/// A share asks for so many bytes at a time, so that a row costs next to nothing.
const STEP: u64 = 64 * 1024;

impl Memory {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Counted {
            limit: AtomicU64::new(LIMIT),
            taken: AtomicU64::new(0),
            refused: AtomicBool::new(false),
        }))
    }

    /// The most bytes that all shares together may hold.
    pub fn limit(&self) -> u64 {
        self.0.limit.load(Ordering::Relaxed)
    }

    /// The share of one running aggregate; it holds nothing yet.
    pub fn share(&self) -> MemoryShare {
        MemoryShare { memory: self.clone(), taken: 0, used: 0 }
    }

    pub(crate) fn set_limit(&self, bytes: u64) {
        self.0.limit.store(bytes, Ordering::Relaxed);
    }

    /// Whether a share was refused since this was asked last.
    pub(crate) fn refused(&self) -> bool {
        self.0.refused.swap(false, Ordering::Relaxed)
    }

    fn take(&self, bytes: u64) -> bool {
        let limit = self.limit();
        let more = |taken: u64| taken.checked_add(bytes).filter(|sum| *sum <= limit);
        self.0.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }
}

/// What one running aggregate holds of a connection's [`Memory`], until it is dropped.
#[derive(Debug)]
pub struct MemoryShare {
    memory: Memory,
    taken: u64,
    used: u64,
}

impl MemoryShare {
    /// Asks for so many bytes more. `false` when the limit does not allow them; the query then ends with
    /// [`StoreError::Limit`](crate::StoreError::Limit), whatever the aggregate says.
    #[must_use]
    pub fn grow(&mut self, bytes: u64) -> bool {
        let used = self.used.saturating_add(bytes);
        if used > self.taken {
            let lacking = used - self.taken;
            let step = lacking.max(STEP);
            let taken = [step, lacking].into_iter().find(|bytes| self.memory.take(*bytes));
            let Some(taken) = taken else {
                self.memory.0.refused.store(true, Ordering::Relaxed);
                return false;
            };
            self.taken += taken;
        }
        self.used = used;
        true
    }
}

impl Drop for MemoryShare {
    fn drop(&mut self) {
        self.memory.0.taken.fetch_sub(self.taken, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn shares_never_hold_more_than_the_limit_and_give_all_back(
            limit in 0..500_000_u64,
            asked in proptest::collection::vec((0..3_usize, 0..200_000_u64), 0..40),
        ) {
            let memory = Memory::new();
            memory.set_limit(limit);
            let mut shares = [memory.share(), memory.share(), memory.share()];
            let mut granted = 0;
            for (share, bytes) in asked {
                let fits = shares[share].grow(bytes);
                granted += if fits { bytes } else { 0 };
                prop_assert!(granted <= limit);
                prop_assert!(fits != memory.refused());
            }
            drop(shares);
            prop_assert!(memory.share().grow(limit) && !memory.share().grow(limit + 1));
        }
    }
}
