//! What travels by post, as sender and receiver see it.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::ids::WorkerId;
use crate::ipc::Mail;

/// What came for this process.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Letter<'a> {
    pub kind: Mail,
    /// None: the manager.
    pub from: Option<WorkerId>,
    pub reply_to: ReplyTo,
    /// As the sender gave them.
    pub flags: u16,
    /// Seconds since the Unix epoch, when it was sent.
    pub time: f64,
    pub data: &'a [u8],
}

/// A task, and who gave it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReplyTo {
    /// The number of the sender; more than an id when it has retired.
    pub(super) sender: u32,
    pub task: TaskId,
}

/// Of all processes in the life of a server, no two tasks have the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TaskId(pub(super) u64);

impl TaskId {
    pub(super) fn new(process: u32, number: u32) -> TaskId {
        TaskId(u64::from(process) << 32 | u64::from(number))
    }

    /// What the application calls the id of the task: its number in the process that gave it.
    pub fn number(self) -> u32 {
        self.0 as u32
    }
}

#[derive(Debug)]
pub enum PostError {
    /// Large data could not be laid into its file.
    Parcel(PathBuf, io::Error),
    /// No process has this number.
    NoReceiver,
}

impl fmt::Display for PostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PostError::Parcel(directory, error) => write!(
                f,
                "large data can not be written to '{}': {error}; give [task_tmpdir] a writable directory with room",
                directory.display()
            ),
            PostError::NoReceiver => f.write_str("there is no such process"),
        }
    }
}

impl std::error::Error for PostError {}
