//! The table of `Swoole\Table`: rows of typed columns, found by a key, shared by processes. Must not know PHP.
//!
//! Buckets hold chains of rows; a group of buckets is a stripe, with one lock for its writers. Readers take no lock and never see a row half
//! written, nor wait for a writer that died (see [`stripe`]); an heir puts in order what a dead writer left. A table is full when all its rows
//! are in use, whatever chains they are in. Pages are touched only when used.

mod rows;
mod schema;
mod snapshot;
mod stripe;
#[cfg(test)]
mod tests;

use std::io;
use std::sync::atomic::{AtomicU32, Ordering::*};

pub use rows::MAX_KEY;
pub use schema::{AsValue, Column, ColumnKind, Schema, Value};
pub use snapshot::Snapshot;

use super::cells::{Line, SharedCells};
use super::owner::Taken;
use rows::{Key, RowRef, Rows};
use stripe::{Held, Stripe};

/// Fewer buckets than these are not made.
pub const MIN_SIZE: u32 = 64;
pub const MAX_SIZE: u32 = 1 << 31;

const MAX_STRIPES: usize = 256;
/// A reader that met so many rows of one chain asks whether it is still on it.
const CHECK_EVERY: u32 = 64;

/// No row is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TableFull;

/// What [`Table::add`] does to a number, and gives back.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Number {
    Int(i64),
    Float(f64),
}

#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct TableStats {
    pub rows: u64,
    /// Inserts into a bucket that was not empty.
    pub conflicts: u64,
    /// The longest chain so far, without its first row.
    pub longest: u64,
    pub inserts: u64,
    pub updates: u64,
    pub deletes: u64,
    pub free_slices: u64,
    pub slices: u64,
}

/// Clones share the same memory, over fork as well.
#[derive(Clone, Debug)]
pub struct Table {
    schema: Schema,
    heads: SharedCells<AtomicU32>,
    stripes: SharedCells<Line<Stripe>>,
    rows: Rows,
    slices: u32,
}

/// Where the search for a key ended.
struct Place {
    /// The row whose link leads to `found`, or would lead to a new row; none: the bucket itself.
    before: RowRef,
    found: Option<RowRef>,
    /// Rows passed.
    depth: u32,
}

impl Table {
    /// `size` buckets (rounded up to a power of two) and as many rows, and `conflict` × `size` rows more.
    pub fn new(schema: Schema, size: u32, conflict: f64) -> io::Result<Table> {
        let size = bucket_count(size);
        let slices = (f64::from(size) * conflict.clamp(0.2, 1.0)) as u32;
        let stripes = (size as usize / 16).clamp(1, MAX_STRIPES);
        // Row numbers and their links are 32 bits wide, 0 is no row.
        let pooled = size.checked_add(slices).filter(|rows| *rows < u32::MAX - MAX_STRIPES as u32);
        let rows = Rows::new(&schema, pooled.ok_or(io::ErrorKind::OutOfMemory)?, stripes as u32)?;
        Ok(Table { schema, heads: SharedCells::new(size as usize)?, stripes: SharedCells::new(stripes)?, rows, slices })
    }

    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    pub fn buckets(&self) -> usize {
        self.heads.len()
    }

    /// Bytes of shared memory that the table takes when it is full.
    pub fn memory_size(&self) -> usize {
        self.heads.len() * size_of::<AtomicU32>() + self.stripes.len() * size_of::<Line<Stripe>>() + self.rows.bytes()
    }

    /// Writes the values of some columns (`(index, value)`); a new row has empty values in the others.
    pub fn set(&self, key: &[u8], values: &[(usize, impl AsValue)]) -> Result<(), TableFull> {
        let key = Key::new(key);
        let (bucket, held) = self.lock(&key);
        let place = self.search(bucket, &key);
        let Some(row) = place.found else {
            return self.insert(&held, bucket, &place, &key, values);
        };
        held.count(&held.0.updates);
        match values {
            [] => {}
            // One word: it changes at once, without a new version of the row.
            [(column, value)] if !matches!(value.value(), Value::Str(_)) => {
                self.rows.write(row, &self.schema.columns()[*column], value.value());
                held.moved();
            }
            _ => self.replace(&held, bucket, &place, row, values),
        }
        Ok(())
    }

    /// Copies all values, or those of one column. False: no such row.
    pub fn get(&self, key: &[u8], column: Option<usize>, into: &mut Snapshot) -> bool {
        into.fit(&self.schema);
        let found = self.peek(key, |row| match column {
            Some(column) => self.rows.read(row, &self.schema.columns()[column], into),
            None => self.schema.columns().iter().for_each(|column| self.rows.read(row, column, into)),
        });
        found.is_some()
    }

    pub fn exists(&self, key: &[u8]) -> bool {
        self.peek(key, |_| ()).is_some()
    }

