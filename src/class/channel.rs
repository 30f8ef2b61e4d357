//! `Swoole\Coroutine\Channel`: values passed between the coroutines of a process, first come, first served. It must not know the event
//! loop: who waits is continued directly by who pushes, pops or closes.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use super::exception;
use crate::coroutine::{self, Cancelled, Waiter};
use crate::errors::{self, code};
use crate::zend::{Array, Call, Class, Gc, Native, Object, Outcome, Raised, Slot, Zv, method, throw};

const PROPERTIES: &[&str] = &["public $capacity = 0", "public $errCode = 0"];
const CAPACITY: Slot = Slot::of(PROPERTIES, "capacity", 0);
const ERR_CODE: Slot = Slot::of(PROPERTIES, "errCode", 0);

/// Values of the `SWOOLE_CHANNEL_*` constants.
const OK: i64 = 0;
const TIMEOUT: i64 = -1;
const CLOSED: i64 = -2;
const CANCELED: i64 = -3;

pub static CLASS: Class = Class::new(r"Swoole\Coroutine\Channel")
    .native::<Channel>()
    .not_serializable()
    .properties(PROPERTIES)
    .aliases(&[r"co\channel"])
    .short_names(&["chan"])
    .methods(&[
        method("public function __construct(int $size = 1)", construct),
        method("public function push(mixed $data, float $timeout = -1): bool", push),
        method("public function pop(float $timeout = -1): mixed", pop),
        method("public function isEmpty(): bool", is_empty),
        method("public function isFull(): bool", is_full),
        method("public function close(): bool", close),
        method("public function stats(): array", stats),
        method("public function length(): int", length),
    ]);

/// A capacity of 0 means that the constructor has not been called.
#[derive(Default)]
pub struct Channel {
    capacity: Cell<usize>,
    closed: Cell<bool>,
    values: RefCell<VecDeque<Zv>>,
    producers: RefCell<VecDeque<Rc<Waiter>>>,
    consumers: RefCell<VecDeque<Rc<Waiter>>>,
}

impl Native for Channel {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> Channel {
        Channel::default()
    }

    fn gc(&self, gc: &mut Gc) {
        if let Ok(values) = self.values.try_borrow() {
            values.iter().for_each(|value| gc.value(value));
        }
    }
}

type Queue = RefCell<VecDeque<Rc<Waiter>>>;

/// Why a push or pop gave nothing.
enum Failed {
    Code(i64),
    Raised(Raised),
}

impl Channel {
    fn is_full(&self) -> bool {
        self.values.borrow().len() >= self.capacity.get()
    }

    fn is_empty(&self) -> bool {
        self.values.borrow().is_empty()
    }

    #[inline]
    fn push(&self, value: Zv, limit: Option<Duration>) -> Result<(), Failed> {
        if self.closed.get() {
            return Err(Failed::Code(CLOSED));
        }
        if self.is_full() || !self.producers.borrow().is_empty() {
            wait(&self.producers, limit, || self.closed.get() || !self.is_full())?;
            if self.closed.get() {
                return Err(Failed::Code(CLOSED));
            }
        }
        self.values.borrow_mut().push_back(value);
        resume_first(&self.consumers).map_err(Failed::Raised)
    }

    #[inline]
    fn pop(&self, limit: Option<Duration>) -> Result<Zv, Failed> {
        let nothing_comes = || self.closed.get() && self.is_empty();
        if nothing_comes() {
            return Err(Failed::Code(CLOSED));
        }
        if self.is_empty() || !self.consumers.borrow().is_empty() {
            wait(&self.consumers, limit, || self.closed.get() || !self.is_empty())?;
            if nothing_comes() {
                return Err(Failed::Code(CLOSED));
            }
        }
        let value = self.values.borrow_mut().pop_front().unwrap_or_default();
        resume_first(&self.producers).map_err(Failed::Raised)?;
        Ok(value)
    }
}

/// Waits in `queue` until `ready`. Others may have been quicker when the coroutine runs; then it waits on, before those who came later.
fn wait(queue: &Queue, limit: Option<Duration>, ready: impl Fn() -> bool) -> Result<(), Failed> {
    let mut first = true;
    loop {
        let own = coroutine::current().expect("push and pop look whether they are in a coroutine");
        let waiter = Waiter::new(own);
        if first {
            queue.borrow_mut().push_back(Rc::clone(&waiter));
        } else {
            queue.borrow_mut().push_front(Rc::clone(&waiter));
        }
        let waited = waiter.wait(limit);
        if !matches!(waited, Ok(true)) {
            queue.borrow_mut().retain(|other| !Rc::ptr_eq(other, &waiter));
        }
        waiter.done();
        match waited {
            Ok(true) if ready() => return Ok(()),
            Ok(true) => first = false,
            Ok(false) => return Err(Failed::Code(TIMEOUT)),
            Err(Cancelled::Quietly) => return Err(Failed::Code(CANCELED)),
            Err(Cancelled::Raised(raised)) => return Err(Failed::Raised(raised)),
        }
    }
}

