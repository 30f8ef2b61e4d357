//! What has to be looked at now and then: idle sessions (heartbeat), and closing ones that make no progress.

use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use super::connection::{CloseKind, Connection, Phase};
use super::registry::Reactor;
use crate::ids::SessionId;
use crate::shm::sessions::flag;
use crate::sys::clock::unix_micros;

impl Reactor {
    /// Starts the tasks that look after the connections; they end with the runtime.
    pub fn start_sweeps(self: &Rc<Self>) {
        tokio::task::spawn_local(self.clone().heartbeat());
        tokio::task::spawn_local(self.clone().linger());
    }

    async fn heartbeat(self: Rc<Self>) {
        let Some(interval) = self.options.heartbeat_check else { return };
        loop {
            tokio::time::sleep(interval).await;
            let now = unix_micros();
            for connection in self.connections() {
                if self.is_idle(&connection, now) {
                    self.close(connection.id, CloseKind::Drop, false);
                }
            }
        }
    }

    fn is_idle(&self, connection: &Connection, now: u64) -> bool {
        let Some(limit) = self.port(connection.port).heartbeat_idle else { return false };
        let Some(session) = self.table().get(connection.id) else { return false };
        if connection.phase.get() != Phase::Open || session.has(flag::PROTECTED) {
            return false;
        }
        let last = session.receive_time().max(session.connect_time());
        Duration::from_micros(now.saturating_sub(last)) >= limit
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
