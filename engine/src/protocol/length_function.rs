//! Packets whose length the application tells (`package_length_func`).

use std::rc::Rc;

use super::length::whole_packet;
use super::{Codec, Decoded, Violation};

/// Where the application's function is asked.
pub trait PackageLength {
    /// The length of the packet that begins with `data`: 0 when more must be seen to tell, below 0 when it is no packet.
    fn package_length(&self, data: &[u8]) -> i64;
}

pub struct LengthFunction {
    function: Rc<dyn PackageLength>,
    max: usize,
    /// What the function said of the packet that has begun, 0 while it has said nothing.
    known: usize,
}

impl LengthFunction {
    pub fn new(function: Rc<dyn PackageLength>, max: usize) -> LengthFunction {
        LengthFunction { function, max, known: 0 }
    }
}

impl Codec for LengthFunction {
    fn decode(&mut self, input: &[u8]) -> Result<Decoded, Violation> {
        if self.known == 0 {
            let most = SHOWN.min(self.max);
            let shown = &input[..input.len().min(most)];
            match self.function.package_length(shown) {
                0 if shown.len() == most => return Err(Violation::NoLength { seen: shown.len() }),
                0 => return Ok(Decoded::more(input.len())),
                ..0 => return Err(Violation::Malformed("package_length_func does not know such a packet")),
                length => {
                    whole_packet(Some(length), shown.len(), input.len(), self.max)?;
                    self.known = length as usize;
                }
            }
        }
        let decoded = Decoded::whole(self.known, input.len());
        if let Decoded::Packet { .. } = decoded {
            self.known = 0;
        }
        Ok(decoded)
    }
}

/// As much of a packet as the original shows: one that does not tell its length by then never will.
const SHOWN: usize = 8152;
