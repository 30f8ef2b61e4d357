//! One request and its answer on the way out: what is sent already, and what the connection gets when PHP never
//! finishes (forgotten `end()`, exception, fatal error). Must not know how an answer looks.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use rswoole_engine::ids::{BySession, SessionId, StreamId};
use rswoole_engine::protocol::http1::{date, reason, refusal};
use rswoole_engine::protocol::http2::{Answer, Ending, push_field};
use rswoole_engine::settings::HttpSettings;
use rswoole_engine::shm::sessions::{Session, flag};
use rswoole_engine::sys::clock::coarse_unix_seconds;
use rswoole_engine::worker::{After, Gateway, SendError};

use super::outlet::Outlet;
use super::websocket::Deflate;
use crate::state::ServerState;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Nothing is sent.
    Fresh,
    /// The head is sent and chunks may follow.
    Chunked,
    /// The head is sent with a length; so many bytes are still owed.
    Measured(u64),
    Ended,
    /// Somebody else answers (`detach()`).
    Detached,
}

pub struct Exchange {
    pub session: SessionId,
    outlet: Rc<dyn Outlet>,
    pub stage: Cell<Stage>,
    pub facts: Facts,
    /// Of the port: how answers are compressed.
    pub settings: Rc<HttpSettings>,
    /// Made by the server for a request; `Response::create()` makes those that nobody has to end.
    owed: bool,
}

/// What of the request decides on the answer's form.
#[derive(Clone, Debug)]
pub struct Facts {
    pub http_11: bool,
    pub keep_alive: bool,
    pub is_head: bool,
    pub accept_encoding: Option<Vec<u8>>,
    /// HTTP/2: the stream that the answer belongs to.
    pub stream: StreamId,
    /// The answer decides whether WebSocket follows: a status of 101, or the end.
    pub is_handshake: bool,
}

impl Default for Facts {
    /// Of a request that is not known here any more.
    fn default() -> Facts {
        Facts {
            http_11: true,
            keep_alive: true,
            is_head: false,
            accept_encoding: None,
            stream: StreamId::NONE,
            is_handshake: false,
        }
    }
}

impl Facts {
    /// Of a request whose answer was given away by `detach()`, in whatever process.
    pub fn of_detached(session: &Session<'_>) -> Facts {
        let is = |flag| session.flags() & flag != 0;
        Facts {
            // The end of the connection ends a body for every client.
            http_11: !is(flag::LAST_REQUEST),
            keep_alive: !is(flag::LAST_REQUEST),
            is_head: is(flag::HEAD),
            ..Facts::default()
        }
    }

    /// For who creates a response for the session.
    fn note_detached(&self, session: &Session<'_>) {
        let last = !self.keep_alive || !self.http_11;
        for (flag, set) in [(flag::LAST_REQUEST, last), (flag::HEAD, self.is_head)] {
            // A session that has ended has nobody to answer.
            let _ = if set { session.set_flag(flag) } else { session.clear_flag(flag) };
        }
    }
}

thread_local! {
    /// Requests of this worker that nobody answered to the end, and whether something was sent.
    static OPEN: RefCell<HashMap<(SessionId, StreamId), bool, BySession>> = RefCell::default();
    /// Each connection ends with its next answer.
    static LAST: Cell<bool> = const { Cell::new(false) };
    /// The worker ends, and what it has not answered is given up.
    static ABANDONED: Cell<bool> = const { Cell::new(false) };
    /// The second, and the two headers of it.
    static DATED: RefCell<(u64, String)> = const { RefCell::new((0, String::new())) };
}

impl Exchange {
    pub fn new(
        session: SessionId,
        outlet: Rc<dyn Outlet>,
        facts: Facts,
        settings: Rc<HttpSettings>,
        owed: bool,
    ) -> Exchange {
        let exchange = Exchange { session, outlet, stage: Cell::new(Stage::Fresh), facts, settings, owed };
        exchange.note(false);
        exchange
    }

    /// Sends the answer's last part. The stage changes even when the client is gone: it can not be tried again.
    pub fn finish(&self, parts: [&[u8]; 2], after: After) -> Result<(), SendError> {
        self.stage.set(Stage::Ended);
        self.forget();
        self.outlet.respond(parts, Some(after))
    }

    /// Sends a part that others follow.
    pub fn part(&self, parts: [&[u8]; 2]) -> Result<(), SendError> {
        self.note(true);
        self.outlet.respond(parts, None)
    }

    /// As `part` or `finish`, over HTTP/2.
    pub fn answer(&self, answer: Answer<'_>) -> Result<(), SendError> {
        if answer.is_last() {
            self.stage.set(Stage::Ended);
            self.forget();
        } else {
            self.note(true);
        }
        self.outlet.answer(answer)
    }

    pub fn is_http_2(&self) -> bool {
        !self.facts.stream.is_none()
    }

    pub fn detach(&self) {
        let world = ServerState::current().and_then(|state| state.running()).filter(|_| self.is_session());
        if let Some(session) = world.as_ref().and_then(|world| world.shared.sessions.get(self.session)) {
            self.facts.note_detached(&session);
        }
        self.stage.set(Stage::Detached);
        self.forget();
        self.outlet.disown();
    }

    /// From now on every process may send messages of WebSocket to the session.
    pub fn note_established(&self, deflate: Option<Deflate>) {
        if let Some(connection) = self.outlet.connection() {
            return connection.begin_talk(deflate);
        }
        let flags = flag::WEBSOCKET
            | match deflate {
                Some(Deflate { small_window: true }) => flag::DEFLATE | flag::SMALL_WINDOW,
                Some(Deflate { small_window: false }) => flag::DEFLATE,
                None => 0,
            };
        let world = ServerState::current().and_then(|state| state.running());
        if let Some(world) = world {
            world.shared.sessions.get(self.session).and_then(|session| session.set_flag(flags));
        }
    }

