//! What the options of a server mean: defaults, limits and the rules between options.

use std::path::PathBuf;
use std::time::Duration;

use super::diagnostics::{SettingError, Warning};
use super::environment::{Environment, ServerMode};
use super::journal::LogSettings;
use super::raw::{RawSettings, Reader};
use super::tasks::TaskSettings;
use super::value::Value;

/// Which worker gets a packet (PROCESS mode only).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum DispatchMode {
    RoundRobin = 1,
    Connection = 2,
    Idle = 3,
    Ip = 4,
    Uid = 5,
    Stream = 7,
    ConnectionByCoroutines = 8,
    RequestByCoroutines = 9,
    Concurrency = 10,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ServerSettings {
    pub worker_num: u32,
    /// In BASE mode as many as workers: each runs one.
    pub reactor_num: u16,
    /// PROCESS: one reactor, on the main thread of the master, where the application's functions can be asked.
    pub single_thread: bool,
    pub max_connection: u32,
    /// None: a worker is never replaced for its age.
    pub max_request: Option<u64>,
    /// A worker ends after `max_request` plus a random number up to this.
    pub max_request_grace: u64,
    pub max_wait_time: Duration,
    pub reload_async: bool,
    pub dispatch_mode: DispatchMode,
    /// A function of the application goes before it.
    pub dispatch_func: bool,
    /// HTTP requests that the server has in progress at most; None: no limit. More are answered by 503.
    pub max_concurrency: Option<u32>,
    /// The same of each worker; more wait there.
    pub worker_max_concurrency: Option<u32>,
    pub discard_timeout_request: bool,
    /// Whether Connect and Close reach PHP: always, but for dispatch modes that cannot keep their order.
    pub connection_events: bool,
    pub enable_unsafe_event: bool,
    pub enable_delay_receive: bool,
    pub enable_reuse_port: bool,
    pub event_object: bool,
    pub enable_coroutine: bool,
    pub send_yield: bool,
    /// None: wait as long as it takes.
    pub send_timeout: Option<Duration>,
    /// None: no heartbeat; idle times are those of the ports.
    pub heartbeat_check_interval: Option<Duration>,
    /// Bytes that one send may take.
    pub output_buffer_size: usize,
    pub input_buffer_size: usize,
    /// None: no limit of its own.
    pub max_queued_bytes: Option<usize>,
    pub start_session_id: u64,
    /// The CPUs to bind reactors and workers to, by turns; None: leave it to the kernel.
    pub cpu_affinity: Option<Vec<usize>>,
    pub daemonize: bool,
    pub pid_file: Option<PathBuf>,
    pub stats_file: Option<PathBuf>,
    /// Between two writes of it.
    pub stats_interval: Duration,
    pub user: Option<String>,
    pub group: Option<String>,
    pub chroot: Option<PathBuf>,
    pub display_errors: bool,
    pub tasks: TaskSettings,
    pub log: LogSettings,
}

impl ServerSettings {
    pub fn resolve(raw: &RawSettings, env: &Environment) -> Result<(Self, Vec<Warning>), SettingError> {
        let mut read = Reader::new(&[raw]);
        let worker_num = worker_num(&mut read, env);
        let dispatch_func = dispatch_func(&mut read, env);
        let single_thread = dispatch_func || read.flag("single_thread").unwrap_or(false);
        let reactor_num = reactor_num(&mut read, env, worker_num, single_thread);
        let dispatch_mode = dispatch_mode(&mut read);
        let enable_coroutine = read.flag("enable_coroutine").unwrap_or(true);
        let max_concurrency = read.count("max_concurrency").filter(|&most| most > 0);
        let enable_unsafe_event = read.flag("enable_unsafe_event").unwrap_or(false);
        let max_request = read.count("max_request").filter(|&n| n > 0).map(u64::from);
        let settings = Self {
            worker_num,
            reactor_num,
            single_thread,
            max_connection: max_connection(&mut read, env, worker_num),
            max_request,
            max_request_grace: max_request.map_or(0, |max| read.count("max_request_grace").map_or(max / 2, u64::from)),
            max_wait_time: max_wait_time(&mut read),
            // Coroutines must be able to finish: with them a worker always ends asynchronously.
            reload_async: read.flag("reload_async").unwrap_or(true) || enable_coroutine,
            dispatch_mode,
            dispatch_func,
            max_concurrency,
            // The manual: the limit of the server is that of each worker too, if that has none of its own.
            worker_max_concurrency: read.count("worker_max_concurrency").filter(|&most| most > 0).or(max_concurrency),
            discard_timeout_request: read.flag("discard_timeout_request").unwrap_or(true),
            connection_events: env.mode == ServerMode::Base || dispatch_mode.keeps_order() || enable_unsafe_event,
            enable_unsafe_event,
            enable_delay_receive: read.flag("enable_delay_receive").unwrap_or(false),
            enable_reuse_port: read.flag("enable_reuse_port").unwrap_or(false),
            event_object: read.flag("event_object").unwrap_or(false),
            enable_coroutine,
            send_yield: send_yield(&mut read, env, dispatch_mode, enable_coroutine),
            send_timeout: read.seconds("send_timeout"),
            heartbeat_check_interval: read.seconds("heartbeat_check_interval"),
            output_buffer_size: read.size("output_buffer_size").filter(|&n| n > 0).unwrap_or(u32::MAX as usize),
            input_buffer_size: read.size("input_buffer_size").filter(|&n| n > 0).unwrap_or(2 << 20),
            max_queued_bytes: read.size("max_queued_bytes").filter(|&n| n > 0),
            start_session_id: read.count("start_session_id").map_or(0, u64::from),
            cpu_affinity: cpu_affinity(&read, env)?,
            daemonize: read.flag("daemonize").unwrap_or(false),
            pid_file: read.path("pid_file"),
            stats_file: read.path("stats_file"),
            stats_interval: Duration::from_millis(
                read.count("stats_timer_interval").filter(|&n| n > 0).unwrap_or(1000).into(),
            ),
            user: as_root(&mut read, env, "user").then(|| read.text("user")).flatten(),
            group: as_root(&mut read, env, "group").then(|| read.text("group")).flatten(),
            chroot: as_root(&mut read, env, "chroot").then(|| read.path("chroot")).flatten(),
            display_errors: read.flag("display_errors").unwrap_or(env.ini.display_errors),
            tasks: TaskSettings::resolve(&mut read, env, enable_coroutine),
            log: LogSettings::resolve(&mut read),
        };
        Ok((settings, read.into_warnings()))
    }

