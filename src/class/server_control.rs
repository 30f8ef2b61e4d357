//! The methods of `Swoole\Server` about processes and numbers: reload, shutdown, stop, pids, stats, the listening socket.

use rswoole_engine::ids::WorkerId;
use rswoole_engine::process::Request;
use rswoole_engine::server::Role;
use rswoole_engine::shm::counters::WorkerState;

use super::process;
use super::server::{refuse, state};
use super::server_sessions::running;
use crate::errors::{self, code};
use crate::state::{Phase, PortState, ServerState};
use crate::stats;
use crate::world::World;
use crate::zend::{self, Array, Call, Outcome, Zv};

/// Values of SWOOLE_WORKER_BUSY, SWOOLE_WORKER_IDLE and SWOOLE_WORKER_EXIT.
const BUSY: i64 = 1;
const IDLE: i64 = 2;
const EXIT: i64 = 3;

pub fn reload(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    if !world.shared.has_manager() {
        tracing::warn!(
            "reload() needs a manager process: SWOOLE_BASE with a single worker has none; set worker_num above 1"
        );
        errors::set_last(code::OPERATION_NOT_SUPPORT);
        return Ok(Zv::bool(false));
    }
    let tasks_only = call.opt_bool(0).unwrap_or(false);
    world.shared.roster.ask_manager(if tasks_only { Request::ReloadTasks } else { Request::Reload });
    Ok(Zv::bool(true))
}

/// Gives the number of the process, from 0.
pub fn add_process(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    if state.phase.get() != Phase::Created {
        return refuse("server is running, cannot add process");
    }
    let Some(process) = call.zv(0).as_object().filter(|object| object.is_a(&process::CLASS)).cloned() else {
        return Err(zend::fatal("object is not instanceof swoole_process"));
    };
    let mut processes = state.user_processes.borrow_mut();
    let number = processes.len() as i64;
    process.set_slot(process::ID, number);
    processes.push(process);
    Ok(Zv::int(number))
}

pub fn shutdown(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let Some(world) = state.running() else {
        errors::set_last(code::WRONG_OPERATION);
        return Ok(Zv::bool(false));
    };
    world.shared.ask_shutdown();
    Ok(Zv::bool(true))
}

pub fn stop(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    let id = call.opt_int(0).unwrap_or(-1);
    let own = world.worker();
    let Some(target) = worker(&world, id) else {
        tracing::warn!(
            "stop({id}): there is no such worker; give 0 to {}",
            world.settings.worker_num.saturating_sub(1)
        );
        errors::set_last(code::INVALID_PARAMS);
        return Ok(Zv::bool(false));
    };
    if own == Some(target) {
        if let Some(gateway) = &world.gateway {
            gateway.stop();
        }
        return Ok(Zv::bool(true));
    }
    Ok(Zv::bool(world.shared.ask_worker_to_stop(target)))
}

/// -1: the current one.
fn worker(world: &World, id: i64) -> Option<WorkerId> {
    if id == -1 {
        return world.worker();
    }
    let workers = world.settings.worker_num + world.settings.tasks.worker_num;
    u32::try_from(id).ok().filter(|id| *id < workers).map(WorkerId)
}

/// As the original: a user process has a number too, and who is no worker speaks of worker 0.
fn process_named(state: &ServerState, world: &World, id: i64) -> Option<WorkerId> {
    if id == -1 {
        return Some(world.worker().unwrap_or(WorkerId(0)));
    }
    let processes = world.task_workers().end + state.user_processes.borrow().len() as u32;
    u32::try_from(id).ok().filter(|id| *id < processes).map(WorkerId)
}

pub fn last_error(call: &mut Call<'_>) -> Outcome<i64> {
    state(call)?;
    Ok(errors::last())
}

pub fn worker_id(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    // A user process is no worker.
    let id = state.running().filter(|world| !matches!(world.role, Role::User(_))).and_then(|world| world.worker());
    Ok(id.map_or(Zv::bool(false), |id| Zv::int(i64::from(id.0))))
}

pub fn worker_pid(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let Some(world) = state.running() else { return Ok(Zv::bool(false)) };
    let pid =
        process_named(&state, &world, call.opt_int(0).unwrap_or(-1)).and_then(|id| world.shared.roster.worker(id));
    Ok(pid.map_or(Zv::bool(false), |pid| Zv::int(i64::from(pid.0))))
}

pub fn worker_status(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    let Some(id) = process_named(&state, &world, call.opt_int(0).unwrap_or(-1)) else { return Ok(Zv::bool(false)) };
    if id.0 >= world.task_workers().end {
        // Nobody gives a user process anything: it is neither busy nor idle.
        return Ok(Zv::int(0));
    }
    Ok(match world.shared.counters.worker(id).state() {
        WorkerState::Absent => Zv::bool(false),
        WorkerState::Idle => Zv::int(IDLE),
        WorkerState::Busy => Zv::int(BUSY),
        WorkerState::Exiting => Zv::int(EXIT),
    })
}

pub fn manager_pid(call: &mut Call<'_>) -> Outcome<i64> {
    let state = state(call)?;
    let pid = state.running().and_then(|world| world.shared.roster.manager());
    Ok(pid.map_or(0, |pid| i64::from(pid.0)))
}

pub fn master_pid(call: &mut Call<'_>) -> Outcome<i64> {
    let state = state(call)?;
    let pid = state.running().and_then(|world| world.shared.roster.master());
    Ok(pid.map_or(0, |pid| i64::from(pid.0)))
}

pub fn stats(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    let numbers = stats::numbers(&state, &world);
    let mut array = Array::with_capacity(numbers.len());
    for (name, value) in numbers {
        array.insert(name, value as i64);
    }
    Ok(array.into())
}

pub fn socket(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let number = call.opt_int(0).unwrap_or(0);
    let ports = state.ports.borrow();
    let found = if number == 0 { ports.first() } else { ports.iter().find(|port| i64::from(port.port) == number) };
    match found {
        Some(port) => socket_of(port),
        None => {
            refuse(&format!("no port {number} is listened to; call getSocket() with the number of a port, or without"))
        }
    }
}

/// A real `Socket` of ext-sockets for the listening socket, on a descriptor of its own.
pub fn socket_of(port: &PortState) -> Outcome<Zv> {
    match zend::socket::import(port.fd) {
        Ok(socket) => Ok(socket),
        Err(reason) => refuse(&reason),
    }
}
