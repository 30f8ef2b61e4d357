//! How many HTTP requests a worker is at (`worker_max_concurrency`), and those that wait until it is at fewer. Must not know what a
//! request is answered with.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use rswoole_engine::ids::StreamId;
use rswoole_engine::worker::Source;

use crate::http::serving::Asked;

/// A request that waits.
pub struct Waiting {
    pub source: Source,
    pub stream: StreamId,
    index: Vec<u8>,
    raw: Vec<u8>,
}

impl Waiting {
    /// As it came.
    pub fn asked(&self) -> Asked<'_> {
        Asked { stream: self.stream, index: &self.index, raw: &self.raw, is_handshake: false }
    }
}

pub struct Admission {
    most: u64,
    inside: Cell<u64>,
    waiting: RefCell<VecDeque<Waiting>>,
}

impl Admission {
    pub fn new(most: Option<u32>) -> Admission {
        Admission { most: most.map_or(u64::MAX, u64::from), inside: Cell::new(0), waiting: RefCell::default() }
    }

    /// The worker is at a further request; `leave` when that is over. False: at as many as it may be, so this one waits.
    pub fn enter(&self, source: Source, asked: Asked<'_>) -> bool {
        if self.inside.get() < self.most {
            self.inside.set(self.inside.get() + 1);
            return true;
        }
        let Asked { stream, index, raw, .. } = asked;
        self.waiting.borrow_mut().push_back(Waiting { source, stream, index: index.to_vec(), raw: raw.to_vec() });
        false
    }

    pub fn leave(&self) {
        self.inside.set(self.inside.get() - 1);
    }

    pub fn inside(&self) -> u64 {
        self.inside.get()
    }

    /// Whether one waits and there is room.
    #[inline]
    pub fn has_next(&self) -> bool {
        self.inside.get() < self.most && !self.waiting.borrow().is_empty()
    }

    /// The one that has waited longest, which enters, if there is room.
    pub fn next(&self) -> Option<Waiting> {
        if !self.has_next() {
            return None;
        }
        let next = self.waiting.borrow_mut().pop_front()?;
        self.inside.set(self.inside.get() + 1);
        Some(next)
    }

    /// Those that will never enter.
    pub fn take_waiting(&self) -> VecDeque<Waiting> {
        self.waiting.take()
    }
}
