//! Slow peers, full servers, many peers: memory, descriptors and the session table stay bounded, in both modes.

mod support;

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rswoole_engine::ids::SessionId;
use rswoole_engine::protocol::http1::{Http1, Limits};
use rswoole_engine::reactor::PortOptions;
use rswoole_engine::shm::counters::WorkerState;
use rswoole_engine::worker::{After, Event, Fate, SendError, WorkerEnd};
use support::*;

#[test]
fn a_large_send_to_a_slow_reader_arrives_whole_and_the_next_is_refused() {
    const SIZE: usize = 64 << 20;
    for mode in [BASE, PROCESS] {
        let refused = Arc::new(AtomicUsize::new(0));
        let count = refused.clone();
        let app: App = Arc::new(move |gateway, source, event| match event {
            Event::Receive(b"large") => {
                let data: Vec<u8> = (0..SIZE).map(|n| (n % 251) as u8).collect();
                gateway.send(source.session, &data).unwrap();
            }
            Event::Receive(_) => {
                let full = gateway.send(source.session, &[0; 100]) == Err(SendError::BufferFull);
                count.fetch_add(usize::from(full), Ordering::Relaxed);
            }
            _ => {}
        });
        let server = Server::start(mode, Setup::default(), app);
        let mut client = server.connect();
        client.write_all(b"large").unwrap();
        eventually("the outbox fills", || server.table.get(id(1)).is_some_and(|s| s.queued() > 32 << 20));
        client.write_all(b"more").unwrap();
        eventually("the next send is refused", || refused.load(Ordering::Relaxed) == 1);
        let mut back = vec![0; SIZE];
        client.read_exact(&mut back).unwrap();
        assert!(back.iter().enumerate().all(|(n, &byte)| byte == (n % 251) as u8), "{mode:?}");
        eventually("the outbox is empty", || server.table.get(id(1)).unwrap().queued() == 0);
    }
}

#[test]
fn a_sender_that_waits_is_woken_when_the_outbox_has_drained_or_the_session_is_gone() {
    for mode in [BASE, PROCESS] {
        for peer_reads in [true, false] {
            let (blocked, woken) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
            let (is_blocked, is_woken) = (blocked.clone(), woken.clone());
            let app: App = Arc::new(move |gateway, source, event| {
                if let (Event::Receive(_), SessionId(2)) = (event, source.session) {
                    gateway.send(source.session, &vec![1; 32 << 20]).unwrap();
                }
            });
            // What a coroutine does that waits in send(), in the worker that serves session 2 of 2.
            let ready: Ready = Arc::new(move |gateway, cx| {
                if WAITS.get() {
                    if gateway.poll_sendable(id(2), cx).is_ready() {
                        WAITS.set(false);
                        is_woken.fetch_add(1, Ordering::Relaxed);
                    }
                } else if gateway.send(id(2), b"x") == Err(SendError::BufferFull) {
                    WAITS.set(gateway.poll_sendable(id(2), cx).is_pending());
                    is_blocked.fetch_add(usize::from(WAITS.get()), Ordering::Relaxed);
                }
            });
            let server = Server::start(mode, Setup { ready: Some(ready), ..Setup::default() }, app);
            let mut first = server.connect();
            // Reactors give out ids as they come; the second must be 2.
            eventually("one session", || server.table.count(None) == 1);
            let mut client = server.connect();
            eventually("two sessions", || server.table.count(None) == 2);
            client.write_all(b"go").unwrap();
            eventually("a sender waits", || {
                // The first session keeps the loop turning.
                first.write_all(b".").unwrap();
                blocked.load(Ordering::Relaxed) > 0
            });
            assert_eq!(woken.load(Ordering::Relaxed), 0);
            if peer_reads {
                client.read_exact(&mut vec![0; 32 << 20]).unwrap();
            } else {
                drop(client);
            }
            eventually("the sender is woken", || woken.load(Ordering::Relaxed) > 0);
        }
    }
}

