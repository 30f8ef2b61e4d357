//! What the current process knows of the running server: its role, the shared tables, and how to reach sessions.
//! Made in each process by `application`; read by the methods of the classes.

use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;

use rswoole_engine::ids::{PortIndex, SessionId, WorkerId};
use rswoole_engine::server::{Role, Shared};
use rswoole_engine::settings::{HttpSettings, PortSettings, ServerSettings};
use rswoole_engine::shm::sessions::Peer;
use rswoole_engine::worker::{Gateway, Post};

use crate::class::ENDED;
use crate::state::Mode;

pub struct World {
    pub mode: Mode,
    pub role: Role,
    pub settings: Rc<ServerSettings>,
    /// By port.
    pub ports: Rc<Vec<PortSettings>>,
    /// Session table, counters, pids.
    pub shared: Rc<Shared>,
    /// Not in the master.
    pub gateway: Option<Rc<dyn Gateway>>,
    /// The same for tasks and messages.
    pub post: Option<Rc<Post>>,
}

impl World {
    pub fn worker(&self) -> Option<WorkerId> {
        match self.role {
            Role::Worker(id) | Role::Task(id) | Role::User(id) => Some(id),
            Role::Master | Role::Manager => None,
        }
    }

    /// What HTTP means on a port.
    pub fn http_settings(&self, port: usize) -> Rc<HttpSettings> {
        let settings = self.ports.get(port).or_else(|| self.ports.first());
        Rc::new(settings.map(|port| port.http.clone()).unwrap_or_default())
    }

    /// Ids of the task workers.
    pub fn task_workers(&self) -> std::ops::Range<u32> {
        let first = self.settings.worker_num;
        first..first + self.settings.tasks.worker_num
    }

    /// The first `limit` sessions with an id above `start` that nobody is closing, in ascending order.
    pub fn open_sessions(&self, start: u64, limit: usize, port: Option<PortIndex>) -> Vec<SessionId> {
        let sessions = &self.shared.sessions;
        let open = |id: &SessionId| sessions.get(*id).is_some_and(|session| !session.has(ENDED));
        let (mut found, mut after) = (Vec::new(), start);
        while found.len() < limit {
            let page = sessions.list_after(after, limit - found.len(), port);
            let Some(last) = page.last() else { break };
            after = last.0;
            found.extend(page.into_iter().filter(open));
        }
        found
    }
}

/// What `to_string()` gives, at a fifth of its cost: every request may ask for it.
fn ipv4_text(address: Ipv4Addr) -> String {
    let mut text = String::with_capacity("255.255.255.255".len());
    for (at, octet) in address.octets().into_iter().enumerate() {
        if at > 0 {
            text.push('.');
        }
        for (unit, from) in [(100, 100), (10, 10), (1, 0)] {
            if octet >= from {
                text.push(char::from(b'0' + octet / unit % 10));
            }
        }
    }
    text
}

/// What PHP calls the address and the port of a peer; a unix peer has neither.
pub fn peer_parts(peer: &Peer) -> (String, u16) {
    match peer {
        Peer::Ip(SocketAddr::V4(address)) => (ipv4_text(*address.ip()), address.port()),
        Peer::Ip(address) => (address.ip().to_string(), address.port()),
        Peer::Unix(path) => (String::from_utf8_lossy(path).into_owned(), 0),
    }
}
