//! Requests that died with their worker: the client gets an answer, never silence. Must not guess: what a worker had is known from the positions
//! in its ring.

use std::ops::Range;

use super::connection::Connection;
use super::registry::Reactor;
use crate::events::After;
use crate::ids::{SessionId, StreamId, WorkerId};
use crate::protocol::http1::refusal;

impl Reactor {
    /// A worker died that had taken what lies at these positions of its ring.
    pub fn worker_lost(&self, worker: WorkerId, positions: Range<u64>) {
        for connection in self.connections() {
            self.answer_for(&connection, worker, &positions);
        }
    }

    /// The request is answered by another process than the one that took it.
    pub fn disowned(&self, id: SessionId, message: &[u8]) {
        let Some(connection) = self.connection(id) else { return };
        match (message.try_into().map(u32::from_ne_bytes), connection.http2.get()) {
            (Ok(stream), Some(streams)) => streams.disown(StreamId(stream)),
            _ => connection.receipt.set(None),
        }
    }

    fn answer_for(&self, connection: &Connection, worker: WorkerId, positions: &Range<u64>) {
        if let Some(streams) = connection.http2.get() {
            if streams.lost(worker, positions) {
                connection.wake();
            }
            return;
        }
        let lost = |receipt: super::Receipt| receipt.worker == worker && positions.contains(&receipt.position);
        if connection.awaits.get() && connection.receipt.get().is_some_and(lost) {
            let answer = refusal(500);
            let answer: &[u8] = if connection.begun.get() { &[] } else { &answer };
            // A client that is gone needs no answer.
            let _ = self.respond(connection.id, [answer, &[]], Some(After::Close));
        }
    }
}