    pub fn remove(&self, key: &[u8]) -> bool {
        let key = Key::new(key);
        let (bucket, held) = self.lock(&key);
        let place = self.search(bucket, &key);
        let Some(row) = place.found else { return false };
        self.link(bucket, place.before, RowRef(self.rows.next(row)));
        held.moved();
        held.0.rows.store(held.0.rows.load(Relaxed).saturating_sub(1), Relaxed);
        held.count(&held.0.deletes);
        self.rows.give(row);
        true
    }

    /// Adds to a number of a row, which is made if there is none; gives the sum. The column is not a string.
    pub fn add(&self, key: &[u8], column: usize, by: Number) -> Result<Number, TableFull> {
        let key = Key::new(key);
        let column = &self.schema.columns()[column];
        let (bucket, held) = self.lock(&key);
        let place = self.search(bucket, &key);
        let row = match place.found {
            Some(row) => {
                held.count(&held.0.updates);
                row
            }
            None => {
                self.insert::<Value<'_>>(&held, bucket, &place, &key, &[])?;
                self.search(bucket, &key).found.ok_or(TableFull)?
            }
        };
        let old = self.rows.number(row, column);
        let sum = match by {
            Number::Int(by) => Number::Int((old as i64).wrapping_add(by)),
            Number::Float(by) => Number::Float(f64::from_bits(old) + by),
        };
        let value = match sum {
            Number::Int(sum) => Value::Int(sum),
            Number::Float(sum) => Value::Float(sum),
        };
        self.rows.write(row, column, value);
        held.moved();
        Ok(sum)
    }

    /// The keys of the rows in a bucket, in the order of their chain.
    pub fn keys_in(&self, bucket: usize) -> Vec<Vec<u8>> {
        let stripe = self.stripe(bucket);
        loop {
            let mut keys = Vec::new();
            let epoch = stripe.epoch();
            let whole = self.walk(bucket, stripe, epoch, |row| {
                keys.push((self.rows.hash(row), self.rows.read_key(row)));
                true
            });
            if whole && stripe.is_still(epoch) {
                return keys.into_iter().map(|(_, key)| key).collect();
            }
        }
    }

    /// As [`Table::get`], for a key that [`Table::keys_in`] gave: a long one is found by what was kept of it.
    pub fn get_in(&self, bucket: usize, kept: &[u8], into: &mut Snapshot) -> bool {
        into.fit(&self.schema);
        let stripe = self.stripe(bucket);
        loop {
            let epoch = stripe.epoch();
            let mut found = false;
            let whole = self.walk(bucket, stripe, epoch, |row| {
                if self.rows.read_key(row) != kept {
                    return true;
                }
                self.schema.columns().iter().for_each(|column| self.rows.read(row, column, into));
                found = true;
                false
            });
            if whole && stripe.is_still(epoch) {
                return found;
            }
        }
    }

    pub fn count(&self) -> usize {
        self.stripes.iter().map(|stripe| stripe.0.rows.load(Relaxed) as usize).sum()
    }

    pub fn stats(&self) -> TableStats {
        let mut stats = TableStats { slices: self.slices.into(), ..TableStats::default() };
        for Line(stripe) in self.stripes.iter() {
            stats.rows += u64::from(stripe.rows.load(Relaxed));
            stats.conflicts += stripe.conflicts.load(Relaxed);
            stats.longest = stats.longest.max(stripe.longest.load(Relaxed).into());
            stats.inserts += stripe.inserts.load(Relaxed);
            stats.updates += stripe.updates.load(Relaxed);
            stats.deletes += stripe.deletes.load(Relaxed);
        }
        let firsts = self.heads.iter().filter(|head| head.load(Relaxed) != 0).count() as u64;
        stats.free_slices = stats.slices.saturating_sub(stats.rows.saturating_sub(firsts));
        stats
    }

    /// Lets `look` copy from the row of `key`; it may be called again, on what became of the row meanwhile.
    #[inline]
    fn peek<T>(&self, key: &[u8], mut look: impl FnMut(RowRef) -> T) -> Option<T> {
        let key = Key::new(key);
        let bucket = self.bucket(&key);
        let stripe = self.stripe(bucket);
        loop {
            let epoch = stripe.epoch();
            let mut seen = None;
            let whole = self.walk(bucket, stripe, epoch, |row| {
                let found = self.rows.holds(row, &key);
                if found {
                    seen = Some(look(row));
                }
                !found
            });
            if whole && stripe.is_still(epoch) {
                return seen;
            }
        }
    }

    /// Follows a chain until `visit` says false. False: the chain changed under way.
    #[inline]
    fn walk(&self, bucket: usize, stripe: &Stripe, epoch: u64, mut visit: impl FnMut(RowRef) -> bool) -> bool {
        let mut link = self.heads[bucket].load(Acquire);
        let mut passed = 0u32;
        while link != 0 {
            let Some(row) = self.rows.checked(link) else { return false };
            if !visit(row) {
                return true;
            }
            link = self.rows.next(row);
            passed = passed.wrapping_add(1);
            if passed % CHECK_EVERY == 0 && !stripe.is_still(epoch) {
                return false;
            }
        }
        true
    }

