//! daemonize: go on in the background, apart from the terminal. Before everything else: pids, threads and locks change.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use crate::sys::daemon::{new_session, replace_output, replace_standard_streams};
use crate::sys::process::{self, Fork};

/// Returns in the daemon; the process that called ends with status 0. Output goes to `log_file`, or nowhere.
///
/// The caller has flushed its own output buffers: they would be written twice otherwise.
pub fn daemonize(log_file: Option<&Path>) -> io::Result<()> {
    // Opened first: an error can still be told on the terminal.
    let input = File::open(NOWHERE)?;
    let output = match log_file {
        Some(path) => open_output(path)?,
        None => OpenOptions::new().write(true).open(NOWHERE)?,
    };
    leave_parent()?;
    new_session()?;
    // A session leader could get a terminal again by opening one; its child can not.
    leave_parent()?;
    replace_standard_streams(&input, &output)
}

/// In each process of a daemon, after its log file was moved: what it prints goes to the new file too.
pub fn reopen_output(log_file: &Path) -> io::Result<()> {
    replace_output(&open_output(log_file)?)
}

fn open_output(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

fn leave_parent() -> io::Result<()> {
    match process::fork()? {
        Fork::Parent(_) => process::exit_now(0),
        Fork::Child => Ok(()),
    }
}

const NOWHERE: &str = "/dev/null";
