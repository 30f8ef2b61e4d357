//! PHP's socket streams as C sees them: the fields that hooks read and write, at the offsets that `stream_layout.c` found in the headers.
//! It must not decide anything.
//!
//! All functions here want a live stream (or parameter block) of PHP's; who has one got it as the argument of an op.

use std::{
    ffi::{c_char, c_int, c_void},
    mem::ManuallyDrop,
    time::Duration,
};

use super::sys;

/// A `php_stream` on a socket: its `abstract` is a `php_netstream_data_t`.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(super) struct Stream(pub *mut c_void);

/// `php_stream_ops`
#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct Ops {
    pub write: unsafe extern "C" fn(Stream, *const c_char, usize) -> isize,
    pub read: unsafe extern "C" fn(Stream, *mut c_char, usize) -> isize,
    pub close: unsafe extern "C" fn(Stream, c_int) -> c_int,
    pub flush: *const c_void,
    pub label: *const c_char,
    pub seek: *const c_void,
    pub cast: Option<unsafe extern "C" fn(Stream, c_int, *mut c_int) -> c_int>,
    pub stat: *const c_void,
    pub set_option: unsafe extern "C" fn(Stream, c_int, c_int, *mut c_void) -> c_int,
}

/// `PHP_STREAM_OPTION_…`
pub(super) const BLOCKING: c_int = 1;
pub(super) const XPORT_API: c_int = 7;
pub(super) const CRYPTO_API: c_int = 8;
pub(super) const CHECK_LIVENESS: c_int = 12;
/// `PHP_STREAM_OPTION_RETURN_OK`
pub(super) const OK: c_int = 0;

/// `STREAM_XPORT_OP_…`
pub(super) const BIND: c_int = 0;
pub(super) const CONNECT: c_int = 1;
pub(super) const ACCEPT: c_int = 3;
pub(super) const CONNECT_ASYNC: c_int = 4;
pub(super) const RECV: c_int = 7;
pub(super) const SEND: c_int = 8;
/// `STREAM_OOB`
pub(super) const OUT_OF_BAND: c_int = 1;
/// `STREAM_XPORT_CRYPTO_OP_ENABLE`
pub(super) const CRYPTO_ENABLE: c_int = 1;

macro_rules! offsets {
    ($($name:ident),*) => { unsafe extern "C" { $(static $name: usize;)* } };
}
offsets!(
    rswoole_offset_stream_abstract,
    rswoole_offset_stream_ctx,
    rswoole_offset_stream_readbuf,
    rswoole_offset_stream_readbuflen,
    rswoole_offset_stream_readpos,
    rswoole_offset_stream_writepos,
    rswoole_offset_resource_ptr,
    rswoole_offset_socket_fd,
    rswoole_offset_socket_is_blocked,
    rswoole_offset_socket_timeout,
    rswoole_offset_socket_timeout_event,
    rswoole_offset_xport_op,
    rswoole_offset_xport_name,
    rswoole_offset_xport_namelen,
    rswoole_offset_xport_timeout,
    rswoole_offset_xport_buf,
    rswoole_offset_xport_buflen,
    rswoole_offset_xport_flags,
    rswoole_offset_xport_error_text,
    rswoole_offset_xport_returncode,
    rswoole_offset_xport_error_code,
    rswoole_offset_crypto_op,
    rswoole_offset_crypto_activate,
    rswoole_offset_crypto_returncode,
    rswoole_size_stream_ops
);

unsafe extern "C" {
    fn rswoole_bit_stream_eof() -> usize;
    fn rswoole_bit_stream_has_buffered_data() -> usize;
    fn rswoole_bit_xport_want_errortext() -> usize;
    fn php_socket_error_str(code: std::ffi::c_long) -> *mut sys::zend_string;
}

/// The declared ops are this PHP's.
pub(super) fn is_as_declared() -> bool {
    // SAFETY: a constant of stream_layout.c.
    unsafe { rswoole_size_stream_ops == size_of::<Ops>() }
}

/// # Safety
/// `base` is a live struct that has a T `offset` bytes behind its beginning.
unsafe fn field<T>(base: *mut c_void, offset: usize) -> *mut T {
    // SAFETY: the caller's promise.
    unsafe { base.cast::<u8>().add(offset).cast() }
}

/// # Safety
/// `base` is a live struct of which `place` was found by stream_layout.c, or there is no such field.
unsafe fn bit(base: *mut c_void, place: usize) -> bool {
    // SAFETY: the caller's promise.
    place != usize::MAX && unsafe { *base.cast::<u8>().add(place / 8) } & (1 << (place % 8)) != 0
}

