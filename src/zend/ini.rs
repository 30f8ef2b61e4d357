//! Ini settings: registered from a table, read by name. It must not cache: `ini_set` may change them.

use super::sys;
use std::ffi::{CStr, CString, c_int};

/// One ini setting and its default.
pub struct Ini {
    pub name: &'static str,
    pub default: &'static str,
    pub access: Access,
    pub is_bool: bool,
}

#[derive(Clone, Copy)]
pub enum Access {
    /// php.ini only.
    System = 4,
    /// Anywhere, `ini_set` included.
    All = 7,
}

pub fn ini_bool(name: &str) -> bool {
    // A boolean's text is On, true, yes or a number; PHP's own parser has normalised php.ini to "1" and "".
    match ini_string(name).to_ascii_lowercase().as_str() {
        "on" | "yes" | "true" => true,
        _ => ini_int(name) != 0,
    }
}

pub fn ini_int(name: &str) -> i64 {
    // SAFETY: the name is readable for its length.
    unsafe { sys::zend_ini_long(name.as_ptr().cast(), name.len(), 0) }
}

pub fn ini_float(name: &str) -> f64 {
    // SAFETY: as above.
    unsafe { sys::zend_ini_double(name.as_ptr().cast(), name.len(), 0) }
}

pub fn ini_string(name: &str) -> String {
    let mut exists = false;
    // SAFETY: as above; what comes back is null or a C string that the ini table owns, copied at once.
    unsafe {
        let text = sys::zend_ini_string_ex(name.as_ptr().cast(), name.len(), 0, &mut exists);
        if text.is_null() { String::new() } else { CStr::from_ptr(text).to_string_lossy().into_owned() }
    }
}

pub(super) fn register(table: &[Ini], module: c_int) {
    // SAFETY: all zero ends a list.
    let end: sys::zend_ini_entry_def = unsafe { std::mem::zeroed() };
    let rows: Vec<_> = table
        .iter()
        .map(|ini| {
            let mut row = end;
            row.name = CString::new(ini.name).expect("an ini name has no NUL").into_raw();
            row.name_length = ini.name.len() as _;
            row.value = CString::new(ini.default).expect("an ini default has no NUL").into_raw();
            row.value_length = ini.default.len() as _;
            row.modifiable = ini.access as _;
            row.displayer = ini.is_bool.then_some(sys::zend_ini_boolean_displayer_cb as _);
            row
        })
        .chain([end])
        .collect();
    // SAFETY: a list ended by an empty row whose texts live as long as the process.
    unsafe { sys::zend_register_ini_entries(Box::leak(rows.into_boxed_slice()).as_ptr(), module) };
}
