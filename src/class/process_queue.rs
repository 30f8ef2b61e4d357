//! The methods of `Swoole\Process` on its System V message queue.

use std::path::Path;

use rswoole_engine::sys::message_queue::{self, LONGEST, MessageQueue};

use super::process::{ID, QUEUE_ID, QUEUE_KEY, Queue, state};
use super::process_pipe::warn_of;
use crate::child;
use crate::errors;
use crate::zend::{self, Array, Call, Outcome, Raised, Zv, warning};

const ORIENT: i64 = 1;
const NOWAIT: i64 = 256;
const EAGAIN: i32 = 11;
const ENOMSG: i32 = 42;

fn refuse(message: &str) -> Outcome<Zv> {
    errors::set_last(errors::code::PHP_FATAL_ERROR);
    warning(message);
    Raised::check(Zv::bool(false))
}

pub fn use_queue(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let mode = call.opt_int(1).unwrap_or(2);
    let key = match i32::try_from(call.opt_int(0).unwrap_or(0)).unwrap_or(0) {
        ..=0 => {
            let file = zend::executing_file().unwrap_or_default();
            match message_queue::key_of(Path::new(&file)) {
                Ok(key) => key,
                Err(error) => {
                    warn_of(&format!("ftok({file})"), &error);
                    return Raised::check(Zv::bool(false));
                }
            }
        }
        key => key,
    };
    let queue = match MessageQueue::open(key) {
        Ok(queue) => queue,
        Err(error) => {
            warn_of("msgget()", &error);
            return Raised::check(Zv::bool(false));
        }
    };
    let capacity = call.opt_int(2).unwrap_or(-1);
    if let Ok(bytes @ 1..) = u64::try_from(capacity)
        && let Err(error) = queue.limit(bytes)
    {
        warn_of(&format!("msgctl(IPC_SET, msg_qbytes={bytes})"), &error);
    }
    state.queue.set(Some(Queue { queue, oriented: mode & !NOWAIT == ORIENT, wait: mode & NOWAIT == 0 }));
    call.this().set_slot(QUEUE_ID, i64::from(queue.id()));
    call.this().set_slot(QUEUE_KEY, i64::from(key));
    Raised::check(Zv::bool(true))
}

pub fn stat(call: &mut Call<'_>) -> Outcome<Zv> {
    let Some(Queue { queue, .. }) = state(call)?.queue.get() else {
        return refuse("no queue, can't get stats of the queue");
    };
    let Ok(fill) = queue.fill() else { return Ok(Zv::bool(false)) };
    let mut stats = Array::with_capacity(2);
    stats.insert("queue_num", fill.messages as i64);
    stats.insert("queue_bytes", fill.bytes as i64);
    Ok(stats.into())
}

pub fn free(call: &mut Call<'_>) -> Outcome<Zv> {
    let freed = state(call)?.queue.take().is_some_and(|Queue { queue, .. }| queue.remove().is_ok());
    Ok(Zv::bool(freed))
}

/// What messages of this process are marked with.
fn kind(call: &Call<'_>) -> i64 {
    call.this().slot(ID).to_int() + 1
}

pub fn push(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let data = call.bytes(0);
    if data.is_empty() {
        return refuse("the data to push is empty");
    }
    if data.len() > LONGEST {
        return refuse("the data to push is too big");
    }
    let Some(Queue { queue, oriented, wait }) = state.queue.get() else {
        return refuse("no msgqueue, cannot use push()");
    };
    let kind = if oriented { kind(call) } else { 1 };
    match queue.push(kind, data, wait) {
        Ok(()) => Ok(Zv::bool(true)),
        Err(error) => {
            let code = error.raw_os_error().unwrap_or(0);
            if code != EAGAIN {
                tracing::warn!("msgsnd({}, {}, {kind}) failed: {error}", queue.id(), data.len());
                errors::set_last(code.into());
            }
            child::leave_errno(&error);
            Ok(Zv::bool(false))
        }
    }
}

pub fn pop(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let Some(Queue { queue, oriented, wait }) = state.queue.get() else {
        return refuse("no msgqueue, cannot use pop()");
    };
    let size = usize::try_from(call.opt_int(0).unwrap_or(0)).unwrap_or(0);
    let size = if size == 0 || size > LONGEST { LONGEST } else { size };
    let kind = if oriented { kind(call) } else { 0 };
    match queue.pop(kind, size, wait) {
        Ok(message) => Ok(Zv::str(&message)),
        Err(error) => {
            let code = error.raw_os_error().unwrap_or(0);
            if code != ENOMSG && error.kind() != std::io::ErrorKind::Interrupted {
                tracing::warn!("msgrcv({}, {size}, {kind}) failed: {error}", queue.id());
                errors::set_last(code.into());
            }
            child::leave_errno(&error);
            Raised::check(Zv::bool(false))
        }
    }
}
