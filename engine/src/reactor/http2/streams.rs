//! The requests of one connection that are with the application, and what of their answers waits for its turn: for the peer's windows, the
//! socket, or what comes before it. Must not call the application.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::os::fd::AsFd;
use std::task::{Context, Poll};

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, SendStream};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use crate::ids::{BySession, StreamId, WorkerId};
use crate::ipc::files::OutgoingFile;
use crate::protocol::http2::{Answer, Ending, fields, push_field};
use crate::reactor::Receipt;
use crate::reactor::connection::Watcher;
use crate::reactor::outbox::FILE_WEIGHT;
use crate::sys::socket;

/// Of one connection, by number of the stream.
#[derive(Debug, Default)]
pub(in crate::reactor) struct Streams {
    /// Borrowed for single calls only, never while anything is delivered.
    map: RefCell<HashMap<StreamId, Stream, BySession>>,
    /// Those that have something to send, in the order of their turns.
    due: RefCell<VecDeque<StreamId>>,
    backlog: Cell<usize>,
    /// Who waited for streams that are gone.
    orphans: RefCell<Waiting>,
    /// Counted requests that are over since that was asked.
    ended: Cell<usize>,
    /// The last one that was taken from the peer.
    pub(super) last: Cell<u32>,
    /// The peer was told that no more are taken.
    pub(super) refuses: Cell<bool>,
}

/// The stream takes no answer (any more).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Gone;

/// Who waited for a stream.
pub(super) type Waiting = Vec<(StreamId, Watcher)>;

#[derive(Debug)]
struct Stream {
    way: Way,
    waits: VecDeque<Item>,
    queued: usize,
    /// The last part is known.
    complete: bool,
    /// It is one of the requests in progress (`max_concurrency`).
    counted: bool,
    /// Who answers it can not wait for the client.
    deep: bool,
    /// Who has the request.
    receipt: Option<Receipt>,
    watchers: Vec<Watcher>,
}

#[derive(Debug)]
enum Way {
    /// The head is not sent.
    Head(SendResponse<Bytes>),
    Body(SendStream<Bytes>),
}

#[derive(Debug)]
enum Item {
    Data(Bytes),
    File(OutgoingFile),
    Trailers(HeaderMap),
    End,
    Reset(Reason),
}

/// How far a stream came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Everything is sent that is known.
    Idle,
    /// Its windows are full.
    Blocked,
    /// It has more, but others want to have their turn.
    Enough,
    /// The answer is complete, or nobody wants it.
    Over,
}

impl Streams {
    pub(super) fn open(&self, number: StreamId, respond: SendResponse<Bytes>) {
        let stream = Stream {
            way: Way::Head(respond),
            waits: VecDeque::new(),
            queued: 0,
            complete: false,
            counted: false,
            deep: false,
            receipt: None,
            watchers: Vec::new(),
        };
        self.map.borrow_mut().insert(number, stream);
    }

    /// It is one of the requests in progress from now on.
    pub(super) fn count_in(&self, number: StreamId) {
        match self.map.borrow_mut().get_mut(&number) {
            Some(stream) => stream.counted = true,
            None => self.ended.set(self.ended.get() + 1),
        }
    }

    pub(super) fn is_counted(&self, number: StreamId) -> bool {
        self.map.borrow().get(&number).is_some_and(|stream| stream.counted)
    }

    /// How many of those are over since the last call.
    pub(super) fn take_ended(&self) -> usize {
        self.ended.take()
    }

    fn count_out(&self, stream: &mut Stream) {
        if std::mem::take(&mut stream.counted) {
            self.ended.set(self.ended.get() + 1);
        }
    }

    /// That worker has it.
    pub(super) fn taken(&self, number: StreamId, receipt: Receipt) {
        if let Some(stream) = self.map.borrow_mut().get_mut(&number) {
            stream.receipt = Some(receipt);
        }
    }

    /// Another process answers than the one that has it.
    pub(in crate::reactor) fn disown(&self, number: StreamId) {
        if let Some(stream) = self.map.borrow_mut().get_mut(&number) {
            stream.receipt = None;
        }
    }

