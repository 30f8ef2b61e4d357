//! Which worker gets what a session says: the dispatch modes as pure decisions. Knows neither rings nor counters; is told
//! the load.

use std::net::{IpAddr, Ipv4Addr};

use crate::ids::{SessionId, WorkerId};

/// `dispatch_mode`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DispatchMode {
    /// 1: each message to the next worker.
    RoundRobin,
    /// 2: session id modulo workers: a session stays with its worker.
    Fixed,
    /// 3: an idle worker, else the one with the least waiting.
    Idle,
    /// 4: by the peer's address.
    AddressHash,
    /// 5: by the bound uid, else as 2.
    UserHash,
    /// 7: a worker that is idle; while none is, data waits (`Dispatch::idle`).
    Stream,
    /// 8: a session stays with the worker that had the fewest coroutines when it came.
    CoroutinesOfSession,
    /// 9: each message to the worker with the fewest coroutines.
    Coroutines,
    /// 10: each message to the worker with the fewest requests in progress.
    Concurrency,
}

impl DispatchMode {
    /// True: all messages of a session go to one worker, so that Connect, Receive and Close keep their order.
    pub fn keeps_order(self) -> bool {
        use DispatchMode::*;
        matches!(self, Fixed | AddressHash | UserHash | CoroutinesOfSession)
    }

    /// Whether what waits in the rings of the workers has to be counted.
    pub fn looks_at_load(self) -> bool {
        use DispatchMode::*;
        matches!(self, Idle | Stream | CoroutinesOfSession | Coroutines | Concurrency)
    }
}

/// What a decision may look at. Asked only for what the mode needs.
pub trait DispatchFacts {
    fn peer_ip(&self) -> Option<IpAddr>;
    /// Bound by `$server->bind()`; 0 is none.
    fn uid(&self) -> u32;
    /// What waits for that worker, or 1 when it is at work: 0 is idle.
    fn pending(&self, worker: WorkerId) -> u32;
    /// Its coroutines, and what waits for it.
    fn coroutines(&self, worker: WorkerId) -> u32;
    /// Its requests in progress, and what waits for it.
    fn concurrency(&self, worker: WorkerId) -> u32;
    /// The worker that the session stays with, once there is one.
    fn assigned(&self) -> Option<WorkerId>;
    fn assign(&self, worker: WorkerId);
}

#[derive(Clone, Debug)]
pub struct Dispatch {
    mode: DispatchMode,
    workers: u32,
    next: u32,
}

impl Dispatch {
    /// `start`: where round robin begins; reactors start at different workers.
    pub fn new(mode: DispatchMode, workers: u32, start: u32) -> Dispatch {
        let workers = workers.max(1);
        Dispatch { mode, workers, next: start % workers }
    }

    pub fn mode(&self) -> DispatchMode {
        self.mode
    }

    pub fn choose(&mut self, session: SessionId, facts: &impl DispatchFacts) -> WorkerId {
        if self.workers == 1 {
            return WorkerId(0);
        }
        let workers = self.workers;
        let by_session = |id: SessionId| (id.0 % u64::from(workers)) as u32;
        WorkerId(match self.mode {
            DispatchMode::RoundRobin => self.advance(),
            DispatchMode::Fixed => by_session(session),
            DispatchMode::Idle | DispatchMode::Stream => self.least(|worker| facts.pending(worker)),
            DispatchMode::Coroutines => self.least(|worker| facts.coroutines(worker)),
            DispatchMode::Concurrency => self.least(|worker| facts.concurrency(worker)),
            DispatchMode::CoroutinesOfSession => match facts.assigned() {
                Some(worker) => worker.0,
                None => {
                    let worker = self.least(|worker| facts.coroutines(worker));
                    facts.assign(WorkerId(worker));
                    worker
                }
            },
            DispatchMode::AddressHash => facts.peer_ip().map_or(by_session(session), |ip| address_number(ip) % workers),
            DispatchMode::UserHash => match facts.uid() {
                0 => by_session(session),
                uid => uid % workers,
            },
        })
    }

