//! Answers of a name server of any bytes: what is taken for addresses is of the family that was asked for, and no more than the message
//! could hold; cut short it says nothing else.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::dns::{Answer, Family, Question};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    name: &'a [u8],
    six: bool,
    id: u16,
    flags: u16,
    records: u16,
    rest: &'a [u8],
    raw: &'a [u8],
}

fn check(question: &Question, message: &[u8], six: bool) {
    match question.answer(message) {
        Some(Answer::Addresses(found)) => {
            assert!(!found.is_empty() && found.len() * 12 <= message.len());
            assert!(found.iter().all(|ip| ip.is_ipv6() == six));
        }
        Some(_) => assert!(message.len() >= question.message().len()),
        None => {}
    }
}

fuzz_target!(|input: Input<'_>| {
    let family = if input.six { Family::V6 } else { Family::V4 };
    let Some(question) = Question::new(input.id, input.name, family) else { return };
    check(&question, input.raw, input.six);
    let mut message = question.message().to_vec();
    message[2..4].copy_from_slice(&(input.flags | 0x8000).to_be_bytes());
    message[6..8].copy_from_slice(&input.records.to_be_bytes());
    message.extend_from_slice(input.rest);
    check(&question, &message, input.six);
});
