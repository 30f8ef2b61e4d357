//! Answers as a client reads them: the same head, data and trailers wherever the input is cut, no more held than a head may take, and what
//! follows the answer is left.

#![no_main]

use arbitrary::Arbitrary;
use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::http1::{AnswerHead, AnswerReader, Asked, Field, Flaw, Piece};
use rswoole_fuzz::{Cuts, pieces};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    asked: u8,
    cuts: Cuts,
    data: &'a [u8],
}

#[derive(PartialEq, Debug, Default)]
struct Seen {
    heads: Vec<AnswerHead>,
    data: Vec<u8>,
    trailers: Vec<Field>,
    /// Its end was read, and this lies behind it.
    left: Option<Vec<u8>>,
    /// Its end is that of the connection.
    until_end: bool,
}

fn run(asked: Asked, pieces: &[&[u8]]) -> (Seen, bool) {
    let (mut reader, mut input, mut seen) = (AnswerReader::new(asked), BytesMut::new(), Seen::default());
    let mut pieces = pieces.iter();
    while let Some(piece) = pieces.next() {
        input.extend_from_slice(piece);
        loop {
            match reader.next(&mut input) {
                Ok(None) => break,
                Ok(Some(Piece::Head(head))) => seen.heads.push(head),
                Ok(Some(Piece::Data(data))) => {
                    assert!(!data.is_empty());
                    seen.data.extend_from_slice(&data);
                }
                Ok(Some(Piece::Trailers(fields))) => seen.trailers.extend(fields),
                Ok(Some(Piece::End)) => {
                    pieces.for_each(|piece| input.extend_from_slice(piece));
                    seen.left = Some(input.to_vec());
                    return (seen, false);
                }
                Err(Flaw::Malformed(_)) => return (seen, true),
                Err(Flaw::Cut) => unreachable!("nobody said that the peer is gone"),
            }
        }
        assert!(input.len() <= (128 << 10) + piece.len(), "{} bytes are held", input.len());
    }
    seen.until_end = reader.ended().is_ok();
    (seen, false)
}

fuzz_target!(|input: Input<'_>| {
    let asked = match input.asked % 4 {
        0 => Asked::Head,
        1 => Asked::Connect,
        _ => Asked::Other,
    };
    let whole = run(asked, &[input.data]);
    let cut = run(asked, &pieces(input.data, &input.cuts));
    assert_eq!(whole.1, cut.1, "{whole:?} {cut:?}");
    assert_eq!(whole.0.heads, cut.0.heads);
    if !whole.1 {
        assert_eq!(whole.0, cut.0);
    }
});
