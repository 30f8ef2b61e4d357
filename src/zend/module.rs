//! The two module entries: `rswoole`, which PHP loads, and `swoole`, registered by it, under whose name classes, functions,
//! constants and ini settings appear. It must not know any of them: the crate's `MODULE` lists them.

use super::{Class, Constant, Function, Ini, error, ini, registration, sys};
use crate::MODULE;
use std::{
    ffi::{CString, c_char, c_int},
    panic::catch_unwind,
    ptr::null,
    sync::atomic::{AtomicI32, Ordering},
};
use sys::zend_module_entry;

/// Everything that the extension gives to PHP, and its hooks.
pub struct Module {
    pub version: &'static str,
    /// The version of the original that the module `swoole` reports.
    pub swoole_version: &'static str,
    /// Parents before children.
    pub classes: &'static [&'static Class],
    /// Left out by `swoole.enable_library = Off`.
    pub library_classes: &'static [&'static Class],
    pub functions: &'static [&'static [Function]],
    /// Left out by `swoole.use_shortname = Off`.
    pub short_functions: &'static [&'static [Function]],
    /// Left out by `swoole.enable_library = Off`.
    pub library_functions: &'static [&'static [Function]],
    /// Left out by either.
    pub short_library_functions: &'static [&'static [Function]],
    pub constants: &'static [(&'static str, Constant)],
    pub ini: &'static [Ini],
    /// Rows of `php --ri rswoole` after the version.
    pub info: fn() -> Vec<(&'static str, String)>,
    /// After the classes are registered. An error keeps the module from starting.
    pub startup: fn() -> Result<(), String>,
    /// Before PHP destroys the request's objects: let go of every PHP value.
    pub request_shutdown: fn(),
    pub shutdown: fn(),
}

const SUCCESS: c_int = 0;
const FAILURE: c_int = -1;
const DEPENDS_OPTIONAL: u8 = 3;

/// The module number of `swoole`; 0 while it is not registered.
static SWOOLE: AtomicI32 = AtomicI32::new(0);

#[unsafe(no_mangle)]
extern "C" fn get_module() -> *mut zend_module_entry {
    let mut module = entry(c"rswoole".as_ptr(), MODULE.version);
    // Sorted behind ext-sockets, if that is loaded, so that its class `Socket` is there.
    let sockets = sys::zend_module_dep {
        name: c"sockets".as_ptr(),
        rel: std::ptr::null(),
        version: std::ptr::null(),
        type_: DEPENDS_OPTIONAL,
    };
    // And behind ext-openssl, which brings transports of its own.
    let openssl = sys::zend_module_dep { name: c"openssl".as_ptr(), ..sockets };
    let end =
        sys::zend_module_dep { name: std::ptr::null(), rel: std::ptr::null(), version: std::ptr::null(), type_: 0 };
    module.deps = Box::leak(Box::new([sockets, openssl, end])).as_ptr();
    module.module_startup_func = Some(startup);
    module.module_shutdown_func = Some(shutdown);
    module.request_shutdown_func = Some(request_shutdown);
    module.info_func = Some(info);
    Box::into_raw(Box::new(module))
}

fn entry(name: *const c_char, version: &str) -> zend_module_entry {
    // SAFETY: a struct of numbers, pointers and optional functions: all zero is the empty module.
    let mut module: zend_module_entry = unsafe { std::mem::zeroed() };
    module.size = size_of::<zend_module_entry>() as _;
    module.zend_api = ext_php_rs::ffi::ZEND_MODULE_API_NO;
    module.zend_debug = sys::layout("debug") as _;
    module.name = name;
    module.version = permanent(version);
    // SAFETY: returns a string literal.
    module.build_id = unsafe { sys::ext_php_rs_php_build_id() };
    module
}

unsafe extern "C" fn startup(_kind: c_int, _number: c_int) -> c_int {
    match catch_unwind(start) {
        Ok(Ok(())) => SUCCESS,
        Ok(Err(reason)) => {
            error::core_warning(&format!("rswoole: {reason}"));
            FAILURE
        }
        Err(_) => FAILURE,
    }
}

