//! `upgrade`, `push`, `recv`, `ping` and `disconnect` of `Swoole\Coroutine\Http\Client`.

use std::rc::Rc;

use rswoole_engine::protocol::websocket::{self, Inflater, Opcode, Role, accept_of, agreed_parameters, flag};

use super::http_client::*;
use super::http_client_request::{self as request, Asking, Turn};
use super::websocket_frame::{self as frame, LARGEST_WINDOW, Outgoing};
use crate::errors::{self, code};
use crate::http::encode;
use crate::http::talk::{Compression, Talk, Wishes, nonce, send_whole};
use crate::socket::{CoSocket, Limit, Stop};
use crate::zend::{Call, Outcome, Raised, Zv};

/// `SWOOLE_HTTP_CLIENT_ESTATUS_CONNECT_FAILED`
const NO_WEBSOCKET: i64 = -1;

/// True says that an answer came; whether the server agreed, `statusCode` tells (101).
pub fn upgrade(call: &mut Call<'_>) -> Outcome<Zv> {
    let key = websocket::key(nonce());
    let mut extra = vec![
        ("Connection", "Upgrade".to_owned()),
        ("Upgrade", "websocket".to_owned()),
        ("Sec-WebSocket-Version", "13".to_owned()),
        ("Sec-WebSocket-Key", key.clone()),
    ];
    let compresses = is_set(call.this(), "websocket_compression");
    if compresses {
        let offer = "permessage-deflate; client_no_context_takeover; server_no_context_takeover";
        extra.push(("Sec-WebSocket-Extensions", offer.to_owned()));
    }
    call.this().set_slot(METHOD, "GET");
    call.this().set_slot(REQUEST_BODY, Zv::NULL);
    let done = request::request(call, &extra)?;
    let state = call.native::<State>();
    if !done.to_bool() || call.this().slot(STATUS).as_int() != Some(101) {
        return Ok(done);
    }
    match agreement(call, &key, compresses) {
        Ok(compression) => {
            let object = call.this();
            let wishes = Wishes {
                ping: is_set(object, "open_websocket_ping_frame"),
                pong: is_set(object, "open_websocket_pong_frame"),
                close: is_set(object, "open_websocket_close_frame"),
            };
            let most = size(object, "package_max_length").unwrap_or(MAX_MESSAGE);
            let mut talk = Talk::new(Role::Client, most, wishes, compression);
            talk.masks = is_on(object, "websocket_mask");
            state.talk.replace(Some(Rc::new(talk)));
            Ok(done)
        }
        Err(why) => {
            release(call.this(), state)?;
            call.this().set_slot(STATUS, NO_WEBSOCKET);
            fail(call.this(), code::WEBSOCKET_HANDSHAKE_FAILED, why)
        }
    }
}

