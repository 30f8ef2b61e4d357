//! Coroutines: PHP code that waits without blocking the process. It must contain no `unsafe` (the stacks are `zend::fiber`'s), and
//! must not know the server.
//!
//! A coroutine runs until it waits; then whoever started or continued it goes on. What it waits for is a Rust future, polled with
//! a waker of the coroutine's own; woken coroutines queue up and are run by the loop's next [`poll_ready`]. A callback that never
//! waits costs two context switches and no allocation.
//!
//! | file | owns |
//! |---|---|
//! | `scheduler` | who runs: spawn, wait, resume, interrupt, the ready ones |
//! | `instance` | one coroutine: identity, deferred callbacks, context, its end |
//! | `ready` | the ready queue and the wakers |
//! | `join` | waiting for the end of others |
//! | `waiter` | waiting for a sign of another coroutine: channels, locks, barriers |
//! | `run_loop` | the loop of a script: `Coroutine\run()`, the end of a script, the deadlock report |
//! | `options` | `Coroutine::set()` |
//! | `preempt` | who computes for too long |
//! | `exit` | what `exit` means in a coroutine |

mod exit;
mod instance;
mod join;
pub mod options;
mod preempt;
mod ready;
mod run_loop;
mod scheduler;
mod waiter;

pub use exit::set_in_server;
pub use instance::{Cid, Coroutine, Interrupt, State};
pub use join::Joining;
pub use preempt::arm as arm_preemption;
pub(crate) use ready::{ReadyQueue, Ticket};
pub(crate) use run_loop::inside_runtime;
pub use run_loop::{
    Job, at_shutdown, begin, deadlock_report, dispatch, drive_until, drop_loop, forget_after_fork, forget_foreign_loop,
    loop_created, run, run_all, serve_until, turn, wait_for_events,
};
pub use scheduler::{
    Cancelled, Keep, SpawnError, SpawnOutcome, all, await_in_coroutine, current, current_cid, fate, find, in_coroutine,
    interrupt, last_cid, live, park, peak, resume_parked, set_fate, spawn, spawn_with, time_over, wait, wake_loop,
};
pub use waiter::Waiter;

use crate::class::internal_functions;
use crate::signals;
use std::task::Context;
use std::time::Duration;

use crate::event_loop;
use crate::zend::fiber;

/// One turn of a loop: runs the coroutines that are ready, and the callbacks of timers and descriptors that are due. Keeps the
/// loop's waker for what comes later.
pub fn poll_ready(cx: &mut Context<'_>) {
    event_loop::before_turn();
    scheduler::poll_ready(cx);
    event_loop::poll(cx);
}

/// Suspends the running coroutine for that time, to a tenth of a millisecond.
pub fn sleep(time: Duration) -> Result<(), Cancelled> {
    await_in_coroutine(event_loop::sleeps::sleep(time))
}

/// Whether a coroutine waits for the outside world or is ready to run, or a timer, a descriptor or a deferred call is left.
pub fn keeps_loop_alive() -> bool {
    scheduler::keeps_loop_alive() || event_loop::keeps_alive()
}

/// Something was registered that only a loop can bring about: the end of a script has to run one, and one that sleeps has to look.
pub(crate) fn loop_wanted() {
    if !event_loop::is_timers_only() {
        run_loop::first_suspension();
    }
    scheduler::wake_loop();
}

/// When the module starts, after the classes are registered.
pub fn startup() -> Result<(), String> {
    fiber::verify_layout()?;
    exit::install();
    Ok(())
}

/// When the request ends: no coroutine, no loop and no PHP value is left afterwards.
pub fn request_shutdown() {
    preempt::disarm();
    run_loop::request_over();
    scheduler::shut_down();
    signals::reset();
    internal_functions::reset();
    event_loop::reset();
    options::reset();
}
