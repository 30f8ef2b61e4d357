//! The reactor: the connections of one thread by session, and everything that can be asked of them.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use super::connection::{CloseKind, Connection, End, Phase, Watcher, Watermarks, Written};
use super::dialogue::Conversation;
use super::options::{PortOptions, ReactorOptions};
use super::rate_limit::RateLimit;
use super::task::ConnectionTask;
use super::{LoadMeter, Sink};
use crate::events::{After, SendError, Source};
use crate::ids::{BySession, PortIndex, ReactorId, SessionId, WorkerId};
use crate::ipc::files::{Arrivals, FileChannel, OutgoingFile};
use crate::net::{Incoming, Peer, Stream};
use crate::protocol::PackageLength;
use crate::shm::counters::{Counters, ReactorRow};
use crate::shm::sessions::{self, NewSession, SessionOwner, SessionTable, flag};
use crate::sys::clock::unix_micros;

/// Belongs to one thread, inside its runtime. No method calls the application: events come from the tasks only.
pub struct Reactor {
    pub(super) options: ReactorOptions,
    ports: Vec<PortOptions>,
    table: SessionTable,
    owner: RefCell<SessionOwner>,
    counters: Counters,
    pub(super) sink: Rc<dyn Sink>,
    meter: Box<dyn LoadMeter>,
    /// Borrowed for look-ups only, never while anything is delivered.
    connections: RefCell<HashMap<SessionId, Rc<Connection>, BySession>>,
    /// The time of the thread's last look at the clock, microseconds since the epoch: good enough for when something was sent.
    clock: Cell<u64>,
    /// One buffer for all reads of the thread; taken out while in use, because delivering may come back to the reactor.
    buffer: Cell<Vec<u8>>,
    refused: RateLimit,
    unusable: RateLimit,
    /// Nothing is read any more: the process is about to end.
    quiet: Cell<bool>,
    /// Files that other processes post.
    arrivals: RefCell<Option<Arrivals>>,
    pub(super) violations: RateLimit,
}

impl Reactor {
    pub fn new(
        options: ReactorOptions,
        ports: Vec<PortOptions>,
        table: &SessionTable,
        counters: Counters,
        sink: Rc<dyn Sink>,
        meter: Box<dyn LoadMeter>,
    ) -> Rc<Reactor> {
        let arrivals = RefCell::new(options.files.as_ref().map(FileChannel::arrivals));
        counters.reactor(options.id).begin();
        Rc::new(Reactor {
            owner: RefCell::new(table.owner(options.id)),
            table: table.clone(),
            options,
            ports,
            counters,
            sink,
            meter,
            connections: RefCell::default(),
            clock: Cell::new(unix_micros()),
            buffer: Cell::default(),
            refused: RateLimit::new(WARN_INTERVAL),
            unusable: RateLimit::new(WARN_INTERVAL),
            quiet: Cell::new(false),
            arrivals,
            violations: RateLimit::new(WARN_INTERVAL).burst(REPORTS),
        })
    }

    pub fn id(&self) -> ReactorId {
        self.options.id
    }

    /// Connections that have not ended yet.
    pub fn live(&self) -> usize {
        self.connections.borrow().len()
    }

