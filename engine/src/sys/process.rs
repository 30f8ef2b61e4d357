//! Processes: fork, wait, kill, who is my parent, which descriptors are open. Must not know what the processes are for.

use std::ffi::{CStr, CString};
use std::fs;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::time::{Duration, Instant};

use super::signal::{self, Signal};

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(transparent)]
pub struct Pid(pub i32);

impl std::fmt::Display for Pid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

pub fn own_pid() -> Pid {
    // SAFETY: can not fail, touches no memory.
    Pid(unsafe { libc::getpid() })
}

pub fn parent_pid() -> Pid {
    // SAFETY: can not fail, touches no memory.
    Pid(unsafe { libc::getppid() })
}

pub enum Fork {
    Parent(Pid),
    Child,
}

/// Forks. In the child the handlers of the parent stay, with flags down and a wake descriptor of its own, so a signal sent
/// right after the birth is noted and not lost.
///
/// The child of a process with other threads has none of them: whatever they held locked stays locked there. glibc covers
/// its allocator; the caller answers for the rest.
pub fn fork() -> io::Result<Fork> {
    let blocked = signal::block_all();
    // SAFETY: fork itself is always allowed; what the child may touch is the caller's contract above.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => {
            let begun = signal::begin_child();
            drop(blocked);
            if begun.is_err() {
                // Without a wake descriptor this child could not hear that it shall end. The parent will fork again.
                exit_now(EXIT_NO_DESCRIPTORS);
            }
            Ok(Fork::Child)
        }
        pid => Ok(Fork::Parent(Pid(pid))),
    }
}

/// How a child ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExitStatus {
    Exited(i32),
    Signaled(i32),
}

/// One child that ended, if any did.
pub fn reap_any() -> Option<(Pid, ExitStatus)> {
    reap(-1)
}

pub fn reap_one(pid: Pid) -> Option<ExitStatus> {
    reap(pid.0).map(|(_, status)| status)
}

fn reap(which: i32) -> Option<(Pid, ExitStatus)> {
    let mut status = 0;
    loop {
        // SAFETY: `status` is writable.
        let pid = unsafe { libc::waitpid(which, &mut status, libc::WNOHANG) };
        if pid > 0 {
            let status = if libc::WIFSIGNALED(status) {
                ExitStatus::Signaled(libc::WTERMSIG(status))
            } else {
                ExitStatus::Exited(libc::WEXITSTATUS(status))
            };
            return Some((Pid(pid), status));
        }
        if pid == 0 || io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
            return None;
        }
    }
}

/// The next child that ends. None: `wait` is false and none has. `Interrupted`: a signal came first.
pub fn wait_next(wait: bool) -> io::Result<Option<(Pid, ExitStatus)>> {
    wait_for(-1, wait)
}

/// As [`wait_next`], for the children that `which` means to waitpid(2).
pub fn wait_for(which: i32, wait: bool) -> io::Result<Option<(Pid, ExitStatus)>> {
    let mut status = 0;
    // SAFETY: `status` is writable.
    let pid = unsafe { libc::waitpid(which, &mut status, if wait { 0 } else { libc::WNOHANG }) };
    match pid {
        0 => Ok(None),
        1.. if libc::WIFSIGNALED(status) => Ok(Some((Pid(pid), ExitStatus::Signaled(libc::WTERMSIG(status))))),
        1.. => Ok(Some((Pid(pid), ExitStatus::Exited(libc::WEXITSTATUS(status))))),
        _ => Err(io::Error::last_os_error()),
    }
}

/// A child that has ended and was not waited for yet; it stays so. None: none has.
pub fn ended_child() -> io::Result<Option<Pid>> {
    // SAFETY: an all-zero siginfo is a valid place for the answer; without an ended child its pid stays 0.
    unsafe {
        let mut info: libc::siginfo_t = std::mem::zeroed();
        if libc::waitid(libc::P_ALL, 0, &mut info, libc::WEXITED | libc::WNOHANG | libc::WNOWAIT) != 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(Some(Pid(info.si_pid())).filter(|pid| pid.0 > 0))
    }
}

