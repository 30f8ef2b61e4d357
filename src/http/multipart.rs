//! Bodies of multipart/form-data (RFC 7578): fields, and files that are written to the upload directory. Must not know whose request it is.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::request::Parse;
use crate::zend::{Array, Zv, variables};

pub struct Form {
    pub post: Option<Array>,
    pub files: Option<Array>,
    /// What was written, to be deleted with the request.
    pub written: Vec<PathBuf>,
}

/// The codes of PHP's `UPLOAD_ERR_*`.
const OK: i64 = 0;
const TOO_LARGE: i64 = 1;
const NO_FILE: i64 = 4;
const CANT_WRITE: i64 = 7;

struct Part<'a> {
    name: Vec<u8>,
    filename: Option<Vec<u8>>,
    kind: Vec<u8>,
    data: &'a [u8],
}

/// The parameter `boundary` of a content type.
pub fn boundary(kind: &[u8]) -> Option<Vec<u8>> {
    let value = parameter(kind, b"boundary")?;
    (1..=70).contains(&value.len()).then_some(value)
}

/// `None`: the body is not what its type says.
pub fn read(body: &[u8], boundary: &[u8], parse: &Parse) -> Option<Form> {
    let mut form = Form { post: None, files: None, written: Vec::new() };
    for part in parts(body, boundary)? {
        match &part.filename {
            Some(_) if !parse.files => {}
            Some(filename) => {
                let file = file(&part, filename, parse, &mut form.written);
                let files = form.files.take().unwrap_or_default();
                form.files = Some(variables::register_into(files, &part.name, file));
            }
            None if parse.post => {
                let post = form.post.take().unwrap_or_default();
                form.post = Some(variables::register_into(post, &part.name, Zv::str(part.data)));
            }
            None => {}
        }
    }
    Some(form)
}

/// One row of `$request->files`.
fn file(part: &Part<'_>, filename: &[u8], parse: &Parse, written: &mut Vec<PathBuf>) -> Array {
    let mut path = PathBuf::new();
    let error = if filename.is_empty() {
        NO_FILE
    } else if parse.upload_max_filesize.is_some_and(|limit| part.data.len() > limit) {
        TOO_LARGE
    } else {
        match write(&parse.upload_tmp_dir, part.data) {
            Ok(made) => {
                written.push(made.clone());
                path = made;
                OK
            }
            Err(error) => {
                let directory = parse.upload_tmp_dir.display();
                tracing::warn!(
                    "an upload could not be written to {directory}: {error}; set upload_tmp_dir to a writable directory"
                );
                CANT_WRITE
            }
        }
    };
    let mut row = Array::with_capacity(5);
    row.insert("type", Zv::str(&part.kind));
    row.insert("tmp_name", Zv::str(path.as_os_str().as_encoded_bytes()));
    row.insert("size", if error == OK { part.data.len() as i64 } else { 0 });
    row.insert("name", Zv::str(filename));
    row.insert("error", error);
    row
}

/// A new file that only this user may read; names are not to be guessed, and an existing one is never opened.
fn write(directory: &Path, data: &[u8]) -> std::io::Result<PathBuf> {
    loop {
        let path = directory.join(format!("swoole.upfile.{:012x}", random() & 0xffff_ffff_ffff));
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
            Ok(mut file) => {
                if let Err(error) = file.write_all(data) {
                    let _ = std::fs::remove_file(&path);
                    return Err(error);
                }
                return Ok(path);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

fn random() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(std::process::id())
}

fn parts<'a>(body: &'a [u8], boundary: &[u8]) -> Option<Vec<Part<'a>>> {
    let delimiter = [b"--", boundary].concat();
    let inner = [b"\r\n--", boundary].concat();
    let mut rest = if body.starts_with(&delimiter) {
        &body[delimiter.len()..]
    } else {
        let at = find(body, &inner)?;
        &body[at + inner.len()..]
    };
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        rest = rest.strip_prefix(b"\r\n")?;
        if parts.len() >= MAX_PARTS {
            return None;
        }
        let head_end = if rest.starts_with(b"\r\n") { 0 } else { find(rest, b"\r\n\r\n")? + 2 };
        let head = &rest[..head_end];
        rest = &rest[head_end + 2..];
        let end = find(rest, &inner)?;
        if let Some(part) = part(head, &rest[..end]) {
            parts.push(part);
        }
        rest = &rest[end + inner.len()..];
    }
}

/// A part without a name has no place in any array.
fn part<'a>(head: &[u8], data: &'a [u8]) -> Option<Part<'a>> {
    let (mut name, mut filename, mut kind) = (None, None, Vec::new());
    for line in head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii) {
        let Some(colon) = line.iter().position(|&byte| byte == b':') else { continue };
        let (field, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if field.eq_ignore_ascii_case(b"content-disposition") {
            name = parameter(value, b"name");
            filename = parameter(value, b"filename");
        } else if field.eq_ignore_ascii_case(b"content-type") {
            kind = value.to_vec();
        }
    }
    Some(Part { name: name.filter(|name| !name.is_empty())?, filename, kind, data })
}

/// `; name=value` or `; name="value"`, where `\"` stands for a quote.
fn parameter(value: &[u8], wanted: &[u8]) -> Option<Vec<u8>> {
    let mut rest = &value[value.iter().position(|&byte| byte == b';')?..];
    while let Some(after) = rest.strip_prefix(b";") {
        let after = after.trim_ascii_start();
        let equals = after.iter().position(|&byte| byte == b'=' || byte == b';')?;
        let name = after[..equals].trim_ascii();
        if after[equals] == b';' {
            rest = &after[equals..];
            continue;
        }
        let (text, left) = text(after[equals + 1..].trim_ascii_start());
        if name.eq_ignore_ascii_case(wanted) {
            return Some(text);
        }
        rest = left.trim_ascii_start();
    }
    None
}

fn text(input: &[u8]) -> (Vec<u8>, &[u8]) {
    let Some(quoted) = input.strip_prefix(b"\"") else {
        let end = input.iter().position(|&byte| byte == b';').unwrap_or(input.len());
        return (input[..end].trim_ascii_end().to_vec(), &input[end..]);
    };
    let mut text = Vec::new();
    let mut at = 0;
    while at < quoted.len() {
        match (quoted[at], quoted.get(at + 1)) {
            // Browsers send Windows paths with bare backslashes: only a quote is escaped.
            (b'\\', Some(b'"')) => {
                text.push(b'"');
                at += 1;
            }
            (b'"', _) => return (text, &quoted[at + 1..]),
            (byte, _) => text.push(byte),
        }
        at += 1;
    }
    (text, &[])
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, wanted)
}

/// As PHP's `max_multipart_body_parts`.
const MAX_PARTS: usize = 2000;
