//! Descriptors by number, where ownership would be in the way. Must not know what they refer to.

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};

/// Another descriptor for the same thing, close-on-exec. An error when `fd` is not open.
pub fn duplicate(fd: RawFd) -> io::Result<OwnedFd> {
    // SAFETY: fcntl checks the number itself and touches no memory of ours.
    let copy = unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) };
    if copy < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel just made this descriptor; nobody else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(copy) })
}

/// One write(2); again after a signal. Short writes are reported, not continued.
pub fn write_once(fd: RawFd, bytes: &[u8]) -> io::Result<usize> {
    loop {
        // SAFETY: the slice is live for its length; a wrong descriptor is an error of the kernel.
        let written = unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
        if written >= 0 {
            return Ok(written as usize);
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}

/// Puts `file` under the number `target`, in one step: another thread that writes to `target` meets the old file or the new one.
pub fn replace(target: RawFd, file: OwnedFd) -> io::Result<()> {
    loop {
        // SAFETY: `file` is open until the end of this call; dup3 takes numbers only.
        if unsafe { libc::dup3(file.as_raw_fd(), target, libc::O_CLOEXEC) } >= 0 {
            return Ok(());
        }
        let error = io::Error::last_os_error();
        if !matches!(error.raw_os_error(), Some(libc::EINTR | libc::EBUSY)) {
            return Err(error);
        }
    }
}
