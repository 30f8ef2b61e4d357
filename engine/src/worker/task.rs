//! A task worker: the loop of a worker whose work comes by post alone.

use std::cell::Cell;
use std::io;
use std::rc::Rc;
use std::time::Duration;

use super::drive::{self, LoopControl, Work, WorkerEnd};
use super::{Gateway, Handler, Outside, Post};
use crate::ids::WorkerId;
use crate::reactor::event_loop::{Batch, Parking};
use crate::shm::bell::Bell;
use crate::shm::counters::{Counters, WorkerState};

pub struct TaskOptions {
    pub id: WorkerId,
    pub counters: Counters,
    pub bell: Bell,
    pub gateway: Rc<Outside>,
    pub post: Rc<Post>,
}

/// Made in the task worker's process, before its runtime.
pub struct TaskWorker {
    bell: Bell,
    work: Rc<TaskWork>,
}

impl TaskWorker {
    pub fn new(options: TaskOptions) -> TaskWorker {
        let TaskOptions { id, counters, bell, gateway, post } = options;
        let (looks_at_queue, ending) = (post.has_queue(), Cell::new(false));
        TaskWorker { bell, work: Rc::new(TaskWork { id, counters, gateway, post, looks_at_queue, ending }) }
    }

    pub fn gateway(&self) -> Rc<dyn Gateway> {
        self.work.gateway.clone()
    }

    /// Until the worker's end.
    pub fn run(self, control: LoopControl, handler: Rc<dyn Handler>) -> WorkerEnd {
        let post = Rc::clone(&self.work.post);
        drive::run(self.work.clone(), self.work, self.bell, Some(post), control, handler)
    }
}

struct TaskWork {
    id: WorkerId,
    counters: Counters,
    gateway: Rc<Outside>,
    post: Rc<Post>,
    looks_at_queue: bool,
    ending: Cell<bool>,
}

const QUEUE_TICK: Duration = Duration::from_millis(100);

impl Work for TaskWork {
    fn begin(&self, parking: &Rc<Parking>) -> io::Result<()> {
        if self.looks_at_queue {
            let parking = parking.clone();
            // Who writes to the queue from outside of the server rings nobody.
            tokio::task::spawn_local(async move {
                loop {
                    tokio::time::sleep(QUEUE_TICK).await;
                    parking.wake_main();
                }
            });
        }
        Ok(())
    }

    fn turn(&self, _handler: &dyn Handler) -> bool {
        if !self.ending.get() {
            let row = self.counters.worker(self.id);
            let mark = row.about_to_idle();
            if self.post.is_empty() {
                row.idle(mark);
            }
        }
        false
    }

    fn stop_asked(&self) -> bool {
        self.gateway.stop_asked()
    }

    fn stop_taking(&self) {
        self.ending.set(true);
        self.counters.worker(self.id).set_state(WorkerState::Exiting);
    }

    fn recheck(&self) {
        self.gateway.recheck();
    }

    fn is_flushed(&self) -> bool {
        self.gateway.is_flushed()
    }

    /// What is left in the box is the successor's.
    fn kill(&self) {
        self.ending.set(true);
    }
}

impl Batch for TaskWork {
    fn flush(&self) {
        self.gateway.flush();
    }

    fn has_more(&self) -> bool {
        false
    }
}
