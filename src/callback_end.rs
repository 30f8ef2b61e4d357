//! What the end of a callback that ran outside a coroutine means to its process: nothing, or its end. (In a coroutine the scheduler
//! says so.)

use rswoole_engine::worker::Fate;

use crate::zend::{self, Outcome, Raised, fiber};

/// An uncaught exception and a fatal error end the process, with PHP's message; `exit()` ends it quietly.
pub fn fate_after<T>(outcome: Outcome<T>) -> Option<Fate> {
    match outcome {
        Ok(_) => zend::bailout_pending().then_some(Fate::Bailout),
        Err(Raised::Exception) => {
            if let Some(exception) = zend::take_exception().filter(|exception| !zend::is_exit(exception)) {
                // A bailout while it is printed ends the process as well.
                let _ = zend::report_uncaught(exception);
            }
            Some(Fate::Bailout)
        }
        Err(Raised::Bailout) => Some(Fate::Bailout),
    }
}

/// What a callback came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Said {
    Fine,
    /// The exception was printed.
    Thrown,
    /// `exit()`
    Exit,
    /// A fatal error: no PHP code runs here any more.
    Fatal,
}

pub fn settle<T>(outcome: Outcome<T>) -> Said {
    match outcome {
        Ok(_) if zend::bailout_pending() => Said::Fatal,
        Ok(_) => Said::Fine,
        Err(Raised::Bailout) => Said::Fatal,
        Err(Raised::Exception) => match zend::take_exception() {
            // Memory that ran out ends PHP code as `exit` does.
            Some(exception)
                if zend::is_exit(&exception) && fiber::is_after_fatal_error() && zend::exit_status() == FAILED =>
            {
                Said::Fatal
            }
            Some(exception) if zend::is_exit(&exception) => Said::Exit,
            Some(exception) => zend::report_uncaught(exception).map_or(Said::Fatal, |()| Said::Thrown),
            None => Said::Fine,
        },
    }
}

/// PHP's own exit status after an error.
pub const FAILED: i32 = 255;
