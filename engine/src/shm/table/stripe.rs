//! One stripe of a table: the lock that writers of its buckets share, and the notes from which the heir of a dead writer restores order.
//! Must not know rows' contents.
//!
//! # Who writes what
//! `epoch` moves with every change in the stripe's buckets. A reader takes no lock: it reads the epoch, copies a row, and reads the epoch
//! again; if it moved, the copy may mix two lives of the row, and the reader starts over. A row is used anew only after the change that took
//! it out of its chain has moved the epoch.
//!
//! Everything else is written by the holder of `owner`. Changes become visible by one store of a link, so a writer that dies has done all of
//! it or nothing, and leaves only notes behind:
//! - `spare`: the row in which the next version of a row is written. It is in no chain, or, if the writer died right after the link, in one,
//!   and then `replaced` has become the spare;
//! - `inserting`: a row from the pool on its way into a chain;
//! - the numbers, which the heir counts again.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::*, fence};
use std::thread;
use std::time::Duration;

use crate::shm::cells::SharedCell;
use crate::shm::owner::{Owner, Taken};

/// Writers hold a stripe for less than a microsecond: who still waits after these looks whether the holder is alive.
const SPINS: u32 = 64;
const YIELDS: u32 = 64;
const NAP: Duration = Duration::from_micros(200);

#[derive(Debug)]
#[repr(C)]
pub(super) struct Stripe {
    owner: Owner,
    epoch: AtomicU64,
    pub spare: AtomicU32,
    pub replaced: AtomicU32,
    pub inserting: AtomicU32,
    pub rows: AtomicU32,
    pub inserts: AtomicU64,
    pub updates: AtomicU64,
    pub deletes: AtomicU64,
    pub conflicts: AtomicU64,
    pub longest: AtomicU32,
}

// SAFETY: atomics only (Owner is one); zero means: free, no row, the spare is the one that belongs to the stripe.
unsafe impl SharedCell for Stripe {}

/// The right to write.
pub(super) struct Held<'a>(pub &'a Stripe);

impl Stripe {
    #[inline]
    pub fn lock(&self) -> (Held<'_>, Taken) {
        let taken = if self.owner.try_take() { Taken::Free } else { self.wait() };
        // What follows is seen only by readers who also see the epoch that the previous writer left.
        fence(Release);
        (Held(self), taken)
    }

    #[cold]
    fn wait(&self) -> Taken {
        for tries in 0.. {
            if self.owner.try_take() {
                return Taken::Free;
            }
            match tries {
                ..SPINS => std::hint::spin_loop(),
                _ if tries < SPINS + YIELDS => thread::yield_now(),
                _ if self.owner.try_inherit() => return Taken::FromTheDead,
                _ => thread::sleep(NAP),
            }
        }
        unreachable!("the loop has no end")
    }

    #[inline]
    pub fn epoch(&self) -> u64 {
        self.epoch.load(Acquire)
    }

    /// Whether nothing changed since `epoch`, as far as what was read in between goes.
    #[inline]
    pub fn is_still(&self, epoch: u64) -> bool {
        fence(Acquire);
        self.epoch.load(Relaxed) == epoch
    }

    #[cfg(test)]
    pub fn owner(&self) -> &Owner {
        &self.owner
    }
}

impl Held<'_> {
    /// After a change became visible, before anything that it freed is used again.
    #[inline]
    pub fn moved(&self) {
        let epoch = self.0.epoch.load(Relaxed);
        self.0.epoch.store(epoch.wrapping_add(1), Release);
        fence(Release);
    }

    pub fn count(&self, counter: &AtomicU64) {
        counter.store(counter.load(Relaxed) + 1, Relaxed);
    }
}

impl Drop for Held<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.owner.release_quietly();
    }
}
