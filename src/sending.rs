//! Who waits to send to which session. A later send must not overtake an earlier one that waits for room, or the peer would get the
//! bytes in another order than they were sent in. Must not send.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use rswoole_engine::ids::SessionId;

/// A sender's place in the queue of its session; dropping it lets the next one go.
pub struct Place {
    session: SessionId,
    turn: Rc<Turn>,
}

#[derive(Default)]
struct Turn {
    waker: RefCell<Option<Waker>>,
}

thread_local! {
    /// One PHP thread; a session has an entry only while somebody waits.
    static QUEUES: RefCell<HashMap<SessionId, VecDeque<Rc<Turn>>>> = RefCell::default();
}

/// Whether somebody waits to send to the session.
#[inline]
pub fn is_awaited(session: SessionId) -> bool {
    QUEUES.with_borrow(|queues| !queues.is_empty() && queues.contains_key(&session))
}

impl Place {
    /// Behind all who wait already.
    pub fn take(session: SessionId) -> Place {
        let turn = Rc::new(Turn::default());
        QUEUES.with_borrow_mut(|queues| queues.entry(session).or_default().push_back(Rc::clone(&turn)));
        Place { session, turn }
    }

    /// Ready when nobody is before this place.
    pub fn poll_turn(&self, cx: &mut Context<'_>) -> Poll<()> {
        let first = QUEUES.with_borrow(|queues| {
            let front = queues.get(&self.session).and_then(VecDeque::front);
            front.is_some_and(|front| Rc::ptr_eq(front, &self.turn))
        });
        if first {
            return Poll::Ready(());
        }
        self.turn.waker.replace(Some(cx.waker().clone()));
        Poll::Pending
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let next = QUEUES.with_borrow_mut(|queues| {
            let queue = queues.get_mut(&self.session)?;
            queue.retain(|turn| !Rc::ptr_eq(turn, &self.turn));
            if queue.is_empty() {
                queues.remove(&self.session);
                return None;
            }
            queue.front().and_then(|front| front.waker.take())
        });
        if let Some(waker) = next {
            waker.wake();
        }
    }
}
