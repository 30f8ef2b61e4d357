//! How often this process was forked from the one that loaded us: tells state of a parent from one's own. Must not act on it.

use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

/// Written only in a child, before any other code of it runs.
static GENERATION: AtomicU64 = AtomicU64::new(0);
static INSTALL: Once = Once::new();

/// A number that differs between a process and the one it was forked from, whoever forked (`pcntl_fork` too).
pub fn generation() -> u64 {
    INSTALL.call_once(|| {
        // SAFETY: the handler is a plain function that lives as long as the process and only touches an atomic.
        unsafe { libc::pthread_atfork(None, None, Some(count)) };
    });
    GENERATION.load(Ordering::Relaxed)
}

unsafe extern "C" fn count() {
    GENERATION.fetch_add(1, Ordering::Relaxed);
}
