//! What `stats()` reports, and how busy each worker is. Numbers only; must not know who shows them.
//!
//! Rows of relaxed atomics, one for each writer or group of writers, on cache lines of their own. They go on over the
//! death of a process; a worker's row starts anew with `reset_for`, what it had counted stays in the server's totals.

use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use super::cells::{Line, SharedCell, SharedCells};
use crate::ids::{ReactorId, WorkerId};

/// Clones are the same counters; made before the fork.
#[derive(Clone, Debug)]
pub struct Counters {
    server: SharedCells<Line<ServerRow>>,
    reactors: SharedCells<Line<ReactorRow>>,
    /// Of event workers, then of task workers and user processes.
    workers: SharedCells<Line<WorkerRow>>,
    event_workers: u32,
}

impl Counters {
    pub fn new(reactors: u16, workers: u32) -> io::Result<Counters> {
        Counters::with_helpers(reactors, workers, 0)
    }

    /// `helpers`: processes without connections of their own, whose ids follow those of the workers.
    pub fn with_helpers(reactors: u16, workers: u32, helpers: u32) -> io::Result<Counters> {
        Ok(Counters {
            event_workers: workers,
            server: SharedCells::new(1)?,
            reactors: SharedCells::new(usize::from(reactors))?,
            workers: SharedCells::new((workers + helpers) as usize)?,
        })
    }

    pub fn server(&self) -> &ServerRow {
        &self.server[0].0
    }

    /// Panics when there is no such reactor.
    #[inline]
    pub fn reactor(&self, id: ReactorId) -> &ReactorRow {
        &self.reactors[usize::from(id.0)].0
    }

    /// Panics when there is no such worker.
    #[inline]
    pub fn worker(&self, id: WorkerId) -> &WorkerRow {
        &self.workers[id.0 as usize].0
    }

    /// The event workers.
    pub fn workers(&self) -> impl ExactSizeIterator<Item = (WorkerId, &WorkerRow)> {
        self.everyone().take(self.event_workers as usize)
    }

    /// Task workers and user processes too.
    pub fn everyone(&self) -> impl ExactSizeIterator<Item = (WorkerId, &WorkerRow)> {
        self.workers.iter().enumerate().map(|(n, row)| (WorkerId(n as u32), &row.0))
    }

    /// (Re)starts a worker's row: called by the worker before its first event. What it counted in its former life goes into the
    /// totals. What waits in its rings is unknown until it is idle for the first time.
    pub fn reset_worker(&self, id: WorkerId, pid: u32, start_time: u64) {
        let row = self.worker(id);
        let server = self.server();
        for (field, total) in [
            (&row.requests, &server.past_requests),
            (&row.responses, &server.past_responses),
            (&row.dispatched, &server.past_dispatched),
        ] {
            let is_helper = id.0 >= self.event_workers;
            // What was dispatched to helpers are tasks, which have a count of their own that goes on.
            if is_helper && std::ptr::eq(field, &row.dispatched) {
                continue;
            }
            let past = field.swap(0, Ordering::Relaxed);
            if !is_helper {
                total.fetch_add(past, Ordering::Relaxed);
            }
        }
        for field in [&row.coroutines, &row.coroutine_peak, &row.connections, &row.concurrency, &row.at_work] {
            field.store(0, Ordering::Relaxed);
        }
        row.start_time.store(start_time, Ordering::Relaxed);
        row.pid.store(pid, Ordering::Relaxed);
        row.set_state(WorkerState::Busy);
    }

    /// Counts a request of that reactor, unless `most` are in progress over all of them. Of several that come at once as many are let in
    /// as there is room for, and never more.
    pub fn admit_request(&self, id: ReactorId, most: Option<u32>) -> bool {
        let row = self.reactor(id);
        row.request_begins();
        let Some(most) = most.map(u64::from) else { return true };
        // Added first: what is looked at holds everybody else who is about to be let in. Some of those may step back in turn, and
        // who steps back last finds the room that they left.
        while self.in_progress() > most {
            row.request_is_over();
            if self.in_progress() >= most {
                return false;
            }
            row.request_begins();
        }
        true
    }

