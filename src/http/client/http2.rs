//! A connection of HTTP/2 that several coroutines use at once: one receives, many send. Whoever waits for something moves the bytes of all, so nobody's
//! request depends on another coroutine, and there is no task beside them. Must not know classes.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use bytes::{Buf, Bytes};
use rswoole_engine::client::http2::{Answer, End, Flaw, Gone, Head, Session};

use crate::coroutine::{self, Cid};
use crate::error_texts;
use crate::errors::code;
use crate::socket::{CoSocket, Done, Failure, Limit, Stop, TIMED_OUT, Way, has_been_bound, within};

/// The session, its socket and those who wait.
pub struct Link {
    pub socket: Rc<CoSocket>,
    session: RefCell<Session>,
    crowd: Arc<Crowd>,
    /// The coroutine that receives; 0: none.
    receiver: Cell<Cid>,
    /// What has gone to the socket.
    sent: Cell<u64>,
    /// What the socket said at its end.
    broken: RefCell<Option<Failure>>,
    closed: Cell<bool>,
}

/// A request beside its head.
pub struct Sending {
    pub body: Bytes,
    /// Its body ends with that.
    pub ends: bool,
    /// Its answer is given as it comes.
    pub pieces: bool,
}

impl Link {
    /// On a socket that is connected; says hello.
    pub fn new(socket: Rc<CoSocket>, session: Session, limit: &Limit) -> Done<Rc<Link>> {
        let link = Rc::new(Link {
            socket,
            session: RefCell::new(session),
            crowd: Arc::default(),
            receiver: Cell::new(0),
            sent: Cell::new(0),
            broken: RefCell::default(),
            closed: Cell::new(false),
        });
        link.flush(limit)?;
        Ok(link)
    }

    /// Looks at the session, without a wait.
    pub fn look<T>(&self, look: impl FnOnce(&Session) -> T) -> T {
        look(&self.session.borrow())
    }

    /// Why it is of no further use.
    pub fn over(&self) -> Option<Failure> {
        if let Some(failure) = &*self.broken.borrow() {
            return Some(failure.clone());
        }
        self.session.borrow().end().map(|end| match end {
            End::Closed => Failure::code(libc::ECONNRESET.into()),
            End::GoAway(goaway) => {
                Failure::with_text(goaway.code.into(), String::from_utf8_lossy(&goaway.debug).into_owned())
            }
            End::Broken(why) => {
                let number = code::HTTP_INVALID_PROTOCOL;
                Failure::with_text(number, format!("{}: {why}", error_texts::text(number, 0)))
            }
        })
    }

    /// Sends a request; its stream. Err in the result: it can not be sent, and nothing was.
    pub fn request(&self, head: &Head<'_>, sending: Sending, limit: &Limit) -> Done<Result<u32, Flaw>> {
        self.takes_requests()?;
        let Sending { body, ends, pieces } = sending;
        let stream = self.session.borrow_mut().request(head, ends && body.is_empty(), pieces);
        let stream = match stream {
            Ok(stream) => stream,
            Err(flaw) => return self.over().map_or(Ok(Err(flaw)), |failure| Err(failure.into())),
        };
        // A server that does not want the rest of a body has answered: recv() gets that.
        let done = match body.is_empty() {
            true => self.flush(limit),
            false => self.write(stream, body, ends, limit).map(|_: Result<(), Gone>| ()),
        };
        if let Err(stop) = done {
            self.session.borrow_mut().cancel(stream);
            return Err(stop);
        }
        // Before that the receiver could get an answer whose number nobody knows.
        if self.session.borrow_mut().announce(stream) {
            self.crowd.rouse(None);
        }
        Ok(Ok(stream))
    }

