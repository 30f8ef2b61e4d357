//! Bodies of multipart/form-data (RFC 7578) as they arrive, in pieces of any size: what belongs to files is told apart from the rest. Must
//! not keep or write either, and must not know whose body it is.

use memchr::memmem::Finder;

use crate::protocol::multipart::{MAX_PARTS, filename};

/// A piece of the body, in order. All pieces together are the body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Boundaries, heads of parts, values of fields.
    Held(&'a [u8]),
    FileBegins,
    FileData(&'a [u8]),
    FileEnds,
}

pub(super) struct Splitter {
    /// CRLF, `--`, the boundary.
    delimiter: Finder<'static>,
    state: State,
    /// What came and can not be told apart yet.
    carry: Vec<u8>,
    parts: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    AfterDelimiter,
    Head,
    Data { file: bool },
    Epilogue,
}

/// Why the rest makes no sense.
pub(super) type Broken = &'static str;

impl Splitter {
    pub(super) fn new(boundary: &[u8]) -> Splitter {
        let delimiter = Finder::new(&[b"\r\n--", boundary].concat()).into_owned();
        Splitter { delimiter, state: State::Start, carry: Vec::new(), parts: 0 }
    }

    pub(super) fn feed(&mut self, data: &[u8], mut out: impl FnMut(Piece<'_>)) -> Result<(), Broken> {
        if self.carry.is_empty() {
            let used = self.split(data, &mut out)?;
            self.carry.extend_from_slice(&data[used..]);
            return Ok(());
        }
        let mut input = std::mem::take(&mut self.carry);
        input.extend_from_slice(data);
        let used = self.split(&input, &mut out)?;
        input.drain(..used);
        self.carry = input;
        Ok(())
    }

    /// The closing delimiter was there.
    pub(super) fn is_complete(&self) -> bool {
        self.state == State::Epilogue
    }

    /// Returns how much of the input it is done with.
    fn split(&mut self, input: &[u8], out: &mut impl FnMut(Piece<'_>)) -> Result<usize, Broken> {
        let mut at = 0;
        loop {
            let rest = &input[at..];
            let step = match self.state {
                State::Start => self.start(rest)?,
                State::AfterDelimiter => self.after_delimiter(rest)?,
                State::Head => self.head(rest)?,
                State::Data { file } => {
                    let (used, found) = self.data(rest, file, out);
                    at += used;
                    if !found {
                        return Ok(at);
                    }
                    continue;
                }
                State::Epilogue => {
                    if !rest.is_empty() {
                        out(Piece::Held(rest));
                    }
                    return Ok(input.len());
                }
            };
            let Some(step) = step else { return Ok(at) };
            out(Piece::Held(&rest[..step]));
            at += step;
            if self.state == (State::Data { file: true }) {
                out(Piece::FileBegins);
            }
        }
    }

    fn start(&mut self, input: &[u8]) -> Result<Option<usize>, Broken> {
        let first = &self.delimiter.needle()[2..];
        if input.len() < first.len() && first.starts_with(input) {
            return Ok(None);
        }
        if !input.starts_with(first) {
            return Err("a form does not begin with its boundary");
        }
        self.state = State::AfterDelimiter;
        Ok(Some(first.len()))
    }

    fn after_delimiter(&mut self, input: &[u8]) -> Result<Option<usize>, Broken> {
        self.state = match input.get(..2) {
            None => return Ok(None),
            Some(b"--") => State::Epilogue,
            Some(b"\r\n") => State::Head,
            Some(_) => return Err("something follows a boundary of a form on its line"),
        };
        Ok(Some(2))
    }

    fn head(&mut self, input: &[u8]) -> Result<Option<usize>, Broken> {
        let (head, len) = if input.starts_with(b"\r\n") {
            (&input[..0], 2)
        } else {
            match memchr::memmem::find(&input[..input.len().min(MAX_HEAD)], b"\r\n\r\n") {
                Some(end) => (&input[..end], end + 4),
                None if input.len() >= MAX_HEAD => return Err("the head of a part of a form is too long"),
                None => return Ok(None),
            }
        };
        self.parts += 1;
        if self.parts > MAX_PARTS {
            return Err("a form has too many parts");
        }
        self.state = State::Data { file: is_file(head) };
        Ok(Some(len))
    }

    /// How much is done with, and whether the part has come to its end.
    fn data(&mut self, input: &[u8], file: bool, out: &mut impl FnMut(Piece<'_>)) -> (usize, bool) {
        let mut say = |data: &[u8]| match file {
            _ if data.is_empty() => {}
            true => out(Piece::FileData(data)),
            false => out(Piece::Held(data)),
        };
        if let Some(end) = self.delimiter.find(input) {
            let len = self.delimiter.needle().len();
            say(&input[..end]);
            if file {
                out(Piece::FileEnds);
            }
            out(Piece::Held(&input[end..end + len]));
            self.state = State::AfterDelimiter;
            return (end + len, true);
        }
        // A delimiter may have begun; where there is no CR, none has.
        let needle = self.delimiter.needle();
        let last = input.len() - input.len().min(needle.len() - 1);
        let begun = memchr::memchr_iter(b'\r', &input[last..]).map(|cr| last + cr);
        let keep = begun.into_iter().find(|&cr| needle.starts_with(&input[cr..])).unwrap_or(input.len());
        say(&input[..keep]);
        (keep, false)
    }
}

/// A part that names a file, and not the empty one of a form where none was chosen.
fn is_file(head: &[u8]) -> bool {
    filename(head).is_some_and(|name| !name.is_empty())
}

/// Of one part.
const MAX_HEAD: usize = 16 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &[u8] = b"--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n--\r\n--B\r\n\
        Content-Disposition: form-data; name=\"f\"; filename=\"x\"\r\nContent-Type: text/plain\r\n\r\none\r\n--\r\n-two\r\r\n\
        \r\n--B\r\n\r\nbare\r\n--B\r\nContent-Disposition: form-data; name=\"e\"; filename=\"\"\r\n\r\n\r\n--B--\r\nend";

    /// What is held, the files, and whether the form came to its end.
    type Told = (Vec<u8>, Vec<Vec<u8>>, bool);

    fn split(form: &[u8], step: usize) -> Result<Told, Broken> {
        let (mut splitter, mut held, mut files, mut open) = (Splitter::new(b"B"), Vec::new(), Vec::new(), false);
        for part in form.chunks(step) {
            splitter.feed(part, |piece| match piece {
                Piece::Held(data) => held.extend_from_slice(data),
                Piece::FileBegins => {
                    files.push(Vec::new());
                    open = true;
                }
                Piece::FileData(data) => files.last_mut().expect("a file has begun").extend_from_slice(data),
                Piece::FileEnds => open = false,
            })?;
        }
        Ok((held, files, splitter.is_complete() && !open))
    }

    #[test]
    fn files_are_told_from_the_rest_wherever_the_input_is_split() {
        let file = b"one\r\n--\r\n-two\r\r\n";
        let at = memchr::memmem::find(FORM, file).unwrap();
        let held = [&FORM[..at], &FORM[at + file.len()..]].concat();
        for step in 1..=FORM.len() {
            assert_eq!(split(FORM, step), Ok((held.clone(), vec![file.to_vec()], true)), "in pieces of {step}");
        }
    }

    #[test]
    fn a_file_is_what_is_one_when_the_form_is_read() {
        for (head, is) in [
            ("Content-Disposition: form-data; name=a; filename=x", true),
            (" content-disposition:form-data; name=a; filename=x", true),
            ("Content-Disposition: form-data; name=a; filename=\"\"", false),
            ("Content-Disposition: form-data; name=a; filename=x\r\nContent-Disposition: form-data; name=a", false),
            ("Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=a; filename=x", true),
            ("X: y; filename=x\r\nno field\r\nContent-Disposition: form-data; name=a", false),
        ] {
            let form = format!("--B\r\n{head}\r\n\r\ndata\r\n--B--\r\n");
            let read = crate::protocol::multipart::parts(form.as_bytes(), b"B").unwrap();
            assert_eq!(read[0].filename.as_ref().is_some_and(|name| !name.is_empty()), is, "{head}");
            let (_, files, _) = split(form.as_bytes(), 7).unwrap();
            assert_eq!(!files.is_empty(), is, "{head}");
        }
    }

    #[test]
    fn a_form_without_its_end_is_not_complete() {
        for end in 1..FORM.len() - 6 {
            assert_eq!(split(&FORM[..end], 7).map(|(_, _, complete)| complete), Ok(false), "{end} bytes");
        }
    }

    #[test]
    fn what_is_no_form_is_broken() {
        for bad in [&b"no boundary"[..], b"--Bx\r\n", b"--B\rx", b"--B\r\nA: b\r\n\r\nv\r\n--Bad"] {
            for step in [1, bad.len()] {
                assert!(split(bad, step).is_err(), "{:?}", String::from_utf8_lossy(bad));
            }
        }
        let endless = [b"--B\r\n".to_vec(), b"A: b\r\n".repeat(4000)].concat();
        assert!(split(&endless, 100).is_err());
        assert!(split(&b"--B\r\n\r\n\r\n".repeat(3000), 1000).is_err());
    }
}
