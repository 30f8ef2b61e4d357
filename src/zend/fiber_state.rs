//! What Zend's context switch leaves in place although it belongs to the code that was running: output buffers, the state of
//! `serialize()` and `usort()`, exceptions that are parked while a destructor or an autoloader runs. It must not switch.
//!
//! Leaving a stack takes this state away when it is in use (a few loads when it is not); coming back restores it.

use super::sys;
use std::{ffi::c_void, mem::MaybeUninit, ptr::null_mut};

/// The head of `zend_output_globals`: what `ob_start()` changes. The rest (headers sent, where output began) is the request's.
#[repr(C)]
#[derive(Clone, Copy)]
struct Output {
    /// `zend_stack`: size of an element, top, max, elements
    handler_size: i32,
    handler_top: i32,
    handler_max: i32,
    handlers: *mut c_void,
    active: *mut c_void,
    running: *mut c_void,
}

/// `BG(serialize_lock)` to `BG(unserialize)`
#[repr(C)]
#[derive(Clone, Copy)]
struct Serializing {
    lock: u32,
    data: *mut c_void,
    level: u32,
    undata: *mut c_void,
    unlevel: u32,
}

/// `zend_fcall_info` and its cache in `BG(user_compare_fci)`: as many words as any supported version has at most.
const COMPARE_WORDS: usize = 13;

unsafe extern "C" {
    static mut output_globals: [u8; 0];
    static mut basic_globals: [u8; 0];
    fn php_output_end_all();
    fn zend_fiber_switch_blocked() -> bool;
    fn zend_fiber_switch_block();
    fn zend_fiber_switch_unblock();
    /// From `fiber_layout.c`: offsets into `basic_globals`, which moves between versions.
    static rswoole_offset_serialize: usize;
    static rswoole_offset_compare: usize;
    static rswoole_size_compare: usize;
    static rswoole_size_serialize: usize;
    static rswoole_size_output_head: usize;
}

/// Compares the layouts above with the headers.
pub fn verify_layout() -> Result<(), String> {
    // SAFETY: constants of fiber_layout.c.
    let (serializing, output, compare) =
        unsafe { (rswoole_size_serialize, rswoole_size_output_head, rswoole_size_compare) };
    let rows = [
        ("BG(serialize)", size_of::<Serializing>(), serializing),
        ("OG(handlers..running)", size_of::<Output>(), output),
    ];
    for (name, mine, theirs) in rows {
        if mine != theirs {
            return Err(format!("{name} has {theirs} bytes in the PHP headers and {mine} in this build"));
        }
    }
    if compare > COMPARE_WORDS * 8 {
        return Err(format!("BG(user_compare_fci) has {compare} bytes in the PHP headers, more than this build keeps"));
    }
    Ok(())
}

fn output() -> *mut Output {
    (&raw mut output_globals).cast()
}

fn serializing() -> *mut Serializing {
    // SAFETY: the offset is one inside `basic_globals`.
    unsafe { (&raw mut basic_globals).cast::<u8>().add(rswoole_offset_serialize).cast() }
}

/// `BG(user_compare_fci)`; its first word is `size`, which is zero when no user comparison runs.
fn compare() -> *mut usize {
    // SAFETY: the offset is one inside `basic_globals`.
    unsafe { (&raw mut basic_globals).cast::<u8>().add(rswoole_offset_compare).cast() }
}

/// Whether PHP allows no switch here (a destructor runs, on 8.2 and 8.3).
pub fn is_switching_blocked() -> bool {
    // SAFETY: reads the globals of this, PHP's only, thread.
    unsafe { zend_fiber_switch_blocked() }
}

/// State taken away from the stack that is being left.
pub struct Held(Option<Box<State>>);

struct State {
    output: Output,
    serializing: Serializing,
    compare: [MaybeUninit<usize>; COMPARE_WORDS],
    exception: *mut sys::zend_object,
    prev_exception: *mut sys::zend_object,
    opline_before_exception: *const c_void,
    /// How often fiber switching is blocked (running destructors block it on 8.2 and 8.3).
    blocks: u32,
}

