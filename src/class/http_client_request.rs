//! How `Swoole\Coroutine\Http\Client` asks: the connection, the request out of the object's properties, and its answer into them.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::rc::Rc;

use rswoole_engine::protocol::http1::{ACCEPTED, AnswerHead, Asked, Field, basic};
use rswoole_engine::settings::TlsSettings;

use super::coroutine_socket as socket_class;
use super::http_client::*;
use super::{client_type, tls_options};
use crate::coroutine;
use crate::errors::code;
use crate::http::client::form::{Form, Segment, Upload};
use crate::http::client::receive::{Listener, receive};
use crate::http::client::request::{self as bytes, HeadBuilder, Outgoing};
use crate::http::cookie::url_encode;
use crate::http::encode;
use crate::http::request::decode;
use crate::http::talk::send_whole;
use crate::socket::{CoSocket, Done, Failure, Host, Limit, Proxy, ProxyKind, Stop, TIMED_OUT, Way, has_been_bound};
use crate::zend::{self, Array, Call, Callable, Key, Object, Outcome, Raised, Zv};

/// `SWOOLE_HTTP_CLIENT_ESTATUS_*`
const CONNECT_FAILED: i64 = -1;
const REQUEST_TIMEOUT: i64 = -2;
const SERVER_RESET: i64 = -3;
const SEND_FAILED: i64 = -4;

pub fn execute(call: &mut Call<'_>) -> Outcome<Zv> {
    request(call, &[])
}

/// Whatever `setMethod()` said.
pub fn get(call: &mut Call<'_>) -> Outcome<Zv> {
    call.this().set_slot(METHOD, "GET");
    request(call, &[])
}

pub fn post(call: &mut Call<'_>) -> Outcome<Zv> {
    call.this().set_slot(METHOD, "POST");
    call.this().set_slot(REQUEST_BODY, call.zv(1).clone());
    request(call, &[])
}

/// The body goes to a file, not into memory.
pub fn download(call: &mut Call<'_>) -> Outcome<Zv> {
    call.this().set_slot(DOWNLOAD_FILE, call.zv(1).clone());
    call.this().set_slot(DOWNLOAD_OFFSET, call.opt_int(2).unwrap_or(0));
    let done = request(call, &[]);
    call.this().set_slot(DOWNLOAD_FILE, Zv::NULL);
    call.this().set_slot(DOWNLOAD_OFFSET, 0i64);
    done
}

/// The request that the properties describe, for the path that is the call's first argument; `extra` fields replace those of the user.
pub fn request(call: &mut Call<'_>, extra: &[(&str, String)]) -> Outcome<Zv> {
    let state = state(call)?;
    let object = call.this();
    let turn = Turn::take(state)?;
    let done = Asking { object, state }.run(call.bytes(0), extra);
    drop(turn);
    done
}

/// One request at a time: two that mix on one connection would get each other's answers.
pub struct Turn<'a>(&'a State);

impl<'a> Turn<'a> {
    pub fn take(state: &'a State) -> Outcome<Turn<'a>> {
        let (other, own) = (state.busy.get(), coroutine::current_cid());
        if other > 0 {
            let fd = state.socket.get().map_or(-1, |socket| socket.fd());
            return Err(has_been_bound(fd, other, Way::Write, own));
        }
        state.busy.set(own.max(0));
        Ok(Turn(state))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.busy.set(0);
    }
}

/// Why a request has no answer: the status that tells the stage, and the reason.
type Unanswered = (i64, Stop);

pub struct Asking<'a> {
    pub object: &'a Object,
    pub state: &'a State,
}

