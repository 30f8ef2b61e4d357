//! One answer as a client reads it (RFC 9112, section 6.3): head, body as it comes, trailers. Must not keep a body, and must not know sockets
//! or clocks.

use std::mem::MaybeUninit;

use bytes::BytesMut;

use super::chunked::{Chunked, Problem};
use super::head::content_length;

/// A header or trailer field, as received.
pub type Field = (Vec<u8>, Vec<u8>);

/// What the request was, as far as it decides on the answer's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// HEAD: there is never a body.
    Head,
    /// CONNECT: what follows a 2xx is a tunnel.
    Connect,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerHead {
    pub status: u16,
    pub fields: Vec<Field>,
    /// The connection may serve another request once this answer is complete.
    pub keep_alive: bool,
}

impl AnswerHead {
    /// The first field of that name.
    pub fn field(&self, name: &[u8]) -> Option<&[u8]> {
        self.fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| &value[..])
    }
}

/// What an answer comes in: `Head`, any number of `Data`, perhaps `Trailers`, `End`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Head(AnswerHead),
    Data(BytesMut),
    Trailers(Vec<Field>),
    End,
}

/// Why an answer can not be read any further; the connection is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    Malformed(&'static str),
    /// The peer ended the connection before the answer's end.
    Cut,
}

/// Reads one answer. Interim answers (1xx) before it are skipped, but for 101, after which the connection speaks another protocol.
#[derive(Debug)]
pub struct AnswerReader {
    asked: Asked,
    state: State,
    /// Of the head that is being read: how much of the input was looked at, and where its current line starts.
    scanned: usize,
    line: usize,
    interim: usize,
}

#[derive(Debug)]
enum State {
    Head,
    Length(u64),
    Chunked(Box<Chunked>),
    /// The body ends with the connection.
    UntilEnd,
    Trailers(Vec<Field>),
    Done,
}

impl AnswerReader {
    pub fn new(asked: Asked) -> AnswerReader {
        AnswerReader { asked, state: State::Head, scanned: 0, line: 0, interim: 0 }
    }

    /// The next piece, taken out of `input`. `None`: it needs more bytes, which will be appended to what it left. After `End` it is over.
    pub fn next(&mut self, input: &mut BytesMut) -> Result<Option<Piece>, Flaw> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Head => {
                    self.state = State::Head;
                    match self.head(input)? {
                        Some(head) => return Ok(Some(Piece::Head(head))),
                        None if self.scanned == 0 && !input.is_empty() => {}
                        None => return Ok(None),
                    }
                }
                State::Length(0) => {}
                State::Length(left) => {
                    let now = usize::try_from(left).unwrap_or(usize::MAX).min(input.len());
                    self.state = State::Length(left - now as u64);
                    return Ok((now > 0).then(|| Piece::Data(input.split_to(now))));
                }
                State::Chunked(mut chunked) => {
                    let mut data = BytesMut::new();
                    let done = chunked.take(input, &mut data, 0, usize::MAX).map_err(flaw)?;
                    self.state = if done { State::Trailers(chunked.kept_trailers()) } else { State::Chunked(chunked) };
                    if !data.is_empty() {
                        return Ok(Some(Piece::Data(data)));
                    }
                    if !done {
                        return Ok(None);
                    }
                }
                State::UntilEnd => {
                    self.state = State::UntilEnd;
                    return Ok((!input.is_empty()).then(|| Piece::Data(input.split())));
                }
                State::Trailers(fields) => {
                    if !fields.is_empty() {
                        return Ok(Some(Piece::Trailers(fields)));
                    }
                }
                State::Done => return Ok(Some(Piece::End)),
            }
        }
    }

    /// The peer has ended the connection: either that is the answer's end (`next` gives it), or the answer is cut off.
    pub fn ended(&mut self) -> Result<(), Flaw> {
        match self.state {
            State::UntilEnd | State::Done => {
                self.state = State::Done;
                Ok(())
            }
            _ => Err(Flaw::Cut),
        }
    }

    /// None with `scanned` at 0: an interim answer was skipped, or nothing is there.
    fn head(&mut self, input: &mut BytesMut) -> Result<Option<AnswerHead>, Flaw> {
        let Some(len) = self.find_head(input)? else { return Ok(None) };
        let bytes = input.split_to(len);
        let mut space = [const { MaybeUninit::uninit() }; MAX_FIELDS];
        let mut answer = httparse::Response::new(&mut []);
        let config = httparse::ParserConfig::default();
        match config.parse_response_with_uninit_headers(&mut answer, &bytes, &mut space) {
            Ok(httparse::Status::Complete(end)) if end == len => {}
            Ok(_) => return Err(Flaw::Malformed("the head does not end where its empty line is")),
            Err(httparse::Error::TooManyHeaders) => return Err(Flaw::Malformed("too many header fields")),
            Err(httparse::Error::Version) => {
                return Err(Flaw::Malformed("the protocol version is neither HTTP/1.0 nor HTTP/1.1"));
            }
            Err(httparse::Error::Status) => return Err(Flaw::Malformed("the status line is malformed")),
            Err(_) => return Err(Flaw::Malformed("a header field is malformed")),
        }
        let status = answer.code.unwrap_or(0);
        if !(100..=999).contains(&status) {
            return Err(Flaw::Malformed("the status is none"));
        }
        if (100..200).contains(&status) && status != 101 {
            self.interim += 1;
            if self.interim > MAX_INTERIM {
                return Err(Flaw::Malformed("too many interim answers"));
            }
            return Ok(None);
        }
        let mut facts = Facts::default();
        for field in answer.headers.iter() {
            facts.note(field.name, field.value)?;
        }
        self.state = facts.body(self.asked, status)?;
        let http_11 = answer.version == Some(1);
        let lasts = if http_11 { !facts.close } else { facts.keep_alive && !facts.close };
        let keep_alive = lasts && !matches!(self.state, State::UntilEnd);
        let fields = answer.headers.iter().map(|field| (field.name.as_bytes().to_vec(), field.value.to_vec()));
        Ok(Some(AnswerHead { status, fields: fields.collect(), keep_alive }))
    }

    /// The length of the head, once its empty line is there.
    fn find_head(&mut self, input: &[u8]) -> Result<Option<usize>, Flaw> {
        if !input.starts_with(&NAME[..input.len().min(NAME.len())]) {
            return Err(Flaw::Malformed("the input does not begin with HTTP/"));
        }
        while let Some(found) = memchr::memchr(b'\n', &input[self.scanned..]) {
            let at = self.scanned + found;
            if at == 0 || input[at - 1] != b'\r' {
                return Err(Flaw::Malformed("a line of the head ends without CR"));
            }
            let is_empty = at == self.line + 1;
            (self.scanned, self.line) = (at + 1, at + 1);
            if is_empty {
                let len = self.scanned;
                (self.scanned, self.line) = (0, 0);
                return if len > MAX_HEAD { Err(TOO_LONG) } else { Ok(Some(len)) };
            }
        }
        self.scanned = input.len();
        if input.len() > MAX_HEAD { Err(TOO_LONG) } else { Ok(None) }
    }
}