    /// Answers for a worker that died. True: there was something to answer.
    pub(in crate::reactor) fn lost(&self, worker: WorkerId, positions: &Range<u64>) -> bool {
        let is_lost = |receipt: Receipt| receipt.worker == worker && positions.contains(&receipt.position);
        let lost: Vec<_> = (self.map.borrow().iter())
            .filter(|(_, stream)| !stream.complete && stream.receipt.is_some_and(is_lost))
            .map(|(number, stream)| (*number, matches!(stream.way, Way::Head(_))))
            .collect();
        for &(number, fresh) in &lost {
            match fresh {
                true => self.refuse(number, 500),
                false => self.reset(number, Reason::INTERNAL_ERROR),
            }
        }
        !lost.is_empty()
    }

    /// Answers without the application.
    pub(super) fn refuse(&self, number: StreamId, status: u16) {
        let mut fields = Vec::new();
        push_field(b"content-length", b"0", &mut fields);
        let answer = Answer { head: Some((status, &fields)), data: &[], trailers: &[], ending: Ending::Last };
        // A client that is gone needs no answer.
        let _ = self.answer(number, answer);
    }

    /// With the application, or not yet sent.
    pub(super) fn count(&self) -> usize {
        self.map.borrow().len()
    }

    /// Bytes of all that wait.
    pub(super) fn backlog(&self) -> usize {
        self.backlog.get()
    }

    /// Bytes of one that wait.
    pub(super) fn queued(&self, number: StreamId) -> usize {
        self.map.borrow().get(&number).map_or(0, |stream| stream.queued)
    }

    /// Whoever answers can not wait: as much of the answer is held as of one over HTTP/1. False: that was said before, or the stream is gone.
    pub(super) fn deepen(&self, number: StreamId) -> bool {
        self.map.borrow_mut().get_mut(&number).is_some_and(|stream| !std::mem::replace(&mut stream.deep, true))
    }

    pub(super) fn is_deep(&self, number: StreamId) -> bool {
        self.map.borrow().get(&number).is_some_and(|stream| stream.deep)
    }

    /// A part of an answer.
    pub(super) fn answer(&self, number: StreamId, answer: Answer<'_>) -> Result<(), Gone> {
        self.take(number, |stream| stream.answer(answer))
    }

    pub(super) fn answer_file(&self, number: StreamId, file: OutgoingFile) -> Result<(), Gone> {
        self.take(number, |stream| {
            stream.queued += FILE_WEIGHT;
            stream.waits.push_back(Item::File(file));
            Ok(())
        })
    }

    fn take(&self, number: StreamId, act: impl FnOnce(&mut Stream) -> Result<(), Gone>) -> Result<(), Gone> {
        let mut map = self.map.borrow_mut();
        let stream = map.get_mut(&number).filter(|stream| !stream.complete).ok_or(Gone)?;
        let (before, was_due) = (stream.queued, !stream.waits.is_empty());
        let result = act(stream);
        self.backlog.set(self.backlog.get() + stream.queued - before);
        let over = result.is_err() || stream.complete && stream.waits.is_empty();
        if over || stream.complete {
            self.count_out(stream);
        }
        if !stream.waits.is_empty() && !was_due {
            self.due.borrow_mut().push_back(number);
        }
        if over {
            self.backlog.set(self.backlog.get() - stream.queued);
            let watchers = map.remove(&number).into_iter().flat_map(|stream| stream.watchers);
            // The next round tells them.
            self.orphans.borrow_mut().extend(watchers.map(|who| (number, who)));
        }
        result
    }

    /// The stream is not answered by the application: `None` when it is not known.
    pub(super) fn reset(&self, number: StreamId, reason: Reason) {
        // One that is over needs no reset.
        let _ = self.answer(number, Answer::data(&[], Ending::Reset(reason.into())));
    }

    /// Every stream whose answer is not complete.
    pub(super) fn reset_unanswered(&self, reason: Reason) {
        let open: Vec<_> =
            self.map.borrow().iter().filter(|(_, stream)| !stream.complete).map(|(number, _)| *number).collect();
        for number in open {
            self.reset(number, reason);
        }
    }

