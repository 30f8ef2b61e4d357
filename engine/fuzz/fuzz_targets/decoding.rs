//! Content codings of any bytes: the same output wherever the input is cut, in bounded steps, and an end to every loop.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::http1::Decoding;
use rswoole_fuzz::pieces;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    coding: u8,
    cuts: &'a [u8],
    data: &'a [u8],
}

const ENOUGH: usize = 1 << 20;

fn run(coding: &[u8], pieces: &[&[u8]]) -> (Vec<u8>, bool) {
    let mut decoding = Decoding::of(coding).expect("a known coding");
    let mut out = Vec::new();
    for piece in pieces {
        let mut input = *piece;
        loop {
            let before = input.len();
            let Ok(step) = decoding.step(&mut input) else { return (out, true) };
            assert!(step.len() <= 1 << 20, "a step of {}", step.len());
            if step.is_empty() {
                assert!(input.is_empty(), "{} of {before} bytes are left", input.len());
                break;
            }
            out.extend_from_slice(step);
            if out.len() > ENOUGH {
                return (out, false);
            }
        }
    }
    (out, false)
}

fuzz_target!(|input: Input<'_>| {
    let codings = [&b"gzip"[..], b"deflate", b"br", b"zstd"];
    let coding = codings[usize::from(input.coding) % codings.len()];
    let (whole, whole_failed) = run(coding, &[input.data]);
    let (cut, cut_failed) = run(coding, &pieces(input.data, input.cuts));
    if !whole_failed && !cut_failed && whole.len() <= ENOUGH && cut.len() <= ENOUGH {
        assert_eq!(whole, cut);
    }
    if whole.len() <= ENOUGH && cut.len() <= ENOUGH {
        assert_eq!(whole_failed, cut_failed);
    }
});
