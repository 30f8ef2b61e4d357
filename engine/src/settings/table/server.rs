//! Rows of the server itself: processes, dispatch, limits, log, identity.

use super::{ANY_INT, BYTES, COROUTINE, COUNT, Definition, Kind, Range, SERVER};
use Kind::{Array, Callable, Flag, Int, Seconds, Size, Text};

const fn row(name: &'static str, kind: Kind) -> Definition {
    Definition::new(name, kind, SERVER)
}

const QUEUES: &str = "reading stops by itself when the ring to the worker, or the callback, takes no more";
const THREADS: &str = "SWOOLE_THREAD is";

#[rustfmt::skip]
pub static ROWS: &[Definition] = &[
    row("worker_num", Int(ANY_INT)).doc("CPUs; 1 in BASE mode", "worker processes; at most 1000 for each CPU"),
    row("reactor_num", Int(ANY_INT)).doc("CPUs, at most 8", "reactor threads of the master (PROCESS mode); at most `worker_num` and 4 for each CPU"),
    row("single_thread", Flag).doc("`false`", "one reactor, on the main thread of the master (PROCESS mode)"),
    row("max_connection", Int(ANY_INT)).alias(&["max_conn"]).doc("`ulimit -n`, at most 100000", "connections at once; more are refused"),
    row("max_request", Int(COUNT)).doc("`0`: no limit", "requests after which a worker is replaced"),
    row("max_request_grace", Int(COUNT)).doc("half of `max_request`", "a random number up to this is added to `max_request`, so that workers do not all end at once"),
    row("max_wait_time", Int(ANY_INT)).doc("`3`", "seconds that a worker may take to end before it is killed"),
    row("reload_async", Flag).doc("`true`", "a worker asked to end finishes its coroutines first"),
    row("dispatch_mode", Int(ANY_INT)).doc("`2`", "which worker gets a packet: 1 round robin, 2 by connection, 3 idle first, 4 by IP, 5 by `bind()` uid, 7 an idle worker takes it, 8 by connection to the worker that had the fewest coroutines, 9 to the one with the fewest coroutines, 10 to the one with the fewest requests in progress"),
    row("dispatch_func", Callable).doc("", "a function that chooses the worker: `fn($server, $fd, $type, $data): int`, called on the main thread of the master, where then the one reactor runs (PROCESS mode); `SWOOLE_DISPATCH_RESULT_*` are answers too"),
    row("discard_timeout_request", Flag).doc("`true`", "in dispatch modes that keep no order, drop data of a connection that is closed already"),
    row("enable_unsafe_event", Flag).doc("`false`", "Connect and Close events in dispatch modes 1, 3, 7, 9 and 10 too"),
    row("enable_delay_receive", Flag).doc("`false`", "read from a connection only after `confirm()`"),
    row("enable_reuse_port", Flag).doc("`false`", "SO_REUSEPORT on the listening sockets"),
    row("event_object", Flag).doc("`false`", "callbacks get `Swoole\\Server\\Event` objects"),
    row("enable_coroutine", Flag).doc("`true`", "run every callback in a coroutine"),
    row("send_yield", Flag).doc("`true` in BASE mode and dispatch modes 2 and 4", "a coroutine that sends into a full buffer waits"),
    row("send_timeout", Seconds).doc("no limit", "seconds that `send_yield` waits"),
    row("heartbeat_check_interval", Int(COUNT)).doc("off", "seconds between two looks for idle connections"),
    row("output_buffer_size", Size(BYTES)).alias(&["buffer_output_size"]).doc("4294967295", "bytes that one `send()` may take"),
    row("input_buffer_size", Size(BYTES)).alias(&["buffer_input_size"]).doc("2097152", "bytes read from a connection and not yet handled").no_effect(QUEUES),
    row("max_queued_bytes", Size(BYTES)).doc("`0`: no limit", "bytes of a connection that wait for workers before reading stops").no_effect(QUEUES),
    row("max_concurrency", Int(COUNT)).doc("no limit", "HTTP requests handled at once by the server; more are answered by 503"),
    row("worker_max_concurrency", Int(COUNT)).doc("`max_concurrency`", "HTTP requests handled at once by a worker; more wait there"),
    row("start_session_id", Int(COUNT)).doc("`0`", "the first session gets the id that follows"),
    row("open_cpu_affinity", Flag).doc("`false`", "bind every reactor thread and worker to a CPU"),
    row("cpu_affinity_ignore", Array).doc("none", "CPUs that `open_cpu_affinity` leaves alone"),
    row("daemonize", Flag).doc("`false`", "run in the background"),
    row("pid_file", Text).doc("none", "file for the pid of the master"),
    row("user", Text).doc("the one who started", "user of the workers; needs root"),
    row("group", Text).doc("the one who started", "group of the workers; needs root"),
    row("chroot", Text).doc("none", "root directory of the workers; needs root"),
    row("log_file", Text).doc("standard output", "file of the log"),
    Definition::new("log_level", Int(ANY_INT), COROUTINE).doc("`SWOOLE_LOG_INFO`", "the least severe message that is written"),
    row("log_date_format", Text).doc("`%Y-%m-%d %H:%M:%S`", "format of the time, for strftime"),
    row("log_date_with_microseconds", Flag).doc("`false`", "add microseconds to the time"),
    row("log_rotation", Int(Range { min: 0, max: 4 })).doc("`SWOOLE_LOG_ROTATION_SINGLE`", "begin a new log file: 0 never, 1 each month, 2 day, 3 hour, 4 minute"),
    row("display_errors", Flag).doc("`true` (ini `swoole.display_errors`)", "show warnings of the server as PHP warnings"),
    row("debug_mode", Flag).no_effect("only debug builds of the original have such messages").doc("`false`", "messages of a debug build"),
    Definition::new("trace_flags", Int(ANY_INT), COROUTINE).no_effect("only trace builds of the original have such messages").doc("`0`", "subjects of a trace build"),
    row("task_worker_num", Int(COUNT)).doc("`0`", "task worker processes, which run the Task callback; at most 1000 for each CPU"),
    row("task_ipc_mode", Int(ANY_INT)).doc("`1`", "way of the tasks: 1 shared memory, 2 a System V queue that outlives the server, 3 the same, where any task worker takes any task"),
    row("task_max_request", Int(COUNT)).doc("`0`: no limit", "tasks after which a task worker is replaced"),
    row("task_max_request_grace", Int(COUNT)).doc("`0`", "a random number up to this is added to `task_max_request`"),
    row("task_tmpdir", Text).doc("`/tmp`", "directory for the data of tasks and messages above 256 KiB (8 KiB in a queue) on their way"),
    row("task_enable_coroutine", Flag).doc("`false`", "run the Task callback in a coroutine; it gets a `Swoole\\Server\\Task`"),
    row("task_use_object", Flag).alias(&["task_object"]).doc("`false`", "the Task callback gets a `Swoole\\Server\\Task`"),
    row("message_queue_key", Int(ANY_INT)).doc("made from command line and directory", "key of the System V queue of `task_ipc_mode` 2 and 3"),
    row("stats_file", Text).doc("none", "file that worker 0 writes `stats()` to; with the extension `.openmetrics` or `.prom` as metrics, of each worker too, for a collector that reads files"),
    row("stats_timer_interval", Int(COUNT)).doc("1000", "milliseconds between two writes"),
    row("admin_server", Text).not_yet("the admin server is").doc("none", "address of the dashboard's service"),
    row("bootstrap", Text).not_yet(THREADS).doc("", "script of a thread"),
    row("init_arguments", Kind::Any).not_yet(THREADS).doc("", "arguments of a thread"),
];
