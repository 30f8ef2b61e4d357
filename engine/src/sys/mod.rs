//! Every libc call of the engine. UNSAFE lives here and in shm only.

pub mod affinity;
pub mod daemon;
pub mod process;
pub mod shared_words;
pub mod signal;
pub mod user;
