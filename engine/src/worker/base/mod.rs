//! A worker of BASE mode: the reactor runs on the worker's own loop and its sink is the application. Sessions of the other workers
//! are reached through rings.

mod accept;
mod gateway;
mod sink;
mod work;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::drive::{self, LoopControl, WorkerEnd};
use super::gate::WorkerPort;
use super::stream_windows::StreamWindows;
use super::{Gateway, Handler, Post};
use crate::ids::{PortIndex, WorkerId};
use crate::ipc::files::FileChannel;
use crate::ipc::{Inbox, Link, PostInbox, ToReactor};
use crate::net::Listener;
use crate::reactor::{PortOptions, Reactor, ReactorOptions};
use crate::shm::bell::Bell;
use crate::shm::counters::Counters;
use crate::shm::sessions::SessionTable;
use gateway::BaseGateway;
use sink::{BaseSink, PeerLinks};
use work::BaseWork;

/// Everything a worker of BASE mode is made of. The reactor's id is the worker's.
pub struct BaseOptions {
    pub id: WorkerId,
    pub reactor: ReactorOptions,
    pub reactor_ports: Vec<PortOptions>,
    pub ports: Vec<WorkerPort>,
    pub listeners: Vec<(PortIndex, Listener)>,
    pub table: SessionTable,
    pub counters: Counters,
    pub bell: Bell,
    /// As `ProcessOptions::link_limit`, for sessions of other workers.
    pub link_limit: usize,
    pub files: Vec<FileChannel>,
    /// By worker; `None` for this one.
    pub to_workers: Vec<Option<Link<ToReactor>>>,
    pub from_workers: Vec<Option<Inbox<ToReactor>>>,
}

/// Made in the worker process, before its runtime.
pub struct BaseWorker {
    bell: Bell,
    gateway: Rc<BaseGateway>,
    sink: Rc<BaseSink>,
    work: Rc<BaseWork>,
    post: Option<Rc<Post>>,
}

impl BaseWorker {
    /// What a former life of this worker left in the session table is dropped.
    pub fn new(options: BaseOptions) -> BaseWorker {
        let BaseOptions { id, table, counters, .. } = options;
        let lost = table.reclaim(options.reactor.id);
        counters.reactor(options.reactor.id).note_closed(u64::from(lost));
        let links = Rc::new(PeerLinks::new(options.to_workers));
        let sink = Rc::new(BaseSink::new(id, table.clone(), counters.clone(), links.clone()));
        let row = counters.clone();
        let meter = Box::new(move |live: usize| row.worker(id).set_connections(live as u64));
        let reactor =
            Reactor::new(options.reactor, options.reactor_ports, &table, counters.clone(), sink.clone(), meter);
        let gateway = Rc::new(BaseGateway {
            id,
            ports: options.ports,
            link_limit: options.link_limit,
            table,
            counters: counters.clone(),
            reactor: reactor.clone(),
            links,
            sink: sink.clone(),
            waiting: RefCell::default(),
            windows: StreamWindows::default(),
            stop: Cell::new(false),
            files: options.files,
        });
        let work = Rc::new(BaseWork {
            id,
            reactor,
            gateway: gateway.clone(),
            sink: sink.clone(),
            counters,
            inboxes: RefCell::new(options.from_workers),
            outside: RefCell::default(),
            listeners: RefCell::new(options.listeners),
            accepting: RefCell::default(),
            ending: Cell::new(false),
        });
        BaseWorker { bell: options.bell, gateway, sink, work, post: None }
    }

    /// Its part in the post between the processes, and the box for commands of those who serve no connections.
    pub fn with_post(self, post: Rc<Post>, outside: PostInbox<ToReactor>) -> BaseWorker {
        self.work.outside.replace(Some(outside));
        BaseWorker { post: Some(post), ..self }
    }

    pub fn gateway(&self) -> Rc<dyn Gateway> {
        self.gateway.clone()
    }

    /// Until the worker's end. Its connections end with it.
    pub fn run(self, control: LoopControl, handler: Rc<dyn Handler>) -> WorkerEnd {
        self.sink.set_handler(handler.clone());
        drive::run(self.work.clone(), self.work, self.bell, self.post, control, handler)
    }
}
