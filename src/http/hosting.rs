//! The connections of `Coroutine\Http\Server`: each is served by its coroutine, request after request, through the same dialogue that reactors
//! use. Must not accept connections.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use rswoole_engine::ids::{SessionId, StreamId};
use rswoole_engine::net::SocketOptions;
use rswoole_engine::protocol::http1::{Http1, Limits, RequestView, refusal};
use rswoole_engine::protocol::websocket::{Opcode, close_payload, code};
use rswoole_engine::protocol::{Dialogue, Pace, Question, QuestionKind, Violation};
use rswoole_engine::reactor::{FileAnswer, StaticFiles, UploadFolder};
use rswoole_engine::server::port_options;
use rswoole_engine::settings::{HttpSettings, PortSettings, WebSocketSettings};
use rswoole_engine::shm::sessions::Peer;
use rswoole_engine::sys::clock::{unix_micros, unix_seconds};
use rswoole_engine::sys::socket_io::Name;
use rswoole_engine::worker::After;

use super::connection::{Connection, Connections, SocketOutlet};
use super::exchange::{Exchange, Facts};
use super::request::{Content, Parse, now, starts_with_ignoring_case};
use super::server_array::{Origin, Served};
use super::talk::{Talk, Wishes, send_whole};
use super::websocket;
use crate::class::{http_request, http_response};
use crate::socket::{CoSocket, Limit, Stop, TIMED_OUT};
use crate::zend::{Callable, Object, Outcome};

/// Patterns with their handlers.
pub type Handlers = Vec<(Vec<u8>, Callable)>;

/// The same pattern again replaces the former handler.
pub fn register(handlers: &RefCell<Handlers>, pattern: &[u8], callable: Callable) {
    let mut known = handlers.borrow_mut();
    let old = match known.iter_mut().find(|(known, _)| known == pattern) {
        Some((_, old)) => Some(std::mem::replace(old, callable)),
        None => {
            known.push((pattern.to_vec(), callable));
            None
        }
    };
    drop(known);
    // Outside of the borrow: what it holds may have a destructor.
    drop(old);
}

/// What the connections of a server share.
pub struct Host {
    settings: Rc<HttpSettings>,
    websocket: WebSocketSettings,
    limits: Arc<Limits>,
    parse: Rc<Parse>,
    served: Rc<Served>,
    files: Option<StaticFiles>,
    /// Of every connection.
    socket: SocketOptions,
    idle: Option<Duration>,
    pub running: Cell<bool>,
    pub connections: Connections,
    handlers: RefCell<Handlers>,
}

impl Host {
    pub fn new(settings: &PortSettings, address: &str, port: u16, handlers: Handlers) -> Host {
        let http = settings.http.clone();
        let folder = UploadFolder::new(&http.upload_tmp_dir);
        // The handler answers a handshake, and what follows is read in its coroutine.
        let limits = Limits { websocket: None, http2: false, ..port_options::http1(settings, folder) };
        let websocket = http.websocket.clone().unwrap_or_default();
        Host {
            limits: Arc::new(limits),
            parse: Rc::new(Parse {
                cookie: http.parse_cookie,
                post: http.parse_post,
                files: http.parse_files,
                upload_tmp_dir: http.upload_tmp_dir.clone(),
                upload_max_filesize: http.upload_max_filesize,
            }),
            files: port_options::static_files(&http),
            socket: port_options::connected(settings),
            settings: Rc::new(http),
            websocket,
            served: Rc::new(Served::new(address, port)),
            idle: settings.max_idle_time,
            running: Cell::new(true),
            connections: Connections::default(),
            handlers: RefCell::new(handlers),
        }
    }

    /// The manual: prefixes, whatever their case; "/" is for what no other one matches. Of several that match, the original takes whichever its
    /// hash table shows first; the longest is the one whose handler nobody can have meant to be dead.
    fn handler(&self, path: &[u8]) -> Option<Callable> {
        let handlers = self.handlers.borrow();
        let matches = |pattern: &[u8]| pattern != b"/" && starts_with_ignoring_case(path, pattern);
        let found = handlers.iter().filter(|(pattern, _)| matches(pattern)).max_by_key(|(pattern, _)| pattern.len());
        found.or_else(|| handlers.iter().find(|(pattern, _)| pattern == b"/")).map(|(_, callable)| callable.clone())
    }

