//! What can be asked of the streams of a reactor's connections. No method calls the application.

use std::io;
use std::rc::Rc;
use std::task::{Context, Poll};

use super::Streams;
use super::stream::Gone;
use super::streams::Waiting;
use crate::events::{Control, SendError};
use crate::ids::{SessionId, StreamId, WorkerId};
use crate::ipc::StreamSign;
use crate::ipc::files::OutgoingFile;
use crate::protocol::http2::{Answer, frame};
use crate::reactor::connection::{Connection, Watcher};
use crate::reactor::registry::Reactor;

impl Reactor {
    /// A part of the answer to the request of a stream.
    pub fn answer(&self, id: SessionId, stream: StreamId, answer: Answer<'_>) -> Result<(), SendError> {
        self.with_streams(id, |streams| streams.answer(stream, answer))
    }

    /// As `answer`, for a part of a file.
    pub fn answer_file(&self, id: SessionId, stream: StreamId, file: OutgoingFile) -> Result<(), SendError> {
        self.with_streams(id, |streams| streams.answer_file(stream, file))
    }

    /// As another process sent it: the number of the stream and the answer. It is told of a stream that the client gave up.
    pub fn take_answer(&self, id: SessionId, from: WorkerId, message: &[u8]) {
        let Some((stream, answer)) = split(message) else { return };
        let Some(answer) = Answer::parse(answer) else { return };
        if self.answer(id, stream, answer).is_err() && !answer.is_last() {
            self.sink.stream_drained(from, id, StreamSign { stream, gone: true });
        }
    }

    /// As `send_posted_file`, for a stream.
    pub fn answer_posted_file(&self, id: SessionId, message: &[u8]) {
        let Some((stream, message)) = split(message) else { return };
        match self.open_posted(message) {
            // A client that is gone needs no file.
            Ok(file) => drop(self.answer_file(id, stream, file)),
            Err(error) => self.lost_file(id, &error),
        }
    }

    pub fn take_control(&self, id: SessionId, message: &[u8]) {
        if let Some(control) = Control::parse(message) {
            // A session that ended meanwhile hears nothing.
            let _ = self.control(id, control);
        }
    }

    /// For a connection of HTTP/2 as a whole. Frames that are being written are complete between two turns of its task.
    pub fn control(&self, id: SessionId, control: Control<'_>) -> Result<(), SendError> {
        let connection = self.connection(id).ok_or(SendError::NoSession)?;
        let streams = connection.http2.get().ok_or(SendError::NoSession)?;
        if !connection.takes_sends() {
            return Err(SendError::Closing);
        }
        match control {
            Control::Ping(payload) => connection.hold(&frame::ping(payload)),
            Control::GoAway { code, debug } => {
                connection.hold(&frame::goaway(streams.last.get(), code, debug));
                streams.refuses.set(true);
            }
        }
        connection.wake();
        Ok(())
    }

    /// Bytes of a stream that wait for the client.
    pub fn stream_queued(&self, id: SessionId, stream: StreamId) -> usize {
        let connection = self.connection(id);
        connection.and_then(|known| known.http2.get().map(|streams| streams.queued(stream))).unwrap_or(0)
    }

    /// Whoever answers the stream can not wait for the client. False: that was said before, or the stream is gone.
    pub fn deepen_stream(&self, id: SessionId, stream: StreamId) -> bool {
        let connection = self.connection(id);
        connection.is_some_and(|known| known.http2.get().is_some_and(|streams| streams.deepen(stream)))
    }

    pub fn is_stream_deep(&self, id: SessionId, stream: StreamId) -> bool {
        let connection = self.connection(id);
        connection.is_some_and(|known| known.http2.get().is_some_and(|streams| streams.is_deep(stream)))
    }

    /// Ready when nothing of the stream waits, or it is gone.
    pub fn poll_stream_drained(&self, id: SessionId, stream: StreamId, cx: &mut Context<'_>) -> Poll<()> {
        let watched = self.watch_stream(id, stream, Watcher::Task(cx.waker().clone()));
        if watched { Poll::Pending } else { Poll::Ready(()) }
    }

    /// Tells `worker` through `Sink::stream_drained` when nothing of the stream waits, or it is gone; at once if that is so now.
    pub fn watch_stream_for(&self, id: SessionId, stream: StreamId, worker: WorkerId) {
        if !self.watch_stream(id, stream, Watcher::Worker(worker)) {
            let open = self.connection(id).is_some_and(|known| known.http2.get().is_some_and(|s| s.is_open(stream)));
            self.sink.stream_drained(worker, id, StreamSign { stream, gone: !open });
        }
    }

    /// Those who waited for streams learn that nothing of them waits.
    pub(super) fn tell_waiting(&self, connection: &Connection, streams: &Streams, waiting: Waiting) {
        for (stream, watcher) in waiting {
            match watcher {
                Watcher::Task(waker) => waker.wake(),
                Watcher::Worker(worker) => {
                    let gone = !streams.is_open(stream);
                    self.sink.stream_drained(worker, connection.id, StreamSign { stream, gone });
                }
            }
        }
    }

    /// Shows what the streams have waiting.
    pub(super) fn note_backlog(&self, connection: &Connection, streams: &Streams) {
        self.others_are_over(streams.take_ended());
        if connection.set_backlog(streams.backlog()) {
            self.mirror(connection.id, connection);
            if connection.queued() == 0 {
                self.drained(connection);
            }
        }
    }

    fn watch_stream(&self, id: SessionId, stream: StreamId, watcher: Watcher) -> bool {
        let connection = self.connection(id);
        connection.is_some_and(|known| known.http2.get().is_some_and(|streams| streams.watch(stream, watcher)))
    }

    fn with_streams(&self, id: SessionId, act: impl FnOnce(&Rc<Streams>) -> Result<(), Gone>) -> Result<(), SendError> {
        let connection = self.connection(id).ok_or(SendError::NoSession)?;
        let streams = connection.http2.get().ok_or(SendError::NoSession)?;
        if !connection.takes_sends() {
            return Err(SendError::Closing);
        }
        let taken = act(streams);
        self.note_backlog(&connection, streams);
        connection.wake();
        taken.map_err(|Gone| SendError::NoSession)
    }
}

/// The number before the rest.
fn split(message: &[u8]) -> Option<(StreamId, &[u8])> {
    let (number, rest) = message.split_first_chunk()?;
    Some((StreamId(u32::from_ne_bytes(*number)), rest))
}

/// As an error of the socket.
pub(super) fn io_error(error: h2::Error) -> io::Error {
    error.into_io().unwrap_or_else(|| io::ErrorKind::UnexpectedEof.into())
}
