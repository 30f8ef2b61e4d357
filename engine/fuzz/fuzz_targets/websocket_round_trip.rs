//! What one end encodes the other end reads, in any fragments, masked or not, compressed or not, cut anywhere.

#![no_main]

use arbitrary::Arbitrary;
use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::websocket::{Deflater, Inflater, Limits, Messages, RSV1, Role, encode};
use rswoole_fuzz::pieces;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    client: bool,
    takeover: bool,
    window: u8,
    cuts: &'a [u8],
    messages: Vec<Sent<'a>>,
}

#[derive(Arbitrary, Debug)]
struct Sent<'a> {
    data: &'a [u8],
    compress: bool,
    fragments: &'a [u8],
    key: [u8; 4],
    /// Between its fragments.
    ping: Option<&'a [u8]>,
}

const BINARY: u8 = 2;
const PING: u8 = 9;

fuzz_target!(|input: Input<'_>| {
    let mut deflater = Deflater::new(9 + input.window % 7, input.takeover);
    let (mut out, mut wanted) = (BytesMut::new(), Vec::new());
    for sent in &input.messages {
        let key = (!input.client).then_some(sent.key);
        let payload = if sent.compress { deflater.message(sent.data) } else { sent.data.to_vec() };
        let mut fragments = pieces(&payload, sent.fragments);
        if fragments.is_empty() {
            fragments.push(&[]);
        }
        let last = fragments.len() - 1;
        for (number, fragment) in fragments.into_iter().enumerate() {
            let (opcode, reserved) = match number {
                0 => (BINARY, if sent.compress { RSV1 } else { 0 }),
                _ => (0, 0),
            };
            encode(&mut out, opcode, number == last, reserved, key, fragment);
            if let (0, Some(ping)) = (number, sent.ping) {
                encode(&mut out, PING, true, 0, key, &ping[..ping.len().min(125)]);
            }
        }
        let ping = sent.ping.map(|ping| ping[..ping.len().min(125)].to_vec());
        // A ping amid a message comes before it; one behind a message of one fragment after it.
        let message = sent.data.to_vec();
        match ping {
            Some(ping) if last == 0 => wanted.extend([message, ping]),
            Some(ping) => wanted.extend([ping, message]),
            None => wanted.push(message),
        }
    }
    let role = if input.client { Role::Client } else { Role::Server };
    let mut messages = Messages::new(role, Limits { message: 1 << 20 }, Some(Inflater::new(input.takeover)));
    let (mut held, mut seen) = (BytesMut::new(), Vec::new());
    for piece in pieces(&out, input.cuts) {
        held.extend_from_slice(piece);
        while let Some(message) = messages.next(&mut held).expect("proper frames") {
            seen.push(message.payload.to_vec());
        }
    }
    assert!(held.is_empty());
    assert_eq!(seen, wanted);
});
