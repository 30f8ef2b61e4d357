//! Pipes in coroutines: those of `proc_open()` and `popen()`, PHP's standard streams, and the wait for the end of a process. It must not reap them: PHP does.

use rswoole_engine::sys::process::Pid;

use crate::coroutine::Cancelled;
use crate::system::{self, Stop, children};
use crate::zend::{Call, ChildProcess, Outcome, Zv, hook_stream};

pub fn proc_open(call: &mut Call<'_>, _: &Zv) {
    let Some(pipes) = call.opt(2).and_then(Zv::as_array) else { return };
    for (_, pipe) in pipes.iter() {
        hook_stream(&pipe);
    }
}

pub fn popen(_: &mut Call<'_>, made: &Zv) {
    hook_stream(made);
}

/// `STDIN`, `STDOUT` and `STDERR`, where this process has them.
pub fn standard_streams() {
    for name in ["STDIN", "STDOUT", "STDERR"] {
        if let Some(stream) = Zv::constant(name) {
            hook_stream(&stream);
        }
    }
}

/// PHP's own function closes the pipes and waits. The pipes are closed before the wait here, too: the process may wait for that.
pub fn proc_close(call: &mut Call<'_>) -> Outcome<Option<Zv>> {
    let Some(process) = ChildProcess::of(call.zv(0)) else { return Ok(None) };
    process.close_pipes()?;
    let Some(pid) = process.pid() else { return Ok(None) };
    match system::wait(children::ended(Pid(pid)), None) {
        Ok(()) | Err(Stop::TimedOut | Stop::Cancelled(Cancelled::Quietly)) => Ok(None),
        Err(Stop::Cancelled(Cancelled::Raised(raised))) => Err(raised),
    }
}
