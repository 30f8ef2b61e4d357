//! Open descriptors that go from one process to another (SCM_RIGHTS), each with a tag that says what it is for. Must not know what
//! they refer to.

use std::io;
use std::mem;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

/// What goes along with a descriptor.
pub type Tag = [u8; 16];

/// The two ends of a channel: any number of processes may send on the first one, one receives on the second. Neither blocks.
pub fn channel() -> io::Result<(OwnedFd, OwnedFd)> {
    let mut ends = [0; 2];
    let kind = libc::SOCK_STREAM | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC;
    // SAFETY: the kernel writes two descriptors into the array.
    if unsafe { libc::socketpair(libc::AF_UNIX, kind, 0, ends.as_mut_ptr()) } < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: just made, and nobody else knows them.
    Ok(unsafe { (OwnedFd::from_raw_fd(ends[0]), OwnedFd::from_raw_fd(ends[1])) })
}

/// A copy of `file` for the other end. Small as it is, it goes whole or not at all.
pub fn send(channel: BorrowedFd<'_>, tag: Tag, file: BorrowedFd<'_>) -> io::Result<()> {
    send_along(channel, &tag, file)
}

/// The next descriptor, if one waits.
pub fn receive(channel: BorrowedFd<'_>) -> io::Result<Option<(Tag, OwnedFd)>> {
    let mut tag: Tag = [0; 16];
    match receive_along(channel, &mut tag) {
        // More open files than this process may have: the kernel took the descriptor and dropped it.
        Ok((_, None)) => Err(io::Error::from_raw_os_error(libc::EMFILE)),
        Ok((received, Some(_))) if received != tag.len() => Err(io::ErrorKind::InvalidData.into()),
        Ok((_, Some(file))) => Ok(Some((tag, file))),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error),
    }
}

/// Bytes, at least one, and with them a copy of `file`. Does not block.
pub fn send_along(socket: BorrowedFd<'_>, data: &[u8], file: BorrowedFd<'_>) -> io::Result<()> {
    let mut part = libc::iovec { iov_base: data.as_ptr().cast_mut().cast(), iov_len: data.len() };
    let mut control = Control::default();
    let mut message = header(&mut part, &mut control);
    // SAFETY: `message` points to a live control buffer that is aligned for, and holds exactly, one header with one int; the kernel
    // only reads `data`.
    let sent = unsafe {
        let first = libc::CMSG_FIRSTHDR(&raw const message);
        (*first).cmsg_level = libc::SOL_SOCKET;
        (*first).cmsg_type = libc::SCM_RIGHTS;
        (*first).cmsg_len = libc::CMSG_LEN(INT) as _;
        libc::CMSG_DATA(first).cast::<libc::c_int>().write_unaligned(file.as_raw_fd());
        libc::sendmsg(socket.as_raw_fd(), &raw mut message, libc::MSG_NOSIGNAL | libc::MSG_DONTWAIT)
    };
    if sent < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// What comes next (of a datagram, as much as the buffer takes), and the descriptor that came along. Does not block.
pub fn receive_along(socket: BorrowedFd<'_>, buffer: &mut [u8]) -> io::Result<(usize, Option<OwnedFd>)> {
    let mut part = libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: buffer.len() };
    let mut control = Control::default();
    let mut message = header(&mut part, &mut control);
    let flags = libc::MSG_DONTWAIT | libc::MSG_CMSG_CLOEXEC;
    // SAFETY: the message points to live buffers with their true lengths.
    let received = unsafe { libc::recvmsg(socket.as_raw_fd(), &raw mut message, flags) };
    if received < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel wrote the control buffer; a header that it announces lies within it. A descriptor in it is new in this
    // process and owned by nobody.
    let file = unsafe {
        let first = libc::CMSG_FIRSTHDR(&raw const message);
        if first.is_null() || (*first).cmsg_type != libc::SCM_RIGHTS {
            None
        } else {
            Some(OwnedFd::from_raw_fd(libc::CMSG_DATA(first).cast::<libc::c_int>().read_unaligned()))
        }
    };
    Ok((received as usize, file))
}

const INT: libc::c_uint = mem::size_of::<libc::c_int>() as libc::c_uint;

/// Room for the control message of one descriptor, aligned as its header.
#[derive(Default)]
struct Control([u64; 4]);

fn header(part: &mut libc::iovec, control: &mut Control) -> libc::msghdr {
    // SAFETY: an all-zero msghdr is a valid, empty one.
    let mut message: libc::msghdr = unsafe { mem::zeroed() };
    message.msg_iov = part;
    message.msg_iovlen = 1;
    message.msg_control = control.0.as_mut_ptr().cast();
    // SAFETY: computes a length from a length.
    let length = unsafe { libc::CMSG_SPACE(INT) } as usize;
    message.msg_controllen = length.min(mem::size_of_val(&control.0)) as _;
    message
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Read;
    use std::os::fd::AsFd;

    use super::*;

    #[test]
    fn descriptors_arrive_in_order_with_their_tags() {
        let (sender, receiver) = channel().unwrap();
        assert!(receive(receiver.as_fd()).unwrap().is_none());
        for number in 0..3 {
            let file = File::open("/proc/self/stat").unwrap();
            send(sender.as_fd(), [number; 16], file.as_fd()).unwrap();
        }
        for number in 0..3 {
            let (tag, file) = receive(receiver.as_fd()).unwrap().unwrap();
            assert_eq!(tag, [number; 16]);
            let mut text = String::new();
            File::from(file).read_to_string(&mut text).unwrap();
            assert!(text.starts_with(&std::process::id().to_string()));
        }
        assert!(receive(receiver.as_fd()).unwrap().is_none());
    }
}
