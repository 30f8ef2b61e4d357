//! Class and function tables: PHP signatures as text beside the Rust bodies, from which registration, reflection and the stubs come.
//! The tables are plain data; `registration` turns them into engine structures when the module starts.

use super::{
    Call, Object, Outcome, Reply,
    call::{Handler, trampoline},
    native::{self, Native},
    sys,
};
use std::{
    ptr::null_mut,
    sync::atomic::{AtomicPtr, Ordering},
};

/// One PHP class.
pub struct Class {
    pub(super) name: &'static str,
    pub(super) parent: Parent,
    pub(super) interfaces: &'static [&'static str],
    pub(super) flags: Flags,
    pub(super) properties: &'static [&'static str],
    pub(super) constants: &'static [(&'static str, Constant)],
    pub(super) methods: &'static [Function],
    pub(super) aliases: &'static [&'static str],
    pub(super) short_names: &'static [&'static str],
    pub(super) native: Option<native::Table>,
    pub(super) entry: AtomicPtr<sys::zend_class_entry>,
    pub(super) handlers: AtomicPtr<sys::zend_object_handlers>,
}

#[derive(Clone, Copy)]
pub(super) enum Parent {
    None,
    Ours(&'static Class),
    Engine(&'static str),
}

#[derive(Clone, Copy, Default)]
pub(super) struct Flags {
    pub is_final: bool,
    pub is_abstract: bool,
    pub not_serializable: bool,
    pub no_dynamic_properties: bool,
    pub not_creatable: bool,
}

/// The value of a constant.
#[derive(Clone, Copy, Debug)]
pub enum Constant {
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(&'static str),
}

/// A method or function: its PHP signature and its body.
pub struct Function {
    pub(super) signature: &'static str,
    pub(super) handler: Option<Handler>,
}

/// `method("public function send(string|int $fd, string $data): bool", send)`; for functions leave out the visibility.
pub const fn method<F, R>(signature: &'static str, _body: F) -> Function
where
    F: Fn(&mut Call<'_>) -> R + Copy + 'static,
    R: Reply,
{
    Function { signature, handler: Some(trampoline::<F, R, false, NONE>) }
}

/// Like [`method`], but a call may pass more arguments than are declared: [`Call::rest`] has them.
pub const fn method_with_extra_args<F, R>(signature: &'static str, _body: F) -> Function
where
    F: Fn(&mut Call<'_>) -> R + Copy + 'static,
    R: Reply,
{
    Function { signature, handler: Some(trampoline::<F, R, true, NONE>) }
}

/// Like [`method`], but argument `AT` (counted from 0) may be anything, whatever is declared: where the documentation takes more than the
/// declaration that code may rely on.
pub const fn method_taking_any<const AT: u32, F, R>(signature: &'static str, _body: F) -> Function
where
    F: Fn(&mut Call<'_>) -> R + Copy + 'static,
    R: Reply,
{
    Function { signature, handler: Some(trampoline::<F, R, false, AT>) }
}

/// No argument has this place.
const NONE: u32 = u32::MAX;

/// A method without a body.
pub const fn abstract_method(signature: &'static str) -> Function {
    Function { signature, handler: None }
}

impl Class {
    pub const fn new(name: &'static str) -> Class {
        Class {
            name,
            parent: Parent::None,
            interfaces: &[],
            flags: Flags {
                is_final: false,
                is_abstract: false,
                not_serializable: false,
                no_dynamic_properties: false,
                not_creatable: false,
            },
            properties: &[],
            constants: &[],
            methods: &[],
            aliases: &[],
            short_names: &[],
            native: None,
            entry: AtomicPtr::new(null_mut()),
            handlers: AtomicPtr::new(null_mut()),
        }
    }

    /// Extends a class of ours, which must stand before this one in the module's list.
    pub const fn extends(mut self, parent: &'static Class) -> Class {
        self.parent = Parent::Ours(parent);
        self
    }

    /// Extends a class of PHP itself.
    pub const fn extends_engine(mut self, parent: &'static str) -> Class {
        self.parent = Parent::Engine(parent);
        self
    }

    pub const fn implements(mut self, interfaces: &'static [&'static str]) -> Class {
        self.interfaces = interfaces;
        self
    }

    /// `public mixed $setting = null` …; the order is the order of the slots and of `var_dump`.
    pub const fn properties(mut self, properties: &'static [&'static str]) -> Class {
        self.properties = properties;
        self
    }

    pub const fn constants(mut self, constants: &'static [(&'static str, Constant)]) -> Class {
        self.constants = constants;
        self
    }

    pub const fn methods(mut self, methods: &'static [Function]) -> Class {
        self.methods = methods;
        self
    }

    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Class {
        self.aliases = aliases;
        self
    }

    /// Aliases that `swoole.use_shortname = Off` leaves out.
    pub const fn short_names(mut self, names: &'static [&'static str]) -> Class {
        self.short_names = names;
        self
    }

    /// Objects carry a T. Children inherit it.
    pub const fn native<T: Native>(mut self) -> Class {
        self.native = Some(native::Table::of::<T>());
        self
    }

    pub const fn is_final(mut self) -> Class {
        self.flags.is_final = true;
        self
    }

    pub const fn is_abstract(mut self) -> Class {
        self.flags.is_abstract = true;
        self
    }

    pub const fn not_serializable(mut self) -> Class {
        self.flags.not_serializable = true;
        self
    }

    pub const fn no_dynamic_properties(mut self) -> Class {
        self.flags.no_dynamic_properties = true;
        self
    }

    /// `new` throws: the class has static methods only.
    pub const fn not_creatable(mut self) -> Class {
        self.flags.not_creatable = true;
        self
    }

    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// A new object, its constructor not called.
    pub fn instantiate(&self) -> Outcome<Object> {
        Object::of_entry(self.entry_ptr())
    }

    /// As [`Class::instantiate`], an object of this class and one of another.
    pub fn instantiate_with(&self, other: &Class) -> Outcome<[Object; 2]> {
        Object::of_entries([self.entry_ptr(), other.entry_ptr()])
    }

    pub(super) fn entry_ptr(&self) -> *mut sys::zend_class_entry {
        let entry = self.entry.load(Ordering::Relaxed);
        assert!(!entry.is_null(), "class {} is not in the module's list of classes", self.name);
        entry
    }
}
