//! Why a socket operation gave nothing: the code and text that PHP sees as `errCode` and `errMsg`. It must not set them anywhere.

use std::io;

use crate::coroutine::Cancelled;
use crate::error_texts;
use crate::zend::Raised;

pub const TIMED_OUT: i64 = libc::ETIMEDOUT as i64;
pub const CANCELLED: i64 = libc::ECANCELED as i64;
pub const BAD_DESCRIPTOR: i64 = libc::EBADF as i64;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub code: i64,
    /// None: what the code means.
    text: Option<String>,
}

impl Failure {
    pub fn code(code: i64) -> Failure {
        Failure { code, text: None }
    }

    pub fn with_text(code: i64, text: String) -> Failure {
        Failure { code, text: Some(text) }
    }

    pub fn text(&self) -> String {
        self.text.clone().unwrap_or_else(|| error_texts::text(self.code, 0))
    }
}

/// An operation ended without its result.
#[derive(Debug)]
pub enum Stop {
    Failed(Failure),
    /// An exception or a bailout is under way.
    Raised(Raised),
}

pub type Done<T> = Result<T, Stop>;

impl Stop {
    pub fn code(code: i64) -> Stop {
        Stop::Failed(Failure::code(code))
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        match error.raw_os_error() {
            Some(code) => Stop::code(code.into()),
            None => Stop::Failed(Failure::with_text(libc::EIO.into(), error.to_string())),
        }
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        Stop::Failed(failure)
    }
}

impl From<Cancelled> for Stop {
    fn from(cancelled: Cancelled) -> Stop {
        match cancelled {
            Cancelled::Quietly => Stop::code(CANCELLED),
            Cancelled::Raised(raised) => Stop::Raised(raised),
        }
    }
}
