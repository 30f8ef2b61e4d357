//! Records that no link would write: dropped, never followed, never larger than allowed; and what a proper sender sends after them arrives.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::ids::SessionId;
use rswoole_engine::ipc::{Inbox, Link, ToReactor};
use rswoole_engine::shm::bell::Bell;
use rswoole_engine::shm::ring::{Header, RingMemory};

#[derive(Arbitrary, Debug)]
struct Record<'a> {
    kind: u8,
    flags: u8,
    session: u8,
    /// The length that the first chunk announces.
    total: Option<u16>,
    data: &'a [u8],
}

const MAX: usize = 10_000;

fuzz_target!(|records: Vec<Record<'_>>| {
    let memory = RingMemory::new(4096).unwrap();
    let bell = Bell::new().unwrap();
    let mut producer = memory.producer();
    let mut inbox = Inbox::<ToReactor>::new(memory.consumer(), bell.clone(), MAX);
    for record in &records {
        let header = Header::new(record.kind.into(), record.flags.into(), SessionId(record.session.into()));
        let total = record.total.map(|total| u64::from(total).to_ne_bytes());
        let total = total.as_ref().map_or(&[][..], |total| &total[..]);
        while producer.try_push(header, &[total, record.data]).is_err() {
            if total.len() + record.data.len() > producer.max_payload() {
                break;
            }
            let Some(message) = inbox.next() else { break };
            assert!(message.payload.len() <= MAX);
        }
        producer.publish();
    }
    while let Some(message) = inbox.next() {
        assert!(message.payload.len() <= MAX);
    }
    drop(producer);
    let mut link = Link::<ToReactor>::new(memory.producer(), bell);
    link.send(ToReactor::Hello, SessionId(0), &[]);
    link.send(ToReactor::Send, SessionId(7), &[b"after"]);
    let mut arrived = Vec::new();
    while let Some(message) = inbox.next() {
        arrived.push((message.kind, message.session, message.payload.to_vec()));
    }
    assert_eq!(arrived.len(), 2);
    assert_eq!(arrived[1], (ToReactor::Send, SessionId(7), b"after".to_vec()));
});
