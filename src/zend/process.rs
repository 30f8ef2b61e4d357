//! What belongs to PHP's process as a whole and has to be looked after by who runs a loop of his own: the exit status,
//! the random numbers of a forked child. It must not know why.

use super::{Callable, Zv, guarded, sys};

/// The status with which this process will end after a bailout.
pub fn set_exit_status(status: i32) {
    // SAFETY: a plain field of the thread's globals.
    unsafe { (*sys::eg()).exit_status = status };
}

/// Gives a forked child random numbers of its own.
pub fn reseed() {
    if let Ok(function) = Callable::new(&Zv::str("mt_srand")) {
        // It takes no argument that could be wrong and returns nothing.
        let _ = function.call(&mut []);
    }
}

/// The status with which this process would end now.
pub fn exit_status() -> i32 {
    // SAFETY: a plain field of the thread's globals.
    unsafe { (*sys::eg()).exit_status }
}

/// Ends the request as PHP does after a script (shutdown functions, destructors, output buffers), and with it this process. The frames of
/// the parent's script lie below in a forked child, so the way back to PHP's own end is not open.
pub fn end_request() -> ! {
    // SAFETY: the request is ended once: `exit` below never returns to it. Whatever bails out in it is caught by PHP's own guards; what
    // is not, ends here.
    let _ = guarded(|| unsafe { sys::php_request_shutdown(std::ptr::null_mut()) });
    std::process::exit(exit_status())
}

/// The file of the script that PHP code runs from now, for messages and keys.
pub fn executing_file() -> Option<String> {
    // SAFETY: returns a NUL-terminated name that lives as long as the frame, or a literal.
    let name = unsafe { std::ffi::CStr::from_ptr(sys::zend_get_executed_filename()) };
    name.to_str().ok().filter(|name| !name.starts_with('[')).map(str::to_owned)
}
