//! What processes share, all of it mapped before the first fork. Any of them may die at any instruction: each structure
//! says who writes what, and what a half-done write looks like to the others. UNSAFE lives here and in `sys` only.

pub mod bell;
pub mod counters;
pub mod lock;
pub mod number;
pub mod post_box;
pub mod ring;
pub mod sessions;
pub mod table;

mod announcement;
mod cells;
mod owner;
mod sync;

pub use bell::Bell;
pub use counters::{Counters, ServerStats, WorkerState, WorkerStats};
pub use lock::{LockError, Patience, ProcessLock};
pub use number::{SharedI64, SharedU32};
pub use post_box::PostBox;
pub use ring::{Consumer, Full, Header, Producer, RingMemory};
pub use sessions::{NewSession, Peer, Session, SessionInfo, SessionOwner, SessionTable, flag};
