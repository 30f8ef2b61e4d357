//! How accepted connections reach their reactor in PROCESS mode: the thread that accepts gives each to the reactor that has
//! the fewest.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::LoadMeter;
use super::accept::AcceptPolicy;
use crate::ids::PortIndex;
use crate::net::Incoming;

type Offer = (PortIndex, Incoming);

/// The side of the thread that accepts. Clones are the same.
#[derive(Clone, Debug)]
pub struct Handover {
    reactors: Vec<(UnboundedSender<Offer>, Load)>,
}

/// The side of a reactor.
#[derive(Debug)]
pub struct Handed {
    pub(super) offers: UnboundedReceiver<Offer>,
    load: Load,
}

/// Written by both sides, each its own half, so that none needs the other's.
#[derive(Clone, Debug, Default)]
struct Load {
    /// Given to the reactor so far, by the accepting side.
    given: Arc<AtomicUsize>,
    /// Over or refused so far, by the reactor.
    gone: Arc<AtomicUsize>,
}

/// One end for the accepting thread, one for each reactor.
pub fn handover(reactors: usize) -> (Handover, Vec<Handed>) {
    let mut senders = Vec::with_capacity(reactors);
    let mut ends = Vec::with_capacity(reactors);
    for _ in 0..reactors {
        let (sender, offers) = unbounded_channel();
        let load = Load::default();
        senders.push((sender, load.clone()));
        ends.push(Handed { offers, load });
    }
    (Handover { reactors: senders }, ends)
}

impl AcceptPolicy for Handover {
    fn take(&self, port: PortIndex, incoming: Incoming) {
        let least = self.reactors.iter().min_by_key(|(_, load)| load.live());
        if let Some((sender, load)) = least {
            load.given.fetch_add(1, Ordering::Relaxed);
            // A reactor that ended is one of a server that ends: dropping the connection closes it.
            let _ = sender.send((port, incoming));
        }
    }
}

impl Load {
    fn live(&self) -> usize {
        self.given.load(Ordering::Relaxed).wrapping_sub(self.gone.load(Ordering::Relaxed))
    }
}

impl Handed {
    pub(super) fn meter(&self) -> Box<dyn LoadMeter> {
        let load = self.load.clone();
        let last = Cell::new(0);
        Box::new(move |live: usize| {
            // One more than before is a connection taken; all else is one that is over or was refused.
            if live <= last.replace(live) {
                load.gone.fetch_add(1, Ordering::Relaxed);
            }
        })
    }
}
