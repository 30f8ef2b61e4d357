//! What the options of task workers mean.

use std::path::PathBuf;

use super::environment::Environment;
use super::raw::Reader;

/// The way of a task to its worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskIpc {
    /// Shared memory; ends with the server.
    Memory,
    /// A System V queue, which outlives the server; a task may be meant for one worker.
    Queue,
    /// The same, but every task goes to whoever takes it first.
    SharedQueue,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TaskSettings {
    pub worker_num: u32,
    pub ipc: TaskIpc,
    /// None: a task worker is never replaced for its age.
    pub max_request: Option<u64>,
    pub max_request_grace: u64,
    /// Where the data of large tasks and messages lies on its way.
    pub tmpdir: PathBuf,
    pub enable_coroutine: bool,
    pub use_object: bool,
    /// Of the queue. None: one is derived from the script, as `ftok` does.
    pub queue_key: Option<i32>,
}

impl TaskSettings {
    pub(super) fn resolve(read: &mut Reader<'_>, env: &Environment, enable_coroutine: bool) -> TaskSettings {
        let max_request = read.count("task_max_request").filter(|&max| max > 0).map(u64::from);
        let ipc = ipc(read);
        TaskSettings {
            worker_num: worker_num(read, env),
            ipc,
            max_request,
            max_request_grace: max_request.map_or(0, |_| read.count("task_max_request_grace").map_or(0, u64::from)),
            tmpdir: read.path("task_tmpdir").unwrap_or_else(|| PathBuf::from("/tmp")),
            enable_coroutine: coroutines(read, ipc, enable_coroutine),
            use_object: read.flag("task_use_object").unwrap_or(false),
            // A key is 32 bits; PHP gives what ftok() gave, as the signed number or the unsigned one.
            queue_key: read.int("message_queue_key").filter(|&key| key != 0).map(|key| key as i32),
        }
    }
}

fn worker_num(read: &mut Reader<'_>, env: &Environment) -> u32 {
    let most = env.cpus.max(1) as i64 * MOST_PER_CPU;
    match read.int("task_worker_num") {
        Some(wanted) if wanted > most => {
            read.warn(
                "task_worker_num",
                format!("option [task_worker_num] is {wanted}, allowed is 0 to {most}; {most} is used"),
            );
            most as u32
        }
        wanted => wanted.unwrap_or(0).max(0) as u32,
    }
}

fn ipc(read: &mut Reader<'_>) -> TaskIpc {
    match read.int("task_ipc_mode") {
        None | Some(1) => TaskIpc::Memory,
        Some(2) => TaskIpc::Queue,
        Some(3) => TaskIpc::SharedQueue,
        Some(mode) => {
            read.warn("task_ipc_mode", format!("option [task_ipc_mode] is {mode}, allowed are 1, 2 and 3; 1 is used"));
            TaskIpc::Memory
        }
    }
}

/// The manual: with a message queue task workers have no coroutines, and without `enable_coroutine` nobody has.
fn coroutines(read: &mut Reader<'_>, ipc: TaskIpc, enable_coroutine: bool) -> bool {
    let wanted = read.flag("task_enable_coroutine").unwrap_or(false);
    let obstacle = match (enable_coroutine, ipc) {
        (false, _) => "needs [enable_coroutine]",
        (true, TaskIpc::Queue | TaskIpc::SharedQueue) => "can not be used with [task_ipc_mode] 2 or 3",
        (true, TaskIpc::Memory) => return wanted,
    };
    if wanted {
        read.warn("task_enable_coroutine", format!("option [task_enable_coroutine] {obstacle}; it is off"));
    }
    false
}

const MOST_PER_CPU: i64 = 1000;
