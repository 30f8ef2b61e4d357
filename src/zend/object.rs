//! `Object`: one reference to a PHP object; properties by name and by slot, methods, identity.
//! It must not know any class by name.

use super::{Callable, Class, Outcome, Raised, Str, Zv, guarded, native, raise_bailout_later, sys, value};
use std::{fmt, mem, ptr, ptr::NonNull};

/// One counted reference to a `zend_object`. `==` is PHP's `===`.
#[repr(transparent)]
pub struct Object(NonNull<sys::zend_object>);

/// The place of a declared property: its position in the class table, parents' properties first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot(pub(super) usize);

impl Object {
    pub fn class_name(&self) -> String {
        // SAFETY: a live object has a class, a class has a name.
        let name = unsafe { &*(*self.ce()).name };
        // SAFETY: as above.
        let bytes = unsafe { std::slice::from_raw_parts((&raw const name.val).cast::<u8>(), name.len) };
        String::from_utf8_lossy(bytes).into_owned()
    }

    /// The number that `var_dump` prints after `#`.
    pub fn handle(&self) -> u32 {
        // SAFETY: a live object.
        unsafe { (*self.as_ptr()).handle }
    }

    pub fn is_a(&self, class: &Class) -> bool {
        // SAFETY: a live object's class and a registered class.
        unsafe { Object::descends(self.ce(), class.entry_ptr()) }
    }

    /// As [`Object::is_a`], of a class that somebody else may have declared. None is loaded for this.
    pub fn is_a_named(&self, class: &str) -> bool {
        let name = Str::new(class.as_bytes());
        // SAFETY: a live object's class and a live name.
        unsafe { Object::descends_from_named(self.ce(), name.as_ptr()) }
    }

    /// The Rust state of an object of a class declared `.native::<T>()` (or of a child of it).
    #[inline]
    pub fn native<T: native::Native>(&self) -> Option<&T> {
        native::state::<T>(self)
    }

    /// `$object->name`, seen from inside `scope` (private properties of that class included).
    pub fn get(&self, scope: &Class, name: &str) -> Outcome<Zv> {
        let (scope, name, object) = (scope.entry_ptr(), Str::new(name.as_bytes()), self.as_ptr());
        let key = name.as_ptr();
        let read = guarded(|| {
            let mut scratch = sys::Raw::UNDEF;
            // SAFETY: a live object and key; what is returned is either the property's place or `scratch`, copied at once.
            unsafe {
                let place = sys::zend_read_property_ex(scope, object, key, true, &mut scratch);
                let found = Zv::copy(place);
                if ptr::eq(place, &scratch) {
                    drop(Zv::take(scratch));
                }
                found
            }
        })?;
        Raised::check(read)
    }

    /// `$object->name = value`, seen from inside `scope`.
    pub fn set(&self, scope: &Class, name: &str, value: impl Into<Zv>) -> Outcome<()> {
        let (scope, name, object) = (scope.entry_ptr(), Str::new(name.as_bytes()), self.as_ptr());
        let (key, value) = (name.as_ptr(), value.into());
        let mut raw = *value.raw();
        // SAFETY: a live object, key and value; the property takes a reference of its own.
        guarded(|| unsafe { sys::zend_update_property_ex(scope, object, key, &mut raw) })?;
        Raised::check(())
    }

    /// A further reference to a declared property's value; null when it was unset().
    #[inline]
    pub fn slot(&self, slot: Slot) -> Zv {
        // SAFETY: `place` checked the bounds.
        unsafe { Zv::copy(self.place(slot)) }
    }

    /// Writes a declared property in place. The value must suit the declared type: nothing is coerced.
    #[inline]
    pub fn set_slot(&self, slot: Slot, value: impl Into<Zv>) {
        let place = self.place(slot);
        // SAFETY: `place` checked the bounds; a PHP reference is written through. The old value leaves the slot before it is
        // dropped, because its destructor may look at the object.
        let old = unsafe {
            let place = value::deref(place).cast_mut();
            let old = *place;
            let value = value.into().into_raw();
            *place = sys::Raw { extra: old.extra, ..value };
            Zv::take(old)
        };
        drop(old);
    }

    /// Takes a declared property's value out and leaves null: what is taken may then be changed without a copy.
    pub fn take_slot(&self, slot: Slot) -> Zv {
        let place = self.place(slot);
        // SAFETY: `place` checked the bounds; the reference that lay there is the caller's now. A PHP reference stays where it is.
        unsafe {
            let place = value::deref(place).cast_mut();
            let old = *place;
            *place = sys::Raw { extra: old.extra, ..sys::Raw::NULL };
            Zv::take(old)
        }
    }

    /// Leaves a declared property undefined, so that reading it asks [`super::Native::fill`] for its value.
    pub fn defer_slot(&self, slot: Slot) {
        let place = self.place(slot);
        // SAFETY: `place` checked the bounds; the old value leaves the slot before it is dropped.
        let old = unsafe {
            let old = *place;
            *place = sys::Raw { extra: old.extra, ..sys::Raw::UNDEF };
            Zv::take(old)
        };
        drop(old);
    }

    pub fn is_deferred(&self, slot: Slot) -> bool {
        // SAFETY: `place` checked the bounds.
        unsafe { (*self.place(slot)).kind() == sys::IS_UNDEF }
    }

    /// Calls a method by name.
    pub fn call_method(&self, name: &str, args: &mut [Zv]) -> Outcome<Zv> {
        let mut pair = super::Array::with_capacity(2);
        pair.push(self);
        pair.push(name);
        let callable = Callable::new(&pair.into()).map_err(|reason| super::throw_error(&reason))?;
        callable.call(args)
    }

