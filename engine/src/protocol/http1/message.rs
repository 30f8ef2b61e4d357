//! The compact form in which a request goes to a worker: an index of offsets beside the bytes as they came, so that the worker
//! builds what is read and nothing else. Must not judge what is in it.

use std::ops::Range;

/// Bytes of the index before its header rows.
const FIXED: usize = 16;
/// name start, name length, value start, value length
const ROW: usize = 8;

const KEEP_ALIVE: u16 = 1;
const HTTP_11: u16 = 2;
const HTTP_2: u16 = 4;

/// Collects the places of a request's parts. Offsets count from the start of the raw bytes; a head is at most 64 KiB.
#[derive(Debug, Default)]
pub(in crate::protocol) struct IndexBuilder {
    bytes: Vec<u8>,
}

pub(in crate::protocol) struct Fixed {
    pub method: usize,
    pub target: Range<usize>,
    pub head: usize,
    pub keep_alive: bool,
    pub http_11: bool,
    pub http_2: bool,
}

impl IndexBuilder {
    pub(in crate::protocol) fn new(fixed: &Fixed, headers: usize) -> Self {
        let mut index = IndexBuilder { bytes: Vec::with_capacity(FIXED + headers * ROW) };
        let flag = |set: bool, flag: u16| if set { flag } else { 0 };
        let flags = flag(fixed.keep_alive, KEEP_ALIVE) | flag(fixed.http_11, HTTP_11) | flag(fixed.http_2, HTTP_2);
        for number in
            [fixed.method, fixed.target.start, fixed.target.len(), usize::from(flags), fixed.head, headers, 0, 0]
        {
            index.push(number);
        }
        index
    }

    pub(in crate::protocol) fn header(&mut self, name: Range<usize>, value: Range<usize>) {
        for number in [name.start, name.len(), value.start, value.len()] {
            self.push(number);
        }
    }

    pub(in crate::protocol) fn finish(self) -> Vec<u8> {
        self.bytes
    }

    fn push(&mut self, number: usize) {
        self.bytes.extend_from_slice(&(number as u16).to_ne_bytes());
    }
}

/// A request: its index and its bytes (head as received, then the body with its chunked coding taken off). Nonsense in the index
/// gives empty parts, never a panic: it comes from shared memory.
#[derive(Clone, Copy, Debug)]
pub struct RequestView<'a> {
    index: &'a [u8],
    raw: &'a [u8],
}

impl<'a> RequestView<'a> {
    pub fn new(index: &'a [u8], raw: &'a [u8]) -> Self {
        RequestView { index, raw }
    }

    pub fn method(self) -> &'a [u8] {
        self.slice(0, self.number(0))
    }

    /// As received: path, `?` and query.
    pub fn target(self) -> &'a [u8] {
        self.slice(self.number(1), self.number(2))
    }

    /// The target up to the first `?`.
    pub fn path(self) -> &'a [u8] {
        let target = self.target();
        &target[..memchr::memchr(b'?', target).unwrap_or(target.len())]
    }

    /// What follows the first `?`; `None` when there is none.
    pub fn query(self) -> Option<&'a [u8]> {
        let target = self.target();
        memchr::memchr(b'?', target).map(|at| &target[at + 1..])
    }

    pub fn keep_alive(self) -> bool {
        self.number(3) as u16 & KEEP_ALIVE != 0
    }

    pub fn is_http_11(self) -> bool {
        self.number(3) as u16 & HTTP_11 != 0
    }

    /// It came over HTTP/2: its head was put together here and is nothing that the client sent.
    pub fn is_http_2(self) -> bool {
        self.number(3) as u16 & HTTP_2 != 0
    }

    pub fn head(self) -> &'a [u8] {
        self.slice(0, self.number(4))
    }

    pub fn body(self) -> &'a [u8] {
        self.raw.get(self.number(4)..).unwrap_or_default()
    }

    pub fn raw(self) -> &'a [u8] {
        self.raw
    }

    /// Name and value, as received and in order.
    pub fn headers(self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let rows = self.number(5);
        (0..rows).map(move |row| {
            let at = FIXED / 2 + row * (ROW / 2);
            (self.slice(self.number(at), self.number(at + 1)), self.slice(self.number(at + 2), self.number(at + 3)))
        })
    }

    /// The first header of that name.
    pub fn header(self, name: &[u8]) -> Option<&'a [u8]> {
        self.headers().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    fn number(self, at: usize) -> usize {
        match self.index.get(at * 2..at * 2 + 2) {
            Some(&[a, b]) => usize::from(u16::from_ne_bytes([a, b])),
            _ => 0,
        }
    }

    fn slice(self, start: usize, len: usize) -> &'a [u8] {
        self.raw.get(start..start + len).unwrap_or_default()
    }
}
