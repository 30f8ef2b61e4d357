//! The TLS handshake of a connection, before anybody hears of it: goes on with it, limits its time, says in the log why it failed.

use std::io;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use super::connection::{CloseKind, End, Phase};
use super::task::ConnectionTask;

impl ConnectionTask {
    /// Ready: it is over, or the connection is. The application hears only of clients that got through.
    pub(super) fn poll_handshake(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(time) = &mut self.handshake else { return Poll::Ready(()) };
        if self.connection.phase.get() == Phase::Open {
            match self.connection.poll_handshake(cx) {
                Poll::Ready(Ok(())) => {
                    self.handshake = None;
                    self.connection.end.set(End::Untold);
                    return Poll::Ready(());
                }
                Poll::Ready(Err(error)) => self.handshake_failed(&error),
                Poll::Pending => {
                    ready!(time.as_mut().poll(cx));
                    let text = format!("not done after {} seconds", HANDSHAKE_TIME.as_secs());
                    self.handshake_failed(&io::Error::new(io::ErrorKind::TimedOut, text));
                }
            }
        }
        (self.handshake, self.connect_due) = (None, false);
        self.connection.forgo();
        Poll::Ready(())
    }

    fn handshake_failed(&self, error: &io::Error) {
        let connection = &self.connection;
        let (id, port) = (connection.id, &self.reactor.port(connection.port).name);
        match error.kind() {
            // Who only looks whether the port is open.
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => {
                tracing::debug!("session {id} of port {port} ended during the TLS handshake");
            }
            _ => {
                if let Some(more) = self.reactor.violations.permit(Instant::now()) {
                    let peer = self.peer();
                    let others = if more > 0 { format!(" ({more} more since the last report)") } else { String::new() };
                    tracing::warn!(
                        "TLS handshake with <{peer}> failed: {error}; session {id} of port {port} is closed{others}"
                    );
                }
            }
        }
        connection.forgo();
        self.reactor.expel(connection, CloseKind::Flush);
    }
}

/// A client that has not shown itself by then only takes a place.
pub(super) const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
