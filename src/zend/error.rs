//! Exceptions, warnings and fatal errors: raised here, looked at here. It must not decide what happens after them.

use super::{Bailout, Class, Object, bailout, guarded, object::guarded_or_pending, raise_bailout_later, sys};
use std::{
    ffi::{CString, c_int},
    ptr,
};

/// Why PHP code, or a call into it, did not give a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a raised exception or bailout ends the method: return it"]
pub enum Raised {
    /// An exception is pending in the engine ([`take_exception`]).
    Exception,
    /// PHP bailed out; the method trampoline raises it again once the method's frames are gone.
    Bailout,
}

pub type Outcome<T> = Result<T, Raised>;

impl Raised {
    /// `value`, unless an exception or a bailout is pending.
    pub fn check<T>(value: T) -> Outcome<T> {
        if bailout::bailout_pending() {
            Err(Raised::Bailout)
        } else if exception_pending() {
            Err(Raised::Exception)
        } else {
            Ok(value)
        }
    }
}

impl From<Bailout> for Raised {
    fn from(_: Bailout) -> Raised {
        Raised::Bailout
    }
}

/// Throws an exception of a class of ours.
pub fn throw(class: &Class, code: i64, message: &str) -> Raised {
    throw_entry(class.entry_ptr(), code, message)
}

/// Throws PHP's `Error`.
pub fn throw_error(message: &str) -> Raised {
    // SAFETY: set by the engine before any module starts.
    throw_entry(unsafe { sys::zend_ce_error }, 0, message)
}

/// Throws PHP's `TypeError`.
pub fn throw_type_error(message: &str) -> Raised {
    // SAFETY: as above.
    throw_entry(unsafe { sys::zend_ce_type_error }, 0, message)
}

/// Throws PHP's `ArgumentCountError`.
pub fn throw_argument_count_error(message: &str) -> Raised {
    // SAFETY: as above.
    throw_entry(unsafe { ext_php_rs::ffi::zend_ce_argument_count_error }, 0, message)
}

/// Throws PHP's `ValueError`.
pub fn throw_value_error(message: &str) -> Raised {
    // SAFETY: as above.
    throw_entry(unsafe { sys::zend_ce_value_error }, 0, message)
}

/// Throws PHP's `BadMethodCallException`.
pub fn throw_bad_method_call(message: &str) -> Raised {
    // SAFETY: set by SPL, which is part of every PHP, before any module starts.
    throw_entry(unsafe { sys::spl_ce_BadMethodCallException }, 0, message)
}

/// Throws PHP's `InvalidArgumentException`.
pub fn throw_invalid_argument(message: &str) -> Raised {
    // SAFETY: as above.
    throw_entry(unsafe { sys::spl_ce_InvalidArgumentException }, 0, message)
}

/// Throws PHP's `RuntimeException`.
pub fn throw_runtime(message: &str) -> Raised {
    // SAFETY: as above.
    throw_entry(unsafe { sys::spl_ce_RuntimeException }, 0, message)
}

/// Throws an object again, or one made by [`Class::instantiate`].
pub fn throw_object(exception: Object) -> Raised {
    let mut raw = super::Zv::from(exception).into_raw();
    let place = &raw mut raw;
    // SAFETY: a live throwable whose reference the engine takes over.
    raised(guarded(|| unsafe { sys::zend_throw_exception_object(place) }))
}

pub fn exception_pending() -> bool {
    // SAFETY: a plain field of the thread's globals.
    unsafe { !(*sys::eg()).exception.is_null() }
}

/// Takes the pending exception out of the engine.
pub fn take_exception() -> Option<Object> {
    // SAFETY: a pending exception is a live object; the engine's own reference goes with the clearing.
    unsafe {
        let exception = (*sys::eg()).exception;
        if exception.is_null() {
            return None;
        }
        let exception = Object::share(exception);
        sys::zend_clear_exception();
        Some(exception)
    }
}

