//! One connection of HTTP/2 from its preface to its end. Its limits: requests with the application and in sending
//! (`http2_max_concurrent_streams`, those that the client gave up included, so that resets bring it nothing), bytes of bodies, frames
//! that nobody needs (`protocol::http2::Meter`), time. The rest are those of the `h2` crate.

use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use h2::Reason;
use h2::server::{Builder, Connection as Frames, Handshake, SendResponse};
use http::{Response, StatusCode};
use tokio::time::Sleep;

use super::receiving::{Progress, Receiving, Whole};
use super::requests::io_error;
use super::streams::{Streams, Waiting};
use super::wire::{Gauge, Wire};
use crate::events::Event;
use crate::ids::StreamId;
use crate::protocol::Violation;
use crate::protocol::http1::RequestView;
use crate::protocol::http2::{Answer, Ending, Flaw, Limits, push_field};
use crate::reactor::Delivery;
use crate::reactor::connection::{CloseKind, Phase};
use crate::reactor::static_files::FileAnswer;
use crate::reactor::task::ConnectionTask;
use crate::shm::sessions::flag;
use crate::sys::clock::unix_micros;

pub(in crate::reactor) struct Http2 {
    pub(super) state: State,
    limits: Arc<Limits>,
    pub(super) gauge: Rc<Gauge>,
    pub(super) streams: Rc<Streams>,
    pub(super) receiving: Vec<Receiving>,
    /// Whole requests for which the application has no room yet, or whose turn comes next.
    pub(super) whole: VecDeque<Whole>,
    /// The frame in which the peer stood, and since when.
    pub(super) amid: (u64, u64),
    /// No further requests are taken; the connection ends when those are answered that were.
    pub(super) leaving: bool,
    /// What the peer did, once it was told.
    pub(super) accused: Option<&'static str>,
    /// How long a peer that was told of the end may stay.
    pub(super) patience: Option<Pin<Box<Sleep>>>,
}

#[allow(clippy::large_enum_variant, reason = "one for each connection, and boxed with its driver")]
pub(super) enum State {
    Shaking(Handshake<Wire, Bytes>),
    Open(Frames<Wire, Bytes>),
    Over,
}

impl ConnectionTask {
    /// The connection speaks HTTP/2 from here on. `ahead`: what was read of it; `first`: the frames of the request that asked for it.
    pub(in crate::reactor) fn turn_to_http2(&mut self, ahead: Bytes, first: Bytes) {
        let Some(limits) = self.reactor.port(self.connection.port).http2.clone() else { return };
        let streams = Rc::clone(self.connection.http2.get_or_init(Rc::default));
        if let Some(session) = self.reactor.table().get(self.connection.id) {
            session.set_flag(flag::HTTP2);
        }
        self.conversation = None;
        let now = unix_micros();
        let gauge = Rc::new(Gauge::new(now));
        let (reactor, connection) = (Rc::clone(&self.reactor), Rc::clone(&self.connection));
        let wire = Wire::new(reactor, connection, ahead, first, Rc::clone(&gauge));
        self.http2 = Some(Box::new(Http2 {
            state: State::Shaking(builder(&limits).handshake(wire)),
            limits,
            gauge,
            streams,
            receiving: Vec::new(),
            whole: VecDeque::new(),
            amid: (0, now),
            leaving: false,
            accused: None,
            patience: None,
        }));
    }

    /// Goes on with it, while the connection is open.
    pub(in crate::reactor) fn drive_http2(&mut self, cx: &mut Context<'_>) {
        let Some(mut http2) = self.http2.take() else { return };
        http2.gauge.begin_turn();
        if self.connection.overdue.take() {
            http2.end_overdue(self);
        }
        for round in 1..=ROUNDS {
            let busy = http2.round(self, cx);
            self.flush(cx);
            let unblocked = http2.gauge.blocked.get() && self.connection.in_outbox() == 0;
            if !busy && !unblocked || self.connection.phase.get() != Phase::Open {
                break;
            }
            http2.gauge.blocked.set(false);
            if round == ROUNDS {
                cx.waker().wake_by_ref();
            }
        }
        http2.note_amid(self);
        if http2.streams.refuses.get() && self.connection.phase.get() == Phase::Open {
            // The frames notice only in the turn after it that a stream has ended.
            http2.accept(self, cx);
            self.flush(cx);
            http2.end_if_done(self);
        }
        self.http2 = Some(http2);
    }
}

impl Http2 {
    /// True: something was done, and there may be more.
    fn round(&mut self, task: &ConnectionTask, cx: &mut Context<'_>) -> bool {
        let mut busy = self.shake(task, cx);
        self.consider_leaving(task);
        busy |= self.accept(task, cx);
        busy |= self.receive(task, cx);
        busy |= self.deliver(task, cx);
        busy |= self.pump(task, cx);
        busy
    }

