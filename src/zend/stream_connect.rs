//! Connecting a hooked stream: names by the resolver of coroutines, then PHP's own asynchronous connect to one address after the other, and
//! the wait for each. It must not touch the stream between.

use super::{
    Str, guarded,
    stream::{self, Ops, Stream, Transfer},
    stream_ops::{Awaited, Deadline, WAITING, Waited, wait},
    transport::{ANY_TLS, Family, Hooked},
};
use std::{
    ffi::{CString, c_char, c_int, c_void},
    net::IpAddr,
    ptr::null_mut,
};

unsafe extern "C" {
    static php_stream_socket_ops: Ops;
    fn php_stream_xport_crypto_setup(stream: Stream, method: c_int, session: Stream) -> c_int;
    fn php_stream_xport_crypto_enable(stream: Stream, activate: c_int) -> c_int;
    fn php_stream_context_get_option(
        context: *mut c_void,
        wrapper: *const c_char,
        name: *const c_char,
    ) -> *mut super::sys::Raw;
}

/// # Safety
/// As for the op `set_option`, in a coroutine.
pub(super) unsafe fn connect(stream: Stream, hooked: &'static Hooked, value: c_int, data: Transfer) -> c_int {
    // SAFETY: PHP's op is called with the stream and the parameters that it would have got; what is exchanged in them is put back. PHP's
    // code runs under guards, since the frame owns addresses.
    unsafe {
        let limit = data.timeout().as_ref().and_then(|limit| stream::limit(*limit));
        let deadline = Deadline::after(limit);
        let given = data.name();
        let targets = match targets(hooked, given, deadline) {
            Ok(targets) => targets,
            Err(reason) => {
                let text = format!("php_network_getaddresses: {reason}");
                super::warning(&text);
                data.fail(0, Some(Str::new(text.as_bytes())));
                return stream::OK;
            }
        };
        let op = data.op();
        match hooked.transport.family {
            Family::Tcp(method) if op == stream::CONNECT => {
                data.set_op(stream::CONNECT_ASYNC);
                let connected = targets.iter().any(|target| {
                    data.forget_text();
                    data.set_name((target.as_ptr(), target.as_bytes().len()));
                    is_connected(stream, value, data, deadline)
                });
                data.set_op(op);
                if connected {
                    settle(stream, hooked, method, data);
                }
            }
            _ => {
                if let Some(target) = targets.first() {
                    data.set_name((target.as_ptr(), target.as_bytes().len()));
                }
                let own = || ((*hooked.original).set_option)(stream, stream::XPORT_API, value, data.0);
                let is_tcp = matches!(hooked.transport.family, Family::Tcp(_));
                let ended = guarded(|| if is_tcp { own() } else { hooked.undisguised(stream, own) });
                if ended.is_err() {
                    super::raise_bailout_later();
                }
            }
        }
        data.set_name(given);
        stream::OK
    }
}

/// The addresses to try, as PHP writes them; what is no name is left as it is.
///
/// # Safety
/// The name is readable for its length.
unsafe fn targets(
    hooked: &Hooked,
    (name, length): (*const c_char, usize),
    deadline: Deadline,
) -> Result<Vec<CString>, String> {
    // SAFETY: the caller's promise.
    let given = unsafe { std::slice::from_raw_parts(name.cast::<u8>(), length) };
    let as_given = || Ok(vec![CString::new(given).unwrap_or_default()]);
    let Some(colon) = given.iter().position(|byte| *byte == b':') else { return as_given() };
    let (host, port) = given.split_at(colon);
    let is_address = std::str::from_utf8(host).is_ok_and(|host| host.parse::<IpAddr>().is_ok());
    if hooked.transport.family == Family::Unix || host.is_empty() || host[0] == b'[' || is_address {
        return as_given();
    }
    let waiting = WAITING.get().ok_or("no resolver")?;
    let found = (waiting.resolve)(host, deadline.left())
        .map_err(|reason| format!("getaddrinfo for {} failed: {reason}", String::from_utf8_lossy(host)))?;
    if found.is_empty() {
        return Err(format!("no address of {} can be connected to", String::from_utf8_lossy(host)));
    }
    let targets = found.iter().map(|ip| {
        let host = if ip.is_ipv6() { format!("[{ip}]") } else { ip.to_string() };
        CString::new([host.as_bytes(), port].concat()).unwrap_or_default()
    });
    Ok(targets.collect())
}

