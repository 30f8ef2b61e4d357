//! `start()`: from the configured server object to running processes, and the callbacks of master and manager.

use std::cell::{Cell, OnceCell, RefCell};
use std::os::fd::RawFd;
use std::rc::Rc;
use std::task::Context;
use std::time::Instant;

use rswoole_engine::ids::WorkerId;
use rswoole_engine::net::tls::TlsServer;
use rswoole_engine::process::Failure;
use rswoole_engine::protocol::Rule;
use rswoole_engine::reactor::Advice;
use rswoole_engine::server::{self as engine, Application, End, Plan, PortEvents, PortPlan, Role, Shared};
use rswoole_engine::settings::{PortSettings, RawSettings, ServerSettings, Value, Warning};
use rswoole_engine::worker::{Fate, Gateway, Handler, Post};

use crate::advice::PhpAdvice;
use crate::callback_end::fate_after;
use crate::callbacks::{PortEvent, ServerEvent};
use crate::child;
use crate::class::process::{self as class_process, ProcessState};
use crate::class::{exception, server as class, server_status_info as status_info};
use crate::coroutine;
use crate::errors;
use crate::event_loop;
use crate::handler::PhpHandler;
use crate::settings;
use crate::signals;
use crate::state::{Mode, Phase, PortState, ServerState};
use crate::world::World;
use crate::zend::{self, Array, Object, Outcome, Raised, Zv};

/// Runs the server; comes back when it has ended, in the process that called. In the processes that it makes this does not
/// return to PHP: they end by `exit`, or by the bailout that ended them.
pub fn start(state: &Rc<ServerState>, server: Object) -> Outcome<bool> {
    let plan = plan(state)?;
    let settings = Rc::new(plan.settings.clone());
    complete_setting(&server, &settings);
    let ports = plan.ports.iter().map(|port| port.settings.clone()).collect();
    let application = PhpApplication {
        state: Rc::clone(state),
        server,
        settings: Rc::clone(&settings),
        ports: Rc::new(ports),
        shared: OnceCell::new(),
        post: RefCell::default(),
        fate: Rc::default(),
        shutdown_told: RefCell::default(),
    };
    state.commands.open(settings.worker_num + settings.tasks.worker_num).map_err(|error| {
        zend::throw(
            &exception::EXCEPTION,
            errors::code::SYSTEM_CALL_FAIL,
            &format!("no sockets for the commands of addCommand(): {error}"),
        )
    })?;
    state.phase.set(Phase::Running);
    apply_coroutine_options(&state.settings.borrow());
    errors::display(settings.display_errors);
    coroutine::set_in_server(true);
    signals::set_in_coroutines(settings.enable_coroutine);
    event_loop::set_in_coroutines(settings.enable_coroutine);
    let end = engine::run(plan, &application);
    if !matches!(end, Ok(End::Child(_))) {
        coroutine::set_in_server(false);
        event_loop::set_timers_only(false);
        // What a callback of the master began and nobody will finish must not keep the script from its end.
        coroutine::drop_loop();
    }
    match end {
        Ok(End::Finished) => {
            state.phase.set(Phase::Stopped);
            Raised::check(true)
        }
        Ok(End::Child(None)) => {
            // exit() destroys thread-locals in no useful order.
            coroutine::request_shutdown();
            engine::exit_process(0)
        }
        Ok(End::Child(Some(fate)) | End::Ended(fate)) => {
            if let Fate::Exit(status) = fate {
                zend::set_exit_status(status);
            }
            Err(Raised::Bailout)
        }
        Err(error) => {
            state.phase.set(Phase::Created);
            Err(zend::throw(&exception::EXCEPTION, error.code(), &error.to_string()))
        }
    }
}

/// Checks and resolves everything that was set, and takes the listeners over.
fn plan(state: &Rc<ServerState>) -> Outcome<Plan> {
    let ports = state.ports.borrow();
    let first = &ports[0];
    let env = settings::environment(state.mode);
    let raw = state.settings.borrow();
    let (mut server, mut warnings) = ServerSettings::resolve(&raw, &env).map_err(|error| settings::throw(&error))?;
    let mut plans = Vec::with_capacity(ports.len());
    for port in ports.iter() {
        let own = port.settings.borrow();
        let (resolved, more) = PortSettings::resolve(&raw, &own, port.index.0 == 0, &env);
        warnings.extend(more);
        let needed = port.request_event(&resolved);
        if port.callback_or(first, needed).is_none() {
            return Err(zend::fatal(&format!("require on{needed:?} callback")));
        }
        if resolved.framing.rule == Rule::LengthFunction {
            server.share_main_thread(&env);
        }
        if !server.connection_events {
            refuse_connection_events(port, server.dispatch_mode as u8);
        }
        plans.push(port_plan(port, first, resolved)?);
    }
    if server.tasks.worker_num > 0 && state.callbacks.callable(ServerEvent::Task).is_none() {
        return Err(zend::fatal("failed to start server. Error: require 'onTask' callback"));
    }
    settings::say(&unique(warnings));
    Raised::check(Plan {
        process_mode: state.mode == Mode::Process,
        settings: server,
        ports: plans,
        user_processes: state.user_processes.borrow().len() as u32,
    })
}

