//! Parts of answers come back as they were; floods are found and traffic is not; upgrades become frames; malformed requests go to nobody.

use bytes::Bytes;

use super::*;
use crate::protocol::http1::RequestView;

fn head(len: usize, kind: u8, flags: u8, stream: u32) -> Vec<u8> {
    let mut bytes = (len as u32).to_be_bytes()[1..].to_vec();
    bytes.extend_from_slice(&[kind, flags]);
    bytes.extend_from_slice(&stream.to_be_bytes());
    bytes
}

fn frame(kind: u8, flags: u8, payload: &[u8]) -> Vec<u8> {
    [head(payload.len(), kind, flags, 1), payload.to_vec()].concat()
}

#[test]
fn an_answer_comes_back() {
    let mut fields_of_head = Vec::new();
    push_field(b"server", b"x", &mut fields_of_head);
    push_field(b"empty", b"", &mut fields_of_head);
    let mut trailers = Vec::new();
    push_field(b"grpc-status", b"0", &mut trailers);
    for ending in [Ending::More, Ending::Last, Ending::Reset(7)] {
        for answer in [
            Answer { head: Some((200, &fields_of_head)), data: b"body", trailers: &trailers, ending },
            Answer::data(b"", ending),
        ] {
            let bytes = [&answer.preamble()[..], answer.head_bytes(), answer.trailers, answer.data].concat();
            assert_eq!(Answer::parse(&bytes), Some(answer));
            for cut in 0..bytes.len().min(15) {
                assert_eq!(Answer::parse(&bytes[..cut]), None);
            }
        }
    }
    let found: Vec<_> = fields(&fields_of_head).collect();
    assert_eq!(found, [(&b"server"[..], &b"x"[..]), (b"empty", b"")]);
    assert_eq!(fields(&fields_of_head[..3]).count(), 0);
}

/// A connection that has said its preface and settings.
fn meter() -> Meter {
    let mut meter = Meter::new(0);
    let hello = [PREFACE, &frame(4, 0, &[])].concat();
    for byte in hello {
        assert_eq!(meter.feed(&[byte], 0), Finding::Fine);
    }
    assert!(!meter.is_amid());
    meter
}

fn so_many_until_flood(bytes: &[u8]) -> usize {
    let mut meter = meter();
    (0..100_000).take_while(|_| meter.feed(bytes, 1000) == Finding::Fine).count()
}

#[test]
fn floods_are_found() {
    let update = |increment: u32| frame(8, 0, &increment.to_be_bytes());
    for (what, bytes, want) in [
        ("PING", frame(6, 0, &[0; 8]), 4_000),
        ("SETTINGS", frame(4, 0, &[]), 4_000 - 1),
        ("CONTINUATION", frame(9, 0, b"x"), 4_000),
        ("empty DATA", frame(0, 0, b""), 4_000),
        ("small WINDOW_UPDATE", update(1), 4_000),
        ("RST_STREAM", frame(3, 0, &[0; 4]), 1_000),
        ("DATA", frame(0, 0, b"x"), 100_000),
        ("the end of a body", frame(0, 1, b""), 100_000),
        ("HEADERS", frame(1, 4, b"x"), 100_000),
        ("WINDOW_UPDATE", update(16_384), 100_000),
    ] {
        let found = so_many_until_flood(&bytes);
        assert!(found.abs_diff(want) <= 1, "{what}: {found}");
    }
}

#[test]
fn lengths_that_a_type_does_not_have_are_found() {
    for (kind, flags, len) in [(3, 0, 3), (4, 0, 5), (4, 1, 6), (6, 0, 7), (8, 0, 3)] {
        assert_eq!(meter().feed(&frame(kind, flags, &vec![0; len]), 0), Finding::BadLength, "{kind}");
    }
}

#[test]
fn a_stock_fills_again() {
    let mut meter = meter();
    let ping = frame(6, 0, &[0; 8]);
    // SETTINGS took one.
    assert!((0..3_999).all(|_| meter.feed(&ping, 1000) == Finding::Fine));
    assert_eq!((0..1000).take_while(|_| meter.feed(&ping, 1_001_000) == Finding::Fine).count(), 500);
}

#[test]
fn what_is_begun_is_known() {
    let mut meter = meter();
    let mut feed = |bytes: &[u8]| {
        meter.feed(bytes, 0);
        meter.is_amid()
    };
    assert!(feed(&frame(1, 0, b"x")), "fields without their end");
    assert!(!feed(&frame(9, 4, b"x")));
    assert!(feed(&frame(0, 0, b"abc")[..10]), "half a frame");
    assert!(!feed(b"bc"));
}

#[test]
fn the_first_frame_is_settings() {
    let mut meter = Meter::new(0);
    assert_eq!(meter.feed(PREFACE, 0), Finding::Fine);
    assert_eq!(meter.feed(&frame(6, 0, &[0; 8]), 0), Finding::BadPreface);
}

