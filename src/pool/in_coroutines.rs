//! A worker whose callbacks run in coroutines (`enable_coroutine`): WorkerStart is one, each message is one, and the worker lives until its loop
//! has nothing left to wait for. Asked to end it takes no further message and calls WorkerExit, which makes the rest end.

use std::os::fd::{AsRawFd, RawFd};
use std::time::{Duration, Instant};

use rswoole_engine::pool::Mailbox;
use rswoole_engine::process::signals::install_for_pooled;
use rswoole_engine::sys::signal::{self, Signal};
use rswoole_engine::worker::Fate;

use super::worker::{Worker, worst};
use super::{Ipc, PoolEvent};
use crate::callback_end::{Said, settle};
use crate::coroutine;
use crate::signals;
use crate::zend::{self, Outcome, Raised, Zv};

pub(super) fn live(worker: &Worker<'_>) -> Said {
    if let Err(error) = install_for_pooled() {
        return worker.failed("can not listen to SIGTERM", &error);
    }
    match begin(worker, PoolEvent::WorkerStart, Zv::int(i64::from(worker.id.0))).and_then(|()| serve(worker)) {
        Ok(()) => worst(Said::Fine, worker.call(PoolEvent::WorkerStop)),
        Err(Raised::Exception) => settle::<()>(Err(Raised::Exception)),
        Err(Raised::Bailout) => match coroutine::fate() {
            Some(Fate::Exit(status)) => {
                zend::set_exit_status(status);
                Said::Exit
            }
            _ => Said::Fatal,
        },
    }
}

fn begin(worker: &Worker<'_>, event: PoolEvent, argument: Zv) -> Outcome<()> {
    let Some(callback) = worker.state.callbacks.callable(event) else { return Ok(()) };
    let mut args = [Zv::from(worker.pool), argument];
    coroutine::begin(move || callback.call_unguarded(&mut args))
}

fn serve(worker: &Worker<'_>) -> Outcome<()> {
    let setup = worker.state.setup();
    let receives = setup.ipc == Ipc::UnixSocket && worker.state.callbacks.callable(PoolEvent::Message).is_some();
    let mut mailbox = receives.then(|| &worker.crew.mailboxes[worker.id.0 as usize]);
    let longest = worker.state.longest_message();
    let mut buffer = Vec::new();
    let mut ending = None;
    loop {
        // Read before the flags are looked at: what comes later wakes again.
        signal::drain_wake();
        if ending.is_none() {
            ending = asked_to_end();
            if ending.is_some() {
                worker.told_to_end();
            }
        }
        if ending.is_some() || worker.state.is_leaving() {
            mailbox = None;
        }
        let mut more = false;
        if let Some(mailbox) = mailbox {
            more = receive(worker, mailbox, &mut buffer, longest)?;
        }
        if ending == Some(Ending::Ours) && coroutine::keeps_loop_alive() {
            match worker.call(PoolEvent::WorkerExit) {
                Said::Fatal => return Err(Raised::Bailout),
                Said::Fine | Said::Thrown | Said::Exit => {}
            }
        }
        let wakes: Vec<RawFd> =
            std::iter::once(signal::wake_fd()).chain(mailbox.map(|mailbox| mailbox.own().as_raw_fd())).collect();
        let again = if more { Some(Duration::ZERO) } else { ending.map(|_| ASK_AGAIN) };
        let deadline = again.map(|pause| Instant::now() + pause);
        let leaving = || mailbox.is_some() && worker.state.is_leaving();
        if mailbox.is_some() {
            coroutine::serve_until(&wakes, deadline, leaving)?;
        } else if !coroutine::drive_until(&wakes, deadline, || false)? {
            return Ok(());
        }
    }
}

/// Who is told of SIGTERM.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Ours,
    /// The application listens itself (`Process::signal`): it knows what to do.
    Theirs,
}

fn asked_to_end() -> Option<Ending> {
    if signals::has_callback(Signal::TERM.0) {
        signal::take_copy(Signal::TERM).then_some(Ending::Theirs)
    } else {
        signal::take(Signal::TERM).then_some(Ending::Ours)
    }
}

/// Begins a coroutine for each message that is there. True: there may be more.
fn receive(worker: &Worker<'_>, mailbox: &Mailbox, buffer: &mut Vec<u8>, longest: Option<usize>) -> Outcome<bool> {
    for _ in 0..BATCH {
        match mailbox.take(buffer, longest) {
            Ok(Some(data)) => begin(worker, PoolEvent::Message, Zv::str(&data))?,
            Ok(None) => return Ok(false),
            Err(error) => {
                worker.failed("can not receive a message", &error);
                return Ok(false);
            }
        }
        if worker.state.is_leaving() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Messages that begin before those already begun go on.
const BATCH: usize = 64;
/// How often WorkerExit is called while the loop has something left.
const ASK_AGAIN: Duration = Duration::from_millis(100);
