//! Frames and messages of any bytes, as server and as client: the same wherever the input is cut, within the limit, text always UTF-8; and
//! what a server tells its application and answers by itself.

#![no_main]

use std::mem::discriminant;

use arbitrary::Arbitrary;
use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::websocket::{
    Inflater, Limits, Message, Messages, Opcode, Role, Rules, ServerSide, Violation, flag,
};
use rswoole_engine::protocol::{self, Dialogue, Question, QuestionKind};
use rswoole_fuzz::{Cuts, pieces};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    client: bool,
    deflate: Option<bool>,
    limit: u16,
    /// Of the kinds of frames that an application may ask for.
    wants: [bool; 3],
    cuts: Cuts,
    data: &'a [u8],
}

fn run(setup: &Input<'_>, pieces: &[&[u8]]) -> (Vec<Message>, Option<Violation>) {
    let role = if setup.client { Role::Client } else { Role::Server };
    let limit = usize::from(setup.limit);
    let mut messages = Messages::new(role, Limits { message: limit }, setup.deflate.map(Inflater::new));
    let (mut input, mut seen) = (BytesMut::new(), Vec::new());
    for piece in pieces {
        input.extend_from_slice(piece);
        loop {
            match messages.next(&mut input) {
                Ok(None) => break,
                Err(violation) => {
                    assert!((1000..=1015).contains(&violation.close_code()));
                    return (seen, Some(violation));
                }
                Ok(Some(message)) => {
                    let most = if message.opcode.is_control() { 125 } else { limit };
                    assert!(message.payload.len() <= most);
                    if message.opcode == Opcode::Text {
                        assert!(std::str::from_utf8(&message.payload).is_ok());
                    }
                    seen.push(message);
                }
            }
        }
        assert!(input.len() <= limit.max(125) + 14, "{} bytes are held", input.len());
    }
    (seen, None)
}

/// What a server does with it: the questions, the replies, and whether the last one is why it reads no more.
fn talk(setup: &Input<'_>, pieces: &[&[u8]]) -> (Vec<Question>, Vec<u8>, bool) {
    let [ping, pong, close] = setup.wants;
    let mut side = ServerSide::new(Rules { message: setup.limit.into(), ping, pong, close }, setup.deflate.is_some());
    let (mut input, mut questions, mut replies) = (BytesMut::new(), Vec::new(), Vec::new());
    for piece in pieces {
        input.extend_from_slice(piece);
        loop {
            let decoded = side.decode(&mut input);
            let reply = side.take_reply();
            replies.extend_from_slice(reply.as_deref().unwrap_or_default());
            match decoded {
                Ok(None) if reply.is_some() && !side.is_over() => {}
                Ok(None) => break,
                Ok(Some(question)) => {
                    let QuestionKind::Message { opcode, flags } = question.kind else { panic!("not a message") };
                    let wanted = match Opcode::new(opcode) {
                        Some(Opcode::Ping) => ping,
                        Some(Opcode::Pong) => pong,
                        Some(Opcode::Close) => close && side.is_over(),
                        opcode => opcode != Some(Opcode::Continuation),
                    };
                    assert!(wanted && flags & (flag::FIN | flag::MASK) == flag::FIN | flag::MASK);
                    questions.push(question);
                }
                Err(protocol::Violation::Refused { reply, .. }) => {
                    assert_eq!(reply[0], 0x80 | Opcode::Close as u8);
                    return (questions, replies, true);
                }
                Err(violation) => panic!("{violation}"),
            }
            if side.is_over() {
                return (questions, replies, false);
            }
        }
    }
    (questions, replies, false)
}

fuzz_target!(|input: Input<'_>| {
    let whole = run(&input, &[input.data]);
    let cut = run(&input, &pieces(input.data, &input.cuts));
    assert_eq!(whole.0, cut.0);
    assert_eq!(whole.1.as_ref().map(discriminant), cut.1.as_ref().map(discriminant));
    if !input.client {
        let whole = talk(&input, &[input.data]);
        assert_eq!(whole, talk(&input, &pieces(input.data, &input.cuts)));
        // A client reads what the server says.
        let mut client = Messages::new(Role::Client, Limits { message: usize::MAX - 1 }, None);
        let mut replies = BytesMut::from(&whole.1[..]);
        while client.next(&mut replies).expect("proper frames").is_some() {}
        assert!(replies.is_empty());
    }
});
