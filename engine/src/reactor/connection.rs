//! One connection as others than its task see it: its socket, outbox and state, changed from anywhere in the thread.
//!
//! States: a connection is `Open` until the peer or the server closes it. After that nothing is read; the application is told once
//! (Close), the outbox drains, and when both are over the socket and the session go.
//! No method here calls the application, so callers may hold borrows.

use std::cell::{Cell, OnceCell, RefCell};
use std::io::{self, ErrorKind, IoSlice};
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::Receipt;
use super::http2::Streams;
use super::outbox::{Flushed, Outbox, Sender};
use crate::events::After;
use crate::ids::{PortIndex, SessionId, WorkerId};
use crate::ipc::files::OutgoingFile;
use crate::net::{BlockingStream, Stream};
use crate::protocol::Pace;

/// How the server closes a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CloseKind {
    /// When everything queued is written.
    Flush,
    /// Now, without what is still queued (heartbeat).
    Drop,
    /// Now; with RST if something was still queued, so that the peer does not take what it has for the whole.
    Discard,
    /// Now, with RST.
    Reset,
}

/// Who waits for an outbox to drain.
#[derive(Debug)]
pub enum Watcher {
    /// A task of this thread.
    Task(Waker),
    /// A loop elsewhere, told through the sink.
    Worker(WorkerId),
}

impl Watcher {
    pub(super) fn is_same(&self, other: &Watcher) -> bool {
        match (self, other) {
            (Watcher::Task(one), Watcher::Task(other)) => one.will_wake(other),
            (Watcher::Worker(one), Watcher::Worker(other)) => one == other,
            _ => false,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    Open,
    /// End of stream or an error on the socket. What the application still sends for what it received is written if possible.
    PeerClosed,
    ServerClosed,
}

/// What the application knows of the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    Untold,
    Told,
    /// It is done with the session.
    Released,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Watermarks {
    pub high: usize,
    pub low: usize,
}

#[derive(Debug)]
pub(super) struct Connection {
    pub id: SessionId,
    pub port: PortIndex,
    /// `None`: closed. Borrowed for single calls only.
    stream: RefCell<Option<Stream>>,
    outbox: RefCell<Outbox>,
    marks: Watermarks,
    pub phase: Cell<Phase>,
    pub end: Cell<End>,
    /// A request of it is in progress, and counted.
    pub counted: Cell<bool>,
    pub paused: Cell<bool>,
    pub unconfirmed: Cell<bool>,
    /// The server gave up what was still queued.
    abrupt: Cell<bool>,
    /// Over the high watermark and not yet under the low one.
    above: Cell<bool>,
    /// Buffer events that the task shall deliver.
    pub full_due: Cell<bool>,
    pub empty_due: Cell<bool>,
    /// Why the socket failed, 0 if it did not.
    pub errno: Cell<i32>,
    /// Bytes written since the task looked last; tells a slow peer from a dead one.
    pub progress: Cell<u64>,
    /// A packet is with the application, and its answer is not complete.
    pub awaits: Cell<bool>,
    /// The task has something to do when that is so no more.
    pub held: Cell<bool>,
    /// What was said of the answer that became complete, for the task to pass on to the codec.
    pub answer: Cell<Option<After>>,
    /// Who has the request that is out.
    pub receipt: Cell<Option<Receipt>>,
    /// A part of its answer was sent.
    pub begun: Cell<bool>,
    /// Set when it has turned to HTTP/2.
    pub http2: OnceCell<Rc<Streams>>,
    /// Bytes that streams of it still have to send, for which it is not their turn.
    pub backlog: Cell<usize>,
    /// The peer took too long over something, which the task is to find.
    pub overdue: Cell<bool>,
    /// How long the peer is at a question.
    pub pace: Pace,
    waker: RefCell<Option<Waker>>,
    pub watchers: RefCell<Vec<Watcher>>,
}

/// What a send or a flush did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Written {
    /// Bytes that the socket took.
    pub bytes: usize,
    /// Bytes that wait now.
    pub queued: usize,
    pub changed: bool,
}

impl Connection {
    pub(super) fn new(id: SessionId, port: PortIndex, stream: Stream, marks: Watermarks, unconfirmed: bool) -> Self {
        Connection {
            id,
            port,
            stream: RefCell::new(Some(stream)),
            outbox: RefCell::default(),
            marks,
            phase: Cell::new(Phase::Open),
            end: Cell::new(End::Untold),
            counted: Cell::new(false),
            paused: Cell::new(false),
            unconfirmed: Cell::new(unconfirmed),
            abrupt: Cell::new(false),
            above: Cell::new(false),
            full_due: Cell::new(false),
            empty_due: Cell::new(false),
            errno: Cell::new(0),
            progress: Cell::new(0),
            awaits: Cell::new(false),
            held: Cell::new(false),
            answer: Cell::new(None),
            receipt: Cell::new(None),
            begun: Cell::new(false),
            http2: OnceCell::new(),
            backlog: Cell::new(0),
            overdue: Cell::new(false),
            pace: Pace::default(),
            waker: RefCell::new(None),
            watchers: RefCell::default(),
        }
    }

