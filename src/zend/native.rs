//! Rust state in front of a PHP object: `#[repr(C)] {native, zend_object}`, found through the handlers' offset. One handlers table
//! serves a whole hierarchy, so parents' methods work on children, internal or userland. It must not know what the state is.

use super::{Callable, Class, Object, Zv, bailout, lazy, sys};
use std::{
    ffi::{c_char, c_int, c_void},
    mem::offset_of,
    panic::{AssertUnwindSafe, catch_unwind},
    ptr,
    sync::atomic::Ordering,
};
use sys::{zend_class_entry, zend_object};

/// The Rust state of a class declared `.native::<Self>()`. It is reached as `&Self` and PHP re-enters: use interior mutability.
pub trait Native: Sized + 'static {
    /// The class whose objects carry this state. Checked against the table when the module starts.
    fn class() -> &'static Class;

    /// The state of a new object, before its constructor. Must not panic and must not call PHP.
    fn create() -> Self;

    /// True: some declared properties are left undefined ([`Object::defer_slot`]) until somebody looks, and `fill` gives them their value.
    const LAZY: bool = false;

    /// Gives `name` (or with `None` every property) its value, if it is still deferred. Must not run PHP code.
    fn fill(_object: &Object, _name: Option<&[u8]>) {}

    /// Names every PHP value that this state holds, so that cycles are found. What cannot be looked at now (a borrowed
    /// RefCell) may be left out: the collector then keeps it.
    fn gc(&self, _gc: &mut Gc) {}
}

/// Receives the values that a native state holds.
pub struct Gc(*mut sys::GcBuffer);

impl Gc {
    pub fn value(&mut self, value: &Zv) {
        self.add(*value.raw());
    }

    pub fn callable(&mut self, callable: &Callable) {
        self.value(callable.value());
    }

    pub fn object(&mut self, object: &Object) {
        let info = u32::from(sys::IS_OBJECT) | sys::REFCOUNTED | sys::COLLECTABLE;
        self.add(sys::Raw { value: sys::Value { object: object.as_ptr() }, info, extra: 0 });
    }

    fn add(&mut self, raw: sys::Raw) {
        if raw.info & sys::REFCOUNTED != 0 {
            // SAFETY: made by `get_gc` from the engine's buffer for this one call.
            unsafe { (*self.0).add(raw) };
        }
    }
}

/// What a class table keeps of its native type.
#[derive(Clone, Copy)]
pub(super) struct Table {
    pub class: fn() -> &'static Class,
    pub create: unsafe extern "C" fn(*mut zend_class_entry) -> *mut zend_object,
    free: unsafe extern "C" fn(*mut zend_object),
    get_gc: unsafe extern "C" fn(*mut zend_object, *mut *mut sys::zval, *mut c_int) -> *mut sys::HashTable,
    lazy: Option<lazy::Handlers>,
    offset: usize,
}

impl Table {
    pub const fn of<T: Native>() -> Table {
        Table {
            class: T::class,
            create: create::<T>,
            free: free::<T>,
            get_gc: get_gc::<T>,
            lazy: if T::LAZY { Some(lazy::Handlers::of::<T>()) } else { None },
            offset: offset_of!(Holder<T>, std),
        }
    }

    /// The handlers of the hierarchy; they live as long as the process.
    pub fn handlers(&self) -> *mut sys::zend_object_handlers {
        // SAFETY: the engine's own table is a plain struct of pointers: a bitwise copy is a table too.
        let mut handlers = unsafe { ptr::read(&raw const sys::std_object_handlers) };
        handlers.offset = self.offset as c_int;
        handlers.free_obj = Some(self.free);
        handlers.get_gc = Some(self.get_gc);
        handlers.clone_obj = None;
        handlers.unset_property = Some(refuse_unset);
        if let Some(lazy) = &self.lazy {
            lazy.install(&mut handlers);
        }
        Box::into_raw(Box::new(handlers))
    }
}

