//! Options as they were set, converted to the type that the table gives them; the last value of a name wins. Cross-option rules are not
//! known here, they belong to the `resolve` functions.

use std::path::PathBuf;
use std::time::Duration;

use super::diagnostics::{SettingError, Warning, WarningKind};
use super::table::{self, Definition, Kind, Range, Support};
use super::value::{Converted, Value};

/// On which object an option was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Server,
    Port,
    Coroutine,
    /// `Coroutine\Http\Server`
    Hosted,
    /// Clients, and `Coroutine\Socket::setProtocol()`.
    Client,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawSettings {
    given: bool,
    /// By canonical name; few enough that a search beats a map. Values have the type of the table.
    entries: Vec<(&'static str, Value)>,
}

impl RawSettings {
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing was given, not even an empty list of options.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && !self.given
    }

    /// Options were given, whatever became of them: a port stands on its own then.
    pub fn note_given(&mut self) {
        self.given = true;
    }

    /// Takes one option. An option that is unknown, misplaced or not built gives a warning and is otherwise without effect; null means "not
    /// set", as in the original.
    pub fn set(&mut self, key: &[u8], value: Value, scope: Scope) -> Result<Vec<Warning>, SettingError> {
        let name = String::from_utf8_lossy(key);
        let Some(definition) = table::find_in(scope, &name) else {
            // `Coroutine::set()` of the original keeps whatever it is given, silently.
            return Ok(if scope == Scope::Coroutine { Vec::new() } else { vec![unknown(&name)] });
        };
        if value == Value::Null {
            return Ok(Vec::new());
        }
        if !definition.scopes.allows(scope) {
            return Ok(vec![misplaced(&name, definition, scope)]);
        }
        let mut warnings = Vec::new();
        match definition.support {
            Support::NotYet(feature) if value.truthy() => warnings.push(Warning::new(
                WarningKind::NotYet,
                &name,
                format!("option [{name}] is accepted by the original but not supported yet: {feature} not built; the value {} is ignored", value.shown()),
            )),
            Support::NoEffect(reason) => {
                warnings.push(Warning::new(WarningKind::NoEffect, &name, format!("option [{name}] has no effect: {reason}")));
            }
            _ => {}
        }
        if let Some(value) = convert(&name, definition, value, &mut warnings)? {
            self.entries.retain(|(known, _)| *known != definition.name);
            self.entries.push((definition.name, value));
        }
        Ok(warnings)
    }

    /// The value under a canonical name, in the type of the table.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.entries.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

fn unknown(name: &str) -> Warning {
    // The original compares names in lower case when it looks for unknown ones, but then reads only the lower-case name.
    match table::find(&name.to_ascii_lowercase()) {
        Some(definition) => Warning::new(
            WarningKind::Misplaced,
            name,
            format!("option [{name}] is ignored: names are in lower case, write [{}]", definition.name),
        ),
        None => Warning::new(WarningKind::Unknown, name, format!("unsupported option [{name}]")),
    }
}

fn misplaced(name: &str, definition: &Definition, scope: Scope) -> Warning {
    let here = match scope {
        Scope::Server => "a server",
        Scope::Port => "a port",
        Scope::Coroutine => "coroutines",
        Scope::Hosted => "a Coroutine\\Http\\Server",
        Scope::Client => "a client or socket",
    };
    Warning::new(
        WarningKind::Misplaced,
        name,
        format!("option [{name}] has no effect on {here}: set it on {}", definition.scopes.described()),
    )
}

/// The value in the type of its definition; None when it is ignored.
fn convert(
    name: &str,
    definition: &Definition,
    value: Value,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Value>, SettingError> {
    let option = || name.to_owned();
    if let Some(check) = definition.check {
        check(&value)?;
    }
    Ok(Some(match definition.kind {
        Kind::Flag => Value::Bool(value.truthy()),
        Kind::Int(range) => Value::Int(in_range(name, number(name, &value, value.to_int(), warnings), range, warnings)),
        Kind::Size(range) => {
            let converted =
                value.to_size().ok_or_else(|| SettingError::NotASize { option: option(), value: value.shown() })?;
            Value::Int(in_range(name, number(name, &value, converted, warnings), range, warnings))
        }
        Kind::Seconds => Value::Float(number(name, &value, value.to_float(), warnings)),
        Kind::Text => match (&value, value.to_text()) {
            (_, Some(text)) => Value::Bytes(text),
            (Value::Object(class), None) => {
                return Err(SettingError::NotAString { option: option(), class: class.clone() });
            }
            (Value::Callable, None) => {
                return Err(SettingError::NotAString { option: option(), class: "Closure".to_owned() });
            }
            _ => {
                warnings.push(Warning::new(
                    WarningKind::WrongType,
                    name,
                    format!("option [{name}] expects a string, {} given; it is ignored", value.type_name()),
                ));
                return Ok(None);
            }
        },
        Kind::Array => match value {
            Value::List(_) | Value::Map(_) => value,
            other => return Err(SettingError::NotAnArray { option: option(), given: other.type_name() }),
        },
        Kind::Callable | Kind::Any => value,
    }))
}

fn number<T: std::fmt::Display>(name: &str, given: &Value, converted: Converted<T>, warnings: &mut Vec<Warning>) -> T {
    if !converted.clean {
        warnings.push(Warning::new(
            WarningKind::WrongType,
            name,
            format!("option [{name}] expects a number, {} given; it is taken as {}", given.shown(), converted.value),
        ));
    }
    converted.value
}

fn in_range(name: &str, value: i64, range: Range, warnings: &mut Vec<Warning>) -> i64 {
    let inside = value.clamp(range.min, range.max);
    if inside != value {
        warnings.push(Warning::new(
            WarningKind::OutOfRange,
            name,
            format!("option [{name}] is {value}, allowed is {range}; {inside} is used"),
        ));
    }
    inside
}

/// Typed look-ups for the `resolve` functions, over layers of which the last wins; collects their warnings.
pub(super) struct Reader<'a> {
    layers: Vec<&'a RawSettings>,
    warnings: Vec<Warning>,
}

impl<'a> Reader<'a> {
    pub fn new(layers: &[&'a RawSettings]) -> Self {
        Self { layers: layers.to_vec(), warnings: Vec::new() }
    }

    pub fn value(&self, name: &str) -> Option<&'a Value> {
        debug_assert!(table::find(name).is_some_and(|d| d.name == name), "no option is called {name}");
        self.layers.iter().rev().find_map(|layer| layer.get(name))
    }

    pub fn flag(&self, name: &str) -> Option<bool> {
        self.value(name).map(Value::truthy)
    }

    pub fn int(&self, name: &str) -> Option<i64> {
        self.value(name).map(|value| value.to_int().value)
    }

    /// A number that the table keeps at 0 or above.
    pub fn count(&self, name: &str) -> Option<u32> {
        self.int(name).map(|value| u32::try_from(value.max(0)).unwrap_or(u32::MAX))
    }

    pub fn size(&self, name: &str) -> Option<usize> {
        self.int(name).map(|value| usize::try_from(value.max(0)).unwrap_or(usize::MAX))
    }

    /// Seconds, where nothing, zero or less means "without limit".
    pub fn seconds(&self, name: &str) -> Option<Duration> {
        let seconds = self.value(name)?.to_float().value;
        if seconds > 0.0 { Duration::try_from_secs_f64(seconds).ok() } else { None }
    }

    pub fn text(&self, name: &str) -> Option<String> {
        let text = self.value(name)?.to_text()?;
        if text.is_empty() { None } else { Some(String::from_utf8_lossy(&text).into_owned()) }
    }

    /// The strings of a list.
    pub fn texts(&self, name: &str) -> Vec<Vec<u8>> {
        let values: Vec<&Value> = match self.value(name) {
            Some(Value::List(values)) => values.iter().collect(),
            Some(Value::Map(pairs)) => pairs.iter().map(|(_, value)| value).collect(),
            _ => Vec::new(),
        };
        values.into_iter().filter_map(Value::to_text).collect()
    }

    pub fn path(&self, name: &str) -> Option<PathBuf> {
        use std::os::unix::ffi::OsStringExt;
        let text = self.value(name)?.to_text()?;
        if text.is_empty() { None } else { Some(PathBuf::from(std::ffi::OsString::from_vec(text))) }
    }

    pub fn warn(&mut self, option: &str, message: String) {
        self.warnings.push(Warning::new(WarningKind::OutOfRange, option, message));
    }

    pub fn into_warnings(self) -> Vec<Warning> {
        self.warnings
    }
}

#[cfg(test)]
mod tests;