    /// Requests that are not answered yet, over all reactors.
    pub fn in_progress(&self) -> u64 {
        self.reactors.iter().map(|row| row.0.in_progress.load(Ordering::SeqCst)).sum()
    }

    /// Over the task workers `ids`.
    pub fn task_stats(&self, ids: Range<u32>) -> TaskStats {
        let mut stats = TaskStats::default();
        for row in ids.map(|id| self.worker(WorkerId(id))) {
            let unfinished = row.pending() + row.at_work();
            stats.idle_workers += u32::from(row.is_idle() && unfinished == 0);
            stats.unfinished += unfinished;
            stats.given += row.dispatched.load(Ordering::Relaxed);
        }
        stats
    }

    pub fn server_stats(&self) -> ServerStats {
        let server = self.server();
        let read = |field: &AtomicU64| field.load(Ordering::Relaxed);
        let mut stats = ServerStats {
            start_time: read(&server.start_time),
            requests: read(&server.past_requests),
            responses: read(&server.past_responses),
            dispatched: read(&server.past_dispatched),
            reloads: read(&server.reloads),
            last_reload: read(&server.last_reload),
            ..ServerStats::default()
        };
        for row in self.reactors.iter() {
            stats.accepted += read(&row.0.accepted);
            stats.closed += read(&row.0.closed);
            stats.aborted += read(&row.0.aborted);
            stats.received_bytes += read(&row.0.received_bytes);
            stats.sent_bytes += read(&row.0.sent_bytes);
        }
        for (_, row) in self.workers() {
            stats.requests += read(&row.requests);
            stats.responses += read(&row.responses);
            stats.dispatched += read(&row.dispatched);
            stats.coroutines += read(&row.coroutines);
            stats.idle_workers += u32::from(row.is_idle());
        }
        stats
    }
}

/// Written by several processes, so every change is a read-modify-write; changes rarely.
#[derive(Debug)]
#[repr(C)]
pub struct ServerRow {
    start_time: AtomicU64,
    past_requests: AtomicU64,
    past_responses: AtomicU64,
    past_dispatched: AtomicU64,
    reloads: AtomicU64,
    last_reload: AtomicU64,
}

impl ServerRow {
    /// Seconds since the Unix epoch.
    pub fn set_start_time(&self, seconds: u64) {
        self.start_time.store(seconds, Ordering::Relaxed);
    }

    pub fn reloads(&self) -> u64 {
        self.reloads.load(Ordering::Relaxed)
    }

    pub fn note_reload(&self, seconds: u64) {
        self.reloads.fetch_add(1, Ordering::Relaxed);
        self.last_reload.store(seconds, Ordering::Relaxed);
    }
}

/// Written by the one reactor it belongs to.
#[derive(Debug)]
#[repr(C)]
pub struct ReactorRow {
    accepted: AtomicU64,
    closed: AtomicU64,
    aborted: AtomicU64,
    received_bytes: AtomicU64,
    sent_bytes: AtomicU64,
    /// Requests with the application that are not answered yet. Added to and looked at as one over all reactors (`max_concurrency`).
    in_progress: AtomicU64,
}

impl ReactorRow {
    /// A new life of the reactor: what the one before had in progress is gone.
    pub fn begin(&self) {
        self.in_progress.store(0, Ordering::SeqCst);
    }

    #[inline]
    fn request_begins(&self) {
        self.in_progress.fetch_add(1, Ordering::SeqCst);
    }

    #[inline]
    pub fn request_is_over(&self) {
        self.in_progress.fetch_sub(1, Ordering::SeqCst);
    }

    pub fn note_accepted(&self) {
        add(&self.accepted, 1);
    }

    pub fn note_closed(&self, sessions: u64) {
        add(&self.closed, sessions);
    }

    /// A connection refused because the server was full.
    pub fn note_aborted(&self) {
        add(&self.aborted, 1);
    }

