//! The ops of hooked pipes (`proc_open()`, `popen()`): as those of sockets, but a pipe has no time limit, and whether it blocks is written in the
//! descriptor alone.

use super::{
    exception_pending, hook,
    stream::Stream,
    stream_ops::{Awaited, Waited, finish, wait_for},
    transport::Hooked,
};
use std::ffi::{c_char, c_int};

/// `PIPE_BUF`: what a pipe that has room takes without a wait.
const ROOM: usize = 4096;
/// `PHP_STREAM_AS_FD_FOR_SELECT`
const FOR_SELECT: c_int = 3;

/// The descriptor, if the op shall wait for it, and can.
///
/// # Safety
/// `stream` is alive, and an op of ours was called with it.
unsafe fn to_suspend_for(stream: Stream, hooked: &Hooked) -> Option<c_int> {
    let mut fd = -1;
    // SAFETY: PHP's own cast for this kind writes an int. Flags of a descriptor touch no memory.
    unsafe {
        let found = hook::in_coroutine()
            && (*hooked.original).cast.is_some_and(|cast| cast(stream, FOR_SELECT, &mut fd) == 0)
            && fd >= 0
            && libc::fcntl(fd, libc::F_GETFL) & libc::O_NONBLOCK == 0;
        found.then_some(fd)
    }
}

pub(super) unsafe extern "C" fn read(stream: Stream, data: *mut c_char, length: usize) -> isize {
    // SAFETY: PHP calls an op with a live stream whose ops are these, and a place of `length` bytes.
    unsafe {
        let hooked = Hooked::of(stream);
        // Also when the caller has something already: unlike that of sockets, PHP's own op would block for more.
        if let Some(fd) = to_suspend_for(stream, hooked) {
            let before = stream.buffer();
            match wait_for(stream, fd, Awaited::Input, None) {
                Waited::Ready if stream.buffer() == before => {}
                Waited::Ready => return 0,
                _ => return finish(-1),
            }
        }
        ((*hooked.original).read)(stream, data, length)
    }
}

pub(super) unsafe extern "C" fn write(stream: Stream, data: *const c_char, length: usize) -> isize {
    // SAFETY: as in `read`; PHP calls again for what was not written.
    unsafe {
        let hooked = Hooked::of(stream);
        let own = (*hooked.original).write;
        let Some(fd) = to_suspend_for(stream, hooked) else { return own(stream, data, length) };
        if exception_pending() || wait_for(stream, fd, Awaited::Room, None) != Waited::Ready {
            return finish(-1);
        }
        own(stream, data, length.min(ROOM))
    }
}
