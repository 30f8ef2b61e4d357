//! `Swoole\Coroutine\System`, whose methods `Swoole\Coroutine` has too. It must not wait itself: `crate::system` does.

use std::io;
use std::net::SocketAddr;

use rswoole_engine::sys::{filesystem, priority, process::ExitStatus};

use super::coroutine::{running, sleep};
use super::event::descriptor_of;
use crate::errors::{self, code};
use crate::system::names::Source;
use crate::system::{self, Stop, children, command, dns, files, names, readiness};
use crate::zend::{Array, Call, Class, Function, Key, Outcome, Raised, Zv, method, warning};

pub static CLASS: Class = Class::new(r"Swoole\Coroutine\System").short_names(&[r"Co\System"]).methods(&[
    method(
        "public static function gethostbyname(string $domain_name, int $type = AF_INET, float $timeout = -1): string|false",
        gethostbyname,
    ),
    method(
        "public static function dnsLookup(string $domain_name, float $timeout = 60, int $type = AF_INET): string|false",
        dns_lookup,
    ),
    method(
        "public static function exec(string $command, bool $get_error_stream = false): array|false",
        exec,
    ),
    method("public static function sleep(float $seconds): bool", sleep),
    method(
        "public static function getaddrinfo(string $domain, int $family = AF_INET, int $socktype = SOCK_STREAM, int $protocol = STREAM_IPPROTO_TCP, ?string $service = null, float $timeout = -1): array|bool",
        getaddrinfo,
    ),
    method("public static function statvfs(string $path): array", statvfs),
    method("public static function readFile(string $filename, int $flag = 0): string|false", read_file),
    method(
        "public static function writeFile(string $filename, string $fileContent, int $flags = 0): int|false",
        write_file,
    ),
    method("public static function wait(float $timeout = -1): array|false", wait),
    method("public static function waitPid(int $pid, float $timeout = -1): array|false", wait_pid),
    method("public static function waitSignal(array|int $signals, float $timeout = -1): int|false", wait_signal),
    method(
        "public static function waitEvent(mixed $socket, int $events = SWOOLE_EVENT_READ, float $timeout = -1): int|false",
        wait_event,
    ),
]);

pub static FUNCTIONS: &[Function] = &[
    method(
        "function swoole_async_dns_lookup_coro(string $domain_name, float $timeout = 60, int $type = AF_INET): string|false",
        dns_lookup,
    ),
    method("function swoole_clear_dns_cache(): void", clear_dns_cache),
];

const AF_INET: i64 = 2;
const AF_INET6: i64 = 10;
const SOCK_STREAM: i64 = 1;
const TCP: i64 = 6;
const LOCK_EX: i64 = 2;
const FILE_APPEND: i64 = 8;
const EINVAL: i64 = 22;
const ETIMEDOUT: i64 = 110;
const SIGNALS: i64 = 64;
const SIGCHLD: i64 = 17;

fn refuse(message: &str) -> Outcome<Zv> {
    errors::set_last(code::PHP_FATAL_ERROR);
    warning(message);
    Raised::check(false.into())
}

fn fail(code: i64) -> Outcome<Zv> {
    errors::set_last(code);
    priority::set_errno(i32::try_from(code).unwrap_or(0));
    Ok(false.into())
}

fn fail_with(error: &io::Error) -> Outcome<Zv> {
    fail(error.raw_os_error().map_or(code::SYSTEM_CALL_FAIL, i64::from))
}

/// False, with the code that says why; or the exception of a cancellation.
fn stopped(stop: Stop, timed_out: i64) -> Outcome<Zv> {
    match stop {
        Stop::TimedOut => fail(timed_out),
        Stop::Cancelled(cancelled) => cancelled.reply(false.into()),
    }
}

pub(super) fn read_file(call: &mut Call<'_>) -> Outcome<Zv> {
    running()?;
    let locked = call.opt_int(1).unwrap_or(0) & LOCK_EX != 0;
    let name = String::from_utf8_lossy(call.bytes(0)).into_owned();
    match system::wait(files::read(files::path(call.bytes(0)), locked), None) {
        Ok(Ok(content)) => Ok(Zv::str(&content)),
        Ok(Err(error)) => {
            tracing::warn!("readFile({name}) failed: {error}");
            fail_with(&error)
        }
        Err(stop) => stopped(stop, code::CO_TIMEDOUT),
    }
}