/// A descriptor that becomes readable when the process ends (pidfd_open(2), from Linux 5.3 on).
pub fn end_of(pid: Pid) -> io::Result<OwnedFd> {
    // SAFETY: takes numbers only; a descriptor that comes back is ours alone, and closed on exec.
    unsafe {
        let fd = libc::syscall(libc::SYS_pidfd_open, pid.0, 0);
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(OwnedFd::from_raw_fd(fd as RawFd))
    }
}

/// As kill(2) says it: to groups and to everybody too. For the application, which knows what it does.
pub fn send_signal(pid: i32, signal: Signal) -> io::Result<()> {
    // SAFETY: touches no memory.
    if unsafe { libc::kill(pid, signal.0) } == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Becomes another program. Comes back only with the reason why not.
pub fn execute(file: &CStr, args: &[CString]) -> io::Error {
    let mut list: Vec<*const libc::c_char> = vec![file.as_ptr()];
    list.extend(args.iter().map(|arg| arg.as_ptr()));
    list.push(std::ptr::null());
    // SAFETY: a C string and a list of C strings that ends with null, all alive during the call.
    unsafe { libc::execv(file.as_ptr(), list.as_ptr()) };
    io::Error::last_os_error()
}

/// This process no longer ends with its parent.
pub fn clear_parent_death_signal() -> io::Result<()> {
    // SAFETY: touches no memory.
    if unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, 0, 0, 0, 0) } == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// Never to a group or to everybody: a pid ≤ 0 is refused.
pub fn kill(pid: Pid, signal: Signal) -> io::Result<()> {
    if pid.0 <= 0 {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    // SAFETY: touches no memory.
    if unsafe { libc::kill(pid.0, signal.0) } == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Whether a process with this pid exists (a zombie counts).
pub fn exists(pid: Pid) -> bool {
    match kill(pid, Signal(0)) {
        Ok(()) => true,
        Err(error) => error.raw_os_error() == Some(libc::EPERM),
    }
}

/// The kernel sends SIGTERM to this process when the thread that forked it ends. A change of user or group clears it.
pub fn set_parent_death_signal() -> io::Result<()> {
    // SAFETY: touches no memory.
    if unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGTERM as libc::c_ulong, 0, 0, 0) } == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// Ends without exit handlers, destructors or buffers of the parent.
pub fn exit_now(code: i32) -> ! {
    // SAFETY: does not return.
    unsafe { libc::_exit(code) }
}

/// Ends with libc's exit handlers, as a worker does.
pub fn exit(code: i32) -> ! {
    std::process::exit(code)
}

/// A handle to a process that is not a child: readable when it ended, never confused by a pid that is used again.
pub struct PidFd(OwnedFd);

impl PidFd {
    pub fn open(pid: Pid) -> io::Result<PidFd> {
        // SAFETY: on success the call gives a new descriptor that belongs to nobody else.
        unsafe {
            let fd = libc::syscall(libc::SYS_pidfd_open, pid.0, 0);
            if fd < 0 { Err(io::Error::last_os_error()) } else { Ok(PidFd(OwnedFd::from_raw_fd(fd as RawFd))) }
        }
    }

    pub fn kill(&self, signal: Signal) -> io::Result<()> {
        // SAFETY: no siginfo is passed.
        let rc = unsafe {
            libc::syscall(
                libc::SYS_pidfd_send_signal,
                self.0.as_raw_fd(),
                signal.0,
                std::ptr::null::<libc::siginfo_t>(),
                0,
            )
        };
        if rc == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    pub fn has_ended(&self) -> bool {
        wait_readable(&[self.0.as_raw_fd()], Some(Duration::ZERO)).is_ok_and(|ready| ready)
    }
}

impl AsRawFd for PidFd {
    fn as_raw_fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }
}

/// When a process was born, in the kernel's own ticks: with its pid this names it for ever. None without /proc.
pub fn birth(pid: Pid) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The command may hold blanks and brackets: fields count from the last ')'.
    let fields = stat.rsplit_once(')')?.1;
    let mut fields = fields.split_ascii_whitespace();
    let state = fields.next()?;
    if state == "Z" || state == "X" {
        return None;
    }
    fields.nth(18)?.parse().ok()
}

