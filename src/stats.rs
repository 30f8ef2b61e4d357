//! The numbers of `Server::stats()`, and the file that `stats_file` keeps of them: for people as `name: value`, for a collector
//! (`.prom`, `.openmetrics`) as metrics. Must not count anything: `shm::counters` does.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rswoole_engine::ids::WorkerId;
use rswoole_engine::server::Role;
use rswoole_engine::shm::counters::WorkerState;

use crate::coroutine;
use crate::state::ServerState;
use crate::world::World;

/// Of the whole server unless its name says otherwise; in the order of the original: the numbers of the worker are there in workers
/// only, those of tasks where there are task workers.
pub fn numbers(state: &ServerState, world: &World) -> Vec<(&'static str, u64)> {
    let shared = &world.shared;
    let server = shared.counters.server_stats();
    let mut fds: Vec<i32> = state.ports.borrow().iter().map(|port| port.fd).collect();
    fds.sort_unstable();
    let fd = |fd: Option<&i32>| fd.map_or(0, |fd| u64::try_from(*fd).unwrap_or(0));
    let mut numbers = vec![
        ("start_time", server.start_time),
        ("connection_num", shared.sessions.count(None) as u64),
        ("abort_count", server.aborted),
        ("accept_count", server.accepted),
        ("close_count", server.closed),
        ("worker_num", u64::from(world.settings.worker_num)),
        ("task_worker_num", u64::from(world.settings.tasks.worker_num)),
        ("user_worker_num", state.user_processes.borrow().len() as u64),
        ("idle_worker_num", u64::from(server.idle_workers)),
        ("dispatch_count", server.dispatched),
        ("request_count", server.requests),
        ("response_count", server.responses),
        ("total_recv_bytes", server.received_bytes),
        ("total_send_bytes", server.sent_bytes),
        ("pipe_packet_msg_id", 0),
        ("concurrency", shared.counters.in_progress()),
        ("session_round", shared.sessions.last_id()),
        ("min_fd", fd(fds.first())),
        ("max_fd", fd(fds.last())),
    ];
    // In BASE mode worker 0 is what stands for the master.
    let own = world.worker().or((world.role == Role::Master && world.gateway.is_some()).then_some(WorkerId(0)));
    if let Some(own) = own {
        let concurrency = shared.counters.worker(own).concurrency();
        let own = shared.counters.worker(own).stats();
        numbers.extend([
            ("worker_request_count", own.requests),
            ("worker_response_count", own.responses),
            ("worker_dispatch_count", own.dispatched),
            ("worker_concurrency", concurrency),
        ]);
    }
    let tasks = world.task_workers();
    if !tasks.is_empty() {
        let tasks = shared.counters.task_stats(tasks);
        numbers.extend([
            ("task_idle_worker_num", u64::from(tasks.idle_workers)),
            ("tasking_num", tasks.unfinished),
            ("task_count", tasks.given),
        ]);
    }
    numbers.extend([("coroutine_num", coroutine::live() as u64), ("coroutine_peek_num", coroutine::peak() as u64)]);
    numbers
}

/// How the file is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    /// The text format of Prometheus, as its textfile collector reads it.
    Prometheus,
    OpenMetrics,
}

impl Form {
    fn of(path: &Path) -> Form {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("prom") => Form::Prometheus,
            Some("openmetrics") => Form::OpenMetrics,
            _ => Form::Plain,
        }
    }
}

/// What `stats_file` asks of worker 0 from time to time.
pub fn writer(path: PathBuf, state: &Rc<ServerState>, world: &Rc<World>) -> Rc<dyn Fn()> {
    let (state, world, form) = (Rc::downgrade(state), Rc::downgrade(world), Form::of(&path));
    Rc::new(move || {
        let (Some(state), Some(world)) = (state.upgrade(), world.upgrade()) else { return };
        let text = match form {
            Form::Plain => plain(&numbers(&state, &world)),
            Form::Prometheus | Form::OpenMetrics => metrics(&state, &world, form),
        };
        if let Err(error) = replace(&path, text.as_bytes()) {
            tracing::warn!("[stats_file] '{}' can not be written: {error}", path.display());
        }
    })
}

fn plain(numbers: &[(&str, u64)]) -> String {
    let lines: Vec<String> = numbers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    lines.join("\n")
}

/// Readers see the old text or the new one, nothing between. What is no file (a pipe, a link) is written to as it is.
fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
        return fs::write(path, text);
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}", std::process::id()));
    let beside = PathBuf::from(beside);
    fs::write(&beside, text).and_then(|()| fs::rename(&beside, path)).inspect_err(|_| drop(fs::remove_file(&beside)))
}

