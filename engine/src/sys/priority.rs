//! Scheduling priorities and interval timers of processes. Must not decide who gets which.

use std::io;
use std::time::Duration;

/// `which` is a PRIO_* value.
pub fn get(which: i32, who: u32) -> io::Result<i32> {
    // SAFETY: -1 is a valid priority, so errno tells; nothing else is touched.
    unsafe {
        *libc::__errno_location() = 0;
        let priority = libc::getpriority(which as _, who);
        let error = io::Error::last_os_error();
        if priority == -1 && error.raw_os_error() != Some(0) { Err(error) } else { Ok(priority) }
    }
}

pub fn set(which: i32, who: u32, priority: i32) -> io::Result<()> {
    // SAFETY: touches no memory.
    if unsafe { libc::setpriority(which as _, who, priority) } == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// A signal each `interval`; None stops it. `kind` is an ITIMER_* value.
pub fn set_interval_timer(kind: i32, interval: Option<Duration>) -> io::Result<()> {
    let interval = interval.unwrap_or_default();
    let time = libc::timeval {
        tv_sec: libc::time_t::try_from(interval.as_secs()).unwrap_or(libc::time_t::MAX),
        tv_usec: interval.subsec_micros().into(),
    };
    let value = libc::itimerval { it_interval: time, it_value: time };
    // SAFETY: a live itimerval; the old one is not asked for.
    if unsafe { libc::setitimer(kind as _, &value, std::ptr::null_mut()) } == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// What `errno` says from now on.
pub fn set_errno(code: i32) {
    // SAFETY: the thread's own errno.
    unsafe { *libc::__errno_location() = code };
}
