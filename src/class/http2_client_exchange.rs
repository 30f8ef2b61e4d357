//! What goes over the connection of a `Swoole\Coroutine\Http2\Client`: requests out of `Http2\Request`, answers into `Http2\Response`.

use bytes::Bytes;
use rswoole_engine::client::http2::{Answer, Fields, Gone, Head, Trouble};

use super::http2_client::{HOST, PORT, SSL, State, fail, operate, refuse, write_limit};
use super::http2_messages::{RESPONSE, request, response};
use crate::errors::code;
use crate::http::client::http2::Sending;
use crate::http::client::request::host;
use crate::http::client::values::{self, URLENCODED};
use crate::http::encode;
use crate::http::request::appended;
use crate::socket::{Failure, Limit};
use crate::zend::{Array, Call, Key, Object, Outcome, Raised, Zv};

/// `SWOOLE_HTTP_CLIENT_ESTATUS_SERVER_RESET`
const SERVER_RESET: i64 = -3;
const EINVAL: i64 = libc::EINVAL as i64;

pub fn send(call: &mut Call<'_>) -> Outcome<Zv> {
    let (object, asked) = (call.this(), call.zv(0).clone());
    let Some(asked) = asked.as_object() else { return Ok(Zv::bool(false)) };
    if call.native::<State>().link().is_none() {
        return fail(object, &Failure::code(code::CLIENT_NO_CONNECTION));
    }
    let (kind, body) = body(&asked.slot(request::DATA))?;
    let mut fields = fields(asked, kind)?;
    let cookie = values::cookie(&asked.slot(request::COOKIES), true)?;
    if !cookie.is_empty() {
        fields.push((b"cookie".to_vec(), cookie));
    }
    let authority = authority(object, asked)?;
    let method = asked.slot(request::METHOD).to_str()?;
    let path = path(&asked.slot(request::PATH).to_str()?);
    let head = Head {
        method: if method.as_bytes().is_empty() { b"GET" } else { method.as_bytes() },
        secure: object.slot(SSL).to_bool(),
        authority: &authority,
        path: &path,
        fields,
    };
    let sending = Sending {
        body,
        ends: !asked.slot(request::PIPELINE).to_bool(),
        pieces: asked.slot(request::USE_PIPELINE_READ).to_bool(),
    };
    let sent = operate(call, |link| link.request(&head, sending, &write_limit(link)))?;
    match sent {
        Ok(Ok(stream)) => Raised::check(i64::from(stream).into()),
        Ok(Err(flaw)) => refuse(object, code::HTTP_INVALID_PARAMS, flaw.0),
        Err(failed) => Ok(failed),
    }
}

/// Behind a request with `pipeline`.
pub fn write(call: &mut Call<'_>) -> Outcome<Zv> {
    let (_, data) = body(call.zv(1))?;
    let (number, last) = (call.int(0), call.opt_bool(2).unwrap_or(false));
    let stream = u32::try_from(number).unwrap_or(0);
    let sent = operate(call, |link| link.write(stream, data, last, &write_limit(link)))?;
    match sent {
        Ok(Ok(())) => Raised::check(true.into()),
        Ok(Err(Gone)) => {
            let text = format!("unable to found active pipeline stream#{number}");
            fail(call.this(), &Failure::with_text(EINVAL, text))
        }
        Err(failed) => Ok(failed),
    }
}

pub fn recv(call: &mut Call<'_>) -> Outcome<Zv> {
    receive(call, false)
}

pub fn read(call: &mut Call<'_>) -> Outcome<Zv> {
    receive(call, true)
}

fn receive(call: &mut Call<'_>, pieces: bool) -> Outcome<Zv> {
    let seconds = call.opt_float(0).unwrap_or(0.0);
    let answer = operate(call, |link| link.receive(pieces, &Limit::new(seconds, link.socket.timeouts.get().read)))?;
    match answer {
        Ok(answer) => shown(answer),
        Err(failed) => Ok(failed),
    }
}

pub fn goaway(call: &mut Call<'_>) -> Outcome<Zv> {
    let (number, debug) = (call.opt_int(0).unwrap_or(0), call.opt_bytes(1).unwrap_or_default());
    let Ok(error) = u32::try_from(number) else {
        return refuse(
            call.this(),
            code::INVALID_PARAMS,
            format!("$error_code is a number of 32 bits, {number} given"),
        );
    };
    let done = operate(call, |link| link.goaway(error, debug, &write_limit(link)))?;
    Ok(done.map_or_else(|failed| failed, |()| true.into()))
}

/// True: it was sent. Whether the server answers shows in `recv()`, which a dead connection ends.
pub fn ping(call: &mut Call<'_>) -> Outcome<Zv> {
    let done = operate(call, |link| link.ping(&write_limit(link)))?;
    Ok(done.map_or_else(|failed| failed, |()| true.into()))
}

