//! A wake-up for system calls that can wait for one thing only. Must not say what the process does when it is woken.

use std::io;
use std::ptr;
use std::time::Duration;

use super::signal::{self, Dispositions, Signal};

/// While it lives, a signal of its own interrupts the thread that made it again and again, so that a call which no descriptor can
/// wake (msgrcv(2)) comes back with EINTR and the thread looks what else there is.
pub struct Nudge {
    timer: libc::timer_t,
    before: Dispositions,
}

impl Nudge {
    pub fn every(interval: Duration) -> io::Result<Nudge> {
        // The last of the real-time signals: the first ones are libc's, the log's and PHP's.
        let signal = Signal(libc::SIGRTMAX());
        let before = signal::install(&[signal])?;
        let mut timer: libc::timer_t = ptr::null_mut();
        // SAFETY: an all-zero sigevent is valid, then the fields of SIGEV_THREAD_ID are set, with a thread that exists: this one (sent to
        // the process, the signal would go to whichever thread takes it); `timer` is written by the first call and valid in the second;
        // the zeroed itimerspec is valid.
        let made = unsafe {
            let mut event: libc::sigevent = std::mem::zeroed();
            event.sigev_notify = libc::SIGEV_THREAD_ID;
            event.sigev_signo = signal.0;
            event.sigev_notify_thread_id = libc::gettid();
            if libc::timer_create(libc::CLOCK_MONOTONIC, &mut event, &mut timer) != 0 {
                before.restore();
                return Err(io::Error::last_os_error());
            }
            let mut when: libc::itimerspec = std::mem::zeroed();
            when.it_interval.tv_sec = interval.as_secs() as libc::time_t;
            when.it_interval.tv_nsec = interval.subsec_nanos().into();
            when.it_value = when.it_interval;
            libc::timer_settime(timer, 0, &when, ptr::null_mut())
        };
        let nudge = Nudge { timer, before };
        if made == 0 { Ok(nudge) } else { Err(io::Error::last_os_error()) }
    }
}

impl Drop for Nudge {
    fn drop(&mut self) {
        // SAFETY: the timer was made by timer_create in this process and is deleted once.
        unsafe { libc::timer_delete(self.timer) };
        self.before.restore();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::message_queue::MessageQueue;

    #[test]
    fn it_brings_a_wait_for_a_message_to_its_end() {
        let queue = MessageQueue::open(0).unwrap();
        let nudge = Nudge::every(Duration::from_millis(5)).unwrap();
        let error = queue.pop(0, 16, true).unwrap_err();
        drop(nudge);
        queue.remove().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::Interrupted);
    }
}
