//! PHP arrays of options → the engine's raw settings, and what is said about them: one warning for each option that is
//! unknown, out of place, out of range or not built. Knows no option by name.

use rswoole_engine::settings::{
    Environment, IniDefaults, RawSettings, Scope, ServerMode, SettingError, Severity, Value, Warning,
};

use crate::class::exception;
use crate::functions;
use crate::state::Mode;
use crate::zend::{self, Array, Callable, Key, Kind, Outcome, Raised, Zv};

/// Takes every option of the array into `raw`. A bad one is an exception; those before it are kept.
pub fn apply(raw: &mut RawSettings, options: &Array, scope: Scope) -> Outcome<()> {
    let mut said = Vec::new();
    let mut failed = None;
    for (key, value) in options.iter() {
        let key = match &key {
            Key::Str(text) => text.as_bytes().to_vec(),
            Key::Int(number) => number.to_string().into_bytes(),
        };
        let value = if functions::is_function(&key) { function(&value) } else { convert(&value) };
        match raw.set(&key, value, scope) {
            Ok(warnings) => said.extend(warnings),
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
    }
    say(&said);
    match failed {
        Some(error) => Err(throw(&error)),
        None => Raised::check(()),
    }
}

/// Says what is to be said of an option that was set outside of a server: that it means nothing, or nothing there.
pub fn note(name: &str, value: &Zv) -> Outcome<()> {
    match RawSettings::new().set(name.as_bytes(), convert(value), Scope::Coroutine) {
        Ok(warnings) => {
            say(&warnings);
            Raised::check(())
        }
        Err(error) => Err(throw(&error)),
    }
}

/// What the original says as PHP warnings is one here too; the rest goes to the log.
pub fn say(warnings: &[Warning]) {
    for warning in warnings {
        match warning.severity() {
            Severity::UserWarning => zend::user_warning(&warning.to_string()),
            Severity::Warning => tracing::warn!("{warning}"),
            Severity::Info => tracing::info!("{warning}"),
        }
    }
}

pub fn throw(error: &SettingError) -> Raised {
    zend::throw(&exception::EXCEPTION, crate::errors::code::INVALID_PARAMS, &error.to_string())
}

/// One that can not be called is as if it was not set: `Functions::take` says so.
fn function(value: &Zv) -> Value {
    if Callable::new(value).is_ok() { Value::Callable } else { Value::Null }
}

/// A value as the engine sees it.
pub fn convert(value: &Zv) -> Value {
    match value.kind() {
        Kind::Null | Kind::Resource => Value::Null,
        Kind::Bool => Value::Bool(value.to_bool()),
        Kind::Int => Value::Int(value.to_int()),
        Kind::Float => Value::Float(value.to_float()),
        Kind::Str => Value::Bytes(value.as_bytes().unwrap_or_default().to_vec()),
        Kind::Array => value.as_array().map_or(Value::Null, convert_array),
        Kind::Object => match value.as_object().map(zend::Object::class_name) {
            Some(name) if name == "Closure" => Value::Callable,
            Some(name) => Value::Object(name),
            None => Value::Null,
        },
    }
}

fn convert_array(array: &Array) -> Value {
    let is_list = array.iter().enumerate().all(|(at, (key, _))| matches!(key, Key::Int(number) if number == at as i64));
    if is_list {
        return Value::List(array.iter().map(|(_, value)| convert(&value)).collect());
    }
    let pairs = array.iter().map(|(key, value)| {
        let key = match key {
            Key::Str(text) => text.as_bytes().to_vec(),
            Key::Int(number) => number.to_string().into_bytes(),
        };
        (key, convert(&value))
    });
    Value::Map(pairs.collect())
}

/// What the resolution of options has to know of this machine, process and php.ini.
pub fn environment(mode: Mode) -> Environment {
    Environment {
        mode: match mode {
            Mode::Base => ServerMode::Base,
            Mode::Process => ServerMode::Process,
        },
        cpus: std::thread::available_parallelism().map_or(1, usize::from),
        open_files_limit: rswoole_engine::sys::limits::open_files(),
        is_root: rswoole_engine::sys::user::is_root(),
        ini: IniDefaults { display_errors: zend::ini_bool("swoole.display_errors") },
    }
}
