//! The options of the log: level, file, date format, rotation. What is done with them is in [`crate::log`].

use std::path::PathBuf;

use super::raw::Reader;

/// `SWOOLE_LOG_*`: the least severe message that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum LogLevel {
    Debug = 0,
    Trace = 1,
    Info = 2,
    Notice = 3,
    Warning = 4,
    Error = 5,
    None = 6,
}

impl LogLevel {
    /// Numbers beyond the range mean the nearest level, as in the original (99 silences everything).
    pub fn from_number(number: i64) -> Self {
        match number {
            i64::MIN..=0 => Self::Debug,
            1 => Self::Trace,
            2 => Self::Info,
            3 => Self::Notice,
            4 => Self::Warning,
            5 => Self::Error,
            6..=i64::MAX => Self::None,
        }
    }
}

/// `SWOOLE_LOG_ROTATION_*`: how often a new file is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum LogRotation {
    Single = 0,
    Monthly = 1,
    Daily = 2,
    Hourly = 3,
    EveryMinute = 4,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSettings {
    /// None: standard output.
    pub file: Option<PathBuf>,
    pub level: LogLevel,
    /// For strftime.
    pub date_format: String,
    pub microseconds: bool,
    pub rotation: LogRotation,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            file: None,
            level: LogLevel::Info,
            date_format: "%Y-%m-%d %H:%M:%S".to_owned(),
            microseconds: false,
            rotation: LogRotation::Single,
        }
    }
}

impl LogSettings {
    pub(super) fn resolve(read: &mut Reader<'_>) -> Self {
        let defaults = Self::default();
        let rotation = match read.int("log_rotation") {
            Some(1) => LogRotation::Monthly,
            Some(2) => LogRotation::Daily,
            Some(3) => LogRotation::Hourly,
            Some(4) => LogRotation::EveryMinute,
            _ => LogRotation::Single,
        };
        Self {
            file: read.path("log_file"),
            level: read.int("log_level").map_or(defaults.level, LogLevel::from_number),
            date_format: read.text("log_date_format").unwrap_or(defaults.date_format),
            microseconds: read.flag("log_date_with_microseconds").unwrap_or(false),
            rotation,
        }
    }
}