    #[inline]
    fn place(&self, slot: Slot) -> *mut sys::Raw {
        let object = self.as_ptr();
        // SAFETY: a live object; the table has default_properties_count places.
        unsafe {
            let declared = (*self.ce()).default_properties_count as usize;
            if slot.0 >= declared {
                self.no_slot(slot);
            }
            (&raw mut (*object).properties_table).cast::<sys::Raw>().add(slot.0)
        }
    }

    #[cold]
    #[inline(never)]
    fn no_slot(&self, slot: Slot) -> ! {
        // SAFETY: a live object has a class.
        let declared = unsafe { (*self.ce()).default_properties_count };
        panic!("slot {} of {}, which declares {declared} properties", slot.0, self.class_name())
    }

    #[inline(always)]
    fn ce(&self) -> *mut sys::zend_class_entry {
        // SAFETY: a live object.
        unsafe { (*self.as_ptr()).ce }
    }

    #[inline(always)]
    pub(super) fn as_ptr(&self) -> *mut sys::zend_object {
        self.0.as_ptr()
    }

    pub(super) fn into_ptr(self) -> *mut sys::zend_object {
        mem::ManuallyDrop::new(self).as_ptr()
    }

    /// Takes over one reference.
    ///
    /// # Safety
    /// `object` is live and one reference to it is given to the new value.
    #[inline(always)]
    pub(super) unsafe fn take(object: *mut sys::zend_object) -> Object {
        // SAFETY: a live object is somewhere.
        Object(unsafe { NonNull::new_unchecked(object) })
    }

    /// A further reference.
    ///
    /// # Safety
    /// `object` is live.
    pub(super) unsafe fn share(object: *mut sys::zend_object) -> Object {
        // SAFETY: the caller's promise.
        unsafe {
            (*object).gc.refcount += 1;
            Object::take(object)
        }
    }

    /// An object of `class` without a call of its constructor.
    pub(super) fn of_entry(class: *mut sys::zend_class_entry) -> Outcome<Object> {
        Object::of_entries([class]).map(|[object]| object)
    }

    /// As [`Object::of_entry`], one of each class. One guard is for all.
    pub(super) fn of_entries<const N: usize>(classes: [*mut sys::zend_class_entry; N]) -> Outcome<[Object; N]> {
        let mut raw = [sys::Raw::UNDEF; N];
        let places = raw.each_mut().map(|place| &raw mut *place);
        // SAFETY: registered classes; each place receives an object with one reference, or null. The first failure is the last call.
        let all = guarded(|| unsafe {
            places.into_iter().zip(classes).all(|(place, class)| sys::object_init_ex(place, class) == 0)
        })?;
        if !all {
            // SAFETY: each holds what object_init_ex gave it, or nothing.
            raw.into_iter().for_each(|made| drop(unsafe { Zv::take(made) }));
            return Err(Raised::Exception);
        }
        // SAFETY: object_init_ex succeeded for each.
        Ok(raw.map(|made| unsafe { Object::take(made.value.object) }))
    }

    /// Whether an object of class `own` is one of `class`, which may be null.
    ///
    /// # Safety
    /// Classes that live.
    pub(super) unsafe fn descends(own: *mut sys::zend_class_entry, class: *mut sys::zend_class_entry) -> bool {
        // SAFETY: the caller's promise.
        !class.is_null() && (own == class || unsafe { sys::instanceof_function_slow(own, class) })
    }

    /// Whether an object of class `own` is one of the class of that name. None is loaded for this.
    ///
    /// # Safety
    /// A class and a string that live.
    pub(super) unsafe fn descends_from_named(own: *mut sys::zend_class_entry, name: *mut sys::zend_string) -> bool {
        /// `ZEND_FETCH_CLASS_NO_AUTOLOAD`
        const NO_AUTOLOAD: u32 = 0x80;
        // SAFETY: the caller's promise; a class that is found lives.
        unsafe { Object::descends(own, sys::zend_lookup_class_ex(name, std::ptr::null_mut(), NO_AUTOLOAD)) }
    }
}

impl Clone for Object {
    fn clone(&self) -> Object {
        // SAFETY: a live object.
        unsafe { Object::share(self.as_ptr()) }
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        drop(Zv::from(Object(self.0)));
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Object) -> bool {
        self.0 == other.0
    }
}

impl Eq for Object {}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.class_name(), self.handle())
    }
}

impl Slot {
    /// The slot of `name` among `properties` (signatures as in the class table), after `inherited` slots of the parents.
    /// Evaluated by the compiler: a wrong name does not build.
    pub const fn of(properties: &[&str], name: &str, inherited: usize) -> Slot {
        let mut index = 0;
        while index < properties.len() {
            if declares(properties[index].as_bytes(), name.as_bytes()) {
                return Slot(inherited + index);
            }
            index += 1;
        }
        panic!("no such property in the table")
    }
}

/// Whether `signature` contains `$name` as a whole word.
const fn declares(signature: &[u8], name: &[u8]) -> bool {
    let mut start = 0;
    while start < signature.len() && signature[start] != b'$' {
        start += 1;
    }
    start += 1;
    let mut offset = 0;
    while offset < name.len() {
        if start + offset >= signature.len() || signature[start + offset] != name[offset] {
            return false;
        }
        offset += 1;
    }
    start + offset == signature.len()
        || !(signature[start + offset].is_ascii_alphanumeric() || signature[start + offset] == b'_')
}

/// For code of this module that must not leave a bailout unnoticed.
pub(super) fn guarded_or_pending(body: impl FnOnce()) {
    if guarded(body).is_err() {
        raise_bailout_later();
    }
}
