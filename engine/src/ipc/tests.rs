//! Tests of links and inboxes inside one process.

use std::time::Duration;

use super::*;
use crate::ids::SessionId;
use crate::shm::bell::Bell;
use crate::shm::ring::{Producer, RingMemory, space_of};

const MAX: usize = 1 << 20;

struct Pair {
    memory: RingMemory,
    link: Link<ToReactor>,
    inbox: Inbox<ToReactor>,
    /// Of the receiver, of the sender.
    bells: (Bell, Bell),
}

fn pair(capacity: usize) -> Pair {
    let memory = RingMemory::new(capacity).unwrap();
    let bells = (Bell::new().unwrap(), Bell::new().unwrap());
    Pair {
        link: Link::new(memory.producer(), bells.0.clone()),
        inbox: Inbox::new(memory.consumer(), bells.1.clone(), MAX),
        memory,
        bells,
    }
}

fn bytes(n: usize, seed: u8) -> Vec<u8> {
    (0..n).map(|i| (i as u8).wrapping_mul(31).wrapping_add(seed)).collect()
}

fn next(inbox: &mut Inbox<ToReactor>) -> Option<(ToReactor, u64, Vec<u8>)> {
    inbox.next().map(|m| (m.kind, m.session.0, m.payload.to_vec()))
}

/// Takes until `count` messages came, letting the link move on in between.
fn collect(pair: &mut Pair, count: usize) -> Vec<(ToReactor, u64, Vec<u8>)> {
    let mut got = Vec::new();
    for _ in 0..1_000_000 {
        while let Some(message) = next(&mut pair.inbox) {
            got.push(message);
        }
        if got.len() >= count {
            return got;
        }
        pair.link.flush();
    }
    panic!("{} of {count} messages came", got.len());
}

#[test]
fn a_message_comes_out_as_it_went_in() {
    let mut p = pair(4096);
    p.link.send(ToReactor::Send, SessionId(9), &[b"ab", b"c"]);
    p.link.send(ToReactor::Close, SessionId(9), &[]);
    assert_eq!(next(&mut p.inbox), Some((ToReactor::Send, 9, b"abc".to_vec())));
    assert_eq!(next(&mut p.inbox), Some((ToReactor::Close, 9, vec![])));
    assert_eq!(next(&mut p.inbox), None);
    assert!(p.link.is_drained());
}

#[test]
fn sizes_around_every_border_arrive_whole() {
    let mut p = pair(4096);
    let quarter = 1024 - 16;
    for size in [
        0,
        1,
        7,
        8,
        9,
        quarter - 1,
        quarter,
        quarter + 1,
        2 * quarter - 8,
        2 * quarter,
        3000,
        4000,
        4096,
        5000,
        100_000,
    ] {
        let payload = bytes(size, size as u8);
        let (a, b) = payload.split_at(size / 3);
        p.link.send(ToReactor::Send, SessionId(size as u64), &[a, b]);
        assert_eq!(collect(&mut p, 1), [(ToReactor::Send, size as u64, payload)], "size {size}");
        assert_eq!(p.link.queued_bytes(), 0);
    }
    assert_eq!(p.inbox.dropped(), 0);
}

#[test]
fn what_the_ring_has_no_room_for_waits_in_order() {
    let mut p = pair(4096);
    let sizes = |i: usize| [10, 900, 3, 2500, 0, 9000][i % 6] + i;
    for i in 0..300 {
        p.link.send(ToReactor::Send, SessionId(i as u64), &[&bytes(sizes(i), i as u8)]);
    }
    assert!(p.link.queued_bytes() > 300_000 && !p.link.is_flushed());
    let got = collect(&mut p, 300);
    for (i, message) in got.into_iter().enumerate() {
        assert_eq!(message, (ToReactor::Send, i as u64, bytes(sizes(i), i as u8)));
    }
    assert!(p.link.is_flushed() && p.link.queued_bytes() == 0);
}

#[test]
fn try_send_takes_nothing_when_full_and_is_answered_when_there_is_room() {
    let mut p = pair(4096);
    let mut taken = 0;
    while p.link.try_send(ToReactor::Send, SessionId(taken), &[&[1; 500]]).is_ok() {
        taken += 1;
    }
    assert_eq!(taken as usize, 4096 / space_of(500));
    assert!(p.link.is_flushed());
    assert!(!p.bells.1.was_rung() && !p.link.has_room_for(500));
    for i in 0..taken {
        assert_eq!(next(&mut p.inbox).unwrap().1, i);
    }
    assert_eq!(next(&mut p.inbox), None);
    assert!(p.bells.1.was_rung() && p.link.has_room_for(500));
    assert!(p.link.try_send(ToReactor::Send, SessionId(99), &[&[1; 500]]).is_ok());
}

