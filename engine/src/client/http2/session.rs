//! The connection: requests in, answers out, in the order in which the server gets them ready. Must not wait.
//!
//! Bytes of the server go to [`Session::feed`], [`Session::outbound`] is for the server; after each call everything is done that can be. What a server
//! may send unasked is bounded: bodies by the windows until somebody takes them, fields by `header_list`, answers to its PINGs by the pipe.

use std::cell::RefMut;
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use bytes::{Bytes, BytesMut};
use h2::client::{Builder, Connection as Frames, SendRequest};
use parking_lot::Mutex;

use super::pipe::{Pipe, Wire};
use super::request::{Flaw, Head};
use super::stream::{Answer, Gone, Reading, Stream};
use crate::protocol::http2::{GoAway, Notices, Settings, frame};

/// What one connection may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a body that the server may send ahead.
    pub window: u32,
    /// The same over all streams.
    pub connection_window: u32,
    pub header_list: u32,
    /// Bytes of a body that is collected as a whole.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { window: 1 << 20, connection_window: 4 << 20, header_list: 1 << 20, body: 256 << 20 }
    }
}

/// Why nothing more comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The server closed the connection.
    Closed,
    /// It said goodbye before, and what it had taken is answered.
    GoAway(GoAway),
    /// What came is not HTTP/2.
    Broken(String),
}

pub struct Session {
    // Before the requests: it is told of handles that are dropped.
    frames: Option<Frames<Wire, Bytes>>,
    requests: SendRequest<Bytes>,
    pipe: Rc<Pipe>,
    notices: Notices,
    streams: BTreeMap<u32, Stream>,
    ready: Arc<Ready>,
    roused: Arc<Roused>,
    limits: Limits,
    /// Frames of our own that wait until the frames have written theirs.
    controls: Vec<u8>,
    next: u32,
    end: Option<End>,
}

