//! The compact form in which a request goes to a worker: an index of offsets beside the bytes as they came, so that the worker
//! builds what is read and nothing else. Must not judge what is in it.

use std::ops::Range;

/// Bytes of the index before its header rows.
const FIXED: usize = 16;
/// name start, name length, value start, value length
const ROW: usize = 8;

/// Which of the fixed numbers say how many attachments there are, and whether the body is one.
const ATTACHMENTS: usize = 6;
const WHOLE: usize = 7;

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
        let flag = |set: bool, flag: u16| if set { flag } else { 0 };
        let flags = flag(fixed.keep_alive, KEEP_ALIVE) | flag(fixed.http_11, HTTP_11) | flag(fixed.http_2, HTTP_2);
        let numbers =
            [fixed.method, fixed.target.start, fixed.target.len(), usize::from(flags), fixed.head, headers, 0, 0];
        let mut bytes = Vec::with_capacity(FIXED + headers * ROW);
        bytes.extend_from_slice(&packed::<FIXED, 8>(numbers));
        IndexBuilder { bytes }
    }

    pub(in crate::protocol) fn header(&mut self, name: Range<usize>, value: Range<usize>) {
        let row = packed::<ROW, 4>([name.start, name.len(), value.start, value.len()]);
        self.bytes.extend_from_slice(&row);
    }

    pub(in crate::protocol) fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// Adds what lies in files to a finished index. `whole`: one of them is the body itself.
    pub(super) fn attach(index: &mut [u8], attachments: &[Attachment], whole: bool) -> Vec<u8> {
        let count = u16::try_from(attachments.len()).unwrap_or(u16::MAX);
        index[ATTACHMENTS * 2..ATTACHMENTS * 2 + 2].copy_from_slice(&count.to_ne_bytes());
        index[WHOLE * 2..WHOLE * 2 + 2].copy_from_slice(&u16::from(whole).to_ne_bytes());
        let mut index = index.to_vec();
        for attachment in attachments.iter().take(usize::from(count)) {
            attachment.write(&mut index);
        }
        index
    }
}

/// Numbers of two bytes each.
fn packed<const BYTES: usize, const COUNT: usize>(numbers: [usize; COUNT]) -> [u8; BYTES] {
    const { assert!(BYTES == COUNT * 2, "two bytes for each number") };
    let mut bytes = [0; BYTES];
    for (place, number) in bytes.chunks_exact_mut(2).zip(numbers) {
        place.copy_from_slice(&(number as u16).to_ne_bytes());
    }
    bytes
}

/// A part of a body that lies in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Where in the body it belongs; what is held of the body does not contain it.
    pub at: usize,
    pub size: u64,
    /// The file's path, or why there is none.
    pub outcome: Result<Vec<u8>, AttachmentError>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttachmentError {
    TooLarge,
    NotWritten(String),
}

impl Attachment {
    fn write(&self, out: &mut Vec<u8>) {
        let (code, text) = match &self.outcome {
            Ok(path) => (0, &path[..]),
            Err(AttachmentError::TooLarge) => (1, &[][..]),
            Err(AttachmentError::NotWritten(why)) => (2, why.as_bytes()),
        };
        for number in [self.at as u64, self.size, code, text.len() as u64] {
            out.extend_from_slice(&number.to_ne_bytes());
        }
        out.extend_from_slice(text);
    }

    /// The first of several, and the rest.
    fn read(bytes: &[u8]) -> Option<(Attachment, &[u8])> {
        let number = |at: usize| Some(u64::from_ne_bytes(bytes.get(at * 8..at * 8 + 8)?.try_into().ok()?));
        let (at, size, code, len) = (number(0)?, number(1)?, number(2)?, number(3)?);
        let rest = bytes.get(32..)?;
        let text = rest.get(..usize::try_from(len).ok()?)?;
        let outcome = match code {
            0 => Ok(text.to_vec()),
            1 => Err(AttachmentError::TooLarge),
            _ => Err(AttachmentError::NotWritten(String::from_utf8_lossy(text).into_owned())),
        };
        Some((Attachment { at: usize::try_from(at).ok()?, size, outcome }, &rest[text.len()..]))
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
        let rows = self.index.get(FIXED..).unwrap_or_default().chunks_exact(ROW).take(self.number(5));
        rows.map(move |row| {
            let number = |at: usize| usize::from(u16::from_ne_bytes([row[at * 2], row[at * 2 + 1]]));
            (self.slice(number(0), number(1)), self.slice(number(2), number(3)))
        })
    }

    /// The first header of that name.
    pub fn header(self, name: &[u8]) -> Option<&'a [u8]> {
        self.headers().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The parts of the body that lie in files, in order.
    pub fn attachments(self) -> Vec<Attachment> {
        let mut rest = self.index.get(FIXED + self.number(5) * ROW..).unwrap_or_default();
        let mut found = Vec::new();
        for _ in 0..self.number(ATTACHMENTS) {
            let Some((attachment, after)) = Attachment::read(rest) else { break };
            found.push(attachment);
            rest = after;
        }
        found
    }

    pub fn has_attachments(self) -> bool {
        self.number(ATTACHMENTS) > 0
    }

    /// The body is the one attachment.
    pub fn is_body_stored(self) -> bool {
        self.number(WHOLE) != 0
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
