//! Chunked bodies: what a proper client encodes comes out, wherever it is cut; and any bytes after a head are refused or read alike.

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
    cuts: &'a [u8],
    /// In place of proper chunks.
    garbage: Option<&'a [u8]>,
}

const HEAD: &[u8] = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
const MAX: usize = 4096;

/// The body; `Err`: refused.
fn read(pieces: &[&[u8]]) -> Result<Option<Vec<u8>>, ()> {
    let mut codec = Http1::new(Arc::new(Limits { body: MAX, ..Limits::default() }));
    let mut input = BytesMut::new();
    for piece in pieces {
        input.extend_from_slice(piece);
        if let Some(question) = codec.decode(&mut input).map_err(drop)? {
            let QuestionKind::Request(index) = &question.kind else { panic!("not a request") };
            return Ok(Some(RequestView::new(index, &question.payload).body().to_vec()));
        }
    }
    Ok(None)
}

fuzz_target!(|input: Input<'_>| {
    let mut stream = HEAD.to_vec();
    let mut body = Vec::new();
    match input.garbage {
        Some(garbage) => stream.extend_from_slice(garbage),
        None => {
            for chunk in input.chunks.iter().filter(|chunk| !chunk.is_empty()) {
                stream.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                stream.extend_from_slice(chunk);
                stream.extend_from_slice(b"\r\n");
                body.extend_from_slice(chunk);
            }
            stream.extend_from_slice(b"0\r\n\r\n");
        }
    }
    let cut = read(&pieces(&stream, input.cuts));
    assert_eq!(read(&[&stream]), cut);
    if input.garbage.is_none() {
        assert_eq!(cut, if body.len() <= MAX { Ok(Some(body)) } else { Err(()) });
    }
});
