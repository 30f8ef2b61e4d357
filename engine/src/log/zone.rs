//! When the local clock changes, asked of the system once. Must not ask again: see the module's note on locks.

use super::date::Local;
use crate::sys::time::{LocalOffset, local_offset};

/// The offsets of the years to come.
pub struct Zone {
    /// From which second on which offset holds, ascending; never empty.
    changes: Vec<(i64, LocalOffset)>,
}

impl Zone {
    /// Some years around `now`. A process that lives longer keeps the last offset.
    pub fn read(now: i64) -> Self {
        Self::scan(now - 2 * YEAR, now + 20 * YEAR, local_offset)
    }

    /// Two changes less than a step apart go unseen; the closest that zones have are four weeks apart.
    fn scan(from: i64, to: i64, offset_at: impl Fn(i64) -> LocalOffset) -> Self {
        let mut changes = vec![(from, offset_at(from))];
        let mut at = from;
        while at < to {
            let next = at + STEP;
            let offset = offset_at(next);
            if changes.last().is_some_and(|(_, last)| *last != offset) {
                changes.push((first_second_of(&offset, at, next, &offset_at), offset));
            }
            at = next;
        }
        Self { changes }
    }

    pub fn at(&self, epoch: i64) -> Local<'_> {
        let after = self.changes.partition_point(|(since, _)| *since <= epoch);
        let (_, offset) = &self.changes[after.saturating_sub(1)];
        Local { epoch, offset: offset.seconds, zone: &offset.name }
    }
}

/// `offset` does not hold at `before` and holds at `after`.
fn first_second_of(
    offset: &LocalOffset,
    mut before: i64,
    mut after: i64,
    offset_at: &impl Fn(i64) -> LocalOffset,
) -> i64 {
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if offset_at(middle) == *offset { after = middle } else { before = middle }
    }
    after
}

const YEAR: i64 = 366 * 86400;
const STEP: i64 = 7 * 86400;

#[cfg(test)]
mod tests {
    use super::*;

    fn offset(seconds: i32, name: &str) -> LocalOffset {
        LocalOffset { seconds, name: name.to_owned() }
    }

    #[test]
    fn a_change_is_found_to_the_second() {
        let change = 1_000_123_457;
        let zone = Zone::scan(change - YEAR, change + YEAR, |at| {
            if at < change { offset(3600, "CET") } else { offset(7200, "CEST") }
        });
        assert_eq!((zone.at(change - 1).offset, zone.at(change - 1).zone), (3600, "CET"));
        assert_eq!((zone.at(change).offset, zone.at(change).zone), (7200, "CEST"));
    }

    #[test]
    fn beyond_the_table_the_nearest_offset_holds() {
        let zone = Zone::scan(0, YEAR, |at| if at < YEAR / 2 { offset(0, "A") } else { offset(60, "B") });
        assert_eq!(zone.at(-YEAR).zone, "A");
        assert_eq!(zone.at(10 * YEAR).zone, "B");
    }

    #[test]
    fn the_table_agrees_with_the_system() {
        let now = super::super::date::now().seconds;
        let zone = Zone::read(now);
        for hours in (-8_000..80_000).step_by(997) {
            let at = now + hours * 3600;
            assert_eq!(zone.at(at).offset, local_offset(at).seconds, "at {at}");
        }
    }
}
