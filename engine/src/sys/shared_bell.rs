//! An eventfd that several processes ring and one polls. Must not be registered edge-triggered: its owner reads it.

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};

pub struct SharedBell(OwnedFd);

impl SharedBell {
    pub fn new() -> io::Result<SharedBell> {
        // SAFETY: on success the call gives a new descriptor that belongs to nobody else.
        unsafe {
            let fd = libc::eventfd(0, libc::EFD_NONBLOCK | libc::EFD_CLOEXEC);
            if fd < 0 { Err(io::Error::last_os_error()) } else { Ok(SharedBell(OwnedFd::from_raw_fd(fd))) }
        }
    }

    pub fn ring(&self) {
        let one = 1u64.to_ne_bytes();
        // SAFETY: eight readable bytes. EAGAIN means that it rings already.
        unsafe { libc::write(self.fd(), one.as_ptr().cast(), one.len()) };
    }

    pub fn silence(&self) {
        let mut count = [0u8; 8];
        // SAFETY: eight writable bytes; the descriptor is non-blocking.
        unsafe { libc::read(self.fd(), count.as_mut_ptr().cast(), count.len()) };
    }

    pub fn fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }
}
