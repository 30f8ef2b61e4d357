//! `Str`: one reference to a PHP string. It must not expose a way to write into the bytes.

use super::{guarded, raise_bailout_later, sys};
use std::{ffi::c_char, fmt, ops::Deref, ptr::NonNull, slice};

/// One counted reference to a `zend_string` (interned ones are not counted).
pub struct Str(NonNull<sys::zend_string>);

impl Str {
    /// A fresh copy. Beyond the memory limit: a pending bailout and the empty string.
    pub fn new(bytes: &[u8]) -> Str {
        let (text, len) = (bytes.as_ptr().cast::<c_char>(), bytes.len());
        // SAFETY: text..len is readable; an interned string comes back for length ≤ 1, which Str knows how to hold.
        let made = guarded(|| unsafe { sys::ext_php_rs_zend_string_init(text, len, false) });
        match made {
            Ok(made) => Self::take(made),
            Err(_) => {
                raise_bailout_later();
                Self::empty()
            }
        }
    }

    /// As [`Str::new`], without a guard: beyond the memory limit this jumps.
    ///
    /// # Safety
    /// No frame up to the innermost `zend_try` owns anything that must be given back.
    #[inline]
    pub(super) unsafe fn copy_unguarded(bytes: &[u8]) -> Str {
        // SAFETY: the bytes are readable; the caller's promise covers the jump.
        Self::take(unsafe { sys::ext_php_rs_zend_string_init(bytes.as_ptr().cast(), bytes.len(), false) })
    }

    /// As [`Str::copy_unguarded`], with capitals of ASCII made small.
    ///
    /// # Safety
    /// As there.
    pub(super) unsafe fn lower_unguarded(bytes: &[u8]) -> Str {
        // SAFETY: the caller's promise; a fresh string is not shared unless it is interned, which one of a single byte or none is.
        unsafe {
            if bytes.len() <= 1 {
                let byte = bytes.first().map(u8::to_ascii_lowercase);
                return Self::copy_unguarded(byte.as_slice());
            }
            let text = Self::copy_unguarded(bytes);
            slice::from_raw_parts_mut((&raw mut (*text.as_ptr()).val).cast::<u8>(), bytes.len()).make_ascii_lowercase();
            text
        }
    }

    /// A string that lives as long as the process. To be made while the module starts.
    pub fn permanent(bytes: &[u8]) -> Str {
        // SAFETY: set by the engine before any module starts; the bytes are readable.
        unsafe {
            let init = sys::zend_string_init_interned.expect("zend_string_init_interned is set before modules start");
            Self::take(init(bytes.as_ptr().cast(), bytes.len(), true))
        }
    }

    /// One string for all who ask for these bytes until the request ends. A key of a script's own array is mostly one, so that it is found
    /// there without a comparison.
    pub fn interned(bytes: &[u8]) -> Str {
        // SAFETY: set by the engine before any module starts; the bytes are readable.
        let made = guarded(|| unsafe {
            let init = sys::zend_string_init_interned.expect("zend_string_init_interned is set before modules start");
            init(bytes.as_ptr().cast(), bytes.len(), false)
        });
        made.map_or_else(
            |_| {
                raise_bailout_later();
                Self::empty()
            },
            Self::take,
        )
    }

    pub fn empty() -> Str {
        // SAFETY: length 0 gives the interned empty string: no allocation.
        Self::take(unsafe { sys::ext_php_rs_zend_string_init(c"".as_ptr(), 0, false) })
    }

    pub fn as_bytes(&self) -> &[u8] {
        let text = self.as_ptr();
        // SAFETY: this holds a reference, and shared strings are not written to.
        unsafe { slice::from_raw_parts((&raw const (*text).val).cast(), (*text).len) }
    }

    /// The text with anything that is not UTF-8 replaced.
    pub fn to_text(&self) -> String {
        String::from_utf8_lossy(self.as_bytes()).into_owned()
    }

    /// Takes over one reference.
    pub(super) fn take(text: *mut sys::zend_string) -> Str {
        Str(NonNull::new(text).expect("PHP never returns a null string here"))
    }

    pub(super) fn as_ptr(&self) -> *mut sys::zend_string {
        self.0.as_ptr()
    }

    /// Gives the reference away.
    pub(super) fn into_ptr(self) -> *mut sys::zend_string {
        let text = self.as_ptr();
        std::mem::forget(self);
        text
    }

    pub(super) fn is_interned(&self) -> bool {
        // SAFETY: a live string.
        unsafe { (*self.as_ptr()).gc.u.type_info & sys::GC_IMMUTABLE != 0 }
    }
}

impl Clone for Str {
    fn clone(&self) -> Str {
        if !self.is_interned() {
            // SAFETY: a live, counted string.
            unsafe { (*self.as_ptr()).gc.refcount += 1 };
        }
        Str(self.0)
    }
}

impl Drop for Str {
    fn drop(&mut self) {
        // SAFETY: gives back the one reference this holds; freeing a string runs no PHP code.
        unsafe { ext_php_rs::ffi::ext_php_rs_zend_string_release(self.as_ptr()) }
    }
}

impl Deref for Str {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_text())
    }
}
