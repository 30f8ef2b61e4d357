//! Closed-loop load: each connection keeps `pipeline` requests under way and sends the next when a reply is complete.
//! With `per_connection` a connection is closed after so many replies and a new one opened (churn).
//! What is said, and what the replies must look like, is a [`Speech`].

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::sync::{Barrier, OnceLock};
use std::time::{Duration, Instant};

use mio::event::Event;
use mio::{Events, Interest, Poll, Token};

use crate::connect::Dialer;
use crate::reply::Reader;
use crate::report::Counts;
use crate::speech::Speech;
use crate::stream::Stream;

/// Without one reply for so long, a run ends with the error `stalled`.
const STALL: Duration = Duration::from_secs(5);
const READ_BUFFER: usize = 256 * 1024;

#[derive(Clone)]
pub struct Plan {
    pub target: SocketAddr,
    pub connections: usize,
    pub speech: Speech,
    /// TLS without a look at the certificate. Connections of TLS, and those with an opening, are not replaced.
    pub tls: bool,
    pub pipeline: usize,
    /// Replies after which a connection is replaced; None: never.
    pub per_connection: Option<u64>,
    /// A connection that the server closed is replaced too (it is counted as an error either way).
    pub reconnect: bool,
    pub warmup: Duration,
    pub measure: Duration,
    pub threads: usize,
}

/// The connections of a finished run: they stay open until this is dropped.
pub struct Held {
    _slots: Vec<Slot>,
}

/// Runs the plan; `measuring` is called when the warm-up is over.
pub fn run(plan: &Plan, measuring: impl FnOnce()) -> io::Result<(Counts, Vec<Held>)> {
    let threads = plan.threads.clamp(1, plan.connections.max(1));
    let (ready, begin) = (Barrier::new(threads + 1), OnceLock::new());
    let results = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|index| {
                let mut plan = plan.clone();
                plan.connections = plan.connections / threads + usize::from(index < plan.connections % threads);
                let (ready, begin) = (&ready, &begin);
                scope.spawn(move || {
                    let driver = Driver::connect(plan);
                    ready.wait();
                    driver.and_then(|driver| driver.drive(*begin.get_or_init(Instant::now)))
                })
            })
            .collect();
        ready.wait();
        let begin = *begin.get_or_init(Instant::now);
        std::thread::sleep((begin + plan.warmup).saturating_duration_since(Instant::now()));
        measuring();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect::<Vec<_>>()
    });
    let (mut counts, mut held) = (Counts::default(), Vec::new());
    for result in results {
        let (part, slots) = result?;
        counts.merge(part);
        held.push(Held { _slots: slots });
    }
    Ok((counts, held))
}

struct Slot {
    stream: Stream,
    connecting: bool,
    /// When each request under way was sent (for the first of a churned connection: when it was dialled).
    sent_at: VecDeque<Instant>,
    /// Bytes of requests under way that the socket has not taken yet.
    unsent: usize,
    reader: Reader,
    left: u64,
}

/// What becomes of a connection after an event.
enum Step {
    Keep,
    Done,
    Lost,
}

struct Driver {
    plan: Plan,
    poll: Poll,
    dialer: Dialer,
    slots: Vec<Option<Slot>>,
    /// `pipeline` requests in a row, so that one write sends all that are due.
    requests: Vec<u8>,
    buffer: Vec<u8>,
    counts: Counts,
    recording: bool,
    last_reply: Instant,
}

impl Driver {
    fn connect(plan: Plan) -> io::Result<Driver> {
        let mut driver = Driver {
            poll: Poll::new()?,
            dialer: Dialer::new(plan.target),
            slots: Vec::with_capacity(plan.connections),
            requests: plan.speech.request.repeat(plan.pipeline.max(1)),
            buffer: vec![0; READ_BUFFER],
            counts: Counts::default(),
            recording: false,
            last_reply: Instant::now(),
            plan,
        };
        for index in 0..driver.plan.connections {
            let stream = Stream::open(driver.dialer.open()?, driver.plan.tls, &driver.plan.speech.opening)?;
            let slot = driver.register(index, stream, false)?;
            driver.slots.push(Some(slot));
        }
        Ok(driver)
    }

    fn register(&self, index: usize, mut stream: Stream, connecting: bool) -> io::Result<Slot> {
        self.poll.registry().register(stream.source(), Token(index), Interest::READABLE | Interest::WRITABLE)?;
        let left = self.plan.per_connection.unwrap_or(u64::MAX);
        let reader = Reader::new(&self.plan.speech);
        Ok(Slot { stream, connecting, sent_at: VecDeque::new(), unsent: 0, reader, left })
    }

