//! The Zend symbols and layouts that everything else in `zend` stands on: what ext-php-rs binds is re-exported, what it lacks
//! is declared here, and `layout.c` proves at start that both agree with the headers of this PHP.
//! It must not contain behaviour.

pub use ext_php_rs::ffi::{
    _zend_module_dep as zend_module_dep, HashTable, compiler_globals, executor_globals, ext_php_rs_php_build_id,
    ext_php_rs_zend_bailout, ext_php_rs_zend_object_alloc, ext_php_rs_zend_string_init, ext_php_rs_zend_try_catch,
    object_properties_init, php_error_docref, php_info_print_table_end, php_info_print_table_row,
    php_info_print_table_start, std_object_handlers, zend_call_known_function, zend_class_entry,
    zend_declare_class_constant_ex, zend_empty_array, zend_execute_data, zend_executor_globals, zend_fcall_info_cache,
    zend_function_entry, zend_hash_add, zend_hash_find, zend_hash_get_current_data_ex,
    zend_hash_get_current_key_zval_ex, zend_hash_index_find, zend_hash_index_update, zend_hash_move_forward_ex,
    zend_hash_next_index_insert, zend_hash_str_find, zend_hash_str_update, zend_hash_update, zend_ini_entry_def,
    zend_internal_arg_info, zend_is_callable_ex, zend_module_entry, zend_object, zend_object_handlers,
    zend_object_std_dtor, zend_object_std_init, zend_objects_new, zend_refcounted_h, zend_register_bool_constant,
    zend_register_double_constant, zend_register_ini_entries, zend_register_internal_class_ex,
    zend_register_long_constant, zend_string, zend_string_init_interned, zend_throw_error, zend_throw_exception,
    zend_type, zend_wrong_parameters_count_error, zval, zval_ptr_dtor,
};
use std::{
    ffi::{CStr, c_char, c_int, c_void},
    mem::{offset_of, size_of},
};

pub type Array = ext_php_rs::ffi::zend_array;
pub type Reference = ext_php_rs::ffi::zend_reference;

/// A zval without the destructor that ext-php-rs gives its own type: a bare 16 bytes that may be copied.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Raw {
    pub value: Value,
    pub info: u32,
    pub extra: u32,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub union Value {
    pub int: i64,
    pub float: f64,
    pub counted: *mut zend_refcounted_h,
    pub string: *mut zend_string,
    pub array: *mut Array,
    pub object: *mut zend_object,
    pub reference: *mut Reference,
    pub raw: *mut Raw,
}

const _: () = assert!(size_of::<Raw>() == size_of::<zval>() && align_of::<Raw>() == align_of::<zval>());

pub const HASH_KEY_IS_STRING: c_int = 1;

pub const IS_UNDEF: u8 = 0;
pub const IS_NULL: u8 = 1;
pub const IS_FALSE: u8 = 2;
pub const IS_TRUE: u8 = 3;
pub const IS_LONG: u8 = 4;
pub const IS_DOUBLE: u8 = 5;
pub const IS_STRING: u8 = 6;
pub const IS_ARRAY: u8 = 7;
pub const IS_OBJECT: u8 = 8;
pub const IS_RESOURCE: u8 = 9;
pub const IS_REFERENCE: u8 = 10;
pub const IS_INDIRECT: u8 = 12;

/// `Z_TYPE_INFO` bits above the type: refcounted, collectable.
pub const REFCOUNTED: u32 = 0x100;
pub const COLLECTABLE: u32 = 0x200;

impl Raw {
    pub const NULL: Raw = Raw { value: Value { int: 0 }, info: IS_NULL as u32, extra: 0 };
    pub const UNDEF: Raw = Raw { value: Value { int: 0 }, info: 0, extra: 0 };

    #[inline(always)]
    pub fn kind(&self) -> u8 {
        self.info as u8
    }
}

/// `GC_IMMUTABLE`, for strings `IS_STR_INTERNED`: not refcounted, never freed before the request (or process) ends.
pub const GC_IMMUTABLE: u32 = 1 << 6;
/// `GC_INFO_MASK | GC_NOT_COLLECTABLE`: a decrement of such a value never puts it into the garbage collector's buffer.
pub const GC_SETTLED: u32 = 0xffff_fc00 | (1 << 4);

