//! One request that is with the application, and what of its answer waits: for the windows of the peer, or for what comes before it. Must
//! not know other streams.

use std::collections::VecDeque;
use std::os::fd::AsFd;
use std::task::{Context, Poll};

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, SendStream};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use crate::ipc::files::OutgoingFile;
use crate::protocol::http2::{Answer, Ending, fields};
use crate::reactor::Receipt;
use crate::reactor::connection::Watcher;
use crate::reactor::outbox::FILE_WEIGHT;
use crate::sys::socket;

/// The stream takes no answer (any more).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Gone;

#[derive(Debug)]
pub(super) struct Stream {
    way: Way,
    waits: VecDeque<Item>,
    pub(super) queued: usize,
    /// The last part is known.
    pub(super) complete: bool,
    /// It is one of the requests in progress (`max_concurrency`).
    pub(super) counted: bool,
    /// Who answers it can not wait for the client.
    pub(super) deep: bool,
    /// Who has the request.
    pub(super) receipt: Option<Receipt>,
    pub(super) watchers: Vec<Watcher>,
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
pub(super) enum Step {
    /// Everything is sent that is known.
    Idle,
    /// Its windows are full.
    Blocked,
    /// It has more, but others want to have their turn.
    Enough,
    /// The answer is complete, or nobody wants it.
    Over,
}

impl Stream {
    pub(super) fn new(respond: SendResponse<Bytes>) -> Stream {
        Stream {
            way: Way::Head(respond),
            waits: VecDeque::new(),
            queued: 0,
            complete: false,
            counted: false,
            deep: false,
            receipt: None,
            watchers: Vec::new(),
        }
    }

    pub(super) fn has_waiting(&self) -> bool {
        !self.waits.is_empty()
    }

    /// Nothing of the answer is sent.
    pub(super) fn is_unanswered(&self) -> bool {
        matches!(self.way, Way::Head(_))
    }

    /// A part of a file, behind what waits.
    pub(super) fn answer_file(&mut self, file: OutgoingFile) {
        self.queued += FILE_WEIGHT;
        self.waits.push_back(Item::File(file));
    }

    pub(super) fn answer(&mut self, answer: Answer<'_>) -> Result<(), Gone> {
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

    /// Sends what may be sent; `busy`: something was.
    pub(super) fn pump(&mut self, cx: &mut Context<'_>, busy: &mut bool) -> Step {
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
