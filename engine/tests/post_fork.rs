//! Post boxes between real processes: many senders, of which any may be killed at any instant, and one receiver, of which the same holds.
//! The tests of this file run one at a time; a forked child touches only what it was given, and leaves by `_exit`.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rswoole_engine::ids::SessionId;
use rswoole_engine::ipc::{Mail, PostInbox, PostLink};
use rswoole_engine::shm::{Bell, Header, PostBox};

const PATIENCE: Duration = Duration::from_secs(60);
const SENDERS: u32 = 3;

#[test]
fn many_senders_over_a_tiny_box_lose_nothing_and_keep_their_order() {
    let _alone = alone();
    let wires = Wires::new(8192);
    const N: u64 = 5_000;
    let children: Vec<Child> = (0..SENDERS).map(|sender| fork(|| send_all(&wires, sender, 0, N))).collect();
    let mut inbox = wires.inbox();
    let mut next = [0; SENDERS as usize];
    while next.iter().any(|next| *next < N) {
        while let Some(message) = inbox.next() {
            let (sender, _, number) = parts(message.payload);
            assert!(intact(message.payload) && number == next[sender as usize], "sender {sender}");
            next[sender as usize] += 1;
        }
        let done = next.iter().all(|next| *next == N);
        assert!(done || wires.receiver.wait(Some(PATIENCE), || !inbox.is_empty()), "asleep for ever at {next:?}");
    }
    assert!(children.into_iter().all(Child::ended_well), "a sender was not told of room");
}

#[test]
fn senders_killed_at_any_instant_leave_only_whole_messages_in_order() {
    let _alone = alone();
    let wires = Wires::new(1 << 14);
    let mut inbox = wires.inbox();
    let mut random = Random(0x5eed);
    let mut arrived = 0u64;
    let mut next: HashMap<(u64, u64), u64> = HashMap::new();
    let mut check = |payload: &[u8]| {
        let (sender, life, number) = parts(payload);
        assert!(intact(payload), "a torn message of sender {sender} life {life}");
        let expected = next.entry((sender, life)).or_default();
        assert_eq!(number, *expected, "sender {sender} life {life}");
        *expected += 1;
        arrived += 1;
    };
    let mut children: Vec<Child> = (0..SENDERS).map(|sender| fork(|| send_all(&wires, sender, 0, u64::MAX))).collect();
    for life in 1..80u64 {
        let end = Instant::now() + Duration::from_micros(random.next() % 8_000);
        while Instant::now() < end {
            match inbox.next() {
                Some(message) => check(message.payload),
                None => std::thread::yield_now(),
            }
        }
        // One dies, perhaps with the lock in hand; the others go on, and so does its successor.
        let victim = random.next() as usize % SENDERS as usize;
        let successor = fork(|| send_all(&wires, victim as u32, life, u64::MAX));
        assert!(std::mem::replace(&mut children[victim], successor).kill());
    }
    assert!(children.into_iter().all(Child::kill));
    while let Some(message) = inbox.next() {
        check(message.payload);
    }
    assert!(arrived > 1000, "only {arrived} messages: the test tests nothing");
    assert_eq!(inbox.dropped(), 0);
}

#[test]
fn a_receiver_killed_at_any_instant_loses_only_what_it_was_handed() {
    let _alone = alone();
    let wires = Wires::new(1 << 14);
    let answers = Wires::new(1 << 16);
    const N: u64 = 4_000;
    let sender = fork(|| send_all(&wires, 0, 0, N));
    let mut random = Random(0xfeed);
    let (mut kills, mut echoes) = (0u64, answers.inbox());
    let mut seen = vec![0u32; N as usize];
    let mut last = None;
    let deadline = Instant::now() + PATIENCE;
    while last != Some(N - 1) {
        assert!(Instant::now() < deadline, "stuck at {last:?} after {kills} kills");
        let child = fork(|| {
            let (mut inbox, mut link) = (wires.inbox(), answers.link(1));
            loop {
                while let Some(message) = inbox.next() {
                    link.send(Mail::Message, SessionId(0), &[&message.payload[..24]]).unwrap();
                    while !link.flush() {
                        wires.bells[1].wait(Some(Duration::from_millis(1)), || false);
                    }
                }
                wires.receiver.wait(Some(PATIENCE), || !inbox.is_empty());
            }
        });
        let end = Instant::now() + Duration::from_micros(500 + random.next() % 8_000);
        while Instant::now() < end && last != Some(N - 1) {
            match echoes.next() {
                Some(message) => {
                    let number = parts(message.payload).2;
                    seen[number as usize] += 1;
                    last = Some(number);
                }
                None => std::thread::yield_now(),
            }
        }
        assert!(child.kill());
        kills += 1;
        while let Some(message) = echoes.next() {
            let number = parts(message.payload).2;
            seen[number as usize] += 1;
            last = Some(number);
        }
        if wires.post.used() == 0 && seen[N as usize - 1] == 0 && sender_is_done(&wires, &seen) {
            break;
        }
    }
    sender.kill();
    assert!(seen.iter().all(|times| *times <= 1), "a message was handed over twice");
    let missing = seen.iter().filter(|times| **times == 0).count() as u64;
    assert!(missing <= kills, "{missing} messages lost in {kills} kills");
}