/// `_ZEND_TYPE_…` bits; those that moved between versions are read from `layout.c`.
pub const TYPE_SET: u32 = (1 << 25) - 1;
pub const TYPE_BY_REF: u32 = 1 << 25;
pub const TYPE_VARIADIC: u32 = 1 << 27;
pub const TYPE_NAME: u32 = 1 << 24;
pub const TYPE_LIST: u32 = 1 << 22;
pub const CALL_EXTRA_NAMED: u32 = 1 << 27;

/// `ZEND_CALL_FRAME_SLOT`: arguments begin this many zvals after the frame.
pub const FRAME_SLOTS: usize = size_of::<zend_execute_data>().div_ceil(size_of::<zval>());

#[repr(C)]
pub struct GcBuffer {
    cur: *mut Raw,
    end: *mut Raw,
    start: *mut Raw,
}

impl GcBuffer {
    /// # Safety
    /// `self` is the engine's buffer, handed out by `zend_get_gc_buffer_create` in this `get_gc` call.
    pub unsafe fn add(&mut self, value: Raw) {
        // SAFETY: as stated; `cur..end` is writable and grow() restores `cur < end`.
        unsafe {
            if self.cur == self.end {
                zend_get_gc_buffer_grow(self);
            }
            self.cur.write(value);
            self.cur = self.cur.add(1);
        }
    }

    pub fn contents(&self) -> (*mut Raw, c_int) {
        // SAFETY: both point into the one buffer, cur at or after start.
        (self.start, unsafe { self.cur.offset_from(self.start) } as c_int)
    }
}

#[repr(C)]
pub struct TypeList {
    pub count: u32,
    pub types: [zend_type; 1],
}

