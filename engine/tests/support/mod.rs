//! A server inside the test process: BASE as one thread, PROCESS as reactor threads and worker loops over real rings.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Context;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rswoole_engine::ids::{PortIndex, ReactorId, SessionId, WorkerId};
use rswoole_engine::ipc::{Inbox, Link};
use rswoole_engine::net::{Address, ListenOptions, Listener};
use rswoole_engine::reactor::{
    Dispatch, DispatchMode, PortOptions, ReactorOptions, ReactorThread, handover, run_reactor_thread,
};
use rswoole_engine::shm::bell::Bell;
use rswoole_engine::shm::counters::Counters;
use rswoole_engine::shm::ring::RingMemory;
use rswoole_engine::shm::sessions::SessionTable;
use rswoole_engine::worker::{
    BaseOptions, BaseWorker, Event, Fate, Gateway, Handler, LoopControl, ProcessOptions, ProcessWorker, Source,
    WorkerEnd, WorkerPort,
};

pub const PATIENCE: Duration = Duration::from_secs(20);

pub type App = Arc<dyn Fn(&dyn Gateway, Source, Event<'_>) + Send + Sync>;

/// Called where coroutines would run.
pub type Ready = Arc<dyn Fn(&dyn Gateway, &mut Context<'_>) + Send + Sync>;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    Base { workers: u32 },
    Process { reactors: u16, workers: u32 },
}

pub const BASE: Mode = Mode::Base { workers: 1 };
pub const PROCESS: Mode = Mode::Process { reactors: 2, workers: 2 };

/// What a test may change.
pub struct Setup {
    pub port: PortOptions,
    pub worker_port: WorkerPort,
    pub max_connection: u32,
    pub heartbeat_check: Option<Duration>,
    pub max_concurrency: Option<u32>,
    pub dispatch: DispatchMode,
    pub ring: usize,
    pub link_limit: usize,
    pub max_wait_time: Duration,
    pub listen: ListenOptions,
    pub ready: Option<Ready>,
    /// Set by a test: every worker ends at once.
    pub fate: Arc<AtomicBool>,
}

impl Default for Setup {
    fn default() -> Self {
        Setup {
            port: PortOptions::default(),
            worker_port: WorkerPort::default(),
            max_connection: 1000,
            heartbeat_check: None,
            max_concurrency: None,
            dispatch: DispatchMode::Fixed,
            ring: 1 << 18,
            link_limit: 8 << 20,
            max_wait_time: Duration::from_secs(3),
            listen: ListenOptions::default(),
            ready: None,
            fate: Arc::default(),
        }
    }
}

pub struct Server {
    pub address: SocketAddr,
    pub table: SessionTable,
    pub counters: Counters,
    stop_workers: Arc<AtomicBool>,
    stop_reactors: Arc<AtomicBool>,
    worker_bells: Vec<Bell>,
    reactor_bells: Vec<Bell>,
    workers: Vec<JoinHandle<WorkerEnd>>,
    reactors: Vec<JoinHandle<()>>,
}

impl Server {
    pub fn start(mode: Mode, setup: Setup, app: App) -> Server {
        let address = Address::tcp4("127.0.0.1", 0).unwrap();
        let listener = Listener::bind(&address).unwrap();
        listener.listen(&setup.listen).unwrap();
        match mode {
            Mode::Base { workers } => start_base(workers, listener, setup, app),
            Mode::Process { reactors, workers } => start_process(reactors, workers, listener, setup, app),
        }
    }

    pub fn connect(&self) -> TcpStream {
        connect(self.address)
    }

    /// Waits until the session table is empty.
    pub fn wait_until_empty(&self) {
        eventually("the session table is empty", || self.table.count(None) == 0);
    }

    pub fn stop(mut self) -> Vec<WorkerEnd> {
        self.stop_now()
    }

    fn stop_now(&mut self) -> Vec<WorkerEnd> {
        self.stop_workers.store(true, Ordering::Release);
        self.worker_bells.iter().for_each(Bell::force);
        let ends = self.workers.drain(..).map(|thread| thread.join().expect("a worker panicked")).collect();
        self.stop_reactors.store(true, Ordering::Release);
        self.reactor_bells.iter().for_each(Bell::force);
        for thread in self.reactors.drain(..) {
            thread.join().expect("a reactor panicked");
        }
        ends
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.stop_now();
        }
    }
}

struct TestHandler {
    gateway: Rc<dyn Gateway>,
    app: App,
    ready: Option<Ready>,
    fate: Arc<AtomicBool>,
}

