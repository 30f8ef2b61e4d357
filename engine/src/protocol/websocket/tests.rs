//! Of the whole module: tables of the RFC, and properties over every split of the input. Random bytes come from a fixed seed.

use bytes::BytesMut;

use super::*;

const LIMITS: Limits = Limits { message: 1000 };
const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

struct Seed(u64);

impl Seed {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next() as u8).collect()
    }
}

fn frame(opcode: u8, fin: bool, reserved: u8, key: Option<[u8; 4]>, payload: &[u8]) -> Vec<u8> {
    let mut out = BytesMut::new();
    encode(&mut out, opcode, fin, reserved, key, payload);
    out.to_vec()
}

fn masked(opcode: u8, fin: bool, payload: &[u8]) -> Vec<u8> {
    frame(opcode, fin, 0, Some(KEY), payload)
}

/// What a server reads of `bytes` when they come `step` at a time.
fn read(bytes: &[u8], step: usize, inflater: Option<Inflater>) -> Result<Vec<(Opcode, Vec<u8>)>, Violation> {
    let (mut messages, mut input, mut got) =
        (Messages::new(Role::Server, LIMITS, inflater), BytesMut::new(), Vec::new());
    for part in bytes.chunks(step) {
        input.extend_from_slice(part);
        while let Some(message) = messages.next(&mut input)? {
            got.push((message.opcode, message.payload.to_vec()));
        }
    }
    assert!(input.is_empty() || got.is_empty(), "something is left over");
    Ok(got)
}

