//! A request of `Swoole\Coroutine\Http\Client` out of the object's properties: what can not be sent is refused by name. Must not send.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use rswoole_engine::protocol::http1::{ACCEPTED, basic};

use super::http_client::*;
use super::http_client_request::Asking;
use crate::errors::code;
use crate::http::client::form::{Form, Segment, Upload};
use crate::http::client::request::{self as bytes, HeadBuilder, Outgoing};
use crate::http::client::values::{self, URLENCODED};
use crate::http::encode;
use crate::zend::{self, Array, Key, Outcome, Zv};

impl Asking<'_> {
    /// None: something of it can not be sent, and a warning has said what.
    pub fn outgoing(&self, path: &[u8], extra: &[(&str, String)]) -> Outcome<Option<Outgoing>> {
        let object = self.object;
        let invalid = |text: &str| refuse(object, code::HTTP_INVALID_PARAMS, text).map(|_| None);
        let target = match bytes::target(path) {
            Ok(target) => target,
            Err(why) => return invalid(why),
        };
        let (kind, body) = self.body()?;
        let method = self.method(kind.is_some() || body.is_some())?;
        if !encode::is_token(&method) {
            return invalid("the method is made of letters, digits and !#$%&'*+-.^_`|~");
        }
        let proxy = self.proxy()?.filter(|proxy| self.speaks_to(proxy));
        let target = match &proxy {
            Some(_) if target.starts_with(b"/") => {
                let authority = self.authority()?;
                [&b"http://"[..], authority.as_bytes(), &target[..]].concat()
            }
            _ => target,
        };
        let mut head = HeadBuilder::new(&method, &target);
        let headers = object.slot(REQUEST_HEADERS).as_array().cloned().unwrap_or_default();
        let own_host = match encode::find(&headers, "host") {
            Some(host) => host.to_str()?.as_bytes().to_vec(),
            None => self.authority()?.into_bytes(),
        };
        if !encode::is_clean(&own_host) {
            return invalid(NEW_LINE);
        }
        head.field(b"Host", &own_host);
        let given = match self.user_fields(&mut head, &headers, extra, kind.is_some())? {
            Ok(given) => given,
            Err(text) => return invalid(&text),
        };
        if let Some((user, password)) = proxy.and_then(|proxy| proxy.credentials) {
            head.field(b"Proxy-Authorization", basic(&user, &password).as_bytes());
        }
        if let Some(authorization) = &*self.state.authorization.borrow() {
            head.field(b"Authorization", authorization.as_bytes());
        }
        for (name, value) in extra {
            head.field(name.as_bytes(), value.as_bytes());
        }
        let closes = given.closes || !is_on(object, "keep_alive");
        if !given.connection && !extra.iter().any(|(name, _)| *name == "Connection") {
            head.field(b"Connection", if closes { b"close" } else { b"keep-alive" });
        }
        if !given.accept_encoding && is_on(object, "http_compression") {
            head.field(b"Accept-Encoding", ACCEPTED.as_bytes());
        }
        self.cookies(&mut head)?;
        if let Some(kind) = kind {
            head.field(b"Content-Type", kind.as_bytes());
        }
        let (has_body, body) = (body.is_some(), body.unwrap_or_default());
        if let Some(length) = bytes::content_length(&method, &body, has_body) {
            head.field(b"Content-Length", length.to_string().as_bytes());
        }
        object.set_slot(UPLOADS, Zv::NULL);
        let is_head = method.eq_ignore_ascii_case(b"HEAD");
        Ok(Some(Outgoing { head: head.finish(), body, is_head, closes }))
    }

    /// What the user has set, and which fields are not to be added therefore; an error says what can not be sent.
    fn user_fields(
        &self,
        head: &mut HeadBuilder,
        headers: &Array,
        extra: &[(&str, String)],
        own_kind: bool,
    ) -> Outcome<Result<Given, String>> {
        let mut given = Given::default();
        for (name, value) in headers.iter() {
            // What has no name or no value is not sent, as by the original.
            let Key::Str(name) = &name else { continue };
            if value.is_null() || extra.iter().any(|(own, _)| own.as_bytes().eq_ignore_ascii_case(name.as_bytes())) {
                continue;
            }
            if !encode::is_token(name.as_bytes()) {
                return Ok(Err(format!(
                    "\"{}\" is no name of a header: it is made of letters, digits and !#$%&'*+-.^_`|~",
                    name.to_text()
                )));
            }
            if !given.note(name.as_bytes(), &value, own_kind) {
                continue;
            }
            if !field(head, name.as_bytes(), &value)? {
                return Ok(Err(NEW_LINE.to_owned()));
            }
        }
        Ok(Ok(given))
    }

    fn authority(&self) -> Outcome<String> {
        let host = self.object.slot(HOST).to_str()?.to_text();
        let port = self.port().unwrap_or(0);
        Ok(bytes::host(&host, port, host.starts_with("unix:"), self.default_port()))
    }

    /// Data without a method is posted.
    fn method(&self, has_data: bool) -> Outcome<Vec<u8>> {
        let set = self.object.slot(METHOD).to_str()?;
        Ok(match set.as_bytes() {
            b"" if has_data => b"POST".to_vec(),
            b"" => b"GET".to_vec(),
            method => method.to_vec(),
        })
    }

    /// The content type, where it is not the user's, and the body.
    fn body(&self) -> Outcome<(Option<String>, Option<Vec<Segment>>)> {
        let data = self.object.slot(REQUEST_BODY);
        let uploads = self.object.slot(UPLOADS);
        if let Some(uploads) = uploads.as_array().filter(|uploads| !uploads.is_empty()) {
            let mut form = Form::new();
            for (name, value) in data.as_array().map(Array::iter).into_iter().flatten() {
                if !value.is_null() {
                    form.field(&key_bytes(&name), &value.to_str()?);
                }
            }
            for (_, row) in uploads.iter() {
                if let Some(row) = row.as_array() {
                    add(&mut form, row)?;
                }
            }
            return Ok((Some(form.content_type()), Some(form.finish())));
        }
        if data.as_array().is_some() {
            return Ok((Some(URLENCODED.to_owned()), Some(vec![Segment::Bytes(values::urlencoded(&data)?)])));
        }
        if data.is_null() {
            return Ok((None, None));
        }
        Ok((None, Some(vec![Segment::Bytes(data.to_str()?.as_bytes().to_vec())])))
    }

    /// All that are known, those of the server too.
    fn cookies(&self, head: &mut HeadBuilder) -> Outcome<()> {
        let text = values::cookie(&self.object.slot(COOKIES), false)?;
        if !text.is_empty() {
            head.field(b"Cookie", &text);
        }
        Ok(())
    }
}

