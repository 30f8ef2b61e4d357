//! Rings, bells, links and inboxes between real processes, which are killed at random instants. The tests of this file
//! run one at a time; a forked child touches only what it was given, and leaves by `_exit`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rswoole_engine::ids::SessionId;
use rswoole_engine::ipc::{Inbox, Link, ToReactor};
use rswoole_engine::shm::{Bell, Header, RingMemory};
use rswoole_engine::sys::mapping::SharedMapping;

const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn messages_cross_a_fork_and_no_wake_up_is_lost() {
    let _alone = alone();
    let (memory, bell) = (RingMemory::new(1 << 16).unwrap(), Bell::new().unwrap());
    const N: u64 = 100_000;
    let child = fork(|| {
        let mut producer = memory.producer();
        for i in 0..N {
            while producer.try_push(Header::new(7, 0, SessionId(i)), &[&i.to_ne_bytes()]).is_err() {
                std::thread::yield_now();
            }
            producer.publish();
            bell.ring();
        }
        true
    });
    let mut consumer = memory.consumer();
    let mut expected = 0;
    while expected < N {
        while let Some((header, payload)) = consumer.peek() {
            assert_eq!((header.session, payload), (SessionId(expected), &expected.to_ne_bytes()[..]));
            consumer.consume();
            expected += 1;
        }
        assert!(
            expected == N || bell.wait(Some(PATIENCE), || !consumer.is_empty()),
            "a wake-up was lost at {expected}"
        );
    }
    assert!(child.ended_well());
}

#[test]
fn a_full_tiny_ring_never_leaves_both_sides_asleep() {
    let _alone = alone();
    let wires = Wires::new(4096);
    const N: u64 = 20_000;
    let child = fork(|| {
        let mut link = wires.link();
        for i in 0..N {
            link.send(ToReactor::Send, SessionId(i), &[&[0; 900]]);
            link.ring_bell();
            while !link.is_flushed() {
                if !wires.sender.wait(Some(PATIENCE), || link.can_flush()) {
                    return false;
                }
                link.flush();
                link.ring_bell();
            }
        }
        true
    });
    let mut inbox = wires.inbox();
    let mut expected = 0;
    while expected < N {
        while let Some(message) = inbox.next() {
            assert_eq!(message.session, SessionId(expected));
            expected += 1;
        }
        assert!(
            expected == N || wires.receiver.wait(Some(PATIENCE), || !inbox.is_empty()),
            "asleep for ever at {expected}"
        );
    }
    assert!(child.ended_well(), "the sender was not told of room");
}

/// Each life of the sender says hello and then sends numbered, checksummed messages of all sizes until it is killed.
#[test]
fn a_sender_killed_at_any_instant_leaves_only_whole_messages_in_order() {
    let _alone = alone();
    let wires = Wires::new(1 << 14);
    let mut inbox = wires.inbox();
    let mut random = Random(0x5eed);
    let mut arrived = 0u64;
    for life in 0..60u64 {
        let seed = random.next();
        let child = fork(|| {
            let mut random = Random(seed | 1);
            let mut link = wires.link();
            link.send(ToReactor::Hello, SessionId(life), &[]);
            let mut payload = Vec::new();
            for number in 0u64.. {
                fill(&mut payload, size(&mut random, 60_000), life, number);
                link.send(ToReactor::Send, SessionId(number), &[&payload]);
                link.ring_bell();
                while !link.is_flushed() {
                    wires.sender.wait(Some(PATIENCE), || link.can_flush());
                    link.flush();
                    link.ring_bell();
                }
            }
            true
        });
        let end = Instant::now() + Duration::from_micros(random.next() % 12_000);
        let mut reader = Reader { life, hello: false, next: 0 };
        while Instant::now() < end {
            match inbox.next() {
                Some(message) => reader.check(message.kind, message.session, message.payload),
                None => std::thread::yield_now(),
            }
        }
        child.kill();
        while let Some(message) = inbox.next() {
            reader.check(message.kind, message.session, message.payload);
        }
        arrived += reader.next;
    }
    assert!(arrived > 100, "only {arrived} messages: the test tests nothing");
    assert_eq!(inbox.dropped(), 0, "the death of a sender is no reason to drop or log anything");
}

struct Reader {
    life: u64,
    hello: bool,
    next: u64,
}

impl Reader {
    fn check(&mut self, kind: ToReactor, session: SessionId, payload: &[u8]) {
        if kind == ToReactor::Hello {
            assert!(!self.hello && session.0 == self.life);
            self.hello = true;
            return;
        }
        assert!(self.hello, "life {} begins without its hello", self.life);
        assert_eq!((kind, session.0), (ToReactor::Send, self.next), "life {}", self.life);
        assert!(intact(payload, self.life, self.next), "life {} message {} is torn", self.life, self.next);
        self.next += 1;
    }
}

