//! The rows of a table: words in shared memory, and the pool of those that hold nothing. Must not know buckets or locks.
//!
//! A row: `[next | key length] [hash] [key, 8 words] [values …]`. Every word is an atomic, so that a reader may look at a row while a
//! writer already uses it for something else; the reader finds out afterwards and tries again.
//!
//! # The pool
//! Rows were never used (`fresh` counts those that were) or are on a free list, whose head carries a tag that moves with each change, so
//! that a slow taker can not mistake a changed list for the one that it saw. Fresh rows are not touched, so they cost no memory. A process
//! that dies between taking a row and noting it in its stripe loses this one row.

use std::io;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::*};

use super::schema::{Column, ColumnKind, Schema, Value};
use super::snapshot::Snapshot;
use crate::shm::cells::{Line, SharedCell, SharedCells};

/// Bytes of a key that are kept.
pub const MAX_KEY: usize = 63;

const KEY_WORDS: usize = 8;
/// Words before the values.
const HEAD: usize = 2 + KEY_WORDS;

/// A row's number + 1; 0 is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct RowRef(pub u32);

impl RowRef {
    pub const NONE: RowRef = RowRef(0);

    pub fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// What identifies a row.
pub(super) struct Key<'a> {
    pub bytes: &'a [u8],
    /// Chooses the bucket.
    pub spread: u64,
    /// Tells keys apart whose first bytes are the same, where only those are kept.
    pub hash: u64,
}

impl<'a> Key<'a> {
    /// The bucket follows from Bernstein's hash, which PHP's arrays use and the original too: rows come in the same order.
    pub fn new(bytes: &'a [u8]) -> Key<'a> {
        let spread = bytes.iter().fold(5381u64, |hash, byte| hash.wrapping_mul(33).wrapping_add(u64::from(*byte)));
        let hash = if bytes.len() <= MAX_KEY { spread } else { strong(bytes) };
        Key { bytes: &bytes[..bytes.len().min(MAX_KEY)], spread, hash }
    }

    fn word(&self, index: usize) -> u64 {
        let start = (index * 8).min(self.bytes.len());
        let end = (start + 8).min(self.bytes.len());
        let mut word = [0; 8];
        word[..end - start].copy_from_slice(&self.bytes[start..end]);
        u64::from_ne_bytes(word)
    }

    fn words(&self) -> usize {
        self.bytes.len().div_ceil(8)
    }
}

/// Long keys differ in what is not kept, so their hash has to be hard to meet by chance. (Multiplication whose halves are folded at each byte.)
fn strong(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325 ^ bytes.len() as u64, |hash, byte| {
        let wide = u128::from(hash ^ u64::from(*byte)) * 0x9e37_79b9_7f4a_7c15;
        (wide >> 64) as u64 ^ wide as u64
    })
}

#[derive(Debug)]
#[repr(C)]
struct Pool {
    free: AtomicU64,
    fresh: AtomicU32,
}

// SAFETY: atomics only; zero means: no row was ever used.
unsafe impl SharedCell for Pool {}

#[derive(Debug, Clone)]
pub(super) struct Rows {
    words: SharedCells<AtomicU64>,
    pool: SharedCells<Line<Pool>>,
    /// Words of one row.
    stride: usize,
    /// Rows that the pool gives out; behind them lie those that belong to the stripes.
    pooled: u32,
    total: u32,
}

impl Rows {
    pub fn new(schema: &Schema, pooled: u32, extra: u32) -> io::Result<Rows> {
        let stride = HEAD + schema.words();
        let total = pooled.checked_add(extra).ok_or(io::ErrorKind::OutOfMemory)?;
        let words = (total as usize).checked_mul(stride).ok_or(io::ErrorKind::OutOfMemory)?;
        Ok(Rows { words: SharedCells::new(words)?, pool: SharedCells::new(1)?, stride, pooled, total })
    }

    pub fn bytes(&self) -> usize {
        self.words.len() * 8
    }

    /// The row of a stripe.
    pub fn extra(&self, stripe: usize) -> RowRef {
        RowRef(self.pooled + stripe as u32 + 1)
    }

    /// None: all are in use.
    pub fn take(&self) -> Option<RowRef> {
        let pool = &self.pool[0].0;
        let mut free = pool.free.load(Acquire);
        while let Some(row) = self.checked(free as u32) {
            let next = self.word(row, 0).load(Relaxed) as u32;
            match pool.free.compare_exchange_weak(free, retag(free, next), AcqRel, Acquire) {
                Ok(_) => return Some(row),
                Err(now) => free = now,
            }
        }
        let taken = pool.fresh.fetch_update(Relaxed, Relaxed, |fresh| (fresh < self.pooled).then_some(fresh + 1));
        taken.ok().map(|number| RowRef(number + 1))
    }

