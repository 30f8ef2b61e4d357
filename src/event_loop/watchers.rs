//! Descriptors that PHP has callbacks for (`Swoole\Event::add`): level-triggered, as epoll is, whatever the loop below does. A
//! duplicate of the descriptor is watched, so that a number that PHP closes and the kernel gives away again is no mistake here.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Waker};

use rswoole_engine::net::{Direction, Readiness};
use rswoole_engine::sys::descriptor::{duplicate, ready_now, set_nonblocking, write_once};

use super::call;
use crate::coroutine::{self, ReadyQueue, Ticket};
use crate::zend::{Callable, Zv};

/// `SWOOLE_EVENT_READ`, `SWOOLE_EVENT_WRITE`
pub const READ: i64 = 512;
pub const WRITE: i64 = 1024;

pub struct Watcher {
    /// What PHP gave; the callbacks get it back.
    handle: Zv,
    readiness: Readiness,
    ticket: Arc<Ticket>,
    waker: Waker,
    events: Cell<i64>,
    on_read: RefCell<Option<Callable>>,
    on_write: RefCell<Option<Callable>>,
    /// What `write()` could not send yet.
    unsent: RefCell<VecDeque<u8>>,
}

thread_local! {
    static WATCHERS: RefCell<HashMap<RawFd, Rc<Watcher>>> = RefCell::default();
    static READY: Arc<ReadyQueue> = Arc::default();
}

/// Why `write` did not take the data.
pub enum WriteError {
    NotWatched,
    Failed(io::Error),
}

/// Registers `fd`, which is not watched yet.
pub fn add(
    fd: RawFd,
    handle: Zv,
    on_read: Option<Callable>,
    on_write: Option<Callable>,
    events: i64,
) -> io::Result<()> {
    let own = duplicate(fd)?;
    set_nonblocking(fd)?;
    let readiness = coroutine::inside_runtime(|| Readiness::duplex(own))?;
    let slot = usize::try_from(fd).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    let ticket = READY.with(|ready| Ticket::new(slot, ready));
    let watcher = Rc::new(Watcher {
        handle,
        readiness,
        waker: Waker::from(Arc::clone(&ticket)),
        ticket,
        events: Cell::new(events),
        on_read: RefCell::new(on_read),
        on_write: RefCell::new(on_write),
        unsent: RefCell::default(),
    });
    watcher.waker.wake_by_ref();
    WATCHERS.with_borrow_mut(|watchers| watchers.insert(fd, watcher));
    coroutine::loop_wanted();
    Ok(())
}

pub fn find(fd: RawFd) -> Option<Rc<Watcher>> {
    WATCHERS.with_borrow(|watchers| watchers.get(&fd).cloned())
}

/// False: it was not watched.
pub fn remove(fd: RawFd) -> bool {
    let removed = WATCHERS.with_borrow_mut(|watchers| watchers.remove(&fd));
    coroutine::wake_loop();
    removed.is_some()
}

pub fn count() -> usize {
    WATCHERS.with_borrow(HashMap::len)
}

/// Sends at once what the kernel takes, and the rest when it takes more.
pub fn write(fd: RawFd, data: &[u8]) -> Result<(), WriteError> {
    let watcher = find(fd).ok_or(WriteError::NotWatched)?;
    let mut unsent = watcher.unsent.borrow_mut();
    let sent = if unsent.is_empty() { attempt(fd, data).map_err(WriteError::Failed)? } else { 0 };
    unsent.extend(&data[sent..]);
    if !unsent.is_empty() {
        watcher.waker.wake_by_ref();
    }
    Ok(())
}

/// How many bytes the kernel took.
fn attempt(fd: RawFd, data: &[u8]) -> io::Result<usize> {
    let mut sent = 0;
    while sent < data.len() {
        match write_once(fd, &data[sent..]) {
            Ok(count) => sent += count,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) => return Err(error),
        }
    }
    Ok(sent)
}

impl Watcher {
    /// Events in force; while something is unsent, writing is one of them.
    pub fn events(&self) -> i64 {
        let sending = if self.unsent.borrow().is_empty() { 0 } else { WRITE };
        self.events.get() | sending
    }

    /// Events that PHP asked for.
    pub fn mask(&self) -> i64 {
        self.events.get()
    }

    pub fn has_callback(&self, event: i64) -> bool {
        if event == READ { self.on_read.borrow().is_some() } else { self.on_write.borrow().is_some() }
    }

    /// None leaves a callback as it is.
    pub fn change(&self, on_read: Option<Callable>, on_write: Option<Callable>, events: i64) {
        let mut old = (None, None);
        if on_read.is_some() {
            old.0 = self.on_read.replace(on_read);
        }
        if on_write.is_some() {
            old.1 = self.on_write.replace(on_write);
        }
        self.events.set(events);
        self.waker.wake_by_ref();
        drop(old);
    }

    pub(super) fn forget_values((_, watcher): (RawFd, Rc<Watcher>)) {
        std::mem::forget(watcher);
    }

    fn is_ready(&self, direction: Direction) -> bool {
        let confirm = |fd: &std::os::fd::OwnedFd| match ready_now(fd.as_raw_fd()) {
            Ok((readable, writable)) => {
                if direction == Direction::Read {
                    readable
                } else {
                    writable
                }
            }
            Err(_) => true,
        };
        self.readiness.poll_confirmed(&mut Context::from_waker(&self.waker), direction, confirm).is_ready()
    }

    /// Whether there was something to do: then there may be more.
    fn serve(self: &Rc<Self>, fd: RawFd) -> bool {
        let mut busy = false;
        if self.events.get() & READ != 0 && self.is_ready(Direction::Read) {
            busy = true;
            let callable = self.on_read.borrow().clone();
            if let Some(callable) = callable {
                call(&callable, vec![self.handle.clone()]);
            }
        }
        if self.is_current(fd) && self.events() & WRITE != 0 && self.is_ready(Direction::Write) {
            busy = true;
            self.send_rest();
            let callable = self.on_write.borrow().clone();
            if let Some(callable) = callable.filter(|_| self.events.get() & WRITE != 0) {
                call(&callable, vec![self.handle.clone()]);
            }
        }
        busy
    }

    fn send_rest(&self) {
        let mut unsent = self.unsent.borrow_mut();
        match attempt(self.readiness.raw(), unsent.make_contiguous()) {
            Ok(sent) => drop(unsent.drain(..sent)),
            // The peer is gone: reading will tell.
            Err(_) => unsent.clear(),
        }
    }

    fn is_current(self: &Rc<Self>, fd: RawFd) -> bool {
        WATCHERS.with_borrow(|watchers| watchers.get(&fd).is_some_and(|current| Rc::ptr_eq(current, self)))
    }
}

pub(super) fn poll(cx: &mut Context<'_>) {
    let mut batch = VecDeque::new();
    READY.with(|ready| {
        ready.attach(cx.waker());
        if !ready.is_empty() {
            ready.take(&mut batch);
        }
    });
    for ticket in batch {
        if coroutine::fate().is_some() {
            return;
        }
        let fd = ticket.slot as RawFd;
        let Some(watcher) = find(fd).filter(|watcher| Arc::ptr_eq(&watcher.ticket, &ticket)) else { continue };
        if watcher.serve(fd) && watcher.is_current(fd) {
            watcher.waker.wake_by_ref();
        }
    }
}

pub(super) fn is_empty() -> bool {
    WATCHERS.with_borrow(HashMap::is_empty)
}

pub(super) fn take_all() -> HashMap<RawFd, Rc<Watcher>> {
    READY.with(|ready| ready.detach());
    WATCHERS.take()
}
