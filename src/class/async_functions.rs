//! `swoole_async_set()`: options of the loop of a process outside of a server, and those of `Coroutine::set()`. It must not act on what other
//! features own.

use rswoole_engine::settings::table;

use crate::coroutine::options;
use crate::errors;
use crate::event_loop;
use crate::zend::{Call, Function, Key, Outcome, Raised, method, warning};

pub static FUNCTIONS: &[Function] = &[method("function swoole_async_set(array $settings): bool", set)];

fn set(call: &mut Call<'_>) -> Outcome<bool> {
    let Some(settings) = call.zv(0).as_array() else { return Err(call.argument_type_error(0, "of type array")) };
    for (key, value) in settings.iter() {
        let Key::Str(name) = &key else { continue };
        match name.to_text().as_str() {
            "enable_coroutine" => event_loop::set_in_coroutines(value.to_bool()),
            "display_errors" => errors::display(value.to_bool()),
            // Measured on the original: here it is taken and not used.
            "name_resolver" => warning("option \"name_resolver\" has no effect here: give it to Coroutine::set()"),
            known if table::find(known).is_some() => options::apply(known, &value)?,
            unknown => warning(&format!("unknown option \"{unknown}\"")),
        }
    }
    Raised::check(true)
}