    /// Gives back a row that no chain leads to.
    pub fn give(&self, row: RowRef) {
        let pool = &self.pool[0].0;
        let mut free = pool.free.load(Relaxed);
        loop {
            self.word(row, 0).store(u64::from(free as u32), Relaxed);
            match pool.free.compare_exchange_weak(free, retag(free, row.0), Release, Relaxed) {
                Ok(_) => return,
                Err(now) => free = now,
            }
        }
    }

    /// The row behind a word read from shared memory, unless it is none, or nonsense.
    #[inline]
    pub fn checked(&self, word: u32) -> Option<RowRef> {
        (word != 0 && word <= self.total).then_some(RowRef(word))
    }

    #[inline]
    pub fn next(&self, row: RowRef) -> u32 {
        self.word(row, 0).load(Acquire) as u32
    }

    /// Publishes: what was written to the rows behind is seen by who follows the link.
    pub fn set_next(&self, row: RowRef, next: RowRef) {
        let word = self.word(row, 0);
        let length = word.load(Relaxed) & !u64::from(u32::MAX);
        word.store(length | u64::from(next.0), Release);
    }

    pub fn hash(&self, row: RowRef) -> u64 {
        self.word(row, 1).load(Relaxed)
    }

    #[inline]
    pub fn holds(&self, row: RowRef, key: &Key<'_>) -> bool {
        self.word(row, 1).load(Relaxed) == key.hash
            && self.word(row, 0).load(Relaxed) >> 32 == key.bytes.len() as u64
            && (0..key.words()).all(|index| self.word(row, 2 + index).load(Relaxed) == key.word(index))
    }

    /// Makes `row`, which nobody else can reach, a row of `key` with empty values and no successor.
    pub fn begin(&self, row: RowRef, key: &Key<'_>) {
        self.word(row, 0).store((key.bytes.len() as u64) << 32, Relaxed);
        self.word(row, 1).store(key.hash, Relaxed);
        for index in 0..key.words() {
            self.word(row, 2 + index).store(key.word(index), Relaxed);
        }
    }

    /// Empties the values. Of a string only its length.
    pub fn clear(&self, row: RowRef, schema: &Schema) {
        for column in schema.columns() {
            self.word(row, HEAD + column.at).store(0, Relaxed);
        }
    }

    /// Makes `to`, which nobody else can reach, equal to `from`.
    pub fn copy(&self, schema: &Schema, from: RowRef, to: RowRef) {
        let move_word = |index| self.word(to, index).store(self.word(from, index).load(Relaxed), Relaxed);
        let key_words = self.key_length(from).div_ceil(8);
        (0..2 + key_words).for_each(move_word);
        for column in schema.columns() {
            let first = HEAD + column.at;
            (first..first + self.used_words(from, column)).for_each(move_word);
        }
    }

    pub fn write(&self, row: RowRef, column: &Column, value: Value<'_>) {
        let first = HEAD + column.at;
        match value {
            Value::Int(value) => self.word(row, first).store(value as u64, Relaxed),
            Value::Float(value) => self.word(row, first).store(value.to_bits(), Relaxed),
            Value::Str(bytes) => {
                let bytes = &bytes[..bytes.len().min(column.capacity())];
                self.word(row, first).store(bytes.len() as u64, Relaxed);
                for (index, part) in bytes.chunks(8).enumerate() {
                    let mut word = [0; 8];
                    word[..part.len()].copy_from_slice(part);
                    self.word(row, first + 1 + index).store(u64::from_ne_bytes(word), Relaxed);
                }
            }
        }
    }

    pub fn number(&self, row: RowRef, column: &Column) -> u64 {
        self.word(row, HEAD + column.at).load(Relaxed)
    }

    #[inline]
    pub fn read(&self, row: RowRef, column: &Column, into: &mut Snapshot) {
        let first = HEAD + column.at;
        for index in 0..self.used_words(row, column) {
            into.put(column.at + index, self.word(row, first + index).load(Relaxed));
        }
    }

    pub fn read_key(&self, row: RowRef) -> Vec<u8> {
        let length = self.key_length(row);
        let words = (0..length.div_ceil(8)).flat_map(|index| self.word(row, 2 + index).load(Relaxed).to_ne_bytes());
        words.take(length).collect()
    }

    fn key_length(&self, row: RowRef) -> usize {
        ((self.word(row, 0).load(Relaxed) >> 32) as usize).min(MAX_KEY)
    }

    #[inline]
    fn used_words(&self, row: RowRef, column: &Column) -> usize {
        match column.kind {
            ColumnKind::Str(capacity) => {
                let length = self.word(row, HEAD + column.at).load(Relaxed).min(u64::from(capacity));
                1 + (length as usize).div_ceil(8)
            }
            _ => 1,
        }
    }

    #[inline]
    fn word(&self, row: RowRef, index: usize) -> &AtomicU64 {
        &self.words[(row.0 as usize - 1) * self.stride + index]
    }
}

fn retag(free: u64, first: u32) -> u64 {
    ((free >> 32).wrapping_add(1) << 32) | u64::from(first)
}
