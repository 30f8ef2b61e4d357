//! Frames and messages of any bytes, as server and as client: the same wherever the input is cut, within the limit, text always UTF-8.

#![no_main]

use std::mem::discriminant;

use arbitrary::Arbitrary;
use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::websocket::{Inflater, Limits, Message, Messages, Opcode, Role, Violation};
use rswoole_fuzz::pieces;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    client: bool,
    deflate: Option<bool>,
    limit: u16,
    cuts: &'a [u8],
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

fuzz_target!(|input: Input<'_>| {
    let whole = run(&input, &[input.data]);
    let cut = run(&input, &pieces(input.data, input.cuts));
    assert_eq!(whole.0, cut.0);
    assert_eq!(whole.1.as_ref().map(discriminant), cut.1.as_ref().map(discriminant));
});