/// Tries the address that `data` names. False: `data` says why not.
///
/// # Safety
/// As for [`connect`].
unsafe fn is_connected(stream: Stream, value: c_int, data: Transfer, deadline: Deadline) -> bool {
    // SAFETY: as for `connect`; the ops of plain sockets take every stream whose state begins as theirs does, and are what openssl's op
    // calls for this, too.
    unsafe {
        if super::exception_pending() || super::bailout_pending() {
            data.set_result(-1);
            return false;
        }
        let begun = guarded(|| (php_stream_socket_ops.set_option)(stream, stream::XPORT_API, value, data.0));
        if begun.is_err() {
            super::raise_bailout_later();
            return false;
        }
        if data.result() <= 0 {
            return data.result() == 0;
        }
        let code = match wait(stream, Awaited::Room, deadline.left()) {
            Waited::Ready => pending_error(stream.fd()),
            Waited::TimedOut => libc::ETIMEDOUT,
            Waited::GivenUp => libc::ECANCELED,
        };
        if code == 0 {
            data.set_result(0);
            return true;
        }
        if let Some(waiting) = WAITING.get() {
            (waiting.closing)(stream.id());
        }
        libc::close(stream.fd());
        stream.set_fd(-1);
        data.fail(code, None);
        false
    }
}

/// `SO_ERROR`
fn pending_error(fd: c_int) -> c_int {
    let mut code: c_int = 0;
    let mut size = size_of::<c_int>() as libc::socklen_t;
    // SAFETY: the out pointers are of this frame and of the size that is said.
    let asked = unsafe { libc::getsockopt(fd, libc::SOL_SOCKET, libc::SO_ERROR, (&raw mut code).cast(), &mut size) };
    if asked == 0 { code } else { libc::EBADF }
}

/// After the connect: the socket is blocking again, as PHP leaves it, and TLS begins if the transport says so, as openssl's op does it.
///
/// # Safety
/// As for [`connect`].
unsafe fn settle(stream: Stream, hooked: &Hooked, method: c_int, data: Transfer) {
    // SAFETY: as for `connect`.
    let ended = guarded(|| unsafe {
        ((*hooked.original).set_option)(stream, stream::BLOCKING, 1, null_mut());
        if method == 0 {
            return;
        }
        // The handshake has the time of the connect, and is an op of ours that looks at the stream's.
        let timeout = stream.timeout();
        if let Some(limit) = data.timeout().as_ref() {
            stream.set_timeout(*limit);
        }
        let method = if method == ANY_TLS { wished_method(stream) } else { method };
        let is_secured = php_stream_xport_crypto_setup(stream, method, Stream(null_mut())) >= 0
            && php_stream_xport_crypto_enable(stream, 1) >= 0;
        stream.set_timeout(timeout);
        if !is_secured {
            super::warning("Failed to enable crypto");
            data.set_result(-1);
        }
    });
    if ended.is_err() {
        super::raise_bailout_later();
    }
}

/// The context option `crypto_method` of `ssl`, else any.
///
/// # Safety
/// As for [`connect`].
unsafe fn wished_method(stream: Stream) -> c_int {
    // SAFETY: a live context, C strings; the option is a value of the context's.
    unsafe {
        let context = stream.context();
        if context.is_null() {
            return ANY_TLS;
        }
        let option = php_stream_context_get_option(context, c"ssl".as_ptr(), c"crypto_method".as_ptr());
        if option.is_null() { ANY_TLS } else { super::Zv::copy(option).to_int() as c_int | 1 }
    }
}
