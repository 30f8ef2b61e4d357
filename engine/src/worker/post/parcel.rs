//! Large data on its way: a file that the sender writes whole, and the receiver reads and removes. Must not follow a path that this
//! server did not make: what comes out of shared memory or a queue is not trusted.

use std::cell::Cell;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

pub(super) struct Parcels {
    directory: PathBuf,
    next: Cell<u64>,
}

impl Parcels {
    pub(super) fn new(directory: PathBuf) -> Parcels {
        Parcels { directory, next: Cell::new(0) }
    }

    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// The path, to be sent in place of the data.
    pub(super) fn write(&self, data: &[u8]) -> io::Result<PathBuf> {
        let number = self.next.get();
        self.next.set(number + 1);
        let mut path = self.path(number);
        let mut file = match self.create(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // As documented: a directory that does not exist is made.
                fs::create_dir_all(&self.directory)?;
                self.create(&path)?
            }
            // Left by a process that had this pid before.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                self.next.set(number + 1 + u64::from(fresh_start()));
                path = self.path(self.next.get());
                self.create(&path)?
            }
            other => other?,
        };
        if let Err(error) = file.write_all(data) {
            let _ = fs::remove_file(&path);
            return Err(error);
        }
        Ok(path)
    }

    /// Reads and removes what `write` of any process of this server made.
    pub(super) fn take(&self, path: &[u8]) -> io::Result<Vec<u8>> {
        let path = Path::new(std::ffi::OsStr::from_bytes(path));
        let name = path.file_name().map(OsStrExt::as_bytes);
        if path.parent() != Some(&self.directory) || !name.is_some_and(|name| name.starts_with(PREFIX.as_bytes())) {
            let why = format!("'{}' is no file of a task in '{}'", path.display(), self.directory.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        let mut file = OpenOptions::new().read(true).custom_flags(O_NOFOLLOW).open(path)?;
        let mut data = Vec::new();
        let read = file.read_to_end(&mut data);
        // Unreadable or not: nobody else wants it.
        fs::remove_file(path)?;
        read.map(|_| data)
    }

    fn path(&self, number: u64) -> PathBuf {
        self.directory.join(format!("{PREFIX}{}.{number}", std::process::id()))
    }

    fn create(&self, path: &Path) -> io::Result<fs::File> {
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
    }
}

/// A number above all that a former process of this pid may have used.
fn fresh_start() -> u32 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |since| since.as_secs() as u32)
}

const PREFIX: &str = "rswoole.task.";
const O_NOFOLLOW: i32 = 0o400000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_is_read_once_and_gone() {
        let directory = std::env::temp_dir().join(format!("rswoole-parcel-{}", std::process::id()));
        let parcels = Parcels::new(directory.clone());
        let path = parcels.write(b"large").unwrap();
        assert_eq!(parcels.take(path.as_os_str().as_bytes()).unwrap(), b"large");
        assert!(parcels.take(path.as_os_str().as_bytes()).is_err());
        fs::remove_dir(directory).unwrap();
    }

    #[test]
    fn strange_paths_are_refused() {
        let parcels = Parcels::new(PathBuf::from("/tmp"));
        for path in
            ["/etc/passwd", "/tmp/other", "/tmp/x/rswoole.task.1.1", "rswoole.task.1.1", "/tmp/../etc/passwd", ""]
        {
            let error = parcels.take(path.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{path}");
        }
    }
}