    pub fn close(&self) -> Result<(), SendError> {
        self.outlet.close()
    }

    pub fn outlet(&self) -> &dyn Outlet {
        &*self.outlet
    }

    /// The connection ends with this answer, whatever the application says.
    pub fn is_last(&self) -> bool {
        !self.facts.keep_alive || LAST.get() || self.outlet.connection().is_some_and(|connection| connection.last.get())
    }

    /// What follows a complete answer.
    pub fn after(&self, closes: bool) -> After {
        if closes || self.facts.is_handshake || self.is_last() { After::Close } else { After::Next }
    }

    /// Of sessions the worker must know what it owes, and whether something was sent.
    fn note(&self, begun: bool) {
        if self.owed && self.is_session() {
            OPEN.with_borrow_mut(|open| open.insert((self.session, self.facts.stream), begun));
        }
    }

    fn is_session(&self) -> bool {
        self.outlet.connection().is_none()
    }

    fn forget(&self) {
        if self.owed && self.is_session() {
            OPEN.with_borrow_mut(|open| open.remove(&(self.session, self.facts.stream)));
        }
    }
}

impl Drop for Exchange {
    /// Nobody ended it: the client must not wait for ever.
    fn drop(&mut self) {
        // What unwinds because the process ends was given up before it could be completed: it must not look complete.
        if !self.owed || self.is_session() && ABANDONED.get() {
            return;
        }
        if self.is_http_2() {
            // A client that is gone needs no answer.
            let _ = match self.stage.get() {
                Stage::Ended | Stage::Detached => Ok(()),
                Stage::Fresh => self.answer(failed(&mut Vec::new())),
                Stage::Chunked => self.answer(Answer::data(&[], Ending::Last)),
                Stage::Measured(_) => self.answer(Answer::RESET),
            };
            return;
        }
        // The session may be at its next request already.
        if !matches!(self.stage.get(), Stage::Ended | Stage::Detached) {
            self.forget();
        }
        let after = self.after(false);
        match self.stage.get() {
            // Of a connection of its own nobody else has a hold.
            Stage::Detached if !self.is_session() => self.outlet.abandoned(&[], After::Close),
            Stage::Ended | Stage::Detached => {}
            Stage::Fresh => self.outlet.abandoned(&failure(after), after),
            Stage::Chunked => self.outlet.abandoned(b"0\r\n\r\n", after),
            // The promised length can not be met any more.
            Stage::Measured(_) => self.outlet.abandoned(&[], After::Close),
        }
    }
}

/// This worker ends, and its connections with it: who is still answered is told so, and asks nobody who is gone.
pub fn connections_end() {
    LAST.set(true);
}

/// The worker ends without answering: what is open gets a 500, or its end where something was sent.
pub fn abandon(gateway: &dyn Gateway) {
    ABANDONED.set(true);
    for ((session, stream), begun) in OPEN.take() {
        if !stream.is_none() {
            let mut fields = Vec::new();
            let answer = if begun { Answer::RESET } else { failed(&mut fields) };
            let _ = gateway.answer(session, stream, answer);
            continue;
        }
        let answer = failure(After::Close);
        let _ = gateway.respond(session, [if begun { &[] } else { &answer }, &[]], Some(After::Close));
    }
}

/// An answer that the application is not asked for.
pub fn refuse(gateway: &dyn Gateway, session: SessionId, stream: StreamId, status: u16) {
    // A client that is gone needs no answer.
    let _ = if stream.is_none() {
        gateway.respond(session, [&refusal(status), &[]], Some(After::Close))
    } else {
        let mut fields = Vec::new();
        push_field(b"content-length", b"0", &mut fields);
        let head = Some((status, &fields[..]));
        gateway.answer(session, stream, Answer { head, data: &[], trailers: &[], ending: Ending::Last })
    };
}

/// As `failure`, over HTTP/2.
fn failed(fields: &mut Vec<u8>) -> Answer<'_> {
    push_field(b"server", SERVER.as_bytes(), fields);
    with_date(|date| push_field(b"date", date.as_bytes(), fields));
    push_field(b"content-type", b"text/html", fields);
    push_field(b"content-length", b"0", fields);
    Answer { head: Some((500, &fields[..])), data: &[], trailers: &[], ending: Ending::Last }
}

/// The answer to a request that the application did not answer.
pub fn failure(after: After) -> Vec<u8> {
    let connection = if after == After::Close { "close" } else { "keep-alive" };
    let head = with_server_and_date(|lines| {
        format!(
            "HTTP/1.1 500 {}\r\n{lines}Connection: {connection}\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n",
            reason(500).unwrap_or_default()
        )
    });
    head.into_bytes()
}

/// The current date.
pub fn with_date<T>(use_it: impl FnOnce(&str) -> T) -> T {
    with_server_and_date(|lines| use_it(&lines[BEFORE_DATE..lines.len() - 2]))
}

/// The headers `Server` and `Date` as HTTP/1 has them, made once per second.
pub fn with_server_and_date<T>(use_it: impl FnOnce(&str) -> T) -> T {
    let now = coarse_unix_seconds();
    DATED.with_borrow_mut(|(made, lines)| {
        if *made != now {
            (*made, *lines) = (now, format!("Server: {SERVER}\r\nDate: {}\r\n", date(now)));
        }
        use_it(lines)
    })
}

const BEFORE_DATE: usize = "Server: \r\nDate: ".len() + SERVER.len();

/// What the header `Server` says where the application says nothing.
pub const SERVER: &str = "swoole-http-server";
