//! The PHP side of the one server of this process: what the classes `Server`, `Server\Port` and `Connection\Iterator`
//! share. Holds configuration and the current process's view of the running engine; runs no callback.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use rswoole_engine::ids::{PortIndex, SessionId};
use rswoole_engine::net::{DatagramSender, Listener};
use rswoole_engine::server::Role;
use rswoole_engine::settings::{LogLevel, PortSettings, RawSettings};

use crate::callbacks::{PortCallbacks, PortEvent, ServerCallbacks};
use crate::commands::Commands;
use crate::functions::Functions;
use crate::tasks::TaskBook;
use crate::world::World;
use crate::zend::{Callable, Object};

/// How the work is shared out among processes; the values are those of SWOOLE_BASE and SWOOLE_PROCESS.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    Base = 1,
    Process = 2,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    Created,
    Running,
    Stopped,
}

pub struct ServerState {
    pub mode: Mode,
    pub phase: Cell<Phase>,
    pub callbacks: ServerCallbacks,
    pub tasks: TaskBook,
    pub commands: Commands,
    pub settings: RefCell<RawSettings>,
    /// The functions among them.
    pub functions: Functions,
    pub ports: RefCell<Vec<Rc<PortState>>>,
    /// What `addProcess()` was given.
    pub user_processes: RefCell<Vec<Object>>,
    /// Set in each process that `start()` makes (master, manager, worker), and again when its role grows; empty before.
    pub world: RefCell<Option<Rc<World>>>,
    /// Of TLS clients that showed one to this worker, until they are gone.
    pub certificates: RefCell<HashMap<SessionId, Vec<u8>>>,
}

/// One listening port.
pub struct PortState {
    pub index: PortIndex,
    pub host: Vec<u8>,
    pub port: u16,
    /// SWOOLE_SOCK_* value, flags removed.
    pub kind: i64,
    /// `SWOOLE_SSL`
    pub ssl: bool,
    /// Descriptor of the listening socket.
    pub fd: i32,
    /// Taken by `start()`.
    pub listener: RefCell<Option<Listener>>,
    /// Sends from this port's address; datagram ports have one.
    pub sender: Option<DatagramSender>,
    pub callbacks: PortCallbacks,
    /// What `Port::set()` was given; it goes before the server's settings.
    pub settings: RefCell<RawSettings>,
    pub functions: Functions,
}

impl PortState {
    /// The event that brings what peers send, and without whose callback a server can not start.
    pub fn request_event(&self, settings: &PortSettings) -> PortEvent {
        match self.sender {
            Some(_) => PortEvent::Packet,
            None if settings.http.websocket.is_some() => PortEvent::Message,
            None if settings.http.enabled => PortEvent::Request,
            None => PortEvent::Receive,
        }
    }

    /// A function among the options: the port's, else the server's.
    pub fn function(&self, server: &ServerState, name: &str) -> Option<Callable> {
        self.functions.get(name).or_else(|| server.functions.get(name))
    }

    /// The port's callback; where it has none of its own, that of the first port.
    pub fn callback_or(&self, first: &PortState, event: PortEvent) -> Option<Callable> {
        self.callbacks.callable(event).or_else(|| first.callbacks.callable(event))
    }
}

thread_local! {
    /// The server of this process: the original allows one.
    static CURRENT: RefCell<Weak<ServerState>> = const { RefCell::new(Weak::new()) };
    static EVER: Cell<bool> = const { Cell::new(false) };
}

impl ServerState {
    pub fn create(mode: Mode) -> Rc<Self> {
        let state = Rc::new(Self {
            mode,
            phase: Cell::new(Phase::Created),
            callbacks: ServerCallbacks::default(),
            tasks: TaskBook::default(),
            commands: Commands::default(),
            settings: RefCell::default(),
            functions: Functions::default(),
            ports: RefCell::default(),
            user_processes: RefCell::default(),
            world: RefCell::default(),
            certificates: RefCell::default(),
        });
        // Until `start()` configures it, the log goes to standard output.
        rswoole_engine::log::set_level(LogLevel::Info);
        CURRENT.with(|current| *current.borrow_mut() = Rc::downgrade(&state));
        EVER.set(true);
        state
    }

    /// The constructor failed: another may be made.
    pub fn forget() {
        EVER.set(false);
    }

    /// The server of this process, while its object lives.
    pub fn current() -> Option<Rc<Self>> {
        CURRENT.with(|current| current.borrow().upgrade())
    }

    /// Whether this process has made a server already (one is allowed in its life, as in the original).
    pub fn ever_created() -> bool {
        EVER.get()
    }

    /// What runs in this process, once the server was started.
    pub fn running(&self) -> Option<Rc<World>> {
        if self.phase.get() == Phase::Running { self.world.borrow().clone() } else { None }
    }

    /// Whether SIGTERM is the server's own in this process.
    pub fn listens_to_term(&self) -> bool {
        self.running().is_some_and(|world| {
            matches!(world.role, Role::Worker(_) | Role::Task(_))
                || world.gateway.is_some() && world.role == Role::Master
        })
    }

    pub fn first_port(&self) -> Rc<PortState> {
        Rc::clone(&self.ports.borrow()[0])
    }
}
