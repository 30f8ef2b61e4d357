//! The file that tells others the pid of the server. Must not remove a file that another server wrote meanwhile.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::sys::process::{self, Pid};

pub struct PidFile {
    path: PathBuf,
    pid: Pid,
}

impl PidFile {
    /// Written beside and renamed, so that no reader ever sees half a number.
    pub fn create(path: &Path) -> io::Result<PidFile> {
        let pid = process::own_pid();
        let path = std::path::absolute(path)?;
        let mut name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
        name.push(format!(".{pid}"));
        let draft = path.with_file_name(name);
        let written = fs::write(&draft, pid.to_string()).and_then(|()| fs::rename(&draft, &path));
        if let Err(error) = written {
            let _ = fs::remove_file(&draft);
            return Err(error);
        }
        Ok(PidFile { path, pid })
    }

    /// At the clean end. Does nothing in a forked child, and nothing when the file names somebody else by now.
    pub fn remove(&self) {
        if process::own_pid() != self.pid {
            return;
        }
        match fs::read_to_string(&self.path) {
            Ok(content) if content.trim() == self.pid.to_string() => {
                if let Err(error) = fs::remove_file(&self.path) {
                    tracing::warn!("pid_file '{}' can not be removed: {error}", self.path.display());
                }
            }
            Ok(_) | Err(_) => {}
        }
    }
}
