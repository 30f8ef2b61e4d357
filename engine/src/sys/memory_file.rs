//! Files without a name, in memory. Must not know what is in them.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::os::fd::{FromRawFd, OwnedFd};

/// An empty one, close-on-exec.
pub fn create() -> io::Result<File> {
    // SAFETY: the name is a NUL-terminated literal.
    let fd = unsafe { libc::memfd_create(c"rswoole".as_ptr(), libc::MFD_CLOEXEC) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel just gave us this descriptor; nobody else owns it.
    Ok(File::from(unsafe { OwnedFd::from_raw_fd(fd) }))
}

/// One that holds `data`, to be read from its beginning.
pub fn holding(data: &[u8]) -> io::Result<File> {
    let mut file = create()?;
    file.write_all(data)?;
    file.rewind()?;
    Ok(file)
}