impl Session {
    pub fn new(limits: Limits) -> Result<Session, End> {
        let pipe = Rc::new(Pipe::default());
        let roused = Arc::new(Roused::default());
        let waker = Waker::from(Arc::clone(&roused));
        let broken = |why: &str| End::Broken(why.to_owned());
        let handshake = pin!(builder(&limits).handshake(Wire(Rc::clone(&pipe))));
        let (requests, frames) = match handshake.poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(Ok(both)) => both,
            Poll::Ready(Err(error)) => return Err(broken(&error.to_string())),
            Poll::Pending => return Err(broken("the preface has no room")),
        };
        let mut session = Session {
            frames: Some(frames),
            requests,
            pipe,
            notices: Notices::default(),
            streams: BTreeMap::new(),
            ready: Arc::default(),
            roused,
            limits,
            controls: Vec::new(),
            next: 1,
            end: None,
        };
        session.pump();
        Ok(session)
    }

    /// What came from the server.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.end.is_none() {
            self.notices.feed(bytes);
            self.pipe.inbound.borrow_mut().extend_from_slice(bytes);
            self.pump();
        }
    }

    /// The server says nothing more.
    pub fn hang_up(&mut self) {
        self.pipe.ended.set(true);
        self.pump();
    }

    /// What goes to the server; whoever has taken something out of it calls [`Session::made_room`].
    pub fn outbound(&self) -> RefMut<'_, BytesMut> {
        self.pipe.outbound.borrow_mut()
    }

    pub fn made_room(&mut self) {
        if self.pipe.blocked.get() && self.pipe.outbound.borrow().is_empty() {
            self.pump();
        }
    }

    /// Bytes that came and are not looked at, because nothing can be answered: no more of them should be read.
    pub fn is_stuck(&self) -> bool {
        self.pipe.blocked.get() && !self.pipe.inbound.borrow().is_empty()
    }

    pub fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }

    /// The server takes no further requests.
    pub fn goaway(&self) -> Option<&GoAway> {
        self.notices.goaway.as_ref()
    }

    /// Sends a request, without its body unless it has none (`whole`); its number. `pieces`: its answer is given as it comes. Nothing of it is given
    /// before [`Session::announce`].
    pub fn request(&mut self, head: &Head<'_>, whole: bool, pieces: bool) -> Result<u32, Flaw> {
        let request = head.build()?;
        // A clone has its own place in the queue for when the server takes more streams.
        let mut requests = self.requests.clone();
        let (response, send) = requests.send_request(request, whole).map_err(|error| Flaw(error.to_string()))?;
        let number = send.stream_id().as_u32();
        self.next = number + 2;
        self.streams.insert(number, Stream::new(number, response, send, !whole, pieces, &self.ready));
        self.pump();
        Ok(number)
    }

    /// Whoever asked knows the number, so that it may be answered. True: something of the answer came already.
    pub fn announce(&mut self, number: u32) -> bool {
        self.ready.push(number);
        self.notices.answered >= number || self.end.is_some()
    }

    /// It is known and its answer was not taken as a whole.
    pub fn has(&self, number: u32) -> bool {
        self.streams.contains_key(&number)
    }

    /// Its body has not ended.
    pub fn takes_data(&self, number: u32) -> bool {
        self.streams.get(&number).is_some_and(Stream::takes_data)
    }

    /// The right to write to a stream, one at a time; false: somebody else has it.
    pub fn claim(&mut self, number: u32) -> Result<bool, Gone> {
        let stream = self.streams.get_mut(&number).filter(|stream| stream.takes_data()).ok_or(Gone)?;
        Ok(!std::mem::replace(&mut stream.claimed, true))
    }

    pub fn unclaim(&mut self, number: u32) {
        if let Some(stream) = self.streams.get_mut(&number) {
            stream.claimed = false;
        }
    }

    /// How many bytes of `wanted` the server takes now.
    pub fn room(&mut self, number: u32, wanted: usize) -> Result<usize, Gone> {
        let waker = Waker::from(Arc::clone(&self.roused));
        let stream = self.streams.get_mut(&number).ok_or(Gone)?;
        let room = stream.room(wanted, &mut Context::from_waker(&waker));
        self.pump();
        room
    }

    /// A piece of its body, no longer than [`Session::room`] said; `last`: nothing follows.
    pub fn data(&mut self, number: u32, piece: Bytes, last: bool) -> Result<(), Gone> {
        let sent = self.streams.get_mut(&number).ok_or(Gone)?.data(piece, last);
        self.pump();
        sent
    }

    /// Gives a stream up.
    pub fn cancel(&mut self, number: u32) {
        if let Some(mut stream) = self.streams.remove(&number) {
            stream.cancel();
        }
        self.pump();
    }

    /// The next answer, or piece of one.
    pub fn take(&mut self, pieces: bool) -> Option<Answer> {
        let over = self.end.is_some();
        let mut found = None;
        while let Some(number) = self.ready.pop() {
            let Some(stream) = self.streams.get_mut(&number) else { continue };
            found = match stream.read(pieces, self.limits.body, over) {
                Reading::Nothing => None,
                Reading::Piece(answer) => {
                    self.ready.push(number);
                    Some(answer)
                }
                Reading::Last(answer) => {
                    self.streams.remove(&number);
                    Some(answer)
                }
                Reading::Lost => {
                    self.streams.remove(&number);
                    None
                }
            };
            if found.is_some() {
                break;
            }
        }
        // What was read is given back to the server.
        self.pump();
        found
    }

    pub fn ping(&mut self) {
        self.controls.extend_from_slice(&frame::ping(*b"rswoole\0"));
        self.pump();
    }

    /// The server opens no streams, so there is none that was looked at.
    pub fn say_goodbye(&mut self, code: u32, debug: &[u8]) {
        self.controls.extend_from_slice(&frame::goaway(0, code, debug));
        self.pump();
    }

    /// Streams whose answer was not taken as a whole.
    pub fn active(&self) -> usize {
        self.streams.len()
    }

    /// The number of the next request.
    pub fn next(&self) -> u32 {
        self.next
    }

    /// The last stream whose answer began.
    pub fn answered(&self) -> u32 {
        self.notices.answered
    }

    pub fn remote_settings(&self) -> Settings {
        self.notices.settings
    }

    /// A server that says goodbye because of an error closes the connection; what it had not answered, it will not.
    fn end_by_error(&mut self) {
        if let Some(goaway) = self.notices.goaway.as_ref().filter(|goaway| goaway.code != 0 && self.end.is_none()) {
            self.end = Some(End::GoAway(goaway.clone()));
            self.close();
        }
    }

    /// Every stream learns of the end.
    fn close(&mut self) {
        self.frames = None;
        self.streams.keys().for_each(|number| self.ready.push(*number));
    }

    fn pump(&mut self) {
        let waker = Waker::from(Arc::clone(&self.roused));
        for _ in 0..ROUNDS {
            let Some(frames) = &mut self.frames else { break };
            self.roused.0.store(false, Ordering::Relaxed);
            self.pipe.blocked.set(false);
            if let Poll::Ready(result) = pin!(frames).poll(&mut Context::from_waker(&waker)) {
                self.over(result);
            }
            if self.pipe.blocked.get() || !self.roused.0.load(Ordering::Relaxed) {
                break;
            }
        }
        self.end_by_error();
        if !self.pipe.blocked.get() && !self.controls.is_empty() {
            self.pipe.outbound.borrow_mut().extend_from_slice(&self.controls);
            self.controls.clear();
        }
    }

    fn over(&mut self, result: Result<(), h2::Error>) {
        self.end = Some(match (&self.notices.goaway, result) {
            (Some(goaway), _) => End::GoAway(goaway.clone()),
            (None, Err(error)) if !self.pipe.ended.get() => End::Broken(error.to_string()),
            (None, _) => End::Closed,
        });
        self.close();
    }
}

fn builder(limits: &Limits) -> Builder {
    let mut builder = Builder::new();
    builder
        .enable_push(false)
        // Until the server has said how many it takes (RFC 9113, section 6.5.2: at least 100 as a rule).
        .initial_max_send_streams(STREAMS_AHEAD)
        .initial_window_size(limits.window)
        .initial_connection_window_size(limits.connection_window)
        .max_header_list_size(limits.header_list)
        .max_send_buffer_size(SEND_BUFFER);
    builder
}

/// Streams whose answer has gone on, in the order in which it did.
#[derive(Debug, Default)]
pub(super) struct Ready(Mutex<VecDeque<u32>>);

impl Ready {
    pub(super) fn push(&self, number: u32) {
        self.0.lock().push_back(number);
    }

    fn pop(&self) -> Option<u32> {
        self.0.lock().pop_front()
    }
}

/// The frames want to go on.
#[derive(Debug, Default)]
struct Roused(AtomicBool);

impl Wake for Roused {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The frames rouse themselves a few times at most for what one call brings.
const ROUNDS: usize = 16;
const STREAMS_AHEAD: usize = 100;
/// Of one stream, in the hands of the frames.
const SEND_BUFFER: usize = 128 << 10;
