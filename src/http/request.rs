//! A request as PHP reads it: owned bytes and the arrays that are made of them, each when it is first asked for. Must not know the class's
//! slots or methods.

use std::cell::OnceCell;
use std::mem::ManuallyDrop;
use std::rc::Rc;

use rswoole_engine::protocol::http1::RequestView;
use rswoole_engine::protocol::multipart::boundary;
use rswoole_engine::shm::sessions::Peer;
use rswoole_engine::sys::clock::unix_micros;

use super::multipart::{self, Form};
use crate::world::peer_parts;
use crate::zend::{Array, Str, Zv, variables};

/// Bytes and where they come from.
pub struct Content {
    /// The index, and behind it the bytes as they came.
    bytes: Vec<u8>,
    index_len: usize,
    /// When the reactor had it; seconds since the epoch.
    pub time: f64,
    pub origin: Option<Origin>,
    pub parse: Rc<Parse>,
}

/// Who is talking to whom. Written out only when `$request->server` is read.
pub struct Origin {
    pub server_port: u16,
    pub server_addr: Rc<str>,
    pub peer: Option<Peer>,
}

thread_local! {
    /// The keys of `$request->server`, made when the module starts.
    /// Never dropped: PHP frees permanent strings itself, before thread-locals end.
    static KEYS: ManuallyDrop<OnceCell<Keys>> = const { ManuallyDrop::new(OnceCell::new()) };
}

struct Keys {
    query_string: Str,
    request_method: Str,
    request_uri: Str,
    path_info: Str,
    request_time: Str,
    request_time_float: Str,
    server_protocol: Str,
    server_port: Str,
    remote_port: Str,
    server_addr: Str,
    remote_addr: Str,
    master_time: Str,
}

/// Once, while the module starts.
pub fn startup() {
    let key = |name: &str| Str::permanent(name.as_bytes());
    KEYS.with(|keys| {
        keys.get_or_init(|| Keys {
            query_string: key("query_string"),
            request_method: key("request_method"),
            request_uri: key("request_uri"),
            path_info: key("path_info"),
            request_time: key("request_time"),
            request_time_float: key("request_time_float"),
            server_protocol: key("server_protocol"),
            server_port: key("server_port"),
            remote_port: key("remote_port"),
            server_addr: key("server_addr"),
            remote_addr: key("remote_addr"),
            master_time: key("master_time"),
        });
    });
}

/// `http_parse_*`, and where uploads go.
#[derive(Clone, Debug)]
pub struct Parse {
    pub cookie: bool,
    pub post: bool,
    pub files: bool,
    pub upload_tmp_dir: std::path::PathBuf,
    pub upload_max_filesize: Option<usize>,
}

impl Content {
    pub fn new(index: &[u8], raw: &[u8], time: f64, origin: Option<Origin>, parse: Rc<Parse>) -> Content {
        let mut bytes = Vec::with_capacity(index.len() + raw.len());
        bytes.extend_from_slice(index);
        bytes.extend_from_slice(raw);
        Content { bytes, index_len: index.len(), time, origin, parse }
    }

