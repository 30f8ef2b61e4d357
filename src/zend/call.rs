//! One call from PHP into Rust: the generic trampoline and the view that a method body has of its arguments.
//!
//! The order inside a trampoline is the point: arguments are checked before any Rust value exists (a user's `__toString` may bail
//! out there), the body runs under `catch_unwind`, and a bailout is raised only after every frame of the body is gone.

use super::{
    Array, Callable, Object, Outcome, Raised, Str, Zv, args, bailout, native, sys, throw_error, throw_type_error,
};
use std::{
    any::Any,
    marker::PhantomData,
    mem::{self, ManuallyDrop},
    panic::{AssertUnwindSafe, catch_unwind},
    ptr, slice,
};

pub(super) type Handler = unsafe extern "C" fn(*mut sys::zend_execute_data, *mut sys::zval);

/// What a method body may return.
pub trait Reply {
    fn reply(self) -> Outcome<Zv>;
}

impl Reply for () {
    fn reply(self) -> Outcome<Zv> {
        Ok(Zv::NULL)
    }
}

macro_rules! reply_as_value {
    ($($kind:ty),*) => {$(
        impl Reply for $kind {
            #[inline]
            fn reply(self) -> Outcome<Zv> {
                Ok(self.into())
            }
        }
    )*};
}
reply_as_value!(bool, i64, f64, &str, String, Str, Array, Object, Zv);

impl<T: Reply> Reply for Option<T> {
    fn reply(self) -> Outcome<Zv> {
        self.map_or(Ok(Zv::NULL), Reply::reply)
    }
}

impl<T: Reply> Reply for Outcome<T> {
    fn reply(self) -> Outcome<Zv> {
        self.and_then(Reply::reply)
    }
}

/// The arguments and `$this` of the call in progress. Argument numbers count from 0.
pub struct Call<'a> {
    frame: *mut sys::zend_execute_data,
    this: Option<ManuallyDrop<Object>>,
    frames: PhantomData<&'a ()>,
}

