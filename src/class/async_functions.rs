//! `swoole_async_set()`: options of the loop of a process outside of a server. It must not act on what other features own.

use crate::errors;
use crate::event_loop;
use crate::zend::{Call, Function, Key, Outcome, Raised, method, warning};

pub static FUNCTIONS: &[Function] = &[method("function swoole_async_set(array $settings): bool", set)];

/// Known to the original, without a meaning here.
const WITHOUT_EFFECT: [&str; 12] = [
    "enable_signalfd",
    "wait_signal",
    "dns_cache_refresh_time",
    "dns_server",
    "socket_buffer_size",
    "buffer_output_size",
    "socket_send_timeout",
    "log_level",
    "aio_max_wait_time",
    "aio_max_idle_time",
    "thread_num",
    "aio_core_worker_num",
];

fn set(call: &mut Call<'_>) -> Outcome<bool> {
    let Some(settings) = call.zv(0).as_array() else { return Err(call.argument_type_error(0, "of type array")) };
    for (key, value) in settings.iter() {
        let Key::Str(name) = &key else { continue };
        match name.to_text().as_str() {
            "enable_coroutine" => event_loop::set_in_coroutines(value.to_bool()),
            "display_errors" => errors::display(value.to_bool()),
            known if WITHOUT_EFFECT.contains(&known) => {
                warning(&format!("option \"{known}\" has no effect in rswoole"));
            }
            unknown => warning(&format!("unknown option \"{unknown}\"")),
        }
    }
    Raised::check(true)
}