impl Handler for TestHandler {
    fn started(&self) {}
    fn event(&self, source: Source, event: Event<'_>) {
        (self.app)(&*self.gateway, source, event);
    }
    fn poll_ready(&self, cx: &mut Context<'_>) {
        if let Some(ready) = &self.ready {
            ready(&*self.gateway, cx);
        }
    }
    fn woken(&self) {}
    fn fate(&self) -> Option<Fate> {
        self.fate.load(Ordering::Relaxed).then_some(Fate::Exit(7))
    }
    fn exiting(&self) -> bool {
        true
    }
    fn stopped(&self) {}
}

fn control(stop: Arc<AtomicBool>, max_wait_time: Duration) -> LoopControl {
    LoopControl {
        stop: Box::new(move || stop.load(Ordering::Acquire)),
        wake_fd: -1,
        max_wait_time,
        wait_for_handler: true,
    }
}

fn start_base(workers: u32, listener: Listener, setup: Setup, app: App) -> Server {
    let table = SessionTable::new(workers as u16, setup.max_connection).unwrap();
    let counters = Counters::new(workers as u16, workers).unwrap();
    let bells: Vec<Bell> = (0..workers).map(|_| Bell::new().unwrap()).collect();
    let rings: Vec<Vec<RingMemory>> =
        (0..workers).map(|_| (0..workers).map(|_| RingMemory::new(setup.ring).unwrap()).collect()).collect();
    let Address::Tcp(address) = listener.local().clone() else { unreachable!() };
    let stop = Arc::new(AtomicBool::new(false));
    let mut threads = Vec::new();
    for id in 0..workers as usize {
        let other = |n: usize| n != id;
        let mut reactor = ReactorOptions::new(ReactorId(id as u16));
        reactor.heartbeat_check = setup.heartbeat_check;
        reactor.max_concurrency = setup.max_concurrency;
        let options = BaseOptions {
            id: WorkerId(id as u32),
            reactor,
            reactor_ports: vec![setup.port.clone()],
            ports: vec![setup.worker_port],
            listeners: vec![(PortIndex(0), listener.try_clone().unwrap())],
            table: table.clone(),
            counters: counters.clone(),
            bell: bells[id].clone(),
            link_limit: setup.link_limit,
            files: Vec::new(),
            to_workers: (0..workers as usize)
                .map(|n| other(n).then(|| Link::new(rings[id][n].producer(), bells[n].clone())))
                .collect(),
            from_workers: (0..workers as usize)
                .map(|n| other(n).then(|| Inbox::new(rings[n][id].consumer(), bells[n].clone(), MAX_MESSAGE)))
                .collect(),
        };
        let (app, stop, wait) = (app.clone(), stop.clone(), setup.max_wait_time);
        let (ready, fate) = (setup.ready.clone(), setup.fate.clone());
        threads.push(std::thread::spawn(move || {
            let worker = BaseWorker::new(options);
            let handler = Rc::new(TestHandler { gateway: worker.gateway(), app, ready, fate });
            worker.run(control(stop, wait), handler)
        }));
    }
    Server {
        address,
        table,
        counters,
        stop_workers: stop,
        stop_reactors: Arc::default(),
        worker_bells: bells,
        reactor_bells: Vec::new(),
        workers: threads,
        reactors: Vec::new(),
    }
}

