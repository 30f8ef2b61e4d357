//! Turns class and function tables into what the engine wants, once, when the module starts. What it allocates lives as long as
//! the process.

use super::{
    Str,
    class::{Class, Constant, Function, Parent},
    native,
    signature::{self, Literal, Modifiers, Type, Visibility},
    sys,
};
use std::{
    ffi::{CString, c_char, c_int, c_void},
    mem,
    mem::offset_of,
    ptr::{self, null, null_mut},
    sync::atomic::Ordering,
};
use sys::{zend_class_entry, zend_function_entry, zend_internal_arg_info, zend_type};

const MODULE_PERSISTENT: c_int = 1;
/// `ZEND_ACC_EXPLICIT_ABSTRACT_CLASS`: not among the bound constants.
const ACC_EXPLICIT_ABSTRACT: u32 = 1 << 6;
/// `ZEND_ACC_READONLY`, likewise. The engine holds it against typed properties only.
const ACC_READONLY: u32 = 1 << 7;

/// Registers a class under the module that is starting.
pub fn class(class: &'static Class, short_names: bool) -> Result<(), String> {
    let parent = parent_entry(class)?;
    // SAFETY: module start: the engine's tables take new classes. `template` is copied by the engine, the method rows live on.
    let entry = unsafe {
        let mut template: zend_class_entry = mem::zeroed();
        template.name = Str::permanent(class.name.as_bytes()).into_ptr();
        template.info.internal.builtin_functions = function_rows(class.methods);
        let entry = sys::zend_register_internal_class_ex(&mut template, parent);
        (*entry).ce_flags |= class_flags(class);
        if class.flags.not_creatable {
            (*entry).__bindgen_anon_2.create_object = Some(native::refuse_creation);
        }
        entry
    };
    class.entry.store(entry, Ordering::Relaxed);
    native_state(class, entry)?;
    for name in class.interfaces {
        let interface =
            engine_class(name).ok_or_else(|| format!("{} implements {name}, which is not there", class.name))?;
        // SAFETY: two registered classes.
        unsafe { sys::zend_class_implements(entry, 1, interface) };
    }
    properties(class, entry)?;
    for (name, value) in class.constants {
        let mut raw = constant_value(value);
        // SAFETY: a registered class; the name is permanent, the value not counted.
        unsafe {
            let name = Str::permanent(name.as_bytes()).into_ptr();
            let public = ext_php_rs::ffi::ZEND_ACC_PUBLIC as c_int;
            sys::zend_declare_class_constant_ex(entry, name, (&raw mut raw).cast(), public, null_mut());
        }
    }
    for alias in class.aliases.iter().chain(class.short_names.iter().filter(|_| short_names)) {
        // SAFETY: a registered class; the name is copied.
        unsafe { sys::zend_register_class_alias_ex(alias.as_ptr().cast(), alias.len(), entry, true) };
    }
    Ok(())
}

/// Registers plain functions under the module that is starting.
pub fn functions(functions: &'static [Function]) -> Result<(), String> {
    // SAFETY: module start; the rows live on.
    let result =
        unsafe { sys::zend_register_functions(null_mut(), function_rows(functions), null_mut(), MODULE_PERSISTENT) };
    if result == 0 {
        Ok(())
    } else {
        Err("a function could not be registered: another extension defines it".to_owned())
    }
}

pub fn constants(constants: &[(&str, Constant)], module: c_int) {
    let flags = ext_php_rs::ffi::CONST_PERSISTENT as c_int;
    for (name, value) in constants {
        let (text, len) = (name.as_ptr().cast::<c_char>(), name.len());
        // SAFETY: names and strings are readable for the given length and copied.
        unsafe {
            // What these return differs between versions of PHP: nothing, or since 8.5 the constant.
            match *value {
                Constant::Bool(value) => {
                    sys::zend_register_bool_constant(text, len, value, flags, module);
                }
                Constant::Int(value) => {
                    sys::zend_register_long_constant(text, len, value, flags, module);
                }
                Constant::Float(value) => {
                    sys::zend_register_double_constant(text, len, value, flags, module);
                }
                Constant::Str(value) => {
                    let (value, value_len) = (value.as_ptr().cast(), value.len());
                    sys::zend_register_stringl_constant(text, len, value, value_len, flags, module);
                }
            }
        }
    }
}

