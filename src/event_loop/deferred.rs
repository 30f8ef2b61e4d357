//! Calls put off to the end of the turn (`Event::defer`), and those of every turn (`Event::cycle`).

use std::cell::RefCell;
use std::collections::VecDeque;

use super::call;
use crate::coroutine;
use crate::zend::Callable;

thread_local! {
    static DEFERRED: RefCell<VecDeque<Callable>> = const { RefCell::new(VecDeque::new()) };
    static BEFORE: RefCell<Option<Callable>> = const { RefCell::new(None) };
    static AFTER: RefCell<Option<Callable>> = const { RefCell::new(None) };
}

/// When in a turn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    Before,
    After,
}

pub fn defer(callable: Callable) {
    DEFERRED.with_borrow_mut(|deferred| deferred.push_back(callable));
    coroutine::loop_wanted();
}

/// None: no more. Gives back what was there.
pub fn set_cycle(moment: Moment, callable: Option<Callable>) -> Option<Callable> {
    match moment {
        Moment::Before => BEFORE.replace(callable),
        Moment::After => AFTER.replace(callable),
    }
}

pub(super) fn run_cycle(moment: Moment) {
    let callable = match moment {
        Moment::Before => BEFORE.with_borrow(Clone::clone),
        Moment::After => AFTER.with_borrow(Clone::clone),
    };
    if let Some(callable) = callable {
        call(&callable, Vec::new());
    }
}

/// Those that come up meanwhile too (documented).
pub(super) fn run() {
    while coroutine::fate().is_none() {
        let Some(callable) = DEFERRED.with_borrow_mut(VecDeque::pop_front) else { return };
        call(&callable, Vec::new());
    }
}

pub(super) fn is_empty() -> bool {
    DEFERRED.with_borrow(VecDeque::is_empty)
}

pub(super) type All = (VecDeque<Callable>, Option<Callable>, Option<Callable>);

pub(super) fn take_all() -> All {
    (DEFERRED.take(), BEFORE.take(), AFTER.take())
}