fn start_process(reactors: u16, workers: u32, listener: Listener, setup: Setup, app: App) -> Server {
    let table = SessionTable::new(reactors, setup.max_connection).unwrap();
    let counters = Counters::new(reactors, workers).unwrap();
    let bells = |n: usize| -> Vec<Bell> { (0..n).map(|_| Bell::new().unwrap()).collect() };
    let (reactor_bells, worker_bells) = (bells(usize::from(reactors)), bells(workers as usize));
    let memory = || -> Vec<Vec<RingMemory>> {
        (0..reactors).map(|_| (0..workers).map(|_| RingMemory::new(setup.ring).unwrap()).collect()).collect()
    };
    let (down, up) = (memory(), memory());
    let Address::Tcp(address) = listener.local().clone() else { unreachable!() };
    let (stop_workers, stop_reactors) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let (accepting, ends) = handover(usize::from(reactors));
    let mut reactor_threads = Vec::new();
    for (r, handed) in ends.into_iter().enumerate() {
        let mut options = ReactorOptions::new(ReactorId(r as u16));
        options.heartbeat_check = setup.heartbeat_check;
        options.max_concurrency = setup.max_concurrency;
        let bell = reactor_bells[r].clone();
        let stop = stop_reactors.clone();
        let thread = ReactorThread {
            options,
            ports: vec![setup.port.clone()],
            table: table.clone(),
            counters: counters.clone(),
            dispatch: Dispatch::new(setup.dispatch, workers, r as u32),
            to_workers: (0..workers as usize)
                .map(|w| Link::new(down[r][w].producer(), worker_bells[w].clone()))
                .collect(),
            from_workers: (0..workers as usize)
                .map(|w| Inbox::new(up[r][w].consumer(), worker_bells[w].clone(), MAX_MESSAGE))
                .collect(),
            from_retired: Vec::new(),
            outside: None,
            bell,
            listeners: if r == 0 { vec![(PortIndex(0), listener.try_clone().unwrap())] } else { Vec::new() },
            handover: accepting.clone(),
            handed,
            stop: Box::new(move || stop.load(Ordering::Acquire)),
            drain_time: Duration::from_secs(2),
        };
        reactor_threads.push(std::thread::spawn(move || run_reactor_thread(thread).unwrap()));
    }
    let mut worker_threads = Vec::new();
    for w in 0..workers as usize {
        let options = ProcessOptions {
            id: WorkerId(w as u32),
            workers,
            ports: vec![setup.worker_port],
            dispatch_mode: setup.dispatch,
            dispatch_func: false,
            discard_timeout_request: true,
            link_limit: setup.link_limit,
            files: Vec::new(),
            table: table.clone(),
            counters: counters.clone(),
            bell: worker_bells[w].clone(),
            to_reactors: (0..usize::from(reactors))
                .map(|r| Link::new(up[r][w].producer(), reactor_bells[r].clone()))
                .collect(),
            from_reactors: (0..usize::from(reactors))
                .map(|r| Inbox::new(down[r][w].consumer(), reactor_bells[r].clone(), MAX_MESSAGE))
                .collect(),
        };
        let (app, stop, wait) = (app.clone(), stop_workers.clone(), setup.max_wait_time);
        let (ready, fate) = (setup.ready.clone(), setup.fate.clone());
        worker_threads.push(std::thread::spawn(move || {
            let worker = ProcessWorker::new(options);
            let handler = Rc::new(TestHandler { gateway: worker.gateway(), app, ready, fate });
            worker.run(control(stop, wait), handler)
        }));
    }
    Server {
        address,
        table,
        counters,
        stop_workers,
        stop_reactors,
        worker_bells,
        reactor_bells,
        workers: worker_threads,
        reactors: reactor_threads,
    }
}

pub fn connect(address: SocketAddr) -> TcpStream {
    let client = TcpStream::connect(address).unwrap();
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    client.set_write_timeout(Some(PATIENCE)).unwrap();
    client.set_nodelay(true).unwrap();
    client
}

pub fn echo() -> App {
    Arc::new(|gateway, source, event| {
        if let Event::Receive(data) = event {
            gateway.send(source.session, data).unwrap();
        }
    })
}

/// Sends and reads back as many bytes.
pub fn round_trip(client: &mut TcpStream, data: &[u8]) -> Vec<u8> {
    client.write_all(data).unwrap();
    let mut back = vec![0; data.len()];
    client.read_exact(&mut back).unwrap();
    back
}

pub fn read_to_end(client: &mut TcpStream) -> Vec<u8> {
    let mut all = Vec::new();
    client.read_to_end(&mut all).unwrap();
    all
}

pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "never: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// What the application saw, in order.
#[derive(Clone, Default)]
pub struct Journal(Arc<Mutex<Vec<String>>>);

impl Journal {
    pub fn note(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    pub fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    pub fn count(&self, line: &str) -> usize {
        self.lines().iter().filter(|l| *l == line).count()
    }

    pub fn wait_for(&self, line: &str) {
        eventually(line, || self.count(line) > 0);
    }

    /// Notes every event by name; receives with what they carried.
    pub fn event(&self, event: Event<'_>) {
        self.note(match event {
            Event::Connect(_) => "connect".to_string(),
            Event::Receive(data) => format!("receive {}", String::from_utf8_lossy(data)),
            Event::Request { raw, .. } => format!("request {}", String::from_utf8_lossy(raw)),
            Event::Message { data, .. } => format!("message {}", String::from_utf8_lossy(data)),
            Event::Close => "close".to_string(),
            Event::BufferFull => "full".to_string(),
            Event::BufferEmpty => "empty".to_string(),
        });
    }
}

pub fn id(session: u64) -> SessionId {
    SessionId(session)
}

const MAX_MESSAGE: usize = 256 << 20;
