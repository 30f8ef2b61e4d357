//! Content codings of answers (RFC 9110, section 8.4.1), taken off as the bytes come: each step makes a bounded piece, so that a small
//! input that unfolds to a huge output never lies in memory as a whole. Must not know headers beyond the coding's name.

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};
use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::raw::{DParameter, Decoder, Operation};

/// What a client offers in `Accept-Encoding`.
pub const ACCEPTED: &str = "gzip, deflate, br, zstd";

/// Takes one coding off.
pub struct Decoding {
    coding: Coding,
    out: Box<[u8]>,
    /// The coded data has come to its end.
    complete: bool,
    /// And something else behind it: nothing that follows is looked at.
    over: bool,
}

/// The data is not what its coding says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corrupt;

enum Coding {
    Gzip(Decompress),
    /// `deflate` is the zlib format, but some peers send bare deflate data: the first byte tells.
    Deflate(Option<Decompress>),
    Brotli(Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>),
    Zstd(Decoder<'static>),
}

impl Decoding {
    /// By the value of `Content-Encoding`. `None`: identity, or a coding (a list of them) that is not known.
    pub fn of(name: &[u8]) -> Option<Decoding> {
        let name = name.trim_ascii().to_ascii_lowercase();
        let coding = match &name[..] {
            b"gzip" | b"x-gzip" => Coding::Gzip(Decompress::new_gzip(WINDOW_BITS)),
            b"deflate" => Coding::Deflate(None),
            b"br" => Coding::Brotli(Box::new(BrotliState::new_strict(
                StandardAlloc::default(),
                StandardAlloc::default(),
                StandardAlloc::default(),
            ))),
            b"zstd" => {
                let mut decoder = Decoder::new().ok()?;
                decoder.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW_LOG)).ok()?;
                Coding::Zstd(decoder)
            }
            _ => return None,
        };
        Some(Decoding { coding, out: vec![0; STEP].into_boxed_slice(), complete: false, over: false })
    }

    /// The next piece; what was used is taken out of `input`. Empty: `input` is used up and more of it is needed.
    pub fn step(&mut self, input: &mut &[u8]) -> Result<&[u8], Corrupt> {
        loop {
            if self.complete && !self.begin_next(input) {
                // What follows the end belongs to no coding; other clients drop it, too.
                self.over |= !input.is_empty();
                *input = &[];
                return Ok(&[]);
            }
            let before = input.len();
            let (made, complete) = self.coding.run(input, &mut self.out)?;
            self.complete = complete;
            if made > 0 {
                return Ok(&self.out[..made]);
            }
            if complete {
                continue;
            }
            if input.is_empty() {
                return Ok(&[]);
            }
            if input.len() == before {
                return Err(Corrupt);
            }
        }
    }

    /// No more input comes. `Err`: the data is cut off.
    pub fn ended(&self) -> Result<(), Corrupt> {
        if self.complete { Ok(()) } else { Err(Corrupt) }
    }

    /// Gzip data may consist of several members, zstd data of several frames.
    fn begin_next(&mut self, input: &[u8]) -> bool {
        match &mut self.coding {
            Coding::Gzip(_) if input.first() == Some(&GZIP_MAGIC) && !self.over => {
                self.coding = Coding::Gzip(Decompress::new_gzip(WINDOW_BITS));
            }
            Coding::Zstd(_) if !input.is_empty() => {}
            _ => return false,
        }
        self.complete = false;
        true
    }
}

impl Coding {
    /// How much was made, and whether that was the end.
    fn run(&mut self, input: &mut &[u8], out: &mut [u8]) -> Result<(usize, bool), Corrupt> {
        match self {
            Coding::Gzip(stream) => inflate(stream, input, out),
            Coding::Deflate(stream) => {
                let Some(first) = input.first() else { return Ok((0, false)) };
                let stream = stream.get_or_insert_with(|| {
                    let is_zlib = first & 0x0f == 8 && first >> 4 <= 7;
                    Decompress::new_with_window_bits(is_zlib, WINDOW_BITS)
                });
                inflate(stream, input, out)
            }
            Coding::Brotli(state) => {
                let (mut left, mut from, mut room, mut to, mut total) = (input.len(), 0, out.len(), 0, 0);
                let result =
                    BrotliDecompressStream(&mut left, &mut from, input, &mut room, &mut to, out, &mut total, state);
                *input = &input[from..];
                match result {
                    BrotliResult::ResultFailure => Err(Corrupt),
                    BrotliResult::ResultSuccess => Ok((to, true)),
                    BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => Ok((to, false)),
                }
            }
            Coding::Zstd(decoder) => {
                let done = decoder.run_on_buffers(input, out).map_err(|_| Corrupt)?;
                *input = &input[done.bytes_read..];
                Ok((done.bytes_written, done.remaining == 0))
            }
        }
    }
}

