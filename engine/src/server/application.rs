//! What the engine asks of the application (PHP) at the level of processes. The level of connections is `worker::Handler`.

use std::rc::Rc;

use super::Shared;
use crate::ids::WorkerId;
use crate::process::Failure;
use crate::worker::{Fate, Gateway, Handler};

/// What the current process is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    Master,
    Manager,
    Worker(WorkerId),
}

/// Callbacks of the server's life. Each runs in the process named at it, on that process's main thread, outside of any
/// runtime.
pub trait Application {
    /// In the process that called, before the first fork: what all processes share.
    fn prepared(&self, shared: &Rc<Shared>);
    /// This process has become `role`: before any other call in it.
    fn entered(&self, role: Role);
    /// The handler of a worker, once in its process.
    fn worker(&self, id: WorkerId, gateway: Rc<dyn Gateway>) -> Rc<dyn Handler>;
    /// Master (in BASE: worker 0, before it is `entered` as a worker): Start.
    fn started(&self);
    /// Master (in BASE: worker 0): BeforeShutdown.
    fn before_shutdown(&self);
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
    /// `Some`: a callback of master or manager wants this process to end.
    fn fate(&self) -> Option<Fate>;
}
