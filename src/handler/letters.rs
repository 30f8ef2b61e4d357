//! What the post brings: tasks, their results, messages of other processes.

use std::rc::Rc;

use rswoole_engine::worker::Letter;

use super::PhpHandler;
use crate::coroutine;
use crate::tasks::{self, Due};
use crate::zend::Zv;

impl PhpHandler {
    /// What the post brought.
    pub(super) fn letter(&self, letter: Letter<'_>) {
        let due = match tasks::due(&self.state, &self.world, &self.server, letter) {
            Ok(Some(due)) => due,
            Ok(None) => return,
            Err(raised) => return self.settle(Err(raised)),
        };
        if due.task.is_none() {
            return self.call(due);
        }
        self.shared.counters.worker(self.id).task_begins();
        if self.coroutines {
            let (requests, limit) = (Rc::clone(&self.requests), self.task_limit);
            return self.spawned(coroutine::spawn(move || {
                let Due { callable, mut args, .. } = due;
                let result = callable.call_unguarded(&mut args);
                requests.task_is_over(limit);
                result
            }));
        }
        let mut due = due;
        if let Some(post) = &self.world.post {
            let outcome = tasks::work_off(&self.state, post, &mut due);
            self.requests.task_is_over(self.task_limit);
            self.settle(outcome.map(|()| Zv::NULL));
        }
    }

    fn call(&self, due: Due) {
        let Due { callable, mut args, .. } = due;
        if !self.coroutines {
            return self.settle(callable.call(&mut args));
        }
        self.spawned(coroutine::spawn(move || callable.call_unguarded(&mut args)));
    }
}
