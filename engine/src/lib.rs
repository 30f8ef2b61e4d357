//! The engine of rswoole: reactor, processes, shared memory, protocols. Pure Rust; knows no PHP.
//!
//! Dependencies between the modules point one way (`tests/layering.rs` holds it); `docs/architecture.md` draws it.

pub mod client;
pub mod events;
pub mod ids;
pub mod ipc;
pub mod log;
pub mod net;
pub mod pool;
pub mod process;
pub mod protocol;
pub mod reactor;
pub mod server;
pub mod settings;
pub mod shm;
pub mod sys;
pub mod timers;
pub mod worker;