unsafe extern "C" {
    pub fn zend_get_gc_buffer_create() -> *mut GcBuffer;
    fn zend_get_gc_buffer_grow(buffer: *mut GcBuffer);
    #[link_name = "_zend_new_array"]
    pub fn zend_new_array(size: u32) -> *mut Array;
    pub fn zend_array_dup(source: *mut Array) -> *mut Array;
    pub fn zend_hash_get_current_key_ex(
        table: *const HashTable,
        text: *mut *mut zend_string,
        number: *mut u64,
        position: *const u32,
    ) -> c_int;
    #[link_name = "_efree"]
    pub fn efree(pointer: *mut c_void);

    pub fn zend_get_constant_str(name: *const c_char, len: usize) -> *mut Raw;
    pub fn zval_get_long_func(value: *mut Raw, legacy: bool) -> i64;
    pub fn zval_get_double_func(value: *mut Raw) -> f64;
    pub fn zval_try_get_string_func(value: *mut Raw) -> *mut zend_string;
    /// An int of 0 or 1 in older versions, a bool in newer ones: the low byte says the same in both.
    pub fn zend_is_true(value: *mut Raw) -> bool;

    pub fn object_init_ex(out: *mut Raw, class: *mut zend_class_entry) -> c_int;
    pub fn zend_read_property_ex(
        scope: *mut zend_class_entry,
        object: *mut zend_object,
        name: *mut zend_string,
        silent: bool,
        scratch: *mut Raw,
    ) -> *mut Raw;
    pub fn zend_update_property_ex(
        scope: *mut zend_class_entry,
        object: *mut zend_object,
        name: *mut zend_string,
        value: *mut Raw,
    );
    pub fn zend_lookup_class_ex(name: *mut zend_string, key: *mut zend_string, flags: u32) -> *mut zend_class_entry;
    pub fn instanceof_function_slow(class: *const zend_class_entry, parent: *const zend_class_entry) -> bool;
    pub fn zend_class_implements(class: *mut zend_class_entry, count: c_int, ...);
    pub fn zend_declare_typed_property(
        class: *mut zend_class_entry,
        name: *mut zend_string,
        default: *mut Raw,
        flags: c_int,
        doc: *mut zend_string,
        kind: zend_type,
    ) -> *mut PropertyInfo;
    pub fn zend_register_class_alias_ex(
        name: *const c_char,
        len: usize,
        class: *mut zend_class_entry,
        persistent: bool,
    ) -> c_int;
    pub fn zend_register_functions(
        scope: *mut zend_class_entry,
        functions: *const zend_function_entry,
        table: *mut HashTable,
        kind: c_int,
    ) -> c_int;
    pub fn zend_register_stringl_constant(
        name: *const c_char,
        name_len: usize,
        value: *const c_char,
        value_len: usize,
        flags: c_int,
        module: c_int,
    );

    pub fn zend_parse_arg_bool_slow(arg: *mut Raw, out: *mut bool, number: u32) -> bool;
    pub fn zend_parse_arg_long_slow(arg: *mut Raw, out: *mut i64, number: u32) -> bool;
    pub fn zend_parse_arg_double_slow(arg: *mut Raw, out: *mut f64, number: u32) -> bool;
    pub fn zend_parse_arg_str_slow(arg: *mut Raw, out: *mut *mut zend_string, number: u32) -> bool;
    pub fn zend_parse_arg_number_slow(arg: *mut Raw, out: *mut *mut Raw, number: u32) -> bool;
    pub fn zend_parse_arg_str_or_long_slow(
        arg: *mut Raw,
        text: *mut *mut zend_string,
        int: *mut i64,
        number: u32,
    ) -> bool;
    pub fn zend_verify_scalar_type_hint(mask: u32, arg: *mut Raw, strict: bool, internal: bool) -> bool;
    pub fn zend_argument_type_error(number: u32, format: *const c_char, ...);
    pub fn zend_unexpected_extra_named_error();
    pub fn zend_type_to_string(kind: zend_type) -> *mut zend_string;
    #[cfg(not(php83))]
    #[link_name = "zend_zval_type_name"]
    pub fn zend_zval_value_name(value: *const Raw) -> *const c_char;
    #[cfg(php83)]
    pub fn zend_zval_value_name(value: *const Raw) -> *const c_char;
    pub fn zend_try_assign_typed_ref(reference: *mut Reference, value: *mut Raw) -> c_int;
    pub fn zend_release_fcall_info_cache(cache: *mut zend_fcall_info_cache);
    #[link_name = "_call_user_function_impl"]
    pub fn call_user_function(
        object: *mut Raw,
        name: *mut Raw,
        out: *mut Raw,
        count: u32,
        args: *mut Raw,
        named: *mut HashTable,
    ) -> c_int;

    pub fn zend_error(kind: c_int, format: *const c_char, ...);
    pub fn zend_clear_exception();
    pub fn zend_get_executed_filename() -> *const c_char;
    pub fn php_request_shutdown(unused: *mut std::ffi::c_void);
    pub fn zend_throw_exception_object(exception: *mut Raw);
    pub fn zend_exception_error(exception: *mut zend_object, severity: c_int) -> c_int;
    pub fn zend_user_exception_handler();
    pub fn zend_is_unwind_exit(exception: *const zend_object) -> bool;

    pub fn zend_register_internal_module(module: *mut zend_module_entry) -> *mut zend_module_entry;
    pub fn zend_startup_module_ex(module: *mut zend_module_entry) -> c_int;
    pub fn zend_unregister_ini_entries(module: c_int);
    pub fn display_ini_entries(module: *mut zend_module_entry);
    pub fn zend_ini_boolean_displayer_cb(entry: *mut ext_php_rs::ffi::zend_ini_entry, kind: c_int);
    pub fn zend_ini_long(name: *const c_char, len: usize, original: c_int) -> i64;
    pub fn zend_ini_double(name: *const c_char, len: usize, original: c_int) -> f64;
    pub fn zend_ini_string_ex(name: *const c_char, len: usize, original: c_int, exists: *mut bool) -> *mut c_char;

    pub static mut module_registry: HashTable;
    pub static mut zend_ce_error: *mut zend_class_entry;
    pub static mut zend_ce_type_error: *mut zend_class_entry;
    pub static mut zend_ce_value_error: *mut zend_class_entry;
    pub static mut spl_ce_BadMethodCallException: *mut zend_class_entry;
    pub static mut spl_ce_InvalidArgumentException: *mut zend_class_entry;
    pub static mut spl_ce_RuntimeException: *mut zend_class_entry;

    fn rswoole_layout(count: *mut usize) -> *const LayoutRow;
}

