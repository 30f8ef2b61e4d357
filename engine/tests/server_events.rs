//! What the application hears of its sessions, and in which order, in both modes.

mod support;

use std::io::{Read, Write};
use std::net::Shutdown;
use std::sync::Arc;
use std::time::Duration;

use rswoole_engine::reactor::DispatchMode;
use rswoole_engine::shm::sessions::flag;
use rswoole_engine::worker::{Event, SendError, WorkerEnd};
use support::*;

#[test]
fn echoes_what_it_gets() {
    for mode in [BASE, Mode::Base { workers: 2 }, PROCESS] {
        let server = Server::start(mode, Setup::default(), echo());
        let mut clients: Vec<_> = (0..8).map(|_| server.connect()).collect();
        for round in 0..20_usize {
            for (n, client) in clients.iter_mut().enumerate() {
                let data = vec![(round + n) as u8; 1 + round * 997];
                assert_eq!(round_trip(client, &data), data, "{mode:?}");
            }
        }
        drop(clients);
        server.wait_until_empty();
        let ends = server.stop();
        assert!(ends.iter().all(|end| matches!(end, WorkerEnd::Stopped)), "{ends:?}");
    }
}

#[test]
fn all_dispatch_modes_answer() {
    use DispatchMode::*;
    for dispatch in
        [RoundRobin, Fixed, Idle, AddressHash, UserHash, Stream, CoroutinesOfSession, Coroutines, Concurrency]
    {
        let mut setup = Setup { dispatch, ..Setup::default() };
        if !dispatch.keeps_order() {
            setup.port.connect_event = false;
            setup.port.close_event = false;
            setup.worker_port.close_event = false;
        }
        let server = Server::start(PROCESS, setup, echo());
        let mut client = server.connect();
        for _ in 0..20 {
            assert_eq!(round_trip(&mut client, b"hello"), b"hello", "{dispatch:?}");
        }
        drop(client);
        server.wait_until_empty();
    }
}

#[test]
fn a_session_is_connect_receives_close_once_and_in_order() {
    for mode in [BASE, PROCESS] {
        let journal = Journal::default();
        let seen = journal.clone();
        let app: App = Arc::new(move |gateway, source, event| {
            seen.event(event);
            if let Event::Receive(data) = event {
                gateway.send(source.session, data).unwrap();
            }
        });
        let server = Server::start(mode, Setup::default(), app);
        let mut client = server.connect();
        round_trip(&mut client, b"a");
        round_trip(&mut client, b"b");
        drop(client);
        journal.wait_for("close");
        server.wait_until_empty();
        assert_eq!(journal.lines(), ["connect", "receive a", "receive b", "close"], "{mode:?}");
    }
}

#[test]
fn closing_tells_the_application_before_it_returns() {
    for mode in [BASE, PROCESS] {
        let journal = Journal::default();
        let seen = journal.clone();
        let app: App = Arc::new(move |gateway, source, event| {
            seen.event(event);
            if let Event::Receive(_) = event {
                gateway.send(source.session, b"bye").unwrap();
                assert_eq!(gateway.close(source.session, false), Ok(()));
                seen.note("closed");
                assert!(gateway.send(source.session, b"late").is_err());
                assert!(matches!(gateway.close(source.session, false), Err(SendError::Closing | SendError::NoSession)));
            }
        });
        let server = Server::start(mode, Setup::default(), app);
        let mut client = server.connect();
        client.write_all(b"x").unwrap();
        assert_eq!(read_to_end(&mut client), b"bye", "{mode:?}");
        server.wait_until_empty();
        assert_eq!(journal.lines(), ["connect", "receive x", "close", "closed"], "{mode:?}");
    }
}