    fn drive(mut self, begin: Instant) -> io::Result<(Counts, Vec<Slot>)> {
        let (start, end) = (begin + self.plan.warmup, begin + self.plan.warmup + self.plan.measure);
        for index in 0..self.slots.len() {
            self.with_slot(index, Driver::fill);
        }
        self.last_reply = Instant::now();
        let mut events = Events::with_capacity(1024);
        loop {
            let now = Instant::now();
            if now >= end || self.slots.iter().all(Option::is_none) {
                break;
            }
            if now.duration_since(self.last_reply) > STALL {
                self.counts.error("stalled");
                break;
            }
            self.recording = now >= start;
            match self.poll.poll(&mut events, Some(Duration::from_millis(20))) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                outcome => outcome?,
            }
            for event in &events {
                self.handle(event);
            }
        }
        Ok((self.counts, self.slots.into_iter().flatten().collect()))
    }

    fn handle(&mut self, event: &Event) {
        let (readable, writable) =
            (event.is_readable() || event.is_read_closed() || event.is_error(), event.is_writable());
        self.with_slot(event.token().0, |driver, slot| {
            if slot.connecting {
                if let Some(error) = slot.stream.source().take_error()? {
                    return Err(error);
                }
                if !writable {
                    return Ok(Step::Keep);
                }
                slot.connecting = false;
                driver.fill(slot)?;
            } else if writable && slot.unsent > 0 {
                driver.flush(slot)?;
            }
            if readable { driver.read(slot) } else { Ok(Step::Keep) }
        });
    }

    /// Runs `step` on a slot and replaces it when it is done, or lost and the plan wants it back.
    fn with_slot(&mut self, index: usize, step: impl FnOnce(&mut Driver, &mut Slot) -> io::Result<Step>) {
        let Some(mut slot) = self.slots[index].take() else { return };
        let outcome = step(self, &mut slot).unwrap_or_else(|error| {
            self.counts.io_error(&error);
            Step::Lost
        });
        match outcome {
            Step::Keep => self.slots[index] = Some(slot),
            Step::Lost if !self.plan.reconnect => {}
            Step::Done | Step::Lost => {
                drop(slot);
                self.slots[index] = self.replace(index);
            }
        }
    }

    fn replace(&mut self, index: usize) -> Option<Slot> {
        let dialled = Instant::now();
        let opened = self.dialer.start().and_then(|socket| self.register(index, Stream::plain(socket), true));
        match opened {
            Ok(mut slot) => {
                slot.sent_at.push_back(dialled);
                slot.left -= 1;
                slot.unsent = self.plan.speech.request.len();
                Some(slot)
            }
            Err(error) => {
                self.counts.io_error(&error);
                None
            }
        }
    }

    /// Brings the requests under way up to the pipeline's depth and sends them.
    fn fill(&mut self, slot: &mut Slot) -> io::Result<Step> {
        let now = Instant::now();
        while slot.sent_at.len() < self.plan.pipeline.max(1) && slot.left > 0 {
            slot.sent_at.push_back(now);
            slot.unsent += self.plan.speech.request.len();
            slot.left -= 1;
        }
        self.flush(slot)
    }

    fn flush(&mut self, slot: &mut Slot) -> io::Result<Step> {
        while slot.unsent > 0 {
            let bytes = self.plan.speech.request.len();
            let from = (bytes - slot.unsent % bytes) % bytes;
            let to = self.requests.len().min(from + slot.unsent);
            match slot.stream.write(&self.requests[from..to]) {
                Ok(sent) => slot.unsent -= sent,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Step::Keep)
    }

    fn read(&mut self, slot: &mut Slot) -> io::Result<Step> {
        loop {
            match slot.stream.read(&mut self.buffer) {
                Ok(0) => {
                    self.counts.error("closed");
                    return Ok(Step::Lost);
                }
                Ok(size) => {
                    if let over @ (Step::Done | Step::Lost) = self.accept(slot, size)? {
                        return Ok(over);
                    }
                    // A short read has emptied the socket; the next data raises a new event.
                    if size < self.buffer.len() && slot.stream.is_plain() {
                        return Ok(Step::Keep);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(Step::Keep),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Books `size` bytes of replies; `Done` when the connection has done all its requests.
    fn accept(&mut self, slot: &mut Slot, size: usize) -> io::Result<Step> {
        let complete = match slot.reader.take(&self.plan.speech, &self.buffer[..size]) {
            Ok(0) => return Ok(Step::Keep),
            Ok(complete) => complete,
            Err(wrong) => {
                self.counts.error(wrong);
                return Ok(Step::Lost);
            }
        };
        let now = Instant::now();
        self.last_reply = now;
        for _ in 0..complete {
            let Some(sent) = slot.sent_at.pop_front() else {
                self.counts.error("excess");
                return Ok(Step::Lost);
            };
            if self.recording {
                self.counts.latency.record(now.duration_since(sent));
            }
        }
        if slot.left == 0 && slot.sent_at.is_empty() {
            return Ok(Step::Done);
        }
        self.fill(slot)
    }
}

#[cfg(test)]
#[path = "closed_loop_tests.rs"]
mod tests;