/// Where a read was to put its bytes, as long as a coroutine waits for them.
#[derive(PartialEq, Eq)]
pub(super) struct Buffer(*mut u8, usize, i64);

impl Stream {
    /// What names the stream as long as it lives.
    pub fn id(self) -> usize {
        self.0 as usize
    }

    pub unsafe fn ops(self) -> *const Ops {
        // SAFETY: a live stream begins with its ops.
        unsafe { *self.0.cast::<*const Ops>() }
    }

    pub unsafe fn set_ops(self, ops: *const Ops) {
        // SAFETY: as above; ops live as long as the process.
        unsafe { *self.0.cast::<*const Ops>() = ops }
    }

    unsafe fn socket<T>(self, offset: usize) -> *mut T {
        // SAFETY: a live socket stream.
        unsafe { field(*field::<*mut c_void>(self.0, rswoole_offset_stream_abstract), offset) }
    }

    pub unsafe fn fd(self) -> c_int {
        // SAFETY: as above.
        unsafe { *self.socket(rswoole_offset_socket_fd) }
    }

    pub unsafe fn set_fd(self, fd: c_int) {
        // SAFETY: as above.
        unsafe { *self.socket(rswoole_offset_socket_fd) = fd }
    }

    /// Whether calls shall wait, as `stream_set_blocking()` said.
    pub unsafe fn is_blocking(self) -> bool {
        // SAFETY: as above; a char that is 0 or 1.
        unsafe { *self.socket::<c_char>(rswoole_offset_socket_is_blocked) != 0 }
    }

    pub unsafe fn set_is_blocking(self, blocking: bool) {
        // SAFETY: as above.
        unsafe { *self.socket(rswoole_offset_socket_is_blocked) = c_char::from(blocking) }
    }

    /// `stream_set_timeout()`, or the ini setting `default_socket_timeout`.
    pub unsafe fn timeout(self) -> libc::timeval {
        // SAFETY: as above.
        unsafe { *self.socket(rswoole_offset_socket_timeout) }
    }

    pub unsafe fn set_timeout(self, timeout: libc::timeval) {
        // SAFETY: as above.
        unsafe { *self.socket(rswoole_offset_socket_timeout) = timeout }
    }

    pub unsafe fn set_timed_out(self, timed_out: bool) {
        // SAFETY: as above.
        unsafe { *self.socket(rswoole_offset_socket_timeout_event) = c_char::from(timed_out) }
    }

    pub unsafe fn is_eof(self) -> bool {
        // SAFETY: a live stream.
        unsafe { bit(self.0, rswoole_bit_stream_eof()) }
    }

    /// The caller has something already and wants no wait for more.
    pub unsafe fn has_buffered_data(self) -> bool {
        // SAFETY: a live stream.
        unsafe { bit(self.0, rswoole_bit_stream_has_buffered_data()) }
    }

    pub unsafe fn buffer(self) -> Buffer {
        // SAFETY: a live stream.
        unsafe {
            let (memory, length) = (rswoole_offset_stream_readbuf, rswoole_offset_stream_readbuflen);
            Buffer(*field(self.0, memory), *field(self.0, length), *field(self.0, rswoole_offset_stream_writepos))
        }
    }

    /// Whether the script has not read all that PHP has.
    pub unsafe fn has_unread(self) -> bool {
        // SAFETY: a live stream.
        unsafe {
            let (read, written) = (rswoole_offset_stream_readpos, rswoole_offset_stream_writepos);
            *field::<i64>(self.0, written) > *field::<i64>(self.0, read)
        }
    }

    /// `PHP_STREAM_CONTEXT`; null: none.
    pub unsafe fn context(self) -> *mut c_void {
        // SAFETY: a live stream; its context is null or a live resource.
        unsafe {
            let resource = *field::<*mut c_void>(self.0, rswoole_offset_stream_ctx);
            if resource.is_null() { resource } else { *field(resource, rswoole_offset_resource_ptr) }
        }
    }
}

/// `php_stream_xport_param`
#[derive(Clone, Copy)]
pub(super) struct Transfer(pub *mut c_void);

impl Transfer {
    pub unsafe fn op(self) -> c_int {
        // SAFETY: a live parameter block.
        unsafe { *field(self.0, rswoole_offset_xport_op) }
    }