/// In a dispatch mode that can not keep the order of events. As in the original only said.
fn refuse_connection_events(port: &PortState, mode: u8) {
    for event in [PortEvent::Connect, PortEvent::Close] {
        if port.callbacks.callable(event).is_some() {
            tracing::warn!(
                "cannot set 'on{event:?}' event when using dispatch_mode={mode}, which keeps no order: it is not called (set [enable_unsafe_event] to have it all the same)"
            );
        }
    }
}

/// The certificate of a TLS port. As in the original, a server without one does not start: a fatal error says why.
fn port_tls(port: &PortState, settings: &mut PortSettings) -> Outcome<Option<TlsServer>> {
    if !port.ssl {
        return Ok(None);
    }
    let tls = &mut settings.tls;
    let known = [&tls.client_authorities, &tls.authority_file, &tls.authority_folder];
    if tls.verify_peer && known.iter().all(|place| place.is_none()) {
        return Err(zend::fatal(
            "server open verify peer require `ssl_client_cert_file` or `ssl_capath` or `ssl_cafile` config",
        ));
    }
    match TlsServer::new(tls) {
        Ok(server) => Ok(Some(server)),
        Err(error) => {
            let (host, number) = (String::from_utf8_lossy(&port.host), port.port);
            Err(zend::fatal(&format!("TLS of port {host}:{number} can not start: {error}")))
        }
    }
}

fn port_plan(port: &PortState, first: &PortState, mut settings: PortSettings) -> Outcome<PortPlan> {
    let tls = port_tls(port, &mut settings)?;
    let has = |event| port.callback_or(first, event).is_some();
    let events = PortEvents {
        connect: has(PortEvent::Connect),
        buffer: has(PortEvent::BufferFull) || has(PortEvent::BufferEmpty),
    };
    let Some(listener) = port.listener.borrow_mut().take() else {
        return Err(zend::throw(&exception::EXCEPTION, 0, "a port of this server was started before"));
    };
    Ok(PortPlan { listener, settings, tls, events })
}

/// Ports that inherit an option would repeat what is said about it.
fn unique(warnings: Vec<Warning>) -> Vec<Warning> {
    let mut once: Vec<Warning> = Vec::with_capacity(warnings.len());
    for warning in warnings {
        if !once.contains(&warning) {
            once.push(warning);
        }
    }
    once
}

/// What `Server::set()` says of coroutines goes over what `Coroutine::set()` said before.
fn apply_coroutine_options(raw: &RawSettings) {
    if let Some(Value::Int(limit)) = raw.get("max_coroutine") {
        coroutine::options::set_max_coroutine(*limit);
    }
    if let Some(Value::Int(size)) = raw.get("c_stack_size") {
        coroutine::options::set_stack_size(*size);
    }
    if let Some(Value::Bool(enable)) = raw.get("enable_preemptive_scheduler") {
        coroutine::options::set_preemptive(*enable);
    }
    if let Some(Value::Bool(enable)) = raw.get("enable_deadlock_check") {
        coroutine::options::set_deadlock_check(*enable);
    }
    // The one for all goes before those that are more exact.
    for name in [
        "socket_timeout",
        "socket_connect_timeout",
        "socket_read_timeout",
        "socket_write_timeout",
        "socket_dns_timeout",
    ] {
        if let Some(Value::Float(seconds)) = raw.get(name) {
            crate::socket::timeouts::set_option(name, *seconds);
        }
    }
    if let Some(Value::Bytes(address)) = raw.get("dns_server") {
        coroutine::options::set_dns_server(&String::from_utf8_lossy(address));
    }
    if let Some(Value::Int(seconds)) = raw.get("dns_cache_expire") {
        crate::system::names::set_expire(*seconds as f64);
    }
    if let Some(Value::Int(names)) = raw.get("dns_cache_capacity") {
        crate::system::names::set_capacity(*names);
    }
}

