//! Reads of the system's clocks. Keeps no state.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Microseconds since the Unix epoch; 0 when the clock stands before it.
pub fn unix_micros() -> u64 {
    since_epoch().as_micros() as u64
}

/// Whole seconds since the Unix epoch.
pub fn unix_seconds() -> u64 {
    since_epoch().as_secs()
}

/// As [`unix_seconds`] by the kernel's coarse clock, which is quicker to read: a new second is seen some milliseconds late.
pub fn coarse_unix_seconds() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: a timespec to write to; the clock exists on every Linux.
    unsafe { libc::clock_gettime(libc::CLOCK_REALTIME_COARSE, &mut time) };
    u64::try_from(time.tv_sec).unwrap_or(0)
}

fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
