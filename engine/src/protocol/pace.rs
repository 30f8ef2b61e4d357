//! How long a peer may take over one question: the one rule for all who read questions. No clock: whoever asks says what time it is.

use std::cell::Cell;
use std::time::Duration;

/// Since when a question is under way, in microseconds. Every byte of it that comes moves that on, never beyond the present: a large body
/// over a slow line takes its time, and who sends nothing is late when his limit is over.
///
/// The calling order: `heard` when bytes came, then `note` when they were looked at.
#[derive(Debug, Default)]
pub struct Pace {
    /// 0: none is under way.
    since: Cell<u64>,
}

impl Pace {
    pub fn heard(&self, bytes: usize, now: u64) {
        let since = self.since.get();
        if since != 0 {
            self.since.set(now.min(since + bytes as u64 * GRACE));
        }
    }

    pub fn note(&self, amid: bool, now: u64) {
        match (amid, self.since.get()) {
            (true, 0) => self.since.set(now),
            (false, 1..) => self.since.set(0),
            _ => {}
        }
    }

    /// What is left of the limit; `None`: no question is under way.
    pub fn left(&self, limit: Duration, now: u64) -> Option<Duration> {
        let since = Some(self.since.get()).filter(|since| *since != 0)?;
        Some(limit.saturating_sub(Duration::from_micros(now.saturating_sub(since))))
    }

    pub fn is_late(&self, limit: Duration, now: u64) -> bool {
        self.left(limit, now).is_some_and(|left| left.is_zero())
    }

    /// For who knows better since when it waits for the peer; 0: it does not.
    pub fn set(&self, since: u64) {
        self.since.set(since);
    }
}

/// Microseconds that each byte of a question adds to its time limit: who sends 500 bytes a second is not late.
const GRACE: u64 = 2_000;

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(30);
    const SECOND: u64 = 1_000_000;

    #[test]
    fn who_says_nothing_is_late_when_the_limit_is_over() {
        let pace = Pace::default();
        assert_eq!(pace.left(LIMIT, 99 * SECOND), None);
        pace.note(true, SECOND);
        assert_eq!(pace.left(LIMIT, 11 * SECOND), Some(Duration::from_secs(20)));
        assert!(!pace.is_late(LIMIT, 31 * SECOND - 1));
        assert!(pace.is_late(LIMIT, 31 * SECOND));
        pace.note(false, 31 * SECOND);
        assert!(!pace.is_late(LIMIT, 99 * SECOND));
    }

    #[test]
    fn five_hundred_bytes_are_a_second_more_and_none_is_saved_up() {
        let pace = Pace::default();
        pace.note(true, SECOND);
        for second in 2..=100 {
            pace.heard(500, second * SECOND);
            pace.note(true, second * SECOND);
        }
        assert!(!pace.is_late(LIMIT, 100 * SECOND));
        pace.heard(1 << 30, 101 * SECOND);
        assert_eq!(pace.left(LIMIT, 101 * SECOND), Some(LIMIT));
        assert!(pace.is_late(LIMIT, 131 * SECOND));
    }

    #[test]
    fn bytes_that_drip_do_not_help() {
        let pace = Pace::default();
        pace.note(true, SECOND);
        let late = (2..).find(|second| {
            pace.heard(1, second * SECOND);
            pace.is_late(LIMIT, second * SECOND)
        });
        assert_eq!(late, Some(32));
    }
}
