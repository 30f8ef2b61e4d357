//! When a descriptor becomes readable or writable, for descriptors that are not streams: listeners, the eventfds of bells, and
//! what the application waits for itself.

use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::task::{Context, Poll, ready};

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// Which way a descriptor is waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    Read,
    Write,
}

/// Edge-triggered: what made the descriptor readable is consumed by the caller or, for an eventfd, by nobody.
#[derive(Debug)]
pub struct Readiness {
    fd: AsyncFd<OwnedFd>,
}

impl Readiness {
    /// Must be called inside the runtime that shall be woken.
    pub fn new(fd: OwnedFd) -> io::Result<Readiness> {
        // The successor of this call is `unsafe` because a type could change its descriptor while it is registered. An
        // `OwnedFd` that is never handed out can't, and `unsafe` has no place in this module.
        #[expect(deprecated, reason = "sound for OwnedFd; the replacement is an unsafe fn")]
        let fd = AsyncFd::with_interest(fd, Interest::READABLE)?;
        Ok(Readiness { fd })
    }

    /// As [`Readiness::new`], for a descriptor that is waited for in both directions.
    pub fn duplex(fd: OwnedFd) -> io::Result<Readiness> {
        #[expect(deprecated, reason = "as in `new`")]
        let fd = AsyncFd::with_interest(fd, Interest::READABLE.add(Interest::WRITABLE))?;
        Ok(Readiness { fd })
    }

    /// Level-triggered: ready while `confirm` says so, which looks at the descriptor itself; else at its next edge.
    pub fn poll_confirmed(
        &self,
        cx: &mut Context<'_>,
        direction: Direction,
        mut confirm: impl FnMut(&OwnedFd) -> bool,
    ) -> Poll<io::Result<()>> {
        loop {
            let mut guard = ready!(match direction {
                Direction::Read => self.fd.poll_read_ready(cx),
                Direction::Write => self.fd.poll_write_ready(cx),
            })?;
            if confirm(guard.get_inner()) {
                guard.retain_ready();
                return Poll::Ready(Ok(()));
            }
            guard.clear_ready();
        }
    }

    pub fn get(&self) -> &OwnedFd {
        self.fd.get_ref()
    }

    pub fn raw(&self) -> i32 {
        self.fd.as_raw_fd()
    }

    /// Ready while it may be readable; does not take anything.
    pub fn poll_pending(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.fd.poll_read_ready(cx).map_ok(|mut guard| guard.retain_ready())
    }

    /// Takes the wake-up of an eventfd that is never read: the next write to it is a new edge.
    pub fn poll_edge(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.fd.poll_read_ready(cx).map_ok(|mut guard| guard.clear_ready())
    }

    /// Runs `operation` when readable; when it would block, waits for the next edge.
    pub fn poll_io<T>(
        &self,
        cx: &mut Context<'_>,
        mut operation: impl FnMut(&OwnedFd) -> io::Result<T>,
    ) -> Poll<io::Result<T>> {
        loop {
            let mut guard = ready!(self.fd.poll_read_ready(cx))?;
            if let Ok(result) = guard.try_io(|fd| operation(fd.get_ref())) {
                return Poll::Ready(result);
            }
        }
    }

    /// Runs `operation` when readable. It says how many of `most` possible ones it took: fewer mean that there are no more, and the
    /// wait for the next edge begins without a call that only finds nothing.
    pub fn poll_batch(
        &self,
        cx: &mut Context<'_>,
        most: usize,
        mut operation: impl FnMut(&OwnedFd) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            let mut guard = ready!(self.fd.poll_read_ready(cx))?;
            if let Ok(result) = guard.try_io(|fd| operation(fd.get_ref())) {
                if matches!(result, Ok(taken) if taken < most) {
                    guard.clear_ready();
                }
                return Poll::Ready(result);
            }
        }
    }
}
