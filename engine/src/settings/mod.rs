//! Options of `Server::set()`, `Server\Port::set()` and `Coroutine::set()`: raw values as set → resolved values as meant.
//!
//! The calling order: the PHP side turns every value into a [`Value`], hands each pair to [`RawSettings::set`] (which knows names, types and
//! ranges from the one [`table`]) and, when the server starts, asks for [`ServerSettings::resolve`] once and [`PortSettings::resolve`] once for
//! each port. Nobody else looks an option up by name.
//!
//! Pure: no clock, no file, no system call. What must be known of the machine comes in as an [`Environment`].

mod diagnostics;
mod document;
mod environment;
mod framing;
mod http;
mod journal;
mod port;
mod raw;
mod server;
pub mod table;
mod tasks;
mod tls;
mod value;

pub use diagnostics::{SettingError, Severity, Warning, WarningKind};
pub use document::markdown;
pub use environment::{Environment, IniDefaults, ServerMode};
pub use framing::framing_of;
pub use http::{CompressionSettings, Http2Settings, HttpSettings, StaticFileSettings, WebSocketSettings};
pub use journal::{LogLevel, LogRotation, LogSettings};
pub use port::{KeepAlive, PortSettings};
pub use raw::{RawSettings, Scope};
pub use server::{DispatchMode, ServerSettings};
pub use tasks::{TaskIpc, TaskSettings};
pub use tls::TlsSettings;
pub use value::Value;