/// The last message itself may be what a kill took along.
fn sender_is_done(wires: &Wires, seen: &[u32]) -> bool {
    wires.post.used() == 0 && seen.len() - seen.iter().filter(|times| **times > 0).count() < 50
}

#[test]
fn nonsense_in_a_box_is_dropped_and_the_next_message_arrives() {
    let _alone = alone();
    let wires = Wires::new(4096);
    wires.post.post(Header::new(999, 0, SessionId(0)), &[b"what is this"]).unwrap();
    wires.post.post(Header::new(1, 7, SessionId(0)), &[b"flags of chunks"]).unwrap();
    wires.link(0).send(Mail::Task, SessionId(5), &[b"good"]).unwrap();
    let mut inbox = wires.inbox();
    let message = inbox.next().unwrap();
    assert_eq!((message.kind, message.session, message.payload), (Mail::Task, SessionId(5), b"good".as_slice()));
    assert_eq!(inbox.dropped(), 2);
}

fn send_all(wires: &Wires, sender: u32, life: u64, n: u64) -> bool {
    let mut random = Random((u64::from(sender) << 32 ^ life) | 1);
    let mut link = wires.link(sender);
    let mut payload = Vec::new();
    for number in 0..n {
        let len = 32 + (random.next() % [40, 40, 400, 1800][(random.next() % 4) as usize]) as usize;
        fill(&mut payload, len, u64::from(sender), life, number);
        link.send(Mail::Task, SessionId(number), &[&payload]).unwrap();
        while !link.is_flushed() {
            if !wires.bells[sender as usize].wait(Some(PATIENCE), || link.flush()) {
                return false;
            }
            link.flush();
        }
    }
    true
}

struct Wires {
    post: PostBox,
    receiver: Bell,
    bells: Rc<[Bell]>,
}

impl Wires {
    fn new(capacity: usize) -> Wires {
        let bells = (0..SENDERS).map(|_| Bell::new().unwrap()).collect();
        Wires { post: PostBox::new(capacity, SENDERS).unwrap(), receiver: Bell::new().unwrap(), bells }
    }

    fn link(&self, own: u32) -> PostLink<Mail> {
        PostLink::new(self.post.clone(), self.receiver.clone(), own)
    }

    fn inbox(&self) -> PostInbox<Mail> {
        PostInbox::new(self.post.clone(), self.bells.clone())
    }
}

/// sender, life, number, then bytes that follow from them and the length.
fn fill(payload: &mut Vec<u8>, len: usize, sender: u64, life: u64, number: u64) {
    payload.clear();
    for word in [sender, life, number] {
        payload.extend(word.to_ne_bytes());
    }
    let mut random = Random((sender << 56 ^ life << 40 ^ number << 8 ^ len as u64) | 1);
    payload.extend((24..len).map(|_| random.next() as u8));
}

fn parts(payload: &[u8]) -> (u64, u64, u64) {
    let word = |at: usize| u64::from_ne_bytes(payload[at..at + 8].try_into().unwrap());
    (word(0), word(8), word(16))
}

fn intact(payload: &[u8]) -> bool {
    let (sender, life, number) = parts(payload);
    let mut expected = Vec::new();
    fill(&mut expected, payload.len(), sender, life, number);
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
