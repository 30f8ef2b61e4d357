//! `Swoole\WebSocket\Server`: an HTTP server whose ports take handshakes, and messages afterwards.

use rswoole_engine::ids::SessionId;
use rswoole_engine::shm::sessions::flag;

use super::http_server;
use super::server::{refuse, state};
use super::server_sessions::{ENDED, running, send_or_wait, session_id};
use super::websocket_frame::{self as frame, LARGEST_WINDOW, Outgoing, SMALLEST_WINDOW};
use crate::errors::{self, code};
use crate::world::World;
use crate::zend::{Call, Class, Outcome, Zv, method};

pub static CLASS: Class = Class::new(r"Swoole\WebSocket\Server").extends(&http_server::CLASS).methods(&[
    method(
        "public function push(int $fd, Swoole\\WebSocket\\Frame|string $data, int $opcode = 1, int $flags = 1): bool",
        push,
    ),
    method("public function disconnect(int $fd, int $code = 1000, string $reason = ''): bool", disconnect),
    method("public function ping(int $fd, string $data = ''): bool", ping),
    method("public function isEstablished(int $fd): bool", is_established),
    method(
        "public static function pack(Swoole\\WebSocket\\Frame|string $data, int $opcode = 1, int $flags = 1): string",
        frame::pack,
    ),
    method("public static function unpack(string $data): Swoole\\WebSocket\\Frame", frame::unpack),
]);

const OP_CLOSE: u8 = 8;
const OP_PING: i64 = 9;

/// The flags of an open session; None: there is none.
fn flags_of(world: &World, fd: i64) -> Option<(SessionId, u16)> {
    let id = session_id(fd)?;
    let flags = world.shared.sessions.get(id)?.flags();
    (flags & ENDED == 0).then_some((id, flags))
}

/// The handshake is done and this side did not begin to close.
fn is_open(flags: u16) -> bool {
    flags & (flag::WEBSOCKET | flag::CLOSE_SENT) == flag::WEBSOCKET
}

fn not_connected(fd: i64) -> Outcome<Zv> {
    refuse(&format!("the connected client of connection[{fd}] is not a websocket client or closed"))
}

fn push(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    let fd = call.int(0);
    let Some((id, flags)) = flags_of(&world, fd) else {
        return refuse(&format!("session#{fd} does not exists"));
    };
    let outgoing = Outgoing::of(call.zv(1), call.opt_int(2).unwrap_or(1), call.opt_int(3).unwrap_or(1))?;
    let Some(mut outgoing) = outgoing else { return Ok(Zv::bool(false)) };
    if !is_open(flags) {
        return not_connected(fd);
    }
    outgoing.flags &= !rswoole_engine::protocol::websocket::flag::MASK;
    emit(&world, id, flags, &outgoing)
}

fn emit(world: &World, id: SessionId, flags: u16, outgoing: &Outgoing) -> Outcome<Zv> {
    let Some(gateway) = &world.gateway else {
        errors::set_last(code::SERVER_SEND_IN_MASTER);
        crate::zend::warning("connections belong to the workers: push() can be called in worker processes only");
        return Ok(Zv::bool(false));
    };
    let small = flags & flag::SMALL_WINDOW != 0;
    let window = (flags & flag::DEFLATE != 0).then_some(if small { SMALLEST_WINDOW } else { LARGEST_WINDOW });
    let bytes = outgoing.encode(window);
    let sent = send_or_wait(world, gateway, id, &bytes)?;
    if outgoing.opcode == OP_CLOSE && sent.to_bool() {
        // Nothing may follow a close frame (RFC 6455, section 5.5.1). Said after it was sent: should the peer say goodbye in between, the
        // reactor answers that, and ours is not sent.
        world.shared.sessions.get(id).and_then(|session| session.set_flag(flag::CLOSE_SENT));
    }
    Ok(sent)
}

fn disconnect(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    let fd = call.int(0);
    let Some((id, flags)) = flags_of(&world, fd).filter(|(_, flags)| is_open(*flags)) else {
        return not_connected(fd);
    };
    let outgoing = Outgoing::close(call.opt_int(1).unwrap_or(1000), call.opt_bytes(2).unwrap_or_default())?;
    let Some(outgoing) = outgoing else { return Ok(Zv::bool(false)) };
    let sent = emit(&world, id, flags, &outgoing)?;
    if !sent.to_bool() {
        return Ok(sent);
    }
    // To the application it is no WebSocket any more: its end is Disconnect's.
    world.shared.sessions.get(id).and_then(|session| session.clear_flag(flag::WEBSOCKET));
    let closed = world.gateway.as_ref().is_some_and(|gateway| gateway.close(id, false).is_ok());
    crate::zend::Raised::check(Zv::bool(closed))
}

fn ping(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    let fd = call.int(0);
    match flags_of(&world, fd).filter(|(_, flags)| is_open(*flags)) {
        Some((id, flags)) => {
            let data = Zv::str(call.opt_bytes(1).unwrap_or_default());
            match Outgoing::of(&data, OP_PING, 1)? {
                Some(outgoing) => emit(&world, id, flags, &outgoing),
                None => Ok(Zv::bool(false)),
            }
        }
        None => not_connected(fd),
    }
}

fn is_established(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    let flags = flags_of(&world, call.int(0)).map_or(0, |(_, flags)| flags);
    Ok(Zv::bool(is_open(flags)))
}