impl Call<'_> {
    #[inline]
    pub fn num_args(&self) -> usize {
        // SAFETY: a live frame.
        unsafe { (*self.frame).This.u2.num_args as usize }
    }

    /// `$this`; static methods and functions have none and panic here.
    #[inline]
    pub fn this(&self) -> &Object {
        self.this.as_deref().unwrap_or_else(|| no_this())
    }

    /// The Rust state of `$this`.
    #[inline]
    pub fn native<T: native::Native>(&self) -> &T {
        self.this().native::<T>().unwrap_or_else(|| no_native())
    }

    /// The argument, or None if it was not passed. (PHP's null is `Some`.)
    #[inline]
    pub fn arg(&self, index: usize) -> Option<&Zv> {
        if index >= self.num_args() {
            return None;
        }
        // SAFETY: in bounds; the frame keeps its arguments until the call returns, and Zv is the zval itself. A reference or
        // an indirection is followed by Zv's own accessors.
        let place = unsafe { &*sys::frame_arg(self.frame, index).cast::<Zv>() };
        (place.raw().kind() != sys::IS_UNDEF).then_some(place)
    }

    /// A required argument.
    #[inline]
    pub fn zv(&self, index: usize) -> &Zv {
        self.arg(index).unwrap_or_else(|| no_argument(index))
    }

    /// The argument unless missing or null.
    #[inline]
    pub fn opt(&self, index: usize) -> Option<&Zv> {
        self.arg(index).filter(|value| !value.is_null())
    }

    #[inline]
    pub fn int(&self, index: usize) -> i64 {
        self.zv(index).to_int()
    }

    #[inline]
    pub fn opt_int(&self, index: usize) -> Option<i64> {
        let value = self.arg(index)?;
        value.own_int().or_else(|| (!value.is_null()).then(|| value.to_int()))
    }

    #[inline]
    pub fn float(&self, index: usize) -> f64 {
        self.zv(index).to_float()
    }

    #[inline]
    pub fn opt_float(&self, index: usize) -> Option<f64> {
        self.opt(index).map(Zv::to_float)
    }

    #[inline]
    pub fn bool(&self, index: usize) -> bool {
        self.zv(index).to_bool()
    }

    #[inline]
    pub fn opt_bool(&self, index: usize) -> Option<bool> {
        self.opt(index).map(Zv::to_bool)
    }

    /// The bytes of an argument declared `string` (or a union that was checked to be one).
    #[inline]
    pub fn bytes(&self, index: usize) -> &[u8] {
        self.zv(index).as_bytes().unwrap_or_else(|| no_string(index))
    }

    #[inline]
    pub fn opt_bytes(&self, index: usize) -> Option<&[u8]> {
        self.opt(index)?.as_bytes()
    }

    /// An argument declared `callable`. This is where it is checked: the TypeError is PHP's own.
    pub fn callable(&self, index: usize) -> Outcome<Callable> {
        self.checked_callable(self.zv(index), index, false)
    }

    pub fn opt_callable(&self, index: usize) -> Outcome<Option<Callable>> {
        self.opt(index).map(|value| self.checked_callable(value, index, true)).transpose()
    }

    /// All arguments from `first` on: a variadic's.
    pub fn rest(&self, first: usize) -> &[Zv] {
        let count = self.num_args().saturating_sub(first);
        if count == 0 {
            return &[];
        }
        // SAFETY: arguments lie one after the other; see `arg`.
        unsafe { slice::from_raw_parts(sys::frame_arg(self.frame, first).cast::<Zv>(), count) }
    }

    /// Assigns to an argument declared by reference (`&$x`); nothing happens if it was not passed.
    pub fn assign(&mut self, index: usize, value: impl Into<Zv>) -> Outcome<()> {
        if index >= self.num_args() {
            return Ok(());
        }
        // SAFETY: in bounds. A by-reference argument is a PHP reference; a typed property behind it is assigned by the
        // engine, which coerces or throws and takes over the value.
        unsafe {
            let place = sys::frame_arg(self.frame, index);
            if (*place).kind() != sys::IS_REFERENCE {
                return Ok(());
            }
            let reference = (*place).value.reference;
            let mut value = value.into();
            if !(*reference).sources.ptr.is_null() {
                let raw = &raw mut *value.raw_mut();
                super::guarded(|| sys::zend_try_assign_typed_ref(reference, raw))?;
                mem::forget(value);
                return Raised::check(());
            }
            let target = (&raw mut (*reference).val).cast::<sys::Raw>();
            let old = *target;
            *target = value.into_raw();
            (*target).extra = old.extra;
            drop(Zv::take(old));
        }
        Raised::check(())
    }

    /// Puts another value in the place of an argument that is not by reference: for hooks, before PHP's own function sees it.
    pub fn replace(&mut self, index: usize, value: impl Into<Zv>) {
        if index < self.num_args() {
            // SAFETY: in bounds; the frame owns what lies there, and gives back what it finds when the call is over.
            let old = unsafe { Zv::take(sys::frame_arg(self.frame, index).replace(value.into().into_raw())) };
            drop(old);
        }
    }

    /// A static method's late static binding class, by name.
    pub fn called_class(&self) -> Option<String> {
        // SAFETY: without $this, a method's `This` holds the called class.
        unsafe {
            if self.this.is_some() || (*(*self.frame).func).common.scope.is_null() {
                return None;
            }
            let class = (*self.frame).This.value.ce;
            let name = (*class).name;
            let bytes = slice::from_raw_parts((&raw const (*name).val).cast::<u8>(), (*name).len);
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
    }

    /// "must be …, … given" about an argument, as PHP says it.
    pub fn argument_type_error(&self, index: usize, must_be: &str) -> Raised {
        let message = self.argument_text(index, &format!("must be {must_be}, {} given", self.zv(index).type_name()));
        throw_type_error(&message)
    }

    /// A ValueError about an argument: `what` begins with "must".
    pub fn argument_value_error(&self, index: usize, what: &str) -> Raised {
        super::throw_value_error(&self.argument_text(index, what))
    }

    fn argument_text(&self, index: usize, what: &str) -> String {
        // SAFETY: a live frame.
        let (function, name) = unsafe { args::names(self.frame, index) };
        let name = name.map_or_else(String::new, |name| format!(" (${name})"));
        format!("{function}(): Argument #{}{name} {what}", index + 1)
    }

    fn checked_callable(&self, value: &Zv, index: usize, nullable: bool) -> Outcome<Callable> {
        Callable::new(value).map_err(|reason| match Raised::check(()) {
            Err(raised) => raised,
            Ok(()) => {
                let kind = if nullable { "must be a valid callback or null" } else { "must be a valid callback" };
                throw_type_error(&self.argument_text(index, &format!("{kind}, {reason}")))
            }
        })
    }
}