#[test]
fn the_table_tells_who_closed_while_the_application_hears_of_it() {
    for mode in [BASE, PROCESS] {
        for by_server in [false, true] {
            let journal = Journal::default();
            let seen = journal.clone();
            let table = Arc::new(std::sync::OnceLock::<rswoole_engine::shm::sessions::SessionTable>::new());
            let known = table.clone();
            let app: App = Arc::new(move |gateway, source, event| match event {
                Event::Receive(_) if by_server => gateway.close(source.session, false).unwrap(),
                Event::Close => {
                    let info = known.get().unwrap().get(source.session).unwrap().info().unwrap();
                    seen.note(format!("by server: {}", info.has(flag::CLOSED_BY_SERVER)));
                }
                _ => {}
            });
            let server = Server::start(mode, Setup::default(), app);
            table.set(server.table.clone()).unwrap();
            let mut client = server.connect();
            client.write_all(b"x").unwrap();
            if !by_server {
                drop(client);
            }
            journal.wait_for(&format!("by server: {by_server}"));
            server.wait_until_empty();
        }
    }
}

#[test]
fn last_words_before_a_half_close_are_answered() {
    for mode in [BASE, PROCESS] {
        let server = Server::start(mode, Setup::default(), echo());
        for _ in 0..50 {
            let mut client = server.connect();
            client.write_all(b"last words").unwrap();
            client.shutdown(Shutdown::Write).unwrap();
            assert_eq!(read_to_end(&mut client), b"last words", "{mode:?}");
        }
        server.wait_until_empty();
    }
}

#[test]
fn what_was_sent_before_close_arrives_even_if_more_was_pipelined() {
    for mode in [BASE, PROCESS] {
        let app: App = Arc::new(|gateway, source, event| {
            if let Event::Receive(_) = event {
                gateway.send(source.session, &vec![7; 3 << 20]).unwrap();
                gateway.close(source.session, false).unwrap();
            }
        });
        let server = Server::start(mode, Setup::default(), app);
        for _ in 0..5 {
            let mut client = server.connect();
            client.write_all(b"one").unwrap();
            client.write_all(b"two").unwrap();
            assert_eq!(read_to_end(&mut client).len(), 3 << 20, "{mode:?}");
        }
        server.wait_until_empty();
    }
}

#[test]
fn reset_reaches_the_peer_and_drops_what_was_queued() {
    for mode in [BASE, PROCESS] {
        let app: App = Arc::new(|gateway, source, event| {
            if let Event::Receive(_) = event {
                gateway.send(source.session, &vec![7; 30 << 20]).unwrap();
                gateway.close(source.session, true).unwrap();
            }
        });
        let server = Server::start(mode, Setup::default(), app);
        let mut client = server.connect();
        client.write_all(b"x").unwrap();
        let mut all = Vec::new();
        let error = client.read_to_end(&mut all).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{mode:?}");
        assert!(all.len() < 30 << 20);
        server.wait_until_empty();
    }
}

#[test]
fn a_peer_that_resets_in_the_middle_is_closed_with_its_errno() {
    for mode in [BASE, PROCESS] {
        let journal = Journal::default();
        let seen = journal.clone();
        let app: App = Arc::new(move |gateway, source, event| match event {
            Event::Receive(_) => gateway.send(source.session, &vec![7; 30 << 20]).unwrap(),
            Event::Close => seen.note("close"),
            _ => {}
        });
        let server = Server::start(mode, Setup::default(), app);
        for _ in 0..10 {
            let mut client = server.connect();
            client.write_all(b"x").unwrap();
            let mut some = [0; 1000];
            client.read_exact(&mut some).unwrap();
            // Unread data makes this an RST.
            drop(client);
        }
        eventually("ten closes", || journal.count("close") == 10);
        server.wait_until_empty();
    }
}

#[test]
fn who_sends_in_a_loop_to_a_peer_that_resets_is_refused_before_it_hears_of_the_end() {
    for mode in [BASE, PROCESS] {
        let journal = Journal::default();
        let seen = journal.clone();
        let app: App = Arc::new(move |gateway, source, event| match event {
            // The loop of the worker does not turn meanwhile, so no Close can be delivered.
            Event::Receive(_) => loop {
                match gateway.send(source.session, &[7; 10_000]) {
                    Ok(()) => {}
                    Err(SendError::BufferFull) => drop(gateway.wait_sendable(source.session, None)),
                    Err(_) => break seen.note("refused"),
                }
            },
            Event::Close => seen.note("close"),
            _ => {}
        });
        let server = Server::start(mode, Setup::default(), app);
        for round in 1..=10 {
            let mut client = server.connect();
            client.write_all(b"x").unwrap();
            let mut some = [0; 1000];
            client.read_exact(&mut some).unwrap();
            drop(client);
            eventually("the refusal", || journal.count("refused") == round);
        }
        eventually("ten closes", || journal.count("close") == 10);
        server.wait_until_empty();
    }
}

