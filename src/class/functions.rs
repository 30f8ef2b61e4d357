//! Plain functions that belong to no class: version, machine, error state, process title.

use crate::{
    MODULE, error_texts, errors,
    zend::{Call, Callable, Function, Outcome, Raised, Zv, method, throw_error},
};
use rswoole_engine::sys::affinity;

pub static FUNCTIONS: &[Function] = &[
    method("function swoole_version(): string", version),
    method("function swoole_cpu_num(): int", cpu_num),
    method("function swoole_errno(): int", errno),
    method("function swoole_last_error(): int", last_error),
    method("function swoole_clear_error(): void", clear_error),
    method("function swoole_strerror(int $errno, int $error_type = SWOOLE_STRERROR_SYSTEM): string", strerror),
    method("function swoole_set_process_name(string $process_name): bool", set_process_name),
];

fn version(_: &mut Call<'_>) -> &'static str {
    MODULE.swoole_version
}

/// The CPUs that this process may run on: in a container with a CPU set, those.
fn cpu_num(_: &mut Call<'_>) -> i64 {
    affinity::allowed_cpus().map_or(1, |cpus| cpus.len().max(1) as i64)
}

fn errno(_: &mut Call<'_>) -> i64 {
    std::io::Error::last_os_error().raw_os_error().map_or(0, i64::from)
}

fn last_error(_: &mut Call<'_>) -> i64 {
    errors::last()
}

fn clear_error(_: &mut Call<'_>) {
    errors::set_last(0);
}

fn strerror(call: &mut Call<'_>) -> String {
    error_texts::text(call.int(0), call.opt_int(1).unwrap_or(0))
}

/// PHP's own function knows where the title may be written.
pub fn set_process_name(call: &mut Call<'_>) -> Outcome<Zv> {
    let setter = Callable::new(&Zv::str("cli_set_process_title")).map_err(|_| no_title())?;
    setter.call(&mut [call.zv(0).clone()])
}

fn no_title() -> Raised {
    throw_error("swoole_set_process_name(): only the command line PHP (php-cli) can set a process title")
}
