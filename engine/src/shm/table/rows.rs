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
    /// The bytes as they lie in a row, filled up with zeros.
    words: [u64; KEY_WORDS],
}

impl<'a> Key<'a> {
    /// The bucket follows from Bernstein's hash, which PHP's arrays use and the original too: rows come in the same order.
    pub fn new(bytes: &'a [u8]) -> Key<'a> {
        let spread = bytes.iter().fold(5381u64, |hash, byte| hash.wrapping_mul(33).wrapping_add(u64::from(*byte)));
        let hash = if bytes.len() <= MAX_KEY { spread } else { strong(bytes) };
        let bytes = &bytes[..bytes.len().min(MAX_KEY)];
        let mut filled = [[0; 8]; KEY_WORDS];
        filled.as_flattened_mut()[..bytes.len()].copy_from_slice(bytes);
        Key { bytes, spread, hash, words: filled.map(u64::from_ne_bytes) }
    }

    fn words(&self) -> &[u64] {
        &self.words[..self.bytes.len().div_ceil(8)]
    }
}

/// Bytes as words, the last one filled up with zeros.
#[inline]
fn pack(bytes: &[u8], mut put: impl FnMut(usize, u64)) {
    let whole = bytes.chunks_exact(8);
    let (count, rest) = (whole.len(), whole.remainder());
    for (index, part) in whole.enumerate() {
        put(index, u64::from_ne_bytes(part.try_into().unwrap_or_default()));
    }
    if !rest.is_empty() {
        let mut word = [0; 8];
        word[..rest.len()].copy_from_slice(rest);
        put(count, u64::from_ne_bytes(word));
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
            let next = self.words(row)[0].load(Relaxed) as u32;
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
            self.words(row)[0].store(u64::from(free as u32), Relaxed);
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
        self.words(row)[0].load(Acquire) as u32
    }

    /// Publishes: what was written to the rows behind is seen by who follows the link.
    pub fn set_next(&self, row: RowRef, next: RowRef) {
        let word = &self.words(row)[0];
        let length = word.load(Relaxed) & !u64::from(u32::MAX);
        word.store(length | u64::from(next.0), Release);
    }

    pub fn hash(&self, row: RowRef) -> u64 {
        self.words(row)[1].load(Relaxed)
    }

    #[inline]
    pub fn holds(&self, row: RowRef, key: &Key<'_>) -> bool {
        let words = self.words(row);
        words[1].load(Relaxed) == key.hash
            && words[0].load(Relaxed) >> 32 == key.bytes.len() as u64
            && words[2..].iter().zip(key.words()).all(|(word, wanted)| word.load(Relaxed) == *wanted)
    }

    /// Makes `row`, which nobody else can reach, a row of `key` with empty values and no successor.
    pub fn begin(&self, row: RowRef, key: &Key<'_>) {
        let words = self.words(row);
        words[0].store((key.bytes.len() as u64) << 32, Relaxed);
        words[1].store(key.hash, Relaxed);
        words[2..].iter().zip(key.words()).for_each(|(word, value)| word.store(*value, Relaxed));
    }

    /// Empties the values. Of a string only its length.
    pub fn clear(&self, row: RowRef, schema: &Schema) {
        for column in schema.columns() {
            self.words(row)[HEAD + column.at].store(0, Relaxed);
        }
    }

    /// Makes `to`, which nobody else can reach, equal to `from`, except for the columns that are `written` anyway.
    pub fn copy(&self, schema: &Schema, from: RowRef, to: RowRef, written: impl Fn(usize) -> bool) {
        let (from, to) = (self.words(from), self.words(to));
        let copy = |first: usize, count: usize| {
            let places = to[first..first + count].iter();
            places.zip(&from[first..]).for_each(|(to, from)| to.store(from.load(Relaxed), Relaxed));
        };
        copy(0, 2 + key_length(from).div_ceil(8));
        for (_, column) in schema.columns().iter().enumerate().filter(|(index, _)| !written(*index)) {
            let first = HEAD + column.at;
            copy(first, used_words(&from[first], column));
        }
    }

    pub fn write(&self, row: RowRef, column: &Column, value: Value<'_>) {
        let words = &self.words(row)[HEAD + column.at..];
        match value {
            Value::Int(value) => words[0].store(value as u64, Relaxed),
            Value::Float(value) => words[0].store(value.to_bits(), Relaxed),
            Value::Str(bytes) => {
                let bytes = &bytes[..bytes.len().min(column.capacity())];
                words[0].store(bytes.len() as u64, Relaxed);
                pack(bytes, |index, word| words[1 + index].store(word, Relaxed));
            }
        }
    }

    pub fn number(&self, row: RowRef, column: &Column) -> u64 {
        self.words(row)[HEAD + column.at].load(Relaxed)
    }

    #[inline]
    pub fn read(&self, row: RowRef, column: &Column, into: &mut Snapshot) {
        let words = &self.words(row)[HEAD + column.at..];
        for (index, word) in words[..used_words(&words[0], column)].iter().enumerate() {
            into.put(column.at + index, word.load(Relaxed));
        }
    }

    pub fn read_key(&self, row: RowRef) -> Vec<u8> {
        let words = self.words(row);
        let key = words[2..HEAD].iter().flat_map(|word| word.load(Relaxed).to_ne_bytes());
        key.take(key_length(words)).collect()
    }

    #[inline]
    fn words(&self, row: RowRef) -> &[AtomicU64] {
        let first = (row.0 as usize - 1) * self.stride;
        &self.words[first..first + self.stride]
    }
}

/// What a row says, though never more than it has room for.
fn key_length(row: &[AtomicU64]) -> usize {
    ((row[0].load(Relaxed) >> 32) as usize).min(MAX_KEY)
}

/// How many words of a column hold something; `first` is its first one.
#[inline]
fn used_words(first: &AtomicU64, column: &Column) -> usize {
    match column.kind {
        ColumnKind::Str(capacity) => {
            let length = first.load(Relaxed).min(u64::from(capacity));
            1 + (length as usize).div_ceil(8)
        }
        _ => 1,
    }
}

fn retag(free: u64, first: u32) -> u64 {
    ((free >> 32).wrapping_add(1) << 32) | u64::from(first)
}
