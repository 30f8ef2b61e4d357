//! The session table: what every process may know of every connection. Must not know sockets' contents, nor who is told what.
//!
//! Memory: `max_connection` slots for each reactor (touched only when used: a reactor takes the slot it freed last), and an index of
//! cells, a power of two ≥ 2 × `max_connection`. A session with id `i` is found through cell `i mod cells`, which holds its slot's
//! number + 1; ids whose cell is taken by a session that lives long are never given out, so a look-up is one probe.
//!
//! Who writes what. The *owner* of a reactor's slots (one process at a time, its free list is private to it) makes and removes the
//! sessions in them, and counts them in a row of its own. Others only set the fields that `Session` has setters for, each
//! tagged with the session's id, so that a late writer can not hit the slot's next session.
//!
//! What a death leaves. Making: fields, then the slot's id (release), then the cell (compare and swap). Removing: the cell, then the
//! id. So at every instant a cell that is not 0 names a slot whose id leads back to that cell, and what the owner
//! of a dead process's slots has to undo is exactly its slots with an id: `reclaim`.
//!
//! Readers copy fields between two looks at the slot's id (a sequence lock whose sequence is the id, never used twice).

mod owner;
mod peer;
mod session;
mod slot;

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

pub use owner::SessionOwner;
pub use peer::Peer;
pub use session::{Session, SessionInfo};
pub use slot::flag;

use super::cells::{Line, SharedCells};
use crate::ids::{PortIndex, ReactorId, SessionId};
use slot::{OwnerRow, PathCell, Slot, TALLIED_PORTS};

/// What the owner knows of a new connection.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub port: PortIndex,
    pub socket_fd: i32,
    pub listener_fd: i32,
    pub peer: Peer,
    /// Microseconds since the Unix epoch.
    pub connect_time: u64,
    /// Bits of `flag`.
    pub flags: u16,
}

/// Clones are the same table; made before the fork.
#[derive(Clone, Debug)]
pub struct SessionTable {
    slots: SharedCells<Slot>,
    /// Paths of unix peers, by slot; a page is touched only by servers that have such peers.
    paths: SharedCells<PathCell>,
    index: SharedCells<AtomicU64>,
    owners: SharedCells<Line<OwnerRow>>,
    /// The id that comes next.
    next: SharedCells<AtomicU64>,
    max_connection: u32,
}

impl SessionTable {
    /// `max_connection`: how many sessions may exist at once, over all reactors.
    pub fn new(reactors: u16, max_connection: u32) -> io::Result<SessionTable> {
        if reactors == 0 || max_connection == 0 || max_connection > 1 << 30 {
            let why = format!(
                "a session table of {reactors} reactors and {max_connection} connections: give 1 to 2^30 connections"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        let slots = usize::from(reactors) * max_connection as usize;
        let cells = (max_connection as usize * 2).next_power_of_two().max(64);
        let table = SessionTable {
            slots: SharedCells::new(slots)?,
            paths: SharedCells::new(slots)?,
            index: SharedCells::new(cells)?,
            owners: SharedCells::new(usize::from(reactors))?,
            next: SharedCells::new(1)?,
            max_connection,
        };
        table.next[0].store(1, Ordering::Relaxed);
        Ok(table)
    }

    /// The first session gets the id behind `id`. Before there is one.
    pub fn start_after(&self, id: u64) {
        self.next[0].store(id + 1, Ordering::Relaxed);
    }

    /// The one writer of a reactor's slots. After another process owned them: `reclaim` first.
    pub fn owner(&self, reactor: ReactorId) -> SessionOwner {
        SessionOwner::new(self.clone(), reactor)
    }

    /// Drops the sessions that a dead owner left; returns how many. The next owner must not exist yet.
    pub fn reclaim(&self, reactor: ReactorId) -> u32 {
        let row = &self.owners[usize::from(reactor.0)].0;
        let first = self.first_slot(reactor);
        let mut dropped = 0;
        for number in first..first + row.high_water.load(Ordering::Acquire) as usize {
            let id = self.slots[number].id.load(Ordering::Acquire);
            if id != 0 {
                self.unlink(id, number);
                self.slots[number].id.store(0, Ordering::Release);
                dropped += 1;
            }
        }
        row.clear();
        dropped
    }

    #[inline]
    pub fn get(&self, id: SessionId) -> Option<Session<'_>> {
        let number = self.index[self.cell(id.0)].load(Ordering::Acquire).checked_sub(1)?;
        let slot = self.slots.get(number as usize)?;
        (slot.id.load(Ordering::Acquire) == id.0 && id.0 != 0).then(|| Session::new(self, number as usize, id))
    }

    /// The ids of open sessions greater than `start`, ascending, at most `limit`. Sessions that close or open meanwhile may be
    /// in it or not.
    pub fn list_after(&self, start: u64, limit: usize, port: Option<PortIndex>) -> Vec<SessionId> {
        let mut list = Vec::new();
        let next = self.next[0].load(Ordering::Acquire);
        let mut at = start.saturating_add(1);
        while at < next && list.len() < limit {
            // One id per cell, so one window looks at every session once; those beyond it say where to go on.
            let end = next.min(at.saturating_add(self.index.len() as u64));
            let mut beyond = next;
            for id in at..end {
                let Some(found) = self.id_in_cell(id) else { continue };
                if found == id {
                    if self.get(SessionId(id)).is_some_and(|s| s.is_listed(port)) {
                        list.push(SessionId(id));
                    }
                    if list.len() == limit {
                        return list;
                    }
                } else if found >= end {
                    beyond = beyond.min(found);
                }
            }
            at = beyond.max(end);
        }
        list
    }

    /// Open sessions (of a port).
    pub fn count(&self, port: Option<PortIndex>) -> usize {
        let rows = self.owners.iter().map(|line| &line.0);
        match port {
            None => rows.map(|row| row.open.load(Ordering::Relaxed) as usize).sum(),
            Some(port) if usize::from(port.0) < TALLIED_PORTS => {
                rows.map(|row| row.by_port[usize::from(port.0)].load(Ordering::Relaxed) as usize).sum()
            }
            Some(_) => self.list_after(0, usize::MAX, port).len(),
        }
    }

    pub fn max_connection(&self) -> u32 {
        self.max_connection
    }

    /// How many ids were given out so far, with those skipped: the highest possible id.
    pub fn last_id(&self) -> u64 {
        self.next[0].load(Ordering::Relaxed) - 1
    }

    fn first_slot(&self, reactor: ReactorId) -> usize {
        usize::from(reactor.0) * self.max_connection as usize
    }

    #[inline]
    fn cell(&self, id: u64) -> usize {
        id as usize & (self.index.len() - 1)
    }

    fn id_in_cell(&self, id: u64) -> Option<u64> {
        let number = self.index[self.cell(id)].load(Ordering::Acquire).checked_sub(1)?;
        Some(self.slots.get(number as usize)?.id.load(Ordering::Acquire))
    }

    /// Takes the slot out of the index, if it got there.
    fn unlink(&self, id: u64, number: usize) {
        let cell = &self.index[self.cell(id)];
        let _ = cell.compare_exchange(number as u64 + 1, 0, Ordering::AcqRel, Ordering::Relaxed);
    }

    /// Sessions that take a slot, closed ones that wait for their last event included.
    fn occupied(&self) -> u64 {
        self.owners.iter().map(|row| u64::from(row.0.occupied.load(Ordering::SeqCst))).sum()
    }
}

#[cfg(all(test, not(rswoole_loom)))]
mod tests;