#[test]
fn the_example_of_the_rfc_proves_a_key() {
    assert_eq!(accept_of(b"dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assert_eq!(key(*b"the sample nonce"), "dGhlIHNhbXBsZSBub25jZQ==");
    assert!(is_key(b"dGhlIHNhbXBsZSBub25jZQ=="));
    assert!(!is_key(b"") && !is_key(b"dGhlIHNhbXBsZQ==") && !is_key(b"not base64 at all!!!"));
}

#[test]
fn the_examples_of_the_rfc_are_encoded() {
    assert_eq!(frame(1, true, 0, None, b"Hello"), b"\x81\x05Hello");
    assert_eq!(frame(1, true, 0, Some(KEY), b"Hello"), b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
    assert_eq!(frame(1, false, 0, None, b"Hel"), b"\x01\x03Hel");
    assert_eq!(frame(2, true, 0, None, &[7; 256])[..4], [0x82, 0x7e, 0x01, 0x00]);
    assert_eq!(frame(2, true, 0, None, &[7; 65536])[..10], [0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0]);
}

#[test]
fn frames_of_all_lengths_are_read_wherever_the_input_is_split() {
    let mut seed = Seed(7);
    for length in [0, 1, 7, 8, 9, 124, 125, 126, 127, 300] {
        let payload = seed.bytes(length);
        let bytes = masked(2, true, &payload);
        for step in 1..=bytes.len() {
            assert_eq!(read(&bytes, step, None), Ok(vec![(Opcode::Binary, payload.clone())]), "{length} {step}");
        }
    }
}

#[test]
fn masking_twice_changes_nothing() {
    let mut seed = Seed(11);
    for length in 0..70 {
        let data = seed.bytes(length);
        let mut twice = data.clone();
        mask(KEY, &mut twice);
        assert!(twice.iter().zip(&data).enumerate().all(|(at, (a, b))| *a == b ^ KEY[at % 4]));
        mask(KEY, &mut twice);
        assert_eq!(twice, data);
    }
}

#[test]
fn fragments_become_one_message_and_control_frames_come_between() {
    let text = "κόσμε, 世界 🌍".as_bytes();
    for cut in 0..=text.len() {
        let bytes = [
            masked(1, false, &text[..cut]),
            masked(9, true, b"hi"),
            masked(0, false, b""),
            masked(0, true, &text[cut..]),
        ]
        .concat();
        for step in [1, 2, 3, 5, bytes.len()] {
            let want = vec![(Opcode::Ping, b"hi".to_vec()), (Opcode::Text, text.to_vec())];
            assert_eq!(read(&bytes, step, None), Ok(want), "{cut} {step}");
        }
    }
}

#[test]
fn text_must_be_utf8_and_is_refused_as_soon_as_it_can_not_be() {
    assert_eq!(read(&masked(1, true, b"\xff"), 100, None), Err(Violation::NotUtf8));
    assert_eq!(read(&masked(1, true, b"\xce"), 100, None), Err(Violation::NotUtf8));
    assert_eq!(read(&masked(1, false, b"ab\xed\xa0"), 100, None), Err(Violation::NotUtf8));
    assert_eq!(read(&masked(1, false, b"\xce"), 100, None), Ok(vec![]));
    assert_eq!(read(&[masked(1, false, b"\xce"), masked(0, true, b"a")].concat(), 100, None), Err(Violation::NotUtf8));
    assert_eq!(Violation::NotUtf8.close_code(), 1007);
}

#[test]
fn a_text_is_refused_before_its_frame_is_complete() {
    let frame = masked(1, true, &[&[b'a'; 40][..], b"\xce\xba\xff", &[b'a'; 900]].concat());
    let head = 8;
    for step in [1, 3, 7, 41] {
        let (mut messages, mut input) = (Messages::new(Role::Server, LIMITS, None), BytesMut::new());
        let mut taken = 0;
        let end = frame.chunks(step).find_map(|part| {
            input.extend_from_slice(part);
            taken += part.len();
            messages.next(&mut input).err()
        });
        assert_eq!(end, Some(Violation::NotUtf8), "{step}");
        assert_eq!(taken, (head + 43_usize).div_ceil(step) * step, "the first step that holds the wrong byte");
    }
    // Over fragments, a ping between: the character that the first one begins is ended wrongly by the second.
    let parts = [masked(1, false, b"ok \xce"), masked(9, true, b""), masked(0, true, &[b'a'; 500])].concat();
    let (mut messages, mut input) = (Messages::new(Role::Server, LIMITS, None), BytesMut::new());
    input.extend_from_slice(&parts[..parts.len() - 490]);
    assert_eq!(messages.next(&mut input).map(|message| message.map(|message| message.opcode)), Ok(Some(Opcode::Ping)));
    assert_eq!(messages.next(&mut input), Err(Violation::NotUtf8));
}

#[test]
fn every_split_of_a_text_gives_the_same_answer() {
    let mut seed = Seed(23);
    let letters = ["a", "ß", "語", "🌍", "\u{0}"];
    for round in 0..200 {
        let mut text: Vec<u8> =
            (0..seed.next() % 30).flat_map(|_| letters[seed.next() as usize % letters.len()].bytes()).collect();
        if round % 2 == 1 && !text.is_empty() {
            let at = seed.next() as usize % text.len();
            text[at] = seed.next() as u8;
        }
        let cut = seed.next() as usize % (text.len() + 1);
        let bytes = [masked(1, false, &text[..cut]), masked(0, true, &text[cut..])].concat();
        let want = match std::str::from_utf8(&text) {
            Ok(_) => Ok(vec![(Opcode::Text, text.clone())]),
            Err(_) => Err(Violation::NotUtf8),
        };
        for step in [1, 2, 5, bytes.len()] {
            assert_eq!(read(&bytes, step, None), want, "{text:?} {cut} {step}");
        }
    }
}

#[test]
fn what_the_rfc_forbids_is_a_violation() {
    let protocol = |bytes: &[u8]| matches!(read(bytes, 100_000, None), Err(Violation::Protocol(_)));
    assert!(protocol(&frame(1, true, 0, None, b"x")), "no mask");
    for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
        assert!(protocol(&masked(opcode, true, b"")), "{opcode}");
    }
    for reserved in [RSV1, RSV2, RSV3] {
        assert!(protocol(&frame(1, true, reserved, Some(KEY), b"x")), "{reserved}");
    }
    assert!(protocol(&masked(9, false, b"")), "a ping in fragments");
    assert!(protocol(&masked(9, true, &[0; 126])), "a long ping");
    assert!(protocol(&masked(0, true, b"")), "a continuation of nothing");
    assert!(protocol(&[masked(1, false, b"a"), masked(1, true, b"b")].concat()), "a message in a message");
    assert!(
        protocol(b"\x82\xfe\x00\x01\0\0\0\0a") && protocol(b"\x82\xff\0\0\0\0\0\0\x01\x00\0\0\0\0"),
        "long lengths"
    );
    assert!(protocol(b"\x82\xff\x80\0\0\0\0\0\0\0\0\0\0\0"), "a negative length");
    let mut client = Frames::new(Role::Client, LIMITS, false);
    assert!(matches!(client.next(&mut BytesMut::from(&masked(1, true, b"x")[..])), Err(Violation::Protocol(_))));
}

#[test]
fn a_message_has_a_limit_in_one_frame_and_over_fragments() {
    assert!(read(&masked(2, true, &[0; 1000]), 2000, None).is_ok());
    let header = &masked(2, true, &[0; 1001])[..8];
    assert_eq!(read(header, 100, None), Err(Violation::TooLong { limit: 1000, length: 1001 }));
    let first = masked(2, false, &[0; 600]);
    let second = masked(0, true, &[0; 401]);
    let only_its_head = [&first[..], &second[..8]].concat();
    assert_eq!(read(&only_its_head, 3000, None), Err(Violation::TooLong { limit: 1000, length: 1001 }));
    assert!(read(&[&first[..], &masked(9, true, &[0; 125]), &masked(0, true, &[0; 400])].concat(), 3000, None).is_ok());
    let parts = [first, second].concat();
    assert_eq!(read(&parts, 3000, None), Err(Violation::TooLong { limit: 1000, length: 1001 }));
}

#[test]
fn close_frames_are_checked_and_made() {
    assert_eq!(parse_close(b""), Ok(CloseReason { code: 1005, reason: String::new() }));
    assert_eq!(parse_close(b"\x03\xe8bye"), Ok(CloseReason { code: 1000, reason: "bye".into() }));
    for bad in [0u16, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535] {
        assert!(parse_close(&bad.to_be_bytes()).is_err(), "{bad}");
    }
    assert!(parse_close(b"\x03").is_err());
    assert_eq!(parse_close(b"\x03\xe8\xff"), Err(Violation::NotUtf8));
    let long = close_payload(1001, "é".repeat(100).as_bytes());
    assert!(long.len() <= 125 && parse_close(&long).is_ok());
}

#[test]
fn extensions_are_negotiated() {
    let answer = |offer| accept_offer(offer).map(|offer| offer.header);
    assert_eq!(answer("permessage-deflate").as_deref(), Some("permessage-deflate"));
    assert_eq!(answer("permessage-deflate; client_max_window_bits").as_deref(), Some("permessage-deflate"));
    assert_eq!(
        answer("x-other, permessage-deflate; server_max_window_bits=8, permessage-deflate; server_max_window_bits=10")
            .as_deref(),
        Some("permessage-deflate; server_max_window_bits=10")
    );
    assert_eq!(answer("permessage-deflate; server_no_context_takeover; server_no_context_takeover"), None);
    assert_eq!(answer("permessage-deflate; unknown"), None);
    let forgetful = |offer| accept_offer_without_takeover(offer).map(|offer| offer.header);
    assert_eq!(
        forgetful("permessage-deflate; client_max_window_bits; server_max_window_bits=9").as_deref(),
        Some("permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9")
    );
    assert_eq!(forgetful("x-webkit-deflate-frame"), None);
    assert_eq!(answer(""), None);
    let agreed = agreed_parameters("permessage-deflate; client_max_window_bits=9; server_no_context_takeover").unwrap();
    assert_eq!((agreed.client_max_window_bits, agreed.server_no_context_takeover), (9, true));
    assert_eq!(agreed_parameters("permessage-deflate, permessage-deflate"), None);
}

#[test]
fn compressed_messages_come_through_with_and_without_context() {
    let mut seed = Seed(3);
    for bits in 9..=15 {
        for takeover in [true, false] {
            let (mut deflater, mut inflater) = (Deflater::new(bits, takeover), Inflater::new(takeover));
            for length in [0, 1, 5, 100, 20_000, 100_000, 3] {
                let data = if length % 2 == 0 { seed.bytes(length) } else { b"abc".repeat(length) };
                let packed = deflater.message(&data);
                assert_eq!(inflater.message(&packed, 1 << 20), Ok(data), "{bits} {takeover} {length}");
            }
        }
    }
    // What one connection left half read is not the next one's.
    assert_eq!(Inflater::new(false).message(b"\xff\xff", 1000), Err(Violation::BadCompression));
    assert!(Inflater::new(false).message(&Deflater::new(9, false).message(&[7; 5000]), 100).is_err());
    let words = Deflater::new(9, false).message(b"words");
    assert_eq!(Inflater::new(false).message(&words, 1000), Ok(b"words".to_vec()));
    let (mut deflater, text) = (Deflater::new(15, true), b"the same words again and again".as_slice());
    let (first, second) = (deflater.message(text), deflater.message(text));
    assert!(second.len() < first.len(), "the context is used");
}

#[test]
fn the_examples_of_rfc_7692_are_read() {
    let mut inflater = Inflater::new(true);
    assert_eq!(inflater.message(b"\xf2\x48\xcd\xc9\xc9\x07\x00", 100), Ok(b"Hello".to_vec()));
    assert_eq!(inflater.message(b"\xf2\x00\x11\x00\x00", 100), Ok(b"Hello".to_vec()));
    assert_eq!(
        Inflater::new(true).message(b"\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00", 100),
        Ok(b"Hello".to_vec())
    );
    let mut inflater = Inflater::new(true);
    assert_eq!(inflater.message(b"\xf3\x48\xcd\xc9\xc9\x07\x00\x00", 100), Ok(b"Hello".to_vec()));
    assert_eq!(inflater.message(b"\x02\x00", 100), Ok(Vec::new()));
}

#[test]
fn decompression_is_bounded() {
    let bomb = Deflater::new(15, true).message(&vec![0; 10 << 20]);
    assert!(bomb.len() < 20_000);
    assert!(matches!(Inflater::new(true).message(&bomb, 1000), Err(Violation::TooLong { limit: 1000, .. })));
    let exact = Deflater::new(15, true).message(&[7; 1000]);
    assert_eq!(Inflater::new(true).message(&exact, 1000), Ok(vec![7; 1000]));
    assert!(matches!(Inflater::new(true).message(&exact, 999), Err(Violation::TooLong { .. })));
    assert_eq!(Inflater::new(true).message(b"\xff\xff\xff", 1000), Err(Violation::BadCompression));
}

#[test]
fn compressed_fragments_are_put_together_before_they_are_read() {
    let packed = Deflater::new(15, true).message("grüß dich".as_bytes());
    for cut in 0..=packed.len() {
        let bytes = [frame(1, false, RSV1, Some(KEY), &packed[..cut]), masked(0, true, &packed[cut..])].concat();
        let got = read(&bytes, 3, Some(Inflater::new(true)));
        assert_eq!(got, Ok(vec![(Opcode::Text, "grüß dich".as_bytes().to_vec())]), "{cut}");
    }
    let wrong = frame(9, true, RSV1, Some(KEY), b"");
    assert!(matches!(read(&wrong, 10, Some(Inflater::new(true))), Err(Violation::Protocol(_))));
}

#[test]
fn nonsense_never_panics() {
    let mut seed = Seed(99);
    for round in 0..3000 {
        let bytes = seed.bytes(1 + round % 40);
        for role in [Role::Server, Role::Client] {
            let mut messages = Messages::new(role, LIMITS, Some(Inflater::new(true)));
            let mut input = BytesMut::from(&bytes[..]);
            while let Ok(Some(_)) = messages.next(&mut input) {}
        }
    }
}
