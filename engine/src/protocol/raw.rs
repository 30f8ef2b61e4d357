//! No framing: what one read brought is one packet.

use bytes::BytesMut;

use super::{Codec, Packet, Violation};

#[derive(Debug, Clone, Copy, Default)]
pub struct Raw;

impl Codec for Raw {
    fn decode(&mut self, input: &mut BytesMut) -> Result<Option<Packet>, Violation> {
        if input.is_empty() {
            return Ok(None);
        }
        Ok(Some(Packet::new(input.split().freeze())))
    }

    fn wants_raw(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_all_that_is_there_as_one_packet() {
        let mut input = BytesMut::from(&b"abc"[..]);
        let packet = Raw.decode(&mut input).unwrap().unwrap();
        assert_eq!(&packet.payload[..], b"abc");
        assert!(input.is_empty());
        assert_eq!(Raw.decode(&mut input), Ok(None));
    }
}
