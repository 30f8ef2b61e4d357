//! Fibers: PHP code on stacks of its own, switched by Zend's own `zend_fiber_switch_context`, so that the JIT, observers and
//! PHP's `Fiber` see nothing unusual. It must not schedule: who runs when is `crate::coroutine`'s matter.
//!
//! A [`Fiber`] is used in this order, over and over: [`Fiber::run`] starts a job on it; the job may [`suspend`], which makes
//! `run` return; [`Fiber::resume`] continues it. When the job is over the fiber is idle again and keeps its stacks.
//! After a bailout, or when it is dropped while idle, the fiber is dead.

use super::fiber_stack::{Stack, VM_PAGE};
use super::fiber_state::Held;
use super::{Bailout, PhpThread, Raised, Str, Zv, fiber_state, sys, take_pending_bailout};
use ext_php_rs::ffi;
use std::{
    any::Any,
    cell::{Cell, UnsafeCell},
    ffi::{c_int, c_void},
    io,
    mem::{ManuallyDrop, MaybeUninit},
    panic::{AssertUnwindSafe, catch_unwind},
    ptr::{self, null, null_mut},
};

pub use super::fiber_end::{
    backtrace, backtrace_text, intercept_exit, is_after_bailout, is_after_fatal_error, is_unwinding_exception, print,
    report_uncaught, throw_unwind,
};
pub use super::fiber_stack::usable_size as usable_stack_size;
pub use super::fiber_state::{end_output_buffers, is_switching_blocked};

/// How control came back from a fiber.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Switched {
    /// The job is over; the fiber is idle.
    Finished,
    Suspended,
    /// PHP bailed out on the fiber. The fiber is dead, the bailout is the caller's to carry on.
    BailedOut,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    /// Nothing has run on it yet.
    New,
    Idle,
    Running,
    Suspended,
    /// The PHP `Fiber` in which it was suspended was destroyed: nobody can continue it any more.
    Lost,
    Dead,
}

pub struct Fiber(Box<Inner>);

/// All that the switch needs, at an address that never changes. Reached through raw pointers from both sides of a switch, hence
/// cells only.
struct Inner {
    context: UnsafeCell<Context>,
    /// Where `resume` goes: our own context, or that of a PHP `Fiber` that was running on us when we suspended.
    resume_at: Cell<*mut Context>,
    /// Who resumed us and gets control back.
    caller: Cell<*mut Context>,
    phase: Cell<Phase>,
    job: Cell<Option<Job>>,
    /// The frame that was running when the fiber was left, for backtraces.
    frame: Cell<*mut sys::zend_execute_data>,
    /// Top-most VM stack page while the fiber is left.
    vm_stack: Cell<*mut c_void>,
    stack: Stack,
}

/// A closure that lies in the frame of `run`: moved onto the fiber's stack before anything else happens.
#[derive(Clone, Copy)]
struct Job {
    call: unsafe fn(*mut ()) -> Result<(), Bailout>,
    closure: *mut (),
}

/// What the switch needs of this thread.
struct OnThread {
    current: Cell<*const Inner>,
    /// The request's `error_reporting()`, apart from what `@` makes of it in single coroutines. -1: no switch so far.
    reporting: Cell<c_int>,
}

static THREAD: PhpThread<OnThread> =
    PhpThread::new(|| OnThread { current: Cell::new(null()), reporting: Cell::new(-1) });

thread_local! {
    static BOTTOM: UnsafeCell<MaybeUninit<ffi::zend_function>> = const { UnsafeCell::new(MaybeUninit::zeroed()) };
}

impl Fiber {
    /// A new idle fiber with a C stack of about `size` bytes (see [`super::fiber_stack::usable_size`]).
    pub fn new(size: usize) -> io::Result<Fiber> {
        let inner = Box::new(Inner {
            context: UnsafeCell::new(Context::new()),
            resume_at: Cell::new(null_mut()),
            caller: Cell::new(null_mut()),
            phase: Cell::new(Phase::New),
            job: Cell::new(None),
            frame: Cell::new(null_mut()),
            vm_stack: Cell::new(null_mut()),
            stack: Stack::take(size)?,
        });
        let context = inner.context.get();
        // SAFETY: the context is ours and at its final address; make_fcontext writes only into the stack given to it.
        unsafe {
            (*context).handle = make_fcontext(inner.stack.top().cast(), inner.stack.c_size(), trampoline);
            zend_observer_fiber_init_notify(context);
        }
        inner.resume_at.set(context);
        Ok(Fiber(inner))
    }

