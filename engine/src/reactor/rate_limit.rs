//! Keeps a warning that a peer can provoke from filling the log: lets one (or a few) through per interval and counts the others.

use std::cell::Cell;
use std::time::{Duration, Instant};

#[derive(Debug)]
pub struct RateLimit {
    interval: Duration,
    burst: u64,
    /// When the interval began, and how many were let through since.
    last: Cell<Option<Instant>>,
    said: Cell<u64>,
    suppressed: Cell<u64>,
}

impl RateLimit {
    pub const fn new(interval: Duration) -> Self {
        RateLimit { interval, burst: 1, last: Cell::new(None), said: Cell::new(0), suppressed: Cell::new(0) }
    }

    /// So many per interval instead of one.
    pub const fn burst(self, burst: u64) -> Self {
        RateLimit { burst, ..self }
    }

    /// `Some(n)`: say it now, and that it happened `n` times more since it was last said.
    pub fn permit(&self, now: Instant) -> Option<u64> {
        match self.last.get() {
            Some(last) if now.duration_since(last) < self.interval => {
                if self.said.get() < self.burst {
                    self.said.set(self.said.get() + 1);
                    return Some(self.suppressed.take());
                }
                self.suppressed.set(self.suppressed.get() + 1);
                None
            }
            _ => {
                self.last.set(Some(now));
                self.said.set(1);
                Some(self.suppressed.take())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_per_interval_and_the_rest_is_counted() {
        let limit = RateLimit::new(Duration::from_secs(5));
        let start = Instant::now();
        let at = |s| start + Duration::from_secs(s);
        assert_eq!(limit.permit(at(0)), Some(0));
        assert_eq!(limit.permit(at(1)), None);
        assert_eq!(limit.permit(at(4)), None);
        assert_eq!(limit.permit(at(5)), Some(2));
        assert_eq!(limit.permit(at(11)), Some(0));
    }

    #[test]
    fn a_burst_lets_a_few_through() {
        let limit = RateLimit::new(Duration::from_secs(5)).burst(2);
        let start = Instant::now();
        let at = |s| start + Duration::from_secs(s);
        assert_eq!(
            [0, 1, 2, 3, 6, 7, 8].map(|s| limit.permit(at(s))),
            [Some(0), Some(0), None, None, Some(2), Some(0), None]
        );
    }
}
