//! What a worker checks before it asks a reactor, the same in both modes.

use std::io::ErrorKind;
use std::time::Duration;

use crate::ids::{PortIndex, ReactorId, SessionId};
use crate::ipc::files::{FileChannel, OutgoingFile};
use crate::shm::sessions::{Session, SessionTable, flag};
use crate::worker::{After, SendError};

/// What a worker has to know of a port.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WorkerPort {
    /// `socket_buffer_size`: a send that would make more than this wait for the peer is refused. One that is larger itself is
    /// taken when nothing waits.
    pub send_limit: usize,
    /// Whether Close is an event of this port (see `PortOptions::close_event`).
    pub close_event: bool,
}

impl Default for WorkerPort {
    fn default() -> Self {
        WorkerPort { send_limit: 8 << 20, close_event: true }
    }
}

/// The session, if it can still be sent to and changed.
pub(super) fn usable<'t>(table: &'t SessionTable, id: SessionId) -> Result<Session<'t>, SendError> {
    let session = table.get(id).ok_or(SendError::NoSession)?;
    if session.has(flag::CLOSING | flag::END_TOLD) { Err(SendError::Closing) } else { Ok(session) }
}

/// The session, if what is sent to it can still arrive. One whose peer is gone says so at once: who sends in a loop may never come to hear of
/// the end.
pub(super) fn writable<'t>(table: &'t SessionTable, id: SessionId) -> Result<Session<'t>, SendError> {
    let session = usable(table, id)?;
    if session.close_errno() != 0 { Err(SendError::Closing) } else { Ok(session) }
}

/// As `writable`, for bytes that go out as they are.
pub(super) fn sendable<'t>(table: &'t SessionTable, id: SessionId) -> Result<Session<'t>, SendError> {
    let session = writable(table, id)?;
    if session.has(flag::HTTP2) { Err(SendError::Framed) } else { Ok(session) }
}

/// Whether so many bytes may be sent where `queued` wait. Something is always let through when nothing waits, however large,
/// or it could never be sent.
pub(super) fn has_room(queued: usize, more: usize, limit: usize) -> bool {
    queued == 0 || queued.saturating_add(more) <= limit
}

/// Hands a file to the reactor, and then the message about it to `post`. Between two tries `hurry` makes the reactor look.
pub(super) fn post_file(
    channels: &[FileChannel],
    reactor: ReactorId,
    file: &OutgoingFile,
    hurry: impl Fn(),
    post: impl FnOnce(&[u8]),
) -> Result<(), SendError> {
    let channel = channels.get(usize::from(reactor.0)).ok_or(SendError::NoSession)?;
    for _ in 0..POST_TRIES {
        match channel.post(file) {
            Ok(message) => {
                post(&message);
                return Ok(());
            }
            // Full: the reactor has hundreds of them to take yet.
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                hurry();
                std::thread::sleep(Duration::from_millis(1));
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => {
                tracing::warn!("a file could not be handed to its reactor: {error}");
                return Err(SendError::BufferFull);
            }
        }
    }
    Err(SendError::BufferFull)
}

const POST_TRIES: u32 = 100;

/// The first byte of an answer's message.
pub(super) fn answer_code(after: Option<After>) -> u8 {
    after.map_or(0, |after| after.code().saturating_add(1))
}

pub(super) fn limit_of(ports: &[WorkerPort], port: PortIndex) -> usize {
    ports.get(usize::from(port.0)).map_or(usize::MAX, |port| port.send_limit)
}

#[cfg(test)]
mod tests {
    use super::has_room;

    #[test]
    fn a_send_larger_than_the_limit_needs_an_empty_outbox() {
        for (queued, more, limit, want) in
            [(0, 10, 5, true), (1, 4, 5, true), (1, 5, 5, false), (5, 1, 5, false), (usize::MAX, 1, usize::MAX, true)]
        {
            assert_eq!(has_room(queued, more, limit), want, "{queued} {more} {limit}");
        }
    }
}
