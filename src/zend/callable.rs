//! `Callable`: a PHP callable resolved once and called many times. It must not decide what an exception means: that is the caller's.

use super::{Array, Object, Outcome, Raised, Str, Zv, bailout, guarded, sys};
use std::{
    ffi::{CStr, c_char},
    fmt, mem, ptr,
};

/// A checked callable together with a reference to the value it was made from, which keeps closure, object and name alive.
pub struct Callable {
    value: Zv,
    /// None: reached through `__call`/`__callStatic`; such a function exists for one call only and is looked up each time.
    target: Option<sys::zend_fcall_info_cache>,
}

impl Callable {
    /// Checks and resolves; the error is PHP's text ("function \"nope\" not found or invalid function name").
    pub fn new(value: &Zv) -> Result<Callable, String> {
        let value = value.clone();
        // SAFETY: all zero is the empty cache.
        let mut cache: sys::zend_fcall_info_cache = unsafe { mem::zeroed() };
        let mut error: *mut c_char = ptr::null_mut();
        let (place, out, text) = ((value.raw() as *const sys::Raw).cast_mut().cast(), &raw mut cache, &raw mut error);
        // SAFETY: a live value; the out pointers are valid. Autoloading may run PHP code, hence the guard.
        let ok = guarded(|| unsafe { sys::zend_is_callable_ex(place, ptr::null_mut(), 0, ptr::null_mut(), out, text) });
        let reason = (!error.is_null()).then(|| {
            // SAFETY: an emalloc'ed C string that is ours to free.
            unsafe {
                let reason = CStr::from_ptr(error).to_string_lossy().into_owned();
                sys::efree(error.cast());
                reason
            }
        });
        match ok {
            Ok(true) => Ok(Callable { target: settle(&mut cache), value }),
            Ok(false) => Err(reason.unwrap_or_else(|| "no array or string given".to_owned())),
            Err(_) => {
                super::raise_bailout_later();
                Err("the engine bailed out".to_owned())
            }
        }
    }

    /// The value it was made from: what `getCallback` gives back.
    pub fn value(&self) -> &Zv {
        &self.value
    }

    /// Calls under a guard of its own: a bailout comes back as `Err(Raised::Bailout)`, an exception stays pending in the engine
    /// and comes back as `Err(Raised::Exception)`.
    pub fn call(&self, args: &mut [Zv]) -> Outcome<Zv> {
        if bailout::bailout_pending() {
            return Err(Raised::Bailout);
        }
        guarded(|| self.call_unguarded(args))?
    }

    /// Calls without a guard: a bailout jumps to the innermost [`guarded`]. For a coroutine's entry, which has one; the frames
    /// in between must own nothing but the arguments.
    #[inline]
    pub fn call_unguarded(&self, args: &mut [Zv]) -> Outcome<Zv> {
        let mut raw = sys::Raw::UNDEF;
        let out = &raw mut raw;
        let (count, first) = (args.len() as u32, args.as_mut_ptr().cast::<sys::Raw>());
        match &self.target {
            // SAFETY: the cache stays valid while `value` lives; arguments are copied by the call.
            Some(target) => unsafe {
                sys::zend_call_known_function(
                    target.function_handler,
                    target.object,
                    target.called_scope,
                    out.cast(),
                    count,
                    first.cast(),
                    ptr::null_mut(),
                );
            },
            None => {
                let name = (self.value.raw() as *const sys::Raw).cast_mut();
                // SAFETY: a live callable value; arguments are copied by the call.
                unsafe { sys::call_user_function(ptr::null_mut(), name, out, count, first, ptr::null_mut()) };
            }
        }
        // SAFETY: the engine's exception is null or live; `raw` is undefined or holds a reference that is ours.
        let (threw, result) = unsafe { (!(*sys::eg()).exception.is_null(), Zv::take(raw)) };
        if threw { Err(Raised::Exception) } else { Ok(result) }
    }

    /// Whether both were made from the same closure, object and method, or function name.
    pub fn same(&self, other: &Callable) -> bool {
        match (&self.target, &other.target) {
            (Some(a), Some(b)) => a.function_handler == b.function_handler && a.object == b.object,
            _ => false,
        }
    }

    /// What PHP would call it: `Closure`, `function`, `Class::method`.
    pub fn name(&self) -> String {
        let text = |value: Zv| value.as_str().map(|text: Str| text.to_text());
        let of_pair = |pair: &Array| {
            let class = pair.get_int(0)?;
            let class = class.as_object().map(Object::class_name).or_else(|| text(class.clone()))?;
            Some(format!("{class}::{}", text(pair.get_int(1)?)?))
        };
        text(self.value.clone())
            .or_else(|| self.value.as_object().map(Object::class_name))
            .or_else(|| self.value.as_array().and_then(of_pair))
            .unwrap_or_else(|| self.value.type_name())
    }
}

impl Clone for Callable {
    fn clone(&self) -> Callable {
        Callable { value: self.value.clone(), target: self.target }
    }
}

impl fmt::Debug for Callable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Callable({})", self.name())
    }
}

/// Keeps the cache unless its function is a one-call trampoline, which is given back.
fn settle(cache: &mut sys::zend_fcall_info_cache) -> Option<sys::zend_fcall_info_cache> {
    // SAFETY: zend_is_callable_ex succeeded, so the handler is set; releasing frees a trampoline only.
    unsafe {
        let function = cache.function_handler;
        if (*function).common.fn_flags & ext_php_rs::ffi::ZEND_ACC_CALL_VIA_TRAMPOLINE == 0 {
            return Some(*cache);
        }
        sys::zend_release_fcall_info_cache(cache);
    }
    None
}