    /// The same pattern again replaces the former handler.
    pub fn handle(&self, pattern: &[u8], callable: Callable) {
        register(&self.handlers, pattern, callable);
    }

    pub fn with_handlers(&self, mut look: impl FnMut(&Callable)) {
        if let Ok(handlers) = self.handlers.try_borrow() {
            handlers.iter().for_each(|(_, callable)| look(callable));
        }
    }
}

/// Serves a connection to its end. `shown` is the socket as PHP sees it.
pub fn serve(host: &Rc<Host>, socket: Rc<CoSocket>, shown: &Object) -> Outcome<()> {
    let served = converse(host, Rc::clone(&socket), shown);
    // A response that somebody keeps must not keep the client waiting.
    let _ = socket.shutdown(BOTH);
    served
}

fn converse(host: &Rc<Host>, socket: Rc<CoSocket>, shown: &Object) -> Outcome<()> {
    let wishes =
        Wishes { ping: host.websocket.ping_frame, pong: host.websocket.pong_frame, close: host.websocket.close_frame };
    // A socket that is closed already shows that when it is read.
    let _ = socket.tune(&host.socket);
    let connection = Rc::new(Connection::new(socket, host.limits.body, wishes));
    host.connections.note(&connection);
    let mut http = Http1::new(Arc::clone(&host.limits));
    while let Some(question) = hear(host, &connection, &mut http)? {
        let after = answer(host, &connection, shown, &mut http, &question)?;
        connection.rest();
        let talk = connection.talk.take();
        if let Some(talk) = talk {
            return part(&connection, &talk);
        }
        if http.answered(after) != After::Next || !host.running.get() {
            let unread = !connection.input.borrow().is_empty();
            return if unread { connection.linger() } else { Ok(()) };
        }
    }
    Ok(())
}

/// The next request; None: there will be none.
fn hear(host: &Host, connection: &Connection, http: &mut Http1) -> Outcome<Option<Question>> {
    let pace = Pace::default();
    loop {
        let decoded = http.decode(&mut connection.input.borrow_mut());
        let reply = http.take_reply();
        let said = match reply {
            Some(reply) => send_whole(&connection.socket, &reply, &connection.write_limit()),
            None => Ok(()),
        };
        let amid = http.is_amid(&connection.input.borrow());
        pace.note(amid, unix_micros());
        match (said, decoded) {
            (Err(Stop::Raised(raised)), _) => return Err(raised),
            (Err(Stop::Failed(_)), _) => return Ok(None),
            (Ok(()), Ok(Some(question))) => return Ok(Some(question)),
            (Ok(()), Ok(None)) => {}
            (Ok(()), Err(violation)) => {
                if let Violation::Refused { reply, .. } = &violation {
                    refuse(connection, reply)?;
                }
                return Ok(None);
            }
        }
        if !host.running.get() && !amid {
            return Ok(None);
        }
        connection.idle.set(!amid);
        let read = connection.read(&patience(host, connection, amid.then_some(&pace)));
        connection.idle.set(false);
        match read {
            Ok(0) => return Ok(None),
            Ok(bytes) => pace.heard(bytes, unix_micros()),
            Err(Stop::Raised(raised)) => return Err(raised),
            Err(Stop::Failed(failure)) => {
                if amid && failure.code == TIMED_OUT {
                    refuse(connection, &refusal(408))?;
                }
                return Ok(None);
            }
        }
    }
}

/// How long the client may be silent: between two requests, or at one.
fn patience(host: &Host, connection: &Connection, pace: Option<&Pace>) -> Limit {
    let Some(pace) = pace else {
        return match host.idle {
            Some(idle) => Limit::new(idle.as_secs_f64(), 0.0),
            None => Limit::new(0.0, connection.socket.timeouts.get().read),
        };
    };
    match host.settings.request_timeout.and_then(|limit| pace.left(limit, unix_micros())) {
        Some(left) if left.is_zero() => Limit::now(),
        Some(left) => Limit::new(left.as_secs_f64(), 0.0),
        None => Limit::new(FOR_EVER, 0.0),
    }
}

