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

/// Which ways `fd` can be used at this moment without waiting: (reading, writing). An end or an error of the peer is both.
pub fn ready_now(fd: RawFd) -> io::Result<(bool, bool)> {
    let mut polled = libc::pollfd { fd, events: libc::POLLIN | libc::POLLOUT, revents: 0 };
    // SAFETY: one valid pollfd.
    if unsafe { libc::poll(&mut polled, 1, 0) } < 0 {
        return Err(io::Error::last_os_error());
    }
    if polled.revents & libc::POLLNVAL != 0 {
        return Err(io::Error::from_raw_os_error(libc::EBADF));
    }
    let over = polled.revents & (libc::POLLHUP | libc::POLLERR) != 0;
    Ok((over || polled.revents & libc::POLLIN != 0, over || polled.revents & libc::POLLOUT != 0))
}

/// Makes what `fd` refers to non-blocking.
pub fn set_nonblocking(fd: RawFd) -> io::Result<()> {
    // SAFETY: fcntl checks the number itself and touches no memory of ours.
    let done = unsafe {
        let flags = libc::fcntl(fd, libc::F_GETFL);
        flags >= 0 && (flags & libc::O_NONBLOCK != 0 || libc::fcntl(fd, libc::F_SETFL, flags | libc::O_NONBLOCK) == 0)
    };
    if done { Ok(()) } else { Err(io::Error::last_os_error()) }
}