    /// As if `single_thread` was set: a port has a function that the reactor asks.
    pub fn share_main_thread(&mut self, env: &Environment) {
        if env.mode == ServerMode::Process {
            (self.single_thread, self.reactor_num) = (true, 1);
        }
    }
}

impl DispatchMode {
    /// Whether one worker sees all events of a connection, in order.
    pub fn keeps_order(self) -> bool {
        matches!(self, Self::Connection | Self::Ip | Self::Uid | Self::ConnectionByCoroutines)
    }
}

/// The original silently takes the default for 0 and below.
fn worker_num(read: &mut Reader<'_>, env: &Environment) -> u32 {
    let most = env.cpus.max(1) as i64 * MOST_WORKERS_PER_CPU;
    let default = match env.mode {
        ServerMode::Base => 1,
        ServerMode::Process => env.cpus.max(1) as i64,
    };
    bounded(read, "worker_num", default, most) as u32
}

fn reactor_num(read: &mut Reader<'_>, env: &Environment, worker_num: u32, single_thread: bool) -> u16 {
    let cpus = env.cpus.max(1) as i64;
    let wanted = bounded(read, "reactor_num", cpus.min(MOST_DEFAULT_REACTORS), cpus * MOST_REACTORS_PER_CPU);
    let reactors = match env.mode {
        ServerMode::Base => worker_num.into(),
        ServerMode::Process if single_thread => 1,
        ServerMode::Process => wanted.min(worker_num.into()),
    };
    u16::try_from(reactors).unwrap_or(u16::MAX)
}

/// 1 to `most`; the default for 0 and below, with a warning for what is below.
fn bounded(read: &mut Reader<'_>, option: &str, default: i64, most: i64) -> i64 {
    match read.int(option) {
        None | Some(0) => default,
        Some(value) if value < 0 => {
            read.warn(
                option,
                format!("option [{option}] is {value}, allowed is 1 to {most}; the default {default} is used"),
            );
            default
        }
        Some(value) if value > most => {
            read.warn(option, format!("option [{option}] is {value}, allowed is 1 to {most}; {most} is used"));
            most
        }
        Some(value) => value,
    }
}

fn max_connection(read: &mut Reader<'_>, env: &Environment, worker_num: u32) -> u32 {
    let task_worker_num = read.count("task_worker_num").unwrap_or(0);
    // Two for the master and the manager; each process needs a pair of descriptors, and the server some of its own.
    let least = (i64::from(worker_num) + i64::from(task_worker_num) + 2) * 2 + 32;
    let limit = i64::try_from(env.open_files_limit).unwrap_or(i64::MAX).min(MOST_CONNECTIONS);
    let default = limit.min(MOST_DEFAULT_CONNECTIONS).max(least);
    let chosen = match read.int("max_connection") {
        None | Some(i64::MIN..=0) => default,
        Some(value) if value > limit => {
            read.warn(
                "max_connection",
                format!("option [max_connection] is {value}, allowed is {least} to {limit}; {limit} is used: raise `ulimit -n` (at most {MOST_CONNECTIONS} are possible)"),
            );
            limit.max(least)
        }
        Some(value) if value < least => {
            read.warn(
                "max_connection",
                format!("option [max_connection] is {value}, allowed is {least} (two for each worker, and 36) to {limit}; {default} is used"),
            );
            default
        }
        Some(value) => value,
    };
    chosen.min(MOST_CONNECTIONS) as u32
}

