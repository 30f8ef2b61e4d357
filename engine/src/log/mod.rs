//! The log of the server: one line per message, in the file of `log_file` or on standard output; the sink of `tracing`.
//!
//! ```text
//! [2026-11-23 06:40:00 *1234.0]\tWARNING\tmessage
//!  time                ││    └ id: worker, reactor thread
//!                      │└ pid
//!                      └ kind of process: % before the start, # master, $ manager, * worker, ^ task worker, @ user process
//! ```
//!
//! # No lock that a fork could leave locked
//! The master forks a manager anew while its reactor threads may be logging. A lock held by such a thread at that instant is copied locked
//! into the child, where nobody will ever unlock it. So nothing on the way of a line takes one:
//!
//! - what is configured is an append-only chain of [`OnceLock`] nodes, read with one acquire load each, never freed (one node for each
//!   configuration, so one or two in the life of a process);
//! - the file has one descriptor number for the life of the process; reopening and rotating put a new file under that number by dup3, which
//!   is atomic for writers in other threads; each line is one write(2) with O_APPEND, so lines of threads and processes never mix;
//! - libc's localtime_r and strftime take the lock of the time zone. The zone's changes are asked for once, before the first thread, and dates
//!   are formatted by [`date`];
//! - `tracing` has one global subscriber and static callsites: events and their registration are lock-free then. Only [`configure`] and
//!   [`set_level`] take its lock, on the thread that forks;
//! - the allocator is made safe across fork by libc itself.
//!
//! The calling order: [`begin`] before anything else; [`configure`] before the first fork; [`assume`] first thing in every process; [`reopen`] whenever asked.

mod date;
mod line;
mod sink;
mod subscriber;
mod zone;

use std::fmt;
use std::io;
use std::os::fd::RawFd;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

pub use line::ProcessKind;
pub use line::{assume, name_thread};

use crate::settings::{LogLevel, LogSettings};
use sink::Sink;
use zone::Zone;

/// One configuration; the last of the chain is in force.
struct Node {
    settings: LogSettings,
    sink: Sink,
    next: OnceLock<Box<Node>>,
}

static CHAIN: OnceLock<Box<Node>> = OnceLock::new();
static ZONE: OnceLock<Zone> = OnceLock::new();
static LEVEL: AtomicU8 = AtomicU8::new(LogLevel::Info as u8);

/// Opens the file and makes `settings` the ones in force for this process and those forked from it. To be called before there are threads.
/// When the file cannot be opened the error says so, and the log goes to standard output, as in the original.
pub fn configure(settings: &LogSettings) -> io::Result<()> {
    let now = date::now();
    let zone = ZONE.get_or_init(|| Zone::read(now.seconds));
    let previous = chain().map(|node| &node.sink).filter(|sink| sink.file().is_some()).last();
    let (sink, result) = match Sink::open(settings, previous, &zone.at(now.seconds)) {
        Ok(sink) => (sink, Ok(())),
        Err(error) => (Sink::standard_output(), Err(error)),
    };
    append(Node { settings: settings.clone(), sink, next: OnceLock::new() });
    set_level(settings.level);
    result
}

/// For a process that is no server, or none yet: lines go to standard output. To be called before there are threads.
pub fn begin() {
    ZONE.get_or_init(|| Zone::read(date::now().seconds));
    subscriber::install();
}

/// Changes the level alone (`Coroutine::set(['log_level' => …])`).
pub fn set_level(level: LogLevel) {
    LEVEL.store(level as u8, Ordering::Relaxed);
    subscriber::install();
    tracing::callsite::rebuild_interest_cache();
}

pub fn level() -> LogLevel {
    LogLevel::from_number(LEVEL.load(Ordering::Relaxed).into())
}

/// Opens the file by its name again, after it was moved or removed (SIGRTMIN). Keeps the old one when that fails.
pub fn reopen() -> io::Result<()> {
    let Some(node) = current() else { return Ok(()) };
    let now = date::now();
    node.sink.reopen(&node.settings, &local(now.seconds))
}

/// The descriptor that lines go to: what daemonize puts under standard output. None without a log file.
pub fn descriptor() -> Option<RawFd> {
    current().and_then(|node| node.sink.file())
}

/// Writes a message of a level that `tracing` does not have, such as [`LogLevel::Notice`].
pub fn write(level: LogLevel, message: fmt::Arguments<'_>) {
    if level < self::level() || level == LogLevel::None {
        return;
    }
    emit(level, message);
}

/// Formats and writes one line, whatever the level in force.
fn emit(level: LogLevel, message: fmt::Arguments<'_>) {
    let now = date::now();
    let local = local(now.seconds);
    let fallback;
    let (settings, sink) = match current() {
        Some(node) => (&node.settings, &node.sink),
        None => {
            fallback = (LogSettings::default(), Sink::standard_output());
            (&fallback.0, &fallback.1)
        }
    };
    let bytes = line::format(settings, &local, now.microseconds, level, message);
    sink.write(settings, &local, &bytes);
}

/// A child inherits the file, but not the certainty that it is the right one.
fn after_fork() {
    if let Some(node) = current() {
        node.sink.forget_period();
    }
}

/// Local time without a lock; UTC before the zone is known.
fn local(seconds: i64) -> date::Local<'static> {
    match ZONE.get() {
        Some(zone) => zone.at(seconds),
        None => date::Local { epoch: seconds, offset: 0, zone: "UTC" },
    }
}

fn current() -> Option<&'static Node> {
    chain().last()
}

fn chain() -> impl Iterator<Item = &'static Node> {
    std::iter::successors(CHAIN.get(), |node| node.next.get()).map(|node| &**node)
}

fn append(node: Node) {
    let mut node = Box::new(node);
    let mut place = &CHAIN;
    // A place that was taken in the meantime gives the node back.
    while let Err(back) = place.set(node) {
        node = back;
        match place.get() {
            Some(taken) => place = &taken.next,
            None => return,
        }
    }
}
