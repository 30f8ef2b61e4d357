//! `Array`: a PHP array, read and built. Writing separates a shared array first, as PHP's copy on write does.

use super::{Str, Zv, guarded, raise_bailout_later, sys};
use std::{fmt, mem, ptr::NonNull, slice};

/// One reference to a `zend_array`.
#[repr(transparent)]
pub struct Array(NonNull<sys::Array>);

#[derive(Debug, Clone)]
pub enum Key {
    Int(i64),
    Str(Str),
}

/// A key, borrowed.
#[derive(Debug, Clone, Copy)]
pub enum Name<'a> {
    Int(i64),
    Str(&'a [u8]),
}

impl Array {
    pub fn new() -> Array {
        Self::with_capacity(0)
    }

    pub fn with_capacity(elements: usize) -> Array {
        let size = u32::try_from(elements).unwrap_or(0);
        // SAFETY: allocates; a bailout (memory limit) becomes pending and the shared empty array stands in.
        let made = guarded(|| unsafe { sys::zend_new_array(size) }).unwrap_or_else(|_| {
            raise_bailout_later();
            (&raw const sys::zend_empty_array).cast_mut()
        });
        Array(NonNull::new(made).expect("zend_new_array never returns null"))
    }

    /// Builds an array under one guard, which a request that fills many costs far less than one for each element. After a bailout (the
    /// memory limit) it is pending and the array has what was put in before.
    pub fn build(elements: usize, fill: impl FnOnce(&mut Builder)) -> Array {
        let size = u32::try_from(elements).unwrap_or(0);
        let mut made = std::ptr::null_mut();
        let place = &raw mut made;
        let built = guarded(|| {
            // SAFETY: the place is ours, and written before anything else can jump.
            unsafe {
                *place = sys::zend_new_array(size);
                fill(&mut Builder(*place));
            }
        });
        if built.is_err() {
            raise_bailout_later();
        }
        if made.is_null() { Array::new() } else { Array::take(made) }
    }