    fn shake(&mut self, task: &ConnectionTask, cx: &mut Context<'_>) -> bool {
        let State::Shaking(handshake) = &mut self.state else { return false };
        match Pin::new(handshake).poll(cx) {
            Poll::Pending => false,
            Poll::Ready(Ok(frames)) => {
                self.state = State::Open(frames);
                true
            }
            Poll::Ready(Err(error)) => {
                self.ended(task, Err(error));
                false
            }
        }
    }

    /// Lets the frames flow, and takes what requests they bring.
    pub(super) fn accept(&mut self, task: &ConnectionTask, cx: &mut Context<'_>) -> bool {
        let mut busy = false;
        loop {
            let State::Open(frames) = &mut self.state else { return busy };
            let full = !self.whole.is_empty() || self.streams.count() >= self.limits.streams as usize;
            let accepted = if full {
                match frames.poll_closed(cx) {
                    Poll::Pending => return busy,
                    Poll::Ready(result) => Err(result),
                }
            } else {
                match frames.poll_accept(cx) {
                    Poll::Pending => return busy,
                    Poll::Ready(Some(Ok(accepted))) => Ok(accepted),
                    Poll::Ready(Some(Err(error))) => Err(Err(error)),
                    Poll::Ready(None) => Err(Ok(())),
                }
            };
            match accepted {
                Ok((request, respond)) => self.begin(request, respond),
                Err(result) => {
                    self.ended(task, result);
                    return false;
                }
            }
            busy = true;
        }
    }

    fn begin(&mut self, request: http::Request<h2::RecvStream>, mut respond: SendResponse<Bytes>) {
        let number = StreamId(respond.stream_id().as_u32());
        if self.leaving || self.streams.refuses.get() {
            // It may try elsewhere: nothing was done about it.
            return respond.send_reset(Reason::REFUSED_STREAM);
        }
        self.streams.last.set(number.0);
        let expects = request.headers().get("expect").is_some_and(|value| value.as_bytes() == b"100-continue");
        match Receiving::begin(number, request, &self.limits, unix_micros()) {
            Ok(receiving) => {
                let whole = receiving.is_whole();
                if expects && !whole {
                    let mut response = Response::new(());
                    *response.status_mut() = StatusCode::CONTINUE;
                    // A client that is gone needs no encouragement.
                    let _ = respond.send_informational(response);
                }
                self.streams.open(number, respond);
                match whole {
                    true => self.complete(receiving),
                    false => self.receiving.push(receiving),
                }
            }
            Err(Flaw::Malformed(_)) => respond.send_reset(Reason::PROTOCOL_ERROR),
            Err(Flaw::Status(status)) => {
                self.streams.open(number, respond);
                self.streams.refuse(number, status);
            }
        }
    }

    fn complete(&mut self, receiving: Receiving) {
        let number = receiving.stream;
        match receiving.into_whole() {
            Ok(whole) => self.whole.push_back(whole),
            Err(status) => self.streams.refuse(number, status),
        }
    }

    fn receive(&mut self, task: &ConnectionTask, cx: &mut Context<'_>) -> bool {
        if self.receiving.is_empty() || !self.whole.is_empty() {
            return false;
        }
        let now = task.reactor.now();
        let mut busy = false;
        let mut held: usize = self.receiving.iter().map(Receiving::held).sum();
        let mut at = 0;
        while at < self.receiving.len() {
            let receiving = &mut self.receiving[at];
            let before = receiving.held();
            let mut progress = receiving.poll(&self.limits, now, cx);
            if progress.is_pending() && held - before + receiving.held() > MAX_BODIES {
                if let Err(status) = receiving.put_away(&self.limits) {
                    progress = Poll::Ready(Progress::Refused(status));
                }
            }
            held = held - before + receiving.held();
            let Poll::Ready(progress) = progress else {
                at += 1;
                continue;
            };
            busy = true;
            let receiving = self.receiving.remove(at);
            let number = receiving.stream;
            held -= receiving.held();
            match progress {
                Progress::Whole => self.complete(receiving),
                Progress::Refused(status) => self.streams.refuse(number, status),
                Progress::Gone => self.streams.reset(number, Reason::CANCEL),
            }
        }
        busy
    }

    fn deliver(&mut self, task: &ConnectionTask, cx: &mut Context<'_>) -> bool {
        let mut busy = false;
        while let Some(request) = self.whole.front() {
            if task.connection.phase.get() != Phase::Open {
                break;
            }
            let micros = task.reactor.now();
            let mut delivered = false;
            if !self.serve_file(task, request, micros) && self.admit(task, request.stream) {
                let event = Event::Request { stream: request.stream, index: &request.index, raw: &request.message };
                let delivery = task.deliver_at(micros, event);
                if let Delivery::Taken(receipt) = delivery {
                    self.streams.taken(request.stream, receipt);
                }
                if delivery == Delivery::Full {
                    let source = task.reactor.source(&task.connection, micros);
                    if task.reactor.sink.poll_room(source, cx).is_pending() {
                        break;
                    }
                    continue;
                }
                delivered = true;
            }
            let request = self.whole.pop_front();
            request.filter(|_| delivered).iter_mut().for_each(Whole::delivered);
            busy = true;
        }
        busy
    }

