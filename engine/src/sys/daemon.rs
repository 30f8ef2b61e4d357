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
    for (file, target) in [(input, 0), (output, 1), (output, 2)] {
        // SAFETY: both are valid descriptors; dup2 replaces the target atomically.
        if unsafe { libc::dup2(file.as_raw_fd(), target) } < 0 {
            return Err(io::Error::last_os_error());
        }
    }
    Ok(())
}
