//! Checks and coerces the arguments of a call as PHP's own internal functions do, from the declared types of the function itself.
//! It runs before any Rust value of the call exists and must not own anything: a bailout may jump over it.

use super::{Object, sys};
use std::{ptr, slice};
use sys::{Raw, zend_execute_data, zend_internal_arg_info, zend_type};

const BOOL: u32 = (1 << sys::IS_FALSE) | (1 << sys::IS_TRUE);
const LONG: u32 = 1 << sys::IS_LONG;
const DOUBLE: u32 = 1 << sys::IS_DOUBLE;
const STRING: u32 = 1 << sys::IS_STRING;
const CALLABLE: u32 = 1 << 12;
/// A TypeError's text is at most this long, so that it needs no allocation across a possible bailout.
const KIND_NAME: usize = 256;

/// True if the body may run; otherwise an exception is pending. `extra`: more arguments than declared are welcome; `any`: this one is
/// taken whatever it is.
///
/// What nearly every call is like (a count that fits, arguments of the declared types) is looked at here, in the trampoline itself.
///
/// # Safety
/// `frame` is the live frame of an internal function, and no frame between here and the engine owns anything.
#[inline(always)]
pub unsafe fn accept(frame: *mut zend_execute_data, extra: bool, any: u32) -> bool {
    // SAFETY: the engine's frame: its function is internal, its arguments follow it, arg_info has one row for each parameter.
    unsafe {
        let function = &raw const (*(*frame).func).internal_function;
        let given = (*frame).This.u2.num_args;
        if given < (*function).required_num_args
            || given > (*function).num_args
            || (*frame).This.u1.type_info & sys::CALL_EXTRA_NAMED != 0
        {
            return accept_unusual(frame, extra, any);
        }
        // No call in this loop: the registers that one would want saved would be saved for every method.
        for index in 0..given as usize {
            if !suits((*function).arg_info.add(index), sys::frame_arg(frame, index)) {
                return accept_unusual(frame, extra, any);
            }
        }
        true
    }
}

/// Arguments of other types than declared, too few, more than there are parameters, or named ones that no parameter has.
#[cold]
#[inline(never)]
unsafe fn accept_unusual(frame: *mut zend_execute_data, extra: bool, any: u32) -> bool {
    // SAFETY: as in `accept`.
    unsafe {
        let function = &(*(*frame).func).internal_function;
        let given = (*frame).This.u2.num_args;
        let variadic = function.fn_flags & ext_php_rs::ffi::ZEND_ACC_VARIADIC != 0;
        if given < function.required_num_args || (given > function.num_args && !variadic && !extra) {
            let most = if variadic || extra { u32::MAX } else { function.num_args };
            sys::zend_wrong_parameters_count_error(function.required_num_args, most);
            return false;
        }
        if (*frame).This.u1.type_info & sys::CALL_EXTRA_NAMED != 0 {
            sys::zend_unexpected_extra_named_error();
            return false;
        }
        let checked = if variadic { given } else { given.min(function.num_args) };
        (0..checked).all(|index| {
            let info = function.arg_info.add(index.min(function.num_args) as usize);
            let arg = sys::frame_arg(frame, index as usize);
            suits(info, arg) || index == any || convert(info, arg, index + 1)
        })
    }
}

/// Whether the argument is of a declared built-in type, or none is declared. (`callable` is checked where the body asks for it, which
/// resolves it at the same time.)
#[inline(always)]
unsafe fn suits(info: *const zend_internal_arg_info, arg: *const Raw) -> bool {
    // SAFETY: a parameter's row and its argument.
    unsafe {
        let mask = (*info).type_.type_mask;
        mask & ((1 << (*arg).kind()) | CALLABLE) != 0 || mask & sys::TYPE_SET == 0
    }
}

/// Looks behind a reference, and makes of another type what is declared.
#[cold]
#[inline(never)]
unsafe fn convert(info: *mut zend_internal_arg_info, mut arg: *mut Raw, number: u32) -> bool {
    // SAFETY: as in `suits`; a reference holds a value.
    unsafe {
        let mask = (*info).type_.type_mask;
        if (*arg).kind() == sys::IS_REFERENCE {
            arg = (&raw mut (*(*arg).value.reference).val).cast();
            if mask & (1 << (*arg).kind()) != 0 {
                return true;
            }
        }
        coerce(info, mask, arg, number)
    }
}

/// Function and parameter names for messages.
///
/// # Safety
/// `frame` is a live frame of an internal function.
pub unsafe fn names(frame: *mut zend_execute_data, index: usize) -> (String, Option<String>) {
    // SAFETY: as in `accept`.
    unsafe {
        let function = &(*(*frame).func).internal_function;
        let text = |text: *const std::ffi::c_char| std::ffi::CStr::from_ptr(text).to_string_lossy().into_owned();
        let mut name = text((&raw const (*function.function_name).val).cast());
        if !function.scope.is_null() {
            name = format!("{}::{name}", text(class_text(function.scope)));
        }
        let parameter = (index < function.num_args as usize).then(|| text((*function.arg_info.add(index)).name));
        (name, parameter)
    }
}