#[test]
fn delayed_receive_starts_with_confirm() {
    for mode in [BASE, PROCESS] {
        let journal = Journal::default();
        let seen = journal.clone();
        let app: App = Arc::new(move |gateway, source, event| {
            seen.event(event);
            match event {
                Event::Connect(_) => gateway.send(source.session, b"hello").unwrap(),
                Event::Receive(b"go" | b"yes") => gateway.send(source.session, b"ok").unwrap(),
                _ => {}
            }
        });
        let mut setup = Setup::default();
        setup.port.delay_receive = true;
        let server = Server::start(mode, setup, app);
        let mut client = server.connect();
        let mut greeting = [0; 5];
        client.read_exact(&mut greeting).unwrap();
        client.write_all(b"go").unwrap();
        client.set_read_timeout(Some(Duration::from_millis(150))).unwrap();
        assert!(client.read(&mut greeting).is_err(), "{mode:?}: read before confirm");
        assert_eq!(journal.lines(), ["connect"]);
        drop(client);
        server.stop();
    }
}

#[test]
fn confirm_pause_and_resume_switch_reading() {
    for mode in [BASE, PROCESS] {
        let journal = Journal::default();
        let seen = journal.clone();
        // The first session controls the second.
        let app: App = Arc::new(move |gateway, source, event| {
            let other = id(2);
            match event {
                Event::Connect(_) if source.session == id(1) => gateway.confirm(source.session).unwrap(),
                Event::Receive(b"confirm") => gateway.confirm(other).unwrap(),
                Event::Receive(b"pause") => gateway.pause(other).unwrap(),
                Event::Receive(b"resume") => gateway.resume(other).unwrap(),
                event => seen.event(event),
            }
            if source.session == id(1) && matches!(event, Event::Receive(_)) {
                gateway.send(source.session, b"done").unwrap();
            }
        });
        let mut setup = Setup::default();
        setup.port.delay_receive = true;
        let server = Server::start(mode, setup, app);
        let mut control = server.connect();
        let order = |control: &mut std::net::TcpStream, word: &[u8]| {
            control.write_all(word).unwrap();
            let mut done = [0; 4];
            control.read_exact(&mut done).unwrap();
        };
        eventually("the first session", || server.table.count(None) == 1);
        let mut client = server.connect();
        eventually("the second session", || server.table.count(None) == 2);
        client.write_all(b"a").unwrap();
        order(&mut control, b"confirm");
        journal.wait_for("receive a");
        order(&mut control, b"pause");
        eventually("paused", || server.table.get(id(2)).unwrap().has(flag::PAUSED));
        client.write_all(b"b").unwrap();
        std::thread::sleep(Duration::from_millis(60));
        assert_eq!(journal.count("receive b"), 0, "{mode:?}");
        order(&mut control, b"resume");
        journal.wait_for("receive b");
    }
}

#[test]
fn idle_sessions_are_closed_by_the_heartbeat_unless_protected() {
    for mode in [BASE, PROCESS] {
        let journal = Journal::default();
        let seen = journal.clone();
        let app: App = Arc::new(move |_, source, event| {
            if let Event::Close = event {
                seen.note(format!("close {}", source.session));
            }
        });
        let mut setup = Setup { heartbeat_check: Some(Duration::from_millis(50)), ..Setup::default() };
        setup.port.heartbeat_idle = Some(Duration::from_millis(300));
        let server = Server::start(mode, setup, app);
        let protected = server.connect();
        eventually("the first session", || server.table.get(id(1)).is_some());
        server.table.get(id(1)).unwrap().set_flag(flag::PROTECTED);
        let mut idle = server.connect();
        assert_eq!(read_to_end(&mut idle), b"");
        journal.wait_for("close 2");
        assert_eq!(journal.count("close 1"), 0, "{mode:?}");
        drop(protected);
        journal.wait_for("close 1");
    }
}