    pub unsafe fn set_op(self, op: c_int) {
        // SAFETY: as above.
        unsafe { *field(self.0, rswoole_offset_xport_op) = op }
    }

    pub unsafe fn name(self) -> (*const c_char, usize) {
        // SAFETY: as above.
        unsafe { (*field(self.0, rswoole_offset_xport_name), *field(self.0, rswoole_offset_xport_namelen)) }
    }

    pub unsafe fn set_name(self, (name, length): (*const c_char, usize)) {
        // SAFETY: as above.
        unsafe {
            *field(self.0, rswoole_offset_xport_name) = name;
            *field(self.0, rswoole_offset_xport_namelen) = length;
        }
    }

    pub unsafe fn timeout(self) -> *mut libc::timeval {
        // SAFETY: as above.
        unsafe { *field(self.0, rswoole_offset_xport_timeout) }
    }

    pub unsafe fn set_timeout(self, timeout: *mut libc::timeval) {
        // SAFETY: as above.
        unsafe { *field(self.0, rswoole_offset_xport_timeout) = timeout }
    }

    pub unsafe fn data(self) -> (*mut c_char, usize) {
        // SAFETY: as above.
        unsafe { (*field(self.0, rswoole_offset_xport_buf), *field(self.0, rswoole_offset_xport_buflen)) }
    }

    pub unsafe fn set_data(self, (data, length): (*mut c_char, usize)) {
        // SAFETY: as above.
        unsafe {
            *field(self.0, rswoole_offset_xport_buf) = data;
            *field(self.0, rswoole_offset_xport_buflen) = length;
        }
    }

    pub unsafe fn is_out_of_band(self) -> bool {
        // SAFETY: as above.
        unsafe { *field::<c_int>(self.0, rswoole_offset_xport_flags) & OUT_OF_BAND != 0 }
    }

    pub unsafe fn result(self) -> c_int {
        // SAFETY: as above.
        unsafe { *field(self.0, rswoole_offset_xport_returncode) }
    }

    pub unsafe fn set_result(self, result: c_int) {
        // SAFETY: as above.
        unsafe { *field(self.0, rswoole_offset_xport_returncode) = result }
    }

    /// Says why it failed: a code of the system and, if the caller wants one, a text (else the system's own words).
    pub unsafe fn fail(self, code: c_int, text: Option<super::Str>) {
        // SAFETY: as above; a text that is there already is a string of ours to give back. Freeing one runs no PHP code.
        unsafe {
            self.set_result(-1);
            *field(self.0, rswoole_offset_xport_error_code) = code;
            if bit(self.0, rswoole_bit_xport_want_errortext()) {
                self.forget_text();
                let text = match text {
                    Some(text) => ManuallyDrop::new(text).as_ptr(),
                    None => php_socket_error_str(code.into()),
                };
                *field(self.0, rswoole_offset_xport_error_text) = text;
            }
        }
    }

    /// Gives back the text of a failure.
    pub unsafe fn forget_text(self) {
        // SAFETY: as in `fail`.
        unsafe {
            let text = field::<*mut sys::zend_string>(self.0, rswoole_offset_xport_error_text);
            if !(*text).is_null() {
                drop(super::Str::take(text.replace(std::ptr::null_mut())));
            }
        }
    }
}

/// `php_stream_xport_crypto_param`
#[derive(Clone, Copy)]
pub(super) struct Crypto(pub *mut c_void);

impl Crypto {
    pub unsafe fn op(self) -> c_int {
        // SAFETY: a live parameter block.
        unsafe { *field(self.0, rswoole_offset_crypto_op) }
    }

    pub unsafe fn is_to_activate(self) -> bool {
        // SAFETY: as above.
        unsafe { *field::<c_int>(self.0, rswoole_offset_crypto_activate) != 0 }
    }

    pub unsafe fn result(self) -> c_int {
        // SAFETY: as above.
        unsafe { *field(self.0, rswoole_offset_crypto_returncode) }
    }

    pub unsafe fn set_result(self, result: c_int) {
        // SAFETY: as above.
        unsafe { *field(self.0, rswoole_offset_crypto_returncode) = result }
    }
}

/// As PHP counts it: below 0 means no limit.
pub(super) fn limit(time: libc::timeval) -> Option<Duration> {
    let seconds = u64::try_from(time.tv_sec).ok()?;
    Some(Duration::from_secs(seconds) + Duration::from_micros(u64::try_from(time.tv_usec).unwrap_or(0)))
}