    /// Sends what may be sent. True: something was. `waiting` gets those who wanted to know that nothing waits any more.
    pub(super) fn pump(&self, cx: &mut Context<'_>, waiting: &mut Waiting) -> bool {
        let mut busy = false;
        waiting.append(&mut self.orphans.borrow_mut());
        let turns = self.due.borrow().len();
        for _ in 0..turns {
            let Some(number) = self.due.borrow_mut().pop_front() else { break };
            let mut map = self.map.borrow_mut();
            let Some(stream) = map.get_mut(&number) else { continue };
            let before = stream.queued;
            let step = stream.pump(cx, &mut busy);
            self.backlog.set(self.backlog.get() - (before - stream.queued));
            match step {
                Step::Blocked => self.due.borrow_mut().push_back(number),
                Step::Enough => {
                    self.due.borrow_mut().push_back(number);
                    cx.waker().wake_by_ref();
                }
                Step::Idle => waiting.extend(stream.watchers.drain(..).map(|watcher| (number, watcher))),
                Step::Over => {
                    self.count_out(stream);
                    self.backlog.set(self.backlog.get() - stream.queued);
                    let stream = map.remove(&number);
                    waiting.extend(stream.into_iter().flat_map(|stream| stream.watchers).map(|who| (number, who)));
                }
            }
        }
        busy
    }

    /// False: nothing of it waits, or it is gone.
    pub(super) fn watch(&self, number: StreamId, watcher: Watcher) -> bool {
        let mut map = self.map.borrow_mut();
        let Some(stream) = map.get_mut(&number).filter(|stream| !stream.waits.is_empty()) else { return false };
        if !stream.watchers.iter().any(|known| known.is_same(&watcher)) {
            stream.watchers.push(watcher);
        }
        true
    }

    /// Open for parts of an answer.
    pub(super) fn is_open(&self, number: StreamId) -> bool {
        self.map.borrow().get(&number).is_some_and(|stream| !stream.complete)
    }

    /// The connection is over.
    pub(super) fn clear(&self) -> Waiting {
        self.due.borrow_mut().clear();
        self.backlog.set(0);
        let mut gone = self.map.take();
        gone.values_mut().for_each(|stream| self.count_out(stream));
        gone.into_iter()
            .flat_map(|(number, stream)| stream.watchers.into_iter().map(move |who| (number, who)))
            .collect()
    }
}

impl Stream {
    fn answer(&mut self, answer: Answer<'_>) -> Result<(), Gone> {
        if let Ending::Reset(code) = answer.ending {
            self.complete = true;
            // What waits is of no use without the rest.
            self.waits.clear();
            self.queued = 0;
            self.wait(Item::Reset(code.into()));
            return Ok(());
        }
        let last = answer.ending == Ending::Last;
        if let Some((status, head)) = answer.head {
            if !self.begin(status, head, last && answer.data.is_empty() && answer.trailers.is_empty())? {
                self.complete = true;
                return Ok(());
            }
        }
        self.complete = last;
        if last && self.waits.is_empty() && answer.data.len() <= AT_ONCE {
            return self.finish(answer);
        }
        if !answer.data.is_empty() {
            self.wait(Item::Data(Bytes::copy_from_slice(answer.data)));
        }
        if last {
            self.wait(if answer.trailers.is_empty() { Item::End } else { Item::Trailers(headers(answer.trailers)) });
        }
        Ok(())
    }

    /// Sends the head. Ok(false): nothing may follow.
    fn begin(&mut self, status: u16, head: &[u8], whole: bool) -> Result<bool, Gone> {
        let Way::Head(respond) = &mut self.way else { return Ok(true) };
        let status = StatusCode::from_u16(status).ok().filter(|status| !status.is_informational());
        let Some(status) = status else {
            tracing::warn!("an answer over HTTP/2 needs a status of 200 and more; its stream is reset");
            respond.send_reset(Reason::INTERNAL_ERROR);
            return Ok(false);
        };
        let mut response = Response::new(());
        *response.status_mut() = status;
        *response.headers_mut() = headers(head);
        let send = respond.send_response(response, whole).map_err(|_| Gone)?;
        self.way = Way::Body(send);
        Ok(!whole)
    }

    /// The last part, where nothing waits before it and it is short: it waits for its window with the frames.
    fn finish(&mut self, answer: Answer<'_>) -> Result<(), Gone> {
        let Way::Body(send) = &mut self.way else {
            self.wait(Item::Reset(Reason::INTERNAL_ERROR));
            return Ok(());
        };
        let ends = answer.trailers.is_empty();
        if ends || !answer.data.is_empty() {
            send.send_data(Bytes::copy_from_slice(answer.data), ends).map_err(|_| Gone)?;
        }
        if !ends {
            send.send_trailers(headers(answer.trailers)).map_err(|_| Gone)?;
        }
        Ok(())
    }

    fn wait(&mut self, item: Item) {
        if let Item::Data(data) = &item {
            self.queued += data.len();
        }
        self.waits.push_back(item);
    }

