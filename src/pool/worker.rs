//! The life of a pool's worker: WorkerStart, its messages one after the other, WorkerStop, its end. Without `enable_coroutine` all of
//! it happens outside of coroutines, in blocking style. Must not fork.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::time::Duration;

use rswoole_engine::ids::WorkerId;
use rswoole_engine::log::{self, ProcessKind};
use rswoole_engine::pool::{Reception, Visitor};
use rswoole_engine::process::signals::install_for_pooled;
use rswoole_engine::server::exit_process;
use rswoole_engine::sys::message_queue::{LONGEST, MessageQueue};
use rswoole_engine::sys::nudge::Nudge;
use rswoole_engine::sys::process;
use rswoole_engine::sys::signal::{self, Signal};

use super::{Crew, Ipc, PoolEvent, PoolState, in_coroutines};
use crate::callback_end::{FAILED, Said, settle};
use crate::child;
use crate::class::process_pool as class;
use crate::coroutine;
use crate::event_loop;
use crate::signals;
use crate::zend::{self, Object, Zv, interrupt};

/// One worker, in its process.
pub(super) struct Worker<'a> {
    pub pool: &'a Object,
    pub state: &'a PoolState,
    pub crew: &'a Crew,
    pub id: WorkerId,
}

/// The whole life of a process that was just forked.
pub(super) fn work(pool: &Object, state: &PoolState, crew: &Rc<Crew>, id: WorkerId) -> ! {
    let coroutines = state.setup().coroutines.get();
    child::begin();
    log::assume(ProcessKind::Worker, id.0);
    event_loop::set_in_coroutines(coroutines);
    signals::set_in_coroutines(coroutines);
    zend::set_exit_status(0);
    state.seat.set(Some(id));
    // The parent's view of them; the descriptors in them are copies.
    drop(state.processes.take());
    pool.set_slot(class::WORKER_PID, i64::from(process::own_pid().0));
    pool.set_slot(class::WORKER_ID, i64::from(id.0));
    pool.set_slot(class::WORKERS, Zv::NULL);
    let worker = Worker { pool, state, crew, id };
    let said = if coroutines { in_coroutines::live(&worker) } else { worker.live() };
    let status = match (said, zend::exit_status()) {
        (Said::Fine | Said::Exit, status) => status,
        (Said::Thrown | Said::Fatal, 0) => FAILED,
        (Said::Thrown | Said::Fatal, status) => status,
    };
    // exit() destroys thread-locals in no useful order.
    coroutine::request_shutdown();
    exit_process(status)
}

