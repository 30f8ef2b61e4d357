//! Tests of `ring` inside one process: both ends attached to the same memory.

use super::*;

fn ring(capacity: usize) -> (RingMemory, Producer, Consumer) {
    let memory = RingMemory::new(capacity).unwrap();
    let (producer, consumer) = (memory.producer(), memory.consumer());
    (memory, producer, consumer)
}

fn header(session: u64) -> Header {
    Header::new(7, 0, SessionId(session))
}

/// What another process with a broken mind could write.
fn scribble(memory: &RingMemory, position: u64, bytes: &[u8]) {
    // SAFETY: the tests keep position + bytes inside the double mapping, and use one thread.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), memory.at(position), bytes.len()) };
}

#[test]
fn messages_arrive_whole_and_in_order_over_many_wraps() {
    let (_, mut p, mut c) = ring(4096);
    for i in 0..10_000u64 {
        let payload = vec![i as u8; (i % 900) as usize];
        p.try_push(header(i), &[&payload]).unwrap();
        p.publish();
        let (header, bytes) = c.peek().unwrap();
        assert_eq!((header.kind, header.session, bytes), (7, SessionId(i), &payload[..]));
        c.consume();
    }
    assert!(c.peek().is_none() && c.is_empty());
}

#[test]
fn parts_become_one_payload() {
    let (_, mut p, mut c) = ring(4096);
    p.try_push(header(1), &[b"one ", b"", b"two"]).unwrap();
    p.publish();
    assert_eq!(c.peek().unwrap().1, b"one two");
}

#[test]
fn a_full_ring_takes_nothing_and_forgets_nothing() {
    let (_, mut p, mut c) = ring(4096);
    let mut pushed = 0u64;
    while p.try_push(header(pushed), &[&[9; 100]]).is_ok() {
        pushed += 1;
    }
    assert_eq!(pushed as usize, 4096 / space_of(100));
    assert_eq!(p.free(), 4096 - pushed as usize * space_of(100));
    p.publish();
    for i in 0..pushed {
        assert_eq!(c.peek().unwrap().0.session, SessionId(i));
        c.consume();
    }
    assert!(p.try_push(header(0), &[&[0; 4096 - Header::SIZE]]).is_ok(), "an empty ring takes a ring's worth");
    assert_eq!(p.free(), 0);
}

#[test]
fn more_than_the_ring_can_ever_hold_is_full() {
    let (_, mut p, _) = ring(4096);
    assert_eq!(p.try_push(header(1), &[&[0; 4096]]), Err(Full));
}

#[test]
fn nothing_is_visible_before_publish_and_a_successor_overwrites_it() {
    let (memory, mut p, mut c) = ring(4096);
    p.try_push(header(1), &[b"half"]).unwrap();
    assert!(c.peek().is_none() && c.is_empty());
    let mut heir = memory.producer();
    heir.try_push(header(2), &[b"whole"]).unwrap();
    heir.publish();
    assert_eq!(c.peek().unwrap(), (Header { len: 5, ..header(2) }, &b"whole"[..]));
}

#[test]
fn an_heir_of_the_consumer_starts_behind_what_was_accepted() {
    let (memory, mut p, mut c) = ring(4096);
    for i in 0..4 {
        p.try_push(header(i), &[&[i as u8; 50]]).unwrap();
    }
    p.publish();
    c.peek().unwrap();
    c.consume();
    c.step().unwrap();
    c.accept();
    assert_eq!(c.payload(), [1; 50]);
    c.step().unwrap();
    assert_eq!(c.payload(), [2; 50]);
    assert_eq!(p.free(), 4096 - 3 * space_of(50), "accepted and held bytes stay the consumer's");
    let mut heir = memory.consumer();
    assert_eq!(p.free(), 4096 - 2 * space_of(50), "an heir gives back what its predecessor had accepted");
    assert_eq!(heir.peek().unwrap().0.session, SessionId(2));
    heir.consume();
    assert_eq!(heir.peek().unwrap().0.session, SessionId(3));
}