impl Held {
    /// Takes the state of the running code away when any is in use.
    #[inline]
    pub fn take() -> Held {
        // SAFETY: reads the globals of this, PHP's only, thread.
        let used = unsafe {
            let (out, ser, eg) = (output(), serializing(), sys::eg());
            let held = (*out).active as usize
                | (*out).running as usize
                | (*ser).lock as usize
                | (*ser).level as usize
                | (*ser).unlevel as usize
                | *compare()
                | (*eg).exception as usize
                | (*eg).prev_exception as usize;
            held != 0 || zend_fiber_switch_blocked()
        };
        Held(used.then(take_all))
    }

    /// Puts it back, over whatever is there.
    #[inline]
    pub fn restore(self) {
        if let Some(state) = self.0 {
            put_back(&state);
        }
    }
}

#[cold]
fn take_all() -> Box<State> {
    // SAFETY: plain copies between the globals and `state`, which becomes the only owner of what they point to; what stays behind is
    // the state of a request in which none of this is in use.
    unsafe {
        let eg = sys::eg();
        let mut state = Box::new(State {
            output: *output(),
            serializing: *serializing(),
            compare: [MaybeUninit::uninit(); COMPARE_WORDS],
            exception: (*eg).exception,
            prev_exception: (*eg).prev_exception,
            opline_before_exception: (*eg).opline_before_exception.cast(),
            blocks: 0,
        });
        let words = rswoole_size_compare / size_of::<usize>();
        compare().copy_to_nonoverlapping(state.compare.as_mut_ptr().cast(), words);
        compare().write_bytes(0, words);
        *output() = Output {
            handler_top: 0,
            handler_max: 0,
            handlers: null_mut(),
            active: null_mut(),
            running: null_mut(),
            ..state.output
        };
        *serializing() = Serializing { lock: 0, data: null_mut(), level: 0, undata: null_mut(), unlevel: 0 };
        (*eg).exception = null_mut();
        (*eg).prev_exception = null_mut();
        while zend_fiber_switch_blocked() {
            zend_fiber_switch_unblock();
            state.blocks += 1;
        }
        state
    }
}

#[cold]
fn put_back(state: &State) {
    // SAFETY: the reverse of `take_all`. The output stack that was used meanwhile is empty (its owner took or flushed it), so only its
    // element array is left to free.
    unsafe {
        let eg = sys::eg();
        if !(*output()).handlers.is_null() {
            sys::efree((*output()).handlers);
        }
        *output() = state.output;
        *serializing() = state.serializing;
        let words = rswoole_size_compare / size_of::<usize>();
        compare().copy_from_nonoverlapping(state.compare.as_ptr().cast(), words);
        (*eg).exception = state.exception;
        (*eg).prev_exception = state.prev_exception;
        (*eg).opline_before_exception = state.opline_before_exception.cast();
        for _ in 0..state.blocks {
            zend_fiber_switch_block();
        }
    }
}

/// Whether the running code has output buffers open.
#[inline]
pub fn has_output_buffers() -> bool {
    // SAFETY: reads a global of this thread.
    unsafe { !(*output()).active.is_null() }
}

/// Flushes and ends every output buffer of the running code (user callbacks may run).
pub fn end_output_buffers() -> Result<(), super::Bailout> {
    if !has_output_buffers() {
        return Ok(());
    }
    // SAFETY: an exported function without arguments.
    super::guarded(|| unsafe { php_output_end_all() })
}

/// After a bailout on a fiber that is now left for good: shows what its output buffers hold, and leaves nothing of its state behind.
pub fn reset_after_bailout() {
    // A bailout while flushing (a failing output callback) changes nothing: the buffers are dropped below.
    let _ = end_output_buffers();
    // SAFETY: globals of this thread; what they point to belongs to the request's memory, which goes as a whole.
    unsafe {
        let eg = sys::eg();
        (*output()).handler_top = 0;
        (*output()).active = null_mut();
        (*output()).running = null_mut();
        *serializing() = Serializing { lock: 0, data: null_mut(), level: 0, undata: null_mut(), unlevel: 0 };
        compare().write_bytes(0, rswoole_size_compare / size_of::<usize>());
        (*eg).exception = null_mut();
        (*eg).prev_exception = null_mut();
        while zend_fiber_switch_blocked() {
            zend_fiber_switch_unblock();
        }
    }
}
