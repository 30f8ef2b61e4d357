//! Bailouts as values. A bailout is PHP's `longjmp` after a fatal error; it must never cross a Rust frame that owns something.
//!
//! [`guarded`] runs a closure under a `zend_try` of its own and returns `Err(Bailout)`. Where a bailout strikes in an operation
//! that returns nothing (a destructor run by a drop, an allocation beyond the memory limit) it becomes *pending*: the operation
//! returns, PHP is not entered again, and the method trampoline raises it once every Rust frame of the method is gone.

use super::sys;
use std::{
    any::Any,
    ffi::c_void,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    ptr::null_mut,
    sync::atomic::{AtomicBool, Ordering},
};

/// Marker: PHP bailed out (fatal error) and the current request is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bailout;

/// PHP runs in one thread (NTS); an atomic only because a static needs one, and cheaper than a thread-local of a loaded library.
static PENDING: AtomicBool = AtomicBool::new(false);

/// Runs `body` under a `zend_try` on this stack. After a bailout the values that live *inside* `body` are leaked (the request's
/// memory is thrown away as a whole), so keep them few; what lives outside is untouched.
pub fn guarded<T>(body: impl FnOnce() -> T) -> Result<T, Bailout> {
    let mut call = GuardedCall { body: Some(body), outcome: None };
    let mut ignored = null_mut();
    // SAFETY: eg() is the thread's globals; the frame in force is put back after a bailout (PHP sets it to NULL), so that what
    // follows sees the frame it belongs to. `call` outlives the C call; `run` matches its type.
    let bailed_out = unsafe {
        let frame = (*sys::eg()).current_execute_data;
        let bailed_out = sys::ext_php_rs_zend_try_catch(enter(&call), (&raw mut call).cast(), &mut ignored);
        if bailed_out {
            (*sys::eg()).current_execute_data = frame;
        }
        bailed_out
    };
    if bailed_out {
        return Err(Bailout);
    }
    match call.outcome.expect("a closure that neither bailed out nor panicked has an outcome") {
        Ok(value) => Ok(value),
        Err(panic) => resume_unwind(panic),
    }
}

/// Makes a bailout pending: the method trampoline (or whoever polls [`bailout_pending`]) raises it.
pub fn raise_bailout_later() {
    PENDING.store(true, Ordering::Relaxed);
}

pub fn bailout_pending() -> bool {
    PENDING.load(Ordering::Relaxed)
}

/// Takes the pending bailout, for who turns it into a value of his own (a coroutine's entry).
pub fn take_pending_bailout() -> Option<Bailout> {
    let pending = bailout_pending();
    PENDING.store(false, Ordering::Relaxed);
    pending.then_some(Bailout)
}

/// Jumps to the innermost `zend_try`.
///
/// # Safety
/// No frame between here and that `zend_try` owns anything.
pub unsafe fn raise() -> ! {
    PENDING.store(false, Ordering::Relaxed);
    // SAFETY: the caller's promise.
    unsafe { sys::ext_php_rs_zend_bailout() }
}

struct GuardedCall<F, T> {
    body: Option<F>,
    outcome: Option<Result<T, Box<dyn Any + Send>>>,
}

type Entry = unsafe extern "C" fn(*const c_void) -> *const c_void;

fn enter<F: FnOnce() -> T, T>(_: &GuardedCall<F, T>) -> Entry {
    run::<F, T>
}

unsafe extern "C" fn run<F: FnOnce() -> T, T>(call: *const c_void) -> *const c_void {
    // SAFETY: `guarded` passes its own GuardedCall<F, T>, alive and otherwise unused until this returns.
    let call = unsafe { &mut *call.cast_mut().cast::<GuardedCall<F, T>>() };
    if let Some(body) = call.body.take() {
        call.outcome = Some(catch_unwind(AssertUnwindSafe(body)));
    }
    call as *const _ as *const c_void
}