#[test]
fn a_busy_receiver_answers_when_half_of_the_ring_is_free() {
    let mut p = pair(4096);
    while p.link.try_send(ToReactor::Send, SessionId(1), &[&[1; 500]]).is_ok() {}
    for _ in 0..4 {
        p.inbox.next().unwrap();
    }
    assert!(!p.bells.1.was_rung(), "three messages are not half of the ring");
    p.inbox.next().unwrap();
    p.inbox.next().unwrap();
    assert!(!p.inbox.is_empty() && p.bells.1.was_rung());
}

#[test]
fn try_send_takes_a_message_larger_than_the_ring_once() {
    let mut p = pair(4096);
    let large = bytes(50_000, 1);
    assert_eq!(p.link.try_send(ToReactor::Send, SessionId(1), &[&large]), Ok(()));
    assert_eq!(p.link.try_send(ToReactor::Send, SessionId(2), &[b"x"]), Err(Full));
    assert_eq!(collect(&mut p, 1), [(ToReactor::Send, 1, large)]);
    assert_eq!(p.link.try_send(ToReactor::Send, SessionId(2), &[b"x"]), Ok(()));
    assert_eq!(next(&mut p.inbox), Some((ToReactor::Send, 2, b"x".to_vec())));
}

#[test]
fn the_bell_is_rung_once_per_batch_and_only_for_news() {
    let mut p = pair(4096);
    assert!(p.bells.0.prepare_sleep(|| false));
    p.link.ring_bell();
    p.link.send(ToReactor::Send, SessionId(1), &[b"x"]);
    p.link.send(ToReactor::Send, SessionId(1), &[b"y"]);
    p.link.ring_bell();
    assert!(!p.bells.0.ring(), "one wake-up");
    assert!(p.bells.0.prepare_sleep(|| false));
    p.link.ring_bell();
    assert!(p.bells.0.ring(), "nothing new, so nobody was woken by the link");
}

#[test]
fn hello_discards_what_a_dead_sender_left_half_sent() {
    for before in [2500, 60_000] {
        let mut p = pair(4096);
        p.link.send(ToReactor::Send, SessionId(1), &[b"whole"]);
        half_message(&mut p, before);
        assert_eq!(next(&mut p.inbox), Some((ToReactor::Send, 1, b"whole".to_vec())));
        assert_eq!(next(&mut p.inbox), None);
        let mut heir = Link::<ToReactor>::new(p.memory.producer(), p.bells.0.clone());
        heir.send(ToReactor::Hello, SessionId(0), &[]);
        let large = bytes(3500, 3);
        heir.send(ToReactor::Send, SessionId(3), &[&large]);
        p.link = heir;
        let got = collect(&mut p, 2);
        assert_eq!(got, [(ToReactor::Hello, 0, vec![]), (ToReactor::Send, 3, large)]);
        assert_eq!(p.inbox.dropped(), 0);
    }
}

#[test]
fn a_sender_that_takes_over_without_a_hello_is_not_kept_waiting() {
    let mut p = pair(4096);
    half_message(&mut p, 3900);
    assert_eq!(next(&mut p.inbox), None);
    p.link = Link::new(p.memory.producer(), p.bells.0.clone());
    let large = bytes(3900, 7);
    p.link.send(ToReactor::Send, SessionId(2), &[&large]);
    assert_eq!(collect(&mut p, 1), [(ToReactor::Send, 2, large)]);
    assert_eq!(p.inbox.dropped(), 1);
}

/// All chunks of a message of `total` bytes that fit the ring but for the last of them.
fn half_message(p: &mut Pair, total: usize) {
    let mut producer = p.memory.producer();
    let chunk = vec![5; max_chunk(4096)];
    let header = |flags| Header::new(ToReactor::Send as u16, flags, SessionId(2));
    let first = &chunk[8..];
    producer.try_push(header(chunk::FIRST | chunk::MORE), &[&(total as u64).to_ne_bytes(), first]).unwrap();
    let mut sent = first.len();
    while sent + chunk.len() < total && producer.try_push(header(chunk::MORE), &[&chunk]).is_ok() {
        sent += chunk.len();
    }
    producer.publish();
}

#[test]
fn an_heir_of_the_receiver_gets_a_large_message_that_was_not_whole_yet() {
    let mut p = pair(4096);
    let large = bytes(3500, 5);
    p.link.send(ToReactor::Send, SessionId(1), &[&bytes(1000, 2)]);
    p.link.send(ToReactor::Send, SessionId(2), &[&large]);
    assert_eq!(next(&mut p.inbox).unwrap().1, 1);
    assert_eq!(next(&mut p.inbox), None, "its last chunk waits for room");
    p.inbox = Inbox::new(p.memory.consumer(), p.bells.1.clone(), MAX);
    p.link.flush();
    assert_eq!(next(&mut p.inbox), Some((ToReactor::Send, 2, large)));
}

