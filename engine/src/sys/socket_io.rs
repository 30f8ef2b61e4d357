//! One system call each on a socket that somebody else owns: what neither std nor socket2 offers on a borrowed one without
//! uninitialised memory. Must not wait: sockets are non-blocking, "would block" is an answer.

use std::io::{self, IoSlice, IoSliceMut};
use std::mem;
use std::net::SocketAddr;
use std::os::fd::{AsRawFd, BorrowedFd, RawFd};
use std::time::Duration;

use super::socket::address_of;

/// Whom a socket is bound or connected to, or who sent a datagram.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Name {
    Ip(SocketAddr),
    /// The path of a unix socket; empty where it has none.
    Unix(Vec<u8>),
}

/// `recv(2)` with flags such as `MSG_PEEK`.
pub fn receive(socket: BorrowedFd<'_>, buffer: &mut [u8], flags: i32) -> io::Result<usize> {
    // SAFETY: the buffer is live and writable for its length.
    counted(unsafe { libc::recv(socket.as_raw_fd(), buffer.as_mut_ptr().cast(), buffer.len(), flags) })
}

/// `recvfrom(2)`; None: the family of the sender has no addresses, or the socket is connected.
pub fn receive_from(socket: BorrowedFd<'_>, buffer: &mut [u8], flags: i32) -> io::Result<(usize, Option<Name>)> {
    // SAFETY: an all-zero sockaddr_storage is a valid value of that plain C struct.
    let mut storage: libc::sockaddr_storage = unsafe { mem::zeroed() };
    let mut length = mem::size_of::<libc::sockaddr_storage>() as libc::socklen_t;
    // SAFETY: buffer and storage are live and writable for the lengths given.
    let received = counted(unsafe {
        libc::recvfrom(
            socket.as_raw_fd(),
            buffer.as_mut_ptr().cast(),
            buffer.len(),
            flags,
            (&raw mut storage).cast(),
            &raw mut length,
        )
    })?;
    Ok((received, name_of(&storage, length as usize)))
}

/// `send(2)`; a peer that is gone is an error, never a signal.
pub fn send(socket: BorrowedFd<'_>, data: &[u8], flags: i32) -> io::Result<usize> {
    // SAFETY: the data is live for its length.
    counted(unsafe { libc::send(socket.as_raw_fd(), data.as_ptr().cast(), data.len(), flags | libc::MSG_NOSIGNAL) })
}

/// `readv(2)`
pub fn read_vectored(socket: BorrowedFd<'_>, parts: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
    let count = parts.len() as libc::c_int;
    // SAFETY: IoSliceMut is an iovec by its documentation; each is live and writable for its length.
    counted(unsafe { libc::readv(socket.as_raw_fd(), parts.as_mut_ptr().cast(), count) })
}

/// `writev(2)` without a signal.
pub fn write_vectored(socket: BorrowedFd<'_>, parts: &[IoSlice<'_>]) -> io::Result<usize> {
    // SAFETY: an all-zero msghdr is valid; the kernel reads only what is filled in.
    let mut header: libc::msghdr = unsafe { mem::zeroed() };
    header.msg_iov = parts.as_ptr().cast_mut().cast();
    header.msg_iovlen = parts.len() as _;
    // SAFETY: IoSlice is an iovec by its documentation; the kernel only reads parts and header.
    counted(unsafe { libc::sendmsg(socket.as_raw_fd(), &raw const header, libc::MSG_NOSIGNAL) })
}

/// `sendfile(2)` from `offset`, which moves on by what was sent.
pub fn send_file(socket: BorrowedFd<'_>, file: BorrowedFd<'_>, offset: &mut i64, length: usize) -> io::Result<usize> {
    // SAFETY: two open descriptors and a live offset.
    counted(unsafe { libc::sendfile(socket.as_raw_fd(), file.as_raw_fd(), offset, length) })
}

/// Blocks the thread until the socket is readable (or, `write`, writable) or the time is over, which is false. A signal ends the wait too.
pub fn wait(socket: BorrowedFd<'_>, write: bool, time: Option<Duration>) -> io::Result<bool> {
    let events = if write { libc::POLLOUT } else { libc::POLLIN };
    let mut entry = libc::pollfd { fd: socket.as_raw_fd(), events, revents: 0 };
    // Rounded up: a wait of less than a millisecond must not spin.
    let millis = time.map_or(-1, |time| i32::try_from(time.as_micros().div_ceil(1000)).unwrap_or(i32::MAX));
    // SAFETY: one live, writable entry.
    let ready = unsafe { libc::poll(&raw mut entry, 1, millis) };
    match ready {
        0 => Ok(false),
        1.. => Ok(true),
        _ => match io::Error::last_os_error() {
            error if error.kind() == io::ErrorKind::Interrupted => Ok(true),
            error => Err(error),
        },
    }
}