    /// For a datagram, which has no session: the modes that keep a session with one worker keep an address with one (manual,
    /// `dispatch_mode`). `key` stands for a peer without an IP address.
    pub fn choose_for_packet(&mut self, ip: Option<IpAddr>, key: u64, facts: &impl DispatchFacts) -> WorkerId {
        let workers = self.workers;
        WorkerId(match self.mode {
            _ if workers == 1 => 0,
            DispatchMode::RoundRobin => self.advance(),
            DispatchMode::Idle | DispatchMode::Stream => self.least(|worker| facts.pending(worker)),
            DispatchMode::CoroutinesOfSession | DispatchMode::Coroutines => {
                self.least(|worker| facts.coroutines(worker))
            }
            DispatchMode::Concurrency => self.least(|worker| facts.concurrency(worker)),
            DispatchMode::Fixed | DispatchMode::AddressHash | DispatchMode::UserHash => {
                ip.map_or((key % u64::from(workers)) as u32, |ip| address_number(ip) % workers)
            }
        })
    }

    /// A worker with nothing to do, if there is one.
    pub fn idle(&mut self, facts: &impl DispatchFacts) -> Option<WorkerId> {
        let worker = self.least(|worker| facts.pending(worker));
        (facts.pending(WorkerId(worker)) == 0).then_some(WorkerId(worker))
    }

    fn advance(&mut self) -> u32 {
        let chosen = self.next;
        self.next = if chosen + 1 == self.workers { 0 } else { chosen + 1 };
        chosen
    }

    /// Starts looking behind the last choice, so that equally loaded workers take turns.
    fn least(&mut self, load: impl Fn(WorkerId) -> u32) -> u32 {
        let start = self.next;
        let mut best = (start, u32::MAX);
        for step in 0..self.workers {
            let worker = (start + step) % self.workers;
            let load = load(WorkerId(worker));
            if load < best.1 {
                best = (worker, load);
            }
            if load == 0 {
                break;
            }
        }
        self.next = (best.0 + 1) % self.workers;
        best.0
    }
}

