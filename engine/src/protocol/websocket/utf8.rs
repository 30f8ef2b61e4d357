//! UTF-8 proven as it arrives: a text is refused at the first byte that can not be right, wherever the input is cut. It must not
//! know messages.

use super::Violation;

/// What of a text came last and is not a whole character yet.
#[derive(Debug, Default)]
pub(super) struct Utf8 {
    begun: [u8; 4],
    length: usize,
}

impl Utf8 {
    pub(super) fn push(&mut self, mut bytes: &[u8]) -> Result<(), Violation> {
        while self.length > 0 {
            let Some((&next, rest)) = bytes.split_first() else { return Ok(()) };
            self.begun[self.length] = next;
            bytes = rest;
            match std::str::from_utf8(&self.begun[..=self.length]) {
                Ok(_) => self.length = 0,
                // Cut in its middle; a character has at most four bytes, so there is room for the next.
                Err(error) if error.error_len().is_none() => self.length += 1,
                Err(_) => return Err(Violation::NotUtf8),
            }
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => Ok(()),
            Err(error) if error.error_len().is_none() => {
                let tail = &bytes[error.valid_up_to()..];
                self.begun[..tail.len()].copy_from_slice(tail);
                self.length = tail.len();
                Ok(())
            }
            Err(_) => Err(Violation::NotUtf8),
        }
    }

    /// The text is over, and the next one begins.
    pub(super) fn end(&mut self) -> Result<(), Violation> {
        if std::mem::take(&mut self.length) == 0 { Ok(()) } else { Err(Violation::NotUtf8) }
    }
}
