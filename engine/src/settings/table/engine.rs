//! Rows that steer the inside of the original: thread pools, io_uring, signal descriptors.

use super::{ANY_INT, COROUTINE, Definition, Kind};
use Kind::{Flag, Int, Seconds};

const fn row(name: &'static str, kind: Kind) -> Definition {
    Definition::new(name, kind, COROUTINE)
}

const POOL: &str = "there is no thread pool for file operations to size";
const URING: &str = "io_uring is not used";
const SIGNALS: &str = "signals always wake the event loop";
const DNS: &str = "names are resolved by the system's resolver";

#[rustfmt::skip]
pub static ROWS: &[Definition] = &[
    row("aio_core_worker_num", Int(ANY_INT)).alias(&["min_thread_num", "thread_num"]).no_effect(POOL).doc("", "fewest threads of the pool"),
    row("aio_worker_num", Int(ANY_INT)).alias(&["max_thread_num"]).no_effect(POOL).doc("", "most threads of the pool"),
    row("aio_max_wait_time", Seconds).no_effect(POOL).doc("", "waiting time of a job"),
    row("aio_max_idle_time", Seconds).no_effect(POOL).doc("", "idle time of a thread"),
    row("iouring_entries", Int(ANY_INT)).no_effect(URING).doc("", "queue size"),
    row("iouring_workers", Int(ANY_INT)).no_effect(URING).doc("", "kernel threads"),
    row("iouring_flag", Int(ANY_INT)).no_effect(URING).doc("", "flags"),
    row("enable_signalfd", Flag).no_effect(SIGNALS).doc("", "signals by descriptor"),
    row("wait_signal", Flag).no_effect(SIGNALS).doc("", "the loop waits for signals"),
    row("socket_dontwait", Flag).no_effect("sockets never block").doc("", "MSG_DONTWAIT"),
    row("dns_cache_refresh_time", Seconds).no_effect(DNS).doc("", "life of a resolved name"),
    row("dns_lookup_random", Flag).no_effect(DNS).doc("", "take a random address"),
    row("use_async_resolver", Flag).no_effect(DNS).doc("", "resolver"),
];
