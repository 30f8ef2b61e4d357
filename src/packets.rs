//! What the Packet callback is given: data and an array about the client, or one object (`event_object`). Must not call it.

use std::io::Write;
use std::net::IpAddr;

use rswoole_engine::worker::{Packet, PacketPeer};

use crate::class::server_packet as class;
use crate::state::PortState;
use crate::zend::{Array, Str, Zv};

pub enum Arguments {
    Plain(Zv, Zv),
    Object(Zv),
}

/// The keys of the array, made once: with strings that know their hash a new array costs half.
pub struct Keys {
    server_socket: Str,
    dispatch_time: Str,
    server_port: Str,
    address: Str,
    port: Str,
}

impl Keys {
    pub fn new() -> Keys {
        let key = |name: &str| Str::new(name.as_bytes());
        Keys {
            server_socket: key("server_socket"),
            dispatch_time: key("dispatch_time"),
            server_port: key("server_port"),
            address: key("address"),
            port: key("port"),
        }
    }
}

/// An address as text; none is longer than an IPv6 one with its scope.
struct Text {
    bytes: [u8; 64],
    len: usize,
}

impl Text {
    fn of(address: IpAddr) -> Text {
        let mut text = Text { bytes: [0; 64], len: 0 };
        match address {
            // By hand: the formatting of the standard library takes ten times as long, and this is done for every packet.
            IpAddr::V4(v4) => v4.octets().into_iter().enumerate().for_each(|(index, octet)| {
                if index > 0 {
                    text.push(b'.');
                }
                text.push_number(octet);
            }),
            IpAddr::V6(v6) => {
                let mut rest = &mut text.bytes[..];
                // What has no room is cut off, which cannot happen.
                let _ = write!(rest, "{v6}");
                text.len = 64 - rest.len();
            }
        }
        text
    }

    fn push(&mut self, byte: u8) {
        self.bytes[self.len] = byte;
        self.len += 1;
    }

    fn push_number(&mut self, number: u8) {
        if number >= 100 {
            self.push(b'0' + number / 100);
        }
        if number >= 10 {
            self.push(b'0' + number / 10 % 10);
        }
        self.push(b'0' + number % 10);
    }

    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// Keys and their order are those of the original; a unix client has no port.
pub fn arguments(keys: &Keys, port: &PortState, packet: &Packet<'_>, as_object: bool) -> Arguments {
    let text;
    let (address, number) = match &packet.peer {
        PacketPeer::Ip(address) => {
            text = Text::of(address.ip());
            (text.as_bytes(), Some(i64::from(address.port())))
        }
        PacketPeer::Unix(path) => (&path[..], None),
    };
    let (socket, server_port, data) = (i64::from(port.fd), i64::from(port.port), Zv::str(packet.data));
    if as_object {
        let Ok(object) = class::CLASS.instantiate() else { return Arguments::Object(Zv::NULL) };
        object.set_slot(class::SERVER_SOCKET, socket);
        object.set_slot(class::SERVER_PORT, server_port);
        object.set_slot(class::DISPATCH_TIME, packet.time);
        object.set_slot(class::ADDRESS, Zv::str(address));
        object.set_slot(class::PORT, number.unwrap_or(0));
        object.set_slot(class::DATA, data);
        return Arguments::Object(object.into());
    }
    let client = Array::build(5, |client| {
        client.int(&keys.server_socket, socket);
        client.float(&keys.dispatch_time, packet.time);
        client.int(&keys.server_port, server_port);
        client.bytes(&keys.address, address);
        if let Some(number) = number {
            client.int(&keys.port, number);
        }
    });
    Arguments::Plain(data, client.into())
}