/// What RFC 6455, section 4.1, has a client check of a 101.
fn agreement(call: &Call<'_>, key: &str, compresses: bool) -> Result<Option<Compression>, &'static str> {
    let headers = call.this().slot(HEADERS).as_array().cloned().unwrap_or_default();
    let header = |name: &str| encode::find(&headers, name).and_then(|value| value.as_str()).map(|text| text.to_text());
    if !header("upgrade").is_some_and(|value| value.trim().eq_ignore_ascii_case("websocket")) {
        return Err("the server has switched to another protocol than WebSocket");
    }
    if header("sec-websocket-accept").as_deref().map(str::trim) != Some(&accept_of(key.as_bytes())) {
        return Err("the server does not prove by Sec-WebSocket-Accept that it speaks WebSocket");
    }
    match header("sec-websocket-extensions").filter(|value| !value.trim().is_empty()) {
        None => Ok(None),
        Some(_) if !compresses => Err("the server uses an extension that was not offered"),
        Some(value) => match agreed_parameters(&value).filter(|agreed| agreed.client_max_window_bits == 15) {
            Some(agreed) => {
                let inflater = Inflater::new(!agreed.server_no_context_takeover);
                Ok(Some(Compression { window: LARGEST_WINDOW, inflater }))
            }
            None => Err("the server uses an extension in a way that was not offered"),
        },
    }
}

/// The talk and its socket; None: there is none, and the object says why.
fn talking(call: &Call<'_>) -> Outcome<Option<(Rc<Talk>, Rc<CoSocket>)>> {
    let state = state(call)?;
    let talk = state.talk.borrow().clone();
    match (talk, state.socket.get()) {
        (Some(talk), Some(socket)) if !talk.closing.get() => Ok(Some((talk, socket))),
        (None, Some(_)) => {
            call.this().set_slot(STATUS, NO_WEBSOCKET);
            let text = "websocket handshake failed, cannot push data";
            refuse(call.this(), code::WEBSOCKET_HANDSHAKE_FAILED, text)?;
            Ok(None)
        }
        _ => {
            let text = "the client is not connected to a websocket server, or the connection is closed";
            fail(call.this(), code::WEBSOCKET_UNCONNECTED, text)?;
            Ok(None)
        }
    }
}

pub fn push(call: &mut Call<'_>) -> Outcome<Zv> {
    let Some((talk, socket)) = talking(call)? else { return Ok(Zv::bool(false)) };
    let (opcode, flags) = (call.opt_int(1).unwrap_or(1), call.opt_int(2).unwrap_or(1));
    let Some(mut outgoing) = Outgoing::of(call.zv(0), opcode, flags)? else {
        return fail(call.this(), code::WEBSOCKET_BAD_OPCODE, "the maximum value of opcode is 10");
    };
    outgoing.flags = if talk.masks { outgoing.flags | flag::MASK } else { outgoing.flags & !flag::MASK };
    if outgoing.opcode == Opcode::Close as u8 {
        talk.closing.set(true);
    }
    let frame = outgoing.encode(talk.window);
    operate(call, |_| send_whole(&socket, &frame, &Limit::new(0.0, socket.timeouts.get().write)).map(|()| true))
}

pub fn ping(call: &mut Call<'_>) -> Outcome<Zv> {
    control(call, Opcode::Ping, call.opt_bytes(0).unwrap_or_default())
}

fn control(call: &Call<'_>, opcode: Opcode, payload: &[u8]) -> Outcome<Zv> {
    let Some((talk, socket)) = talking(call)? else { return Ok(Zv::bool(false)) };
    let payload = &payload[..payload.len().min(MAX_CONTROL)];
    let limit = Limit::new(0.0, socket.timeouts.get().write);
    operate(call, |_| talk.control(&socket, opcode, payload, &limit).map(|()| true))
}

/// Says goodbye and ends the connection.
pub fn disconnect(call: &mut Call<'_>) -> Outcome<Zv> {
    let close = Outgoing::close(call.opt_int(0).unwrap_or(1000), call.opt_bytes(1).unwrap_or_default())?;
    let Some(close) = close else { return Ok(Zv::bool(false)) };
    let said = control(call, Opcode::Close, &close.payload)?;
    if said.to_bool() {
        release(call.this(), call.native::<State>())?;
    }
    Raised::check(said)
}

/// A message; or, with `setDefer()`, the answer to the request that was sent. When the connection has ended: an empty string.
pub fn recv(call: &mut Call<'_>) -> Outcome<Zv> {
    let seconds = call.opt_float(0).unwrap_or(0.0);
    let state = state(call)?;
    let Some(socket) = state.socket.get() else { return operate(call, |_| Ok(true)) };
    let talk = state.talk.borrow().clone();
    let Some(talk) = talk else {
        let Some(asked) = state.awaited.take() else {
            return fail(
                call.this(),
                code::WRONG_OPERATION,
                "nothing is to be received: there is no request that was sent by setDefer(), and no WebSocket",
            );
        };
        let turn = Turn::take(state)?;
        let asking = Asking::new(call.this(), state);
        let done = asking.answer(asked, seconds).map(|()| Zv::bool(true)).or_else(|why| asking.unanswered(why));
        drop(turn);
        return done;
    };
    let limit = Limit::new(seconds, socket.timeouts.get().read);
    match talk.receive(&socket, &state.input, &limit) {
        Ok(Some(message)) => {
            errors::set_last(0);
            let fd = i64::from(socket.fd());
            if message.opcode == Opcode::Close as u8 {
                release(call.this(), state)?;
            }
            frame::object(fd, message.opcode, message.flags, &message.payload).map(Zv::from)
        }
        Ok(None) => {
            release(call.this(), state)?;
            call.this().set_slot(ERR_CODE, 0i64);
            call.this().set_slot(ERR_MSG, "");
            errors::set_last(0);
            Raised::check(Zv::str(""))
        }
        Err(Stop::Raised(raised)) => Err(raised),
        Err(Stop::Failed(failure)) => {
            // Only a wait that was too long, or cancelled, leaves the connection as it was.
            if !matches!(i32::try_from(failure.code), Ok(libc::ETIMEDOUT | libc::ECANCELED)) {
                release(call.this(), state)?;
            }
            tell(call.this(), &failure);
            Raised::check(Zv::bool(false))
        }
    }
}

/// As a server's limit (`package_max_length`).
const MAX_MESSAGE: usize = 2 << 20;
const MAX_CONTROL: usize = 125;
