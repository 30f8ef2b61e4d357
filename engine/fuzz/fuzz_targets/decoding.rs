//! Content codings of any bytes: the same output and the same end wherever the input is cut, in bounded steps, and an end to every loop. What
//! was compressed comes back.

#![no_main]

use std::io::Write;

use arbitrary::Arbitrary;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::http1::Decoding;
use rswoole_fuzz::{Cuts, pieces};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    coding: u8,
    cuts: Cuts,
    data: &'a [u8],
}

const ENOUGH: usize = 1 << 20;

#[derive(PartialEq, Debug)]
enum End {
    Complete,
    Cut,
    Corrupt,
    /// There is more of it than is looked at here.
    Long,
}

fn run(coding: &[u8], pieces: &[&[u8]]) -> (Vec<u8>, End) {
    let mut decoding = Decoding::of(coding).expect("a known coding");
    let mut out = Vec::new();
    for piece in pieces {
        let mut input = *piece;
        loop {
            let before = input.len();
            let Ok(step) = decoding.step(&mut input) else { return (out, End::Corrupt) };
            assert!(step.len() <= 32 << 10, "a step of {}", step.len());
            if step.is_empty() {
                assert!(input.is_empty(), "{} of {before} bytes are left", input.len());
                break;
            }
            out.extend_from_slice(step);
            if out.len() > ENOUGH {
                return (out, End::Long);
            }
        }
    }
    (out, if decoding.ended().is_ok() { End::Complete } else { End::Cut })
}

fn compressed(coding: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let level = Compression::fast();
    Some(match coding {
        b"gzip" => {
            let mut writer = GzEncoder::new(Vec::new(), level);
            writer.write_all(data).unwrap();
            writer.finish().unwrap()
        }
        b"deflate" => {
            let mut writer = ZlibEncoder::new(Vec::new(), level);
            writer.write_all(data).unwrap();
            writer.finish().unwrap()
        }
        _ => return None,
    })
}

fuzz_target!(|input: Input<'_>| {
    let codings = [&b"gzip"[..], b"deflate", b"br", b"zstd"];
    let coding = codings[usize::from(input.coding) % codings.len()];
    let (whole, whole_end) = run(coding, &[input.data]);
    let (cut, cut_end) = run(coding, &pieces(input.data, &input.cuts));
    // How much comes before damage is noticed is nobody's promise.
    if whole_end != End::Long && cut_end != End::Long {
        // Some damage the brotli decoder notices only with few bytes at hand, and waits for more otherwise: either is no whole answer.
        let told = |end| if coding == b"br" && end == End::Cut { End::Corrupt } else { end };
        let (whole_end, cut_end) = (told(whole_end), told(cut_end));
        assert_eq!(whole_end, cut_end);
        assert!(whole_end == End::Corrupt || whole == cut);
    }
    if let Some(bytes) = compressed(coding, input.data) {
        assert_eq!(run(coding, &pieces(&bytes, &input.cuts)), (input.data.to_vec(), End::Complete));
    }
});
