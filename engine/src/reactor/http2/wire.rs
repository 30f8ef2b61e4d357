//! The byte stream that the `h2` crate reads and writes: the connection's socket on the way in, with what was read ahead and the first request
//! of an upgrade in its place; the connection's outbox on the way out, so that many frames make one write. Must not know streams.

use std::cell::{Cell, RefCell};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::protocol::http2::{Finding, Meter, Splice};
use crate::reactor::connection::{Connection, Phase};
use crate::reactor::registry::Reactor;

pub(super) struct Wire {
    reactor: Rc<Reactor>,
    connection: Rc<Connection>,
    /// Read before HTTP/2 took over, or put in between.
    ahead: Bytes,
    splice: Option<Splice>,
    gauge: Rc<Gauge>,
}

/// What the driver has to know of its wire.
pub(super) struct Gauge {
    meter: RefCell<Meter>,
    pub finding: Cell<Finding>,
    /// A write found the outbox full.
    pub blocked: Cell<bool>,
    pub ended: Cell<bool>,
    /// Reads that are left in this turn.
    reads: Cell<u32>,
}

impl Gauge {
    pub(super) fn new(now: u64) -> Gauge {
        Gauge {
            meter: RefCell::new(Meter::new(now)),
            finding: Cell::new(Finding::Fine),
            blocked: Cell::new(false),
            ended: Cell::new(false),
            reads: Cell::new(0),
        }
    }

    pub(super) fn begin_turn(&self) {
        self.reads.set(READS_PER_TURN);
    }

    /// The number of the frame that the peer is in the middle of.
    pub(super) fn amid(&self) -> Option<u64> {
        let meter = self.meter.borrow();
        meter.is_amid().then(|| meter.begun())
    }

    fn feed(&self, bytes: &[u8], now: u64) {
        if self.finding.get() == Finding::Fine {
            self.finding.set(self.meter.borrow_mut().feed(bytes, now));
        }
    }
}

impl Wire {
    pub(super) fn new(
        reactor: Rc<Reactor>,
        connection: Rc<Connection>,
        ahead: Bytes,
        first: Bytes,
        gauge: Rc<Gauge>,
    ) -> Wire {
        let splice = (!first.is_empty()).then(|| Splice::new(first));
        Wire { reactor, connection, ahead, splice, gauge }
    }

    /// What is there already, or what the socket has, into `space`.
    fn fill(&mut self, cx: &mut Context<'_>, space: &mut [u8]) -> Poll<io::Result<usize>> {
        if !self.ahead.is_empty() {
            let taken = space.len().min(self.ahead.len());
            self.ahead.copy_to_slice(&mut space[..taken]);
            return Poll::Ready(Ok(taken));
        }
        let connection = &self.connection;
        // One that is being closed still has to hear what its peer makes room for.
        if connection.phase.get() == Phase::Open && !connection.reads() {
            return Poll::Pending;
        }
        let Some(reads) = self.gauge.reads.get().checked_sub(1) else {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        };
        self.gauge.reads.set(reads);
        let read = std::task::ready!(connection.poll_read(cx, space))?;
        if read == 0 {
            self.gauge.ended.set(true);
            return Poll::Ready(Ok(0));
        }
        let now = self.reactor.look_at_clock();
        if let Some(session) = self.reactor.table().get(connection.id) {
            session.note_received(now, read as u64);
        }
        self.reactor.row().note_received(read as u64);
        Poll::Ready(Ok(read))
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        if wire.gauge.finding.get() != Finding::Fine {
            return Poll::Pending;
        }
        let wanted = wire.splice.as_ref().map_or(usize::MAX, Splice::wanted);
        let space = buffer.initialize_unfilled();
        let most = space.len().min(wanted);
        let read = std::task::ready!(wire.fill(cx, &mut space[..most]))?;
        let bytes = &space[..read];
        wire.gauge.feed(bytes, wire.reactor.now());
        if wire.gauge.finding.get() != Finding::Fine {
            // Nothing of it is looked at any more.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let first = wire.splice.as_mut().and_then(|splice| splice.passed(bytes));
        if let Some(first) = first {
            wire.splice = None;
            // What was read ahead comes behind it.
            wire.ahead = if wire.ahead.is_empty() { first } else { [&first[..], &wire.ahead[..]].concat().into() };
        }
        buffer.advance(read);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(cx, &[IoSlice::new(data)])
    }

    /// All of it or nothing: between two calls the outbox ends where a frame ends. The task flushes, and comes back when there is room.
    fn poll_write_vectored(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.connection.in_outbox() >= OUTBOX {
            self.gauge.blocked.set(true);
            return Poll::Pending;
        }
        for part in parts {
            self.connection.hold(part);
        }
        Poll::Ready(Ok(parts.iter().map(|part| part.len()).sum()))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// A peer that always has more must let the other connections have their turn.
const READS_PER_TURN: u32 = 8;
/// What may wait for the socket before streams wait.
const OUTBOX: usize = 256 << 10;
