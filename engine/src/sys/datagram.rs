//! Datagrams: many received by one system call, one sent to an address. Must not know ports or who reads them.

use std::io;
use std::mem;
use std::net::SocketAddr;
use std::os::fd::{AsRawFd, BorrowedFd};

use super::socket::address_of;

/// The other end of a datagram.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Peer {
    Ip(SocketAddr),
    /// The path it is bound to; empty when it has none, so that nobody can answer it.
    Unix(Vec<u8>),
}

/// One datagram of a [`Batch`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Received<'a> {
    pub peer: Peer,
    pub data: &'a [u8],
    /// It was larger than the batch has room for, and is not complete.
    pub truncated: bool,
}

/// Room for so many datagrams at once.
pub struct Batch {
    /// `size` bytes each; pages are touched as far as datagrams reach.
    buffers: Vec<u8>,
    size: usize,
    names: Vec<libc::sockaddr_storage>,
    /// Length of the datagram, length of its address, flags.
    slots: Vec<(usize, usize, i32)>,
}

impl Batch {
    /// At most [`Batch::MOST`] datagrams of at most `size` bytes.
    pub fn new(count: usize, size: usize) -> Batch {
        let count = count.clamp(1, Self::MOST);
        // SAFETY: an all-zero sockaddr_storage is a valid value of that plain C struct.
        let name: libc::sockaddr_storage = unsafe { mem::zeroed() };
        Batch { buffers: vec![0; count * size], size, names: vec![name; count], slots: vec![(0, 0, 0); count] }
    }

    pub const MOST: usize = 16;

    /// How many fit.
    pub fn capacity(&self) -> usize {
        self.slots.len()
    }

    /// Receives what waits, without blocking, and says how many. What was there before is forgotten.
    pub fn receive(&mut self, socket: BorrowedFd<'_>) -> io::Result<usize> {
        // SAFETY: all-zero values of these plain C structs are valid; the kernel reads only what is filled in below.
        let mut parts: [libc::iovec; Self::MOST] = unsafe { mem::zeroed() };
        // SAFETY: as above.
        let mut headers: [libc::mmsghdr; Self::MOST] = unsafe { mem::zeroed() };
        let count = self.slots.len();
        for (index, (buffer, name)) in self.buffers.chunks_exact_mut(self.size).zip(&mut self.names).enumerate() {
            parts[index] = libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: buffer.len() };
            let header = &mut headers[index].msg_hdr;
            header.msg_name = (&raw mut *name).cast();
            header.msg_namelen = mem::size_of::<libc::sockaddr_storage>() as libc::socklen_t;
            header.msg_iov = &raw mut parts[index];
            header.msg_iovlen = 1;
        }
        // SAFETY: each header points to a buffer, a name and an iovec of its own, all live and exclusively borrowed for the call,
        // with their true lengths; `count` headers are filled in.
        let received = unsafe {
            let flags = libc::MSG_DONTWAIT as _;
            libc::recvmmsg(socket.as_raw_fd(), headers.as_mut_ptr(), count as libc::c_uint, flags, std::ptr::null_mut())
        };
        if received < 0 {
            return Err(io::Error::last_os_error());
        }
        let received = received as usize;
        for (slot, header) in self.slots.iter_mut().zip(&headers[..received]) {
            let length = (header.msg_len as usize).min(self.size);
            *slot = (length, header.msg_hdr.msg_namelen as usize, header.msg_hdr.msg_flags);
        }
        Ok(received)
    }

    /// One of those that the last `receive` counted.
    pub fn get(&self, index: usize) -> Received<'_> {
        let (length, name, flags) = self.slots[index];
        let start = index * self.size;
        Received {
            peer: peer_of(&self.names[index], name),
            data: &self.buffers[start..start + length],
            truncated: flags & libc::MSG_TRUNC != 0,
        }
    }
}

