//! Locks between processes: exclusive, or shared by readers. A holder that dies holds nothing: who waits looks every [`LOOK`] whether
//! the holder still runs, and takes over. Anybody may unlock, as in the original. Must not know PHP.
//!
//! # States
//! `writer` is the process that holds the lock exclusively (or is about to: it waits for the readers to leave). `readers` has one word for
//! each shared hold. A reader first enters its word, then looks at `writer`; a writer first enters `writer`, then looks at the words; both
//! with sequentially consistent operations, so at least one of them sees the other and, if that is the reader, steps back.
//! `turn` is what sleepers sleep on; it moves with every release that somebody may wait for. `sleepers` counts them; a sleeper that dies
//! leaves the count too high, which costs one needless call of the kernel for each release.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::cells::{SharedCell, SharedCells};
use super::owner::Owner;
use crate::sys::futex;

/// How often a waiter asks whether the holder is alive.
const LOOK: Duration = Duration::from_millis(50);
/// Tries before a waiter sleeps.
const SPINS: u32 = 100;
/// Shared holds at once; the lock fills one page.
const READERS: usize = 500;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LockError {
    /// Somebody else holds it, and the caller does not wait.
    Busy,
    TimedOut,
    /// The caller itself holds it exclusively.
    Deadlock,
}

/// What a caller is ready to wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Patience {
    None,
    Until(Instant),
    Endless,
}

#[derive(Debug)]
pub struct ProcessLock(SharedCells<Page>);

#[derive(Debug)]
#[repr(C)]
struct Page {
    writer: Owner,
    turn: AtomicU32,
    sleepers: AtomicU32,
    readers: [Owner; READERS],
}

// SAFETY: atomics only (Owner is one); zero means free and nobody waits.
unsafe impl SharedCell for Page {}

impl ProcessLock {
    pub fn new() -> io::Result<ProcessLock> {
        SharedCells::new(1).map(ProcessLock)
    }

    /// Waits for the holder, also if that is this process: another one may unlock.
    pub fn lock(&self, patience: Patience) -> Result<(), LockError> {
        self.acquire(patience, || self.page().writer.try_take(), || self.page().writer.try_inherit())
    }

    /// As the exclusive hold of a read-write lock: waits for the readers too.
    pub fn write(&self, patience: Patience) -> Result<(), LockError> {
        let page = self.page();
        if page.writer.is_mine() && patience != Patience::None {
            return Err(LockError::Deadlock);
        }
        self.lock(patience)?;
        let no_readers = || page.readers.iter().all(Owner::is_free);
        self.acquire(patience, no_readers, || {
            page.readers.iter().for_each(|reader| {
                reader.bury();
            });
            no_readers()
        })
        .inspect_err(|_| {
            self.unlock_writer();
        })
    }

    /// Shares the lock with other readers.
    pub fn read(&self, patience: Patience) -> Result<(), LockError> {
        let page = self.page();
        if page.writer.is_mine() && patience != Patience::None {
            return Err(LockError::Deadlock);
        }
        self.acquire(
            patience,
            || self.enter_reader(),
            || {
                page.writer.bury();
                self.enter_reader()
            },
        )
    }

    /// Gives back one hold: this process's own if it has one, else another one's. True although nobody held it.
    pub fn unlock(&self) {
        let page = self.page();
        if page.writer.is_mine() {
            self.unlock_writer();
        } else if let Some(own) = page.readers.iter().find(|reader| reader.is_mine()) {
            own.release();
            self.wake();
        } else {
            self.unlock_writer();
        }
    }

    fn unlock_writer(&self) {
        if self.page().writer.release() {
            self.wake();
        }
    }

    fn enter_reader(&self) -> bool {
        let page = self.page();
        if !page.writer.is_free() {
            return false;
        }
        let Some(slot) = page.readers.iter().find(|reader| reader.is_free() && reader.try_take()) else { return false };
        std::sync::atomic::fence(Ordering::SeqCst);
        if page.writer.is_free() {
            return true;
        }
        slot.release();
        // The writer may have seen the word and be asleep because of it.
        self.wake();
        false
    }