    /// Takes an accepted connection over and starts its task.
    pub fn adopt(self: &Rc<Self>, port: PortIndex, incoming: Incoming) {
        let Some(options) = self.ports.get(usize::from(port.0)) else { return };
        let peer = match incoming.peer {
            Peer::Tcp(address) => sessions::Peer::Ip(address),
            Peer::Unix => sessions::Peer::Unix(Vec::new()),
        };
        let stream = match Stream::new(incoming, &options.socket) {
            Ok(stream) => stream,
            Err(error) => return self.unusable(&error),
        };
        let stream = match &options.tls {
            None => stream,
            Some(server) => {
                server.follow(self.counters.server().reloads(), &options.name);
                match stream.secure(server) {
                    Ok(stream) => stream,
                    Err(error) => return self.unusable(&io::Error::other(error)),
                }
            }
        };
        let new = NewSession {
            port,
            socket_fd: stream.fd(),
            listener_fd: options.listener_fd,
            peer,
            connect_time: unix_micros(),
            flags: if options.delay_receive { flag::UNCONFIRMED } else { 0 },
        };
        let Some(id) = self.owner.borrow_mut().insert(new) else { return self.refuse(&stream) };
        let marks = Watermarks { high: options.high_watermark, low: options.low_watermark };
        let connection = Rc::new(Connection::new(id, port, stream, marks, options.delay_receive));
        self.connections.borrow_mut().insert(id, connection.clone());
        self.row().note_accepted();
        self.meter.changed(self.live());
        let codec = options.codec.as_ref().map(|make| {
            let function: Rc<dyn PackageLength> = Rc::new(AskSink { sink: Rc::clone(&self.sink), port });
            make(&function)
        });
        let conversation = options.dialogue.as_ref().map(|make| Conversation::new(make()));
        tokio::task::spawn_local(ConnectionTask::new(self.clone(), connection, codec, conversation));
    }

    /// Never blocks. Limits are the caller's business.
    #[inline]
    pub fn send(&self, id: SessionId, data: &[u8]) -> Result<(), SendError> {
        let connections = self.connections.borrow();
        let connection = connections.get(&id).ok_or(SendError::NoSession)?;
        if !connection.takes_bytes() {
            return Err(SendError::Closing);
        }
        let written = connection.send([data, &[]]);
        self.note_written(id, written);
        Ok(())
    }

    /// As `send`, for a part of a file.
    pub fn send_file(&self, id: SessionId, file: OutgoingFile) -> Result<(), SendError> {
        let connections = self.connections.borrow();
        let connection = connections.get(&id).ok_or(SendError::NoSession)?;
        if !connection.takes_bytes() {
            return Err(SendError::Closing);
        }
        let written = connection.send_file(file);
        self.note_written(id, written);
        Ok(())
    }

    /// A file that another process posted (`FileChannel::post`). A session that ended meanwhile answers nothing.
    pub fn send_posted_file(&self, id: SessionId, message: &[u8]) {
        match self.open_posted(message) {
            Ok(file) => drop(self.send_file(id, file)),
            Err(error) => self.lost_file(id, &error),
        }
    }

    /// What follows must not arrive as if nothing was missing.
    pub(super) fn lost_file(&self, id: SessionId, error: &io::Error) {
        tracing::error!(
            "session {id} closed: a file for it did not arrive: {error}; see the limit of open files (ulimit -n)"
        );
        self.close(id, CloseKind::Reset, false);
    }

