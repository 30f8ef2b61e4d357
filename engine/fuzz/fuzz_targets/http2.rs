//! What of HTTP/2 is this project's own: the count of a peer's frames, the same wherever the input is cut; requests put together from any
//! fields, which a worker reads as they were; answers and fields of any bytes.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::http1::RequestView;
use rswoole_engine::protocol::http2::{
    Answer, FRAME_HEAD, Finding, Meter, PREFACE, Splice, assemble, fields, push_field,
};
use rswoole_fuzz::{Cuts, pieces};

#[derive(Arbitrary, Debug)]
enum Input<'a> {
    Frames { cuts: Cuts, settings: bool, data: &'a [u8] },
    Upgrade { cuts: Cuts, length: u8, data: &'a [u8] },
    Request(Request<'a>),
    Answer(&'a [u8]),
}

#[derive(Arbitrary, Debug)]
struct Request<'a> {
    method: &'a [u8],
    path: Option<&'a [u8]>,
    authority: Option<&'a [u8]>,
    require_host: bool,
    fields: Vec<(Name<'a>, &'a [u8])>,
}

#[derive(Arbitrary, Debug)]
enum Name<'a> {
    Any(&'a [u8]),
    Host,
    Cookie,
    Length,
}

impl<'a> Name<'a> {
    fn text(&self) -> &'a [u8] {
        match self {
            Name::Any(name) => name,
            Name::Host => b"host",
            Name::Cookie => b"cookie",
            Name::Length => b"content-length",
        }
    }
}

/// Up to what it found.
fn meter(pieces: &[&[u8]]) -> (Finding, bool, u64) {
    let mut meter = Meter::new(0);
    let finding = pieces.iter().map(|piece| meter.feed(piece, 0)).find(|finding| *finding != Finding::Fine);
    (finding.unwrap_or(Finding::Fine), meter.is_amid(), meter.begun())
}

fn frames(cuts: Cuts, settings: bool, data: &[u8]) {
    let first: &[u8] = if settings { &[0, 0, 0, 4, 0, 0, 0, 0, 0] } else { &[] };
    let stream = [PREFACE, first, data].concat();
    let whole = meter(&[&stream]);
    assert_eq!(whole, meter(&pieces(&stream, &cuts)));
    assert!(whole.2 <= 1 + (data.len() / FRAME_HEAD) as u64);
}

/// The first request goes right behind the preface and its settings, wherever those are cut.
fn upgrade(cuts: Cuts, length: u8, data: &[u8]) {
    let stream = [PREFACE, &[0, 0, length, 4, 0, 0, 0, 0, 0], data].concat();
    let until = PREFACE.len() + FRAME_HEAD + usize::from(length);
    let mut splice = Splice::new((&b"first"[..]).into());
    let (mut seen, mut found) = (0, None);
    for piece in pieces(&stream, &cuts) {
        let mut piece = piece;
        while found.is_none() && !piece.is_empty() {
            let now = splice.wanted().min(piece.len());
            assert!(now > 0);
            seen += now;
            found = splice.passed(&piece[..now]);
            piece = &piece[now..];
        }
    }
    assert_eq!(found.is_some(), stream.len() >= until);
    if let Some(first) = found {
        assert_eq!((&first[..], seen), (&b"first"[..], until));
    }
}

fn request(request: &Request<'_>) {
    let named: Vec<_> = request.fields.iter().map(|(name, value)| (name.text(), *value)).collect();
    let Ok(assembled) = assemble(request.method, request.path, request.authority, request.require_host, &named) else {
        return;
    };
    let message = [&assembled.message[..], b"body"].concat();
    let view = RequestView::new(&assembled.index, &message);
    assert!(view.is_http_2() && message.len() <= usize::from(u16::MAX) + 4);
    assert_eq!((view.method(), Some(view.target())), (request.method, request.path));
    assert_eq!((view.head(), view.body()), (&assembled.message[..], &b"body"[..]));
    let is = |wanted: &'static [u8]| named.iter().filter(move |(name, _)| *name == wanted).map(|(_, value)| *value);
    let host = request.authority.or_else(|| is(b"host").next());
    let plain = named.iter().filter(|(name, _)| *name != b"host" && *name != b"cookie").copied();
    let cookie = is(b"cookie").collect::<Vec<_>>().join(&b"; "[..]);
    let cookie = is(b"cookie").next().map(|_| (&b"cookie"[..], &cookie[..]));
    let wanted: Vec<_> = host.map(|host| (&b"host"[..], host)).into_iter().chain(plain).chain(cookie).collect();
    let got: Vec<_> = view.headers().collect();
    assert_eq!(got.len(), wanted.len());
    for ((name, value), (wanted_name, wanted_value)) in got.iter().zip(&wanted) {
        assert!(name.eq_ignore_ascii_case(wanted_name));
        assert!(value.eq_ignore_ascii_case(wanted_value));
    }
    assert!(!request.require_host || host.is_some());
    let said = is(b"content-length").next();
    assert_eq!(assembled.length.is_some(), said.is_some());
    if let Some(said) = said {
        assert!(said.iter().all(u8::is_ascii_digit), "a length of {}", said.escape_ascii());
    }
}

fn answer(data: &[u8]) {
    if let Some(answer) = Answer::parse(data) {
        let again = [&answer.preamble()[..], answer.head_bytes(), answer.trailers, answer.data].concat();
        let parsed = Answer::parse(&again).expect("what was just written");
        assert_eq!((parsed.data, parsed.trailers, parsed.ending), (answer.data, answer.trailers, answer.ending));
    }
    let mut again = Vec::new();
    fields(data).for_each(|(name, value)| push_field(name, value, &mut again));
    assert!(data.starts_with(&again));
}

fuzz_target!(|input: Input<'_>| {
    match input {
        Input::Frames { cuts, settings, data } => frames(cuts, settings, data),
        Input::Upgrade { cuts, length, data } => upgrade(cuts, length, data),
        Input::Request(fields) => request(&fields),
        Input::Answer(data) => answer(data),
    }
});
