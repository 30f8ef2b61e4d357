//! The identities that travel through every layer. Plain numbers with names, so that a worker id can not be
//! passed where a reactor id is meant. Must not know anything else of the engine.

use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};

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

/// One of the requests that a session has under way at once, where its protocol allows several (HTTP/2).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(transparent)]
pub struct StreamId(pub u32);

impl StreamId {
    /// Of a protocol with one request at a time.
    pub const NONE: StreamId = StreamId(0);

    pub fn is_none(self) -> bool {
        self == StreamId::NONE
    }
}

/// For maps by session or stream: ids count up, so a multiplication spreads them well enough; no peer chooses them.
pub type BySession = BuildHasherDefault<IdHasher>;

#[derive(Default)]
pub struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u32(&mut self, id: u32) {
        self.write_u64(u64::from(id));
    }

    fn write_u64(&mut self, id: u64) {
        self.0 = (self.0.rotate_left(32) ^ id).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

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
