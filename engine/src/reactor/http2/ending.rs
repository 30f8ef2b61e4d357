//! The ends of a connection of HTTP/2: the peer does what it may not, takes too long, or is told that the server closes. Must not take requests.

use std::task::{Context, Poll};
use std::time::Duration;

use h2::Reason;
use tokio::time::sleep;

use super::driver::{Http2, ROUNDS, State};
use crate::protocol::http2::Finding;
use crate::reactor::connection::{CloseKind, Phase};
use crate::reactor::task::ConnectionTask;
use crate::sys::clock::unix_micros;

impl ConnectionTask {
    /// The session is over. Ready: so is HTTP/2.
    pub(in crate::reactor) fn finish_http2(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(mut http2) = self.http2.take() else { return Poll::Ready(()) };
        let connection = &self.connection;
        let polite =
            connection.phase.get() == Phase::ServerClosed && !connection.is_abrupt() && connection.has_socket();
        http2.gauge.begin_turn();
        if polite && http2.leave(self, cx).is_pending() {
            self.http2 = Some(http2);
            return Poll::Pending;
        }
        http2.abandon(self);
        // The last frames may just have been written.
        self.flush(cx);
        Poll::Ready(())
    }
}

impl Http2 {
    /// The server stops, or the application said so: the peer is told, and what it began is finished.
    pub(super) fn consider_leaving(&mut self, task: &ConnectionTask) {
        let State::Open(frames) = &mut self.state else { return };
        if !task.reactor.is_reading() && !self.leaving {
            self.leaving = true;
            frames.graceful_shutdown();
        }
        let (what, reason) = match self.gauge.finding.get() {
            Finding::Fine => return,
            Finding::Flood => ("a flood of frames that nobody needs", Reason::ENHANCE_YOUR_CALM),
            Finding::BadPreface => ("the first frame is not SETTINGS", Reason::PROTOCOL_ERROR),
            Finding::BadLength => ("a frame of a length that its type does not have", Reason::FRAME_SIZE_ERROR),
        };
        if self.accused.is_none() {
            self.accused = Some(what);
            frames.abrupt_shutdown(reason);
        }
    }

    /// The application said goodbye, and what was begun before is answered.
    pub(super) fn end_if_done(&self, task: &ConnectionTask) {
        let State::Open(frames) = &self.state else { return };
        let done = self.streams.count() == 0 && !frames.has_streams();
        if done && self.receiving.is_empty() && self.whole.is_empty() {
            task.reactor.expel(&task.connection, CloseKind::Flush);
        }
    }

    /// What the sweep found to take too long.
    pub(super) fn end_overdue(&mut self, task: &ConnectionTask) {
        let Some(limit) = task.reactor.port(task.connection.port).request_timeout else { return };
        let now = unix_micros();
        let is_late = |since: u64| Duration::from_micros(now.saturating_sub(since)) >= limit;
        let mut late = Vec::new();
        self.receiving.retain(|receiving| {
            let kept = !is_late(receiving.since);
            if !kept {
                late.push(receiving.stream);
            }
            kept
        });
        late.into_iter().for_each(|stream| self.streams.refuse(stream, 408));
        if self.gauge.amid() == Some(self.amid.0) && is_late(self.amid.1) {
            match &mut self.state {
                State::Open(frames) if self.accused.is_none() => {
                    self.accused = Some("a frame, or the fields of a request, did not come to their end in time");
                    frames.abrupt_shutdown(Reason::ENHANCE_YOUR_CALM);
                }
                State::Open(_) | State::Over => {}
                State::Shaking(_) => task.reactor.expel(&task.connection, CloseKind::Flush),
            }
        }
    }

    /// The server closed the connection: what is answered goes out, the rest is given up, and the peer is told.
    fn leave(&mut self, task: &ConnectionTask, cx: &mut Context<'_>) -> Poll<()> {
        self.whole.clear();
        self.receiving.clear();
        self.streams.reset_unanswered(Reason::CANCEL);
        if let State::Shaking(_) = self.state {
            self.state = State::Over;
        }
        for _ in 0..ROUNDS {
            let mut busy = self.pump(task, cx);
            let over = {
                let State::Open(frames) = &mut self.state else { return Poll::Ready(()) };
                if !std::mem::replace(&mut self.leaving, true) && self.accused.is_none() && !self.streams.refuses.get()
                {
                    frames.graceful_shutdown();
                    busy = true;
                }
                loop {
                    match frames.poll_accept(cx) {
                        Poll::Ready(Some(Ok((_, mut respond)))) => respond.send_reset(Reason::REFUSED_STREAM),
                        Poll::Ready(Some(Err(_)) | None) => break true,
                        Poll::Pending => break self.streams.refuses.get() && !frames.has_streams(),
                    }
                }
            };
            if over {
                self.state = State::Over;
                return Poll::Ready(());
            }
            task.flush(cx);
            if !busy && !self.gauge.blocked.replace(false) {
                break;
            }
        }
        if self.streams.backlog() > 0 {
            // How long that may take is the sweep's business.
            self.patience = None;
            return Poll::Pending;
        }
        self.patience.get_or_insert_with(|| Box::pin(sleep(PATIENCE))).as_mut().poll(cx)
    }

    /// Nothing is sent any more.
    fn abandon(self, task: &ConnectionTask) {
        let Http2 { state, streams, receiving, .. } = self;
        drop(receiving);
        let waiting = streams.clear();
        task.reactor.note_backlog(&task.connection, &streams);
        task.reactor.tell_waiting(&task.connection, &streams, waiting);
        task.connection.pace.set(0);
        drop(state);
    }
}

const PATIENCE: Duration = Duration::from_secs(2);