    pub(super) fn reads(&self) -> bool {
        self.phase.get() == Phase::Open && !self.paused.get() && !self.unconfirmed.get()
    }

    /// A peer that closed its side may still read: what answers its last words is taken until the application
    /// knows of the end.
    pub(super) fn takes_sends(&self) -> bool {
        match self.phase.get() {
            Phase::Open => true,
            Phase::PeerClosed => self.end.get() != End::Released && self.errno.get() == 0,
            Phase::ServerClosed => false,
        }
    }

    /// Bytes as they are. Those of HTTP/2 belong to its frames.
    pub(super) fn takes_bytes(&self) -> bool {
        self.takes_sends() && self.http2.get().is_none()
    }

    /// What waits, in all.
    pub(super) fn queued(&self) -> usize {
        self.in_outbox() + self.backlog.get()
    }

    pub(super) fn in_outbox(&self) -> usize {
        self.outbox.borrow().queued()
    }

    /// The server gave up what is still queued.
    pub(super) fn is_abrupt(&self) -> bool {
        self.abrupt.get()
    }

    /// Behind what waits, for a task that will flush.
    pub(super) fn hold(&self, data: &[u8]) {
        self.outbox.borrow_mut().keep(data);
    }

    /// What its streams have to send has changed. True: so has what waits in all.
    pub(super) fn set_backlog(&self, bytes: usize) -> bool {
        let changed = self.backlog.replace(bytes) != bytes;
        if changed {
            self.crossed(self.queued());
        }
        changed
    }

    pub(super) fn has_socket(&self) -> bool {
        self.stream.borrow().is_some()
    }

    /// Writes now what the socket takes now; the rest waits for the task.
    pub(super) fn send(&self, parts: [&[u8]; 2]) -> Written {
        let stream = self.stream.borrow();
        let Some(stream) = &*stream else { return Written { bytes: 0, queued: 0, changed: false } };
        let mut outbox = self.outbox.borrow_mut();
        let (before, taken) = (outbox.queued(), outbox.taken());
        let result = outbox.send_both(parts, stream);
        let queued = outbox.queued();
        let bytes = (outbox.taken() - taken) as usize;
        if let Err(error) = result {
            outbox.clear();
            drop(outbox);
            self.broken(&error);
            return Written { bytes: 0, queued: 0, changed: before != 0 };
        }
        drop(outbox);
        if queued != before {
            self.crossed(queued);
            if before == 0 {
                self.wake();
            }
        }
        Written { bytes, queued, changed: queued != before }
    }

    /// Behind what waits; the task writes it.
    pub(super) fn send_file(&self, file: OutgoingFile) -> Written {
        let mut outbox = self.outbox.borrow_mut();
        outbox.send_file(file);
        let queued = outbox.queued();
        drop(outbox);
        self.crossed(queued);
        self.wake();
        Written { bytes: 0, queued, changed: true }
    }