/// Sends one datagram, without blocking.
pub fn send_to(socket: BorrowedFd<'_>, data: &[u8], peer: &Peer) -> io::Result<()> {
    let (storage, length) = storage_of(peer)?;
    let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
    // SAFETY: data and address are live for their lengths; the kernel only reads them.
    let sent = unsafe {
        libc::sendto(
            socket.as_raw_fd(),
            data.as_ptr().cast(),
            data.len(),
            flags,
            (&raw const storage).cast(),
            length as libc::socklen_t,
        )
    };
    if sent < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

fn peer_of(storage: &libc::sockaddr_storage, length: usize) -> Peer {
    if let Some(ip) = address_of(storage) {
        return Peer::Ip(ip);
    }
    let skipped = mem::offset_of!(libc::sockaddr_un, sun_path);
    // SAFETY: sockaddr_storage is larger than and aligned for sockaddr_un, all of whose bytes are initialised.
    let unix = unsafe { &*std::ptr::from_ref(storage).cast::<libc::sockaddr_un>() };
    let path = &unix.sun_path[..length.saturating_sub(skipped).min(unix.sun_path.len())];
    let mut path: Vec<u8> = path.iter().map(|&c| c as u8).collect();
    if path.first() != Some(&0) {
        // A path ends with its NUL; an abstract name begins with one and may hold more.
        path.truncate(path.iter().position(|&byte| byte == 0).unwrap_or(path.len()));
    }
    Peer::Unix(path)
}

fn storage_of(peer: &Peer) -> io::Result<(libc::sockaddr_storage, usize)> {
    // SAFETY: an all-zero sockaddr_storage is a valid value of that plain C struct.
    let mut storage: libc::sockaddr_storage = unsafe { mem::zeroed() };
    let place = &raw mut storage;
    let length = match peer {
        Peer::Ip(SocketAddr::V4(address)) => {
            let v4 = libc::sockaddr_in {
                sin_family: libc::AF_INET as libc::sa_family_t,
                sin_port: address.port().to_be(),
                sin_addr: libc::in_addr { s_addr: u32::from(*address.ip()).to_be() },
                sin_zero: [0; 8],
            };
            // SAFETY: sockaddr_storage has room and alignment for every address family.
            unsafe { place.cast::<libc::sockaddr_in>().write(v4) };
            mem::size_of::<libc::sockaddr_in>()
        }
        Peer::Ip(SocketAddr::V6(address)) => {
            let v6 = libc::sockaddr_in6 {
                sin6_family: libc::AF_INET6 as libc::sa_family_t,
                sin6_port: address.port().to_be(),
                sin6_flowinfo: address.flowinfo(),
                sin6_addr: libc::in6_addr { s6_addr: address.ip().octets() },
                sin6_scope_id: address.scope_id(),
            };
            // SAFETY: as above.
            unsafe { place.cast::<libc::sockaddr_in6>().write(v6) };
            mem::size_of::<libc::sockaddr_in6>()
        }
        Peer::Unix(path) => {
            let mut name = [0; mem::size_of::<libc::sockaddr_un>() - mem::offset_of!(libc::sockaddr_un, sun_path)];
            if path.is_empty() {
                return Err(io::Error::from_raw_os_error(libc::EDESTADDRREQ));
            }
            if path.len() >= name.len() {
                return Err(io::Error::from_raw_os_error(libc::ENAMETOOLONG));
            }
            for (to, from) in name.iter_mut().zip(path) {
                *to = *from as libc::c_char;
            }
            let unix = libc::sockaddr_un { sun_family: libc::AF_UNIX as libc::sa_family_t, sun_path: name };
            // SAFETY: as above.
            unsafe { place.cast::<libc::sockaddr_un>().write(unix) };
            // A path is sent with its NUL, an abstract name without.
            mem::offset_of!(libc::sockaddr_un, sun_path) + path.len() + usize::from(path[0] != 0)
        }
    };
    Ok((storage, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_every_family_come_back() {
        for peer in [
            Peer::Ip("127.0.0.1:9501".parse().unwrap()),
            Peer::Ip("[::1]:65535".parse().unwrap()),
            Peer::Unix(b"/tmp/x.sock".to_vec()),
            Peer::Unix(b"\0abstract\0name".to_vec()),
            Peer::Unix(vec![b'/'; 107]),
        ] {
            let (storage, length) = storage_of(&peer).unwrap();
            assert_eq!(peer_of(&storage, length), peer);
        }
        assert!(storage_of(&Peer::Unix(vec![b'/'; 108])).is_err());
        assert!(storage_of(&Peer::Unix(Vec::new())).is_err());
    }
}