/// The state of `object`, if its class is (a child of) T's.
#[inline]
pub(super) fn state<T: Native>(object: &Object) -> Option<&T> {
    let object = object.as_ptr();
    let handlers = T::class().handlers.load(Ordering::Relaxed);
    // SAFETY: only `create::<T>` gives an object these handlers (registration checked that T's class belongs to T), and it puts
    // the T in front; the object is alive while the caller borrows it, and T is only ever shared.
    unsafe {
        // An object is never without handlers: those of a class that is not registered (null) are nobody's.
        ptr::eq((*object).handlers, handlers).then(|| &(*holder::<T>(object)).native)
    }
}

#[repr(C)]
struct Holder<T> {
    native: T,
    std: zend_object,
}

/// # Safety
/// `object` was made by `create::<T>`.
unsafe fn holder<T>(object: *mut zend_object) -> *mut Holder<T> {
    // SAFETY: the caller's promise.
    unsafe { object.cast::<u8>().sub(offset_of!(Holder<T>, std)).cast() }
}

unsafe extern "C" fn create<T: Native>(class: *mut zend_class_entry) -> *mut zend_object {
    // SAFETY: the engine passes a class of this hierarchy. The state is written before the object can be seen by anyone; a
    // bailout of the allocations behind leaks it with the request's memory.
    unsafe {
        let holder = sys::ext_php_rs_zend_object_alloc(size_of::<Holder<T>>(), class).cast::<Holder<T>>();
        ptr::write(&raw mut (*holder).native, T::create());
        let object = &raw mut (*holder).std;
        sys::zend_object_std_init(object, class);
        sys::object_properties_init(object, class);
        (*object).handlers = T::class().handlers.load(Ordering::Relaxed);
        object
    }
}

/// The `create_object` of a class whose objects nobody may make. The engine wants an object even so.
pub(super) unsafe extern "C" fn refuse_creation(class: *mut zend_class_entry) -> *mut zend_object {
    // SAFETY: the engine passes a class; its name is NUL-terminated. Nothing here owns anything.
    unsafe {
        let name = (&raw const (*(*class).name).val).cast::<std::ffi::c_char>();
        let format = c"The object of %s can not be created for security reasons".as_ptr();
        sys::zend_throw_error(ptr::null_mut(), format, name);
        sys::zend_objects_new(class)
    }
}

unsafe extern "C" fn free<T: Native>(object: *mut zend_object) {
    // SAFETY: called once for an object of `create::<T>`, when nobody refers to it any more.
    unsafe {
        let native = &raw mut (*holder::<T>(object)).native;
        // A panic in a destructor was reported by the panic hook; the object still has to go.
        let _ = catch_unwind(AssertUnwindSafe(|| ptr::drop_in_place(native)));
        sys::zend_object_std_dtor(object);
        if bailout::bailout_pending() {
            bailout::raise();
        }
    }
}

/// As the original: the slots of its objects are read without asking whether they are there.
unsafe extern "C" fn refuse_unset(object: *mut zend_object, name: *mut sys::zend_string, _cache: *mut *mut c_void) {
    // SAFETY: a live object and name; the texts are C strings that the call copies.
    unsafe {
        let class = (&raw const (*(*(*object).ce).name).val).cast::<c_char>();
        let name = (&raw const (*name).val).cast::<c_char>();
        sys::zend_throw_error(ptr::null_mut(), c"Property %s of class %s cannot be unset".as_ptr(), name, class);
    }
}

unsafe extern "C" fn get_gc<T: Native>(
    object: *mut zend_object,
    table: *mut *mut sys::zval,
    count: *mut c_int,
) -> *mut sys::HashTable {
    // SAFETY: an object of `create::<T>`; the out pointers are the engine's. Declared properties are reported from their slots,
    // unless a properties table exists, which refers to the slots itself.
    unsafe {
        let mut gc = Gc(sys::zend_get_gc_buffer_create());
        let native = &(*holder::<T>(object)).native;
        let _ = catch_unwind(AssertUnwindSafe(|| native.gc(&mut gc)));
        let properties = (*object).properties;
        if properties.is_null() {
            let first = (&raw const (*object).properties_table).cast::<sys::Raw>();
            for index in 0..(*(*object).ce).default_properties_count as usize {
                gc.add(*first.add(index));
            }
        }
        let (first, len) = (*gc.0).contents();
        table.cast::<*mut c_void>().write(first.cast());
        count.write(len);
        properties
    }
}
