//! The application inside a worker: engine events become calls of PHP callbacks, each in a coroutine of its own (or, with
//! `enable_coroutine` off, one after the other).

use std::cell::Cell;
use std::rc::Rc;
use std::task::Context;

use rswoole_engine::ids::{PortIndex, StreamId, WorkerId};
use rswoole_engine::protocol::Violation;
use rswoole_engine::protocol::http1::RequestView;
use rswoole_engine::server::{Role, Shared};
use rswoole_engine::settings::ServerSettings;
use rswoole_engine::shm::sessions::flag;
use rswoole_engine::worker::{Event, Fate, Gateway, Handler, Letter, Packet, Source};

use crate::admission::Admission;
use crate::callback_end::fate_after;
use crate::callbacks::{PortEvent, ServerEvent};
use crate::class::{http_response_send, websocket_frame};
use crate::class::{server as server_class, server_event as event_class};
use crate::coroutine::{self, SpawnOutcome};
use crate::errors;
use crate::event_loop::timers;
use crate::functions;
use crate::http::{
    exchange,
    serving::{Asked, HttpPort, WebSocketPort},
    websocket,
};
use crate::packets;
use crate::signals;
use crate::state::{PortState, ServerState};
use crate::stats;
use crate::tasks::{self, Due};
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

/// What Receive needs, shared with the coroutines that run it: the hot path clones one pointer.
struct Requests {
    id: WorkerId,
    server: Object,
    shared: Rc<Shared>,
    gateway: Rc<dyn Gateway>,
    /// Receive callbacks by port, Packet callbacks for datagrams.
    receive: Vec<Option<Callable>>,
    event_object: bool,
    /// By port; `None`: it does not speak HTTP.
    http: Vec<Option<HttpPort>>,
    /// Requests of HTTP.
    admission: Admission,
    /// Requests after which this worker is replaced.
    limit: u64,
}

impl Requests {
    /// Calls the callback of one request by `call`.
    #[inline]
    fn serve(&self, source: Source, data: Zv, call: impl FnOnce(&Callable, &mut [Zv]) -> Outcome<Zv>) -> Outcome<Zv> {
        let Some(callable) = &self.receive[usize::from(source.port.0)] else { return Ok(Zv::NULL) };
        let (server, reactor) = (Zv::from(&self.server), i64::from(source.reactor.0));
        let result = if self.event_object {
            call(callable, &mut [server, event_object(source, reactor, source.time, data)])
        } else {
            call(callable, &mut [server, Zv::int(source.session.0 as i64), Zv::int(reactor), data])
        };
        self.request_is_over();
        result
    }

    /// As `serve`, for a datagram: `args` is what comes after the server.
    fn serve_packet(
        &self,
        port: usize,
        args: packets::Arguments,
        call: fn(&Callable, &mut [Zv]) -> Outcome<Zv>,
    ) -> Outcome<Zv> {
        let Some(callable) = &self.receive[port] else { return Ok(Zv::NULL) };
        let server = Zv::from(&self.server);
        let result = match args {
            packets::Arguments::Object(packet) => call(callable, &mut [server, packet]),
            packets::Arguments::Plain(data, client) => call(callable, &mut [server, data, client]),
        };
        self.request_is_over();
        result
    }

    /// Counted when it is over, however long it was suspended.
    fn request_is_over(&self) {
        if self.shared.counters.worker(self.id).note_request() >= self.limit {
            self.gateway.stop();
        }
    }
}

/// The place of a request that was admitted.
struct Inside(Rc<Requests>);

impl Inside {
    fn of(requests: &Rc<Requests>) -> Inside {
        requests.tell_concurrency();
        Inside(Rc::clone(requests))
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.admission.leave();
        self.0.tell_concurrency();
    }
}

impl Requests {
    /// At once, not when the worker is idle: reactors dispatch by it (`dispatch_mode` 10).
    fn tell_concurrency(&self) {
        self.shared.counters.worker(self.id).set_concurrency(self.admission.inside());
    }

