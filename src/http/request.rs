//! A request as PHP reads it: owned bytes and the arrays that are made of them, each when it is first asked for. Must not know the class's
//! slots or methods.

use rswoole_engine::protocol::http1::RequestView;
use rswoole_engine::sys::clock::unix_micros;

use super::multipart::{self, Form};
use crate::zend::{Array, Zv, variables};

/// Bytes and where they come from.
pub struct Content {
    pub raw: Vec<u8>,
    pub index: Vec<u8>,
    /// When the reactor had it; seconds since the epoch.
    pub time: f64,
    pub origin: Option<Origin>,
    pub parse: Parse,
}

pub struct Origin {
    pub server_port: u16,
    pub server_addr: String,
    pub remote_port: u16,
    pub remote_addr: String,
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
    pub fn view(&self) -> RequestView<'_> {
        RequestView::new(&self.index, &self.raw)
    }

    /// `$request->server`
    pub fn server(&self) -> Array {
        let view = self.view();
        let mut array = Array::with_capacity(12);
        if let Some(query) = view.query().filter(|query| !query.is_empty()) {
            array.insert("query_string", Zv::str(query));
        }
        array.insert("request_method", Zv::str(view.method()));
        array.insert("request_uri", Zv::str(view.path()));
        array.insert("path_info", Zv::str(decode(view.path(), true)));
        array.insert("request_time", self.time as i64);
        array.insert("request_time_float", self.time);
        array.insert("server_protocol", if view.is_http_11() { "HTTP/1.1" } else { "HTTP/1.0" });
        if let Some(origin) = &self.origin {
            array.insert("server_port", i64::from(origin.server_port));
            array.insert("remote_port", i64::from(origin.remote_port));
            array.insert("server_addr", origin.server_addr.as_str());
            array.insert("remote_addr", origin.remote_addr.as_str());
            array.insert("master_time", self.time as i64);
        }
        array
    }

    /// `$request->header`: names in lower case; what comes more than once is a list.
    pub fn header(&self) -> Array {
        let mut array = Array::with_capacity(8);
        let mut name = Vec::with_capacity(32);
        for (given, value) in self.view().headers() {
            if self.parse.cookie && given.eq_ignore_ascii_case(b"cookie") {
                continue;
            }
            name.clear();
            name.extend(given.iter().map(u8::to_ascii_lowercase));
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
        multipart::read(view.body(), &multipart::boundary(kind)?, &self.parse)
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
fn appended(before: &Zv, value: Zv) -> Array {
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
