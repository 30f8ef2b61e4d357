//! A part of an answer as a worker hands it to the reactor: status and fields, data, trailers, and whether it was the last. Must not judge
//! what the fields say.
//!
//! ```text
//! ending (1)  code (4)  status (2, 0: no head)  length of the head (4)  length of the trailers (4)  head  trailers  data
//! field: length of the name (2)  length of the value (4)  name  value
//! ```

/// What follows a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Further parts.
    More,
    /// Nothing: the answer is complete.
    Last,
    /// Nothing: it can not be completed, and the stream is reset with this code.
    Reset(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer<'a> {
    /// In the first part: the status and the fields.
    pub head: Option<(u16, &'a [u8])>,
    pub data: &'a [u8],
    /// Fields behind the data; only with the last part.
    pub trailers: &'a [u8],
    pub ending: Ending,
}

impl<'a> Answer<'a> {
    /// Nothing but the end of the stream.
    pub const RESET: Answer<'static> =
        Answer { head: None, data: &[], trailers: &[], ending: Ending::Reset(INTERNAL_ERROR) };

    /// Data alone.
    pub fn data(data: &'a [u8], ending: Ending) -> Answer<'a> {
        Answer { head: None, data, trailers: &[], ending }
    }

    /// What goes before head, trailers and data.
    pub fn preamble(&self) -> [u8; PREAMBLE] {
        let (status, head) = self.head.unwrap_or((0, &[]));
        let (ending, code) = match self.ending {
            Ending::More => (0, 0),
            Ending::Last => (1, 0),
            Ending::Reset(code) => (2, code),
        };
        let mut bytes = [0; PREAMBLE];
        bytes[0] = ending;
        bytes[1..5].copy_from_slice(&code.to_ne_bytes());
        bytes[5..7].copy_from_slice(&status.to_ne_bytes());
        bytes[7..11].copy_from_slice(&(head.len() as u32).to_ne_bytes());
        bytes[11..].copy_from_slice(&(self.trailers.len() as u32).to_ne_bytes());
        bytes
    }

    pub fn head_bytes(&self) -> &'a [u8] {
        self.head.map_or(&[], |(_, fields)| fields)
    }

    /// What a message holds; `None`: nothing that was made here.
    pub fn parse(bytes: &'a [u8]) -> Option<Answer<'a>> {
        let (ending, rest) = bytes.split_first()?;
        let (code, rest) = rest.split_first_chunk()?;
        let (status, rest) = rest.split_first_chunk()?;
        let (head, rest) = rest.split_first_chunk()?;
        let (trailers, rest) = rest.split_first_chunk()?;
        let (head, rest) = rest.split_at_checked(u32::from_ne_bytes(*head) as usize)?;
        let (trailers, data) = rest.split_at_checked(u32::from_ne_bytes(*trailers) as usize)?;
        let status = u16::from_ne_bytes(*status);
        let ending = match ending {
            0 => Ending::More,
            1 => Ending::Last,
            _ => Ending::Reset(u32::from_ne_bytes(*code)),
        };
        Some(Answer { head: (status != 0).then_some((status, head)), data, trailers, ending })
    }

    pub fn is_last(&self) -> bool {
        self.ending != Ending::More
    }
}

pub fn push_field(name: &[u8], value: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&(name.len() as u16).to_ne_bytes());
    out.extend_from_slice(&(value.len() as u32).to_ne_bytes());
    out.extend_from_slice(name);
    out.extend_from_slice(value);
}

/// Names and values, as far as they make sense.
pub fn fields(mut bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let (name, rest) = bytes.split_first_chunk()?;
        let (value, rest) = rest.split_first_chunk()?;
        let (name, rest) = rest.split_at_checked(usize::from(u16::from_ne_bytes(*name)))?;
        let (value, rest) = rest.split_at_checked(u32::from_ne_bytes(*value) as usize)?;
        bytes = rest;
        Some((name, value))
    })
}

const PREAMBLE: usize = 15;
/// RFC 9113, section 7.
const INTERNAL_ERROR: u32 = 2;
