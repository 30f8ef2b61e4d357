//! An answer on its way into the properties of `Swoole\Coroutine\Http\Client`. Must not receive.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::ffi::OsStrExt;

use rswoole_engine::protocol::http1::{AnswerHead, Field};

use super::http_client::*;
use super::http_client_request::Asking;
use crate::errors::code;
use crate::http::client::receive::Listener;
use crate::http::client::values;
use crate::socket::{Done, Failure, Stop};
use crate::zend::{self, Callable, Zv};

/// Where an answer goes: properties, and the body into memory, a file or a function.
pub struct Sink<'a> {
    asking: &'a Asking<'a>,
    lowers: bool,
    pub body: Vec<u8>,
    most: usize,
    file: Option<File>,
    function: Option<Callable>,
}

impl<'a> Sink<'a> {
    pub fn new(asking: &'a Asking<'a>) -> Done<Sink<'a>> {
        let object = asking.object;
        let function = match option(object, "write_func") {
            Some(value) => Some(Callable::new(&value).map_err(|reason| {
                Stop::Raised(zend::throw_type_error(&format!("option write_func must be a valid callback, {reason}")))
            })?),
            None => None,
        };
        Ok(Sink {
            asking,
            lowers: is_on(object, "lowercase_header"),
            body: Vec::new(),
            most: size(object, "package_max_length").unwrap_or(MAX_BODY),
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
            values::set_cookie(text, &mut cookies);
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

/// Of a body in memory; what unfolds to more is an attack, and what is larger belongs into a file.
const MAX_BODY: usize = 256 << 20;