    fn pump(&mut self, cx: &mut Context<'_>, busy: &mut bool) -> Step {
        let mut budget = TURN;
        while let Some(item) = self.waits.front_mut() {
            if let Item::Reset(reason) = *item {
                match &mut self.way {
                    Way::Head(respond) => respond.send_reset(reason),
                    Way::Body(send) => send.send_reset(reason),
                }
                *busy = true;
                return Step::Over;
            }
            let Way::Body(send) = &mut self.way else { return Step::Idle };
            let wanted = match item {
                Item::Data(data) => data.len(),
                Item::File(file) => usize::try_from(file.length).unwrap_or(AT_ONCE),
                Item::Trailers(_) | Item::End | Item::Reset(_) => 0,
            };
            if wanted > 0 && budget == 0 {
                return Step::Enough;
            }
            let room = if wanted == 0 {
                0
            } else {
                match room(send, wanted.min(AT_ONCE), cx) {
                    Ok(0) => return Step::Blocked,
                    Ok(room) => room.min(wanted).min(AT_ONCE),
                    Err(Gone) => return Step::Over,
                }
            };
            *busy = true;
            budget = budget.saturating_sub(room);
            let sent = match item {
                Item::Data(data) => {
                    let piece = data.split_to(room);
                    self.queued -= room;
                    let done = data.is_empty();
                    self.send_piece(piece, done)
                }
                Item::File(file) => match read(file, room) {
                    Ok(piece) => {
                        let done = file.length == 0;
                        if done {
                            self.queued -= FILE_WEIGHT;
                        }
                        self.send_piece(piece, done)
                    }
                    Err(text) => {
                        tracing::warn!("{text}; its stream is reset");
                        send.send_reset(Reason::INTERNAL_ERROR);
                        return Step::Over;
                    }
                },
                Item::Trailers(trailers) => {
                    return over(send.send_trailers(std::mem::take(trailers)));
                }
                Item::End => return over(send.send_data(Bytes::new(), true)),
                Item::Reset(_) => return Step::Over,
            };
            match sent {
                Ok(false) => {}
                Ok(true) | Err(Gone) => return Step::Over,
            }
        }
        Step::Idle
    }

    /// A piece of the first item, `done`: its last. Ok(true): the stream ended with it.
    fn send_piece(&mut self, piece: Bytes, done: bool) -> Result<bool, Gone> {
        if done {
            self.waits.pop_front();
        }
        let ends = done && matches!(self.waits.front(), Some(Item::End));
        let Way::Body(send) = &mut self.way else { return Err(Gone) };
        send.send_data(piece, ends).map_err(|_| Gone)?;
        Ok(ends)
    }
}

fn over<T>(_: T) -> Step {
    Step::Over
}

/// How many bytes the stream takes now; 0: `cx` is woken when it takes some.
fn room(send: &mut SendStream<Bytes>, wanted: usize, cx: &mut Context<'_>) -> Result<usize, Gone> {
    send.reserve_capacity(wanted);
    if send.capacity() > 0 {
        return Ok(send.capacity());
    }
    loop {
        match send.poll_capacity(cx) {
            Poll::Pending => return Ok(0),
            Poll::Ready(Some(Ok(0))) => {}
            Poll::Ready(Some(Ok(room))) => return Ok(room),
            Poll::Ready(Some(Err(_)) | None) => return Err(Gone),
        }
    }
}

/// The next bytes of a file.
fn read(file: &mut OutgoingFile, most: usize) -> Result<Bytes, String> {
    let mut bytes = vec![0; most];
    let path = String::from_utf8_lossy(&file.path);
    let read = socket::read_at(file.file.as_fd(), &mut bytes, file.offset)
        .map_err(|error| format!("the file {path} can not be read: {error}"))?;
    if read == 0 {
        return Err(format!("the file {path} became shorter while it was sent; {} bytes are missing", file.length));
    }
    bytes.truncate(read);
    file.offset += read as u64;
    file.length -= read as u64;
    Ok(bytes.into())
}

/// What can not stand in a field is left out: it was refused when it was set.
fn headers(bytes: &[u8]) -> HeaderMap {
    let mut map = HeaderMap::with_capacity(8);
    for (name, value) in fields(bytes) {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value)) {
            map.append(name, value);
        }
    }
    map
}

/// What is handed to the frames without asking for room, and the most that is at once.
const AT_ONCE: usize = 16 << 10;
/// One turn of a stream whose peer reads as fast as it is sent.
const TURN: usize = 256 << 10;