    #[inline]
    pub fn note_received(&self, bytes: u64) {
        add(&self.received_bytes, bytes);
    }

    #[inline]
    pub fn note_sent(&self, bytes: u64) {
        add(&self.sent_bytes, bytes);
    }
}

/// What a worker is doing.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[repr(u32)]
pub enum WorkerState {
    /// Not running (yet).
    #[default]
    Absent = 0,
    Idle = 1,
    Busy = 2,
    /// Takes no new sessions.
    Exiting = 3,
}

/// Written by its worker, but for `pushed` and `dispatched`, which the reactors add to.
///
/// Idle detection (dispatch by idleness) compares `pushed` with `consumed`. A reactor counts *before* it pushes. The worker counts
/// when it takes; and each time it finds its rings empty, it takes over the value that `pushed` had before it looked
/// (`about_to_idle`, `idle`), so whatever a death or a restart made wrong is right again at the next idleness.
#[derive(Debug)]
#[repr(C)]
pub struct WorkerRow {
    pid: AtomicU32,
    state: AtomicU32,
    start_time: AtomicU64,
    requests: AtomicU64,
    responses: AtomicU64,
    coroutines: AtomicU64,
    coroutine_peak: AtomicU64,
    connections: AtomicU64,
    /// Requests that the application is at.
    concurrency: AtomicU64,
    consumed: AtomicU64,
    /// Tasks taken and not finished.
    at_work: AtomicU64,
    pushed: Line<AtomicU64>,
    dispatched: AtomicU64,
}

impl WorkerRow {
    pub fn pid(&self) -> u32 {
        self.pid.load(Ordering::Relaxed)
    }

    pub fn state(&self) -> WorkerState {
        match self.state.load(Ordering::Relaxed) {
            1 => WorkerState::Idle,
            2 => WorkerState::Busy,
            3 => WorkerState::Exiting,
            _ => WorkerState::Absent,
        }
    }

    #[inline]
    pub fn set_state(&self, state: WorkerState) {
        self.state.store(state as u32, Ordering::Relaxed);
    }

