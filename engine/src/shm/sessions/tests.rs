//! Tests of the session table inside one process, the last of them against a model.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::*;
use crate::ids::WorkerId;

fn new(port: u16) -> NewSession {
    NewSession {
        port: PortIndex(port),
        socket_fd: 11,
        listener_fd: 4,
        peer: Peer::Ip("192.0.2.7:4711".parse().unwrap()),
        connect_time: 1_000_000,
        flags: 0,
    }
}

fn ids(list: &[u64]) -> Vec<SessionId> {
    list.iter().copied().map(SessionId).collect()
}

#[test]
fn ids_grow_from_one_and_are_found_until_removed() {
    let table = SessionTable::new(1, 10).unwrap();
    let mut owner = table.owner(ReactorId(0));
    assert_eq!(owner.insert(new(0)), Some(SessionId(1)));
    assert_eq!(owner.insert(new(0)), Some(SessionId(2)));
    assert_eq!(table.get(SessionId(1)).unwrap().info().unwrap().connect_time, 1_000_000);
    assert!(owner.remove(SessionId(1)));
    assert!(!owner.remove(SessionId(1)));
    assert!(
        table.get(SessionId(1)).is_none() && table.get(SessionId(0)).is_none() && table.get(SessionId(3)).is_none()
    );
    assert_eq!(owner.insert(new(0)), Some(SessionId(3)));
    assert!(table.get(SessionId(1)).is_none());
    assert_eq!(table.last_id(), 3);
}

#[test]
fn the_limit_counts_over_all_reactors_and_room_comes_back() {
    let table = SessionTable::new(2, 3).unwrap();
    let (mut a, mut b) = (table.owner(ReactorId(0)), table.owner(ReactorId(1)));
    let first = a.insert(new(0)).unwrap();
    a.insert(new(0)).unwrap();
    b.insert(new(0)).unwrap();
    assert_eq!(a.insert(new(0)), None);
    assert_eq!(b.insert(new(0)), None);
    a.close(first);
    assert_eq!(b.insert(new(0)), None, "a closed session keeps its slot until it is removed");
    a.remove(first);
    assert!(b.insert(new(0)).is_some());
    assert_eq!(table.count(None), 3);
}

#[test]
fn every_kind_of_peer_comes_back() {
    let table = SessionTable::new(1, 10).unwrap();
    let mut owner = table.owner(ReactorId(0));
    let v6: SocketAddr = "[2001:db8::1:2]:65535".parse().unwrap();
    let scoped = SocketAddr::V6(std::net::SocketAddrV6::new("fe80::1".parse().unwrap(), 1, 0, 3));
    let peers = [
        Peer::Ip("255.255.255.254:1".parse().unwrap()),
        Peer::Ip(v6),
        Peer::Ip(scoped),
        Peer::Unix(vec![]),
        Peer::Unix(b"/run/client.sock".to_vec()),
        Peer::Unix(b"\0abstract".to_vec()),
        Peer::Unix(vec![b'x'; 108]),
        Peer::Ip("127.0.0.1:0".parse().unwrap()),
    ];
    for peer in peers {
        // The same slot each time: nothing of the former peer may shine through.
        let id = owner.insert(NewSession { peer: peer.clone(), ..new(0) }).unwrap();
        assert_eq!(table.get(id).unwrap().info().unwrap().peer, peer);
        owner.remove(id);
    }
}

#[test]
fn what_is_set_is_read_and_a_new_session_starts_clean() {
    let table = SessionTable::new(3, 10).unwrap();
    let mut owner = table.owner(ReactorId(2));
    let id = owner.insert(NewSession { flags: flag::UNCONFIRMED, ..new(5) }).unwrap();
    let session = table.get(id).unwrap();
    assert_eq!(session.set_flag(flag::PAUSED), Some(flag::UNCONFIRMED));
    assert_eq!(session.clear_flag(flag::UNCONFIRMED), Some(flag::UNCONFIRMED | flag::PAUSED));
    assert!(session.bind_uid(0) && !session.bind_uid(8), "bound once, to 0 as well");
    assert!(session.bind_worker(WorkerId(3)) && session.bind_worker(WorkerId(4)));
    session.note_received(10, 100);
    session.note_sent(11, 50);
    session.note_dispatched(12);
    session.set_queued(7);
    session.set_close_errno(104);
    let info = session.info().unwrap();
    assert_eq!((info.id, info.reactor, info.port), (id, ReactorId(2), PortIndex(5)));
    assert_eq!((info.uid, info.worker, info.flags), (Some(0), Some(WorkerId(4)), flag::PAUSED));
    assert_eq!((info.receive_time, info.send_time, info.dispatch_time), (10, 11, 12));
    assert_eq!((info.received, info.sent, info.queued, info.close_errno), (100, 50, 7, 104));
    owner.remove(id);
    let next = table.get(owner.insert(new(0)).unwrap()).unwrap().info().unwrap();
    assert_eq!((next.uid, next.worker, next.flags, next.close_errno), (None, None, 0, 0));
    assert_eq!((next.receive_time, next.received, next.sent, next.queued), (0, 0, 0, 0));
}

