//! Requests as a server reads them: the same ones, or refused alike, wherever the input is cut; bodies within the limit; no more held than a
//! head and a body may take.

#![no_main]

use std::sync::Arc;

use arbitrary::Arbitrary;
use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::http1::{Http1, Limits, RequestView, Strictness};
use rswoole_engine::protocol::{After, Dialogue, QuestionKind, Violation};
use rswoole_fuzz::pieces;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    host: bool,
    body: u8,
    head: u8,
    cuts: &'a [u8],
    data: &'a [u8],
}

type Seen = (Vec<Vec<Vec<u8>>>, Option<Vec<u8>>);

fn run(limits: &Arc<Limits>, pieces: &[&[u8]]) -> Seen {
    let (mut codec, mut input, mut seen) = (Http1::new(limits.clone()), BytesMut::new(), Vec::new());
    for piece in pieces {
        input.extend_from_slice(piece);
        loop {
            let decoded = codec.decode(&mut input);
            let _ = codec.take_reply();
            match decoded {
                Ok(None) => break,
                Err(Violation::Refused { reply, .. }) => return (seen, Some(reply.to_vec())),
                Err(violation) => return (seen, Some(violation.to_string().into_bytes())),
                Ok(Some(question)) => {
                    let QuestionKind::Request(index) = &question.kind else { panic!("not a request") };
                    let view = RequestView::new(index, &question.payload);
                    assert!(view.body().len() <= limits.body && view.head().len() <= limits.head);
                    assert!(!view.method().is_empty() && !view.target().is_empty());
                    let mut parts = vec![view.method().to_vec(), view.target().to_vec(), view.body().to_vec()];
                    parts.extend(view.headers().flat_map(|(name, value)| [name.to_vec(), value.to_vec()]));
                    seen.push(parts);
                    if codec.answered(After::Next) == After::Close {
                        return (seen, None);
                    }
                }
            }
        }
        assert!(input.len() <= limits.head.max(8192) + limits.body + piece.len(), "{} bytes are held", input.len());
    }
    (seen, None)
}

fuzz_target!(|input: Input<'_>| {
    let limits = Arc::new(Limits {
        body: usize::from(input.body) * 8,
        head: 64 + usize::from(input.head) * 16,
        strict: Strictness { host: input.host },
        ..Limits::default()
    });
    let whole = run(&limits, &[input.data]);
    let cut = run(&limits, &pieces(input.data, input.cuts));
    assert_eq!(whole.0, cut.0);
    assert_eq!(whole.1.is_some(), cut.1.is_some(), "{whole:?} {cut:?}");
});
