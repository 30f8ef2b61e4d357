//! The methods of `Swoole\Server` that give tasks, wait for them, finish them, and send messages to other processes.

use std::future::poll_fn;
use std::rc::Rc;
use std::time::{Duration, Instant};

use rswoole_engine::ids::WorkerId;
use rswoole_engine::server::Role;
use rswoole_engine::worker::{Expected, Post, PostError};

use super::exception;
use super::server::{refuse, state};
use super::server_sessions::running;
use crate::callbacks::ServerEvent;
use crate::coroutine;
use crate::errors::{self, code};
use crate::payload::{self, flag};
use crate::tasks;
use crate::world::World;
use crate::zend::{self, Array, Call, Outcome, Zv};

/// Of one call of `taskWaitMulti` or `taskCo`.
const MOST_TASKS: usize = 1024;
const DEFAULT_TIMEOUT: f64 = 0.5;
const NO_TASK_WORKERS: &str = "task method can't be executed without task worker";

/// The part of this process in the post, or the refusal.
macro_rules! post {
    ($world:ident) => {
        match &$world.post {
            Some(post) => post,
            None => return refuse("tasks and messages can not be sent by the master process"),
        }
    };
}

pub fn task(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    if world.settings.tasks.worker_num == 0 {
        return refuse(NO_TASK_WORKERS);
    }
    if matches!(world.role, Role::Task(_)) {
        return refuse("Server->task() cannot use in the task-worker");
    }
    if matches!(world.role, Role::User(_)) {
        // Documented: a process of addProcess() can not give tasks.
        return refuse("task method can not be used in a user process");
    }
    let post = post!(world);
    let to = match target(&world, call.opt_int(1)) {
        Ok(to) => to,
        Err(message) => return refuse(&message),
    };
    let callback = call.opt_callable(2)?;
    let (bytes, kind) = payload::pack(call.zv(0))?;
    let task = post.new_task();
    let mut flags = kind | flag::NONBLOCK;
    if !matches!(world.role, Role::Worker(_)) {
        flags |= flag::NOREPLY;
    } else if let Some(callback) = callback {
        flags |= flag::CALLBACK;
        state.tasks.expect(task, callback);
    }
    wait_for_room(&world, post)?;
    match post.send_task(to, task, flags, bytes.as_bytes()) {
        Ok(()) => Ok(Zv::int(i64::from(task.number()))),
        Err(error) => {
            state.tasks.forget(task);
            undelivered("task", &error)
        }
    }
}

pub fn taskwait(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    if let Some(refusal) = cannot_wait(&world, "taskwait") {
        return refuse(&refusal);
    }
    let post = post!(world);
    let to = match target(&world, call.opt_int(2)) {
        Ok(to) => to,
        Err(message) => return refuse(&message),
    };
    let flags = if coroutine::in_coroutine() { flag::COROUTINE | flag::NONBLOCK } else { 0 };
    let awaited = match give(post, to, call.zv(0), flags)? {
        Ok(awaited) => awaited,
        Err(error) => return undelivered("taskwait", &error),
    };
    wait(post, std::slice::from_ref(&awaited), call.opt_float(1))?;
    Ok(result(&awaited)?.unwrap_or(Zv::bool(false)))
}

/// Results by position; a task that did not answer in time is missing.
pub fn task_wait_multi(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    several(call, &world, "taskWaitMulti", |_, _| {})
}

/// Results by position; false for a task that did not answer in time.
pub fn task_co(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    several(call, &world, "taskCo", |results, at| results.insert_int(at, Zv::bool(false)))
}

fn several(call: &Call<'_>, world: &World, method: &str, missing: impl Fn(&mut Array, i64)) -> Outcome<Zv> {
    if let Some(refusal) = cannot_wait(world, method) {
        return refuse(&refusal);
    }
    let post = post!(world);
    if method == "taskCo" && !coroutine::in_coroutine() {
        errors::set_last(code::CO_OUT_OF_COROUTINE);
        return Err(zend::throw(&exception::ERROR, code::CO_OUT_OF_COROUTINE, "API must be called in the coroutine"));
    }
    let given = call.zv(0).clone();
    let tasks = given.as_array().cloned().unwrap_or_default();
    if tasks.len() > MOST_TASKS {
        return refuse("too many concurrent tasks");
    }
    if tasks.is_empty() {
        errors::set_last(code::TASK_DISPATCH_FAIL);
        return Ok(Zv::bool(false));
    }
    let flags = if coroutine::in_coroutine() { flag::COROUTINE | flag::NONBLOCK } else { flag::WAITALL };
    let mut awaited = Vec::with_capacity(tasks.len());
    for (_, task) in tasks.iter() {
        match give(post, None, &task, flags)? {
            Ok(one) => awaited.push(one),
            Err(error) => return undelivered(method, &error),
        }
    }
    wait(post, &awaited, call.opt_float(1))?;
    let mut results = Array::with_capacity(awaited.len());
    for (at, one) in (0..).zip(&awaited) {
        match result(one)? {
            Some(value) => results.insert_int(at, value),
            None => missing(&mut results, at),
        }
    }
    Ok(results.into())
}

