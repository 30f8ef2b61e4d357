//! `Coroutine::join()`: one coroutine waits for the end of several. It must not suspend by itself.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use super::instance::Coroutine;

/// The count of those not over yet, shared with each of them.
pub struct Join {
    left: Cell<usize>,
    waiter: RefCell<Option<Waker>>,
}

/// Ready when all are over. Dropping it (timeout, cancellation) lets go of those that are not.
pub struct Joining {
    join: Rc<Join>,
    members: Vec<Rc<Coroutine>>,
}

impl Joining {
    /// None if one of them is waited for already.
    pub fn new(members: Vec<Rc<Coroutine>>) -> Option<Joining> {
        let join = Rc::new(Join { left: Cell::new(0), waiter: RefCell::new(None) });
        let mut joining = Joining { join, members: Vec::with_capacity(members.len()) };
        for member in members {
            if member.joined_by.borrow().is_some() {
                return None;
            }
            *member.joined_by.borrow_mut() = Some(Rc::clone(&joining.join));
            joining.join.left.set(joining.join.left.get() + 1);
            joining.members.push(member);
        }
        Some(joining)
    }
}

impl Join {
    /// One more is over.
    pub(super) fn one_ended(&self) {
        self.left.set(self.left.get() - 1);
        if self.left.get() == 0 {
            if let Some(waiter) = self.waiter.borrow_mut().take() {
                waiter.wake();
            }
        }
    }
}

impl Future for Joining {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.join.left.get() == 0 {
            return Poll::Ready(());
        }
        *self.join.waiter.borrow_mut() = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for Joining {
    fn drop(&mut self) {
        for member in &self.members {
            let mut joined_by = member.joined_by.borrow_mut();
            // A member that ended may serve another coroutine by now, with another join.
            if joined_by.as_ref().is_some_and(|join| Rc::ptr_eq(join, &self.join)) {
                *joined_by = None;
            }
        }
    }
}
