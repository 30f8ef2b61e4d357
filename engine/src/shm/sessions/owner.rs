//! Making and removing sessions: the side that only the process running a reactor uses.

use std::sync::atomic::{Ordering, fence};

use super::slot::OwnerRow;
use super::{NewSession, SessionTable, flag};
use crate::ids::{ReactorId, SessionId};

/// The one writer of a reactor's slots. Not to be shared, nor used by a forked child of its process.
#[derive(Debug)]
pub struct SessionOwner {
    table: SessionTable,
    reactor: ReactorId,
    /// Slot numbers, the one freed last on top: memory grows with the sessions that live, not with those that were.
    free: Vec<usize>,
}

impl SessionOwner {
    pub(super) fn new(table: SessionTable, reactor: ReactorId) -> SessionOwner {
        let first = table.first_slot(reactor);
        let used = table.owners[usize::from(reactor.0)].0.high_water.load(Ordering::Acquire) as usize;
        let free = (first..first + used).rev().filter(|&n| table.slots[n].id.load(Ordering::Acquire) == 0).collect();
        SessionOwner { table, reactor, free }
    }

    pub fn table(&self) -> &SessionTable {
        &self.table
    }

    pub fn reactor(&self) -> ReactorId {
        self.reactor
    }

    /// None when the server holds `max_connection` sessions.
    pub fn insert(&mut self, new: NewSession) -> Option<SessionId> {
        let occupied = self.row().occupied.load(Ordering::Relaxed);
        // Counted first, compared then: owners that insert at the same time may both be refused, but never both let in.
        self.row().occupied.store(occupied + 1, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        if self.table.occupied() > u64::from(self.table.max_connection) {
            self.row().occupied.store(occupied, Ordering::SeqCst);
            return None;
        }
        let number = self.take_slot();
        let id = self.fill(number, &new);
        self.row().opened(new.port.0);
        Some(SessionId(id))
    }

    /// The socket is gone: the session is no longer listed or counted, but found by its id until `remove`. False when it was
    /// closed before or is not one of this owner's.
    pub fn close(&mut self, id: SessionId) -> bool {
        let Some(number) = self.number_of(id) else { return false };
        let slot = &self.table.slots[number];
        match slot.flags.update(id.0, |flags| flags | flag::CLOSED) {
            Some(before) if before & flag::CLOSED == 0 => {
                self.row().closed(slot.port.load(Ordering::Relaxed));
                true
            }
            _ => false,
        }
    }

    /// Forgets the session. False when it is not one of this owner's.
    pub fn remove(&mut self, id: SessionId) -> bool {
        let Some(number) = self.number_of(id) else { return false };
        self.close(id);
        self.table.unlink(id.0, number);
        self.table.slots[number].id.store(0, Ordering::Release);
        let occupied = &self.row().occupied;
        occupied.store(occupied.load(Ordering::Relaxed) - 1, Ordering::SeqCst);
        self.free.push(number);
        true
    }

    /// Bound by `insert`'s check: an owner has as many slots as the whole table may hold sessions.
    fn take_slot(&mut self) -> usize {
        if let Some(number) = self.free.pop() {
            return number;
        }
        let fresh = self.row().high_water.load(Ordering::Relaxed);
        self.row().high_water.store(fresh + 1, Ordering::Release);
        self.table.first_slot(self.reactor) + fresh as usize
    }

    fn fill(&self, number: usize, new: &NewSession) -> u64 {
        let slot = &self.table.slots[number];
        let mut id = self.table.next[0].fetch_add(1, Ordering::AcqRel);
        // A reader that sees any of the stores below also sees that the slot's id is no longer what it looked for.
        fence(Ordering::Release);
        slot.connect_time.store(new.connect_time, Ordering::Relaxed);
        slot.socket_fd.store(new.socket_fd, Ordering::Relaxed);
        slot.listener_fd.store(new.listener_fd, Ordering::Relaxed);
        slot.port.store(new.port.0, Ordering::Relaxed);
        new.peer.store(slot, &self.table.paths[number]);
        slot.reset(id, new.flags);
        slot.id.store(id, Ordering::Release);
        while !self.link(id, number) {
            id = self.table.next[0].fetch_add(1, Ordering::AcqRel);
            slot.retag(id, new.flags);
            slot.id.store(id, Ordering::Release);
        }
        id
    }

    /// False when the cell of that id belongs to a session that lives long: the id is skipped.
    fn link(&self, id: u64, number: usize) -> bool {
        let cell = &self.table.index[self.table.cell(id)];
        cell.compare_exchange(0, number as u64 + 1, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    fn number_of(&self, id: SessionId) -> Option<usize> {
        let number = self.table.get(id)?.number();
        let first = self.table.first_slot(self.reactor);
        (first..first + self.table.max_connection as usize).contains(&number).then_some(number)
    }

    fn row(&self) -> &OwnerRow {
        &self.table.owners[usize::from(self.reactor.0)].0
    }
}