/// Runs `F` as the body of an internal function.
///
/// # Safety
/// Called by the engine with the frame of the call and a place for the result.
pub(super) unsafe extern "C" fn trampoline<F, R, const EXTRA: bool, const ANY: u32>(
    frame: *mut sys::zend_execute_data,
    result: *mut sys::zval,
) where
    F: Fn(&mut Call<'_>) -> R + Copy + 'static,
    R: Reply,
{
    // SAFETY: the engine's frame; no Rust value is alive yet, so a bailout while arguments are coerced jumps over nothing.
    if unsafe { args::accept(frame, EXTRA, ANY) } {
        // SAFETY: `run` has returned: its values are gone, this frame owns nothing.
        unsafe {
            if run::<F, R>(frame, result.cast()) {
                bailout::raise();
            }
        }
    }
}

/// Returns true if a bailout is to be raised.
#[inline(always)]
unsafe fn run<F, R>(frame: *mut sys::zend_execute_data, result: *mut sys::Raw) -> bool
where
    F: Fn(&mut Call<'_>) -> R + Copy + 'static,
    R: Reply,
{
    let body: F = item();
    // SAFETY: the caller's promise.
    unsafe { perform(frame, result, |call| body(call).reply().map(Some)) == Ended::Bailout }
}

/// The value of a plain fn item's type.
#[inline(always)]
pub(super) fn item<F: Copy + 'static>() -> F {
    const { assert!(mem::size_of::<F>() == 0, "a method body is a plain fn item, without captures") };
    // SAFETY: F is zero-sized and Copy, and `method()` was given a value of it: a read of no bytes gives another.
    unsafe { ptr::NonNull::<F>::dangling().read() }
}

/// How a body ended.
#[derive(PartialEq, Eq)]
pub(super) enum Ended {
    /// With a result or an exception.
    Done,
    /// It wants nothing to do with this call.
    Declined,
    /// A bailout is to be raised.
    Bailout,
}

/// Runs `body` on the call of `frame`.
///
/// # Safety
/// As for [`trampoline`].
#[inline(always)]
pub(super) unsafe fn perform(
    frame: *mut sys::zend_execute_data,
    result: *mut sys::Raw,
    body: impl FnOnce(&mut Call<'_>) -> Outcome<Option<Zv>>,
) -> Ended {
    // SAFETY: a live frame; `This` is an object only in a call on an instance, whose reference the frame keeps.
    let this = unsafe {
        let this = &raw const (*frame).This;
        let raw = &*this.cast::<sys::Raw>();
        (raw.kind() == sys::IS_OBJECT).then(|| ManuallyDrop::new(Object::take(raw.value.object)))
    };
    let mut call = Call { frame, this, frames: PhantomData };
    let (ended, raised) = match catch_unwind(AssertUnwindSafe(|| body(&mut call))) {
        Ok(Ok(Some(value))) => {
            // SAFETY: the engine's place for the result holds null until now.
            unsafe { result.write(value.into_raw()) };
            (Ended::Done, None)
        }
        Ok(Ok(None)) => (Ended::Declined, None),
        Ok(Err(raised)) => (Ended::Done, Some(raised)),
        Err(panic) => (Ended::Done, Some(throw_panic(&*panic))),
    };
    if raised == Some(Raised::Bailout) || bailout::bailout_pending() { Ended::Bailout } else { ended }
}

// Apart, so that a call without such a fault does not carry their texts.

#[cold]
#[inline(never)]
fn no_this() -> ! {
    panic!("a static method has no $this")
}

#[cold]
#[inline(never)]
fn no_native() -> ! {
    panic!("the method belongs to a class that declares another native state")
}

#[cold]
#[inline(never)]
fn no_argument(index: usize) -> ! {
    panic!("argument {index} is optional: ask for opt_…")
}

#[cold]
#[inline(never)]
fn no_string(index: usize) -> ! {
    panic!("argument {index} is not a string")
}

#[cold]
#[inline(never)]
fn throw_panic(panic: &(dyn Any + Send)) -> Raised {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a value that is no text".to_owned());
    throw_error(&format!("rswoole: internal error, please report it: {text}"))
}
