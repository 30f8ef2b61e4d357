//! What is told to the user about an option: warnings (the server goes on) and errors (it must not). Every text names the option, the value and
//! the remedy; nothing here prints.

use std::fmt;

/// How loud a warning is. Frameworks turn PHP warnings into exceptions, so only what the original itself warns about in PHP goes there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A line of the log at info level: the option means nothing here, and nothing is lost.
    Info,
    /// A line of the log at warning level.
    Warning,
    /// PHP's E_USER_WARNING.
    UserWarning,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarningKind {
    /// No such option: E_USER_WARNING "unsupported option [foo]", as the original says it.
    Unknown,
    /// A right name in the wrong place or case.
    Misplaced,
    /// The feature behind the option is not built.
    NotYet,
    /// Accepted, without a meaning in this implementation.
    NoEffect,
    /// The type was converted, or the option ignored.
    WrongType,
    /// The value was moved into its range.
    OutOfRange,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    pub kind: WarningKind,
    pub option: String,
    message: String,
}

impl Warning {
    pub(super) fn new(kind: WarningKind, option: &str, message: String) -> Self {
        Self { kind, option: option.to_owned(), message }
    }

    pub fn severity(&self) -> Severity {
        match self.kind {
            WarningKind::NoEffect => Severity::Info,
            WarningKind::Misplaced | WarningKind::NotYet | WarningKind::OutOfRange => Severity::Warning,
            WarningKind::Unknown | WarningKind::WrongType => Severity::UserWarning,
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// A value with which the server cannot go on. The original ends with a fatal error, an uncaught `Error` or a crash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingError {
    /// Fatal in the original: "failed to parse '4x' to size".
    NotASize { option: String, value: String },
    /// An uncaught `Error` in the original: "Object of class stdClass could not be converted to string".
    NotAString { option: String, class: String },
    /// Fatal in the original ("http_index_files must be array"); a crash for `cpu_affinity_ignore`.
    NotAnArray { option: String, given: String },
    /// Fatal in the original: "cpu_affinity_ignore num must be less than cpu num (2)".
    NoCpuLeft { ignored: usize, cpus: usize },
    /// Fatal in the original, as are the following: "unknown package_length_type, see pack()."
    UnknownLengthType { given: String },
    /// "package_eof cannot be an empty string".
    EmptyEof,
    /// "package_eof max length is 8".
    LongEof { length: usize, most: usize },
    /// "'package_length_offset' value is too large".
    FarOffset { option: &'static str, offset: i64, most: i64 },
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SettingError::NotASize { option, value } => write!(
                f,
                "option [{option}]: failed to parse {value} to size; give a number of bytes, or digits followed by K, M or G"
            ),
            SettingError::NotAString { option, class } => {
                write!(f, "option [{option}]: Object of class {class} could not be converted to string; give a string")
            }
            SettingError::NotAnArray { option, given } => write!(f, "option [{option}] must be array, {given} given"),
            SettingError::NoCpuLeft { ignored, cpus } => write!(
                f,
                "option [cpu_affinity_ignore] names {ignored} CPUs: cpu_affinity_ignore num must be less than cpu num ({cpus}); leave at least one CPU"
            ),
            SettingError::UnknownLengthType { given } => write!(
                f,
                "unknown package_length_type, see pack(). Link: https://php.net/pack: {given} given, known are c C s S n v l L N V q Q J P"
            ),
            SettingError::EmptyEof => {
                write!(f, "package_eof cannot be an empty string: give the 1 to 8 bytes that end a packet")
            }
            SettingError::LongEof { length, most } => {
                write!(f, "package_eof max length is {most}: {length} bytes given")
            }
            SettingError::FarOffset { option, offset, most } => {
                write!(f, "'{option}' value is too large: {offset} given, allowed is up to {most}")
            }
        }
    }
}

impl std::error::Error for SettingError {}
