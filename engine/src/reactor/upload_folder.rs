//! The folder where bodies lie that are too large to be held (`upload_tmp_dir`). Must not know what is in them.

use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, ErrorKind, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};

use crate::protocol::http1::{Depot, Stored};

pub struct UploadFolder {
    folder: PathBuf,
    /// The same folder as the readers of the files see it.
    seen: PathBuf,
    /// User and group of the readers, if they are others than the writer's.
    owner: Option<(Option<u32>, Option<u32>)>,
}

impl UploadFolder {
    pub fn new(folder: &Path) -> UploadFolder {
        UploadFolder { folder: folder.to_owned(), seen: folder.to_owned(), owner: None }
    }

    /// For readers in another root directory, or of another user and group.
    pub fn for_others(folder: &Path, root: Option<&Path>, user: Option<u32>, group: Option<u32>) -> UploadFolder {
        let here = match root {
            Some(root) => root.join(folder.strip_prefix("/").unwrap_or(folder)),
            None => folder.to_owned(),
        };
        let owner = (user.is_some() || group.is_some()).then_some((user, group));
        UploadFolder { folder: here, seen: folder.to_owned(), owner }
    }

    /// A new file that only its owner may read; names are not to be guessed, and an existing file is never opened.
    pub fn create(&self) -> io::Result<StoredFile> {
        loop {
            let name = format!("swoole.upfile.{:012x}", RandomState::new().hash_one(0u8) & 0xffff_ffff_ffff);
            let here = self.folder.join(&name);
            match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&here) {
                Ok(file) => {
                    let stored = StoredFile { seen: self.seen.join(name), file, here: Some(here) };
                    if let Some((user, group)) = self.owner {
                        fchown(&stored.file, user, group)?;
                    }
                    return Ok(stored);
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => {
                    let folder = self.seen.display();
                    tracing::warn!(
                        "an upload can not be written to {folder}: {error}; set upload_tmp_dir to a writable directory"
                    );
                    return Err(error);
                }
            }
        }
    }
}

impl Depot for UploadFolder {
    fn open(&self) -> io::Result<Box<dyn Stored>> {
        Ok(Box::new(self.create()?))
    }
}

pub struct StoredFile {
    file: File,
    seen: PathBuf,
    /// None: somebody else deletes it.
    here: Option<PathBuf>,
}

impl Stored for StoredFile {
    fn write(&mut self, data: &[u8]) -> io::Result<()> {
        self.file
            .write_all(data)
            .inspect_err(|error| tracing::warn!("an upload is lost: {}: {error}", self.seen.display()))
    }

    fn path(&self) -> &[u8] {
        self.seen.as_os_str().as_bytes()
    }

    fn hand_over(&mut self) {
        self.here = None;
    }
}

impl Drop for StoredFile {
    fn drop(&mut self) {
        if let Some(here) = &self.here {
            // Whoever cleans the folder may have been faster.
            let _ = std::fs::remove_file(here);
        }
    }
}
