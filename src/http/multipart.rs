//! Forms of multipart/form-data (RFC 7578): fields, and files. Those of small forms are written here, those of large ones the reactor has
//! written as they came. Must not know whose request it is.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rswoole_engine::protocol::http1::{Attachment, AttachmentError, Stored};
use rswoole_engine::protocol::multipart::{Part, parts};
use rswoole_engine::reactor::UploadFolder;

use super::request::{Parse, decode};
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

/// `None`: the body is not what its type says.
pub fn read(body: &[u8], boundary: &[u8], parse: &Parse, attachments: &[Attachment]) -> Option<Form> {
    let mut form = Form { post: None, files: None, written: Vec::new() };
    for mut part in parts(body, boundary)? {
        // The form of browsers for quotes and line ends in names (RFC 7578, section 2); the original decodes all.
        part.name = decode(&part.name, false);
        part.filename = part.filename.map(|name| decode(&name, false));
        match &part.filename {
            Some(_) if !parse.files => {}
            Some(filename) => {
                let at = part.data.as_ptr() as usize - body.as_ptr() as usize;
                let stored = attachments.iter().find(|attachment| attachment.at == at);
                let file = match stored {
                    Some(stored) => stored_file(&part, filename, stored),
                    None => file(&part, filename, parse, &mut form.written),
                };
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

/// A file that came with the body.
fn file(part: &Part<'_>, filename: &[u8], parse: &Parse, written: &mut Vec<PathBuf>) -> Array {
    if filename.is_empty() {
        return row(b"", b"", 0, filename, NO_FILE);
    }
    if parse.upload_max_filesize.is_some_and(|limit| part.data.len() > limit) {
        return row(&part.kind, b"", 0, filename, TOO_LARGE);
    }
    // The folder has logged why.
    let Ok(path) = write(&parse.upload_tmp_dir, part.data) else {
        return row(&part.kind, b"", 0, filename, CANT_WRITE);
    };
    let file = row(&part.kind, path.as_os_str().as_bytes(), part.data.len() as u64, filename, OK);
    written.push(path);
    file
}

fn stored_file(part: &Part<'_>, filename: &[u8], stored: &Attachment) -> Array {
    match &stored.outcome {
        Ok(path) => row(&part.kind, path, stored.size, filename, OK),
        Err(AttachmentError::TooLarge) => row(&part.kind, b"", 0, filename, TOO_LARGE),
        Err(AttachmentError::NotWritten(_)) => row(&part.kind, b"", 0, filename, CANT_WRITE),
    }
}

/// One row of `$request->files`.
fn row(kind: &[u8], path: &[u8], size: u64, filename: &[u8], error: i64) -> Array {
    let mut row = Array::with_capacity(5);
    row.insert("type", Zv::str(kind));
    row.insert("tmp_name", Zv::str(path));
    row.insert("size", size as i64);
    row.insert("name", Zv::str(filename));
    row.insert("error", error);
    row
}

fn write(folder: &Path, data: &[u8]) -> std::io::Result<PathBuf> {
    let mut file = UploadFolder::new(folder).create()?;
    file.write(data)?;
    file.hand_over();
    Ok(PathBuf::from(OsStr::from_bytes(file.path())))
}
