//! A process that PHP code forked (`Swoole\Process`): how it begins, and how it ends. It must not know what it runs.

use rswoole_engine::sys::priority;
use rswoole_engine::sys::process::{self, Fork, Pid};
use std::io;

use crate::callback_end::fate_after;
use crate::coroutine;
use crate::signals;
use crate::zend::{self, Callable, Outcome, Raised, Zv};

/// Forks; the child has no coroutine, loop, timer or signal callback of its parent.
pub fn fork() -> io::Result<Fork> {
    let forked = process::fork()?;
    if let Fork::Child = forked {
        begin();
    }
    Ok(forked)
}

/// In a process that was just made by fork.
pub fn begin() {
    coroutine::forget_after_fork();
    signals::forget_after_fork();
    coroutine::set_in_server(false);
    zend::reseed();
}

/// Runs the function of a child, then the loop that it may want, and ends the process.
pub fn run(function: &Callable, argument: Zv, in_coroutine: bool) -> ! {
    zend::set_exit_status(0);
    perform(function, argument, in_coroutine);
    zend::end_request()
}

/// As [`run`], but comes back.
pub fn perform(function: &Callable, argument: Zv, in_coroutine: bool) {
    let mut args = [argument];
    if in_coroutine {
        let function = function.clone();
        // An exception was printed in the coroutine, and the status set.
        let _ = coroutine::run(move || function.call_unguarded(&mut args));
        return;
    }
    let outcome: Outcome<Zv> = function.call(&mut args);
    if outcome.is_ok() {
        // What it left behind: timers, coroutines, signals.
        if let Err(Raised::Exception) = coroutine::at_shutdown() {
            fate_after::<()>(Err(Raised::Exception));
        }
    } else {
        fate_after(outcome);
    }
}

/// `$process->exit()`: 0 ends as a script does, anything else at once.
pub fn exit(status: i32) -> Raised {
    if status != 0 {
        process::exit_now(status);
    }
    zend::set_exit_status(0);
    Raised::Bailout
}

/// `Process::daemon()`: this process goes on as another one, which no terminal and no parent waits for.
pub fn daemonize() -> io::Result<()> {
    match process::fork()? {
        Fork::Parent(Pid(_)) => process::exit_now(0),
        Fork::Child => {
            // The wake-up of signals belongs to the process that is gone.
            signals::detach_loop();
            rswoole_engine::sys::daemon::new_session()
        }
    }
}

/// `swoole_errno()` after a call whose error came from elsewhere.
pub fn leave_errno(error: &io::Error) -> i32 {
    let code = error.raw_os_error().unwrap_or(0);
    priority::set_errno(code);
    code
}