/// The content type, where it is not the user's, and the bytes.
fn body(data: &Zv) -> Outcome<(Option<&'static str>, Bytes)> {
    if data.as_array().is_some_and(|array| !array.is_empty()) {
        return Ok((Some(URLENCODED), values::urlencoded(data)?.into()));
    }
    if data.is_null() || data.as_array().is_some() {
        return Ok((None, Bytes::new()));
    }
    Ok((None, Bytes::copy_from_slice(data.to_str()?.as_bytes())))
}

/// It begins with a slash, but for the `*` of OPTIONS.
fn path(given: &[u8]) -> Vec<u8> {
    let mut path = Vec::with_capacity(given.len() + 1);
    if given != b"*" && !given.starts_with(b"/") {
        path.push(b'/');
    }
    path.extend_from_slice(given);
    path
}

/// What the header `host` says, else the client's own.
fn authority(object: &Object, asked: &Object) -> Outcome<Vec<u8>> {
    let headers = asked.slot(request::HEADERS);
    if let Some(host) = headers.as_array().and_then(|headers| encode::find(headers, "host")) {
        return Ok(host.to_str()?.as_bytes().to_vec());
    }
    let name = object.slot(HOST).to_str()?.to_text();
    let default = if object.slot(SSL).to_bool() { 443 } else { 80 };
    let port = u16::try_from(object.slot(PORT).to_int()).unwrap_or(default);
    Ok(host(&name, port, name.starts_with("unix:"), default).into_bytes())
}

/// `kind`: the content type that is so, whatever the user's says.
fn fields(asked: &Object, kind: Option<&str>) -> Outcome<Fields> {
    let mut fields = Fields::new();
    let headers = asked.slot(request::HEADERS);
    for (name, value) in headers.as_array().map(Array::iter).into_iter().flatten() {
        // What has no name or no value is not sent, as by the original.
        let Key::Str(name) = &name else { continue };
        let is = |known: &str| name.as_bytes().eq_ignore_ascii_case(known.as_bytes());
        if name.as_bytes().is_empty() || value.is_null() || is("host") || kind.is_some() && is("content-type") {
            continue;
        }
        let name = name.as_bytes().to_ascii_lowercase();
        match value.as_array() {
            Some(values) => {
                for (_, value) in values.iter() {
                    fields.push((name.clone(), value.to_str()?.as_bytes().to_vec()));
                }
            }
            None => fields.push((name, value.to_str()?.as_bytes().to_vec())),
        }
    }
    if let Some(kind) = kind {
        fields.push((b"content-type".to_vec(), kind.as_bytes().to_vec()));
    }
    Ok(fields)
}

/// An answer, or a piece of one, as PHP sees it.
fn shown(answer: Answer) -> Outcome<Zv> {
    let object = RESPONSE.instantiate()?;
    object.set_slot(response::STREAM_ID, i64::from(answer.stream));
    object.set_slot(response::PIPELINE, answer.more);
    if let Some(status) = answer.status {
        object.set_slot(response::STATUS_CODE, i64::from(status));
    }
    if let Some(trouble) = answer.trouble {
        object.set_slot(response::STATUS_CODE, SERVER_RESET);
        object.set_slot(
            response::ERR_CODE,
            match trouble {
                Trouble::Reset(number) => number.into(),
                Trouble::Corrupt => code::HTTP_INVALID_PROTOCOL,
                Trouble::TooLong(_) => code::PACKAGE_LENGTH_TOO_LARGE,
            },
        );
    }
    if let Some(fields) = &answer.fields {
        show_fields(&object, fields);
    }
    if !answer.data.is_empty() {
        object.set_slot(response::DATA, Zv::str(&answer.data));
    }
    Raised::check(object.into())
}

/// A header that came several times is a list, but for Set-Cookie, of which all are in `set_cookie_headers`.
fn show_fields(object: &Object, fields: &Fields) {
    let mut headers = Array::with_capacity(fields.len());
    let (mut raw, mut cookies) = (Array::new(), Array::new());
    for (name, value) in fields {
        let is_cookie = name == b"set-cookie";
        if is_cookie {
            raw.push(&value[..]);
            values::set_cookie(value, &mut cookies);
        }
        let value = match headers.get_bytes(name).filter(|_| !is_cookie) {
            None => Zv::str(value),
            Some(before) => Zv::from(appended(&before, Zv::str(value))),
        };
        headers.insert_bytes(name, value);
    }
    object.set_slot(response::HEADERS, headers);
    object.set_slot(response::SET_COOKIE_HEADERS, raw);
    object.set_slot(response::COOKIES, cookies);
}
