//! The options of `Coroutine::set()`; `Server::set()` takes them too and overrides.

use std::time::Duration;

use super::IniDefaults;
use super::diagnostics::Warning;
use super::raw::{RawSettings, Reader};

#[derive(Debug, Clone, PartialEq)]
pub struct CoroutineSettings {
    /// Coroutines at once in one process; creating one more is refused.
    pub max_coroutine: u32,
    /// Bytes of C stack for one coroutine.
    pub stack_size: usize,
    pub enable_deadlock_check: bool,
    pub deadlock_check_disable_trace: bool,
    pub deadlock_check_limit: u32,
    pub deadlock_check_depth: u32,
    /// A coroutine that runs for 10 ms is interrupted.
    pub enable_preemptive_scheduler: bool,
    /// `SWOOLE_HOOK_*`; kept for `getOptions()`, hooks are not built yet.
    pub hook_flags: i64,
    pub socket_connect_timeout: Option<Duration>,
    pub socket_read_timeout: Option<Duration>,
    pub socket_write_timeout: Option<Duration>,
    pub socket_dns_timeout: Option<Duration>,
}

impl CoroutineSettings {
    /// Later maps win: pass what `Coroutine::set()` collected first, then the server's.
    pub fn resolve(layers: &[&RawSettings], ini: &IniDefaults) -> (Self, Vec<Warning>) {
        let mut read = Reader::new(layers);
        let settings = Self::read(&mut read, ini);
        (settings, read.into_warnings())
    }

    pub(super) fn read(read: &mut Reader<'_>, ini: &IniDefaults) -> Self {
        let all = read.seconds("socket_timeout");
        let timeout = |name: &str| read.seconds(name).or(all);
        let (connect, reading, writing, dns) = (
            timeout("socket_connect_timeout"),
            timeout("socket_read_timeout"),
            timeout("socket_write_timeout"),
            timeout("socket_dns_timeout"),
        );
        Self {
            max_coroutine: read.count("max_coroutine").filter(|&n| n > 0).unwrap_or(100_000),
            stack_size: read.size("c_stack_size").filter(|&n| n > 0).unwrap_or(2 << 20),
            enable_deadlock_check: read.flag("enable_deadlock_check").unwrap_or(true),
            deadlock_check_disable_trace: read.flag("deadlock_check_disable_trace").unwrap_or(false),
            deadlock_check_limit: read.count("deadlock_check_limit").unwrap_or(32),
            deadlock_check_depth: read.count("deadlock_check_depth").unwrap_or(32),
            enable_preemptive_scheduler: read
                .flag("enable_preemptive_scheduler")
                .unwrap_or(ini.enable_preemptive_scheduler),
            hook_flags: read.int("hook_flags").unwrap_or(0),
            socket_connect_timeout: connect,
            socket_read_timeout: reading,
            socket_write_timeout: writing,
            socket_dns_timeout: dns,
        }
    }
}