impl Asking<'_> {
    fn run(&self, path: &[u8], extra: &[(&str, String)]) -> Outcome<Zv> {
        self.forget_answer();
        if self.state.talk.borrow().is_some() {
            return fail(
                self.object,
                code::WRONG_OPERATION,
                "the connection speaks WebSocket: close() it before the next request",
            );
        }
        if self.state.awaited.get().is_some() {
            return fail(
                self.object,
                libc::EALREADY.into(),
                "the answer to the former request is not received: call recv() first",
            );
        }
        let Some(outgoing) = self.outgoing(path, extra)? else { return Raised::check(Zv::bool(false)) };
        let retries = option(self.object, "max_retries").map_or(0, |value| value.to_int().max(0));
        for attempt in 0..=retries {
            let is_last = attempt == retries;
            match self.attempt(&outgoing, extra.is_empty()) {
                Ok(()) => {
                    let failed = retries > 0 && matches!(self.object.slot(STATUS).as_int(), Some(502 | 503));
                    if !failed {
                        return Raised::check(Zv::bool(true));
                    }
                    release(self.object, self.state)?;
                }
                Err((CONNECT_FAILED, Stop::Failed(_))) if !is_last => {
                    release(self.object, self.state)?;
                }
                Err(unanswered) => return self.unanswered(unanswered),
            }
        }
        Raised::check(Zv::bool(false))
    }

    fn attempt(&self, outgoing: &Outgoing, may_defer: bool) -> Result<(), Unanswered> {
        self.forget_answer();
        let socket = self.connection().map_err(|stop| (CONNECT_FAILED, stop))?;
        self.state.head_out.borrow_mut().clone_from(&outgoing.head);
        self.state.closes.set(outgoing.closes);
        let asked = if outgoing.is_head { Asked::Head } else { Asked::Other };
        if let Err(stop) = self.send(&socket, outgoing) {
            // A server that does not want the rest of a body says so (413, 401) and ends the connection: that is an answer.
            self.state.closes.set(true);
            return match stop {
                Stop::Failed(failure) if is_hang_up(&failure) && self.answer(asked, 0.0).is_ok() => Ok(()),
                stop => Err((SEND_FAILED, stop)),
            };
        }
        if may_defer && self.state.defer.get() {
            self.state.awaited.set(Some(asked));
            return Ok(());
        }
        self.answer(asked, 0.0)
    }

    /// Nothing is left of the answer before.
    fn forget_answer(&self) {
        let object = self.object;
        for (slot, value) in [(ERR_CODE, Zv::int(0)), (ERR_MSG, Zv::str("")), (STATUS, Zv::int(0)), (BODY, Zv::str(""))]
        {
            object.set_slot(slot, value);
        }
        object.set_slot(HEADERS, Zv::NULL);
        object.set_slot(SET_COOKIES, Zv::NULL);
    }

    /// After a failure the connection is in no known state.
    pub fn unanswered(&self, (status, stop): Unanswered) -> Outcome<Zv> {
        let was_open = release(self.object, self.state);
        let failure = match stop {
            Stop::Raised(raised) => return Err(raised),
            Stop::Failed(failure) => failure,
        };
        was_open?;
        let status = if status == SERVER_RESET && failure.code == TIMED_OUT { REQUEST_TIMEOUT } else { status };
        self.object.set_slot(STATUS, status);
        tell(self.object, &failure);
        Raised::check(Zv::bool(false))
    }

    /// The open connection, if it can still be used, else a new one.
    fn connection(&self) -> Done<Rc<CoSocket>> {
        if let Some(socket) = self.state.socket.get() {
            if self.state.input.borrow().is_empty() && is_quiet(&socket)? {
                return Ok(socket);
            }
            release(self.object, self.state).map_err(Stop::Raised)?;
        }
        self.connect()
    }

    fn connect(&self) -> Done<Rc<CoSocket>> {
        let object = self.object;
        let host = object.slot(HOST).to_str().map_err(Stop::Raised)?.to_text();
        let options = object.slot(SETTING).as_array().cloned().unwrap_or_default();
        let path = host.strip_prefix("unix:").map(|path| format!("/{}", path.trim_start_matches('/')));
        let proxy = self.proxy().map_err(Stop::Raised)?;
        let nearest = proxy.as_ref().map_or(host.as_bytes(), |proxy| &proxy.host[..]);
        let domain = match &path {
            Some(_) => libc::AF_UNIX,
            None if nearest.contains(&b':') => libc::AF_INET6,
            None => libc::AF_INET,
        };
        let name = path.unwrap_or(host);
        let socket = CoSocket::open(domain, libc::SOCK_STREAM, 0)?;
        if !client_type::prepare(&socket, &options).map_err(Stop::Raised)? {
            return Err(Stop::code(libc::EINVAL.into()));
        }
        if domain != libc::AF_UNIX && is_on(object, "open_tcp_nodelay") {
            let _ = socket.set_option(libc::IPPROTO_TCP, libc::TCP_NODELAY, &1i32.to_ne_bytes());
        }
        if object.slot(SSL).to_bool() {
            let settings = tls_options::of(&options).map_err(Stop::Raised)?;
            // The server is to be the one that was asked for.
            let host_name = settings.host_name.clone().or_else(|| Some(name.clone()));
            socket.set_tls(Some(TlsSettings { host_name, ..settings }));
        }
        let limit = Limit::new(0.0, socket.timeouts.get().connect);
        let to = Host { name: name.as_bytes(), port: i64::from(self.port()?) };
        match proxy {
            None => socket.connect(to, &limit)?,
            Some(proxy) if self.speaks_to(&proxy) => socket.reach(&proxy, &limit)?,
            Some(proxy) => socket.connect_through(&proxy, to, &limit)?,
        }
        let shown = socket_class::from_socket(Rc::clone(&socket)).map_err(Stop::Raised)?;
        self.state.socket.put(Rc::clone(&socket));
        object.set_slot(SOCKET, shown);
        object.set_slot(CONNECTED, true);
        Ok(socket)
    }

    /// Sockets of this machine are reached without one.
    fn proxy(&self) -> Outcome<Option<Proxy>> {
        let object = self.object;
        match object.slot(SETTING).as_array() {
            Some(options) if !is_unix(object) => client_type::proxy(options),
            _ => Ok(None),
        }
    }

    /// Whether requests go to the proxy, and not through it to the server.
    fn speaks_to(&self, proxy: &Proxy) -> bool {
        proxy.kind == ProxyKind::Http && !self.object.slot(SSL).to_bool()
    }

    fn default_port(&self) -> u16 {
        if self.object.slot(SSL).to_bool() { 443 } else { 80 }
    }

    fn port(&self) -> Done<u16> {
        match self.object.slot(PORT).to_int() {
            0 => Ok(self.default_port()),
            port => u16::try_from(port).map_err(|_| Stop::code(code::BAD_PORT)),
        }
    }

    fn send(&self, socket: &CoSocket, outgoing: &Outgoing) -> Done<()> {
        let limit = Limit::new(0.0, socket.timeouts.get().write);
        let mut rest = &outgoing.body[..];
        match rest.first() {
            // One write for a head and a small body.
            Some(Segment::Bytes(first)) if first.len() <= TOGETHER => {
                send_whole(socket, &[&outgoing.head[..], first].concat(), &limit)?;
                rest = &rest[1..];
            }
            _ => send_whole(socket, &outgoing.head, &limit)?,
        }
        for segment in rest {
            match segment {
                Segment::Bytes(bytes) => send_whole(socket, bytes, &limit)?,
                Segment::File { path, offset, length } => socket.send_file(path, *offset, *length, &limit)?,
            }
        }
        Ok(())
    }

    /// Reads the answer into the properties.
    pub fn answer(&self, asked: Asked, seconds: f64) -> Result<(), Unanswered> {
        let Some(socket) = self.state.socket.get() else {
            return Err((SERVER_RESET, Stop::code(code::CLIENT_NO_CONNECTION)));
        };
        let limit = Limit::new(seconds, socket.timeouts.get().read);
        let mut sink = Sink::new(self).map_err(|stop| (SERVER_RESET, stop))?;
        let decodes = is_on(self.object, "body_decompression");
        let kept = receive(&socket, &self.state.input, asked, decodes, &limit, &mut sink);
        let kept = kept.map_err(|stop| (SERVER_RESET, stop))?;
        if !sink.body.is_empty() {
            self.object.set_slot(BODY, Zv::str(&sink.body));
        }
        let upgraded = self.object.slot(STATUS).as_int() == Some(101);
        if (!kept || self.state.closes.get()) && !upgraded {
            release(self.object, self.state).map_err(|raised| (SERVER_RESET, Stop::Raised(raised)))?;
        }
        crate::errors::set_last(0);
        Ok(())
    }

    /// None: something of it can not be sent, and a warning has said what.
    fn outgoing(&self, path: &[u8], extra: &[(&str, String)]) -> Outcome<Option<Outgoing>> {
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
            return invalid("Header may not contain more than a single header, new line detected");
        }
        head.field(b"Host", &own_host);
        let mut given = Given::default();
        for (name, value) in headers.iter() {
            // What has no name or no value is not sent, as by the original.
            let Key::Str(name) = &name else { continue };
            if value.is_null() || extra.iter().any(|(own, _)| own.as_bytes().eq_ignore_ascii_case(name.as_bytes())) {
                continue;
            }
            if !encode::is_token(name.as_bytes()) {
                return invalid(&format!(
                    "\"{}\" is no name of a header: it is made of letters, digits and !#$%&'*+-.^_`|~",
                    name.to_text()
                ));
            }
            if !given.note(name.as_bytes(), &value, kind.is_some()) {
                continue;
            }
            if !field(&mut head, name.as_bytes(), &value)? {
                return invalid("Header may not contain more than a single header, new line detected");
            }
        }
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
            let build = Callable::new(&Zv::str("http_build_query")).map_err(|reason| zend::throw_error(&reason))?;
            let text = build.call(&mut [data.clone()])?.to_str()?;
            let kind = Some("application/x-www-form-urlencoded".to_owned());
            return Ok((kind, Some(vec![Segment::Bytes(text.as_bytes().to_vec())])));
        }
        if data.is_null() {
            return Ok((None, None));
        }
        Ok((None, Some(vec![Segment::Bytes(data.to_str()?.as_bytes().to_vec())])))
    }

    /// All that are known, those of the server too. What has no name or value is none.
    fn cookies(&self, head: &mut HeadBuilder) -> Outcome<()> {
        let cookies = self.object.slot(COOKIES);
        let Some(cookies) = cookies.as_array() else { return Ok(()) };
        let mut text = Vec::new();
        for (name, value) in cookies.iter() {
            let Key::Str(name) = &name else { continue };
            let value = value.to_str()?;
            let forbidden = |byte: &u8| *byte < b' ' || matches!(byte, b'=' | b';' | b',' | 0x7f);
            if name.as_bytes().is_empty() || value.as_bytes().is_empty() || name.as_bytes().iter().any(forbidden) {
                continue;
            }
            if !text.is_empty() {
                text.extend_from_slice(b"; ");
            }
            text.extend_from_slice(name.as_bytes());
            text.push(b'=');
            url_encode(&value, &mut text);
        }
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

fn is_unix(object: &Object) -> bool {
    object.slot(HOST).as_bytes().is_some_and(|host| host.starts_with(b"unix:"))
}

fn is_hang_up(failure: &Failure) -> bool {
    matches!(i32::try_from(failure.code), Ok(libc::EPIPE | libc::ECONNRESET))
}

/// Nothing has come since the last answer: the connection can take the next request.
fn is_quiet(socket: &CoSocket) -> Done<bool> {
    match socket.peek(1, <[u8]>::len) {
        Err(Stop::Failed(failure)) => Ok(failure.code == i64::from(libc::EAGAIN)),
        Err(raised) => Err(raised),
        Ok(_) => Ok(false),
    }
}

/// Where an answer goes: properties, and the body into memory, a file or a function.
struct Sink<'a> {
    asking: &'a Asking<'a>,
    lowers: bool,
    body: Vec<u8>,
    most: usize,
    file: Option<File>,
    function: Option<Callable>,
}