#[inline]
fn resume_first(queue: &Queue) -> Outcome<()> {
    let first = queue.borrow_mut().pop_front();
    match first {
        Some(waiter) => {
            let resumed = waiter.resume();
            waiter.done();
            resumed
        }
        None => Ok(()),
    }
}

/// The channel of an object whose constructor has been called.
#[inline]
fn channel_of(object: &Object) -> Outcome<&Channel> {
    let channel = object.native::<Channel>().filter(|channel| channel.capacity.get() > 0);
    channel.ok_or_else(throw_not_constructed)
}

#[cold]
fn throw_not_constructed() -> Raised {
    throw(&exception::ERROR, code::PHP_FATAL_ERROR, "must call constructor first")
}

#[inline]
fn check_in_coroutine() -> Outcome<()> {
    if coroutine::in_coroutine() { Ok(()) } else { Err(throw_outside()) }
}

#[cold]
fn throw_outside() -> Raised {
    errors::set_last(code::CO_OUT_OF_COROUTINE);
    throw(&exception::ERROR, code::CO_OUT_OF_COROUTINE, "API must be called in the coroutine")
}

/// None for "no limit": zero, negative, not a number.
#[inline]
pub fn time_limit(seconds: f64) -> Option<Duration> {
    (seconds > 0.0).then(|| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

/// `$channel->push($value, $seconds)` for an object of this class.
pub fn push_to(object: &Object, value: Zv, seconds: f64) -> Outcome<bool> {
    let channel = channel_of(object)?;
    check_in_coroutine()?;
    object.set_slot(ERR_CODE, OK);
    match channel.push(value, time_limit(seconds)) {
        Ok(()) => Raised::check(true),
        Err(failed) => fail(object, failed),
    }
}

/// `$channel->pop($seconds)`
pub fn pop_from(object: &Object, seconds: f64) -> Outcome<Zv> {
    let channel = channel_of(object)?;
    check_in_coroutine()?;
    object.set_slot(ERR_CODE, OK);
    match channel.pop(time_limit(seconds)) {
        Ok(value) => Raised::check(value),
        Err(failed) => fail(object, failed).map(Zv::bool),
    }
}

fn fail(object: &Object, failed: Failed) -> Outcome<bool> {
    match failed {
        Failed::Code(code) => {
            object.set_slot(ERR_CODE, code);
            Ok(false)
        }
        Failed::Raised(raised) => {
            object.set_slot(ERR_CODE, CANCELED);
            Err(raised)
        }
    }
}

fn construct(call: &mut Call<'_>) {
    let capacity = call.opt_int(0).unwrap_or(1).max(1);
    call.native::<Channel>().capacity.set(usize::try_from(capacity).unwrap_or(usize::MAX));
    call.this().set_slot(CAPACITY, capacity);
}

fn push(call: &mut Call<'_>) -> Outcome<bool> {
    push_to(call.this(), call.zv(0).clone(), call.opt_float(1).unwrap_or(-1.0))
}

fn pop(call: &mut Call<'_>) -> Outcome<Zv> {
    pop_from(call.this(), call.opt_float(0).unwrap_or(-1.0))
}

/// What lies in the channel may still be popped; who waits is told.
fn close(call: &mut Call<'_>) -> Outcome<bool> {
    let channel = channel_of(call.this())?;
    if channel.closed.replace(true) {
        return Ok(false);
    }
    for queue in [&channel.producers, &channel.consumers] {
        while !queue.borrow().is_empty() {
            resume_first(queue)?;
        }
    }
    Raised::check(true)
}

fn is_empty(call: &mut Call<'_>) -> Outcome<bool> {
    channel_of(call.this()).map(Channel::is_empty)
}

fn is_full(call: &mut Call<'_>) -> Outcome<bool> {
    channel_of(call.this()).map(Channel::is_full)
}

fn length(call: &mut Call<'_>) -> Outcome<i64> {
    Ok(channel_of(call.this())?.values.borrow().len() as i64)
}

fn stats(call: &mut Call<'_>) -> Outcome<Array> {
    let channel = channel_of(call.this())?;
    let mut stats = Array::with_capacity(3);
    stats.insert("consumer_num", channel.consumers.borrow().len() as i64);
    stats.insert("producer_num", channel.producers.borrow().len() as i64);
    stats.insert("queue_num", channel.values.borrow().len() as i64);
    Ok(stats)
}
