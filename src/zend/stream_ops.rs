//! The ops of hooked streams. Outside of a coroutine, and for streams that were told not to block, each is PHP's own. In a coroutine PHP's
//! own runs when it can do its work without a wait; the wait before it suspends the coroutine.
//!
//! A socket without TLS is waited for first: then PHP's op finds it ready and does not block. With TLS only the op itself knows what it
//! needs: it is tried on the non-blocking socket, and again when something came.
//!
//! Nothing in these frames has a destructor, for PHP's ops may bail out across them.

use super::{
    bailout, exception_pending, hook,
    stream::{self, Buffer, Crypto, Stream, Transfer},
    stream_connect,
    transport::{Family, Hooked},
};
use std::{
    ffi::{c_char, c_int, c_void},
    net::IpAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::OnceLock,
    time::{Duration, Instant},
};

/// What a coroutine waits for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Awaited {
    Input,
    Room,
}

/// How a wait ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Waited {
    Ready,
    TimedOut,
    /// The stream was closed, the wait was cancelled, or an exception or a bailout is pending: the op has failed.
    GivenUp,
}

/// Who waits, in the coroutine that runs.
pub struct Waiting {
    /// For the descriptor of the stream with this id; never longer than the limit.
    pub wait: fn(usize, c_int, Awaited, Option<Duration>) -> Waited,
    /// The stream is about to be closed: whoever waits for it has to leave now.
    pub closing: fn(usize),
    pub resolve: fn(&[u8], Option<Duration>) -> Resolved,
}

/// Addresses of a name; the error is what a user may read.
pub type Resolved = Result<Vec<IpAddr>, String>;

pub(super) static WAITING: OnceLock<Waiting> = OnceLock::new();

/// The end of the time for one op.
#[derive(Clone, Copy)]
pub(super) struct Deadline(Option<Instant>);

impl Deadline {
    pub fn after(limit: Option<Duration>) -> Deadline {
        Deadline(limit.and_then(|limit| Instant::now().checked_add(limit)))
    }

    pub fn left(self) -> Option<Duration> {
        self.0.map(|end| end.saturating_duration_since(Instant::now()))
    }
}

/// # Safety
/// `stream` is alive, and PHP is in an op of it.
pub(super) unsafe fn wait(stream: Stream, awaited: Awaited, limit: Option<Duration>) -> Waited {
    // SAFETY: the caller's promise.
    wait_for(stream, unsafe { stream.fd() }, awaited, limit)
}

/// As [`wait`], for a stream that is no socket. Who waits knows the stream by its number only.
pub(super) fn wait_for(stream: Stream, fd: c_int, awaited: Awaited, limit: Option<Duration>) -> Waited {
    if limit.is_some_and(|limit| limit.is_zero()) {
        return Waited::TimedOut;
    }
    let Some(waiting) = WAITING.get() else { return Waited::GivenUp };
    catch_unwind(AssertUnwindSafe(|| (waiting.wait)(stream.id(), fd, awaited, limit))).unwrap_or_else(|_| {
        let _ = super::throw_error("rswoole: internal error while a coroutine waited for a stream, please report it");
        Waited::GivenUp
    })
}

/// Whether the op shall wait, and can.
unsafe fn is_to_suspend(stream: Stream) -> bool {
    // SAFETY: the stream of an op.
    hook::in_coroutine() && unsafe { stream.is_blocking() && stream.fd() >= 0 }
}

/// The end of an op of ours.
pub(super) fn finish<T>(result: T) -> T {
    if bailout::bailout_pending() {
        // SAFETY: the frames below are PHP's, and this one's callers here own nothing.
        unsafe { bailout::raise() }
    }
    result
}

pub(super) unsafe extern "C" fn read(stream: Stream, data: *mut c_char, length: usize) -> isize {
    // SAFETY: PHP calls an op with a live stream whose ops are these, and a place of `length` bytes.
    unsafe {
        let hooked = Hooked::of(stream);
        let own = (*hooked.original).read;
        let limit = stream::limit(stream.timeout());
        if !is_to_suspend(stream) || stream.has_buffered_data() || limit.is_some_and(|limit| limit.is_zero()) {
            return own(stream, data, length);
        }
        stream.set_timed_out(false);
        let before = stream.buffer();
        if hooked.is_secured {
            return finish(read_secured(stream, hooked, (data, length), before));
        }
        match wait(stream, Awaited::Input, limit) {
            // Another coroutine made PHP move what it has read, and with it the place for this: nothing was read.
            Waited::Ready if stream.buffer() != before => 0,
            Waited::Ready => own(stream, data, length),
            Waited::TimedOut => {
                stream.set_timed_out(true);
                -1
            }
            Waited::GivenUp => finish(-1),
        }
    }
}

