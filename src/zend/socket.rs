//! `Socket` objects of ext-sockets for descriptors of ours. The extension may be missing or a shared object, so what it exports is
//! looked up when asked for. It must not know what the socket is.

use super::{Object, Zv, sys};
use std::ffi::{CStr, c_int, c_void};

type Import = unsafe extern "C" fn(c_int, *mut c_void) -> bool;

/// A `Socket` on a duplicate of `fd`, or why there is none.
pub fn import(fd: c_int) -> Result<Zv, String> {
    let (Some(class), Some(import)) = (symbol(c"socket_ce"), symbol(c"socket_import_file_descriptor")) else {
        return Err("the sockets extension is not loaded: install or enable ext-sockets to use getSocket()".to_owned());
    };
    // SAFETY: `socket_ce` is a pointer to the class `Socket`, set when that extension started.
    let class = unsafe { *class.cast::<*mut sys::zend_class_entry>() };
    let object = Object::of_entry(class).map_err(|_| "a Socket object can not be made".to_owned())?;
    // SAFETY: duplicates a descriptor; no memory is involved.
    let own = unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) };
    if own < 0 {
        return Err(format!("the listening socket can not be duplicated: {}", std::io::Error::last_os_error()));
    }
    // SAFETY: the function has this signature (php_sockets.h); the native struct of a Socket object lies `offset` bytes before
    // it, as for all objects with state. On success the object owns the descriptor.
    let imported = unsafe {
        let import: Import = std::mem::transmute::<*mut c_void, Import>(import);
        let native = object.as_ptr().cast::<u8>().sub((*(*object.as_ptr()).handlers).offset as usize);
        import(own, native.cast())
    };
    if imported {
        return Ok(Zv::from(object));
    }
    // SAFETY: ours, and owned by nobody else.
    unsafe { libc::close(own) };
    Err("the descriptor is not a socket".to_owned())
}

pub(super) fn symbol(name: &CStr) -> Option<*mut c_void> {
    // SAFETY: looks a name up among all loaded objects.
    let found = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    (!found.is_null()).then_some(found)
}
