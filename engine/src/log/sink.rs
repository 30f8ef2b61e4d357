//! Where lines go: a file under one descriptor number, or standard output. Owns rotation and reopening; must not take a lock.

use std::fs::OpenOptions;
use std::io;
use std::os::fd::{AsRawFd, IntoRawFd, OwnedFd, RawFd};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::date::Local;
use crate::settings::{LogRotation, LogSettings};
use crate::sys::descriptor;

pub struct Sink {
    fd: RawFd,
    /// The period (see [`period`]) whose file is under `fd`; another one means that a file must be opened first. The thread that moves it on
    /// opens the file, the others go on writing: at worst their lines end up in the old file.
    period: AtomicU64,
}

/// No file belongs to it: the next line opens one.
const UNKNOWN_PERIOD: u64 = 0;

impl Sink {
    pub const fn standard_output() -> Self {
        Self { fd: libc::STDOUT_FILENO, period: AtomicU64::new(UNKNOWN_PERIOD) }
    }

    /// Opens the file of `settings`. The descriptor number of the previous configuration is kept, so that nothing leaks and whoever still
    /// writes to it meets the new file.
    pub fn open(settings: &LogSettings, previous: Option<&Sink>, local: &Local<'_>) -> io::Result<Self> {
        let Some(path) = &settings.file else { return Ok(Self::standard_output()) };
        let period = period(settings.rotation, local);
        let file = open(&rotated(path, settings.rotation, period))?;
        let fd = match previous.and_then(Sink::file) {
            Some(fd) => {
                descriptor::replace(fd, file)?;
                fd
            }
            None => beyond_standard_streams(file)?.into_raw_fd(),
        };
        Ok(Self { fd, period: AtomicU64::new(period) })
    }

    /// The descriptor, if it is a file's.
    pub fn file(&self) -> Option<RawFd> {
        (self.fd != libc::STDOUT_FILENO).then_some(self.fd)
    }

    /// One write(2). There is nobody to tell when it fails.
    pub fn write(&self, settings: &LogSettings, local: &Local<'_>, line: &str) {
        if settings.rotation != LogRotation::Single && self.is_first_of(period(settings.rotation, local)) {
            // When the new file cannot be opened the old one goes on, until the next period.
            let _ = self.reopen(settings, local);
        }
        let _ = descriptor::write_once(self.fd, line.as_bytes());
    }

    /// Whether the caller is the one to open the file of `period`.
    fn is_first_of(&self, period: u64) -> bool {
        let known = self.period.load(Ordering::Relaxed);
        known != period && self.period.compare_exchange(known, period, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    pub fn reopen(&self, settings: &LogSettings, local: &Local<'_>) -> io::Result<()> {
        let (Some(fd), Some(path)) = (self.file(), &settings.file) else { return Ok(()) };
        let file = open(&rotated(path, settings.rotation, period(settings.rotation, local)))?;
        descriptor::replace(fd, file)
    }

    /// The parent may have been forked between moving the period on and opening its file.
    pub fn forget_period(&self) {
        self.period.store(UNKNOWN_PERIOD, Ordering::Relaxed);
    }
}

fn open(path: &Path) -> io::Result<OwnedFd> {
    let file = OpenOptions::new().append(true).create(true).open(path)?;
    Ok(file.into())
}

/// A process started with a standard stream closed would find the log under its number, and PHP's output in the log.
fn beyond_standard_streams(file: OwnedFd) -> io::Result<OwnedFd> {
    if file.as_raw_fd() > libc::STDERR_FILENO { Ok(file) } else { file.try_clone() }
}

/// The date down to what the rotation looks at, in decimal: 202611, 20261123, …; 1 when there is no rotation.
fn period(rotation: LogRotation, local: &Local<'_>) -> u64 {
    if rotation == LogRotation::Single {
        return 1;
    }
    let parts = local.parts();
    let month = parts.year.unsigned_abs() * 100 + u64::from(parts.month) + 1;
    let day = month * 100 + u64::from(parts.day);
    let hour = day * 100 + u64::from(parts.hour);
    match rotation {
        LogRotation::Single => 1,
        LogRotation::Monthly => month,
        LogRotation::Daily => day,
        LogRotation::Hourly => hour,
        LogRotation::EveryMinute => hour * 100 + u64::from(parts.minute),
    }
}

/// `server.log` itself, or `server.log.20261123`.
fn rotated(path: &Path, rotation: LogRotation, period: u64) -> PathBuf {
    if rotation == LogRotation::Single {
        return path.to_owned();
    }
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{period}"));
    name.into()
}

#[cfg(test)]
mod tests;
