//! `Zv`: one owned PHP value. Cloning adds a reference, dropping gives it back. It must not expose raw pointers outside `zend`.

use super::{Array, Object, Raised, Str, bailout, guarded, raise_bailout_later, sys};
use std::{fmt, mem::ManuallyDrop, slice};
use sys::Raw;

/// An owned zval. Never `IS_INDIRECT`; a PHP reference only where [`super::Call::reference`] gave one.
#[repr(transparent)]
pub struct Zv(Raw);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Null,
    Bool,
    Int,
    Float,
    Str,
    Array,
    Object,
    Resource,
}

impl Zv {
    pub const NULL: Zv = Zv(Raw::NULL);

    #[inline]
    pub const fn null() -> Zv {
        Zv(Raw::NULL)
    }

    #[inline]
    pub const fn bool(value: bool) -> Zv {
        let kind = if value { sys::IS_TRUE } else { sys::IS_FALSE };
        Zv(Raw { value: sys::Value { int: 0 }, info: kind as u32, extra: 0 })
    }

    #[inline]
    pub const fn int(value: i64) -> Zv {
        Zv(Raw { value: sys::Value { int: value }, info: sys::IS_LONG as u32, extra: 0 })
    }

    #[inline]
    pub const fn float(value: f64) -> Zv {
        Zv(Raw { value: sys::Value { float: value }, info: sys::IS_DOUBLE as u32, extra: 0 })
    }

    /// A copy of the bytes. Beyond the memory limit: a pending bailout and the empty string.
    pub fn str(bytes: impl AsRef<[u8]>) -> Zv {
        Str::new(bytes.as_ref()).into()
    }

    #[inline]
    pub fn kind(&self) -> Kind {
        match self.target().kind() {
            sys::IS_FALSE | sys::IS_TRUE => Kind::Bool,
            sys::IS_LONG => Kind::Int,
            sys::IS_DOUBLE => Kind::Float,
            sys::IS_STRING => Kind::Str,
            sys::IS_ARRAY => Kind::Array,
            sys::IS_OBJECT => Kind::Object,
            sys::IS_RESOURCE => Kind::Resource,
            _ => Kind::Null,
        }
    }

    #[inline]
    pub fn is_null(&self) -> bool {
        self.target().kind() <= sys::IS_NULL
    }

    #[inline]
    pub fn as_int(&self) -> Option<i64> {
        let raw = self.target();
        match raw.kind() {
            // SAFETY: the kind says which field is set.
            sys::IS_LONG => Some(unsafe { raw.value.int }),
            _ => None,
        }
    }

    /// As `as_int`, but not behind a reference: for where that is rare and another look follows.
    #[inline(always)]
    pub(super) fn own_int(&self) -> Option<i64> {
        match self.0.kind() {
            // SAFETY: the kind says which field is set.
            sys::IS_LONG => Some(unsafe { self.0.value.int }),
            _ => None,
        }
    }

    #[inline]
    pub fn as_float(&self) -> Option<f64> {
        let raw = self.target();
        match raw.kind() {
            // SAFETY: the kind says which field is set.
            sys::IS_DOUBLE => Some(unsafe { raw.value.float }),
            _ => None,
        }
    }

    #[inline]
    pub fn as_bool(&self) -> Option<bool> {
        match self.target().kind() {
            sys::IS_TRUE => Some(true),
            sys::IS_FALSE => Some(false),
            _ => None,
        }
    }