impl<'a> Sink<'a> {
    fn new(asking: &'a Asking<'a>) -> Done<Sink<'a>> {
        let object = asking.object;
        let function = match option(object, "write_func") {
            Some(value) => Some(Callable::new(&value).map_err(|reason| {
                Stop::Raised(zend::throw_type_error(&format!("option write_func must be a valid callback, {reason}")))
            })?),
            None => None,
        };
        let most = option(object, "package_max_length").and_then(|value| usize::try_from(value.to_int()).ok());
        Ok(Sink {
            asking,
            lowers: is_on(object, "lowercase_header"),
            body: Vec::new(),
            most: most.filter(|most| *most > 0).unwrap_or(MAX_BODY),
            file: None,
            function,
        })
    }

    /// `downloadFile`, if there is one.
    fn open_file(&self) -> Done<Option<File>> {
        let name = self.asking.object.slot(DOWNLOAD_FILE);
        if name.is_null() {
            return Ok(None);
        }
        let name = name.to_str().map_err(Stop::Raised)?;
        let offset = u64::try_from(self.asking.object.slot(DOWNLOAD_OFFSET).to_int()).unwrap_or(0);
        let opened = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(offset == 0)
            .open(OsStr::from_bytes(&name))
            .and_then(|mut file| file.seek(SeekFrom::Start(offset)).map(|_| file));
        match opened {
            Ok(file) => Ok(Some(file)),
            Err(error) => {
                let number = i64::from(error.raw_os_error().unwrap_or(libc::EIO));
                let text =
                    format!("open({}) for the download failed: {}", name.to_text(), Failure::code(number).text());
                zend::warning(&text);
                Err(Failure::with_text(number, text).into())
            }
        }
    }

    fn fields(&self, fields: &[Field]) {
        let object = self.asking.object;
        let mut headers = object.take_slot(HEADERS).into_array().unwrap_or_default();
        for (name, value) in fields {
            let name = if self.lowers { name.to_ascii_lowercase() } else { name.clone() };
            let value = match headers.get_bytes(&name) {
                None => Zv::str(value),
                Some(before) => Zv::from(crate::http::request::appended(&before, Zv::str(value))),
            };
            headers.insert_bytes(&name, value);
        }
        if !headers.is_empty() {
            object.set_slot(HEADERS, headers);
        }
    }

    fn cookies(&self, fields: &[Field]) {
        let object = self.asking.object;
        let sent = || fields.iter().filter(|(name, _)| name.eq_ignore_ascii_case(b"set-cookie"));
        if sent().next().is_none() {
            return;
        }
        let mut raw = object.take_slot(SET_COOKIES).into_array().unwrap_or_default();
        let mut cookies = object.take_slot(COOKIES).into_array().unwrap_or_default();
        for (_, text) in sent() {
            raw.push(&text[..]);
            let pair = text.split(|&byte| byte == b';').next().unwrap_or_default();
            let (name, value) = match pair.iter().position(|&byte| byte == b'=') {
                Some(at) => (pair[..at].trim_ascii(), &pair[at + 1..]),
                None => (&pair[..0], pair),
            };
            let value = Zv::str(decode(value.trim_ascii(), true));
            if name.is_empty() { cookies.push(value) } else { cookies.insert_bytes(name, value) }
        }
        object.set_slot(SET_COOKIES, raw);
        object.set_slot(COOKIES, cookies);
    }
}

