//! Leaving the terminal: session, standard streams. Must not know about servers.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;

/// A session of its own, without a controlling terminal.
pub fn new_session() -> io::Result<()> {
    // SAFETY: touches no memory.
    if unsafe { libc::setsid() } < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// Puts `input` under descriptor 0 and `output` under 1 and 2.
pub fn replace_standard_streams(input: &File, output: &File) -> io::Result<()> {
    replace_stream(input, 0)?;
    replace_output(output)
}

/// Puts `output` under 1 and 2.
pub fn replace_output(output: &File) -> io::Result<()> {
    replace_stream(output, 1)?;
    replace_stream(output, 2)
}

/// Puts `file` under the descriptor `target`.
pub fn replace_one(file: &File, target: i32) -> io::Result<()> {
    replace_stream(file, target)
}

fn replace_stream(file: &File, target: i32) -> io::Result<()> {
    // SAFETY: both are valid descriptors; dup2 replaces the target atomically.
    if unsafe { libc::dup2(file.as_raw_fd(), target) } < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
