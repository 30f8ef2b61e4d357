//! Resource limits of this process. Must not change them.

/// The soft limit of open files (`ulimit -n`).
pub fn open_files() -> u64 {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: `limit` is live and writable for the call.
    let result = unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) };
    if result == 0 { limit.rlim_cur } else { FALLBACK }
}

/// What POSIX promises at least.
const FALLBACK: u64 = 20;