fn parent_entry(class: &Class) -> Result<*mut zend_class_entry, String> {
    match class.parent {
        Parent::None => Ok(null_mut()),
        Parent::Ours(parent) => Ok(parent.entry_ptr()),
        Parent::Engine(name) => {
            engine_class(name).ok_or_else(|| format!("{} extends {name}, which is not there", class.name))
        }
    }
}

fn engine_class(name: &str) -> Option<*mut zend_class_entry> {
    let key = name.trim_start_matches('\\').to_ascii_lowercase();
    // SAFETY: the compiler's class table (the executor has none yet) holds pointers to class entries.
    unsafe {
        let place = sys::zend_hash_str_find(sys::compiler_globals.class_table, key.as_ptr().cast(), key.len());
        if place.is_null() { None } else { Some((*place).value.ce) }
    }
}

fn class_flags(class: &Class) -> u32 {
    let flags = class.flags;
    [
        (flags.is_final, ext_php_rs::ffi::ZEND_ACC_FINAL),
        (flags.is_abstract, ACC_EXPLICIT_ABSTRACT),
        (flags.not_serializable, ext_php_rs::ffi::ZEND_ACC_NOT_SERIALIZABLE),
        (flags.no_dynamic_properties, ext_php_rs::ffi::ZEND_ACC_NO_DYNAMIC_PROPERTIES),
    ]
    .iter()
    .filter(|(set, _)| *set)
    .fold(0, |all, (_, flag)| all | flag)
}

fn native_state(class: &'static Class, entry: *mut zend_class_entry) -> Result<(), String> {
    let Some(table) = &class.native else { return Ok(()) };
    if !ptr::eq((table.class)(), class) {
        return Err(format!("{}: its native state names another class as its own", class.name));
    }
    class.handlers.store(table.handlers(), Ordering::Relaxed);
    // SAFETY: a registered class that has no objects yet.
    unsafe { (*entry).__bindgen_anon_2.create_object = Some(table.create) };
    Ok(())
}

fn properties(class: &Class, entry: *mut zend_class_entry) -> Result<(), String> {
    // SAFETY: a registered class.
    let inherited = unsafe { (*entry).default_properties_count } as usize;
    // One that a parent declares too keeps the parent's slot.
    let mut own = 0;
    for text in class.properties {
        let property = signature::property(text);
        let mut default = literal_value(property.default);
        // SAFETY: a registered class; name and default are permanent.
        let offset = unsafe {
            let name = Str::permanent(property.name.as_bytes()).into_ptr();
            let kind = property.kind.as_ref().map_or(NO_TYPE, declared_type);
            let flags = member_flags(property.modifiers) as c_int;
            let info = sys::zend_declare_typed_property(entry, name, &mut default, flags, null_mut(), kind);
            (*info).offset as usize
        };
        let first = offset_of!(sys::zend_object, properties_table);
        let slot = (offset.wrapping_sub(first)) / size_of::<sys::Raw>();
        if property.modifiers.is_static || slot < inherited {
            continue;
        }
        let expected = inherited + own;
        own += 1;
        if slot != expected {
            return Err(format!("{}::${} got slot {slot} instead of {expected}", class.name, property.name));
        }
    }
    Ok(())
}

fn constant_value(value: &Constant) -> sys::Raw {
    match *value {
        Constant::Bool(value) => literal_value(Literal::Bool(value)),
        Constant::Int(value) => literal_value(Literal::Int(value)),
        Constant::Float(value) => literal_value(Literal::Float(value)),
        Constant::Str(value) => literal_value(Literal::Str(value)),
    }
}

fn literal_value(value: Literal<'_>) -> sys::Raw {
    let raw = |kind: u8, value: sys::Value| sys::Raw { value, info: u32::from(kind), extra: 0 };
    match value {
        Literal::Null => sys::Raw::NULL,
        Literal::Bool(false) => raw(sys::IS_FALSE, sys::Value { int: 0 }),
        Literal::Bool(true) => raw(sys::IS_TRUE, sys::Value { int: 0 }),
        Literal::Int(int) => raw(sys::IS_LONG, sys::Value { int }),
        Literal::Float(float) => raw(sys::IS_DOUBLE, sys::Value { float }),
        Literal::Str(text) => raw(sys::IS_STRING, sys::Value { string: Str::permanent(text.as_bytes()).into_ptr() }),
        Literal::EmptyArray => raw(sys::IS_ARRAY, sys::Value { array: (&raw const sys::zend_empty_array).cast_mut() }),
    }
}