/// The first field of `zend_property_info` is all that is read of it.
#[repr(C)]
pub struct PropertyInfo {
    pub offset: u32,
}

/// The engine's globals of this (only) thread. ext-php-rs' accessor takes a lock; on NTS this is a plain symbol.
#[inline(always)]
pub fn eg() -> *mut zend_executor_globals {
    &raw mut executor_globals
}

/// Argument `index` of a frame, as it lies there.
///
/// # Safety
/// `frame` is a live frame with more than `index` arguments.
#[inline(always)]
pub unsafe fn frame_arg(frame: *mut zend_execute_data, index: usize) -> *mut Raw {
    // SAFETY: arguments follow the frame at a fixed distance (compared with the headers by `verify_layout`).
    unsafe { frame.cast::<Raw>().add(FRAME_SLOTS + index) }
}

#[repr(C)]
struct LayoutRow {
    name: *const c_char,
    value: usize,
}

fn rows() -> &'static [LayoutRow] {
    let mut count = 0;
    // SAFETY: layout.c returns its constant table and writes the table's length.
    unsafe { std::slice::from_raw_parts(rswoole_layout(&mut count), count) }
}

/// A number from `layout.c` by name.
pub fn layout(name: &str) -> usize {
    rows()
        .iter()
        // SAFETY: names in the table are string literals.
        .find(|row| unsafe { CStr::from_ptr(row.name) }.to_bytes() == name.as_bytes())
        .unwrap_or_else(|| panic!("src/zend/layout.c has no row named {name:?}"))
        .value
}

/// Compares what the Rust side believes with the headers; an error names the first row that differs.
pub fn verify_layout() -> Result<(), String> {
    let believed: &[(&str, usize)] = &[
        ("sizeof zval", size_of::<Raw>()),
        ("sizeof zend_object", size_of::<zend_object>()),
        ("zend_object.properties_table", offset_of!(zend_object, properties_table)),
        ("sizeof zend_function_entry", size_of::<zend_function_entry>()),
        ("sizeof zend_internal_arg_info", size_of::<zend_internal_arg_info>()),
        ("sizeof zend_module_entry", size_of::<zend_module_entry>()),
        ("sizeof zend_ini_entry_def", size_of::<zend_ini_entry_def>()),
        ("sizeof zend_fcall_info_cache", size_of::<zend_fcall_info_cache>()),
        ("sizeof zend_get_gc_buffer", size_of::<GcBuffer>()),
        ("frame slots", FRAME_SLOTS),
        ("executor_globals.exception", offset_of!(zend_executor_globals, exception)),
        ("executor_globals.current_execute_data", offset_of!(zend_executor_globals, current_execute_data)),
        ("executor_globals.current_module", offset_of!(zend_executor_globals, current_module)),
        ("zend_class_entry.create_object", offset_of!(zend_class_entry, __bindgen_anon_2)),
        ("type: any set", TYPE_SET as usize),
        ("type: extra shift", TYPE_BY_REF.trailing_zeros() as usize),
        ("type: variadic", TYPE_VARIADIC as usize),
        ("type: list", TYPE_LIST as usize),
        ("call: extra named params", CALL_EXTRA_NAMED as usize),
        ("gc: known or uncollectable", GC_SETTLED as usize),
        ("gc: interned string", GC_IMMUTABLE as usize),
        ("gc: immutable", GC_IMMUTABLE as usize),
    ];
    for (name, mine) in believed {
        let theirs = layout(name);
        if theirs != *mine {
            return Err(format!("{name} is {theirs} in the PHP headers and {mine} in this build"));
        }
    }
    Ok(())
}
