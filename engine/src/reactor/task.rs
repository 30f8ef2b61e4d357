//! The task of a connection: reads, frames, delivers, drains the outbox, and sees the connection through its end.
//! The only place that calls the sink with events.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use bytes::{Buf, Bytes, BytesMut};

use tokio::time::{Sleep, sleep};

use super::Delivery;
use super::connection::{CloseKind, Connection, End, Phase};
use super::dialogue::Conversation;
use super::handshake::HANDSHAKE_TIME;
use super::http2::Http2;
use super::linger::Lingering;
use super::registry::Reactor;
use crate::events::Event;
use crate::protocol::{Codec, Decoded, Violation};
use crate::shm::sessions::{Peer, flag};
use crate::sys::clock::unix_micros;

pub(super) struct ConnectionTask {
    pub(super) reactor: Rc<Reactor>,
    pub(super) connection: Rc<Connection>,
    /// In place of a codec.
    pub(super) conversation: Option<Conversation>,
    /// In place of both, since it has turned to HTTP/2.
    pub(super) http2: Option<Box<Http2>>,
    /// `None`: raw, what is read is delivered as it is.
    codec: Option<Box<dyn Codec>>,
    /// Read and not yet framed.
    input: BytesMut,
    /// There is no packet in the input before it has so many bytes.
    wanted: usize,
    /// Framed and refused by the sink: nothing more is read before it is taken.
    refused: Option<Bytes>,
    pub(super) connect_due: bool,
    /// A TLS handshake is under way, and may be until then.
    pub(super) handshake: Option<Pin<Box<Sleep>>>,
    /// The socket after the server closed the session.
    lingering: Option<Lingering>,
    /// The session is over; only its socket may be left.
    forgotten: bool,
}

impl ConnectionTask {
    pub(super) fn new(
        reactor: Rc<Reactor>,
        connection: Rc<Connection>,
        codec: Option<Box<dyn Codec>>,
        conversation: Option<Conversation>,
    ) -> Self {
        let handshake = (!connection.is_established()).then(|| Box::pin(sleep(HANDSHAKE_TIME)));
        if handshake.is_some() {
            // Nobody knows of it yet, so nobody is to be told of its end.
            connection.end.set(End::Released);
        }
        ConnectionTask {
            handshake,
            reactor,
            connection,
            conversation,
            http2: None,
            codec,
            input: BytesMut::new(),
            wanted: 0,
            refused: None,
            connect_due: true,
            lingering: None,
            forgotten: false,
        }
    }

    fn connect(&mut self) {
        self.connect_due = false;
        if self.reactor.port(self.connection.port).connect_event {
            let certificate = self.connection.peer_certificate();
            if self.deliver(Event::Connect(certificate.as_deref().unwrap_or_default())) == Delivery::Refused {
                self.connection.forgo();
                self.reactor.expel(&self.connection, CloseKind::Drop);
            }
        }
        if self.connection.agreed_protocol().is_some_and(|protocol| protocol == b"h2") {
            self.turn_to_http2(Bytes::new(), Bytes::new());
        }
    }

    fn deliver(&self, event: Event<'_>) -> Delivery {
        self.deliver_at(unix_micros(), event)
    }

    pub(super) fn deliver_at(&self, micros: u64, event: Event<'_>) -> Delivery {
        self.reactor.sink.deliver(self.reactor.source(&self.connection, micros), event)
    }

    pub(super) fn flush(&self, cx: &mut Context<'_>) {
        let Some(written) = self.connection.poll_flush(cx) else { return };
        self.reactor.note_written(self.connection.id, written);
        if written.queued == 0 {
            self.reactor.drained(&self.connection);
        }
    }

