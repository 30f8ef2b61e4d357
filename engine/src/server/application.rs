//! What the engine asks of the application (PHP) at the level of processes. The level of connections is `worker::Handler`.

use std::os::fd::RawFd;
use std::rc::Rc;
use std::task::Context;
use std::time::Instant;

use super::Shared;
use crate::ids::WorkerId;
use crate::process::Failure;
use crate::reactor::Advice;
use crate::worker::{Fate, Gateway, Handler, Post};

/// What the current process is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    Master,
    Manager,
    Worker(WorkerId),
    Task(WorkerId),
    User(WorkerId),
}

/// Callbacks of the server's life. Each runs in the process named at it, on that process's main thread, outside of any
/// runtime of the engine, but for a master with a reactor on its main thread.
pub trait Application {
    /// In the process that called, before the first fork: what all processes share.
    fn prepared(&self, shared: &Rc<Shared>);
    /// This process has become `role`: before any other call in it.
    fn entered(&self, role: Role);
    /// How this process reaches the others: once in the manager and in each process that it makes, after `entered`.
    fn equipped(&self, gateway: &Rc<dyn Gateway>, post: &Rc<Post>);
    /// The handler of a task worker, once in its process.
    fn task_worker(&self, id: WorkerId, gateway: Rc<dyn Gateway>) -> Rc<dyn Handler>;
    /// All that user process number `index` (from 0) does, outside of any runtime. When it comes back the process ends, and is
    /// forked again. SIGTERM has its default effect there, until the application says otherwise.
    fn user_process(&self, index: u32, id: WorkerId) -> Option<Fate>;
    /// The handler of a worker, once in its process. `tells_start`: there is no master, so the handler's `started` is Start too.
    fn worker(&self, id: WorkerId, gateway: Rc<dyn Gateway>, tells_start: bool) -> Rc<dyn Handler>;
    /// Master: its part in the post. It sends, and is sent nothing.
    fn may_post(&self, _post: &Rc<Post>) {}
    /// Master: Start. Must not wait for what the callback waits for; `linger` or `poll` goes on with that.
    fn started(&self);
    /// Master: goes on with what callbacks began (coroutines) until one of `wakes` is readable, `deadline`, or nothing is left.
    /// True: something is left.
    fn linger(&self, wakes: &[RawFd], deadline: Option<Instant>) -> bool;
    /// Master, in the loop of a reactor that shares its thread: as `linger`, in one turn of that loop. Keeps its waker for later.
    fn poll(&self, cx: &mut Context<'_>);
    /// The functions that a reactor on the master's main thread may ask.
    fn advice(&self) -> Rc<dyn Advice>;
    /// Master: BeforeShutdown. As `started`; `linger` comes back when it is over.
    fn before_shutdown(&self);
    /// BeforeShutdown is over.
    fn knows_of_shutdown(&self) -> bool;
    /// The process that called `start()`, last: Shutdown.
    fn shutdown(&self);
    /// Manager: ManagerStart, ManagerStop, WorkerError, BeforeReload, AfterReload.
    fn manager_started(&self);
    fn manager_stopped(&self);
    fn worker_error(&self, failure: Failure);
    fn before_reload(&self);
    fn after_reload(&self);
    /// After each wake of a master or manager: PHP's asynchronous signals.
    fn woken(&self);
    /// Manager: when to wake it at the latest (timers of the application). `woken` follows.
    fn deadline(&self) -> Option<Instant>;
    /// `Some`: a callback of master or manager wants this process to end.
    fn fate(&self) -> Option<Fate>;
}