#[derive(Default)]
struct Facts {
    length: Option<u64>,
    coded: bool,
    chunked: bool,
    close: bool,
    keep_alive: bool,
}

impl Facts {
    fn note(&mut self, name: &str, value: &[u8]) -> Result<(), Flaw> {
        match name.len() {
            10 if name.eq_ignore_ascii_case("connection") => {
                for option in value.split(|&byte| byte == b',').map(<[u8]>::trim_ascii) {
                    self.close |= option.eq_ignore_ascii_case(b"close");
                    self.keep_alive |= option.eq_ignore_ascii_case(b"keep-alive");
                }
            }
            14 if name.eq_ignore_ascii_case("content-length") => {
                if self.length.is_some() {
                    return Err(Flaw::Malformed("more than one Content-Length"));
                }
                self.length =
                    Some(content_length(value).ok_or(Flaw::Malformed("a Content-Length that is not a number"))?);
            }
            17 if name.eq_ignore_ascii_case("transfer-encoding") => {
                if self.coded {
                    return Err(Flaw::Malformed("more than one Transfer-Encoding"));
                }
                self.coded = true;
                self.chunked = value.eq_ignore_ascii_case(b"chunked");
            }
            _ => {}
        }
        Ok(())
    }

    fn body(&self, asked: Asked, status: u16) -> Result<State, Flaw> {
        if self.coded && self.length.is_some() {
            return Err(Flaw::Malformed("both Content-Length and Transfer-Encoding"));
        }
        let has_none = asked == Asked::Head || matches!(status, 100..=199 | 204 | 304);
        if has_none || asked == Asked::Connect && (200..300).contains(&status) {
            return Ok(State::Done);
        }
        if self.coded {
            if !self.chunked {
                return Err(Flaw::Malformed("a transfer coding other than chunked"));
            }
            return Ok(State::Chunked(Box::new(Chunked::with_trailers())));
        }
        Ok(self.length.map_or(State::UntilEnd, State::Length))
    }
}

fn flaw(problem: Problem) -> Flaw {
    Flaw::Malformed(match problem {
        Problem::Malformed(why) => why,
        Problem::TooLong(_) => "a chunked body is longer than can be",
        Problem::TrailersTooLong => "the trailers are too long",
    })
}

