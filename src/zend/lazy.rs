//! Declared properties whose value is made when somebody first looks: the slot is undefined until then, so PHP's fast paths miss it and come
//! to these handlers, which have it filled and leave the rest to the engine. It must not know what the values are.

use super::{Native, Object, bailout, sys};
use std::{
    ffi::{c_int, c_void},
    mem::ManuallyDrop,
    panic::{AssertUnwindSafe, catch_unwind},
    slice,
};
use sys::{zend_object, zend_string, zval};

/// The handlers of one native type.
#[derive(Clone, Copy)]
pub(super) struct Handlers {
    read: unsafe extern "C" fn(*mut zend_object, *mut zend_string, c_int, *mut *mut c_void, *mut zval) -> *mut zval,
    place: unsafe extern "C" fn(*mut zend_object, *mut zend_string, c_int, *mut *mut c_void) -> *mut zval,
    has: unsafe extern "C" fn(*mut zend_object, *mut zend_string, c_int, *mut *mut c_void) -> c_int,
    all: unsafe extern "C" fn(*mut zend_object) -> *mut sys::HashTable,
}

impl Handlers {
    pub(super) const fn of<T: Native>() -> Handlers {
        Handlers { read: read::<T>, place: place::<T>, has: has::<T>, all: all::<T> }
    }

    pub(super) fn install(&self, handlers: &mut sys::zend_object_handlers) {
        handlers.read_property = Some(self.read);
        handlers.get_property_ptr_ptr = Some(self.place);
        handlers.has_property = Some(self.has);
        handlers.get_properties = Some(self.all);
    }
}

/// # Safety
/// A live object of T's class; the name is null or live. Called by the engine: no frame below owns anything, so a bailout may jump.
unsafe fn fill<T: Native>(object: *mut zend_object, name: *mut zend_string) {
    // SAFETY: the caller's promise; the borrowed object is not given back, as no reference was taken.
    unsafe {
        let object = ManuallyDrop::new(Object::take(object));
        let name = (!name.is_null()).then(|| slice::from_raw_parts((&raw const (*name).val).cast::<u8>(), (*name).len));
        // A panic was reported by the hook; the property stays null.
        let _ = catch_unwind(AssertUnwindSafe(|| T::fill(&object, name)));
        if bailout::bailout_pending() {
            bailout::raise();
        }
    }
}

unsafe extern "C" fn read<T: Native>(
    object: *mut zend_object,
    name: *mut zend_string,
    kind: c_int,
    cache: *mut *mut c_void,
    out: *mut zval,
) -> *mut zval {
    // SAFETY: the engine's call, passed on.
    unsafe {
        fill::<T>(object, name);
        standard().read_property.expect("the engine's own")(object, name, kind, cache, out)
    }
}

unsafe extern "C" fn place<T: Native>(
    object: *mut zend_object,
    name: *mut zend_string,
    kind: c_int,
    cache: *mut *mut c_void,
) -> *mut zval {
    // SAFETY: the engine's call, passed on.
    unsafe {
        fill::<T>(object, name);
        standard().get_property_ptr_ptr.expect("the engine's own")(object, name, kind, cache)
    }
}

unsafe extern "C" fn has<T: Native>(
    object: *mut zend_object,
    name: *mut zend_string,
    mode: c_int,
    cache: *mut *mut c_void,
) -> c_int {
    // SAFETY: the engine's call, passed on.
    unsafe {
        fill::<T>(object, name);
        standard().has_property.expect("the engine's own")(object, name, mode, cache)
    }
}

unsafe extern "C" fn all<T: Native>(object: *mut zend_object) -> *mut sys::HashTable {
    // SAFETY: the engine's call, passed on.
    unsafe {
        fill::<T>(object, std::ptr::null_mut());
        standard().get_properties.expect("the engine's own")(object)
    }
}

fn standard() -> &'static sys::zend_object_handlers {
    // SAFETY: the engine's own table, constant.
    unsafe { &sys::std_object_handlers }
}