    /// Blocks this thread until everything is written; `wait` says for how many milliseconds the next wait may last. False: it did
    /// not get that far.
    pub(super) fn flush_blocking(&self, mut wait: impl FnMut() -> i32) -> (Written, bool) {
        let (before, taken) = (self.queued(), self.outbox.borrow().taken());
        let mut done = false;
        while !done {
            let stream = self.stream.borrow();
            let Some(stream) = stream.as_ref().filter(|stream| stream.is_established()) else { break };
            let flushed = self.outbox.borrow_mut().flush(&stream.blocking());
            match flushed {
                Ok(Flushed::All) => done = true,
                Ok(Flushed::Enough) => {}
                Ok(Flushed::UntilFull) => match stream.blocking().wait_writable(wait()) {
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Ok(true) => {}
                    Ok(false) | Err(_) => break,
                },
                Err(error) => {
                    self.gave_up(&error);
                    break;
                }
            }
        }
        let queued = self.queued();
        let bytes = (self.outbox.borrow().taken() - taken) as usize;
        self.crossed(queued);
        (Written { bytes, queued, changed: queued != before }, done)
    }

    /// The task: writes what waits and, when the socket is full, asks to be woken when it no longer is.
    pub(super) fn poll_flush(&self, cx: &mut Context<'_>) -> Option<Written> {
        let (before, taken) = (self.queued(), self.outbox.borrow().taken());
        if self.in_outbox() == 0 {
            return None;
        }
        loop {
            let result = match &*self.stream.borrow() {
                Some(stream) => self.outbox.borrow_mut().flush(stream),
                None => {
                    self.outbox.borrow_mut().clear();
                    Ok(Flushed::All)
                }
            };
            match result {
                Err(error) => {
                    self.gave_up(&error);
                    break;
                }
                Ok(Flushed::All) => break,
                Ok(Flushed::Enough) => {
                    cx.waker().wake_by_ref();
                    break;
                }
                Ok(Flushed::UntilFull) => match self.poll_write_ready(cx) {
                    Poll::Pending => break,
                    Poll::Ready(Ok(())) => {}
                    Poll::Ready(Err(error)) => self.broken(&error),
                },
            }
        }
        let queued = self.queued();
        let bytes = (self.outbox.borrow().taken() - taken) as usize;
        self.crossed(queued);
        self.progress.set(self.progress.get() + bytes as u64);
        Some(Written { bytes, queued, changed: queued != before })
    }

    /// False while a TLS handshake is under way.
    pub(super) fn is_established(&self) -> bool {
        self.stream.borrow().as_ref().is_none_or(Stream::is_established)
    }

    pub(super) fn poll_handshake(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self.stream.borrow_mut() {
            Some(stream) => stream.poll_handshake(cx),
            None => Poll::Ready(Ok(())),
        }
    }

    /// The certificate that a TLS client showed, as PEM.
    pub(super) fn peer_certificate(&self) -> Option<Vec<u8>> {
        self.stream.borrow().as_ref()?.tls()?.peer_certificate()
    }

    /// What TLS agreed on to be spoken.
    pub(super) fn agreed_protocol(&self) -> Option<Vec<u8>> {
        self.stream.borrow().as_ref()?.tls()?.protocol()
    }

    /// It ends before the application has heard of it.
    pub(super) fn forgo(&self) {
        self.outbox.borrow_mut().clear();
        if self.end.get() == End::Untold {
            self.end.set(End::Released);
        }
    }

    pub(super) fn poll_read(&self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        match &mut *self.stream.borrow_mut() {
            Some(stream) => stream.poll_read(cx, buffer),
            None => Poll::Ready(Ok(0)),
        }
    }

    /// The peer is gone or broken; nothing more can be written.
    pub(super) fn broken(&self, error: &io::Error) {
        self.errno.set(error.raw_os_error().unwrap_or(libc::EIO));
        self.outbox.borrow_mut().clear();
        self.peer_closed();
        self.wake();
    }