/// Waits until one of the descriptors is readable. False: the time is over or a signal came.
pub fn wait_readable(fds: &[RawFd], timeout: Option<Duration>) -> io::Result<bool> {
    let mut polled: Vec<libc::pollfd> =
        fds.iter().map(|&fd| libc::pollfd { fd, events: libc::POLLIN, revents: 0 }).collect();
    // Rounded up: waking a moment before a deadline would spin until it is reached.
    let millis = match timeout {
        None => -1,
        Some(time) => time.as_nanos().div_ceil(1_000_000).min(i32::MAX as u128) as i32,
    };
    // SAFETY: pointer and length describe `polled`.
    let rc = unsafe { libc::poll(polled.as_mut_ptr(), polled.len() as libc::nfds_t, millis) };
    if rc >= 0 {
        return Ok(rc > 0);
    }
    let error = io::Error::last_os_error();
    if error.kind() == io::ErrorKind::Interrupted { Ok(false) } else { Err(error) }
}

/// Waits for a child with a deadline, without a signal handler. None: still alive.
pub fn wait_child(pid: Pid, deadline: Instant) -> Option<ExitStatus> {
    let handle = PidFd::open(pid).ok();
    loop {
        if let Some(status) = reap_one(pid) {
            return Some(status);
        }
        let left = deadline.checked_duration_since(Instant::now())?;
        // A kernel without pidfds: look every 10 ms.
        let (fds, step) = match &handle {
            Some(handle) => (vec![handle.as_raw_fd()], left),
            None => (Vec::new(), left.min(Duration::from_millis(10))),
        };
        if wait_readable(&fds, Some(step)).is_err() {
            return None;
        }
    }
}

/// Descriptors that are open now, with the file each one names.
#[derive(Clone)]
pub struct OpenFiles(Vec<(RawFd, u64, u64)>);

impl OpenFiles {
    pub fn snapshot() -> io::Result<OpenFiles> {
        let mut files = Vec::new();
        for entry in fs::read_dir("/proc/self/fd")? {
            let name = entry?.file_name();
            let Some(fd) = name.to_str().and_then(|name| name.parse().ok()) else { continue };
            // The directory's own descriptor is listed as well; another identity will have its number later, or none.
            if let Some((device, inode)) = identity(fd) {
                files.push((fd, device, inode));
            }
        }
        Ok(OpenFiles(files))
    }

    /// Closes, in a fresh child, what was opened after the snapshot (client sockets, another runtime's epoll): as long as a
    /// copy lives here, the peer of a closed connection would not see its end. `keep` are descriptors of the child itself.
    pub fn close_newer(&self, keep: &[RawFd]) -> io::Result<()> {
        for (fd, device, inode) in OpenFiles::snapshot()?.0 {
            if self.0.contains(&(fd, device, inode)) || keep.contains(&fd) {
                continue;
            }
            // SAFETY: called in a child whose other owners of these descriptors (threads of the parent) do not exist.
            unsafe { libc::close(fd) };
        }
        Ok(())
    }
}

fn identity(fd: RawFd) -> Option<(u64, u64)> {
    let mut stat = std::mem::MaybeUninit::<libc::stat>::uninit();
    // SAFETY: fstat fills `stat` when it returns 0.
    unsafe {
        if libc::fstat(fd, stat.as_mut_ptr()) != 0 {
            return None;
        }
        let stat = stat.assume_init();
        Some((stat.st_dev, stat.st_ino))
    }
}

/// Of a child that could not get its own wake descriptor (EX_OSERR of sysexits.h).
const EXIT_NO_DESCRIPTORS: i32 = 71;
