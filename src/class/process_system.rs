//! What `Swoole\Process` offers on any process: waiting, signals, alarms, priorities, CPUs, exec, daemon.

use std::ffi::CString;
use std::fs::File;
use std::io;
use std::time::Duration;

use rswoole_engine::sys::process::{self, ExitStatus};
use rswoole_engine::sys::signal::Signal;
use rswoole_engine::sys::{affinity, daemon as standard, priority};

use super::process::{PID, state};
use super::process_pipe::warn_of;
use crate::child;
use crate::errors;
use crate::pool;
use crate::signals;
use crate::state::{Phase, ServerState};
use crate::zend::{Array, Call, Callable, Outcome, Raised, Zv, warning};

fn refuse(message: &str) -> Outcome<Zv> {
    errors::set_last(errors::code::PHP_FATAL_ERROR);
    warning(message);
    Raised::check(Zv::bool(false))
}

fn failed(what: &str, error: &io::Error) -> Outcome<Zv> {
    warn_of(what, error);
    Raised::check(Zv::bool(false))
}

fn quietly(error: &io::Error) -> Outcome<Zv> {
    errors::set_last(child::leave_errno(error).into());
    Ok(Zv::bool(false))
}

pub fn wait(call: &mut Call<'_>) -> Outcome<Zv> {
    match process::wait_next(call.opt_bool(0).unwrap_or(true)) {
        Ok(Some((pid, status))) => {
            let (code, signal) = match status {
                ExitStatus::Exited(code) => (code, 0),
                ExitStatus::Signaled(signal) => (0, signal),
            };
            let mut result = Array::with_capacity(3);
            result.insert("pid", i64::from(pid.0));
            result.insert("code", i64::from(code));
            result.insert("signal", i64::from(signal));
            Ok(result.into())
        }
        Ok(None) => Ok(Zv::bool(false)),
        Err(error) => quietly(&error),
    }
}

const SIGTERM: i64 = 15;
const SIGALRM: i64 = 14;
const SIGNALS: i64 = 128;

pub fn signal(call: &mut Call<'_>) -> Outcome<Zv> {
    let number = call.int(0);
    if !(0..SIGNALS).contains(&number) {
        return refuse(&format!("invalid signal number [{number}]"));
    }
    let running = ServerState::current().is_some_and(|server| server.phase.get() == Phase::Running);
    // User processes of a server answer to SIGTERM as they like.
    if running && number == SIGTERM && ServerState::current().is_some_and(|server| server.listens_to_term()) {
        return refuse(&format!("signal [{number}] processor has been registered by the system"));
    }
    if pool::owns_signal(number as i32) {
        return refuse(&format!("signal [{number}] processor has been registered by the system"));
    }
    let Some(given) = call.opt(1) else {
        if signals::ignore(number as i32) {
            return Ok(Zv::bool(true));
        }
        return refuse(&format!("unable to find the callback of signal [{number}]"));
    };
    let callback = match Callable::new(given) {
        Ok(callback) => callback,
        Err(reason) => {
            let name = given.as_str().map_or_else(|| given.type_name(), |name| name.to_text());
            tracing::debug!("{reason}");
            return refuse(&format!("function '{name}' is not callable"));
        }
    };
    match signals::listen(number as i32, callback) {
        Ok(()) => Ok(Zv::bool(true)),
        Err(error) => failed(&format!("signal({number})"), &error),
    }
}

/// Negative: no alarm any more. (The signal of the others is named in the manual: SIGALRM, SIGVTALRM, SIGPROF.)
pub fn alarm(call: &mut Call<'_>) -> Outcome<Zv> {
    let interval = u64::try_from(call.int(0)).ok().map(Duration::from_micros);
    const { assert!(SIGALRM < SIGNALS) };
    let kind = i32::try_from(call.opt_int(1).unwrap_or(0)).unwrap_or(-1);
    match priority::set_interval_timer(kind, interval) {
        Ok(()) => Ok(Zv::bool(true)),
        Err(error) => failed("setitimer()", &error),
    }
}

pub fn kill(call: &mut Call<'_>) -> Outcome<Zv> {
    let (pid, number) = (call.int(0), call.opt_int(1).unwrap_or(SIGTERM));
    let narrow = |value: i64| i32::try_from(value).map_err(|_| io::Error::from_raw_os_error(EINVAL));
    let sent = narrow(pid).and_then(|pid| process::send_signal(pid, Signal(narrow(number)?)));
    match sent {
        Ok(()) => Ok(Zv::bool(true)),
        Err(error) if number == 0 => quietly(&error),
        Err(error) => failed(&format!("kill({pid}, {number})"), &error),
    }
}

const EINVAL: i32 = 22;

