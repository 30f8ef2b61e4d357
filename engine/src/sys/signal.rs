//! Signals as flags: a handler sets one atomic per signal and writes the eventfd of this process; the loops of the
//! processes look at the flags when they wake. Must not run any decision inside a handler, and must leave signals alone
//! that nobody installed here (PHP's pcntl has its own handlers).
//!
//! A handler may run on any thread. It touches `FLAGS`, `COPIES`, `WAKE_FD`, `PARENT`, `LAST_TIMER` (plain atomics) and calls
//! `write`, `getppid` and `timer_settime`, which are async-signal-safe.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::RawFd;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicU32, Ordering};
use std::time::Duration;

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Signal(pub i32);

impl Signal {
    pub const HUP: Signal = Signal(libc::SIGHUP);
    pub const INT: Signal = Signal(libc::SIGINT);
    pub const KILL: Signal = Signal(libc::SIGKILL);
    pub const STOP: Signal = Signal(libc::SIGSTOP);
    pub const USR1: Signal = Signal(libc::SIGUSR1);
    pub const USR2: Signal = Signal(libc::SIGUSR2);
    pub const PIPE: Signal = Signal(libc::SIGPIPE);
    pub const ALRM: Signal = Signal(libc::SIGALRM);
    pub const TERM: Signal = Signal(libc::SIGTERM);
    pub const CHLD: Signal = Signal(libc::SIGCHLD);

    /// SIGRTMIN: "reopen the log file". Not a constant, because libc keeps the first real-time signals for itself.
    pub fn reopen_log() -> Signal {
        Signal(libc::SIGRTMIN())
    }
}

/// What some signals did before `install`, so that `start()` leaves the process as it found it.
#[must_use]
pub struct Dispositions(Vec<(Signal, libc::sigaction)>);

impl Dispositions {
    pub fn restore(&self) {
        for (signal, action) in &self.0 {
            // SAFETY: `action` was filled by sigaction for this very signal.
            unsafe { libc::sigaction(signal.0, action, ptr::null_mut()) };
        }
    }
}

/// Makes this process note the given signals. The wake descriptor exists afterwards.
pub fn install(signals: &[Signal]) -> io::Result<Dispositions> {
    if WAKE_FD.load(Ordering::Relaxed) < 0 {
        renew_wake_fd()?;
    }
    let mut before = Dispositions(Vec::with_capacity(signals.len()));
    for &signal in signals {
        before.0.push((signal, set_action(signal, note as *const () as libc::sighandler_t)?));
    }
    Ok(before)
}

/// Back to the default action. One that arrived before, meanwhile only noted, now has its default effect.
pub fn reset(signals: &[Signal]) -> io::Result<()> {
    for &signal in signals {
        set_action(signal, libc::SIG_DFL)?;
        if take(signal) {
            raise(signal);
        }
    }
    Ok(())
}

/// Every signal that is noted has its default effect again, and what was noted is forgotten. For a child that has nothing to do with
/// what its parent listened to.
pub fn forget_all() {
    for number in 1..SIGNALS as i32 {
        let noted = note as *const () as libc::sighandler_t;
        // SAFETY: a zeroed sigaction is filled by the call, which fails for numbers that do not exist.
        let current = unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            if libc::sigaction(number, ptr::null(), &mut action) == 0 { action.sa_sigaction } else { libc::SIG_DFL }
        };
        if current == noted {
            let _ = set_action(Signal(number), libc::SIG_DFL);
        }
        FLAGS[number as usize].store(false, Ordering::Relaxed);
    }
}

/// A peer that went away is an EPIPE, not the end of the process.
pub fn ignore_pipe() -> io::Result<Dispositions> {
    ignore(&[Signal::PIPE])
}

pub fn ignore(signals: &[Signal]) -> io::Result<Dispositions> {
    let ignored = signals.iter().map(|&signal| Ok((signal, set_action(signal, libc::SIG_IGN)?)));
    Ok(Dispositions(ignored.collect::<io::Result<_>>()?))
}

/// Whether the signal arrived since the last call. Several arrivals count once.
pub fn take(signal: Signal) -> bool {
    // Relaxed load first: this is called for every signal after every wake.
    let flag = &FLAGS[signal.0 as usize];
    flag.load(Ordering::Relaxed) && flag.swap(false, Ordering::AcqRel)
}

