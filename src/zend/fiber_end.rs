//! How code on a fiber ends other than by returning: uncaught exceptions, unwinding, `exit`. It must not know what `exit` means in
//! a coroutine: it asks the hook.

use super::{Bailout, Object, Raised, Zv, guarded, is_exit, sys};
use ext_php_rs::ffi;
use std::{
    cell::Cell,
    ffi::{c_int, c_void},
    panic::catch_unwind,
};

/// "PHP Fatal error: Uncaught …" on standard error or in the log. The user's exception handler is for the main script only (the
/// original does so too).
pub fn report_uncaught(exception: Object) -> Result<(), Bailout> {
    let exception = exception.into_ptr();
    // SAFETY: the engine takes over the reference.
    guarded(|| unsafe { sys::zend_exception_error(exception, ffi::E_ERROR as c_int) }).map(drop)
}

/// Starts unwinding the running PHP frames: no `catch`, no `finally`, but destructors.
pub fn throw_unwind() -> Raised {
    if !super::exception_pending() {
        // SAFETY: called inside a method, with PHP frames (at least a fiber's bottom frame) below.
        unsafe { zend_throw_unwind_exit() };
    }
    Raised::Exception
}

/// Whether the exception is the one of [`throw_unwind`].
pub fn is_unwinding_exception(exception: &Object) -> bool {
    is_exit(exception)
}

/// Whether this request ended in a fatal error: PHP code must not run any more, except shutdown functions.
pub fn is_after_bailout() -> bool {
    // SAFETY: reads a global of this thread.
    unsafe { ffi::compiler_globals.unclean_shutdown }
}

/// Whether the last error of the request was a fatal one (an uncaught exception in the main script does not bail out).
pub fn is_after_fatal_error() -> bool {
    const FATAL: c_int = (ffi::E_ERROR | ffi::E_CORE_ERROR | ffi::E_COMPILE_ERROR) as c_int
        | (ffi::E_USER_ERROR | ffi::E_RECOVERABLE_ERROR | ffi::E_PARSE) as c_int;
    // SAFETY: reads a global of this thread.
    unsafe {
        let globals = &raw const ffi::core_globals;
        !(*globals).last_error_message.is_null() && (*globals).last_error_type & FATAL != 0
    }
}

/// What happens to `exit`: `Some` throws, with the exception already pending.
pub type ExitHook = fn(status: &Zv) -> Option<Raised>;

thread_local! {
    static HOOK: Cell<Option<ExitHook>> = const { Cell::new(None) };
}

/// While the module starts. The one opcode whose handler may be replaced without switching the JIT off.
#[cfg(not(php84))]
pub fn intercept_exit(hook: ExitHook) {
    HOOK.set(Some(hook));
    // SAFETY: module start; a handler with the engine's signature. One that was set before keeps working through `before`.
    unsafe {
        before::EXIT.set(zend_get_user_opcode_handler(ZEND_EXIT));
        zend_set_user_opcode_handler(ZEND_EXIT, Some(on_exit_opcode));
    }
}

#[cfg(not(php84))]
mod before {
    use std::cell::Cell;
    thread_local! {
        pub static EXIT: Cell<Option<super::OpcodeHandler>> = const { Cell::new(None) };
    }
}

#[cfg(not(php84))]
unsafe extern "C" fn on_exit_opcode(frame: *mut sys::zend_execute_data) -> c_int {
    // SAFETY: the engine runs the ZEND_EXIT instruction of this frame; its operand is read, and freed only when it was a temporary
    // that the instruction would have freed.
    unsafe {
        let opline = (*frame).opline;
        let kind = (*opline).op1_type;
        let mut status = Zv::NULL;
        if kind != OPERAND_UNUSED {
            let place = zend_get_zval_ptr(opline, c_int::from(kind), (&raw const (*opline).op1).cast(), frame);
            status = Zv::copy(place);
        }
        let thrown = catch_unwind(|| HOOK.get().and_then(|hook| hook(&status))).unwrap_or(None);
        drop(status);
        match thrown {
            Some(Raised::Exception) => {
                if kind & (OPERAND_TEMPORARY | OPERAND_VARIABLE) != 0 {
                    let place = zend_get_zval_ptr(opline, c_int::from(kind), (&raw const (*opline).op1).cast(), frame);
                    ffi::zval_ptr_dtor(place.cast_mut().cast());
                }
                HANDLER_CONTINUE
            }
            Some(Raised::Bailout) => super::bailout::raise(),
            None => before::EXIT.get().map_or(HANDLER_DISPATCH, |handler| handler(frame)),
        }
    }
}

