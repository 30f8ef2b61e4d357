//! System V message queues. Must not know what the messages are.

use std::ffi::CString;
use std::io;
use std::path::Path;

/// The longest message that is taken: the kernel's own limit (`kernel.msgmax`) is usually lower.
pub const LONGEST: usize = 65536;

/// A queue by its number; it belongs to the system, not to this value.
#[derive(Clone, Copy, Debug)]
pub struct MessageQueue {
    id: i32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fill {
    pub messages: u64,
    pub bytes: u64,
}

/// The key that belongs to a file.
pub fn key_of(path: &Path) -> io::Result<i32> {
    let path = CString::new(path.as_os_str().as_encoded_bytes())?;
    // SAFETY: a C string.
    let key = unsafe { libc::ftok(path.as_ptr(), 1) };
    if key == -1 { Err(io::Error::last_os_error()) } else { Ok(key) }
}

impl MessageQueue {
    /// The queue of this key, made if there is none. 0: a new one that nobody else finds.
    pub fn open(key: i32) -> io::Result<MessageQueue> {
        // SAFETY: touches no memory.
        let id = unsafe { libc::msgget(key, libc::IPC_CREAT | 0o666) };
        if id < 0 { Err(io::Error::last_os_error()) } else { Ok(MessageQueue { id }) }
    }

    pub fn id(&self) -> i32 {
        self.id
    }

    /// How many bytes it may hold.
    pub fn limit(&self, bytes: u64) -> io::Result<()> {
        let mut state = self.state()?;
        state.msg_qbytes = bytes;
        // SAFETY: filled by IPC_STAT.
        if unsafe { libc::msgctl(self.id, libc::IPC_SET, &mut state) } == 0 {
            Ok(())
        } else {
            Err(io::Error::last_os_error())
        }
    }

    /// `kind` is above 0. Waits for room, unless told otherwise.
    pub fn push(&self, kind: i64, data: &[u8], wait: bool) -> io::Result<()> {
        let mut message = Vec::with_capacity(KIND + data.len());
        message.extend_from_slice(&kind.to_ne_bytes());
        message.extend_from_slice(data);
        let flags = if wait { 0 } else { libc::IPC_NOWAIT };
        // SAFETY: a long, then as many bytes as the length says. (Unaligned would be fine: the kernel copies.)
        let result = unsafe { libc::msgsnd(self.id, message.as_ptr().cast(), data.len(), flags) };
        if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    /// `kind` 0: the first message of any. Waits for one, unless told otherwise; a signal ends the wait.
    pub fn pop(&self, kind: i64, longest: usize, wait: bool) -> io::Result<Vec<u8>> {
        let mut message = vec![0u8; KIND + longest];
        let flags = if wait { 0 } else { libc::IPC_NOWAIT };
        // SAFETY: room for a long and as many bytes as the length says.
        let got = unsafe { libc::msgrcv(self.id, message.as_mut_ptr().cast(), longest, kind, flags) };
        if got < 0 {
            return Err(io::Error::last_os_error());
        }
        message.truncate(KIND + got as usize);
        message.drain(..KIND);
        Ok(message)
    }

    /// As `push` without waiting. False: no room now.
    pub fn try_push(&self, kind: i64, data: &[u8]) -> io::Result<bool> {
        match self.push(kind, data, false) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// As `pop` without waiting, whatever the message's length. None: there is none.
    pub fn try_pop(&self, kind: i64) -> io::Result<Option<Vec<u8>>> {
        let mut longest = LONGEST;
        loop {
            match self.pop(kind, longest, false) {
                Ok(message) => return Ok(Some(message)),
                Err(error) => match error.raw_os_error() {
                    Some(libc::ENOMSG) => return Ok(None),
                    Some(libc::E2BIG) if longest < MOST => longest *= 2,
                    _ => return Err(error),
                },
            }
        }
    }

    pub fn fill(&self) -> io::Result<Fill> {
        let state = self.state()?;
        Ok(Fill { messages: state.msg_qnum, bytes: state.__msg_cbytes })
    }

    pub fn remove(&self) -> io::Result<()> {
        // SAFETY: IPC_RMID reads no memory.
        if unsafe { libc::msgctl(self.id, libc::IPC_RMID, std::ptr::null_mut()) } == 0 {
            Ok(())
        } else {
            Err(io::Error::last_os_error())
        }
    }

    fn state(&self) -> io::Result<libc::msqid_ds> {
        // SAFETY: plain numbers, all zero is valid; filled by the call.
        unsafe {
            let mut state: libc::msqid_ds = std::mem::zeroed();
            if libc::msgctl(self.id, libc::IPC_STAT, &mut state) != 0 {
                return Err(io::Error::last_os_error());
            }
            Ok(state)
        }
    }
}

/// The largest message that the system takes.
pub fn largest() -> usize {
    let limit = std::fs::read_to_string("/proc/sys/kernel/msgmax").ok().and_then(|text| text.trim().parse().ok());
    limit.unwrap_or(USUAL_LIMIT)
}

const USUAL_LIMIT: usize = 8192;
/// More than any limit that a system was given.
const MOST: usize = 64 << 20;
const KIND: usize = size_of::<libc::c_long>();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_found_by_kind_and_counted() {
        let queue = MessageQueue::open(0).unwrap();
        queue.push(2, b"second", false).unwrap();
        queue.push(1, b"first", false).unwrap();
        assert_eq!(queue.fill().unwrap(), Fill { messages: 2, bytes: 11 });
        assert_eq!(queue.pop(1, LONGEST, false).unwrap(), b"first");
        assert_eq!(queue.pop(0, 3, false).unwrap_err().raw_os_error(), Some(libc::E2BIG));
        assert_eq!(queue.pop(0, LONGEST, false).unwrap(), b"second");
        assert_eq!(queue.pop(0, LONGEST, false).unwrap_err().raw_os_error(), Some(libc::ENOMSG));
        queue.remove().unwrap();
    }
}