/// As the documented `inet_addr_mod`: the octets in reverse order (the last one is the most significant), as in a little-endian
/// `s_addr`. IPv6 is folded; a mapped IPv4 address counts as IPv4.
pub(super) fn address_number(ip: IpAddr) -> u32 {
    let v4 = |ip: Ipv4Addr| u32::from_le_bytes(ip.octets());
    match ip {
        IpAddr::V4(ip) => v4(ip),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(ip) => v4(ip),
            None => ip
                .octets()
                .chunks_exact(4)
                .fold(0, |sum, four| sum ^ u32::from_le_bytes([four[0], four[1], four[2], four[3]])),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Facts {
        ip: Option<IpAddr>,
        uid: u32,
        /// Of each kind.
        pending: Vec<u32>,
        assigned: std::cell::Cell<Option<WorkerId>>,
    }

    impl DispatchFacts for Facts {
        fn peer_ip(&self) -> Option<IpAddr> {
            self.ip
        }
        fn uid(&self) -> u32 {
            self.uid
        }
        fn pending(&self, worker: WorkerId) -> u32 {
            self.pending[worker.0 as usize]
        }
        fn coroutines(&self, worker: WorkerId) -> u32 {
            self.pending[worker.0 as usize]
        }
        fn concurrency(&self, worker: WorkerId) -> u32 {
            self.pending[worker.0 as usize]
        }
        fn assigned(&self) -> Option<WorkerId> {
            self.assigned.get()
        }
        fn assign(&self, worker: WorkerId) {
            self.assigned.set(Some(worker));
        }
    }

    fn choose(mode: DispatchMode, workers: u32, sessions: &[u64], facts: &Facts) -> Vec<u32> {
        let mut dispatch = Dispatch::new(mode, workers, 0);
        sessions.iter().map(|&id| dispatch.choose(SessionId(id), facts).0).collect()
    }

    #[test]
    fn round_robin_takes_turns_whoever_speaks() {
        assert_eq!(choose(DispatchMode::RoundRobin, 3, &[5, 5, 5, 9, 1], &Facts::default()), [0, 1, 2, 0, 1]);
    }

    #[test]
    fn fixed_goes_by_session() {
        assert_eq!(choose(DispatchMode::Fixed, 4, &[1, 2, 4, 5, 1], &Facts::default()), [1, 2, 0, 1, 1]);
    }

    #[test]
    fn idle_prefers_idle_then_least_pending_and_takes_turns() {
        let facts = |pending: &[u32]| Facts { pending: pending.to_vec(), ..Facts::default() };
        assert_eq!(choose(DispatchMode::Idle, 3, &[1, 1, 1, 1], &facts(&[0, 0, 0])), [0, 1, 2, 0]);
        assert_eq!(choose(DispatchMode::Idle, 3, &[1, 1], &facts(&[3, 0, 5])), [1, 1]);
        assert_eq!(choose(DispatchMode::Idle, 3, &[1, 1], &facts(&[3, 2, 5])), [1, 1]);
        assert_eq!(choose(DispatchMode::Idle, 3, &[1, 1, 1], &facts(&[2, 2, 9])), [0, 1, 0]);
    }

    #[test]
    fn address_hash_is_the_documented_formula() {
        // inet_addr_mod('192.168.1.20', 4): 20*2^24 + 1*2^16 + 168*2^8 + 192, modulo workers
        let number = (20u64 << 24) + (1 << 16) + (168 << 8) + 192;
        for workers in [2, 3, 4, 7] {
            let facts = Facts { ip: Some("192.168.1.20".parse().unwrap()), ..Facts::default() };
            let want = (number % u64::from(workers)) as u32;
            assert_eq!(choose(DispatchMode::AddressHash, workers, &[1, 2], &facts), [want, want]);
        }
        let mapped = Facts { ip: Some("::ffff:192.168.1.20".parse().unwrap()), ..Facts::default() };
        assert_eq!(choose(DispatchMode::AddressHash, 7, &[1], &mapped), [(number % 7) as u32]);
    }

    #[test]
    fn user_hash_goes_by_uid_once_bound() {
        assert_eq!(choose(DispatchMode::UserHash, 4, &[6, 7], &Facts::default()), [2, 3]);
        let bound = Facts { uid: 9, ..Facts::default() };
        assert_eq!(choose(DispatchMode::UserHash, 4, &[6, 7], &bound), [1, 1]);
    }

    #[test]
    fn the_least_loaded_gets_each_message_and_equals_take_turns() {
        let facts = |load: &[u32]| Facts { pending: load.to_vec(), ..Facts::default() };
        for mode in [DispatchMode::Coroutines, DispatchMode::Concurrency] {
            assert_eq!(choose(mode, 3, &[1, 1, 1, 1], &facts(&[0, 0, 0])), [0, 1, 2, 0]);
            assert_eq!(choose(mode, 3, &[1, 2, 3], &facts(&[7, 2, 9])), [1, 1, 1]);
        }
    }

    #[test]
    fn a_session_stays_with_the_worker_that_was_least_loaded_when_it_came() {
        let mut facts = Facts { pending: vec![4, 1, 2], ..Facts::default() };
        let mut dispatch = Dispatch::new(DispatchMode::CoroutinesOfSession, 3, 0);
        assert_eq!(dispatch.choose(SessionId(7), &facts), WorkerId(1));
        facts.pending = vec![0, 9, 0];
        assert_eq!(dispatch.choose(SessionId(7), &facts), WorkerId(1));
        facts.assigned.set(None);
        assert_eq!(dispatch.choose(SessionId(8), &facts), WorkerId(2));
    }

    #[test]
    fn a_stream_waits_while_nobody_is_idle() {
        let facts = |pending: &[u32]| Facts { pending: pending.to_vec(), ..Facts::default() };
        let mut dispatch = Dispatch::new(DispatchMode::Stream, 2, 0);
        assert_eq!(dispatch.idle(&facts(&[1, 2])), None);
        assert_eq!(dispatch.idle(&facts(&[1, 0])), Some(WorkerId(1)));
        assert_eq!(dispatch.idle(&facts(&[0, 0])), Some(WorkerId(0)));
    }

    #[test]
    fn only_modes_by_identity_keep_order() {
        use DispatchMode::*;
        let all =
            [RoundRobin, Fixed, Idle, AddressHash, UserHash, Stream, CoroutinesOfSession, Coroutines, Concurrency];
        let ordered: Vec<_> = all.into_iter().filter(|mode| mode.keeps_order()).collect();
        assert_eq!(ordered, [Fixed, AddressHash, UserHash, CoroutinesOfSession]);
    }
}