    /// A piece of a request's body. `Gone`: the stream takes none.
    pub fn write(&self, stream: u32, data: Bytes, last: bool, limit: &Limit) -> Done<Result<(), Gone>> {
        let claimed = self.wait(limit, |session| match session.claim(stream) {
            Ok(true) => Some(Ok(Claim { link: self, stream })),
            Ok(false) => None,
            Err(Gone) => Some(Err(Gone)),
        })?;
        let Ok(claim) = claimed else { return Ok(Err(Gone)) };
        let done = self.write_claimed(stream, data, last, limit);
        drop(claim);
        if done.is_err() {
            // The server must not take what it got for the whole.
            self.session.borrow_mut().cancel(stream);
        }
        done
    }

    fn write_claimed(&self, stream: u32, mut data: Bytes, last: bool, limit: &Limit) -> Done<Result<(), Gone>> {
        loop {
            let wanted = data.len();
            let room = match wanted {
                0 => Ok(0),
                _ => self.wait(limit, |session| match session.room(stream, wanted) {
                    Ok(0) => None,
                    other => Some(other),
                })?,
            };
            let Ok(room) = room else { return Ok(Err(Gone)) };
            let piece = data.split_to(room);
            let sent = self.session.borrow_mut().data(stream, piece, last && data.is_empty());
            if sent.is_err() || data.is_empty() {
                return self.flush(limit).map(|()| sent);
            }
        }
    }

    /// The next answer, or piece of one. One coroutine at a time.
    pub fn receive(&self, pieces: bool, limit: &Limit) -> Done<Answer> {
        let (other, own) = (self.receiver.get(), coroutine::current_cid());
        if other > 0 {
            return Err(Stop::Raised(has_been_bound(self.socket.fd(), other, Way::Read, own)));
        }
        self.receiver.set(own.max(0));
        let answer = self.wait(limit, |session| session.take(pieces));
        self.receiver.set(0);
        answer
    }

    pub fn ping(&self, limit: &Limit) -> Done<()> {
        self.session.borrow_mut().ping();
        self.flush(limit)
    }

    pub fn goaway(&self, error: u32, debug: &[u8], limit: &Limit) -> Done<()> {
        self.session.borrow_mut().say_goodbye(error, debug);
        self.flush(limit)
    }

    /// Whoever waits goes on with ECANCELED.
    pub fn close(&self) {
        if !self.closed.replace(true) {
            let mut session = self.session.borrow_mut();
            if session.end().is_none() {
                session.say_goodbye(0, b"");
                // Nobody hears whether the last words arrived.
                let _ = self.socket.send_now(&session.outbound());
            }
            drop(session);
            self.crowd.rouse(None);
        }
    }

    fn takes_requests(&self) -> Done<()> {
        if let Some(failure) = self.over() {
            return Err(failure.into());
        }
        if self.session.borrow().goaway().is_some() {
            let text = "the server takes no further requests on this connection (GOAWAY): receive what is outstanding, then connect() again";
            return Err(Failure::with_text(code::CLIENT_NO_CONNECTION, text.to_owned()).into());
        }
        Ok(())
    }

    /// Everything that was said so far is with the kernel. A server that does not take it for so long takes nothing more.
    fn flush(&self, limit: &Limit) -> Done<()> {
        let mark = self.sent.get() + self.session.borrow().outbound().len() as u64;
        let done = self.wait(limit, |_| (self.sent.get() >= mark).then_some(()));
        match &done {
            Err(Stop::Failed(failure)) if failure.code == TIMED_OUT => self.broke(failure.clone()),
            _ => {}
        }
        done
    }

