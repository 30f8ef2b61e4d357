//! Chunked bodies: what a proper client encodes comes out, wherever it is cut, and what follows it is left; and any bytes after a head are
//! refused or read alike.

#![no_main]

use std::sync::Arc;

use arbitrary::Arbitrary;
use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::http1::{Http1, Limits, RequestView};
use rswoole_engine::protocol::{Dialogue, QuestionKind};
use rswoole_fuzz::pieces;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    chunks: Vec<&'a [u8]>,
    extension: &'a [u8],
    trailer: Option<&'a [u8]>,
    cuts: &'a [u8],
    /// In place of proper chunks.
    garbage: Option<&'a [u8]>,
    next: &'a [u8],
}

const HEAD: &[u8] = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
const MAX: usize = 4096;

/// The body, and what is left of the input.
type Read = (Vec<u8>, Vec<u8>);

/// `Err`: refused.
fn read(pieces: &[&[u8]]) -> Result<Option<Read>, ()> {
    let mut codec = Http1::new(Arc::new(Limits { body: MAX, ..Limits::default() }));
    let mut input = BytesMut::new();
    let mut pieces = pieces.iter();
    while let Some(piece) = pieces.next() {
        input.extend_from_slice(piece);
        if let Some(question) = codec.decode(&mut input).map_err(drop)? {
            let QuestionKind::Request(index) = &question.kind else { panic!("not a request") };
            pieces.for_each(|piece| input.extend_from_slice(piece));
            return Ok(Some((RequestView::new(index, &question.payload).body().to_vec(), input.to_vec())));
        }
    }
    Ok(None)
}

/// What may stand in an extension or the value of a field.
fn text(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().filter(|&byte| byte >= b' ' && byte != 0x7f).collect()
}

fn encoded(input: &Input<'_>) -> (Vec<u8>, Vec<u8>) {
    let (mut stream, mut body) = (Vec::new(), Vec::new());
    for chunk in input.chunks.iter().filter(|chunk| !chunk.is_empty()) {
        stream.extend_from_slice(format!("{:x};", chunk.len()).as_bytes());
        stream.extend_from_slice(&text(input.extension));
        stream.extend_from_slice(b"\r\n");
        stream.extend_from_slice(chunk);
        stream.extend_from_slice(b"\r\n");
        body.extend_from_slice(chunk);
    }
    stream.extend_from_slice(b"0\r\n");
    if let Some(trailer) = input.trailer {
        stream.extend_from_slice(&[b"X-T:", &text(trailer)[..], b"\r\n"].concat());
    }
    stream.extend_from_slice(b"\r\n");
    (stream, body)
}

fuzz_target!(|input: Input<'_>| {
    let (encoded, body) = encoded(&input);
    let stream = [HEAD, input.garbage.unwrap_or(&encoded), input.next].concat();
    let cut = read(&pieces(&stream, input.cuts));
    assert_eq!(read(&[&stream]), cut);
    // Beyond these a line is too long.
    let is_short = input.extension.len() < 4000 && input.trailer.is_none_or(|trailer| trailer.len() < 16_000);
    if input.garbage.is_none() && is_short {
        assert_eq!(cut, if body.len() <= MAX { Ok(Some((body, input.next.to_vec()))) } else { Err(()) });
    }
});