#[test]
fn who_holds_on_to_a_session_that_is_gone_changes_nothing() {
    let table = SessionTable::new(1, 10).unwrap();
    let mut owner = table.owner(ReactorId(0));
    let id = owner.insert(new(0)).unwrap();
    let late = table.get(id).unwrap();
    owner.remove(id);
    let heir = table.get(owner.insert(new(0)).unwrap()).unwrap();
    assert_eq!(heir.number(), late.number(), "the slot freed last is taken first");
    assert_eq!(late.set_flag(flag::CLOSING), None);
    assert!(!late.bind_uid(1) && !late.bind_worker(WorkerId(1)));
    assert!(late.info().is_none());
    assert_eq!((heir.flags(), heir.uid(), heir.worker()), (0, None, None));
}

#[test]
fn a_closed_session_is_found_but_neither_listed_nor_counted() {
    let table = SessionTable::new(1, 10).unwrap();
    let mut owner = table.owner(ReactorId(0));
    let (a, b) = (owner.insert(new(1)).unwrap(), owner.insert(new(1)).unwrap());
    assert!(owner.close(a) && !owner.close(a));
    assert!(table.get(a).unwrap().has(flag::CLOSED));
    assert_eq!(table.list_after(0, 10, None), [b]);
    assert_eq!((table.count(None), table.count(Some(PortIndex(1)))), (1, 1));
    assert!(owner.remove(a));
    assert_eq!((table.count(None), table.count(Some(PortIndex(1)))), (1, 1));
}

#[test]
fn an_owner_touches_only_its_own_sessions() {
    let table = SessionTable::new(2, 10).unwrap();
    let (mut a, mut b) = (table.owner(ReactorId(0)), table.owner(ReactorId(1)));
    let id = a.insert(new(0)).unwrap();
    assert!(!b.remove(id) && !b.close(id));
    assert_eq!(table.get(id).unwrap().reactor(), ReactorId(0));
}

#[test]
fn a_list_goes_on_over_ids_that_are_far_apart() {
    let table = SessionTable::new(1, 40).unwrap();
    let mut owner = table.owner(ReactorId(0));
    let old = owner.insert(new(0)).unwrap();
    for _ in 0..5_000 {
        let id = owner.insert(new(0)).unwrap();
        owner.remove(id);
    }
    let young = owner.insert(new(1)).unwrap();
    assert!(young.0 > 5_000);
    assert_eq!(table.list_after(0, 10, None), [old, young]);
    assert_eq!(table.list_after(0, 1, None), [old]);
    assert_eq!(table.list_after(old.0, 10, None), [young]);
    assert_eq!(table.list_after(young.0, 10, None), []);
    assert_eq!(table.list_after(0, 10, Some(PortIndex(1))), [young]);
    assert_eq!(table.list_after(u64::MAX, 10, None), []);
    assert_eq!(table.list_after(0, 0, None), []);
}

#[test]
fn ports_beyond_the_tallied_ones_are_counted_too() {
    let table = SessionTable::new(1, 10).unwrap();
    let mut owner = table.owner(ReactorId(0));
    owner.insert(new(1000)).unwrap();
    owner.insert(new(59)).unwrap();
    assert_eq!([1000, 59, 60].map(|port| table.count(Some(PortIndex(port)))), [1, 1, 0]);
}

#[test]
fn an_owner_without_reclaim_goes_on_with_what_is_there() {
    let table = SessionTable::new(1, 2).unwrap();
    let mut first = table.owner(ReactorId(0));
    let (a, b) = (first.insert(new(0)).unwrap(), first.insert(new(0)).unwrap());
    first.remove(a);
    let mut second = table.owner(ReactorId(0));
    assert!(second.insert(new(0)).is_some());
    assert!(second.insert(new(0)).is_none());
    assert!(second.remove(b));
}

#[test]
fn reclaim_undoes_a_session_that_was_not_in_the_index_yet() {
    let table = SessionTable::new(1, 4).unwrap();
    let mut owner = table.owner(ReactorId(0));
    owner.insert(new(0)).unwrap();
    let second = owner.insert(new(0)).unwrap();
    // As a process killed between the slot's id and the cell leaves it, and between cell and id when removing.
    table.unlink(second.0, 1);
    drop(owner);
    assert_eq!(table.reclaim(ReactorId(0)), 2);
    assert_eq!((table.count(None), table.list_after(0, 9, None).len()), (0, 0));
    let mut heir = table.owner(ReactorId(0));
    assert_eq!((0..5).filter_map(|_| heir.insert(new(0))).count(), 4);
}