pub fn daemon(call: &mut Call<'_>) -> Outcome<Zv> {
    let (stay, keep) = (call.opt_bool(0).unwrap_or(true), call.opt_bool(1).unwrap_or(true));
    if let Err(error) = child::daemonize() {
        return failed("daemon()", &error);
    }
    if !stay && let Err(error) = std::env::set_current_dir("/") {
        return failed("chdir(/)", &error);
    }
    if !keep {
        let null = File::options().read(true).write(true).open("/dev/null");
        if let Err(error) = null.and_then(|null| standard::replace_standard_streams(&null, &null)) {
            return failed("daemon()", &error);
        }
    }
    let given = call.opt(2).and_then(Zv::as_array).cloned().unwrap_or_default();
    for (target, (_, stream)) in given.iter().take(3).enumerate() {
        let placed = rswoole_engine::sys::descriptor::duplicate(stream.to_int() as i32)
            .and_then(|file| standard::replace_one(&File::from(file), target as i32));
        if let Err(error) = placed {
            return failed(&format!("dup2({}, {target})", stream.to_int()), &error);
        }
    }
    Raised::check(Zv::bool(true))
}

/// Without `$who` it is the process of the object (of the caller, when that is not started).
fn who(call: &Call<'_>, index: usize) -> Outcome<Option<u32>> {
    const PRIO_PROCESS: i64 = 0;
    let own = call.this().slot(PID).to_int();
    Ok(match call.opt_int(index) {
        Some(who) => Some(u32::try_from(who).unwrap_or(u32::MAX)),
        None if call.int(0) == PRIO_PROCESS => Some(u32::try_from(own).unwrap_or(0)),
        None => {
            refuse("$who parameter must not be null")?;
            None
        }
    })
}

pub fn set_priority(call: &mut Call<'_>) -> Outcome<Zv> {
    state(call)?;
    let Some(who) = who(call, 2)? else { return Ok(Zv::bool(false)) };
    let level = call.int(1).clamp(-100, 100) as i32;
    match priority::set(i32::try_from(call.int(0)).unwrap_or(-1), who, level) {
        Ok(()) => Ok(Zv::bool(true)),
        Err(error) => quietly(&error),
    }
}

pub fn get_priority(call: &mut Call<'_>) -> Outcome<Zv> {
    state(call)?;
    let Some(who) = who(call, 1)? else { return Ok(Zv::bool(false)) };
    match priority::get(i32::try_from(call.int(0)).unwrap_or(-1), who) {
        Ok(level) => Ok(Zv::int(level.into())),
        Err(error) => quietly(&error),
    }
}

pub fn set_affinity(call: &mut Call<'_>) -> Outcome<Zv> {
    let Some(given) = call.zv(0).as_array() else { return Err(call.argument_type_error(0, "of type array")) };
    if given.is_empty() {
        return Ok(Zv::bool(false));
    }
    let most = std::thread::available_parallelism().map_or(1, usize::from).max(online_cpus());
    let mut cpus = Vec::with_capacity(given.len());
    for (_, value) in given.iter() {
        let Some(cpu) = value.as_int().and_then(|cpu| usize::try_from(cpu).ok()) else { continue };
        if cpu >= most {
            priority::set_errno(EINVAL);
            return refuse(&format!("invalid cpu id [{cpu}]"));
        }
        cpus.push(cpu);
    }
    match affinity::allow(&cpus) {
        Ok(()) => Ok(Zv::bool(true)),
        Err(error) => failed("sched_setaffinity()", &error),
    }
}

/// Those of the machine: this process may be bound to fewer now and to others later.
fn online_cpus() -> usize {
    let listed = std::fs::read_dir("/sys/devices/system/cpu").map_or(0, |entries| {
        let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
        names.filter(|name| name.strip_prefix("cpu").is_some_and(|rest| rest.parse::<u32>().is_ok())).count()
    });
    listed.max(1)
}

pub fn get_affinity(_: &mut Call<'_>) -> Array {
    affinity::allowed_cpus().unwrap_or_default().into_iter().map(|cpu| cpu as i64).collect()
}

pub fn exec(call: &mut Call<'_>) -> Outcome<Zv> {
    if call.bytes(0).is_empty() {
        return refuse("exec file name is empty");
    }
    let Some(given) = call.zv(1).as_array() else { return Err(call.argument_type_error(1, "of type array")) };
    let mut args = Vec::with_capacity(given.len());
    for (_, value) in given.iter() {
        let text = value.to_str()?;
        args.push(
            CString::new(text.as_bytes()).map_err(|_| call.argument_value_error(1, "must not contain null bytes"))?,
        );
    }
    let file = CString::new(call.bytes(0)).map_err(|_| call.argument_value_error(0, "must not contain null bytes"))?;
    let error = process::execute(&file, &args);
    failed(&format!("execv({})", file.to_string_lossy()), &error)
}