pub(super) fn write_file(call: &mut Call<'_>) -> Outcome<Zv> {
    running()?;
    let flags = call.opt_int(2).unwrap_or(0);
    let mode = files::Mode { append: flags & FILE_APPEND != 0, locked: flags & LOCK_EX != 0 };
    let name = String::from_utf8_lossy(call.bytes(0)).into_owned();
    match system::wait(files::write(files::path(call.bytes(0)), call.bytes(1).to_vec(), mode), None) {
        Ok(Ok(written)) => Ok(i64::try_from(written).unwrap_or(i64::MAX).into()),
        Ok(Err(error)) => {
            tracing::warn!("writeFile({name}) failed: {error}");
            fail_with(&error)
        }
        Err(stop) => stopped(stop, code::CO_TIMEDOUT),
    }
}

pub(super) fn exec(call: &mut Call<'_>) -> Outcome<Zv> {
    running()?;
    match system::wait(command::run(call.bytes(0), call.opt_bool(1).unwrap_or(false)), None) {
        Ok(Ok(ended)) => {
            let mut result = Array::with_capacity(3);
            result.insert("code", i64::from(ended.code));
            result.insert("signal", i64::from(ended.signal));
            result.insert("output", Zv::str(&ended.output));
            Ok(result.into())
        }
        Ok(Err(error)) => fail_with(&error),
        Err(stop) => stopped(stop, code::CO_TIMEDOUT),
    }
}

/// The family as the resolver takes it; None: another one, and a warning said so.
fn family(given: i64) -> Option<i32> {
    let known = [AF_INET, AF_INET6].contains(&given).then_some(given as i32);
    if known.is_none() {
        errors::set_last(code::PHP_FATAL_ERROR);
        warning("unknown protocol family, must be AF_INET or AF_INET6");
    }
    known
}

pub(super) fn gethostbyname(call: &mut Call<'_>) -> Outcome<Zv> {
    let family = call.opt_int(1).unwrap_or(AF_INET);
    resolve(call.bytes(0), family, call.opt_float(2).unwrap_or(-1.0), None, "domain name is empty")
}

/// The one of the two that asks the name server of the option `dns_server`, if that is set.
pub(super) fn dns_lookup(call: &mut Call<'_>) -> Outcome<Zv> {
    let family = call.opt_int(2).unwrap_or(AF_INET);
    resolve(call.bytes(0), family, call.opt_float(1).unwrap_or(60.0), dns::server(), "domain name empty")
}

fn resolve(name: &[u8], family_given: i64, timeout: f64, server: Option<SocketAddr>, empty: &str) -> Outcome<Zv> {
    if name.is_empty() {
        return refuse(empty);
    }
    let Some(family) = family(family_given) else { return Raised::check(false.into()) };
    running()?;
    let source = if server.is_some() { Source::Server } else { Source::System };
    if let Some(ip) = names::cached(name, family, source) {
        return Ok(Zv::str(ip.to_string()));
    }
    let question = async {
        match server {
            Some(server) => dns::look_up(server, name, family).await.map_err(|error| {
                tracing::warn!("{server} does not resolve {}: {error}", String::from_utf8_lossy(name));
            }),
            None => names::look_up(names::query(name, family)).await.map_err(drop),
        }
    };
    match system::wait(question, system::limit(timeout)) {
        Ok(Ok(found)) if !found.is_empty() => {
            names::remember(name, family, source, found[0]);
            Ok(Zv::str(found[0].to_string()))
        }
        Ok(_) => fail(code::DNSLOOKUP_RESOLVE_FAILED),
        Err(stop) => stopped(stop, code::DNSLOOKUP_RESOLVE_TIMEOUT),
    }
}

pub(super) fn getaddrinfo(call: &mut Call<'_>) -> Outcome<Zv> {
    let Some(family) = family(call.opt_int(1).unwrap_or(AF_INET)) else { return Raised::check(false.into()) };
    running()?;
    let narrow = |index: usize, default: i64| i32::try_from(call.opt_int(index).unwrap_or(default)).unwrap_or(-1);
    let query = names::Query {
        name: call.bytes(0).to_vec(),
        family,
        socket_type: narrow(2, SOCK_STREAM),
        protocol: narrow(3, TCP),
        service: call.opt_bytes(4).map(<[u8]>::to_vec),
    };
    match system::wait(names::look_up(query), system::limit(call.opt_float(5).unwrap_or(-1.0))) {
        Ok(Ok(found)) => Ok(found.iter().map(|ip| Zv::str(ip.to_string())).collect::<Array>().into()),
        Ok(Err(error)) => fail(error.into()),
        Err(stop) => stopped(stop, code::CO_TIMEDOUT),
    }
}