    #[inline]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        let raw = self.target();
        // SAFETY: the kind says which field is set; this value keeps the string alive.
        (raw.kind() == sys::IS_STRING).then(|| unsafe {
            slice::from_raw_parts((&raw const (*raw.value.string).val).cast(), (*raw.value.string).len)
        })
    }

    #[inline]
    pub fn as_str(&self) -> Option<Str> {
        let raw = self.target();
        // SAFETY: the kind says which field is set; `take` is given the reference that forgetting the clone leaves over.
        (raw.kind() == sys::IS_STRING).then(|| Str::take(unsafe { ManuallyDrop::new(self.clone()).0.value.string }))
    }

    /// Borrows the array (PHP's copy on write: to change it, clone).
    #[inline]
    pub fn as_array(&self) -> Option<&Array> {
        let raw = self.target();
        // SAFETY: the kind says which field is set; Array is a transparent pointer, so the field's place is an `Array`.
        (raw.kind() == sys::IS_ARRAY).then(|| unsafe { &*(&raw const raw.value.array).cast::<Array>() })
    }

    /// The array itself, with the reference that this value held: what nobody else has can then be changed without a copy.
    pub fn into_array(self) -> Option<Array> {
        // SAFETY: the kind says which field is set; the reference moves.
        (self.0.kind() == sys::IS_ARRAY).then(|| Array::take(unsafe { ManuallyDrop::new(self).0.value.array }))
    }

    #[inline]
    pub fn as_object(&self) -> Option<&Object> {
        let raw = self.target();
        // SAFETY: as in `as_array`.
        (raw.kind() == sys::IS_OBJECT).then(|| unsafe { &*(&raw const raw.value.object).cast::<Object>() })
    }

    /// `(int)`. An object warns as in PHP.
    #[inline]
    pub fn to_int(&self) -> i64 {
        match self.0.kind() {
            // SAFETY: the kind says which field is set.
            sys::IS_LONG => unsafe { self.0.value.int },
            _ => self.int_of_another(),
        }
    }

    #[cold]
    #[inline(never)]
    fn int_of_another(&self) -> i64 {
        // SAFETY: a live value.
        self.as_int().unwrap_or_else(|| self.coerce(|raw| unsafe { sys::zval_get_long_func(raw, false) }))
    }

    /// `(float)`.
    #[inline]
    pub fn to_float(&self) -> f64 {
        match self.0.kind() {
            // SAFETY: the kind says which field is set.
            sys::IS_DOUBLE => unsafe { self.0.value.float },
            _ => self.float_of_another(),
        }
    }

    #[cold]
    #[inline(never)]
    fn float_of_another(&self) -> f64 {
        // SAFETY: a live value.
        self.as_float().unwrap_or_else(|| self.coerce(|raw| unsafe { sys::zval_get_double_func(raw) }))
    }

    /// `(bool)`.
    #[inline]
    pub fn to_bool(&self) -> bool {
        match self.0.kind() {
            sys::IS_TRUE => true,
            sys::IS_FALSE => false,
            _ => self.bool_of_another(),
        }
    }

    #[cold]
    #[inline(never)]
    fn bool_of_another(&self) -> bool {
        // SAFETY: a live value.
        self.as_bool().unwrap_or_else(|| self.coerce(|raw| unsafe { sys::zend_is_true(raw) }))
    }

    /// `(string)`; runs `__toString`, which may throw.
    pub fn to_str(&self) -> Result<Str, Raised> {
        if let Some(text) = self.as_str() {
            return Ok(text);
        }
        let mut raw = *self.target();
        // SAFETY: a live value; null means that an exception was thrown.
        let text = guarded(|| unsafe { sys::zval_try_get_string_func(&mut raw) })?;
        if text.is_null() { Err(Raised::Exception) } else { Ok(Str::take(text)) }
    }

    /// The name PHP uses in messages: `int`, `string`, `array`, `Foo\Bar` …
    pub fn type_name(&self) -> String {
        // SAFETY: returns a static string or the class name of a live object.
        unsafe { std::ffi::CStr::from_ptr(sys::zend_zval_value_name(self.target())) }.to_string_lossy().into_owned()
    }

    fn coerce<T: Default>(&self, convert: impl FnOnce(*mut Raw) -> T) -> T {
        let mut raw = *self.target();
        guarded(|| convert(&mut raw)).unwrap_or_else(|_| {
            raise_bailout_later();
            T::default()
        })
    }

    /// The value behind a reference, or the value itself.
    #[inline(always)]
    pub(super) fn target(&self) -> &Raw {
        // SAFETY: a live value; see `deref`.
        unsafe { &*deref(&self.0) }
    }

    #[inline(always)]
    pub(super) fn raw(&self) -> &Raw {
        &self.0
    }

    #[inline(always)]
    pub(super) fn raw_mut(&mut self) -> &mut Raw {
        &mut self.0
    }

    /// The value of a constant; None: there is none of that name.
    pub fn constant(name: &str) -> Option<Zv> {
        // SAFETY: the name is readable for its length; what comes back is null or a value that the engine keeps.
        unsafe {
            let place = sys::zend_get_constant_str(name.as_ptr().cast(), name.len());
            (!place.is_null()).then(|| Zv::copy(place))
        }
    }

    /// Takes over the reference that `raw` holds.
    ///
    /// # Safety
    /// `raw` is a valid value whose reference nobody else gives back.
    #[inline(always)]
    pub(super) unsafe fn take(raw: Raw) -> Zv {
        if raw.kind() == sys::IS_UNDEF { Zv::NULL } else { Zv(raw) }
    }

    /// A further reference to what lies at `raw`, references and indirections followed.
    ///
    /// # Safety
    /// `raw` points to a valid value.
    #[inline]
    pub(super) unsafe fn copy(raw: *const Raw) -> Zv {
        // SAFETY: the caller's promise.
        unsafe {
            let raw = *deref(raw);
            if raw.info & sys::REFCOUNTED != 0 {
                (*raw.value.counted).refcount += 1;
            }
            Zv::take(raw)
        }
    }

    /// Gives the value away as bare bytes.
    #[inline(always)]
    pub(super) fn into_raw(self) -> Raw {
        ManuallyDrop::new(self).0
    }
}

