//! Query strings, cookies and form fields as PHP itself parses them: brackets make arrays, limits are php.ini's. It must not know where they
//! come from.

use super::{Array, Zv, guarded, raise_bailout_later, sys};
use std::ffi::{c_char, c_int};

/// `PARSE_STRING`: what `parse_str()` passes.
const PARSE_STRING: c_int = 3;

unsafe extern "C" {
    /// Frees `text`.
    fn php_default_treat_data(kind: c_int, text: *mut c_char, into: *mut sys::Raw);
    /// Takes over `value`.
    fn php_register_variable_ex(name: *const c_char, value: *mut sys::Raw, into: *mut sys::Raw);
    #[link_name = "_estrndup"]
    fn estrndup(text: *const c_char, len: usize) -> *mut c_char;
}

/// `a=1&b[]=2`, decoded.
pub fn parse_query(text: &[u8]) -> Array {
    filled(|into| {
        // SAFETY: the copy is NUL-terminated and freed by the parser; `into` holds an array of our own. Runs no user code.
        unsafe { php_default_treat_data(PARSE_STRING, estrndup(text.as_ptr().cast(), text.len()), into) }
    })
}

/// Pairs that are decoded already, under names with PHP's array syntax.
pub fn register<'a>(pairs: impl Iterator<Item = (&'a [u8], Zv)>) -> Array {
    // Names end at a NUL, as in PHP.
    let mut pairs: Vec<_> = pairs.map(|(name, value)| ([name, b"\0"].concat(), value)).collect();
    filled(|into| {
        for (name, value) in pairs.drain(..) {
            let mut value = value.into_raw();
            // SAFETY: a C string; the value's reference is taken over; `into` holds an array of our own.
            unsafe { php_register_variable_ex(name.as_ptr().cast(), &mut value, into) };
        }
    })
}

/// Adds one more, as [`register`].
pub fn register_into(array: Array, name: &[u8], value: impl Into<Zv>) -> Array {
    let name = [name, b"\0"].concat();
    let mut value = value.into().into_raw();
    with(array, |into| {
        // SAFETY: as in `register`.
        unsafe { php_register_variable_ex(name.as_ptr().cast(), &mut value, into) };
    })
}

fn filled(fill: impl FnOnce(*mut sys::Raw)) -> Array {
    with(Array::with_capacity(8), fill)
}

fn with(array: Array, fill: impl FnOnce(*mut sys::Raw)) -> Array {
    let mut raw = Zv::from(array).into_raw();
    let place = &raw mut raw;
    if guarded(|| fill(place)).is_err() {
        raise_bailout_later();
    }
    // SAFETY: the place holds the one reference to the array, which the parser may have moved.
    let value = unsafe { Zv::take(raw) };
    value.as_array().cloned().unwrap_or_default()
}