fn start() -> Result<(), String> {
    sys::verify_layout()?;
    // SAFETY: module start: the registry is complete (extensions are loaded before the first starts) and ours to add to. PHP keeps
    // a copy of the entry, whose address comes back; `current_module` is ours again afterwards.
    unsafe {
        let registry = &raw const sys::module_registry;
        if !sys::zend_hash_str_find(registry, c"swoole".as_ptr(), 6).is_null() {
            error::core_warning(
                "rswoole: the extension \"swoole\" is loaded too, and both define the same classes; rswoole stays inactive. \
                 Remove extension=swoole from php.ini to use rswoole, or extension=rswoole to use swoole",
            );
            return Ok(());
        }
        let mut module = entry(c"swoole".as_ptr(), MODULE.swoole_version);
        module.module_startup_func = Some(swoole_startup);
        module.module_shutdown_func = Some(swoole_shutdown);
        module.info_func = Some(info);
        let current = (*sys::eg()).current_module;
        let registered = sys::zend_register_internal_module(Box::leak(Box::new(module)));
        let result = if registered.is_null() { FAILURE } else { sys::zend_startup_module_ex(registered) };
        (*sys::eg()).current_module = current;
        if result != SUCCESS {
            return Err("the module entry \"swoole\" could not be registered".to_owned());
        }
    }
    (MODULE.startup)()
}

unsafe extern "C" fn swoole_startup(_kind: c_int, number: c_int) -> c_int {
    let outcome = catch_unwind(|| {
        ini::register(MODULE.ini, number);
        let short_names = ini::ini_bool("swoole.use_shortname");
        registration::constants(MODULE.constants, number);
        let library = ini::ini_bool("swoole.enable_library");
        for class in MODULE.classes.iter().chain(MODULE.library_classes.iter().filter(|_| library)) {
            registration::class(class, short_names)?;
        }
        let functions = [
            (MODULE.functions, true),
            (MODULE.short_functions, short_names),
            (MODULE.library_functions, library),
            (MODULE.short_library_functions, short_names && library),
        ];
        for (functions, _) in functions.into_iter().filter(|(_, wanted)| *wanted) {
            for functions in functions {
                registration::functions(functions)?;
            }
        }
        Ok::<(), String>(())
    });
    match outcome {
        Ok(Ok(())) => {
            SWOOLE.store(number, Ordering::Relaxed);
            SUCCESS
        }
        Ok(Err(reason)) => {
            error::core_warning(&format!("rswoole: {reason}"));
            FAILURE
        }
        Err(_) => FAILURE,
    }
}

unsafe extern "C" fn swoole_shutdown(_kind: c_int, number: c_int) -> c_int {
    // SAFETY: the entries were registered under this number.
    unsafe { sys::zend_unregister_ini_entries(number) };
    SUCCESS
}

fn active() -> bool {
    SWOOLE.load(Ordering::Relaxed) != 0
}

unsafe extern "C" fn request_shutdown(_kind: c_int, _number: c_int) -> c_int {
    if active() {
        let _ = catch_unwind(MODULE.request_shutdown);
        // The request is over: a bailout that nobody raised has nothing left to end.
        let _ = super::bailout::take_pending_bailout();
    }
    SUCCESS
}

unsafe extern "C" fn shutdown(_kind: c_int, _number: c_int) -> c_int {
    if active() {
        let _ = catch_unwind(MODULE.shutdown);
    }
    SUCCESS
}

unsafe extern "C" fn info(_module: *mut zend_module_entry) {
    let rows = catch_unwind(MODULE.info).unwrap_or_default();
    let version = format!("{} (answers as swoole {})", MODULE.version, MODULE.swoole_version);
    // SAFETY: each row is two C strings, copied to the output at once.
    unsafe {
        sys::php_info_print_table_start();
        for (name, value) in [("rswoole", version)].into_iter().chain(rows) {
            let (name, value) = (CString::new(name).unwrap_or_default(), CString::new(value).unwrap_or_default());
            sys::php_info_print_table_row(2, name.as_ptr(), value.as_ptr());
        }
        sys::php_info_print_table_end();
        let registry = &raw const sys::module_registry;
        let swoole = sys::zend_hash_str_find(registry, c"swoole".as_ptr(), 6);
        if active() && !swoole.is_null() {
            sys::display_ini_entries((*swoole).value.ptr.cast());
        }
    }
}

fn permanent(text: &str) -> *const c_char {
    CString::new(text).map_or(null(), |text| text.into_raw().cast_const())
}