fn inflate(stream: &mut Decompress, input: &mut &[u8], out: &mut [u8]) -> Result<(usize, bool), Corrupt> {
    let (before_in, before_out) = (stream.total_in(), stream.total_out());
    let status = stream.decompress(input, out, FlushDecompress::None);
    let used = usize::try_from(stream.total_in() - before_in).unwrap_or(input.len());
    let made = usize::try_from(stream.total_out() - before_out).unwrap_or(0);
    *input = &input[used..];
    match status {
        Ok(status) => Ok((made, status == Status::StreamEnd)),
        // What came before the damage is no less damaged as a whole.
        Err(_) => Err(Corrupt),
    }
}

/// What one step makes at most.
const STEP: usize = 32 << 10;
const WINDOW_BITS: u8 = 15;
const GZIP_MAGIC: u8 = 0x1f;
/// 8 MiB: what every decoder of the coding has to take, and none should exceed (RFC 9659).
const ZSTD_WINDOW_LOG: u32 = 23;

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn decode(name: &str, bytes: &[u8], step: usize) -> Result<Vec<u8>, Corrupt> {
        let mut decoding = Decoding::of(name.as_bytes()).expect(name);
        let mut out = Vec::new();
        for mut part in bytes.chunks(step) {
            loop {
                let piece = decoding.step(&mut part)?;
                if piece.is_empty() {
                    break;
                }
                assert!(piece.len() <= STEP);
                out.extend_from_slice(piece);
            }
        }
        decoding.ended().map(|()| out)
    }

    fn gzip(data: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        writer.write_all(data).expect("memory");
        writer.finish().expect("memory")
    }

    fn samples(data: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(data).expect("memory");
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        raw.write_all(data).expect("memory");
        vec![
            ("gzip", gzip(data)),
            ("X-GZIP", gzip(data)),
            ("deflate", zlib.finish().expect("memory")),
            ("deflate", raw.finish().expect("memory")),
            ("zstd", zstd::bulk::compress(data, 3).expect("memory")),
        ]
    }

    #[test]
    fn codings_are_taken_off_wherever_the_input_is_split() {
        let data: Vec<u8> = (0..5000u32).flat_map(|n| n.to_string().into_bytes()).collect();
        for (name, bytes) in samples(&data) {
            for step in [1, 2, 7, 100, bytes.len()] {
                assert_eq!(decode(name, &bytes, step).as_deref(), Ok(&data[..]), "{name} by {step}");
            }
        }
        // "hello" by the brotli command.
        assert_eq!(decode("br", b"\x0f\x02\x80hello\x03", 1).as_deref(), Ok(&b"hello"[..]));
    }

    #[test]
    fn members_and_frames_are_joined_and_garbage_behind_is_dropped() {
        assert_eq!(decode("gzip", &[gzip(b"one"), gzip(b"two")].concat(), 3).as_deref(), Ok(&b"onetwo"[..]));
        assert_eq!(decode("gzip", &[&gzip(b"one")[..], b"\0\0\0"].concat(), 100).as_deref(), Ok(&b"one"[..]));
        let amid = [&gzip(b"one")[..], b"\0\0", &gzip(b"two")].concat();
        for step in 1..=amid.len() {
            assert_eq!(decode("gzip", &amid, step).as_deref(), Ok(&b"one"[..]), "in pieces of {step}");
        }
        let frame = |data: &[u8]| zstd::bulk::compress(data, 1).expect("memory");
        assert_eq!(decode("zstd", &[frame(b"one"), frame(b"two")].concat(), 5).as_deref(), Ok(&b"onetwo"[..]));
    }

    #[test]
    fn damage_and_missing_ends_are_told() {
        for (name, bytes) in samples(b"some text that is long enough to be damaged") {
            assert_eq!(decode(name, &bytes[..bytes.len() - 5], 100), Err(Corrupt), "{name} cut");
        }
        assert_eq!(decode("gzip", b"abcd", 100), Err(Corrupt));
        assert_eq!(decode("br", b"\xff\xff\xff\xff\xff", 100), Err(Corrupt));
        assert_eq!(decode("zstd", b"abcdefgh", 100), Err(Corrupt));
    }

    #[test]
    fn a_bomb_unfolds_in_bounded_steps() {
        let bomb = gzip(&vec![0; 64 << 20]);
        let (mut decoding, mut input, mut made) = (Decoding::of(b"gzip").expect("known"), &bomb[..], 0);
        while made < 1 << 20 {
            made += decoding.step(&mut input).expect("sound").len();
        }
        assert!(made <= (1 << 20) + STEP && !input.is_empty());
    }

    #[test]
    fn other_names_are_no_codings() {
        for name in ["identity", "", "gzip, br", "compress"] {
            assert!(Decoding::of(name.as_bytes()).is_none(), "{name}");
        }
    }
}