    fn buffer_events(&self) {
        let connection = &self.connection;
        if !connection.full_due.get() && !connection.empty_due.get() {
            return;
        }
        let wanted = self.reactor.port(connection.port).buffer_events && connection.phase.get() == Phase::Open;
        let session = self.reactor.table().get(connection.id);
        if connection.full_due.take() {
            session.map(|s| s.set_flag(flag::HIGH_WATERMARK));
            if wanted {
                self.deliver(Event::BufferFull);
            }
        }
        if connection.empty_due.take() {
            session.map(|s| s.clear_flag(flag::HIGH_WATERMARK));
            if wanted {
                self.deliver(Event::BufferEmpty);
            }
        }
    }

    fn read(&mut self, cx: &mut Context<'_>) {
        for _ in 0..READS_PER_TURN {
            if !self.deliver_refused(cx)
                || !self.connection.reads()
                || !self.reactor.is_reading()
                || self.has_heard_enough()
                || self.http2.is_some()
            {
                return;
            }
            let mut buffer = self.reactor.take_buffer();
            let result = self.connection.poll_read(cx, &mut buffer);
            if let Poll::Ready(Ok(n @ 1..)) = result {
                self.received(&buffer[..n]);
            }
            self.reactor.return_buffer(buffer);
            match result {
                Poll::Pending => return,
                Poll::Ready(Ok(1..)) => {}
                Poll::Ready(Ok(0)) => return self.connection.peer_closed(),
                Poll::Ready(Err(error)) => return self.connection.broken(&error),
            }
        }
        // A peer that always has more must let the others have their turn.
        cx.waker().wake_by_ref();
    }

    fn received(&mut self, data: &[u8]) {
        let micros = self.reactor.look_at_clock();
        if let Some(session) = self.reactor.table().get(self.connection.id) {
            session.note_received(micros, data.len() as u64);
        }
        self.reactor.row().note_received(data.len() as u64);
        if self.conversation.is_some() {
            return self.hear(data, micros);
        }
        match &self.codec {
            Some(codec) if !codec.wants_raw() => self.frame(data, micros),
            _ => {
                if self.deliver_at(micros, Event::Receive(data)) == Delivery::Full {
                    self.refused = Some(Bytes::copy_from_slice(data));
                }
            }
        }
    }

    /// Delivers what is whole. Packets that lie in the read buffer are not copied; only what belongs to a later read is kept.
    fn frame(&mut self, data: &[u8], micros: u64) {
        if self.input.is_empty() {
            let taken = self.deliver_packets(data, micros);
            self.input.extend_from_slice(&data[taken..]);
        } else {
            self.input.extend_from_slice(data);
            if self.input.len() >= self.wanted {
                self.deliver_input(micros);
            }
        }
    }

    fn deliver_input(&mut self, micros: u64) {
        let mut input = std::mem::take(&mut self.input);
        let taken = self.deliver_packets(&input, micros);
        if taken < input.len() {
            input.advance(taken);
            self.input = input;
        }
    }

    /// Delivers the packets that `input` begins with, as far as the sink takes them. Returns how many of its bytes are done with.
    fn deliver_packets(&mut self, input: &[u8], micros: u64) -> usize {
        let mut at = 0;
        while at < input.len() {
            if self.connection.phase.get() == Phase::ServerClosed {
                return input.len();
            }
            let Some(codec) = &mut self.codec else { break };
            match codec.decode(&input[at..]) {
                Ok(Decoded::Incomplete { wanted }) => {
                    self.wanted = wanted;
                    break;
                }
                Ok(Decoded::Packet { length }) => {
                    let packet = &input[at..at + length];
                    at += length;
                    self.wanted = 0;
                    if self.deliver_at(micros, Event::Receive(packet)) == Delivery::Full {
                        self.refused = Some(Bytes::copy_from_slice(packet));
                        break;
                    }
                }
                Err(violation) => {
                    self.violated(&violation, micros);
                    return input.len();
                }
            }
        }
        at
    }

    /// Who it is, for the log.
    pub(super) fn peer(&self) -> String {
        match self.reactor.table().get(self.connection.id).and_then(|session| session.info()) {
            Some(info) => match info.peer {
                Peer::Ip(address) => address.to_string(),
                Peer::Unix(_) => "unix socket".to_owned(),
            },
            None => "unknown".to_owned(),
        }
    }

