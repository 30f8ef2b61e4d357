//! `Response::create()`: an answer for a session of the server, whose request somebody has, or on a socket of the application's own. Must not send.

use std::rc::Rc;

use rswoole_engine::ids::{SessionId, StreamId};
use rswoole_engine::settings::{HttpSettings, WebSocketSettings};
use rswoole_engine::shm::sessions::flag;

use super::http_response::{object, show_socket};
use super::server::ServerData;
use super::{coroutine_socket, http_request, server_sessions};
use crate::errors::{self, code};
use crate::http::connection::{Connection, SocketOutlet};
use crate::http::exchange::{Exchange, Facts};
use crate::http::outlet::SessionOutlet;
use crate::http::talk::Wishes;
use crate::http::websocket;
use crate::socket::CoSocket;
use crate::state::ServerState;
use crate::zend::{self, Call, Object, Outcome, Raised, Zv};

pub fn create(call: &mut Call<'_>) -> Outcome<Zv> {
    if call.num_args() == 0 {
        return Err(zend::throw_argument_count_error(
            "Swoole\\Http\\Response::create() expects at least 1 argument, 0 given",
        ));
    }
    let given = call.zv(0).clone();
    let (target, request) = match given.as_array() {
        Some(pair) => {
            let mut values = pair.iter().map(|(_, value)| value);
            (values.next().unwrap_or(Zv::NULL), values.next())
        }
        None => (given, None),
    };
    let request = match &request {
        Some(value) => match value.as_object().filter(|object| http_request::is_request(object)) {
            Some(object) => Some(object),
            None => return refuse("parameter $1.second must be instanceof Http\\Request"),
        },
        None => None,
    };
    if let Some(shown) = target.as_object() {
        if let Some(socket) = coroutine_socket::socket_in(shown) {
            return on_socket(shown, socket, request).map(Zv::from);
        }
        if shown.native::<ServerData>().is_none() {
            return refuse("parameter $1 must be instanceof Server or Coroutine\\Socket, which is open");
        }
    }
    let fd = match (target.as_int(), call.opt_int(1)) {
        (Some(fd), None | Some(-1)) => fd,
        (_, Some(fd)) if fd != -1 => fd,
        _ => request.map_or(-1, http_request::fd_of),
    };
    of_session(fd)
}

/// How the original refuses: a warning, and false.
fn refuse(message: &str) -> Outcome<Zv> {
    errors::set_last(code::PHP_FATAL_ERROR);
    zend::warning(message);
    Raised::check(Zv::bool(false))
}

fn of_session(fd: i64) -> Outcome<Zv> {
    let running = ServerState::current().and_then(|state| state.running());
    let (Some(world), Some(id)) = (running, server_sessions::session_id(fd)) else {
        return refuse(&format!("fd[{fd}] is not a session of a running server"));
    };
    let Some(gateway) = &world.gateway else {
        errors::set_last(code::SERVER_SEND_IN_MASTER);
        zend::warning("connections belong to the workers: this can be called in worker processes only");
        return Ok(Zv::bool(false));
    };
    let session = world.shared.sessions.get(id);
    if session.is_some_and(|session| session.has(flag::HTTP2)) {
        return refuse(&format!(
            "fd[{fd}] is a HTTP2 connection, whose answers belong to streams: keep the Response object that the request came with"
        ));
    }
    let port = session.map_or(0, |session| usize::from(session.port().0));
    let settings: Rc<HttpSettings> = world.http_settings(port);
    let facts = world.shared.sessions.get(id).map_or_else(Facts::default, |session| Facts::of_detached(&session));
    let outlet = Rc::new(SessionOutlet { session: id, stream: StreamId::NONE, gateway: Rc::clone(gateway) });
    let exchange = Exchange::new(id, outlet, facts, settings, false);
    object(exchange).map(Zv::from)
}

/// What the request asks for counts, where there is one: its version, HEAD, WebSocket. The socket stays the application's to close.
fn on_socket(shown: &Object, socket: Rc<CoSocket>, request: Option<&Object>) -> Outcome<Object> {
    let id = SessionId(i64::from(socket.fd()) as u64);
    let connection = Rc::new(Connection::new(socket, MOST, Wishes::default()));
    let asked = request.and_then(|request| {
        http_request::look_at(request, |view| {
            let facts = Facts {
                http_11: view.is_http_11(),
                keep_alive: view.keep_alive(),
                is_head: view.method() == b"HEAD",
                ..Facts::default()
            };
            let handshake = websocket::is_asked(&view).then(|| websocket::agree(&view, &WebSocketSettings::default()));
            (facts, handshake)
        })
    });
    let (facts, handshake) = asked.unwrap_or_default();
    connection.begin(handshake);
    let outlet = Rc::new(SocketOutlet::unattended(&connection));
    let response = object(Exchange::new(id, outlet, facts, Rc::new(HttpSettings::default()), true))?;
    show_socket(&response, shown);
    Ok(response)
}

/// Bytes of a message of WebSocket, as `package_max_length` is where nobody sets it.
const MOST: usize = 2 << 20;