    /// Runs `job` on the fiber until it is over or suspends. The job says `Err` when PHP bailed out inside it.
    #[inline]
    pub fn run<F: FnOnce() -> Result<(), Bailout> + 'static>(&self, job: F) -> Switched {
        unsafe fn call<F: FnOnce() -> Result<(), Bailout>>(closure: *mut ()) -> Result<(), Bailout> {
            // SAFETY: `run` made the pointer from its own F, forgets that F, and nothing has run since: moved out exactly once.
            (unsafe { ptr::read(closure.cast::<F>()) })()
        }
        assert!(matches!(self.0.phase.get(), Phase::New | Phase::Idle), "a job needs an idle fiber");
        let mut job = ManuallyDrop::new(job);
        self.0.job.set(Some(Job { call: call::<F>, closure: (&raw mut job).cast() }));
        self.enter()
    }

    /// As [`Fiber::run`], for a job that wants a copy of `bytes` as a PHP string. The copy is made on the fiber, where a bailout
    /// (the memory limit) is caught anyway: no guard of its own is needed for it.
    #[inline]
    pub fn run_with<F: FnOnce(Zv) -> Result<(), Bailout> + 'static>(&self, bytes: &[u8], job: F) -> Switched {
        let bytes = ptr::from_ref(bytes);
        // SAFETY: `run` starts the job before it returns, while `bytes` is borrowed, and the copy is the first thing that happens.
        self.run(move || job(Zv::from(unsafe { Str::copy_unguarded(&*bytes) })))
    }

    /// Continues a suspended fiber.
    #[inline]
    pub fn resume(&self) -> Switched {
        assert!(self.0.phase.get() == Phase::Suspended, "only a suspended fiber can be resumed");
        self.enter()
    }

    #[inline]
    fn enter(&self) -> Switched {
        THREAD.with(|thread| self.enter_on(thread))
    }

    #[inline(always)]
    fn enter_on(&self, thread: &OnThread) -> Switched {
        let inner: *const Inner = &*self.0;
        let held = Held::take();
        let left = thread.current.replace(inner);
        // SAFETY: the globals are this thread's; `left` is alive as it is running below us; the target context is a fiber's that is
        // idle or suspended (asserted), so its handle is valid.
        unsafe {
            if let Some(left) = left.as_ref() {
                left.frame.set((*sys::eg()).current_execute_data);
                left.vm_stack.set((*sys::eg()).vm_stack.cast());
            }
            self.0.caller.set(current_context());
            self.0.phase.set(Phase::Running);
            switch_to(self.0.resume_at.get(), thread);
        }
        thread.current.set(left);
        held.restore();
        match self.0.phase.get() {
            Phase::Idle => Switched::Finished,
            Phase::Suspended => Switched::Suspended,
            Phase::Dead => Switched::BailedOut,
            phase => unreachable!("a fiber gave control back while {phase:?}"),
        }
    }

    /// Bytes of VM stack that the fiber has (`Coroutine::getStackUsage`).
    pub fn vm_stack_size(&self) -> usize {
        let current = ptr::eq(THREAD.with(|thread| thread.current.get()), &*self.0);
        // SAFETY: the newest page of a running or left fiber; the list of pages ends in null.
        unsafe { vm_stack_size(if current { (*sys::eg()).vm_stack.cast() } else { self.0.vm_stack.get().cast() }) }
    }

    /// Bytes of C stack that were asked for.
    pub fn stack_size(&self) -> usize {
        self.0.stack.size()
    }

    /// Runs `body` as if PHP were where this fiber was left, so that what it asks of the engine (a backtrace) sees that place.
    pub fn at_its_frame<T>(&self, body: impl FnOnce() -> T) -> T {
        if ptr::eq(THREAD.with(|thread| thread.current.get()), &*self.0) {
            return body();
        }
        // SAFETY: the frame of a left fiber stays as it is until the fiber is entered again, which `body` does not do; put back below.
        unsafe {
            let here = std::mem::replace(&mut (*sys::eg()).current_execute_data, self.0.frame.get());
            let result = body();
            (*sys::eg()).current_execute_data = here;
            result
        }
    }
}

impl Drop for Fiber {
    fn drop(&mut self) {
        assert!(
            matches!(self.0.phase.get(), Phase::New | Phase::Idle | Phase::Dead),
            "a suspended fiber owns what lies on its stack: it has to be unwound first"
        );
        // SAFETY: nothing will run on it again. An idle fiber's frames own nothing (its job was moved out and is over), and its VM
        // stack consists of the first page only, which is part of the slot.
        unsafe { zend_observer_fiber_destroy_notify(self.0.context.get()) };
    }
}

/// Gives control back to whoever entered the running fiber, until it is resumed. Also from inside a PHP `Fiber` that runs on it.
///
/// `Err`: control came back in another way. At the end of a request PHP destroys its `Fiber`s by throwing into them; if this fiber was
/// suspended inside one, it is lost, and the exception has to unwind that `Fiber`'s frames.
pub fn suspend() -> Result<(), Raised> {
    THREAD.with(suspend_on)
}