#[test]
fn a_released_payload_is_no_longer_lent() {
    let (_, mut p, mut c) = ring(4096);
    p.try_push(header(1), &[b"x"]).unwrap();
    p.publish();
    c.step().unwrap();
    c.release();
    assert_eq!(c.payload(), b"");
}

#[test]
fn a_space_request_is_taken_once() {
    let (_, mut p, mut c) = ring(4096);
    assert!(!c.take_space_request());
    p.request_space();
    p.request_space();
    assert!(c.space_requested());
    assert!(c.take_space_request());
    assert!(!c.take_space_request());
}

#[test]
fn a_header_longer_than_what_was_published_corrupts_the_ring_until_discarded() {
    for len in [9u32, 4096, u32::MAX, u32::MAX - 8] {
        let (memory, mut p, mut c) = ring(4096);
        p.try_push(header(1), &[b"1234"]).unwrap();
        scribble(&memory, 4, &len.to_ne_bytes());
        p.publish();
        assert!(c.peek().is_none(), "len {len}");
        assert!(c.is_corrupt() && c.is_empty());
        assert!(c.step().is_none());
        c.consume();
        c.discard();
        p.try_push(header(2), &[b"fine"]).unwrap();
        p.publish();
        assert_eq!(c.peek().unwrap().1, b"fine");
    }
}

#[test]
fn impossible_positions_are_refused_on_both_sides() {
    for wrong in [4097, u64::MAX, 1 << 40, 12] {
        let (memory, mut p, mut c) = ring(4096);
        memory.control().tail.0.store(wrong, Ordering::Relaxed);
        assert!(c.peek().is_none() && c.is_corrupt(), "tail {wrong}");
        assert!(memory.consumer().peek().is_none());
        memory.control().tail.0.store(0, Ordering::Relaxed);
        memory.control().consumer.0.head.store(wrong.max(100), Ordering::Relaxed);
        assert!(p.free() <= 4096);
        while p.try_push(header(1), &[&[0; 1000]]).is_ok() {}
        memory.control().consumer.0.taken.store(wrong, Ordering::Relaxed);
        assert!(memory.consumer().peek().is_none(), "taken {wrong}");
    }
}

#[test]
fn garbage_in_the_whole_ring_is_never_followed_beyond_it() {
    let mut seed = 42u64;
    for _ in 0..2_000 {
        let (memory, _, mut c) = ring(4096);
        let mut garbage = [0u8; 4096];
        for byte in &mut garbage {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *byte = if seed >> 60 == 0 { (seed >> 33) as u8 } else { 0 };
        }
        scribble(&memory, 0, &garbage);
        memory.control().tail.0.store(seed % 5000, Ordering::Relaxed);
        let mut sum = 0u64;
        while let Some((_, bytes)) = c.peek() {
            assert!(bytes.len() <= 4096);
            sum += bytes.iter().map(|b| u64::from(*b)).sum::<u64>();
            c.consume();
        }
        assert!(sum < u64::MAX);
    }
}

#[test]
fn a_capacity_that_is_no_power_of_two_is_refused_by_name() {
    let error = RingMemory::new(5000).unwrap_err();
    assert!(error.to_string().contains("5000"), "{error}");
}

#[test]
fn two_threads_lose_nothing() {
    let (_, mut p, mut c) = ring(4096);
    const N: u64 = 100_000;
    let producer = std::thread::spawn(move || {
        for i in 0..N {
            while p.try_push(header(i), &[&i.to_ne_bytes()[..(i % 9) as usize]]).is_err() {
                std::thread::yield_now();
            }
            p.publish();
        }
    });
    let mut next = 0;
    while next < N {
        match c.peek() {
            Some((header, bytes)) => {
                assert_eq!(header.session, SessionId(next));
                assert_eq!(bytes, &next.to_ne_bytes()[..(next % 9) as usize]);
                c.consume();
                next += 1;
            }
            None => std::thread::yield_now(),
        }
    }
    producer.join().unwrap();
}
