//! Tasks and messages in a worker or task worker: letters of the post become calls of Task, Finish and PipeMessage. Must not send
//! anything but results.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use rswoole_engine::ids::WorkerId;
use rswoole_engine::worker::{Letter, Post, ReplyTo, TaskId};

use crate::callbacks::ServerEvent;
use crate::class::server_task::{self as task_class, TaskData};
use crate::class::{server_pipe_message as message_class, server_task_result as result_class};
use crate::payload::{self, flag};
use crate::state::ServerState;
use crate::world::World;
use crate::zend::{self, Callable, Gc, Object, Outcome, Zv};

/// A task that is being worked on, as far as its result is concerned.
#[derive(Clone, Copy)]
pub struct Given {
    pub reply_to: ReplyTo,
    pub flags: u16,
}

/// What a process remembers of its tasks.
#[derive(Default)]
pub struct TaskBook {
    /// Of this worker's tasks that have a callback of their own.
    callbacks: RefCell<HashMap<TaskId, Callable>>,
    /// What this task worker works on, where it does one after the other.
    current: Cell<Option<Given>>,
}

impl TaskBook {
    pub fn expect(&self, task: TaskId, callback: Callable) {
        self.callbacks.borrow_mut().insert(task, callback);
    }

    pub fn forget(&self, task: TaskId) {
        let callback = self.callbacks.borrow_mut().remove(&task);
        drop(callback);
    }

    pub fn current(&self) -> Option<Given> {
        self.current.get()
    }

    /// The first result takes it.
    fn callback(&self, task: TaskId) -> Option<Callable> {
        self.callbacks.borrow_mut().remove(&task)
    }

    pub fn gc(&self, gc: &mut Gc) {
        if let Ok(callbacks) = self.callbacks.try_borrow() {
            callbacks.values().for_each(|callback| gc.callable(callback));
        }
    }
}

/// Sends a result. False, and a line in the log, for a task whose giver takes none.
pub fn finish(post: &Post, given: Given, value: &Zv) -> Outcome<bool> {
    if given.flags & flag::NOREPLY != 0 {
        tracing::warn!("finish(): the task was not given by a worker, nobody takes its result");
        return Ok(false);
    }
    let (bytes, kind) = payload::pack(value)?;
    let awaited = given.flags & flag::NONBLOCK == 0 || given.flags & (flag::COROUTINE | flag::WAITALL) != 0;
    match post.send_result(given.reply_to, awaited, kind | given.flags & flag::CALLBACK, bytes.as_bytes()) {
        Ok(()) => Ok(true),
        Err(error) => {
            tracing::warn!("finish(): {error}");
            Ok(false)
        }
    }
}

/// A call that is to be made, and what it was for.
pub struct Due {
    pub callable: Callable,
    pub args: Vec<Zv>,
    /// Of a task: the end of the call is the end of the task.
    pub task: Option<Given>,
}

/// What is to be called for a letter. None: nothing, or it makes no sense and was skipped.
pub fn due(state: &ServerState, world: &World, server: &Object, letter: Letter<'_>) -> Outcome<Option<Due>> {
    use rswoole_engine::ipc::Mail;
    let Some(value) = payload::unpack(letter.flags, letter.data)? else {
        payload::refuse("a task or message", letter.data);
        return Ok(None);
    };
    let server = Zv::from(server);
    Ok(match letter.kind {
        Mail::Task => state.callbacks.callable(ServerEvent::Task).map(|callable| {
            let given = Given { reply_to: letter.reply_to, flags: letter.flags };
            Due { callable, args: task_args(world, server, letter, given, value), task: Some(given) }
        }),
        Mail::Finish => finish_due(state, world, server, letter, value),
        Mail::Message => state.callbacks.callable(ServerEvent::PipeMessage).map(|callable| {
            let args = message_args(world, server, letter, value);
            Due { callable, args, task: None }
        }),
        Mail::Answer => None,
    })
}

/// Task, in the loop of a task worker without coroutines.
pub fn work_off(state: &ServerState, post: &Post, due: &mut Due) -> Outcome<()> {
    state.tasks.current.set(due.task);
    let outcome = due.callable.call(&mut due.args);
    state.tasks.current.set(None);
    let result = outcome?;
    match due.task {
        // What a callback returns is its result, unless it returns nothing.
        Some(given) if !result.is_null() && given.flags & flag::NOREPLY == 0 => finish(post, given, &result).map(drop),
        _ => Ok(()),
    }
}

fn task_args(world: &World, server: Zv, letter: Letter<'_>, given: Given, value: Zv) -> Vec<Zv> {
    let settings = &world.settings;
    let (number, from) = (i64::from(letter.reply_to.task.number()), worker_number(letter.from));
    if !(settings.tasks.use_object || settings.event_object || settings.tasks.enable_coroutine) {
        return vec![server, Zv::int(number), Zv::int(from), value];
    }
    let Ok(task) = task_class::CLASS.instantiate() else { return vec![server, Zv::NULL] };
    task.set_slot(task_class::DATA, value);
    task.set_slot(task_class::DISPATCH_TIME, letter.time);
    task.set_slot(task_class::ID, number);
    task.set_slot(task_class::WORKER_ID, from);
    task.set_slot(task_class::FLAGS, i64::from(letter.flags));
    if let (Some(data), Some(post)) = (task.native::<TaskData>(), &world.post) {
        // Just made: nobody set it.
        let _ = data.origin.set((Rc::clone(post), given));
    }
    vec![server, task.into()]
}

fn finish_due(state: &ServerState, world: &World, server: Zv, letter: Letter<'_>, value: Zv) -> Option<Due> {
    let own = if letter.flags & flag::CALLBACK != 0 { state.tasks.callback(letter.reply_to.task) } else { None };
    let Some(callable) = own.or_else(|| state.callbacks.callable(ServerEvent::Finish)) else {
        zend::warning("require 'onFinish' callback");
        return None;
    };
    let number = i64::from(letter.reply_to.task.number());
    let args = if world.settings.event_object {
        let result = result_class::CLASS.instantiate().ok()?;
        result.set_slot(result_class::TASK_ID, number);
        result.set_slot(result_class::TASK_WORKER_ID, worker_number(letter.from));
        result.set_slot(result_class::DISPATCH_TIME, letter.time);
        result.set_slot(result_class::DATA, value);
        vec![server, result.into()]
    } else {
        vec![server, Zv::int(number), value]
    };
    Some(Due { callable, args, task: None })
}

fn message_args(world: &World, server: Zv, letter: Letter<'_>, value: Zv) -> Vec<Zv> {
    let from = worker_number(letter.from);
    if !world.settings.event_object {
        return vec![server, Zv::int(from), value];
    }
    let Ok(message) = message_class::CLASS.instantiate() else { return vec![server, Zv::NULL] };
    message.set_slot(message_class::SOURCE_WORKER_ID, from);
    message.set_slot(message_class::WORKER_ID, from);
    message.set_slot(message_class::DISPATCH_TIME, letter.time);
    message.set_slot(message_class::DATA, value);
    vec![server, message.into()]
}

/// -1: the manager, or a stranger at the queue.
fn worker_number(id: Option<WorkerId>) -> i64 {
    id.map_or(-1, |id| i64::from(id.0))
}
