//! PHP values on their way between processes: strings as they are, everything else serialized as PHP does it, and the flags of a task
//! that say which. Must not send.

use rswoole_engine::log;

use crate::zend::{Callable, Outcome, Str, Zv};

/// Values of the `SWOOLE_TASK_*` constants.
pub mod flag {
    pub const SERIALIZE: u16 = 2;
    /// The one who gave the task goes on.
    pub const NONBLOCK: u16 = 4;
    /// A callback of its own gets the result.
    pub const CALLBACK: u16 = 8;
    /// One of several that are waited for.
    pub const WAITALL: u16 = 16;
    /// A coroutine waits.
    pub const COROUTINE: u16 = 32;
    /// Nobody takes a result.
    pub const NOREPLY: u16 = 128;
}

/// The bytes to send, and `flag::SERIALIZE` if they are to be unserialized. A value that can not be serialized is PHP's exception.
pub fn pack(value: &Zv) -> Outcome<(Str, u16)> {
    if let Some(text) = value.as_str() {
        return Ok((text, 0));
    }
    let serialized = function("serialize").call(&mut [value.clone()])?;
    Ok((serialized.to_str()?, flag::SERIALIZE))
}

/// The value again. None: the bytes are not what `pack` made.
pub fn unpack(flags: u16, data: &[u8]) -> Outcome<Option<Zv>> {
    if flags & flag::SERIALIZE == 0 {
        return Ok(Some(Zv::str(data)));
    }
    let value = function("unserialize").call(&mut [Zv::str(data)])?;
    let failed = value.as_bool() == Some(false) && data != b"b:0;";
    Ok((!failed).then_some(value))
}

/// What is said of data that does not unserialize; the server goes on.
pub fn refuse(what: &str, data: &[u8]) {
    log::write(
        rswoole_engine::settings::LogLevel::Warning,
        format_args!("{what} is skipped: its {} bytes can not be unserialized", data.len()),
    );
}

fn function(name: &str) -> Callable {
    // Part of every PHP.
    Callable::new(&Zv::str(name)).expect("serialize() and unserialize() always exist")
}
