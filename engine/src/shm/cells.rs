//! Typed shared memory: a slice of structures made of atomics, in a mapping of its own. Must not know what they mean.

use std::io;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, AtomicI64, AtomicU8, AtomicU16, AtomicU32, AtomicU64};

use super::announcement::Announcement;
use crate::sys::mapping::SharedMapping;

/// What may lie in shared memory.
///
/// # Safety
/// All-zero bytes are a valid value; every field is an atomic (other processes write at any time); nothing to drop; no pointers.
pub(super) unsafe trait SharedCell: Sync {}

/// Zeroed when made; clones share the same memory, over fork as well.
#[derive(Debug)]
pub(super) struct SharedCells<T> {
    /// Where the mapping begins: asking it each time would cost as much as what is done with a cell.
    start: NonNull<T>,
    len: usize,
    mapping: Arc<SharedMapping>,
}

// SAFETY: a pointer to atomics in memory that is shared between processes anyway, and mapped as long as this value lives.
unsafe impl<T: SharedCell> Send for SharedCells<T> {}
// SAFETY: as above.
unsafe impl<T: SharedCell> Sync for SharedCells<T> {}

impl<T: SharedCell> SharedCells<T> {
    pub(super) fn new(len: usize) -> io::Result<SharedCells<T>> {
        let bytes = len.checked_mul(size_of::<T>()).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("{len} shared cells do not fit the address space"))
        })?;
        let mapping = Arc::new(SharedMapping::new(bytes.max(1))?);
        Ok(SharedCells { start: mapping.base().cast(), len, mapping })
    }
}

impl<T: SharedCell> Deref for SharedCells<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        // SAFETY: the mapping has room for `len` cells, is page-aligned (no cell needs more), started zeroed, which `SharedCell`
        // calls valid, and lives as long as `self`; only atomics are in it, so shared references are right while others write.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.len) }
    }
}

impl<T> Clone for SharedCells<T> {
    fn clone(&self) -> Self {
        SharedCells { start: self.start, len: self.len, mapping: self.mapping.clone() }
    }
}

/// A cache line of its own, and its neighbour, which the processor likes to fetch along.
#[derive(Debug)]
#[repr(C, align(128))]
pub(super) struct Line<T>(pub(super) T);

macro_rules! shared_cells {
    ($($cell:ty)*) => {$(
        // SAFETY: an atomic (or a transparent wrapper of one): zero is a value, nothing to drop, no pointer.
        unsafe impl SharedCell for $cell {}
    )*};
}
shared_cells!(AtomicU8 AtomicU16 AtomicU32 AtomicU64 AtomicI32 AtomicI64 Announcement);

// SAFETY: alignment adds only padding.
unsafe impl<T: SharedCell> SharedCell for Line<T> {}
// SAFETY: an array of cells holds nothing but its cells.
unsafe impl<T: SharedCell, const N: usize> SharedCell for [T; N] {}