    /// What waits can not be written.
    fn gave_up(&self, error: &io::Error) {
        if error.kind() == ErrorKind::UnexpectedEof {
            tracing::warn!("session {} closed: {error}", self.id);
        }
        self.broken(error);
    }

    pub(super) fn peer_closed(&self) {
        if self.phase.get() == Phase::Open {
            self.phase.set(Phase::PeerClosed);
        }
    }

    /// `told`: the application needs no Close event any more.
    pub(super) fn server_closed(&self, kind: CloseKind, told: bool) {
        if self.phase.replace(Phase::ServerClosed) == Phase::PeerClosed {
            // The peer has said its last word already: nothing can come that would have to be awaited.
            self.abrupt.set(true);
        }
        if told {
            self.end.set(End::Released);
        }
        let resets = kind == CloseKind::Reset || kind == CloseKind::Discard && self.queued() > 0;
        if kind != CloseKind::Flush {
            self.abrupt.set(true);
            self.outbox.borrow_mut().clear();
        }
        if resets {
            if let Some(stream) = &*self.stream.borrow() {
                // A socket that the peer reset already has nothing to reset.
                let _ = stream.reset_on_close();
            }
        }
        self.wake();
    }

    /// Everything is written: gives the socket up. `Some`: it is not to be closed at once, because what the peer sends before
    /// it reads our end of stream would turn the closing into an RST and take away what is still on its way.
    pub(super) fn release_socket(&self) -> Option<Stream> {
        let stream = self.stream.borrow_mut().take()?;
        let polite = self.phase.get() == Phase::ServerClosed && !self.abrupt.get() && self.errno.get() == 0;
        (polite && stream.finish_writing().is_ok()).then_some(stream)
    }

    pub(super) fn remember(&self, waker: &Waker) {
        let mut known = self.waker.borrow_mut();
        match &*known {
            Some(old) if old.will_wake(waker) => {}
            _ => *known = Some(waker.clone()),
        }
    }

    /// An answer became complete that the codec does not know of yet.
    pub(super) fn answer_pending(&self) -> bool {
        let answer = self.answer.take();
        self.answer.set(answer);
        answer.is_some()
    }

    /// The application's answer is complete.
    pub(super) fn answered(&self, after: After) {
        self.answer.set(Some(after));
        self.awaits.set(false);
        self.receipt.set(None);
        self.begun.set(false);
        if after != After::Next {
            self.held.set(true);
        }
        if self.held.get() {
            self.wake();
        }
    }

    pub(super) fn wake(&self) {
        if let Some(waker) = &*self.waker.borrow() {
            waker.wake_by_ref();
        }
    }

    fn poll_write_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &*self.stream.borrow() {
            Some(stream) => stream.poll_write_ready(cx),
            None => Poll::Ready(Ok(())),
        }
    }

    /// Once per crossing: over the high mark, and then once under the low one.
    fn crossed(&self, queued: usize) {
        if !self.above.get() && queued >= self.marks.high && queued > 0 {
            self.above.set(true);
            self.full_due.set(true);
            self.wake();
        } else if self.above.get() && queued <= self.marks.low {
            self.above.set(false);
            self.empty_due.set(true);
            self.wake();
        }
    }
}

impl Sender for Stream {
    fn write(&self, data: &[u8]) -> io::Result<usize> {
        self.try_write(data)
    }

    fn write_vectored(&self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        self.try_write_vectored(parts)
    }

    fn write_file(&self, file: &OwnedFd, offset: &mut u64, most: usize) -> io::Result<usize> {
        self.try_send_file(file, offset, most)
    }
}

impl Sender for BlockingStream<'_> {
    fn write(&self, data: &[u8]) -> io::Result<usize> {
        self.try_write(data)
    }

    fn write_vectored(&self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        // The first alone: who blocks does not save system calls.
        self.try_write(parts.first().map_or(&[], |part| part))
    }

    fn write_file(&self, file: &OwnedFd, offset: &mut u64, most: usize) -> io::Result<usize> {
        self.try_send_file(file, offset, most)
    }
}