/// Follows `IS_INDIRECT` and `IS_REFERENCE`.
///
/// # Safety
/// `raw` points to a valid value.
#[inline(always)]
pub(super) unsafe fn deref(mut raw: *const Raw) -> *const Raw {
    // SAFETY: the caller's promise; the kind says which field is set.
    unsafe {
        if (*raw).kind() == sys::IS_INDIRECT {
            raw = (*raw).value.raw;
        }
        if (*raw).kind() == sys::IS_REFERENCE {
            raw = (&raw const (*(*raw).value.reference).val).cast();
        }
    }
    raw
}

impl Clone for Zv {
    #[inline]
    fn clone(&self) -> Zv {
        // SAFETY: a live value.
        unsafe { Zv::copy(&self.0) }
    }
}

impl Drop for Zv {
    #[inline]
    fn drop(&mut self) {
        if self.0.info & sys::REFCOUNTED != 0 {
            release(self.0);
        }
    }
}

/// Gives back one reference. Whatever may run PHP code (a destructor, also through the garbage collector) runs under a guard.
#[inline(never)]
fn release(mut raw: Raw) {
    // SAFETY: a counted value with at least the one reference that is given back here, once.
    unsafe {
        let counted = raw.value.counted;
        if (*counted).refcount > 1 && (*counted).u.type_info & sys::GC_SETTLED != 0 && raw.kind() != sys::IS_REFERENCE {
            (*counted).refcount -= 1;
            return;
        }
        if raw.kind() == sys::IS_STRING {
            sys::zval_ptr_dtor((&raw mut raw).cast());
            return;
        }
    }
    // After a bailout the objects store may be torn down: the request's memory goes as a whole, nothing is destroyed one by one.
    if bailout::bailout_pending() {
        return;
    }
    // SAFETY: as above.
    if guarded(|| unsafe { sys::zval_ptr_dtor((&raw mut raw).cast()) }).is_err() {
        raise_bailout_later();
    }
}

impl From<Str> for Zv {
    #[inline]
    fn from(text: Str) -> Zv {
        let info = sys::IS_STRING as u32 | if text.is_interned() { 0 } else { sys::REFCOUNTED };
        Zv(Raw { value: sys::Value { string: text.into_ptr() }, info, extra: 0 })
    }
}

impl From<Array> for Zv {
    #[inline]
    fn from(array: Array) -> Zv {
        let counted = if array.is_immutable() { 0 } else { sys::REFCOUNTED | sys::COLLECTABLE };
        Zv(Raw { value: sys::Value { array: array.into_ptr() }, info: sys::IS_ARRAY as u32 | counted, extra: 0 })
    }
}

impl From<Object> for Zv {
    #[inline]
    fn from(object: Object) -> Zv {
        let info = sys::IS_OBJECT as u32 | sys::REFCOUNTED | sys::COLLECTABLE;
        Zv(Raw { value: sys::Value { object: object.into_ptr() }, info, extra: 0 })
    }
}

impl From<&Object> for Zv {
    fn from(object: &Object) -> Zv {
        object.clone().into()
    }
}

impl From<bool> for Zv {
    #[inline]
    fn from(value: bool) -> Zv {
        Zv::bool(value)
    }
}

impl From<i64> for Zv {
    #[inline]
    fn from(value: i64) -> Zv {
        Zv::int(value)
    }
}

impl From<f64> for Zv {
    #[inline]
    fn from(value: f64) -> Zv {
        Zv::float(value)
    }
}

impl From<&str> for Zv {
    fn from(text: &str) -> Zv {
        Zv::str(text)
    }
}

impl From<String> for Zv {
    fn from(text: String) -> Zv {
        Zv::str(text)
    }
}

impl From<&[u8]> for Zv {
    fn from(bytes: &[u8]) -> Zv {
        Zv::str(bytes)
    }
}

impl<T: Into<Zv>> From<Option<T>> for Zv {
    #[inline]
    fn from(value: Option<T>) -> Zv {
        value.map_or(Zv::NULL, Into::into)
    }
}

impl Default for Zv {
    fn default() -> Zv {
        Zv::NULL
    }
}

impl fmt::Debug for Zv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            Kind::Bool => write!(f, "{}", self.to_bool()),
            Kind::Int => write!(f, "{}", self.to_int()),
            Kind::Float => write!(f, "{}", self.to_float()),
            Kind::Str => write!(f, "{:?}", String::from_utf8_lossy(self.as_bytes().unwrap_or_default())),
            _ => f.write_str(&self.type_name()),
        }
    }
}
