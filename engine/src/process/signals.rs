//! Which signals each kind of process notes. Must not say what they lead to.

use std::io;

use crate::sys::signal::{self, Dispositions, Signal};

/// Master, manager and the single process of BASE: installs, ignores SIGPIPE, and gives back what `start()` restores in the
/// end. Before the first fork, because children inherit the handlers and must not miss a signal.
pub fn install_for_server() -> io::Result<[Dispositions; 2]> {
    Ok([signal::install(&server_signals())?, signal::ignore_pipe()?])
}

/// The process that calls `Pool::start()`. A terminal that goes away ends it as any program: SIGHUP is not noted.
pub fn install_for_pool() -> io::Result<[Dispositions; 2]> {
    let noted = [Signal::TERM, Signal::INT, Signal::USR1, Signal::USR2, Signal::CHLD, Signal::reopen_log()];
    Ok([signal::install(&noted)?, signal::ignore_pipe()?])
}

/// A worker of a pool whose work is handed to it: it finishes what it has begun when it is asked to end.
pub fn install_for_pooled() -> io::Result<()> {
    let _before = signal::install(&[Signal::TERM])?;
    Ok(())
}

/// A worker: SIGINT and SIGCHLD have their default effect again; the others stay noted (SIGUSR1, SIGUSR2 and SIGHUP have no
/// meaning there, yet must not kill it).
pub fn install_for_worker() -> io::Result<()> {
    let noted = [Signal::TERM, Signal::USR1, Signal::USR2, Signal::HUP, Signal::reopen_log()];
    // What they did in the manager is nobody's business here.
    let _before = signal::install(&noted)?;
    signal::reset(&[Signal::INT, Signal::CHLD])
}

/// A user process runs code that knows no loop of ours: what is noted elsewhere has its default effect again, so that SIGTERM ends it.
/// A reload is no matter of its.
pub fn install_for_user_process() -> io::Result<()> {
    let _before = signal::ignore(&[Signal::USR1, Signal::USR2, Signal::reopen_log()])?;
    signal::reset(&[Signal::TERM, Signal::INT, Signal::HUP, Signal::CHLD])
}

fn server_signals() -> [Signal; 7] {
    [Signal::TERM, Signal::INT, Signal::USR1, Signal::USR2, Signal::HUP, Signal::CHLD, Signal::reopen_log()]
}