    pub(super) fn open_posted(&self, message: &[u8]) -> io::Result<OutgoingFile> {
        match &mut *self.arrivals.borrow_mut() {
            Some(arrivals) => arrivals.open(message),
            None => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    pub(super) fn connection(&self, id: SessionId) -> Option<Rc<Connection>> {
        self.connections.borrow().get(&id).cloned()
    }

    /// Blocks the thread until everything that waits for the session is written. False: the time was over, or it ended.
    pub fn flush_blocking(&self, id: SessionId, timeout: Option<Duration>) -> bool {
        let Some(connection) = self.connections.borrow().get(&id).cloned() else { return false };
        let deadline = timeout.map(|timeout| Instant::now() + timeout);
        let left = || match deadline {
            None => -1,
            Some(deadline) => {
                let left = deadline.saturating_duration_since(Instant::now()).as_millis();
                i32::try_from(left).unwrap_or(i32::MAX)
            }
        };
        let (written, done) = connection.flush_blocking(left);
        self.note_written(id, written);
        if written.queued == 0 {
            self.drained(&connection);
        }
        done
    }

    /// A part of the answer to the request that is out; with `after` its last. The codec says what really follows.
    #[inline]
    pub fn respond(&self, id: SessionId, parts: [&[u8]; 2], after: Option<After>) -> Result<(), SendError> {
        let connections = self.connections.borrow();
        let connection = connections.get(&id).ok_or(SendError::NoSession)?;
        if !connection.takes_bytes() {
            return Err(SendError::Closing);
        }
        if after.is_some() {
            // A client that has its answer finds room for the next question.
            self.request_is_over(connection);
        }
        if parts.iter().any(|part| !part.is_empty()) {
            self.note_written(id, connection.send(parts));
        }
        match after {
            Some(after) => connection.answered(after),
            None => connection.begun.set(true),
        }
        Ok(())
    }

    /// Bytes waiting in the outbox; `None`: not (or no longer) one of this reactor's sessions.
    pub fn queued(&self, id: SessionId) -> Option<usize> {
        self.connections.borrow().get(&id).map(|connection| connection.queued())
    }

    /// Closes a session. `told`: the application was told of the end, or need not be. False when the server closed it before, or
    /// there is no such session.
    pub fn close(&self, id: SessionId, kind: CloseKind, told: bool) -> bool {
        let Some(connection) = self.connections.borrow().get(&id).cloned() else { return false };
        self.close_connection(&connection, kind, told, flag::CLOSED_BY_SERVER)
    }

    /// The reactor ends a session itself, because of what its peer did or failed to do: to the application it is as if the peer had
    /// closed it.
    pub(super) fn expel(&self, connection: &Connection, kind: CloseKind) {
        self.close_connection(connection, kind, false, 0);
    }

    /// The application's answer was the last one: to the application it is as if the server had closed the session.
    pub(super) fn conclude(&self, connection: &Connection) {
        self.close_connection(connection, CloseKind::Flush, false, flag::CLOSED_BY_SERVER);
    }

    /// As `close`, for a caller that tells the application itself, now: it gets what to tell, and calls `released` after that.
    /// `Ok(None)`: there is nothing to tell.
    pub fn close_telling(&self, id: SessionId, kind: CloseKind) -> Result<Option<Source>, SendError> {
        let connection = self.connections.borrow().get(&id).cloned().ok_or(SendError::NoSession)?;
        if connection.phase.get() == Phase::ServerClosed || connection.end.get() != End::Untold {
            return Err(SendError::Closing);
        }
        let wanted = self.port(connection.port).close_event;
        self.close_connection(&connection, kind, !wanted, flag::CLOSED_BY_SERVER);
        if !wanted {
            return Ok(None);
        }
        connection.end.set(End::Told);
        self.unlist(id);
        Ok(Some(self.source(&connection, unix_micros())))
    }

    /// The application is done with a session whose Close was answered with `Releasing`.
    pub fn released(&self, id: SessionId) {
        if let Some(connection) = self.connections.borrow().get(&id) {
            if connection.end.get() == End::Told {
                connection.end.set(End::Released);
                connection.wake();
            }
        }
    }

    pub fn pause(&self, id: SessionId) -> Result<(), SendError> {
        self.change(id, |connection, session| {
            connection.paused.set(true);
            session.set_flag(flag::PAUSED);
        })
    }

    pub fn resume(&self, id: SessionId) -> Result<(), SendError> {
        self.change(id, |connection, session| {
            connection.paused.set(false);
            session.clear_flag(flag::PAUSED);
            connection.wake();
        })
    }

    /// Starts reading a session accepted under `delay_receive`; nothing for others.
    pub fn confirm(&self, id: SessionId) -> Result<(), SendError> {
        self.change(id, |connection, session| {
            connection.unconfirmed.set(false);
            session.clear_flag(flag::UNCONFIRMED);
            connection.wake();
        })
    }

    /// Ready when nothing waits in the session's outbox, or it is gone.
    pub fn poll_drained(&self, id: SessionId, cx: &mut Context<'_>) -> Poll<()> {
        if self.watch(id, Watcher::Task(cx.waker().clone())) { Poll::Pending } else { Poll::Ready(()) }
    }

    /// Tells `worker` through `Sink::drained` when nothing waits in the session's outbox, or it is gone; at once if that is so now.
    pub fn watch_for(&self, id: SessionId, worker: WorkerId) {
        if !self.watch(id, Watcher::Worker(worker)) {
            self.sink.drained(worker, id);
        }
    }

    /// Stops reading from all connections; what is queued still goes out.
    pub fn stop_reading(&self) {
        self.quiet.set(true);
        // A connection of HTTP/2 says so.
        self.connections.borrow().values().filter(|known| known.http2.get().is_some()).for_each(|known| known.wake());
    }

    pub(super) fn is_reading(&self) -> bool {
        !self.quiet.get()
    }

    /// Nothing waits in any outbox.
    pub fn is_flushed(&self) -> bool {
        self.connections.borrow().values().all(|connection| connection.queued() == 0)
    }

    /// Every session of the reactor, as of now.
    pub fn sessions(&self) -> Vec<SessionId> {
        self.connections.borrow().keys().copied().collect()
    }

    pub(super) fn connections(&self) -> Vec<Rc<Connection>> {
        self.connections.borrow().values().cloned().collect()
    }

    pub(super) fn ports(&self) -> &[PortOptions] {
        &self.ports
    }

    pub(super) fn port(&self, port: PortIndex) -> &PortOptions {
        &self.ports[usize::from(port.0)]
    }

    pub(super) fn table(&self) -> &SessionTable {
        &self.table
    }

    pub(super) fn row(&self) -> &ReactorRow {
        self.counters.reactor(self.options.id)
    }

    pub(super) fn source(&self, connection: &Connection, micros: u64) -> Source {
        Source {
            session: connection.id,
            reactor: self.options.id,
            port: connection.port,
            time: micros as f64 / 1_000_000.0,
        }
    }

    /// Looks at the clock: once for what comes in, or for a batch of what goes out.
    #[inline]
    pub(super) fn look_at_clock(&self) -> u64 {
        let now = unix_micros();
        self.clock.set(now);
        now
    }

    /// The time of the last look.
    pub(super) fn now(&self) -> u64 {
        self.clock.get()
    }

    pub(super) fn take_buffer(&self) -> Vec<u8> {
        let buffer = self.buffer.take();
        if buffer.is_empty() { vec![0; READ_BUFFER] } else { buffer }
    }

    pub(super) fn return_buffer(&self, buffer: Vec<u8>) {
        self.buffer.set(buffer);
    }

    #[inline]
    pub(super) fn note_written(&self, id: SessionId, written: Written) {
        let Some(session) = self.table.get(id) else { return };
        if written.bytes > 0 {
            session.note_sent(self.clock.get(), written.bytes as u64);
            self.row().note_sent(written.bytes as u64);
        }
        if written.changed {
            session.set_queued(written.queued as u64);
        }
    }

    /// Shows the state of the outbox in the session table.
    pub(super) fn mirror(&self, id: SessionId, connection: &Connection) {
        if let Some(session) = self.table.get(id) {
            session.set_queued(connection.queued() as u64);
            if connection.errno.get() != 0 {
                session.set_close_errno(connection.errno.get());
            }
        }
    }

    /// No longer open for anyone who lists or counts.
    pub(super) fn unlist(&self, id: SessionId) {
        if self.owner.borrow_mut().close(id) {
            self.row().note_closed(1);
        }
    }

    /// The last of a session: its task ends.
    pub(super) fn forget(&self, id: SessionId) {
        self.unlist(id);
        self.owner.borrow_mut().remove(id);
        let gone = self.connections.borrow_mut().remove(&id);
        self.meter.changed(self.live());
        self.sink.forgotten(id);
        if let Some(connection) = gone {
            self.request_is_over(&connection);
            self.drained(&connection);
        }
    }

    /// Counts a request that goes to the application. False: the server has as many in progress as it may have.
    pub(super) fn request_begins(&self, connection: &Connection) -> bool {
        let begins = self.another_begins();
        if begins {
            connection.counted.set(true);
        }
        begins
    }

    /// As `request_begins`, for who keeps track of it: `others_are_over` follows.
    pub(super) fn another_begins(&self) -> bool {
        self.counters.admit_request(self.options.id, self.options.max_concurrency)
    }

    pub(super) fn others_are_over(&self, count: usize) {
        for _ in 0..count {
            self.row().request_is_over();
        }
    }

    fn request_is_over(&self, connection: &Connection) {
        if connection.counted.take() {
            self.row().request_is_over();
        }
    }

    /// Tells all who wait for the outbox to drain.
    pub(super) fn drained(&self, connection: &Connection) {
        if connection.watchers.borrow().is_empty() {
            return;
        }
        for watcher in connection.watchers.take() {
            match watcher {
                Watcher::Task(waker) => waker.wake(),
                Watcher::Worker(worker) => self.sink.drained(worker, connection.id),
            }
        }
    }

    fn close_connection(&self, connection: &Connection, kind: CloseKind, told: bool, by: u16) -> bool {
        let before = connection.phase.get();
        if let Some(session) = self.table.get(connection.id) {
            let by_server = if before == Phase::Open { by } else { 0 };
            session.set_flag(flag::CLOSING | by_server);
        }
        connection.server_closed(kind, told);
        self.mirror(connection.id, connection);
        before != Phase::ServerClosed
    }

    /// What every process sees of a session.
    pub(super) fn flags(&self, id: SessionId) -> u16 {
        self.table.get(id).map_or(0, |session| session.flags())
    }

    fn watch(&self, id: SessionId, watcher: Watcher) -> bool {
        let connections = self.connections.borrow();
        let Some(connection) = connections.get(&id).filter(|c| c.queued() > 0) else { return false };
        let mut watchers = connection.watchers.borrow_mut();
        if !watchers.iter().any(|known| known.is_same(&watcher)) {
            watchers.push(watcher);
        }
        true
    }

    fn change(&self, id: SessionId, apply: impl FnOnce(&Connection, sessions::Session<'_>)) -> Result<(), SendError> {
        let connections = self.connections.borrow();
        let connection = connections.get(&id).ok_or(SendError::NoSession)?;
        let session = self.table.get(id).ok_or(SendError::NoSession)?;
        if connection.phase.get() != Phase::Open {
            return Err(SendError::Closing);
        }
        apply(connection, session);
        Ok(())
    }

    fn refuse(&self, stream: &Stream) {
        self.row().note_aborted();
        self.meter.changed(self.live());
        if let Some(more) = self.refused.permit(Instant::now()) {
            let limit = self.table.max_connection();
            tracing::warn!(
                fd = stream.fd(),
                "connection refused: max_connection ({limit}) reached ({more} more since the last report)"
            );
        }
    }

    /// The peer reset it before we could even set its options, or the runtime could not take it.
    fn unusable(&self, error: &io::Error) {
        self.meter.changed(self.live());
        if let Some(more) = self.unusable.permit(Instant::now()) {
            tracing::warn!("an accepted connection could not be used: {error} ({more} more since the last report)");
        }
    }
}

/// A port's `package_length_func`, by way of the sink.
struct AskSink {
    sink: Rc<dyn Sink>,
    port: PortIndex,
}

impl PackageLength for AskSink {
    fn package_length(&self, data: &[u8]) -> i64 {
        self.sink.package_length(self.port, data)
    }
}

/// What one recv can bring, and so the largest unframed Receive.
pub(super) const READ_BUFFER: usize = 64 << 10;
/// So many broken peers are named in each interval; the others are counted.
const REPORTS: u64 = 32;
const WARN_INTERVAL: Duration = Duration::from_secs(5);