thread_local! {
    static WAITS: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

#[test]
fn a_client_that_has_its_answer_finds_room_for_the_next_question() {
    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    for mode in [Mode::Base { workers: 2 }, PROCESS] {
        let app: App = Arc::new(|gateway, source, event| {
            if let Event::Request { .. } = event {
                gateway.respond(source.session, [ANSWER, &[]], Some(After::Next)).unwrap();
            }
        });
        let limits = Arc::new(Limits::default());
        let port = PortOptions {
            dialogue: Some(Arc::new(move || Box::new(Http1::new(limits.clone())))),
            ..PortOptions::default()
        };
        let server = Server::start(mode, Setup { port, max_concurrency: Some(1), ..Setup::default() }, app);
        // Connections of both reactors.
        let mut clients: Vec<_> = (0..4).map(|_| server.connect()).collect();
        for round in 0..500 {
            for client in &mut clients {
                client.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
                let mut answer = vec![0; ANSWER.len()];
                client.read_exact(&mut answer).unwrap();
                assert_eq!(answer, ANSWER, "{mode:?}, round {round}: {}", String::from_utf8_lossy(&answer));
            }
        }
        assert_eq!(server.counters.in_progress(), 0);
    }
}

#[test]
fn a_callback_that_ends_the_worker_is_its_last() {
    for mode in [BASE, Mode::Process { reactors: 1, workers: 1 }] {
        let calls = Arc::new(AtomicUsize::new(0));
        let count = calls.clone();
        let setup = Setup::default();
        let fate = setup.fate.clone();
        let app: App = Arc::new(move |_, _, event| {
            if let Event::Receive(_) = event {
                count.fetch_add(1, Ordering::Relaxed);
                fate.store(true, Ordering::Relaxed);
            }
        });
        let server = Server::start(mode, setup, app);
        let mut clients: Vec<_> = (0..30).map(|_| server.connect()).collect();
        eventually("thirty sessions", || server.table.count(None) == 30);
        for client in &mut clients {
            // In BASE the server may be gone already.
            let _ = client.write_all(b"x");
        }
        eventually("a call", || calls.load(Ordering::Relaxed) > 0);
        let ends = server.stop();
        assert!(matches!(ends[..], [WorkerEnd::Fate(Fate::Exit(7))]), "{ends:?}");
        assert_eq!(calls.load(Ordering::Relaxed), 1, "{mode:?}");
    }
}

#[test]
fn buffer_events_come_once_per_crossing() {
    for mode in [BASE, PROCESS] {
        let journal = Journal::default();
        let seen = journal.clone();
        let app: App = Arc::new(move |gateway, source, event| match event {
            // In one piece: a peer that reads while further pieces come could make the level cross the marks more often.
            Event::Receive(_) => gateway.send(source.session, &vec![1; 32 << 20]).unwrap(),
            Event::BufferFull | Event::BufferEmpty => seen.event(event),
            _ => {}
        });
        let mut setup = Setup::default();
        setup.worker_port.send_limit = 64 << 20;
        setup.link_limit = 64 << 20;
        setup.port.high_watermark = 1 << 20;
        setup.port.low_watermark = 1 << 10;
        let server = Server::start(mode, setup, app);
        let mut client = server.connect();
        for round in 1..=2 {
            client.write_all(b"x").unwrap();
            eventually("full", || journal.count("full") == round);
            assert_eq!(journal.count("empty"), round - 1);
            let mut back = vec![0; 32 << 20];
            client.read_exact(&mut back).unwrap();
            eventually("empty", || journal.count("empty") == round);
        }
        assert_eq!(journal.lines(), ["full", "empty", "full", "empty"], "{mode:?}");
    }
}

#[test]
fn a_flood_meets_back_pressure_and_loses_nothing() {
    for mode in [BASE, PROCESS] {
        let got = Arc::new(AtomicUsize::new(0));
        let count = got.clone();
        let app: App = Arc::new(move |_, _, event| {
            if let Event::Receive(data) = event {
                count.fetch_add(data.len(), Ordering::Relaxed);
            }
        });
        let server = Server::start(mode, Setup { ring: 1 << 16, ..Setup::default() }, app);
        let mut client = server.connect();
        let piece = vec![5; 1 << 20];
        for _ in 0..64 {
            client.write_all(&piece).unwrap();
        }
        eventually("64 MiB", || got.load(Ordering::Relaxed) == 64 << 20);
    }
}

#[test]
fn connections_beyond_max_connection_are_closed_at_once_and_the_others_go_on() {
    for mode in [BASE, PROCESS] {
        let server = Server::start(mode, Setup { max_connection: 10, ..Setup::default() }, echo());
        let mut clients: Vec<_> = (0..10).map(|_| server.connect()).collect();
        for client in &mut clients {
            assert_eq!(round_trip(client, b"in"), b"in");
        }
        let mut refused = server.connect();
        assert_eq!(read_to_end(&mut refused), b"", "{mode:?}");
        assert_eq!(server.counters.server_stats().aborted, 1);
        clients.pop();
        eventually("one has left and another gets in", || {
            let mut next = server.connect();
            next.write_all(b"in").is_ok() && matches!(next.read(&mut [0; 2]), Ok(2))
        });
    }
}

#[test]
fn many_connections_leave_descriptors_and_table_as_they_were() {
    for mode in [BASE, PROCESS] {
        let server = Server::start(mode, Setup { max_connection: 256, ..Setup::default() }, echo());
        let mut first = server.connect();
        round_trip(&mut first, b"warm");
        let before = descriptors();
        for n in 0..5000_usize {
            let mut client = server.connect();
            if n % 50 == 0 {
                assert_eq!(round_trip(&mut client, b"x"), b"x");
            }
            drop(client);
            if n % 50 == 0 {
                eventually("only the first is left", || server.table.count(None) == 1);
            }
        }
        eventually("only the first is left", || server.table.count(None) == 1);
        // Other tests of this binary open and close theirs meanwhile.
        eventually("no descriptor is left", || descriptors() <= before + 40);
        let stats = server.counters.server_stats();
        assert_eq!(stats.accepted - stats.closed, 1, "{mode:?}: {stats:?}");
        assert_eq!(round_trip(&mut first, b"still"), b"still");
    }
}

#[test]
fn base_workers_share_connections_evenly() {
    let server = Server::start(Mode::Base { workers: 2 }, Setup::default(), echo());
    eventually("both run", || server.counters.workers().all(|(_, row)| row.state() == WorkerState::Idle));
    let mut clients: Vec<_> = (0..60).map(|_| server.connect()).collect();
    for client in &mut clients {
        assert_eq!(round_trip(client, b"x"), b"x");
    }
    let live: Vec<u64> = server.counters.workers().map(|(_, row)| row.connections()).collect();
    assert_eq!(live.iter().sum::<u64>(), 60);
    assert!(live.iter().all(|&n| (20..=40).contains(&n)), "{live:?}");
}

#[test]
fn a_base_worker_reaches_the_sessions_of_another() {
    let app: App = Arc::new(|gateway, _, event| {
        if let Event::Receive(_) = event {
            for session in 1..=20 {
                gateway.send(id(session), b"all").unwrap();
            }
            gateway.close(id(20), false).unwrap();
        }
    });
    let server = Server::start(Mode::Base { workers: 2 }, Setup::default(), app);
    let mut clients: Vec<_> = (0..20).map(|_| server.connect()).collect();
    eventually("twenty sessions", || server.table.count(None) == 20);
    clients[0].write_all(b"x").unwrap();
    for client in &mut clients {
        let mut word = [0; 3];
        client.read_exact(&mut word).unwrap();
        assert_eq!(&word, b"all");
    }
    eventually("one closed", || server.table.count(None) == 19);
}

fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}