pub fn finish(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    if !matches!(world.role, Role::Task(_)) {
        return refuse("finish() can only be used in the task worker, in the Task callback");
    }
    let Some(given) = state.tasks.current() else {
        return refuse("finish() knows no task here; with task_enable_coroutine call Swoole\\Server\\Task->finish()");
    };
    let post = post!(world);
    tasks::finish(post, given, call.zv(0)).map(Zv::bool)
}

pub fn send_message(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    if state.callbacks.callable(ServerEvent::PipeMessage).is_none() {
        return refuse("onPipeMessage is null, can't use sendMessage");
    }
    let to = call.int(1);
    if world.worker().is_some_and(|own| i64::from(own.0) == to) {
        return refuse("can't send messages to self");
    }
    let workers = i64::from(world.settings.worker_num + world.settings.tasks.worker_num);
    if !(0..workers).contains(&to) {
        return refuse(&format!("worker_id[{to}] is invalid"));
    }
    let post = post!(world);
    let (bytes, flags) = payload::pack(call.zv(0))?;
    wait_for_room(&world, post)?;
    match post.send_message(WorkerId(to as u32), flags, bytes.as_bytes()) {
        Ok(()) => Ok(Zv::bool(true)),
        Err(error) => undelivered("sendMessage", &error),
    }
}

/// Why a process can not wait for tasks.
fn cannot_wait(world: &World, method: &str) -> Option<String> {
    if world.settings.tasks.worker_num == 0 {
        return Some(NO_TASK_WORKERS.to_owned());
    }
    (!matches!(world.role, Role::Worker(_))).then(|| format!("{method} method can only be used in the worker process"))
}

/// Negative: any task worker.
fn target(world: &World, to: Option<i64>) -> Result<Option<u32>, String> {
    let Some(to) = to.filter(|to| *to >= 0) else { return Ok(None) };
    let count = world.settings.tasks.worker_num;
    match u32::try_from(to) {
        Ok(to) if to < count => Ok(Some(to)),
        _ => Err(format!("worker_id must be less than task_worker_num[{count}]")),
    }
}

/// Gives a task whose answer is waited for.
fn give(post: &Rc<Post>, to: Option<u32>, data: &Zv, flags: u16) -> Outcome<Result<Expected, PostError>> {
    let (bytes, kind) = payload::pack(data)?;
    let expected = Expected::new(post, post.new_task());
    let sent = post.send_task(to, expected.task(), flags | kind, bytes.as_bytes());
    Ok(sent.map(|()| expected))
}

/// Until all answers are there, or the time is over. A negative time is no limit.
fn wait(post: &Post, awaited: &[Expected], timeout: Option<f64>) -> Outcome<()> {
    let limit = Duration::try_from_secs_f64(timeout.unwrap_or(DEFAULT_TIMEOUT)).ok();
    let in_time = if coroutine::in_coroutine() {
        let all = async {
            for one in awaited {
                poll_fn(|cx| one.poll(cx)).await;
            }
        };
        let waited = coroutine::await_in_coroutine(async {
            match limit {
                Some(limit) => tokio::time::timeout(limit, all).await.is_ok(),
                None => {
                    all.await;
                    true
                }
            }
        });
        match waited {
            Ok(in_time) => in_time,
            Err(cancelled) => return cancelled.reply(()),
        }
    } else {
        let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
        post.wait_answers(deadline, || awaited.iter().all(Expected::has_come))
    };
    if !in_time {
        errors::set_last(code::CO_TIMEDOUT);
    }
    Ok(())
}

fn result(one: &Expected) -> Outcome<Option<Zv>> {
    let Some(answer) = one.take() else { return Ok(None) };
    let value = payload::unpack(answer.flags, &answer.data)?;
    if value.is_none() {
        payload::refuse("the result of a task", &answer.data);
    }
    Ok(value)
}

/// So much waits for receivers that are behind: a coroutine lets others work meanwhile, other code stands still, as documented.
fn wait_for_room(world: &World, post: &Rc<Post>) -> Outcome<()> {
    if !post.is_crowded() {
        return Ok(());
    }
    if matches!(world.role, Role::Manager) {
        return Ok(());
    }
    if !coroutine::in_coroutine() {
        post.wait_room();
        return Ok(());
    }
    let room = poll_fn(|cx| post.poll_room(cx));
    coroutine::await_in_coroutine(room).or_else(|cancelled| cancelled.reply(()))
}

fn undelivered(method: &str, error: &PostError) -> Outcome<Zv> {
    tracing::warn!("{method}(): {error}");
    errors::set_last(code::TASK_DISPATCH_FAIL);
    Ok(Zv::bool(false))
}
