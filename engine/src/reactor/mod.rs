//! The connections of one thread.
//!
//! A [`Reactor`] lives in one thread and owns its connections: one task each, which reads, frames and hands events to the
//! [`Sink`]; what the application sends goes through the session's outbox. A thread of the master in PROCESS mode and a
//! worker process in BASE mode run the same reactor; they differ in their sink and in who calls its methods.
//! Must not know PHP, rings or processes.

mod accept;
mod advice;
mod connection;
mod dialogue;
mod dispatch;
pub mod event_loop;
mod handover;
mod handshake;
mod http2;
mod linger;
mod lost;
mod options;
mod outbox;
mod packets;
mod process_sink;
mod rate_limit;
mod registry;
mod resident;
mod static_files;
mod sweep;
mod task;
mod thread;
mod upload_folder;

use std::task::{Context, Poll};

pub use accept::{AcceptPolicy, accept_loop};
pub use advice::{Advice, Passage, Subject, Verdict};
pub use connection::{CloseKind, Watcher};
pub use dispatch::{Dispatch, DispatchFacts, DispatchMode};
pub use handover::{Handed, Handover, handover};
pub use options::{CodecFactory, DialogueFactory, PortOptions, ReactorOptions};
pub use outbox::FILE_WEIGHT;
pub use packets::packet_loop;
pub use rate_limit::RateLimit;
pub use registry::Reactor;
pub use resident::ResidentReactor;
pub use static_files::{FileAnswer, StaticFiles};
pub use thread::{Outside, ReactorThread, run_reactor_thread};
pub use upload_folder::{StoredFile, UploadFolder};

use crate::events::{Event, Packet, Source};
use crate::ids::{PortIndex, SessionId, WorkerId};
use crate::ipc::StreamSign;
use crate::protocol::Violation;

/// Where a reactor hands its events.
///
/// Events of one session come in order: Connect, then Receives and buffer events, then Close, which comes exactly once and last.
/// The reactor holds no borrow of its own while it delivers: the sink may call any method of the reactor, also for
/// the same session.
pub trait Sink {
    fn deliver(&self, source: Source, event: Event<'_>) -> Delivery;
    /// A datagram. `Full`: nothing was taken; ask `poll_room` (with session 0) and try again.
    fn packet(&self, packet: &Packet<'_>) -> Delivery;
    /// After `Full`: ready when delivering for that session may succeed.
    fn poll_room(&self, source: Source, cx: &mut Context<'_>) -> Poll<()>;
    /// For a loop elsewhere that asked with [`Reactor::watch_for`]: nothing waits in that session's outbox, or it is gone.
    fn drained(&self, worker: WorkerId, session: SessionId);
    /// As `drained`, for one stream of the session ([`Reactor::watch_stream_for`]), or because it is gone.
    fn stream_drained(&self, worker: WorkerId, session: SessionId, sign: StreamSign);
    /// The application's `package_length_func` of a port. As [`crate::protocol::PackageLength`].
    fn package_length(&self, _port: PortIndex, _data: &[u8]) -> i64 {
        0
    }
    /// Right before the Close of a session whose peer broke the protocol.
    fn violated(&self, _source: Source, _violation: &Violation) {}
    /// Nothing more will be delivered of that session.
    fn forgotten(&self, _session: SessionId) {}
}

/// Is told how many connections a reactor has, whenever that changes or an offered one was not taken.
pub trait LoadMeter {
    fn changed(&self, live: usize);
}

impl<F: Fn(usize)> LoadMeter for F {
    fn changed(&self, live: usize) {
        self(live);
    }
}

/// Which worker has a request, and where in its ring the request ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Receipt {
    pub worker: WorkerId,
    pub position: u64,
}

/// What became of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Delivery {
    /// Taken. After Close: the application is done with the session.
    Done,
    /// Only for Receive and datagrams: nothing was taken; stop reading the session and ask `poll_room`.
    Full,
    /// Only for requests: taken, and lost if that worker dies after it was handed over and before it is answered.
    Taken(Receipt),
    /// Only for Close: taken, and [`Reactor::released`] will be called when the application is done with the session.
    Releasing,
    /// Only for Connect: the application wants to hear nothing of the session, not even its end.
    Refused,
}
