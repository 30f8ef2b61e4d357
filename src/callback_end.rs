//! What the end of a callback that ran outside a coroutine means to its process: nothing, or its end. (In a coroutine the scheduler
//! says so.)

use rswoole_engine::worker::Fate;

use crate::zend::{self, Outcome, Raised};

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