/// Whether the object is the engine's own way of unwinding for `exit()`.
pub fn is_exit(exception: &Object) -> bool {
    // SAFETY: a live object.
    unsafe { sys::zend_is_unwind_exit(exception.as_ptr()) }
}

/// What PHP does with an exception that nobody caught: the user's exception handler, else "PHP Fatal error: Uncaught …".
pub fn report_uncaught(exception: Object) -> Result<(), Bailout> {
    // SAFETY: a plain field of the thread's globals.
    let has_handler = unsafe { (*sys::eg()).user_exception_handler.u1.type_info & 0xff != u32::from(sys::IS_UNDEF) };
    if has_handler && !is_exit(&exception) {
        let _ = throw_object(exception);
        // SAFETY: an exception is pending and a handler is set.
        guarded(|| unsafe { sys::zend_user_exception_handler() })?;
        return match take_exception() {
            Some(again) => print_uncaught(again),
            None => Ok(()),
        };
    }
    print_uncaught(exception)
}

fn print_uncaught(exception: Object) -> Result<(), Bailout> {
    let exception = exception.into_ptr();
    // SAFETY: the engine takes over the reference.
    guarded(|| unsafe { sys::zend_exception_error(exception, ext_php_rs::ffi::E_ERROR as c_int) }).map(drop)
}

/// `Warning: Class::method(): message`. A user error handler may throw: look at [`exception_pending`] if it matters.
pub fn warning(message: &str) {
    report(ext_php_rs::ffi::E_WARNING, message);
}

/// As `trigger_error($message, E_USER_WARNING)`: without the name of a function before it.
pub fn user_warning(message: &str) {
    let text = c_text(message);
    let level = ext_php_rs::ffi::E_USER_WARNING as c_int;
    // SAFETY: "%s" with a C string.
    guarded_or_pending(|| unsafe { sys::zend_error(level, c"%s".as_ptr(), text.as_ptr()) });
}

pub fn notice(message: &str) {
    report(ext_php_rs::ffi::E_NOTICE, message);
}

pub fn deprecated(message: &str) {
    report(ext_php_rs::ffi::E_DEPRECATED, message);
}

/// Ends the request as a fatal error does.
pub fn fatal(message: &str) -> Raised {
    let text = c_text(message);
    let level = ext_php_rs::ffi::E_ERROR as c_int;
    // SAFETY: "%s" with a C string.
    let _ = guarded(|| unsafe { sys::php_error_docref(ptr::null(), level, c"%s".as_ptr(), text.as_ptr()) });
    Raised::Bailout
}

/// For the time when modules start: no method is running.
pub(super) fn core_warning(message: &str) {
    let text = c_text(message);
    // SAFETY: "%s" with a C string; core warnings do not bail out.
    unsafe { sys::zend_error(ext_php_rs::ffi::E_CORE_WARNING as c_int, c"%s".as_ptr(), text.as_ptr()) };
}

pub(super) fn throw_entry(class: *mut sys::zend_class_entry, code: i64, message: &str) -> Raised {
    let text = c_text(message);
    // SAFETY: a registered class and a C string that the exception copies.
    raised(guarded(|| unsafe {
        sys::zend_throw_exception(class, text.as_ptr(), code);
    }))
}

fn raised(outcome: Result<(), Bailout>) -> Raised {
    match outcome {
        Ok(()) => Raised::Exception,
        Err(_) => {
            raise_bailout_later();
            Raised::Bailout
        }
    }
}

fn report(level: u32, message: &str) {
    let text = c_text(message);
    // SAFETY: "%s" with a C string.
    guarded_or_pending(|| unsafe {
        sys::php_error_docref(ptr::null(), level as c_int, c"%s".as_ptr(), text.as_ptr());
    });
}

fn c_text(text: &str) -> CString {
    CString::new(text.replace('\0', "\u{FFFD}")).unwrap_or_default()
}