/// What to wait for in [`wait_for_any`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    Read,
    Write,
    /// Out-of-band data.
    Urgent,
}

/// Blocks the thread until one of them is ready; says which are. A signal ends the wait with none.
pub fn wait_for_any(wanted: &[(RawFd, Wanted)], time: Option<Duration>) -> io::Result<Vec<bool>> {
    let mut entries: Vec<libc::pollfd> = wanted
        .iter()
        .map(|&(fd, way)| {
            let events = match way {
                Wanted::Read => libc::POLLIN,
                Wanted::Write => libc::POLLOUT,
                Wanted::Urgent => libc::POLLPRI,
            };
            libc::pollfd { fd, events, revents: 0 }
        })
        .collect();
    let millis = time.map_or(-1, |time| i32::try_from(time.as_micros().div_ceil(1000)).unwrap_or(i32::MAX));
    // SAFETY: the entries are live and writable, and so many.
    let ready = unsafe { libc::poll(entries.as_mut_ptr(), entries.len() as libc::nfds_t, millis) };
    if ready < 0 {
        let error = io::Error::last_os_error();
        return if error.kind() == io::ErrorKind::Interrupted { Ok(vec![false; wanted.len()]) } else { Err(error) };
    }
    let ended = libc::POLLHUP | libc::POLLERR;
    Ok(entries.iter().map(|entry| entry.revents & (entry.events | ended) != 0).collect())
}

/// The value of an option, as many bytes as the kernel has of it.
pub fn option(socket: BorrowedFd<'_>, level: i32, name: i32, value: &mut [u8]) -> io::Result<usize> {
    let mut length = value.len() as libc::socklen_t;
    // SAFETY: the value is writable for the length given.
    let result =
        unsafe { libc::getsockopt(socket.as_raw_fd(), level, name, value.as_mut_ptr().cast(), &raw mut length) };
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(length as usize) }
}

/// Sets an option to the bytes of a value.
pub fn set_option(socket: BorrowedFd<'_>, level: i32, name: i32, value: &[u8]) -> io::Result<()> {
    let length = value.len() as libc::socklen_t;
    // SAFETY: the value is readable for the length given.
    let result = unsafe { libc::setsockopt(socket.as_raw_fd(), level, name, value.as_ptr().cast(), length) };
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// Who this is.
pub fn own_name(socket: BorrowedFd<'_>) -> io::Result<Name> {
    named(|storage, length| {
        // SAFETY: both point to live, writable values, and the length says how large the storage is.
        unsafe { libc::getsockname(socket.as_raw_fd(), storage, length) }
    })
}

/// Who the other end is.
pub fn peer_name(socket: BorrowedFd<'_>) -> io::Result<Name> {
    named(|storage, length| {
        // SAFETY: as above.
        unsafe { libc::getpeername(socket.as_raw_fd(), storage, length) }
    })
}

fn named(ask: impl FnOnce(*mut libc::sockaddr, *mut libc::socklen_t) -> i32) -> io::Result<Name> {
    // SAFETY: an all-zero sockaddr_storage is a valid value of that plain C struct.
    let mut storage: libc::sockaddr_storage = unsafe { mem::zeroed() };
    let mut length = mem::size_of::<libc::sockaddr_storage>() as libc::socklen_t;
    if ask((&raw mut storage).cast(), &raw mut length) < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(name_of(&storage, length as usize).unwrap_or(Name::Unix(Vec::new())))
}

fn name_of(storage: &libc::sockaddr_storage, length: usize) -> Option<Name> {
    if length < mem::size_of::<libc::sa_family_t>() {
        return None;
    }
    if let Some(ip) = address_of(storage) {
        return Some(Name::Ip(ip));
    }
    if i32::from(storage.ss_family) != libc::AF_UNIX {
        return None;
    }
    let skipped = mem::offset_of!(libc::sockaddr_un, sun_path);
    // SAFETY: all bytes of the storage are initialised, and it is larger than sockaddr_un.
    let bytes = unsafe {
        std::slice::from_raw_parts(std::ptr::from_ref(storage).cast::<u8>(), length.min(mem::size_of_val(storage)))
    };
    let path = bytes.get(skipped..).unwrap_or_default();
    // An abstract name begins with NUL and ends where the length says; a path ends at its NUL.
    let end =
        if path.first() == Some(&0) { path.len() } else { path.iter().position(|&b| b == 0).unwrap_or(path.len()) };
    Some(Name::Unix(path[..end].to_vec()))
}

fn counted(result: isize) -> io::Result<usize> {
    usize::try_from(result).map_err(|_| io::Error::last_os_error())
}