    /// Reactor, before it pushes a message.
    #[inline]
    pub fn note_pushed(&self) {
        self.pushed.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Sender of a task: counts it as pushed if the worker is idle. Of several who try at once, one succeeds.
    pub fn claim_if_idle(&self) -> bool {
        let consumed = self.consumed.load(Ordering::Relaxed);
        self.state() == WorkerState::Idle
            && self.pushed.0.compare_exchange(consumed, consumed + 1, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// Task worker, when it begins a task.
    pub fn task_begins(&self) {
        add(&self.at_work, 1);
    }

    /// Task worker, when a task is over.
    pub fn task_is_over(&self) {
        self.at_work.store(self.at_work().saturating_sub(1), Ordering::Relaxed);
    }

    /// Tasks taken and not finished.
    pub fn at_work(&self) -> u64 {
        self.at_work.load(Ordering::Relaxed)
    }

    /// Reactor, for each packet (not Connect, Close, …) it sent to the worker.
    #[inline]
    pub fn note_dispatched(&self) {
        self.dispatched.fetch_add(1, Ordering::Relaxed);
    }

    /// There was no room for it after all.
    pub fn take_back_dispatched(&self) {
        self.dispatched.fetch_sub(1, Ordering::Relaxed);
    }

    /// Worker, when it took messages out of its rings.
    #[inline]
    pub fn note_consumed(&self, messages: u64) {
        add(&self.consumed, messages);
    }

    /// Worker, before it looks whether its rings are empty; the value goes to `idle` if they were.
    #[inline]
    pub fn about_to_idle(&self) -> u64 {
        self.pushed.0.load(Ordering::Acquire)
    }

    /// Worker: found its rings empty after `about_to_idle` gave `mark`.
    #[inline]
    pub fn idle(&self, mark: u64) {
        self.consumed.store(mark, Ordering::Relaxed);
        if self.state() != WorkerState::Exiting {
            self.set_state(WorkerState::Idle);
        }
    }

    /// Messages that wait in its rings.
    #[inline]
    pub fn pending(&self) -> u64 {
        let consumed = self.consumed.load(Ordering::Relaxed);
        self.pushed.0.load(Ordering::Relaxed).saturating_sub(consumed)
    }

    #[inline]
    pub fn is_idle(&self) -> bool {
        self.state() == WorkerState::Idle && self.pending() == 0
    }

    /// By the application, when it is done with a packet; returns how many it was in this life (`max_request`).
    #[inline]
    pub fn note_request(&self) -> u64 {
        add(&self.requests, 1)
    }

    /// The application sent something.
    #[inline]
    pub fn note_response(&self) {
        add(&self.responses, 1);
    }

    pub fn set_coroutines(&self, live: u64, peak: u64) {
        self.coroutines.store(live, Ordering::Relaxed);
        self.coroutine_peak.store(peak, Ordering::Relaxed);
    }

    #[inline]
    pub fn coroutines(&self) -> u64 {
        self.coroutines.load(Ordering::Relaxed)
    }

    #[inline]
    pub fn set_concurrency(&self, requests: u64) {
        self.concurrency.store(requests, Ordering::Relaxed);
    }

    #[inline]
    pub fn concurrency(&self) -> u64 {
        self.concurrency.load(Ordering::Relaxed)
    }

    /// Sessions that this worker serves (BASE).
    pub fn set_connections(&self, open: u64) {
        self.connections.store(open, Ordering::Relaxed);
    }

    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }

    pub fn stats(&self) -> WorkerStats {
        let read = |field: &AtomicU64| field.load(Ordering::Relaxed);
        WorkerStats {
            pid: self.pid(),
            state: self.state(),
            start_time: read(&self.start_time),
            requests: read(&self.requests),
            responses: read(&self.responses),
            dispatched: read(&self.dispatched),
            pending: self.pending(),
            coroutines: read(&self.coroutines),
            coroutine_peak: read(&self.coroutine_peak),
            connections: read(&self.connections),
        }
    }
}

/// The whole server, as of some instant.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ServerStats {
    /// Seconds since the Unix epoch.
    pub start_time: u64,
    pub accepted: u64,
    pub closed: u64,
    pub aborted: u64,
    pub received_bytes: u64,
    pub sent_bytes: u64,
    pub requests: u64,
    pub responses: u64,
    pub dispatched: u64,
    pub coroutines: u64,
    pub idle_workers: u32,
    pub reloads: u64,
    /// Seconds since the Unix epoch; 0: never.
    pub last_reload: u64,
}

/// The tasks of the server, as of some instant.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct TaskStats {
    pub idle_workers: u32,
    /// Given and not finished.
    pub unfinished: u64,
    /// Ever given.
    pub given: u64,
}

/// One worker, as of some instant.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct WorkerStats {
    pub pid: u32,
    pub state: WorkerState,
    /// Seconds since the Unix epoch.
    pub start_time: u64,
    pub requests: u64,
    pub responses: u64,
    pub dispatched: u64,
    pub pending: u64,
    pub coroutines: u64,
    pub coroutine_peak: u64,
    pub connections: u64,
}

// SAFETY: atomics only.
unsafe impl SharedCell for ServerRow {}
// SAFETY: atomics only.
unsafe impl SharedCell for ReactorRow {}
// SAFETY: atomics and a line of one.
unsafe impl SharedCell for WorkerRow {}

