//! The functions among the options, as a reactor on the master's main thread asks them (`package_length_func`, `dispatch_func`). Must not
//! run where PHP does not: the engine asks on that thread alone.

use std::cell::Cell;
use std::rc::Rc;

use rswoole_engine::ids::PortIndex;
use rswoole_engine::reactor::{Advice, Subject, Verdict};
use rswoole_engine::worker::Fate;

use crate::callback_end::fate_after;
use crate::functions::{self, LONGEST_SHOWN};
use crate::state::ServerState;
use crate::zend::{self, Callable, Object, Outcome, Zv};

pub struct PhpAdvice {
    server: Object,
    workers: u32,
    /// By port.
    package_length: Vec<Option<Callable>>,
    dispatch: Option<Callable>,
    /// How the master ends, if an error in a function ends it: then no PHP code may run any more.
    fate: Rc<Cell<Option<Fate>>>,
}

impl PhpAdvice {
    pub fn new(state: &ServerState, server: Object, workers: u32, fate: Rc<Cell<Option<Fate>>>) -> PhpAdvice {
        let ports = state.ports.borrow();
        let package_length = ports.iter().map(|port| port.function(state, functions::PACKAGE_LENGTH)).collect();
        PhpAdvice { server, workers, package_length, dispatch: state.functions.get(functions::DISPATCH), fate }
    }

    /// What a function answered; `None` when it can not be asked, or an error has just ended the master.
    fn settle<T>(&self, ask: impl FnOnce() -> Outcome<T>) -> Option<T> {
        if self.fate.get().is_some() {
            return None;
        }
        let outcome = ask();
        if outcome.is_err() || zend::bailout_pending() {
            self.fate.set(fate_after(outcome));
            return None;
        }
        outcome.ok()
    }
}

impl Advice for PhpAdvice {
    fn package_length(&self, port: PortIndex, data: &[u8]) -> i64 {
        let Some(function) = &self.package_length[usize::from(port.0)] else { return 0 };
        self.settle(|| functions::package_length(function, data)).unwrap_or(0)
    }

    fn dispatches(&self) -> bool {
        self.dispatch.is_some()
    }

    fn dispatch(&self, subject: Subject, data: &[u8]) -> Verdict {
        let Some(function) = &self.dispatch else { return Verdict::ByMode };
        let (fd, kind) = match subject {
            Subject::Session(id, passage) => (id.0 as i64, passage as i64),
            Subject::Packet(number) => (i64::from(number), PACKET),
        };
        let shown = &data[..data.len().min(LONGEST_SHOWN)];
        let mut args = [Zv::from(&self.server), Zv::int(fd), Zv::int(kind), Zv::str(shown)];
        let answer = self.settle(|| functions::ask(function, &mut args));
        match answer {
            // Measured on the original: who throws has said 0, who says nothing discards.
            Some(None) => Verdict::of(0, self.workers).unwrap_or(Verdict::ByMode),
            Some(Some(answer)) if answer.is_null() => Verdict::Discard,
            Some(Some(answer)) => self.judge(answer.to_int()),
            None => Verdict::ByMode,
        }
    }
}

impl PhpAdvice {
    fn judge(&self, answer: i64) -> Verdict {
        Verdict::of(answer, self.workers).unwrap_or_else(|| {
            let last = self.workers - 1;
            zend::warning(&format!(
                "invalid target worker-id[{answer}]: dispatch_func may return 0 to {last}; the event is discarded"
            ));
            Verdict::Discard
        })
    }
}

const PACKET: i64 = 1;
