//! Requests through the whole codec: split at every byte, one behind the other, and bytes that are no requests.

use bytes::BytesMut;

use super::{Http1, Limits, RequestView};
use crate::protocol::{After, Dialogue, QuestionKind, Violation};

const REQUESTS: &[u8] = b"GET /a?b=c HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n\
POST /up HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello\r\n\
PUT /chunks HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nb\r\n0123456789\n\r\n0\r\nT: v\r\n\r\n\
GET /last HTTP/1.0\r\n\r\n";

fn codec() -> Http1 {
    Http1::new(Limits { body: 1000, ..Limits::default() }.into())
}

/// What comes out when the input arrives in pieces of `step` bytes: method, target, body of each, and the end if it is refused.
fn run(input: &[u8], step: usize) -> (Vec<String>, Option<Violation>) {
    let (mut codec, mut buffer, mut seen) = (codec(), BytesMut::new(), Vec::new());
    for part in input.chunks(step) {
        buffer.extend_from_slice(part);
        loop {
            match codec.decode(&mut buffer) {
                Ok(None) => break,
                Err(violation) => return (seen, Some(violation)),
                Ok(Some(question)) => {
                    let QuestionKind::Request(index) = &question.kind else { panic!("not a request") };
                    let view = RequestView::new(index, &question.payload);
                    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                    seen.push(format!("{} {} {:?}", text(view.method()), text(view.target()), text(view.body())));
                    assert!(codec.awaits_answer());
                    let after = codec.answered(After::Next);
                    assert_eq!(after == After::Close, !view.keep_alive());
                }
            }
        }
    }
    (seen, None)
}

#[test]
fn requests_come_out_the_same_wherever_the_input_is_split() {
    let want = ["GET /a?b=c \"\"", "POST /up \"hello\"", "PUT /chunks \"abc0123456789\\n\"", "GET /last \"\""];
    for step in 1..=REQUESTS.len() {
        let (seen, end) = run(REQUESTS, step);
        assert_eq!((seen, end), (want.map(str::to_owned).to_vec(), None), "in pieces of {step}");
    }
}

#[test]
fn http2_begins_with_the_first_byte_or_not_at_all() {
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    for (before, begins) in [("", true), ("\r\n", false)] {
        let input = [before.as_bytes(), preface].concat();
        for step in 1..=input.len() {
            let mut codec = Http1::new(Limits { http2: true, ..Limits::default() }.into());
            let mut buffer = BytesMut::new();
            let ends = input.chunks(step).find_map(|part| {
                buffer.extend_from_slice(part);
                let decoded = codec.decode(&mut buffer);
                (decoded.is_err() || codec.takeover().is_some()).then_some(decoded.is_ok())
            });
            assert_eq!(ends, Some(begins), "behind {before:?} in pieces of {step}");
        }
    }
}

#[test]
fn a_broken_request_is_refused_wherever_it_is_split() {
    for bad in [
        &b"GET / HTTP/1.1\nHost: x\n\n"[..],
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA: b\0\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /  HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1 \r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"\0\0\0",
        b"\x16\x03\x01",
    ] {
        for step in 1..=bad.len() {
            let (seen, end) = run(bad, step);
            assert!(seen.is_empty(), "{seen:?}");
            assert!(
                matches!(end, Some(Violation::Refused { .. })),
                "{:?} in pieces of {step}",
                String::from_utf8_lossy(bad)
            );
        }
    }
}

#[test]
fn pieces_of_requests_in_any_order_are_read_alike_wherever_they_are_cut() {
    // A small generator is enough: what matters is the mixture of the grammar's own pieces.
    let pieces: [&[u8]; 16] = [
        b"GET ",
        b"/",
        b" HTTP/1.1",
        b"\r\n",
        b"\n",
        b"Host: x",
        b":",
        b" ",
        b"\0",
        b"Content-Length: 3",
        b"Transfer-Encoding: chunked",
        b"3\r\nabc\r\n",
        b"0\r\n\r\n",
        b"ffffffff",
        b"\xff",
        b"\r",
    ];
    let mut state = 1u64;
    for _ in 0..20_000 {
        let mut input = Vec::new();
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            input.extend_from_slice(pieces[(state >> 59) as usize & 15]);
        }
        let whole = run(&input, input.len());
        let cut = run(&input, 1 + (state as usize & 7));
        assert_eq!(whole.0, cut.0, "{:?}", String::from_utf8_lossy(&input));
        assert_eq!(whole.1.is_some(), cut.1.is_some(), "{:?}", String::from_utf8_lossy(&input));
    }
}

#[test]
fn an_index_from_elsewhere_gives_empty_parts() {
    for index in [&[][..], &[0xff; 7], &[0xff; 16], &[0xff; 40]] {
        let view = RequestView::new(index, b"GET / HTTP/1.1\r\n\r\n");
        let _ = (view.method(), view.target(), view.query(), view.head(), view.body(), view.header(b"host"));
    }
}

#[test]
fn a_client_that_asks_first_is_told_to_continue() {
    let (mut codec, mut input) = (codec(), BytesMut::new());
    input.extend_from_slice(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    assert_eq!(codec.decode(&mut input), Ok(None));
    assert!(codec.take_reply().is_some_and(|reply| reply.starts_with(b"HTTP/1.1 100 ")));
    assert!(codec.is_amid(&input));
    input.extend_from_slice(b"ab");
    assert!(codec.decode(&mut input).is_ok_and(|question| question.is_some()));
    assert_eq!(codec.take_reply(), None);
    assert!(!codec.is_amid(&input));
}