impl Listener for Sink<'_> {
    fn head(&mut self, head: &AnswerHead) -> Done<()> {
        self.asking.object.set_slot(STATUS, i64::from(head.status));
        self.fields(&head.fields);
        self.cookies(&head.fields);
        self.file = self.open_file()?;
        Ok(())
    }

    fn data(&mut self, data: &[u8]) -> Done<()> {
        if let Some(function) = &self.function {
            function.call(&mut [self.asking.object.into(), Zv::str(data)]).map_err(Stop::Raised)?;
            // close() in the function says: enough.
            return if self.asking.state.socket.is_open() {
                Ok(())
            } else {
                Err(Failure::with_text(0, String::new()).into())
            };
        }
        if let Some(file) = &mut self.file {
            return Ok(file.write_all(data)?);
        }
        let length = self.body.len() + data.len();
        if length > self.most {
            let text = format!(
                "the body is longer than {} bytes: raise package_max_length, or take it by download() or write_func",
                self.most
            );
            return Err(Failure::with_text(code::PACKAGE_LENGTH_TOO_LARGE, text).into());
        }
        self.body.extend_from_slice(data);
        Ok(())
    }

    fn trailers(&mut self, fields: &[Field]) -> Done<()> {
        self.fields(fields);
        Ok(())
    }
}

/// A body that is put behind its head: copying it costs less than a second write.
const TOGETHER: usize = 16 << 10;
/// Of a body in memory; what unfolds to more is an attack, and what is larger belongs into a file.
const MAX_BODY: usize = 256 << 20;