fn suspend_on(thread: &OnThread) -> Result<(), Raised> {
    let inner = thread.current.get();
    assert!(!inner.is_null(), "only code on a fiber can suspend");
    let held = Held::take();
    // SAFETY: `current` is alive while it runs; its caller waits in `enter`.
    unsafe {
        let inner = &*inner;
        inner.resume_at.set(current_context());
        inner.frame.set((*sys::eg()).current_execute_data);
        inner.vm_stack.set((*sys::eg()).vm_stack.cast());
        inner.phase.set(Phase::Suspended);
        let transfer = switch_to(inner.caller.get(), thread);
        if !ptr::eq(thread.current.get(), inner) || inner.phase.get() != Phase::Running {
            inner.phase.set(Phase::Lost);
            held.restore();
            if transfer.flags & TRANSFER_ERROR != 0 {
                zend_throw_exception_internal(transfer.value.value.object);
            }
            return Err(Raised::check(()).err().unwrap_or_else(super::fiber_end::throw_unwind));
        }
    }
    held.restore();
    Ok(())
}

/// Bytes of VM stack of the code that runs now, on a fiber or not.
pub fn current_vm_stack_size() -> usize {
    // SAFETY: the newest page of the running stack.
    unsafe { vm_stack_size((*sys::eg()).vm_stack.cast()) }
}

/// Switches, and keeps `error_reporting()` one setting for all, except where `@` is in force: Zend would keep one per context.
#[inline(always)]
unsafe fn switch_to(target: *mut Context, thread: &OnThread) -> Transfer {
    // SAFETY: the caller's promise about `target`; globals of this thread.
    unsafe {
        let eg = sys::eg();
        if !silenced((*eg).error_reporting, thread.reporting.get()) {
            thread.reporting.set((*eg).error_reporting);
        }
        let mut transfer = Transfer { context: target, value: sys::Raw::NULL, flags: 0 };
        zend_fiber_switch_context(&mut transfer);
        if !silenced((*eg).error_reporting, thread.reporting.get()) {
            (*eg).error_reporting = thread.reporting.get();
        }
        transfer
    }
}

/// Whether `reporting` is exactly what `@` makes of the request's setting: only the fatal kinds of it.
#[inline(always)]
fn silenced(reporting: c_int, setting: c_int) -> bool {
    const FATAL: c_int = (ffi::E_ERROR | ffi::E_CORE_ERROR | ffi::E_COMPILE_ERROR) as c_int
        | (ffi::E_USER_ERROR | ffi::E_RECOVERABLE_ERROR | ffi::E_PARSE) as c_int;
    reporting != setting && reporting != 0 && reporting == setting & FATAL
}

/// The first code on a fiber's stack. What Zend's own trampoline does, less freeing: the stack belongs to the [`Fiber`].
unsafe extern "C" fn trampoline(from: Arrival) -> ! {
    // SAFETY: jump_fcontext passes the stack pointer of the context that was left and the transfer that names it; `current` was set
    // by `enter` and lives as long as this stack does.
    unsafe {
        (*(*from.transfer).context).handle = from.handle;
        let inner = THREAD.with(|thread| thread.current.get());
        let mut ignored = null_mut();
        // On a bailout everything above this frame is gone. `body` owns nothing while PHP runs, jobs guard what they own.
        ffi::ext_php_rs_zend_first_try_catch(body, inner.cast_mut().cast(), &mut ignored);
        fiber_state::reset_after_bailout();
        (*inner).phase.set(Phase::Dead);
        THREAD.with(|thread| switch_to((*inner).caller.get(), thread));
        std::process::abort() // nobody resumes a dead fiber
    }
}

/// Runs one job after the other, until one bails out.
unsafe extern "C" fn body(inner: *const c_void) -> *const c_void {
    // SAFETY: as in `trampoline`.
    unsafe {
        let inner = &*inner.cast::<Inner>();
        prepare_vm_stack(inner);
        while let Some(job) = inner.job.take() {
            // A panic must not unwind into C; it ends the fiber as a fatal error does.
            let ended = catch_unwind(AssertUnwindSafe(|| (job.call)(job.closure))).unwrap_or_else(|panic| {
                report_panic(&*panic);
                Err(Bailout)
            });
            if ended.is_err() || take_pending_bailout().is_some() {
                break;
            }
            (*sys::eg()).active_fiber = null_mut();
            inner.phase.set(Phase::Idle);
            THREAD.with(|thread| switch_to(inner.caller.get(), thread));
        }
    }
    null()
}

fn report_panic(panic: &(dyn Any + Send)) {
    let reason = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let _ = super::fatal(&format!("rswoole: internal error in a coroutine: {}", reason.unwrap_or("no message")));
}

