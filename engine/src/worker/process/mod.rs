//! A worker of PROCESS mode: events come out of the rings of all reactors, sends go into them.

mod gateway;
mod rings;

use std::rc::Rc;

use super::drive::{self, LoopControl, WorkerEnd};
use super::gate::WorkerPort;
use super::{Gateway, Handler, Post};
use crate::ids::WorkerId;
use crate::ipc::files::FileChannel;
use crate::ipc::{Inbox, Link, ToReactor, ToWorker};
use crate::reactor::DispatchMode;
use crate::shm::bell::Bell;
use crate::shm::counters::Counters;
use crate::shm::sessions::SessionTable;
use gateway::ProcessGateway;
use rings::WorkerRings;

/// Everything a worker of PROCESS mode is made of. Rings by reactor.
pub struct ProcessOptions {
    pub id: WorkerId,
    pub workers: u32,
    pub ports: Vec<WorkerPort>,
    pub dispatch_mode: DispatchMode,
    /// A function that this worker does not know says which one gets what.
    pub dispatch_func: bool,
    /// Receive of a session that is gone is dropped.
    pub discard_timeout_request: bool,
    /// How many bytes may wait for room in the ring to one reactor before `send` says `BufferFull`.
    pub link_limit: usize,
    pub table: SessionTable,
    pub counters: Counters,
    pub bell: Bell,
    pub to_reactors: Vec<Link<ToReactor>>,
    pub files: Vec<FileChannel>,
    pub from_reactors: Vec<Inbox<ToWorker>>,
}

/// How a process goes on that was asked to end and has only waiting coroutines left: what belongs to its id goes to a successor.
pub struct Retirement {
    /// By which it sleeps from then on.
    pub bell: Bell,
    /// Links to the reactors, by reactor, that are not the successor's. None: not now.
    pub claim: Box<dyn Fn() -> Option<Vec<Link<ToReactor>>>>,
    /// Tells the manager that the successor may start.
    pub announce: Box<dyn Fn()>,
}

/// Made in the worker process, before its runtime.
pub struct ProcessWorker {
    bell: Bell,
    gateway: Rc<ProcessGateway>,
    rings: Rc<WorkerRings>,
    post: Option<Rc<Post>>,
}

impl ProcessWorker {
    pub fn new(options: ProcessOptions) -> ProcessWorker {
        let bell = options.bell.clone();
        let discard = options.discard_timeout_request;
        let counters = options.counters.clone();
        let id = options.id;
        let (gateway, inboxes) = ProcessGateway::new(options);
        let rings = Rc::new(WorkerRings::new(id, gateway.clone(), inboxes, discard, counters));
        ProcessWorker { bell, gateway, rings, post: None }
    }

    /// Without it the successor of this worker starts when this process has ended.
    pub fn with_retirement(self, retirement: Retirement) -> ProcessWorker {
        self.rings.set_retirement(retirement);
        self
    }

    /// Its part in the post between the processes.
    pub fn with_post(self, post: Rc<Post>) -> ProcessWorker {
        ProcessWorker { post: Some(post), ..self }
    }

    pub fn gateway(&self) -> Rc<dyn Gateway> {
        self.gateway.clone()
    }

    /// Until the worker's end.
    pub fn run(self, control: LoopControl, handler: Rc<dyn Handler>) -> WorkerEnd {
        self.gateway.set_handler(handler.clone());
        drive::run(self.rings.clone(), self.rings, self.bell, self.post, control, handler)
    }
}
