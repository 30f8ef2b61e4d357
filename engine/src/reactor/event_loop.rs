//! The runtime of one thread: tokio's current-thread runtime, and what happens when it is about to sleep.
//!
//! A thread that shares rings with others has to tell them of its batch, and that it sleeps, exactly when it does: the park
//! hooks are that moment.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::task::Waker;

use tokio::runtime::{Builder, LocalOptions, LocalRuntime};

use crate::shm::bell::Bell;

/// What a thread shares with others through rings.
pub trait Batch {
    /// Hands on what this thread made since the last call, and rings who sleeps. Called after every stretch of work.
    fn flush(&self);
    /// Whether something came in. Called after this thread announced that it sleeps.
    fn has_more(&self) -> bool;
}

/// Runs `main` to its end in a runtime of this thread.
pub fn run<T>(parking: Rc<Parking>, main: impl Future<Output = T>) -> io::Result<T> {
    let event_loop = EventLoop::new(parking)?;
    let result = event_loop.run(main);
    event_loop.end();
    Ok(result)
}

/// A runtime of this thread, with all that was spawned in it. `spawn_local` works inside. Whenever the thread has nothing to do, the
/// parking is asked.
pub struct EventLoop {
    runtime: LocalRuntime,
    parking: Rc<Parking>,
}

impl EventLoop {
    pub fn new(parking: Rc<Parking>) -> io::Result<EventLoop> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .on_thread_park(|| with_parking(Parking::before_sleep))
            .on_thread_unpark(|| with_parking(Parking::after_sleep))
            .build_local(LocalOptions::default())?;
        Ok(EventLoop { runtime, parking })
    }

    /// Until `main` is ready. What was spawned goes on at the next call.
    pub fn run<T>(&self, main: impl Future<Output = T>) -> T {
        let _installed = Installed::new(Rc::clone(&self.parking));
        self.runtime.block_on(main)
    }

    /// Whatever a thread of the blocking pool is at (a name that is looked up) nobody waits for.
    pub fn end(self) {
        self.runtime.shutdown_background();
    }
}

/// Sleep and wake of one thread.
pub struct Parking {
    bell: RefCell<Bell>,
    batch: Rc<dyn Batch>,
    /// The loop's main future, to be polled when there is more after all.
    main: RefCell<Option<Waker>>,
    /// Poll the main future after every sleep, whatever ended it: a signal may have.
    always: bool,
}

impl Parking {
    pub fn new(bell: Bell, batch: Rc<dyn Batch>, always: bool) -> Rc<Parking> {
        Rc::new(Parking { bell: RefCell::new(bell), batch, main: RefCell::new(None), always })
    }

    /// To be called by the main future each time it is polled.
    pub fn remember(&self, waker: &Waker) {
        let mut main = self.main.borrow_mut();
        if !main.as_ref().is_some_and(|known| known.will_wake(waker)) {
            *main = Some(waker.clone());
        }
    }

    /// From now on this thread sleeps by another bell: the one before belongs to somebody else. While awake.
    pub fn change_bell(&self, bell: Bell) {
        self.bell.replace(bell);
    }

    fn before_sleep(&self) {
        self.batch.flush();
        if !self.bell.borrow().prepare_sleep(|| self.batch.has_more()) {
            self.wake_main();
        }
    }

    fn after_sleep(&self) {
        self.bell.borrow().awake();
        if self.always {
            self.wake_main();
        }
    }

    /// The main future is polled next, before further tasks.
    pub fn wake_main(&self) {
        if let Some(main) = &*self.main.borrow() {
            main.wake_by_ref();
        }
    }
}

thread_local! {
    /// Park hooks are shared between threads by their type, but run on the one thread of the runtime.
    static PARKING: RefCell<Option<Rc<Parking>>> = const { RefCell::new(None) };
}

fn with_parking(act: impl FnOnce(&Parking)) {
    PARKING.with_borrow(|parking| {
        if let Some(parking) = parking {
            act(parking);
        }
    });
}

/// Takes the parking away again when the loop ends, however it does.
struct Installed;

impl Installed {
    fn new(parking: Rc<Parking>) -> Installed {
        PARKING.set(Some(parking));
        Installed
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        PARKING.set(None);
    }
}
