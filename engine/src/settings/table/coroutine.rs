//! Rows of coroutines and their clients.

use super::{ANY_INT, BYTES, COROUTINE, COROUTINE_ONLY, COUNT, Definition, Kind};
use Kind::{Any, Callable, Flag, Int, Seconds, Size, Text};

const fn row(name: &'static str, kind: Kind) -> Definition {
    Definition::new(name, kind, COROUTINE)
}

#[rustfmt::skip]
pub static ROWS: &[Definition] = &[
    row("max_coroutine", Int(ANY_INT)).alias(&["max_coro_num"]).doc("100000", "coroutines at once in one process"),
    row("c_stack_size", Size(BYTES)).alias(&["stack_size"]).doc("2097152", "bytes of C stack of a coroutine"),
    row("enable_deadlock_check", Flag).doc("`true`", "report coroutines that can never be resumed"),
    Definition::new("deadlock_check_disable_trace", Flag, COROUTINE_ONLY).doc("`false`", "report them without stack frames"),
    Definition::new("deadlock_check_limit", Int(COUNT), COROUTINE_ONLY).doc("32", "how many are reported"),
    Definition::new("deadlock_check_depth", Int(COUNT), COROUTINE_ONLY).doc("32", "stack frames of each"),
    row("enable_preemptive_scheduler", Flag).doc("`false` (ini `swoole.enable_preemptive_scheduler`)", "interrupt a coroutine that runs for 10 ms"),
    row("hook_flags", Int(ANY_INT)).doc("`0`, in `Coroutine\\run()` `SWOOLE_HOOK_ALL`", "which PHP functions suspend the coroutine instead of blocking the process"),
    Definition::new("exit_condition", Callable, COROUTINE_ONLY).doc("none", "a function that allows the loop to end"),
    row("socket_timeout", Seconds).doc("`60`, connect `2`", "seconds for connect, read and write of clients and sockets; `-1`: no limit"),
    row("socket_connect_timeout", Seconds).doc("`2`", "seconds for connect"),
    row("socket_read_timeout", Seconds).alias(&["socket_recv_timeout"]).doc("`60`", "seconds for read"),
    row("socket_write_timeout", Seconds).alias(&["socket_send_timeout"]).doc("`60`", "seconds for write"),
    row("socket_dns_timeout", Seconds).doc("`60`", "seconds for name resolution"),
    row("dns_server", Text).doc("the system's", "address of the name server that `dnsLookup()` asks, with or without a port"),
    row("dns_cache_expire", Int(ANY_INT)).doc("60", "seconds that a resolved name is kept"),
    row("dns_cache_capacity", Int(ANY_INT)).doc("1000", "resolved names that are kept"),
    row("name_resolver", Any).doc("none", "list of `Swoole\\NameResolver`, asked by clients in coroutines before the system is"),
];