    /// Counted when it is over, however long it was suspended.
    fn task_is_over(&self, limit: u64) {
        let row = self.shared.counters.worker(self.id);
        row.task_is_over();
        if row.note_request() >= limit {
            self.gateway.stop();
        }
    }
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

    fn request(&self, source: Source, stream: StreamId, index: &[u8], raw: &[u8]) {
        let number = usize::from(source.port.0);
        let Some(port) = &self.requests.http[number] else { return };
        if let Some(websocket) = &port.websocket
            && stream.is_none()
            && websocket::is_asked(&RequestView::new(index, raw))
        {
            return self.handshake(source, port, websocket, index, raw);
        }
        if port.callable.is_none() {
            return exchange::refuse(self.requests.gateway.as_ref(), source.session, stream, 400);
        }
        let asked = Asked { stream, index, raw, is_handshake: false };
        if self.requests.admission.enter(source, asked) {
            self.serve(source, asked, Inside::of(&self.requests));
        }
    }

    /// Requests that waited, as far as others are over.
    fn admit(&self) {
        while self.requests.admission.has_next() && self.fate().is_none() {
            let Some(next) = self.requests.admission.next() else { return };
            let inside = Inside::of(&self.requests);
            let session = self.shared.sessions.get(next.source.session);
            let ended = session.is_none_or(|session| session.has(flag::END_TOLD));
            if !ended || !self.settings.discard_timeout_request {
                self.serve(next.source, next.asked(), inside);
            }
        }
    }

    /// Calls the callback of a request that was admitted.
    fn serve(&self, source: Source, asked: Asked<'_>, inside: Inside) {
        let number = usize::from(source.port.0);
        let Some(port) = &self.requests.http[number] else { return };
        let mut args = match port.arguments(&self.world, &self.requests.gateway, source, asked) {
            Ok(args) => args.map(Zv::from),
            Err(raised) => return self.settle(Err(raised)),
        };
        if self.settings.enable_coroutine {
            let requests = Rc::clone(&self.requests);
            self.spawned(coroutine::spawn(move || {
                let callable = requests.http[number].as_ref().and_then(|port| port.callable.as_ref());
                let Some(callable) = callable else { return Ok(Zv::NULL) };
                let result = callable.call_unguarded(&mut args);
                drop(inside);
                requests.request_is_over();
                result
            }));
        } else if let Some(callable) = &port.callable {
            let outcome = callable.call(&mut args);
            drop(inside);
            self.requests.request_is_over();
            self.settle(outcome);
        }
    }

    /// A request for WebSocket: answered by the application's own callback, or here; then the connection is open.
    fn handshake(&self, source: Source, port: &HttpPort, websocket: &WebSocketPort, index: &[u8], raw: &[u8]) {
        let asked = Asked { stream: StreamId::NONE, index, raw, is_handshake: true };
        let objects = port.arguments(&self.world, &self.requests.gateway, source, asked);
        let [request, response] = match objects {
            Ok(objects) => objects,
            Err(raised) => return self.settle(Err(raised)),
        };
        if let Some(callable) = &websocket.handshake {
            return self.run(callable, [request.into(), response.into()]);
        }
        let agreement = match websocket::agree(&RequestView::new(index, raw), &websocket.settings) {
            Ok(agreement) => agreement,
            Err(answer) => {
                http_response_send::refuse_handshake(&response, &answer);
                return;
            }
        };
        let (before, open) = (websocket.before_response.clone(), websocket.open.clone());
        let server = self.server();
        let job = move || {
            if let Some(before) = before {
                before.call(&mut [server.clone(), Zv::from(&request), Zv::from(&response)])?;
            }
            if !http_response_send::accept_handshake(&response, &agreement) {
                return Ok(Zv::NULL);
            }
            match open {
                Some(open) => open.call(&mut [server, request.into()]),
                None => Ok(Zv::NULL),
            }
        };
        if self.coroutines {
            self.spawned(coroutine::spawn(job));
        } else {
            self.settle(job());
        }
    }

