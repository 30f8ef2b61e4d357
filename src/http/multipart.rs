//! What multipart/form-data brings: fields, and files that are written to the upload directory. Must not know whose request it is.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rswoole_engine::protocol::multipart::{Part, parts};

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
