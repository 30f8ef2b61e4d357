//! The application inside a worker: engine events become calls of PHP callbacks, each in a coroutine of its own (or, with
//! `enable_coroutine` off, one after the other).
//!
//! | file | owns |
//! |---|---|
//! | `requests` | what the callbacks of requests need |
//! | `http` | requests of HTTP, handshakes and messages of WebSocket |
//! | `sessions` | connect, close, buffers |
//! | `letters` | tasks and messages of other processes |

mod http;
mod letters;
mod requests;
mod sessions;

use std::cell::Cell;
use std::rc::Rc;
use std::task::Context;

use rswoole_engine::ids::{PortIndex, WorkerId};
use rswoole_engine::protocol::Violation;
use rswoole_engine::server::{Role, Shared};
use rswoole_engine::settings::ServerSettings;
use rswoole_engine::shm::sessions::flag;
use rswoole_engine::worker::{Event, Fate, Gateway, Handler, Letter, Packet, Source};

use requests::Requests;

use crate::admission::Admission;
use crate::callback_end::fate_after;
use crate::callbacks::{PortEvent, ServerEvent};
use crate::class::server as server_class;
use crate::coroutine::{self, SpawnOutcome};
use crate::errors;
use crate::event_loop::timers;
use crate::functions;
use crate::http::exchange;
use crate::http::serving::HttpPort;
use crate::packets;
use crate::signals;
use crate::state::{PortState, ServerState};
use crate::stats;
use crate::world::World;
use crate::zend::{self, Callable, Object, Outcome, Zv};

pub struct PhpHandler {
    id: WorkerId,
    state: Rc<ServerState>,
    server: Object,
    settings: Rc<ServerSettings>,
    shared: Rc<Shared>,
    requests: Rc<Requests>,
    /// By port. Resolved once: registering ends when the server starts.
    ports: Vec<PortHandlers>,
    packet_keys: packets::Keys,
    /// This process, as a worker. It is one from WorkerStart on; in Start it still stands for the master.
    world: Rc<World>,
    tells_start: bool,
    /// Writes the file of `stats_file`.
    stats_timer: Cell<Option<i64>>,
    /// Callbacks run in coroutines.
    coroutines: bool,
    /// Tasks after which this task worker is replaced.
    task_limit: u64,
    fate: Cell<Option<Fate>>,
}

/// A port's callbacks; where it has none of its own, those of the first port.
struct PortHandlers {
    connect: Option<Callable>,
    close: Option<Callable>,
    package_length: Option<Callable>,
    buffer_full: Option<Callable>,
    buffer_empty: Option<Callable>,
}

impl PortHandlers {
    fn of(port: &PortState, first: &PortState, server: &ServerState) -> PortHandlers {
        let resolve = |event| port.callback_or(first, event);
        PortHandlers {
            connect: resolve(PortEvent::Connect),
            close: resolve(PortEvent::Close),
            package_length: port.function(server, functions::PACKAGE_LENGTH),
            buffer_full: resolve(PortEvent::BufferFull),
            buffer_empty: resolve(PortEvent::BufferEmpty),
        }
    }
}

impl PhpHandler {
    pub fn new(
        id: WorkerId,
        state: Rc<ServerState>,
        server: Object,
        gateway: Rc<dyn Gateway>,
        world: World,
        tells_start: bool,
    ) -> Rc<PhpHandler> {
        let (settings, shared) = (Rc::clone(&world.settings), Rc::clone(&world.shared));
        let max_request = settings.max_request.map(|max| max + random_below(settings.max_request_grace));
        let (ports, receive, http) = {
            let ports = state.ports.borrow();
            let first = &ports[0];
            let handlers: Vec<_> = ports.iter().map(|port| PortHandlers::of(port, first, &state)).collect();
            let event = |port: &PortState| {
                let settings = &world.ports[usize::from(port.index.0)];
                port.callback_or(first, port.request_event(settings))
            };
            let receive: Vec<_> = ports.iter().map(|port| event(port)).collect();
            let http: Vec<_> = ports.iter().map(|port| HttpPort::of(port, first, &world)).collect();
            (handlers, receive, http)
        };
        let fate = Cell::new(None);
        let is_task_worker = matches!(world.role, Role::Task(_));
        let coroutines = if is_task_worker { settings.tasks.enable_coroutine } else { settings.enable_coroutine };
        let task_limit = settings.tasks.max_request.map(|max| max + random_below(settings.tasks.max_request_grace));
        let requests = Rc::new(Requests {
            id,
            server: server.clone(),
            shared: Rc::clone(&shared),
            gateway,
            receive,
            http,
            admission: Admission::new(settings.worker_max_concurrency),
            event_object: settings.event_object,
            limit: max_request.unwrap_or(u64::MAX),
        });
        Rc::new(PhpHandler {
            id,
            state,
            server,
            settings,
            shared,
            requests,
            ports,
            packet_keys: packets::Keys::new(),
            world: Rc::new(world),
            tells_start,
            stats_timer: Cell::new(None),
            coroutines,
            task_limit: task_limit.unwrap_or(u64::MAX),
            fate,
        })
    }

