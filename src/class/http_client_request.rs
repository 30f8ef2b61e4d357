//! How `Swoole\Coroutine\Http\Client` asks: one request at a time, sent and answered, tried again where that is of use. The connection is
//! `http_client_connection`'s, the request's form `http_client_outgoing`'s, the answer's place `http_client_sink`'s.

use rswoole_engine::protocol::http1::Asked;

use super::http_client::*;
use super::http_client_sink::Sink;
use crate::coroutine;
use crate::errors::code;
use crate::http::client::form::Segment;
use crate::http::client::receive::receive;
use crate::http::client::request::Outgoing;
use crate::http::talk::send_whole;
use crate::name_resolver::Untried;
use crate::socket::{CoSocket, Done, Failure, Limit, Stop, TIMED_OUT, Way, has_been_bound};
use crate::zend::{Call, Object, Outcome, Raised, Zv};

/// `SWOOLE_HTTP_CLIENT_ESTATUS_*`
const CONNECT_FAILED: i64 = -1;
const REQUEST_TIMEOUT: i64 = -2;
const SERVER_RESET: i64 = -3;
const SEND_FAILED: i64 = -4;

pub fn execute(call: &mut Call<'_>) -> Outcome<Zv> {
    request(call, &[])
}

/// Whatever `setMethod()` said.
pub fn get(call: &mut Call<'_>) -> Outcome<Zv> {
    call.this().set_slot(METHOD, "GET");
    request(call, &[])
}

pub fn post(call: &mut Call<'_>) -> Outcome<Zv> {
    call.this().set_slot(METHOD, "POST");
    call.this().set_slot(REQUEST_BODY, call.zv(1).clone());
    request(call, &[])
}

/// The body goes to a file, not into memory.
pub fn download(call: &mut Call<'_>) -> Outcome<Zv> {
    call.this().set_slot(DOWNLOAD_FILE, call.zv(1).clone());
    call.this().set_slot(DOWNLOAD_OFFSET, call.opt_int(2).unwrap_or(0));
    let done = request(call, &[]);
    call.this().set_slot(DOWNLOAD_FILE, Zv::NULL);
    call.this().set_slot(DOWNLOAD_OFFSET, 0i64);
    done
}

/// The request that the properties describe, for the path that is the call's first argument; `extra` fields replace those of the user.
pub fn request(call: &mut Call<'_>, extra: &[(&str, String)]) -> Outcome<Zv> {
    let state = state(call)?;
    let object = call.this();
    let turn = Turn::take(state)?;
    let done = Asking::new(object, state).run(call.bytes(0), extra);
    drop(turn);
    done
}

/// One request at a time: two that mix on one connection would get each other's answers.
pub struct Turn<'a>(&'a State);

impl<'a> Turn<'a> {
    pub fn take(state: &'a State) -> Outcome<Turn<'a>> {
        let (other, own) = (state.busy.get(), coroutine::current_cid());
        if other > 0 {
            let fd = state.socket.get().map_or(-1, |socket| socket.fd());
            return Err(has_been_bound(fd, other, Way::Write, own));
        }
        state.busy.set(own.max(0));
        Ok(Turn(state))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.busy.set(0);
    }
}

/// Why a request has no answer: the status that tells the stage, and the reason.
type Unanswered = (i64, Stop);

pub struct Asking<'a> {
    pub object: &'a Object,
    pub state: &'a State,
    /// Nodes of the server's cluster for further attempts.
    pub nodes: Untried,
}