/// The last that the client gets.
fn refuse(connection: &Connection, reply: &[u8]) -> Outcome<()> {
    match send_whole(&connection.socket, reply, &connection.write_limit()) {
        Err(Stop::Raised(raised)) => Err(raised),
        Err(Stop::Failed(_)) => Ok(()),
        Ok(()) => connection.linger(),
    }
}

/// What follows when a file was the answer.
fn serve_file(host: &Host, connection: &Connection, view: RequestView<'_>) -> Outcome<Option<After>> {
    let found = host.files.as_ref().and_then(|files| files.answer(view, unix_seconds()));
    let Some(FileAnswer { head, file }) = found else { return Ok(None) };
    let (socket, limit) = (&connection.socket, connection.write_limit());
    let sent = send_whole(socket, &head, &limit).and_then(|()| match file {
        Some(file) => socket.send_open_file(&File::from(file.file), file.offset, file.offset + file.length, &limit),
        None => Ok(()),
    });
    match sent {
        Err(Stop::Raised(raised)) => Err(raised),
        // The promised length can not be met any more.
        Err(Stop::Failed(_)) => Ok(Some(After::Close)),
        Ok(()) => Ok(Some(After::Next)),
    }
}

/// Runs the handler, and waits for the end of the answer.
fn answer(
    host: &Rc<Host>,
    connection: &Rc<Connection>,
    shown: &Object,
    http: &mut Http1,
    question: &Question,
) -> Outcome<After> {
    let QuestionKind::Request(index) = &question.kind else { return Ok(After::Close) };
    let view = RequestView::new(index, &question.payload);
    if let Some(after) = serve_file(host, connection, view)? {
        return Ok(after);
    }
    let asked = websocket::is_asked(&view);
    let facts = Facts {
        http_11: view.is_http_11(),
        keep_alive: view.keep_alive() && host.running.get(),
        is_head: view.method() == b"HEAD",
        accept_encoding: match host.settings.compression {
            Some(_) => view.header(b"accept-encoding").map(<[u8]>::to_vec),
            None => None,
        },
        stream: StreamId::NONE,
        is_handshake: false,
    };
    connection.begin(asked.then(|| websocket::agree(&view, &host.websocket)));
    let fd = i64::from(connection.socket.fd());
    let origin = Origin { served: Rc::clone(&host.served), peer: peer(&connection.socket) };
    let content = Content::new(index, &question.payload, now(), Some(origin), Rc::clone(&host.parse));
    let exchange = Exchange::new(
        SessionId(fd as u64),
        Rc::new(SocketOutlet::new(connection)),
        facts,
        Rc::clone(&host.settings),
        true,
    );
    let response = http_response::object(exchange)?;
    http_response::show_socket(&response, shown);
    let Some(handler) = host.handler(view.path()) else {
        http_response::answer_plainly(&response, 404);
        drop(response);
        return connection.answered();
    };
    let request = http_request::object(fd, StreamId::NONE, content)?;
    http.delivered();
    let result = handler.call(&mut [request.into(), (&response).into()]);
    if result.is_err() {
        http_response::answer_failure(&response);
    }
    drop(response);
    result?;
    connection.answered()
}

/// The end of a WebSocket: the application has let go of it.
fn part(connection: &Connection, talk: &Talk) -> Outcome<()> {
    let payload = close_payload(code::NORMAL, b"");
    match talk.control(&connection.socket, Opcode::Close, &payload, &connection.write_limit()) {
        Err(Stop::Raised(raised)) => Err(raised),
        _ => Ok(()),
    }
}

fn peer(socket: &CoSocket) -> Option<Peer> {
    match socket.peer_name().ok()? {
        Name::Ip(address) => Some(Peer::Ip(address)),
        Name::Unix(path) => Some(Peer::Unix(path)),
    }
}

/// How a socket is shut down: neither side sends any more.
const BOTH: i64 = 2;
/// Seconds, to a `Limit`.
const FOR_EVER: f64 = -1.0;