/// As [`take`], of a second note of the same arrival: for a listener beside the one whom the signal belongs to.
pub fn take_copy(signal: Signal) -> bool {
    COPIES[signal.0 as usize].swap(false, Ordering::AcqRel)
}

/// Looks without taking.
pub fn pending(signal: Signal) -> bool {
    FLAGS[signal.0 as usize].load(Ordering::Acquire)
}

/// Becomes readable when a signal was noted. Belongs to this process alone: `process::fork` makes a new one in the child.
/// Register it edge-triggered, or read it with `drain_wake`. -1 before the first `install`.
pub fn wake_fd() -> RawFd {
    WAKE_FD.load(Ordering::Acquire)
}

pub fn drain_wake() {
    let mut count = [0u8; 8];
    // SAFETY: eight writable bytes; the descriptor is a non-blocking eventfd or -1 (EBADF).
    unsafe { libc::read(wake_fd(), count.as_mut_ptr().cast(), count.len()) };
}

pub fn raise(signal: Signal) {
    // SAFETY: no memory is involved.
    unsafe { libc::raise(signal.0) };
}

/// Ends this process by the default action of a signal, so that its parent (a shell) sees what it expects.
pub fn die_of(signal: Signal) -> ! {
    let _ = set_action(signal, libc::SIG_DFL);
    // SAFETY: an initialised set that names one signal; raising it with its default action does not return, and where the
    // kernel ignores it (PID 1) `_exit` ends the process.
    unsafe {
        let mut set = MaybeUninit::<libc::sigset_t>::uninit();
        libc::sigemptyset(set.as_mut_ptr());
        libc::sigaddset(set.as_mut_ptr(), signal.0);
        libc::pthread_sigmask(libc::SIG_UNBLOCK, set.as_ptr(), ptr::null_mut());
        libc::raise(signal.0);
        libc::_exit(128 + signal.0)
    }
}

/// Keeps every signal away from the calling thread until dropped. Threads started meanwhile inherit the mask: start
/// reactor threads under it, so that signals interrupt the main thread only.
#[must_use]
pub struct Blocked(libc::sigset_t);

pub fn block_all() -> Blocked {
    let mut old = MaybeUninit::<libc::sigset_t>::uninit();
    // SAFETY: sigfillset initialises `all`; pthread_sigmask initialises `old` and can fail only for a bad `how`.
    unsafe {
        let mut all = MaybeUninit::<libc::sigset_t>::uninit();
        libc::sigfillset(all.as_mut_ptr());
        libc::pthread_sigmask(libc::SIG_SETMASK, all.as_ptr(), old.as_mut_ptr());
        Blocked(old.assume_init())
    }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        // SAFETY: `self.0` is the mask that pthread_sigmask gave.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &self.0, ptr::null_mut()) };
    }
}

/// A child of fork shares flags by copy and the eventfd for real: it starts with none of both. Signals must be blocked.
pub(super) fn begin_child() -> io::Result<()> {
    for flag in FLAGS.iter().chain(&COPIES) {
        flag.store(false, Ordering::Relaxed);
    }
    PARENT.store(0, Ordering::Relaxed);
    // POSIX timers are not inherited by fork.
    LAST_TIMER.store(ptr::null_mut(), Ordering::Relaxed);
    renew_wake_fd()
}

/// From now on a SIGTERM that arrives when `parent` is dead ends this process for certain after `delay`, even if it is
/// busy in a callback that never returns: nobody is left who could kill it. Takes effect for processes that `install` TERM.
pub fn end_with_parent(parent: i32, delay: Duration) -> io::Result<()> {
    let mut timer: libc::timer_t = ptr::null_mut();
    // SAFETY: an all-zero sigevent is valid, then the two fields of SIGEV_SIGNAL are set; `timer` is written by the call.
    let made = unsafe {
        let mut event: libc::sigevent = std::mem::zeroed();
        event.sigev_notify = libc::SIGEV_SIGNAL;
        event.sigev_signo = libc::SIGKILL;
        libc::timer_create(libc::CLOCK_MONOTONIC, &mut event, &mut timer)
    };
    if made != 0 {
        return Err(io::Error::last_os_error());
    }
    let millis = delay.as_millis().clamp(1, u128::from(u32::MAX)) as u32;
    LAST_DELAY_MS.store(millis, Ordering::Relaxed);
    // glibc hands out the kernel's id, which may be 0; shifted by one so that null means "none".
    LAST_TIMER.store(timer.wrapping_byte_add(1), Ordering::Relaxed);
    PARENT.store(parent, Ordering::Release);
    Ok(())
}

