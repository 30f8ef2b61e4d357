//! The kernel's event counter: what one process writes to wake another. Must not know who sleeps.

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::time::{Duration, Instant};

/// A non-blocking, close-on-exec eventfd. Inherited over fork, where both processes keep talking about the same counter.
#[derive(Debug)]
pub struct EventFd {
    fd: OwnedFd,
}

impl EventFd {
    pub fn new() -> io::Result<EventFd> {
        // SAFETY: eventfd takes two plain integers and touches no memory of ours.
        let fd = unsafe { libc::eventfd(0, libc::EFD_NONBLOCK | libc::EFD_CLOEXEC) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the kernel just gave us this descriptor; nobody else owns it.
        Ok(EventFd { fd: unsafe { OwnedFd::from_raw_fd(fd) } })
    }

    /// Adds one to the counter: whoever waits for it wakes. Async-signal-safe.
    pub fn notify(&self) {
        let one = 1u64;
        // SAFETY: the eight bytes read live on this stack frame; a failure (counter at its limit) leaves the
        // descriptor readable, which is all that the waiter looks at.
        unsafe { libc::write(self.fd.as_raw_fd(), (&raw const one).cast(), 8) };
    }

    /// Sets the counter back to zero, so that `wait` waits for the next `notify`.
    pub fn drain(&self) {
        let mut count = 0u64;
        // SAFETY: the kernel writes at most eight bytes, into this stack frame; an empty counter gives EAGAIN.
        unsafe { libc::read(self.fd.as_raw_fd(), (&raw mut count).cast(), 8) };
    }

    /// Blocks until the counter is not zero (true) or the time is over or a signal came (false).
    pub fn wait(&self, timeout: Option<Duration>) -> bool {
        let mut poll = libc::pollfd { fd: self.fd.as_raw_fd(), events: libc::POLLIN, revents: 0 };
        // Rounded up: a wait that returned early would make its caller spin until the deadline.
        let millis = timeout.map_or(-1, |t| t.as_nanos().div_ceil(1_000_000).min(i32::MAX as u128) as i32);
        // SAFETY: one pollfd, on this stack frame, alive during the call.
        unsafe { libc::poll(&raw mut poll, 1, millis) == 1 }
    }

    /// As `wait`, going on over signals until the deadline.
    pub fn wait_until(&self, deadline: Instant) -> bool {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if self.wait(Some(left)) {
                return true;
            }
            if left.is_zero() {
                return false;
            }
        }
    }
}

impl AsRawFd for EventFd {
    fn as_raw_fd(&self) -> RawFd {
        self.fd.as_raw_fd()
    }
}
