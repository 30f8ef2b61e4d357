//! Packets that end with a mark (`package_eof`): looked for where reads end (`open_eof_check`) or everywhere (`open_eof_split`).

use memchr::memmem;

use super::{Codec, Decoded, Violation};

/// The mark: 1 to 8 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Eof {
    bytes: [u8; Eof::LONGEST],
    length: u8,
}

impl Eof {
    pub const LONGEST: usize = 8;

    /// `None` when it is empty or too long.
    pub fn new(mark: &[u8]) -> Option<Eof> {
        if mark.is_empty() || mark.len() > Eof::LONGEST {
            return None;
        }
        let mut bytes = [0; Eof::LONGEST];
        bytes[..mark.len()].copy_from_slice(mark);
        Some(Eof { bytes, length: mark.len() as u8 })
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

/// What the original looks for when `package_eof` is not set.
impl Default for Eof {
    fn default() -> Eof {
        Eof { bytes: *b"\r\n\r\n\0\0\0\0", length: 4 }
    }
}

impl std::fmt::Debug for Eof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Eof({:?})", self.as_bytes().escape_ascii().to_string())
    }
}

/// Everything up to a read that ends in the mark is one packet; marks in its midst are the application's.
#[derive(Debug)]
pub struct EofCheck {
    eof: Eof,
    max: usize,
}

impl EofCheck {
    pub fn new(eof: Eof, max: usize) -> EofCheck {
        EofCheck { eof, max }
    }
}

impl Codec for EofCheck {
    fn decode(&mut self, input: &[u8]) -> Result<Decoded, Violation> {
        let had = input.len();
        if input.ends_with(self.eof.as_bytes()) {
            return within(had, self.max).map(|()| Decoded::Packet { length: had });
        }
        unfinished(had, self.max)
    }
}

/// Every mark ends a packet.
#[derive(Debug)]
pub struct EofSplit {
    eof: Eof,
    max: usize,
    /// No mark begins before this place.
    searched: usize,
}

impl EofSplit {
    pub fn new(eof: Eof, max: usize) -> EofSplit {
        EofSplit { eof, max, searched: 0 }
    }

    fn find(&self, input: &[u8]) -> Option<usize> {
        let rest = input.get(self.searched..)?;
        let found = match self.eof.as_bytes() {
            [one] => memchr::memchr(*one, rest),
            mark => memmem::find(rest, mark),
        };
        found.map(|at| self.searched + at)
    }
}

impl Codec for EofSplit {
    fn decode(&mut self, input: &[u8]) -> Result<Decoded, Violation> {
        let mark = self.eof.as_bytes().len();
        if let Some(at) = self.find(input) {
            self.searched = 0;
            let length = at + mark;
            return within(length, self.max).map(|()| Decoded::Packet { length });
        }
        // The end of the input may be the beginning of a mark.
        self.searched = (input.len() + 1).saturating_sub(mark);
        unfinished(input.len(), self.max)
    }
}

fn within(length: usize, max: usize) -> Result<(), Violation> {
    if length > max { Err(Violation::TooLong { limit: max, length: length as u64 }) } else { Ok(()) }
}

/// A packet whose end has not come: it will be longer than what is there.
fn unfinished(had: usize, max: usize) -> Result<Decoded, Violation> {
    if had >= max { Err(Violation::TooLong { limit: max, length: had as u64 }) } else { Ok(Decoded::more(had)) }
}
