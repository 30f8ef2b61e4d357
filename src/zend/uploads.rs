//! The files that `is_uploaded_file()` and `move_uploaded_file()` know: PHP's own table of them. It must not write or delete files.

use super::{Str, guarded, raise_bailout_later, sys};
use std::ffi::{c_char, c_void};

/// `IS_PTR`: what the table holds are bare strings.
const IS_PTR: u32 = 13;

unsafe extern "C" {
    /// Of PHP's server interface; only one field is touched, at the offset that the headers say.
    static mut sapi_globals: [u8; 0];
    fn zend_hash_str_del(table: *mut sys::HashTable, key: *const c_char, len: usize) -> i32;
}

fn table() -> *mut *mut sys::HashTable {
    static OFFSET: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    let offset = *OFFSET.get_or_init(|| sys::layout("sapi_globals.rfc1867_uploaded_files"));
    // SAFETY: the field lies there, as this PHP's headers say.
    unsafe { (&raw mut sapi_globals).cast::<u8>().add(offset).cast() }
}

pub fn note(path: &[u8]) {
    let noted = guarded(|| {
        let name = Str::new(path).into_ptr().cast::<c_void>();
        // SAFETY: PHP makes the table as it needs it, and frees it and the strings in it when the request ends.
        unsafe {
            if (*table()).is_null() {
                *table() = sys::zend_new_array(8);
            }
            let mut value = sys::Raw { value: sys::Value { raw: name.cast() }, info: IS_PTR, extra: 0 };
            sys::zend_hash_str_update(*table(), path.as_ptr().cast(), path.len(), (&raw mut value).cast());
        }
    });
    if noted.is_err() {
        raise_bailout_later();
    }
}

pub fn forget(path: &[u8]) {
    // SAFETY: the table is null or PHP's; the key is readable. What is deleted is a bare pointer: no code runs.
    unsafe {
        if !(*table()).is_null() {
            zend_hash_str_del(*table(), path.as_ptr().cast(), path.len());
        }
    }
}
