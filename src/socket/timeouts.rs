//! The time limits of sockets: what `Coroutine::set()` says of those to come, and what each one has. It must not wait.

use std::cell::Cell;

/// Seconds; below 0: no limit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Timeouts {
    pub connect: f64,
    pub read: f64,
    pub write: f64,
    pub dns: f64,
}

/// As the manual says.
const DEFAULT: Timeouts = Timeouts { connect: 2.0, read: 60.0, write: 60.0, dns: 60.0 };

thread_local! {
    static CURRENT: Cell<Timeouts> = const { Cell::new(DEFAULT) };
}

/// What a new socket begins with.
pub fn current() -> Timeouts {
    CURRENT.get()
}

/// An option of `Coroutine::set()`; false: it is none of these. 0 changes nothing.
pub fn set_option(name: &str, seconds: f64) -> bool {
    let mut all = CURRENT.get();
    let set = all.set(name.strip_prefix("socket_").unwrap_or_default(), seconds);
    CURRENT.set(all);
    set
}

pub fn reset() {
    CURRENT.set(DEFAULT);
}

impl Timeouts {
    /// `timeout`, `connect_timeout`, `read_timeout`, `write_timeout` …; false: there is none of that name.
    pub fn set(&mut self, name: &str, seconds: f64) -> bool {
        let one = match name {
            "timeout" => {
                if seconds != 0.0 {
                    (self.connect, self.read, self.write) = (seconds, seconds, seconds);
                }
                return true;
            }
            "connect_timeout" => &mut self.connect,
            "read_timeout" | "recv_timeout" => &mut self.read,
            "write_timeout" | "send_timeout" => &mut self.write,
            "dns_timeout" => &mut self.dns,
            _ => return false,
        };
        if seconds != 0.0 {
            *one = seconds;
        }
        true
    }
}
