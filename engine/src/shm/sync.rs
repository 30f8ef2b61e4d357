//! The one switch between the real atomics and loom's. What loom explores imports its atomics from here.
//!
//! The model runs with
//! `RUSTFLAGS="--cfg rswoole_loom" cargo test --release -p rswoole-engine loom`
//! (a name of our own: `--cfg loom` would also reach tokio, which does not compile with it as a dependency).

#[cfg(not(all(test, rswoole_loom)))]
pub(super) use std::sync::atomic::{AtomicU32, Ordering, fence};

#[cfg(all(test, rswoole_loom))]
pub(super) use loom::sync::atomic::{AtomicU32, Ordering, fence};
