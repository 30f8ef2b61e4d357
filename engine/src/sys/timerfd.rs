//! The kernel's timer as a descriptor: readable once its time is over, to the nanosecond. Must not know who waits.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::time::Duration;

/// A non-blocking, close-on-exec timer that is not set.
pub fn create() -> io::Result<OwnedFd> {
    // SAFETY: timerfd_create takes two plain integers and touches no memory of ours.
    let fd = unsafe { libc::timerfd_create(libc::CLOCK_MONOTONIC, libc::TFD_NONBLOCK | libc::TFD_CLOEXEC) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel just gave us this descriptor; nobody else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Readable once, `after` from now; what it was set to before is forgotten, and that its time was over, too. None: never.
pub fn set(timer: BorrowedFd<'_>, after: Option<Duration>) -> io::Result<()> {
    let zero = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // All zeros would unset it.
    let value = after.map_or(zero, |after| libc::timespec {
        tv_sec: libc::time_t::try_from(after.as_secs()).unwrap_or(libc::time_t::MAX),
        tv_nsec: libc::c_long::from(after.subsec_nanos()).max(libc::c_long::from(after.as_secs() == 0)),
    });
    let spec = libc::itimerspec { it_interval: zero, it_value: value };
    // SAFETY: the descriptor is open, the kernel reads one itimerspec of this stack frame, and is given no place to write to.
    match unsafe { libc::timerfd_settime(timer.as_raw_fd(), 0, &raw const spec, std::ptr::null_mut()) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