    /// Waits until `attempt` succeeds; `rescue` is the attempt that also clears away the dead.
    fn acquire(
        &self,
        patience: Patience,
        attempt: impl Fn() -> bool,
        rescue: impl Fn() -> bool,
    ) -> Result<(), LockError> {
        if attempt() {
            return Ok(());
        }
        if patience == Patience::None {
            return if rescue() { Ok(()) } else { Err(LockError::Busy) };
        }
        for _ in 0..SPINS {
            thread::yield_now();
            if attempt() {
                return Ok(());
            }
        }
        let page = self.page();
        page.sleepers.fetch_add(1, Ordering::SeqCst);
        let mut look = Instant::now() + LOOK;
        let result = loop {
            let turn = page.turn.load(Ordering::SeqCst);
            if attempt() {
                break Ok(());
            }
            let now = Instant::now();
            let expired = matches!(patience, Patience::Until(deadline) if deadline <= now);
            if (now >= look || expired) && rescue() {
                break Ok(());
            }
            if expired {
                break Err(LockError::TimedOut);
            }
            if now >= look {
                look = now + LOOK;
            }
            let until = match patience {
                Patience::Until(deadline) => look.min(deadline),
                _ => look,
            };
            futex::wait(&page.turn, turn, Some(until.saturating_duration_since(now)));
        };
        page.sleepers.fetch_sub(1, Ordering::SeqCst);
        result
    }

    fn wake(&self) {
        let page = self.page();
        if page.sleepers.load(Ordering::SeqCst) > 0 {
            page.turn.fetch_add(1, Ordering::SeqCst);
            futex::wake(&page.turn, u32::MAX);
        }
    }

    fn page(&self) -> &Page {
        &self.0[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEAD: u64 = 0x1_7fff_ffff;

    fn soon() -> Patience {
        Patience::Until(Instant::now() + Duration::from_millis(20))
    }

    #[test]
    fn the_second_one_waits_and_gives_up() {
        let lock = ProcessLock::new().unwrap();
        assert_eq!(lock.lock(Patience::Endless), Ok(()));
        assert_eq!(lock.lock(Patience::None), Err(LockError::Busy));
        assert_eq!(lock.lock(soon()), Err(LockError::TimedOut));
        lock.unlock();
        assert_eq!(lock.lock(Patience::None), Ok(()));
    }

    #[test]
    fn readers_share_and_keep_writers_out() {
        let lock = ProcessLock::new().unwrap();
        assert_eq!(lock.read(Patience::None), Ok(()));
        assert_eq!(lock.read(Patience::None), Ok(()));
        assert_eq!(lock.write(Patience::None), Err(LockError::Busy));
        assert_eq!(lock.write(soon()), Err(LockError::TimedOut));
        lock.unlock();
        lock.unlock();
        assert_eq!(lock.write(Patience::None), Ok(()));
        assert_eq!(lock.read(Patience::None), Err(LockError::Busy));
        assert_eq!(lock.read(soon()), Err(LockError::Deadlock));
    }

    #[test]
    fn the_dead_hold_nothing() {
        let lock = ProcessLock::new().unwrap();
        lock.page().writer.set(DEAD);
        assert_eq!(lock.lock(Patience::Endless), Ok(()));
        lock.unlock();
        lock.page().readers[3].set(DEAD);
        assert_eq!(lock.write(Patience::Endless), Ok(()));
        lock.unlock();
        lock.page().writer.set(DEAD);
        assert_eq!(lock.read(Patience::Endless), Ok(()));
    }

    #[test]
    fn a_release_wakes_the_sleeper() {
        let lock = ProcessLock::new().unwrap();
        lock.lock(Patience::None).unwrap();
        thread::scope(|scope| {
            let waiter = scope.spawn(|| lock.lock(Patience::Until(Instant::now() + Duration::from_secs(10))));
            thread::sleep(Duration::from_millis(20));
            lock.unlock();
            assert_eq!(waiter.join().unwrap(), Ok(()));
        });
    }
}
