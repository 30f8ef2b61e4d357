//! Functions that look at the machine, the request's objects and the log.

use std::cell::RefCell;
use std::collections::HashSet;

use rswoole_engine::log;
use rswoole_engine::settings::LogLevel;
use rswoole_engine::sys::interfaces::{InterfaceAddress, addresses};

use crate::errors;
use crate::zend::{Array, Call, Function, Object, Zv, method, objects};

pub static FUNCTIONS: &[Function] = &[
    method("function swoole_get_local_ip(int $family = AF_INET): array", local_ip),
    method("function swoole_get_local_mac(): array", local_mac),
    method("function swoole_error_log(int $level, string $msg): void", error_log),
    method("function swoole_error_log_ex(int $level, int $error, string $msg): void", error_log_ex),
    method("function swoole_ignore_error(int $error): void", ignore_error),
    method("function swoole_get_objects(): array|false", get_objects),
    method("function swoole_get_object_by_handle(int $handle): object|false", get_object),
    method("function swoole_get_vm_status(): array", vm_status),
];

const AF_INET: i64 = 2;
const AF_INET6: i64 = 10;

thread_local! {
    /// Codes that `swoole_error_log_ex` does not write.
    static IGNORED: RefCell<HashSet<i64>> = RefCell::default();
}

/// One address of each interface, by the interface's name.
fn by_interface(text: impl Fn(InterfaceAddress) -> Option<String>) -> Array {
    let mut found = Array::new();
    for (name, address) in addresses().unwrap_or_default() {
        if let Some(text) = text(address) {
            found.insert(&name, text);
        }
    }
    found
}

fn local_ip(call: &mut Call<'_>) -> Array {
    let family = call.opt_int(0).unwrap_or(AF_INET);
    by_interface(|address| match (address, family) {
        (InterfaceAddress::V4(address), AF_INET) => Some(address.to_string()),
        (InterfaceAddress::V6(address), AF_INET6) => Some(address.to_string()),
        _ => None,
    })
}

fn local_mac(_: &mut Call<'_>) -> Array {
    by_interface(|address| match address {
        InterfaceAddress::Hardware([a, b, c, d, e, f]) => {
            Some(format!("{a:02X}:{b:02X}:{c:02X}:{d:02X}:{e:02X}:{f:02X}"))
        }
        _ => None,
    })
}

/// A number that is no level counts as information.
fn level(number: i64) -> LogLevel {
    if number < LogLevel::None as i64 { LogLevel::from_number(number) } else { LogLevel::Info }
}

fn error_log(call: &mut Call<'_>) {
    log::write(level(call.int(0)), format_args!("{}", String::from_utf8_lossy(call.bytes(1))));
}

fn error_log_ex(call: &mut Call<'_>) {
    let code = call.int(1);
    errors::set_last(code);
    if !IGNORED.with_borrow(|ignored| ignored.contains(&code)) {
        let text = String::from_utf8_lossy(call.bytes(2));
        log::write(level(call.int(0)), format_args!("zif_swoole_error_log_ex() (ERRNO {code}): {text}"));
    }
}

fn ignore_error(call: &mut Call<'_>) {
    IGNORED.with_borrow_mut(|ignored| ignored.insert(call.int(0)));
}

fn get_objects(_: &mut Call<'_>) -> Zv {
    let all: Array = objects::all().into_iter().collect();
    if all.is_empty() { Zv::bool(false) } else { all.into() }
}

fn get_object(call: &mut Call<'_>) -> Zv {
    let found = u32::try_from(call.int(0)).ok().and_then(objects::by_number);
    found.map_or(Zv::bool(false), |object: Object| object.into())
}

fn vm_status(_: &mut Call<'_>) -> Array {
    let mut status = Array::with_capacity(2);
    status.insert("object_num", objects::all().len() as i64);
    status.insert("resource_num", objects::resources());
    status
}
