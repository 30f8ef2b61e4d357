//! `Swoole\Http\Request`: its arrays are made when they are first read. Answers nothing.

use std::cell::{Cell, OnceCell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use bytes::BytesMut;
use rswoole_engine::ids::StreamId;
use rswoole_engine::protocol::http1::{Http1, Limits, RequestView, Strictness};
use rswoole_engine::protocol::{Dialogue, QuestionKind};

use crate::errors::{self, code};
use crate::http::request::{Content, Parse, now};
use crate::zend::{self, Array, Call, Class, Native, Object, Outcome, Slot, Zv, method, uploads};

const PROPERTIES: &[&str] = &[
    "public $fd = 0",
    "public $streamId = 0",
    "public $header = null",
    "public $server = null",
    "public $cookie = null",
    "public $get = null",
    "public $files = null",
    "public $post = null",
    "public $tmpfiles = null",
];

pub static CLASS: Class =
    Class::new(r"Swoole\Http\Request").native::<RequestData>().properties(PROPERTIES).not_serializable().methods(&[
        method("public function getContent(): string|false", content),
        method("public function rawContent(): string|false", content),
        method("public function getData(): string|false", data),
        method("public static function create(array $options = []): Swoole\\Http\\Request", create),
        method("public function parse(string $data): int|false", parse),
        method("public function isCompleted(): bool", is_completed),
        method("public function getMethod(): string|false", get_method),
    ]);

const fn slot(name: &str) -> Slot {
    Slot::of(PROPERTIES, name, 0)
}

const FD: Slot = slot("fd");
const STREAM_ID: Slot = slot("streamId");
const HEADER: Slot = slot("header");
const SERVER: Slot = slot("server");
const COOKIE: Slot = slot("cookie");
const GET: Slot = slot("get");
const FILES: Slot = slot("files");
const POST: Slot = slot("post");
const TMPFILES: Slot = slot("tmpfiles");
const LAZY: [(&str, Slot); 7] = [
    ("header", HEADER),
    ("server", SERVER),
    ("cookie", COOKIE),
    ("get", GET),
    ("files", FILES),
    ("post", POST),
    ("tmpfiles", TMPFILES),
];

/// The Rust state of a request.
#[derive(Default)]
pub struct RequestData {
    content: OnceCell<Content>,
    /// Of a request that is fed by `parse()`.
    parser: RefCell<Option<Parser>>,
    /// Uploads, deleted with the request.
    written: RefCell<Vec<PathBuf>>,
    form_read: Cell<bool>,
}

struct Parser {
    codec: Http1,
    input: BytesMut,
    fed: Vec<u8>,
    parse: Rc<Parse>,
}

impl Native for RequestData {
    const LAZY: bool = true;

    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> RequestData {
        RequestData::default()
    }

    fn fill(object: &Object, name: Option<&[u8]>) {
        let Some(content) = object.native::<RequestData>().and_then(|data| data.content.get()) else { return };
        for (known, slot) in LAZY {
            if name.is_none_or(|name| name == known.as_bytes()) && object.is_deferred(slot) {
                fill(object, content, slot);
            }
        }
    }
}

impl Drop for RequestData {
    fn drop(&mut self) {
        for path in self.written.take() {
            uploads::forget(path.as_os_str().as_encoded_bytes());
            // move_uploaded_file() may have taken it away.
            let _ = std::fs::remove_file(&path);
        }
    }
}

pub fn is_request(object: &Object) -> bool {
    object.native::<RequestData>().is_some()
}

pub fn fd_of(object: &Object) -> i64 {
    object.slot(FD).to_int()
}

/// None: the request is not complete.
pub fn look_at<T>(object: &Object, look: impl FnOnce(RequestView<'_>) -> T) -> Option<T> {
    object.native::<RequestData>()?.content.get().map(|content| look(content.view()))
}

/// The object for `$request`.
pub fn object(fd: i64, stream: StreamId, content: Content) -> Outcome<Object> {
    let object = CLASS.instantiate()?;
    assign(&object, fd, stream, content);
    Ok(object)
}

/// Gives a new object of the class its request.
pub fn assign(object: &Object, fd: i64, stream: StreamId, content: Content) {
    object.set_slot(FD, fd);
    if !stream.is_none() {
        object.set_slot(STREAM_ID, i64::from(stream.0));
    }
    attach(object, content);
}

fn attach(object: &Object, content: Content) {
    let Some(data) = object.native::<RequestData>() else { return };
    if content.view().has_attachments() {
        let stored = content.stored();
        note_uploads(&stored);
        data.written.replace(stored);
    }
    // It was empty: it has no content twice.
    let _ = data.content.set(content);
    for (_, slot) in LAZY {
        object.defer_slot(slot);
    }
}

fn fill(object: &Object, content: &Content, slot: Slot) {
    let value: Zv = match slot {
        HEADER => content.header().into(),
        SERVER => content.server().into(),
        COOKIE => content.cookie().into(),
        GET => content.get().into(),
        POST if !content.is_multipart() => content.urlencoded().into(),
        _ if content.is_multipart() => return fill_form(object, content),
        _ => Zv::NULL,
    };
    object.set_slot(slot, value);
}

/// Fields and files come out of one reading of the body.
fn fill_form(object: &Object, content: &Content) {
    let Some(data) = object.native::<RequestData>() else { return };
    let form = if data.form_read.replace(true) { None } else { content.form() };
    let (mut post, mut files, mut tmpfiles) = (Zv::NULL, Zv::NULL, Zv::NULL);
    if let Some(form) = form {
        (post, files) = (form.post.into(), form.files.into());
        note_uploads(&form.written);
        let mut written = data.written.borrow_mut();
        written.extend(form.written);
        if !written.is_empty() {
            let names = written.iter().map(|path| Zv::str(path.as_os_str().as_encoded_bytes()));
            tmpfiles = names.collect::<Array>().into();
        }
    }
    for (slot, value) in [(POST, post), (FILES, files), (TMPFILES, tmpfiles)] {
        if object.is_deferred(slot) {
            object.set_slot(slot, value);
        }
    }
}

/// What `is_uploaded_file()` knows.
fn note_uploads(paths: &[PathBuf]) {
    paths.iter().for_each(|path| uploads::note(path.as_os_str().as_encoded_bytes()));
}

/// False: there is no request at all.
fn content(call: &mut Call<'_>) -> Outcome<Zv> {
    let data = call.native::<RequestData>();
    match (&*data.parser.borrow(), data.content.get()) {
        (_, Some(content)) => whole(content, b""),
        (Some(_), None) => Ok(Zv::str(b"")),
        (None, None) => Ok(Zv::bool(false)),
    }
}

/// The body behind `head`; false when a file that it belongs to is gone.
fn whole(content: &Content, head: &[u8]) -> Outcome<Zv> {
    match content.body() {
        Ok(body) if head.is_empty() => Ok(Zv::str(&*body)),
        Ok(body) => Ok(Zv::str([head, &*body].concat())),
        Err(error) => {
            errors::set_last(error.raw_os_error().unwrap_or(libc::EIO).into());
            zend::warning(&format!(
                "the raw content is incomplete: an upload was not kept or was moved away ({error}); read it before you move files"
            ));
            zend::Raised::check(Zv::bool(false))
        }
    }
}

/// Head and body as they came (a chunked body without its coding). Over HTTP/2 no such bytes came.
fn data(call: &mut Call<'_>) -> Outcome<Zv> {
    let data = call.native::<RequestData>();
    match (&*data.parser.borrow(), data.content.get()) {
        (Some(parser), _) => Ok(Zv::str(&parser.fed)),
        (None, Some(content)) if content.view().is_http_2() => {
            zend::warning("unable to get data from HTTP2 request");
            zend::Raised::check(Zv::bool(false))
        }
        (None, Some(content)) if content.view().has_attachments() => whole(content, content.view().head()),
        (None, Some(content)) => Ok(Zv::str(content.view().raw())),
        (None, None) => Ok(Zv::bool(false)),
    }
}

fn get_method(call: &mut Call<'_>) -> Zv {
    match call.native::<RequestData>().content.get() {
        Some(content) => Zv::str(content.view().method()),
        None => Zv::bool(false),
    }
}

fn is_completed(call: &mut Call<'_>) -> bool {
    call.native::<RequestData>().content.get().is_some()
}

/// A request that is fed by hand. Options are those of the server, without or with `http_`.
fn create(call: &mut Call<'_>) -> Outcome<Object> {
    let options = call.opt(0).and_then(|options| options.as_array().cloned()).unwrap_or_default();
    let option = |name: &str| options.get(name).or_else(|| options.get(&format!("http_{name}")));
    let flag = |name: &str| option(name).is_none_or(|value| value.to_bool());
    let mut parse = Parse {
        cookie: flag("parse_cookie"),
        post: flag("parse_post") && flag("parse_body"),
        files: flag("parse_files"),
        ..Parse::default()
    };
    if let Some(directory) = option("upload_tmp_dir") {
        parse.upload_tmp_dir = PathBuf::from(directory.to_str()?.to_text());
    }
    let body = option("package_max_length").map_or(usize::MAX >> 1, |limit| limit.to_int().max(0) as usize);
    let limits = Limits { body, strict: Strictness { host: false }, ..Limits::default() };
    let object = CLASS.instantiate()?;
    if let Some(data) = object.native::<RequestData>() {
        let codec = Http1::new(Arc::new(limits));
        data.parser.replace(Some(Parser { codec, input: BytesMut::new(), fed: Vec::new(), parse: Rc::new(parse) }));
    }
    Ok(object)
}

/// Bytes that were used: none of what can not become a request. False when the request was complete before, or there is none.
fn parse(call: &mut Call<'_>) -> Zv {
    let given = call.bytes(0);
    let data = call.native::<RequestData>();
    let mut parser = data.parser.borrow_mut();
    let Some(parser) = parser.as_mut().filter(|_| data.content.get().is_none()) else { return Zv::bool(false) };
    parser.fed.extend_from_slice(given);
    parser.input.extend_from_slice(given);
    match parser.codec.decode(&mut parser.input) {
        Ok(None) => Zv::int(given.len() as i64),
        Ok(Some(packet)) => {
            let QuestionKind::Request(index) = packet.kind else { return Zv::bool(false) };
            let content = Content::new(&index, &packet.payload, now(), None, Rc::clone(&parser.parse));
            attach(call.this(), content);
            Zv::int(given.len().saturating_sub(parser.input.len()) as i64)
        }
        Err(_) => {
            errors::set_last(code::PACKAGE_MALFORMED_DATA);
            Zv::int(0)
        }
    }
}
