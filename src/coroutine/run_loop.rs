//! The event loop of a script, where no server runs one: `Coroutine\run()`, and what is left at the end of a script. It must not be
//! used inside a worker, whose loop polls the scheduler itself.

use std::{
    cell::{Cell, RefCell},
    fmt::Write,
    future::{Future, poll_fn},
    io,
    os::fd::RawFd,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use rswoole_engine::net::Readiness;
use rswoole_engine::sys::descriptor::duplicate;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::time::Sleep;

use super::instance::{Coroutine, State};
use super::{options, preempt, scheduler};
use crate::event_loop;
use crate::signals;
use crate::zend::{Bailout, Callable, Outcome, Raised, Zv, exception_pending, fatal, fiber, interrupt};
use crate::zend::{report_uncaught, take_exception, warning};

/// How often `exit_condition` is asked again while nothing happens.
const ASK_AGAIN: Duration = Duration::from_millis(100);

thread_local! {
    /// Made when the first coroutine waits, dropped when the loop has ended.
    static RUNTIME: RefCell<Option<Rc<Runtime>>> = const { RefCell::new(None) };
    /// Whether `swoole_event_rshutdown` is among the request's shutdown functions.
    static AT_SHUTDOWN: Cell<bool> = const { Cell::new(false) };
}

/// Runs `body` where tokio's timers and sockets can be made: in the loop that runs, or in the script's own.
pub(crate) fn inside_runtime<T>(body: impl FnOnce() -> T) -> T {
    if Handle::try_current().is_ok() {
        return body();
    }
    let runtime = runtime().unwrap_or_else(|error| {
        panic!("cannot create the event loop: {error}; the limit of open files (ulimit -n) may be too low")
    });
    let _entered = runtime.enter();
    body()
}

fn runtime() -> io::Result<Rc<Runtime>> {
    if let Some(runtime) = RUNTIME.with_borrow(Clone::clone) {
        return Ok(runtime);
    }
    let wake_for_signals = || {
        if interrupt::is_pending() {
            scheduler::wake_loop();
        }
    };
    let runtime = Rc::new(Builder::new_current_thread().enable_all().on_thread_unpark(wake_for_signals).build()?);
    RUNTIME.set(Some(Rc::clone(&runtime)));
    Ok(runtime)
}

/// A coroutine suspends for the first time: unless a loop runs, the end of the script has to run one.
pub(super) fn first_suspension() {
    if AT_SHUTDOWN.get() || Handle::try_current().is_ok() {
        return;
    }
    AT_SHUTDOWN.set(true);
    let registered = Callable::new(&Zv::str("register_shutdown_function"))
        .map(|register| register.call(&mut [Zv::str("swoole_event_rshutdown")]));
    debug_assert!(matches!(registered, Ok(Ok(_))), "register_shutdown_function is PHP's own");
}

/// Whether the script has made an event loop (a server cannot start then: its processes would share it).
pub fn loop_created() -> bool {
    RUNTIME.with_borrow(Option::is_some) || event_loop::keeps_alive()
}

/// `Coroutine\run()`: runs `job` in a coroutine and the loop until nothing is left to wait for. False: refused, with a warning.
pub fn run(job: impl FnOnce() -> Outcome<Zv> + 'static) -> Outcome<bool> {
    run_all([Box::new(job) as Job])
}

/// What a coroutine is to do.
pub type Job = Box<dyn FnOnce() -> Outcome<Zv>>;

/// As [`run`], with a coroutine for each job.
pub fn run_all(jobs: impl IntoIterator<Item = Job>) -> Outcome<bool> {
    if !may_drive()? {
        return Ok(false);
    }
    let Some(runtime) = runtime_or_warning() else { return Ok(false) };
    crate::runtime::enable_unless_given();
    preempt::arm();
    let entered = runtime.enter();
    for job in jobs {
        match scheduler::spawn(job) {
            Ok((_, scheduler::SpawnOutcome::Bailout)) => {
                drop(entered);
                drop(runtime);
                drop_loop();
                return Err(Raised::Bailout);
            }
            Ok(_) => {}
            Err(error) => {
                warning(&error.to_string());
                return Ok(false);
            }
        }
    }
    drop(entered);
    drop(runtime);
    drive().map(|()| true).map_err(|Bailout| Raised::Bailout)
}

/// `Event::wait()`: runs the loop until nothing is left to wait for.
pub fn wait_for_events() -> Outcome<()> {
    if may_drive()? && (scheduler::live() > 0 || loop_created()) {
        drive().map_err(|Bailout| Raised::Bailout)?;
    }
    Ok(())
}

/// `Event::dispatch()`: one turn, which waits for something to happen if anything can.
pub fn dispatch() -> Outcome<bool> {
    if !may_drive()? {
        return Ok(false);
    }
    let Some(runtime) = runtime_or_warning() else { return Ok(false) };
    let mut slept = false;
    let ended = runtime.block_on(poll_fn(|cx| {
        let idle = super::keeps_loop_alive() && !event_loop::is_due();
        step(cx)?;
        if slept || !idle || !super::keeps_loop_alive() {
            return Poll::Ready(Ok(()));
        }
        slept = true;
        Poll::Pending
    }));
    ended.map(|()| true).map_err(|Bailout| Raised::Bailout)
}

/// False, with a warning: a loop runs already.
fn may_drive() -> Outcome<bool> {
    if scheduler::in_coroutine() {
        return Err(fatal("Unable to call Event::wait() in coroutine"));
    }
    let running = Handle::try_current().is_ok();
    if running {
        warning("the event loop is already running in this process: use Swoole\\Coroutine::create() instead");
    }
    Ok(!running)
}

fn runtime_or_warning() -> Option<Rc<Runtime>> {
    runtime()
        .inspect_err(|error| {
            warning(&format!(
                "cannot create the event loop: {error}; the limit of open files (ulimit -n) may be too low"
            ));
        })
        .ok()
}

/// The last shutdown function of a script in which a coroutine waited: runs the loop until nothing is left to wait for.
pub fn at_shutdown() -> Outcome<()> {
    // A later shutdown function may start coroutines again.
    AT_SHUTDOWN.set(false);
    if scheduler::live() == 0 && !loop_created() {
        return Ok(());
    }
    if scheduler::in_coroutine() || Handle::try_current().is_ok() || fiber::is_after_fatal_error() {
        return Ok(());
    }
    drive().map_err(|Bailout| Raised::Bailout)
}

/// Runs the loop of the script to its end, and drops it.
fn drive() -> Result<(), Bailout> {
    let Ok(runtime) = runtime() else { return Ok(()) };
    preempt::arm();
    let mut again = None;
    let ended = runtime.block_on(poll_fn(|cx| poll(cx, &mut again)));
    drop((again, runtime));
    drop_loop();
    ended?;
    if scheduler::live() > 0 && options::deadlock_check() {
        deadlock_report();
    }
    Ok(())
}

/// Starts `job` in a coroutine on the loop of a process whose own loop waits for other things too: it runs until it waits, and
/// `drive_until`, or a `turn` of that loop, goes on with it.
pub fn begin(job: impl FnOnce() -> Outcome<Zv> + 'static) -> Outcome<()> {
    let spawn = || scheduler::spawn(job).map_err(|error| error.to_string());
    let spawned = if Handle::try_current().is_ok() {
        spawn()
    } else {
        runtime().map_err(|error| error.to_string()).and_then(|runtime| {
            let _entered = runtime.enter();
            spawn()
        })
    };
    match spawned {
        Ok((_, scheduler::SpawnOutcome::Bailout)) => Err(Raised::Bailout),
        Ok(_) => Ok(()),
        Err(error) => {
            warning(&format!("a callback could not be run in a coroutine: {error}"));
            Ok(())
        }
    }
}

/// Goes on with the coroutines of this process until one of `wakes` is readable, `deadline`, `done`, or nothing is left to wait for.
/// True: something is left. The loop stays.
pub fn drive_until(wakes: &[RawFd], deadline: Option<Instant>, done: impl Fn() -> bool) -> Outcome<bool> {
    if !super::keeps_loop_alive() {
        return Ok(false);
    }
    serve_until(wakes, deadline, || !super::keeps_loop_alive() || done())?;
    Ok(super::keeps_loop_alive())
}

/// As [`drive_until`], for a process that lives on when nothing is left to wait for but `wakes`.
pub fn serve_until(wakes: &[RawFd], deadline: Option<Instant>, done: impl Fn() -> bool) -> Outcome<()> {
    let Ok(runtime) = runtime() else { return Ok(()) };
    let ended = runtime.block_on(async {
        let watched: Vec<_> = wakes.iter().filter_map(|&fd| Readiness::new(duplicate(fd).ok()?).ok()).collect();
        let mut until = deadline.map(|at| Box::pin(tokio::time::sleep_until(at.into())));
        poll_fn(|cx| {
            step(cx)?;
            let over = done();
            let woken = watched.iter().any(|fd| fd.poll_edge(cx).is_ready());
            let late = until.as_mut().is_some_and(|until| until.as_mut().poll(cx).is_ready());
            if over || woken || late { Poll::Ready(Ok(())) } else { Poll::Pending }
        })
        .await
    });
    ended.map_err(|Bailout| Raised::Bailout)
}

/// In a forked process: the loop that this one was in turn with is its parent's, and so are the descriptors behind it.
pub fn forget_foreign_loop() {
    signals::forget_loop();
    scheduler::detach_loop();
}

/// One turn of a loop that is not the script's own. Keeps the loop's waker for later.
pub fn turn(cx: &mut Context<'_>) -> Outcome<()> {
    step(cx).map_err(|Bailout| Raised::Bailout)
}

/// A forked process leaves the coroutines and the loop of its parent alone: they are the parent's to finish.
pub fn forget_after_fork() {
    std::mem::forget(RUNTIME.take());
    AT_SHUTDOWN.set(false);
    event_loop::forget_after_fork();
    crate::runtime::forget_waits();
    scheduler::forget_after_fork();
}

/// What is due at each poll of the loop.
fn step(cx: &mut Context<'_>) -> Result<(), Bailout> {
    interrupt::deliver()?;
    if let Some(exception) = exception_pending().then(take_exception).flatten() {
        // A signal handler threw, and no PHP code is there to catch.
        report_uncaught(exception)?;
        return Err(Bailout);
    }
    signals::poll(cx);
    super::poll_ready(cx);
    if scheduler::fate().is_some() { Err(Bailout) } else { Ok(()) }
}

fn poll(cx: &mut Context<'_>, again: &mut Option<Pin<Box<Sleep>>>) -> Poll<Result<(), Bailout>> {
    step(cx)?;
    if event_loop::take_exit() {
        return Poll::Ready(Ok(()));
    }
    if super::keeps_loop_alive() {
        return Poll::Pending;
    }
    let Some(condition) = options::exit_condition() else { return Poll::Ready(Ok(())) };
    if may_exit(&condition)? {
        return Poll::Ready(Ok(()));
    }
    // It may have started or resumed coroutines itself; otherwise it is asked again later.
    let mut sleep = Box::pin(tokio::time::sleep(ASK_AGAIN));
    if sleep.as_mut().poll(cx).is_ready() {
        cx.waker().wake_by_ref();
    }
    *again = Some(sleep);
    Poll::Pending
}

fn may_exit(condition: &Callable) -> Result<bool, Bailout> {
    match condition.call(&mut []) {
        Ok(answer) => Ok(answer.to_bool()),
        Err(Raised::Bailout) => Err(Bailout),
        Err(Raised::Exception) => {
            if let Some(exception) = take_exception() {
                report_uncaught(exception)?;
            }
            Err(Bailout)
        }
    }
}

/// The request's shutdown functions are gone.
pub(super) fn request_over() {
    AT_SHUTDOWN.set(false);
    drop_loop();
}

/// Drops the script's loop. Coroutines that still wait for something of it are never woken again.
pub fn drop_loop() {
    signals::detach_loop();
    scheduler::detach_loop();
    event_loop::clear();
    let runtime = RUNTIME.take();
    if let Some(runtime) = runtime.and_then(Rc::into_inner) {
        // Whatever a thread of its pool is at (a name that is looked up) nobody waits for.
        runtime.shutdown_background();
    }
}

/// Prints which coroutines wait for each other, and where (`Coroutine\deadlock_check()`).
pub fn deadlock_report() {
    let format = options::deadlock_format();
    let asleep: Vec<Rc<Coroutine>> =
        scheduler::all().into_iter().filter(|coroutine| coroutine.state() != State::Running).collect();
    if asleep.is_empty() {
        return;
    }
    let line = "=".repeat(65);
    let mut text = format!(
        "\n {line}\n  [FATAL ERROR]: all coroutines (count: {}) are asleep - deadlock!\n {line}\n",
        asleep.len()
    );
    if format.trace {
        for coroutine in asleep.iter().take(format.limit) {
            let trace = coroutine.at_its_frame(|| fiber::backtrace(false, 0, format.depth));
            let _ = write!(text, "\n  [Coroutine-{}]\n {}\n", coroutine.cid(), "-".repeat(65));
            text.push_str(&fiber::backtrace_text(&trace));
        }
    }
    let _ = write!(text, "\n {line}\n");
    fiber::print(&text);
}
