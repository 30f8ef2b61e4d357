//! `Template`: an array whose keys are always the same. A copy of it with values of its own costs a fraction of building it anew. Must not
//! know what the keys mean.

use super::{Array, Str, Zv, guarded, raise_bailout_later, sys};

/// Made and used within one request of PHP.
pub struct Template(Array);

impl Template {
    /// Keys in order, with the values that a copy has where it is given no other.
    pub fn new(rows: impl IntoIterator<Item = (Str, Zv)>) -> Template {
        let mut array = Array::with_capacity(16);
        rows.into_iter().for_each(|(key, value)| array.insert_str(&key, value));
        Template(array)
    }

    /// `fill` owns nothing that must be given back: beyond the memory limit it is left by a jump. Then a bailout is pending, and what
    /// was copied stands for the whole.
    pub fn copy(&self, fill: impl FnOnce(&mut Places)) -> Array {
        let mut made = std::ptr::null_mut();
        let place = &raw mut made;
        let source = self.0.as_ptr();
        let copied = guarded(|| {
            // SAFETY: a live array; the place is ours, and written before anything else can jump.
            unsafe {
                *place = sys::zend_array_dup(source);
                fill(&mut Places(*place));
            }
        });
        if copied.is_err() {
            raise_bailout_later();
        }
        if made.is_null() { Array::new() } else { Array::take(made) }
    }
}

/// The values of a fresh copy, by position.
pub struct Places(*mut sys::Array);

impl Places {
    pub fn bytes(&mut self, at: u32, value: &[u8]) {
        // SAFETY: `copy` has the guard, and its closure owns nothing.
        let text = unsafe { Str::copy_unguarded(value) };
        self.put(at, text.into());
    }

    /// One string in two places.
    pub fn bytes_twice(&mut self, at: [u32; 2], value: &[u8]) {
        // SAFETY: as in `bytes`.
        let text = unsafe { Str::copy_unguarded(value) };
        self.put(at[0], text.clone().into());
        self.put(at[1], text.into());
    }

    pub fn str(&mut self, at: u32, value: &Str) {
        self.put(at, value.clone().into());
    }

    pub fn int(&mut self, at: u32, value: i64) {
        self.put(at, Zv::int(value));
    }

    pub fn float(&mut self, at: u32, value: f64) {
        self.put(at, Zv::float(value));
    }

    fn put(&mut self, at: u32, value: Zv) {
        let mut position = at;
        // SAFETY: a live array that nobody else has; beyond its end there is no place. What lay there leaves the place before it is
        // dropped; the chain of the bucket stays.
        let old = unsafe {
            let place = sys::zend_hash_get_current_data_ex(self.0, &mut position).cast::<sys::Raw>();
            if place.is_null() {
                return;
            }
            let old = *place;
            *place = sys::Raw { extra: old.extra, ..value.into_raw() };
            Zv::take(old)
        };
        drop(old);
    }
}