impl Worker<'_> {
    /// Calls a callback outside of coroutines.
    pub fn call(&self, event: PoolEvent) -> Said {
        let Some(callback) = self.state.callbacks.callable(event) else { return Said::Fine };
        settle(callback.call(&mut [Zv::from(self.pool), Zv::int(i64::from(self.id.0))]))
    }

    /// The end was asked for: PHP code sees it, and no further message is taken.
    pub fn told_to_end(&self) {
        self.pool.set_slot(class::RUNNING, Zv::bool(false));
        self.pool.set_slot(class::WORKER_RUNNING, Zv::bool(false));
    }

    fn live(&self) -> Said {
        let messages =
            self.state.setup().ipc != Ipc::None && self.state.callbacks.callable(PoolEvent::Message).is_some();
        if messages && let Err(error) = install_for_pooled() {
            tracing::error!("worker {} of the pool can not listen to SIGTERM: {error}", self.id.0);
            return Said::Fatal;
        }
        let mut said = self.call(PoolEvent::WorkerStart);
        if said == Said::Fine {
            said = if messages { self.serve() } else { settle(coroutine::at_shutdown()) };
        }
        if said == Said::Fatal { said } else { worst(said, self.call(PoolEvent::WorkerStop)) }
    }

    /// Takes messages until the end is asked for.
    fn serve(&self) -> Said {
        let mut source = match self.source() {
            Ok(source) => source,
            Err(error) => return self.failed("can not begin to receive", &error),
        };
        loop {
            let stashed = self.state.stash.borrow_mut().pop_front();
            let next = match stashed {
                Some(data) => Ok(Some((data, None))),
                None if self.is_over() => return Said::Fine,
                None if interrupt::deliver().is_err() => return Said::Fatal,
                None => source.next(self.crew, self.id),
            };
            match next {
                Ok(Some((data, visitor))) => match self.message(&data, visitor) {
                    // As in the original, an exception ends the message, not the worker.
                    Said::Fine => {}
                    Said::Thrown => zend::set_exit_status(0),
                    end => return end,
                },
                // Read before the flags are looked at: what comes later wakes again.
                Ok(None) => signal::drain_wake(),
                Err(error) => return self.failed("can not receive any more", &error),
            }
        }
    }

    fn is_over(&self) -> bool {
        let asked = signal::take(Signal::TERM) || self.crew.roster.is_shutting_down();
        if asked {
            self.told_to_end();
        }
        asked || self.state.is_leaving()
    }

    fn source(&self) -> io::Result<Source> {
        let setup = self.state.setup();
        Ok(match self.crew.queue {
            Some(queue) => Source::Queue(queue, Nudge::every(LOOK_UP)?),
            None if setup.ipc == Ipc::Socket => {
                let doors = setup.doors.borrow();
                let listeners = doors.iter().map(|door| &door.listener);
                Source::Visitors(Reception::open(listeners, setup.max_package_size.get())?)
            }
            None => Source::Mailbox { buffer: RefCell::default(), longest: self.state.longest_message() },
        })
    }

    fn message(&self, data: &[u8], visitor: Option<Visitor>) -> Said {
        let Some(callback) = self.state.callbacks.callable(PoolEvent::Message) else { return Said::Fine };
        if visitor.is_some() {
            self.state.reply.replace(Some(Vec::new()));
        }
        let said = settle(callback.call(&mut [Zv::from(self.pool), Zv::str(data)]));
        let reply = self.state.reply.take();
        if let (Some(visitor), Some(reply)) = (visitor, reply)
            && said != Said::Fatal
            && let Err(error) = visitor.answer(&reply)
        {
            tracing::warn!("an answer of {} bytes did not reach the client of the pool: {error}", reply.len());
        }
        said
    }

    pub fn failed(&self, what: &str, error: &io::Error) -> Said {
        tracing::error!("worker {} of the pool {what}: {error}", self.id.0);
        Said::Thrown
    }
}

/// Of WorkerStart or a message, and of WorkerStop.
pub(super) fn worst(first: Said, second: Said) -> Said {
    if first == Said::Fine || second == Said::Fatal { second } else { first }
}

/// Where the messages come from.
enum Source {
    Mailbox { buffer: RefCell<Vec<u8>>, longest: Option<usize> },
    Queue(MessageQueue, #[expect(dead_code, reason = "it works as long as it lives")] Nudge),
    Visitors(Reception),
}

impl Source {
    /// Waits for the next message. None: something else is to be looked at first.
    fn next(&mut self, crew: &Crew, id: WorkerId) -> io::Result<Option<(Vec<u8>, Option<Visitor>)>> {
        match self {
            Source::Mailbox { buffer, longest } => {
                use std::os::fd::AsRawFd;
                let mailbox = &crew.mailboxes[id.0 as usize];
                let taken = mailbox.take(&mut buffer.borrow_mut(), *longest)?;
                if taken.is_none() {
                    process::wait_readable(&[signal::wake_fd(), mailbox.own().as_raw_fd()], None)?;
                }
                Ok(taken.map(|data| (data, None)))
            }
            Source::Queue(queue, _) => match queue.pop(0, LONGEST, true) {
                Ok(data) => Ok(Some((data, None))),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(None),
                // Longer than the usual limit of the system, which somebody has raised.
                Err(error) if error.raw_os_error() == Some(E2BIG) => Ok(queue.try_pop(0)?.map(|data| (data, None))),
                Err(error) => Err(error),
            },
            Source::Visitors(reception) => {
                let request = reception.next(&[signal::wake_fd()])?;
                Ok(request.map(|request| (request.data, Some(request.visitor))))
            }
        }
    }
}

const E2BIG: i32 = 7;
/// A signal that arrives right before msgrcv(2) sleeps is found this much later.
const LOOK_UP: Duration = Duration::from_millis(500);
