//! Messages from a link to an inbox over a small ring: the same ones, in order, whatever sizes and however the two take turns; nothing
//! is lost where there is no room.

#![no_main]

use std::collections::VecDeque;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::ids::SessionId;
use rswoole_engine::ipc::{Inbox, Link, ToWorker};
use rswoole_engine::shm::bell::Bell;
use rswoole_engine::shm::ring::RingMemory;

#[derive(Arbitrary, Debug)]
enum Step<'a> {
    Send {
        session: u64,
        data: &'a [u8],
    },
    SendLarge {
        session: u64,
        length: u16,
        fill: u8,
    },
    TrySend {
        session: u64,
        data: &'a [u8],
    },
    Take(u8),
    Flush,
    /// The receiving process is replaced.
    Heir,
}

fuzz_target!(|steps: Vec<Step<'_>>| {
    let memory = RingMemory::new(4096).unwrap();
    let (to, from) = (Bell::new().unwrap(), Bell::new().unwrap());
    let mut link = Link::<ToWorker>::new(memory.producer(), to);
    let inbox = || Inbox::<ToWorker>::new(memory.consumer(), from.clone(), 1 << 20);
    let mut receiver = inbox();
    let mut sent = VecDeque::new();
    let take = |receiver: &mut Inbox<ToWorker>, sent: &mut VecDeque<(u64, Vec<u8>)>| {
        let Some(message) = receiver.next() else { return false };
        assert_eq!(message.kind, ToWorker::Receive);
        let (session, data) = sent.pop_front().expect("a message that was sent");
        assert_eq!((message.session.0, message.payload), (session, &data[..]));
        true
    };
    for step in steps.into_iter().take(200) {
        match step {
            Step::Send { session, data } => {
                link.send(ToWorker::Receive, SessionId(session), &[data]);
                sent.push_back((session, data.to_vec()));
            }
            Step::SendLarge { session, length, fill } => {
                let data = vec![fill; usize::from(length)];
                link.send(ToWorker::Receive, SessionId(session), &[&data[..data.len() / 2], &data[data.len() / 2..]]);
                sent.push_back((session, data));
            }
            Step::TrySend { session, data } => {
                if link.try_send(ToWorker::Receive, SessionId(session), &[data]).is_ok() {
                    sent.push_back((session, data.to_vec()));
                }
            }
            Step::Take(count) => {
                for _ in 0..count {
                    take(&mut receiver, &mut sent);
                }
            }
            Step::Flush => drop(link.flush()),
            Step::Heir => {
                // Between two messages: an heir that comes amid a larger one than the ring skips its rest.
                while !(sent.is_empty() && link.is_flushed()) {
                    link.flush();
                    take(&mut receiver, &mut sent);
                }
                // What was handed out last is given back by the next look.
                assert!(receiver.next().is_none());
                receiver = inbox();
            }
        }
    }
    // A large message takes many rounds.
    for _ in 0..2000 {
        link.flush();
        while take(&mut receiver, &mut sent) {}
        if sent.is_empty() && link.is_flushed() {
            break;
        }
    }
    assert!(sent.is_empty() && link.is_flushed(), "{} messages are left", sent.len());
    assert_eq!(receiver.dropped(), 0);
});
