//! The chunked coding of a body (RFC 9112, section 7.1), strict: CRLF only, hexadecimal sizes without sign or space, bounded
//! extensions and trailers. Must not know what the body means.

use bytes::{Buf, BytesMut};

use super::answer::Field;

/// Of one body. Takes complete pieces out of the input; what is incomplete stays there.
#[derive(Debug, Default)]
pub(super) struct Chunked {
    state: State,
    /// Bytes of trailers so far.
    trailers: usize,
    /// The trailers, where somebody wants them.
    kept: Option<Vec<Field>>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Size,
    Data(usize),
    /// The CRLF after a chunk's data.
    End,
    Trailer,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Problem {
    Malformed(&'static str),
    /// The body would be longer than the limit.
    TooLong(usize),
    TrailersTooLong,
}

impl Chunked {
    /// One that keeps the trailers.
    pub(super) fn with_trailers() -> Chunked {
        Chunked { kept: Some(Vec::new()), ..Chunked::default() }
    }

    pub(super) fn kept_trailers(&mut self) -> Vec<Field> {
        self.kept.take().unwrap_or_default()
    }

    /// Appends what came of the data to `body`, of which `before` bytes came before. True: it is complete.
    pub(super) fn take(
        &mut self,
        input: &mut BytesMut,
        body: &mut BytesMut,
        before: usize,
        limit: usize,
    ) -> Result<bool, Problem> {
        let start = body.len();
        loop {
            match self.state {
                State::Size => {
                    let Some(line) = line(input, MAX_SIZE_LINE, Problem::Malformed("a chunk's size line is too long"))?
                    else {
                        return Ok(false);
                    };
                    let size = size(&input[..line])?;
                    input.advance(line + 2);
                    let total = (before + body.len() - start).saturating_add(size);
                    if total > limit {
                        return Err(Problem::TooLong(total));
                    }
                    self.state = if size == 0 { State::Trailer } else { State::Data(size) };
                }
                State::Data(left) => {
                    let now = left.min(input.len());
                    body.extend_from_slice(&input[..now]);
                    input.advance(now);
                    if now < left {
                        self.state = State::Data(left - now);
                        return Ok(false);
                    }
                    self.state = State::End;
                }
                State::End => {
                    if !b"\r\n".starts_with(&input[..input.len().min(2)]) {
                        return Err(Problem::Malformed("a chunk's data is longer than its size says"));
                    }
                    if input.len() < 2 {
                        return Ok(false);
                    }
                    input.advance(2);
                    self.state = State::Size;
                }
                State::Trailer => {
                    let Some(line) = line(input, MAX_TRAILERS, Problem::TrailersTooLong)? else { return Ok(false) };
                    self.trailers += line + 2;
                    if self.trailers > MAX_TRAILERS {
                        return Err(Problem::TrailersTooLong);
                    }
                    if line > 0 {
                        let colon =
                            field(&input[..line]).ok_or(Problem::Malformed("a trailer is not a header field"))?;
                        if let Some(kept) = &mut self.kept {
                            kept.push((input[..colon].to_vec(), input[colon + 1..line].trim_ascii().to_vec()));
                        }
                    }
                    input.advance(line + 2);
                    if line == 0 {
                        return Ok(true);
                    }
                }
            }
        }
    }
}

/// The length of the first line, without its CRLF. `None`: it is not complete.
fn line(input: &[u8], limit: usize, too_long: Problem) -> Result<Option<usize>, Problem> {
    let Some(at) = memchr::memchr(b'\n', input) else {
        return if input.len() > limit { Err(too_long) } else { Ok(None) };
    };
    if at == 0 || input[at - 1] != b'\r' {
        return Err(Problem::Malformed("a line of a chunked body ends without CR"));
    }
    if at > limit {
        return Err(too_long);
    }
    Ok(Some(at - 1))
}

/// `chunk-size [ chunk-ext ]`
fn size(line: &[u8]) -> Result<usize, Problem> {
    let digits = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    if digits == 0 || digits > 15 {
        return Err(Problem::Malformed("a chunk's size is not a hexadecimal number"));
    }
    let rest = line[digits..].trim_ascii_start();
    let clean = rest.is_empty() && digits == line.len() || rest.first() == Some(&b';');
    if !clean || rest.iter().any(|&byte| byte < b' ' && byte != b'\t' || byte == 0x7f) {
        return Err(Problem::Malformed("something other than an extension follows a chunk's size"));
    }
    let value = line[..digits]
        .iter()
        .fold(0usize, |sum, &digit| sum << 4 | char::from(digit).to_digit(16).unwrap_or(0) as usize);
    Ok(value)
}

/// Where the colon of a header field is.
fn field(line: &[u8]) -> Option<usize> {
    let colon = memchr::memchr(b':', line)?;
    let token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    let is_field = colon > 0
        && line[..colon].iter().all(token)
        && line[colon..].iter().all(|&byte| byte >= b' ' && byte != 0x7f || byte == b'\t');
    is_field.then_some(colon)
}

const MAX_SIZE_LINE: usize = 4 << 10;
const MAX_TRAILERS: usize = 16 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    /// The body, and what follows it.
    type Decoded = Option<(Vec<u8>, Vec<u8>)>;

    fn decode(bytes: &[u8], step: usize) -> Result<Decoded, Problem> {
        let (mut decoder, mut input, mut body) = (Chunked::default(), BytesMut::new(), BytesMut::new());
        for part in bytes.chunks(step) {
            input.extend_from_slice(part);
            let before = body.len();
            if decoder.take(&mut input, &mut body, before, 100)? {
                return Ok(Some((body.to_vec(), input.to_vec())));
            }
        }
        Ok(None)
    }

    #[test]
    fn chunks_are_put_together_wherever_the_input_is_split() {
        let bytes = b"3\r\nabc\r\n00A;x=\"y\"\r\n0123456789\r\n0\r\nX-T: v\r\n\r\n";
        for step in 1..=bytes.len() {
            assert_eq!(decode(bytes, step), Ok(Some((b"abc0123456789".to_vec(), Vec::new()))), "{step}");
        }
        let more = [&bytes[..], b"GET"].concat();
        assert_eq!(decode(&more, more.len()), Ok(Some((b"abc0123456789".to_vec(), b"GET".to_vec()))));
    }

    #[test]
    fn what_the_grammar_forbids_is_an_error() {
        for bad in [
            "3\nabc\r\n0\r\n\r\n",
            "3\r\nabcd\r\n0\r\n\r\n",
            "3\r\nabc\n0\r\n\r\n",
            "-3\r\nabc\r\n0\r\n\r\n",
            "+3\r\nabc\r\n",
            "0x3\r\nabc\r\n",
            " 3\r\nabc\r\n",
            "3 \r\nabc\r\n",
            "\r\nabc\r\n",
            "g\r\n",
            "ffffffffffffffffff\r\n",
            "3;\0\r\nabc\r\n",
            "0\r\nno field\r\n\r\n",
            "0\r\nX : y\r\n\r\n",
            "0\r\nX: y\n\r\n",
        ] {
            assert!(matches!(decode(bad.as_bytes(), bad.len()), Err(Problem::Malformed(_))), "{bad:?}");
            assert!(matches!(decode(bad.as_bytes(), 1), Err(Problem::Malformed(_))), "{bad:?} bytewise");
        }
    }

    #[test]
    fn a_body_beyond_the_limit_is_refused_at_its_size_line() {
        assert_eq!(decode(b"65\r\n", 1), Err(Problem::TooLong(0x65)));
        assert_eq!(decode(b"64\r\n", 1), Ok(None));
        let long = [b"0\r\n".to_vec(), b"X: y\r\n".repeat(4000)].concat();
        assert_eq!(decode(&long, 7), Err(Problem::TrailersTooLong));
    }
}
