//! Finds the ends of replies in the bytes that a connection receives, wherever they are cut, at the least cost: it shares the machine with
//! the server that is measured. Looks at nothing of a reply that does not tell its end or that it is wrong.

use memchr::memmem;

use crate::speech::{Reply, Speech};

/// A head that is longer is none.
const LONGEST_HEAD: usize = 64 * 1024;

/// Why a connection cannot go on; the kind of the error in `report::Errors`.
pub type Wrong = &'static str;

/// Where a connection is between two replies, or within one.
#[derive(Debug)]
pub struct Reader {
    reply: Reply,
    state: State,
    /// The part of a head, of the line of a chunk or of a frame's head that has come.
    head: Vec<u8>,
    /// Bytes of the body that have come.
    received: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// A head is next: of an answer or of a frame. Replies of the echo have none.
    Head,
    /// So many bytes of a body or a frame are left.
    Body(usize),
    /// A line with the length of a chunk is next.
    ChunkLine,
    /// So many bytes of a chunk and of the line end behind it are left.
    Chunk(usize),
    /// Lines after the last chunk, the last of them empty.
    Trailer,
}

impl Reader {
    pub fn new(speech: &Speech) -> Reader {
        let state =
            if matches!(speech.reply, Reply::Same { .. }) { State::Body(speech.request.len()) } else { State::Head };
        Reader { reply: speech.reply, state, head: Vec::new(), received: 0 }
    }

    /// Takes what the connection received; says how many replies are complete by it.
    pub fn take(&mut self, speech: &Speech, mut bytes: &[u8]) -> Result<usize, Wrong> {
        let mut complete = 0;
        while !bytes.is_empty() {
            complete += usize::from(match self.state {
                State::Head => self.head(&mut bytes)?,
                State::Body(left) => self.body(speech, left, &mut bytes)?,
                State::ChunkLine => self.chunk_line(&mut bytes)?,
                State::Chunk(left) => self.chunk(left, &mut bytes),
                State::Trailer => self.trailer(&mut bytes)?,
            });
        }
        Ok(complete)
    }

    /// A reply is complete: its length must be what was expected.
    fn complete(&mut self, next: State) -> Result<bool, Wrong> {
        let expected = match self.reply {
            Reply::Same { .. } => None,
            Reply::Http { body: expected } | Reply::Message { bytes: expected } => expected,
        };
        if expected.is_some_and(|expected| expected != self.received) {
            return Err("length");
        }
        self.state = next;
        self.received = 0;
        Ok(true)
    }

    fn begin(&mut self, length: usize) -> Result<bool, Wrong> {
        if length == 0 {
            return self.complete(State::Head);
        }
        self.state = State::Body(length);
        Ok(false)
    }

    fn head(&mut self, bytes: &mut &[u8]) -> Result<bool, Wrong> {
        match self.reply {
            Reply::Message { .. } => self.frame_head(bytes),
            _ => self.answer_head(bytes),
        }
    }

    fn answer_head(&mut self, bytes: &mut &[u8]) -> Result<bool, Wrong> {
        let framing = if self.head.is_empty() {
            let Some(end) = memmem::find(bytes, b"\r\n\r\n") else {
                self.head.extend_from_slice(bytes);
                *bytes = &[];
                return Ok(false);
            };
            let framing = framing(&bytes[..end])?;
            *bytes = &bytes[end + 4..];
            framing
        } else {
            let (had, from) = (self.head.len(), self.head.len().saturating_sub(3));
            self.head.extend_from_slice(bytes);
            let Some(end) = memmem::find(&self.head[from..], b"\r\n\r\n").map(|at| from + at) else {
                *bytes = &[];
                return if self.head.len() > LONGEST_HEAD { Err("malformed") } else { Ok(false) };
            };
            let framing = framing(&self.head[..end])?;
            *bytes = &bytes[end + 4 - had..];
            self.head.clear();
            framing
        };
        match framing {
            Framing::Length(length) => self.begin(length),
            Framing::Chunked => {
                self.state = State::ChunkLine;
                Ok(false)
            }
        }
    }

