//! The methods of `Swoole\Server` that work on connections. The rules are those of the founding document and of the
//! original's manual, `server/methods`.

use std::future::poll_fn;
use std::rc::Rc;
use std::task::ready;

use rswoole_engine::ids::SessionId;
use rswoole_engine::server::Role;
use rswoole_engine::shm::sessions::{Session, SessionInfo, flag};
use rswoole_engine::sys::clock::unix_micros;
use rswoole_engine::worker::{Gateway, SendError};

use super::server::{refuse, state};
use super::server_datagrams::send_to_path;
use crate::coroutine;
use crate::errors::{self, code};
use crate::sending;
use crate::state::{Mode, ServerState};
use crate::world::World;
use crate::zend::{Array, Call, Outcome, Zv};

/// Closing, or over: `exist()` is false in onClose.
pub const ENDED: u16 = flag::CLOSING | flag::END_TOLD | flag::CLOSED;

/// `SWOOLE_WEBSOCKET_STATUS_ACTIVE`
const WEBSOCKET_ACTIVE: i64 = 3;
/// `SWOOLE_WEBSOCKET_STATUS_CLOSING`
const WEBSOCKET_CLOSING: i64 = 4;

/// `getClientList` gives at most this many.
const MAX_FIND_COUNT: i64 = 100;

/// The running server, or the refusal.
macro_rules! running {
    ($state:ident) => {
        match $state.running() {
            Some(world) => world,
            None => return refuse("server is not running"),
        }
    };
}
pub(super) use running;

pub fn session_id(fd: i64) -> Option<SessionId> {
    u64::try_from(fd).ok().filter(|id| *id > 0).map(SessionId)
}

fn failed(code: i64) -> Outcome<Zv> {
    errors::set_last(code);
    Ok(Zv::bool(false))
}

pub fn send(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    let data = call.bytes(1);
    if let Some(path) = call.zv(0).as_bytes()
        && let Some(sent) = send_to_path(&state, path, data, call.opt_int(2).unwrap_or(-1))
    {
        return sent;
    }
    let fd = numeric(call.zv(0));
    if data.is_empty() {
        errors::warn("the data sent must not be empty");
        return failed(code::NO_PAYLOAD);
    }
    let Some(id) = session_id(fd) else { return refuse(&format!("invalid fd[{fd}]")) };
    let Some(gateway) = &world.gateway else {
        crate::zend::warning("connections belong to the workers: send() can be called in worker processes only");
        return failed(code::SERVER_SEND_IN_MASTER);
    };
    let limit = world.settings.output_buffer_size;
    if world.mode == Mode::Process && data.len() > limit {
        tracing::warn!(
            "send() to session {id}: {} bytes are more than buffer_output_size ({limit}); raise it or send in parts",
            data.len()
        );
        return failed(code::DATA_LENGTH_TOO_LARGE);
    }
    send_or_wait(&world, gateway, id, data)
}

pub(super) fn send_or_wait(world: &World, gateway: &Rc<dyn Gateway>, id: SessionId, data: &[u8]) -> Outcome<Zv> {
    let suspends = world.settings.send_yield && coroutine::in_coroutine();
    if suspends && sending::is_awaited(id) {
        return send_in_turn(world, gateway, id, data);
    }
    match gateway.send(id, data) {
        Ok(()) => Ok(Zv::bool(true)),
        Err(SendError::BufferFull) if suspends => send_in_turn(world, gateway, id, data),
        Err(SendError::BufferFull) if world.settings.send_yield => send_blocking(world, gateway, id, data),
        Err(error) => failed(errors::of_send(error)),
    }
}

/// `send_yield`: the coroutine waits until the client has read, and for those that waited before.
fn send_in_turn(world: &World, gateway: &Rc<dyn Gateway>, id: SessionId, data: &[u8]) -> Outcome<Zv> {
    let place = sending::Place::take(id);
    loop {
        let room = poll_fn(|cx| {
            ready!(place.poll_turn(cx));
            gateway.poll_sendable(id, cx)
        });
        let waited = coroutine::await_in_coroutine(async {
            match world.settings.send_timeout {
                Some(limit) => tokio::time::timeout(limit, room).await.is_ok(),
                None => {
                    room.await;
                    true
                }
            }
        });
        if !waited.or_else(|cancelled| cancelled.reply(false))? {
            return failed(code::CO_TIMEDOUT);
        }
        match gateway.send(id, data) {
            Ok(()) => return Ok(Zv::bool(true)),
            Err(SendError::BufferFull) => {}
            Err(error) => return failed(errors::of_send(error)),
        }
    }
}

