//! Closed-loop load of datagrams: each socket has one under way and sends the next when the reply is there. Replies are compared byte by
//! byte, since a datagram comes whole or not at all; what is not answered in time is counted as `lost` and sent again.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use mio::net::UdpSocket;
use mio::{Events, Interest, Poll, Token};

use crate::closed_loop::Plan;
use crate::report::Counts;

/// On one machine nothing takes so long but a datagram that was dropped.
const LOST: Duration = Duration::from_millis(200);
const LARGEST: usize = 65_536;

struct Slot {
    socket: UdpSocket,
    sent_at: Instant,
}

struct Driver {
    request: Vec<u8>,
    buffer: Vec<u8>,
    slots: Vec<Slot>,
    counts: Counts,
    recording: bool,
}

/// Runs the plan on one thread; `measuring` is called when the warm-up is over.
pub fn run(plan: &Plan, measuring: impl FnOnce()) -> io::Result<Counts> {
    let mut poll = Poll::new()?;
    let mut driver = Driver {
        request: plan.speech.request.clone(),
        buffer: vec![0; LARGEST],
        slots: open(plan, &poll)?,
        counts: Counts::default(),
        recording: false,
    };
    let begin = Instant::now();
    let (start, end) = (begin + plan.warmup, begin + plan.warmup + plan.measure);
    (0..plan.connections).for_each(|index| driver.send(index));
    let mut measuring = Some(measuring);
    let mut events = Events::with_capacity(1024);
    let mut looked = begin;
    loop {
        let now = Instant::now();
        if now >= end {
            return Ok(driver.counts);
        }
        if now >= start {
            driver.recording = true;
            if let Some(measuring) = measuring.take() {
                measuring();
            }
        }
        if now.duration_since(looked) > LOST / 4 {
            looked = now;
            driver.repeat_lost(now);
        }
        match poll.poll(&mut events, Some(Duration::from_millis(20))) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            outcome => outcome?,
        }
        for event in &events {
            driver.receive(event.token().0);
        }
    }
}

fn open(plan: &Plan, poll: &Poll) -> io::Result<Vec<Slot>> {
    let any: IpAddr = if plan.target.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let sockets = (0..plan.connections).map(|index| {
        let mut socket = UdpSocket::bind(SocketAddr::new(any, 0))?;
        socket.connect(plan.target)?;
        poll.registry().register(&mut socket, Token(index), Interest::READABLE)?;
        Ok(Slot { socket, sent_at: Instant::now() })
    });
    sockets.collect()
}

impl Driver {
    fn send(&mut self, index: usize) {
        let slot = &mut self.slots[index];
        slot.sent_at = Instant::now();
        match slot.socket.send(&self.request) {
            Ok(_) => {}
            // A full socket: it counts as lost and is sent again.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => self.counts.io_error(&error),
        }
    }

    fn receive(&mut self, index: usize) {
        loop {
            match self.slots[index].socket.recv(&mut self.buffer) {
                Ok(size) => {
                    if self.buffer[..size] != self.request[..] {
                        self.counts.error("corrupt");
                    }
                    if self.recording {
                        self.counts.latency.record(self.slots[index].sent_at.elapsed());
                    }
                    self.send(index);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.counts.io_error(&error);
                    return;
                }
            }
        }
    }

    fn repeat_lost(&mut self, now: Instant) {
        for index in 0..self.slots.len() {
            if now.duration_since(self.slots[index].sent_at) > LOST {
                if self.recording {
                    self.counts.error("lost");
                }
                self.send(index);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Speech;

    fn plan(target: SocketAddr) -> Plan {
        Plan {
            target,
            connections: 3,
            speech: Speech::echo(100, true),
            tls: false,
            pipeline: 1,
            per_connection: None,
            reconnect: false,
            warmup: Duration::ZERO,
            measure: Duration::from_millis(600),
            threads: 1,
        }
    }

    fn serve(answer: fn(usize, &mut [u8]) -> bool) -> SocketAddr {
        let socket = std::net::UdpSocket::bind(("127.0.0.1", 0)).unwrap();
        let address = socket.local_addr().unwrap();
        std::thread::spawn(move || {
            let mut buffer = [0; 1000];
            for number in 0.. {
                let Ok((size, peer)) = socket.recv_from(&mut buffer) else { return };
                if answer(number, &mut buffer[..size]) {
                    let _ = socket.send_to(&buffer[..size], peer);
                }
            }
        });
        address
    }

    #[test]
    fn an_echo_gives_requests_and_no_errors() {
        let mut announced = false;
        let counts = run(&plan(serve(|_, _| true)), || announced = true).unwrap();
        assert!(announced && counts.latency.total() > 0);
        assert_eq!(counts.errors, Default::default());
    }

    #[test]
    fn what_is_not_answered_is_lost_and_sent_again() {
        let counts = run(&plan(serve(|number, _| number > 1)), || {}).unwrap();
        assert_eq!(counts.errors.get("lost"), Some(&2), "{:?}", counts.errors);
        assert!(counts.latency.total() > 0);
    }

    #[test]
    fn a_wrong_byte_is_seen() {
        let counts = run(
            &plan(serve(|_, bytes| {
                bytes[99] = b'!';
                true
            })),
            || {},
        )
        .unwrap();
        assert!(counts.errors.contains_key("corrupt"), "{:?}", counts.errors);
    }
}