/// Undoes [`end_with_parent`].
pub fn outlive_parent() {
    PARENT.store(0, Ordering::Release);
}

extern "C" fn note(signal: libc::c_int) {
    if let Some(flag) = FLAGS.get(signal as usize) {
        flag.store(true, Ordering::Release);
        COPIES[signal as usize].store(true, Ordering::Release);
    }
    // SAFETY: only async-signal-safe calls, on descriptors and timers of this process; errno is put back, because the
    // interrupted code may be about to read it.
    unsafe {
        let errno = libc::__errno_location();
        let saved = *errno;
        let one = 1u64.to_ne_bytes();
        libc::write(WAKE_FD.load(Ordering::Acquire), one.as_ptr().cast(), one.len());
        let parent = PARENT.load(Ordering::Acquire);
        if signal == libc::SIGTERM && parent != 0 && libc::getppid() != parent {
            arm_last_timer();
        }
        *errno = saved;
    }
}

/// Once: a second SIGTERM must not prolong it.
fn arm_last_timer() {
    let timer = LAST_TIMER.swap(ptr::null_mut(), Ordering::AcqRel);
    if timer.is_null() {
        return;
    }
    let millis = LAST_DELAY_MS.load(Ordering::Relaxed);
    // SAFETY: `timer` came from timer_create in this process (shifted by one there); the zeroed itimerspec is valid.
    unsafe {
        let mut when: libc::itimerspec = std::mem::zeroed();
        when.it_value.tv_sec = libc::time_t::from(millis / 1000);
        when.it_value.tv_nsec = libc::c_long::from(millis % 1000) * 1_000_000;
        libc::timer_settime(timer.wrapping_byte_sub(1), 0, &when, ptr::null_mut());
    }
}

fn set_action(signal: Signal, handler: libc::sighandler_t) -> io::Result<libc::sigaction> {
    let mut old = MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: a zeroed sigaction is valid; the handler is `note` (async-signal-safe), SIG_DFL or SIG_IGN. SA_RESTART, because
    // PHP and its libraries do not expect EINTR; SA_ONSTACK, because the signal may meet a small coroutine stack.
    let rc = unsafe {
        let mut new: libc::sigaction = std::mem::zeroed();
        new.sa_sigaction = handler;
        new.sa_flags = libc::SA_RESTART | libc::SA_ONSTACK;
        libc::sigemptyset(&mut new.sa_mask);
        libc::sigaction(signal.0, &new, old.as_mut_ptr())
    };
    if rc != 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: zeroed, then filled by sigaction.
    Ok(unsafe { old.assume_init() })
}

fn renew_wake_fd() -> io::Result<()> {
    // SAFETY: no memory is involved; the old descriptor is this process's own reference and nobody reads it any more.
    unsafe {
        let fd = libc::eventfd(0, libc::EFD_NONBLOCK | libc::EFD_CLOEXEC);
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        let old = WAKE_FD.swap(fd, Ordering::AcqRel);
        if old >= 0 {
            libc::close(old);
        }
    }
    Ok(())
}

const SIGNALS: usize = 65;
static FLAGS: [AtomicBool; SIGNALS] = [const { AtomicBool::new(false) }; SIGNALS];
static COPIES: [AtomicBool; SIGNALS] = [const { AtomicBool::new(false) }; SIGNALS];
static WAKE_FD: AtomicI32 = AtomicI32::new(-1);
static PARENT: AtomicI32 = AtomicI32::new(0);
static LAST_DELAY_MS: AtomicU32 = AtomicU32::new(0);
static LAST_TIMER: AtomicPtr<libc::c_void> = AtomicPtr::new(ptr::null_mut());