/// Name in `stats()`, name of the metric, what it is.
#[rustfmt::skip]
const COUNTERS: &[(&str, &str, &str)] = &[
    ("abort_count", "swoole_connections_aborted", "Connections refused because there were too many."),
    ("accept_count", "swoole_connections_accepted", "Connections accepted."),
    ("close_count", "swoole_connections_closed", "Connections closed."),
    ("dispatch_count", "swoole_dispatched", "Packets given to workers."),
    ("request_count", "swoole_requests", "Requests finished."),
    ("response_count", "swoole_responses", "Responses sent."),
    ("total_recv_bytes", "swoole_received_bytes", "Bytes received."),
    ("total_send_bytes", "swoole_sent_bytes", "Bytes sent."),
    ("task_count", "swoole_tasks", "Tasks given."),
];
#[rustfmt::skip]
const GAUGES: &[(&str, &str, &str)] = &[
    ("start_time", "swoole_start_time_seconds", "When the server started, in seconds since the Unix epoch."),
    ("connection_num", "swoole_connections", "Open connections."),
    ("worker_num", "swoole_workers", "Event workers."),
    ("idle_worker_num", "swoole_workers_idle", "Event workers with nothing to do."),
    ("task_worker_num", "swoole_task_workers", "Task workers."),
    ("task_idle_worker_num", "swoole_task_workers_idle", "Task workers with nothing to do."),
    ("tasking_num", "swoole_tasks_unfinished", "Tasks given and not finished."),
    ("user_worker_num", "swoole_user_processes", "Processes of addProcess()."),
];

fn metrics(state: &ServerState, world: &World, form: Form) -> String {
    let numbers = numbers(state, world);
    let find = |key: &str| numbers.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
    let mut text = String::new();
    for (key, name, help) in GAUGES {
        if let Some(value) = find(key) {
            head(&mut text, form, name, false, help);
            let _ = writeln!(text, "{name} {value}");
        }
    }
    for (key, name, help) in COUNTERS {
        if let Some(value) = find(key) {
            head(&mut text, form, name, true, help);
            let _ = writeln!(text, "{name}_total {value}");
        }
    }
    of_workers(&mut text, world, form);
    if form == Form::OpenMetrics {
        text.push_str("# EOF\n");
    }
    text
}

/// Each worker and task worker by its id. What a replaced worker counted stays in the numbers of the server only.
fn of_workers(text: &mut String, world: &World, form: Form) {
    let ids = 0..world.settings.worker_num + world.settings.tasks.worker_num;
    let workers: Vec<_> = ids.map(|id| (id, world.shared.counters.worker(WorkerId(id)).stats())).collect();
    let mut rows = |name: &str, counter: bool, help: &str, value: &dyn Fn(&rswoole_engine::shm::WorkerStats) -> u64| {
        head(text, form, name, counter, help);
        let suffix = if counter { "_total" } else { "" };
        for (id, stats) in &workers {
            let kind = if *id < world.settings.worker_num { "event" } else { "task" };
            let _ = writeln!(text, "{name}{suffix}{{worker=\"{id}\",kind=\"{kind}\"}} {}", value(stats));
        }
    };
    rows("swoole_worker_busy", false, "Whether the worker is in a callback.", &|stats| {
        u64::from(stats.state == WorkerState::Busy)
    });
    rows("swoole_worker_start_time_seconds", false, "When the process of the worker started.", &|stats| {
        stats.start_time
    });
    rows("swoole_worker_coroutines", false, "Coroutines that are not over.", &|stats| stats.coroutines);
    rows("swoole_worker_requests", true, "Requests or tasks that this process finished.", &|stats| stats.requests);
    rows("swoole_worker_responses", true, "Responses that this process sent.", &|stats| stats.responses);
    rows("swoole_worker_dispatched", true, "Packets or tasks given to this process.", &|stats| stats.dispatched);
}

/// In OpenMetrics a counter's family has no suffix; in the older format there are no families.
fn head(text: &mut String, form: Form, name: &str, counter: bool, help: &str) {
    let kind = if counter { "counter" } else { "gauge" };
    let suffix = if counter && form == Form::Prometheus { "_total" } else { "" };
    let _ = writeln!(text, "# HELP {name}{suffix} {help}\n# TYPE {name}{suffix} {kind}");
}
