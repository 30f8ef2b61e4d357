//! A task worker: the loop of a worker whose work comes by post alone.

use std::cell::Cell;
use std::io;
use std::rc::Rc;

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
        TaskWorker { bell, work: Rc::new(TaskWork { id, counters, gateway, post, ending: Cell::new(false) }) }
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
    ending: Cell<bool>,
}

impl Work for TaskWork {
    fn begin(&self, _parking: &Rc<Parking>) -> io::Result<()> {
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
