//! The identities that travel through every layer. Plain numbers with names, so that a worker id can not be
//! passed where a reactor id is meant. Must not know anything else of the engine.

use std::fmt;

/// A client connection as PHP sees it (`$fd`): grows from 1 over the life of the server and is never a raw descriptor.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(transparent)]
pub struct SessionId(pub u64);

/// A reactor: a thread of the master in PROCESS mode, a worker process in BASE mode. Counts from 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(transparent)]
pub struct ReactorId(pub u16);

/// A worker process, 0 ≤ id < `worker_num`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(transparent)]
pub struct WorkerId(pub u32);

/// A listening port, in the order of `listen()`; 0 is the port of the constructor.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(transparent)]
pub struct PortIndex(pub u16);

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for WorkerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
