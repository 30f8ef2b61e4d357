//! How a session lies in shared memory. Must not know how slots are found or given out.

use std::sync::atomic::{AtomicI32, AtomicU16, AtomicU32, AtomicU64, Ordering};

use crate::shm::cells::SharedCell;

/// Bits of a session's state.
pub mod flag {
    /// Reading stopped by `$server->pause()`.
    pub const PAUSED: u16 = 1;
    /// Spared by the heartbeat check (`$server->protect()`).
    pub const PROTECTED: u16 = 1 << 1;
    /// Asked to close; what is queued may still be on its way.
    pub const CLOSING: u16 = 1 << 2;
    /// The server closed it, not the peer.
    pub const CLOSED_BY_SERVER: u16 = 1 << 3;
    /// Accepted under `enable_delay_receive` and not yet confirmed.
    pub const UNCONFIRMED: u16 = 1 << 4;
    /// Its outbox is over the limit: `send` fails or waits.
    pub const OVERFLOW: u16 = 1 << 5;
    /// Its outbox went over `buffer_high_watermark` and not yet under `buffer_low_watermark`.
    pub const HIGH_WATERMARK: u16 = 1 << 6;
    /// The socket is gone; the slot waits until the application has seen the end. Set by `SessionOwner::close`.
    pub const CLOSED: u16 = 1 << 7;
    /// The application was told of the end, or is being told: set by whoever does, so that it happens once.
    pub const END_TOLD: u16 = 1 << 8;
    /// The handshake of WebSocket is done, and `disconnect()` was not called.
    pub const WEBSOCKET: u16 = 1 << 9;
    /// permessage-deflate was agreed on.
    pub const DEFLATE: u16 = 1 << 10;
    /// It was agreed on with a window of less than 15 bits for what the server compresses.
    pub const SMALL_WINDOW: u16 = 1 << 11;
    /// The application sent a close frame of WebSocket: nothing may follow it.
    pub const CLOSE_SENT: u16 = 1 << 12;
    /// It speaks HTTP/2: answers belong to streams.
    pub const HTTP2: u16 = 1 << 13;
    /// Of the request whose answer was given to another: the connection ends with it (always so in HTTP/1.0), it was HEAD.
    pub const LAST_REQUEST: u16 = 1 << 14;
    pub const HEAD: u16 = 1 << 15;
}

/// Three cache lines: who it is; what the reactor writes for each packet; what others set.
#[derive(Debug)]
#[repr(C, align(64))]
pub(super) struct Slot {
    /// 0: free. The last to be written and the first to be cleared.
    pub id: AtomicU64,
    pub connect_time: AtomicU64,
    pub socket_fd: AtomicI32,
    pub listener_fd: AtomicI32,
    pub peer_words: [AtomicU64; 2],
    pub peer_scope: AtomicU32,
    pub peer_port: AtomicU16,
    pub peer_kind: AtomicU16,
    pub port: AtomicU16,

    pub hot: Hot,

    /// (id, flags)
    pub flags: Tagged,
    /// (id, uid)
    pub uid: TaggedOption,
    /// (id, worker)
    pub worker: TaggedOption,
    pub close_errno: AtomicI32,
}

#[derive(Debug)]
#[repr(C, align(64))]
pub(super) struct Hot {
    pub receive_time: AtomicU64,
    pub send_time: AtomicU64,
    pub dispatch_time: AtomicU64,
    pub queued: AtomicU64,
    pub received: AtomicU64,
    pub sent: AtomicU64,
}

// SAFETY: atomics only.
unsafe impl SharedCell for Slot {}

impl Slot {
    /// What the last session of the slot left and `fill` does not overwrite.
    pub fn reset(&self, id: u64, flags: u16) {
        let Hot { receive_time, send_time, dispatch_time, queued, received, sent } = &self.hot;
        for field in [receive_time, send_time, dispatch_time, queued, received, sent] {
            field.store(0, Ordering::Relaxed);
        }
        self.close_errno.store(0, Ordering::Relaxed);
        self.retag(id, flags);
    }