#[test]
fn readers_never_see_a_mixture_of_two_sessions() {
    let table = SessionTable::new(1, 2).unwrap();
    let reader = table.clone();
    let done = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let stop = done.clone();
    let thread = std::thread::spawn(move || {
        let mut seen = 0;
        while !stop.load(Ordering::Relaxed) {
            let last = reader.last_id();
            if let Some(info) = reader.get(SessionId(last)).and_then(|s| s.info()) {
                assert_eq!((info.socket_fd as u64, info.connect_time), (last, last));
                seen += 1;
            }
        }
        seen
    });
    let mut owner = table.owner(ReactorId(0));
    for _ in 0..200_000 {
        let n = table.last_id() + 1;
        let id = owner.insert(NewSession { socket_fd: n as i32, connect_time: n, ..new(0) }).unwrap();
        assert_eq!(id.0, n);
        owner.remove(id);
    }
    done.store(true, Ordering::Relaxed);
    thread.join().unwrap();
}

#[test]
fn owners_in_parallel_never_share_an_id_nor_pass_the_limit() {
    let table = SessionTable::new(4, 50).unwrap();
    let threads: Vec<_> = (0..4)
        .map(|n| {
            let mut owner = table.owner(ReactorId(n));
            std::thread::spawn(move || {
                let mut live = Vec::new();
                let mut all = Vec::new();
                for step in 0..20_000 {
                    match if step % 3 != 0 { owner.insert(new(0)) } else { None } {
                        Some(id) => live.push(id),
                        None => live.pop().map_or((), |id| assert!(owner.remove(id))),
                    }
                    all.extend(live.last().copied());
                }
                all.sort();
                all.dedup();
                (all, live.len())
            })
        })
        .collect();
    let results: Vec<_> = threads.into_iter().map(|t| t.join().unwrap()).collect();
    let open: usize = results.iter().map(|(_, open)| open).sum();
    let mut every: Vec<_> = results.into_iter().flat_map(|(ids, _)| ids).collect();
    let before = every.len();
    every.sort();
    every.dedup();
    assert_eq!(every.len(), before, "an id was given out twice");
    assert_eq!(table.count(None), open);
    assert!(open <= 50);
}

/// Random steps of three owners against a plain map.
#[test]
fn behaves_like_a_map() {
    for seed in 1..=20u64 {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let max = 1 + random.below(60) as usize;
        let table = SessionTable::new(3, max as u32).unwrap();
        let mut owners: Vec<_> = (0..3).map(|n| table.owner(ReactorId(n))).collect();
        // id → (reactor, port, open)
        let mut model: BTreeMap<u64, (u16, u16, bool)> = BTreeMap::new();
        for _ in 0..3_000 {
            let reactor = random.below(3) as u16;
            let owner = &mut owners[usize::from(reactor)];
            match random.below(100) {
                0..50 => {
                    let port = random.below(3) as u16;
                    let id = owner.insert(new(port));
                    assert_eq!(id.is_some(), model.len() < max);
                    if let Some(id) = id {
                        assert!(model.last_key_value().is_none_or(|(last, _)| *last < id.0));
                        model.insert(id.0, (reactor, port, true));
                    }
                }
                50..60 => {
                    let Some(id) = random.pick(&model) else { continue };
                    let entry = model.get_mut(&id).unwrap();
                    assert_eq!(owner.close(SessionId(id)), entry.0 == reactor && entry.2);
                    entry.2 &= entry.0 != reactor;
                }
                60..98 => {
                    let Some(id) = random.pick(&model) else { continue };
                    let mine = model[&id].0 == reactor;
                    assert_eq!(owner.remove(SessionId(id)), mine);
                    if mine {
                        model.remove(&id);
                    }
                }
                _ => {
                    let before = model.len();
                    model.retain(|_, entry| entry.0 != reactor);
                    assert_eq!(table.reclaim(ReactorId(reactor)) as usize, before - model.len());
                    *owner = table.owner(ReactorId(reactor));
                }
            }
            compare(&table, &model, &mut random);
        }
    }
}

fn compare(table: &SessionTable, model: &BTreeMap<u64, (u16, u16, bool)>, random: &mut Random) {
    let start = random.below(table.last_id() + 2);
    let limit = random.below(20) as usize;
    let port = [None, Some(random.below(3) as u16)][random.below(2) as usize];
    let open = |(_, entry): &(&u64, &(u16, u16, bool))| entry.2 && port.is_none_or(|p| p == entry.1);
    let expected: Vec<u64> = model.range(start + 1..).filter(open).map(|(id, _)| *id).take(limit).collect();
    let port = port.map(PortIndex);
    assert_eq!(table.list_after(start, limit, port), ids(&expected));
    assert_eq!(table.count(port), model.iter().filter(open).count());
    let probe = random.below(table.last_id() + 2);
    let found = table.get(SessionId(probe)).map(|s| (s.reactor().0, s.port().0, !s.has(flag::CLOSED)));
    assert_eq!(found, model.get(&probe).copied());
}

/// xorshift64
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n.max(1)
    }

    fn pick(&mut self, model: &BTreeMap<u64, (u16, u16, bool)>) -> Option<u64> {
        let at = self.below(model.len() as u64) as usize;
        model.keys().nth(at).copied()
    }
}