/// `$server->setting` as the original completes it.
fn complete_setting(server: &Object, settings: &ServerSettings) {
    let mut setting = match server.slot(class::SETTING).as_array() {
        Some(array) => array.clone(),
        None => Array::new(),
    };
    if setting.get("worker_num").is_none() {
        setting.insert("worker_num", i64::from(settings.worker_num));
    }
    if setting.get("task_worker_num").is_none() {
        setting.insert("task_worker_num", i64::from(settings.tasks.worker_num));
    }
    setting.insert("output_buffer_size", settings.output_buffer_size as i64);
    setting.insert("max_connection", i64::from(settings.max_connection));
    server.set_slot(class::SETTING, setting);
}

struct PhpApplication {
    state: Rc<ServerState>,
    server: Object,
    settings: Rc<ServerSettings>,
    ports: Rc<Vec<PortSettings>>,
    shared: OnceCell<Rc<Shared>>,
    /// Of this process.
    post: RefCell<Option<Rc<Post>>>,
    /// How this process ends, if a callback ends it.
    fate: Rc<Cell<Option<Fate>>>,
    /// Set when BeforeShutdown has begun; true when it is over.
    shutdown_told: RefCell<Rc<Cell<bool>>>,
}

impl PhpApplication {
    fn world(&self, role: Role, gateway: Option<Rc<dyn Gateway>>) -> World {
        World {
            mode: self.state.mode,
            role,
            settings: Rc::clone(&self.settings),
            ports: Rc::clone(&self.ports),
            shared: Rc::clone(self.shared.get().expect("entered() comes first")),
            gateway,
            post: self.post.borrow().clone(),
        }
    }

    /// Calls a callback outside of any coroutine.
    fn call<const N: usize>(&self, event: ServerEvent, mut args: [Zv; N]) {
        let Some(callable) = self.state.callbacks.callable(event) else { return };
        let outcome = callable.call(&mut args);
        self.settle(outcome);
    }

    /// Calls a callback in a coroutine, which `linger` goes on with. The flag is set when the callback is over.
    fn call_in_coroutine(&self, event: ServerEvent) -> Rc<Cell<bool>> {
        let over = Rc::new(Cell::new(true));
        let Some(callable) = self.state.callbacks.callable(event) else { return over };
        let mut args = [self.server()];
        if !self.settings.enable_coroutine {
            self.settle(callable.call(&mut args));
            return over;
        }
        over.set(false);
        let mark = Rc::clone(&over);
        let job = move || {
            let result = callable.call_unguarded(&mut args);
            mark.set(true);
            result
        };
        self.settle(coroutine::begin(job));
        over
    }

    fn settle<T>(&self, outcome: Outcome<T>) {
        if let Some(fate) = fate_after(outcome) {
            self.fate.set(Some(fate));
        }
    }

    fn server(&self) -> Zv {
        Zv::from(&self.server)
    }

    fn show_pids(&self) {
        let roster = &self.shared.get().expect("entered() comes first").roster;
        let pid = |pid: Option<rswoole_engine::sys::process::Pid>| pid.map_or(0, |pid| i64::from(pid.0));
        self.server.set_slot(class::MASTER_PID, pid(roster.master()));
        self.server.set_slot(class::MANAGER_PID, pid(roster.manager()));
    }
}

impl Application for PhpApplication {
    fn prepared(&self, shared: &Rc<Shared>) {
        // Once: there is one server.
        let _ = self.shared.set(Rc::clone(shared));
    }

    fn entered(&self, role: Role) {
        self.show_pids();
        self.state.world.replace(Some(Rc::new(self.world(role, None))));
        if coroutine::live() > 0 || coroutine::loop_created() {
            // Of the master's Start callback, in a manager that was forked again.
            coroutine::forget_after_fork();
        }
        if role == Role::Manager {
            coroutine::forget_foreign_loop();
        }
        event_loop::set_timers_only(role == Role::Manager);
        if role != Role::Master {
            // The children of one parent would draw the same numbers.
            zend::reseed();
        }
    }

    fn equipped(&self, gateway: &Rc<dyn Gateway>, post: &Rc<Post>) {
        self.post.replace(Some(Rc::clone(post)));
        let role = self.state.running().map_or(Role::Manager, |world| world.role);
        self.state.world.replace(Some(Rc::new(self.world(role, Some(Rc::clone(gateway))))));
    }

    fn may_post(&self, post: &Rc<Post>) {
        self.post.replace(Some(Rc::clone(post)));
        self.state.world.replace(Some(Rc::new(self.world(Role::Master, None))));
    }

    fn task_worker(&self, id: WorkerId, gateway: Rc<dyn Gateway>) -> Rc<dyn Handler> {
        let world = self.world(Role::Task(id), Some(Rc::clone(&gateway)));
        PhpHandler::new(id, Rc::clone(&self.state), self.server.clone(), gateway, world, false)
    }

