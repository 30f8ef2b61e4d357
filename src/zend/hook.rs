//! Functions of PHP itself that do something else in a coroutine. It must not know what: a [`Hook`] brings the body, and says by its
//! result when PHP's own function is to do the work.
//!
//! The handlers are exchanged once, when the module starts, and stay: which hooks are in force is asked at each call. So code that was
//! compiled before (opcache's JIT writes the handler's address into it) obeys too, and nothing has to be put back under another
//! extension that wrapped the same function later.

use super::{
    Call, Outcome, Zv, args, bailout,
    call::{Ended, Handler, item, perform},
    exception_pending, sys,
};
use std::{
    mem,
    ptr::{self, null_mut},
    sync::{
        OnceLock,
        atomic::{AtomicI64, AtomicPtr, Ordering},
    },
};

/// One function, the flag that puts its hook in force, and the handler that stands in for PHP's.
pub struct Hook {
    name: &'static str,
    flag: i64,
    place: usize,
    handler: Handler,
}

/// Functions that can be hooked at most.
const PLACES: usize = 16;

/// PHP's own handlers, by place; null: not hooked.
static ORIGINALS: [AtomicPtr<()>; PLACES] = [const { AtomicPtr::new(null_mut()) }; PLACES];
/// The flags of the hooks, by place.
static WANTED: [AtomicI64; PLACES] = [const { AtomicI64::new(0) }; PLACES];
static IN_FORCE: AtomicI64 = AtomicI64::new(0);
static IN_COROUTINE: OnceLock<fn() -> bool> = OnceLock::new();

/// `hook::<3, _>("sleep", flag, sleep)`: the body runs in coroutines while the flag is in force, with the arguments that PHP's function
/// declares. `None`: PHP's own function shall do it. Each hook has a place of its own.
pub const fn hook<const PLACE: usize, F>(name: &'static str, flag: i64, _body: F) -> Hook
where
    F: Fn(&mut Call<'_>) -> Outcome<Option<Zv>> + Copy + 'static,
{
    assert!(PLACE < PLACES);
    Hook { name, flag, place: PLACE, handler: hooked::<PLACE, F> }
}

/// As [`hook`], for a body that looks at what PHP's function has made, in a coroutine or not.
pub const fn after<const PLACE: usize, F>(name: &'static str, flag: i64, _body: F) -> Hook
where
    F: Fn(&mut Call<'_>, &Zv) + Copy + 'static,
{
    assert!(PLACE < PLACES);
    Hook { name, flag, place: PLACE, handler: hooked_after::<PLACE, F> }
}

/// Stands in for the functions, as far as this PHP has them. Once, when the module starts.
pub fn install(hooks: &[Hook], in_coroutine: fn() -> bool) {
    IN_COROUTINE.get_or_init(|| in_coroutine);
    for hook in hooks {
        assert!(ORIGINALS[hook.place].load(Ordering::Relaxed).is_null(), "two hooks have place {}", hook.place);
        // SAFETY: module start: the table of functions holds pointers to internal functions only, and is ours to change. A handler is
        // exchanged for one of the same type; the address of the old one is kept.
        unsafe {
            let table = sys::compiler_globals.function_table;
            let place = sys::zend_hash_str_find(table, hook.name.as_ptr().cast(), hook.name.len());
            if place.is_null() {
                continue;
            }
            let function = &raw mut (*(*place).value.func).internal_function;
            if let Some(original) = (*function).handler.replace(hook.handler) {
                ORIGINALS[hook.place].store(original as *mut (), Ordering::Relaxed);
                WANTED[hook.place].store(hook.flag, Ordering::Relaxed);
            }
        }
    }
}

/// Which hooks are in force from now on.
pub fn set_in_force(flags: i64) {
    IN_FORCE.store(flags, Ordering::Relaxed);
}

pub(super) fn is_in_force(flag: i64) -> bool {
    IN_FORCE.load(Ordering::Relaxed) & flag != 0
}

pub(super) fn in_coroutine() -> bool {
    IN_COROUTINE.get().is_some_and(|asked| asked())
}

unsafe extern "C" fn hooked<const PLACE: usize, F>(frame: *mut sys::zend_execute_data, result: *mut sys::zval)
where
    F: Fn(&mut Call<'_>) -> Outcome<Option<Zv>> + Copy + 'static,
{
    if is_in_force(WANTED[PLACE].load(Ordering::Relaxed)) && in_coroutine() {
        // SAFETY: the engine's frame, on which PHP's own function has declared its arguments; no Rust value is alive when they are
        // coerced, nor when a bailout is raised.
        unsafe {
            if !args::accept(frame, false, u32::MAX) {
                return;
            }
            let body: F = item();
            match perform(frame, result.cast(), body) {
                Ended::Done => return,
                Ended::Bailout => bailout::raise(),
                Ended::Declined => {}
            }
        }
    }
    // SAFETY: the call is passed on as it came.
    unsafe { call_original(PLACE, frame, result) }
}

unsafe extern "C" fn hooked_after<const PLACE: usize, F>(frame: *mut sys::zend_execute_data, result: *mut sys::zval)
where
    F: Fn(&mut Call<'_>, &Zv) + Copy + 'static,
{
    // SAFETY: the call is passed on as it came. Afterwards its arguments are still there and its result is a live value; what the body
    // declines is written nowhere.
    unsafe {
        call_original(PLACE, frame, result);
        if exception_pending() || !is_in_force(WANTED[PLACE].load(Ordering::Relaxed)) {
            return;
        }
        let body: F = item();
        let made = &*result.cast::<Zv>();
        let ended = perform(frame, result.cast(), |call| {
            body(call, made);
            Ok(None)
        });
        if ended == Ended::Bailout {
            bailout::raise();
        }
    }
}

/// # Safety
/// The frame of a call of the function that `install` hooked at this place, and the place for its result.
unsafe fn call_original(place: usize, frame: *mut sys::zend_execute_data, result: *mut sys::zval) {
    let original = ORIGINALS[place].load(Ordering::Relaxed);
    // SAFETY: handlers of ours are only where `install` put them, after it kept the function's own one here.
    unsafe {
        mem::transmute::<*mut (), Handler>(ptr::NonNull::new(original).expect("kept by install").as_ptr())(
            frame, result,
        );
    }
}
