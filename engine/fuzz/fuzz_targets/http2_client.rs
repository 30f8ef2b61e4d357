//! A session of HTTP/2 as a client has it, against a server that says anything: no panic, nothing held beyond its limits, and the same whole
//! answers wherever the input is cut.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::client::http2::{Answer, Head, Limits, Session};
use rswoole_fuzz::{Cuts, pieces};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    cuts: Cuts,
    frames: Vec<Frame<'a>>,
    tail: &'a [u8],
}

/// Frames of a server: their lengths are right, so that something comes of them.
#[derive(Arbitrary, Debug)]
struct Frame<'a> {
    kind: u8,
    flags: u8,
    stream: u8,
    payload: &'a [u8],
}

const REQUESTS: u32 = 3;
const BODY: usize = 64 << 10;

fn run(pieces: &[&[u8]], read_in_between: bool) -> (Vec<Answer>, bool) {
    let limits = Limits { body: BODY, ..Limits::default() };
    let mut session = Session::new(limits).expect("it begins by itself");
    let head = Head { method: b"GET", authority: b"localhost", path: b"/", ..Head::default() };
    for number in 0..REQUESTS {
        let stream = session.request(&head, number > 0, false).expect("nothing came yet");
        assert_eq!(stream, 1 + 2 * number);
        session.announce(stream);
    }
    let mut answers = Vec::new();
    for piece in pieces {
        session.feed(piece);
        assert!(session.outbound().len() <= 1 << 20);
        session.outbound().clear();
        session.made_room();
        if read_in_between {
            answers.extend(std::iter::from_fn(|| session.take(false)));
        }
    }
    answers.extend(std::iter::from_fn(|| session.take(false)));
    let ended = session.end().is_some();
    session.hang_up();
    answers.extend(std::iter::from_fn(|| session.take(false)));
    assert!(session.end().is_some() && session.take(true).is_none() && session.active() == 0);
    assert!(answers.iter().all(|answer| answer.data.len() <= BODY && !answer.more));
    answers.sort_by_key(|answer| answer.stream);
    (answers, ended)
}

fuzz_target!(|input: Input<'_>| {
    let mut bytes = vec![0, 0, 0, 4, 0, 0, 0, 0, 0];
    for Frame { kind, flags, stream, payload } in &input.frames {
        let length = payload.len().min(16 << 10);
        bytes.extend_from_slice(&(length as u32).to_be_bytes()[1..]);
        bytes.extend_from_slice(&[kind % 11, *flags, 0, 0, 0, stream % 9]);
        bytes.extend_from_slice(&payload[..length]);
    }
    bytes.extend_from_slice(input.tail);
    let (whole, ended) = run(&[&bytes], false);
    let (cut, cut_ended) = run(&pieces(&bytes, &input.cuts), true);
    assert_eq!(ended, cut_ended);
    // A reset may overtake what nobody had read.
    if !ended {
        assert!(whole.iter().filter(|answer| answer.trouble.is_none()).all(|answer| cut.contains(answer)), "{whole:?} {cut:?}");
    }
});
