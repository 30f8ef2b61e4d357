//! How a datagram's peer stands in a message: behind the event prefix, before the bytes.
//!
//! ```text
//! kind (1 byte: 4, 6 or 1), length of the address (1), port (2), address: 4 or 16 bytes, or a path of a unix socket
//! ```

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};

use crate::sys::datagram::Peer;

/// A peer's bytes.
pub struct Encoded {
    bytes: [u8; HEAD + ADDRESS],
    length: usize,
}

impl AsRef<[u8]> for Encoded {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

pub fn encode(peer: &Peer) -> Encoded {
    let mut v6 = [0; 20];
    let (kind, port, address): (u8, u16, &[u8]) = match peer {
        Peer::Ip(SocketAddr::V4(v4)) => {
            v6[..4].copy_from_slice(&v4.ip().octets());
            (V4, v4.port(), &v6[..4])
        }
        Peer::Ip(SocketAddr::V6(address)) => {
            v6[..16].copy_from_slice(&address.ip().octets());
            v6[16..].copy_from_slice(&address.scope_id().to_ne_bytes());
            (V6, address.port(), &v6)
        }
        // The kernel allows no longer ones.
        Peer::Unix(path) => (UNIX, 0, &path[..path.len().min(ADDRESS)]),
    };
    let mut bytes = [0; HEAD + ADDRESS];
    bytes[0] = kind;
    bytes[1] = address.len() as u8;
    bytes[2..HEAD].copy_from_slice(&port.to_ne_bytes());
    bytes[HEAD..HEAD + address.len()].copy_from_slice(address);
    Encoded { bytes, length: HEAD + address.len() }
}

/// The peer and what follows it; none when that is no peer.
pub fn split(payload: &[u8]) -> Option<(Peer, &[u8])> {
    let (&[kind, length, p0, p1], rest) = payload.split_first_chunk::<HEAD>()?;
    let (address, data) = rest.split_at_checked(usize::from(length))?;
    let port = u16::from_ne_bytes([p0, p1]);
    let peer = match kind {
        V4 => Peer::Ip(SocketAddr::new(IpAddr::V4(Ipv4Addr::from(<[u8; 4]>::try_from(address).ok()?)), port)),
        V6 => {
            let (ip, scope) = address.split_first_chunk::<16>()?;
            let scope = u32::from_ne_bytes(scope.try_into().ok()?);
            Peer::Ip(SocketAddrV6::new(Ipv6Addr::from(*ip), port, 0, scope).into())
        }
        UNIX if address.len() <= ADDRESS => Peer::Unix(address.to_vec()),
        _ => return None,
    };
    Some((peer, data))
}

const HEAD: usize = 4;
/// As `sockaddr_un.sun_path`.
const ADDRESS: usize = 108;
const V4: u8 = 4;
const V6: u8 = 6;
const UNIX: u8 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peers_come_back_with_what_followed_them() {
        for peer in [
            Peer::Ip("10.1.2.3:65535".parse().unwrap()),
            Peer::Ip("[fe80::1%3]:53".parse().unwrap()),
            Peer::Unix(b"/tmp/a b".to_vec()),
            Peer::Unix(Vec::new()),
            Peer::Unix(vec![b'x'; 108]),
        ] {
            let bytes = [encode(&peer).as_ref(), b"data"].concat();
            assert_eq!(split(&bytes), Some((peer, &b"data"[..])));
        }
    }

    #[test]
    fn garbage_is_no_peer() {
        for bytes in
            [&b""[..], b"\x04", b"\x04\x04\0\0abc", b"\x04\x03\0\0abc", b"\x06\x10\0\0abcdabcdabcdabcd", b"\x09\0\0\0"]
        {
            assert_eq!(split(bytes), None, "{bytes:?}");
        }
        let too_long = [&[UNIX, ADDRESS as u8 + 1, 0, 0][..], &[b'x'; ADDRESS + 1]].concat();
        assert_eq!(split(&too_long), None);
    }
}
