//! PHP's asynchronous interrupts (pcntl's signals, time limits), which the engine delivers between two instructions. A loop that
//! sleeps in the kernel has to ask for them. It must not decide when.

use super::{Bailout, Outcome, Raised, bailout, bailout_pending, exception_pending, guarded, sys};
use ext_php_rs::ffi;
use std::{
    panic::catch_unwind,
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

type Handler = unsafe extern "C" fn(*mut ffi::zend_execute_data);
type Hook = fn() -> Outcome<()>;

/// Whether [`tick`] asked for the hook.
static TICKED: AtomicBool = AtomicBool::new(false);
/// What `on_tick` installed, and the handler that was there before.
static HOOK: OnceLock<(Hook, Option<Handler>)> = OnceLock::new();

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

/// From now on `hook` is called between two instructions of PHP code after each [`tick`]. It may switch stacks. Once in a process.
pub fn on_tick(hook: Hook) {
    HOOK.get_or_init(|| {
        // SAFETY: PHP's only thread; the engine calls whoever is installed, and `on_interrupt` goes on to the one before.
        unsafe {
            let before = ffi::zend_interrupt_function;
            ffi::zend_interrupt_function = Some(on_interrupt);
            (hook, before)
        }
    });
}

/// Asks for a call of the hook, from any thread.
pub fn tick() {
    TICKED.store(true, Ordering::Release);
    flag().store(true, Ordering::Release);
}

unsafe extern "C" fn on_interrupt(frame: *mut ffi::zend_execute_data) {
    let Some((hook, before)) = HOOK.get() else { return };
    if let Some(before) = before {
        // SAFETY: the engine's own call, passed on. It may bail out: this frame owns nothing.
        unsafe { before(frame) };
    }
    if !TICKED.swap(false, Ordering::Acquire) || exception_pending() || bailout_pending() {
        return;
    }
    let ended = catch_unwind(hook);
    if matches!(ended, Ok(Err(Raised::Bailout))) || bailout_pending() {
        // SAFETY: the frames of the hook are gone, and this one owns nothing that has a destructor to run.
        unsafe { bailout::raise() }
    }
}
