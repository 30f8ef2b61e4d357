//! A registration of a descriptor with the runtime of the moment. It is made when somebody first waits, and again when the loop or the process
//! has changed since: it belongs to one runtime of one process, the descriptor to whoever inherits it. It must not own what it watches.

use std::cell::RefCell;
use std::io;
use std::mem;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::task::{Context, Poll, ready};

use tokio::io::Interest;
use tokio::io::unix::{AsyncFd, AsyncFdReadyGuard};

use super::Way;
use crate::sys::descriptor::duplicate;
use crate::sys::forks;

/// The readiness of a descriptor that somebody else has, kept from one wait to the next. To be dropped before the descriptor is closed.
#[derive(Debug)]
pub struct Watch {
    fd: RawFd,
    registration: RefCell<Option<Registration>>,
}

impl Watch {
    pub fn new(fd: RawFd) -> Watch {
        Watch { fd, registration: RefCell::new(None) }
    }

    pub fn fd(&self) -> RawFd {
        self.fd
    }

    /// Whether readiness is known in this process.
    pub fn is_registered(&self) -> bool {
        self.registration.borrow().as_ref().is_some_and(Registration::is_ours)
    }

    /// What was seen so far counts no more.
    pub fn forget(&self) {
        self.registration.take();
    }

    /// Ready while `confirm` says so, which looks at the descriptor itself; else at its next edge. One task can wait for each way.
    pub fn poll_confirmed(
        &self,
        way: Way,
        cx: &mut Context<'_>,
        mut confirm: impl FnMut(RawFd) -> bool,
    ) -> Poll<io::Result<()>> {
        self.poll(way, cx, |mut guard| {
            if confirm(self.fd) {
                guard.retain_ready();
                return Some(Ok(()));
            }
            guard.clear_ready();
            None
        })
    }

    /// Shows each edge to `look` until it has a result.
    pub(super) fn poll<T>(
        &self,
        way: Way,
        cx: &mut Context<'_>,
        mut look: impl FnMut(AsyncFdReadyGuard<'_, Watched>) -> Option<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        let mut fresh = false;
        loop {
            let mut registration = self.registration.borrow_mut();
            if !registration.as_ref().is_some_and(Registration::is_ours) {
                *registration = Some(Registration::new(self.fd)?);
                fresh = true;
            }
            let Some(registered) = registration.as_ref().and_then(|registration| registration.fd.as_ref()) else {
                continue;
            };
            let polled = match way {
                Way::Read => registered.poll_read_ready(cx),
                Way::Write => registered.poll_write_ready(cx),
            };
            match ready!(polled) {
                Ok(guard) => {
                    if let Some(result) = look(guard) {
                        return Poll::Ready(result);
                    }
                }
                Err(error) if fresh => return Poll::Ready(Err(error)),
                // The runtime it was registered with has ended.
                Err(_) => *registration = None,
            }
        }
    }
}

#[derive(Debug)]
struct Registration {
    /// Gone only while it is dropped.
    fd: Option<AsyncFd<Watched>>,
    /// Of the process that registered.
    process: u64,
}

#[derive(Debug)]
pub(super) enum Watched {
    /// The descriptor's own.
    Number(RawFd),
    /// Where somebody else (an event of the application) watches that number in the same loop.
    Copy(OwnedFd),
}

impl AsRawFd for Watched {
    fn as_raw_fd(&self) -> RawFd {
        match self {
            Watched::Number(fd) => *fd,
            Watched::Copy(fd) => fd.as_raw_fd(),
        }
    }
}

impl Registration {
    fn new(fd: RawFd) -> io::Result<Registration> {
        let fd = match register(Watched::Number(fd)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => register(Watched::Copy(duplicate(fd)?)),
            other => other,
        }?;
        Ok(Registration { fd: Some(fd), process: forks::generation() })
    }

    fn is_ours(&self) -> bool {
        self.process == forks::generation()
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        // A registration inherited over a fork is the parent's: taking it back would take it from the parent too.
        if !self.is_ours() {
            mem::forget(self.fd.take());
        }
    }
}

fn register(fd: Watched) -> io::Result<AsyncFd<Watched>> {
    // The successor of this call is `unsafe` because a type could change its descriptor while it is registered. A `Watched` can't.
    #[expect(deprecated, reason = "sound for Watched; the replacement is an unsafe fn")]
    AsyncFd::with_interest(fd, Interest::READABLE | Interest::WRITABLE)
}
