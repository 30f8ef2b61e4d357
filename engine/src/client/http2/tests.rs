//! Against the `h2` crate's server, in memory and without a runtime: what one says the other gets, wherever the bytes are cut.

use std::future::Future;
use std::io::Write;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use h2::Reason;
use h2::server::{Builder, Connection, SendResponse};
use http::{HeaderMap, Response};

use super::pipe::{Pipe, Wire};
use super::*;

type Asked = (http::Request<h2::RecvStream>, SendResponse<Bytes>);

struct Server {
    // Before the pipe's other users: frames write their last words.
    frames: Connection<Wire, Bytes>,
    pipe: Rc<Pipe>,
    /// Bytes that go to the client at once.
    cut: usize,
}

fn quietly<T>(poll: impl FnOnce(&mut Context<'_>) -> T) -> T {
    poll(&mut Context::from_waker(Waker::noop()))
}

/// A connection whose settings both sides know.
fn connected(builder: &Builder, limits: Limits) -> (Session, Server) {
    let mut session = Session::new(limits).expect("it begins by itself");
    let pipe = Rc::new(Pipe::default());
    let mut handshake = pin!(builder.handshake(Wire(Rc::clone(&pipe))));
    assert!(quietly(|cx| handshake.as_mut().poll(cx)).is_pending());
    pipe.inbound.borrow_mut().unsplit(session.outbound().split());
    let Poll::Ready(Ok(frames)) = quietly(|cx| handshake.as_mut().poll(cx)) else { panic!("a preface was sent") };
    let mut server = Server { frames, pipe, cut: usize::MAX };
    assert!(server.meet(&mut session).is_empty());
    (session, server)
}

fn plain() -> (Session, Server) {
    connected(&Builder::new(), Limits::default())
}

impl Server {
    /// Moves bytes until neither side has any; the requests that came.
    fn meet(&mut self, session: &mut Session) -> Vec<Asked> {
        let mut asked = Vec::new();
        loop {
            let out = session.outbound().split();
            session.made_room();
            self.pipe.inbound.borrow_mut().extend_from_slice(&out);
            while let Poll::Ready(Some(Ok(one))) = quietly(|cx| self.frames.poll_accept(cx)) {
                asked.push(one);
            }
            let back = self.pipe.outbound.borrow_mut().split();
            for piece in back.chunks(self.cut.min(back.len()).max(1)) {
                session.feed(piece);
            }
            if back.is_empty() && session.outbound().is_empty() {
                return asked;
            }
        }
    }
}

fn head(path: &[u8]) -> Head<'_> {
    let fields = vec![(b"X-Mixed".to_vec(), b"1".to_vec()), (b"connection".to_vec(), b"close".to_vec())];
    Head { method: b"GET", secure: false, authority: b"localhost:80", path, fields }
}

fn ask(session: &mut Session, path: &[u8]) -> u32 {
    let stream = session.request(&head(path), true, false).expect("it can be sent");
    session.announce(stream);
    stream
}

/// Its answer is given in pieces.
fn ask_for_pieces(session: &mut Session) -> u32 {
    let stream = session.request(&head(b"/"), true, true).expect("it can be sent");
    session.announce(stream);
    stream
}

