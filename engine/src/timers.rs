//! Timers of one thread: what is due when, and what comes again. A heap of deadlines; it must not know a clock, a loop or what a
//! timer does.
//!
//! A repeating timer keeps to its grid: the time that its callback takes shifts nothing, and moments that were missed are left out
//! (documented: "discarding the expired behavior and triggering the timer callback at the next available time").

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::time::{Duration, Instant};

/// From 1 on, never used again while timers live.
pub type TimerId = i64;

/// Timers that carry a `T`.
pub struct Timers<T> {
    live: HashMap<TimerId, Timer<T>, BuildHasherDefault<IdHasher>>,
    /// Entries of removed timers stay until they come up, or until they are the majority.
    heap: BinaryHeap<Reverse<(Instant, TimerId)>>,
    last_id: TimerId,
}

pub struct Timer<T> {
    pub deadline: Instant,
    /// None: once.
    pub interval: Option<Duration>,
    /// How often it was due before.
    pub fired: u64,
    pub what: T,
}

impl<T> Timers<T> {
    /// Due after `delay`, and again after each `delay` if it repeats.
    pub fn add(&mut self, now: Instant, delay: Duration, repeats: bool, what: T) -> TimerId {
        self.last_id += 1;
        // A deadline that the clock cannot say is one that is never reached.
        let deadline = now.checked_add(delay).unwrap_or(now + FAR);
        let interval = repeats.then_some(delay);
        self.live.insert(self.last_id, Timer { deadline, interval, fired: 0, what });
        self.heap.push(Reverse((deadline, self.last_id)));
        self.last_id
    }

    pub fn get(&self, id: TimerId) -> Option<&Timer<T>> {
        self.live.get(&id)
    }

    pub fn remove(&mut self, id: TimerId) -> Option<Timer<T>> {
        let removed = self.live.remove(&id);
        if self.live.is_empty() {
            self.heap.clear();
        } else if self.heap.len() > 64 && self.heap.len() > self.live.len() * 2 {
            let live = &self.live;
            self.heap.retain(|Reverse((deadline, id))| live.get(id).is_some_and(|timer| timer.deadline == *deadline));
        }
        removed
    }

    /// The timer that is due first, if one is. It stays: `finish` or `remove` follows.
    pub fn due(&mut self, now: Instant) -> Option<TimerId> {
        self.next_deadline().filter(|at| *at <= now)?;
        self.heap.pop().map(|Reverse((_, id))| id)
    }

    /// After a timer that was due has done its work: repeats it, or gives it back. None: it repeats, or was removed meanwhile.
    pub fn finish(&mut self, id: TimerId, now: Instant) -> Option<Timer<T>> {
        let timer = self.live.get_mut(&id)?;
        let Some(interval) = timer.interval.filter(|interval| !interval.is_zero()) else { return self.remove(id) };
        timer.fired += 1;
        let mut next = timer.deadline.checked_add(interval).unwrap_or(now + FAR);
        if next <= now {
            let missed = now.duration_since(next).as_nanos() / interval.as_nanos() + 1;
            next += interval.saturating_mul(u32::try_from(missed).unwrap_or(u32::MAX));
        }
        timer.deadline = next;
        self.heap.push(Reverse((next, id)));
        None
    }

    /// When the next one is due.
    pub fn next_deadline(&mut self) -> Option<Instant> {
        while let Some(Reverse((deadline, id))) = self.heap.peek() {
            if self.live.get(id).is_some_and(|timer| timer.deadline == *deadline) {
                return Some(*deadline);
            }
            self.heap.pop();
        }
        None
    }

    pub fn len(&self) -> usize {
        self.live.len()
    }

    pub fn is_empty(&self) -> bool {
        self.live.is_empty()
    }

    /// Ascending.
    pub fn ids(&self) -> Vec<TimerId> {
        let mut ids: Vec<_> = self.live.keys().copied().collect();
        ids.sort_unstable();
        ids
    }

    /// What lives, for who has to look at all of it.
    pub fn iter(&self) -> impl Iterator<Item = &Timer<T>> {
        self.live.values()
    }
}

impl<T> Default for Timers<T> {
    fn default() -> Timers<T> {
        Timers { live: HashMap::default(), heap: BinaryHeap::new(), last_id: 0 }
    }
}

/// Some centuries.
const FAR: Duration = Duration::from_secs(1 << 33);

/// Ids count upwards: they spread over the table by themselves once multiplied.
#[derive(Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 << 8) | u64::from(*byte);
        }
    }

    fn write_i64(&mut self, id: i64) {
        self.0 = (id as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn timers_are_due_in_the_order_of_their_deadlines_then_of_their_ids() {
        let (mut timers, start) = (Timers::default(), Instant::now());
        for (delay, name) in [(20, "c"), (10, "a"), (10, "b")] {
            timers.add(start, MS * delay, false, name);
        }
        assert_eq!(timers.due(start + MS * 9), None);
        let mut seen = Vec::new();
        while let Some(id) = timers.due(start + MS * 20) {
            seen.extend(timers.finish(id, start + MS * 20).map(|timer| timer.what));
        }
        assert_eq!(seen, ["a", "b", "c"]);
        assert!(timers.is_empty() && timers.next_deadline().is_none());
    }

    #[test]
    fn a_tick_keeps_to_its_grid_and_leaves_out_what_it_missed() {
        let (mut timers, start) = (Timers::default(), Instant::now());
        let id = timers.add(start, MS * 10, true, ());
        for (now, next) in [(10, 20), (24, 30), (45, 50), (50, 60)] {
            assert_eq!(timers.due(start + MS * now), Some(id));
            assert!(timers.finish(id, start + MS * now).is_none());
            assert_eq!(timers.next_deadline(), Some(start + MS * next));
        }
        assert_eq!(timers.get(id).map(|timer| timer.fired), Some(4));
    }

    #[test]
    fn a_removed_timer_is_never_due_even_while_it_does_its_work() {
        let (mut timers, start) = (Timers::default(), Instant::now());
        let (first, second) = (timers.add(start, MS, true, 1), timers.add(start, MS, false, 2));
        assert_eq!(timers.due(start + MS), Some(first));
        assert!(timers.remove(first).is_some());
        assert!(timers.finish(first, start + MS).is_none());
        assert!(timers.remove(first).is_none());
        assert_eq!(timers.due(start + MS), Some(second));
    }

    #[test]
    fn entries_of_removed_timers_do_not_pile_up() {
        let (mut timers, start) = (Timers::default(), Instant::now());
        let kept = timers.add(start, MS * 3, false, 0);
        for n in 0..10_000 {
            let id = timers.add(start, MS * (n % 100 + 5), false, n);
            timers.remove(id);
        }
        assert!(timers.heap.len() <= 130, "{}", timers.heap.len());
        assert_eq!(timers.due(start + MS * 3), Some(kept));
    }

    #[test]
    fn a_delay_beyond_the_clock_is_far_away() {
        let (mut timers, start) = (Timers::default(), Instant::now());
        timers.add(start, Duration::MAX, true, ());
        assert_eq!(timers.due(start + Duration::from_secs(1 << 30)), None);
    }
}