    pub fn len(&self) -> usize {
        // SAFETY: a live array.
        unsafe { (*self.as_ptr()).nNumOfElements as usize }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// `$array[] = value`
    pub fn push(&mut self, value: impl Into<Zv>) {
        // SAFETY: `write` hands the exclusive table and a value that the table takes over.
        self.write(value.into(), |table, value| unsafe { sys::zend_hash_next_index_insert(table, value) });
    }

    /// `$array["key"] = value`, for keys that are not decimal numbers.
    pub fn insert(&mut self, key: &str, value: impl Into<Zv>) {
        self.insert_bytes(key.as_bytes(), value);
    }

    pub fn insert_bytes(&mut self, key: &[u8], value: impl Into<Zv>) {
        let (text, len) = (key.as_ptr().cast(), key.len());
        // SAFETY: as in `push`; the key is readable and copied.
        self.write(value.into(), |table, value| unsafe { sys::zend_hash_str_update(table, text, len, value) });
    }

    pub fn insert_str(&mut self, key: &Str, value: impl Into<Zv>) {
        let key = key.as_ptr();
        // SAFETY: as in `push`; the table takes a reference of its own to the key.
        self.write(value.into(), |table, value| unsafe { sys::zend_hash_update(table, key, value) });
    }

    pub fn insert_int(&mut self, key: i64, value: impl Into<Zv>) {
        // SAFETY: as in `push`.
        self.write(value.into(), |table, value| unsafe { sys::zend_hash_index_update(table, key as u64, value) });
    }

    pub fn insert_key(&mut self, key: &Key, value: impl Into<Zv>) {
        match key {
            Key::Int(key) => self.insert_int(*key, value),
            Key::Str(key) => self.insert_str(key, value),
        }
    }

    pub fn get(&self, key: &str) -> Option<Zv> {
        self.get_bytes(key.as_bytes())
    }

    pub fn get_bytes(&self, key: &[u8]) -> Option<Zv> {
        // SAFETY: a live array; the key is readable.
        self.found(unsafe { sys::zend_hash_str_find(self.as_ptr(), key.as_ptr().cast(), key.len()) })
    }

    pub fn get_str(&self, key: &Str) -> Option<Zv> {
        // SAFETY: a live array and key.
        self.found(unsafe { sys::zend_hash_find(self.as_ptr(), key.as_ptr()) })
    }

    pub fn get_int(&self, key: i64) -> Option<Zv> {
        // SAFETY: a live array.
        self.found(unsafe { sys::zend_hash_index_find(self.as_ptr(), key as u64) })
    }

    /// Elements in order, borrowed: what is called here may run PHP, since this holds the array as it was.
    pub fn walk(&self, mut each: impl FnMut(Name<'_>, &Zv)) {
        let held = self.clone();
        let (table, mut position) = (held.as_ptr(), 0);
        // SAFETY: a live array that nobody writes to while `held` shares it; `position` is only moved by the engine. Keys and values
        // live as long as the array.
        unsafe {
            loop {
                let place = sys::zend_hash_get_current_data_ex(table, &mut position);
                if place.is_null() {
                    break;
                }
                let (mut text, mut number) = (std::ptr::null_mut(), 0u64);
                let kind = sys::zend_hash_get_current_key_ex(table, &mut text, &mut number, &raw const position);
                let name = if kind == sys::HASH_KEY_IS_STRING {
                    Name::Str(slice::from_raw_parts((&raw const (*text).val).cast(), (*text).len))
                } else {
                    Name::Int(number as i64)
                };
                each(name, &*super::value::deref(place.cast::<sys::Raw>()).cast::<Zv>());
                sys::zend_hash_move_forward_ex(table, &mut position);
            }
        }
    }

    /// Elements in order; values are further references, so PHP may run in between.
    pub fn iter(&self) -> Iter {
        Iter { array: self.clone(), position: 0 }
    }

    fn found(&self, place: *mut sys::zval) -> Option<Zv> {
        // SAFETY: a lookup returns null or a valid element.
        if place.is_null() { None } else { Some(unsafe { Zv::copy(place.cast()) }) }
    }

    fn write(&mut self, value: Zv, store: impl FnOnce(*mut sys::HashTable, *mut sys::zval) -> *mut sys::zval) {
        if self.separate().is_err() {
            return raise_bailout_later();
        }
        let table = self.as_ptr();
        let mut value = mem::ManuallyDrop::new(value);
        // What an update replaces may run a destructor, growth may hit the memory limit: both are bailouts to catch.
        if guarded(|| store(table, (&raw mut *value.raw_mut()).cast())).is_err() {
            raise_bailout_later();
        }
    }

    fn separate(&mut self) -> Result<(), super::Bailout> {
        let shared = self.as_ptr();
        // SAFETY: a live array; the copy's reference becomes ours, the one to the shared array is given back.
        unsafe {
            let immutable = self.is_immutable();
            if !immutable && (*shared).gc.refcount == 1 {
                return Ok(());
            }
            let copy = guarded(|| sys::zend_array_dup(shared))?;
            if !immutable {
                (*shared).gc.refcount -= 1;
            }
            self.0 = NonNull::new(copy).expect("zend_array_dup never returns null");
        }
        Ok(())
    }

    /// Takes over one reference.
    pub(super) fn take(array: *mut sys::Array) -> Array {
        Array(NonNull::new(array).expect("PHP never has a null array here"))
    }

    pub(super) fn is_immutable(&self) -> bool {
        // SAFETY: a live array.
        unsafe { (*self.as_ptr()).gc.u.type_info & sys::GC_IMMUTABLE != 0 }
    }

    pub(super) fn as_ptr(&self) -> *mut sys::Array {
        self.0.as_ptr()
    }

    pub(super) fn into_ptr(self) -> *mut sys::Array {
        mem::ManuallyDrop::new(self).as_ptr()
    }
}

/// Fills a new array without guards of its own: a closure given to [`Array::build`] owns nothing that must be given back.
pub struct Builder(*mut sys::Array);

impl Builder {
    pub fn bytes(&mut self, key: &Str, value: &[u8]) {
        // SAFETY: `build` has the guard, and its closure owns nothing.
        let text = unsafe { Str::copy_unguarded(value) };
        self.put(key, text.into());
    }

    pub fn int(&mut self, key: &Str, value: i64) {
        self.put(key, Zv::int(value));
    }

    pub fn float(&mut self, key: &Str, value: f64) {
        self.put(key, Zv::float(value));
    }

    /// Under a key that is not yet there; false when it is, and nothing changed.
    pub fn add(&mut self, key: &Str, value: &[u8]) -> bool {
        // SAFETY: as in `bytes`; the table takes a reference of its own to the key, and the value only when it adds it.
        unsafe {
            let mut text = mem::ManuallyDrop::new(Zv::from(Str::copy_unguarded(value)));
            let added = !sys::zend_hash_add(self.0, key.as_ptr(), (&raw mut *text.raw_mut()).cast()).is_null();
            if !added {
                mem::ManuallyDrop::drop(&mut text);
            }
            added
        }
    }

    pub fn add_bytes(&mut self, key: &[u8], value: &[u8]) -> bool {
        // SAFETY: as in `bytes`.
        let key = unsafe { Str::copy_unguarded(key) };
        self.add(&key, value)
    }

    /// As [`Builder::add_bytes`], the key in lower case.
    pub fn add_lower(&mut self, key: &[u8], value: &[u8]) -> bool {
        // SAFETY: as in `bytes`; nobody else has the key yet.
        let key = unsafe { Str::lower_unguarded(key) };
        self.add(&key, value)
    }

    fn put(&mut self, key: &Str, value: Zv) {
        let mut value = mem::ManuallyDrop::new(value);
        // SAFETY: a live table that nobody else has; it takes over the value and a reference of its own to the key.
        unsafe { sys::zend_hash_update(self.0, key.as_ptr(), (&raw mut *value.raw_mut()).cast()) };
    }
}

impl Clone for Array {
    fn clone(&self) -> Array {
        if !self.is_immutable() {
            // SAFETY: a live, counted array.
            unsafe { (*self.as_ptr()).gc.refcount += 1 };
        }
        Array(self.0)
    }
}

impl Drop for Array {
    fn drop(&mut self) {
        drop(Zv::from(Array(self.0)));
    }
}

impl Default for Array {
    fn default() -> Array {
        Array::new()
    }
}

impl fmt::Debug for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<T: Into<Zv>> FromIterator<T> for Array {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Array {
        let values = values.into_iter();
        let mut array = Array::with_capacity(values.size_hint().0);
        values.for_each(|value| array.push(value));
        array
    }
}

/// Holds the array, so it stays as it was when the walk began.
pub struct Iter {
    array: Array,
    position: u32,
}

impl Iterator for Iter {
    type Item = (Key, Zv);

    fn next(&mut self) -> Option<(Key, Zv)> {
        let table = self.array.as_ptr();
        // SAFETY: a live array that nobody writes to while this shares it; `position` is only moved by the engine.
        unsafe {
            let place = sys::zend_hash_get_current_data_ex(table, &mut self.position);
            if place.is_null() {
                return None;
            }
            let mut key = sys::Raw::NULL;
            sys::zend_hash_get_current_key_zval_ex(table, (&raw mut key).cast(), &raw mut self.position);
            let key = Zv::take(key);
            let value = Zv::copy(place.cast());
            sys::zend_hash_move_forward_ex(table, &mut self.position);
            let key = key.as_int().map(Key::Int).or_else(|| key.as_str().map(Key::Str))?;
            Some((key, value))
        }
    }
}