    #[inline]
    fn bucket(&self, key: &Key<'_>) -> usize {
        key.spread as usize & (self.heads.len() - 1)
    }

    /// Of a bucket's stripe. Their count is a power of two, as that of the buckets is.
    #[inline]
    fn number(&self, bucket: usize) -> usize {
        bucket & (self.stripes.len() - 1)
    }

    #[inline]
    fn stripe(&self, bucket: usize) -> &Stripe {
        &self.stripes[self.number(bucket)].0
    }

    #[inline]
    fn lock(&self, key: &Key<'_>) -> (usize, Held<'_>) {
        let bucket = self.bucket(key);
        let (held, taken) = self.stripe(bucket).lock();
        if taken == Taken::FromTheDead {
            self.recover(&held, self.number(bucket));
        }
        (bucket, held)
    }

    /// For the holder of the stripe.
    fn search(&self, bucket: usize, key: &Key<'_>) -> Place {
        let mut place = Place { before: RowRef::NONE, found: None, depth: 0 };
        let mut link = self.heads[bucket].load(Relaxed);
        while let Some(row) = self.rows.checked(link) {
            if self.rows.holds(row, key) {
                place.found = Some(row);
                break;
            }
            place.before = row;
            place.depth += 1;
            link = self.rows.next(row);
        }
        place
    }

    fn link(&self, bucket: usize, before: RowRef, row: RowRef) {
        if before.is_none() {
            self.heads[bucket].store(row.0, Release);
        } else {
            self.rows.set_next(before, row);
        }
    }

    fn insert<V: AsValue>(
        &self,
        held: &Held<'_>,
        bucket: usize,
        place: &Place,
        key: &Key<'_>,
        values: &[(usize, V)],
    ) -> Result<(), TableFull> {
        let row = self.rows.take().ok_or(TableFull)?;
        let stripe = held.0;
        stripe.inserting.store(row.0, Release);
        self.rows.begin(row, key);
        self.rows.clear(row, &self.schema);
        for (column, value) in values {
            self.rows.write(row, &self.schema.columns()[*column], value.value());
        }
        self.link(bucket, place.before, row);
        held.moved();
        stripe.rows.store(stripe.rows.load(Relaxed) + 1, Relaxed);
        stripe.inserting.store(0, Release);
        held.count(&stripe.inserts);
        if place.depth > 0 {
            held.count(&stripe.conflicts);
            stripe.longest.store(stripe.longest.load(Relaxed).max(place.depth), Relaxed);
        }
        Ok(())
    }

    /// Writes the new version of `row` beside it and puts it in its place.
    fn replace<V: AsValue>(&self, held: &Held<'_>, bucket: usize, place: &Place, row: RowRef, values: &[(usize, V)]) {
        let stripe = held.0;
        let fresh = self.spare(stripe, self.number(bucket));
        self.rows.copy(&self.schema, row, fresh, |index| values.iter().any(|(column, _)| *column == index));
        for (column, value) in values {
            self.rows.write(fresh, &self.schema.columns()[*column], value.value());
        }
        stripe.replaced.store(row.0, Release);
        self.link(bucket, place.before, fresh);
        held.moved();
        stripe.spare.store(row.0, Release);
        stripe.replaced.store(0, Release);
    }

    fn spare(&self, stripe: &Stripe, number: usize) -> RowRef {
        self.rows.checked(stripe.spare.load(Relaxed)).unwrap_or_else(|| self.rows.extra(number))
    }

    /// Puts in order what the dead holder of a stripe left.
    #[cold]
    fn recover(&self, held: &Held<'_>, number: usize) {
        let stripe = held.0;
        let spare = self.spare(stripe, number);
        let inserting = stripe.inserting.load(Relaxed);
        let (mut rows, mut spare_is_linked, mut inserted) = (0, false, false);
        for bucket in (number..self.heads.len()).step_by(self.stripes.len()) {
            let mut link = self.heads[bucket].load(Relaxed);
            while let Some(row) = self.rows.checked(link) {
                rows += 1;
                spare_is_linked |= row == spare;
                inserted |= row.0 == inserting;
                link = self.rows.next(row);
            }
        }
        held.moved();
        if spare_is_linked {
            stripe.spare.store(stripe.replaced.load(Relaxed), Relaxed);
        }
        stripe.replaced.store(0, Relaxed);
        stripe.rows.store(rows, Relaxed);
        stripe.inserting.store(0, Release);
        if let Some(row) = self.rows.checked(inserting).filter(|_| !inserted) {
            self.rows.give(row);
        }
    }
}

/// How many buckets a table asked to have `size` rows gets.
pub fn bucket_count(size: u32) -> u32 {
    size.clamp(MIN_SIZE, MAX_SIZE).next_power_of_two()
}