    fn frame_head(&mut self, bytes: &mut &[u8]) -> Result<bool, Wrong> {
        while !bytes.is_empty() {
            self.head.push(bytes[0]);
            *bytes = &bytes[1..];
            let length = match self.head[..] {
                [_, short @ 0..=125] => usize::from(short),
                [_, 126, a, b] => usize::from(u16::from_be_bytes([a, b])),
                [_, 127, a, b, c, d, e, f, g, h] => {
                    usize::try_from(u64::from_be_bytes([a, b, c, d, e, f, g, h])).map_err(|_| "malformed")?
                }
                [_, 128..=255] => return Err("malformed"),
                _ => continue,
            };
            // Unfragmented text or binary data; a close is no reply.
            if !matches!(self.head[0] & 0x8f, 0x81 | 0x82) {
                return Err("malformed");
            }
            self.head.clear();
            return self.begin(length);
        }
        Ok(false)
    }

    fn body(&mut self, speech: &Speech, left: usize, bytes: &mut &[u8]) -> Result<bool, Wrong> {
        let size = left.min(bytes.len());
        if self.reply == (Reply::Same { verify: true })
            && bytes[..size] != speech.request[self.received..self.received + size]
        {
            return Err("corrupt");
        }
        self.received += size;
        *bytes = &bytes[size..];
        if size < left {
            self.state = State::Body(left - size);
            return Ok(false);
        }
        let next =
            if matches!(self.reply, Reply::Same { .. }) { State::Body(speech.request.len()) } else { State::Head };
        self.complete(next)
    }

    fn chunk_line(&mut self, bytes: &mut &[u8]) -> Result<bool, Wrong> {
        if !self.line(bytes)? {
            return Ok(false);
        }
        let digits = self.head.split(|byte| *byte == b';').next().unwrap_or_default();
        let digits = std::str::from_utf8(digits).map_err(|_| "malformed")?.trim();
        let size = usize::from_str_radix(digits, 16).map_err(|_| "malformed")?;
        self.head.clear();
        self.received = self.received.saturating_add(size);
        self.state = if size == 0 { State::Trailer } else { State::Chunk(size.saturating_add(2)) };
        Ok(false)
    }

    fn chunk(&mut self, left: usize, bytes: &mut &[u8]) -> bool {
        let size = left.min(bytes.len());
        *bytes = &bytes[size..];
        self.state = if size == left { State::ChunkLine } else { State::Chunk(left - size) };
        false
    }

    fn trailer(&mut self, bytes: &mut &[u8]) -> Result<bool, Wrong> {
        if !self.line(bytes)? {
            return Ok(false);
        }
        let last = self.head.is_empty();
        self.head.clear();
        if last { self.complete(State::Head) } else { Ok(false) }
    }

    /// Whether a line is complete; it is then in `head`, without its end.
    fn line(&mut self, bytes: &mut &[u8]) -> Result<bool, Wrong> {
        let end = memchr::memchr(b'\n', bytes);
        self.head.extend_from_slice(&bytes[..end.unwrap_or(bytes.len())]);
        *bytes = end.map_or(&[], |end| &bytes[end + 1..]);
        if self.head.len() > LONGEST_HEAD {
            return Err("malformed");
        }
        if end.is_some() && self.head.last() == Some(&b'\r') {
            self.head.pop();
        }
        Ok(end.is_some())
    }
}

enum Framing {
    Length(usize),
    Chunked,
}

/// What the head of an answer says about its body.
fn framing(head: &[u8]) -> Result<Framing, Wrong> {
    let mut lines = head.split(|byte| *byte == b'\n');
    let status = lines.next().unwrap_or_default();
    if !status.starts_with(b"HTTP/1.1 200") {
        return Err("status");
    }
    for line in lines {
        // Most lines are told apart by their first byte.
        match line.first() {
            Some(b'c' | b'C') => {
                if let Some(value) = value(line, b"content-length") {
                    return value.parse().map(Framing::Length).map_err(|_| "malformed");
                }
            }
            Some(b't' | b'T') if value(line, b"transfer-encoding") == Some("chunked") => return Ok(Framing::Chunked),
            _ => {}
        }
    }
    Err("malformed")
}

fn value<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a str> {
    let (before, after) = line.split_at_checked(name.len())?;
    let value = after.strip_prefix(b":")?;
    if before.eq_ignore_ascii_case(name) { std::str::from_utf8(value).ok().map(str::trim) } else { None }
}

#[cfg(test)]
#[path = "reply_tests.rs"]
mod tests;
