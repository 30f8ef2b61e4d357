//! Functions of the original's library that run several coroutines and wait for them: `batch`, `map`, `parallel`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::channel::time_limit;
use super::exception;
use crate::coroutine::{self, SpawnOutcome, Waiter};
use crate::errors::code;
use crate::zend::{Array, Call, Callable, Function, Key, Outcome, Raised, Zv, method, throw, throw_error, warning};

pub static FUNCTIONS: &[Function] = &[
    method(r"function Swoole\Coroutine\batch(array $tasks, float $timeout = -1.0): array", batch),
    method(r"function Swoole\Coroutine\parallel(int $n, callable $fn): void", parallel),
    method(r"function Swoole\Coroutine\map(array $list, callable $fn, float $timeout = -1.0): array", map),
];

/// What is still running, and who waits for it.
#[derive(Default)]
struct Group {
    left: Cell<usize>,
    waiter: RefCell<Option<Rc<Waiter>>>,
    /// By the keys of what was given; null where nothing came in time.
    results: RefCell<Array>,
}

impl Group {
    fn start(self: &Rc<Group>, key: Option<Key>, run: impl FnOnce() -> Outcome<Zv> + 'static) -> Outcome<()> {
        self.left.set(self.left.get() + 1);
        let group = Rc::clone(self);
        let job = move || {
            let result = run()?;
            if let Some(key) = key {
                group.results.borrow_mut().insert_key(&key, result.clone());
            }
            group.left.set(group.left.get() - 1);
            let waiter = if group.left.get() == 0 { group.waiter.take() } else { None };
            drop(group);
            if let Some(waiter) = waiter {
                waiter.resume()?;
            }
            Ok(result)
        };
        match coroutine::spawn(job) {
            Ok((_, SpawnOutcome::Bailout)) => Err(Raised::Bailout),
            Ok(_) => Raised::check(()),
            Err(error) => {
                self.left.set(self.left.get() - 1);
                warning(&error.to_string());
                Raised::check(())
            }
        }
    }

    fn wait(&self, seconds: f64) -> Outcome<()> {
        if self.left.get() == 0 {
            return Ok(());
        }
        let own = coroutine::current().ok_or_else(|| {
            throw(&exception::ERROR, code::CO_OUT_OF_COROUTINE, "API must be called in the coroutine")
        })?;
        let waiter = Waiter::new(own);
        *self.waiter.borrow_mut() = Some(Rc::clone(&waiter));
        let waited = waiter.wait(time_limit(seconds));
        let forgotten = self.waiter.take();
        drop(forgotten);
        waited.map(drop).or_else(|cancelled| cancelled.reply(()))
    }

    fn results(&self) -> Array {
        self.results.borrow().clone()
    }
}

fn batch(call: &mut Call<'_>) -> Outcome<Array> {
    let Some(tasks) = call.zv(0).as_array().cloned() else { return Err(call.argument_type_error(0, "of type array")) };
    let group = Rc::new(Group::default());
    tasks.iter().for_each(|(key, _)| group.results.borrow_mut().insert_key(&key, Zv::NULL));
    for (key, task) in tasks.iter() {
        group.start(Some(key), move || {
            let task = Callable::new(&task).map_err(|reason| throw_error(&format!("Value not callable: {reason}")))?;
            task.call(&mut [])
        })?;
    }
    group.wait(call.opt_float(1).unwrap_or(-1.0))?;
    Ok(group.results())
}

fn map(call: &mut Call<'_>) -> Outcome<Array> {
    let Some(list) = call.zv(0).as_array().cloned() else { return Err(call.argument_type_error(0, "of type array")) };
    let callback = Rc::new(call.callable(1)?);
    let group = Rc::new(Group::default());
    list.iter().for_each(|(key, _)| group.results.borrow_mut().insert_key(&key, Zv::NULL));
    for (key, value) in list.iter() {
        let callback = Rc::clone(&callback);
        let name = match &key {
            Key::Int(number) => Zv::int(*number),
            Key::Str(name) => Zv::from(name.clone()),
        };
        group.start(Some(key), move || callback.call(&mut [value, name]))?;
    }
    group.wait(call.opt_float(2).unwrap_or(-1.0))?;
    Ok(group.results())
}

fn parallel(call: &mut Call<'_>) -> Outcome<()> {
    let callback = Rc::new(call.callable(1)?);
    let group = Rc::new(Group::default());
    for _ in 0..call.int(0) {
        let callback = Rc::clone(&callback);
        group.start(None, move || callback.call(&mut []))?;
    }
    group.wait(-1.0)
}
