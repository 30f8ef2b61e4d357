//! The ends of child processes, waited for in the loop. It must not take the end of a child that somebody of this process asked for by
//! its number, such as a command's.

use std::cell::RefCell;
use std::collections::HashSet;
use std::future::poll_fn;
use std::io;
use std::time::Duration;

use rswoole_engine::net::Readiness;
use rswoole_engine::sys::process::{self, ExitStatus, Pid};
use tokio::time::{sleep, timeout};

use crate::signals;

const SIGCHLD: i32 = 17;
/// How often it is looked where the kernel does not tell (before Linux 5.3).
const LOOK_AGAIN: Duration = Duration::from_millis(10);
/// The signal of a child may go to whoever else takes it.
const LOOK_ANYWAY: Duration = Duration::from_millis(100);

thread_local! {
    static OWN: RefCell<HashSet<i32>> = RefCell::default();
}

/// From now on this child's end is for the caller alone.
pub fn own(pid: Pid) {
    OWN.with_borrow_mut(|own| own.insert(pid.0));
}

pub fn disown(pid: Pid) {
    OWN.with_borrow_mut(|own| own.remove(&pid.0));
}

/// Ready when the process may have ended.
pub async fn ended(pid: Pid) {
    match process::end_of(pid).and_then(Readiness::new) {
        Ok(end) => {
            let _ = poll_fn(|cx| end.poll_pending(cx)).await;
        }
        Err(_) => sleep(LOOK_AGAIN).await,
    }
}

/// The next child to end, of those that `which` means to waitpid(2).
pub async fn wait(which: i32) -> io::Result<(Pid, ExitStatus)> {
    if which > 0 {
        loop {
            if let Some(found) = process::wait_for(which, false)? {
                return Ok(found);
            }
            ended(Pid(which)).await;
        }
    }
    loop {
        // Listened to before it is looked, so that no end falls between.
        let arrival = signals::arrival(&[SIGCHLD]);
        if let Some(found) = take(which)? {
            return Ok(found);
        }
        let _ = timeout(LOOK_ANYWAY, arrival).await;
    }
}

fn take(which: i32) -> io::Result<Option<(Pid, ExitStatus)>> {
    if which != -1 {
        return process::wait_for(which, false);
    }
    let Some(pid) = process::ended_child()? else { return Ok(None) };
    // Whose it is takes it in this very turn of the loop, and the next one is seen.
    if OWN.with_borrow(|own| own.contains(&pid.0)) { Ok(None) } else { process::wait_for(pid.0, false) }
}
