//! Packets that say how long they are (`open_length_check`): a number at a fixed place, counted from a fixed place.

use super::{Codec, Decoded, Violation};

/// Where the length stands and what it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LengthField {
    pub kind: LengthType,
    /// `package_length_offset`: where in the packet the number begins.
    pub offset: usize,
    /// `package_body_offset`: bytes of the packet that the number does not count.
    pub body_offset: i64,
}

/// `package_length_type`: the letters of PHP's `pack()` for integers of a fixed size. Letters for the machine's own sizes (`i`, `I`) have
/// no place in a protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LengthType {
    size: u8,
    signed: bool,
    big_endian: bool,
}

impl LengthType {
    pub fn from_letter(letter: u8) -> Option<LengthType> {
        let native = cfg!(target_endian = "big");
        let (size, signed, big_endian) = match letter {
            b'c' => (1, true, native),
            b'C' => (1, false, native),
            b's' => (2, true, native),
            b'S' => (2, false, native),
            b'n' => (2, false, true),
            b'v' => (2, false, false),
            b'l' => (4, true, native),
            b'L' => (4, false, native),
            b'N' => (4, false, true),
            b'V' => (4, false, false),
            b'q' => (8, true, native),
            b'Q' => (8, false, native),
            b'J' => (8, false, true),
            b'P' => (8, false, false),
            _ => return None,
        };
        Some(LengthType { size, signed, big_endian })
    }

    pub fn size(self) -> usize {
        usize::from(self.size)
    }

    /// The number in exactly `size()` bytes. Unsigned numbers beyond what PHP's integers hold come out negative, as from `unpack()`.
    #[inline]
    fn read(self, bytes: &[u8]) -> i64 {
        let mut number = [0; 8];
        let size = bytes.len().min(8);
        let value = if self.big_endian {
            number[8 - size..].copy_from_slice(&bytes[..size]);
            u64::from_be_bytes(number)
        } else {
            number[..size].copy_from_slice(&bytes[..size]);
            u64::from_le_bytes(number)
        };
        let unused = 64 - 8 * size as u32;
        if self.signed { ((value << unused) as i64) >> unused } else { value as i64 }
    }
}

impl Default for LengthType {
    fn default() -> LengthType {
        LengthType { size: 4, signed: false, big_endian: true }
    }
}

#[derive(Debug)]
pub struct Length {
    field: LengthField,
    max: usize,
}

impl Length {
    pub fn new(field: LengthField, max: usize) -> Length {
        Length { field, max }
    }
}

impl Codec for Length {
    #[inline]
    fn decode(&mut self, input: &[u8]) -> Result<Decoded, Violation> {
        let LengthField { kind, offset, body_offset } = self.field;
        let header = offset + kind.size();
        let Some(number) = input.get(offset..header) else { return Ok(Decoded::Incomplete { wanted: header }) };
        let length = match kind.read(number) {
            ..0 => return Err(Violation::Malformed("the length in the header is negative")),
            number => number.checked_add(body_offset),
        };
        whole_packet(length, header, input.len(), self.max)
    }
}

/// The packet of a length that was told from the first `seen` bytes.
#[inline]
pub(super) fn whole_packet(length: Option<i64>, seen: usize, had: usize, max: usize) -> Result<Decoded, Violation> {
    match length {
        Some(0) => Err(Violation::NoLength { seen }),
        Some(length @ 1..) => match usize::try_from(length) {
            Ok(length) if length <= max => Ok(Decoded::whole(length, had)),
            _ => Err(Violation::TooLong { limit: max, length: length as u64 }),
        },
        _ => Err(Violation::Malformed("the length of the packet is negative")),
    }
}
