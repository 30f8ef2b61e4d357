//! Who of several BASE workers takes the next connection: the one that has the fewest.

use std::rc::Rc;

use crate::ids::{PortIndex, WorkerId};
use crate::net::Incoming;
use crate::reactor::{AcceptPolicy, Reactor};
use crate::shm::counters::{Counters, WorkerState};

pub(super) struct Balanced {
    pub id: WorkerId,
    pub reactor: Rc<Reactor>,
    pub counters: Counters,
}

impl AcceptPolicy for Balanced {
    fn yields(&self) -> bool {
        let running = |state| matches!(state, WorkerState::Idle | WorkerState::Busy);
        let others = self.counters.workers().filter(|&(id, row)| id != self.id && running(row.state()));
        let least = others.map(|(_, row)| row.connections()).min();
        least.is_some_and(|least| self.reactor.live() as u64 > least + slack(least))
    }

    fn take(&self, port: PortIndex, incoming: Incoming) {
        self.reactor.adopt(port, incoming);
    }
}

/// Perfect balance is not worth a millisecond of waiting.
fn slack(least: u64) -> u64 {
    1 + least / 32
}
