//! The one table of options: every name that the original knows, its type, range, place, and what this implementation does with it.
//! Rows are data; the meaning of a value is in the `resolve` functions.

mod client;
mod coroutine;
mod engine;
mod http;
mod port;
mod server;

use std::fmt;

use super::diagnostics::SettingError;
use super::raw::Scope;
use super::value::Value;

/// One row: an option of the original.
#[derive(Debug)]
pub struct Definition {
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    pub kind: Kind,
    pub scopes: Scopes,
    pub support: Support,
    /// Refuses a value that no server could start with.
    pub check: Option<Check>,
    /// For the documentation: what holds when the option is not set.
    pub default: &'static str,
    /// For the documentation: one line.
    pub meaning: &'static str,
}

/// Looks at the converted value of one option.
pub type Check = fn(&Value) -> Result<(), SettingError>;

/// The type that PHP's value is converted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Flag,
    Int(Range),
    /// Bytes; strings may use K, M and G.
    Size(Range),
    /// Seconds, with a fraction.
    Seconds,
    Text,
    Array,
    Callable,
    /// Looked at by the feature that is to come.
    Any,
}

/// Inclusive bounds; a value outside is moved to the nearer one, with a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub min: i64,
    pub max: i64,
}

/// On which objects an option has a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scopes {
    server: bool,
    port: bool,
    coroutine: bool,
    hosted: bool,
    client: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    Ready,
    /// Names the feature, so that it fits before "not built".
    NotYet(&'static str),
    /// Accepted and without a meaning here, with the reason.
    NoEffect(&'static str),
}

pub const SERVER: Scopes = Scopes { server: true, port: false, coroutine: false, hosted: false, client: false };
/// A port takes it, and the server for its first port and every port that sets nothing itself.
pub const PORT: Scopes = Scopes { port: true, ..SERVER };
/// As `PORT`, and `Coroutine\Http\Server` too.
pub const HTTP: Scopes = Scopes { hosted: true, ..PORT };
pub const COROUTINE: Scopes = Scopes { coroutine: true, ..SERVER };
pub const COROUTINE_ONLY: Scopes = Scopes { server: false, ..COROUTINE };

/// Clients have a table of their own: names that a server has too mean something else there.
pub const CLIENT: Scopes = Scopes { server: false, client: true, ..SERVER };

pub const ANY_INT: Range = Range { min: i64::MIN, max: i64::MAX };
pub const COUNT: Range = Range { min: 0, max: u32::MAX as i64 };
/// More than this in one buffer is a mistake, and its sum would overflow.
pub const BYTES: Range = Range { min: 0, max: u32::MAX as i64 };

/// Every row that is not of clients, in the order of the documentation.
pub fn definitions() -> impl Iterator<Item = &'static Definition> {
    [server::ROWS, port::ROWS, coroutine::ROWS, engine::ROWS, http::ROWS].into_iter().flatten()
}

/// The rows of clients.
pub fn of_clients() -> &'static [Definition] {
    client::ROWS
}

/// The row that a scope has under a name or alias.
pub fn find_in(scope: Scope, name: &str) -> Option<&'static Definition> {
    let of_client = || client::ROWS.iter().find(|row| row.name == name);
    if scope == Scope::Client { of_client().or_else(|| find(name)) } else { find(name) }
}

/// The row of a name or alias outside of clients. Names are case-sensitive.
pub fn find(name: &str) -> Option<&'static Definition> {
    definitions().find(|row| row.name == name || row.aliases.contains(&name))
}

impl Definition {
    pub(super) const fn new(name: &'static str, kind: Kind, scopes: Scopes) -> Self {
        Self { name, aliases: &[], kind, scopes, support: Support::Ready, check: None, default: "", meaning: "" }
    }

    pub(super) const fn alias(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    pub(super) const fn not_yet(mut self, feature: &'static str) -> Self {
        self.support = Support::NotYet(feature);
        self
    }

    pub(super) const fn no_effect(mut self, reason: &'static str) -> Self {
        self.support = Support::NoEffect(reason);
        self
    }

    pub(super) const fn checked(mut self, check: fn(&Value) -> Result<(), SettingError>) -> Self {
        self.check = Some(check);
        self
    }

    pub(super) const fn doc(mut self, default: &'static str, meaning: &'static str) -> Self {
        self.default = default;
        self.meaning = meaning;
        self
    }
}

impl Scopes {
    pub fn allows(self, scope: Scope) -> bool {
        match scope {
            Scope::Server => self.server,
            Scope::Port => self.port,
            Scope::Coroutine => self.coroutine,
            Scope::Hosted => self.hosted,
            Scope::Client => self.client,
        }
    }

    pub fn described(self) -> &'static str {
        match (self.server, self.port, self.coroutine) {
            (true, true, _) if self.hosted => "server, port, Coroutine\\Http\\Server",
            (true, true, _) => "server, port",
            (true, false, true) => "server, Coroutine::set()",
            (false, false, true) => "Coroutine::set()",
            _ if self.client => "client",
            _ => "server",
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.min, self.max) {
            (min, i64::MAX) => write!(f, "{min} or more"),
            (min, max) => write!(f, "{min} to {max}"),
        }
    }
}

#[cfg(test)]
mod tests;