/// # Safety
/// As for an op.
unsafe fn read_secured(stream: Stream, hooked: &Hooked, (data, length): (*mut c_char, usize), before: Buffer) -> isize {
    // SAFETY: as for an op.
    unsafe {
        let own = (*hooked.original).read;
        let deadline = Deadline::after(stream::limit(stream.timeout()));
        loop {
            let (read, would_block) = without_blocking(stream, || own(stream, data, length));
            if read != 0 || stream.is_eof() || !would_block {
                return read;
            }
            match wait(stream, Awaited::Input, deadline.left()) {
                Waited::Ready if stream.buffer() != before => return 0,
                Waited::Ready => {}
                Waited::TimedOut => {
                    stream.set_timed_out(true);
                    return -1;
                }
                Waited::GivenUp => return -1,
            }
        }
    }
}

pub(super) unsafe extern "C" fn write(stream: Stream, data: *const c_char, length: usize) -> isize {
    // SAFETY: as in `read`; the data live until the op returns, in a string that the calling frame holds.
    unsafe {
        let hooked = Hooked::of(stream);
        let own = (*hooked.original).write;
        if !is_to_suspend(stream) {
            return own(stream, data, length);
        }
        if exception_pending() {
            return -1;
        }
        let timeout = stream.timeout();
        let deadline = Deadline::after(stream::limit(timeout));
        if hooked.is_secured {
            loop {
                let (written, would_block) = without_blocking(stream, || own(stream, data, length));
                if written != 0 || !would_block {
                    return written;
                }
                if wait(stream, Awaited::Room, deadline.left()) != Waited::Ready {
                    stream.set_timed_out(true);
                    return finish(-1);
                }
            }
        }
        let waited = wait(stream, Awaited::Room, deadline.left());
        if waited == Waited::GivenUp {
            return finish(-1);
        }
        // With a limit PHP sends what fits and no more. One of nothing makes it say itself that the time is over.
        let none = libc::timeval { tv_sec: 0, tv_usec: 0 };
        let short = libc::timeval { tv_sec: 1, tv_usec: 0 };
        stream.set_timeout(if waited == Waited::TimedOut { none } else { short });
        let written = own(stream, data, length);
        stream.set_timeout(timeout);
        written
    }
}

pub(super) unsafe extern "C" fn close(stream: Stream, close_handle: c_int) -> c_int {
    // SAFETY: as in `read`. Whoever waits for the stream is gone when `closing` returns: its memory may go too.
    unsafe {
        let own = (*Hooked::of(stream).original).close;
        if let Some(waiting) = WAITING.get() {
            let _ = catch_unwind(AssertUnwindSafe(|| (waiting.closing)(stream.id())));
        }
        finish(own(stream, close_handle))
    }
}

pub(super) unsafe extern "C" fn set_option(stream: Stream, option: c_int, value: c_int, data: *mut c_void) -> c_int {
    // SAFETY: as in `read`; `data` is what the option says it is.
    unsafe {
        let hooked = Hooked::of(stream);
        let own = || ((*hooked.original).set_option)(stream, option, value, data);
        match option {
            stream::XPORT_API => finish(transfer(stream, hooked, value, Transfer(data))),
            stream::CRYPTO_API if Crypto(data).op() == stream::CRYPTO_ENABLE => {
                finish(enable_crypto(stream, hooked, value, Crypto(data)))
            }
            stream::CHECK_LIVENESS if value != 0 && is_to_suspend(stream) => {
                let limit = stream::limit(stream.timeout()).or(Some(DEFAULT_LIMIT));
                let limit = u64::try_from(value).map_or(limit, |seconds| Some(Duration::from_secs(seconds)));
                let waited = wait(stream, Awaited::Input, limit);
                if waited == Waited::GivenUp {
                    return finish(stream::OK);
                }
                ((*hooked.original).set_option)(stream, option, 0, data)
            }
            _ => own(),
        }
    }
}

/// Of a question that PHP limits although the stream has no limit.
const DEFAULT_LIMIT: Duration = Duration::from_secs(60);

/// # Safety
/// As for an op.
unsafe fn transfer(stream: Stream, hooked: &'static Hooked, value: c_int, data: Transfer) -> c_int {
    // SAFETY: as for an op. Only bind and connect look at the address of the ops.
    unsafe {
        let own = || ((*hooked.original).set_option)(stream, stream::XPORT_API, value, data.0);
        match data.op() {
            stream::CONNECT | stream::CONNECT_ASYNC if hook::in_coroutine() => {
                stream_connect::connect(stream, hooked, value, data)
            }
            stream::BIND | stream::CONNECT | stream::CONNECT_ASYNC
                if matches!(hooked.transport.family, Family::Tcp(_)) =>
            {
                own()
            }
            stream::BIND | stream::CONNECT | stream::CONNECT_ASYNC => hooked.undisguised(stream, own),
            stream::ACCEPT if is_to_suspend(stream) => accept(stream, own, data),
            stream::RECV if is_to_suspend(stream) && !data.is_out_of_band() => {
                match wait(stream, Awaited::Input, None) {
                    Waited::Ready => own(),
                    _ => {
                        data.set_result(-1);
                        stream::OK
                    }
                }
            }
            stream::SEND if is_to_suspend(stream) && !data.is_out_of_band() => send(stream, hooked, own, data),
            _ => own(),
        }
    }
}

