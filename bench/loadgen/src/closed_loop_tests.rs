//! The load generator against small servers of the standard library that do right, and wrong in one way each.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use super::*;

fn serve(answer: fn(TcpStream)) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream));
        }
    });
    address
}

fn plan(target: SocketAddr) -> Plan {
    Plan {
        target,
        connections: 3,
        speech: Speech::echo(1000, true),
        tls: false,
        pipeline: 2,
        per_connection: None,
        reconnect: false,
        warmup: Duration::ZERO,
        measure: Duration::from_millis(200),
        threads: 2,
    }
}

fn echo(mut stream: TcpStream) {
    let mut buffer = [0; 700];
    while let Ok(size @ 1..) = stream.read(&mut buffer) {
        if stream.write_all(&buffer[..size]).is_err() {
            return;
        }
    }
}

#[test]
fn an_echo_server_gives_requests_and_no_errors() {
    let mut announced = false;
    let (counts, held) = run(&plan(serve(echo)), || announced = true).unwrap();
    assert!(announced && counts.latency.total() > 0);
    assert_eq!(counts.errors, Default::default());
    assert_eq!(held.len(), 2, "one bundle of open connections a thread");
}

#[test]
fn requests_larger_than_every_buffer_come_back_whole() {
    let plan = Plan {
        speech: Speech::echo(3_000_000, true),
        connections: 1,
        measure: Duration::from_millis(500),
        ..plan(serve(echo))
    };
    let (counts, _) = run(&plan, || {}).unwrap();
    assert_eq!(counts.errors, Default::default());
    assert!(counts.latency.total() > 0);
}

#[test]
fn a_framed_request_says_how_much_follows() {
    let target = serve(|mut stream| {
        let mut head = [0; 4];
        while stream.read_exact(&mut head).is_ok() {
            let mut rest = vec![0; u32::from_be_bytes(head) as usize];
            if stream.read_exact(&mut rest).is_err() || stream.write_all(&[&head[..], &rest].concat()).is_err() {
                return;
            }
        }
    });
    let (counts, _) = run(&Plan { speech: Speech::framed(1000, true), ..plan(target) }, || {}).unwrap();
    assert!(counts.latency.total() > 0);
    assert_eq!(counts.errors, Default::default());
}

#[test]
fn churn_replaces_connections_without_errors() {
    let plan = Plan { per_connection: Some(1), reconnect: true, pipeline: 1, ..plan(serve(echo)) };
    let (counts, _) = run(&plan, || {}).unwrap();
    assert_eq!(counts.errors, Default::default());
    assert!(counts.latency.total() > 3, "only {} requests on 3 slots", counts.latency.total());
}

#[test]
fn a_wrong_byte_is_seen() {
    let target = serve(|mut stream| {
        let mut buffer = [0; 1000];
        while stream.read_exact(&mut buffer).is_ok() {
            buffer[999] = b'!';
            let _ = stream.write_all(&buffer);
        }
    });
    let (counts, _) = run(&plan(target), || {}).unwrap();
    assert!(counts.errors.contains_key("corrupt"), "{:?}", counts.errors);
}

#[test]
fn a_byte_too_many_is_seen() {
    let target = serve(|mut stream| {
        let mut buffer = [0; 1000];
        while stream.read_exact(&mut buffer).is_ok() {
            let _ =
                stream.write_all(&buffer).and_then(|()| stream.write_all(&Speech::echo(1000, false).request.repeat(3)));
        }
    });
    let (counts, _) = run(&plan(target), || {}).unwrap();
    assert!(counts.errors.contains_key("excess"), "{:?}", counts.errors);
}

#[test]
fn a_connection_that_the_server_closes_is_an_error() {
    let target = serve(drop);
    let (counts, _) = run(&plan(target), || {}).unwrap();
    assert_eq!(counts.error_total(), 3, "{:?}", counts.errors);
}
