//! A word that says which process owns something. It survives the death of the owner: whoever finds a dead owner takes over. Must not
//! know what is owned, or how to wait.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::sys::incarnation;

/// 0: free; else the [`incarnation::token`] of the owner.
#[derive(Debug)]
#[repr(transparent)]
pub(super) struct Owner(AtomicU64);

/// How the word was taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Taken {
    Free,
    /// Its owner died: what it was doing may be half done.
    FromTheDead,
}

impl Owner {
    #[inline]
    pub(super) fn try_take(&self) -> bool {
        self.0.compare_exchange(0, incarnation::token(), Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// Takes it if its owner died. Costs a look into /proc: for those who have waited already.
    pub(super) fn try_inherit(&self) -> bool {
        let owner = self.0.load(Ordering::Relaxed);
        owner != 0
            && !incarnation::is_alive(owner)
            && self.0.compare_exchange(owner, incarnation::token(), Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// Whoever calls; true if it was taken.
    #[inline]
    pub(super) fn release(&self) -> bool {
        self.0.swap(0, Ordering::SeqCst) != 0
    }

    /// As [`Owner::release`], without the price of a full barrier, for who knows that nobody sleeps.
    #[inline]
    pub(super) fn release_quietly(&self) {
        self.0.store(0, Ordering::Release);
    }

    #[inline]
    pub(super) fn is_mine(&self) -> bool {
        self.0.load(Ordering::Relaxed) == incarnation::token()
    }

    #[inline]
    pub(super) fn is_free(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }

    /// Empties the word if its owner died.
    pub(super) fn bury(&self) -> bool {
        let owner = self.0.load(Ordering::Relaxed);
        owner != 0
            && !incarnation::is_alive(owner)
            && self.0.compare_exchange(owner, 0, Ordering::SeqCst, Ordering::Relaxed).is_ok()
    }

    #[cfg(test)]
    pub(super) fn set(&self, token: u64) {
        self.0.store(token, Ordering::Relaxed);
    }
}
