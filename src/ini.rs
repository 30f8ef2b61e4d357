//! The `swoole.*` ini settings: names, defaults and where they may be changed, as in the original, Swoole 6.2.2.

use crate::zend::{Access, Ini};

pub const INI: &[Ini] = &[
    switch("swoole.enable_library", "On", Access::All),
    switch("swoole.enable_fiber_mock", "Off", Access::All),
    switch("swoole.enable_preemptive_scheduler", "Off", Access::All),
    switch("swoole.display_errors", "On", Access::All),
    switch("swoole.use_shortname", "On", Access::System),
    number("swoole.socket_buffer_size", "8388608", Access::All),
    switch("swoole.blocking_detection", "Off", Access::System),
    number("swoole.blocking_threshold", "100000", Access::System),
    switch("swoole.profile", "Off", Access::System),
    switch("swoole.leak_detection", "Off", Access::System),
];

const fn switch(name: &'static str, default: &'static str, access: Access) -> Ini {
    Ini { name, default, access, is_bool: true }
}

const fn number(name: &'static str, default: &'static str, access: Access) -> Ini {
    Ini { name, default, access, is_bool: false }
}