/// # Safety
/// As for an op.
unsafe fn accept(stream: Stream, own: impl Fn() -> c_int, data: Transfer) -> c_int {
    // SAFETY: as for an op; the limit that PHP gave is null or lives as long as the parameters.
    unsafe {
        let limit = data.timeout().as_ref().and_then(|limit| stream::limit(*limit));
        match wait(stream, Awaited::Input, limit) {
            Waited::Ready => own(),
            Waited::TimedOut => {
                // PHP says itself that the time is over.
                let given = data.timeout();
                let mut none = libc::timeval { tv_sec: 0, tv_usec: 0 };
                data.set_timeout(&mut none);
                let result = own();
                data.set_timeout(given);
                result
            }
            Waited::GivenUp => {
                data.fail(libc::ECANCELED, None);
                stream::OK
            }
        }
    }
}

/// Sends all of it, as the call of a blocking socket does. A datagram goes at once when there is room.
///
/// # Safety
/// As for an op.
unsafe fn send(stream: Stream, hooked: &Hooked, own: impl Fn() -> c_int, data: Transfer) -> c_int {
    // SAFETY: as for an op; the data live until the op returns, and only a part of them is shown to PHP's op.
    unsafe {
        let (first, length) = data.data();
        let mut sent = 0;
        loop {
            if wait(stream, Awaited::Room, None) != Waited::Ready {
                data.set_result(-1);
                break;
            }
            if !matches!(hooked.transport.family, Family::Tcp(_)) {
                return own();
            }
            data.set_data((first.add(sent), length - sent));
            let (_, would_block) = without_blocking(stream, &own);
            if data.result() < 0 && !would_block {
                break;
            }
            sent += usize::try_from(data.result()).unwrap_or(0);
            if sent >= length {
                data.set_result(c_int::try_from(length).unwrap_or(c_int::MAX));
                break;
            }
        }
        data.set_data((first, length));
        stream::OK
    }
}

/// # Safety
/// As for an op.
unsafe fn enable_crypto(stream: Stream, hooked: &'static Hooked, value: c_int, data: Crypto) -> c_int {
    // SAFETY: as for an op.
    unsafe {
        let own = || ((*hooked.original).set_option)(stream, stream::CRYPTO_API, value, data.0);
        let mut result = stream::OK;
        if !data.is_to_activate() || !is_to_suspend(stream) {
            result = own();
        } else {
            let deadline = Deadline::after(stream::limit(stream.timeout()));
            loop {
                let (answer, would_block) = without_blocking(stream, own);
                if answer != stream::OK || data.result() != 0 || !would_block {
                    result = answer;
                    break;
                }
                match wait(stream, Awaited::Input, deadline.left()) {
                    Waited::Ready => continue,
                    Waited::TimedOut => super::warning("SSL: Handshake timed out"),
                    Waited::GivenUp => {}
                }
                data.set_result(-1);
                break;
            }
        }
        if result == stream::OK && (data.result() == 1 || !data.is_to_activate()) {
            hooked.set_secured(stream, data.is_to_activate());
        }
        result
    }
}

/// Has PHP's op try once and come back. True: it would have blocked. The socket stays non-blocking, which PHP does not mind where it speaks
/// TLS; elsewhere it is made blocking again.
///
/// # Safety
/// As for an op; `own` is one of this stream.
unsafe fn without_blocking<T>(stream: Stream, own: impl FnOnce() -> T) -> (T, bool) {
    // SAFETY: as for an op; flags of a descriptor that the stream owns.
    unsafe {
        let fd = stream.fd();
        let flags = libc::fcntl(fd, libc::F_GETFL);
        if flags & libc::O_NONBLOCK == 0 {
            libc::fcntl(fd, libc::F_SETFL, flags | libc::O_NONBLOCK);
        }
        stream.set_is_blocking(false);
        *libc::__errno_location() = 0;
        let result = own();
        let would_block = *libc::__errno_location() == libc::EAGAIN;
        stream.set_is_blocking(true);
        if !Hooked::of(stream).is_secured && flags & libc::O_NONBLOCK == 0 {
            libc::fcntl(fd, libc::F_SETFL, flags);
        }
        (result, would_block)
    }
}
