//! The rings and bells between the processes of one server, mapped before the first fork. Must not know what travels on them.

use std::io;

use crate::ids::{ReactorId, WorkerId};
use crate::shm::bell::Bell;
use crate::shm::ring::RingMemory;

/// Bytes of each ring: room for some hundred reads of 64 KiB at most, touched only as far as traffic reaches.
const RING: usize = 4 << 20;
/// Rings between BASE workers carry only what is sent to a session of another worker.
const PEER_RING: usize = 1 << 20;

/// What a worker still answers while its successor works already.
const RETIRED_RING: usize = 1 << 20;

/// In PROCESS a ring each way for each pair of reactor and worker; in BASE a ring for each pair of workers.
pub struct Fabric {
    /// `[reactor][worker]`: events. Empty in BASE, where events are calls.
    to_worker: Vec<Vec<RingMemory>>,
    /// `[worker][reactor]`: commands.
    to_reactor: Vec<Vec<RingMemory>>,
    /// `[worker][reactor]`: commands of a process that has retired from being that worker.
    retired_to_reactor: Vec<Vec<RingMemory>>,
    retired_bells: Vec<Bell>,
    worker_bells: Vec<Bell>,
    reactor_bells: Vec<Bell>,
}

impl Fabric {
    pub fn for_process(reactors: u16, workers: u32) -> io::Result<Fabric> {
        Ok(Fabric {
            to_worker: matrix(usize::from(reactors), workers as usize, RING)?,
            to_reactor: matrix(workers as usize, usize::from(reactors), RING)?,
            retired_to_reactor: matrix(workers as usize, usize::from(reactors), RETIRED_RING)?,
            retired_bells: bells(workers as usize)?,
            worker_bells: bells(workers as usize)?,
            reactor_bells: bells(usize::from(reactors))?,
        })
    }

    /// Worker `i` is reactor `i` too, so both have one bell.
    pub fn for_base(workers: u32) -> io::Result<Fabric> {
        let bells = bells(workers as usize)?;
        Ok(Fabric {
            to_worker: Vec::new(),
            to_reactor: matrix(workers as usize, workers as usize, PEER_RING)?,
            retired_to_reactor: Vec::new(),
            retired_bells: Vec::new(),
            worker_bells: bells.clone(),
            reactor_bells: bells,
        })
    }

    pub fn events(&self, reactor: ReactorId, worker: WorkerId) -> &RingMemory {
        &self.to_worker[usize::from(reactor.0)][worker.0 as usize]
    }

    pub fn commands(&self, worker: WorkerId, reactor: ReactorId) -> &RingMemory {
        &self.to_reactor[worker.0 as usize][usize::from(reactor.0)]
    }

    pub fn retired_commands(&self, worker: WorkerId, reactor: ReactorId) -> &RingMemory {
        &self.retired_to_reactor[worker.0 as usize][usize::from(reactor.0)]
    }

    pub fn retired_bell(&self, worker: WorkerId) -> &Bell {
        &self.retired_bells[worker.0 as usize]
    }

    pub fn worker_bell(&self, worker: WorkerId) -> &Bell {
        &self.worker_bells[worker.0 as usize]
    }

    pub fn reactor_bell(&self, reactor: ReactorId) -> &Bell {
        &self.reactor_bells[usize::from(reactor.0)]
    }
}

fn matrix(rows: usize, columns: usize, capacity: usize) -> io::Result<Vec<Vec<RingMemory>>> {
    (0..rows).map(|_| (0..columns).map(|_| RingMemory::new(capacity)).collect()).collect()
}

fn bells(count: usize) -> io::Result<Vec<Bell>> {
    (0..count).map(|_| Bell::new()).collect()
}
