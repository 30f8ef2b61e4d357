//! Why a context can not be made or a connection failed: names the option, the file and what OpenSSL says.

use std::fmt;
use std::path::{Path, PathBuf};

use openssl::error::ErrorStack;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsError {
    /// The option that is wrong; empty: OpenSSL itself failed.
    pub option: &'static str,
    pub problem: TlsProblem,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TlsProblem {
    /// A server can not do without.
    Required,
    /// There is no such file.
    NotFound {
        path: PathBuf,
    },
    Unreadable {
        path: PathBuf,
        reason: String,
    },
    /// It is not what it should be, or does not fit the rest.
    Refused {
        given: String,
        reason: String,
    },
}

impl TlsError {
    pub(super) fn refused(option: &'static str, given: impl Into<String>, reason: &ErrorStack) -> TlsError {
        let problem = TlsProblem::Refused { given: given.into(), reason: reason_of(reason) };
        TlsError { option, problem }
    }

    pub(super) fn of_file(option: &'static str, path: &Path, reason: &ErrorStack) -> TlsError {
        Self::refused(option, path.display().to_string(), reason)
    }

    pub(super) fn internal(reason: &ErrorStack) -> TlsError {
        Self::refused("", String::new(), reason)
    }
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let option = self.option;
        match &self.problem {
            TlsProblem::Required => {
                write!(f, "require `ssl_cert_file` and `ssl_key_file` options: [{option}] is not set")
            }
            TlsProblem::NotFound { path } => {
                let what = match option {
                    "ssl_cert_file" => "ssl cert file",
                    "ssl_key_file" => "ssl key file",
                    other => other,
                };
                write!(f, "{what}[{}] not found", path.display())
            }
            TlsProblem::Unreadable { path, reason } => {
                write!(f, "{option}[{}] can not be read: {reason}", path.display())
            }
            TlsProblem::Refused { reason, .. } if option.is_empty() => write!(f, "OpenSSL failed: {reason}"),
            TlsProblem::Refused { given, reason } => write!(f, "{option}[{given}] can not be used: {reason}"),
        }
    }
}

impl std::error::Error for TlsError {}

/// The innermost reason, which is the one that helps.
pub(super) fn reason_of(stack: &ErrorStack) -> String {
    let first = stack.errors().first();
    first.and_then(|error| error.reason()).map_or_else(|| stack.to_string(), str::to_owned)
}