fn member_flags(modifiers: Modifiers) -> u32 {
    use ext_php_rs::ffi::*;
    let visibility = match modifiers.visibility {
        Visibility::Public => ZEND_ACC_PUBLIC,
        Visibility::Protected => ZEND_ACC_PROTECTED,
        Visibility::Private => ZEND_ACC_PRIVATE,
    };
    [
        (modifiers.is_static, ZEND_ACC_STATIC),
        (modifiers.is_final, ZEND_ACC_FINAL),
        (modifiers.is_abstract, ZEND_ACC_ABSTRACT),
        (modifiers.is_deprecated, ZEND_ACC_DEPRECATED),
        (modifiers.is_readonly, ACC_READONLY),
    ]
    .iter()
    .filter(|(set, _)| *set)
    .fold(visibility, |all, (_, flag)| all | flag)
}

/// The rows of all functions and the empty row that ends them.
fn function_rows(functions: &[Function]) -> *const zend_function_entry {
    let rows: Vec<zend_function_entry> = functions.iter().map(function_row).chain([empty_row()]).collect();
    Box::leak(rows.into_boxed_slice()).as_ptr()
}

fn empty_row() -> zend_function_entry {
    // SAFETY: all zero ends a list; fields that only newer versions have stay null.
    unsafe { mem::zeroed() }
}

fn function_row(function: &Function) -> zend_function_entry {
    let signature = signature::function(function.signature);
    let info = arg_info(&signature);
    let mut row = empty_row();
    row.fname = permanent_text(signature.name);
    row.handler = function.handler;
    row.num_args = info.len() as u32 - 1;
    row.arg_info = Box::leak(info.into_boxed_slice()).as_ptr();
    row.flags = member_flags(signature.modifiers);
    row
}

/// First the return type, whose "name" is the number of required parameters, then one row for each parameter.
fn arg_info(function: &signature::Function<'_>) -> Vec<zend_internal_arg_info> {
    let required =
        function.parameters.iter().rposition(|p| p.default.is_none() && !p.variadic).map_or(0, |last| last + 1);
    let returns = zend_internal_arg_info {
        name: ptr::without_provenance(required),
        type_: function.returns.as_ref().map_or(NO_TYPE, class_name_type),
        default_value: null(),
    };
    let parameters = function.parameters.iter().map(|parameter| {
        let mut kind = parameter.kind.as_ref().map_or(NO_TYPE, class_name_type);
        kind.type_mask |= if parameter.by_reference { sys::TYPE_BY_REF } else { 0 };
        kind.type_mask |= if parameter.variadic { sys::TYPE_VARIADIC } else { 0 };
        zend_internal_arg_info {
            name: permanent_text(parameter.name),
            type_: kind,
            default_value: parameter.default.map_or(null(), permanent_text),
        }
    });
    std::iter::once(returns).chain(parameters).collect()
}

const NO_TYPE: zend_type = zend_type { ptr: null_mut(), type_mask: 0 };

/// In function rows a class is a C string; the engine makes strings of it.
fn class_name_type(kind: &Type) -> zend_type {
    match &kind.classes {
        None => zend_type { ptr: null_mut(), type_mask: kind.mask },
        Some(names) => zend_type {
            ptr: permanent_text(names).cast_mut().cast::<c_void>(),
            type_mask: kind.mask | sys::layout("type: class name") as u32,
        },
    }
}

/// In properties a class is a permanent string.
fn declared_type(kind: &Type) -> zend_type {
    match &kind.classes {
        None => zend_type { ptr: null_mut(), type_mask: kind.mask },
        Some(name) => {
            zend_type { ptr: Str::permanent(name.as_bytes()).into_ptr().cast(), type_mask: kind.mask | sys::TYPE_NAME }
        }
    }
}

fn permanent_text(text: &str) -> *const c_char {
    CString::new(text).expect("a table's text has no NUL").into_raw()
}
