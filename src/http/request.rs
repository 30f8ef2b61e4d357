//! A request as PHP reads it: owned bytes and the arrays that are made of them, each when it is first asked for. Must not know the class's
//! slots or methods.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::rc::Rc;

use rswoole_engine::protocol::http1::{AttachmentError, RequestView};
use rswoole_engine::protocol::multipart::boundary;
use rswoole_engine::sys::clock::unix_micros;

use super::header_names;
use super::multipart::{self, Form};
use super::server_array::{self, Origin};
use crate::zend::{Array, Zv, variables};

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
        server_array::array(self.view(), self.time, self.origin.as_ref())
    }

    /// `$request->header`: names in lower case; what comes more than once is a list.
    pub fn header(&self) -> Array {
        let hidden = |name: &[u8]| self.parse.cookie && name.eq_ignore_ascii_case(b"cookie");
        let mut again = false;
        let mut array = Array::build(8, |array| {
            for (name, value) in self.view().headers().filter(|(name, _)| !hidden(name)) {
                let fits = header_names::find(name, |known| match known {
                    Some(known) => array.add(known, value),
                    None => array.add_lower(name, value),
                });
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

    /// `$request->cookie`: as in PHP the first of a name counts, names are taken as they are, and `+` is no space. Empty where the header
    /// holds none.
    pub fn cookie(&self) -> Option<Array> {
        if !self.parse.cookie {
            return None;
        }
        let (mut any, mut plain) = (false, true);
        let array = Array::build(8, |array| {
            any = self.each_cookie(|name, value| {
                plain = plain && is_plain_name(name) && !value.contains(&b'%');
                if plain {
                    array.add_bytes(name, value);
                }
            });
        });
        any.then(|| if plain { array } else { self.careful_cookies() })
    }

    /// Names and values as they came; both may be empty. False: there is no such header.
    fn each_cookie(&self, mut each: impl FnMut(&[u8], &[u8])) -> bool {
        let mut any = false;
        for (_, value) in self.view().headers().filter(|(name, _)| name.eq_ignore_ascii_case(b"cookie")) {
            any = true;
            for pair in value.split(|&byte| byte == b';').map(<[u8]>::trim_ascii_start) {
                if !pair.is_empty() {
                    let split = memchr(b'=', pair).unwrap_or(pair.len());
                    each(&pair[..split], pair.get(split + 1..).unwrap_or_default());
                }
            }
        }
        any
    }

    /// Encoded ones, and names that make arrays or numbers.
    fn careful_cookies(&self) -> Array {
        let mut found = Array::with_capacity(8);
        self.each_cookie(|name, value| {
            // Who decodes a name makes `__Host-a` of `__%48ost-a`, which a browser does not guard.
            let known = name.is_empty() || !name.contains(&b'[') && found.get_bytes(name).is_some();
            if !known {
                let array = std::mem::take(&mut found);
                found = variables::register_into(array, name, Zv::str(decode(value, false)));
            }
        });
        found
    }

    /// `$request->post` of a urlencoded body.
    pub fn urlencoded(&self) -> Option<Array> {
        let view = self.view();
        let kind = view.header(b"content-type")?;
        let is_form = starts_with_ignoring_case(kind, b"application/x-www-form-urlencoded");
        // A GET has no form, as the original has it.
        if !self.parse.post || !is_form || view.method() == b"GET" {
            return None;
        }
        let body = self.body().ok()?;
        (!body.is_empty()).then(|| variables::parse_query(&body))
    }

    /// The fields and files of a multipart body, its files written.
    pub fn form(&self) -> Option<Form> {
        let view = self.view();
        if view.method() == b"GET" {
            return None;
        }
        let kind =
            view.header(b"content-type").filter(|kind| starts_with_ignoring_case(kind, b"multipart/form-data"))?;
        multipart::read(view.body(), &boundary(kind)?, &self.parse, &view.attachments())
    }

    /// The whole body. What of it lies in files is read: the application may have moved them away.
    pub fn body(&self) -> io::Result<Cow<'_, [u8]>> {
        let view = self.view();
        if !view.has_attachments() {
            return Ok(Cow::Borrowed(view.body()));
        }
        let (held, attachments) = (view.body(), view.attachments());
        let size: u64 = attachments.iter().map(|attachment| attachment.size).sum();
        let mut body = Vec::with_capacity(held.len() + size as usize);
        let mut done = 0;
        for attachment in attachments {
            let at = attachment.at.clamp(done, held.len());
            body.extend_from_slice(&held[done..at]);
            done = at;
            match &attachment.outcome {
                Ok(path) => File::open(OsStr::from_bytes(path))?.read_to_end(&mut body)?,
                Err(AttachmentError::TooLarge) => {
                    return Err(io::Error::other("it is larger than upload_max_filesize"));
                }
                Err(AttachmentError::NotWritten(why)) => return Err(io::Error::other(why.clone())),
            };
        }
        body.extend_from_slice(&held[done..]);
        Ok(Cow::Owned(body))
    }

    /// Files that came with the request, which the request has to delete.
    pub fn stored(&self) -> Vec<PathBuf> {
        let paths = self.view().attachments().into_iter().filter_map(|attachment| attachment.outcome.ok());
        paths.map(|path| PathBuf::from(OsStr::from_bytes(&path))).collect()
    }

    pub fn is_multipart(&self) -> bool {
        let kind = self.view().header(b"content-type");
        kind.is_some_and(|kind| starts_with_ignoring_case(kind, b"multipart/form-data"))
    }
}

/// A name that stands in an array as it is: PHP changes none of its characters, and it is no number.
fn is_plain_name(name: &[u8]) -> bool {
    name.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
        && !name.iter().any(|byte| matches!(byte, b'.' | b' ' | b'[' | 0))
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
