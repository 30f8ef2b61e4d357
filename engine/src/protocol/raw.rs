//! No framing: what one read brought is one packet.

use super::{Codec, Decoded, Violation};

#[derive(Debug, Clone, Copy, Default)]
pub struct Raw;

impl Codec for Raw {
    fn decode(&mut self, input: &[u8]) -> Result<Decoded, Violation> {
        Ok(Decoded::Packet { length: input.len() })
    }

    fn wants_raw(&self) -> bool {
        true
    }
}
