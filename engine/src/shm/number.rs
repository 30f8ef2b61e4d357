//! Numbers that processes share (`Swoole\Atomic`, `Swoole\Atomic\Long`). Each lies in a mapping of its own, so that a process forked
//! later finds it, whoever drops it first. Must not know PHP's rules of conversion.

use std::io;
use std::ops::Deref;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::cells::SharedCells;
use crate::sys::futex::{self, Waited};

/// 32 bits, with a way to sleep until it is raised.
#[derive(Debug)]
pub struct SharedU32(SharedCells<AtomicU32>);

/// 64 bits.
#[derive(Debug)]
pub struct SharedI64(SharedCells<AtomicI64>);

impl SharedU32 {
    pub fn new() -> io::Result<SharedU32> {
        SharedCells::new(1).map(SharedU32)
    }

    /// Waits until the number is 1 and takes it back to 0. False: `limit` has passed, or the number is neither 0 nor 1.
    pub fn wait(&self, limit: Option<Duration>) -> bool {
        let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
        loop {
            if self.take_one() {
                return true;
            }
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            match futex::wait(self, 0, left) {
                // Several may be woken by one call: all of them were meant, one of them takes the number back.
                Waited::Woken => {
                    self.take_one();
                    return true;
                }
                Waited::Changed => return self.take_one(),
                Waited::TimedOut => return false,
                Waited::Interrupted => {}
            }
        }
    }

    /// Raises the number from 0 to 1 and wakes `count` who wait. Nothing happens if it is not 0.
    pub fn wake(&self, count: u32) {
        if self.compare_exchange(0, 1, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            futex::wake(self, count);
        }
    }

    fn take_one(&self) -> bool {
        self.compare_exchange(1, 0, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
}

impl SharedI64 {
    pub fn new() -> io::Result<SharedI64> {
        SharedCells::new(1).map(SharedI64)
    }
}

impl Deref for SharedU32 {
    type Target = AtomicU32;

    #[inline]
    fn deref(&self) -> &AtomicU32 {
        &self.0[0]
    }
}

impl Deref for SharedI64 {
    type Target = AtomicI64;

    #[inline]
    fn deref(&self) -> &AtomicI64 {
        &self.0[0]
    }
}