unsafe fn class_text(class: *mut sys::zend_class_entry) -> *const std::ffi::c_char {
    // SAFETY: a class has a name; the caller passes null for functions.
    if class.is_null() { c"".as_ptr() } else { unsafe { (&raw const (*(*class).name).val).cast() } }
}

unsafe fn coerce(info: *mut zend_internal_arg_info, mask: u32, arg: *mut Raw, number: u32) -> bool {
    // SAFETY: a valid argument place of the current frame.
    unsafe {
        if (*arg).kind() == sys::IS_OBJECT && is_a((*arg).value.object, (*info).type_) {
            return true;
        }
        if scalar(mask, arg, number) {
            return true;
        }
        if (*sys::eg()).exception.is_null() {
            type_error(info, arg, number);
        }
        false
    }
}

unsafe fn scalar(mask: u32, arg: *mut Raw, number: u32) -> bool {
    // SAFETY: the engine's own coercions on a valid place; each says whether it succeeded.
    unsafe {
        match mask & (BOOL | LONG | DOUBLE | STRING) {
            0 => false,
            STRING => sys::zend_parse_arg_str_slow(arg, &mut ptr::null_mut(), number),
            LONG => {
                let mut value = 0;
                sys::zend_parse_arg_long_slow(arg, &mut value, number) && replace(arg, sys::IS_LONG, value)
            }
            DOUBLE => {
                let mut value = 0.0;
                sys::zend_parse_arg_double_slow(arg, &mut value, number)
                    && replace(arg, sys::IS_DOUBLE, value.to_bits() as i64)
            }
            BOOL => {
                let mut value = false;
                sys::zend_parse_arg_bool_slow(arg, &mut value, number)
                    && replace(arg, if value { sys::IS_TRUE } else { sys::IS_FALSE }, 0)
            }
            both if both == LONG | STRING => {
                let (mut text, mut value) = (ptr::null_mut(), 0);
                sys::zend_parse_arg_str_or_long_slow(arg, &mut text, &mut value, number)
                    && (!text.is_null() || replace(arg, sys::IS_LONG, value))
            }
            both if both == LONG | DOUBLE => sys::zend_parse_arg_number_slow(arg, &mut ptr::null_mut(), number),
            _ => {
                let caller = (*(*sys::eg()).current_execute_data).prev_execute_data;
                let strict = !caller.is_null()
                    && !(*caller).func.is_null()
                    && (*(*caller).func).common.fn_flags & ext_php_rs::ffi::ZEND_ACC_STRICT_TYPES != 0;
                (*arg).kind() != sys::IS_NULL
                    && sys::zend_verify_scalar_type_hint(mask & sys::TYPE_SET, arg, strict, true)
            }
        }
    }
}

/// Puts a scalar in the place of what the argument held.
unsafe fn replace(arg: *mut Raw, kind: u8, value: i64) -> bool {
    // SAFETY: a valid place; only scalars and null were coerced, so giving the old value back runs no PHP code.
    unsafe {
        let mut old = *arg;
        *arg = Raw { value: sys::Value { int: value }, info: u32::from(kind), extra: old.extra };
        sys::zval_ptr_dtor((&raw mut old).cast());
    }
    true
}

unsafe fn is_a(object: *mut sys::zend_object, kind: zend_type) -> bool {
    // SAFETY: registration turned class names into strings, several into a list.
    unsafe {
        if kind.type_mask & sys::TYPE_LIST != 0 {
            let list = kind.ptr.cast::<sys::TypeList>();
            let first = (&raw const (*list).types).cast::<zend_type>();
            return slice::from_raw_parts(first, (*list).count as usize).iter().any(|kind| is_a(object, *kind));
        }
        if kind.type_mask & sys::TYPE_NAME == 0 {
            return false;
        }
        // An object's own class is loaded already.
        Object::descends_from_named((*object).ce, kind.ptr.cast())
    }
}

unsafe fn type_error(info: *mut zend_internal_arg_info, arg: *mut Raw, number: u32) {
    // SAFETY: the type's text is copied into a buffer on this stack and given back before anything can bail out.
    unsafe {
        let text = sys::zend_type_to_string((*info).type_);
        let bytes = slice::from_raw_parts((&raw const (*text).val).cast::<u8>(), (*text).len.min(KIND_NAME));
        let mut buffer = [0; KIND_NAME];
        buffer[..bytes.len()].copy_from_slice(bytes);
        let len = bytes.len();
        ext_php_rs::ffi::ext_php_rs_zend_string_release(text);
        let given = sys::zend_zval_value_name(arg);
        sys::zend_argument_type_error(
            number,
            c"must be of type %.*s, %s given".as_ptr(),
            len as i32,
            buffer.as_ptr(),
            given,
        );
    }
}