    /// False when the application is at as many requests as it may be: this one is answered.
    fn admit(&self, task: &ConnectionTask, stream: StreamId) -> bool {
        if self.streams.is_counted(stream) {
            return true;
        }
        let begins = task.reactor.another_begins();
        match begins {
            true => self.streams.count_in(stream),
            false => self.streams.refuse(stream, 503),
        }
        begins
    }

    /// True when a file was the answer.
    fn serve_file(&self, task: &ConnectionTask, request: &Whole, micros: u64) -> bool {
        let Some(files) = &task.reactor.port(task.connection.port).static_files else { return false };
        let view = RequestView::new(&request.index, &request.message);
        let Some(found) = files.answer(view, micros / 1_000_000) else { return false };
        let FileAnswer { head, file } = found;
        let Some((status, fields, page)) = of_http_1(&head) else { return false };
        let first = Answer {
            head: Some((status, &fields)),
            data: page,
            trailers: &[],
            ending: if file.is_some() { Ending::More } else { Ending::Last },
        };
        // A client that is gone needs no answer.
        let _ = self.streams.answer(request.stream, first);
        if let Some(file) = file {
            let _ = self.streams.answer_file(request.stream, file);
            let _ = self.streams.answer(request.stream, Answer::data(&[], Ending::Last));
        }
        true
    }

    pub(super) fn pump(&mut self, task: &ConnectionTask, cx: &mut Context<'_>) -> bool {
        let mut waiting = Waiting::new();
        let busy = self.streams.pump(cx, &mut waiting);
        task.reactor.note_backlog(&task.connection, &self.streams);
        task.reactor.tell_waiting(&task.connection, &self.streams, waiting);
        busy
    }

    /// The frames have come to their end, by themselves or by an error.
    fn ended(&mut self, task: &ConnectionTask, result: Result<(), h2::Error>) {
        self.state = State::Over;
        let connection = &task.connection;
        if let Some(what) = self.accused {
            return task.violated(&Violation::Malformed(what), unix_micros());
        }
        match result {
            _ if self.gauge.ended.get() => connection.peer_closed(),
            // A GOAWAY of either side, and nothing is left to do.
            Ok(()) => task.reactor.expel(connection, CloseKind::Flush),
            Err(error) if error.is_io() => connection.broken(&io_error(error)),
            Err(error) if error.is_remote() => task.reactor.expel(connection, CloseKind::Flush),
            Err(error) => task.violated(&Violation::Broken(error.to_string()), unix_micros()),
        }
    }

    /// Tells the sweep since when it waits for the peer.
    fn note_amid(&mut self, task: &ConnectionTask) {
        let frame = self.gauge.amid();
        if let Some(frame) = frame.filter(|frame| *frame != self.amid.0 || self.amid.1 == 0) {
            self.amid = (frame, task.reactor.now());
        }
        if frame.is_none() {
            self.amid.1 = 0;
        }
        let oldest = self.receiving.iter().map(|receiving| receiving.since).min();
        let since = [oldest, Some(self.amid.1).filter(|since| *since > 0)].into_iter().flatten().min();
        task.connection.pace.set(since.unwrap_or(0));
    }
}

fn builder(limits: &Limits) -> Builder {
    let mut builder = Builder::new();
    builder
        .max_concurrent_streams(limits.streams)
        .initial_window_size(limits.window)
        .initial_connection_window_size(limits.window.saturating_mul(4).clamp(CONNECTION_WINDOW, LARGEST_WINDOW))
        .max_frame_size(limits.frame)
        .max_header_list_size(limits.header_list)
        .header_table_size(limits.header_table)
        .max_pending_accept_reset_streams(PENDING_RESETS)
        .max_send_buffer_size(SEND_BUFFER);
    builder
}

/// Status, fields and body of an answer that was made for HTTP/1.
fn of_http_1(head: &[u8]) -> Option<(u16, Vec<u8>, &[u8])> {
    let mut space = [httparse::EMPTY_HEADER; 16];
    let mut response = httparse::Response::new(&mut space);
    let httparse::Status::Complete(len) = response.parse(head).ok()? else { return None };
    let mut fields = Vec::with_capacity(head.len());
    for header in response.headers.iter().filter(|header| !header.name.eq_ignore_ascii_case("connection")) {
        push_field(header.name.to_ascii_lowercase().as_bytes(), header.value, &mut fields);
    }
    Some((response.code?, fields, &head[len..]))
}

/// What is read, answered and sent before other connections have their turn.
pub(super) const ROUNDS: usize = 16;
/// Bytes of incomplete bodies in memory beyond which they go to files.
const MAX_BODIES: usize = 64 << 20;
/// Bytes that a client may send ahead over all streams.
const CONNECTION_WINDOW: u32 = 1 << 20;
const LARGEST_WINDOW: u32 = (1 << 31) - 1;
/// Streams that a client may give up before they are looked at.
const PENDING_RESETS: usize = 100;
/// Of one stream, in the hands of the frames.
const SEND_BUFFER: usize = 128 << 10;