    /// Runs a callback: in a new coroutine, or here.
    fn run<const N: usize>(&self, callable: &Callable, mut args: [Zv; N]) {
        if !self.coroutines {
            return self.settle(callable.call(&mut args));
        }
        let callable = callable.clone();
        self.spawned(coroutine::spawn(move || callable.call_unguarded(&mut args)));
    }

    fn spawned(&self, outcome: Result<(coroutine::Cid, SpawnOutcome), coroutine::SpawnError>) {
        match outcome {
            Ok((_, SpawnOutcome::Done | SpawnOutcome::Suspended)) => {}
            Ok((_, SpawnOutcome::Bailout)) => self.fate.set(Some(Fate::Bailout)),
            Err(error) => tracing::error!("a callback could not be run in worker {}: {error}", self.id),
        }
    }

    /// What became of a callback that ran without a coroutine.
    fn settle(&self, outcome: Outcome<Zv>) {
        if let Some(fate) = fate_after(outcome) {
            self.fate.set(Some(fate));
        }
    }

    fn server(&self) -> Zv {
        Zv::from(&self.server)
    }

    fn receive(&self, source: Source, data: &[u8]) {
        if self.settings.enable_coroutine {
            let requests = Rc::clone(&self.requests);
            let job = move |data| requests.serve(source, data, |callable, args| callable.call_unguarded(args));
            self.spawned(coroutine::spawn_with(data, job));
        } else {
            self.settle(self.requests.serve(source, Zv::str(data), |callable, args| callable.call(args)));
        }
    }

    /// A callback of the server's life, where no master exists to have it.
    fn server_event(&self, event: ServerEvent) {
        if let Some(callable) = self.state.callbacks.callable(event) {
            self.run(&callable, [self.server()]);
        }
    }

    /// `stats_file`: worker 0 writes it.
    fn keep_stats_file(&self) {
        let Some(path) = self.settings.stats_file.clone().filter(|_| self.id.0 == 0) else { return };
        let writer = stats::writer(path, &self.state, &self.world);
        let timer = timers::tick_own(self.settings.stats_interval, writer);
        self.stats_timer.set(Some(timer));
        self.server.set_slot(server_class::STATS_TIMER, timer);
    }

    /// A callback of the worker's own life.
    fn worker_event(&self, event: ServerEvent, in_coroutine: bool) {
        let Some(callable) = self.state.callbacks.callable(event) else { return };
        let mut args = [self.server(), Zv::int(i64::from(self.id.0))];
        if in_coroutine {
            self.run(&callable, args);
        } else {
            self.settle(callable.call(&mut args));
        }
    }
}

/// Workers of one age must not all end at once.
fn random_below(limit: u64) -> u64 {
    use std::hash::{BuildHasher, RandomState};
    if limit == 0 { 0 } else { RandomState::new().hash_one(std::process::id()) % limit }
}

impl Handler for PhpHandler {
    fn started(&self) {
        coroutine::arm_preemption();
        if self.tells_start {
            self.server_event(ServerEvent::Start);
            if self.fate().is_some() {
                return;
            }
        }
        self.state.world.replace(Some(Rc::clone(&self.world)));
        self.server.set_slot(server_class::WORKER_ID, i64::from(self.id.0));
        self.server.set_slot(server_class::WORKER_PID, i64::from(std::process::id()));
        self.server.set_slot(server_class::TASKWORKER, matches!(self.world.role, Role::Task(_)));
        self.keep_stats_file();
        self.worker_event(ServerEvent::WorkerStart, true);
    }

