//! `Swoole\Process\Pool`, what it is made of: how it was set up, who belongs to it, and what its object keeps in each of its processes. The
//! class table is in `class::process_pool`; the engine's manager (`engine::process`) forks and replaces.
//!
//! | file | owns |
//! |---|---|
//! | `master` | `start()`: from the object to running workers, and the callbacks of the process that called |
//! | `worker` | the life of a worker: its callbacks, and where it gets its messages from |
//! | `in_coroutines` | the same on an event loop (`enable_coroutine`) |
//! | `sending` | `sendMessage()` |

mod in_coroutines;
mod master;
mod sending;
mod worker;

pub use master::{owns_signal, start};
pub use sending::send_message;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::time::Duration;

use rswoole_engine::ids::WorkerId;
use rswoole_engine::net::Listener;
use rswoole_engine::pool::Mailbox;
use rswoole_engine::process::Roster;
use rswoole_engine::sys::message_queue::MessageQueue;
use rswoole_engine::sys::process::{self, Pid};

use crate::callbacks::Callbacks;
use crate::class::process_pool as class;
use crate::zend::{Class, Gc, Native, Object};

/// Where the workers get their messages from; the values are those of the SWOOLE_IPC_* constants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ipc {
    None = 0,
    UnixSocket = 1,
    MessageQueue = 2,
    Socket = 3,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PoolEvent {
    Start,
    Shutdown,
    WorkerStart,
    WorkerStop,
    WorkerExit,
    Message,
}

/// Names are case-insensitive (manual, `Pool->on()`).
pub const EVENTS: [(&str, PoolEvent); 6] = [
    ("Start", PoolEvent::Start),
    ("Shutdown", PoolEvent::Shutdown),
    ("WorkerStart", PoolEvent::WorkerStart),
    ("WorkerStop", PoolEvent::WorkerStop),
    ("WorkerExit", PoolEvent::WorkerExit),
    ("Message", PoolEvent::Message),
];

impl From<PoolEvent> for usize {
    fn from(event: PoolEvent) -> usize {
        event as usize
    }
}

/// What constructor, `set()` and `listen()` said.
pub struct Setup {
    pub workers: u32,
    pub ipc: Ipc,
    /// 0: a queue that nobody else knows.
    pub queue_key: i32,
    pub coroutines: Cell<bool>,
    pub message_bus: Cell<bool>,
    pub max_package_size: Cell<usize>,
    pub max_wait_time: Cell<Duration>,
    pub doors: RefCell<Vec<Door>>,
    /// `listen()` failed: the pool does not start.
    pub listen_failed: Cell<bool>,
}

/// A socket that the pool listens on. The file of a unix socket goes with the pool, in the process that made it.
pub struct Door {
    pub listener: Listener,
    maker: Pid,
}

impl Door {
    pub fn new(listener: Listener) -> Door {
        Door { listener, maker: process::own_pid() }
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        if process::own_pid() == self.maker {
            self.listener.unlink();
        }
    }
}

/// What the processes of a started pool share.
pub struct Crew {
    pub roster: Roster,
    /// By worker; only with `SWOOLE_IPC_UNIXSOCK`.
    pub mailboxes: Vec<Mailbox>,
    pub queue: Option<MessageQueue>,
}

/// The Rust state of a pool object.
#[derive(Default)]
pub struct PoolState {
    pub setup: OnceCell<Setup>,
    pub callbacks: Callbacks<PoolEvent, { EVENTS.len() }>,
    /// While it runs.
    pub crew: RefCell<Option<Rc<Crew>>>,
    /// Which worker this process is.
    pub seat: Cell<Option<WorkerId>>,
    /// What `getProcess()` gave.
    pub processes: RefCell<HashMap<u32, Object>>,
    /// What `write()` said to the request that is being answered.
    pub reply: RefCell<Option<Vec<u8>>>,
    /// Messages that this worker took while it waited to send one.
    stash: RefCell<VecDeque<Vec<u8>>>,
    /// `stop()`
    pub stopped: Cell<bool>,
    /// `detach()`
    pub detached: Cell<bool>,
}

impl PoolState {
    pub fn crew(&self) -> Option<Rc<Crew>> {
        self.crew.borrow().clone()
    }

    fn setup(&self) -> &Setup {
        self.setup.get().expect("start() has asked for the constructor")
    }

    /// Where a message is cut off that is received.
    fn longest_message(&self) -> Option<usize> {
        let setup = self.setup();
        (!setup.message_bus.get()).then(|| setup.max_package_size.get())
    }

    /// Whether this worker takes no further messages.
    fn is_leaving(&self) -> bool {
        self.stopped.get() || self.detached.get()
    }
}

impl Native for PoolState {
    fn class() -> &'static Class {
        &class::CLASS
    }

    fn create() -> PoolState {
        PoolState::default()
    }

    fn gc(&self, gc: &mut Gc) {
        self.callbacks.gc(gc);
        if let Ok(processes) = self.processes.try_borrow() {
            processes.values().for_each(|process| gc.object(process));
        }
    }
}
