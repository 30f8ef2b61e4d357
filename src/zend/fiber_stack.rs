//! C stacks for fibers, cut from large mappings. It must not know what runs on them.
//!
//! Zend's own fiber stacks are one `mmap` and one `mprotect` each: two mappings a fiber, which ends at `vm.max_map_count` (about
//! 32 000 fibers). Here many stacks share one mapping; only the first [`GUARDED`] carry a guard page of their own.
//!
//! A slot, from low to high addresses: guard page · C stack, growing down · first VM stack page, growing up. The two meet inside
//! one memory page, so a coroutine that waits in a shallow call touches as little memory as possible.

use std::{cell::RefCell, collections::HashMap, io, ptr::NonNull, ptr::null_mut};

/// What PHP frames get before the VM adds pages from its heap; the original's size (`Coroutine::getStackUsage`).
pub const VM_PAGE: usize = 8 * 1024;

/// Bytes of the memory page in which both meet that belong to the C stack.
const SHARED_BY_C: usize = 3 * 1024;
const PAGE: usize = 4096;
/// Each guard page splits a mapping in two; the kernel allows 65 530 in all by default.
const GUARDED: usize = 16_000;
/// Slots that are mapped together.
const BATCH: usize = 64;

/// Limits for the size of a C stack, and the unit to which it is rounded.
pub const MIN: usize = 64 * 1024;
pub const MAX: usize = 16 * 1024 * 1024;
const UNIT: usize = 8 * 1024;

/// The size that is used for a wish: inside the limits, in whole units.
pub fn usable_size(wish: usize) -> usize {
    wish.clamp(MIN, MAX).next_multiple_of(UNIT)
}

/// One slot. Dropping it gives the memory back to the kernel and keeps the addresses for the next fiber of this size.
pub struct Stack {
    base: NonNull<u8>,
    size: usize,
}

impl Stack {
    pub fn take(size: usize) -> io::Result<Stack> {
        SLOTS.with_borrow_mut(|slots| slots.take(size)).map(|base| Stack { base, size })
    }

    /// Where the C stack begins (it grows down from here); 16-byte aligned.
    pub fn top(&self) -> *mut u8 {
        self.base.as_ptr().wrapping_add(self.size - PAGE + SHARED_BY_C)
    }

    /// The lowest address that the C stack may use.
    #[cfg_attr(not(php83), allow(dead_code, reason = "only 8.3 and later check the C stack's limit"))]
    pub fn limit(&self) -> *mut u8 {
        self.base.as_ptr().wrapping_add(PAGE)
    }

    /// The size it was asked for.
    pub fn size(&self) -> usize {
        self.size
    }

    pub fn c_size(&self) -> usize {
        self.size - 2 * PAGE + SHARED_BY_C
    }

    /// [`VM_PAGE`] bytes for the first page of the VM stack.
    pub fn vm_page(&self) -> *mut u8 {
        self.top()
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        let (start, len) = (self.base.as_ptr().wrapping_add(PAGE), stride(self.size) - PAGE);
        // SAFETY: the slot is this Stack's alone and nothing runs on it any more; the mapping is private and anonymous.
        unsafe { libc::madvise(start.cast(), len, libc::MADV_DONTNEED) };
        // Gone already when the process exits: then nobody needs the slot again.
        let _ = SLOTS.try_with(|slots| slots.borrow_mut().free.entry(self.size).or_default().push(self.base));
    }
}

thread_local! {
    /// PHP has one thread; each forked process has its own copy of the mappings.
    static SLOTS: RefCell<Slots> = RefCell::new(Slots { free: HashMap::new(), guarded: 0 });
}

struct Slots {
    free: HashMap<usize, Vec<NonNull<u8>>>,
    guarded: usize,
}

fn stride(size: usize) -> usize {
    // The VM page begins SHARED_BY_C into the last page of `size` and so reaches less than VM_PAGE beyond it.
    size + VM_PAGE
}

impl Slots {
    fn take(&mut self, size: usize) -> io::Result<NonNull<u8>> {
        if let Some(base) = self.free.get_mut(&size).and_then(Vec::pop) {
            return Ok(base);
        }
        self.map(size)?;
        self.free.get_mut(&size).and_then(Vec::pop).ok_or_else(|| io::ErrorKind::OutOfMemory.into())
    }

    fn map(&mut self, size: usize) -> io::Result<()> {
        let stride = stride(size);
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE | libc::MAP_STACK;
        // SAFETY: a new anonymous mapping, never unmapped. No huge pages: one per stack would cost 2 MiB a coroutine.
        let start = unsafe { libc::mmap(null_mut(), BATCH * stride, protection, flags, -1, 0) };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the mapping just made.
        unsafe { libc::madvise(start, BATCH * stride, libc::MADV_NOHUGEPAGE) };
        let free = self.free.entry(size).or_default();
        for slot in (0..BATCH).rev() {
            let base = start.cast::<u8>().wrapping_add(slot * stride);
            if self.guarded < GUARDED {
                // SAFETY: the first page of a slot that nobody uses yet. Failing (too many mappings) leaves it without a guard.
                let guarded = unsafe { libc::mprotect(base.cast(), PAGE, libc::PROT_NONE) } == 0;
                self.guarded = if guarded { self.guarded + 1 } else { GUARDED };
            }
            free.extend(NonNull::new(base));
        }
        Ok(())
    }
}