/// From 8.4 on `exit` is a function.
#[cfg(php84)]
pub fn intercept_exit(hook: ExitHook) {
    HOOK.set(Some(hook));
    for name in [c"exit", c"die"] {
        // SAFETY: module start: the function table is complete and not shared yet. `exit` and `die` are PHP's own internal functions,
        // whose handlers have the signature of ours.
        unsafe {
            let table = (*(&raw const ffi::compiler_globals)).function_table;
            let found = sys::zend_hash_str_find(table, name.as_ptr(), name.to_bytes().len());
            if let Some(found) = found.as_ref() {
                let function = found.value.ptr.cast::<ffi::zend_internal_function>();
                ORIGINAL_EXIT.set((*function).handler);
                (*function).handler = Some(on_exit_function);
            }
        }
    }
}

#[cfg(php84)]
thread_local! {
    static ORIGINAL_EXIT: Cell<ffi::zif_handler> = const { Cell::new(None) };
}

#[cfg(php84)]
unsafe extern "C" fn on_exit_function(frame: *mut sys::zend_execute_data, result: *mut sys::zval) {
    // SAFETY: a call of exit()/die(): the frame has its arguments; a wrong number or type is left to the original to complain about.
    unsafe {
        let given = (*frame).This.u2.num_args;
        let status = if given == 1 { Zv::copy(sys::frame_arg(frame, 0)) } else { Zv::NULL };
        let thrown =
            if given > 1 { None } else { catch_unwind(|| HOOK.get().and_then(|hook| hook(&status))).unwrap_or(None) };
        drop(status);
        match thrown {
            Some(Raised::Exception) => {}
            Some(Raised::Bailout) => super::bailout::raise(),
            None => {
                if let Some(original) = ORIGINAL_EXIT.get() {
                    original(frame, result);
                }
            }
        }
    }
}

/// A backtrace of the running code as `debug_backtrace()` gives it; `skip_own`: without the frame of the running method.
pub fn backtrace(skip_own: bool, options: i64, limit: i64) -> Zv {
    let mut raw = sys::Raw::UNDEF;
    let (options, limit) = (options as c_int, limit.try_into().unwrap_or(0));
    let out = &raw mut raw;
    // SAFETY: `out` receives an array of its own.
    if guarded(|| unsafe { zend_fetch_debug_backtrace(out, c_int::from(skip_own), options, limit) }).is_err() {
        super::raise_bailout_later();
    }
    // SAFETY: undefined or the array that was put there.
    unsafe { Zv::take(raw) }
}

/// The text of a backtrace as `debug_print_backtrace()` prints it.
pub fn backtrace_text(trace: &Zv) -> String {
    let Some(array) = trace.as_array() else { return String::new() };
    let table = array.as_ptr();
    // SAFETY: a live array of frames; the string that comes back is ours.
    match guarded(|| unsafe { zend_trace_to_string(table.cast(), false) }) {
        Ok(text) => super::Str::take(text).to_text(),
        Err(_) => {
            super::raise_bailout_later();
            String::new()
        }
    }
}

/// Writes to PHP's output, as `echo` does.
pub fn print(text: impl AsRef<[u8]>) {
    let text = text.as_ref();
    // SAFETY: a readable text; output callbacks may run PHP code, hence the guard.
    if guarded(|| unsafe { php_output_write(text.as_ptr().cast(), text.len()) }).is_err() {
        super::raise_bailout_later();
    }
}

#[cfg(not(php84))]
type OpcodeHandler = unsafe extern "C" fn(*mut sys::zend_execute_data) -> c_int;

#[cfg(not(php84))]
const ZEND_EXIT: u8 = 79;
#[cfg(not(php84))]
const HANDLER_CONTINUE: c_int = 0;
#[cfg(not(php84))]
const HANDLER_DISPATCH: c_int = 2;
#[cfg(not(php84))]
const OPERAND_UNUSED: u8 = 0;
#[cfg(not(php84))]
const OPERAND_TEMPORARY: u8 = 1 << 1;
#[cfg(not(php84))]
const OPERAND_VARIABLE: u8 = 1 << 2;

unsafe extern "C" {
    fn zend_throw_unwind_exit();
    fn zend_fetch_debug_backtrace(out: *mut sys::Raw, skip_last: c_int, options: c_int, limit: c_int);
    fn zend_trace_to_string(trace: *mut c_void, include_main: bool) -> *mut sys::zend_string;
    fn php_output_write(text: *const std::ffi::c_char, len: usize) -> usize;
    #[cfg(not(php84))]
    fn zend_get_user_opcode_handler(opcode: u8) -> Option<OpcodeHandler>;
    #[cfg(not(php84))]
    fn zend_set_user_opcode_handler(opcode: u8, handler: Option<OpcodeHandler>) -> c_int;
    #[cfg(not(php84))]
    fn zend_get_zval_ptr(
        opline: *const ffi::zend_op,
        kind: c_int,
        operand: *const c_void,
        frame: *const sys::zend_execute_data,
    ) -> *const sys::Raw;
}