/// Which headers the user has set that would be added.
#[derive(Default)]
struct Given {
    connection: bool,
    closes: bool,
    accept_encoding: bool,
}

impl Given {
    /// False: not this one, because it is said elsewhere and has to be right.
    fn note(&mut self, name: &[u8], value: &Zv, own_kind: bool) -> bool {
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        match name.len() {
            4 if is("host") => return false,
            10 if is("connection") => {
                self.connection = true;
                self.closes = value.as_bytes().is_some_and(|text| text.trim_ascii().eq_ignore_ascii_case(b"close"));
            }
            12 if is("content-type") => return !own_kind,
            14 if is("content-length") => return false,
            15 if is("accept-encoding") => self.accept_encoding = true,
            17 if is("transfer-encoding") => {
                zend::warning("the header Transfer-Encoding is not sent: bodies go with a Content-Length");
                return false;
            }
            _ => {}
        }
        true
    }
}

/// One line for each value. False: one of them would begin another line.
fn field(head: &mut HeadBuilder, name: &[u8], value: &Zv) -> Outcome<bool> {
    if let Some(values) = value.as_array() {
        for (_, value) in values.iter() {
            if !field(head, name, &value)? {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    let text = value.to_str()?;
    if !encode::is_clean(&text) {
        return Ok(false);
    }
    head.field(name, &text);
    Ok(true)
}

fn key_bytes(key: &Key) -> Vec<u8> {
    match key {
        Key::Str(text) => text.as_bytes().to_vec(),
        Key::Int(number) => number.to_string().into_bytes(),
    }
}

/// A row of `uploadFiles`.
fn add(form: &mut Form, row: &Array) -> Outcome<()> {
    let text = |name: &str| row.get(name).map_or(Ok(zend::Str::empty()), |value| value.to_str());
    let (name, filename, kind) = (text("name")?, text("filename")?, text("type")?);
    let upload = Upload { name: &name, filename: &filename, kind: &kind };
    if let Some(content) = row.get("content") {
        form.data(&upload, &content.to_str()?);
        return Ok(());
    }
    let number = |name: &str| row.get(name).and_then(|value| u64::try_from(value.to_int()).ok()).unwrap_or(0);
    let path = PathBuf::from(OsStr::from_bytes(&text("path")?));
    form.file(&upload, path, number("offset"), number("size"));
    Ok(())
}

const NEW_LINE: &str = "Header may not contain more than a single header, new line detected";
