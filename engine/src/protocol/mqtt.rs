//! MQTT control packets (`open_mqtt_protocol`): a type byte, then the remaining length in one to four bytes of seven bits each (MQTT
//! 3.1.1, section 2.2). Looks at nothing else: what a packet means is the application's.

use super::length::whole_packet;
use super::{Codec, Decoded, Violation};

#[derive(Debug)]
pub struct Mqtt {
    max: usize,
}

impl Mqtt {
    pub fn new(max: usize) -> Mqtt {
        Mqtt { max }
    }
}

impl Codec for Mqtt {
    fn decode(&mut self, input: &[u8]) -> Result<Decoded, Violation> {
        let mut remaining: i64 = 0;
        for place in 0..LENGTH_BYTES {
            let Some(&byte) = input.get(1 + place) else { return Ok(Decoded::Incomplete { wanted: place + 2 }) };
            remaining |= i64::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                let header = place + 2;
                return whole_packet(Some(header as i64 + remaining), header, input.len(), self.max);
            }
        }
        Err(Violation::Malformed("the remaining length of an MQTT packet has more than 4 bytes"))
    }
}

const LENGTH_BYTES: usize = 4;