fn max_wait_time(read: &mut Reader<'_>) -> Duration {
    match read.int("max_wait_time") {
        None => Duration::from_secs(DEFAULT_WAIT),
        Some(value) if value <= 0 => {
            read.warn(
                "max_wait_time",
                format!("option [max_wait_time] is {value}, allowed is 1 or more; the default {DEFAULT_WAIT} is used"),
            );
            Duration::from_secs(DEFAULT_WAIT)
        }
        Some(value) => Duration::from_secs(value.unsigned_abs().min(u32::MAX.into())),
    }
}

fn dispatch_mode(read: &mut Reader<'_>) -> DispatchMode {
    match read.int("dispatch_mode") {
        None | Some(2) => DispatchMode::Connection,
        Some(1) => DispatchMode::RoundRobin,
        Some(3) => DispatchMode::Idle,
        Some(4) => DispatchMode::Ip,
        Some(5) => DispatchMode::Uid,
        Some(7) => DispatchMode::Stream,
        Some(8) => DispatchMode::ConnectionByCoroutines,
        Some(9) => DispatchMode::RequestByCoroutines,
        Some(10) => DispatchMode::Concurrency,
        Some(value) => {
            read.warn(
                "dispatch_mode",
                format!("option [dispatch_mode] is {value}, allowed are 1 to 5 and 7 to 10; 2 is used"),
            );
            DispatchMode::Connection
        }
    }
}

/// The manual: only in PROCESS mode is anything dispatched.
fn dispatch_func(read: &mut Reader<'_>, env: &Environment) -> bool {
    let set = matches!(read.value("dispatch_func"), Some(Value::Callable));
    if set && env.mode == ServerMode::Base {
        read.warn(
            "dispatch_func",
            "option [dispatch_func] is only effective in SWOOLE_PROCESS mode: in SWOOLE_BASE a worker serves the connections that it accepted".to_owned(),
        );
    }
    set && env.mode == ServerMode::Process
}

/// Waiting needs a coroutine, and a worker that hears when the buffer of this connection is empty again.
fn send_yield(read: &mut Reader<'_>, env: &Environment, dispatch: DispatchMode, enable_coroutine: bool) -> bool {
    let hears = env.mode == ServerMode::Base || matches!(dispatch, DispatchMode::Connection | DispatchMode::Ip);
    let wanted = read.flag("send_yield");
    if wanted == Some(true) && !hears {
        read.warn(
            "send_yield",
            format!("option [send_yield] needs [dispatch_mode] 2 or 4, not {}; it is off", dispatch as u8),
        );
    }
    wanted.unwrap_or(true) && hears && enable_coroutine
}

fn cpu_affinity(read: &Reader<'_>, env: &Environment) -> Result<Option<Vec<usize>>, SettingError> {
    let ignored: Vec<i64> = match read.value("cpu_affinity_ignore") {
        Some(Value::List(cpus)) => cpus.iter().map(|cpu| cpu.to_int().value).collect(),
        Some(Value::Map(cpus)) => cpus.iter().map(|(_, cpu)| cpu.to_int().value).collect(),
        _ => Vec::new(),
    };
    if ignored.len() >= env.cpus.max(1) {
        return Err(SettingError::NoCpuLeft { ignored: ignored.len(), cpus: env.cpus });
    }
    if !read.flag("open_cpu_affinity").unwrap_or(false) {
        return Ok(None);
    }
    Ok(Some((0..env.cpus).filter(|&cpu| !ignored.contains(&(cpu as i64))).collect()))
}

/// The manual: "only effective when started with the root user".
fn as_root(read: &mut Reader<'_>, env: &Environment, option: &str) -> bool {
    if !env.is_root && read.value(option).is_some_and(Value::truthy) {
        read.warn(option, format!("option [{option}] has no effect: the server was not started by root"));
    }
    env.is_root
}

const MOST_WORKERS_PER_CPU: i64 = 1000;
const MOST_REACTORS_PER_CPU: i64 = 4;
const MOST_DEFAULT_REACTORS: i64 = 8;
const MOST_CONNECTIONS: i64 = 1 << 20;
const MOST_DEFAULT_CONNECTIONS: i64 = 100_000;
const DEFAULT_WAIT: u64 = 3;

#[cfg(test)]
mod tests;
