//! Decompression of any bytes: never more than the limit, and no memory far beyond it; the same after an error as on a fresh stream without
//! context takeover.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::websocket::{Inflater, accept_offer, agreed_parameters};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    takeover: bool,
    limit: u16,
    messages: Vec<&'a [u8]>,
    offer: &'a str,
}

fuzz_target!(|input: Input<'_>| {
    let limit = usize::from(input.limit);
    let mut inflater = Inflater::new(input.takeover);
    for message in &input.messages {
        match inflater.message(message, limit) {
            Ok(out) => {
                assert!(out.len() <= limit && out.capacity() <= 2 * limit + (32 << 10));
                if !input.takeover {
                    assert_eq!(Inflater::new(false).message(message, limit).ok(), Some(out));
                }
            }
            // The connection ends with it.
            Err(_) => break,
        }
    }
    if let Some(offer) = accept_offer(input.offer) {
        assert_eq!(agreed_parameters(&offer.header), Some(offer.parameters));
    }
});
