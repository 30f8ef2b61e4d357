//! PHP's asynchronous interrupts (pcntl's signals, time limits), which the engine delivers between two instructions. A loop that
//! sleeps in the kernel has to ask for them. It must not decide when.

use super::{Bailout, guarded, sys};
use ext_php_rs::ffi;
use std::sync::atomic::{AtomicBool, Ordering};

fn flag() -> &'static AtomicBool {
    // SAFETY: one byte that signal handlers set: a bool up to 8.1, an atomic bool since; the globals live as long as the process.
    unsafe { &*(&raw const (*sys::eg()).vm_interrupt).cast::<AtomicBool>() }
}

/// Whether something waits to be delivered. May be called by any thread.
#[inline]
pub fn is_pending() -> bool {
    flag().load(Ordering::Relaxed)
}

/// Delivers what waits: signal handlers run here. They may leave an exception pending.
#[inline]
pub fn deliver() -> Result<(), Bailout> {
    if is_pending() { deliver_now() } else { Ok(()) }
}

#[cold]
fn deliver_now() -> Result<(), Bailout> {
    flag().store(false, Ordering::Relaxed);
    // SAFETY: what the VM does between two instructions; the frame in force is the one that PHP code would have, and handlers only
    // read it.
    guarded(|| unsafe {
        let eg = sys::eg();
        if let Some(handler) = ffi::zend_interrupt_function {
            handler((*eg).current_execute_data);
        }
    })
}
