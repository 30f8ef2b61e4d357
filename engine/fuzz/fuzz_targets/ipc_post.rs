//! Messages of several senders over one small post box, with records in between that no sender would post: those are dropped, and everything
//! else arrives once and, of each sender, in order, however they take turns.

#![no_main]

use std::collections::VecDeque;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::ids::SessionId;
use rswoole_engine::ipc::{Mail, PostInbox, PostLink};
use rswoole_engine::shm::bell::Bell;
use rswoole_engine::shm::post_box::PostBox;
use rswoole_engine::shm::ring::Header;

#[derive(Arbitrary, Debug)]
enum Step {
    Send {
        sender: u8,
        length: u16,
        fill: u8,
    },
    Flush {
        sender: u8,
    },
    Take(u8),
    Garbage {
        kind: u16,
        flags: u16,
        length: u8,
    },
    /// The receiving process is replaced.
    Heir,
}

const SENDERS: u32 = 2;

fuzz_target!(|steps: Vec<Step>| {
    let post = PostBox::new(4096, SENDERS).unwrap();
    let receiver = Bell::new().unwrap();
    let bells: Vec<Bell> = (0..SENDERS).map(|_| Bell::new().unwrap()).collect();
    let inbox = || PostInbox::<Mail>::new(post.clone(), bells.clone().into());
    let mut links: Vec<_> =
        (0..SENDERS).map(|own| PostLink::<Mail>::new(post.clone(), receiver.clone(), own)).collect();
    let mut sent = vec![VecDeque::new(); SENDERS as usize];
    let mut box_ = inbox();
    let (mut garbage, mut dropped) = (0, 0);
    let take = |inbox: &mut PostInbox<Mail>, sent: &mut Vec<VecDeque<Vec<u8>>>| {
        let Some(message) = inbox.next() else { return false };
        assert_eq!(message.kind, Mail::Message);
        let wanted = sent[message.session.0 as usize].pop_front().expect("a message that was sent");
        assert_eq!(message.payload, wanted);
        true
    };
    for step in steps.into_iter().take(200) {
        match step {
            Step::Send { sender, length, fill } => {
                let sender = usize::from(sender) % links.len();
                let data = vec![fill; usize::from(length) % 1200];
                let (start, end) = data.split_at(data.len() / 3);
                let fits = data.len() <= links[sender].largest();
                let taken = links[sender].send(Mail::Message, SessionId(sender as u64), &[start, end]);
                assert_eq!(taken.is_ok(), fits);
                if fits {
                    sent[sender].push_back(data);
                }
            }
            Step::Flush { sender } => {
                let sender = usize::from(sender) % links.len();
                assert_eq!(links[sender].flush(), links[sender].is_flushed());
            }
            Step::Take(count) => {
                for _ in 0..count {
                    take(&mut box_, &mut sent);
                }
            }
            Step::Garbage { kind, flags, length } => {
                let flags = if matches!(kind, 1..=4) { flags | 1 } else { flags };
                let header = Header::new(kind, flags, SessionId(0));
                garbage += u64::from(post.post(header, &[&vec![0; length.into()]]).is_ok());
            }
            Step::Heir => {
                // What was handed out last is given back by the next look.
                while take(&mut box_, &mut sent) {}
                dropped += box_.dropped();
                box_ = inbox();
            }
        }
        for link in &links {
            assert_eq!(link.queued() == 0, link.is_flushed());
            assert!(link.queued_bytes() >= link.queued() * Header::SIZE);
        }
    }
    for _ in 0..2000 {
        let is_flushed = links.iter_mut().fold(true, |all, link| link.flush() && all);
        while take(&mut box_, &mut sent) {}
        if is_flushed && sent.iter().all(VecDeque::is_empty) {
            break;
        }
    }
    assert!(sent.iter().all(VecDeque::is_empty), "messages are left");
    assert_eq!(dropped + box_.dropped(), garbage);
});
