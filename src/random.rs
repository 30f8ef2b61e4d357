//! Numbers that nobody foresees; they keep no secret.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

/// Another one each time.
pub fn number() -> u64 {
    RandomState::new().hash_one(0)
}

/// One of 0 to `count` - 1; `count` is not 0.
pub fn below(count: usize) -> usize {
    (number() % count as u64) as usize
}