fn answer(respond: &mut SendResponse<Bytes>, fields: &[(&'static str, &str)], whole: bool) -> h2::SendStream<Bytes> {
    let mut response = Response::new(());
    for (name, value) in fields {
        response.headers_mut().append(*name, value.parse().unwrap());
    }
    respond.send_response(response, whole).unwrap()
}

fn say(respond: &mut SendResponse<Bytes>, body: &'static [u8]) {
    answer(respond, &[], false).send_data(Bytes::from_static(body), true).unwrap();
}

#[test]
fn requests_share_a_connection_and_answers_come_in_the_order_of_their_ends() {
    for cut in [usize::MAX, 1, 7] {
        let (mut session, mut server) = plain();
        server.cut = cut;
        assert_eq!([1, 3, 5], [b"/a", b"/b", b"/c"].map(|path| ask(&mut session, path)));
        let mut asked = server.meet(&mut session);
        let (request, _) = &asked[0];
        assert_eq!((request.uri().path(), request.headers().len()), ("/a", 1));
        assert_eq!(request.headers()["x-mixed"], "1");
        assert!(session.take(false).is_none());
        say(&mut asked[2].1, b"third");
        say(&mut asked[0].1, b"first");
        server.meet(&mut session);
        let taken: Vec<_> = std::iter::from_fn(|| session.take(false)).collect();
        let shown: Vec<_> = taken.iter().map(|answer| (answer.stream, answer.status, &answer.data[..])).collect();
        let mut expected = [(5, Some(200), &b"third"[..]), (1, Some(200), b"first")];
        // The server's frames choose their order.
        expected.sort_by_key(|(stream, ..)| shown.iter().position(|(known, ..)| known == stream));
        assert_eq!(shown, expected);
        assert_eq!((session.active(), session.next(), session.answered()), (1, 7, 5));
        assert!(session.has(3) && !session.has(1));
    }
}

#[test]
fn pieces_come_as_they_are_sent_and_trailers_with_the_last() {
    let (mut session, mut server) = plain();
    ask_for_pieces(&mut session);
    let mut asked = server.meet(&mut session);
    let mut body = answer(&mut asked[0].1, &[("content-type", "application/grpc")], false);
    server.meet(&mut session);
    assert!(session.take(false).is_none(), "a head alone is no piece");
    body.send_data(Bytes::from_static(b"one"), false).unwrap();
    server.meet(&mut session);
    let first = session.take(false).unwrap();
    assert_eq!((first.status, first.more, &first.data[..]), (Some(200), true, &b"one"[..]));
    assert_eq!(first.fields.unwrap()[0].0, b"content-type");
    assert!(session.take(false).is_none());
    body.send_data(Bytes::from_static(b"two"), false).unwrap();
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", "0".parse().unwrap());
    body.send_trailers(trailers).unwrap();
    server.meet(&mut session);
    let second = session.take(false).unwrap();
    assert_eq!((second.status, second.fields, second.more, &second.data[..]), (None, None, true, &b"two"[..]));
    let last = session.take(false).unwrap();
    assert_eq!((last.status, last.more, &last.data[..]), (None, false, &b""[..]));
    assert_eq!(last.fields.unwrap(), [(b"grpc-status".to_vec(), b"0".to_vec())]);
    assert_eq!(session.active(), 0);
}

#[test]
fn a_body_goes_as_the_windows_of_the_server_allow() {
    let (mut session, mut server) = connected(Builder::new().initial_window_size(10), Limits::default());
    assert_eq!(session.remote_settings().window, 10);
    let stream = session.request(&head(b"/"), false, false).unwrap();
    let mut asked = server.meet(&mut session);
    assert_eq!(session.claim(stream), Ok(true));
    assert_eq!(session.claim(stream), Ok(false), "one at a time");
    assert_eq!(session.room(stream, 100), Ok(10));
    session.data(stream, Bytes::from_static(b"0123456789"), false).unwrap();
    assert_eq!(session.room(stream, 5), Ok(0));
    server.meet(&mut session);
    let body = asked[0].0.body_mut();
    let Poll::Ready(Some(Ok(data))) = quietly(|cx| body.poll_data(cx)) else { panic!("it was sent") };
    body.flow_control().release_capacity(data.len()).unwrap();
    server.meet(&mut session);
    assert_eq!(session.room(stream, 5), Ok(5));
    session.data(stream, Bytes::from_static(b"abcde"), true).unwrap();
    assert!(!session.takes_data(stream));
    session.unclaim(stream);
    assert_eq!(session.claim(stream), Err(Gone));
}

#[test]
fn more_streams_than_the_server_takes_wait_for_their_turn() {
    let (mut session, mut server) = connected(Builder::new().max_concurrent_streams(1), Limits::default());
    assert_eq!([1, 3, 5], [b"/a", b"/b", b"/c"].map(|path| ask(&mut session, path)));
    let mut asked = server.meet(&mut session);
    for number in [1, 3, 5] {
        assert_eq!(asked.len(), 1);
        say(&mut asked[0].1, b"x");
        asked = server.meet(&mut session);
        assert_eq!(session.take(false).map(|answer| answer.stream), Some(number));
    }
}

#[test]
fn a_stream_that_is_reset_is_an_answer_with_trouble() {
    let (mut session, mut server) = plain();
    let stream = ask(&mut session, b"/");
    let mut asked = server.meet(&mut session);
    asked[0].1.send_reset(Reason::CANCEL);
    server.meet(&mut session);
    let answer = session.take(false).unwrap();
    assert_eq!((answer.stream, answer.trouble, answer.more), (stream, Some(Trouble::Reset(8)), false));
    assert!(!session.has(stream) && session.end().is_none());
}

#[test]
fn after_a_goodbye_what_was_taken_is_answered() {
    let (mut session, mut server) = plain();
    ask(&mut session, b"/");
    let mut asked = server.meet(&mut session);
    server.frames.graceful_shutdown();
    server.meet(&mut session);
    assert!(session.goaway().is_some() && session.end().is_none());
    say(&mut asked[0].1, b"last");
    server.meet(&mut session);
    assert_eq!(session.take(false).unwrap().data, b"last");
    server.meet(&mut session);
    assert!(matches!(session.end(), Some(End::GoAway(goaway)) if goaway.code == 0));
}

#[test]
fn a_goodbye_because_of_an_error_ends_the_connection_at_once() {
    let (mut session, mut server) = plain();
    let stream = ask(&mut session, b"/");
    server.meet(&mut session);
    let goaway = crate::protocol::http2::frame::goaway(stream, 11, b"calm down");
    session.feed(&goaway);
    assert!(matches!(session.end(), Some(End::GoAway(goaway)) if goaway.code == 11 && goaway.debug == b"calm down"));
    assert!(session.take(false).is_none() && session.active() == 0);
}

#[test]
fn nothing_is_answered_before_its_number_is_known() {
    let (mut session, mut server) = plain();
    let stream = session.request(&head(b"/"), true, false).unwrap();
    let mut asked = server.meet(&mut session);
    say(&mut asked[0].1, b"early");
    server.meet(&mut session);
    assert!(session.take(false).is_none());
    assert!(session.announce(stream));
    assert_eq!(session.take(false).unwrap().data, b"early");
}

#[test]
fn what_ends_with_the_connection_is_no_answer_but_what_came_before_is() {
    let (mut session, mut server) = plain();
    ask(&mut session, b"/a");
    ask(&mut session, b"/b");
    let mut asked = server.meet(&mut session);
    say(&mut asked[0].1, b"whole");
    server.meet(&mut session);
    session.hang_up();
    assert_eq!(session.end(), Some(&End::Closed));
    assert_eq!(session.take(false).unwrap().data, b"whole");
    assert!(session.take(false).is_none());
    assert_eq!(session.active(), 0);
    assert!(session.request(&head(b"/"), true, false).is_err());
}

#[test]
fn what_is_not_http_2_ends_the_connection() {
    let mut session = Session::new(Limits::default()).unwrap();
    session.feed(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    session.hang_up();
    assert!(session.end().is_some());
}

#[test]
fn bodies_are_unpacked_and_bounded() {
    let packed = |text: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    };
    let good = packed(&[b'a'; 5_000]);
    for (body, limit, expected) in [
        (good.clone(), 5_000, None),
        (good[..good.len() - 9].to_vec(), 5_000, Some(Trouble::Corrupt)),
        (b"not gzip".to_vec(), 5_000, Some(Trouble::Corrupt)),
        (good.clone(), 4_999, Some(Trouble::TooLong(4_999))),
        (Vec::new(), 5_000, None),
    ] {
        let (mut session, mut server) = connected(&Builder::new(), Limits { body: limit, ..Limits::default() });
        ask(&mut session, b"/");
        let mut asked = server.meet(&mut session);
        let empty = body.is_empty();
        answer(&mut asked[0].1, &[("content-encoding", "gzip")], false).send_data(body.into(), true).unwrap();
        server.meet(&mut session);
        let answer = session.take(false).unwrap();
        assert_eq!(answer.trouble, expected);
        assert!(expected.is_some() || answer.data.len() == if empty { 0 } else { 5_000 });
        assert!(session.end().is_none() && session.active() == 0);
    }
}

#[test]
fn what_nobody_takes_closes_the_window() {
    let limits = Limits { window: 1_000, connection_window: 65_535, ..Limits::default() };
    let (mut session, mut server) = connected(&Builder::new(), limits);
    ask_for_pieces(&mut session);
    let mut asked = server.meet(&mut session);
    let mut body = answer(&mut asked[0].1, &[], false);
    body.send_data(Bytes::from(vec![0; 5_000]), true).unwrap();
    server.meet(&mut session);
    let mut pieces = Vec::new();
    while pieces.iter().sum::<usize>() < 5_000 {
        let answer = session.take(false).expect("the window opens as pieces are taken");
        assert!(answer.data.len() <= 1_000);
        pieces.push(answer.data.len());
        server.meet(&mut session);
    }
}

#[test]
fn a_server_that_asks_and_does_not_listen_is_not_answered_for_ever() {
    let (mut session, _server) = plain();
    let ping = crate::protocol::http2::frame::ping(*b"12345678");
    let mut fed = 0;
    while !session.is_stuck() {
        session.feed(&ping.repeat(1_000));
        fed += 1;
        assert!(fed < 1_000, "it stops at some time");
    }
    assert!(session.outbound().len() < 1 << 20);
    session.outbound().clear();
    session.made_room();
    assert!(!session.outbound().is_empty(), "it goes on");
}

#[test]
fn frames_of_our_own_stand_between_the_others() {
    let (mut session, mut server) = plain();
    ask(&mut session, b"/");
    session.ping();
    ask(&mut session, b"/");
    assert_eq!(server.meet(&mut session).len(), 2);
    session.say_goodbye(0, b"enough");
    server.meet(&mut session);
}

#[test]
fn what_can_not_be_sent_says_why() {
    let (mut session, _server) = plain();
    let wrong = [
        Head { method: b"GE T", ..head(b"/") },
        Head { authority: b"a b", ..head(b"/") },
        head(b"/a\nb"),
        Head { fields: vec![(b"a b".to_vec(), Vec::new())], ..head(b"/") },
        Head { fields: vec![(b":path".to_vec(), Vec::new())], ..head(b"/") },
        Head { fields: vec![(b"x".to_vec(), b"a\r\nb".to_vec())], ..head(b"/") },
    ];
    for head in wrong {
        let Err(Flaw(why)) = session.request(&head, true, false) else { panic!("{head:?} was sent") };
        assert!(!why.is_empty());
    }
    assert_eq!((session.active(), session.next()), (0, 1));
    assert_eq!(ask(&mut session, b"/with space<>?\xc3\xbc"), 1);
}
