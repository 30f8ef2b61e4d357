//! The processes of `proc_open()`: who they are, and their pipes. It must not wait for them or reap them.

use super::{Kind, Outcome, Raised, Zv, guarded, sys};
use std::{
    ffi::{c_char, c_int, c_void},
    ptr,
};

unsafe extern "C" {
    fn zend_fetch_list_dtor_id(name: *const c_char) -> c_int;
    fn zend_fetch_resource_ex(value: *mut sys::Raw, name: *const c_char, kind: c_int) -> *mut c_void;
    fn zend_list_close(resource: *mut c_void);
    static rswoole_offset_process_child: usize;
    static rswoole_offset_process_npipes: usize;
    static rswoole_offset_process_pipes: usize;
}

/// A process that a value stands for, with a reference to that value.
pub struct ChildProcess(Zv);

impl ChildProcess {
    pub fn of(value: &Zv) -> Option<ChildProcess> {
        let process = ChildProcess(value.clone());
        process.handle().map(|_| process)
    }

    pub fn pid(&self) -> Option<i32> {
        // SAFETY: a live handle has the pid there (proc_open.h).
        self.handle().map(|handle| unsafe { *handle.add(rswoole_offset_process_child).cast::<i32>() })
    }

    /// Closes those that are open, as `proc_close()` does before it waits. Whoever waits for one leaves it.
    pub fn close_pipes(&self) -> Outcome<()> {
        let count = self.handle().map_or(0, |handle| {
            // SAFETY: as above.
            unsafe { *handle.add(rswoole_offset_process_npipes).cast::<c_int>() }
        });
        for at in 0..usize::try_from(count).unwrap_or(0) {
            // Closing may run PHP code, which may have closed the process.
            let Some(handle) = self.handle() else { break };
            // SAFETY: the handle has that many places; each is null or a resource of which it holds a reference, so it is there, closed or
            // not. A closed one is closed no further.
            guarded(|| unsafe {
                let pipes = *handle.add(rswoole_offset_process_pipes).cast::<*const *mut c_void>();
                let pipe = *pipes.add(at);
                if !pipe.is_null() {
                    zend_list_close(pipe);
                }
            })?;
        }
        Raised::check(())
    }

    fn handle(&self) -> Option<*mut u8> {
        if self.0.kind() != Kind::Resource {
            return None;
        }
        let mut raw = *self.0.target();
        // SAFETY: a live resource, compared with the kind that ext-standard registered. Without a name another kind is no error.
        let handle =
            unsafe { zend_fetch_resource_ex(&mut raw, ptr::null(), zend_fetch_list_dtor_id(c"process".as_ptr())) };
        (!handle.is_null()).then(|| handle.cast())
    }
}
