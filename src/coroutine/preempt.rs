//! The preemptive scheduler (`enable_preemptive_scheduler`): a coroutine that has computed for a time slice goes to the end of the
//! queue, so that the others get on. It must not stop anything but PHP code in a coroutine.
//!
//! A thread ticks while the scheduler is on; PHP looks at the tick between two instructions, where `on_tick` decides.

use std::{
    cell::Cell,
    process,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use rswoole_engine::sys::signal;

use super::{options, scheduler};
use crate::zend::{Outcome, interrupt};

const TICK: Duration = Duration::from_millis(5);
/// The time slice, 10 ms as in the original.
const SLICE: u32 = 2;

struct Ticker {
    /// Threads do not survive a fork.
    pid: u32,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

static TICKER: Mutex<Option<Ticker>> = Mutex::new(None);

thread_local! {
    /// How many switches there had been when the stretch that runs was seen first, and the ticks since.
    static STRETCH: Cell<(u64, u32)> = const { Cell::new((0, 0)) };
}

/// Where a loop begins: starts the ticks of this process when the option is on.
pub fn arm() {
    if !options::preemptive() {
        return;
    }
    let mut ticker = TICKER.lock().unwrap_or_else(PoisonError::into_inner);
    if ticker.as_ref().is_some_and(|ticker| ticker.pid == process::id()) {
        return;
    }
    interrupt::on_tick(on_tick);
    let stop = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&stop);
    // Signals are for the thread of PHP.
    let _blocked = signal::block_all();
    let spawned = thread::Builder::new().name("preempt".to_owned()).spawn(move || {
        while !seen.load(Ordering::Relaxed) {
            thread::park_timeout(TICK);
            interrupt::tick();
        }
    });
    match spawned {
        Ok(thread) => {
            let of_parent = ticker.replace(Ticker { pid: process::id(), stop, thread });
            // Its thread is not in this process.
            std::mem::forget(of_parent);
        }
        Err(error) => tracing::warn!("enable_preemptive_scheduler: no thread can be started ({error}); it stays off"),
    }
}

/// The thread must be gone before PHP unloads the extension.
pub(super) fn disarm() {
    let ticker = TICKER.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(ticker) = ticker else { return };
    if ticker.pid != process::id() {
        return std::mem::forget(ticker);
    }
    ticker.stop.store(true, Ordering::Relaxed);
    ticker.thread.thread().unpark();
    // It panics nowhere.
    let _ = ticker.thread.join();
}

fn on_tick() -> Outcome<()> {
    if !options::preemptive() {
        return Ok(());
    }
    let switches = scheduler::switches();
    let (seen, ticks) = STRETCH.get();
    if seen != switches {
        STRETCH.set((switches, 1));
        return Ok(());
    }
    STRETCH.set((seen, ticks + 1));
    if ticks < SLICE { Ok(()) } else { scheduler::give_way() }
}
