//! Which descriptor a PHP value stands for: an int, a stream, a `Socket` of ext-sockets. It must not own or change any.

use super::{Kind, Object, Zv, guarded, socket, stream::Stream, sys};
use std::{
    ffi::{CStr, c_char, c_int, c_void},
    os::fd::RawFd,
    ptr,
};

/// `PHP_STREAM_AS_FD_FOR_SELECT`: what is buffered stays with the stream.
const FOR_SELECT: c_int = 3;

unsafe extern "C" {
    fn zend_fetch_resource2_ex(value: *mut sys::Raw, name: *const c_char, one: c_int, other: c_int) -> *mut c_void;
    fn php_file_le_stream() -> c_int;
    fn php_file_le_pstream() -> c_int;
    fn _php_stream_cast(stream: *mut c_void, kind: c_int, out: *mut *mut c_void, show_errors: c_int) -> c_int;
}

/// The descriptor of a stream; None for anything else, and for streams that have none.
pub fn of_stream(value: &Zv) -> Option<RawFd> {
    let stream = stream_of(value)?;
    let mut fd: c_int = -1;
    let out = (&raw mut fd).cast::<*mut c_void>();
    // SAFETY: a live stream. For this kind of cast the engine writes an int.
    let done = guarded(|| unsafe { _php_stream_cast(stream.0, FOR_SELECT, out, 0) == 0 });
    (done == Ok(true) && fd >= 0).then_some(fd)
}

/// Whether PHP has read more from a stream than the script has.
pub fn has_unread(value: &Zv) -> bool {
    // SAFETY: a live stream.
    stream_of(value).is_some_and(|stream| unsafe { stream.has_unread() })
}

/// The live stream that a value stands for.
pub(super) fn stream_of(value: &Zv) -> Option<Stream> {
    if value.kind() != Kind::Resource {
        return None;
    }
    let mut raw = *value.target();
    // SAFETY: a live resource; fetched as a stream it is a live stream. Without a name a wrong one is no error.
    let stream = guarded(|| unsafe {
        zend_fetch_resource2_ex(&mut raw, ptr::null(), php_file_le_stream(), php_file_le_pstream())
    });
    stream.ok().filter(|stream| !stream.is_null()).map(Stream)
}

/// The descriptor of a `Socket` object of ext-sockets.
pub fn of_socket(object: &Object) -> Option<RawFd> {
    let class = socket::symbol(c"socket_ce")?;
    // SAFETY: `socket_ce` is a pointer to the class `Socket`, which is final; the native struct of such an object lies `offset`
    // bytes before it and begins with the descriptor (php_sockets.h).
    unsafe {
        let class = *class.cast::<*mut sys::zend_class_entry>();
        if class.is_null() || (*object.as_ptr()).ce != class {
            return None;
        }
        let native = object.as_ptr().cast::<u8>().sub((*(*object.as_ptr()).handlers).offset as usize);
        let fd = native.cast::<c_int>().read();
        (fd >= 0).then_some(fd)
    }
}

/// A property of an object as an int, whatever its visibility; None: there is none.
pub fn property(object: &Object, name: &CStr) -> Option<i64> {
    let bytes = name.to_bytes();
    let mut scratch = sys::Raw::UNDEF;
    let key = super::Str::new(bytes);
    let (object, key) = (object.as_ptr(), key.as_ptr());
    // SAFETY: a live object and key, seen from inside its own class; the place is read at once.
    guarded(|| unsafe {
        let place = sys::zend_read_property_ex((*object).ce, object, key, true, &mut scratch);
        Zv::copy(place).as_int()
    })
    .ok()
    .flatten()
}
