//! Memory shared between a process and those it forks afterwards. Owns the mapping of this process (unmapped on drop,
//! which leaves the other processes' alone); must not know what lies in it.

use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::ptr::{self, NonNull};

/// Zeroed anonymous shared memory. Reserves no swap and takes no page before it is touched.
#[derive(Debug)]
pub struct SharedMapping {
    base: NonNull<u8>,
    len: usize,
}

impl SharedMapping {
    pub fn new(len: usize) -> io::Result<SharedMapping> {
        let flags = libc::MAP_SHARED | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        let base = map(ptr::null_mut(), len, libc::PROT_READ | libc::PROT_WRITE, flags, -1)?;
        Ok(SharedMapping { base, len })
    }

    /// Page-aligned start of `len()` bytes that stay mapped as long as `self` lives.
    pub fn base(&self) -> NonNull<u8> {
        self.base
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl Drop for SharedMapping {
    fn drop(&mut self) {
        // SAFETY: exactly the range this value mapped; whoever borrowed from it borrowed `self`.
        unsafe { libc::munmap(self.base.as_ptr().cast(), self.len) };
    }
}

// SAFETY: the value is an address range; what may be done with the bytes behind it is the user's contract.
unsafe impl Send for SharedMapping {}
// SAFETY: as above; no method writes through the pointer.
unsafe impl Sync for SharedMapping {}

/// `len` bytes of zeroed shared memory that appear twice, back to back: any run of up to `len` bytes that starts in the first
/// copy is contiguous, also where it wraps.
#[derive(Debug)]
pub struct MirroredMapping {
    base: NonNull<u8>,
    len: usize,
}

impl MirroredMapping {
    /// `len` must be a multiple of the page size.
    pub fn new(len: usize) -> io::Result<MirroredMapping> {
        let double = len.checked_mul(2).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        let memory = memory_file(len)?;
        let reserved = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        let base = map(ptr::null_mut(), double, libc::PROT_NONE, reserved, -1)?;
        let mirrored = MirroredMapping { base, len };
        for offset in [0, len] {
            // SAFETY: both offsets lie inside the 2 × len bytes reserved above.
            let at = unsafe { base.as_ptr().add(offset) };
            map(at, len, libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED | libc::MAP_FIXED, memory.as_raw_fd())?;
        }
        Ok(mirrored)
    }

    /// Page-aligned start of 2 × `len()` bytes that stay mapped as long as `self` lives.
    pub fn base(&self) -> NonNull<u8> {
        self.base
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl Drop for MirroredMapping {
    fn drop(&mut self) {
        // SAFETY: exactly the range this value reserved (both copies lie in it).
        unsafe { libc::munmap(self.base.as_ptr().cast(), self.len * 2) };
    }
}

// SAFETY: as for `SharedMapping`.
unsafe impl Send for MirroredMapping {}
// SAFETY: as for `SharedMapping`.
unsafe impl Sync for MirroredMapping {}

fn memory_file(len: usize) -> io::Result<OwnedFd> {
    let file = super::memory_file::create()?;
    file.set_len(len as u64)?;
    Ok(file.into())
}

fn map(at: *mut u8, len: usize, protection: i32, flags: i32, fd: i32) -> io::Result<NonNull<u8>> {
    // SAFETY: without MAP_FIXED the kernel picks free addresses; with it, `at` lies in a range that the caller reserved.
    let base = unsafe { libc::mmap(at.cast(), len, protection, flags, fd, 0) };
    if base == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    NonNull::new(base.cast()).ok_or_else(|| io::Error::other("the kernel mapped shared memory at address 0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_copies_are_the_same_memory() {
        let m = MirroredMapping::new(8192).unwrap();
        let base = m.base().as_ptr();
        // SAFETY: offsets 5 and 8192 + 5 lie inside the double mapping.
        unsafe {
            base.add(5).write(42);
            assert_eq!(base.add(8192 + 5).read(), 42);
        }
    }

    #[test]
    fn a_length_off_the_page_grid_is_refused() {
        assert!(MirroredMapping::new(5000).is_err());
    }

    #[test]
    fn shared_memory_starts_zeroed() {
        let m = SharedMapping::new(1 << 20).unwrap();
        // SAFETY: the last byte of the mapping.
        assert_eq!(unsafe { m.base().as_ptr().add(m.len() - 1).read() }, 0);
    }
}