#[test]
fn an_heir_of_the_receiver_skips_the_rest_of_a_message_larger_than_the_ring() {
    let mut p = pair(4096);
    p.link.send(ToReactor::Send, SessionId(1), &[&bytes(20_000, 2)]);
    p.link.send(ToReactor::Send, SessionId(2), &[b"next"]);
    assert_eq!(next(&mut p.inbox), None);
    p.inbox = Inbox::new(p.memory.consumer(), p.bells.1.clone(), MAX);
    assert_eq!(collect(&mut p, 1), [(ToReactor::Send, 2, b"next".to_vec())]);
}

#[test]
fn a_message_handed_out_is_not_given_to_an_heir() {
    let mut p = pair(4096);
    for i in 0..3 {
        p.link.send(ToReactor::Send, SessionId(i), &[&bytes(600, i as u8)]);
    }
    assert_eq!(next(&mut p.inbox).unwrap().1, 0);
    assert_eq!(next(&mut p.inbox).unwrap().1, 1);
    p.inbox = Inbox::new(p.memory.consumer(), p.bells.1.clone(), MAX);
    assert_eq!(next(&mut p.inbox).unwrap(), (ToReactor::Send, 2, bytes(600, 2)));
}

#[test]
fn a_message_over_the_limit_is_dropped_and_the_next_one_arrives() {
    let mut p = pair(4096);
    p.link.send(ToReactor::Send, SessionId(1), &[&vec![0; MAX + 1]]);
    p.link.send(ToReactor::Send, SessionId(2), &[b"next"]);
    assert_eq!(collect(&mut p, 1), [(ToReactor::Send, 2, b"next".to_vec())]);
    assert!(p.inbox.dropped() > 0);
}

#[test]
fn chunks_that_make_no_sense_are_dropped_and_the_next_message_arrives() {
    use chunk::{FIRST, LAST, MORE};
    const HUGE: &[u8] = &u64::MAX.to_ne_bytes();
    const TEN: &[u8] = &10u64.to_ne_bytes();
    /// kind, flags, session, payload
    type Record = (u16, u16, u64, &'static [u8]);
    let rows: &[&[Record]] = &[
        &[(99, 0, 1, b"unknown kind")],
        &[(2, FIRST | MORE, 1, b"short"), (2, LAST, 1, b"rest")],
        &[(2, FIRST | MORE, 1, HUGE), (2, MORE, 1, b"more"), (2, LAST, 1, b"rest")],
        &[(2, FIRST | MORE, 1, TEN), (2, LAST, 1, b"only four")],
        &[(2, FIRST | MORE, 1, TEN), (2, LAST, 1, b"more than ten bytes")],
        &[(2, FIRST | MORE, 1, TEN), (2, LAST, 7, b"0123456789")],
        &[(2, FIRST | MORE, 1, TEN), (3, LAST, 1, b"0123456789")],
        &[(99, FIRST | MORE, 1, TEN), (99, LAST, 1, b"0123456789")],
        &[(2, LAST, 1, b"last without first")],
        &[(2, FIRST | MORE, 1, TEN)],
        &[(2, FIRST | MORE, 1, TEN), (2, FIRST | MORE, 1, TEN)],
    ];
    for row in rows {
        let mut p = pair(4096);
        let mut producer: Producer = p.memory.producer();
        for (kind, flags, session, payload) in *row {
            producer.try_push(Header::new(*kind, *flags, SessionId(*session)), &[payload]).unwrap();
        }
        producer.publish();
        p.link = Link::new(p.memory.producer(), p.bells.0.clone());
        p.link.send(ToReactor::Send, SessionId(3), &[b"fine"]);
        assert_eq!(collect(&mut p, 1), [(ToReactor::Send, 3, b"fine".to_vec())], "{row:?}");
        assert!(p.inbox.dropped() > 0, "{row:?}");
        assert!(p.inbox.is_empty());
        assert!(p.link.is_drained(), "{row:?}");
    }
}

#[test]
fn sender_and_receiver_that_both_sleep_wake_each_other() {
    let Pair { mut link, mut inbox, bells: (receiver, sender), .. } = pair(4096);
    const N: u64 = 20_000;
    let long = Some(Duration::from_secs(20));
    let thread = std::thread::spawn(move || {
        for i in 0..N {
            link.send(ToReactor::Send, SessionId(i), &[&[0; 700]]);
            link.ring_bell();
            while !link.is_flushed() {
                assert!(sender.wait(long, || link.can_flush()), "the sender waits for room for ever");
                link.flush();
                link.ring_bell();
            }
        }
    });
    let mut expected = 0;
    while expected < N {
        while let Some(message) = inbox.next() {
            assert_eq!(message.session, SessionId(expected));
            expected += 1;
        }
        if expected < N {
            assert!(receiver.wait(long, || !inbox.is_empty()), "the receiver waits for data for ever");
        }
    }
    thread.join().unwrap();
}

/// xorshift64*: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }
}

