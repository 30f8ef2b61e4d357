//! A process's part in the post between the processes of a server: it sends tasks, results and messages to the others, takes its own
//! out of its box, and knows who waits for which answer. Must not know what the data means.
//!
//! What is larger than a record of a box goes by file (see [`parcel`]): so data of any size survives whoever dies on the way.

mod answers;
mod letter;
mod packed;
mod parcel;
mod queue;
mod sending;
mod taking;

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::path::PathBuf;
use std::rc::Rc;
use std::task::Waker;

pub use answers::{Answer, Expected};
pub use letter::{Letter, PostError, ReplyTo, TaskId};
pub use packed::{pack_task, unpack_task};
pub use queue::TaskQueue;

use crate::ids::WorkerId;
use crate::ipc::{Mail, PostInbox, PostLink};
use crate::shm::bell::Bell;
use crate::shm::counters::Counters;
use answers::Answers;
use parcel::Parcels;

/// What a process has a part in the post with.
pub struct PostOptions {
    /// The number of this process as a sender; that of a worker is its id.
    pub own: u32,
    /// The number of the manager.
    pub manager: u32,
    /// None: nobody sends to this process (the manager).
    pub inbox: Option<PostInbox<Mail>>,
    pub answers: Option<PostInbox<Mail>>,
    pub bell: Bell,
    /// By id of the receiver.
    pub mail: Vec<PostLink<Mail>>,
    /// By number of the receiver.
    pub answer_to: Vec<PostLink<Mail>>,
    /// Ids of the task workers.
    pub task_workers: Range<u32>,
    pub counters: Counters,
    /// Where large data lies on its way.
    pub directory: PathBuf,
    /// `task_ipc_mode` 2 and 3.
    pub queue: Option<TaskQueue>,
    /// Messages taken in one turn of the loop.
    pub batch: usize,
}

/// Calling order in a loop: `take` in each turn, `flush` after it, `is_empty` before it sleeps. Nothing here calls the application but
/// `take`, and no borrow is held then.
pub struct Post {
    /// Changes when this process retires.
    own: Cell<u32>,
    id: Option<WorkerId>,
    manager: u32,
    /// Workers, task workers and user processes.
    processes: u32,
    inbox: RefCell<Option<PostInbox<Mail>>>,
    answer_box: RefCell<Option<PostInbox<Mail>>>,
    bell: RefCell<Bell>,
    mail: RefCell<Vec<PostLink<Mail>>>,
    answer_to: RefCell<Vec<PostLink<Mail>>>,
    task_workers: Range<u32>,
    counters: Counters,
    parcels: Parcels,
    queue: Option<TaskQueue>,
    batch: usize,
    /// Where the search for an idle task worker begins, counted from the first.
    next_worker: Cell<u32>,
    next_task: Cell<u32>,
    waiting: Answers,
    /// Those who wait for room.
    room: RefCell<Vec<Waker>>,
    /// The process ends: what is not waited for is its successor's.
    closed: Cell<bool>,
}

impl Post {
    pub fn new(options: PostOptions) -> Rc<Post> {
        let id = options.inbox.is_some().then_some(WorkerId(options.own));
        Rc::new(Post {
            own: Cell::new(options.own),
            id,
            manager: options.manager,
            processes: options.mail.len() as u32,
            inbox: RefCell::new(options.inbox),
            answer_box: RefCell::new(options.answers),
            bell: RefCell::new(options.bell),
            mail: RefCell::new(options.mail),
            answer_to: RefCell::new(options.answer_to),
            task_workers: options.task_workers,
            counters: options.counters,
            parcels: Parcels::new(options.directory),
            queue: options.queue,
            batch: options.batch,
            next_worker: Cell::new(0),
            next_task: Cell::new(0),
            waiting: Answers::default(),
            room: RefCell::default(),
            closed: Cell::new(false),
        })
    }

    /// Workers, task workers and user processes.
    pub fn processes(&self) -> u32 {
        self.processes
    }

    pub(super) fn has_queue(&self) -> bool {
        self.queue.is_some()
    }

    /// How many task workers there are.
    pub fn task_workers(&self) -> u32 {
        self.task_workers.len() as u32
    }
}