impl<'a> Asking<'a> {
    pub fn new(object: &'a Object, state: &'a State) -> Asking<'a> {
        Asking { object, state, nodes: Untried::default() }
    }

    fn run(&self, path: &[u8], extra: &[(&str, String)]) -> Outcome<Zv> {
        self.forget_answer();
        if self.state.talk.borrow().is_some() {
            return fail(
                self.object,
                code::WRONG_OPERATION,
                "the connection speaks WebSocket: close() it before the next request",
            );
        }
        if self.state.awaited.get().is_some() {
            return fail(
                self.object,
                libc::EALREADY.into(),
                "the answer to the former request is not received: call recv() first",
            );
        }
        let Some(outgoing) = self.outgoing(path, extra)? else { return Raised::check(Zv::bool(false)) };
        let retries = option(self.object, "max_retries").map_or(0, |value| value.to_int().max(0));
        for attempt in 0..=retries {
            let is_last = attempt == retries;
            match self.attempt(&outgoing, extra.is_empty()) {
                Ok(()) => {
                    let failed = retries > 0 && matches!(self.object.slot(STATUS).as_int(), Some(502 | 503));
                    if !failed {
                        return Raised::check(Zv::bool(true));
                    }
                    release(self.object, self.state)?;
                }
                Err((CONNECT_FAILED, Stop::Failed(_))) if !is_last => {
                    release(self.object, self.state)?;
                }
                Err(unanswered) => return self.unanswered(unanswered),
            }
        }
        Raised::check(Zv::bool(false))
    }

    fn attempt(&self, outgoing: &Outgoing, may_defer: bool) -> Result<(), Unanswered> {
        self.forget_answer();
        let socket = self.connection().map_err(|stop| (CONNECT_FAILED, stop))?;
        self.state.head_out.borrow_mut().clone_from(&outgoing.head);
        self.state.closes.set(outgoing.closes);
        let asked = if outgoing.is_head { Asked::Head } else { Asked::Other };
        if let Err(stop) = self.send(&socket, outgoing) {
            // A server that does not want the rest of a body says so (413, 401) and ends the connection: that is an answer.
            self.state.closes.set(true);
            return match stop {
                Stop::Failed(failure) if is_hang_up(&failure) && self.answer(asked, 0.0).is_ok() => Ok(()),
                stop => Err((SEND_FAILED, stop)),
            };
        }
        if may_defer && self.state.defer.get() {
            self.state.awaited.set(Some(asked));
            return Ok(());
        }
        self.answer(asked, 0.0)
    }

    /// Nothing is left of the answer before.
    fn forget_answer(&self) {
        let object = self.object;
        for (slot, value) in [(ERR_CODE, Zv::int(0)), (ERR_MSG, Zv::str("")), (STATUS, Zv::int(0)), (BODY, Zv::str(""))]
        {
            object.set_slot(slot, value);
        }
        object.set_slot(HEADERS, Zv::NULL);
        object.set_slot(SET_COOKIES, Zv::NULL);
    }

    /// After a failure the connection is in no known state.
    pub fn unanswered(&self, (status, stop): Unanswered) -> Outcome<Zv> {
        let was_open = release(self.object, self.state);
        let failure = match stop {
            Stop::Raised(raised) => return Err(raised),
            Stop::Failed(failure) => failure,
        };
        was_open?;
        let status = if status == SERVER_RESET && failure.code == TIMED_OUT { REQUEST_TIMEOUT } else { status };
        self.object.set_slot(STATUS, status);
        tell(self.object, &failure);
        Raised::check(Zv::bool(false))
    }

    fn send(&self, socket: &CoSocket, outgoing: &Outgoing) -> Done<()> {
        let limit = Limit::new(0.0, socket.timeouts.get().write);
        let mut rest = &outgoing.body[..];
        match rest.first() {
            // One write for a head and a small body.
            Some(Segment::Bytes(first)) if first.len() <= TOGETHER => {
                send_whole(socket, &[&outgoing.head[..], first].concat(), &limit)?;
                rest = &rest[1..];
            }
            _ => send_whole(socket, &outgoing.head, &limit)?,
        }
        for segment in rest {
            match segment {
                Segment::Bytes(bytes) => send_whole(socket, bytes, &limit)?,
                Segment::File { path, offset, length } => socket.send_file(path, *offset, *length, &limit)?,
            }
        }
        Ok(())
    }

    /// Reads the answer into the properties.
    pub fn answer(&self, asked: Asked, seconds: f64) -> Result<(), Unanswered> {
        let Some(socket) = self.state.socket.get() else {
            return Err((SERVER_RESET, Stop::code(code::CLIENT_NO_CONNECTION)));
        };
        let limit = Limit::new(seconds, socket.timeouts.get().read);
        let mut sink = Sink::new(self).map_err(|stop| (SERVER_RESET, stop))?;
        let decodes = is_on(self.object, "body_decompression");
        let kept = receive(&socket, &self.state.input, asked, decodes, &limit, &mut sink);
        let kept = kept.map_err(|stop| (SERVER_RESET, stop))?;
        if !sink.body.is_empty() {
            self.object.set_slot(BODY, Zv::str(&sink.body));
        }
        let upgraded = self.object.slot(STATUS).as_int() == Some(101);
        if (!kept || self.state.closes.get()) && !upgraded {
            release(self.object, self.state).map_err(|raised| (SERVER_RESET, Stop::Raised(raised)))?;
        }
        crate::errors::set_last(0);
        Ok(())
    }
}

fn is_hang_up(failure: &Failure) -> bool {
    matches!(i32::try_from(failure.code), Ok(libc::EPIPE | libc::ECONNRESET))
}

/// A body that is put behind its head: copying it costs less than a second write.
const TOGETHER: usize = 16 << 10;
