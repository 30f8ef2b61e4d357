//! Who waits for the answer to which task.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use super::{Post, TaskId};

/// The result of a task that was waited for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    pub flags: u16,
    pub data: Vec<u8>,
}

#[derive(Default)]
pub(super) struct Answers(RefCell<HashMap<TaskId, Slot>>);

#[derive(Default)]
struct Slot {
    answer: Option<Answer>,
    waker: Option<Waker>,
}

/// The right to the answer; dropped, an answer that comes later is nobody's.
pub struct Expected {
    post: Rc<Post>,
    task: TaskId,
}

impl Answers {
    pub(super) fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// The first answer counts.
    pub(super) fn arrived(&self, task: TaskId, answer: Answer) {
        let waker = match self.0.borrow_mut().get_mut(&task) {
            Some(slot) if slot.answer.is_none() => {
                slot.answer = Some(answer);
                slot.waker.take()
            }
            _ => None,
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Expected {
    /// Before the task is sent.
    pub fn new(post: &Rc<Post>, task: TaskId) -> Expected {
        post.waiting.0.borrow_mut().insert(task, Slot::default());
        Expected { post: Rc::clone(post), task }
    }

    pub fn task(&self) -> TaskId {
        self.task
    }

    /// Once.
    pub fn take(&self) -> Option<Answer> {
        self.post.waiting.0.borrow_mut().get_mut(&self.task).and_then(|slot| slot.answer.take())
    }

    pub fn has_come(&self) -> bool {
        self.post.waiting.0.borrow().get(&self.task).is_none_or(|slot| slot.answer.is_some())
    }

    /// Ready when the answer is there to be taken.
    pub fn poll(&self, cx: &mut Context<'_>) -> Poll<()> {
        if self.has_come() {
            return Poll::Ready(());
        }
        if let Some(slot) = self.post.waiting.0.borrow_mut().get_mut(&self.task) {
            slot.waker = Some(cx.waker().clone());
        }
        Poll::Pending
    }
}

impl Drop for Expected {
    fn drop(&mut self) {
        self.post.waiting.0.borrow_mut().remove(&self.task);
    }
}

impl Post {
    /// Blocking style: takes answers until `done` or the deadline. True when done.
    pub fn wait_answers(&self, deadline: Option<Instant>, done: impl Fn() -> bool) -> bool {
        loop {
            self.take_answers();
            if done() {
                return true;
            }
            self.flush();
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) {
                return false;
            }
            let bell = self.bell.borrow().clone();
            bell.wait(left, || self.has_answers());
        }
    }
}
