//! Users, groups and the root directory of a process. Must not decide who shall become whom.

use std::ffi::{CStr, CString};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    pub name: CString,
    pub uid: u32,
    pub gid: u32,
}

pub fn is_root() -> bool {
    // SAFETY: can not fail, touches no memory.
    unsafe { libc::geteuid() == 0 }
}

pub fn find_user(name: &str) -> io::Result<Option<User>> {
    let name = c_string(name)?;
    lookup(|buffer| {
        // SAFETY: all-zero passwd is valid; the buffer outlives the use of `entry`, whose pointers point into it.
        unsafe {
            let mut entry: libc::passwd = std::mem::zeroed();
            let mut found = ptr::null_mut();
            let rc = libc::getpwnam_r(name.as_ptr(), &mut entry, buffer.as_mut_ptr().cast(), buffer.len(), &mut found);
            let user = (!found.is_null()).then(|| User {
                name: CStr::from_ptr(entry.pw_name).to_owned(),
                uid: entry.pw_uid,
                gid: entry.pw_gid,
            });
            (rc, user)
        }
    })
}

pub fn find_group(name: &str) -> io::Result<Option<u32>> {
    let name = c_string(name)?;
    lookup(|buffer| {
        // SAFETY: as in `find_user`.
        unsafe {
            let mut entry: libc::group = std::mem::zeroed();
            let mut found = ptr::null_mut();
            let rc = libc::getgrnam_r(name.as_ptr(), &mut entry, buffer.as_mut_ptr().cast(), buffer.len(), &mut found);
            (rc, (!found.is_null()).then_some(entry.gr_gid))
        }
    })
}

/// Groups before the user: after `set_user` the right to change groups is gone.
pub fn set_group(gid: u32) -> io::Result<()> {
    // SAFETY: touches no memory.
    check(unsafe { libc::setgid(gid) })
}

/// The supplementary groups of a user; without this a worker would keep those of root.
pub fn set_supplementary_groups(user: &CStr, gid: u32) -> io::Result<()> {
    // SAFETY: `user` ends with NUL.
    check(unsafe { libc::initgroups(user.as_ptr(), gid) })
}

pub fn set_user(uid: u32) -> io::Result<()> {
    // SAFETY: touches no memory.
    check(unsafe { libc::setuid(uid) })
}

/// Changes the root directory and stands in it.
pub fn change_root(path: &Path) -> io::Result<()> {
    let path = CString::new(path.as_os_str().as_bytes()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    // SAFETY: both strings end with NUL.
    unsafe {
        check(libc::chroot(path.as_ptr()))?;
        check(libc::chdir(c"/".as_ptr()))
    }
}

fn lookup<T>(mut call: impl FnMut(&mut [u8]) -> (i32, Option<T>)) -> io::Result<Option<T>> {
    let mut buffer = vec![0u8; 1024];
    loop {
        match call(&mut buffer) {
            (libc::ERANGE, _) if buffer.len() < MAX_ENTRY => buffer = vec![0; buffer.len() * 2],
            // POSIX: some systems say "no such entry" with these.
            (0 | libc::ENOENT | libc::ESRCH, found) => return Ok(found),
            (errno, _) => return Err(io::Error::from_raw_os_error(errno)),
        }
    }
}

fn check(rc: i32) -> io::Result<()> {
    if rc == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

fn c_string(name: &str) -> io::Result<CString> {
    CString::new(name).map_err(|_| io::ErrorKind::InvalidInput.into())
}

/// A group with very many members still fits.
const MAX_ENTRY: usize = 1 << 20;