/// Each life of the receiver marks what it was handed; killed, its heir goes on. Nothing is handed over twice, and only what a
/// life was handed and had no time to mark is missing.
#[test]
fn a_receiver_killed_at_any_instant_loses_only_what_it_was_handed() {
    let _alone = alone();
    let wires = Wires::new(1 << 14);
    const N: usize = 10_000;
    let marks = Marks::new(N);
    let mut link = wires.link();
    let mut random = Random(0xfeed);
    let (mut sent, mut kills, mut payload) = (0, 0, Vec::new());
    let deadline = Instant::now() + PATIENCE;
    while !(sent == N && link.is_drained()) {
        assert!(Instant::now() < deadline, "{sent} of {N} sent after {kills} kills");
        let child = fork(|| {
            let mut inbox = wires.inbox();
            loop {
                while let Some(message) = inbox.next() {
                    marks.of(message.session.0 as usize).fetch_add(1, Ordering::Relaxed);
                    // The callback: whoever dies in it has been handed the message.
                    if !intact(message.payload, 0, message.session.0) {
                        return false;
                    }
                }
                wires.receiver.wait(Some(PATIENCE), || !inbox.is_empty());
            }
        });
        let end = Instant::now() + Duration::from_micros(random.next() % 8_000);
        while Instant::now() < end {
            if sent < N && link.is_flushed() {
                // Whole in the ring at once or in chunks, but never more than the ring holds.
                fill(&mut payload, size(&mut random, 16_000), 0, sent as u64);
                link.send(ToReactor::Send, SessionId(sent as u64), &[&payload]);
                sent += 1;
            } else {
                // Not spinning: on a busy machine the receiver needs the processor to get anywhere.
                wires.sender.wait(Some(Duration::from_micros(500)), || sent < N && link.can_flush());
                link.flush();
            }
            link.ring_bell();
        }
        assert!(child.kill(), "a receiver found a torn message");
        kills += 1;
    }
    let times: Vec<u64> = (0..N).map(|n| marks.of(n).load(Ordering::Relaxed)).collect();
    assert!(times.iter().all(|n| *n <= 1), "a message was handed over twice");
    let missing = times.iter().filter(|n| **n == 0).count();
    assert!(kills > 3, "only {kills} kills: the test tests nothing");
    assert!(missing <= kills, "{missing} messages lost in {kills} kills");
}

/// One direction between two processes.
struct Wires {
    memory: RingMemory,
    receiver: Bell,
    sender: Bell,
}

impl Wires {
    fn new(capacity: usize) -> Wires {
        let memory = RingMemory::new(capacity).unwrap();
        Wires { memory, receiver: Bell::new().unwrap(), sender: Bell::new().unwrap() }
    }

    fn link(&self) -> Link<ToReactor> {
        Link::new(self.memory.producer(), self.receiver.clone())
    }

    fn inbox(&self) -> Inbox<ToReactor> {
        Inbox::new(self.memory.consumer(), self.sender.clone(), 1 << 20)
    }
}

/// Counters shared with the children.
struct Marks(SharedMapping);

impl Marks {
    fn new(n: usize) -> Marks {
        Marks(SharedMapping::new(n * 8).unwrap())
    }

    fn of(&self, n: usize) -> &AtomicU64 {
        assert!(n * 8 < self.0.len());
        // SAFETY: inside the mapping, aligned, zeroed when made, and only used as atomics.
        unsafe { &*self.0.base().as_ptr().cast::<AtomicU64>().add(n) }
    }
}

/// Mostly small, sometimes more than a quarter of the ring, rarely `largest`.
fn size(random: &mut Random, largest: usize) -> usize {
    let limit = [100, 100, 100, 2_000, 2_000, 8_000, largest][(random.next() % 7) as usize];
    17 + random.next() as usize % (limit - 17)
}

/// life, number, then bytes that follow from both and the length.
fn fill(payload: &mut Vec<u8>, len: usize, life: u64, number: u64) {
    payload.clear();
    payload.extend(life.to_ne_bytes());
    payload.extend(number.to_ne_bytes());
    let mut random = Random(life << 40 ^ number << 8 ^ len as u64 | 1);
    payload.extend((16..len).map(|_| random.next() as u8));
}

fn intact(payload: &[u8], life: u64, number: u64) -> bool {
    let mut expected = Vec::new();
    fill(&mut expected, payload.len(), life, number);
    payload == expected
}

struct Child(libc::pid_t);

fn fork(body: impl FnOnce() -> bool) -> Child {
    // SAFETY: the tests of this file hold a lock, so no other thread of ours is inside a lock that the child needs; the child ends
    // with _exit and never returns into the test.
    let pid = unsafe { libc::fork() };
    assert!(pid >= 0);
    if pid == 0 {
        let well = body();
        // SAFETY: ends the child without running what belongs to the parent.
        unsafe { libc::_exit(if well { 0 } else { 1 }) };
    }
    Child(pid)
}

impl Child {
    /// True unless it had ended by itself before.
    fn kill(self) -> bool {
        // SAFETY: our own child, not yet waited for.
        unsafe { libc::kill(self.0, libc::SIGKILL) };
        let status = self.wait();
        libc::WIFSIGNALED(status) && libc::WTERMSIG(status) == libc::SIGKILL
    }

    fn ended_well(self) -> bool {
        let status = self.wait();
        libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0
    }

    fn wait(self) -> i32 {
        let mut status = 0;
        // SAFETY: our own child; the status lives on this stack frame.
        assert_eq!(unsafe { libc::waitpid(self.0, &raw mut status, 0) }, self.0);
        status
    }
}

fn alone() -> MutexGuard<'static, ()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// xorshift64
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}