    /// Makes the fields that others may write belong to the session `id`.
    pub fn retag(&self, id: u64, flags: u16) {
        self.flags.reset(id, flags);
        self.uid.reset(id);
        self.worker.reset(id);
    }
}

/// 16 bits of state with 48 bits of the id of the session they belong to: a change made for a session that is gone fails.
#[derive(Debug)]
#[repr(transparent)]
pub(super) struct Tagged(AtomicU64);

impl Tagged {
    fn reset(&self, id: u64, value: u16) {
        self.0.store(id << 16 | u64::from(value), Ordering::Relaxed);
    }

    pub fn get(&self) -> u16 {
        self.0.load(Ordering::Relaxed) as u16
    }

    /// The state before; none when the session is gone.
    pub fn update(&self, id: u64, change: impl Fn(u16) -> u16) -> Option<u16> {
        let change =
            |word: u64| (word >> 16 == id & (u64::MAX >> 16)).then(|| word & !0xffff | u64::from(change(word as u16)));
        self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, change).ok().map(|word| word as u16)
    }
}

/// A 32-bit value or none, tagged with 31 bits of the id.
#[derive(Debug)]
#[repr(transparent)]
pub(super) struct TaggedOption(AtomicU64);

const SOME: u64 = 1 << 32;

impl TaggedOption {
    fn reset(&self, id: u64) {
        self.0.store(id << 33, Ordering::Relaxed);
    }

    pub fn get(&self) -> Option<u32> {
        let word = self.0.load(Ordering::Relaxed);
        (word & SOME != 0).then_some(word as u32)
    }

    pub fn set(&self, id: u64, value: u32) -> bool {
        self.change(id, value, |_| true)
    }

    /// Only the first value stays.
    pub fn set_once(&self, id: u64, value: u32) -> bool {
        self.change(id, value, |word| word & SOME == 0)
    }

    fn change(&self, id: u64, value: u32, allowed: impl Fn(u64) -> bool) -> bool {
        let change =
            |word: u64| (word >> 33 == id << 33 >> 33 && allowed(word)).then_some(id << 33 | SOME | u64::from(value));
        self.0.fetch_update(Ordering::AcqRel, Ordering::Relaxed, change).is_ok()
    }
}

/// Room for `sun_path` (108 bytes).
#[derive(Debug)]
#[repr(C)]
pub(super) struct PathCell {
    pub words: [AtomicU64; 14],
}

// SAFETY: atomics only.
unsafe impl SharedCell for PathCell {}

/// Ports counted one by one; the sessions of further ones are counted by looking.
pub(super) const TALLIED_PORTS: usize = 60;

/// What the owner of a reactor's slots says of them. Only the owner writes it; after its death `reclaim` clears it.
#[derive(Debug)]
#[repr(C)]
pub(super) struct OwnerRow {
    /// Slots of this reactor at or beyond this were never used by its present owner.
    pub high_water: AtomicU32,
    /// Slots in use.
    pub occupied: AtomicU32,
    /// Those whose session is not closed.
    pub open: AtomicU32,
    pub by_port: [AtomicU32; TALLIED_PORTS],
}

// SAFETY: atomics only.
unsafe impl SharedCell for OwnerRow {}

impl OwnerRow {
    pub fn opened(&self, port: u16) {
        step(&self.open, 1);
        self.tally(port, 1);
    }

    pub fn closed(&self, port: u16) {
        step(&self.open, u32::MAX);
        self.tally(port, u32::MAX);
    }

    fn tally(&self, port: u16, by: u32) {
        if let Some(tally) = self.by_port.get(usize::from(port)) {
            step(tally, by);
        }
    }

    pub fn clear(&self) {
        for field in [&self.high_water, &self.occupied, &self.open].into_iter().chain(&self.by_port) {
            field.store(0, Ordering::Relaxed);
        }
    }
}

/// One writer, so no read-modify-write is needed.
fn step(field: &AtomicU32, by: u32) {
    field.store(field.load(Ordering::Relaxed).wrapping_add(by), Ordering::Relaxed);
}
