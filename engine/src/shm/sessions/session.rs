//! A session as any process sees it: getters, and setters for what others than its owner may set.

use std::sync::atomic::{AtomicU64, Ordering, fence};

use super::slot::Slot;
use super::{Peer, SessionTable, flag};
use crate::ids::{PortIndex, ReactorId, SessionId, WorkerId};

/// Found by `SessionTable::get`. It may end at any time: a getter may then tell of its slot's next session (use `info` where that
/// matters), a setter does nothing.
#[derive(Clone, Copy, Debug)]
pub struct Session<'a> {
    table: &'a SessionTable,
    number: usize,
    id: SessionId,
}

/// A consistent copy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionInfo {
    pub id: SessionId,
    pub reactor: ReactorId,
    pub port: PortIndex,
    pub socket_fd: i32,
    pub listener_fd: i32,
    pub peer: Peer,
    /// Microseconds since the Unix epoch, as all times here; 0: never.
    pub connect_time: u64,
    pub receive_time: u64,
    pub send_time: u64,
    pub dispatch_time: u64,
    pub uid: Option<u32>,
    pub worker: Option<WorkerId>,
    /// Bits of `flag`.
    pub flags: u16,
    /// Bytes waiting in the outbox.
    pub queued: u64,
    pub received: u64,
    pub sent: u64,
    pub close_errno: i32,
}

impl SessionInfo {
    pub fn has(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }
}

impl<'a> Session<'a> {
    pub(super) fn new(table: &'a SessionTable, number: usize, id: SessionId) -> Session<'a> {
        Session { table, number, id }
    }

    pub fn id(&self) -> SessionId {
        self.id
    }

    pub fn reactor(&self) -> ReactorId {
        ReactorId((self.number / self.table.max_connection as usize) as u16)
    }

    pub fn port(&self) -> PortIndex {
        PortIndex(self.slot().port.load(Ordering::Relaxed))
    }

    pub fn socket_fd(&self) -> i32 {
        self.slot().socket_fd.load(Ordering::Relaxed)
    }

    /// None when the session ended while its fields were read.
    pub fn info(&self) -> Option<SessionInfo> {
        let slot = self.slot();
        let hot = &slot.hot;
        if slot.id.load(Ordering::Acquire) != self.id.0 {
            return None;
        }
        let info = SessionInfo {
            id: self.id,
            reactor: self.reactor(),
            port: self.port(),
            socket_fd: self.socket_fd(),
            listener_fd: slot.listener_fd.load(Ordering::Relaxed),
            peer: Peer::load(slot, &self.table.paths[self.number]),
            connect_time: slot.connect_time.load(Ordering::Relaxed),
            receive_time: hot.receive_time.load(Ordering::Relaxed),
            send_time: hot.send_time.load(Ordering::Relaxed),
            dispatch_time: hot.dispatch_time.load(Ordering::Relaxed),
            uid: self.uid(),
            worker: self.worker(),
            flags: self.flags(),
            queued: self.queued(),
            received: hot.received.load(Ordering::Relaxed),
            sent: hot.sent.load(Ordering::Relaxed),
            close_errno: slot.close_errno.load(Ordering::Relaxed),
        };
        fence(Ordering::Acquire);
        (slot.id.load(Ordering::Relaxed) == self.id.0).then_some(info)
    }

    #[inline]
    pub fn flags(&self) -> u16 {
        self.slot().flags.get()
    }

    #[inline]
    pub fn has(&self, flag: u16) -> bool {
        self.flags() & flag != 0
    }

    /// The flags before; none when the session is gone.
    pub fn set_flag(&self, flag: u16) -> Option<u16> {
        self.slot().flags.update(self.id.0, |flags| flags | flag)
    }

    /// The flags before; none when the session is gone.
    pub fn clear_flag(&self, flag: u16) -> Option<u16> {
        self.slot().flags.update(self.id.0, |flags| flags & !flag)
    }

    pub fn uid(&self) -> Option<u32> {
        self.slot().uid.get()
    }

    /// A session is bound once: false when it was before, or is gone.
    pub fn bind_uid(&self, uid: u32) -> bool {
        self.slot().uid.set_once(self.id.0, uid)
    }

    /// The worker that its events go to, where the dispatch mode keeps to one.
    pub fn worker(&self) -> Option<WorkerId> {
        self.slot().worker.get().map(WorkerId)
    }

    pub fn bind_worker(&self, worker: WorkerId) -> bool {
        self.slot().worker.set(self.id.0, worker.0)
    }

    /// Bytes waiting in the outbox.
    #[inline]
    pub fn queued(&self) -> u64 {
        self.slot().hot.queued.load(Ordering::Relaxed)
    }

    /// Owner only, as are all setters below: it knows that the session lives.
    #[inline]
    pub fn set_queued(&self, bytes: u64) {
        self.slot().hot.queued.store(bytes, Ordering::Relaxed);
    }

    /// Bytes came in at that time.
    #[inline]
    pub fn note_received(&self, time: u64, bytes: u64) {
        self.slot().hot.receive_time.store(time, Ordering::Relaxed);
        add(&self.slot().hot.received, bytes);
    }

    /// Bytes went out at that time.
    #[inline]
    pub fn note_sent(&self, time: u64, bytes: u64) {
        self.slot().hot.send_time.store(time, Ordering::Relaxed);
        add(&self.slot().hot.sent, bytes);
    }

    /// An event went to a worker at that time.
    #[inline]
    pub fn note_dispatched(&self, time: u64) {
        self.slot().hot.dispatch_time.store(time, Ordering::Relaxed);
    }

    /// Why the socket failed; 0: it did not.
    pub fn close_errno(&self) -> i32 {
        self.slot().close_errno.load(Ordering::Relaxed)
    }

    pub fn set_close_errno(&self, errno: i32) {
        self.slot().close_errno.store(errno, Ordering::Relaxed);
    }

    #[inline]
    pub fn connect_time(&self) -> u64 {
        self.slot().connect_time.load(Ordering::Relaxed)
    }

    #[inline]
    pub fn receive_time(&self) -> u64 {
        self.slot().hot.receive_time.load(Ordering::Relaxed)
    }

    #[inline]
    pub fn send_time(&self) -> u64 {
        self.slot().hot.send_time.load(Ordering::Relaxed)
    }

    pub(super) fn is_listed(&self, port: Option<PortIndex>) -> bool {
        !self.has(flag::CLOSED) && port.is_none_or(|p| p == self.port())
    }

    pub(super) fn number(&self) -> usize {
        self.number
    }

    #[inline]
    fn slot(&self) -> &'a Slot {
        &self.table.slots[self.number]
    }
}

/// One writer, so no read-modify-write is needed.
#[inline]
fn add(field: &AtomicU64, n: u64) {
    field.store(field.load(Ordering::Relaxed).wrapping_add(n), Ordering::Relaxed);
}