/// Without coroutines the worker itself waits, where the reactor is another thread.
fn send_blocking(world: &World, gateway: &Rc<dyn Gateway>, id: SessionId, data: &[u8]) -> Outcome<Zv> {
    // In BASE the outboxes of a worker drain on its own loop.
    if world.mode != Mode::Process && matches!(world.role, Role::Worker(_)) {
        return failed(code::OUTPUT_BUFFER_OVERFLOW);
    }
    loop {
        if !gateway.wait_sendable(id, world.settings.send_timeout) {
            return failed(code::CO_TIMEDOUT);
        }
        match gateway.send(id, data) {
            Ok(()) => return Ok(Zv::bool(true)),
            Err(SendError::BufferFull) => {}
            Err(error) => return failed(errors::of_send(error)),
        }
    }
}

/// An int, or a string that is one; 0 for any other.
fn numeric(fd: &Zv) -> i64 {
    match fd.as_bytes() {
        Some(text) => std::str::from_utf8(text).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0),
        None => fd.to_int(),
    }
}

/// The session behind the first argument, while it is open.
fn with_open<T>(world: &World, fd: i64, then: impl FnOnce(Session<'_>) -> T) -> Option<T> {
    let session = world.shared.sessions.get(session_id(fd)?)?;
    (!session.has(ENDED)).then(|| then(session))
}

pub fn exists(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    exists_in(&state, call.int(0))
}

pub fn exists_in(state: &ServerState, fd: i64) -> Outcome<Zv> {
    let world = running!(state);
    Ok(Zv::bool(with_open(&world, fd, |_| ()).is_some()))
}

pub fn protect(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    let protect = call.opt_bool(1).unwrap_or(true);
    let done = with_open(&world, call.int(0), |session| {
        if protect { session.set_flag(flag::PROTECTED) } else { session.clear_flag(flag::PROTECTED) }.is_some()
    });
    Ok(Zv::bool(done == Some(true)))
}

pub fn close(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    let reset = call.opt_bool(1).unwrap_or(false);
    command(&world, call.int(0), |gateway, id| gateway.close(id, reset), code::SESSION_CLOSING)
}

pub fn confirm(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    command(&world, call.int(0), |gateway, id| gateway.confirm(id), code::SESSION_CLOSED)
}

pub fn pause(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    command(&world, call.int(0), |gateway, id| gateway.pause(id), code::SESSION_CLOSED)
}

pub fn resume(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    command(&world, call.int(0), |gateway, id| gateway.resume(id), code::SESSION_CLOSED)
}

/// Tells a session's reactor to do something; `closing` is the error code for a session that is being closed.
fn command(
    world: &World,
    fd: i64,
    act: impl FnOnce(&dyn Gateway, SessionId) -> Result<(), SendError>,
    closing: i64,
) -> Outcome<Zv> {
    let Some(id) = session_id(fd) else { return failed(code::SESSION_NOT_EXIST) };
    let Some(gateway) = &world.gateway else {
        crate::zend::warning("connections belong to the workers: this can be called in worker processes only");
        return failed(code::SERVER_SEND_IN_MASTER);
    };
    match act(gateway.as_ref(), id) {
        Ok(()) => Ok(Zv::bool(true)),
        Err(SendError::Closing) => failed(closing),
        Err(error) => failed(errors::of_send(error)),
    }
}

pub fn bind(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    let uid = call.int(1);
    if uid > i64::from(u32::MAX) || uid < i64::from(i32::MIN) {
        return refuse("uid can not be greater than 4294967295 or less than -2147483648");
    }
    // Negative ones are taken modulo 2^32, as by the original.
    let bound = with_open(&world, call.int(0), |session| uid == 0 || session.bind_uid(uid as u32));
    Ok(Zv::bool(bound == Some(true)))
}

pub fn heartbeat(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    if world.settings.heartbeat_check_interval.is_none() {
        return Ok(Zv::bool(false));
    }
    let close = call.opt_bool(0).unwrap_or(true);
    let now = unix_micros();
    let mut found = Array::new();
    for id in world.open_sessions(0, usize::MAX, None) {
        let Some(session) = world.shared.sessions.get(id) else { continue };
        let idle = world.ports.get(usize::from(session.port().0)).and_then(|port| port.heartbeat_idle_time);
        let last = session.receive_time().max(session.connect_time());
        let expired = idle.is_some_and(|idle| now.saturating_sub(last) > idle.as_micros() as u64);
        if !expired || session.has(flag::PROTECTED) {
            continue;
        }
        found.push(id.0 as i64);
        if close && let Some(gateway) = &world.gateway {
            // It may have ended by itself in between: as good.
            let _ = gateway.close(id, false);
        }
    }
    Ok(found.into())
}

pub fn client_info(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    info_in(&state, call.int(0))
}

pub fn info_in(state: &ServerState, fd: i64) -> Outcome<Zv> {
    let world = running!(state);
    let info = session_id(fd).and_then(|id| world.shared.sessions.get(id)?.info());
    Ok(info.map_or(Zv::bool(false), |info| Zv::from(describe(state, &info))))
}

pub fn describe(state: &ServerState, info: &SessionInfo) -> Array {
    let mut array = Array::with_capacity(16);
    let world = state.running();
    if world.is_some_and(|world| world.http_settings(usize::from(info.port.0)).websocket.is_some()) {
        let status = match (info.has(flag::WEBSOCKET), info.has(flag::CLOSE_SENT)) {
            (false, _) => 0,
            (true, false) => WEBSOCKET_ACTIVE,
            (true, true) => WEBSOCKET_CLOSING,
        };
        array.insert("websocket_status", status);
    }
    if let Some(uid) = info.uid {
        array.insert("uid", i64::from(uid));
    }
    if let Some(certificate) = state.certificates.borrow().get(&info.id) {
        array.insert("ssl_client_cert", Zv::str(certificate));
    }
    let ports = state.ports.borrow();
    let port = &ports[usize::from(info.port.0)];
    let seconds = |micros: u64| micros as f64 / 1e6;
    let last = info.receive_time.max(info.connect_time);
    let (address, number) = crate::world::peer_parts(&info.peer);
    array.insert("server_port", i64::from(port.port));
    array.insert("server_fd", i64::from(info.listener_fd));
    array.insert("socket_fd", i64::from(info.socket_fd));
    array.insert("socket_type", port.kind);
    array.insert("remote_port", i64::from(number));
    array.insert("remote_ip", Zv::str(address));
    array.insert("reactor_id", i64::from(info.reactor.0));
    array.insert("connect_time", (info.connect_time / 1_000_000) as i64);
    array.insert("last_time", (last / 1_000_000) as i64);
    array.insert("last_recv_time", seconds(info.receive_time));
    array.insert("last_send_time", seconds(info.send_time));
    array.insert("last_dispatch_time", seconds(info.dispatch_time));
    array.insert("close_errno", i64::from(info.close_errno));
    array.insert("recv_queued_bytes", 0);
    array.insert("send_queued_bytes", info.queued as i64);
    array
}

pub fn client_list(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    let start = call.opt_int(0).unwrap_or(0);
    let count = call.opt_int(1).unwrap_or(10);
    if count > MAX_FIND_COUNT {
        return refuse(&format!("swoole connection list max_find_count={MAX_FIND_COUNT}"));
    }
    let Ok(start) = u64::try_from(start) else { return Ok(Zv::bool(false)) };
    let count = usize::try_from(count).unwrap_or(0);
    let open = world.open_sessions(start, count, None);
    if open.is_empty() && count > 0 && start > 0 {
        return Ok(Zv::bool(false));
    }
    let mut list = Array::with_capacity(open.len());
    for id in open {
        list.push(id.0 as i64);
    }
    Ok(list.into())
}