    #[inline]
    pub fn view(&self) -> RequestView<'_> {
        let (index, raw) = self.bytes.split_at(self.index_len);
        RequestView::new(index, raw)
    }

    /// `$request->server`
    pub fn server(&self) -> Array {
        let view = self.view();
        let path = view.path();
        let info = decode(path, true);
        let (remote_addr, remote_port) = match &self.origin {
            Some(Origin { peer: Some(peer), .. }) => peer_parts(peer),
            _ => Default::default(),
        };
        KEYS.with(|keys| {
            let Some(keys) = keys.get() else { return Array::new() };
            Array::build(12, |array| {
                if let Some(query) = view.query().filter(|query| !query.is_empty()) {
                    array.bytes(&keys.query_string, query);
                }
                array.bytes(&keys.request_method, view.method());
                array.bytes(&keys.request_uri, path);
                array.bytes(&keys.path_info, &info);
                array.int(&keys.request_time, self.time as i64);
                array.float(&keys.request_time_float, self.time);
                let version: &[u8] = match (view.is_http_2(), view.is_http_11()) {
                    (true, _) => b"HTTP/2",
                    (false, true) => b"HTTP/1.1",
                    (false, false) => b"HTTP/1.0",
                };
                array.bytes(&keys.server_protocol, version);
                if let Some(origin) = &self.origin {
                    array.int(&keys.server_port, i64::from(origin.server_port));
                    array.int(&keys.remote_port, i64::from(remote_port));
                    array.bytes(&keys.server_addr, origin.server_addr.as_bytes());
                    array.bytes(&keys.remote_addr, remote_addr.as_bytes());
                    array.int(&keys.master_time, self.time as i64);
                }
            })
        })
    }

    /// `$request->header`: names in lower case; what comes more than once is a list.
    pub fn header(&self) -> Array {
        let hidden = |name: &[u8]| self.parse.cookie && name.eq_ignore_ascii_case(b"cookie");
        let mut again = false;
        let mut array = Array::build(8, |array| {
            for (name, value) in self.view().headers().filter(|(name, _)| !hidden(name)) {
                // What is longer is left to the careful way below.
                let mut lower = [0; 64];
                let fits = match lower.get_mut(..name.len()) {
                    Some(lower) => {
                        lower.copy_from_slice(name);
                        lower.make_ascii_lowercase();
                        array.add_bytes(lower, value)
                    }
                    None => false,
                };
                again |= !fits;
            }
        });
        if again {
            array = self.repeated(hidden);
        }
        array
    }

    fn repeated(&self, hidden: impl Fn(&[u8]) -> bool) -> Array {
        let mut array = Array::with_capacity(8);
        for (name, value) in self.view().headers().filter(|(name, _)| !hidden(name)) {
            let name = name.to_ascii_lowercase();
            let value = Zv::str(value);
            let value = match array.get_bytes(&name) {
                None => value,
                Some(before) => Zv::from(appended(&before, value)),
            };
            array.insert_bytes(&name, value);
        }
        array
    }

    /// `$request->get`
    pub fn get(&self) -> Option<Array> {
        let query = self.view().query().filter(|query| !query.is_empty())?;
        Some(variables::parse_query(query))
    }

    /// `$request->cookie`: as in PHP the first of a name counts, and `+` is no space.
    pub fn cookie(&self) -> Option<Array> {
        if !self.parse.cookie {
            return None;
        }
        let mut found: Option<Array> = None;
        for (_, value) in self.view().headers().filter(|(name, _)| name.eq_ignore_ascii_case(b"cookie")) {
            for pair in value.split(|&byte| byte == b';').map(<[u8]>::trim_ascii_start) {
                let split = memchr(b'=', pair).unwrap_or(pair.len());
                let (name, value) =
                    (decode(&pair[..split], false), decode(pair.get(split + 1..).unwrap_or_default(), false));
                if name.is_empty() {
                    continue;
                }
                let array = found.take().unwrap_or_default();
                let known = !name.contains(&b'[') && array.get_bytes(&name).is_some();
                found = Some(if known { array } else { variables::register_into(array, &name, Zv::str(value)) });
            }
        }
        found
    }

    /// `$request->post` of a urlencoded body.
    pub fn urlencoded(&self) -> Option<Array> {
        let view = self.view();
        let kind = view.header(b"content-type")?;
        let body = view.body();
        let is_form = starts_with_ignoring_case(kind, b"application/x-www-form-urlencoded");
        // A GET has no form, as the original has it.
        let counts = self.parse.post && is_form && !body.is_empty() && view.method() != b"GET";
        counts.then(|| variables::parse_query(body))
    }

    /// The fields and files of a multipart body, its files written.
    pub fn form(&self) -> Option<Form> {
        let view = self.view();
        let kind =
            view.header(b"content-type").filter(|kind| starts_with_ignoring_case(kind, b"multipart/form-data"))?;
        multipart::read(view.body(), &boundary(kind)?, &self.parse)
    }

    pub fn is_multipart(&self) -> bool {
        let kind = self.view().header(b"content-type");
        kind.is_some_and(|kind| starts_with_ignoring_case(kind, b"multipart/form-data"))
    }
}

impl Default for Parse {
    fn default() -> Parse {
        Parse { cookie: true, post: true, files: true, upload_tmp_dir: "/tmp".into(), upload_max_filesize: None }
    }
}

pub fn now() -> f64 {
    unix_micros() as f64 / 1e6
}

/// The list of a header that came again.
pub fn appended(before: &Zv, value: Zv) -> Array {
    let mut list = match before.as_array() {
        Some(list) => list.clone(),
        None => {
            let mut list = Array::with_capacity(2);
            list.push(before.clone());
            list
        }
    };
    list.push(value);
    list
}

pub fn starts_with_ignoring_case(text: &[u8], start: &[u8]) -> bool {
    text.len() >= start.len() && text[..start.len()].eq_ignore_ascii_case(start)
}

fn memchr(byte: u8, text: &[u8]) -> Option<usize> {
    text.iter().position(|&other| other == byte)
}

/// `urldecode()`, or with `plus` off `rawurldecode()`.
pub fn decode(text: &[u8], plus: bool) -> Vec<u8> {
    let digit = |at: usize| text.get(at).and_then(|&byte| char::from(byte).to_digit(16));
    let mut decoded = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match (text[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 2;
            }
            (b'+', ..) if plus => decoded.push(b' '),
            (byte, ..) => decoded.push(byte),
        }
        at += 1;
    }
    decoded
}