fn assembled(headers: &[(&'static str, &'static str)]) -> Result<Assembled, Flaw> {
    let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())).collect();
    assemble(b"POST", Some(b"/a?b=c"), Some(b"host"), true, &headers)
}

#[test]
fn a_request_reads_like_one_of_http_1() {
    let request = assembled(&[("cookie", "a=b"), ("x", "1"), ("cookie", "c=d"), ("content-length", "4")]).unwrap();
    let raw = [&request.message[..], b"body"].concat();
    let view = RequestView::new(&request.index, &raw);
    assert!(view.is_http_2() && view.keep_alive());
    assert_eq!((view.method(), view.path(), view.query()), (&b"POST"[..], &b"/a"[..], Some(&b"b=c"[..])));
    assert_eq!((view.header(b"host"), view.header(b"x")), (Some(&b"host"[..]), Some(&b"1"[..])));
    assert_eq!((view.header(b"cookie"), view.body()), (Some(&b"a=b; c=d"[..]), &b"body"[..]));
    assert_eq!((view.headers().count(), request.length), (4, Some(4)));
}

#[test]
fn malformed_requests_are_told_apart() {
    for headers in [
        &[("host", "other")][..],
        &[("host", "host"), ("host", "host")],
        &[("x", " a")],
        &[("x", "a\t")],
        &[("content-length", "1"), ("content-length", "1")],
        &[("content-length", "+1")],
        &[("content-length", "")],
        &[("content-length", "9999999999999999999")],
        &[("content-length", "x")],
    ] {
        assert!(matches!(assembled(headers), Err(Flaw::Malformed(_))), "{headers:?}");
    }
    assert_eq!(assemble(b"GET", Some(b"/"), None, true, &[]).unwrap_err(), Flaw::Status(400));
    assert!(assemble(b"GET", Some(b"/"), None, false, &[]).is_ok());
    assert!(assemble(b"OPTIONS", Some(b"*"), Some(b"h"), true, &[]).is_ok());
    assert!(matches!(assemble(b"GET", Some(b"*"), Some(b"h"), true, &[]), Err(Flaw::Malformed(_))));
    assert!(matches!(assemble(b"GET", Some(b"/"), Some(b"u@h"), true, &[]), Err(Flaw::Malformed(_))));
    assert_eq!(assemble(b"CONNECT", None, Some(b"h"), true, &[]).unwrap_err(), Flaw::Status(501));
}

#[test]
fn the_first_request_comes_behind_the_settings() {
    let mut splice = Splice::new(Bytes::from_static(b"first"));
    let stream = [PREFACE, &frame(4, 0, &[0; 12])].concat();
    let mut given = Vec::new();
    let mut rest = &stream[..];
    let mut first = None;
    while first.is_none() {
        let step = splice.wanted().min(5).min(rest.len());
        first = splice.passed(&rest[..step]);
        given.extend_from_slice(&rest[..step]);
        rest = &rest[step..];
    }
    assert_eq!((given, rest.len(), first), (stream.clone(), 0, Some(Bytes::from_static(b"first"))));
}

#[test]
fn frames_are_whole() {
    assert_eq!(frame::ping(*b"12345678")[..9], [0, 0, 8, 6, 0, 0, 0, 0, 0]);
    assert_eq!(frame::goaway(5, 2, b"why"), b"\0\0\x0b\x07\0\0\0\0\0\0\0\0\x05\0\0\0\x02why");
}

#[test]
fn what_a_server_says_of_its_connection_is_kept_wherever_it_is_cut() {
    let settings = [&[0, 4][..], &7_u32.to_be_bytes(), &[0, 3], &9_u32.to_be_bytes(), &[0, 99], &[0; 4]].concat();
    let goaway = [&(u32::MAX).to_be_bytes()[..], &11_u32.to_be_bytes(), b"calm"].concat();
    let said = [frame(4, 0, &settings), frame(4, 1, &[]), frame(1, 4, b"xx"), frame(0, 1, &[]), frame(7, 0, &goaway)];
    let said = said.concat();
    for cut in 1..=said.len() {
        let mut notices = Notices::default();
        said.chunks(cut).for_each(|piece| notices.feed(piece));
        assert_eq!(notices.settings, Settings { window: 7, streams: 9, ..Settings::default() });
        assert_eq!(notices.answered, 1);
        assert_eq!(notices.goaway, Some(GoAway { last: u32::MAX >> 1, code: 11, debug: b"calm".to_vec() }));
    }
    let mut notices = Notices::default();
    notices.feed(&frame(7, 0, b"short"));
    notices.feed(&[&head(1 << 20, 7, 0, 0)[..], &vec![0; 1 << 20]].concat());
    assert_eq!(notices.goaway.map(|goaway| goaway.debug.len()), Some((16 << 10) - 8));
}