const NAME: &[u8] = b"HTTP/";
const TOO_LONG: Flaw = Flaw::Malformed("the head is longer than 65536 bytes");
const MAX_HEAD: usize = 64 << 10;
const MAX_FIELDS: usize = 256;
/// 100 and a few early hints; more is a peer that plays.
const MAX_INTERIM: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    /// The status, the body, the trailers, what is left of the input.
    type Read = (u16, Vec<u8>, Vec<Field>, Vec<u8>);

    /// The whole answer when the bytes come `step` at a time and the connection ends behind them.
    fn read(bytes: &[u8], step: usize, asked: Asked) -> Result<Read, Flaw> {
        let (mut reader, mut input) = (AnswerReader::new(asked), BytesMut::new());
        let (mut status, mut body, mut trailers) = (0, Vec::new(), Vec::new());
        let mut parts = bytes.chunks(step);
        loop {
            match reader.next(&mut input)? {
                Some(Piece::Head(head)) => status = head.status,
                Some(Piece::Data(data)) => body.extend_from_slice(&data),
                Some(Piece::Trailers(fields)) => trailers = fields,
                Some(Piece::End) => return Ok((status, body, trailers, input.to_vec())),
                None => match parts.next() {
                    Some(part) => input.extend_from_slice(part),
                    None => reader.ended()?,
                },
            }
        }
    }

    fn body_of(text: &str) -> Result<Vec<u8>, Flaw> {
        read(text.as_bytes(), text.len(), Asked::Other).map(|(_, body, _, _)| body)
    }

    #[test]
    fn a_body_ends_where_rfc_9112_says_wherever_the_input_is_split() {
        for (text, body) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi"),
            ("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", ""),
            ("HTTP/1.0 200 OK\r\n\r\nto the end", "to the end"),
            ("HTTP/1.1 204 No Content\r\n\r\n", ""),
            ("HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n", ""),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
                "hi",
            ),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde"),
        ] {
            for step in 1..=text.len() {
                let (_, got, trailers, left) = read(text.as_bytes(), step, Asked::Other).expect(text);
                assert_eq!((got, trailers, left), (body.as_bytes().to_vec(), vec![], vec![]), "{text:?} by {step}");
            }
        }
    }

    #[test]
    fn what_follows_the_answer_is_left() {
        let two = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP";
        assert_eq!(read(two, two.len(), Asked::Other), Ok((200, b"hi".to_vec(), vec![], b"HTTP".to_vec())));
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nHTTP";
        assert_eq!(read(head, head.len(), Asked::Head), Ok((200, vec![], vec![], b"HTTP".to_vec())));
        let tunnel = b"HTTP/1.1 200 OK\r\n\r\n\x16\x03";
        assert_eq!(read(tunnel, tunnel.len(), Asked::Connect), Ok((200, vec![], vec![], b"\x16\x03".to_vec())));
        let switch = b"HTTP/1.1 101 Switching\r\n\r\n\x81\x00";
        assert_eq!(read(switch, switch.len(), Asked::Other), Ok((101, vec![], vec![], b"\x81\x00".to_vec())));
    }

    #[test]
    fn trailers_are_kept() {
        let text = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-A: b \r\nX-C:d\r\n\r\n";
        let fields = vec![(b"X-A".to_vec(), b"b".to_vec()), (b"X-C".to_vec(), b"d".to_vec())];
        for step in 1..=text.len() {
            assert_eq!(read(text, step, Asked::Other), Ok((200, b"a".to_vec(), fields.clone(), vec![])), "{step}");
        }
    }

    #[test]
    fn keep_alive_is_as_version_and_header_say() {
        let keeps = |text: &str| {
            let mut input = BytesMut::from(text);
            match AnswerReader::new(Asked::Other).next(&mut input) {
                Ok(Some(Piece::Head(head))) => head.keep_alive,
                other => panic!("{text:?}: {other:?}"),
            }
        };
        assert!(keeps("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        assert!(!keeps("HTTP/1.1 200 OK\r\nConnection: foo, Close\r\nContent-Length: 0\r\n\r\n"));
        assert!(!keeps("HTTP/1.1 200 OK\r\n\r\n"));
        assert!(!keeps("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"));
        assert!(keeps("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n"));
    }

    #[test]
    fn an_answer_that_is_cut_off_is_none() {
        for text in [
            "",
            "HTTP/1.1 200 OK\r\nConte",
            "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhi",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n",
        ] {
            assert_eq!(read(text.as_bytes(), 1, Asked::Other), Err(Flaw::Cut), "{text:?}");
        }
    }

    #[test]
    fn what_the_grammar_forbids_is_malformed() {
        for text in [
            "hello world\r\n\r\n",
            "HTTP/2.0 200 OK\r\n\r\n",
            "HTTP/1.1 99 OK\r\n\r\n",
            "HTTP/1.1 abc OK\r\n\r\n",
            "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi",
            "HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX A: b\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi!",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nhi",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        ] {
            assert!(matches!(body_of(text), Err(Flaw::Malformed(_))), "{text:?}: {:?}", body_of(text));
            assert!(matches!(read(text.as_bytes(), 1, Asked::Other), Err(Flaw::Malformed(_))), "{text:?} bytewise");
        }
        let long = format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "y".repeat(MAX_HEAD));
        assert_eq!(body_of(&long), Err(TOO_LONG));
        let many = "HTTP/1.1 100 Continue\r\n\r\n".repeat(MAX_INTERIM + 1);
        assert!(matches!(body_of(&many), Err(Flaw::Malformed(_))));
    }
}
