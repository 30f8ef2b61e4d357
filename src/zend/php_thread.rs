//! State of PHP's one thread (NTS). A thread-local of a loaded library costs a call into the dynamic linker at each use, which is as
//! much as half a switch of coroutines; this is a static whose owner is compared. It must not be used for what other threads have too.

use std::{
    cell::{RefCell, UnsafeCell},
    mem::MaybeUninit,
    sync::atomic::{AtomicUsize, Ordering},
};

/// A value that the first thread which asks for it makes and keeps. Another thread that asks panics.
///
/// It outlives its thread and is never dropped: what has to be given back at the end of a request is taken out by its owner.
pub struct PhpThread<T> {
    /// The thread that made the value; 0: nobody; 1: somebody is about to.
    owner: AtomicUsize,
    value: UnsafeCell<MaybeUninit<T>>,
    make: fn() -> T,
}

// SAFETY: `with` gives the value to its owner alone, and a thread that has the owner's number is the owner, or began after its end (a forked
// process has one thread, with the number of the one that forked): never two threads at once.
unsafe impl<T> Sync for PhpThread<T> {}

const MAKING: usize = 1;

impl<T> PhpThread<T> {
    pub const fn new(make: fn() -> T) -> PhpThread<T> {
        PhpThread { owner: AtomicUsize::new(0), value: UnsafeCell::new(MaybeUninit::uninit()), make }
    }

    #[inline(always)]
    pub fn with<R>(&'static self, body: impl FnOnce(&'static T) -> R) -> R {
        if self.owner.load(Ordering::Relaxed) != this_thread() {
            self.make();
        }
        // SAFETY: this thread is the owner, so it wrote the value before it became that; since then it is only shared.
        body(unsafe { (*self.value.get()).assume_init_ref() })
    }

    #[cold]
    #[inline(never)]
    fn make(&self) {
        let claimed = self.owner.compare_exchange(0, MAKING, Ordering::Acquire, Ordering::Relaxed);
        assert!(claimed.is_ok(), "the state of PHP's thread was asked for by another thread, or while it was made");
        let value = (self.make)();
        // SAFETY: who claimed it is the only one here, and nobody has a reference before the owner is known.
        unsafe { (*self.value.get()).write(value) };
        self.owner.store(this_thread(), Ordering::Release);
    }
}

impl<T: Default> PhpThread<RefCell<T>> {
    #[inline]
    pub fn with_borrow<R>(&'static self, body: impl FnOnce(&T) -> R) -> R {
        self.with(|value| body(&value.borrow()))
    }

    #[inline]
    pub fn with_borrow_mut<R>(&'static self, body: impl FnOnce(&mut T) -> R) -> R {
        self.with(|value| body(&mut value.borrow_mut()))
    }

    pub fn take(&'static self) -> T {
        self.with(RefCell::take)
    }
}

/// Never 0 or 1: the address of the thread's own block.
#[inline(always)]
fn this_thread() -> usize {
    // SAFETY: has no preconditions.
    unsafe { libc::pthread_self() as usize }
}
