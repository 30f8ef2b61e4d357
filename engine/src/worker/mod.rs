//! The loop of a worker process, and the traits between it and the world above (PHP).
//!
//! `process` and `base` are two wirings of the same [`Loop`](drive::Loop): what a turn takes in, and how a `Gateway` reaches a session.
//! Both are used alike: make the worker, take its gateway, make the [`Handler`] with it, `run`.

mod base;
mod drive;
mod gate;
mod outside;
mod post;
mod process;
mod stream_windows;
mod task;

use std::task::{Context, Poll};
use std::time::Duration;

pub use base::{BaseOptions, BaseWorker};
pub use drive::{LoopControl, WorkerEnd};
pub use gate::WorkerPort;
pub use outside::{Outside, OutsideOptions};
pub use post::{
    Answer, Expected, Letter, Post, PostError, PostOptions, ReplyTo, TaskId, TaskQueue, pack_task, unpack_task,
};
pub use process::{ProcessOptions, ProcessWorker, Retirement};
pub use task::{TaskOptions, TaskWorker};

pub use crate::events::{After, Control, Event, Packet, PacketPeer, SendError, Source};
use crate::ids::{PortIndex, SessionId, StreamId};
pub use crate::ipc::files::OutgoingFile;
use crate::protocol::{Violation, http2};

/// Why a worker's loop ends at once, without the graceful end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// A fatal error: the bailout has to go on once the loop and its runtime are gone.
    Bailout,
    /// `exit(status)` in a callback.
    Exit(i32),
}

/// The application in a worker process. Takes `&self` because PHP re-enters: a callback may call anything again.
pub trait Handler {
    /// Once, before the first event, inside the runtime (WorkerStart).
    fn started(&self);
    fn event(&self, source: Source, event: Event<'_>);
    /// A datagram.
    fn packet(&self, _packet: Packet<'_>) {}
    /// BASE: the `package_length_func` of a port. As [`crate::protocol::PackageLength`].
    fn package_length(&self, _port: PortIndex, _data: &[u8]) -> i64 {
        0
    }
    /// BASE: right before the Close of a session whose peer broke the protocol.
    fn violated(&self, _source: Source, _violation: &Violation) {}
    /// What another process sent.
    fn mail(&self, _letter: Letter<'_>) {}
    /// Runs what became ready (coroutines) and keeps the waker for what becomes ready later.
    fn poll_ready(&self, cx: &mut Context<'_>);
    /// After every wake of the loop: delivers PHP's pending asynchronous signals.
    fn woken(&self);
    /// `Some`: leave the loop now.
    fn fate(&self) -> Option<Fate>;
    /// Once, when the graceful end begins (BeforeShutdown, where a worker is the one to tell of it).
    fn ending(&self) {}
    /// While the worker is asked to end, every now and then (WorkerExit). True: nothing keeps the loop alive.
    fn exiting(&self) -> bool;
    /// Last, inside the runtime (WorkerStop).
    fn stopped(&self);
}

/// What the application can do to sessions from inside a worker.
pub trait Gateway {
    /// Never blocks. `BufferFull`: the session's outbox is over its limit, or too much waits for its reactor.
    fn send(&self, id: SessionId, data: &[u8]) -> Result<(), SendError>;
    /// A part of a file, in order with what is sent before and after it. Never waits for the peer.
    fn send_file(&self, id: SessionId, file: OutgoingFile) -> Result<(), SendError>;
    /// Sends and blocks the process until the peer's socket has taken everything. False: the time was over (BASE workers only).
    fn send_wait(&self, id: SessionId, data: &[u8], timeout: Option<Duration>) -> Result<bool, SendError> {
        self.send(id, data)?;
        Ok(self.wait_sendable(id, timeout))
    }
    /// A part of the answer to the session's request; with `after` its last, which is never refused for lack of room.
    /// Two parts, so that a large body need not be put behind its head first.
    fn respond(&self, id: SessionId, parts: [&[u8]; 2], after: Option<After>) -> Result<(), SendError>;
    /// A part of the answer to the request of a stream (HTTP/2). `BufferFull`: much of that stream waits already; never said of the last.
    /// `NoSession`: also when the client has given the stream up.
    fn answer(&self, id: SessionId, stream: StreamId, answer: http2::Answer<'_>) -> Result<(), SendError>;
    /// As `send_file`, for a stream whose head was sent.
    fn answer_file(&self, id: SessionId, stream: StreamId, file: OutgoingFile) -> Result<(), SendError>;
    /// Ready when `answer` may succeed again, and also when the stream is gone.
    fn poll_answerable(&self, id: SessionId, stream: StreamId, cx: &mut Context<'_>) -> Poll<()>;
    /// Blocking style (no coroutine): waits until `answer` may succeed. False on timeout or where it can't wait.
    fn wait_answerable(&self, id: SessionId, stream: StreamId, timeout: Option<Duration>) -> bool;
    /// Another process will answer the request: it is not lost when this one dies.
    fn disown(&self, _id: SessionId, _stream: StreamId) {}
    /// For the whole of an HTTP/2 connection.
    fn control(&self, id: SessionId, control: Control<'_>) -> Result<(), SendError>;
    /// Ready when `send` may succeed again, and also when the session is gone.
    fn poll_sendable(&self, id: SessionId, cx: &mut Context<'_>) -> Poll<()>;
    /// Blocking style (no coroutine): waits until `send` may succeed. False on timeout or where it can't wait (BASE).
    fn wait_sendable(&self, id: SessionId, timeout: Option<Duration>) -> bool;
    /// `reset`: at once; what is still queued is dropped, which the peer is told by RST. When this worker serves the session,
    /// `Handler::event` gets its Close before this returns.
    fn close(&self, id: SessionId, reset: bool) -> Result<(), SendError>;
    fn pause(&self, id: SessionId) -> Result<(), SendError>;
    fn resume(&self, id: SessionId) -> Result<(), SendError>;
    /// Starts reading a session accepted under `enable_delay_receive`.
    fn confirm(&self, id: SessionId) -> Result<(), SendError>;
    /// Leaves the loop gracefully (`$server->stop()`, `max_request`).
    fn stop(&self);
}
