//! What std does not ask file systems for: their figures, and advisory locks. Must not read or write contents.

use std::ffi::CString;
use std::fs::File;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::AsRawFd;

/// `statvfs(3)`, in the order of its fields.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    pub block_size: u64,
    pub fragment_size: u64,
    pub blocks: u64,
    pub free_blocks: u64,
    pub available_blocks: u64,
    pub files: u64,
    pub free_files: u64,
    pub available_files: u64,
    pub id: u64,
    pub flags: u64,
    pub longest_name: u64,
}

/// The figures of the file system that `path` lies on.
pub fn figures(path: &[u8]) -> io::Result<Figures> {
    let path = CString::new(path).map_err(|_| io::Error::from_raw_os_error(libc::ENOENT))?;
    let mut found = MaybeUninit::<libc::statvfs>::uninit();
    // SAFETY: a C string and a place that the call fills when it succeeds.
    let found = unsafe {
        if libc::statvfs(path.as_ptr(), found.as_mut_ptr()) != 0 {
            return Err(io::Error::last_os_error());
        }
        found.assume_init()
    };
    Ok(Figures {
        block_size: found.f_bsize,
        fragment_size: found.f_frsize,
        blocks: found.f_blocks,
        free_blocks: found.f_bfree,
        available_blocks: found.f_bavail,
        files: found.f_files,
        free_files: found.f_ffree,
        available_files: found.f_favail,
        id: found.f_fsid,
        flags: found.f_flag,
        longest_name: found.f_namemax,
    })
}

/// `flock(2)`, waiting for it. It ends with the descriptor.
pub fn lock(file: &File, exclusive: bool) -> io::Result<()> {
    let operation = if exclusive { libc::LOCK_EX } else { libc::LOCK_SH };
    loop {
        // SAFETY: takes numbers only.
        if unsafe { libc::flock(file.as_raw_fd(), operation) } == 0 {
            return Ok(());
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}
