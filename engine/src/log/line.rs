//! The shape of a line, and who writes it. Must not know where the line goes.

use std::cell::Cell;
use std::fmt::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use super::date::Local;
use crate::settings::{LogLevel, LogSettings};

/// Marks in the log which kind of process (in the master: with its threads) wrote a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ProcessKind {
    /// Before the server starts, and any process that is not the server's.
    Outside = b'%',
    Master = b'#',
    Manager = b'$',
    Worker = b'*',
    TaskWorker = b'^',
    User = b'@',
}

/// Kind (low byte) and id (from bit 8) of this process; one word, so that a reader never sees half a change.
static IDENTITY: AtomicU64 = AtomicU64::new(ProcessKind::Outside as u64);

thread_local! {
    /// The id of a thread that has one of its own: a reactor thread of the master.
    static THREAD: Cell<Option<u32>> = const { Cell::new(None) };
}

/// Says what this process is from now on; first thing after a fork. `id` is the worker's id, 0 for master and manager.
pub fn assume(kind: ProcessKind, id: u32) {
    IDENTITY.store(u64::from(id) << 8 | kind as u64, Ordering::Relaxed);
    THREAD.set(None);
    super::after_fork();
}

/// Gives the calling thread an id of its own in the log.
pub fn name_thread(id: u32) {
    THREAD.set(Some(id));
}

/// One line with its end.
pub fn format(
    settings: &LogSettings,
    local: &Local<'_>,
    microseconds: u32,
    level: LogLevel,
    message: fmt::Arguments<'_>,
) -> String {
    let identity = IDENTITY.load(Ordering::Relaxed);
    let marker = char::from(identity as u8);
    // A thread that is being torn down has lost its own id already.
    let id = THREAD.try_with(Cell::get).ok().flatten().unwrap_or((identity >> 8) as u32);
    let mut line = String::with_capacity(160);
    line.push('[');
    local.format(&settings.date_format, &mut line);
    // Writing to a String cannot fail; a Display that claims to leaves its message cut.
    if settings.microseconds {
        let _ = write!(line, "<.{microseconds:06}>");
    }
    let _ = write!(line, " {marker}{}.{id}]\t{}\t", std::process::id(), label(level));
    let _ = line.write_fmt(message);
    line.push('\n');
    line
}

fn label(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Debug => "DEBUG",
        LogLevel::Trace => "TRACE",
        LogLevel::Info => "INFO",
        LogLevel::Notice => "NOTICE",
        LogLevel::Warning => "WARNING",
        LogLevel::Error | LogLevel::None => "ERROR",
    }
}
