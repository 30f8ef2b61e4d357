//! `Pool::start()`: forks the workers, keeps them, and calls back in the process that called. Must not know what a worker does.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

use rswoole_engine::log::{self, ProcessKind};
use rswoole_engine::pool::Mailbox;
use rswoole_engine::process::plan::Kind;
use rswoole_engine::process::signals::install_for_pool;
use rswoole_engine::process::{Failure, Manager, ManagerEnd, ManagerHooks, Policy, Replacement, Roster};
use rswoole_engine::settings::LogLevel;
use rswoole_engine::sys::message_queue::MessageQueue;
use rswoole_engine::sys::process;
use rswoole_engine::sys::signal::{self, Signal};

use super::{Crew, Ipc, PoolEvent, PoolState, worker};
use crate::callback_end::{Said, settle};
use crate::class::process_pool as class;
use crate::coroutine;
use crate::event_loop;
use crate::zend::{self, Object, Outcome, Raised, Zv};

thread_local! {
    /// This process keeps a pool.
    static KEEPS_A_POOL: Cell<bool> = const { Cell::new(false) };
}

/// Whether a signal is the pool's own in this process.
pub fn owns_signal(number: i32) -> bool {
    let own = [Signal::TERM, Signal::USR1, Signal::USR2, Signal::CHLD, Signal::reopen_log()];
    KEEPS_A_POOL.get() && own.contains(&Signal(number))
}

/// Runs the pool; comes back when it has ended, in the process that called. Its workers end without coming back.
pub fn start(pool: &Object, state: &PoolState) -> Outcome<Zv> {
    let setup = state.setup();
    let crew = match recruit(state) {
        Ok(crew) => Rc::new(crew),
        Err(error) => {
            crate::child::leave_errno(&error);
            zend::warning(&format!("the pool of {} workers can not start: {error}", setup.workers));
            return Raised::check(Zv::bool(false));
        }
    };
    let before = match install_for_pool() {
        Ok(before) => before,
        Err(error) => return Err(zend::throw_error(&format!("signals can not be listened to: {error}"))),
    };
    state.crew.replace(Some(Rc::clone(&crew)));
    enter(pool, true);
    let end = keep(pool, state, &crew);
    enter(pool, false);
    state.crew.replace(None);
    drop(state.processes.take());
    before.iter().for_each(signal::Dispositions::restore);
    if setup.queue_key == 0
        && let Some(queue) = crew.queue
        && let Err(error) = queue.remove()
    {
        tracing::warn!("the message queue {} of the pool can not be removed: {error}", queue.id());
    }
    match end {
        End::Stopped => Raised::check(Zv::NULL),
        End::Interrupted => signal::die_of(Signal::INT),
        End::Bailout => Err(Raised::Bailout),
    }
}

fn recruit(state: &PoolState) -> std::io::Result<Crew> {
    let setup = state.setup();
    let boxes = if setup.ipc == Ipc::UnixSocket { setup.workers } else { 0 };
    Ok(Crew {
        roster: Roster::new(setup.workers)?,
        mailboxes: (0..boxes).map(|_| Mailbox::new()).collect::<Result<_, _>>()?,
        queue: (setup.ipc == Ipc::MessageQueue).then(|| MessageQueue::open(setup.queue_key)).transpose()?,
    })
}

/// This process becomes the keeper of a pool, or is it no more.
fn enter(pool: &Object, keeps: bool) {
    KEEPS_A_POOL.set(keeps);
    // Without a server nobody has begun the log; how a worker died is to be read in any case.
    log::set_level(log::level().max(LogLevel::Notice));
    event_loop::set_timers_only(keeps);
    log::assume(if keeps { ProcessKind::Master } else { ProcessKind::Outside }, 0);
    pool.set_slot(class::RUNNING, Zv::bool(keeps));
    pool.set_slot(class::WORKER_RUNNING, Zv::bool(keeps));
    if keeps {
        pool.set_slot(class::MASTER_PID, i64::from(process::own_pid().0));
    } else {
        // What a callback began here and nobody will finish must not keep the script from its end.
        coroutine::drop_loop();
    }
}

enum End {
    Stopped,
    /// By SIGINT: the caller of this process is to see that.
    Interrupted,
    Bailout,
}

fn keep(pool: &Object, state: &PoolState, crew: &Rc<Crew>) -> End {
    let setup = state.setup();
    let mut hooks = Hooks { pool, state, ended: false };
    hooks.call(PoolEvent::Start);
    if hooks.ended {
        return End::Bailout;
    }
    let policy = Policy { max_wait_time: setup.max_wait_time.get(), replacement: Replacement::OneByOne };
    let kinds = vec![Kind::Pooled; setup.workers as usize];
    let mut manager = Manager::new(kinds, policy, crew.roster.clone(), None);
    match manager.run(&mut hooks) {
        ManagerEnd::Child(child) => {
            KEEPS_A_POOL.set(false);
            event_loop::set_timers_only(false);
            worker::work(pool, state, crew, child.id)
        }
        ManagerEnd::Stopped if manager.interrupted() => End::Interrupted,
        ManagerEnd::Stopped => End::Stopped,
        ManagerEnd::Fate(()) => {
            manager.abandon();
            End::Bailout
        }
    }
}

struct Hooks<'a> {
    pool: &'a Object,
    state: &'a PoolState,
    /// A fatal error or `exit`.
    ended: bool,
}

impl Hooks<'_> {
    /// An exception is printed, and the pool lives on.
    fn call(&mut self, event: PoolEvent) {
        let Some(callback) = self.state.callbacks.callable(event) else { return };
        let outcome = callback.call(&mut [Zv::from(self.pool)]);
        self.ended |= !matches!(settle(outcome), Said::Fine | Said::Thrown);
    }
}

impl ManagerHooks for Hooks<'_> {
    type Fate = ();

    fn started(&mut self) {}

    fn worker_error(&mut self, _: Failure) {}

    fn before_reload(&mut self) {}

    fn after_reload(&mut self) {}

    fn terminating(&mut self) {
        self.pool.set_slot(class::RUNNING, Zv::bool(false));
        self.pool.set_slot(class::WORKER_RUNNING, Zv::bool(false));
        self.call(PoolEvent::Shutdown);
    }

    fn reopen_log(&mut self) {
        if let Err(error) = log::reopen() {
            tracing::warn!("the log can not be opened anew: {error}; it goes on in the old file");
        }
    }

    fn woken(&mut self) {
        self.ended |= zend::interrupt::deliver().is_err();
        event_loop::timers::run_due();
    }

    fn deadline(&self) -> Option<Instant> {
        event_loop::timers::next_deadline()
    }

    fn fate(&mut self) -> Option<()> {
        (self.ended || coroutine::fate().is_some()).then_some(())
    }
}