    fn message(&self, source: Source, opcode: u8, flags: u8, data: &[u8]) {
        let number = usize::from(source.port.0);
        let port = self.requests.http[number].as_ref().and_then(|port| port.websocket.as_ref());
        let Some(callable) = port.and_then(|port| port.message.clone()) else { return };
        let frame = match websocket_frame::object(source.session.0 as i64, opcode, flags, data) {
            Ok(frame) => frame,
            Err(raised) => return self.settle(Err(raised)),
        };
        let mut args = [self.server(), frame.into()];
        if self.coroutines {
            let requests = Rc::clone(&self.requests);
            self.spawned(coroutine::spawn(move || {
                let result = callable.call_unguarded(&mut args);
                requests.request_is_over();
                result
            }));
        } else {
            let outcome = callable.call(&mut args);
            self.requests.request_is_over();
            self.settle(outcome);
        }
    }

    /// Who is told of the end of a session: Disconnect, where the port has it and the session was no WebSocket (any more); else Close.
    fn end_callback(&self, source: Source, flags: u16) -> Option<&Callable> {
        let number = usize::from(source.port.0);
        let websocket = self.requests.http[number].as_ref().and_then(|port| port.websocket.as_ref());
        let disconnect = websocket.filter(|_| flags & flag::WEBSOCKET == 0).and_then(|port| port.disconnect.as_ref());
        disconnect.or(self.ports[number].close.as_ref())
    }

    /// Connect and Close.
    fn passage(&self, source: Source, callable: Option<&Callable>, reactor: i64) {
        let Some(callable) = callable else { return };
        if self.settings.event_object {
            self.run(callable, [self.server(), event_object(source, reactor, 0.0, Zv::NULL)]);
        } else {
            self.run(callable, [self.server(), Zv::int(source.session.0 as i64), Zv::int(reactor)]);
        }
    }

    fn buffer(&self, source: Source, callable: Option<&Callable>) {
        let Some(callable) = callable else { return };
        if self.settings.event_object {
            let event = event_object(source, i64::from(source.reactor.0), 0.0, Zv::NULL);
            self.run(callable, [self.server(), event]);
        } else {
            self.run(callable, [self.server(), Zv::int(source.session.0 as i64)]);
        }
    }

    /// A callback of the server's life, where no master exists to have it.
    fn server_event(&self, event: ServerEvent) {
        if let Some(callable) = self.state.callbacks.callable(event) {
            self.run(&callable, [self.server()]);
        }
    }

    /// What the post brought.
    fn letter(&self, letter: Letter<'_>) {
        let due = match tasks::due(&self.state, &self.world, &self.server, letter) {
            Ok(Some(due)) => due,
            Ok(None) => return,
            Err(raised) => return self.settle(Err(raised)),
        };
        if due.task.is_none() {
            return self.call(due);
        }
        self.shared.counters.worker(self.id).task_begins();
        if self.coroutines {
            let (requests, limit) = (Rc::clone(&self.requests), self.task_limit);
            return self.spawned(coroutine::spawn(move || {
                let Due { callable, mut args, .. } = due;
                let result = callable.call_unguarded(&mut args);
                requests.task_is_over(limit);
                result
            }));
        }
        let mut due = due;
        if let Some(post) = &self.world.post {
            let outcome = tasks::work_off(&self.state, post, &mut due);
            self.requests.task_is_over(self.task_limit);
            self.settle(outcome.map(|()| Zv::NULL));
        }
    }

    fn call(&self, due: Due) {
        let Due { callable, mut args, .. } = due;
        if !self.coroutines {
            return self.settle(callable.call(&mut args));
        }
        self.spawned(coroutine::spawn(move || callable.call_unguarded(&mut args)));
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

fn event_object(source: Source, reactor: i64, time: f64, data: Zv) -> Zv {
    let Ok(event) = event_class::CLASS.instantiate() else { return Zv::NULL };
    event.set_slot(event_class::REACTOR_ID, reactor);
    event.set_slot(event_class::FD, source.session.0 as i64);
    event.set_slot(event_class::DISPATCH_TIME, time);
    event.set_slot(event_class::DATA, data);
    event.into()
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
    }
}
