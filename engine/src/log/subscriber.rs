//! Events of `tracing` as lines of the log. Spans carry nothing here and are not recorded.

use std::fmt::{self, Write};
use std::sync::OnceLock;

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber};

use crate::settings::LogLevel;

/// Makes the log the process's only subscriber: with one, `tracing` needs no lock to deliver an event. A program that has its own (a test)
/// keeps it.
pub fn install() {
    static DONE: OnceLock<()> = OnceLock::new();
    DONE.get_or_init(|| drop(tracing::subscriber::set_global_default(Journal)));
}

struct Journal;

impl Subscriber for Journal {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        // What a library says of each frame and of each fault of a peer is not for this log: the peer would fill it.
        if metadata.target().starts_with("h2::") {
            return Interest::never();
        }
        // The level may change; "sometimes" asks `enabled` each time.
        Interest::sometimes()
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let level = super::level();
        metadata.is_event() && level != LogLevel::None && severity(metadata.level()) >= level
    }

    /// Lets a disabled event cost one comparison.
    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(match super::level() {
            LogLevel::Debug | LogLevel::Trace => LevelFilter::TRACE,
            LogLevel::Info => LevelFilter::INFO,
            LogLevel::Notice | LogLevel::Warning => LevelFilter::WARN,
            LogLevel::Error => LevelFilter::ERROR,
            LogLevel::None => LevelFilter::OFF,
        })
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text::default();
        event.record(&mut text);
        super::emit(severity(event.metadata().level()), format_args!("{}{}", text.message, text.fields));
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The original's order is debug, trace, info, notice, warning, error; notices have no counterpart.
fn severity(level: &Level) -> LogLevel {
    match *level {
        Level::DEBUG => LogLevel::Debug,
        Level::TRACE => LogLevel::Trace,
        Level::INFO => LogLevel::Info,
        Level::WARN => LogLevel::Warning,
        Level::ERROR => LogLevel::Error,
    }
}

/// The message, then ` name=value` for every other field.
#[derive(Default)]
struct Text {
    message: String,
    fields: String,
}

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a String cannot fail.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}
