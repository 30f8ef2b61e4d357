//! What a reactor asks the application itself: the functions among its options. They run where the application runs, so only a reactor
//! on the application's own thread can ask. Must not know how a function is called.

use crate::events::Event;
use crate::ids::{PortIndex, SessionId, WorkerId};

/// The application's functions. Called with no borrow held.
pub trait Advice {
    /// `package_length_func` of a port. As [`crate::protocol::PackageLength`].
    fn package_length(&self, port: PortIndex, data: &[u8]) -> i64;

    /// Whether it has a `dispatch_func`.
    fn dispatches(&self) -> bool;

    /// `dispatch_func`. `data` is what the peer said, whole.
    fn dispatch(&self, subject: Subject, data: &[u8]) -> Verdict;
}

/// What is to be dispatched.
#[derive(Clone, Copy, Debug)]
pub enum Subject {
    Session(SessionId, Passage),
    /// Of the peer whose address comes to this number.
    Packet(u32),
}

/// What happened on a session. The application knows each by a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Passage {
    Data = 0,
    Close = 4,
    Connect = 5,
}

impl Passage {
    /// `None`: nothing that the application's function is asked about.
    pub(super) fn of<'a>(event: &Event<'a>) -> Option<(Passage, &'a [u8])> {
        match *event {
            Event::Receive(data) | Event::Message { data, .. } | Event::Request { raw: data, .. } => {
                Some((Passage::Data, data))
            }
            Event::Connect(_) => Some((Passage::Connect, &[])),
            Event::Close => Some((Passage::Close, &[])),
            Event::BufferFull | Event::BufferEmpty => None,
        }
    }
}

/// What is to become of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// One of those that exist.
    Worker(WorkerId),
    /// As the dispatch mode says.
    ByMode,
    Discard,
    /// As `Discard`; and where it is a new connection, that ends.
    Refuse,
}

impl Verdict {
    /// What the number means that the function returned. `None`: there is no such worker.
    pub fn of(answer: i64, workers: u32) -> Option<Verdict> {
        match answer {
            FALLBACK => Some(Verdict::ByMode),
            CLOSE_CONNECTION => Some(Verdict::Refuse),
            ..0 => Some(Verdict::Discard),
            worker if worker < i64::from(workers) => Some(Verdict::Worker(WorkerId(worker as u32))),
            _ => None,
        }
    }
}

/// `SWOOLE_DISPATCH_RESULT_CLOSE_CONNECTION` and `…_USERFUNC_FALLBACK`.
const CLOSE_CONNECTION: i64 = -2;
const FALLBACK: i64 = -3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_mean_what_the_constants_say() {
        let worker = |id| Some(Verdict::Worker(WorkerId(id)));
        let cases = [
            (0, worker(0)),
            (2, worker(2)),
            (3, None),
            (i64::MAX, None),
            (-1, Some(Verdict::Discard)),
            (-2, Some(Verdict::Refuse)),
            (-3, Some(Verdict::ByMode)),
            (-4, Some(Verdict::Discard)),
            (i64::MIN, Some(Verdict::Discard)),
        ];
        for (answer, want) in cases {
            assert_eq!(Verdict::of(answer, 3), want, "{answer}");
        }
    }
}
