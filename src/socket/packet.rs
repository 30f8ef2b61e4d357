//! Whole packets of a framing: reads ahead until the codec finds one. It must not know options.

use std::rc::Rc;

use bytes::BytesMut;
use rswoole_engine::protocol::{Codec, Decoded, Framing, PackageLength, Violation};

use super::CoSocket;
use super::failure::{Done, Failure, Stop};
use super::wait::Limit;
use crate::errors::code;
use crate::zend::{Callable, Raised, Zv};

/// A framing in use.
pub struct Packets(Box<dyn Codec>);

/// `package_length_func`
pub struct LengthCallback(pub Callable);

impl PackageLength for LengthCallback {
    fn package_length(&self, data: &[u8]) -> i64 {
        // What it throws stays pending; whoever receives finds it.
        self.0.call(&mut [Zv::str(data)]).map_or(-1, |length| length.to_int())
    }
}

impl Packets {
    /// None: what is read is a packet.
    pub fn new(framing: &Framing, function: Option<Callable>) -> Option<Packets> {
        let function = function.map(|function| Rc::new(LengthCallback(function)) as Rc<dyn PackageLength>);
        framing.codec(function.as_ref()).map(Packets)
    }

    /// The first packet at the front of `buffer`, taken out of it.
    pub fn take(&mut self, buffer: &mut BytesMut) -> Done<Option<BytesMut>> {
        if buffer.is_empty() {
            return Ok(None);
        }
        let decoded = self.0.decode(buffer);
        Raised::check(()).map_err(Stop::Raised)?;
        match decoded {
            Ok(Decoded::Packet { length }) => Ok(Some(buffer.split_to(length))),
            Ok(Decoded::Incomplete { .. }) => Ok(None),
            Err(violation) => Err(failure(&violation).into()),
        }
    }
}

fn failure(violation: &Violation) -> Failure {
    let number = match violation {
        Violation::TooLong { .. } => code::PACKAGE_LENGTH_TOO_LARGE,
        Violation::NoLength { .. } => code::PACKAGE_LENGTH_NOT_FOUND,
        _ => code::PACKAGE_MALFORMED_DATA,
    };
    Failure::with_text(number, violation.to_string())
}

impl CoSocket {
    pub fn set_packets(&self, packets: Option<Packets>) {
        self.packets.replace(packets);
    }

    pub fn has_framing(&self) -> bool {
        self.packets.borrow().is_some()
    }

    /// The next packet; empty: the peer has ended. Without a framing: what a read brings. A packet that has begun when the wait fails
    /// stays for the next call. After a violation nothing that was read can be trusted: it is dropped.
    pub fn receive_packet(&self, limit: &Limit) -> Done<BytesMut> {
        let Some(mut packets) = self.packets.take() else {
            if !self.buffer().borrow().is_empty() {
                return Ok(self.buffer().borrow_mut().split());
            }
            return self.receive(super::receive::AHEAD, limit, |bytes: &[u8]| BytesMut::from(bytes));
        };
        let received = loop {
            let mut buffer = self.buffer().take();
            let taken = packets.take(&mut buffer);
            if !matches!(taken, Err(Stop::Failed(_))) {
                self.buffer().replace(buffer);
            }
            match taken {
                Ok(Some(packet)) => break Ok(packet),
                Ok(None) => {}
                Err(stop) => break Err(stop),
            }
            match self.fill(limit) {
                Ok(0) => {
                    self.buffer().borrow_mut().clear();
                    break Ok(BytesMut::new());
                }
                Ok(_) => {}
                Err(stop) => break Err(stop),
            }
        };
        self.packets.replace(Some(packets));
        received
    }
}