    /// Ends the connection of a peer that broke the protocol.
    pub(super) fn violated(&self, violation: &Violation, micros: u64) {
        let connection = &self.connection;
        if let Some(more) = self.reactor.violations.permit(Instant::now()) {
            let peer = self.peer();
            let (id, port) = (connection.id, &self.reactor.port(connection.port).name);
            let others = if more > 0 { format!(" ({more} more since the last report)") } else { String::new() };
            tracing::warn!("{violation}, remote_addr=<{peer}>; session {id} of port {port} is closed{others}");
        }
        self.reactor.sink.violated(self.reactor.source(connection, micros), violation);
        self.reactor.expel(connection, CloseKind::Flush);
    }

    /// True when nothing waits for the sink any more.
    fn deliver_refused(&mut self, cx: &mut Context<'_>) -> bool {
        while let Some(data) = self.refused.take() {
            let micros = unix_micros();
            let source = self.reactor.source(&self.connection, micros);
            if self.deliver_at(micros, Event::Receive(&data)) != Delivery::Full {
                self.deliver_input(micros);
                continue;
            }
            self.refused = Some(data);
            if self.reactor.sink.poll_room(source, cx).is_pending() {
                return false;
            }
        }
        self.ask_refused(cx)
    }

    /// After the connection was closed by either side. Ready: nothing is left of it.
    fn finish(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self.connection.phase.get() {
            // What the server did not want to hear any more is not delivered.
            Phase::ServerClosed => {
                self.refused = None;
                self.conversation.as_mut().map(Conversation::forget_refused);
            }
            _ if !self.deliver_refused(cx) => return Poll::Pending,
            _ => {}
        }
        let connection = &self.connection;
        if connection.end.get() == End::Untold {
            self.tell_the_end();
        } else if connection.errno.get() != 0 {
            // It may have failed after that, and whoever still sends shall know.
            self.reactor.mirror(connection.id, connection);
        }
        self.reactor.unlist(connection.id);
        ready!(self.finish_http2(cx));
        let connection = &self.connection;
        let drained = connection.queued() == 0;
        let over = connection.phase.get() == Phase::ServerClosed || connection.end.get() == End::Released;
        if drained && over && connection.has_socket() {
            self.lingering = connection.release_socket().map(Lingering::new);
        }
        let over = connection.end.get() == End::Released && !connection.has_socket();
        if over && !self.forgotten {
            self.forgotten = true;
            self.reactor.forget(connection.id);
        }
        if let Some(lingering) = &mut self.lingering {
            ready!(lingering.poll(&self.reactor, cx));
            self.lingering = None;
        }
        if over { Poll::Ready(()) } else { Poll::Pending }
    }

    fn tell_the_end(&self) {
        let connection = &self.connection;
        connection.end.set(End::Told);
        self.reactor.mirror(connection.id, connection);
        self.reactor.unlist(connection.id);
        let delivery =
            if self.reactor.port(connection.port).close_event { self.deliver(Event::Close) } else { Delivery::Done };
        if delivery != Delivery::Releasing {
            connection.end.set(End::Released);
        }
    }
}

impl Future for ConnectionTask {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let task = self.get_mut();
        task.connection.remember(cx.waker());
        if task.handshake.is_some() && task.poll_handshake(cx).is_pending() {
            return Poll::Pending;
        }
        if task.connect_due {
            task.connect();
        }
        task.flush(cx);
        task.buffer_events();
        task.go_on();
        if task.connection.phase.get() == Phase::Open {
            task.read(cx);
        }
        if task.http2.is_some() && task.connection.phase.get() == Phase::Open {
            task.drive_http2(cx);
        }
        if task.connection.phase.get() == Phase::Open {
            return Poll::Pending;
        }
        task.finish(cx)
    }
}

/// How often in a row one connection may read before the others get their turn.
const READS_PER_TURN: usize = 8;
