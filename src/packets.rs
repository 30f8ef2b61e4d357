//! What the Packet callback is given: data and an array about the client, or one object (`event_object`). Must not call it.

use rswoole_engine::worker::{Packet, PacketPeer};

use crate::class::server_packet as class;
use crate::state::PortState;
use crate::zend::{Array, Zv};

pub enum Arguments {
    Plain(Zv, Zv),
    Object(Zv),
}

/// Keys and their order are those of the original; a unix client has no port.
pub fn arguments(port: &PortState, packet: &Packet<'_>, as_object: bool) -> Arguments {
    let (address, number) = match &packet.peer {
        PacketPeer::Ip(address) => (Zv::str(address.ip().to_string()), Some(i64::from(address.port()))),
        PacketPeer::Unix(path) => (Zv::str(path), None),
    };
    let (socket, server_port, data) = (i64::from(port.fd), i64::from(port.port), Zv::str(packet.data));
    if as_object {
        let Ok(object) = class::CLASS.instantiate() else { return Arguments::Object(Zv::NULL) };
        object.set_slot(class::SERVER_SOCKET, socket);
        object.set_slot(class::SERVER_PORT, server_port);
        object.set_slot(class::DISPATCH_TIME, packet.time);
        object.set_slot(class::ADDRESS, address);
        object.set_slot(class::PORT, number.unwrap_or(0));
        object.set_slot(class::DATA, data);
        return Arguments::Object(object.into());
    }
    let mut client = Array::with_capacity(5);
    client.insert("server_socket", socket);
    client.insert("dispatch_time", packet.time);
    client.insert("server_port", server_port);
    client.insert("address", address);
    if let Some(number) = number {
        client.insert("port", number);
    }
    Arguments::Plain(data, client.into())
}
