//! What belongs to PHP's process as a whole and has to be looked after by who runs a loop of his own: the exit status,
//! the random numbers of a forked child. It must not know why.

use super::{Callable, Zv, sys};

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
