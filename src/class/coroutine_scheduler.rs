//! `Swoole\Coroutine\Scheduler`: coroutines that are gathered first and run together. It must not run a loop: `crate::coroutine` does.

use std::cell::{Cell, RefCell};

use crate::coroutine::{self, Job, options};
use crate::errors::{self, code};
use crate::zend::{Call, Callable, Class, Gc, Native, Outcome, Raised, Zv, method, warning};

pub static CLASS: Class = Class::new(r"Swoole\Coroutine\Scheduler")
    .short_names(&[r"Co\Scheduler"])
    .native::<State>()
    .is_final()
    .not_serializable()
    .methods(&[
        method("public function add(callable $func, mixed ...$param): void", add),
        method("public function parallel(int $n, callable $func, mixed ...$param): void", parallel),
        method("public function set(array $settings): void", set),
        method("public function getOptions(): ?array", get_options),
        method("public function start(): bool", start),
    ]);

struct Task {
    function: Callable,
    args: Vec<Zv>,
    copies: usize,
}

impl Task {
    fn jobs(self) -> impl Iterator<Item = Job> {
        (0..self.copies).map(move |_| {
            let (function, mut args) = (self.function.clone(), self.args.clone());
            Box::new(move || function.call(&mut args)) as Job
        })
    }
}

pub struct State {
    tasks: RefCell<Vec<Task>>,
    running: Cell<bool>,
}

impl Native for State {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> State {
        State { tasks: RefCell::new(Vec::new()), running: Cell::new(false) }
    }

    fn gc(&self, gc: &mut Gc) {
        let Ok(tasks) = self.tasks.try_borrow() else { return };
        for task in &*tasks {
            gc.callable(&task.function);
            task.args.iter().for_each(|arg| gc.value(arg));
        }
    }
}

fn refuse(message: &str) -> Outcome<Zv> {
    errors::set_last(code::PHP_FATAL_ERROR);
    warning(message);
    Raised::check(false.into())
}

/// The original says false here although it declares void.
fn gather(call: &Call<'_>, name: &str, at: usize, copies: i64) -> Outcome<Zv> {
    let state = call.native::<State>();
    if state.running.get() {
        return refuse(&format!("scheduler is running, unable to execute Swoole\\Coroutine\\Scheduler->{name}"));
    }
    let function = call.callable(at)?;
    let args = call.rest(at + 1).to_vec();
    // Below one: none.
    let copies = usize::try_from(copies).unwrap_or(0);
    state.tasks.borrow_mut().push(Task { function, args, copies });
    Raised::check(Zv::NULL)
}

fn add(call: &mut Call<'_>) -> Outcome<Zv> {
    gather(call, "add", 0, 1)
}

fn parallel(call: &mut Call<'_>) -> Outcome<Zv> {
    gather(call, "parallel", 1, call.int(0))
}

fn set(call: &mut Call<'_>) -> Outcome<()> {
    match call.zv(0).as_array() {
        Some(given) => options::set(given),
        None => Err(call.argument_type_error(0, "of type array")),
    }
}

fn get_options(_: &mut Call<'_>) -> Zv {
    options::given().into()
}

fn start(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = call.native::<State>();
    if state.running.get() {
        return refuse("scheduler is started, unable to execute Swoole\\Coroutine\\Scheduler->start");
    }
    let tasks = state.tasks.take();
    if tasks.is_empty() {
        return refuse("no coroutine task");
    }
    state.running.set(true);
    let ended = coroutine::run_all(tasks.into_iter().flat_map(Task::jobs));
    state.running.set(false);
    ended.map(Zv::from)
}
