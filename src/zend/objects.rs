//! The living objects of the request, as the engine keeps them. It must not change them.

use super::{Object, sys};

/// All of them, in the order of their numbers.
pub fn all() -> Vec<Object> {
    // SAFETY: plain fields of the thread's globals.
    let top = unsafe { (*sys::eg()).objects_store.top };
    (1..top).filter_map(by_number).collect()
}

/// The object that `var_dump` shows with `#number`, unless it is gone or its destruction is under way.
pub fn by_number(number: u32) -> Option<Object> {
    // SAFETY: slots from 1 to top are objects, or numbers of free slots with the lowest bit set; a live object has a reference.
    unsafe {
        let store = &raw const (*sys::eg()).objects_store;
        if number == 0 || number >= (*store).top {
            return None;
        }
        let object = *(*store).object_buckets.add(number as usize);
        let gone = object.is_null() || object.addr() & 1 != 0 || (*object).gc.refcount == 0;
        (!gone).then(|| Object::share(object))
    }
}

pub fn resources() -> i64 {
    // SAFETY: a plain field of the thread's globals.
    unsafe { i64::from((*sys::eg()).regular_list.nNumOfElements) }
}
