//! The address of a session's peer, and how it lies in shared memory.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};
use std::sync::atomic::{AtomicU64, Ordering};

use super::slot::{PathCell, Slot};

/// Who is on the other side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Peer {
    Ip(SocketAddr),
    /// The path it bound its own socket to, most often none (empty). An abstract one starts with a NUL.
    Unix(Vec<u8>),
}

const KIND_V4: u16 = 0;
const KIND_V6: u16 = 1;
const KIND_UNIX: u16 = 2;
const PATH_BYTES: usize = 108;

impl Peer {
    /// Paths are cut after 108 bytes, the most that the kernel knows.
    pub(super) fn store(&self, slot: &Slot, path: &PathCell) {
        match self {
            Peer::Ip(SocketAddr::V4(v4)) => {
                slot.peer_words[0].store(u64::from(u32::from(*v4.ip())), Ordering::Relaxed);
                slot.peer_port.store(v4.port(), Ordering::Relaxed);
                slot.peer_kind.store(KIND_V4, Ordering::Relaxed);
            }
            Peer::Ip(SocketAddr::V6(v6)) => {
                let bits = u128::from(*v6.ip());
                slot.peer_words[0].store((bits >> 64) as u64, Ordering::Relaxed);
                slot.peer_words[1].store(bits as u64, Ordering::Relaxed);
                slot.peer_scope.store(v6.scope_id(), Ordering::Relaxed);
                slot.peer_port.store(v6.port(), Ordering::Relaxed);
                slot.peer_kind.store(KIND_V6, Ordering::Relaxed);
            }
            Peer::Unix(bytes) => {
                slot.peer_kind.store(KIND_UNIX, Ordering::Relaxed);
                store_path(&bytes[..bytes.len().min(PATH_BYTES)], slot, path);
            }
        }
    }

    pub(super) fn load(slot: &Slot, path: &PathCell) -> Peer {
        let word = |n: usize| slot.peer_words[n].load(Ordering::Relaxed);
        let port = slot.peer_port.load(Ordering::Relaxed);
        match slot.peer_kind.load(Ordering::Relaxed) {
            KIND_V6 => {
                let ip = Ipv6Addr::from(u128::from(word(0)) << 64 | u128::from(word(1)));
                Peer::Ip(SocketAddrV6::new(ip, port, 0, slot.peer_scope.load(Ordering::Relaxed)).into())
            }
            KIND_UNIX => Peer::Unix(load_path(word(0) as usize, path)),
            _ => Peer::Ip(SocketAddr::new(IpAddr::V4(Ipv4Addr::from(word(0) as u32)), port)),
        }
    }
}

/// The length lies in the slot, so that unnamed peers, nearly all of them, touch no page of the paths.
fn store_path(bytes: &[u8], slot: &Slot, path: &PathCell) {
    slot.peer_words[0].store(bytes.len() as u64, Ordering::Relaxed);
    for (word, chunk) in path.words.iter().zip(bytes.chunks(8)) {
        let mut padded = [0; 8];
        padded[..chunk.len()].copy_from_slice(chunk);
        word.store(u64::from_ne_bytes(padded), Ordering::Relaxed);
    }
}

fn load_path(len: usize, path: &PathCell) -> Vec<u8> {
    let len = len.min(PATH_BYTES);
    let read = |word: &AtomicU64| word.load(Ordering::Relaxed).to_ne_bytes();
    let mut bytes: Vec<u8> = path.words[..len.div_ceil(8)].iter().flat_map(read).collect();
    bytes.truncate(len);
    bytes
}
