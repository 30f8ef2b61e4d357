//! The options of clients and sockets as they are set: checked by the table, and put over those that were set before. It must not act on them.

use std::cell::RefCell;
use std::collections::HashSet;

use rswoole_engine::settings::{RawSettings, Scope, WarningKind};

use crate::settings::{convert, throw};
use crate::zend::{Array, Key, Kind, Outcome, Raised, Zv};

/// What is said once in a process; beyond this number of different texts nothing more is.
const MOST_TEXTS: usize = 256;

thread_local! {
    static SAID: RefCell<HashSet<String>> = RefCell::new(HashSet::new());
}

/// The options so far, and over them the new ones. What could not be used is named and left out; text that should be a size is an exception.
pub fn take(old: &Zv, new: &Array) -> Outcome<Array> {
    let mut all = old.as_array().cloned().unwrap_or_default();
    for (key, value) in new.iter() {
        if is_usable(&key, &value)? {
            all.insert_key(&key, value);
        }
    }
    Raised::check(all)
}

/// The settings so far, and over them the new ones, whatever they are.
pub fn merged(old: &Zv, new: &Array) -> Array {
    let mut all = old.as_array().cloned().unwrap_or_default();
    for (key, value) in new.iter() {
        all.insert_key(&key, value);
    }
    all
}

/// A size in bytes above 0, which may be written as `2M`.
pub fn size(options: &Array, name: &str) -> Option<usize> {
    let size = convert(&options.get(name)?).size()?;
    usize::try_from(size).ok().filter(|size| *size > 0)
}

fn is_usable(key: &Key, value: &Zv) -> Outcome<bool> {
    // Objects may be functions, or know how to be a string: who uses them looks.
    if value.kind() == Kind::Object {
        return Ok(true);
    }
    let name = match key {
        Key::Str(text) => text.as_bytes().to_vec(),
        Key::Int(number) => number.to_string().into_bytes(),
    };
    let mut raw = RawSettings::new();
    let warnings = raw.set(&name, convert(value), Scope::Client).map_err(|error| throw(&error))?;
    for warning in &warnings {
        say_once(&warning.to_string());
    }
    Ok(!(raw.is_empty() && warnings.iter().any(|warning| warning.kind == WarningKind::WrongType)))
}

/// The original says nothing at all, and clients are made again and again: so it is a line of the log, and one for all of them.
fn say_once(text: &str) {
    let is_new = SAID.with(|said| {
        let mut said = said.borrow_mut();
        said.len() < MOST_TEXTS && said.insert(text.to_owned())
    });
    if is_new {
        tracing::warn!("{text}");
    }
}
