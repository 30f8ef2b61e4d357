//! Packets that a proper peer frames come out as it meant them, wherever the stream is cut.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::{Decoded, Eof, Framing, LengthField, LengthType, Rule};
use rswoole_fuzz::pieces;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    kind: u8,
    bodies: Vec<&'a [u8]>,
    cuts: &'a [u8],
}

fn framed(kind: u8, body: &[u8]) -> (Rule, Vec<u8>) {
    let length = |letter| LengthField { kind: LengthType::from_letter(letter).unwrap(), offset: 1, body_offset: 5 };
    match kind % 4 {
        0 => {
            let body: Vec<u8> = body.iter().copied().filter(|&byte| byte != b'\n').collect();
            (Rule::EofSplit(Eof::new(b"\r\n").unwrap()), [&body, &b"\r\n"[..]].concat())
        }
        1 => (Rule::Length(length(b'N')), [b"h", &(body.len() as u32).to_be_bytes()[..], body].concat()),
        2 => (Rule::Length(length(b'V')), [b"h", &(body.len() as u32).to_le_bytes()[..], body].concat()),
        _ => {
            let mut packet = vec![0x30];
            let mut left = body.len();
            loop {
                let more = if left > 127 { 0x80 } else { 0 };
                packet.push(left as u8 & 0x7f | more);
                left >>= 7;
                if left == 0 {
                    break;
                }
            }
            packet.extend_from_slice(body);
            (Rule::Mqtt, packet)
        }
    }
}

fuzz_target!(|input: Input<'_>| {
    let packets: Vec<_> = input.bodies.iter().map(|body| framed(input.kind, body)).collect();
    let Some((rule, _)) = packets.first() else { return };
    let mut codec = Framing { rule: *rule, max_length: 1 << 20 }.codec(None).unwrap();
    let stream: Vec<u8> = packets.iter().flat_map(|(_, packet)| packet.iter().copied()).collect();
    let mut wanted = packets.iter().map(|(_, packet)| packet);
    let mut held = Vec::new();
    for piece in pieces(&stream, input.cuts) {
        held.extend_from_slice(piece);
        while !held.is_empty() {
            match codec.decode(&held).expect("a proper packet") {
                Decoded::Incomplete { .. } => break,
                Decoded::Packet { length } => {
                    let packet: Vec<u8> = held.drain(..length).collect();
                    assert_eq!(Some(&packet), wanted.next());
                }
            }
        }
    }
    assert!(held.is_empty() && wanted.next().is_none());
});
