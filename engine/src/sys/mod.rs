//! Every libc call of the engine, one file per subject. Wraps what the kernel offers in types that are safe to use;
//! must not know servers, sessions or settings. UNSAFE lives here and in `shm` only.

pub mod affinity;
pub mod clock;
pub mod daemon;
pub mod datagram;
pub mod descriptor;
pub mod descriptor_passing;
pub mod eventfd;
pub mod forks;
pub mod futex;
pub mod incarnation;
pub mod interfaces;
pub mod limits;
pub mod mapping;
pub mod message_queue;
pub mod pipe;
pub mod priority;
pub mod process;
pub mod robust_lock;
pub mod shared_bell;
pub mod shared_words;
pub mod signal;
pub mod socket;
pub mod socket_io;
pub mod time;
pub mod user;