    fn event(&self, source: Source, event: Event<'_>) {
        let port = &self.ports[usize::from(source.port.0)];
        match event {
            Event::Receive(data) => self.receive(source, data),
            Event::Request { stream, index, raw } => self.request(source, stream, index, raw),
            Event::Message { opcode, flags, data } => self.message(source, opcode, flags, data),
            Event::Connect(certificate) => {
                if !certificate.is_empty() {
                    self.state.certificates.borrow_mut().insert(source.session, certificate.to_vec());
                }
                self.passage(source, port.connect.as_ref(), i64::from(source.reactor.0));
            }
            Event::Close => {
                let session = self.shared.sessions.get(source.session);
                let flags = session.map_or(0, |session| session.flags());
                let by_server = flags & flag::CLOSED_BY_SERVER != 0;
                let reactor = if by_server { -1 } else { i64::from(source.reactor.0) };
                self.passage(source, self.end_callback(source, flags), reactor);
                if !self.state.certificates.borrow().is_empty() {
                    self.state.certificates.borrow_mut().remove(&source.session);
                }
            }
            Event::BufferFull => self.buffer(source, port.buffer_full.as_ref()),
            Event::BufferEmpty => self.buffer(source, port.buffer_empty.as_ref()),
        }
        // What it called may have ended others.
        self.admit();
    }

    fn package_length(&self, port: PortIndex, data: &[u8]) -> i64 {
        let Some(function) = &self.ports[usize::from(port.0)].package_length else { return 0 };
        functions::package_length(function, data).unwrap_or_else(|raised| {
            self.settle(Err(raised));
            0
        })
    }

    fn violated(&self, _source: Source, violation: &Violation) {
        if let Some(code) = errors::of_violation(violation) {
            errors::set_last(code);
        }
    }

    fn mail(&self, letter: Letter<'_>) {
        self.letter(letter);
    }

    fn packet(&self, packet: Packet<'_>) {
        let index = usize::from(packet.port.0);
        let Some(port) = self.state.ports.borrow().get(index).cloned() else { return };
        let args = packets::arguments(&self.packet_keys, &port, &packet, self.settings.event_object);
        if self.settings.enable_coroutine {
            let requests = Rc::clone(&self.requests);
            self.spawned(coroutine::spawn(move || requests.serve_packet(index, args, Callable::call_unguarded)));
        } else {
            self.settle(self.requests.serve_packet(index, args, Callable::call));
        }
    }

    fn poll_ready(&self, cx: &mut Context<'_>) {
        signals::poll(cx);
        self.state.commands.poll(&self.state, &self.server, cx);
        coroutine::poll_ready(cx);
        self.admit();
        let row = self.shared.counters.worker(self.id);
        row.set_coroutines(coroutine::live() as u64, coroutine::peak() as u64);
    }

    fn woken(&self) {
        if zend::interrupt::deliver().is_err() {
            self.fate.set(Some(Fate::Bailout));
        }
    }

    fn fate(&self) -> Option<Fate> {
        let fate = self.fate.get().or_else(coroutine::fate);
        if fate.is_some() {
            // Nobody else will ever answer what this worker has in hand.
            exchange::abandon(self.requests.gateway.as_ref());
            for waiting in self.requests.admission.take_waiting() {
                exchange::refuse(self.requests.gateway.as_ref(), waiting.source.session, waiting.stream, 503);
            }
        }
        fate
    }

    fn ending(&self) {
        if self.shared.connections_end_with_workers() {
            exchange::connections_end();
        }
        if self.shared.tells_of_shutdown(self.id) {
            self.server_event(ServerEvent::BeforeShutdown);
        }
    }

    fn exiting(&self) -> bool {
        // It must not keep the worker: its successor goes on with it.
        if let Some(timer) = self.stats_timer.take() {
            timers::remove(timer);
        }
        if !coroutine::keeps_loop_alive() {
            return true;
        }
        self.worker_event(ServerEvent::WorkerExit, true);
        !coroutine::keeps_loop_alive()
    }

    fn stopped(&self) {
        self.worker_event(ServerEvent::WorkerStop, false);
        exchange::abandon(self.requests.gateway.as_ref());
    }
}