    /// Suspends the coroutine until `find` finds something.
    fn wait<T>(&self, limit: &Limit, mut find: impl FnMut(&mut Session) -> Option<T>) -> Done<T> {
        let place = self.crowd.join();
        let all = Waker::from(Arc::clone(&self.crowd));
        let ready = poll_fn(|cx| {
            for _ in 0..ROUNDS {
                if self.closed.get() {
                    return Poll::Ready(Err(Stop::code(libc::ECANCELED.into())));
                }
                if let Some(found) = find(&mut self.session.borrow_mut()) {
                    return Poll::Ready(Ok(found));
                }
                if let Some(failure) = self.over() {
                    return Poll::Ready(Err(failure.into()));
                }
                place.stay(cx.waker());
                if !self.drive(&mut Context::from_waker(&all)) {
                    return Poll::Pending;
                }
                self.crowd.rouse(Some(place.number));
            }
            // Other coroutines want to have their turn.
            cx.waker().wake_by_ref();
            Poll::Pending
        });
        within(limit, ready)?
    }

    /// Moves bytes both ways. False: there was nothing to move.
    fn drive(&self, cx: &mut Context<'_>) -> bool {
        let busy = self.push(cx);
        if self.session.borrow().end().is_some() || self.session.borrow().is_stuck() {
            return busy;
        }
        match self.socket.poll_receive(cx, &|bytes| self.session.borrow_mut().feed(bytes)) {
            Poll::Pending => return busy,
            Poll::Ready(Ok(0)) => self.session.borrow_mut().hang_up(),
            Poll::Ready(Ok(_)) => {}
            Poll::Ready(Err(stop)) => self.stopped(stop),
        }
        self.push(cx);
        true
    }

    fn push(&self, cx: &mut Context<'_>) -> bool {
        let mut busy = false;
        loop {
            let sent = {
                let session = self.session.borrow();
                let outbound = session.outbound();
                if outbound.is_empty() {
                    return busy;
                }
                self.socket.poll_send(&outbound, cx)
            };
            match sent {
                Poll::Pending => return busy,
                Poll::Ready(Ok(sent)) => {
                    let mut session = self.session.borrow_mut();
                    session.outbound().advance(sent);
                    session.made_room();
                    self.sent.set(self.sent.get() + sent as u64);
                }
                Poll::Ready(Err(stop)) => {
                    self.stopped(stop);
                    return true;
                }
            }
            busy = true;
        }
    }

    fn stopped(&self, stop: Stop) {
        match stop {
            Stop::Failed(failure) => self.broke(failure),
            // Nothing of PHP runs below a poll.
            Stop::Raised(_) => self.broke(Failure::code(libc::EIO.into())),
        }
    }

    /// What had come before stays readable.
    fn broke(&self, failure: Failure) {
        self.broken.borrow_mut().get_or_insert(failure);
        let mut session = self.session.borrow_mut();
        session.outbound().clear();
        session.hang_up();
    }
}

/// The right to write to a stream.
struct Claim<'a> {
    link: &'a Link,
    stream: u32,
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        self.link.session.borrow_mut().unclaim(self.stream);
        self.link.crowd.rouse(None);
    }
}

/// The coroutines that wait for something of one connection. The socket knows one waker for each direction: this one, which wakes them all.
#[derive(Default)]
struct Crowd(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    next: u64,
    wakers: Vec<(u64, Waker)>,
}

struct Place<'a> {
    crowd: &'a Crowd,
    number: u64,
}

impl Crowd {
    fn join(&self) -> Place<'_> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.next += 1;
        Place { crowd: self, number: waiting.next }
    }

    /// All but one.
    fn rouse(&self, but: Option<u64>) {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.wakers.iter().filter(|(number, _)| Some(*number) != but).for_each(|(_, waker)| waker.wake_by_ref());
    }
}

impl Wake for Crowd {
    fn wake(self: Arc<Self>) {
        self.rouse(None);
    }
}

impl Place<'_> {
    fn stay(&self, waker: &Waker) {
        let mut waiting = self.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        match waiting.wakers.iter_mut().find(|(number, _)| *number == self.number) {
            Some((_, known)) => known.clone_from(waker),
            None => waiting.wakers.push((self.number, waker.clone())),
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut waiting = self.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.wakers.retain(|(number, _)| *number != self.number);
    }
}

/// What one coroutine moves before the others have their turn.
const ROUNDS: usize = 64;
