//! The events of a server and the callbacks registered for them: which names exist, to whom they belong, and what is
//! registered. Must not call them (that is `handler` and `application`).

use std::cell::RefCell;
use std::marker::PhantomData;

use crate::zend::{Callable, Gc, Zv};

/// Events of the server as a whole, registered by `Swoole\Server::on`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ServerEvent {
    Start,
    BeforeShutdown,
    Shutdown,
    WorkerStart,
    WorkerStop,
    BeforeReload,
    AfterReload,
    WorkerExit,
    WorkerError,
    ManagerStart,
    ManagerStop,
    Task,
    Finish,
    PipeMessage,
}

/// Events of the connections of a port, registered by `Swoole\Server\Port::on`, or by `Swoole\Server::on` for the first port.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PortEvent {
    Connect,
    Receive,
    Request,
    Close,
    BufferFull,
    BufferEmpty,
    Packet,
    Handshake,
    BeforeHandshakeResponse,
    Open,
    Message,
    Disconnect,
}

/// What a name given to `on()` stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EventName {
    Server(ServerEvent),
    Port(PortEvent),
    Unknown,
}

const SERVER_EVENTS: [(&str, ServerEvent); 14] = [
    ("Start", ServerEvent::Start),
    ("BeforeShutdown", ServerEvent::BeforeShutdown),
    ("Shutdown", ServerEvent::Shutdown),
    ("WorkerStart", ServerEvent::WorkerStart),
    ("WorkerStop", ServerEvent::WorkerStop),
    ("BeforeReload", ServerEvent::BeforeReload),
    ("AfterReload", ServerEvent::AfterReload),
    ("WorkerExit", ServerEvent::WorkerExit),
    ("WorkerError", ServerEvent::WorkerError),
    ("ManagerStart", ServerEvent::ManagerStart),
    ("ManagerStop", ServerEvent::ManagerStop),
    ("Task", ServerEvent::Task),
    ("Finish", ServerEvent::Finish),
    ("PipeMessage", ServerEvent::PipeMessage),
];

const PORT_EVENTS: [(&str, PortEvent); 12] = [
    ("Connect", PortEvent::Connect),
    ("Receive", PortEvent::Receive),
    ("Request", PortEvent::Request),
    ("Close", PortEvent::Close),
    ("BufferFull", PortEvent::BufferFull),
    ("BufferEmpty", PortEvent::BufferEmpty),
    ("Packet", PortEvent::Packet),
    ("Handshake", PortEvent::Handshake),
    ("BeforeHandshakeResponse", PortEvent::BeforeHandshakeResponse),
    ("Open", PortEvent::Open),
    ("Message", PortEvent::Message),
    ("Disconnect", PortEvent::Disconnect),
];

impl EventName {
    /// Names are case-insensitive and come without `on` (manual, `Server->on()`).
    pub fn parse(name: &[u8]) -> Self {
        let is = |known: &str| known.as_bytes().eq_ignore_ascii_case(name);
        if let Some((_, event)) = SERVER_EVENTS.iter().find(|(known, _)| is(known)) {
            return Self::Server(*event);
        }
        if let Some((_, event)) = PORT_EVENTS.iter().find(|(known, _)| is(known)) {
            return Self::Port(*event);
        }
        Self::Unknown
    }
}

/// A registered callback: what PHP gave (for `getCallback`), and the same resolved.
pub struct Registered {
    pub given: Zv,
    pub callable: Callable,
}

/// One slot per event of type `E`, indexed by its discriminant.
pub struct Callbacks<E, const N: usize> {
    slots: RefCell<[Option<Registered>; N]>,
    events: PhantomData<fn(E)>,
}

pub type ServerCallbacks = Callbacks<ServerEvent, { SERVER_EVENTS.len() }>;
pub type PortCallbacks = Callbacks<PortEvent, { PORT_EVENTS.len() }>;

impl<E, const N: usize> Default for Callbacks<E, N> {
    fn default() -> Self {
        Self { slots: RefCell::new([const { None }; N]), events: PhantomData }
    }
}

impl<E: Into<usize>, const N: usize> Callbacks<E, N> {
    pub fn set(&self, event: E, registered: Registered) {
        // The old callback is dropped after the borrow: its destructor may run PHP code.
        let old = self.slots.borrow_mut()[event.into()].replace(registered);
        drop(old);
    }

    pub fn given(&self, event: E) -> Option<Zv> {
        self.slots.borrow()[event.into()].as_ref().map(|registered| registered.given.clone())
    }

    pub fn callable(&self, event: E) -> Option<Callable> {
        self.slots.borrow()[event.into()].as_ref().map(|registered| registered.callable.clone())
    }

    /// Names the values held. While a slot is being written the collector gets to know nothing, and keeps all.
    pub fn gc(&self, gc: &mut Gc) {
        if let Ok(slots) = self.slots.try_borrow() {
            for registered in slots.iter().flatten() {
                gc.value(&registered.given);
                gc.callable(&registered.callable);
            }
        }
    }
}

impl From<ServerEvent> for usize {
    fn from(event: ServerEvent) -> usize {
        event as usize
    }
}

impl From<PortEvent> for usize {
    fn from(event: PortEvent) -> usize {
        event as usize
    }
}
