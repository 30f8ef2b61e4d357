//! Which framing a connection has, as plain data: what a server's port and a client's options come down to.

use std::rc::Rc;

use super::{Codec, Eof, EofCheck, EofSplit, Length, LengthField, LengthFunction, Mqtt, PackageLength};

/// The framing of a port or of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Framing {
    pub rule: Rule,
    /// `package_max_length`: bytes of the longest packet, and so what one connection may hold in memory before it is one.
    pub max_length: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rule {
    /// What a read brings is a packet.
    #[default]
    Raw,
    /// `open_eof_check`: a packet ends where a read ends in `package_eof`.
    EofCheck(Eof),
    /// `open_eof_split`: a packet ends at each `package_eof`.
    EofSplit(Eof),
    /// `open_length_check`: a number in the packet says how long it is.
    Length(LengthField),
    /// `package_length_func`: the application says how long it is.
    LengthFunction,
    /// `open_mqtt_protocol`.
    Mqtt,
}

impl Framing {
    pub fn raw(max_length: usize) -> Framing {
        Framing { rule: Rule::Raw, max_length }
    }

    pub fn is_raw(&self) -> bool {
        self.rule == Rule::Raw
    }

    /// The codec of one connection, `None` when what is read needs none. `function` is asked where the rule is a function; without one
    /// every packet is what a read brings.
    pub fn codec(&self, function: Option<&Rc<dyn PackageLength>>) -> Option<Box<dyn Codec>> {
        let max = self.max_length;
        Some(match self.rule {
            Rule::Raw => return None,
            Rule::EofCheck(eof) => Box::new(EofCheck::new(eof, max)),
            Rule::EofSplit(eof) => Box::new(EofSplit::new(eof, max)),
            Rule::Length(field) => Box::new(Length::new(field, max)),
            Rule::LengthFunction => Box::new(LengthFunction::new(Rc::clone(function?), max)),
            Rule::Mqtt => Box::new(Mqtt::new(max)),
        })
    }
}