/// For fields with one writer: no read-modify-write. Returns the new value.
#[inline]
fn add(field: &AtomicU64, n: u64) -> u64 {
    let value = field.load(Ordering::Relaxed).wrapping_add(n);
    field.store(value, Ordering::Relaxed);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_life_starts_at_zero_and_the_totals_go_on() {
        let counters = Counters::new(1, 2).unwrap();
        let id = WorkerId(1);
        counters.reset_worker(id, 100, 5);
        for _ in 0..3 {
            counters.worker(id).note_dispatched();
            counters.worker(id).note_request();
            counters.worker(id).note_response();
        }
        counters.reset_worker(id, 101, 6);
        assert_eq!(counters.worker(id).note_request(), 1);
        let stats = counters.worker(id).stats();
        assert_eq!((stats.pid, stats.start_time, stats.requests, stats.dispatched), (101, 6, 1, 0));
        let server = counters.server_stats();
        assert_eq!((server.requests, server.responses, server.dispatched), (4, 3, 3));
    }

    #[test]
    fn reactors_add_up() {
        let counters = Counters::new(2, 1).unwrap();
        for n in 0..2 {
            let row = counters.reactor(ReactorId(n));
            row.note_accepted();
            row.note_received(10);
            row.note_sent(20);
            row.note_closed(1);
            row.note_aborted();
        }
        let stats = counters.server_stats();
        assert_eq!((stats.accepted, stats.closed, stats.aborted), (2, 2, 2));
        assert_eq!((stats.received_bytes, stats.sent_bytes), (20, 40));
    }

    #[test]
    fn of_requests_that_come_at_once_one_gets_the_last_place() {
        const ROUNDS: usize = 20_000;
        let counters = Counters::new(2, 1).unwrap();
        let (arrived, inside, wrong) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
        // All of round n, counted from 1, are here.
        let meet = |round: usize| {
            arrived.fetch_add(1, Ordering::SeqCst);
            while arrived.load(Ordering::SeqCst) < 2 * round as u64 {
                std::thread::yield_now();
            }
        };
        std::thread::scope(|scope| {
            for reactor in [ReactorId(0), ReactorId(1)] {
                let (counters, inside, wrong, meet) = (&counters, &inside, &wrong, &meet);
                scope.spawn(move || {
                    for round in 0..ROUNDS {
                        meet(3 * round + 1);
                        let admitted = counters.admit_request(reactor, Some(1));
                        inside.fetch_add(u64::from(admitted), Ordering::SeqCst);
                        meet(3 * round + 2);
                        wrong.fetch_add(u64::from(inside.load(Ordering::SeqCst) != 1), Ordering::SeqCst);
                        meet(3 * round + 3);
                        if admitted {
                            inside.store(0, Ordering::SeqCst);
                            counters.reactor(reactor).request_is_over();
                        }
                    }
                });
            }
        });
        assert_eq!((wrong.into_inner(), counters.in_progress()), (0, 0));
    }

    #[test]
    fn a_worker_is_idle_when_it_said_so_and_nothing_waits() {
        let counters = Counters::new(1, 1).unwrap();
        let row = counters.worker(WorkerId(0));
        assert!(!row.is_idle());
        row.idle(row.about_to_idle());
        assert!(row.is_idle());
        row.note_pushed();
        assert!(!row.is_idle());
        row.set_state(WorkerState::Busy);
        row.note_consumed(1);
        assert!(!row.is_idle());
        row.idle(row.about_to_idle());
        assert!(row.is_idle());
        assert_eq!(counters.server_stats().idle_workers, 1);
    }

    #[test]
    fn what_a_death_left_uncounted_is_right_again_at_the_next_idleness() {
        let counters = Counters::new(1, 1).unwrap();
        let row = counters.worker(WorkerId(0));
        for _ in 0..3 {
            row.note_pushed();
        }
        row.note_consumed(1);
        counters.reset_worker(WorkerId(0), 2, 0);
        assert!(!row.is_idle());
        row.idle(row.about_to_idle());
        assert!(row.is_idle());
        row.note_pushed();
        assert_eq!(row.pending(), 1);
    }

    #[test]
    fn an_exiting_worker_is_never_idle() {
        let counters = Counters::new(1, 1).unwrap();
        let row = counters.worker(WorkerId(0));
        row.set_state(WorkerState::Exiting);
        row.idle(row.about_to_idle());
        assert_eq!(row.state(), WorkerState::Exiting);
    }
}