fn clear_dns_cache(_: &mut Call<'_>) {
    names::forget();
}

pub(super) fn statvfs(call: &mut Call<'_>) -> Outcome<Zv> {
    running()?;
    let path = call.bytes(0).to_vec();
    let figures = match system::wait(system::in_pool(move || filesystem::figures(&path)), None) {
        Ok(Ok(Ok(figures))) => figures,
        Ok(Ok(Err(error)) | Err(error)) => return fail_with(&error),
        Err(stop) => return stopped(stop, code::CO_TIMEDOUT),
    };
    let fields = [
        ("bsize", figures.block_size),
        ("frsize", figures.fragment_size),
        ("blocks", figures.blocks),
        ("bfree", figures.free_blocks),
        ("bavail", figures.available_blocks),
        ("files", figures.files),
        ("ffree", figures.free_files),
        ("favail", figures.available_files),
        ("fsid", figures.id),
        ("flag", figures.flags),
        ("namemax", figures.longest_name),
    ];
    let mut result = Array::with_capacity(fields.len());
    for (name, value) in fields {
        result.insert(name, value as i64);
    }
    Ok(result.into())
}

pub(super) fn wait(call: &mut Call<'_>) -> Outcome<Zv> {
    wait_for(-1, call.opt_float(0).unwrap_or(-1.0))
}

pub(super) fn wait_pid(call: &mut Call<'_>) -> Outcome<Zv> {
    wait_for(call.int(0), call.opt_float(1).unwrap_or(-1.0))
}

fn wait_for(which: i64, timeout: f64) -> Outcome<Zv> {
    running()?;
    let Ok(which) = i32::try_from(which) else { return fail(EINVAL) };
    match system::wait(children::wait(which), system::limit(timeout)) {
        Ok(Ok((pid, status))) => {
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
        Ok(Err(error)) => {
            priority::set_errno(error.raw_os_error().unwrap_or(0));
            Ok(false.into())
        }
        Err(stop) => stopped(stop, ETIMEDOUT),
    }
}

pub(super) fn wait_signal(call: &mut Call<'_>) -> Outcome<Zv> {
    running()?;
    let asked: Vec<i64> = match call.zv(0).as_array() {
        Some(list) => list.iter().map(|(_, value): (Key, Zv)| value.to_int()).collect(),
        None => vec![call.int(0)],
    };
    if asked.iter().any(|number| !(0..=SIGNALS).contains(number) || *number == SIGCHLD) {
        return refuse("Invalid signal in the given list");
    }
    let numbers: Vec<i32> = asked.into_iter().map(|number| number as i32).collect();
    if numbers.iter().any(|number| crate::signals::has_callback(*number)) {
        return refuse("Unable to wait signal, async signal listener has been registered");
    }
    let timeout = call.opt_float(1).unwrap_or(-1.0);
    match system::wait(async { crate::signals::arrival(&numbers).await }, system::limit(timeout)) {
        Ok(number) => Ok(i64::from(number).into()),
        Err(stop) => stopped(stop, code::CO_TIMEDOUT),
    }
}

pub(super) fn wait_event(call: &mut Call<'_>) -> Outcome<Zv> {
    let Some(fd) = descriptor_of(call.zv(0)) else { return Raised::check(false.into()) };
    running()?;
    let events = call.opt_int(1).unwrap_or(crate::event_loop::watchers::READ);
    if events & (crate::event_loop::watchers::READ | crate::event_loop::watchers::WRITE) == 0 {
        return fail(EINVAL);
    }
    match system::wait(readiness::wait(fd, events), system::limit(call.opt_float(2).unwrap_or(-1.0))) {
        Ok(Ok(ready)) => Ok(ready.into()),
        Ok(Err(error)) => fail_with(&error),
        Err(stop) => stopped(stop, code::CO_TIMEDOUT),
    }
}