    /// When its function is over the process ends as a script does, with shutdown functions.
    fn user_process(&self, index: u32, id: WorkerId) -> Option<Fate> {
        let process = self.state.user_processes.borrow().get(index as usize).cloned()?;
        let state = process.native::<ProcessState>()?;
        let function = state.callback()?;
        signals::forget_after_fork();
        zend::set_exit_status(0);
        state.enter(&process);
        process.set_slot(class_process::ID, i64::from(id.0));
        child::perform(&function, Zv::from(&process), state.in_coroutine.get());
        Some(Fate::Exit(zend::exit_status()))
    }

    fn worker(&self, id: WorkerId, gateway: Rc<dyn Gateway>, tells_start: bool) -> Rc<dyn Handler> {
        let role = if tells_start { Role::Master } else { Role::Worker(id) };
        self.state.world.replace(Some(Rc::new(self.world(role, Some(Rc::clone(&gateway))))));
        let world = self.world(Role::Worker(id), Some(Rc::clone(&gateway)));
        PhpHandler::new(id, Rc::clone(&self.state), self.server.clone(), gateway, world, tells_start)
    }

    fn started(&self) {
        self.show_pids();
        self.call_in_coroutine(ServerEvent::Start);
    }

    fn linger(&self, wakes: &[RawFd], deadline: Option<Instant>) -> bool {
        let waits_for_room = || self.post.borrow().as_ref().is_some_and(|post| !post.is_flushed());
        let may_flush = deadline.is_none();
        let done = || self.knows_of_shutdown() || may_flush && waits_for_room();
        let outcome = coroutine::drive_until(wakes, deadline, done);
        let left = matches!(outcome, Ok(true));
        self.settle(outcome);
        left
    }

    fn poll(&self, cx: &mut Context<'_>) {
        if self.fate().is_none() {
            self.settle(coroutine::turn(cx));
        }
        if let Some(post) = &*self.post.borrow() {
            post.flush();
            if !post.is_flushed() {
                cx.waker().wake_by_ref();
            }
        }
    }

    fn advice(&self) -> Rc<dyn Advice> {
        let workers = self.settings.worker_num;
        Rc::new(PhpAdvice::new(&self.state, self.server.clone(), workers, Rc::clone(&self.fate)))
    }

    fn before_shutdown(&self) {
        let over = self.call_in_coroutine(ServerEvent::BeforeShutdown);
        self.shutdown_told.replace(over);
    }

    fn knows_of_shutdown(&self) -> bool {
        self.shutdown_told.borrow().get()
    }

    fn shutdown(&self) {
        self.call(ServerEvent::Shutdown, [self.server()]);
    }

    fn manager_started(&self) {
        self.show_pids();
        self.call(ServerEvent::ManagerStart, [self.server()]);
    }

    fn manager_stopped(&self) {
        self.call(ServerEvent::ManagerStop, [self.server()]);
    }

    fn worker_error(&self, failure: Failure) {
        let Failure { id, pid, exit_code, signal } = failure;
        let numbers = [i64::from(id.0), i64::from(pid.0), i64::from(exit_code), i64::from(signal)];
        if !self.settings.event_object {
            let [id, pid, code, signal] = numbers.map(Zv::int);
            return self.call(ServerEvent::WorkerError, [self.server(), id, pid, code, signal]);
        }
        let Ok(info) = status_info::CLASS.instantiate() else { return };
        info.set_slot(status_info::WORKER_ID, numbers[0]);
        info.set_slot(status_info::WORKER_PID, numbers[1]);
        // As wait(2) encodes it.
        info.set_slot(status_info::STATUS, numbers[2] << 8 | numbers[3]);
        info.set_slot(status_info::EXIT_CODE, numbers[2]);
        info.set_slot(status_info::SIGNAL, numbers[3]);
        self.call(ServerEvent::WorkerError, [self.server(), info.into()]);
    }

    fn before_reload(&self) {
        self.call(ServerEvent::BeforeReload, [self.server()]);
    }

    fn after_reload(&self) {
        self.call(ServerEvent::AfterReload, [self.server()]);
    }

    fn woken(&self) {
        if zend::interrupt::deliver().is_err() {
            self.fate.set(Some(Fate::Bailout));
        }
        if event_loop::is_timers_only() {
            event_loop::timers::run_due();
        }
        self.state.commands.serve(&self.state, &self.server);
    }

    fn deadline(&self) -> Option<Instant> {
        event_loop::timers::next_deadline()
    }

    fn fate(&self) -> Option<Fate> {
        self.fate.get().or_else(coroutine::fate)
    }
}
