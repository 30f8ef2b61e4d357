//! A pair of connected unix sockets between a process and its child, used in blocking style. Must not know who has which end.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::time::{Duration, Instant};

/// Whether the borders of messages are kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    Stream,
    Datagram,
}

/// Which direction of a socket is shut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Half {
    Read,
    Write,
}

/// How long an operation may wait. Whether the descriptor itself is non-blocking does not matter: somebody else may have made it so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Patience {
    None,
    Until(Duration),
    Endless,
}

impl Patience {
    fn deadline(self) -> Option<Instant> {
        match self {
            Patience::Until(time) => Some(Instant::now() + time),
            Patience::None | Patience::Endless => None,
        }
    }
}

pub fn pair(shape: Shape) -> io::Result<(OwnedFd, OwnedFd)> {
    let kind = match shape {
        Shape::Stream => libc::SOCK_STREAM,
        Shape::Datagram => libc::SOCK_DGRAM,
    };
    let mut fds = [0; 2];
    // SAFETY: two writable ints; on success both are new descriptors that nobody else owns.
    unsafe {
        if libc::socketpair(libc::AF_UNIX, kind | libc::SOCK_CLOEXEC, 0, fds.as_mut_ptr()) != 0 {
            return Err(io::Error::last_os_error());
        }
        let ends = (OwnedFd::from_raw_fd(fds[0]), OwnedFd::from_raw_fd(fds[1]));
        for end in [&ends.0, &ends.1] {
            // Datagrams have to fit as a whole. The kernel takes what its limits allow.
            let size: libc::c_int = BUFFER;
            for name in [libc::SO_SNDBUF, libc::SO_RCVBUF] {
                let value = (&raw const size).cast();
                libc::setsockopt(end.as_raw_fd(), libc::SOL_SOCKET, name, value, size_of_val(&size) as libc::socklen_t);
            }
        }
        Ok(ends)
    }
}

/// Takes what is there. `WouldBlock`: nothing is, and the time is over.
pub fn read(fd: BorrowedFd<'_>, buffer: &mut [u8], patience: Patience) -> io::Result<usize> {
    let deadline = patience.deadline();
    loop {
        // SAFETY: the buffer is writable for its length.
        let got = unsafe { libc::recv(fd.as_raw_fd(), buffer.as_mut_ptr().cast(), buffer.len(), libc::MSG_DONTWAIT) };
        if got >= 0 {
            return Ok(got as usize);
        }
        let error = io::Error::last_os_error();
        match error.kind() {
            io::ErrorKind::WouldBlock if patience != Patience::None => wait(fd, libc::POLLIN, deadline)?,
            _ => return Err(error),
        }
    }
}

/// Writes all of it. When nothing more fits and the time is over: what was written, or `WouldBlock`.
pub fn write(fd: BorrowedFd<'_>, data: &[u8], patience: Patience) -> io::Result<usize> {
    let deadline = patience.deadline();
    let mut done = 0;
    while done < data.len() {
        let rest = &data[done..];
        let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
        // SAFETY: the slice is live for its length.
        let sent = unsafe { libc::send(fd.as_raw_fd(), rest.as_ptr().cast(), rest.len(), flags) };
        if sent >= 0 {
            done += sent as usize;
            continue;
        }
        let error = io::Error::last_os_error();
        let blocked = match error.kind() {
            io::ErrorKind::WouldBlock if patience == Patience::None => Err(error),
            io::ErrorKind::WouldBlock => wait(fd, libc::POLLOUT, deadline),
            io::ErrorKind::Interrupted => Ok(()),
            _ => Err(error),
        };
        match blocked {
            Ok(()) => {}
            Err(_) if done > 0 => break,
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

pub fn shut(fd: BorrowedFd<'_>, half: Half) -> io::Result<()> {
    let how = match half {
        Half::Read => libc::SHUT_RD,
        Half::Write => libc::SHUT_WR,
    };
    // SAFETY: touches no memory.
    if unsafe { libc::shutdown(fd.as_raw_fd(), how) } == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Puts the socket under the standard streams.
pub fn put_under_standard_streams(fd: BorrowedFd<'_>) -> io::Result<()> {
    for target in 0..3 {
        // SAFETY: takes numbers only; the copy is inherited by what is executed later.
        if unsafe { libc::dup2(fd.as_raw_fd(), target) } < 0 {
            return Err(io::Error::last_os_error());
        }
    }
    Ok(())
}

fn wait(fd: BorrowedFd<'_>, events: i16, deadline: Option<Instant>) -> io::Result<()> {
    let millis = match deadline {
        None => -1,
        Some(at) => {
            let left = at.saturating_duration_since(Instant::now());
            left.as_nanos().div_ceil(1_000_000).min(i32::MAX as u128) as i32
        }
    };
    let mut polled = libc::pollfd { fd: fd.as_raw_fd(), events, revents: 0 };
    // SAFETY: one writable pollfd.
    match unsafe { libc::poll(&mut polled, 1, millis) } {
        0 => Err(io::Error::from_raw_os_error(libc::EAGAIN)),
        1.. => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

const BUFFER: libc::c_int = 8 << 20;

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::fd::AsFd;

    #[test]
    fn a_datagram_pair_keeps_borders_and_a_read_ends_in_time() {
        let (a, b) = pair(Shape::Datagram).unwrap();
        assert_eq!(write(a.as_fd(), b"one", Patience::Endless).unwrap(), 3);
        assert_eq!(write(a.as_fd(), b"two!", Patience::Endless).unwrap(), 4);
        let mut buffer = [0; 16];
        assert_eq!(read(b.as_fd(), &mut buffer, Patience::Endless).unwrap(), 3);
        assert_eq!(read(b.as_fd(), &mut buffer, Patience::Endless).unwrap(), 4);
        let late = read(b.as_fd(), &mut buffer, Patience::Until(Duration::from_millis(5))).unwrap_err();
        assert_eq!(late.raw_os_error(), Some(libc::EAGAIN));
    }

    #[test]
    fn a_write_without_a_reader_fails_and_sends_no_signal() {
        let (a, b) = pair(Shape::Stream).unwrap();
        drop(b);
        assert_eq!(write(a.as_fd(), b"x", Patience::Endless).unwrap_err().raw_os_error(), Some(libc::EPIPE));
    }
}
