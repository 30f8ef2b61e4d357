//! What has to be looked at now and then: idle sessions (heartbeat), and closing ones that make no progress.

use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use super::connection::{CloseKind, Connection, Phase};
use super::options::PortOptions;
use super::registry::Reactor;
use crate::ids::SessionId;
use crate::protocol::http1::refusal;
use crate::shm::sessions::{Session, flag};
use crate::sys::clock::unix_micros;

impl Reactor {
    /// Starts the tasks that look after the connections; they end with the runtime.
    pub fn start_sweeps(self: &Rc<Self>) {
        tokio::task::spawn_local(self.clone().heartbeat());
        tokio::task::spawn_local(self.clone().idle());
        tokio::task::spawn_local(self.clone().linger());
        tokio::task::spawn_local(self.clone().slow_questions());
    }

    async fn heartbeat(self: Rc<Self>) {
        let Some(interval) = self.options.heartbeat_check else { return };
        loop {
            tokio::time::sleep(interval).await;
            let now = unix_micros();
            self.close_older(now, |port| port.heartbeat_idle, |session| session.receive_time());
        }
    }

    /// `max_idle_time`: unlike the heartbeat it counts what is sent, too, and looks as often as its shortest limit asks.
    async fn idle(self: Rc<Self>) {
        let Some(shortest) = self.ports().iter().filter_map(|port| port.max_idle).min() else { return };
        let interval = (shortest / 8).clamp(Duration::from_millis(20), Duration::from_secs(1));
        loop {
            tokio::time::sleep(interval).await;
            let now = unix_micros();
            self.close_older(now, |port| port.max_idle, |session| session.receive_time().max(session.send_time()));
        }
    }

    /// Closes the open connections, but for protected ones, whose last sign of life is older than the limit of their port.
    fn close_older(
        self: &Rc<Self>,
        now: u64,
        limit: fn(&PortOptions) -> Option<Duration>,
        sign: fn(&Session<'_>) -> u64,
    ) {
        let is_idle = |connection: &Connection| {
            let Some(limit) = limit(self.port(connection.port)) else { return false };
            let Some(session) = self.table().get(connection.id) else { return false };
            if connection.phase.get() != Phase::Open || session.has(flag::PROTECTED) {
                return false;
            }
            Duration::from_micros(now.saturating_sub(sign(&session).max(session.connect_time()))) >= limit
        };
        for connection in self.connections() {
            if is_idle(&connection) {
                self.expel(&connection, CloseKind::Drop);
            }
        }
    }

    /// Peers that began a question and do not come to its end.
    async fn slow_questions(self: Rc<Self>) {
        let Some(shortest) = self.ports().iter().filter_map(|port| port.request_timeout).min() else { return };
        let interval = (shortest / 4).clamp(Duration::from_millis(20), Duration::from_secs(1));
        loop {
            tokio::time::sleep(interval).await;
            let now = unix_micros();
            for connection in self.connections() {
                let Some(limit) = self.port(connection.port).request_timeout else { continue };
                if connection.pace.is_late(limit, now) && connection.phase.get() == Phase::Open {
                    connection.pace.set(0);
                    if connection.http2.get().is_some() {
                        connection.overdue.set(true);
                        connection.wake();
                        continue;
                    }
                    // The client is told why; if it is gone, nobody needs to know.
                    let _ = self.send(connection.id, &refusal(408));
                    self.expel(&connection, CloseKind::Flush);
                }
            }
        }
    }

    /// A closed session whose peer takes nothing of what is still queued would stay for ever.
    async fn linger(self: Rc<Self>) {
        let mut stuck: HashMap<SessionId, u64> = HashMap::new();
        loop {
            tokio::time::sleep(self.options.linger).await;
            let mut waiting = HashMap::new();
            for connection in self.connections() {
                if connection.phase.get() == Phase::Open || connection.queued() == 0 {
                    continue;
                }
                let progress = connection.progress.get();
                if stuck.get(&connection.id) == Some(&progress) {
                    self.close(connection.id, CloseKind::Drop, false);
                } else {
                    waiting.insert(connection.id, progress);
                }
            }
            stuck = waiting;
        }
    }
}
