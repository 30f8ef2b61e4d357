//! `Server::addCommand()` and `command()`.

use std::time::Duration;

use rswoole_engine::server::Role;

use super::exception;
use super::server::{refuse, state};
use super::server_sessions::running;
use crate::commands::{self, Command};
use crate::coroutine;
use crate::errors::{self, code};
use crate::state::{Mode, Phase};
use crate::system;
use crate::zend::{self, Call, Callable, Outcome, Raised, Zv, warning};

pub const MASTER: i64 = 2;
pub const EVENT_WORKER: i64 = 8;
pub const TASK_WORKER: i64 = 16;
pub const MANAGER: i64 = 32;

/// How long a process may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

pub fn add(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    if state.phase.get() != Phase::Created {
        return refuse("server is running, cannot add command");
    }
    let accepted = call.int(1);
    if accepted & !(MASTER | EVENT_WORKER | TASK_WORKER | MANAGER) != 0 || accepted == 0 {
        return refuse(
            "only support worker/task_worker process, master and manager: a reactor thread runs no PHP code; combine SWOOLE_SERVER_COMMAND_MASTER, SWOOLE_SERVER_COMMAND_MANAGER, SWOOLE_SERVER_COMMAND_EVENT_WORKER and SWOOLE_SERVER_COMMAND_TASK_WORKER",
        );
    }
    let command = Command { name: call.bytes(0).to_vec(), accepted, callback: call.callable(2)? };
    Ok(Zv::bool(state.commands.add(command)))
}

fn fail(error: i64) -> Outcome<Zv> {
    errors::set_last(error);
    Ok(Zv::bool(false))
}

/// By name and type of process; what the callback answers.
pub fn command(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    let (to, kind) = (call.int(1), call.int(2));
    let Some(command) = state.commands.find(call.bytes(0)) else { return fail(code::SERVER_INVALID_COMMAND) };
    let allowed = match world.mode {
        Mode::Process => world.role == Role::Master,
        Mode::Base => matches!(world.role, Role::Master | Role::Worker(_)),
    };
    let Some(own) = state.commands.own(&world).filter(|_| allowed) else {
        errors::set_last(code::INVALID_PARAMS);
        warning("command() can only be used in the master process");
        return Raised::check(Zv::bool(false));
    };
    if command.accepted & kind == 0 {
        return fail(code::OPERATION_NOT_SUPPORT);
    }
    let (workers, tasks) = (i64::from(world.settings.worker_num), i64::from(world.settings.tasks.worker_num));
    let target = match kind {
        MASTER if world.mode == Mode::Base => 0,
        MASTER => state.commands.manager() + 1,
        MANAGER if world.shared.roster.manager().is_none() => return fail(code::OPERATION_NOT_SUPPORT),
        MANAGER => state.commands.manager(),
        EVENT_WORKER if (0..workers).contains(&to) => to as usize,
        TASK_WORKER if (0..tasks).contains(&to) => (workers + to) as usize,
        _ => return fail(code::INVALID_PARAMS),
    };
    let encoded = php("json_encode", &mut [call.zv(3).clone()])?;
    let Some(data) = encoded.as_bytes() else {
        errors::set_last(code::INVALID_PARAMS);
        warning("the data of a command must be something that json_encode() takes");
        return Raised::check(Zv::bool(false));
    };
    let answer = if target == own {
        commands::run(&command, call.this(), data)
    } else {
        if !coroutine::in_coroutine() {
            errors::set_last(code::CO_OUT_OF_COROUTINE);
            return Err(zend::throw(
                &exception::ERROR,
                code::CO_OUT_OF_COROUTINE,
                "API must be called in the coroutine",
            ));
        }
        let id = match state.commands.ask(own, target, &command.name, data) {
            Ok(id) => id,
            Err(error) => {
                errors::set_last(code::SYSTEM_CALL_FAIL);
                warning(&format!("the command can not be sent: {error}"));
                return Raised::check(Zv::bool(false));
            }
        };
        if kind == MANAGER {
            world.shared.roster.wake_manager();
        }
        let alone = world.mode == Mode::Process;
        let answered = system::wait(state.commands.answer(id, own, alone), Some(PATIENCE));
        state.commands.forget(id);
        match answered {
            Ok(answer) => answer,
            Err(_) => return fail(code::CO_TIMEDOUT),
        }
    };
    if !call.opt_bool(4).unwrap_or(true) {
        return Raised::check(Zv::str(&answer));
    }
    let decoded = php("json_decode", &mut [Zv::str(&answer), Zv::bool(true)])?;
    // What is no JSON.
    Ok(if decoded.is_null() { Zv::bool(false) } else { decoded })
}

fn php(function: &str, args: &mut [Zv]) -> Outcome<Zv> {
    Callable::new(&Zv::str(function)).map_err(|reason| zend::throw_error(&reason))?.call(args)
}
