//! Keeps a warning that a peer can provoke from filling the log: lets one through per interval and counts the others.

use std::cell::Cell;
use std::time::{Duration, Instant};

#[derive(Debug)]
pub struct RateLimit {
    interval: Duration,
    last: Cell<Option<Instant>>,
    suppressed: Cell<u64>,
}

impl RateLimit {
    pub const fn new(interval: Duration) -> Self {
        RateLimit { interval, last: Cell::new(None), suppressed: Cell::new(0) }
    }

    /// `Some(n)`: say it now, and that it happened `n` times more since it was last said.
    pub fn permit(&self, now: Instant) -> Option<u64> {
        match self.last.get() {
            Some(last) if now.duration_since(last) < self.interval => {
                self.suppressed.set(self.suppressed.get() + 1);
                None
            }
            _ => {
                self.last.set(Some(now));
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
}
