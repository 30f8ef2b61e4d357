//! How a `Swoole\Client` comes to its connection and gives it up: at once, without waiting (`$sock_flag`), from those kept for the next
//! client (`SWOOLE_KEEP`).

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::client::{ID, REUSE, REUSE_COUNT, SETTING, State, adopt, kind, open, refuse, tell};
use super::client_datagrams::Correspondence;
use super::client_type::{self, ClientType};
use crate::errors::code;
use crate::socket::{CoSocket, Done, Failure, Host, Limit, Stop};
use crate::zend::{self, Array, Call, Outcome, Raised, Zv};

/// `$sock_flag`: datagrams of the peer only; TCP without waiting for the connection.
const CONNECTED_OR_LATER: i64 = 1;

struct Kept {
    socket: Rc<CoSocket>,
    uses: i64,
}

thread_local! {
    /// Connections that were closed with `SWOOLE_KEEP`, by where they go.
    static KEPT: RefCell<HashMap<Vec<u8>, Kept>> = RefCell::default();
}

pub fn connect(call: &mut Call<'_>) -> Outcome<Zv> {
    let (kind, port) = (kind(call)?, call.opt_int(1).unwrap_or(0));
    let (host, seconds) = (call.bytes(0), call.opt_float(2).unwrap_or(0.5));
    if host.is_empty() {
        return refuse(code::PHP_FATAL_ERROR, "The host is empty");
    }
    let state = call.native::<State>();
    if state.connected().is_some() {
        return refuse(code::PHP_FATAL_ERROR, "connection to the server has already been established");
    }
    if kind.domain != libc::AF_UNIX && !(1..=65535).contains(&port) {
        return refuse(code::PHP_FATAL_ERROR, "The port is invalid");
    }
    if kind.keep && take_kept(call, kind, host, port) {
        return Ok(true.into());
    }
    // One that never came to be.
    let stale = state.take_socket();
    drop(stale);
    let Some(socket) = open(call, kind, true)? else { return Ok(Zv::bool(false)) };
    adopt(call, Rc::clone(&socket));
    let options = call.this().slot(SETTING).as_array().cloned().unwrap_or_default();
    limit_by(&socket, &options, seconds);
    let limit = Limit::new(seconds, socket.timeouts.get().connect);
    match reach(call, kind, &socket, Host { name: host, port }, &options, &limit) {
        Ok(()) => Ok(true.into()),
        Err(Stop::Raised(raised)) => Err(raised),
        Err(Stop::Failed(failure)) => {
            drop(socket);
            let own = state.take_socket();
            drop(own);
            tell(call.this(), &failure);
            let host = String::from_utf8_lossy(host);
            let (text, number) = (failure.text(), failure.code);
            zend::warning(&format!("connect to server[{host}:{port}] failed. Error: {text}[{number}]"));
            Raised::check(Zv::bool(false))
        }
    }
}

/// The one argument limits the connection and everything after it; settings of their own go before.
fn limit_by(socket: &CoSocket, options: &Array, seconds: f64) {
    let mut timeouts = socket.timeouts.get();
    for name in ["connect_timeout", "read_timeout", "write_timeout"] {
        if options.get(name).is_none() && options.get("timeout").is_none() {
            timeouts.set(name, seconds);
        }
    }
    socket.timeouts.set(timeouts);
}

fn reach(
    call: &Call<'_>,
    kind: ClientType,
    socket: &CoSocket,
    host: Host<'_>,
    options: &Array,
    limit: &Limit,
) -> Done<()> {
    let (state, flag) = (call.native::<State>(), call.opt_int(3).unwrap_or(0) & CONNECTED_OR_LATER != 0);
    if !kind.is_stream() && (!flag || kind.domain == libc::AF_UNIX) {
        state.correspond(Correspondence::begin(socket, host, limit)?);
        return Ok(());
    }
    // A handshake, with a proxy or of TLS, has to be waited for.
    let is_direct = kind.is_stream() && !kind.ssl && client_type::proxy(options).map_err(Stop::Raised)?.is_none();
    if !flag || !is_direct {
        return client_type::connect(socket, host, options, limit);
    }
    let done = socket.begin_to_connect(host, limit)?;
    state.hurry(!done);
    if !done {
        tell(call.this(), &Failure::code(libc::EINPROGRESS.into()));
    }
    Ok(())
}

/// Goes on with a connection that an earlier client left, if its peer is still there.
fn take_kept(call: &Call<'_>, kind: ClientType, host: &[u8], port: i64) -> bool {
    let id = call.this().slot(ID);
    let id = id.as_bytes().unwrap_or_default();
    let key = [format!("{}:{port}:", kind.number).as_bytes(), host, b":", id].concat();
    call.native::<State>().set_key(key.clone());
    let Some(kept) = KEPT.with_borrow_mut(|kept| kept.remove(&key)) else { return false };
    if kept.socket.check_liveness().is_err() {
        return false;
    }
    call.this().set_slot(REUSE, true);
    call.this().set_slot(REUSE_COUNT, kept.uses);
    adopt(call, kept.socket);
    true
}

/// Lets go of the socket: into the store, or for good. False: there was none.
fn put_away(call: &Call<'_>, force: bool) -> bool {
    let state = call.native::<State>();
    let is_there = state.connected().is_some();
    let Some(socket) = state.take_socket() else { return false };
    let key = state.key();
    let keep = state.kind().is_ok_and(|kind| kind.keep) && is_there && !force && !key.is_empty();
    if keep {
        // A callback of the framing is a PHP value: it must not outlive the request.
        socket.set_packets(None);
        let uses = call.this().slot(REUSE_COUNT).to_int() + 1;
        KEPT.with_borrow_mut(|kept| kept.insert(key, Kept { socket, uses }));
    }
    true
}

pub fn close(call: &mut Call<'_>) -> Outcome<Zv> {
    if put_away(call, call.opt_bool(0).unwrap_or(false)) {
        return Ok(true.into());
    }
    refuse(code::PHP_FATAL_ERROR, "client is not connected to the server")
}

/// A connection to keep outlives the object.
pub fn destruct(call: &mut Call<'_>) {
    put_away(call, false);
}
