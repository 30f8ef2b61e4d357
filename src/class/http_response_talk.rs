//! WebSocket on `Swoole\Http\Response`, where the connection belongs to a coroutine: `upgrade`, `recv`, `push`, `disconnect`, `ping`, `close`. A
//! server with callbacks has none of it. Must not know how frames are read.

use std::rc::Rc;

use rswoole_engine::protocol::websocket::{Opcode, code as close_code, flag};
use rswoole_engine::worker::Control;

use super::http_response::{ResponseData, control, refuse_protocol, usable};
use super::http_response_send as sending;
use super::websocket_frame::{self as frame, Outgoing};
use crate::errors::{self, code};
use crate::http::connection::Connection;
use crate::http::talk::{Talk, send_whole};
use crate::socket::{Done, Limit, Stop};
use crate::zend::{Call, Outcome, Raised, Zv};

/// The connection and its talk, once it has begun.
fn talking<'a>(call: &'a Call<'_>) -> Option<(&'a Connection, Rc<Talk>)> {
    let exchange = call.native::<ResponseData>().exchange.get()?;
    let connection = exchange.outlet().connection()?;
    let talk = connection.talk.borrow().clone()?;
    Some((connection, talk))
}

fn not_websocket(call: &Call<'_>) -> Outcome<Zv> {
    refuse_protocol(call, |fd| format!("fd[{fd}] is not a websocket connection")).map(Zv::from)
}

fn settle<T: Into<Zv>>(done: Done<T>) -> Outcome<Zv> {
    match done {
        Ok(value) => {
            errors::set_last(0);
            Ok(value.into())
        }
        Err(Stop::Raised(raised)) => Err(raised),
        Err(Stop::Failed(failure)) => {
            errors::set_last(failure.code);
            Ok(Zv::bool(false))
        }
    }
}

/// Answers the handshake that the request asks for. A request that asks for none, or wrongly, is refused.
pub fn upgrade(call: &mut Call<'_>) -> Outcome<bool> {
    let Some((_, exchange)) = usable(call) else { return Ok(false) };
    let Some(connection) = exchange.outlet().connection() else {
        return refuse_protocol(call, |_| {
            "a server with callbacks does not support protocol upgrade: use Swoole\\WebSocket\\Server".to_owned()
        });
    };
    let handshake = connection.handshake.take();
    match handshake {
        Some(Ok(agreement)) => Ok(sending::accept_handshake(call.this(), &agreement)),
        Some(Err(answer)) => {
            errors::set_last(code::WEBSOCKET_HANDSHAKE_FAILED);
            sending::refuse_handshake(call.this(), &answer);
            Raised::check(false)
        }
        None => {
            errors::set_last(code::WEBSOCKET_HANDSHAKE_FAILED);
            crate::zend::warning("the request does not ask for WebSocket: it has no header \"Upgrade: websocket\"");
            Raised::check(false)
        }
    }
}

/// A message; an empty string when the connection has ended.
pub fn recv(call: &mut Call<'_>) -> Outcome<Zv> {
    let Some((connection, talk)) = talking(call) else { return not_websocket(call) };
    let limit = Limit::new(call.opt_float(0).unwrap_or(0.0), connection.socket.timeouts.get().read);
    match talk.receive(&connection.socket, &connection.input, &limit) {
        Ok(Some(message)) => {
            errors::set_last(0);
            let fd = i64::from(connection.socket.fd());
            frame::object(fd, message.opcode, message.flags, &message.payload).map(Zv::from)
        }
        Ok(None) => {
            talk.closing.set(true);
            errors::set_last(0);
            Ok(Zv::str(""))
        }
        Err(stop) => settle(Err::<bool, _>(stop)),
    }
}

pub fn push(call: &mut Call<'_>) -> Outcome<Zv> {
    let Some((connection, talk)) = talking(call) else { return not_websocket(call) };
    let (opcode, flags) = (call.opt_int(1).unwrap_or(1), call.opt_int(2).unwrap_or(1));
    let Some(mut outgoing) = Outgoing::of(call.zv(0), opcode, flags)? else { return Ok(Zv::bool(false)) };
    if talk.closing.get() {
        errors::set_last(code::WEBSOCKET_UNCONNECTED);
        return Ok(Zv::bool(false));
    }
    outgoing.flags &= !flag::MASK;
    if outgoing.opcode == Opcode::Close as u8 {
        talk.closing.set(true);
    }
    let frame = outgoing.encode(talk.window);
    settle(send_whole(&connection.socket, &frame, &connection.write_limit()).map(|()| true))
}

pub fn ping(call: &mut Call<'_>) -> Outcome<Zv> {
    let Some((connection, talk)) = talking(call) else {
        if usable(call).is_some_and(|(_, exchange)| exchange.is_http_2()) {
            // PING carries eight bytes: shorter data is filled up, longer cut.
            let mut payload = [0; 8];
            for (place, byte) in payload.iter_mut().zip(call.opt_bytes(0).unwrap_or_default()) {
                *place = *byte;
            }
            return Ok(Zv::bool(control(call, Control::Ping(payload))));
        }
        // Connections of HTTP/1 know no ping.
        return refuse_protocol(call, |_| "only supports websocket or http2 client".to_owned()).map(Zv::from);
    };
    let payload = call.opt_bytes(0).unwrap_or_default();
    let payload = &payload[..payload.len().min(MAX_CONTROL)];
    settle(talk.control(&connection.socket, Opcode::Ping, payload, &connection.write_limit()).map(|()| true))
}

/// Says goodbye, and ends the connection.
pub fn disconnect(call: &mut Call<'_>) -> Outcome<Zv> {
    if talking(call).is_none() {
        return not_websocket(call);
    }
    end(call, call.opt_int(0).unwrap_or(1000), call.opt_bytes(1).unwrap_or_default()).map(Zv::from)
}

/// Of a connection without WebSocket: ends it unanswered.
pub fn close(call: &mut Call<'_>) -> Outcome<bool> {
    if talking(call).is_some() {
        return end(call, i64::from(close_code::NORMAL), b"");
    }
    let Some((_, exchange)) = usable(call) else { return Ok(false) };
    let closed = exchange.close().is_ok();
    exchange.detach();
    Ok(closed)
}

/// False: it had ended before.
fn end(call: &Call<'_>, number: i64, reason: &[u8]) -> Outcome<bool> {
    let Some((connection, talk)) = talking(call) else { return Ok(false) };
    let was_open = !talk.closing.get();
    let Some(close) = Outgoing::close(number, reason)? else { return Ok(false) };
    let said = talk.control(&connection.socket, Opcode::Close, &close.payload, &connection.write_limit());
    if let Err(Stop::Raised(raised)) = said {
        return Err(raised);
    }
    // What the client still says is of no interest, but its reading of the goodbye is.
    connection.finish_sending()?;
    Raised::check(was_open)
}

const MAX_CONTROL: usize = 125;