/// The VM stack's first page, and on it a bottom frame: with no frame at all, `zend_call_function` bails out on any exception.
unsafe fn prepare_vm_stack(inner: &Inner) {
    // SAFETY: the page is the slot's own, aligned and VM_PAGE long; the globals are this context's from here on, Zend saves them at
    // every switch.
    unsafe {
        let eg = sys::eg();
        let page = inner.stack.vm_page().cast::<VmPage>();
        let first = page.cast::<sys::Raw>().add(VM_HEADER_SLOTS);
        let end = page.cast::<u8>().add(VM_PAGE).cast::<sys::Raw>();
        page.write(VmPage { top: first, end, prev: null_mut() });
        (*eg).vm_stack = page.cast();
        (*eg).vm_stack_top = first.add(sys::FRAME_SLOTS).cast();
        (*eg).vm_stack_end = end.cast();
        (*eg).vm_stack_page_size = VM_PAGE;
        let frame = first.cast::<sys::zend_execute_data>();
        frame.write_bytes(0, 1);
        let function = BOTTOM.with(UnsafeCell::get).cast::<ffi::zend_function>();
        (*function).type_ = INTERNAL_FUNCTION;
        (*frame).func = function;
        (*eg).current_execute_data = frame;
        (*eg).jit_trace_num = 0;
        (*eg).active_fiber = null_mut();
        (*eg).error_reporting = THREAD.with(|thread| thread.reporting.get());
        #[cfg(php83)]
        {
            // From 8.3 on the engine throws before the C stack is full.
            (*eg).stack_base = inner.stack.top().cast();
            (*eg).stack_limit = inner.stack.limit().wrapping_add(STACK_RESERVE).cast();
        }
    }
}

#[cfg(php83)]
const STACK_RESERVE: usize = 16 * 1024;
const INTERNAL_FUNCTION: u8 = 1;
/// `ZEND_FIBER_TRANSFER_FLAG_ERROR`: the value is an exception to be thrown.
const TRANSFER_ERROR: u8 = 1;

/// `zend_vm_stack`: one page of the stack of PHP frames.
#[repr(C)]
struct VmPage {
    top: *mut sys::Raw,
    end: *mut sys::Raw,
    prev: *mut VmPage,
}

const VM_HEADER_SLOTS: usize = size_of::<VmPage>().div_ceil(size_of::<sys::Raw>());

unsafe fn vm_stack_size(mut page: *const VmPage) -> usize {
    let mut size = 0;
    // SAFETY: the caller gives the newest page of a VM stack; each page names the one before it.
    unsafe {
        while let Some(this) = page.as_ref() {
            size += this.end as usize - page as usize - VM_HEADER_SLOTS * size_of::<sys::Raw>();
            page = this.prev;
        }
    }
    size
}

/// `zend_fiber_context`. Only the first two fields are ours to set; Zend keeps status and observer state in the rest, whose
/// layout differs between versions (`verify_layout` checks that it fits).
#[repr(C)]
struct Context {
    handle: *mut c_void,
    kind: *const c_void,
    rest: [usize; 16],
}

impl Context {
    fn new() -> Context {
        static KIND: u8 = 0;
        Context { handle: null_mut(), kind: (&raw const KIND).cast(), rest: [0; 16] }
    }
}

#[repr(C)]
struct Transfer {
    context: *mut Context,
    value: sys::Raw,
    flags: u8,
}

/// What `jump_fcontext` hands to the context it jumps to.
#[repr(C)]
struct Arrival {
    handle: *mut c_void,
    transfer: *mut Transfer,
}

unsafe extern "C" {
    fn make_fcontext(top: *mut c_void, size: usize, entry: unsafe extern "C" fn(Arrival) -> !) -> *mut c_void;
    fn zend_fiber_switch_context(transfer: *mut Transfer);
    fn zend_throw_exception_internal(exception: *mut sys::zend_object);
    fn zend_observer_fiber_init_notify(context: *mut Context);
    fn zend_observer_fiber_destroy_notify(context: *mut Context);
    static rswoole_size_fiber_context: usize;
    static rswoole_size_fiber_transfer: usize;
}

fn current_context() -> *mut Context {
    // SAFETY: reads a global of this thread.
    unsafe { (*sys::eg()).current_fiber_context.cast() }
}

pub fn verify_layout() -> Result<(), String> {
    // SAFETY: constants of fiber_layout.c.
    let (context, transfer) = unsafe { (rswoole_size_fiber_context, rswoole_size_fiber_transfer) };
    if context > size_of::<Context>() || transfer != size_of::<Transfer>() {
        return Err(format!(
            "zend_fiber_context has {context} bytes and zend_fiber_transfer {transfer} in the PHP headers; this build keeps {} and {}",
            size_of::<Context>(),
            size_of::<Transfer>()
        ));
    }
    super::fiber_state::verify_layout()
}