#[test]
fn messages_of_any_sizes_arrive_in_order_however_the_two_sides_take_turns() {
    for seed in 1..=40 {
        let mut random = Random(seed);
        let Pair { mut link, mut inbox, .. } = pair(4096);
        let (mut sent, mut expected) = (0u64, std::collections::VecDeque::new());
        for _ in 0..300 {
            match random.below(4) {
                0 | 1 => {
                    let length = [0, 1, 7, 8, 900, 1100, 5000, 20_000][random.below(8)] + random.below(16);
                    let data = bytes(length, sent as u8);
                    let (first, second) = data.split_at(random.below(length + 1));
                    if random.below(2) == 0 {
                        link.send(ToReactor::Send, SessionId(sent), &[first, second]);
                    } else if link.try_send(ToReactor::Send, SessionId(sent), &[first, second]).is_err() {
                        continue;
                    }
                    expected.push_back((ToReactor::Send, sent, data));
                    sent += 1;
                }
                2 => drop(link.flush()),
                _ => {
                    for _ in 0..random.below(6) {
                        if let Some(message) = next(&mut inbox) {
                            assert_eq!(Some(message), expected.pop_front(), "seed {seed}");
                        }
                    }
                }
            }
        }
        // A large message takes many rounds.
        for _ in 0..10_000 {
            link.flush();
            while let Some(message) = next(&mut inbox) {
                assert_eq!(Some(message), expected.pop_front(), "seed {seed}");
            }
        }
        assert!(expected.is_empty() && link.is_flushed(), "seed {seed}: {} are left", expected.len());
    }
}

#[test]
fn records_that_no_link_writes_are_dropped_and_the_next_message_arrives() {
    for seed in 1..=200 {
        let mut random = Random(seed);
        let memory = RingMemory::new(4096).unwrap();
        let (mut producer, bell) = (memory.producer(), Bell::new().unwrap());
        let mut inbox = Inbox::<ToReactor>::new(memory.consumer(), bell.clone(), 3000);
        for _ in 0..random.below(12) {
            let header =
                Header::new(random.below(16) as u16, random.below(9) as u16, SessionId(random.below(3) as u64));
            let mut data = bytes(random.below(60), seed as u8);
            if random.below(2) == 0 {
                data.splice(0..0, (random.below(5000) as u64).to_ne_bytes());
            }
            if producer.try_push(header, &[&data]).is_ok() {
                producer.publish();
            }
            while let Some((_, _, payload)) = next(&mut inbox) {
                assert!(payload.len() <= 3000, "seed {seed}");
            }
        }
        drop(producer);
        let mut link = Link::new(memory.producer(), bell);
        link.send(ToReactor::Hello, SessionId(0), &[]);
        link.send(ToReactor::Send, SessionId(7), &[b"after"]);
        assert_eq!(next(&mut inbox), Some((ToReactor::Hello, 0, Vec::new())), "seed {seed}");
        assert_eq!(next(&mut inbox), Some((ToReactor::Send, 7, b"after".to_vec())), "seed {seed}");
    }
}

#[test]
fn what_began_is_known_by_its_first_record_and_what_is_half_taken_shows() {
    let mut p = pair(4096);
    let before = p.inbox.position();
    p.link.send(ToReactor::Send, SessionId(1), &[b"small"]);
    let small = p.link.began();
    assert!(small > before);
    p.link.send(ToReactor::Send, SessionId(2), &[&bytes(20_000, 1)]);
    let large = p.link.began();
    assert!(large > small && large != u64::MAX);
    p.link.send(ToReactor::Send, SessionId(3), &[b"behind"]);
    assert_eq!(p.link.began(), u64::MAX, "all of it waits");

    assert!(next(&mut p.inbox).is_some());
    assert!(p.inbox.position() >= small && p.inbox.position() < large, "an heir would get the large one");
    assert_eq!(next(&mut p.inbox), None);
    assert!(p.inbox.is_amid() && p.inbox.position() >= large, "an heir would not");
    let rest = collect(&mut p, 2);
    assert_eq!((rest[0].1, rest[1].1), (2, 3));
    assert!(!p.inbox.is_amid());

    // One that fits the ring stays in it until it is whole.
    p.link.send(ToReactor::Send, SessionId(4), &[&bytes(3_000, 1)]);
    assert!(p.link.began() > p.inbox.position());
    assert_eq!(next(&mut p.inbox).map(|message| message.1), Some(4));
}
