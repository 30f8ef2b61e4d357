//! Requests as a server reads them: the same ones, or refused alike, wherever the input is cut; bodies within the limit; no more held than a
//! head and a body may take; what is left of the input is what was not asked yet.

#![no_main]

use std::sync::Arc;

use arbitrary::Arbitrary;
use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::http1::{Http1, Limits, RequestView, Strictness};
use rswoole_engine::protocol::{After, Dialogue, QuestionKind, Takeover, Violation};
use rswoole_fuzz::{Cuts, pieces};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    host: bool,
    http2: bool,
    body: u8,
    head: u8,
    cuts: Cuts,
    data: &'a [u8],
}

#[derive(Default, Debug, PartialEq)]
struct Seen {
    requests: Vec<Vec<Vec<u8>>>,
    /// The frames of the request that asked for HTTP/2, and what lay behind it.
    takeover: Option<(Vec<u8>, Vec<u8>)>,
    /// Why nothing more is read. Of several flaws the one that is seen first counts, so it may depend on the cuts.
    refused: bool,
}

fn run(limits: &Arc<Limits>, pieces: &[&[u8]]) -> Seen {
    let (mut codec, mut input, mut seen) = (Http1::new(limits.clone()), BytesMut::new(), Seen::default());
    let mut pieces = pieces.iter();
    while let Some(piece) = pieces.next() {
        input.extend_from_slice(piece);
        loop {
            let decoded = codec.decode(&mut input);
            let _ = codec.take_reply();
            if let Some(Takeover::Http2 { first }) = codec.takeover() {
                pieces.for_each(|piece| input.extend_from_slice(piece));
                seen.takeover = Some((first.to_vec(), input.to_vec()));
                return seen;
            }
            match decoded {
                Ok(None) => break,
                Err(violation) => {
                    if let Violation::Refused { reply, .. } = violation {
                        assert!(reply.starts_with(b"HTTP/1.1 ") && reply.windows(4).any(|end| end == b"\r\n\r\n"));
                    }
                    seen.refused = true;
                    return seen;
                }
                Ok(Some(question)) => {
                    let QuestionKind::Request(index) = &question.kind else { panic!("not a request") };
                    seen.requests.push(parts(limits, RequestView::new(index, &question.payload)));
                    assert!(codec.awaits_answer());
                    if codec.answered(After::Next) == After::Close {
                        return seen;
                    }
                }
            }
        }
        // The trailers of a chunked body may be longer than its head.
        assert!(input.len() <= limits.head.max(16 << 10) + limits.body + piece.len(), "{} bytes are held", input.len());
    }
    seen
}

fn parts(limits: &Limits, view: RequestView<'_>) -> Vec<Vec<u8>> {
    assert!(view.body().len() <= limits.body && view.head().len() <= limits.head);
    assert!(!view.method().is_empty() && !view.target().is_empty());
    let mut parts = vec![view.method().to_vec(), view.target().to_vec(), view.body().to_vec()];
    for (name, value) in view.headers() {
        assert!(!name.is_empty() && value.trim_ascii() == value);
        assert!(!value.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)), "{}", value.escape_ascii());
        parts.extend([name.to_vec(), value.to_vec()]);
    }
    parts
}

fuzz_target!(|input: Input<'_>| {
    let limits = Arc::new(Limits {
        body: usize::from(input.body) * 8,
        head: 64 + usize::from(input.head) * 16,
        strict: Strictness { host: input.host },
        http2: input.http2,
        ..Limits::default()
    });
    let whole = run(&limits, &[input.data]);
    let cut = run(&limits, &pieces(input.data, &input.cuts));
    assert_eq!(whole, cut);
});
